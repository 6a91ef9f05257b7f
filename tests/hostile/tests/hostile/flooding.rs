//! A thief of a device that is in, who signs so much that the owner has no room to remove it.

use std::collections::BTreeSet;

use fondly_engine::{EngineError, simulation};
use fondly_hostile::{ANA, CLEO, Hand, Line, SAM, Scene, hello};
use fondly_sync::{DeviceId, Message, Roster, roster::Signer, shown};

/// The roster of `hand`, filled by it: it removes a device that nobody has, again and again.
fn flooded(hand: &Hand, nobody: &Hand) -> Roster {
    let rosters = hand.replica.rosters.iter();
    let mut own = rosters.filter(|roster| roster.person() == hand.person);
    let mut roster = own.next().expect("it is a member").clone();
    let gone: BTreeSet<DeviceId> = [nobody.device()].into();
    let by = Signer::Device(hand.device());
    while roster.remove(&hand.replica.key, by, gone.clone()).is_ok() {}
    roster
}

/// Shows a roster to a home.
fn show(scene: &mut Scene, hand: &mut Hand, victim: usize, roster: Roster) {
    let held = hand.replica.rosters.iter_mut();
    for it in held.filter(|it| it.person() == roster.person()) {
        *it = roster.clone();
    }
    let mut line = Line::new(scene, hand, victim);
    for message in [line.proof(hand, &[1]), hello(), line.frontier(hand)] {
        line.say(scene, &message).expect("it is let in");
    }
    let rosters = vec![roster.encode().into()];
    let said = line.say(scene, &Message::Rosters(rosters));
    said.expect("all of it is signed by a device that is in");
    assert!(line.changed);
}

/// How Sam's roster stands at a home.
fn roster_at(scene: &mut Scene, device: usize, of: &Hand) -> Roster {
    let person = of.person;
    let found = scene.world.on(device, |engine| {
        simulation::look(engine, |tx| Ok(tx.roster(&person)?))
    });
    found.expect("it is readable").expect("Sam is known")
}

/// Sam's phone is stolen. At Ana's and at Sam's own laptop the thief has filled his roster, each
/// otherwise.
fn scene() -> (Scene, Hand) {
    let mut scene = Scene::new();
    let phone = scene.world.link(SAM).expect("Sam links a phone");
    scene.settle();
    scene.thanks(phone, "Ana", "before the theft");
    scene.settle();
    let thief = scene.hand(phone, "Ana");
    for (victim, nobody, with) in [(ANA, ANA, "Cleo"), (SAM, CLEO, "Ana")] {
        let nobody = scene.hand(nobody, with);
        let roster = flooded(&thief, &nobody);
        let mut hand = scene.hand(phone, "Ana");
        show(&mut scene, &mut hand, victim, roster);
    }
    (scene, thief)
}

#[test]
fn a_full_roster_is_emptied_by_the_words() {
    for reset in [false, true] {
        let (mut scene, thief) = scene();
        let name = shown(thief.device().as_bytes());
        let by_laptop = scene
            .world
            .on(SAM, |engine| engine.device_remove(&name, None));
        let refused = by_laptop.expect_err("there is no room");
        assert!(matches!(refused, EngineError::RosterFull), "{refused:?}");

        let words = scene.world.words[SAM].swap_remove(0);
        let done = scene.world.on(SAM, |engine| {
            if reset {
                engine.device_reset(&words).map(drop)
            } else {
                engine.device_remove(&name, Some(&words)).map(drop)
            }
        });
        done.expect("the words have room");
        scene.meet(SAM, ANA);
        let (own, at_ana) = (
            roster_at(&mut scene, SAM, &thief),
            roster_at(&mut scene, ANA, &thief),
        );
        assert_eq!(own.digest(), at_ana.digest());
        assert_eq!(at_ana.devices().len(), 1);
        assert!(at_ana.removed().contains_key(&thief.device()));
        scene.others_go_on();
        scene
            .world
            .link(SAM)
            .expect("there is room for a new phone");
        if !reset {
            let log = scene.log(ANA, "Sam");
            assert_eq!(
                log,
                ["before the theft"],
                "what the phone wrote is still there"
            );
            scene.an_honest_sam_goes_on();
        }
    }
}
