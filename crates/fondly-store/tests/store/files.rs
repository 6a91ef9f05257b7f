//! The file: how it is made, and what happens with one that is not as it should be.

use std::{
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
};

use fondly_crypto::StoreKey;
use fondly_store::{EntryFilter, Store, StoreError};
use rusqlite::Connection;

use crate::support::{Home, KEY, entry, raw, raw_sha512, store_key};

fn open(path: &Path) -> Result<Store, StoreError> {
    Store::open(path, &store_key())
}

/// A store of some pages, closed.
fn closed() -> (Home, PathBuf) {
    let mut home = Home::new();
    let (journal, me) = (home.journal, home.me.id());
    home.write(|tx| {
        (0..200).try_for_each(|n| {
            tx.put_entry(&entry(journal, me, n, &format!("text {n} ").repeat(30)))
        })
    });
    home.store.truncate_wal().unwrap();
    let path = home.dir.path().join("copy.db");
    fs::copy(home.path(), &path).unwrap();
    (home, path)
}

#[test]
fn what_was_written_is_there_after_opening_again() {
    let mut home = Home::new();
    let row = entry(home.journal, home.me.id(), 1, "still here");
    home.write(|tx| tx.put_entry(&row));
    let (path, identity) = (home.path(), home.identity());
    let Home { dir, store, .. } = home;
    drop(store);

    let store = open(&path).unwrap();
    store
        .read(|tx| {
            assert_eq!(tx.entry(&row.document)?, Some(row));
            assert_eq!(tx.identity()?, identity);
            Ok::<_, StoreError>(())
        })
        .unwrap();
    assert_eq!(store.check(), Ok(Vec::new()));
    drop(dir);
}

#[cfg(unix)]
#[test]
fn only_the_owner_can_read_the_files() {
    use std::os::unix::fs::PermissionsExt as _;

    let mut home = Home::new();
    home.write(|tx| tx.put_note("a", b"1"));
    let mut names = Vec::new();
    for file in fs::read_dir(home.dir.path()).unwrap() {
        let file = file.unwrap();
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        names.push(file.file_name().into_string().unwrap());
    }
    names.sort();
    assert_eq!(names, ["store.db", "store.db-shm", "store.db-wal"]);
}

#[test]
fn files_show_nothing_of_what_they_hold() {
    let mut home = Home::new();
    let (journal, me) = (home.journal, home.me.id());
    home.write(|tx| tx.put_entry(&entry(journal, me, 1, "raspberry")));
    for name in ["store.db", "store.db-wal"] {
        let bytes = fs::read(home.dir.path().join(name)).unwrap();
        for text in ["raspberry", "SQLite format", "entry"] {
            let shows = bytes
                .windows(text.len())
                .any(|window| window == text.as_bytes());
            assert!(!shows, "{name} shows {text}");
        }
    }
}

#[test]
fn file_that_is_there_is_not_overwritten() {
    let home = Home::new();
    let before = fs::read(home.path()).unwrap();
    assert_eq!(
        Store::create(&home.path(), &store_key()).err(),
        Some(StoreError::Exists)
    );
    assert_eq!(fs::read(home.path()).unwrap(), before);
}

#[test]
fn missing_file_is_not_made_by_opening() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("store.db");
    let missing = StoreError::Io {
        kind: ErrorKind::NotFound,
    };
    assert_eq!(open(&path).err(), Some(missing));
    assert!(!path.exists());
}

#[test]
fn wrong_key_does_not_open() {
    let (_home, path) = closed();
    for bit in [0, 255] {
        let mut key = KEY;
        key[bit / 8] ^= 1 << (bit % 8);
        let opened = Store::open(&path, &StoreKey::from_bytes(&key));
        assert_eq!(opened.err(), Some(StoreError::WrongKey));
    }
    assert!(open(&path).is_ok());
}

#[test]
fn other_file_is_no_store() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("store.db");
    fs::write(&path, "Dear diary, ".repeat(1000)).unwrap();
    assert_eq!(open(&path).err(), Some(StoreError::WrongKey));
    fs::write(&path, "").unwrap();
    assert_eq!(open(&path).err(), Some(StoreError::Corrupt));
}

#[test]
fn truncated_file_is_noticed() {
    let (_home, path) = closed();
    let whole = fs::read(&path).unwrap();
    for length in [1, 4095] {
        fs::write(&path, &whole[..length]).unwrap();
        assert!(open(&path).is_err(), "{length}");
    }
    for length in [4096, whole.len() - 4096] {
        fs::write(&path, &whole[..length]).unwrap();
        assert_eq!(open(&path).err(), Some(StoreError::Corrupt), "{length}");
    }
}

#[test]
fn flipped_bit_is_found_on_every_page() {
    let (_home, path) = closed();
    let whole = fs::read(&path).unwrap();
    assert!(whole.len() > 20 * 4096);
    for page in (1..whole.len() / 4096).step_by(7) {
        let mut damaged = whole.clone();
        damaged[page * 4096 + 1000] ^= 1;
        fs::write(&path, &damaged).unwrap();
        let found = open(&path).and_then(|store| store.check());
        let noticed =
            found == Err(StoreError::Corrupt) || found.is_ok_and(|found| !found.is_empty());
        assert!(noticed, "page {page}");
    }
    let mut damaged = whole;
    damaged[1000] ^= 1;
    fs::write(&path, &damaged).unwrap();
    assert_eq!(open(&path).err(), Some(StoreError::WrongKey));
}

#[test]
fn a_torn_page_that_the_log_has_whole_is_no_damage() {
    const FRAME_BYTES: usize = 24 + 4096;
    let (mut home, _) = closed();
    let (journal, me) = (home.journal, home.me.id());
    home.write(|tx| (0..200).try_for_each(|n| tx.put_entry(&entry(journal, me, n, "another"))));
    let wal = fs::read(home.dir.path().join("store.db-wal")).unwrap();
    let mut main = fs::read(home.path()).unwrap();
    let mut torn = 0;
    for frame in wal[32..].chunks_exact(FRAME_BYTES) {
        let number = frame[..4]
            .iter()
            .fold(0, |n, byte| n << 8 | usize::from(*byte));
        if let Some(page) = main.chunks_mut(4096).nth(number - 1) {
            page[2048..].fill(0);
            torn += 1;
        }
    }
    assert!(torn > 5, "{torn}");
    let copy = tempfile::tempdir().unwrap();
    let path = copy.path().join("store.db");
    fs::write(&path, main).unwrap();
    fs::write(copy.path().join("store.db-wal"), wal).unwrap();
    assert_eq!(open(&path).unwrap().check(), Ok(Vec::new()));
}

#[test]
fn damage_is_an_error_where_it_is_read() {
    let (_home, path) = closed();
    let mut bytes = fs::read(&path).unwrap();
    for page in bytes.chunks_mut(4096).skip(20) {
        page[2000] ^= 1;
    }
    fs::write(&path, &bytes).unwrap();
    let listed = open(&path).and_then(|store| store.read(|tx| tx.entries(&EntryFilter::default())));
    assert_eq!(listed, Err(StoreError::Corrupt));
}

#[test]
fn file_of_a_newer_program_is_left_alone() {
    let (_home, path) = closed();
    let db = raw(&path);
    db.execute_batch("PRAGMA user_version = 99").unwrap();
    drop(db);
    let newer = StoreError::NewerSchema {
        found: 99,
        known: SCHEMA,
    };
    assert_eq!(open(&path).err(), Some(newer));
}

#[test]
fn reading_cannot_write() {
    let home = Home::new();
    assert_eq!(
        home.store.read(|tx| tx.put_note("a", b"1")),
        Err(StoreError::ReadOnly)
    );
    assert_eq!(home.read(|tx| tx.note("a")), None);
}

#[test]
fn failed_work_leaves_nothing() {
    let mut home = Home::new();
    let failed: Result<(), StoreError> = home.store.write(|tx| {
        tx.put_note("a", b"1")?;
        Err(StoreError::Unknown { what: "reason" })
    });
    assert_eq!(failed, Err(StoreError::Unknown { what: "reason" }));
    assert_eq!(home.read(|tx| tx.note("a")), None);
}

#[test]
fn truncating_empties_the_log_beside_the_file() {
    let mut home = Home::new();
    home.write(|tx| tx.put_note("a", b"1"));
    let wal = home.dir.path().join("store.db-wal");
    assert!(fs::metadata(&wal).unwrap().len() > 0);
    home.store.truncate_wal().unwrap();
    assert_eq!(fs::metadata(&wal).unwrap().len(), 0);
    assert_eq!(home.read(|tx| tx.note("a")), Some(b"1".to_vec()));
}

/// The schema that this program writes.
const SCHEMA: u32 = 9;

/// Each file was written by the program that had its schema. One of every schema stays here, and one of each way
/// to seal pages.
#[test]
fn files_of_all_schemas_open() {
    if std::env::var_os("FONDLY_WRITE_VECTORS").is_some() {
        write_fixture();
    }
    for schema in 1..=SCHEMA {
        file_opens(&fixture(&format!("schema-{schema}")));
    }
    file_opens(&fixture("schema-6-sha256"));
}

fn is_read(db: &Connection) -> bool {
    db.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))
        .is_ok()
}

#[test]
fn pages_of_new_files_have_sha256_and_those_of_old_ones_stay() {
    let (_home, new) = closed();
    assert!(is_read(&raw(&new)) && !is_read(&raw_sha512(&new)));

    let dir = tempfile::tempdir().unwrap();
    let old = dir.path().join("store.db");
    fs::copy(fixture("schema-6"), &old).unwrap();
    let mut store = open(&old).unwrap();
    store.write(|tx| tx.put_note("a", b"1")).unwrap();
    drop(store);
    assert!(is_read(&raw_sha512(&old)) && !is_read(&raw(&old)));
    let note = open(&old).unwrap().read(|tx| tx.note("a"));
    assert_eq!(note, Ok(Some(b"1".to_vec())));
}

fn file_opens(fixture: &Path) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("store.db");
    fs::copy(fixture, &path).unwrap();
    let mut store = open(&path).unwrap();
    assert_eq!(store.check(), Ok(Vec::new()));
    let entries = store
        .read(|tx| tx.entries(&EntryFilter::default()))
        .unwrap();
    let texts: Vec<&str> = entries.iter().map(|entry| entry.text.as_str()).collect();
    assert_eq!(texts, ["thank you for the tea", "the sea was warm"]);
    let identity = store.read(|tx| tx.identity()).unwrap();
    assert_eq!(identity, Home::new().identity());
    let tips = store
        .read(|tx| tx.tips(&fondly_sync::SpaceId::journal(&identity.person)))
        .unwrap();
    assert_eq!(tips.values().map(|tip| tip.next).collect::<Vec<_>>(), [2]);
    let device = tips.into_keys().next().unwrap();
    let journal = fondly_sync::SpaceId::journal(&identity.person);
    let (_, records) = store
        .read(|tx| tx.records(&journal, &device, 0, 10, 1 << 20))
        .unwrap();
    let bodies: Vec<&[u8]> = records
        .iter()
        .map(|record| match &record.item.content {
            fondly_sync::Content::Full(payload) => payload.body.as_slice(),
            fondly_sync::Content::Hole(_) => b"nothing".as_slice(),
        })
        .collect();
    assert_eq!(
        bodies,
        [b"the sea was warm".as_slice(), b"thank you for the tea"]
    );
    let found = store
        .read(|tx| tx.search(&["sea".to_owned()], &EntryFilter::default()))
        .unwrap();
    assert_eq!(found.len(), 1);
    store
        .write(|tx| tx.remove_entry(&found[0].document))
        .unwrap();
    assert_eq!(store.check(), Ok(Vec::new()));
}

/// Written where FONDLY_WRITE_VECTORS is set, with the key of all stores here: 32 times 0x07.
fn fixture(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors/store");
    folder.join(format!("{name}.db"))
}

/// The file as this program makes it.
const NEWEST: &str = "schema-9";

/// Writes it.
fn write_fixture() {
    let mut home = Home::new();
    let (journal, me) = (home.journal, home.me.id());
    let texts = ["the sea was warm", "thank you for the tea"];
    let items = (1..)
        .zip(texts)
        .map(|(n, text)| crate::support::create(n, text));
    let records = home.me.log(&journal, items);
    let device = home.me.device();
    home.write(|tx| {
        for (n, (record, text)) in (1..).zip(records.iter().zip(texts)) {
            tx.append_own(&journal, &device, record, 1_700_000_000)?;
            let row = entry(journal, me, n, text);
            tx.put_entry(&fondly_store::EntryRow {
                document: record.document,
                ..row
            })?;
        }
        Ok(())
    });
    home.store.truncate_wal().unwrap();
    fs::create_dir_all(fixture(NEWEST).parent().unwrap()).unwrap();
    fs::copy(home.path(), fixture(NEWEST)).unwrap();
}
