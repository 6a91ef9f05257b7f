//! Who is in, by what all homes know, and by what each can hear.

use std::collections::{BTreeMap, BTreeSet};

use fondly_engine::EngineError;
use fondly_sync::{DeviceId, PersonId, Roster};

use super::Play;
use crate::oracles::Known;

impl Play {
    /// The devices that are in by all that those know that are in: from the others nobody takes a roster.
    pub(super) fn who_is_in(
        &mut self,
    ) -> Result<BTreeMap<PersonId, BTreeSet<DeviceId>>, EngineError> {
        let mut heard = self.world.living();
        let mut all: BTreeMap<PersonId, BTreeSet<DeviceId>> = BTreeMap::new();
        for _ in 0..=self.world.devices.len() {
            let rosters = self.world.all_rosters(&heard)?.into_iter();
            all = rosters
                .map(|(person, roster)| (person, roster.devices().clone()))
                .collect();
            let mut current = Vec::new();
            for device in self.world.living() {
                let id = self.world.id(device)?;
                if all.values().any(|devices| devices.contains(&id)) {
                    current.push(device);
                }
            }
            if current == heard {
                break;
            }
            heard = current;
        }
        Ok(all)
    }

    /// Of each device, for each person whose roster it holds and of whom it can find a device, who is in by
    /// that, and by all that it can hear of them: the roster of a person goes over links of which one end is
    /// that person's.
    pub(super) fn known(&mut self, current: &[usize]) -> Result<Vec<Known>, EngineError> {
        let contacts = self.world.contacts(current)?;
        let mut rosters = BTreeMap::new();
        for device in current {
            rosters.insert(*device, self.world.rosters(*device)?);
        }
        let mut known = Vec::new();
        for device in current {
            // Whoever takes itself for removed meets nobody from whom it could hear better.
            let meets = !self.world.on(*device, |engine| engine.is_removed())?;
            let mut devices = BTreeMap::new();
            for (person, here) in rosters[device].iter().filter(|_| meets) {
                let whose = self.world.letters.people.get(person).copied();
                let is_theirs = |at: &usize| Some(self.world.devices[*at].person) == whose;
                let links = contacts.iter().map(|(one, other, _)| (*one, *other));
                let links = links.filter(|(one, other)| is_theirs(one) || is_theirs(other));
                let circles = circles(current, links);
                let near: Vec<usize> = current
                    .iter()
                    .copied()
                    .filter(|at| circles.get(at) == circles.get(device))
                    .collect();
                if !near.iter().any(is_theirs) {
                    continue;
                }
                let mut told: Roster = here.clone();
                for other in &near {
                    if let Some(there) = rosters[other].get(person) {
                        told = told.union(there)?;
                    }
                }
                let told = told.devices().clone();
                devices.insert(*person, (here.devices().clone(), told));
            }
            known.push(Known {
                name: self.world.devices[*device].name.clone(),
                devices,
            });
        }
        Ok(known)
    }
}

/// Of each device the lowest one with which it is linked by whatever way.
pub(super) fn circles(
    devices: &[usize],
    links: impl Iterator<Item = (usize, usize)> + Clone,
) -> BTreeMap<usize, usize> {
    let mut circles: BTreeMap<usize, usize> = devices.iter().map(|at| (*at, *at)).collect();
    for _ in devices {
        for (one, other) in links.clone() {
            let lowest = circles[&one].min(circles[&other]);
            circles.insert(one, lowest);
            circles.insert(other, lowest);
        }
    }
    circles
}
