//! Hot paths, each alone, so that callgrind can count their instructions: see `.ci/counts`.
//!
//! `fondly-counts prepare DIR` makes a journal there, without being counted. `fondly-counts PATH DIR`
//! goes that path once. Only what runs within the function of its name in [`measured`] counts.

mod measured;

use std::{env, fs, path::Path, process::ExitCode};

use fondly_corpus::{Entry, Kind, Writing};
use fondly_crypto::{EpochKey, SigningKey};
use fondly_engine::{
    Engine, Filter, Home, Reflect, Thanks,
    simulation::{clock, people},
};
use fondly_journal::{Actor, Addressee, Body, Place, create};
use fondly_sim::world::World;
use fondly_sync::{
    Content, DeviceId, EpochId, Item, Owner, Payload, PersonId, Record, Run, SpaceId, Subject,
    envelope::Contents,
    record::{self, log_start, sign},
};

const ENTRIES: usize = 5000;
/// The records of a full envelope, and of a batch that is taken in.
const BATCH: usize = 256;
const FRAMES_MAX: usize = 10_000;
/// A clock that stands still, so that every run does the same.
const NOW: i64 = 1_795_000_000;
const ME: PersonId = PersonId([1; 32]);
type Measured = fn(&Path);
const PATHS: &[(&str, Measured)] = &[
    ("envelope", envelope),
    ("creation", creation),
    ("open", open),
    ("append", append),
    ("list", list),
    ("search", search),
    ("batch", batch),
];

fn main() -> ExitCode {
    clock::set(Some(NOW));
    let args: Vec<String> = env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["prepare", dir] => prepare(Path::new(dir)),
        ["paths"] => PATHS.iter().for_each(|(name, _)| println!("{name}")),
        [name, dir] if PATHS.iter().any(|path| path.0 == name) => {
            let found = PATHS.iter().find(|path| path.0 == name);
            found.into_iter().for_each(|(_, path)| path(Path::new(dir)));
        }
        _ => {
            eprintln!("usage: fondly-counts prepare DIR | paths | PATH DIR");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

fn home(dir: &Path) -> Home {
    Home::at(dir.join("home"))
}

fn opened(dir: &Path) -> Engine {
    people::open(&home(dir)).expect("it was prepared")
}

/// A journal with entries of one person.
fn prepare(dir: &Path) {
    let (mut engine, _) = people::begin(&home(dir), "Ana", "laptop").expect("a journal");
    let entries: Vec<_> = Writing::new(1, ENTRIES)
        .take(ENTRIES)
        .iter()
        .map(as_json)
        .collect();
    let file = dir.join("import.json");
    let json = serde_json::json!({ "format": "fondly", "version": 1, "entries": entries });
    fs::write(&file, json.to_string()).expect("a file");
    let done = engine.import(&file, None, false).expect("entries");
    assert_eq!(done.imported, ENTRIES);
}

fn as_json(entry: &Entry) -> serde_json::Value {
    let kind = if entry.kind == Kind::Response {
        Kind::Reflection
    } else {
        entry.kind
    };
    let written_at = entry.written_at().to_string();
    serde_json::json!({ "id": entry.id, "kind": kind, "text": entry.text, "written_at": written_at })
}

fn one_more() -> Entry {
    let mut writing = Writing::new(2, ENTRIES);
    writing.take(1).pop().expect("one")
}

fn envelope(_: &Path) {
    let (key, epoch) = (EpochKey::from_bytes(&[7; 32]), EpochId([8; 32]));
    let space = SpaceId::journal(&ME);
    let contents = contents(&space);
    let opened = measured::envelope(&key, &space, &epoch, &contents);
    assert_eq!(opened, contents);
}

fn contents(space: &SpaceId) -> Contents {
    let key = SigningKey::from_bytes(&[3; 32]);
    let device = DeviceId(key.verifying_key());
    let mut place = record::Place {
        space: *space,
        device,
        seq: 0,
        prev: log_start(space, &device),
    };
    let first = place.prev;
    let records: Vec<Record> = Writing::new(1, BATCH)
        .take(BATCH)
        .into_iter()
        .map(|entry| {
            let record = sign(&key, &ME, &place, item(&entry, place.seq));
            place.prev = record.hash;
            place.seq += 1;
            record
        })
        .collect();
    let runs = vec![Run::of(first, &records).expect("a run")];
    Contents { device, runs }
}

fn item(entry: &Entry, seq: u64) -> Item {
    // Spread over all bits, as chance would be.
    let spread = u128::from(seq + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835);
    let nonce = spread.to_le_bytes();
    let payload = Payload {
        salt: nonce,
        written_at: entry.written_at_s,
        body: entry.text.clone().into_bytes(),
    };
    Item {
        subject: Subject::Create {
            owner: Owner::Author,
            nonce,
        },
        content: Content::Full(payload),
    }
}

fn creation(_: &Path) {
    let actor = Actor([7; 16]);
    let body = Body {
        kind: fondly_journal::Kind::Appreciation,
        to: Addressee::Person([9; 32]),
        text: one_more().text,
        feelings: vec!["tired".into(), "hopeful".into()],
        tags: vec!["home".into()],
        date: "2026-11-23".into(),
        utc_offset_min: Some(60),
        ..Body::default()
    };
    let change = create(&actor, Place::Journal, &body).expect("within limits");
    let admitted = measured::creation(&change.bytes, &actor);
    assert_eq!(admitted, body);
}

fn open(dir: &Path) {
    let engine = measured::open(&home(dir));
    drop(engine);
}

fn append(dir: &Path) {
    let mut engine = opened(dir);
    let reflect = Reflect {
        text: one_more().text,
        ..Reflect::default()
    };
    measured::append(&mut engine, reflect);
}

fn list(dir: &Path) {
    let filter = Filter {
        limit: Some(20),
        ..Filter::default()
    };
    assert_eq!(measured::list(&opened(dir), &filter), 20);
}

fn search(dir: &Path) {
    let filter = Filter {
        limit: Some(20),
        ..Filter::default()
    };
    let words = Writing::new(1, ENTRIES).sought();
    assert!(measured::search(&opened(dir), &words, &filter) > 0);
}

/// What one shared comes to the other, both sides counted.
fn batch(_: &Path) {
    let mut world = World::new(1, 2).expect("two people");
    assert!(world.settle(4).expect("they meet"));
    let before = world.list(1).expect("a list").len();
    let entries = Writing::new(1, BATCH).take(BATCH);
    world
        .on(0, |engine| {
            entries.into_iter().try_for_each(|entry| {
                let thanks = Thanks {
                    name: "Sam".into(),
                    text: entry.text,
                    now: true,
                    ..Thanks::default()
                };
                engine.thanks(thanks).map(drop)
            })
        })
        .expect("entries");
    assert!(measured::batch(&mut world, FRAMES_MAX));
    let came = world.list(1).expect("a list").len() - before;
    assert_eq!(came, BATCH);
}
