//! What must hold once everything is quiet.

pub mod comparing;
pub mod exposing;
pub mod remains;
pub mod signing;
pub mod telling;
pub mod travelling;

use std::collections::{BTreeMap, BTreeSet};

use fondly_engine::EntryView;
use fondly_sync::{DeviceId, EpochId, PersonId, SpaceId};

use crate::{play::Words, world::PEOPLE};

/// What one device shows in the end.
#[derive(Debug, Clone)]
pub struct Seen {
    /// Whose it is.
    pub person: usize,
    /// What it is called.
    pub name: String,
    /// Whether it is out.
    pub removed: bool,
    /// Whether it, or an own device of which it hears, holds a proof that some log has two histories.
    pub forked: bool,
    /// Whether its home was put back from a copy, or comes from a backup in place of all others.
    pub put_back: bool,
    /// Of each other person a number: those of the two that can find each other, by way of devices of
    /// either, have the same. Two people who have each replaced every device that the other knew
    /// cannot.
    pub circles: BTreeMap<usize, usize>,
    /// The same of the devices of one person alone.
    pub own_circle: usize,
    /// Its list.
    pub list: Vec<EntryView>,
}

/// Whether some words are in an entry.
pub(crate) fn shows(view: &EntryView, text: &str) -> bool {
    let texts = std::iter::once(&view.text);
    let mut all = texts.chain(&view.versions).chain(&view.earlier);
    all.any(|it| it.contains(text))
}

impl Seen {
    fn shows(&self, text: &str) -> bool {
        self.list.iter().any(|view| shows(view, text))
    }

    /// Whether some words are there and were not set aside.
    fn counts(&self, text: &str) -> bool {
        let mut there = self.list.iter().filter(|view| shows(view, text));
        there.any(|view| !view.set_aside)
    }

    /// Whether it can find a device of another person, by way of whichever of the two.
    pub(crate) fn finds(&self, other: &Self) -> bool {
        let circle = self.circles.get(&other.person);
        circle.is_some() && circle == other.circles.get(&self.person)
    }

    /// Whether it says that somebody can read some words.
    fn tells(&self, text: &str, reader: usize) -> bool {
        let mut there = self.list.iter().filter(|view| shows(view, text));
        there.any(|view| view.audience.iter().any(|name| name == PEOPLE[reader]))
    }

    /// Whoever holds two histories of a log keeps the first, and may lack what the other tells.
    fn may_lack(&self, said: &Words) -> bool {
        said.may_be_gone || (self.forked && said.contested)
    }

    /// Entries with what is alike on all devices of one person: what a removed device wrote after its
    /// end stays where it had come, set aside. Words that may differ are left out.
    fn essence(&self, may_differ: &[&Words]) -> BTreeSet<(String, String, Vec<String>)> {
        let differs = |view: &&EntryView| {
            let mut words = may_differ.iter();
            words.any(|said| shows(view, &said.text))
        };
        let essence = |view: &EntryView| {
            let mut audience = view.audience.clone();
            audience.sort();
            (view.id.clone(), view.text.clone(), audience)
        };
        let counting = self.list.iter();
        let counting = counting.filter(|view| !view.set_aside && !differs(view));
        counting.map(essence).collect()
    }
}

fn current(seen: &[Seen], person: usize) -> impl Iterator<Item = &Seen> {
    let here = seen.iter();
    here.filter(move |device| device.person == person && !device.removed)
}

/// All devices of one person that are in show the same, but for what was written by a home that was
/// put back where one of them holds two histories of its log, and what a device withdrew that is out: it
/// stays away where that was heard.
///
/// # Errors
/// Which do not.
pub fn own_devices_are_alike(seen: &[Seen], words: &[Words]) -> Result<(), String> {
    for one in seen.iter().filter(|one| !one.removed) {
        for other in current(seen, one.person).filter(|it| it.own_circle == one.own_circle) {
            let forked = one.forked || other.forked;
            let may_differ: Vec<&Words> = words
                .iter()
                .filter(|said| (said.contested && forked) || said.may_be_erased)
                .collect();
            let (a, b) = (one.essence(&may_differ), other.essence(&may_differ));
            if a != b {
                let more: Vec<_> = a.symmetric_difference(&b).collect();
                return Err(format!("{} and {} differ: {more:?}", one.name, other.name));
            }
        }
    }
    Ok(())
}

/// Nobody shows words that were not shared with them, not even a device that was removed.
///
/// # Errors
/// Who shows what.
pub fn nothing_is_where_it_was_not_put(seen: &[Seen], words: &[Words]) -> Result<(), String> {
    for device in seen {
        for said in words {
            let may = said.author == device.person || said.readers.contains(&device.person);
            if !may && device.shows(&said.text) {
                return Err(format!("{} shows {}", device.name, said.text));
            }
        }
    }
    Ok(())
}

/// Words that a command took are on all devices of their author, but for those that were erased, or
/// that only a device held which is lost. Where the devices cannot find each other, they are on those
/// of one circle at least.
///
/// # Errors
/// What is missing where.
pub fn nothing_acknowledged_is_lost(seen: &[Seen], words: &[Words]) -> Result<(), String> {
    for said in words {
        let all: Vec<&Seen> = current(seen, said.author).collect();
        let lacks = |device: &&&Seen| !device.counts(&said.text) && !device.may_lack(said);
        let holds = |circle: usize| {
            let there = all.iter().filter(|device| device.own_circle == circle);
            !there.clone().any(|it| lacks(&it)) && there.clone().any(|it| it.counts(&said.text))
        };
        if let Some(device) = all.iter().find(lacks)
            && !all.iter().any(|device| holds(device.own_circle))
        {
            return Err(format!("{} lacks {}", device.name, said.text));
        }
    }
    Ok(())
}

/// Words that were shared and not withdrawn are on all devices of their reader that can find a device
/// of their author which has them. What a home shared that was put back may have gone with its log, where
/// no device that holds one history of it says that it is shared.
///
/// # Errors
/// What is missing where.
pub fn what_is_shared_is_there(seen: &[Seen], words: &[Words]) -> Result<(), String> {
    for said in words {
        for reader in &said.owed {
            let may_lack = |it: &&Seen| it.may_lack(said) || (it.forked && said.shared_beside);
            for device in current(seen, *reader).filter(|it| !may_lack(it)) {
                let mut authors = current(seen, said.author);
                let is_near = |it: &Seen| {
                    let tells = !said.contested || (!it.forked && it.tells(&said.text, *reader));
                    device.finds(it) && it.counts(&said.text) && tells
                };
                if !device.counts(&said.text) && authors.any(is_near) {
                    return Err(format!("{} does not have {}", device.name, said.text));
                }
            }
        }
    }
    Ok(())
}

/// Whether a device of a reader finds one of the author's that knows that words were withdrawn. Where those find each
/// other all know it, else those that do not say that the words are shared.
pub(crate) fn hears_of_withdrawal(reader: &Seen, seen: &[Seen], said: &Words) -> bool {
    let circles: BTreeSet<usize> = current(seen, said.author).map(|it| it.own_circle).collect();
    let knows = |it: &Seen| circles.len() == 1 || !it.tells(&said.text, reader.person);
    current(seen, said.author).any(|it| reader.finds(it) && knows(it))
}

/// Words that were withdrawn are on no device of who could read them that can find one of their author's which knows
/// that.
///
/// # Errors
/// Who still shows what.
pub fn what_was_withdrawn_is_gone(seen: &[Seen], words: &[Words]) -> Result<(), String> {
    for said in words {
        for reader in &said.withdrawn {
            let mut there = current(seen, *reader).filter(|it| hears_of_withdrawal(it, seen, said));
            if let Some(device) = there.find(|it| it.shows(&said.text)) {
                return Err(format!("{} still shows {}", device.name, said.text));
            }
        }
    }
    Ok(())
}

/// Words that were erased are on no device of their author; where the devices cannot find each other, on
/// none of one circle at least. What a home wrote that was put back may be there, as it writes again what
/// others had of it.
///
/// # Errors
/// Who still shows what.
pub fn what_was_erased_is_gone(seen: &[Seen], words: &[Words]) -> Result<(), String> {
    for said in words.iter().filter(|said| said.erased && !said.contested) {
        let gone = |circle: usize| {
            let mut there = current(seen, said.author).filter(|it| it.own_circle == circle);
            !there.any(|it| it.shows(&said.text))
        };
        if let Some(device) = current(seen, said.author).find(|it| it.shows(&said.text))
            && !current(seen, said.author).any(|it| gone(it.own_circle))
        {
            return Err(format!("{} shows {} again", device.name, said.text));
        }
    }
    Ok(())
}

/// What a device holds of who is in.
#[derive(Debug, Clone)]
pub struct Known {
    /// What the device is called.
    pub name: String,
    /// Of each person of whom it can find a device: who is in by the roster that is here, and by those of
    /// all whom it can hear of that, by way of whomever.
    pub devices: BTreeMap<PersonId, (BTreeSet<DeviceId>, BTreeSet<DeviceId>)>,
}

/// Everybody agrees on who is in with those of whom they can hear.
///
/// # Errors
/// Who does not.
pub fn everybody_agrees_on_who_is_in(known: &[Known]) -> Result<(), String> {
    for device in known {
        for (person, (here, told)) in &device.devices {
            if here != told {
                return Err(format!(
                    "{} knows of {person:?} {here:?}, and all homes together {told:?}",
                    device.name,
                ));
            }
        }
    }
    Ok(())
}

/// A removed device with its keys.
#[derive(Debug, Clone)]
pub struct Removed {
    /// What it is called.
    pub name: String,
    /// Its ids: another than before if its home was put back.
    pub ids: BTreeSet<DeviceId>,
    /// The epochs whose keys it holds.
    pub holds: BTreeSet<EpochId>,
}

/// No removed device holds the key of an epoch whose maker knew that it is out. `epochs` are those of
/// the devices that are in, each with the devices that are in by the rosters that it names.
///
/// # Errors
/// Who holds which.
pub fn removed_devices_hold_no_later_key(
    removed: &[Removed],
    epochs: &BTreeMap<EpochId, BTreeSet<DeviceId>>,
) -> Result<(), String> {
    for device in removed {
        for epoch in &device.holds {
            if epochs
                .get(epoch)
                .is_some_and(|named| named.is_disjoint(&device.ids))
            {
                return Err(format!("{} holds the key of {epoch:?}", device.name));
            }
        }
    }
    Ok(())
}

/// What a device that is in has of a removed one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// What the device that is in is called.
    pub name: String,
    /// How many records of the removed one it has, in each space.
    pub records: BTreeMap<SpaceId, u64>,
    /// Whether it shows what the removed one wrote now.
    pub shows: bool,
}

/// Nothing that a removed device sends is accepted: `before` and `after` it came once more.
///
/// # Errors
/// Who took something.
pub fn nothing_of_removed_devices_is_taken(
    before: &[Taken],
    after: &[Taken],
) -> Result<(), String> {
    for (one, then) in before.iter().zip(after) {
        if one != then {
            return Err(format!("{} took something of a removed device", one.name));
        }
    }
    Ok(())
}
