//! What removed devices hold in the end, and what becomes of them if they come back.

use std::collections::{BTreeMap, BTreeSet};

use fondly_engine::EngineError;
use fondly_sync::{DeviceId, EpochId, Roster};

use super::Play;
use crate::oracles::{self, Removed, Taken, shows};

impl Play {
    /// Keeps who is in by the rosters that a device holds now, and the last by which it was in itself.
    pub(super) fn note_rosters(&mut self, device: usize) -> Result<(), EngineError> {
        if self.world.devices[device].lost {
            return Ok(());
        }
        let id = self.world.id(device)?;
        self.ids.entry(device).or_default().insert(id);
        for roster in self.world.rosters(device)?.into_values() {
            self.rosters
                .entry(roster.digest())
                .or_insert_with(|| roster.devices().clone());
            if roster.devices().contains(&id) {
                self.last_in.insert(device, roster);
            }
        }
        Ok(())
    }

    pub(super) fn removed_devices_are_out(&mut self, current: &[usize]) -> Result<(), String> {
        let failed = |error: EngineError| format!("as a removed device came: {error}");
        let mut removed = self.world.living();
        removed.retain(|at| !current.contains(at));
        let epochs = self.made(current).map_err(failed)?;
        let mut hold = Vec::new();
        for device in &removed {
            let held = self.world.epochs(*device).map_err(failed)?;
            hold.push(Removed {
                name: self.world.devices[*device].name.clone(),
                ids: self.ids.get(device).cloned().unwrap_or_default(),
                holds: held.into_keys().collect(),
            });
        }
        oracles::removed_devices_hold_no_later_key(&hold, &epochs)?;
        for device in removed {
            let Some(before) = self.last_in.get(&device).cloned() else {
                continue;
            };
            let text = format!("of removed {device}");
            let heard = self.heard(device, current).map_err(failed)?;
            let had = self.taken(device, &heard, &text).map_err(failed)?;
            let come = self.world.come_as_if_in(device, &before, &text, &heard);
            come.map_err(failed)?;
            let has = self.taken(device, &heard, &text).map_err(failed)?;
            oracles::nothing_of_removed_devices_is_taken(&had, &has)?;
        }
        Ok(())
    }

    /// The epochs of the devices that are in whose rosters are known, each with who was in by them.
    fn made(
        &mut self,
        current: &[usize],
    ) -> Result<BTreeMap<EpochId, BTreeSet<DeviceId>>, EngineError> {
        let mut made = BTreeMap::new();
        for device in current {
            for (epoch, digests) in self.world.epochs(*device)? {
                let named = digests.iter().map(|digest| self.rosters.get(digest));
                let named: Option<Vec<_>> = named.collect();
                let devices = named.map(|named| named.into_iter().flatten().copied().collect());
                made.extend(devices.map(|devices| (epoch, devices)));
            }
        }
        Ok(made)
    }

    /// Those of `current` who know that a device is out: all who can find one of its person's.
    fn heard(&mut self, removed: usize, current: &[usize]) -> Result<Vec<usize>, EngineError> {
        let id = self.world.id(removed)?;
        let mut heard = Vec::new();
        for device in current {
            let rosters = self.world.rosters(*device)?;
            let is_out = |it: &Roster| it.knows(&id) && !it.devices().contains(&id);
            if rosters.values().any(is_out) {
                heard.push(*device);
            }
        }
        Ok(heard)
    }

    fn taken(
        &mut self,
        removed: usize,
        current: &[usize],
        text: &str,
    ) -> Result<Vec<Taken>, EngineError> {
        let id = self.world.id(removed)?;
        let taken = current.iter().map(|device| {
            let list = self.world.list(*device)?;
            Ok(Taken {
                name: self.world.devices[*device].name.clone(),
                records: self.world.held_of(*device, &id)?,
                shows: list.iter().any(|view| shows(view, text)),
            })
        });
        taken.collect()
    }
}
