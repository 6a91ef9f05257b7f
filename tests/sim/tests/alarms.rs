//! Every oracle is shown something wrong, and says so.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};

use fondly_engine::{
    Engine, EngineError, Reflect,
    simulation::{look, tamper, who},
};
use fondly_sim::{
    oracles::{self, Known, Removed, Seen, Taken},
    run::Words,
    world::World,
};
use fondly_sync::{PersonId, Roster};

const TEXT: &str = "words that Ana wrote";

/// Ana with two devices and Sam with one; Ana's first device wrote something and kept it.
fn seen() -> Vec<Seen> {
    let mut world = World::new(7, 2).unwrap();
    let second = world.link(0).unwrap();
    let reflect = Reflect {
        text: TEXT.to_owned(),
        ..Reflect::default()
    };
    world.on(0, |engine| engine.reflect(reflect)).unwrap();
    let devices = [(0, 0), (1, 1), (second, 0)];
    let show = |(device, person): (usize, usize)| Seen {
        person,
        name: device.to_string(),
        removed: false,
        forked: false,
        put_back: false,
        circles: (0..3).map(|person| (person, 0)).collect(),
        own_circle: 0,
        list: world.list(device).unwrap(),
    };
    devices.map(show).into()
}

fn words(readers: &[usize]) -> Vec<Words> {
    vec![Words {
        text: TEXT.to_owned(),
        author: 0,
        entry: String::new(),
        readers: readers.iter().copied().collect(),
        owed: readers.iter().copied().collect(),
        withdrawn: BTreeSet::new(),
        unheard: BTreeSet::new(),
        may_be_erased: false,
        may_be_gone: false,
        erased: false,
        by: 0,
        contested: false,
        shared_beside: false,
    }]
}

#[test]
fn devices_that_differ_are_noticed() {
    oracles::own_devices_are_alike(&seen(), &words(&[])).unwrap_err();
    oracles::own_devices_are_alike(&seen()[..2], &words(&[])).unwrap();
}

#[test]
fn words_on_a_device_of_somebody_else_are_noticed() {
    let mut seen = seen();
    oracles::nothing_is_where_it_was_not_put(&seen, &words(&[])).unwrap();
    seen[0].person = 1;
    oracles::nothing_is_where_it_was_not_put(&seen, &words(&[])).unwrap_err();
    oracles::nothing_is_where_it_was_not_put(&seen, &words(&[1])).unwrap();
}

#[test]
fn words_that_a_device_of_their_author_lacks_are_noticed() {
    oracles::nothing_acknowledged_is_lost(&seen()[..2], &words(&[])).unwrap();
    oracles::nothing_acknowledged_is_lost(&seen(), &words(&[])).unwrap_err();
}

#[test]
fn words_that_a_reader_lacks_are_noticed() {
    oracles::what_is_shared_is_there(&seen(), &words(&[])).unwrap();
    oracles::what_is_shared_is_there(&seen(), &words(&[1])).unwrap_err();
}

#[test]
fn words_that_a_reader_still_has_are_noticed() {
    let mut withdrawn = words(&[1]);
    withdrawn[0].withdrawn.insert(1);
    let mut seen = seen();
    oracles::what_was_withdrawn_is_gone(&seen, &withdrawn).unwrap();
    seen[0].person = 1;
    oracles::what_was_withdrawn_is_gone(&seen, &withdrawn).unwrap_err();
}

#[test]
fn words_may_be_read_where_nobody_is_found_who_knows_that_they_were_withdrawn() {
    let mut withdrawn = words(&[1]);
    withdrawn[0].withdrawn.insert(1);
    let mut seen = seen();
    seen[1].list = seen[0].list.clone();
    // One of Ana's devices is found and says that Sam reads them; the other is not, and knows better.
    seen[0].list[0].audience = vec!["Sam".to_owned()];
    seen[2].circles.clear();
    oracles::what_was_withdrawn_is_gone(&seen, &withdrawn).unwrap_err();
    seen[2].own_circle = 2;
    oracles::what_was_withdrawn_is_gone(&seen, &withdrawn).unwrap();
    seen[0].list[0].audience.clear();
    oracles::what_was_withdrawn_is_gone(&seen, &withdrawn).unwrap_err();
}

#[test]
fn words_that_were_erased_and_are_shown_are_noticed() {
    let mut erased = words(&[]);
    erased[0].may_be_gone = true;
    oracles::what_was_erased_is_gone(&seen(), &erased).unwrap();
    erased[0].erased = true;
    oracles::what_was_erased_is_gone(&seen(), &erased).unwrap_err();
}

#[test]
fn words_that_are_only_there_set_aside_are_noticed() {
    let mut seen = seen();
    oracles::nothing_acknowledged_is_lost(&seen[..2], &words(&[])).unwrap();
    for view in &mut seen[0].list {
        view.set_aside = true;
    }
    oracles::nothing_acknowledged_is_lost(&seen[..2], &words(&[])).unwrap_err();
}

#[test]
fn what_was_written_after_a_copy_may_differ_only_where_two_histories_are_held() {
    let mut contested = words(&[]);
    contested[0].contested = true;
    let mut seen = seen();
    oracles::own_devices_are_alike(&seen, &contested).unwrap_err();
    oracles::nothing_acknowledged_is_lost(&seen, &contested).unwrap_err();
    seen[2].forked = true;
    oracles::own_devices_are_alike(&seen, &contested).unwrap();
    oracles::nothing_acknowledged_is_lost(&seen, &contested).unwrap();
}

#[test]
fn what_a_copy_had_shared_may_be_lacking_only_where_two_histories_are_held() {
    let (mut beside, mut seen) = (words(&[1]), seen());
    seen[1].forked = true;
    oracles::what_is_shared_is_there(&seen, &beside).unwrap_err();
    beside[0].shared_beside = true;
    oracles::what_is_shared_is_there(&seen, &beside).unwrap();
    seen[1].forked = false;
    oracles::what_is_shared_is_there(&seen, &beside).unwrap_err();
}

/// Ana with two devices, of which the first removed the second, and Sam.
fn removed() -> (World, usize) {
    let mut world = World::new(9, 2).unwrap();
    let second = world.link(0).unwrap();
    assert!(world.settle(12).unwrap());
    let remove = |engine: &mut Engine| engine.device_remove("Ana 1", None);
    world.on(0, remove).unwrap();
    (world, second)
}

/// What a device knows beside all homes.
fn known(world: &mut World, device: usize) -> Known {
    let everybody = world.living();
    let all = world.all_rosters(&everybody).unwrap();
    let rosters = world.rosters(device).unwrap().into_iter();
    let beside = |(person, here): (PersonId, Roster)| {
        let told = all[&person].devices().clone();
        (person, (here.devices().clone(), told))
    };
    Known {
        name: device.to_string(),
        devices: rosters.map(beside).collect(),
    }
}

#[test]
fn whoever_has_not_heard_of_a_removal_is_noticed() {
    let (mut world, _) = removed();
    let sam = known(&mut world, 1);
    oracles::everybody_agrees_on_who_is_in(&[sam]).unwrap_err();
    assert!(world.settle(12).unwrap());
    let sam = known(&mut world, 1);
    oracles::everybody_agrees_on_who_is_in(&[sam]).unwrap();
}

#[test]
fn a_removed_device_with_a_later_key_is_noticed() {
    let (mut world, second) = removed();
    let in_now = world.rosters(0).unwrap();
    let in_now: BTreeMap<_, _> = in_now
        .values()
        .map(|roster| (roster.digest(), roster.devices().clone()))
        .collect();
    let epochs = world.epochs(0).unwrap();
    let made: BTreeMap<_, _> = epochs
        .into_iter()
        .filter_map(|(epoch, digests)| {
            let named = digests.iter().map(|digest| in_now.get(digest));
            let named: Option<Vec<_>> = named.collect();
            Some((epoch, named?.into_iter().flatten().copied().collect()))
        })
        .collect();
    assert_eq!(made.len(), 2, "one epoch of the journal, one of the bond");
    let hold = |world: &mut World| Removed {
        name: "Ana 1".to_owned(),
        ids: BTreeSet::from([world.id(second).unwrap()]),
        holds: world.epochs(second).unwrap().into_keys().collect(),
    };
    let without = hold(&mut world);
    oracles::removed_devices_hold_no_later_key(&[without], &made).unwrap();
    // The key of the newest epoch is planted.
    let rows = world.on(0, |engine| {
        let journal = who(engine).journal;
        look(engine, |tx| Ok((journal, tx.epochs(&journal)?)))
    });
    let (journal, rows) = rows.unwrap();
    let plant = |engine: &mut Engine| {
        tamper(engine, |tx| {
            rows.iter()
                .try_for_each(|row| tx.put_epoch(&journal, row))
                .map_err(EngineError::from)
        })
    };
    world.on(second, plant).unwrap();
    let with = hold(&mut world);
    oracles::removed_devices_hold_no_later_key(&[with], &made).unwrap_err();
}

#[test]
fn records_of_a_removed_device_that_are_taken_are_noticed() {
    let taken = |world: &mut World, of: usize| {
        let id = world.id(of).unwrap();
        vec![Taken {
            name: "Sam".to_owned(),
            records: world.held_of(1, &id).unwrap(),
            shows: false,
        }]
    };
    let come = |world: &mut World, device: usize| {
        let person = world.on(device, |engine| Ok(who(engine).person)).unwrap();
        let before = world.rosters(device).unwrap().remove(&person).unwrap();
        let before_it_came = taken(world, device);
        world
            .come_as_if_in(device, &before, "by whoever has it", &[1])
            .unwrap();
        oracles::nothing_of_removed_devices_is_taken(&before_it_came, &taken(world, device))
    };
    let (mut world, second) = removed();
    // Sam has not heard of it yet, so takes what the removed device says.
    come(&mut world, second).unwrap_err();
    let (mut world, second) = removed();
    assert!(world.meet(0, 1, 10_000).unwrap());
    come(&mut world, second).unwrap();
}

#[test]
fn what_is_missing_is_excused_only_where_nobody_who_has_it_can_be_found() {
    let mut seen = seen();
    oracles::nothing_acknowledged_is_lost(&seen, &words(&[])).unwrap_err();
    oracles::what_is_shared_is_there(&seen, &words(&[1])).unwrap_err();
    seen[2].own_circle = 2;
    oracles::nothing_acknowledged_is_lost(&seen, &words(&[])).unwrap();
    oracles::own_devices_are_alike(&seen, &words(&[])).unwrap();
    seen[1].circles.insert(0, 1);
    oracles::what_is_shared_is_there(&seen, &words(&[1])).unwrap();
    // Somebody must have it.
    seen[0].list.clear();
    oracles::nothing_acknowledged_is_lost(&seen, &words(&[])).unwrap_err();
}
