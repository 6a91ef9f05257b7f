//! A device that its person removed, in the hands of a thief.

use fondly_hostile::{ANA, Hand, Line, SAM, Scene, appreciation, change, creating};
use fondly_sync::{Owner, PeerFault};

/// Sam's phone is stolen, and he has removed it: what the thief has of it. Ana knows of the removal,
/// or not yet.
fn stolen(scene: &mut Scene, ana_knows: bool) -> Hand {
    let phone = scene.world.link(SAM).expect("Sam links a phone");
    scene.settle();
    scene.thanks(phone, "Ana", "before the theft");
    scene.settle();
    let hand = scene.hand(phone, "Ana");
    let name = fondly_sync::shown(hand.device().as_bytes());
    let removed = scene
        .world
        .on(SAM, |engine| engine.device_remove(&name, None));
    removed.expect("Sam removes it");
    if ana_knows {
        scene.meet(SAM, ANA);
    }
    hand
}

/// What the thief writes, as if it were older than the removal.
fn back_dated(hand: &mut Hand) -> fondly_sync::Run {
    let bytes = change(hand, &appreciation("by the thief"));
    let mut item = creating(Owner::Author, 9, bytes);
    if let fondly_sync::Content::Full(payload) = &mut item.content {
        payload.written_at -= 30 * 86_400;
    }
    hand.run([item])
}

#[test]
fn a_removed_device_is_a_stranger_to_partners() {
    let mut scene = Scene::new();
    let hand = stolen(&mut scene, true);
    let mut line = Line::new(&mut scene, &hand, ANA);
    let proof = line.proof(&hand, &[1]);
    let said = line.say(&mut scene, &proof);
    assert_eq!(said.expect_err("it was removed"), PeerFault::UnknownDevice);
    scene.others_go_on();
    scene.an_honest_sam_goes_on();
}

#[test]
fn back_dated_records_of_a_removed_device_are_left_out_whoever_brings_them() {
    let mut scene = Scene::new();
    let mut thief = stolen(&mut scene, true);
    let before = scene.records_of(ANA, &thief);
    let run = back_dated(&mut thief);
    // Sam's own laptop carries them, as if it had got them before.
    let mut sam = scene.hand(SAM, "Ana");
    let mut line = Line::begun(&mut scene, &sam, ANA);
    let sealed = sam.envelope(thief.device(), vec![run]);
    line.say_envelope(&mut scene, sealed)
        .expect("it is left out");
    assert_eq!(scene.records_of(ANA, &thief), before);
    assert_eq!(scene.log(ANA, "Sam"), ["before the theft"]);
    scene.others_go_on();
    scene.an_honest_sam_goes_on();
}

#[test]
fn what_a_thief_wrote_before_ana_heard_of_the_removal_is_set_aside() {
    let mut scene = Scene::new();
    let mut thief = stolen(&mut scene, false);
    let run = back_dated(&mut thief);
    let mut line = Line::begun(&mut scene, &thief, ANA);
    let sealed = thief.own(vec![run]);
    line.say_envelope(&mut scene, sealed)
        .expect("Ana does not know");
    assert!(scene.log(ANA, "Sam").contains(&"by the thief".into()));
    scene.meet(SAM, ANA);
    let log = scene
        .world
        .on(ANA, |engine| engine.log("Sam"))
        .expect("it is listed");
    for entry in log {
        assert_eq!(entry.set_aside, entry.text == "by the thief", "{entry:?}");
    }
    scene.others_go_on();
    scene.an_honest_sam_goes_on();
}

#[test]
fn a_thief_cannot_open_what_is_sealed_after_the_removal() {
    let mut scene = Scene::new();
    let thief = stolen(&mut scene, true);
    scene.thanks(ANA, "Sam", "for Sam alone");
    let mut ana = scene.hand(ANA, "Sam");
    let run = ana.control(&fondly_sync::Control::Verified);
    let sealed = ana.own(vec![run]);
    let keys = thief
        .replica
        .epochs
        .iter()
        .map(|(id, held)| (id, &held.key));
    let opened = fondly_sync::envelope::open_envelope(keys, &thief.replica.space, &sealed);
    assert_eq!(opened.expect_err("a new key"), PeerFault::Seal);
    scene.others_go_on();
}
