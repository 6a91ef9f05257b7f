//! What is left of a journal when the program, the disk or the machine gives way in the middle.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod acts;
mod calls;
mod chance;
mod disk;
mod full;
mod killing;
mod linking;
mod migrating;
mod namespace;
mod power;
mod strace;
mod syncing;
mod view;
mod writing;

/// How often the tests of this target kill, all together. A long run sets it.
const ROUNDS: &str = "FONDLY_CRASH_ROUNDS";
const ROUNDS_SHORT: u32 = 100;

/// The rounds of a test that has this many hundredths of all.
fn rounds(hundredths: u32) -> u32 {
    let set = std::env::var(ROUNDS).ok();
    let all = set.map_or(ROUNDS_SHORT, |set| {
        set.parse().expect("rounds are a number")
    });
    all * hundredths / 100
}
