//! The power goes: what was not synced is lost, or arrives in part and in another order.
//!
//! A command runs once, under strace. Then its calls are made again on a model of a disk, which is
//! cut off behind each call that changed something, and the journal is opened as it is there.

mod fate;
mod recording;
mod volume;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use fondly_crypto::StoreKey;
use fondly_store::{EntryFilter, EntryRow, Store, StoreError};
use fondly_sync::{DeviceId, DocumentId, SpaceId};
use fondly_tests::{Person, befriend};
use tempfile::TempDir;

use crate::{acts::Act, chance::Chance, strace, view::view};
use fate::Fate;
use recording::{Event, record};
use volume::Volume;

/// How many operations the long form does, each with every point of it.
const OPERATIONS: &str = "FONDLY_CRASH_POWER";
const OPERATIONS_SHORT: u32 = 10;
/// What lies in a key file that has no passphrase, before the key.
const KEY_LIES_OPEN: &[u8] = b"insecure";
/// Files of a home that are not the store.
const FILES: [&str; 2] = ["config.json", "journal/key"];

/// All that a home holds.
#[derive(PartialEq, Eq, Clone)]
struct Held {
    entries: BTreeMap<DocumentId, EntryRow>,
    logs: Vec<(SpaceId, DeviceId, u64)>,
    files: [Option<Vec<u8>>; 2],
}

/// Opens the journal in this home, and gives what it holds.
fn held(home: &Path) -> Result<Held, String> {
    let files = FILES.map(|file| fs::read(home.join(file)).ok());
    let key = files[1].as_deref().ok_or("there is no key")?;
    let key = key.strip_prefix(KEY_LIES_OPEN).ok_or("the key is cut")?;
    let key: &[u8; 32] = key.try_into().map_err(|_| "the key is cut")?;
    let told = |error: StoreError| format!("the store says: {error}");
    let path = home.join("journal").join("store.db");
    let store = Store::open(&path, &StoreKey::from_bytes(key)).map_err(told)?;
    let findings = store.check().map_err(told)?;
    if !findings.is_empty() {
        return Err(findings.join("; "));
    }
    let all = EntryFilter {
        withdrawn: true,
        ..EntryFilter::default()
    };
    let read = store.read(|tx| {
        let mut logs = Vec::new();
        for space in tx.spaces()? {
            for (device, tip) in tx.tips(&space.space)? {
                logs.push((space.space, device, tip.next));
            }
        }
        Ok::<_, StoreError>((tx.entries(&all)?, logs))
    });
    let (rows, mut logs) = read.map_err(told)?;
    logs.sort();
    let entries = rows.into_iter().map(|row| (row.document, row)).collect();
    Ok(Held {
        entries,
        logs,
        files,
    })
}

/// What this home holds now, without touching it.
fn held_now(home: &Path) -> Held {
    let copy = workplace();
    let journal = copy.path().join("journal");
    fs::create_dir(&journal).unwrap();
    for file in [
        "config.json",
        "journal/key",
        "journal/store.db",
        "journal/store.db-wal",
    ] {
        if home.join(file).exists() {
            fs::copy(home.join(file), copy.path().join(file)).unwrap();
        }
    }
    held(copy.path()).unwrap()
}

/// A directory in memory where the system has one: nothing there waits for a disk.
fn workplace() -> TempDir {
    let memory = Path::new("/dev/shm");
    let made = if memory.is_dir() {
        tempfile::tempdir_in(memory)
    } else {
        tempfile::tempdir()
    };
    made.unwrap()
}

/// One command, done again on a volume.
struct Replay<'a> {
    volume: &'a mut Volume,
    /// Where the home is in the volume.
    home: &'a Path,
    /// `None` where there was no journal.
    before: Option<Held>,
    after: Held,
    /// Of so many points one is looked at.
    one_in: u32,
}

impl Replay<'_> {
    /// Lets the power go behind each thing that the command did. Gives how often.
    fn with_losses(&mut self, events: &[Event], chance: &mut Chance) -> Result<u32, String> {
        let mut losses = 0;
        let mut acknowledged = false;
        self.volume.process_begins();
        for (number, event) in events.iter().enumerate() {
            acknowledged |= *event == Event::Acknowledge;
            let changed = self.volume.apply(event);
            let last = number + 1 == events.len();
            let wanted = changed && chance.below(self.one_in) == 0;
            if !wanted && !last {
                continue;
            }
            for fate in Fate::ALL {
                losses += 1;
                self.loss(fate, acknowledged, chance)
                    .map_err(|error| format!("{fate:?} behind call {number}: {error}"))?;
            }
        }
        Ok(losses)
    }

    fn loss(&self, fate: Fate, acknowledged: bool, chance: &mut Chance) -> Result<(), String> {
        let place = workplace();
        self.volume.after_power_loss(fate, chance, place.path());
        let home = place.path().join(self.home);
        if self.before.is_none() && !acknowledged && !home.join("journal").exists() {
            return Ok(());
        }
        let found = held(&home)?;
        let fits = found == self.after
            || (!acknowledged && self.before.as_ref().is_none_or(|before| found == *before));
        if fits {
            Ok(())
        } else {
            Err(format!(
                "{} entries, {} before and {} after; acknowledged: {acknowledged}",
                found.entries.len(),
                self.before
                    .as_ref()
                    .map_or(0, |before| before.entries.len()),
                self.after.entries.len()
            ))
        }
    }
}

fn operations() -> (u32, u32) {
    let set = std::env::var(OPERATIONS).ok();
    set.map_or((OPERATIONS_SHORT, 4), |set| {
        (set.parse().expect("operations are a number"), 1)
    })
}

/// Ana, who is linked with Sam, and where her home is in a volume of all that she has.
fn ana() -> (Person, Person, PathBuf) {
    let [ana, sam] = ["Ana", "Sam"].map(Person::with_open_key);
    befriend((&ana, "Ana"), (&sam, "Sam"));
    let home = ana.home().strip_prefix(ana.all()).unwrap().to_path_buf();
    (ana, sam, home)
}

#[test]
fn what_was_acknowledged_outlives_the_loss_of_power() {
    if !strace::is_here() {
        return;
    }
    let (ana, _sam, home) = ana();
    let mut chance = Chance::new();
    let mut volume = Volume::of(ana.all());
    let mut before = held_now(&ana.home());
    let (operations, one_in) = operations();
    let mut losses = 0;
    for number in 0..operations {
        let own = view(&ana, &[]);
        let new = format!("operation {number}");
        let act = Act::any(&mut chance, Some("Sam"), &own, &new);
        let hold = number.to_string();
        let setting = ["config", "set", "share.hold", &hold];
        let args: Vec<&str> = if number % 10 == 9 {
            setting.to_vec()
        } else {
            act.args.iter().map(String::as_str).collect()
        };
        let events = record(&ana, &args);
        let after = held_now(&ana.home());
        let mut replay = Replay {
            volume: &mut volume,
            home: &home,
            before: Some(before),
            after: after.clone(),
            one_in,
        };
        let done = replay.with_losses(&events, &mut chance);
        losses += done.unwrap_or_else(|error| panic!("{:?}: {error}", args[0]));
        before = after;
    }
    println!("{operations} operations, {losses} losses of power");
}

#[test]
fn a_journal_that_was_made_outlives_the_loss_of_power() {
    if !strace::is_here() {
        return;
    }
    let jo = Person::without_journal();
    let home = Path::new("another").join("home");
    let at = jo.all().join(&home);
    let mut volume = Volume::of(jo.all());
    let mut chance = Chance::new();
    let init = [
        "--home",
        at.to_str().unwrap(),
        "init",
        "--name",
        "Jo",
        "--insecure-key-file",
    ];
    let events = record(&jo, &init);
    let mut replay = Replay {
        volume: &mut volume,
        home: &home,
        before: None,
        after: held_now(&at),
        one_in: operations().1,
    };
    let losses = replay.with_losses(&events, &mut chance).unwrap();
    println!("{losses} losses of power");
}

#[test]
fn a_program_that_does_not_sync_is_found_out() {
    if !strace::is_here() {
        return;
    }
    let (ana, _sam, home) = ana();
    let mut volume = Volume::of(ana.all());
    let before = held_now(&ana.home());
    let mut events = record(&ana, &["reflect", "lost"]);
    events.retain(|event| !matches!(event, Event::Sync { .. }));
    let mut replay = Replay {
        volume: &mut volume,
        home: &home,
        before: Some(before),
        after: held_now(&ana.home()),
        one_in: 1,
    };
    let found = replay.with_losses(&events, &mut Chance::new());
    assert!(found.is_err(), "{found:?}");
}
