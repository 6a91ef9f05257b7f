//! What becomes of homes beyond meeting: who is in by whose roster, and the recovery words.

use std::{collections::BTreeMap, path::PathBuf};

use fondly_crypto::RecoveryWords;
use fondly_engine::{
    Engine, EngineError, Protection, restore,
    simulation::{
        clock, look,
        meeting::{endpoints, reachable},
        people, who,
    },
};
use fondly_sync::{DeviceId, PeerFault, PersonId, Roster};

use super::{PEOPLE, World};
use crate::play::entries::is_about_nobody;

impl World {
    /// The devices whose homes are there, those that were removed too.
    pub fn living(&self) -> Vec<usize> {
        let devices = 0..self.devices.len();
        devices.filter(|at| !self.devices[*at].lost).collect()
    }

    /// Those of a person.
    pub fn living_of(&self, person: usize) -> Vec<usize> {
        let mut living = self.living();
        living.retain(|at| self.devices[*at].person == person);
        living
    }

    /// The id of a device as it is now.
    ///
    /// # Errors
    /// None that the engine gives.
    pub fn id(&mut self, device: usize) -> Result<DeviceId, EngineError> {
        self.on(device, |engine| Ok(who(engine).device))
    }

    /// The rosters that a device holds.
    ///
    /// # Errors
    /// What the engine said.
    pub fn rosters(&mut self, device: usize) -> Result<BTreeMap<PersonId, Roster>, EngineError> {
        self.on(device, |engine| {
            look(engine, |tx| {
                let mut rosters = BTreeMap::new();
                for space in tx.spaces()? {
                    for person in tx.members(&space.space)? {
                        rosters.extend(tx.roster(&person)?.map(|roster| (person, roster)));
                    }
                }
                Ok(rosters)
            })
        })
    }

    /// The rosters of all people as they would be if everybody knew all that any of `devices` does.
    ///
    /// # Errors
    /// What the engine said.
    pub fn all_rosters(
        &mut self,
        devices: &[usize],
    ) -> Result<BTreeMap<PersonId, Roster>, EngineError> {
        let mut all: BTreeMap<PersonId, Roster> = BTreeMap::new();
        for device in devices {
            for (person, roster) in self.rosters(*device)? {
                let known = all.remove(&person);
                let known = known.map_or(Ok(roster.clone()), |known| known.union(&roster))?;
                all.insert(person, known);
            }
        }
        Ok(all)
    }

    /// Of each of `devices`, those that it can dial, and whether as own ones.
    ///
    /// # Errors
    /// What the engine said.
    pub fn contacts(
        &mut self,
        devices: &[usize],
    ) -> Result<Vec<(usize, usize, bool)>, EngineError> {
        let mut contacts = Vec::new();
        for one in devices {
            let reach = self.on(*one, |engine| reachable(engine))?;
            for other in devices.iter().filter(|other| *other != one) {
                let id = self.id(*other)?;
                let open = self.on(*other, |engine| endpoints(engine))?;
                let found = reach.iter();
                let found = found.filter(|it| it.device == id && open.contains_key(&it.endpoint));
                contacts.extend(found.map(|it| (*one, *other, it.own)));
            }
        }
        Ok(contacts)
    }

    /// The recovery words that count as far as a device knows, if they are anybody's.
    ///
    /// # Errors
    /// What the engine said.
    pub fn words_of(&mut self, device: usize) -> Result<Option<RecoveryWords>, EngineError> {
        let person = self.on(device, |engine| Ok(who(engine).person))?;
        let roster = self.rosters(device)?.remove(&person);
        let roots = |words: &&RecoveryWords| {
            let root = words.root_key().verifying_key();
            roster.as_ref().is_some_and(|roster| *roster.root() == root)
        };
        let words = self.words[self.devices[device].person].iter();
        Ok(words.rev().find(roots).cloned())
    }

    /// A device begins anew with the recovery words, which are replaced.
    ///
    /// # Errors
    /// What the engine said.
    pub fn reset(&mut self, device: usize, words: &RecoveryWords) -> Result<(), EngineError> {
        let made = self.on(device, |engine| engine.device_reset(words))?;
        let line: Vec<&str> = made.recovery_words.iter().map(|it| it.as_str()).collect();
        let next = RecoveryWords::parse(&line.join(" "))?;
        self.words[self.devices[device].person].push(next);
        Ok(())
    }

    /// A home is gone for ever, and its copy too.
    pub fn lose(&mut self, device: usize) {
        self.stop(device);
        self.devices[device].lost = true;
    }

    fn backup_of(&self, person: usize) -> PathBuf {
        self.dir.path().join(format!("backup-{person}"))
    }

    /// A device writes a backup of its person in place of the one before.
    ///
    /// # Errors
    /// What the engine said.
    pub fn back_up(&mut self, device: usize) -> Result<(), EngineError> {
        let person = self.devices[device].person;
        let path = self.backup_of(person);
        self.on(device, |engine| engine.backup(&path, None))?;
        self.backups.insert(person);
        Ok(())
    }

    /// A new device of a person from their backup, by whichever of their words open it. None without
    /// a backup.
    ///
    /// # Errors
    /// What the engine said.
    pub fn restore(&mut self, person: usize) -> Result<Option<usize>, EngineError> {
        if !self.backups.contains(&person) {
            return Ok(None);
        }
        clock::set(Some(self.now));
        let (path, name) = (self.backup_of(person), self.next_name(person));
        let home = self.home(self.devices.len());
        for words in self.words[person].iter().rev() {
            match restore(&home, &path, words, &name, Protection::KeyFile) {
                Err(EngineError::OtherWords | EngineError::Backup(_)) => {}
                restored => {
                    restored?;
                    let engine = people::open(&home)?;
                    return Ok(Some(self.add(person, name, engine)));
                }
            }
        }
        Err(EngineError::OtherWords)
    }

    /// A new device of a person who lost all others, with what `giver` has of their bond.
    ///
    /// # Errors
    /// What the engine said.
    pub fn come_back(&mut self, person: usize, giver: usize) -> Result<usize, EngineError> {
        let (home, name) = (self.home(self.devices.len()), self.next_name(person));
        let names = (PEOPLE[person], PEOPLE[self.devices[giver].person]);
        for words in self.words[person].clone().iter().rev() {
            let come = |giver: &mut Engine| people::come_back(giver, &home, words, names, &name);
            match self.on(giver, come) {
                Err(EngineError::Peer(PeerFault::Roster)) => {}
                engine => {
                    let engine = engine?;
                    return Ok(self.add(person, name, engine));
                }
            }
        }
        Err(EngineError::OtherWords)
    }

    /// Everybody who is in doubt of somebody whom they can reach makes sure of them again, by the words
    /// that those read out. Whether there was any doubt.
    ///
    /// # Errors
    /// What the engine said.
    pub fn make_sure(&mut self, current: &[usize]) -> Result<bool, EngineError> {
        let mut doubted = false;
        let contacts = self.contacts(current)?;
        for one in current {
            for other in current {
                let mut links = contacts.iter().map(|(from, to, _)| (from, to));
                if !links.any(|link| link == (one, other) || link == (other, one)) {
                    continue;
                }
                let names = [*one, *other].map(|at| PEOPLE[self.devices[at].person]);
                if names[0] == names[1] {
                    continue;
                }
                let people = self.on(*one, |engine| engine.people())?;
                let doubts = people.iter().any(|it| it.name == names[1] && !it.verified);
                if !doubts {
                    continue;
                }
                let read = self.on(*other, |engine| engine.my_words(names[0]));
                let read = match read {
                    // They have parted.
                    Err(error) if is_about_nobody(&error) => continue,
                    read => read?,
                };
                let done = self.on(*one, |engine| engine.verify(names[1], &read.my_words));
                match done {
                    Err(error) if is_about_nobody(&error) => continue,
                    done => drop(done?),
                }
                doubted = true;
            }
        }
        Ok(doubted)
    }
}
