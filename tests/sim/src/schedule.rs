//! What happens, drawn from the seed before anything does: so steps can be left out of it.

use rand_chacha::ChaCha8Rng;
use rand_core::{Rng as _, SeedableRng as _};

use crate::play::{letting::Letting, passing::Passing};

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
    /// The same with the recovery words.
    RemoveByWords(u32, u32),
    /// Two devices of one person remove each other before either hears of it.
    RemoveEachOther(u32, u32),
    /// A device begins anew by the recovery words.
    Reset(u32),
    /// A device meets nobody for so many steps, by the remainder.
    Sleep(u32, u32),
    /// Something is let go.
    Let(Letting),
    /// Something happens between homes.
    Pass(Passing),
    /// A home is copied.
    Copy(u32),
    /// A home is put back from its copy.
    PutBack(u32),
    /// A home is gone for ever.
    Lose(u32),
    /// A backup is made.
    BackUp(u32),
    /// A new device from the backup; all others of the person burn, if so.
    Restore(u32, bool),
    /// Somebody loses all devices, and comes back by a device of their partner.
    ComeBack(u32, u32),
}

const YEAR: i64 = 365 * 86_400;

/// Draws a schedule.
pub fn draw(seed: u64, steps: usize) -> Vec<Step> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed ^ 0x5eed);
    (0..steps).map(|_| step(&mut rng)).collect()
}

fn step(rng: &mut ChaCha8Rng) -> Step {
    match rng.next_u32() % 100 {
        0..12 => return Step::Pass(Passing::draw(rng)),
        12..16 => return Step::Let(Letting::draw(rng)),
        _ => {}
    }
    let mut any = || rng.next_u32();
    let (a, b, c) = (any(), any(), any());
    let few = c % 12;
    match any() % 200 {
        0..24 => Step::Write(a),
        24..46 => Step::Thank(a, b),
        46..60 => Step::Edit(a, b),
        60..74 => Step::Share(a, b, c),
        74..80 => Step::Unshare(a, b, c),
        80..85 => Step::Erase(a, b),
        85..127 => Step::Meet(a, b, usize::MAX),
        127..141 => Step::Meet(a, b, few as usize),
        141..146 => Step::MeetFull(a, b, few),
        146..152 => Step::MeetDeath(a, b, few),
        152..155 => Step::Restart(a),
        155..163 => Step::Wait(i64::from(c % (10 * 86_400))),
        163..166 => Step::Skew(a, (i64::from(c % 21) - 10) * YEAR),
        166..176 => Step::Link(a),
        176..180 => Step::Remove(a, b),
        180..182 => Step::RemoveByWords(a, b),
        182..183 => Step::RemoveEachOther(a, b),
        183..185 => Step::Reset(a),
        185..188 => Step::Sleep(a, b),
        188..191 => Step::Copy(a),
        191..194 => Step::PutBack(a),
        194..195 => Step::Lose(a),
        195..197 => Step::BackUp(a),
        197..199 => Step::Restore(a, b % 2 == 0),
        _ => Step::ComeBack(a, b),
    }
}
