//! Where the log of a removed device ends, at everybody who holds some of it.

use fondly_engine::{EngineError, Thanks, simulation};
use fondly_sim::world::World;
use fondly_sync::DeviceId;

const ROUNDS_MAX: usize = 12;
const FRAMES_MAX: usize = 10_000;

/// Ana 0, who begins, and Sam.
const ANA: usize = 0;
const SAM: usize = 1;

fn meet(world: &mut World, one: usize, other: usize) {
    // Whoever is not known introduces itself the second time.
    for (a, b) in [(one, other), (other, one), (one, other), (other, one)] {
        world.meet(a, b, FRAMES_MAX).expect("they meet");
    }
}

fn settle(world: &mut World) {
    assert!(world.settle(ROUNDS_MAX).expect("they meet"));
}

/// `device` thanks Sam at once.
fn thanks(world: &mut World, device: usize, text: &str) {
    let thanks = Thanks {
        name: "Sam".to_owned(),
        text: text.to_owned(),
        now: true,
        ..Thanks::default()
    };
    let written = world.on(device, |engine| engine.thanks(thanks));
    written.expect("it is written");
}

fn remove(world: &mut World, by: usize, gone: usize) {
    let name = world.devices[gone].name.clone();
    let removed = world.on(by, |engine| engine.device_remove(&name, None));
    removed.expect("it is removed");
}

/// What `device` shows of the other: the text, and whether it is set aside.
fn log(world: &mut World, device: usize) -> Vec<(String, bool)> {
    let name = if device == SAM { "Ana" } else { "Sam" };
    let log = world.on(device, |engine| engine.log(name));
    let entries = log.expect("it is listed").into_iter();
    let mut shown: Vec<_> = entries.map(|it| (it.text, it.set_aside)).collect();
    shown.sort();
    shown
}

fn counts(text: &str) -> (String, bool) {
    (text.to_owned(), false)
}

fn aside(text: &str) -> (String, bool) {
    (text.to_owned(), true)
}

/// The number of records that a device has of the log of another in the bond, or in the journal.
fn next(world: &mut World, at: usize, of: usize, bond: bool) -> u64 {
    let of: DeviceId = world
        .on(of, |engine| Ok(simulation::who(engine).device))
        .expect("it is known");
    let tip = world.on(at, |engine| {
        simulation::look(engine, |tx| {
            let spaces = tx.spaces()?.into_iter();
            let mut spaces = spaces.filter(|row| (row.members.len() > 1) == bond);
            let space = spaces.next().expect("there is one").space;
            Ok::<_, EngineError>(tx.tip(&space, &of)?)
        })
    });
    tip.expect("it is readable").next
}

#[test]
fn what_a_cut_leaves_of_a_run_is_had_from_whoever_took_more_of_it() {
    let mut world = World::new(1, 2).expect("two people begin");
    let phone = world.link(ANA).expect("Ana links a phone");
    let tablet = world.link(ANA).expect("Ana links a tablet");
    settle(&mut world);
    // The tablet gets the first, the other two come to the laptop in one run.
    thanks(&mut world, phone, "one");
    meet(&mut world, phone, tablet);
    thanks(&mut world, phone, "two");
    thanks(&mut world, phone, "three");
    meet(&mut world, phone, ANA);
    remove(&mut world, tablet, phone);
    meet(&mut world, tablet, ANA);
    assert_eq!(
        log(&mut world, ANA),
        [counts("one"), aside("three"), aside("two")]
    );
    // The tablet and the phone are never met again. Sam has nothing of the phone's yet.
    let desk = world.link(ANA).expect("Ana links a desk");
    meet(&mut world, desk, ANA);
    meet(&mut world, ANA, SAM);
    assert_eq!(log(&mut world, desk), [counts("one")]);
    assert_eq!(log(&mut world, SAM), [counts("one")]);
    for (at, bond) in [(desk, false), (desk, true), (SAM, true)] {
        let ends = (
            next(&mut world, at, phone, bond),
            next(&mut world, tablet, phone, bond),
        );
        assert_eq!(ends.0, ends.1, "the log ends where the tablet said");
    }
    // And from there on to others.
    let shelf = world.link(desk).expect("Ana links one more");
    meet(&mut world, shelf, desk);
    assert_eq!(log(&mut world, shelf), [counts("one")]);
}

#[test]
fn whoever_removes_a_device_of_which_it_has_nothing_ends_its_log_before_the_beginning() {
    let mut world = World::new(2, 2).expect("two people begin");
    let phone = world.link(ANA).expect("Ana links a phone");
    let tablet = world.link(ANA).expect("Ana links a tablet");
    // The tablet has met the laptop alone, before the phone wrote anything to Sam.
    meet(&mut world, tablet, ANA);
    meet(&mut world, phone, ANA);
    thanks(&mut world, phone, "by whoever has the phone");
    meet(&mut world, phone, SAM);
    assert_eq!(log(&mut world, SAM), [counts("by whoever has the phone")]);
    let before = next(&mut world, tablet, phone, true);
    assert_eq!(before, 0, "it has nothing of the phone's");
    remove(&mut world, tablet, phone);
    meet(&mut world, tablet, SAM);
    assert_eq!(log(&mut world, SAM), [aside("by whoever has the phone")]);
    settle(&mut world);
    assert_eq!(log(&mut world, SAM), [aside("by whoever has the phone")]);
    // Whoever comes later gets none of it.
    let desk = world.link(tablet).expect("Ana links a desk");
    meet(&mut world, desk, tablet);
    meet(&mut world, desk, SAM);
    assert_eq!(next(&mut world, desk, phone, true), 0);
    assert!(log(&mut world, desk).is_empty());
}

#[test]
fn a_cut_goes_with_a_removal_that_lost() {
    let mut world = World::new(3, 2).expect("two people begin");
    let phone = world.link(ANA).expect("Ana links a phone");
    settle(&mut world);
    // The thief's phone removes the laptop, and Sam hears of it after what the laptop wrote since.
    remove(&mut world, phone, ANA);
    thanks(&mut world, ANA, "by the laptop");
    meet(&mut world, ANA, SAM);
    meet(&mut world, phone, SAM);
    assert_eq!(log(&mut world, SAM), [aside("by the laptop")]);
    // The laptop came first, and contests.
    remove(&mut world, ANA, phone);
    meet(&mut world, ANA, SAM);
    assert_eq!(log(&mut world, SAM), [counts("by the laptop")]);
    thanks(&mut world, ANA, "later");
    meet(&mut world, ANA, SAM);
    assert_eq!(
        log(&mut world, SAM),
        [counts("by the laptop"), counts("later")]
    );
    // Nothing of it travels again in every session.
    assert!(!world.meet(ANA, SAM, FRAMES_MAX).expect("they meet"));
}

#[test]
fn a_cut_goes_with_a_removal_that_a_reset_has_not_seen() {
    let mut world = World::new(4, 2).expect("two people begin");
    let phone = world.link(ANA).expect("Ana links a phone");
    settle(&mut world);
    // The laptop is stolen and removes the phone, of which Sam hears after what it wrote.
    remove(&mut world, ANA, phone);
    thanks(&mut world, phone, "by the phone");
    meet(&mut world, phone, SAM);
    meet(&mut world, ANA, SAM);
    assert_eq!(log(&mut world, SAM), [aside("by the phone")]);
    // The phone begins anew with the words, and names itself alone.
    let words = world.words.swap_remove(0);
    let reset = world.on(phone, |engine| engine.device_reset(&words));
    reset.expect("the words are Ana's");
    meet(&mut world, phone, SAM);
    let list = world.list(SAM).expect("it is listed");
    let shown = list.iter().find(|it| it.text == "by the phone");
    assert!(shown.is_some_and(|it| !it.set_aside), "{list:?}");
}
