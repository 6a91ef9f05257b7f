//! What a device holds of what others of its person did.

use std::collections::BTreeSet;

use fondly_engine::{EngineError, EntryView, simulation};
use fondly_store::{DocumentState, ShareState, Tx};
use fondly_sync::{DocumentId, base32, parse_base32};

use super::{Editions, Loss, Words};
use crate::{
    oracles::shows,
    world::{PEOPLE, World},
};

/// What a device holds.
#[derive(Debug)]
pub(super) struct Held {
    person: usize,
    list: Vec<EntryView>,
    /// The texts of the editions of its person, each with the name of who can read it.
    shared: Vec<(String, String)>,
    /// The entries that it knows to be withdrawn, each with the name of whom.
    withdrawn: BTreeSet<(String, String)>,
    /// The entries that it knows to be erased.
    erased: BTreeSet<String>,
    /// The entries of which it does not hold every edition, each with for whom.
    unheard: BTreeSet<(String, usize)>,
}

impl Held {
    pub(super) fn by(
        world: &mut World,
        device: usize,
        editions: &Editions,
    ) -> Result<Self, EngineError> {
        let list = world.list(device)?;
        let shared = world.on(device, |engine| simulation::look(engine, shared));
        let shared = shared?;
        let withdrawn = world.on(device, |engine| simulation::look(engine, withdrawn));
        let withdrawn = withdrawn?;
        let planted = world.entries.clone();
        let erased = world.on(device, |engine| {
            let journal = simulation::who(engine).journal;
            simulation::look(engine, |tx| {
                let mut erased = BTreeSet::new();
                for entry in planted {
                    let id = parse_base32(&entry).and_then(|id| id.try_into().ok());
                    let Some(id) = id.map(DocumentId) else {
                        continue;
                    };
                    let held = tx.document(&journal, &id)?;
                    let gone = held.is_some_and(|held| held.state == DocumentState::Erased);
                    if gone || tx.is_erased(&journal, &id)? {
                        erased.insert(entry);
                    }
                }
                Ok(erased)
            })
        });
        let mut unheard = BTreeSet::new();
        for (edition, made) in editions {
            for (space, of, next) in made {
                let held = world.held_of(device, of)?;
                if held.get(space).is_none_or(|held| held < next) {
                    unheard.insert(edition.clone());
                }
            }
        }
        Ok(Self {
            person: world.devices[device].person,
            list,
            shared,
            withdrawn,
            erased: erased?,
            unheard,
        })
    }

    /// Whether it knows of something that was done to one of `words`.
    pub(super) fn knows(&self, what: &Loss, words: &[Words]) -> bool {
        let at = match what {
            Loss::Words(at) => *at,
            Loss::Share(act) | Loss::Withdrawal(act) | Loss::Erasure(act) => act.words,
        };
        let said = &words[at];
        let own = self.person == said.author;
        match what {
            Loss::Words(_) => own && counts(&self.list, &said.text),
            Loss::Share(act) if own => {
                let mut shared = self.shared.iter();
                shared.any(|(name, text)| name == PEOPLE[act.person] && text.contains(&said.text))
            }
            Loss::Share(act) => self.person == act.person && counts(&self.list, &said.text),
            // Whoever knows of the erasure withdraws what was shared, as far as it has heard of that.
            Loss::Withdrawal(act) => {
                let gone = (said.entry.clone(), PEOPLE[act.person].to_owned());
                let heard = !self.unheard.contains(&(said.entry.clone(), act.person));
                let erased = heard && self.erased.contains(&said.entry);
                own && (self.withdrawn.contains(&gone) || erased)
            }
            Loss::Erasure(_) => own && self.erased.contains(&said.entry),
        }
    }
}

fn shared(tx: &Tx<'_>) -> Result<Vec<(String, String)>, EngineError> {
    let mut shared = Vec::new();
    for bond in tx.bonds()? {
        for share in tx.shares_in(&bond.space)? {
            let edition = share.edition.map(|edition| tx.entry(&edition));
            if let Some(row) = edition.transpose()?.flatten() {
                shared.push((bond.label.clone(), row.text));
            }
        }
    }
    Ok(shared)
}

fn withdrawn(tx: &Tx<'_>) -> Result<BTreeSet<(String, String)>, EngineError> {
    let mut withdrawn = BTreeSet::new();
    for bond in tx.bonds()? {
        let shares = tx.shares_in(&bond.space)?.into_iter();
        let gone = shares.filter(|share| share.state == ShareState::Withdrawn);
        withdrawn.extend(gone.map(|share| (base32(&share.entry.0), bond.label.clone())));
    }
    Ok(withdrawn)
}

/// Whether words are in a list and not set aside.
pub(super) fn counts(list: &[EntryView], text: &str) -> bool {
    let mut there = list.iter().filter(|view| shows(view, text));
    there.any(|view| !view.set_aside)
}
