//! A pause is seen as being away: see `fondly_sim::pausing`.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use fondly_sim::pausing::{compare, draw, looks_like_being_away, watch};

/// Seeds of one test.
const SEEDS: u64 = 5;

fn holds(first: u64) {
    for seed in first..first + SEEDS {
        if let Err(what) = looks_like_being_away(seed) {
            panic!("{what}");
        }
    }
}

#[test]
fn a_pause_looks_like_being_away() {
    holds(0);
}

#[test]
fn a_pause_looks_like_being_away_from_seed_05() {
    holds(5);
}

#[test]
fn a_pause_looks_like_being_away_from_seed_10() {
    holds(10);
}

#[test]
fn a_pause_looks_like_being_away_from_seed_15() {
    holds(15);
}

#[test]
fn what_differs_is_noticed() {
    let steps = draw(1);
    let (closed, paused) = watch(1, &steps, None).unwrap();
    assert!(closed.iter().any(|paused| !paused.is_empty()));
    let nobody_away = vec![Vec::new(); closed.len()];
    let (_, near) = watch(1, &steps, Some(&nobody_away)).unwrap();
    compare(&paused, &near).unwrap_err();
}
