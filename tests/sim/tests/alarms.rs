//! Every oracle is shown something wrong, and says so.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;

use fondly_engine::Reflect;
use fondly_sim::{
    oracles::{self, Seen},
    run::Words,
    world::World,
};

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
        withdrawn: BTreeSet::new(),
        may_be_gone: false,
        by: 0,
        contested: false,
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
