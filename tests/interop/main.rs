//! Two and three people with a process each, over loopback: what reaches whom, and what never
//! does.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod at_rest;
mod bond;
mod bundles;
mod clocks;
mod comparing;
mod contract;
mod dating;
mod deepening;
mod devices;
mod drafting;
mod editing;
mod exposing;
mod guide;
mod hearing;
mod held;
mod invites;
mod journey;
mod letting;
mod linking;
mod linking_cut;
mod linking_words;
mod listening;
mod mutual;
mod naming;
mod notices;
mod offline;
mod old_keys;
mod parting;
mod ports;
mod put_back;
mod recalling;
mod recovery;
mod removal;
mod served;
mod standing;
mod third;
mod unseen;
mod watching;
mod withdrawing;

use fondly_tests::{Person, befriend};

/// Ana and Sam, linked, each of whom has typed the other's words.
fn friends() -> (Person, Person) {
    let (ana, sam) = (Person::with_open_key("Ana"), Person::with_open_key("Sam"));
    befriend((&ana, "Ana"), (&sam, "Sam"));
    (ana, sam)
}

/// One exchange between the two: one serves meanwhile, and the other syncs.
fn exchange(serving: &Person, syncing: &Person, name: &str) -> serde_json::Value {
    let serve = serving.serve();
    let peers = syncing.syncs_with(name);
    serve.stop();
    peers
}

/// The store of somebody with an open key, as whoever has the home and the key can read it.
fn open_store(person: &Person) -> fondly_store::Store {
    let journal = person.home().join("journal");
    let file = std::fs::read(journal.join("key")).unwrap();
    let key = file.strip_prefix(b"insecure").unwrap();
    let key = fondly_crypto::StoreKey::from_bytes(key.try_into().unwrap());
    fondly_store::Store::open(&journal.join("store.db"), &key).unwrap()
}
