//! Homes on a disk, and links between them that the simulator makes and cuts.

mod homes;
mod removed;

use std::{
    collections::{BTreeSet, VecDeque},
    fs,
    path::Path,
};

use fondly_crypto::RecoveryWords;
use fondly_engine::{
    Engine, EngineError, EntryView, Filter, Home,
    simulation::{
        clock, fault,
        meeting::{Came, Meeting, Reach, Wire, dials_from, endpoints, reachable},
        people, who,
    },
};
use fondly_sync::PeerFault;
use rand_chacha::ChaCha8Rng;
use rand_core::{Rng as _, SeedableRng as _};

/// The names of the people; each calls the others so.
pub const PEOPLE: [&str; 3] = ["Ana", "Sam", "Cleo"];
const BEGIN: i64 = 1_795_000_000;
/// More frames than any session here has.
const FRAMES_MAX: usize = 10_000;

/// A device of somebody.
#[derive(Debug)]
pub struct Device {
    /// Whose it is, by the place in [`PEOPLE`].
    pub person: usize,
    /// What its person calls it.
    pub name: String,
    /// How far its clock is off, in seconds.
    pub skew: i64,
    /// Its home, with a copy of it beside it once one was made.
    pub place: usize,
    /// Whether its home is gone for ever.
    pub lost: bool,
    engine: Option<Engine>,
}

/// Everything that there is.
#[derive(Debug)]
pub struct World {
    dir: tempfile::TempDir,
    /// The devices, those that were removed too.
    pub devices: Vec<Device>,
    /// The true time, in seconds since 1970.
    pub now: i64,
    /// Draws what the world needs of chance.
    pub rng: ChaCha8Rng,
    /// A frame in which something was readable that nobody but its reader may read.
    pub leaked: Option<String>,
    /// What must not be readable in any frame.
    pub secrets: Vec<String>,
    /// The recovery words that each of the people ever had.
    pub words: Vec<Vec<RecoveryWords>>,
    /// The people who have a backup.
    backups: BTreeSet<usize>,
}

impl World {
    /// Some people, one device each, each linked with each other.
    ///
    /// # Errors
    /// What the engine said.
    ///
    /// # Panics
    /// If the system gives no temporary directory.
    pub fn new(seed: u64, people: usize) -> Result<Self, EngineError> {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let mut world = Self {
            dir,
            devices: Vec::new(),
            now: BEGIN,
            rng: ChaCha8Rng::seed_from_u64(seed),
            leaked: None,
            secrets: Vec::new(),
            words: Vec::new(),
            backups: BTreeSet::new(),
        };
        for (person, name) in PEOPLE.iter().enumerate().take(people) {
            let device = format!("{name} 0");
            let (engine, words) = people::begin(&world.home(person), name, &device)?;
            world.words.push(vec![words]);
            world.devices.push(Device {
                person,
                name: device,
                skew: 0,
                place: person,
                lost: false,
                engine: Some(engine),
            });
        }
        let pairs = (0..people).flat_map(|one| (one + 1..people).map(move |other| (one, other)));
        for (one, other) in pairs {
            let (mut a, mut b) = (world.take(one), world.take(other));
            let bonded = people::bond(&mut a, &mut b, (PEOPLE[other], PEOPLE[one]));
            world.give(one, a);
            world.give(other, b);
            bonded?;
        }
        Ok(world)
    }

    fn home(&self, place: usize) -> Home {
        Home::at(self.dir.path().join(place.to_string()))
    }

    /// # Panics
    /// If it was taken.
    fn take(&mut self, device: usize) -> Engine {
        let taken = self.devices[device].engine.take();
        taken.expect("an engine is given back")
    }

    fn give(&mut self, device: usize, engine: Engine) {
        self.devices[device].engine = Some(engine);
    }

    /// Runs something on a device, by its clock.
    ///
    /// # Errors
    /// What it returned.
    pub fn on<T>(
        &mut self,
        device: usize,
        work: impl FnOnce(&mut Engine) -> Result<T, EngineError>,
    ) -> Result<T, EngineError> {
        clock::set(Some(self.now + self.devices[device].skew));
        let mut engine = self.take(device);
        let done = work(&mut engine);
        self.give(device, engine);
        done
    }

    /// What a device lists.
    ///
    /// # Errors
    /// What the engine said.
    pub fn list(&mut self, device: usize) -> Result<Vec<EntryView>, EngineError> {
        self.on(device, |engine| engine.list(&Filter::default()))
    }

    /// A process dies and begins again.
    ///
    /// # Errors
    /// What the engine said.
    pub fn restart(&mut self, device: usize) -> Result<(), EngineError> {
        let place = self.devices[device].place;
        drop(self.take(device));
        let engine = people::open(&self.home(place))?;
        self.give(device, engine);
        Ok(())
    }

    /// Links a new device to the person of `old`.
    ///
    /// # Errors
    /// What the engine said.
    pub fn link(&mut self, old: usize) -> Result<usize, EngineError> {
        let (place, person) = (self.devices.len(), self.devices[old].person);
        let (home, name) = (self.home(place), self.next_name(person));
        let engine = self.on(old, |engine| people::link(engine, &home, &name))?;
        Ok(self.add(person, name, engine))
    }

    fn next_name(&self, person: usize) -> String {
        let mates = self.devices.iter().filter(|it| it.person == person).count();
        format!("{} {mates}", PEOPLE[person])
    }

    fn add(&mut self, person: usize, name: String, engine: Engine) -> usize {
        let place = self.devices.len();
        self.devices.push(Device {
            person,
            name,
            skew: 0,
            place,
            lost: false,
            engine: Some(engine),
        });
        place
    }

    /// Copies the home of a device.
    ///
    /// # Errors
    /// What the engine said.
    pub fn copy(&mut self, device: usize) -> Result<(), EngineError> {
        let place = self.devices[device].place;
        drop(self.take(device));
        let (from, to) = (self.path(place), self.path(place).with_extension("copy"));
        copied(&from, &to);
        let engine = people::open(&self.home(place))?;
        self.give(device, engine);
        Ok(())
    }

    /// Puts the home of a device back from its copy.
    ///
    /// # Errors
    /// What the engine said.
    pub fn put_back(&mut self, device: usize) -> Result<(), EngineError> {
        let place = self.devices[device].place;
        drop(self.take(device));
        let (to, from) = (self.path(place), self.path(place).with_extension("copy"));
        copied(&from, &to);
        let engine = people::open(&self.home(place))?;
        self.give(device, engine);
        Ok(())
    }

    fn path(&self, place: usize) -> std::path::PathBuf {
        self.dir.path().join(place.to_string())
    }

    /// One device dials another about everything that it can, over links that end after `frames`
    /// frames in all. Whether anything new came to either.
    ///
    /// # Errors
    /// What the engine said of its own home; a link that fails is none.
    pub fn meet(&mut self, a: usize, b: usize, mut frames: usize) -> Result<bool, EngineError> {
        if self.devices[a].lost || self.devices[b].lost {
            return Ok(false);
        }
        let theirs = self.on(b, |engine| Ok(who(engine).device))?;
        let (mut moved, mut done) = (false, BTreeSet::new());
        loop {
            // The journal comes first, and may bring new bonds.
            let all = self.on(a, |engine| reachable(engine))?;
            let next = all
                .iter()
                .find(|reach| reach.device == theirs && !done.contains(&reach.space));
            let Some(reach) = next else {
                return Ok(moved);
            };
            done.insert(reach.space);
            let met = self.session(a, b, reach, &mut frames)?;
            moved |= met.moved;
            if met.restarted || frames == 0 {
                return Ok(moved);
            }
        }
    }

    fn session(
        &mut self,
        a: usize,
        b: usize,
        reach: &Reach,
        frames: &mut usize,
    ) -> Result<Met, EngineError> {
        let mut met = Met::default();
        let Ok(dialler) = self.on(a, |engine| dials_from(engine, reach)) else {
            return Ok(met);
        };
        let open = self.on(b, |engine| endpoints(engine))?;
        if !open.contains_key(&reach.endpoint) {
            return Ok(met);
        }
        let mut exporter = [0; 32];
        self.rng.fill_bytes(&mut exporter);
        let wire = Wire {
            exporter,
            dialler,
            listener: reach.endpoint,
        };
        let dialled = self.on(a, |engine| Meeting::dial(engine, reach, &wire, false));
        let Ok((here, came)) = dialled else {
            return self.ended(a, met);
        };
        let (mut ends, mut ways) = ([Some(here), None], [VecDeque::new(), VecDeque::new()]);
        if !self.take_in(a, came, &mut ways[1], &mut met)? {
            return Ok(met);
        }
        loop {
            let Some(at) = (0..2).find(|at| !ways[*at].is_empty()) else {
                let waiting = (0..2).find(|at| {
                    let end: &Option<Meeting> = &ends[*at];
                    end.as_ref().is_some_and(Meeting::waits_to_load)
                });
                let Some(at) = waiting else { return Ok(met) };
                let device = [a, b][at];
                let came = match &mut ends[at] {
                    Some(end) => self.on(device, |engine| Ok(end.load(engine)))?,
                    None => return Ok(met),
                };
                if !self.take_in(device, came, &mut ways[1 - at], &mut met)? {
                    return Ok(met);
                }
                continue;
            };
            if *frames == 0 {
                return Ok(met);
            }
            *frames -= 1;
            let device = [a, b][at];
            let Some(frame) = ways[at].pop_front() else {
                return Ok(met);
            };
            self.watch(&frame);
            let came = match &mut ends[at] {
                Some(end) => self.on(device, |engine| Ok(end.receive(engine, frame)))?,
                none => {
                    let answered = self.on(device, |engine| {
                        Meeting::answer(engine, &wire, frame, false)
                    });
                    let Ok((end, came)) = answered else {
                        return self.ended(device, met);
                    };
                    *none = Some(end);
                    came
                }
            };
            let unknown = matches!(
                came.failed,
                Some(EngineError::Peer(PeerFault::UnknownDevice))
            );
            if let Some(dialler) = ends[0].as_ref().filter(|_| unknown && at == 1) {
                self.on(a, |engine| dialler.refused(engine))?;
            }
            if !self.take_in(device, came, &mut ways[1 - at], &mut met)? {
                return Ok(met);
            }
        }
    }

    /// Takes what came of an input. False if the link is over.
    fn take_in(
        &mut self,
        device: usize,
        came: Came,
        way: &mut VecDeque<Vec<u8>>,
        met: &mut Met,
    ) -> Result<bool, EngineError> {
        met.moved |= came.changed;
        way.extend(came.frames);
        if came.reborn || fault::take() == Some(fault::Fault::Death) {
            met.restarted = true;
            met.moved = true;
            self.restart(device)?;
            return Ok(false);
        }
        Ok(came.failed.is_none())
    }

    fn ended(&mut self, device: usize, mut met: Met) -> Result<Met, EngineError> {
        if fault::take() == Some(fault::Fault::Death) {
            met.restarted = true;
            self.restart(device)?;
        }
        Ok(met)
    }

    fn watch(&mut self, frame: &[u8]) {
        let holds = |text: &String| frame.windows(text.len()).any(|at| at == text.as_bytes());
        if let Some(text) = self.secrets.iter().find(|text| holds(text)) {
            self.leaked = Some(text.clone());
        }
    }

    /// Everybody meets everybody until nothing moves any more. Whether that came to be.
    ///
    /// # Errors
    /// What the engine said.
    pub fn settle(&mut self, rounds: usize) -> Result<bool, EngineError> {
        fault::take();
        for _ in 0..rounds {
            let mut moved = false;
            for a in self.living() {
                for b in self.living() {
                    if a != b {
                        moved |= self.meet(a, b, FRAMES_MAX)?;
                    }
                }
            }
            if !moved {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

#[derive(Debug, Default, Clone, Copy)]
struct Met {
    moved: bool,
    restarted: bool,
}

/// # Panics
/// If the disk fails.
fn copied(from: &Path, to: &Path) {
    if to.exists() {
        fs::remove_dir_all(to).expect("a copy can be removed");
    }
    fs::create_dir_all(to).expect("a folder can be made");
    for entry in fs::read_dir(from).expect("a home can be read") {
        let entry = entry.expect("a home can be read");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("a file has a type").is_dir() {
            copied(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("a file can be copied");
        }
    }
}
