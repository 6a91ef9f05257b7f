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

/// The roster of somebody who added and removed devices until it has so many records.
fn roster(records: usize) -> Roster {
    let (root, first) = (key(1), key(2));
    let mut roster = Roster::begin(&root, &first, [3; 16]);
    let by = Signer::Device(DeviceId(first.verifying_key()));
    let mut device = 2;
    while count(&roster) < records {
        device += 1;
        let next = key(device);
        roster.add(&first, &next).expect("there is room");
        if count(&roster) < records {
            let gone = BTreeSet::from([DeviceId(next.verifying_key())]);
            roster.remove(&first, by, gone).expect("it is in");
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

/// Somebody nobody has met: all signatures are checked.
#[divan::bench(args = [10, 100])]
fn decodes(bencher: Bencher<'_, '_>, records: usize) {
    let bytes = roster(records).encode();
    bencher.bench(|| Roster::decode(black_box(&bytes)));
}
