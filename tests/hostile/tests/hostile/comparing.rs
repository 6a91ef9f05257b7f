//! A partner who tells two devices two different things, or signs what it does not hold.

use fondly_engine::{CompareView, Signed, Witness};
use fondly_hostile::{ANA, Line, SAM, Scene, full};
use fondly_sync::{Compared, Control, LogEnd, RecordHash, Subject};

fn compare(scene: &mut Scene, device: usize) -> CompareView {
    let view = scene.world.on(device, |engine| engine.compare("Sam"));
    view.expect("they are linked")
}

/// Sam's device writes `label` where it may have written something else to another.
fn tells(scene: &mut Scene, victim: usize, label: &str) {
    let mut hand = scene.hand(SAM, "Ana");
    let items = (0..3).map(|_| full(Subject::Control, label.into()));
    let run = hand.run(items);
    let mut line = Line::begun(scene, &hand, victim);
    let sealed = hand.own(vec![run]);
    line.say_envelope(scene, sealed).expect("it follows");
}

#[test]
fn a_device_that_told_two_of_mine_two_things_is_named_with_both() {
    let mut scene = Scene::new();
    let tablet = scene.world.link(ANA).expect("Ana links a tablet");
    scene.settle();
    let sam = scene.hand(SAM, "Ana").device();
    tells(&mut scene, ANA, "one");
    tells(&mut scene, tablet, "other");
    let before = [compare(&mut scene, ANA), compare(&mut scene, tablet)];
    assert!(before.iter().all(|view| view.forks.is_empty()));
    assert_ne!(before[0].words, before[1].words);

    for _ in 0..2 {
        scene.meet(ANA, tablet);
    }
    for device in [ANA, tablet] {
        let view = compare(&mut scene, device);
        assert!(view.two_histories);
        assert_eq!(view.forks.len(), 1, "{view:?}");
        let fork = &view.forks[0];
        assert_eq!((fork.name.as_str(), &fork.device_name), ("Sam", &None));
        assert_eq!(fork.device, fondly_sync::shown(sam.as_bytes()));
        let Witness::Mine(own) = &fork.shown_by else {
            panic!("{fork:?}");
        };
        let devices = scene.world.on(device, |engine| engine.devices());
        let devices = devices.expect("they are listed");
        let other = devices.iter().find(|it| !it.this).expect("there are two");
        assert_eq!(*own, other.name);
    }
    scene.others_go_on();
}

#[test]
fn a_device_that_tells_one_of_mine_two_things_is_named_too() {
    let mut scene = Scene::new();
    tells(&mut scene, ANA, "one");
    // The home of Sam's device knows nothing of it, so the next one stands at the same place.
    tells(&mut scene, ANA, "other");
    let view = compare(&mut scene, ANA);
    assert_eq!(view.forks.len(), 1, "{view:?}");
    assert_eq!(view.forks[0].shown_by, Witness::Itself);
    scene.others_go_on();
}

#[test]
fn a_statement_of_what_was_never_written_is_told_from_an_honest_one() {
    let mut scene = Scene::new();
    scene.thanks(ANA, "Sam", "for the sea");
    scene.settle();
    let held = compare(&mut scene, ANA);
    assert_eq!(held.signed.len(), 2);
    let mut hand = scene.hand(SAM, "Ana");
    let ana = scene.hand(ANA, "Sam").device();
    let next = hand.replica.tip(&ana).next;
    let says = |hash, next| {
        Control::Compared(Compared {
            rosters: hand.replica.roster_digests(),
            ends: vec![LogEnd {
                device: ana,
                next,
                hash,
            }],
        })
    };
    let statements = [
        (says(RecordHash([7; 32]), next), Signed::Other),
        (says(hand.replica.tip(&ana).hash, next), Signed::Same),
        (says(RecordHash([7; 32]), next + 9), Signed::Further),
    ];
    for (statement, holds) in statements {
        let run = hand.control(&statement);
        let mut line = Line::begun(&mut scene, &hand, ANA);
        let sealed = hand.own(vec![run]);
        line.say_envelope(&mut scene, sealed).expect("it follows");
        let view = compare(&mut scene, ANA);
        let theirs = view.signed.iter().find(|it| it.name == "Sam");
        assert_eq!(theirs.expect("Sam has a device").holds, holds);
        assert_eq!(view.words, held.words, "it moves no word");
    }
    scene.others_go_on();
}
