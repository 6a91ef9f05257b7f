//! What happens, drawn from the seed before anything does: so steps can be left out of it.

use rand_chacha::ChaCha8Rng;
use rand_core::{Rng as _, SeedableRng as _};

/// One step. Numbers stand for devices and entries by their remainder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A private entry.
    Write(u32),
    /// An appreciation that is shared at once.
    Thank(u32, u32),
    /// Words are added to an entry.
    Edit(u32, u32),
    /// An entry is shared as it is.
    Share(u32, u32, u32),
    /// What somebody can read of an entry is withdrawn.
    Unshare(u32, u32, u32),
    /// An entry is erased.
    Erase(u32, u32),
    /// A device dials another; the link ends after so many frames.
    Meet(u32, u32, usize),
    /// The same, and the disk is full at this batch.
    MeetFull(u32, u32, u32),
    /// The same, and a process dies at this batch.
    MeetDeath(u32, u32, u32),
    /// A process dies and begins again.
    Restart(u32),
    /// Time goes by, in seconds.
    Wait(i64),
    /// A clock is set wrong, by so many seconds.
    Skew(u32, i64),
    /// A further device.
    Link(u32),
    /// A device removes another of its person.
    Remove(u32, u32),
    /// A home is copied.
    Copy(u32),
    /// A home is put back from its copy.
    PutBack(u32),
}

const YEAR: i64 = 365 * 86_400;

/// Draws a schedule.
pub fn draw(seed: u64, steps: usize) -> Vec<Step> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed ^ 0x5eed);
    (0..steps).map(|_| step(&mut rng)).collect()
}

fn step(rng: &mut ChaCha8Rng) -> Step {
    let mut any = || rng.next_u32();
    let (a, b, c) = (any(), any(), any());
    let few = c % 12;
    match any() % 100 {
        0..14 => Step::Write(a),
        14..26 => Step::Thank(a, b),
        26..34 => Step::Edit(a, b),
        34..41 => Step::Share(a, b, c),
        41..44 => Step::Unshare(a, b, c),
        44..46 => Step::Erase(a, b),
        46..68 => Step::Meet(a, b, usize::MAX),
        68..76 => Step::Meet(a, b, few as usize),
        76..79 => Step::MeetFull(a, b, few),
        79..83 => Step::MeetDeath(a, b, few),
        83..86 => Step::Restart(a),
        86..89 => Step::Wait(i64::from(c % (9 * 86_400))),
        89..91 => Step::Skew(a, (i64::from(c % 21) - 10) * YEAR),
        91..95 => Step::Link(a),
        95..96 => Step::Remove(a, b),
        96..98 => Step::Copy(a),
        _ => Step::PutBack(a),
    }
}
