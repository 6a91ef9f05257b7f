//! Pausing, resuming, parting: what follows from it for what must hold in the end.

use std::collections::{BTreeMap, BTreeSet};

use fondly_engine::{Engine, EngineError, simulation};
use fondly_sync::Wish;
use rand_core::Rng;

use super::{Play, Words, entries::is_about_nobody};
use crate::{oracles::Seen, world::PEOPLE};

/// How often paused bonds are resumed in the end, until no device has still to hear of a pause.
const RESUMED_MAX: usize = 4;

/// For how long somebody tries to tell a last request: less than a step.
const ASKING_SECONDS: i64 = 30;

/// Who is apart in the end, each with the other person.
#[derive(Debug, Clone, Default)]
pub(super) struct Apart {
    /// Who ended a bond.
    pub(super) ended: BTreeSet<(usize, usize)>,
}

impl Apart {
    pub(super) fn is(&self, one: usize, other: usize) -> bool {
        [(one, other), (other, one)]
            .iter()
            .any(|pair| self.ended.contains(pair))
    }

    /// Everything but what was between people who are apart: there nothing is owed, and own devices
    /// no longer tell each other of it.
    pub(super) fn without(&self, seen: &[Seen], words: &[Words]) -> (Vec<Seen>, Vec<Words>) {
        let (mut seen, mut words) = (seen.to_vec(), words.to_vec());
        for device in &mut seen {
            let gone = |name: &String| {
                let other = PEOPLE.iter().position(|it| it == name);
                other.is_some_and(|other| self.is(device.person, other))
            };
            device.list.retain(|view| !gone(&view.author));
            for view in &mut device.list {
                view.audience.retain(|name| !gone(name));
            }
        }
        for said in &mut words {
            let author = said.author;
            said.owed.retain(|reader| !self.is(author, *reader));
            said.withdrawn.retain(|reader| !self.is(author, *reader));
        }
        (seen, words)
    }
}

/// A step of letting go. Numbers stand for devices and people by their remainder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Letting {
    /// A device pauses somebody.
    Pause(u32, u32),
    /// A device resumes somebody.
    Resume(u32, u32),
    /// A device ends the bond with somebody, and what came is deleted or kept.
    Unlink(u32, u32, bool),
    /// The same, with a last request that all of mine be removed there. The third says after how many
    /// frames the links end, and whether the process dies before the bond ends.
    Ask(u32, u32, u32),
    /// A device blocks somebody.
    Block(u32, u32),
}

impl Letting {
    /// Draws one.
    pub fn draw(rng: &mut impl Rng) -> Self {
        let (a, b) = (rng.next_u32(), rng.next_u32());
        match rng.next_u32() % 16 {
            0..7 => Self::Pause(a, b),
            7..12 => Self::Resume(a, b),
            12..14 => Self::Unlink(a, b, b & 64 == 0),
            14 => Self::Ask(a, b, rng.next_u32()),
            _ => Self::Block(a, b),
        }
    }
}

impl Play {
    pub(super) fn take_distance(&mut self, step: Letting) -> Result<(), EngineError> {
        match step {
            Letting::Pause(a, b) => self.want(a, b, false, |engine, name| engine.pause(name)),
            Letting::Resume(a, b) => self.want(a, b, false, |engine, name| engine.resume(name)),
            Letting::Unlink(a, b, delete) => {
                self.want(a, b, true, |engine, name| engine.unlink(name, delete))
            }
            Letting::Ask(a, b, pick) => self.ask_to_delete(a, b, pick),
            Letting::Block(a, b) => self.want(a, b, true, |engine, name| engine.block(name)),
        }
    }

    fn want(
        &mut self,
        device: u32,
        number: u32,
        ends: bool,
        wish: impl FnOnce(&mut Engine, &str) -> Result<String, EngineError>,
    ) -> Result<(), EngineError> {
        let device = self.device(device);
        let other = self.other_person(device, number);
        let done = self.world.on(device, |engine| wish(engine, PEOPLE[other]));
        match done {
            Err(error) if is_about_nobody(&error) => Ok(()),
            Err(error) => Err(error),
            Ok(_) if ends => self.has_parted(device, other),
            Ok(_) => Ok(()),
        }
    }

    /// A device takes back all that it knows to be shared with somebody, tries twice to tell each of
    /// their devices, and parts.
    fn ask_to_delete(&mut self, device: u32, number: u32, pick: u32) -> Result<(), EngineError> {
        let device = self.device(device);
        let other = self.other_person(device, number);
        let delete = number & 64 == 0;
        // What a removed device withdraws of what others shared is its own affair.
        if self.removed.contains_key(&device) {
            return Ok(());
        }
        let mut shared = BTreeMap::new();
        for view in self.world.list(device)? {
            if view.audience.iter().any(|it| it == PEOPLE[other]) {
                let all = self.withdraws_all(device, &view.id, other)?;
                shared.insert(view.id, all);
            }
        }
        let begun = self.world.on(device, |engine| {
            simulation::parting::begin(engine, PEOPLE[other], delete, ASKING_SECONDS)
        });
        match begun {
            Err(error) if is_about_nobody(&error) => return Ok(()),
            begun => begun?,
        }
        for (entry, all) in shared {
            self.note_withdrawn(&entry, other, device, all);
        }
        let frames = match pick & 3 {
            0 => (pick >> 2 & 15) as usize,
            _ => usize::MAX,
        };
        for theirs in self.world.living_of(other).repeat(2) {
            if !self.is_asleep(device) && !self.is_asleep(theirs) {
                self.world.meet(device, theirs, frames)?;
            }
        }
        if pick & 64 == 0 {
            self.leaving.insert(device, other);
            return self.world.restart(device);
        }
        self.world.on(device, simulation::parting::end)?;
        self.has_parted(device, other)
    }

    /// Somebody has parted, on one device. What either had lost and not got back from the other is lost.
    fn has_parted(&mut self, device: usize, other: usize) -> Result<(), EngineError> {
        self.world.letters.ended.insert((device, other));
        self.lose_what_only_others_hold(self.world.devices[device].person)?;
        self.lose_what_only_others_hold(other)
    }

    /// Whoever died while asking has parted by now.
    pub(super) fn leave(&mut self) -> Result<(), EngineError> {
        for (device, other) in std::mem::take(&mut self.leaving) {
            if !self.world.devices[device].lost {
                self.world.on(device, simulation::do_due)?;
                self.has_parted(device, other)?;
            }
        }
        Ok(())
    }

    /// Everybody meets, and every pause comes to its end. Whether all became quiet.
    pub(crate) fn settle_and_resume(&mut self, rounds: usize) -> Result<bool, EngineError> {
        for _ in 0..RESUMED_MAX {
            for device in self.world.living() {
                for (other, wish) in self.wishes(device)? {
                    if wish == Wish::Paused {
                        self.world
                            .on(device, |engine| engine.resume(PEOPLE[other]))?;
                    }
                }
            }
            if !self.world.settle(rounds)? {
                return Ok(false);
            }
            let mut paused = false;
            for device in self.world.living() {
                let removed = self.world.on(device, |engine| engine.is_removed())?;
                let wishes = self.wishes(device)?;
                paused |= !removed && wishes.iter().any(|(_, wish)| *wish == Wish::Paused);
            }
            if !paused {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// What a device wants of its bonds with others.
    pub(super) fn wishes(&mut self, device: usize) -> Result<Vec<(usize, Wish)>, EngineError> {
        let labels: Vec<(String, Option<Wish>)> = self.world.on(device, |engine| {
            simulation::look(engine, |tx| {
                let with = tx.bonds()?.into_iter().map(|bond| {
                    let contact = tx.contact(&bond.space)?;
                    Ok((bond.label, contact.map(|contact| contact.wish)))
                });
                with.collect()
            })
        })?;
        let named = labels.into_iter().filter_map(|(label, wish)| {
            let other = PEOPLE.iter().position(|name| *name == label)?;
            Some((other, wish.unwrap_or(Wish::Open)))
        });
        Ok(named.collect())
    }

    /// Whether a device has paused somebody or parted with them.
    pub(super) fn is_apart(&mut self, device: usize, other: usize) -> Result<bool, EngineError> {
        let wishes = self.wishes(device)?;
        let mut with = wishes.iter().filter(|(person, _)| *person == other);
        Ok(with.any(|(_, wish)| *wish != Wish::Open))
    }

    /// The devices of a person that have paused another.
    pub(crate) fn paused(
        &mut self,
        person: usize,
        other: usize,
    ) -> Result<Vec<usize>, EngineError> {
        let mut paused = Vec::new();
        for device in self.world.living_of(person) {
            if self.wishes(device)?.contains(&(other, Wish::Paused)) {
                paused.push(device);
            }
        }
        Ok(paused)
    }

    /// Who is apart in the end, by what the devices that are in say; `seen` has all that are there.
    ///
    /// # Errors
    /// Where own devices that meet do not agree, or one is near again to whom it had parted from.
    pub(super) fn apart(&mut self, seen: &[Seen]) -> Result<Apart, String> {
        let failed = |error: EngineError| format!("in the end: {error}");
        let mut apart = Apart::default();
        let mut said = Vec::new();
        for (device, shown) in self.world.living().into_iter().zip(seen) {
            if shown.removed {
                continue;
            }
            for (other, wish) in self.wishes(device).map_err(failed)? {
                if wish.is_ended() {
                    apart.ended.insert((shown.person, other));
                }
                said.push((shown.own_circle, other, wish, &shown.name));
            }
            let wishes = self.wishes(device).map_err(failed)?;
            for (by, other) in &self.world.letters.ended {
                let mut now = wishes.iter().filter(|(with, _)| with == other);
                if *by == device && !now.any(|(_, wish)| wish.is_ended()) {
                    return Err(format!("{} is near {} again", shown.name, PEOPLE[*other]));
                }
            }
        }
        for (circle, other, wish, name) in &said {
            let differs = |it: &&(usize, usize, Wish, &String)| {
                (it.0, it.1) == (*circle, *other) && it.2 != *wish
            };
            if let Some((.., else_said, mate)) = said.iter().find(differs) {
                let who = PEOPLE[*other];
                return Err(format!(
                    "{name} and {mate} want {wish:?} and {else_said:?} of {who}"
                ));
            }
        }
        Ok(apart)
    }
}
