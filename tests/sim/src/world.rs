//! Homes on a disk, and links between them that the simulator makes and cuts.

mod files;
mod homes;
mod removed;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use fondly_crypto::RecoveryWords;
use fondly_engine::{
    Engine, EngineError, EntryView, Filter, Home,
    simulation::{self, clock, fault, people},
};
use rand_chacha::ChaCha8Rng;
use rand_core::SeedableRng as _;

use crate::{
    network::{FRAMES_MAX, Network},
    oracles::travelling::Letters,
    planting::word,
    trace::Trace,
};

/// The names of the people; each calls the others so.
pub const PEOPLE: [&str; 3] = ["Ana", "Sam", "Cleo"];
const BEGIN: i64 = 1_795_000_000;
/// Where there is a file system in memory: that a disk keeps what it was told to is tested by
/// `tests/crash`.
const MEMORY: &str = "/dev/shm";

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
    /// What is between the homes.
    pub network: Network,
    /// Everything that was ever said over it, and to whom.
    pub letters: Letters,
    /// Files that were made to be passed by hand.
    pub bundles: Vec<Vec<u8>>,
    /// Words that stand nowhere else, and who wrote them.
    pub planted: Vec<(String, usize)>,
    /// The entries that were ever written.
    pub entries: BTreeSet<String>,
    /// Of which entry each edition is.
    pub editions: BTreeMap<String, String>,
    /// What happened.
    pub trace: Trace,
    /// The first thing that must never happen.
    wrong: Option<String>,
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
        let dir = if Path::new(MEMORY).is_dir() {
            tempfile::tempdir_in(MEMORY)
        } else {
            tempfile::tempdir()
        };
        let dir = dir.expect("a temporary directory");
        let mut world = Self {
            dir,
            devices: Vec::new(),
            now: BEGIN,
            rng: ChaCha8Rng::seed_from_u64(seed),
            network: Network::default(),
            letters: Letters::default(),
            bundles: Vec::new(),
            planted: Vec::new(),
            entries: BTreeSet::new(),
            editions: BTreeMap::new(),
            trace: Trace::default(),
            wrong: None,
            words: Vec::new(),
            backups: BTreeSet::new(),
        };
        clock::set(Some(world.now));
        for (person, name) in PEOPLE.iter().enumerate().take(people) {
            let device = format!("{name} 0");
            let (engine, words) = people::begin(&world.home(person), name, &device)?;
            let id = simulation::who(&engine).person;
            world.letters.people.insert(id, person);
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

    /// The home at a place.
    pub fn home(&self, place: usize) -> Home {
        Home::at(self.dir.path().join(place.to_string()))
    }

    /// Takes a home away from the world. Links with it end.
    ///
    /// # Panics
    /// If it was taken.
    fn stop(&mut self, device: usize) {
        self.network.end_links_with(device);
        drop(self.take(device));
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

    /// A process dies and begins again: the files are as they were at that moment.
    ///
    /// # Errors
    /// What the engine said.
    pub fn restart(&mut self, device: usize) -> Result<(), EngineError> {
        let files = self.store_files(device);
        self.network.end_links_with(device);
        // An orderly end empties the log beside the store.
        drop(self.take(device));
        for (path, bytes) in files {
            fs::write(path, bytes).expect("a file can be written");
        }
        self.open(device)
    }

    /// A process ends in order and begins again.
    ///
    /// # Errors
    /// What the engine said.
    pub fn reopen(&mut self, device: usize) -> Result<(), EngineError> {
        self.stop(device);
        self.open(device)
    }

    fn open(&mut self, device: usize) -> Result<(), EngineError> {
        let engine = people::open(&self.home(self.devices[device].place))?;
        self.give(device, engine);
        Ok(())
    }

    /// Words that nobody ever wrote.
    pub fn plant(&mut self, author: usize) -> String {
        let word = word(self.planted.len());
        self.planted.push((word.clone(), author));
        word
    }

    /// Notes something that must never happen.
    pub(crate) fn is_wrong(&mut self, what: String) {
        self.wrong.get_or_insert(what);
    }

    /// What happened that must never happen, if anything did.
    ///
    /// # Errors
    /// What it was.
    pub fn nothing_went_wrong(&self) -> Result<(), String> {
        self.wrong.clone().map_or(Ok(()), Err)
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
        self.stop(device);
        let (from, to) = (self.path(place), self.path(place).with_extension("copy"));
        copied(&from, &to);
        self.open(device)
    }

    /// Puts the home of a device back from its copy.
    ///
    /// # Errors
    /// What the engine said.
    pub fn put_back(&mut self, device: usize) -> Result<(), EngineError> {
        let place = self.devices[device].place;
        self.stop(device);
        // It does not know any more what it did since.
        self.letters.ended.retain(|(by, _)| *by != device);
        let (to, from) = (self.path(place), self.path(place).with_extension("copy"));
        copied(&from, &to);
        self.open(device)
    }

    fn path(&self, place: usize) -> std::path::PathBuf {
        self.dir.path().join(place.to_string())
    }

    /// Everybody meets everybody until nothing moves any more. Whether that came to be.
    ///
    /// # Errors
    /// What the engine said.
    pub fn settle(&mut self, rounds: usize) -> Result<bool, EngineError> {
        fault::take();
        self.network.mend();
        // What both held when one last dialled the other and nothing came of it.
        let mut quiet = BTreeMap::new();
        // The same where it failed: whoever was not known introduces itself when it dials again.
        let mut failed = BTreeMap::new();
        for _ in 0..rounds {
            let mut moved = false;
            for a in self.living() {
                for b in self.living() {
                    let held = (self.holds(a)?, self.holds(b)?);
                    if a == b || quiet.get(&(a, b)) == Some(&held) {
                        continue;
                    }
                    let met = self.meet_about_all(a, b, FRAMES_MAX)?;
                    if met.moved || held != (self.holds(a)?, self.holds(b)?) {
                        moved = true;
                    } else if !met.failed {
                        quiet.insert((a, b), held);
                    } else if failed.get(&(a, b)) != Some(&held) {
                        failed.insert((a, b), held);
                        moved = true;
                    }
                }
            }
            if !moved {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// A number for all that a device holds.
    fn holds(&mut self, device: usize) -> Result<u64, EngineError> {
        self.on(device, |engine| simulation::held(engine))
    }
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
