//! Where the log of a removed device ends, at everybody who holds some of it.

use fondly_engine::{
    EngineError, Reflect, Thanks,
    simulation::{self, do_due},
};
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
    let words = world.words[0].swap_remove(0);
    let reset = world.on(phone, |engine| engine.device_reset(&words));
    reset.expect("the words are Ana's");
    meet(&mut world, phone, SAM);
    let list = world.list(SAM).expect("it is listed");
    let shown = list.iter().find(|it| it.text == "by the phone");
    assert!(shown.is_some_and(|it| !it.set_aside), "{list:?}");
}

fn reflect(world: &mut World, device: usize, text: &str) -> String {
    let reflect = Reflect {
        text: text.to_owned(),
        ..Reflect::default()
    };
    let written = world.on(device, |engine| engine.reflect(reflect));
    written.expect("it is written").entry.id
}

/// What `device` lists: the text, and whether it is set aside.
fn list(world: &mut World, device: usize) -> Vec<(String, bool)> {
    let entries = world.list(device).expect("it is listed").into_iter();
    let mut shown: Vec<_> = entries.map(|it| (it.text, it.set_aside)).collect();
    shown.sort();
    shown
}

#[test]
fn whom_a_removed_device_let_in_unheard_counts_nowhere() {
    let mut world = World::new(5, 2).expect("two people begin");
    let phone = world.link(ANA).expect("Ana links a phone");
    let tablet = world.link(ANA).expect("Ana links a tablet");
    settle(&mut world);
    // The phone lets in another one, which meets the tablet and Sam, and never the laptop.
    let other = world.link(phone).expect("the phone lets one in");
    meet(&mut world, other, phone);
    reflect(&mut world, other, "by the other");
    thanks(&mut world, other, "to Sam by the other");
    meet(&mut world, other, tablet);
    meet(&mut world, other, SAM);
    remove(&mut world, ANA, phone);
    settle(&mut world);
    let aside = [aside("by the other"), aside("to Sam by the other")];
    assert_eq!(list(&mut world, tablet), aside);
    assert_eq!(list(&mut world, SAM), aside[1..]);
    assert!(list(&mut world, ANA).is_empty());
    for (at, bond) in [(ANA, false), (ANA, true), (SAM, true)] {
        let holds = next(&mut world, at, other, bond);
        assert_eq!(holds == 0, at == ANA, "the laptop takes none of it");
    }
    // Nothing of it travels in every session.
    assert!(!world.meet(tablet, ANA, FRAMES_MAX).expect("they meet"));
}

#[test]
fn an_end_that_lies_beyond_the_end_of_its_writer_counts_nowhere() {
    let mut world = World::new(6, 2).expect("two people begin");
    let phone = world.link(ANA).expect("Ana links a phone");
    let tablet = world.link(ANA).expect("Ana links a tablet");
    let desk = world.link(ANA).expect("Ana links a desk");
    settle(&mut world);
    reflect(&mut world, phone, "to the tablet");
    meet(&mut world, phone, tablet);
    reflect(&mut world, phone, "to the tablet and the desk");
    for other in [tablet, desk] {
        meet(&mut world, phone, other);
    }
    // The laptop hears from the tablet that the phone is out, and then of nothing more of it.
    remove(&mut world, tablet, phone);
    meet(&mut world, tablet, desk);
    world.meet(tablet, ANA, 4).expect("they meet");
    let roster = |world: &mut World| {
        let known = world.on(ANA, |engine| engine.devices());
        let known = known.expect("they are listed");
        known.iter().filter(|device| device.removed).count()
    };
    assert_eq!(roster(&mut world), 1, "the laptop heard of the removal");
    assert!(list(&mut world, ANA).is_empty(), "and has nothing else yet");
    remove(&mut world, ANA, tablet);
    settle(&mut world);
    assert!(list(&mut world, ANA).is_empty());
    let both = [aside("to the tablet"), aside("to the tablet and the desk")];
    assert_eq!(list(&mut world, desk), both);
}

#[test]
fn an_entry_that_two_devices_erased_stays_erased_where_one_is_removed() {
    let mut world = World::new(7, 2).expect("two people begin");
    let phone = world.link(ANA).expect("Ana links a phone");
    let tablet = world.link(ANA).expect("Ana links a tablet");
    let desk = world.link(ANA).expect("Ana links a desk");
    let entry = reflect(&mut world, ANA, "to be erased");
    settle(&mut world);
    for device in [phone, tablet] {
        let erased = world.on(device, |engine| engine.remove(&entry));
        erased.expect("it is erased");
        meet(&mut world, device, desk);
    }
    // The laptop has heard of neither.
    remove(&mut world, ANA, phone);
    settle(&mut world);
    for device in [ANA, tablet, desk] {
        assert!(list(&mut world, device).is_empty(), "on {device}");
    }
}

#[test]
fn what_a_thief_erased_comes_back_where_it_was_gone_for_good() {
    let mut world = World::new(8, 2).expect("two people begin");
    let phone = world.link(ANA).expect("Ana links a phone");
    let tablet = world.link(ANA).expect("Ana links a tablet");
    let entry = reflect(&mut world, ANA, "a life");
    settle(&mut world);
    let erased = world.on(phone, |engine| engine.remove(&entry));
    erased.expect("it is erased");
    meet(&mut world, phone, tablet);
    world.now += 8 * 86_400;
    world.on(tablet, do_due).expect("what is due is done");
    // The laptop was away all the time.
    remove(&mut world, ANA, phone);
    settle(&mut world);
    for device in [ANA, tablet] {
        assert_eq!(list(&mut world, device), [counts("a life")], "on {device}");
    }
}

#[test]
fn whoever_is_linked_later_has_all_that_counts() {
    let mut world = World::new(9, 2).expect("two people begin");
    let phone = world.link(ANA).expect("Ana links a phone");
    let tablet = world.link(ANA).expect("Ana links a tablet");
    reflect(&mut world, phone, "by the phone");
    thanks(&mut world, phone, "to Sam by the phone");
    settle(&mut world);
    world.copy(tablet).expect("the tablet is copied");
    reflect(&mut world, tablet, "by the tablet");
    thanks(&mut world, tablet, "to Sam by the tablet");
    meet(&mut world, tablet, ANA);
    remove(&mut world, ANA, phone);
    world.put_back(tablet).expect("the tablet is put back");
    reflect(&mut world, tablet, "beside");
    meet(&mut world, tablet, ANA);
    // The desk meets the laptop alone, the shelf the desk alone.
    let desk = world.link(ANA).expect("Ana links a desk");
    meet(&mut world, desk, ANA);
    let shelf = world.link(desk).expect("Ana links a shelf");
    meet(&mut world, shelf, desk);
    let all = [
        "beside",
        "by the phone",
        "by the tablet",
        "to Sam by the phone",
        "to Sam by the tablet",
    ];
    for device in [ANA, desk, shelf] {
        assert_eq!(list(&mut world, device), all.map(counts), "on {device}");
    }
}
