//! What a person is told that others can read is what the others hold.

use std::collections::{BTreeMap, BTreeSet};

use fondly_engine::{EngineError, ExposureView, simulation};
use fondly_store::Tx;
use fondly_sync::{DeviceId, shown};

use super::{Seen, shows};
use crate::{
    play::Words,
    world::{PEOPLE, World},
};

/// Of everybody who is in touch: on each device of one, the exposure to the other is exactly what each
/// device of the other shows. Where two are apart, the other shows nothing beyond what each device of the
/// one tells to be readable, or withdrawn without having heard that it is removed; but for what own
/// devices tell that it cannot find, what only a device that is out had shared, and what a device holds
/// that the one takes for removed. What a home wrote that
/// was put back may differ where somebody holds two histories of its log. `seen` has the devices that are
/// in.
///
/// # Errors
/// Which device tells something else than which other one shows.
pub fn what_is_told_to_be_readable_is(
    world: &mut World,
    seen: &[(usize, &Seen)],
    words: &[Words],
    apart: impl Fn(usize, usize) -> bool,
) -> Result<(), String> {
    let failed = |error: EngineError| format!("in the end: {error}");
    let mut exposures = Vec::new();
    let mut takes_for_in = BTreeMap::new();
    for (device, shown) in seen {
        let rosters = world.rosters(*device).map_err(failed)?.into_values();
        let devices: BTreeSet<DeviceId> = rosters.flat_map(|it| it.devices().clone()).collect();
        takes_for_in.insert(shown.name.clone(), devices);
        let told = world.on(*device, |engine| engine.exposure(None));
        let entries = world.on(*device, |engine| simulation::look(engine, entries));
        exposures.push((*shown, told.map_err(failed)?, entries.map_err(failed)?));
    }
    for (author, told, entries) in &exposures {
        let mine = author.person;
        for reader in (0..PEOPLE.len()).filter(|reader| *reader != mine) {
            let near = |it: &Seen| it.person == reader && author.finds(it);
            // What a home that was put back had shared since, its person gets from nobody who is apart.
            let mut own = exposures.iter().map(|(it, ..)| it);
            let put_back = own.any(|it| it.person == mine && it.put_back);
            if apart(mine, reader) && put_back {
                continue;
            }
            if apart(mine, reader) {
                let own = exposures.iter().filter(|(it, ..)| it.person == mine);
                let elsewhere = own.clone();
                let elsewhere = elsewhere.filter(|(it, ..)| it.own_circle != author.own_circle);
                let told = told.iter().chain(elsewhere.flat_map(|it| &it.1));
                let all_entries = own.flat_map(|(.., entries)| entries.clone());
                // Of an entry that was shared twice the author may know of one edition.
                let all_entries = all_entries.chain(world.editions.clone()).collect();
                let told: Vec<&ExposureView> = told.collect();
                for (at, theirs) in seen.iter().filter(|(_, seen)| seen.person == reader) {
                    // Whoever is out as far as is known here is not told of.
                    let id = world.id(*at).map_err(failed)?;
                    if !takes_for_in[&author.name].contains(&id) {
                        continue;
                    }
                    // Who was put back may have again what it said to have removed.
                    let may_have = may_have(&told, reader, &all_entries, theirs.put_back);
                    let known = without(theirs, words, author);
                    let shown = readable(&known, mine, &all_entries);
                    let more: Vec<_> = shown.difference(&may_have).collect();
                    if !more.is_empty() {
                        return Err(format!(
                            "{} does not tell that {} reads {more:?}",
                            author.name, theirs.name
                        ));
                    }
                }
                continue;
            }
            let theirs = seen.iter().map(|(_, seen)| *seen);
            let theirs: Vec<&Seen> = theirs.filter(|seen| near(seen)).collect();
            if theirs.is_empty() {
                continue;
            }
            let shown = theirs.iter().map(|seen| readable(seen, mine, entries));
            let shown: Vec<BTreeSet<String>> = shown.collect();
            let mut may_differ = may_differ(author, &theirs, words);
            // Where the entry is not known the edition is named.
            let editions = world.editions.iter();
            let editions = editions.filter(|(_, entry)| may_differ.contains(*entry));
            let editions: Vec<String> = editions.map(|(edition, _)| edition.clone()).collect();
            may_differ.extend(editions);
            // A device that is gone, or that cannot be found, may have held it: nobody knows better.
            let all = world.devices.iter().filter(|it| it.person == reader);
            let elsewhere = all.count() - theirs.len();
            let told: Vec<&ExposureView> = told.iter().collect();
            compare(
                &author.name,
                (&told, reader),
                (&shown, elsewhere),
                &may_differ,
            )?;
        }
    }
    Ok(())
}

/// The entries that are told to be readable by somebody.
fn ids<'v>(told: impl Iterator<Item = &'v ExposureView>, reader: usize) -> BTreeSet<String> {
    let told = told.filter(|view| view.name == PEOPLE[reader]);
    let entries = told.flat_map(|view| &view.entries);
    entries.map(|entry| entry.id.clone()).collect()
}

/// The entries that somebody may still have: those, and what was withdrawn and is not known to be
/// removed.
fn may_have(
    told: &[&ExposureView],
    reader: usize,
    entries: &BTreeMap<String, String>,
    again: bool,
) -> BTreeSet<String> {
    let called = |id: &String| entries.get(id).unwrap_or(id).clone();
    let mut may_have: BTreeSet<String> = ids(told.iter().copied(), reader)
        .iter()
        .map(called)
        .collect();
    let told = told.iter().filter(|view| view.name == PEOPLE[reader]);
    let gone = told.flat_map(|view| &view.withdrawn);
    let gone = gone.filter(|gone| again || !gone.waiting.is_empty());
    // Of an entry that is erased, or not here, the edition is named.
    may_have.extend(gone.map(|gone| called(&gone.id)));
    may_have
}

/// What a device shows, without what only a device of the author had shared with its person that is
/// out, unheard, or lost, and what a home wrote that was put back, where one holds two histories of its log.
fn without(reader: &Seen, words: &[Words], author: &Seen) -> Seen {
    let forked = author.forked || reader.forked;
    let unheard = words.iter().filter(|it| it.author == author.person);
    let unheard: Vec<&Words> = unheard
        .filter(|it| {
            let lost = it.may_be_gone && !it.erased;
            lost || it.unheard.contains(&reader.person) || (forked && it.contested)
        })
        .collect();
    let mut known = reader.clone();
    known
        .list
        .retain(|view| !unheard.iter().any(|said| shows(view, &said.text)));
    known
}

/// The entries of editions, as both are shown.
pub(crate) fn entries(tx: &Tx<'_>) -> Result<BTreeMap<String, String>, EngineError> {
    let mut entries = BTreeMap::new();
    for row in tx.spaces()? {
        for share in tx.shares_in(&row.space)? {
            if let Some(edition) = share.edition {
                entries.insert(shown(&edition.0), shown(&share.entry.0));
            }
        }
    }
    Ok(entries)
}

/// What a device shows of somebody, by the entries of the author.
fn readable(seen: &Seen, author: usize, entries: &BTreeMap<String, String>) -> BTreeSet<String> {
    let theirs = seen.list.iter();
    let theirs = theirs.filter(|it| it.author == PEOPLE[author] && !it.withdrawn && !it.set_aside);
    theirs
        .map(|view| entries.get(&view.id).unwrap_or(&view.id).clone())
        .collect()
}

/// Entries that a home wrote which was put back, where `author` or one of `readers` holds two histories
/// of its log; and those that a device withdrew which is out, as some had heard.
fn may_differ(author: &Seen, readers: &[&Seen], words: &[Words]) -> BTreeSet<String> {
    let forked = author.forked || readers.iter().any(|it| it.forked);
    let words = words.iter().filter(|said| said.author == author.person);
    let contested = words.filter(|said| (forked && said.contested) || said.may_be_erased);
    contested.map(|said| said.entry.clone()).collect()
}

fn compare(
    device: &str,
    (told, reader): (&[&ExposureView], usize),
    (shown, elsewhere): (&[BTreeSet<String>], usize),
    may_differ: &BTreeSet<String>,
) -> Result<(), String> {
    let ids = ids(told.iter().copied(), reader);
    for shown in shown {
        let more = shown.symmetric_difference(&ids);
        let more: Vec<_> = more.filter(|id| !may_differ.contains(*id)).collect();
        if !more.is_empty() {
            return Err(format!("{device} tells another exposure: {more:?}"));
        }
    }
    let told = told.iter().filter(|view| view.name == PEOPLE[reader]);
    let told = told.flat_map(|view| &view.entries);
    for entry in told.filter(|entry| !may_differ.contains(&entry.id)) {
        let holding = shown.iter().filter(|shown| shown.contains(&entry.id));
        if entry.devices > holding.count() + elsewhere {
            return Err(format!(
                "{device} believes too many devices to hold {}",
                entry.id
            ));
        }
    }
    Ok(())
}
