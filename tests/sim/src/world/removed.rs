//! Homes of removed devices, with their real keys.

use std::collections::{BTreeMap, BTreeSet};

use fondly_engine::{
    EngineError, Reflect, Thanks,
    simulation::{look, tamper},
};
use fondly_sync::{DeviceId, EpochId, Roster, SpaceId};

use super::{FRAMES_MAX, PEOPLE, World};

/// The epochs of a home, each with the digests of the rosters that it names.
type Epochs = BTreeMap<EpochId, Vec<[u8; 32]>>;

impl World {
    /// The epochs whose keys a home holds.
    ///
    /// # Errors
    /// What the engine said.
    pub fn epochs(&mut self, device: usize) -> Result<Epochs, EngineError> {
        self.on(device, |engine| {
            look(engine, |tx| {
                let mut epochs = Epochs::new();
                for space in tx.spaces()? {
                    let rows = tx.epochs(&space.space)?.into_iter();
                    epochs.extend(rows.map(|row| (row.id, row.epoch.rosters)));
                }
                Ok(epochs)
            })
        })
    }

    /// How many records of `of` a home holds, in each space.
    ///
    /// # Errors
    /// What the engine said.
    pub fn held_of(
        &mut self,
        device: usize,
        of: &DeviceId,
    ) -> Result<BTreeMap<SpaceId, u64>, EngineError> {
        self.on(device, |engine| {
            look(engine, |tx| {
                let mut held = BTreeMap::new();
                for space in tx.spaces()? {
                    held.insert(space.space, tx.tip(&space.space, of)?.next);
                }
                Ok(held)
            })
        })
    }

    /// Whoever has a removed device lets it forget that it was: `before` is what it held of its person
    /// then. It writes `text`, for everybody and for itself, and meets all of `current`.
    ///
    /// # Errors
    /// What the engine said, but for what a removed device is refused.
    pub fn come_as_if_in(
        &mut self,
        device: usize,
        before: &Roster,
        text: &str,
        current: &[usize],
    ) -> Result<(), EngineError> {
        self.on(device, |engine| {
            tamper(engine, |tx| Ok(tx.put_roster(before, 0)?))
        })?;
        let people: BTreeSet<usize> = current.iter().map(|at| self.devices[*at].person).collect();
        for person in people {
            if person == self.devices[device].person {
                continue;
            }
            let thanks = Thanks {
                name: PEOPLE[person].to_owned(),
                text: text.to_owned(),
                now: true,
                ..Thanks::default()
            };
            match self.on(device, |engine| engine.thanks(thanks)) {
                Err(EngineError::NoPerson { .. } | EngineError::NoPersonBut { .. }) => {}
                thanked => drop(thanked?),
            }
        }
        let reflect = Reflect {
            text: text.to_owned(),
            ..Reflect::default()
        };
        self.on(device, |engine| engine.reflect(reflect))?;
        for other in current {
            // What each of them says of removals is forgotten again.
            for (a, b) in [(device, *other), (*other, device)] {
                self.meet(a, b, FRAMES_MAX)?;
                self.on(device, |engine| {
                    tamper(engine, |tx| Ok(tx.put_roster(before, 0)?))
                })?;
            }
        }
        Ok(())
    }
}
