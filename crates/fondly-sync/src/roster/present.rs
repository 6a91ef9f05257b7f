//! As whom a home goes on that was put back from a copy.

use super::{Act, Roster, Signer};
use crate::DeviceId;

impl Roster {
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
