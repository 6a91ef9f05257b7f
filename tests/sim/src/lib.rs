//! A simulator: some people with some devices each, on the real engine, store and protocol, in one
//! thread, with one seed for everything that happens.
//!
//! A [`schedule`] is drawn from the seed: writing, editing, sharing, withdrawing, erasing, sessions
//! that end in the middle or rest, frames that are lost and doubled, files passed by hand, full disks,
//! processes that die, clocks that are wrong, homes that are put back from a copy, devices that are
//! linked and removed, people who pause and part. Then everybody meets everybody until
//! nothing moves any more, and the [`oracles`] look: at what is shown, at every frame that was ever
//! sent, at every record and every page that is stored.
//!
//! `SIM_SEED=n cargo test -p fondly-sim` replays one seed; `cargo run --release -p fondly-sim -- N`
//! runs N of them.

pub mod network;
pub mod oracles;
pub mod pausing;
pub mod planting;
pub mod play;
pub mod run;
pub mod schedule;
mod telling;
pub mod trace;
pub mod world;
