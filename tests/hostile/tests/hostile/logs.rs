//! Logs: forged, replayed, with gaps, with two histories.

use fondly_hostile::{ANA, CLEO, Line, SAM, Scene, full};
use fondly_sync::{
    Content, Control, Owner, PeerFault, Record, Run, Subject,
    record::{Place, sign},
};

/// A record of the device `of`, signed by the hand.
fn forged(hand: &fondly_hostile::Hand, of: fondly_sync::DeviceId) -> Run {
    let tip = hand.replica.tip(&of);
    let place = Place {
        space: hand.replica.space,
        device: of,
        seq: tip.next,
        prev: tip.hash,
    };
    let item = full(Subject::Control, Control::Verified.encode());
    let record = sign(&hand.replica.key, &hand.person, &place, item);
    Run::of(tip.hash, &[record]).expect("it is signed")
}

#[test]
fn records_in_the_name_of_others_are_refused_and_the_link_ends() {
    let mut scene = Scene::new();
    let ana = scene.hand(ANA, "Sam").device();
    let cleo = scene.hand(CLEO, "Ana").device();
    let mut hand = scene.hand(SAM, "Ana");
    for (of, fault) in [
        (ana, PeerFault::Signature),
        (cleo, PeerFault::UnknownDevice),
    ] {
        let before = scene.hand(ANA, "Sam").replica.tip(&of);
        let mut line = Line::begun(&mut scene, &hand, ANA);
        let run = forged(&hand, of);
        let sealed = hand.envelope(of, vec![run]);
        let said = line.say_envelope(&mut scene, sealed);
        assert_eq!(said.expect_err("it is not theirs"), fault);
        assert_eq!(scene.hand(ANA, "Sam").replica.tip(&of), before);
    }
    scene.others_go_on();
    scene.an_honest_sam_goes_on();
}

#[test]
fn what_was_sealed_or_signed_in_one_bond_is_worth_nothing_in_another() {
    let mut scene = Scene::new();
    scene.thanks(CLEO, "Ana", "between us");
    let mut cleo = scene.hand(CLEO, "Ana");
    let mut here = scene.hand(SAM, "Ana");
    let run = cleo.control(&Control::Verified);
    let sealed = cleo.own(vec![run]);

    let mut line = Line::begun(&mut scene, &here, ANA);
    let said = line.say_envelope(&mut scene, sealed);
    assert_eq!(said.expect_err("another key"), PeerFault::Seal);

    // Sam is linked with Cleo too, and signs there what he then shows here.
    let mut there = scene.hand(SAM, "Cleo");
    let run = there.control(&Control::Verified);
    let mut line = Line::begun(&mut scene, &here, ANA);
    let sealed = here.own(vec![Run {
        first: here.tip.next,
        prev: here.tip.hash,
        ..run
    }]);
    let said = line.say_envelope(&mut scene, sealed);
    assert_eq!(said.expect_err("another space"), PeerFault::Signature);
    scene.others_go_on();
    scene.an_honest_sam_goes_on();
}

#[test]
fn an_envelope_that_comes_a_thousand_times_counts_once() {
    let mut scene = Scene::new();
    let mut hand = scene.hand(SAM, "Ana");
    let mut line = Line::begun(&mut scene, &hand, ANA);
    let run = hand.control(&Control::Verified);
    let sealed = hand.own(vec![run]);
    for _ in 0..1000 {
        let said = line.say_envelope(&mut scene, sealed.clone());
        said.expect("it may be late");
    }
    assert_eq!(scene.records_of(ANA, &hand), hand.tip.next);
    // Also on another link, where it opens under the same epoch.
    let mut line = Line::begun(&mut scene, &hand, ANA);
    line.changed = false;
    let said = line.say_envelope(&mut scene, sealed);
    said.expect("it is known");
    assert!(!line.changed);
    assert_eq!(scene.records_of(ANA, &hand), hand.tip.next);
    scene.others_go_on();
}

#[test]
fn records_whose_predecessors_are_withheld_are_refused() {
    let mut scene = Scene::new();
    let mut hand = scene.hand(SAM, "Ana");
    let before = scene.records_of(ANA, &hand);
    let withheld = hand.control(&Control::Verified);
    let run = hand.control(&Control::Verified);
    let mut line = Line::begun(&mut scene, &hand, ANA);
    let sealed = hand.own(vec![run.clone()]);
    let said = line.say_envelope(&mut scene, sealed);
    assert_eq!(said.expect_err("a gap"), PeerFault::Gap);
    assert_eq!(scene.records_of(ANA, &hand), before);

    let mut line = Line::begun(&mut scene, &hand, ANA);
    let sealed = hand.own(vec![withheld, run]);
    let said = line.say_envelope(&mut scene, sealed);
    said.expect("now they are all there");
    assert_eq!(scene.records_of(ANA, &hand), hand.tip.next);
    scene.others_go_on();
}

#[test]
fn changes_of_a_creation_that_is_withheld_wait_and_show_nothing() {
    let mut scene = Scene::new();
    let mut hand = scene.hand(SAM, "Ana");
    let owner = Owner::Author;
    let nonce = [5; 16];
    let mut hole = full(Subject::Create { owner, nonce }, vec![1; 100]);
    hole.content = Content::Hole(hole.content.payload_hash());
    let prev = hand.tip.hash;
    let creating = hand.write(hole);
    let document = creating.document;
    let change = full(Subject::Change { document }, vec![2; 100]);
    let records: Vec<Record> = std::iter::once(creating)
        .chain((0..100).map(|_| hand.write(change.clone())))
        .collect();
    let run = Run::of(prev, &records).expect("all is signed");
    let mut line = Line::begun(&mut scene, &hand, ANA);
    let sealed = hand.own(vec![run]);
    line.say_envelope(&mut scene, sealed).expect("it follows");
    assert_eq!(scene.records_of(ANA, &hand), hand.tip.next);
    assert!(scene.log(ANA, "Sam").is_empty());
    scene.others_go_on();
}

#[test]
fn two_histories_shown_to_two_devices_do_not_part_them() {
    let mut scene = Scene::new();
    let tablet = scene.world.link(ANA).expect("Ana links a tablet");
    scene.settle();
    let hand = scene.hand(SAM, "Ana");
    for (victim, label) in [(ANA, "one"), (tablet, "other")] {
        let mut hand = scene.hand(SAM, "Ana");
        let items = (0..3).map(|_| full(Subject::Control, label.into()));
        let run = hand.run(items);
        let mut line = Line::begun(&mut scene, &hand, victim);
        let sealed = hand.own(vec![run]);
        line.say_envelope(&mut scene, sealed).expect("it follows");
    }
    let length = scene.records_of(ANA, &hand);
    scene.thanks(ANA, "Sam", "from the first");
    scene.thanks(tablet, "Sam", "from the tablet");
    for _ in 0..2 {
        scene.meet(ANA, tablet);
    }
    for device in [ANA, tablet] {
        let log = scene.log(device, "Sam");
        assert!(log.contains(&"from the first".into()), "{device}: {log:?}");
        assert!(log.contains(&"from the tablet".into()), "{device}: {log:?}");
    }
    assert_eq!(scene.records_of(ANA, &hand), length);
    assert_eq!(scene.records_of(tablet, &hand), length);
    scene.others_go_on();
}

#[test]
fn what_stands_before_a_second_history_is_kept_and_nothing_behind_it() {
    let mut scene = Scene::new();
    let mut hand = scene.hand(SAM, "Ana");
    let before = scene.records_of(ANA, &hand);
    let one = hand.control(&Control::Verified);
    let two = hand.control(&Control::Verified);
    let three = hand.control(&Control::Verified);
    // The third, as it would follow another second one.
    let mut other = scene.hand(SAM, "Ana");
    let _first = other.control(&Control::Verified);
    let _second = other.run([full(Subject::Control, vec![9])]);
    let forked = other.control(&Control::Verified);
    let mut line = Line::begun(&mut scene, &hand, ANA);
    let sealed = hand.own(vec![one.clone(), two.clone(), forked]);
    line.say_envelope(&mut scene, sealed).expect("it goes on");
    assert_eq!(scene.records_of(ANA, &hand), before + 2);
    let sealed = hand.own(vec![one, two, three]);
    line.say_envelope(&mut scene, sealed).expect("it goes on");
    assert_eq!(
        scene.records_of(ANA, &hand),
        before + 2,
        "the log is frozen"
    );
    scene.others_go_on();
}
