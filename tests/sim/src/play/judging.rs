//! The end: everybody meets until nothing moves, and the oracles look.

use std::collections::{BTreeMap, BTreeSet};

use fondly_engine::{EngineError, simulation::look};
use fondly_sync::DeviceId;

use super::{MINUTE, Play, agreeing::circles, letting::Apart};
use crate::{
    oracles::{
        self, Seen,
        comparing::{self, Read},
        exposing, remains, signing, telling, travelling,
    },
    world::PEOPLE,
};

/// Rounds in which everybody meets everybody until nothing may move any more.
const ROUNDS_MAX: usize = 12;

impl Play {
    pub(crate) fn judge(&mut self) -> Result<(), String> {
        for device in 0..self.world.devices.len() {
            self.world.devices[device].skew = 0;
        }
        let in_the_end = |error: EngineError| format!("in the end: {error}");
        self.world.now += MINUTE;
        self.leave().map_err(in_the_end)?;
        self.settle()?;
        let all = self.who_is_in().map_err(in_the_end)?;
        let mut current = Vec::new();
        for device in self.world.living() {
            let id = self.world.id(device).map_err(in_the_end)?;
            if all.values().any(|devices| devices.contains(&id)) {
                current.push(device);
            }
        }
        if self.world.make_sure(&current).map_err(in_the_end)? {
            self.settle()?;
        }
        let seen = self.seen(&current).map_err(in_the_end)?;
        let apart = self.apart(&seen)?;
        let known = self.known(&current).map_err(in_the_end)?;
        oracles::everybody_agrees_on_who_is_in(&known)?;
        self.lose_what_nobody_ended();
        // Whoever came back has what a partner still gives them, who may have parted before that.
        for words in &mut self.words {
            let author = words.author;
            let parted = (0..self.people).any(|other| apart.is(author, other));
            words.may_be_gone |= parted && self.came_back.contains(&author);
        }
        // Whom a removed device let in goes with it, where the remover had not heard of that, also if its
        // home is lost.
        let is_out =
            |ids: &BTreeSet<DeviceId>| all.values().all(|devices| devices.is_disjoint(ids));
        let out = self.ids.iter().filter(|(_, ids)| is_out(ids));
        let out: BTreeSet<usize> = out.map(|(device, _)| *device).collect();
        for device in &out {
            self.lose_all_of(*device, &out);
            let person = self.world.devices[*device].person;
            if !current
                .iter()
                .any(|at| self.world.devices[*at].person == person)
            {
                self.leave_open(*device);
            }
        }
        self.world
            .trace
            .note("seen", format!("{seen:?}").as_bytes());
        oracles::nothing_is_where_it_was_not_put(&seen, &self.words)?;
        let (near, words) = apart.without(&seen, &self.words);
        oracles::own_devices_are_alike(&seen, &self.words)?;
        oracles::nothing_acknowledged_is_lost(&near, &words)?;
        oracles::what_is_shared_is_there(&near, &words)?;
        oracles::what_was_withdrawn_is_gone(&near, &words)?;
        oracles::what_was_erased_is_gone(&near, &words)?;
        self.look_at_all(&current, &seen, &apart)?;
        telling::receipts_are_true(&mut self.world, &current, &self.put_back)?;
        telling::what_is_read_is_told(&mut self.world, &self.put_back)?;
        let words = self.compare_all(&current, &seen, &apart);
        comparing::who_holds_the_same_reads_the_same(&words.map_err(in_the_end)?)?;
        self.removed_devices_are_out(&current)
    }

    /// What holds at any time, also while not all have met.
    pub(crate) fn look_on_the_way(&mut self) -> Result<(), String> {
        telling::what_is_read_is_told(&mut self.world, &self.put_back)
    }

    /// Until nothing moves, and nothing was readable on the way.
    fn settle(&mut self) -> Result<(), String> {
        let quiet = self.settle_and_resume(ROUNDS_MAX);
        self.world.nothing_went_wrong()?;
        match quiet {
            Ok(true) => Ok(()),
            Ok(false) => Err(format!("not quiet after {ROUNDS_MAX} rounds")),
            Err(error) => Err(format!("in the end: {error}")),
        }
    }

    /// What travelled, what is stored, what is told, and what must be gone.
    fn look_at_all(
        &mut self,
        current: &[usize],
        seen: &[Seen],
        apart: &Apart,
    ) -> Result<(), String> {
        travelling::nothing_is_said_to_whom_it_is_not_for(&self.world)?;
        signing::every_record_is_signed(&mut self.world)?;
        let shown = self.world.living().into_iter().zip(seen);
        let shown: Vec<(usize, &Seen)> = shown.filter(|(at, _)| current.contains(at)).collect();
        let is_apart = |one, other| apart.is(one, other);
        exposing::what_is_told_to_be_readable_is(&mut self.world, &shown, &self.words, is_apart)?;
        for (device, here) in &shown {
            let gone = self.words.iter().filter(|it| {
                it.withdrawn.contains(&here.person)
                    && !apart.is(here.person, it.author)
                    && oracles::hears_of_withdrawal(here, seen, it)
            });
            let gone: Vec<_> = gone.map(|it| (it.text.clone(), here.person)).collect();
            remains::no_file_holds_what_is_gone(&mut self.world, &gone, &[*device])?;
        }
        // Who cannot be found by the one that parted has not heard that all is to be deleted.
        for device in current {
            let wishes = self.wishes(*device);
            let wishes = wishes.map_err(|error| format!("in the end: {error}"))?;
            let person = self.world.devices[*device].person;
            let others = wishes.iter().filter(|(_, wish)| wish.deletes());
            let others: Vec<usize> = others.map(|(other, _)| *other).collect();
            let deleted = self.words.iter().filter(|it| others.contains(&it.author));
            let deleted: Vec<(String, usize)> =
                deleted.map(|it| (it.text.clone(), person)).collect();
            remains::no_file_holds_what_is_gone(&mut self.world, &deleted, &[*device])?;
        }
        Ok(())
    }

    /// What each device reads out of each bond in which it finds somebody.
    fn compare_all(
        &mut self,
        current: &[usize],
        seen: &[Seen],
        apart: &Apart,
    ) -> Result<Vec<Read>, EngineError> {
        let shown: BTreeMap<&str, &Seen> = seen.iter().map(|it| (it.name.as_str(), it)).collect();
        let mut read = Vec::new();
        for device in current {
            let name = self.world.devices[*device].name.clone();
            let here = shown[name.as_str()];
            for (other, circle) in &here.circles {
                let mut theirs = seen.iter().filter(|it| it.person == *other);
                if apart.is(here.person, *other) || !theirs.any(|it| here.finds(it)) {
                    continue;
                }
                let view = self
                    .world
                    .on(*device, |engine| engine.compare(PEOPLE[*other]))?;
                let pair = [here.person, *other];
                let mut again = self.put_back.iter();
                let again = again.any(|it| pair.contains(&self.world.devices[*it].person));
                read.push(Read {
                    name: name.clone(),
                    circle: (pair[0].min(pair[1]), pair[0].max(pair[1]), *circle),
                    may_differ: here.forked
                        || view.two_histories
                        || pair.iter().any(|person| self.unended.contains(person)),
                    may_have_signed_else: again,
                    view,
                });
            }
        }
        Ok(read)
    }

    fn seen(&mut self, current: &[usize]) -> Result<Vec<Seen>, EngineError> {
        let contacts = self.world.contacts(current)?;
        let own = contacts.iter().filter(|(.., own)| *own);
        let own_circles = circles(current, own.map(|(one, other, _)| (*one, *other)));
        let mut seen = Vec::new();
        for device in self.world.living() {
            let list = self.world.list(device)?;
            let forked = self.world.on(device, |engine| {
                look(engine, |tx| {
                    let mut frozen = 0;
                    for space in tx.spaces()? {
                        frozen += tx.frozen(&space.space)?.len();
                    }
                    Ok(frozen > 0)
                })
            })?;
            seen.push(Seen {
                person: self.world.devices[device].person,
                name: self.world.devices[device].name.clone(),
                removed: !current.contains(&device),
                put_back: self.put_back.contains(&device) || self.restored.contains(&device),
                forked,
                circles: self.pair_circles(device, current, &contacts),
                own_circle: own_circles.get(&device).copied().unwrap_or(device),
                list,
            });
        }
        // What it has of others of its person it has of the history that those hold.
        let forked = seen.iter().filter(|it| it.forked && !it.removed);
        let forked: BTreeSet<usize> = forked.map(|it| it.own_circle).collect();
        for device in &mut seen {
            device.forked |= forked.contains(&device.own_circle);
        }
        Ok(seen)
    }
}

impl Play {
    /// Of each other person the lowest device of the two with which this one is linked, by way of
    /// devices of either.
    fn pair_circles(
        &self,
        device: usize,
        current: &[usize],
        contacts: &[(usize, usize, bool)],
    ) -> BTreeMap<usize, usize> {
        let person = |at: usize| self.world.devices[at].person;
        let mut pairs = BTreeMap::new();
        for other in (0..self.people).filter(|other| *other != person(device)) {
            let of_pair = |at: usize| [person(device), other].contains(&person(at));
            let devices: Vec<usize> = current.iter().copied().filter(|at| of_pair(*at)).collect();
            let links = contacts.iter();
            let links = links.filter(|(one, to, _)| of_pair(*one) && of_pair(*to));
            let circles = circles(&devices, links.map(|(one, to, _)| (*one, *to)));
            pairs.extend(circles.get(&device).map(|circle| (other, *circle)));
        }
        pairs
    }
}
