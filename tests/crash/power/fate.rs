//! What arrived on the disk of what was written and not synced.

use crate::chance::Chance;

/// What a disk writes whole or not at all.
const SECTOR_BYTES: usize = 512;
/// What became of what was not synced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// Nothing of it arrived.
    Lost,
    /// All of it did.
    Kept,
    /// Of each file only what was written last.
    OnlyTheLast,
    /// Some of it, in pieces.
    Torn,
}

impl Fate {
    pub(crate) const ALL: [Self; 4] = [Self::Lost, Self::Kept, Self::OnlyTheLast, Self::Torn];
}

#[derive(Debug, Clone)]
pub(super) enum Change {
    Write { at: usize, bytes: Vec<u8> },
    Length(usize),
}

/// Makes a change, as a process sees it.
pub(super) fn apply(content: &mut Vec<u8>, change: Change) {
    match change {
        Change::Write { at, bytes } => {
            let end = at + bytes.len();
            if content.len() < end {
                content.resize(end, 0);
            }
            content[at..end].copy_from_slice(&bytes);
        }
        Change::Length(length) => content.resize(length, 0),
    }
}

/// What is in a file of which this was synced and that was not.
pub(super) fn arrived(
    durable: &[u8],
    unsynced: &[Change],
    fate: Fate,
    chance: &mut Chance,
) -> Vec<u8> {
    let mut content = durable.to_vec();
    let some = match fate {
        Fate::Lost => &[],
        Fate::Kept | Fate::Torn => unsynced,
        Fate::OnlyTheLast => &unsynced[unsynced.len().saturating_sub(1)..],
    };
    for change in some {
        match (fate, change) {
            (Fate::Torn, Change::Write { at, bytes }) => match chance.below(3) {
                0 => {}
                1 => apply(&mut content, change.clone()),
                _ => tear(&mut content, *at, bytes, chance),
            },
            (Fate::Torn, Change::Length(_)) if chance.below(2) == 0 => {}
            (_, change) => apply(&mut content, change.clone()),
        }
    }
    content
}

/// Writes some sectors of these bytes.
fn tear(content: &mut Vec<u8>, at: usize, bytes: &[u8], chance: &mut Chance) {
    for (number, sector) in bytes.chunks(SECTOR_BYTES).enumerate() {
        if chance.below(2) == 0 {
            let at = at + number * SECTOR_BYTES;
            let bytes = sector.to_vec();
            apply(content, Change::Write { at, bytes });
        }
    }
}
