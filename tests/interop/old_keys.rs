//! Old keys go once nobody needs them, and nobody needs them who slept or is new.

use fondly_store::{SpaceKind, StoreError};
use fondly_tests::Person;

use super::{exchange, friends};

/// Of the bond of a home: the numbers of the epochs whose keys it holds, ascending, and how many
/// sealing secrets.
fn keys(person: &Person) -> (Vec<u64>, usize) {
    let store = super::open_store(person);
    let keys = store.read(|tx| {
        let spaces = tx.spaces()?;
        let bond = spaces.iter().find(|row| row.kind == SpaceKind::Bond);
        let space = bond.unwrap().space;
        let epochs = tx.epochs(&space)?;
        let mut numbers: Vec<u64> = epochs.iter().map(|row| row.epoch.number).collect();
        numbers.sort_unstable();
        Ok::<_, StoreError>((numbers, tx.sealing_secrets(&space)?.len()))
    });
    keys.unwrap()
}

#[test]
fn old_keys_go_once_every_device_has_a_later_epoch() {
    let (ana, sam) = friends();
    exchange(&sam, &ana, "Sam");
    assert_eq!(keys(&ana), (vec![1], 1));
    let phone = ana.another_device("phone");
    ana.writes(&["thanks", "Sam", "under a new key", "--now"]);
    exchange(&sam, &ana, "Sam");
    assert!(keys(&sam).0.starts_with(&[1, 2]), "{:?}", keys(&sam));
    // Until everybody has said that they have it, everybody keeps the old ones.
    for _ in 0..3 {
        exchange(&sam, &ana, "Sam");
        exchange(&sam, &phone, "Sam");
        exchange(&ana, &phone, "me");
    }
    for person in [&ana, &sam, &phone] {
        // Two devices may have made one each while apart.
        let (numbers, secrets) = keys(person);
        assert!(numbers.first() >= Some(&2), "{numbers:?}");
        assert_eq!(numbers.first(), numbers.last(), "{numbers:?}");
        assert_eq!(secrets, 1);
    }
    // All goes on under what is left.
    sam.writes(&["thanks", "Ana", "still readable", "--now"]);
    exchange(&sam, &phone, "Sam");
    assert_eq!(phone.texts(&["search", "readable"]), ["still readable"]);
}

#[test]
fn whoever_slept_through_several_epochs_needs_the_last_one_only() {
    let (ana, sam) = friends();
    exchange(&sam, &ana, "Sam");
    for number in 0..3 {
        let name = format!("phone {number}");
        let phone = ana.another_device(&name);
        ana.writes(&["thanks", "Sam", &name, "--now"]);
        exchange(&ana, &phone, "me");
        ana.json(&["device", "remove", &name]);
    }
    exchange(&sam, &ana, "Sam");
    assert_eq!(sam.texts(&["list"]).len(), 3);
    let last = ana.another_device("last");
    exchange(&sam, &last, "Sam");
    assert_eq!(last.texts(&["log", "Sam"]).len(), 3);
}
