//! A schedule told step by step: what each device shows that it did not show before, and the other way round.

use std::collections::{BTreeMap, BTreeSet};

use fondly_engine::{EngineError, EntryView, simulation::look};
use fondly_sync::{DeviceId, Roster, shown};

use crate::{play::Play, schedule::Step, world::World};

/// How much of an id is told.
const ID_CHARS: usize = 6;

/// What devices show, by their place.
#[derive(Debug, Default)]
pub(crate) struct Telling {
    shown: BTreeMap<usize, BTreeSet<String>>,
}

impl Telling {
    /// Prints a step, and what it changed.
    pub(crate) fn step(&mut self, number: usize, step: &Step, play: &mut Play) {
        println!("{number}. {step:?}");
        self.changes(&mut play.world);
    }

    /// Prints what changed.
    pub(crate) fn changes(&mut self, world: &mut World) {
        for device in world.living() {
            let now = lines(world, device);
            let before = self.shown.entry(device).or_default();
            let name = &world.devices[device].name;
            for gone in before.difference(&now) {
                println!("     {name} - {gone}");
            }
            for new in now.difference(before) {
                println!("     {name} + {new}");
            }
            *before = now;
        }
    }
}

/// What a device shows, what of it others can read, and whom it knows.
fn lines(world: &mut World, device: usize) -> BTreeSet<String> {
    let mut lines = BTreeSet::new();
    match world.list(device) {
        Ok(list) => lines.extend(list.iter().map(entry)),
        Err(error) => drop(lines.insert(format!("cannot list: {error}"))),
    }
    if let Ok(told) = world.on(device, |engine| engine.exposure(None)) {
        for view in told {
            let read = view.entries.iter().map(|it| short(&it.id));
            lines.extend(read.map(|id| format!("{id} is read by {}", view.name)));
            let gone = view.withdrawn.iter();
            lines.extend(gone.map(|it| {
                let waiting = it.waiting.len();
                format!(
                    "{} is withdrawn from {}, {waiting} wait",
                    short(&it.id),
                    view.name
                )
            }));
        }
    }
    let bonds = world.on(device, |engine| {
        look(engine, |tx| {
            let mut bonds = Vec::new();
            for row in tx.spaces()? {
                let space = shown(&row.space.0);
                let space = short(&space);
                for log in tx.frozen(&row.space)? {
                    let log = shown(log.as_bytes());
                    bonds.push(format!(
                        "space {space}: log {} has two histories",
                        short(&log)
                    ));
                }
                for (log, (seq, hash)) in tx.cuts(&row.space)? {
                    let (log, hash) = (shown(log.as_bytes()), shown(&hash.0));
                    bonds.push(format!(
                        "space {space}: log {} ends at {seq} {}",
                        short(&log),
                        short(&hash)
                    ));
                }
                for (log, tip) in tx.tips(&row.space)? {
                    let (log, hash) = (shown(log.as_bytes()), shown(&tip.hash.0));
                    bonds.push(format!(
                        "space {space}: log {} goes to {} {}",
                        short(&log),
                        tip.next.saturating_sub(1),
                        short(&hash)
                    ));
                }
                for member in row.members {
                    for edition in tx.editions(&row.space, &member)? {
                        let document = shown(&edition.document.0);
                        bonds.push(format!("space {space} holds {}", short(&document)));
                    }
                }
            }
            Ok(bonds)
        })
    });
    lines.extend(bonds.unwrap_or_default());
    lines.extend(rosters(world, device).unwrap_or_default());
    lines
}

/// The devices that are in, as a device believes: by their names, or by ids that they had.
fn rosters(world: &mut World, device: usize) -> Result<Vec<String>, EngineError> {
    let mut names = BTreeMap::new();
    for at in world.living() {
        names.insert(world.id(at)?, world.devices[at].name.clone());
    }
    let rosters = world.rosters(device)?;
    let name = |id: &DeviceId| {
        let shown = shown(id.as_bytes());
        match names.get(id) {
            Some(name) => format!("{name} ({})", short(&shown)),
            None => short(&shown).to_owned(),
        }
    };
    let line = |roster: &Roster| {
        let devices: Vec<String> = roster.devices().iter().map(name).collect();
        format!("in: {}", devices.join(", "))
    };
    Ok(rosters.values().map(line).collect())
}

fn entry(view: &EntryView) -> String {
    let marks = [
        (view.withdrawn, " withdrawn"),
        (view.set_aside, " set aside"),
    ];
    let marks = marks.iter().filter(|(is, _)| *is).map(|(_, mark)| *mark);
    format!(
        "{} of {} for {:?}{}: {}",
        short(&view.id),
        view.author,
        view.audience,
        marks.collect::<String>(),
        view.text.replace('\n', " / ")
    )
}

fn short(id: &str) -> &str {
    id.get(..ID_CHARS).unwrap_or(id)
}
