//! Making room by the recovery words where a thief has filled a roster.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Roster, RosterRecord,
    history::{History, Places},
    keeping, standing,
};
use crate::{DeviceId, RosterHash, fault::PeerFault};

impl Roster {
    /// What the root should have seen when it signs the next act: all of this roster, or where
    /// devices have filled more than half of their room, only how the devices of `keep` came in and
    /// went, and the reset that counts. An act that is signed upon that and merged makes room: what
    /// it has not seen of those whom it puts out is not needed any more.
    ///
    /// # Errors
    /// None that a roster which was checked gives.
    pub fn cleared(&self, keep: &BTreeSet<DeviceId>) -> Result<Self, PeerFault> {
        let history = History::new(&self.person, &self.records)?;
        let needed = standing::needed(&history)?;
        if !keeping::is_crowded(&history, &needed) {
            return Ok(self.clone());
        }
        let mut wanted = Places::NONE;
        let reset = history.winning_reset(&needed).unwrap_or(0);
        for (place, node) in history.nodes.iter().enumerate() {
            let brings_in = node.record.act.brings_in();
            let came_in = brings_in.is_some_and(|device| keep.contains(&device));
            let mut gone = self.standing.removed.iter();
            let puts_out = gone.any(|(device, act)| *act == node.hash && keep.contains(device));
            if needed.contains(place) && (place == 0 || place == reset || came_in || puts_out) {
                wanted.insert(place);
                wanted.add_all(&node.ancestors);
            }
        }
        let nodes = history.nodes.iter().enumerate();
        let nodes = nodes.filter(|(place, _)| wanted.contains(*place));
        let records: BTreeMap<RosterHash, RosterRecord> = nodes
            .map(|(_, node)| (node.hash, node.record.clone()))
            .collect();
        let standing = standing::judge(&History::new(&self.person, &records)?)?;
        let same = |device: &DeviceId| {
            standing.devices.contains(device) == self.standing.devices.contains(device)
        };
        if !keep.iter().all(same) {
            return Ok(self.clone());
        }
        Ok(Self {
            person: self.person,
            records,
            standing,
        })
    }
}
