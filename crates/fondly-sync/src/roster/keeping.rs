//! What a roster keeps of all that was ever signed, and how much that may be.
//!
//! Whoever has stolen a device can sign as much as they like. What a reset has not seen, or what a
//! removal by the root makes void, is not needed any more, and is left out but for the records
//! nearest to genesis: a device that came in at the wrong moment is still told that it is out. Both
//! what is needed and what is nearest are the same however much was left out before, so rosters
//! merge as sets still.

use std::collections::BTreeSet;

use super::{
    Act, Roster, Signer, encode, history::History, history::Node, history::Places, standing,
};
use crate::{
    DeviceId, RosterHash,
    fault::PeerFault,
    limits::{
        ROSTER_BYTES_MAX, ROSTER_DEVICES_MAX, ROSTER_FIRST_BYTES, ROSTER_FIRST_DEVICES,
        ROSTER_FIRST_RECORDS, ROSTER_RECORD_BYTES_MAX, ROSTER_RECORDS_MAX, ROSTER_ROOT_BYTES,
        ROSTER_ROOT_DEVICES, ROSTER_ROOT_RECORDS,
    },
};

/// The records of a history that are left out.
///
/// # Errors
/// `Limit` if more is needed than a roster may hold.
pub(super) fn left_out(history: &History<'_>) -> Result<BTreeSet<RosterHash>, PeerFault> {
    let needed = standing::needed(history)?;
    let (ordinary, all) = used(history, &needed);
    if !ordinary.is_within(&Room::ORDINARY) || !all.is_within(&Room::ALL) {
        return Err(PeerFault::Limit);
    }
    let mut first = Taken::default();
    let mut left_out = BTreeSet::new();
    // Nodes are ordered by depth and hash, which are the same in every history.
    for (place, node) in history.nodes.iter().enumerate() {
        if !needed.contains(place) && !first.is_within(&Room::FIRST) {
            left_out.insert(node.hash);
        }
        first.take_without_removed(node);
    }
    Ok(left_out)
}

/// What the needed records of devices take up, and what all of them do.
fn used(history: &History<'_>, needed: &Places) -> (Taken, Taken) {
    let (mut ordinary, mut all) = (Taken::default(), Taken::default());
    let nodes = history.nodes.iter().enumerate();
    for (_, node) in nodes.filter(|(place, _)| needed.contains(*place)) {
        all.take(node);
        if matches!(node.record.act.signer(), Some(Signer::Device(_))) {
            ordinary.take(node);
        }
    }
    (ordinary, all)
}

/// Whether the acts of devices take up more than half of what they may.
pub(super) fn is_crowded(history: &History<'_>, needed: &Places) -> bool {
    let half = Room {
        records: Room::ORDINARY.records / 2,
        bytes: Room::ORDINARY.bytes / 2,
        devices: Room::ORDINARY.devices / 2,
    };
    !used(history, needed).0.is_within(&half)
}

/// What records may take up.
#[derive(Debug)]
struct Room {
    records: usize,
    bytes: usize,
    devices: usize,
}

impl Room {
    /// For all that is needed. Two bytes go for the count before all records.
    const ALL: Self = Self {
        records: ROSTER_RECORDS_MAX - ROSTER_FIRST_RECORDS,
        bytes: ROSTER_BYTES_MAX - 2 - ROSTER_FIRST_BYTES,
        devices: ROSTER_DEVICES_MAX - ROSTER_FIRST_DEVICES,
    };
    /// For what devices signed of that.
    const ORDINARY: Self = Self {
        records: Self::ALL.records - ROSTER_ROOT_RECORDS,
        bytes: Self::ALL.bytes - ROSTER_ROOT_BYTES,
        devices: Self::ALL.devices - ROSTER_ROOT_DEVICES,
    };
    /// For the records before one of the first. That one may go beyond: were it left out for its
    /// length, a shorter one behind it would have room or not by who came when.
    const FIRST: Self = Self {
        records: ROSTER_FIRST_RECORDS - 1,
        bytes: ROSTER_FIRST_BYTES - ROSTER_RECORD_BYTES_MAX,
        devices: ROSTER_FIRST_DEVICES - 1,
    };
}

/// What some records take up.
#[derive(Debug, Default)]
struct Taken {
    records: usize,
    bytes: usize,
    devices: BTreeSet<DeviceId>,
}

impl Taken {
    fn take(&mut self, node: &Node<'_>) {
        self.take_without_removed(node);
        if let Act::RemoveDevices { devices, .. } = &node.record.act {
            self.devices.extend(devices);
        }
    }

    /// Of a removal that may not count, the devices are nothing to anybody.
    fn take_without_removed(&mut self, node: &Node<'_>) {
        self.records += 1;
        self.bytes += encode(node.record).len();
        self.devices.extend(node.record.act.brings_in());
    }

    fn is_within(&self, room: &Room) -> bool {
        self.records <= room.records
            && self.bytes <= room.bytes
            && self.devices.len() <= room.devices
    }
}

impl Roster {
    /// The hashes by which the next act names what came before it: of the records that are needed,
    /// those that no other names.
    pub(super) fn ends(&self) -> Vec<RosterHash> {
        let history = History::new(&self.person, &self.records);
        let history = history.expect("it was judged as a history");
        let needed = standing::needed(&history).expect("it has a genesis");
        let nodes = || {
            let all = history.nodes.iter().enumerate();
            all.filter(|(place, _)| needed.contains(*place))
        };
        let named: BTreeSet<&RosterHash> = nodes()
            .flat_map(|(_, node)| node.record.act.parents())
            .collect();
        let mut ends: Vec<RosterHash> = nodes().map(|(_, node)| node.hash).collect();
        ends.retain(|hash| !named.contains(hash));
        ends.sort_unstable();
        ends
    }
}
