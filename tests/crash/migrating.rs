//! Killed while a file of an older schema is brought up.

use std::{fs, os::unix::fs::PermissionsExt as _, path::Path};

use fondly_crypto::StoreKey;
use fondly_store::{EntryFilter, Store, StoreError};
use fondly_tests::Person;

use crate::{killing::Killer, rounds};

/// The key of the stores among the vectors.
const KEY: [u8; 32] = [7; 32];
/// What lies in a key file that has no passphrase, before the key.
const KEY_LIES_OPEN: &[u8] = b"insecure";
/// What every store among the vectors holds.
const KEPT: [&str; 2] = ["thank you for the tea", "the sea was warm"];

/// Somebody whose journal was written by a program of `schema`.
fn of_schema(schema: u32) -> Person {
    let person = Person::without_journal();
    let journal = person.home().join("journal");
    fs::create_dir(&journal).unwrap();
    fs::set_permissions(&journal, fs::Permissions::from_mode(0o700)).unwrap();
    let vectors = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors/store");
    let store = journal.join("store.db");
    fs::copy(vectors.join(format!("schema-{schema}.db")), &store).unwrap();
    fs::write(journal.join("key"), [KEY_LIES_OPEN, &KEY].concat()).unwrap();
    for file in [store, journal.join("key")] {
        fs::set_permissions(file, fs::Permissions::from_mode(0o600)).unwrap();
    }
    person
}

fn texts(person: &Person) -> Vec<String> {
    let path = person.home().join("journal").join("store.db");
    let store = Store::open(&path, &StoreKey::from_bytes(&KEY)).unwrap();
    assert_eq!(store.check(), Ok(Vec::new()));
    let entries = store.read(|tx| tx.entries(&EntryFilter::default()));
    let entries: Result<_, StoreError> = entries;
    entries.unwrap().into_iter().map(|row| row.text).collect()
}

#[test]
fn a_killed_migration_loses_nothing_and_is_taken_up_again() {
    let mut killer = Killer::new();
    for round in 0..rounds(18) {
        let person = of_schema(1 + round % 3);
        let new = format!("round {round}");
        let args = ["reflect", &new].map(str::to_owned);
        let acknowledged = killer.acknowledged(&person, &args);
        let mut found = texts(&person);
        let done = found.contains(&new);
        assert!(done || !acknowledged, "lost in round {round}");
        killer.count(if acknowledged {
            "acknowledged"
        } else {
            "killed before"
        });
        found.retain(|text| *text != new);
        assert_eq!(found, KEPT, "round {round}");
        person.writes(&["reflect", "the last"]);
        person.json(&["doctor"]);
        assert_eq!(texts(&person).len(), KEPT.len() + usize::from(done) + 1);
    }
    killer.report();
    assert!(killer.counted("killed before") > 0);
}
