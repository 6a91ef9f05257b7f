//! What became of devices: by which acts they went, and as whom a home goes on that was put back from
//! a copy.

use super::{Act, Roster, RosterRecord, Signer, history::History, standing::judge_inside};
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

    /// The devices that are out though whoever put them out had not heard of them, each with that act:
    /// they came in by a device that was removed meanwhile, or where a reset did not see it. Of several who
    /// removed that device one may have heard of them, and has not named them: that counts for nothing.
    pub fn out_unheard(&self) -> Vec<(DeviceId, RosterHash)> {
        if self.removed().is_empty() {
            return Vec::new();
        }
        let history = History::new(&self.person, &self.records);
        let history = history.expect("it was judged as a history");
        let unheard = |(device, act): &(&DeviceId, &RosterHash)| {
            let nodes = history.nodes.iter().enumerate();
            let mut came = nodes.filter(|(_, node)| node.record.act.brings_in() == Some(**device));
            let act = history.nodes.iter().find(|node| node.hash == **act);
            let passes_over = |act: &Act| matches!(act, Act::RemoveDevices { devices, .. } if !devices.contains(*device));
            act.is_some_and(|act| {
                passes_over(&act.record.act)
                    || !came.any(|(place, _)| act.ancestors.contains(place))
            })
        };
        let out = self.removed().iter().filter(unheard);
        out.map(|(device, act)| (*device, *act)).collect()
    }

    /// The devices that are out by an act whose maker is out too, each with that act: where their logs end
    /// may stand beyond the end of the maker's own. Of an act by the recovery words the maker is one of the
    /// devices that it left in.
    pub fn out_by_somebody_out(&self) -> Vec<(DeviceId, RosterHash)> {
        if self.removed().is_empty() {
            return Vec::new();
        }
        let history = History::new(&self.person, &self.records);
        let history = history.expect("it was judged as a history");
        let is_in = |device: &DeviceId| self.devices().contains(device);
        let out_too = |act: &RosterHash| {
            let node = history.nodes.iter().find(|node| node.hash == *act);
            node.is_some_and(|node| match &node.record.act {
                Act::RemoveDevices {
                    signer: Signer::Device(by),
                    ..
                } => !is_in(by),
                Act::RemoveDevices {
                    signer: Signer::Root,
                    devices,
                    ..
                } => judge_inside(&history, &node.ancestors).is_ok_and(|then| {
                    let mut left = then.devices.iter().filter(|it| !devices.contains(it));
                    !left.any(is_in)
                }),
                Act::Reset { devices, .. } => !devices.iter().any(is_in),
                Act::Genesis { .. } | Act::AddDevice { .. } => false,
            })
        };
        let out = self.removed().iter().filter(|(_, act)| out_too(act));
        out.map(|(device, act)| (*device, *act)).collect()
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

    /// The device that `gone` brought in and that put it out by the very next act. One that is linked and
    /// removes later whoever linked it follows nobody.
    fn successor(&self, gone: &DeviceId) -> Option<DeviceId> {
        let acts = || self.records.values().map(|record| &record.act);
        let adding = acts().filter(|act| act.adder() == Some(*gone));
        let mut adding = adding.filter_map(|act| Some((act.hash(), act.brings_in()?)));
        let next = adding.find(|(added, next)| {
            acts().any(|act| act.removed_by(next, gone) && act.parents() == [*added])
        });
        next.map(|(_, next)| next)
    }
}

impl Act {
    fn removed_by(&self, by: &DeviceId, gone: &DeviceId) -> bool {
        let signed = |signer: &Signer| *signer == Signer::Device(*by);
        self.removes(gone) && matches!(self, Self::RemoveDevices { signer, .. } if signed(signer))
    }
}
