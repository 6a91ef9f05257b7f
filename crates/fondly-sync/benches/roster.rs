//! What taking rosters in costs: `cargo bench -p fondly-sync`.

use std::collections::BTreeSet;

use divan::{Bencher, black_box};
use fondly_crypto::SigningKey;
use fondly_sync::{DeviceId, Roster, roster::Signer};

fn main() {
    divan::main();
}

fn key(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

/// Devices that somebody adds, nearly as many as a roster has room for.
const ADDED: u8 = 46;

/// The roster of somebody who added and removed devices, and then removed the last one again, until
/// it has so many records.
fn roster(records: usize) -> Roster {
    let (root, first) = (key(1), key(2));
    let mut roster = Roster::begin(&root, &first, [3; 16]);
    let by = Signer::Device(DeviceId(first.verifying_key()));
    let mut device = 2;
    while count(&roster) < records {
        if device < 2 + ADDED {
            device += 1;
            roster.add(&first, &key(device)).expect("there is room");
        }
        if count(&roster) < records {
            let gone = BTreeSet::from([DeviceId(key(device).verifying_key())]);
            roster.remove(&first, by, gone).expect("it is known");
        }
    }
    roster
}

fn count(roster: &Roster) -> usize {
    let records = Roster::decode_records(&roster.encode());
    records.expect("it was encoded").len()
}

/// A peer shows what is here already.
#[divan::bench(args = [10, 100])]
fn merges_what_is_held(bencher: Bencher<'_, '_>, records: usize) {
    let roster = roster(records);
    let shown = Roster::decode_records(&roster.encode()).expect("it was encoded");
    bencher.bench(|| black_box(&roster).merge(shown.clone()));
}

/// A peer shows twice as much as is here: the signatures of half of it are checked.
#[divan::bench(args = [10, 100])]
fn merges_as_much_again(bencher: Bencher<'_, '_>, records: usize) {
    let held = roster(records / 2);
    let shown = Roster::decode_records(&roster(records).encode()).expect("it was encoded");
    bencher.bench(|| black_box(&held).merge(shown.clone()));
}

/// A session has checked what is stored now: no signature is checked again.
#[divan::bench(args = [10, 100])]
fn stores_what_was_checked(bencher: Bencher<'_, '_>, records: usize) {
    let (held, shown) = (roster(2), roster(records));
    bencher.bench(|| black_box(&held).union(black_box(&shown)));
}

/// A thief has filled a roster, and a peer shows what the root answered.
#[divan::bench]
fn merges_beside_a_flood(bencher: Bencher<'_, '_>) {
    let (mut flood, mut answer) = (roster(2), roster(2));
    let (thief, nobody) = (key(3), DeviceId(key(4).verifying_key()));
    let by = Signer::Device(DeviceId(thief.verifying_key()));
    while flood.remove(&thief, by, BTreeSet::from([nobody])).is_ok() {}
    let gone = BTreeSet::from([DeviceId(thief.verifying_key())]);
    answer
        .remove(&key(1), Signer::Root, gone)
        .expect("the root has room");
    let shown = Roster::decode_records(&answer.encode()).expect("it was encoded");
    bencher.bench(|| black_box(&flood).merge(shown.clone()));
}

/// Somebody nobody has met: all signatures are checked.
#[divan::bench(args = [10, 100])]
fn decodes(bencher: Bencher<'_, '_>, records: usize) {
    let bytes = roster(records).encode();
    bencher.bench(|| Roster::decode(black_box(&bytes)));
}
