//! What the network does, and files that are passed by hand.

use fondly_engine::{EngineError, Readers};
use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng as _};

use super::{Play, entries::is_about_nobody};
use crate::world::PEOPLE;

/// Files that are kept to be given again.
const KEPT_MAX: usize = 8;

/// A step between homes that is no ordinary meeting. Numbers stand for devices, links and files by
/// their remainder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passing {
    /// Two devices meet, and frames are lost, doubled and overtaken on their way.
    Rough(u32, u32, u32),
    /// A device dials another, and the link rests while other things happen.
    Begin(u32, u32, u32),
    /// A link that rests goes on.
    GoOn(u32),
    /// The network is divided in two.
    Divide(u32),
    /// It is whole again.
    Mend,
    /// A device makes a file, for somebody else or for the other devices of its person.
    Bundle(u32, u32),
    /// A device is given a file that was made some time, whoever it was made for.
    Receive(u32, u32),
    /// A device signs what it holds of the bond with somebody.
    Compare(u32, u32),
}

impl Passing {
    /// Draws one.
    pub fn draw(rng: &mut impl Rng) -> Self {
        let (a, b, c) = (rng.next_u32(), rng.next_u32(), rng.next_u32());
        match rng.next_u32() % 32 {
            0..7 => Self::Rough(a, b, c),
            7..12 => Self::Begin(a, b, c),
            12..19 => Self::GoOn(a),
            19..20 => Self::Divide(a),
            20..22 => Self::Mend,
            22..26 => Self::Bundle(a, b),
            26..30 => Self::Receive(a, b),
            _ => Self::Compare(a, b),
        }
    }
}

impl Play {
    pub(super) fn pass(&mut self, step: Passing) -> Result<(), EngineError> {
        match step {
            Passing::Rough(a, b, seed) => {
                let (a, b) = (self.device(a), self.device(b));
                let weather = ChaCha8Rng::seed_from_u64(seed.into());
                if a != b && !self.is_asleep(a) && !self.is_asleep(b) {
                    self.world.meet_in_rough_weather(a, b, weather)?;
                }
                Ok(())
            }
            Passing::Begin(a, b, pick) => {
                let (a, b) = (self.device(a), self.device(b));
                if a == b || self.is_asleep(a) || self.is_asleep(b) {
                    return Ok(());
                }
                self.world.begin(a, b, pick)
            }
            Passing::GoOn(pick) => self.world.go_on(pick),
            Passing::Divide(side) => {
                self.world.network.divide(side);
                Ok(())
            }
            Passing::Mend => {
                self.world.network.mend();
                Ok(())
            }
            Passing::Bundle(a, b) => self.bundle(self.device(a), b),
            Passing::Receive(a, b) => self.receive(self.device(a), b),
            Passing::Compare(a, b) => self.compare(self.device(a), b),
        }
    }

    fn bundle(&mut self, device: usize, number: u32) -> Result<(), EngineError> {
        let other = self.other_person(device, number >> 2);
        let readers = match number & 3 {
            0 => Readers::OwnDevices,
            _ => Readers::Person(PEOPLE[other].to_owned()),
        };
        let whole = number & 4096 == 0;
        let made = self
            .world
            .on(device, |engine| engine.bundle(&readers, whole));
        match made {
            // Nobody to make it for, or it must be met first.
            Err(
                EngineError::NoPerson { .. }
                | EngineError::NoPersonBut { .. }
                | EngineError::NoReaders { .. }
                | EngineError::Parted { .. }
                | EngineError::Apart
                | EngineError::Removed
                | EngineError::RolledBack,
            ) => Ok(()),
            Err(error) => Err(error),
            Ok(made) => {
                let person = match readers {
                    Readers::OwnDevices => self.world.devices[device].person,
                    Readers::Person(_) => other,
                };
                self.world.say_bundle(device, person, &made.bytes)?;
                if self.world.bundles.len() == KEPT_MAX {
                    self.world.bundles.remove(0);
                }
                self.world.bundles.push(made.bytes);
                Ok(())
            }
        }
    }

    fn compare(&mut self, device: usize, number: u32) -> Result<(), EngineError> {
        let other = self.other_person(device, number);
        match self
            .world
            .on(device, |engine| engine.compare(PEOPLE[other]))
        {
            Err(error) if is_about_nobody(&error) => Ok(()),
            compared => compared.map(drop),
        }
    }

    fn receive(&mut self, device: usize, number: u32) -> Result<(), EngineError> {
        let Some(at) = (number as usize).checked_rem(self.world.bundles.len()) else {
            return Ok(());
        };
        let bytes = self.world.bundles[at].clone();
        let received = self.world.on(device, |engine| engine.receive(&bytes));
        match received {
            Ok(_)
            | Err(
                EngineError::NotForHere
                | EngineError::BundleGap
                | EngineError::BundleOutdated
                | EngineError::Apart
                | EngineError::Removed
                | EngineError::RolledBack
                | EngineError::Peer(_),
            ) => Ok(()),
            Err(error) => Err(error),
        }
    }
}
