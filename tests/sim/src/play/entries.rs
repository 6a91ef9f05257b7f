//! What people write, change, share and withdraw.

use std::collections::BTreeSet;

use fondly_engine::{Engine, EngineError, EntryView, Reflect, Shared, Thanks, simulation};
use fondly_store::BondRow;

use super::{Act, Play, Words};
use crate::{oracles::exposing, world::PEOPLE};

impl Play {
    /// Notes words that were written just now.
    fn note(&mut self, device: usize, text: String, entry: String) {
        // With an entry that another device erased, its later words go too; and may, where nobody who is left
        // had heard of that.
        let mut of_it = self.words.iter().filter(|words| words.entry == entry);
        let erased = of_it.any(|words| words.erased);
        let shared_beside = self.is_shared_beside(&entry);
        let gone = self.erasures.iter();
        let may_be_erased = gone
            .filter(|act| !self.words[act.words].erased)
            .any(|act| self.words[act.words].entry == entry);
        self.world.entries.insert(entry.clone());
        self.words.push(Words {
            text,
            author: self.world.devices[device].person,
            entry,
            readers: BTreeSet::new(),
            owed: BTreeSet::new(),
            withdrawn: BTreeSet::new(),
            unheard: BTreeSet::new(),
            may_be_erased,
            may_be_gone: erased || may_be_erased || self.removed.contains_key(&device),
            erased: false,
            by: device,
            contested: self.put_back.contains(&device),
            shared_beside,
        });
    }

    fn is_shared_beside(&self, entry: &str) -> bool {
        let mut of_it = self.words.iter().filter(|words| words.entry == entry);
        of_it.any(|words| words.shared_beside)
    }

    /// What a device shared that was put back, before that or since, its readers may have of another history.
    pub(super) fn note_shared_beside(&mut self, by: usize) {
        let shared = self.shares.iter().filter(|act| act.by == by);
        let entries: BTreeSet<String> = shared
            .map(|act| self.words[act.words].entry.clone())
            .collect();
        for words in &mut self.words {
            words.shared_beside |= entries.contains(&words.entry);
        }
    }

    pub(super) fn write(&mut self, device: usize, to: Option<usize>) -> Result<(), EngineError> {
        let text = self.world.plant(self.world.devices[device].person);
        let written = text.clone();
        let done = self.world.on(device, |engine| match to {
            Some(person) => engine.thanks(Thanks {
                name: PEOPLE[person].to_owned(),
                text: written,
                keep: false,
                now: true,
                ..Thanks::default()
            }),
            None => engine.reflect(Reflect {
                text: written,
                ..Reflect::default()
            }),
        });
        let done = match done {
            Err(error) if is_about_nobody(&error) => return Ok(()),
            done => done?,
        };
        self.note(device, text, done.entry.id.clone());
        // A device that has not heard of its person's bonds yet, or is in doubt of them, keeps it.
        if let Some(person) = to.filter(|_| done.shared == Shared::Now) {
            self.note_shared(self.words.len() - 1, person, device);
            self.note_edition(&done.entry.id, person, device)?;
        }
        Ok(())
    }

    /// Keeps of which entries the editions are that a device knows: whoever knew may be lost.
    pub(super) fn note_editions(&mut self, device: usize) -> Result<(), EngineError> {
        let known = |engine: &mut Engine| simulation::look(engine, exposing::entries);
        let known = self.world.on(device, known)?;
        self.world.editions.extend(known);
        Ok(())
    }

    /// Notes that a device has just made an edition.
    fn note_edition(
        &mut self,
        entry: &str,
        person: usize,
        device: usize,
    ) -> Result<(), EngineError> {
        let id = self.world.id(device)?;
        let ends = self.world.on(device, |engine| {
            simulation::look(engine, |tx| {
                let mut bonds = tx.bonds()?.into_iter();
                let bond = bonds.find(|bond| bond.label == PEOPLE[person]);
                let end = |bond: BondRow| Ok((bond.space, id, tx.tip(&bond.space, &id)?.next));
                bond.map(end).transpose()
            })
        });
        let made = self.editions.entry((entry.to_owned(), person));
        made.or_default().extend(ends?);
        Ok(())
    }

    /// Whether what a device withdraws of an entry must be gone in the end: it knows of all that others shared of
    /// it with somebody (if not, somebody shares it while it is withdrawn, and it stays shared), and does not
    /// take itself for removed, which dials nobody to say so.
    pub(super) fn withdraws_all(
        &mut self,
        device: usize,
        entry: &str,
        person: usize,
    ) -> Result<bool, EngineError> {
        let is_out = self.world.on(device, |engine| engine.is_removed())?;
        Ok(!is_out && self.knows_all(device, entry, person)?)
    }

    /// Whether a device knows of all that others shared of an entry with somebody.
    fn knows_all(
        &mut self,
        device: usize,
        entry: &str,
        person: usize,
    ) -> Result<bool, EngineError> {
        let made = self.editions.get(&(entry.to_owned(), person));
        let exposed = self
            .world
            .on(device, |engine| engine.exposure(Some(PEOPLE[person])));
        let exposed = match exposed {
            Err(EngineError::NoPerson { .. } | EngineError::NoPersonBut { .. }) => Vec::new(),
            exposed => exposed?,
        };
        let editions = exposed.iter().flat_map(|view| &view.entries);
        let known = editions.filter(|edition| edition.id == entry).count();
        Ok(known >= made.map_or(0, Vec::len))
    }

    fn note_shared(&mut self, words: usize, person: usize, by: usize) {
        self.words[words].readers.insert(person);
        if self.removed.contains_key(&by) {
            self.words[words].unheard.insert(person);
        } else {
            self.words[words].owed.insert(person);
        }
        self.shares.push(Act { words, person, by });
        if self.put_back.contains(&by) {
            self.note_shared_beside(by);
        }
    }

    /// The entry of some words of this device's person, if it is listed here.
    fn listed(&mut self, device: usize, number: u32) -> Result<Option<EntryView>, EngineError> {
        // What a removed device does to what others wrote is its own affair.
        let at = self.mine(device, number);
        let Some(at) = at.filter(|_| !self.removed.contains_key(&device)) else {
            return Ok(None);
        };
        let entry = self.words[at].entry.clone();
        let listed = self.world.list(device)?;
        Ok(listed.into_iter().find(|view| view.id == entry))
    }

    /// The words of one entry.
    fn of_entry(&self, entry: &str) -> Vec<usize> {
        let words = 0..self.words.len();
        words.filter(|at| self.words[*at].entry == entry).collect()
    }

    pub(super) fn edit(&mut self, device: usize, number: u32) -> Result<(), EngineError> {
        let Some(before) = self.listed(device, number)? else {
            return Ok(());
        };
        let author = self.world.devices[device].person;
        let (entry, more) = (before.id, self.world.plant(author));
        let (id, text) = (entry.clone(), format!("{} {more}", before.text));
        let done = self
            .world
            .on(device, |engine| engine.edit(&id, text, false));
        match done {
            Err(EngineError::SetAside) => return Ok(()),
            done => drop(done?),
        }
        self.note(device, more, entry);
        Ok(())
    }

    pub(super) fn share(&mut self, device: usize, number: u32, to: u32) -> Result<(), EngineError> {
        let Some(view) = self.listed(device, number)? else {
            return Ok(());
        };
        let person = self.other_person(device, to);
        let shared_before = view.audience.iter().any(|name| name == PEOPLE[person]);
        let (entry, text) = (view.id, view.text);
        let again = |words: &Words| words.entry == entry && words.withdrawn.contains(&person);
        if self.words.iter().any(again) {
            return Ok(());
        }
        let knows_all = self.knows_all(device, &entry, person)?;
        let done = self
            .world
            .on(device, |engine| engine.share(&entry, PEOPLE[person], None));
        match done {
            Err(EngineError::Unverified { .. } | EngineError::SetAside) => return Ok(()),
            Err(error) if is_about_nobody(&error) => return Ok(()),
            done => drop(done?),
        }
        if !shared_before {
            self.note_edition(&entry, person, device)?;
        }
        // What was withdrawn unheard stays so, though this device believes that it is shared.
        let mut of_it = self.words.iter().filter(|words| words.entry == entry);
        let heard = !(shared_before && of_it.any(|words| words.may_be_erased));
        for words in self.of_entry(&entry) {
            let owed = self.words[words].owed.contains(&person);
            let shared = text.contains(&self.words[words].text);
            // What was shared before is not shared again: it stands as long as what shared it.
            let again = shared_before && self.words[words].readers.contains(&person);
            if shared && !again {
                self.note_shared(words, person, device);
            }
            if shared && !heard {
                self.words[words].owed.remove(&person);
            }
            // Of two editions that devices made apart one stays, in the words that it was shared in.
            if !knows_all && owed != shared {
                self.words[words].owed.remove(&person);
            }
        }
        Ok(())
    }

    pub(super) fn unshare(
        &mut self,
        device: usize,
        number: u32,
        from: u32,
    ) -> Result<(), EngineError> {
        let Some(EntryView { id: entry, .. }) = self.listed(device, number)? else {
            return Ok(());
        };
        let person = self.other_person(device, from);
        let all = self.withdraws_all(device, &entry, person)?;
        let done = self
            .world
            .on(device, |engine| engine.unshare(&entry, PEOPLE[person]));
        match done {
            Ok(_) => {}
            Err(EngineError::NotShared { .. }) => return Ok(()),
            Err(error) if is_about_nobody(&error) => return Ok(()),
            Err(error) => return Err(error),
        }
        self.note_withdrawn(&entry, person, device, all);
        Ok(())
    }

    pub(super) fn note_withdrawn(&mut self, entry: &str, person: usize, by: usize, all: bool) {
        for words in self.of_entry(entry) {
            self.words[words].owed.remove(&person);
            if !all {
                continue;
            }
            self.words[words].withdrawn.insert(person);
            self.withdrawals.push(Act { words, person, by });
        }
    }

    pub(super) fn erase(&mut self, device: usize, number: u32) -> Result<(), EngineError> {
        let Some(view) = self.listed(device, number)? else {
            return Ok(());
        };
        let entry = view.id;
        // Whoever could read it as far as this device knew cannot any more.
        let mut readers = Vec::new();
        for (person, name) in PEOPLE.iter().enumerate() {
            if view.audience.iter().any(|it| it == name) {
                readers.push((person, self.withdraws_all(device, &entry, person)?));
            }
        }
        self.world.on(device, |engine| engine.remove(&entry))?;
        for (person, all) in readers {
            self.note_withdrawn(&entry, person, device, all);
        }
        for words in self.of_entry(&entry) {
            self.words[words].may_be_gone = true;
            self.words[words].erased = true;
            let (person, by) = (self.words[words].author, device);
            self.erasures.push(Act { words, person, by });
        }
        Ok(())
    }
}

/// Whether a device does not know a person, not yet or no more.
pub(crate) const fn is_about_nobody(error: &EngineError) -> bool {
    matches!(
        error,
        EngineError::NoPerson { .. } | EngineError::NoPersonBut { .. } | EngineError::Parted { .. }
    )
}
