//! One seed from its schedule to the verdict.

use std::collections::BTreeSet;

use fondly_engine::{
    Engine, EngineError, Reflect, Shared, Thanks,
    simulation::{clock, fault, random},
};
use rand_chacha::ChaCha8Rng;
use rand_core::SeedableRng as _;

use crate::{
    oracles::{self, Seen},
    schedule::{Step, draw},
    world::{PEOPLE, World},
};

const STEPS: usize = 60;
/// Devices of all people together.
const DEVICES_MAX: usize = 5;
/// Rounds in which everybody meets everybody until nothing may move any more.
const ROUNDS_MAX: usize = 12;

/// Some words that somebody wrote, which stand nowhere else.
#[derive(Debug, Clone)]
pub struct Words {
    /// The words.
    pub text: String,
    /// Whose they are.
    pub author: usize,
    /// The entry, as its author's devices call it.
    pub entry: String,
    /// Who may read them, besides the author.
    pub readers: BTreeSet<usize>,
    /// Who must not be able to read them any more in the end.
    pub withdrawn: BTreeSet<usize>,
    /// Whether they may be gone: erased, or written by a device that was removed or put back.
    pub may_be_gone: bool,
    /// The device that wrote them.
    pub by: usize,
    /// Whether devices of one person may differ in them: written by a device that was put back from a
    /// copy, or erased or withdrawn by one that was lost.
    pub contested: bool,
}

/// How a seed ended badly.
#[derive(Debug)]
pub struct Violation {
    /// The seed.
    pub seed: u64,
    /// What is wrong.
    pub what: String,
    /// The steps that led there.
    pub steps: Vec<Step>,
}

impl std::fmt::Display for Violation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "seed {}: {}", self.seed, self.what)?;
        self.steps
            .iter()
            .try_for_each(|step| writeln!(f, "  {step:?}"))
    }
}

/// Runs a seed.
///
/// # Errors
/// What went wrong, with the fewest steps that were found to lead there.
pub fn run(seed: u64) -> Result<(), Box<Violation>> {
    let steps = draw(seed, STEPS);
    let Err(what) = play(seed, &steps) else {
        return Ok(());
    };
    Err(Box::new(shrunk(seed, steps, what)))
}

/// Leaves steps out as long as something stays wrong.
fn shrunk(seed: u64, mut steps: Vec<Step>, mut what: String) -> Violation {
    let mut length = steps.len() / 2;
    while length > 0 {
        let mut at = 0;
        while at < steps.len() {
            let mut fewer = steps.clone();
            fewer.drain(at..steps.len().min(at + length));
            match play(seed, &fewer) {
                Err(still) => (steps, what) = (fewer, still),
                Ok(()) => at += length,
            }
        }
        length /= 2;
    }
    Violation { seed, what, steps }
}

/// Plays a schedule to its end and looks.
///
/// # Errors
/// What is wrong.
pub fn play(seed: u64, steps: &[Step]) -> Result<(), String> {
    random::replace(Some(Box::new(ChaCha8Rng::seed_from_u64(seed))));
    let people = if seed.is_multiple_of(3) { 3 } else { 2 };
    let verdict = World::new(seed, people)
        .map_err(|error| format!("could not begin: {error}"))
        .and_then(|world| {
            let mut play = Play {
                world,
                people,
                words: Vec::new(),
                removed: BTreeSet::new(),
                copied: BTreeSet::new(),
                put_back: BTreeSet::new(),
                disturbed: BTreeSet::new(),
            };
            for step in steps {
                play.step(*step)
                    .map_err(|error| format!("{step:?}: {error}"))?;
            }
            play.judge()
        });
    clock::set(None);
    fault::take();
    random::replace(None);
    verdict
}

struct Play {
    world: World,
    people: usize,
    words: Vec<Words>,
    /// Devices that were removed.
    removed: BTreeSet<usize>,
    copied: BTreeSet<usize>,
    /// Devices that were put back from a copy.
    put_back: BTreeSet<usize>,
    /// People one of whose devices was removed or put back.
    disturbed: BTreeSet<usize>,
}

impl Play {
    fn device(&self, number: u32) -> usize {
        number as usize % self.world.devices.len()
    }

    fn other_person(&self, device: usize, number: u32) -> usize {
        let person = self.world.devices[device].person;
        (person + 1 + number as usize % (self.people - 1)) % self.people
    }

    fn mine(&self, device: usize, number: u32) -> Option<usize> {
        let person = self.world.devices[device].person;
        let mine: Vec<usize> = (0..self.words.len())
            .filter(|at| self.words[*at].author == person)
            .collect();
        let at = (number as usize).checked_rem(mine.len())?;
        mine.get(at).copied()
    }

    fn step(&mut self, step: Step) -> Result<(), EngineError> {
        self.world.now += 60;
        match step {
            Step::Write(a) => self.write(self.device(a), None),
            Step::Thank(a, b) => {
                let device = self.device(a);
                self.write(device, Some(self.other_person(device, b)))
            }
            Step::Edit(a, b) => self.edit(self.device(a), b),
            Step::Share(a, b, c) => self.share(self.device(a), b, c),
            Step::Unshare(a, b, c) => self.unshare(self.device(a), b, c),
            Step::Erase(a, b) => self.erase(self.device(a), b),
            Step::Meet(a, b, frames) => self.meet(a, b, frames),
            Step::MeetFull(a, b, batches) => {
                fault::set(batches, fault::Fault::Full);
                self.meet_badly(a, b)
            }
            Step::MeetDeath(a, b, batches) => {
                fault::set(batches, fault::Fault::Death);
                self.meet_badly(a, b)
            }
            Step::Restart(a) => self.world.restart(self.device(a)),
            Step::Wait(seconds) => {
                self.world.now += seconds;
                Ok(())
            }
            Step::Skew(a, by) => {
                let device = self.device(a);
                self.world.devices[device].skew = by;
                Ok(())
            }
            Step::Link(a) => self.link(self.device(a)),
            Step::Remove(a, b) => self.remove(self.device(a), b),
            Step::Copy(a) => {
                let device = self.device(a);
                self.copied.insert(device);
                self.world.copy(device)
            }
            Step::PutBack(a) => self.put_back(self.device(a)),
        }
    }

    fn fresh(&mut self) -> String {
        let text = format!("words{}x", self.words.len());
        self.world.secrets.push(text.clone());
        text
    }

    fn note(&mut self, device: usize, text: String, entry: String, readers: BTreeSet<usize>) {
        let erased = |words: &Words| words.entry == entry && words.may_be_gone;
        let may_be_gone = self.removed.contains(&device) || self.words.iter().any(erased);
        self.words.push(Words {
            text,
            author: self.world.devices[device].person,
            entry,
            readers,
            withdrawn: BTreeSet::new(),
            may_be_gone,
            by: device,
            contested: self.put_back.contains(&device),
        });
    }

    fn write(&mut self, device: usize, to: Option<usize>) -> Result<(), EngineError> {
        let text = self.fresh();
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
        })?;
        // A device that has not heard of its person's bonds yet keeps it.
        let reader = to.filter(|_| done.shared == Shared::Now);
        self.note(device, text, done.entry.id, reader.into_iter().collect());
        Ok(())
    }

    /// The entry of some words of this device's person, and its text, if it is listed here.
    fn listed(
        &mut self,
        device: usize,
        number: u32,
    ) -> Result<Option<(usize, String)>, EngineError> {
        // What a removed device does to what others wrote is its own affair.
        let at = self.mine(device, number);
        let Some(at) = at.filter(|_| !self.removed.contains(&device)) else {
            return Ok(None);
        };
        let entry = self.words[at].entry.clone();
        let listed = self.world.list(device)?;
        let found = listed.into_iter().find(|view| view.id == entry);
        Ok(found.map(|view| (at, view.text)))
    }

    fn edit(&mut self, device: usize, number: u32) -> Result<(), EngineError> {
        let Some((at, before)) = self.listed(device, number)? else {
            return Ok(());
        };
        let (entry, more) = (self.words[at].entry.clone(), self.fresh());
        let (id, text) = (entry.clone(), format!("{before} {more}"));
        self.world
            .on(device, |engine| engine.edit(&id, text, false))?;
        // Words of one entry are written by whoever had those before them.
        self.note(device, more, entry, BTreeSet::new());
        Ok(())
    }

    fn share(&mut self, device: usize, number: u32, to: u32) -> Result<(), EngineError> {
        let Some((at, text)) = self.listed(device, number)? else {
            return Ok(());
        };
        let entry = self.words[at].entry.clone();
        let person = self.other_person(device, to);
        let again = |words: &Words| words.entry == entry && words.withdrawn.contains(&person);
        if self.words.iter().any(again) {
            return Ok(());
        }
        let done = self
            .world
            .on(device, |engine| engine.share(&entry, PEOPLE[person], None));
        match done {
            Err(EngineError::NoPerson { .. } | EngineError::NoPersonBut { .. }) => return Ok(()),
            done => drop(done?),
        }
        for words in &mut self.words {
            if words.entry == entry && text.contains(&words.text) {
                words.readers.insert(person);
            }
        }
        Ok(())
    }

    fn unshare(&mut self, device: usize, number: u32, from: u32) -> Result<(), EngineError> {
        let Some((at, _)) = self.listed(device, number)? else {
            return Ok(());
        };
        let entry = self.words[at].entry.clone();
        let person = self.other_person(device, from);
        let done = self
            .world
            .on(device, |engine| engine.unshare(&entry, PEOPLE[person]));
        match done {
            Ok(_) => {
                let gone = |words: &&mut Words| words.entry == entry;
                for words in self.words.iter_mut().filter(gone) {
                    words.withdrawn.insert(person);
                }
                Ok(())
            }
            Err(
                EngineError::NotShared { .. }
                | EngineError::NoPerson { .. }
                | EngineError::NoPersonBut { .. },
            ) => Ok(()),
            Err(error) => Err(error),
        }
    }

    fn erase(&mut self, device: usize, number: u32) -> Result<(), EngineError> {
        let Some((at, _)) = self.listed(device, number)? else {
            return Ok(());
        };
        let entry = self.words[at].entry.clone();
        self.world.on(device, |engine| engine.remove(&entry))?;
        for words in self.words.iter_mut().filter(|words| words.entry == entry) {
            words.may_be_gone = true;
        }
        Ok(())
    }

    fn meet(&mut self, a: u32, b: u32, frames: usize) -> Result<(), EngineError> {
        let (a, b) = (self.device(a), self.device(b));
        if a != b {
            self.world.meet(a, b, frames)?;
        }
        Ok(())
    }

    /// What fails at a home's own disk is told, and the home goes on.
    fn meet_badly(&mut self, a: u32, b: u32) -> Result<(), EngineError> {
        let met = self.meet(a, b, usize::MAX);
        match fault::take() {
            Some(fault::Fault::Full) => Ok(()),
            Some(fault::Fault::Death) => {
                for device in [self.device(a), self.device(b)] {
                    self.world.restart(device)?;
                }
                Ok(())
            }
            None => met,
        }
    }

    fn link(&mut self, old: usize) -> Result<(), EngineError> {
        if self.world.devices.len() < DEVICES_MAX && !self.removed.contains(&old) {
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

    /// One removal for each person: of two that remove each other another test tells.
    fn remove(&mut self, device: usize, number: u32) -> Result<(), EngineError> {
        let person = self.world.devices[device].person;
        let mates: Vec<usize> = (0..self.world.devices.len())
            .filter(|at| *at != device && self.world.devices[*at].person == person)
            .collect();
        let Some(at) = (number as usize).checked_rem(mates.len()) else {
            return Ok(());
        };
        if !self.disturbed.insert(person) {
            return Ok(());
        }
        let gone = mates[at];
        let name = self.world.devices[gone].name.clone();
        let done = self
            .world
            .on(device, |engine| engine.device_remove(&name, None).map(drop));
        match done {
            // It has not heard of that device yet.
            Err(EngineError::NoDevice { .. }) => {
                self.disturbed.remove(&person);
                return Ok(());
            }
            done => done?,
        }
        self.removed.insert(gone);
        self.lose(gone);
        Ok(())
    }

    fn put_back(&mut self, device: usize) -> Result<(), EngineError> {
        let person = self.world.devices[device].person;
        if !self.copied.contains(&device) || !self.disturbed.insert(person) {
            return Ok(());
        }
        self.lose(device);
        self.put_back.insert(device);
        for words in self.words.iter_mut().filter(|words| words.by == device) {
            words.contested = true;
        }
        self.world.put_back(device)
    }

    /// What this device wrote may be gone with it, and what it withdrew or shared not be known.
    fn lose(&mut self, device: usize) {
        let entries: BTreeSet<String> = self
            .words
            .iter()
            .filter(|words| words.by == device)
            .map(|words| words.entry.clone())
            .collect();
        let person = self.world.devices[device].person;
        for words in &mut self.words {
            // Whoever had erased it for good lacks it if the erasure does not count after all.
            if words.author == person && (words.may_be_gone || !words.withdrawn.is_empty()) {
                words.contested = true;
                words.may_be_gone = true;
                words.withdrawn.clear();
            }
            words.may_be_gone |= entries.contains(&words.entry);
        }
    }

    fn judge(mut self) -> Result<(), String> {
        let failed = |error: EngineError| format!("in the end: {error}");
        for device in 0..self.world.devices.len() {
            self.world.devices[device].skew = 0;
        }
        if let Some(text) = &self.world.leaked {
            return Err(format!("{text} stood in a frame"));
        }
        if !self.world.settle(ROUNDS_MAX).map_err(failed)? {
            return Err(format!("not quiet after {ROUNDS_MAX} rounds"));
        }
        if let Some(text) = &self.world.leaked {
            return Err(format!("{text} stood in a frame"));
        }
        let mut seen = Vec::new();
        for device in 0..self.world.devices.len() {
            let is_removed = |engine: &mut Engine| engine.is_removed();
            let removed = self.removed.contains(&device)
                || self.world.on(device, is_removed).map_err(failed)?;
            seen.push(Seen {
                person: self.world.devices[device].person,
                name: self.world.devices[device].name.clone(),
                removed,
                list: self.world.list(device).map_err(failed)?,
            });
        }
        // Whom a removed device let in goes with it, where the remover had not heard of that.
        for (device, _) in seen.iter().enumerate().filter(|(_, seen)| seen.removed) {
            self.lose(device);
        }
        oracles::own_devices_are_alike(&seen, &self.words)?;
        oracles::nothing_is_where_it_was_not_put(&seen, &self.words)?;
        oracles::nothing_acknowledged_is_lost(&seen, &self.words)?;
        oracles::what_is_shared_is_there(&seen, &self.words)?;
        oracles::what_was_withdrawn_is_gone(&seen, &self.words)
    }
}
