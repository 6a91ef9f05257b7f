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

impl HoleRange {
    /// The number behind the last.
    pub const fn end(&self) -> u64 {
        self.first.saturating_add(self.count)
    }

    /// The records from `first` to before `end`, if there are any.
    pub(crate) fn between(first: u64, end: u64) -> Option<Self> {
        let count = end.checked_sub(first).filter(|count| *count > 0)?;
        Some(Self { first, count })
    }
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
/// there, is longer than rosters can be, or has holes that are not ascending, lie within each other
/// or beyond the end.
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
            let sound = entry.next > 0 && entry.holes.len() <= HOLES_MAX && are_apart(entry);
            sound.then(|| (*device, entry.clone()))
        })
        .collect()
}

fn are_apart(entry: &FrontierEntry) -> bool {
    let mut behind = 0;
    entry.holes.iter().all(|hole| {
        let apart = hole.first >= behind && hole.count > 0;
        behind = hole.end();
        apart && behind <= entry.next
    })
}

/// Takes what is in `there` out of holes.
pub(crate) fn fill(holes: &mut Vec<HoleRange>, there: &HoleRange) {
    let before = |hole: &HoleRange| HoleRange::between(hole.first, hole.end().min(there.first));
    let after = |hole: &HoleRange| HoleRange::between(hole.first.max(there.end()), hole.end());
    let left = holes.iter().flat_map(|hole| [before(hole), after(hole)]);
    *holes = left.flatten().collect();
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

    fn hole(first: u64, count: u64) -> HoleRange {
        HoleRange { first, count }
    }

    #[test]
    fn holes_that_travel_are_ascending_apart_and_inside() {
        let devices = [DeviceId(VerifyingKey([1; 32]))];
        let reads = |holes: &[HoleRange]| {
            let entry = FrontierEntry {
                device: 0,
                next: 9,
                hash: [0; 16],
                holes: holes.to_vec(),
            };
            arrived(&devices, &[entry]).is_some()
        };
        assert!(reads(&[hole(0, 2), hole(2, 1), hole(5, 4)]));
        for bad in [
            &[hole(3, 0)][..],
            &[hole(5, 5)],
            &[hole(3, 2), hole(4, 1)],
            &[hole(4, 1), hole(3, 1)],
            &[hole(1, u64::MAX)],
            &[hole(u64::MAX, 1)],
            &[hole(2, 1), hole(2, 1)],
        ] {
            assert!(!reads(bad), "{bad:?}");
        }
        let apart = |count| (0..count).map(|_| hole(0, 1)).collect::<Vec<_>>();
        assert!(!reads(&apart(HOLES_MAX + 1)));
    }

    #[test]
    fn a_frontier_is_ascending_of_known_devices_and_of_so_many_logs() {
        let devices: Vec<DeviceId> = (0..=2 * ROSTER_DEVICES_MAX)
            .map(|byte| DeviceId(VerifyingKey([u8::try_from(byte).unwrap(); 32])))
            .collect();
        let entry = |device, next| FrontierEntry {
            device,
            next,
            hash: [0; 16],
            holes: Vec::new(),
        };
        let reads = |entries: &[FrontierEntry]| arrived(&devices, entries).is_some();
        assert!(reads(&[]) && reads(&[entry(1, 1), entry(2, 5)]));
        assert!(!reads(&[entry(2, 5), entry(1, 1)]) && !reads(&[entry(1, 1), entry(1, 2)]));
        assert!(
            !reads(&[entry(1, 0)]),
            "logs of which nothing is there are left out"
        );
        assert!(!reads(&[entry(2 * ROSTER_DEVICES_MAX as u32 + 1, 1)]));
        let all: Vec<FrontierEntry> = (0..=2 * ROSTER_DEVICES_MAX as u32)
            .map(|device| entry(device, 1))
            .collect();
        assert!(reads(&all[1..]) && !reads(&all));
    }

    #[test]
    fn what_came_is_taken_out_of_holes() {
        let cases: [(HoleRange, &[HoleRange]); 6] = [
            (hole(0, 9), &[]),
            (hole(0, 2), &[hole(2, 2), hole(6, 2)]),
            (hole(2, 1), &[hole(1, 1), hole(3, 1), hole(6, 2)]),
            (hole(3, 4), &[hole(1, 2), hole(7, 1)]),
            (hole(4, 2), &[hole(1, 3), hole(6, 2)]),
            (hole(7, 9), &[hole(1, 3), hole(6, 1)]),
        ];
        for (there, left) in cases {
            let mut holes = vec![hole(1, 3), hole(6, 2)];
            fill(&mut holes, &there);
            assert_eq!(holes, left, "{there:?}");
        }
    }

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
