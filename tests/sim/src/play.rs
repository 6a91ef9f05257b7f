//! A schedule that is played: each step, and what follows from it for what must hold in the end.

mod agreeing;
mod devices;
pub(crate) mod entries;
mod held;
mod judging;
pub mod letting;
pub mod passing;
mod removed;

use std::collections::{BTreeMap, BTreeSet};

use fondly_engine::{
    EngineError,
    simulation::{do_due, fault},
};
use fondly_sync::{DeviceId, Roster, SpaceId};

use crate::{schedule::Step, world::World};

/// For how long a step takes.
const MINUTE: i64 = 60;

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
    /// Who must have them in the end.
    pub owed: BTreeSet<usize>,
    /// Who must not be able to read them any more in the end.
    pub withdrawn: BTreeSet<usize>,
    /// With whom they were shared by a device that is out or lost, as nobody who is in knows.
    pub unheard: BTreeSet<usize>,
    /// Withdrawn by a device that is out, as its remover had not heard: whoever heard of it has erased
    /// them.
    pub may_be_erased: bool,
    /// Whether they may be gone: erased, or lost with a device.
    pub may_be_gone: bool,
    /// Whether they must be gone.
    pub erased: bool,
    /// The device that wrote them.
    pub by: usize,
    /// Written by a home that was put back from a copy: whoever holds two histories of its old log may
    /// lack them.
    pub contested: bool,
    /// Shared by such a home: a reader who holds two histories of its old log may lack them, whoever wrote them.
    pub shared_beside: bool,
}

/// What a device did to some words.
#[derive(Debug, Clone, Copy)]
struct Act {
    /// The place of the words.
    words: usize,
    /// With or from whom.
    person: usize,
    /// The device.
    by: usize,
}

/// The editions of entries for people: where in the log of which device each was made.
type Editions = BTreeMap<(String, usize), Vec<(SpaceId, DeviceId, u64)>>;

/// What may be lost with devices.
#[derive(Debug, Clone, Copy)]
enum Loss {
    /// Words, by their place.
    Words(usize),
    Share(Act),
    Withdrawal(Act),
    Erasure(Act),
}

pub(crate) struct Play {
    pub(crate) world: World,
    people: usize,
    /// Steps that were played.
    steps: u32,
    words: Vec<Words>,
    shares: Vec<Act>,
    /// The editions that were made of an entry for somebody.
    editions: Editions,
    withdrawals: Vec<Act>,
    erasures: Vec<Act>,
    /// Devices that somebody removed, whatever comes of it, each with all who did, the last one last.
    removed: BTreeMap<usize, Vec<usize>>,
    /// Devices that were removed by the recovery words, each with who did.
    removed_by_words: BTreeSet<(usize, usize)>,
    /// People of whom a device is out whose log nobody ended, in the end.
    unended: BTreeSet<usize>,
    /// People who lost all devices and came back by a partner.
    came_back: BTreeSet<usize>,
    /// Who brought them back, each with whom.
    givers: BTreeSet<(usize, usize)>,
    /// What a home has lost, with those who have it still.
    holders: Vec<(Loss, BTreeSet<usize>)>,
    copied: BTreeSet<usize>,
    /// Devices that were put back from a copy.
    put_back: BTreeSet<usize>,
    /// Devices that came from a backup in place of all others of their person.
    restored: BTreeSet<usize>,
    /// Devices whose process died before they had parted, each with from whom.
    leaving: BTreeMap<usize, usize>,
    /// Devices that meet nobody before this step.
    asleep: BTreeMap<usize, u32>,
    /// Who is in, by the digests of rosters that somebody held.
    rosters: BTreeMap<[u8; 32], BTreeSet<DeviceId>>,
    /// By which roster of its person a device was last in.
    last_in: BTreeMap<usize, Roster>,
    /// As whom each home was seen.
    ids: BTreeMap<usize, BTreeSet<DeviceId>>,
}

impl Play {
    pub(crate) const fn new(world: World, people: usize) -> Self {
        Self {
            world,
            people,
            steps: 0,
            words: Vec::new(),
            shares: Vec::new(),
            editions: BTreeMap::new(),
            withdrawals: Vec::new(),
            erasures: Vec::new(),
            removed: BTreeMap::new(),
            removed_by_words: BTreeSet::new(),
            unended: BTreeSet::new(),
            came_back: BTreeSet::new(),
            givers: BTreeSet::new(),
            holders: Vec::new(),
            copied: BTreeSet::new(),
            put_back: BTreeSet::new(),
            restored: BTreeSet::new(),
            leaving: BTreeMap::new(),
            asleep: BTreeMap::new(),
            rosters: BTreeMap::new(),
            last_in: BTreeMap::new(),
            ids: BTreeMap::new(),
        }
    }

    fn device(&self, number: u32) -> usize {
        let living = self.world.living();
        living[number as usize % living.len()]
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

    pub(crate) fn step(&mut self, step: Step) -> Result<(), EngineError> {
        self.world.now += MINUTE;
        self.steps += 1;
        self.world
            .trace
            .note("step", format!("{step:?}").as_bytes());
        let done = self.leave().and_then(|()| self.act(step));
        let now = self.world.now;
        for words in &self.words {
            for reader in &words.readers {
                self.world.letters.allow(&words.text, *reader, now);
            }
        }
        done
    }

    fn act(&mut self, step: Step) -> Result<(), EngineError> {
        self.take(step)?;
        for device in self.world.living() {
            self.note_rosters(device)?;
            self.note_editions(device)?;
        }
        Ok(())
    }

    fn take(&mut self, step: Step) -> Result<(), EngineError> {
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
            Step::Wait(seconds) => self.wait(seconds),
            Step::Skew(a, by) => {
                let device = self.device(a);
                self.world.devices[device].skew = by;
                Ok(())
            }
            Step::Link(a) => self.link(self.device(a)),
            Step::Remove(a, b) => self.remove(self.device(a), b, false),
            Step::RemoveByWords(a, b) => self.remove(self.device(a), b, true),
            Step::RemoveEachOther(a, b) => self.remove_mutually(self.device(a), b),
            Step::Reset(a) => self.reset(self.device(a)),
            Step::Sleep(a, steps) => {
                self.sleep(self.device(a), steps);
                Ok(())
            }
            Step::Copy(a) => {
                let device = self.device(a);
                self.copied.insert(device);
                self.world.copy(device)
            }
            Step::Let(step) => self.take_distance(step),
            Step::Pass(step) => self.pass(step),
            Step::PutBack(a) => self.put_back(self.device(a)),
            Step::Lose(a) => self.burn(self.device(a)),
            Step::BackUp(a) => match self.world.back_up(self.device(a)) {
                Err(EngineError::Removed) => Ok(()),
                made => made,
            },
            Step::Restore(a, fire) => self.restore(self.device(a), fire),
            Step::ComeBack(a, b) => self.come_back(self.device(a), b),
        }
    }

    /// Time goes by, and whoever is up does what is due.
    fn wait(&mut self, seconds: i64) -> Result<(), EngineError> {
        self.world.now += seconds;
        for device in self.world.living() {
            if !self.is_asleep(device) {
                self.world.on(device, do_due)?;
            }
        }
        Ok(())
    }

    fn meet(&mut self, a: u32, b: u32, frames: usize) -> Result<(), EngineError> {
        let (a, b) = (self.device(a), self.device(b));
        if a != b && !self.is_asleep(a) && !self.is_asleep(b) {
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
}
