//! Callgrind collects from the entry of one of these to its end.

use std::hint::black_box;

use fondly_crypto::EpochKey;
use fondly_engine::{Engine, Filter, Home, Reflect, simulation::people};
use fondly_journal::{Actor, Body, Place, admit_creation};
use fondly_sim::world::World;
use fondly_sync::{
    EpochId, SpaceId,
    envelope::{Contents, open_envelope, seal_envelope},
};

/// Seals a full envelope and opens it.
#[inline(never)]
pub(super) fn envelope(
    key: &EpochKey,
    space: &SpaceId,
    epoch: &EpochId,
    contents: &Contents,
) -> Contents {
    let sealed = seal_envelope(key, space, epoch, &[9; 24], contents).expect("within limits");
    let (_, opened) = open_envelope([(epoch, key)], space, black_box(&sealed)).expect("it is ours");
    opened
}

/// Admits a creating change and gives what it says.
#[inline(never)]
pub(super) fn creation(bytes: &[u8], actor: &Actor) -> Body {
    admit_creation(black_box(bytes), actor, Place::Journal).expect("it is ours")
}

/// Opens a journal.
#[inline(never)]
pub(super) fn open(home: &Home) -> Engine {
    people::open(black_box(home)).expect("it was prepared")
}

/// Writes one entry.
#[inline(never)]
pub(super) fn append(engine: &mut Engine, reflect: Reflect) {
    black_box(engine.reflect(reflect)).expect("it is written");
}

/// Lists the newest.
#[inline(never)]
pub(super) fn list(engine: &Engine, filter: &Filter) -> usize {
    engine.list(black_box(filter)).expect("a list").len()
}

/// Searches for words.
#[inline(never)]
pub(super) fn search(engine: &Engine, words: &[String], filter: &Filter) -> usize {
    engine
        .search(black_box(words), filter)
        .expect("a list")
        .len()
}

/// The two meet, and one takes in what the other has.
#[inline(never)]
pub(super) fn batch(world: &mut World, frames: usize) -> bool {
    world.meet(1, 0, black_box(frames)).expect("they meet")
}
