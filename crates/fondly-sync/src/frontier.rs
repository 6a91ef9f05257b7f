//! Frontiers: what a replica holds of each log.

use std::collections::BTreeMap;

use fondly_crypto::{Domain, hash};
use serde::{Deserialize, Serialize};

use crate::{
    DeviceId, RecordHash, SpaceId,
    codec::encode,
    limits::{HOLES_MAX, ROSTER_DEVICES_MAX},
    record::log_start,
};

/// Consecutive records whose payload is not here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoleRange {
    /// The number of the first.
    pub first: u64,
    /// How many, at least 1.
    pub count: u64,
}

/// The end of one log as a replica holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tip {
    /// The number that the next record will have.
    pub next: u64,
    /// The hash of the last record, or of the log's start.
    pub hash: RecordHash,
    /// Payloads that are not here and that no valid erasure covers, ascending.
    pub holes: Vec<HoleRange>,
}

impl Tip {
    /// The end of a log of which nothing is here.
    pub fn empty(space: &SpaceId, device: &DeviceId) -> Self {
        Self {
            next: 0,
            hash: log_start(space, device),
            holes: Vec::new(),
        }
    }
}

/// The frontier: device to the end of its log.
pub type Tips = BTreeMap<DeviceId, Tip>;

/// One log in a frontier as it travels.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrontierEntry {
    /// The place of the device among all devices of all members, ascending by id.
    pub device: u32,
    /// The number that the next record will have, at least 1: logs of which nothing is here are
    /// left out.
    pub next: u64,
    /// The first half of the hash of the last record.
    pub hash: [u8; 16],
    /// Missing payloads, at most [`HOLES_MAX`] ranges.
    pub holes: Vec<HoleRange>,
}

/// The frontier of `tips` by indices into `devices`, which is ascending.
pub(crate) fn travelling(devices: &[DeviceId], tips: &Tips) -> Vec<FrontierEntry> {
    let entry = |(index, device): (usize, &DeviceId)| {
        let tip = tips.get(device).filter(|tip| tip.next > 0)?;
        Some(FrontierEntry {
            device: u32::try_from(index).ok()?,
            next: tip.next,
            hash: *tip.hash.0.first_chunk().expect("a hash has 32 bytes"),
            holes: tip.holes.iter().take(HOLES_MAX).copied().collect(),
        })
    };
    devices.iter().enumerate().filter_map(entry).collect()
}

/// Reads a frontier that travelled. `None` if it is not ascending, names a device that is not
/// there, or is longer than rosters can be.
pub(crate) fn arrived(
    devices: &[DeviceId],
    entries: &[FrontierEntry],
) -> Option<BTreeMap<DeviceId, FrontierEntry>> {
    let ascending = entries.is_sorted_by(|a, b| a.device < b.device);
    if !ascending || entries.len() > 2 * ROSTER_DEVICES_MAX {
        return None;
    }
    entries
        .iter()
        .map(|entry| {
            let device = devices.get(usize::try_from(entry.device).ok()?)?;
            let sound = entry.next > 0 && entry.holes.len() <= HOLES_MAX;
            sound.then(|| (*device, entry.clone()))
        })
        .collect()
}

/// A hash over all that two replicas of a space must agree on to have nothing to say.
pub(crate) fn digest(
    space: &SpaceId,
    rosters: &[[u8; 32]],
    epoch: Option<&crate::EpochId>,
    entries: &[FrontierEntry],
) -> [u8; 32] {
    hash(
        Domain::SESSION_DIGEST,
        &[
            &space.0,
            &encode(&rosters),
            &encode(&epoch),
            &encode(&entries),
        ],
    )
}

#[cfg(test)]
mod tests {
    use fondly_crypto::VerifyingKey;

    use super::*;

    #[test]
    fn logs_of_which_nothing_is_here_do_not_travel() {
        let devices = [1, 2].map(|byte| DeviceId(VerifyingKey([byte; 32])));
        let space = SpaceId([9; 32]);
        let [none, one] = devices.map(|device| Tip::empty(&space, &device));
        let one = Tip { next: 1, ..one };
        let tips: Tips = devices.into_iter().zip([none, one]).collect();
        let entries = travelling(&devices, &tips);
        let named: Vec<(u32, u64)> = entries.iter().map(|it| (it.device, it.next)).collect();
        assert_eq!(named, [(1, 1)]);
        let back = arrived(&devices, &entries).expect("it is sound");
        assert_eq!(back.keys().collect::<Vec<_>>(), [&devices[1]]);
    }
}
