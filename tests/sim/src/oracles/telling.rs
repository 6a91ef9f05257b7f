//! What a device is told of others: that they removed something, and what they can read.

use std::collections::{BTreeMap, BTreeSet};

use fondly_engine::{EngineError, simulation};
use fondly_store::Tx;
use fondly_sync::{DeviceId, shown};

use super::exposing::entries;
use crate::world::{PEOPLE, World};

/// Whoever said that something is removed shows nothing of it, but where its home was put back from a copy
/// of before. `current` has the devices that are in.
///
/// # Errors
/// Who said so and shows it.
pub fn receipts_are_true(
    world: &mut World,
    current: &[usize],
    put_back: &BTreeSet<usize>,
) -> Result<(), String> {
    let failed = |error: EngineError| format!("in the end: {error}");
    let mut shows: BTreeMap<DeviceId, (String, BTreeSet<String>)> = BTreeMap::new();
    for device in world.living() {
        if put_back.contains(&device) {
            continue;
        }
        let there = world.list(device).map_err(failed)?.into_iter();
        let there = there.filter(|view| !view.withdrawn).map(|view| view.id);
        let (name, there) = (world.devices[device].name.clone(), there.collect());
        shows.insert(world.id(device).map_err(failed)?, (name, there));
    }
    for device in current {
        let receipts = world.on(*device, |engine| {
            let person = simulation::who(engine).person;
            simulation::look(engine, |tx| {
                let mut receipts = Vec::new();
                for row in tx.spaces()? {
                    for edition in tx.editions(&row.space, &person)? {
                        let by = tx.receipts(&row.space, &edition.document)?;
                        receipts.extend(by.into_iter().map(|by| (by, edition.document)));
                    }
                }
                Ok(receipts)
            })
        });
        for (by, edition) in receipts.map_err(failed)? {
            let Some((name, there)) = shows.get(&by) else {
                continue;
            };
            if there.contains(&shown(&edition.0)) {
                return Err(format!("{name} said to have removed what it shows"));
            }
        }
    }
    Ok(())
}

/// At any time, whatever a device shows of somebody's is in what the device that shared it tells to be
/// readable, or withdrawn; but where that home was put back or is lost.
///
/// # Errors
/// Who shows what is not told.
pub fn what_is_read_is_told(world: &mut World, put_back: &BTreeSet<usize>) -> Result<(), String> {
    let failed = |error: EngineError| format!("on the way: {error}");
    let mut devices = BTreeMap::new();
    for device in world.living() {
        devices.insert(world.id(device).map_err(failed)?, device);
    }
    let mut told: BTreeMap<(usize, usize), BTreeSet<String>> = BTreeMap::new();
    for reader in world.living() {
        let person = world.devices[reader].person;
        let list = world.list(reader).map_err(failed)?.into_iter();
        let read: Vec<String> = list
            .filter(|view| view.author != "me" && !view.withdrawn && !view.set_aside)
            .map(|view| view.id)
            .collect();
        let made = world.on(reader, |engine| simulation::look(engine, creators));
        let made = made.map_err(failed)?;
        for id in read {
            let maker = made.get(&id).and_then(|maker| devices.get(maker)).copied();
            let Some(maker) = maker.filter(|maker| !put_back.contains(maker)) else {
                continue;
            };
            let tells = match told.get(&(maker, person)) {
                Some(tells) => tells.clone(),
                None => tells(world, maker, person).map_err(failed)?,
            };
            if !tells.contains(&id) {
                let (reader, maker) = (&world.devices[reader].name, &world.devices[maker].name);
                return Err(format!("{maker} does not tell that {reader} reads {id}"));
            }
            told.insert((maker, person), tells);
        }
    }
    Ok(())
}

/// The device that made each document which is here.
fn creators(tx: &Tx<'_>) -> Result<BTreeMap<String, DeviceId>, EngineError> {
    let mut creators = BTreeMap::new();
    for row in tx.spaces()? {
        for member in row.members {
            for edition in tx.editions(&row.space, &member)? {
                creators.insert(shown(&edition.document.0), edition.creator);
            }
        }
    }
    Ok(creators)
}

/// The editions that a device tells to be read by somebody, or withdrawn from them.
fn tells(world: &mut World, device: usize, person: usize) -> Result<BTreeSet<String>, EngineError> {
    let views = world.on(device, |engine| engine.exposure(Some(PEOPLE[person])))?;
    let entries = world.on(device, |engine| simulation::look(engine, entries))?;
    let exposed = views.iter().flat_map(|view| &view.entries);
    let withdrawn = views.iter().flat_map(|view| &view.withdrawn);
    let ids = exposed.map(|it| &it.id).chain(withdrawn.map(|it| &it.id));
    let told: BTreeSet<&String> = ids.collect();
    let of = |(edition, entry): (&String, &String)| told.contains(entry).then(|| edition.clone());
    let editions = entries.iter().filter_map(of);
    let mut editions: BTreeSet<String> = editions.collect();
    editions.extend(told.into_iter().cloned());
    Ok(editions)
}
