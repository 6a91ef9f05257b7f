//! What a person is told that others can read is what the others hold.

use std::collections::{BTreeMap, BTreeSet};

use fondly_engine::{EngineError, ExposureView, simulation};
use fondly_store::Tx;
use fondly_sync::shown;

use super::Seen;
use crate::world::{PEOPLE, World};

/// Of everybody who is in touch: on each device of one, the exposure to the other is exactly what each
/// device of the other shows. Where two are apart, the other shows nothing beyond it. `seen` has the
/// devices that are in.
///
/// # Errors
/// Which device tells something else than which other one shows.
pub fn what_is_told_to_be_readable_is(
    world: &mut World,
    seen: &[(usize, &Seen)],
    apart: impl Fn(usize, usize) -> bool,
) -> Result<(), String> {
    for (device, author) in seen {
        let told = world.on(*device, |engine| engine.exposure(None));
        let told = told.map_err(|error| format!("in the end: {error}"))?;
        let entries = world.on(*device, |engine| simulation::look(engine, entries));
        let entries = entries.map_err(|error| format!("in the end: {error}"))?;
        let mine = author.person;
        for reader in (0..PEOPLE.len()).filter(|reader| *reader != mine) {
            let near = |it: &Seen| it.person == reader && it.circle == author.circle;
            let theirs = seen.iter().filter(|(_, seen)| near(seen));
            let shown: Vec<BTreeSet<String>> = theirs
                .map(|(_, seen)| readable(seen, mine, &entries))
                .collect();
            let told = told.iter().filter(|view| view.name == PEOPLE[reader]);
            let lost = world.devices.iter();
            let lost = lost.filter(|it| it.lost && it.person == reader).count();
            compare(&author.name, told, (&shown, lost), apart(mine, reader))?;
        }
    }
    Ok(())
}

/// The entries of editions, as both are shown.
fn entries(tx: &Tx<'_>) -> Result<BTreeMap<String, String>, EngineError> {
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

fn compare<'v>(
    device: &str,
    told: impl Iterator<Item = &'v ExposureView>,
    (shown, lost): (&[BTreeSet<String>], usize),
    apart: bool,
) -> Result<(), String> {
    let told: Vec<_> = told.flat_map(|view| &view.entries).collect();
    let ids: BTreeSet<String> = told.iter().map(|it| it.id.clone()).collect();
    for shown in shown {
        let fits = if apart {
            shown.is_subset(&ids)
        } else {
            *shown == ids
        };
        if !fits {
            let more: Vec<_> = shown.symmetric_difference(&ids).collect();
            return Err(format!("{device} tells another exposure: {more:?}"));
        }
    }
    for entry in told {
        let holding = shown.iter().filter(|shown| shown.contains(&entry.id));
        // A device that is gone may have held it, and whoever is apart may have deleted it: of neither
        // anybody hears.
        if !apart && entry.devices > holding.count() + lost {
            return Err(format!(
                "{device} believes too many devices to hold {}",
                entry.id
            ));
        }
    }
    Ok(())
}
