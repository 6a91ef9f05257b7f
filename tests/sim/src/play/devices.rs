//! Devices that are linked, removed, put back from a copy, and what may be lost with them.

use std::collections::BTreeSet;

use fondly_engine::EngineError;

use super::{
    Act, Loss, Play,
    held::{Held, counts},
};
use crate::world::PEOPLE;

/// Devices of all people together.
const DEVICES_MAX: usize = 6;
/// Steps for which a device may be away.
const ASLEEP_MAX: u32 = 40;

impl Play {
    pub(super) fn link(&mut self, old: usize) -> Result<(), EngineError> {
        if self.world.devices.len() < DEVICES_MAX && !self.removed.contains_key(&old) {
            match self.world.link(old) {
                Err(EngineError::Removed) => {}
                linked => {
                    let new = linked?;
                    self.world.meet(new, old, usize::MAX)?;
                }
            }
        }
        Ok(())
    }

    /// Another device of the person of `device`.
    fn mate(&self, device: usize, number: u32) -> Option<usize> {
        let person = self.world.devices[device].person;
        let mut mates = self.world.living_of(person);
        mates.retain(|at| *at != device);
        let at = (number as usize).checked_rem(mates.len())?;
        mates.get(at).copied()
    }

    /// A device removes another of its person, with the recovery words or without.
    pub(super) fn remove(
        &mut self,
        device: usize,
        number: u32,
        with_words: bool,
    ) -> Result<(), EngineError> {
        let Some(gone) = self.mate(device, number) else {
            return Ok(());
        };
        self.remove_device(device, gone, with_words)
    }

    /// Two devices remove each other before either hears of it.
    pub(super) fn remove_mutually(
        &mut self,
        device: usize,
        number: u32,
    ) -> Result<(), EngineError> {
        let Some(other) = self.mate(device, number) else {
            return Ok(());
        };
        self.remove_device(device, other, false)?;
        self.remove_device(other, device, false)
    }

    fn remove_device(
        &mut self,
        by: usize,
        gone: usize,
        with_words: bool,
    ) -> Result<(), EngineError> {
        let name = self.world.devices[gone].name.clone();
        let words = with_words.then(|| self.world.words_of(by)).transpose()?;
        let words = words.flatten();
        if with_words && words.is_none() {
            return Ok(());
        }
        let remove =
            |engine: &mut fondly_engine::Engine| engine.device_remove(&name, words.as_ref());
        match self.world.on(by, remove) {
            // It has not heard of that device yet, or of another of that name, or is out itself.
            Err(
                EngineError::NoDevice { .. }
                | EngineError::AmbiguousDevice { .. }
                | EngineError::Removed,
            ) => Ok(()),
            removed => {
                removed?;
                self.removed.entry(gone).or_default().push(by);
                self.lose_what_it_may_not_have_given(gone);
                if with_words {
                    self.removed_by_words.insert((gone, by));
                }
                // Whoever removed the remover may hold less.
                for remover in self.removers(by) {
                    if remover != gone && !self.world.devices[remover].lost {
                        self.lose(BTreeSet::from([gone]), remover)?;
                    }
                }
                Ok(())
            }
        }
    }

    /// A device, whoever removed it, whoever removed one of those, and so on.
    fn removers(&self, device: usize) -> BTreeSet<usize> {
        let (mut all, mut next) = (BTreeSet::new(), vec![device]);
        while let Some(remover) = next.pop() {
            if all.insert(remover) {
                next.extend(self.removed.get(&remover).into_iter().flatten());
            }
        }
        all
    }

    /// A device begins anew, by the recovery words.
    pub(super) fn reset(&mut self, device: usize) -> Result<(), EngineError> {
        let Some(words) = self.world.words_of(device)? else {
            return Ok(());
        };
        match self.world.reset(device, &words) {
            Err(EngineError::Removed) => Ok(()),
            reset => {
                reset?;
                let person = self.world.devices[device].person;
                let devices = 0..self.world.devices.len();
                let mut gone: BTreeSet<usize> = devices
                    .filter(|at| self.world.devices[*at].person == person)
                    .collect();
                gone.remove(&device);
                for gone in &gone {
                    self.removed.entry(*gone).or_default().push(device);
                }
                self.removed.remove(&device);
                self.lose(gone, device)
            }
        }
    }

    /// What `gone` had written, shared, withdrawn and erased stands as far as `by` held it when it
    /// ended their logs; likewise what those had whom they removed.
    fn lose(&mut self, mut gone: BTreeSet<usize>, by: usize) -> Result<(), EngineError> {
        for _ in 0..self.removed.len() {
            let removed = self.removed.iter();
            let before = removed.filter(|(_, removers)| {
                let last = removers.last();
                last.is_some_and(|remover| gone.contains(remover))
            });
            let before: Vec<usize> = before.map(|(device, _)| *device).collect();
            gone.extend(before);
        }
        gone.remove(&by);
        let held = Held::by(&mut self.world, by, &self.editions)?;
        for loss in self.done_by(|device| gone.contains(&device)) {
            if !held.knows(&loss, &self.words) {
                self.let_go(&loss);
            }
        }
        self.forget_holders(&gone);
        Ok(())
    }

    /// A device is out that brought somebody back: it may not have given all yet.
    fn lose_what_it_may_not_have_given(&mut self, gone: usize) {
        let given = |author| self.givers.contains(&(gone, author));
        for words in self.words.iter_mut().filter(|it| given(it.author)) {
            words.may_be_gone = true;
            words.owed.clear();
        }
    }

    /// Nobody can tell who removed a device by the words: where that was one which is out itself, its word of
    /// where that log ends is lost, and what stands there differs between those who are left.
    pub(super) fn lose_what_nobody_ended(&mut self) {
        for (gone, by) in self.removed_by_words.clone() {
            if !self.removed.contains_key(&by) {
                continue;
            }
            for loss in self.done_by(|device| device == gone) {
                self.let_go(&loss);
            }
            self.leave_open(gone);
        }
    }

    /// Nobody says where the log of a device ends: what others hold of it differs.
    pub(super) fn leave_open(&mut self, gone: usize) {
        self.unended.insert(self.world.devices[gone].person);
        for words in self.words.iter_mut().filter(|words| words.by == gone) {
            words.may_be_erased = true;
        }
        for act in self.shares.iter().filter(|act| act.by == gone) {
            self.words[act.words].may_be_erased = true;
        }
    }

    pub(super) fn put_back(&mut self, device: usize) -> Result<(), EngineError> {
        if !self.copied.contains(&device) {
            return Ok(());
        }
        self.put_back.insert(device);
        for words in self.words.iter_mut().filter(|words| words.by == device) {
            words.contested = true;
        }
        self.note_shared_beside(device);
        self.world.put_back(device)?;
        self.lose_what_nobody_holds(device)
    }

    /// What a home has lost that no other home of its person holds stays lost; what was shared may be
    /// had from its reader.
    fn lose_what_nobody_holds(&mut self, device: usize) -> Result<(), EngineError> {
        let person = self.world.devices[device].person;
        let mut all = Vec::new();
        for at in self.world.living() {
            if !self.removed.contains_key(&at) {
                all.push((at, Held::by(&mut self.world, at, &self.editions)?));
            }
        }
        let mut losses = self.done_by(|at| at == device);
        losses.extend((0..self.words.len()).filter_map(|at| {
            let theirs = self.words[at].author == person && self.words[at].by != device;
            theirs.then_some(Loss::Words(at))
        }));
        for loss in losses {
            let known = all.iter();
            let known = known.filter(|(_, held)| held.knows(&loss, &self.words));
            let holders: BTreeSet<usize> = known.map(|(at, _)| *at).collect();
            if holders.is_empty() {
                self.let_go(&loss);
            } else if !holders.contains(&device) {
                self.holders.push((loss, holders));
            }
        }
        Ok(())
    }

    /// Words of which nobody of their author's has anything are lost.
    pub(super) fn lose_what_only_others_hold(&mut self, person: usize) -> Result<(), EngineError> {
        let mut lists = Vec::new();
        for at in self.world.living_of(person) {
            lists.push(self.world.list(at)?);
        }
        for at in 0..self.words.len() {
            let said = &self.words[at];
            let held = lists.iter().any(|list| counts(list, &said.text));
            if said.author != person || held {
                continue;
            }
            self.may_be_lost(at);
            let shares: Vec<Act> = self
                .shares
                .iter()
                .filter(|act| act.words == at)
                .copied()
                .collect();
            for share in shares {
                self.let_go(&Loss::Share(share));
            }
        }
        Ok(())
    }

    /// Those are out: what only they held of what others have lost is lost too.
    fn forget_holders(&mut self, gone: &BTreeSet<usize>) {
        let mut held = std::mem::take(&mut self.holders);
        for (loss, holders) in &mut held {
            holders.retain(|at| !gone.contains(at));
            if holders.is_empty() {
                self.let_go(loss);
            }
        }
        held.retain(|(_, holders)| !holders.is_empty());
        self.holders = held;
    }

    /// A home is gone for ever, unless it is the last one of its person.
    pub(super) fn burn(&mut self, device: usize) -> Result<(), EngineError> {
        let person = self.world.devices[device].person;
        let mut others = self.world.living_of(person);
        others.retain(|at| *at != device && !self.removed.contains_key(at));
        if others.is_empty() {
            return Ok(());
        }
        self.world.lose(device);
        self.lose_what_nobody_holds(device)?;
        self.forget_holders(&BTreeSet::from([device]));
        Ok(())
    }

    /// A new device from the backup, of whoever lost all others or did not.
    pub(super) fn restore(&mut self, device: usize, fire: bool) -> Result<(), EngineError> {
        if self.world.devices.len() >= DEVICES_MAX + 2 {
            return Ok(());
        }
        let person = self.world.devices[device].person;
        let before = self.world.living_of(person);
        let Some(restored) = self.world.restore(person)?.filter(|_| fire) else {
            return Ok(());
        };
        self.restored.insert(restored);
        for device in before {
            self.world.lose(device);
            self.lose_what_nobody_holds(device)?;
            self.forget_holders(&BTreeSet::from([device]));
        }
        Ok(())
    }

    /// Somebody loses every device, and comes back by what a device of the other has of their bond, all of
    /// it, as the command does. Where there are three people, one bond is not all.
    pub(super) fn come_back(&mut self, device: usize, number: u32) -> Result<(), EngineError> {
        let person = self.world.devices[device].person;
        let mut givers = self.world.living();
        givers.retain(|at| {
            self.world.devices[*at].person != person && !self.removed.contains_key(at)
        });
        // Whom a device let in that is out is out too, whoever has heard of that.
        let all = self.who_is_in()?;
        let mut are_in = Vec::new();
        for giver in givers {
            let id = self.world.id(giver)?;
            let people = self.world.on(giver, |engine| engine.people())?;
            let knows = people.iter().any(|it| it.name == PEOPLE[person])
                && !self.world.on(giver, |engine| engine.is_removed())?;
            if knows && all.values().any(|devices| devices.contains(&id)) {
                are_in.push(giver);
            }
        }
        let givers = are_in;
        let giver = (number as usize).checked_rem(givers.len());
        let Some(giver) = giver.map(|at| givers[at]).filter(|_| self.people == 2) else {
            return Ok(());
        };
        if self.world.devices.len() >= DEVICES_MAX + 2 {
            return Ok(());
        }
        // Whoever parted with them does not bring them back.
        if self.is_apart(giver, person)? {
            return Ok(());
        }
        let gone: BTreeSet<usize> = self.world.living_of(person).into_iter().collect();
        for device in &gone {
            self.world.lose(*device);
        }
        self.forget_holders(&gone);
        let back = self.world.come_back(person, giver)?;
        self.world.first_exchange(back, giver)?;
        self.came_back.insert(person);
        self.givers.insert((giver, person));
        let given = self.world.list(giver)?;
        for words in self.words.iter_mut().filter(|it| it.author == person) {
            words.may_be_gone = words.erased || !counts(&given, &words.text);
            words.erased = false;
            words.withdrawn.clear();
            words.contested = true;
            if words.may_be_gone {
                words.owed.clear();
            }
        }
        Ok(())
    }

    /// Some words may be gone, and with the first of an entry all of it.
    fn may_be_lost(&mut self, at: usize) {
        let entry = self.words[at].entry.clone();
        let first = self.words.iter().position(|words| words.entry == entry);
        for (place, words) in self.words.iter_mut().enumerate() {
            let follows = first == Some(at) && words.entry == entry;
            words.may_be_gone |= place == at || follows;
        }
    }

    /// All that some devices wrote, shared, withdrew and erased.
    fn done_by(&self, by: impl Fn(usize) -> bool) -> Vec<Loss> {
        let words = 0..self.words.len();
        let mut done: Vec<Loss> = words
            .filter(|at| by(self.words[*at].by))
            .map(Loss::Words)
            .collect();
        let acts = [
            (&self.shares, Loss::Share as fn(Act) -> Loss),
            (&self.withdrawals, Loss::Withdrawal),
            (&self.erasures, Loss::Erasure),
        ];
        for (acts, loss) in acts {
            done.extend(acts.iter().filter(|act| by(act.by)).map(|act| loss(*act)));
        }
        done
    }

    /// Something may never have been.
    fn let_go(&mut self, loss: &Loss) {
        match loss {
            Loss::Words(at) => self.may_be_lost(*at),
            Loss::Share(act) => {
                self.words[act.words].owed.remove(&act.person);
                self.words[act.words].unheard.insert(act.person);
            }
            Loss::Withdrawal(act) => {
                self.words[act.words].withdrawn.remove(&act.person);
                self.words[act.words].may_be_erased = true;
            }
            // Another that is out may have heard of it, and withdrawn the entry.
            Loss::Erasure(act) => {
                self.words[act.words].erased = false;
                self.words[act.words].may_be_erased = true;
            }
        }
    }

    /// Nobody needs to hold anything of a device that is out in the end, or that only it held: but for what
    /// whoever removed it had of it. `out` has all devices that are out.
    pub(super) fn lose_all_of(&mut self, device: usize, out: &BTreeSet<usize>) {
        if !self.has_an_end(device, out) {
            for loss in self.done_by(|by| by == device) {
                self.let_go(&loss);
            }
        }
        self.forget_holders(&BTreeSet::from([device]));
    }

    /// Whether a removal says where the log of a device ends: one by somebody who is in, or who was removed
    /// by such. The removal by a device that is out since it was let in unheard counts for nothing.
    fn has_an_end(&self, device: usize, out: &BTreeSet<usize>) -> bool {
        let last = |device: &usize| {
            self.removed
                .get(device)
                .and_then(|removers| removers.last())
        };
        let mut removers = BTreeSet::new();
        let mut next = last(&device);
        while let Some(by) = next {
            if !out.contains(by) || !removers.insert(*by) {
                return true;
            }
            next = last(by);
        }
        false
    }

    /// A device is away for a while.
    pub(super) fn sleep(&mut self, device: usize, steps: u32) {
        let until = self.steps + 1 + steps % ASLEEP_MAX;
        self.asleep.insert(device, until);
    }

    pub(super) fn is_asleep(&self, device: usize) -> bool {
        let until = self.asleep.get(&device);
        until.is_some_and(|until| self.steps < *until)
    }
}
