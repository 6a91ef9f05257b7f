//! What became of devices: by which acts they went, and as whom a home goes on that was put back from
//! a copy.

use super::{Act, Roster, RosterRecord, Signer, history::History};
use crate::{DeviceId, RosterHash};

impl Roster {
    /// The devices that are out, those first that were put out last: where the log of one ends is
    /// said by whoever removed it, and who was removed later may have said so.
    pub fn removed_last_first(&self) -> Vec<DeviceId> {
        let mut removed: Vec<_> = self.removed().iter().collect();
        if removed.len() > 1 {
            let history = History::new(&self.person, &self.records);
            let depths = history.expect("it was judged as a history").depths();
            removed.sort_by_key(|(_, act)| std::cmp::Reverse(depths.get(*act).copied()));
        }
        removed.into_iter().map(|(device, _)| *device).collect()
    }

    /// Whether `device` is out, and `act` is one of those that put it out: a removal that names it and
    /// counts, or a reset that does not name it.
    pub fn puts_out(&self, act: &RosterHash, device: &DeviceId) -> bool {
        let Some(by) = self.standing.removed.get(device) else {
            return false;
        };
        let named = |record: &RosterRecord| match &record.act {
            Act::RemoveDevices { devices, .. } => devices.contains(device),
            Act::Reset { devices, .. } => !devices.contains(device),
            Act::Genesis { .. } | Act::AddDevice { .. } => false,
        };
        by == act
            || (self.standing.ending.contains(act) && self.records.get(act).is_some_and(named))
    }

    /// The device as which the home of `device` goes on: itself while it is in, or the one that it
    /// brought in and that put it out, as a home does that was put back from a copy. `None` if it
    /// went for good.
    pub fn present(&self, device: &DeviceId) -> Option<DeviceId> {
        let mut device = *device;
        // Nobody comes in twice, so this ends.
        while !self.standing.devices.contains(&device) {
            device = self.successor(&device)?;
        }
        Some(device)
    }

    fn successor(&self, gone: &DeviceId) -> Option<DeviceId> {
        let acts = || self.records.values().map(|record| &record.act);
        let brought_in = acts().filter(|act| act.adder() == Some(*gone));
        let mut brought_in = brought_in.filter_map(Act::brings_in);
        brought_in.find(|next| acts().any(|act| act.removed_by(next, gone)))
    }
}

impl Act {
    fn removed_by(&self, by: &DeviceId, gone: &DeviceId) -> bool {
        let signed = |signer: &Signer| *signer == Signer::Device(*by);
        self.removes(gone) && matches!(self, Self::RemoveDevices { signer, .. } if signed(signer))
    }
}
