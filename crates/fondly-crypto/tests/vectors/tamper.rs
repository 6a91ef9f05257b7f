//! Every single bit of an envelope, a wrap and a store key file counts.

use fondly_crypto::{EpochKey, SealingSecret, open, unwrap, unwrap_store_key};

use crate::file::{Record, borrowed, records};

fn first_that_opens(name: &str) -> Record {
    let found = records(name)
        .into_iter()
        .find(|record| record.text("expect") == "opens");
    found.expect("each of these files has a good record")
}

/// All that differ from `bytes` in one bit.
fn flips(bytes: &[u8]) -> impl Iterator<Item = (usize, Vec<u8>)> {
    (0..bytes.len() * 8).map(|bit| {
        let mut changed = bytes.to_vec();
        changed[bit / 8] ^= 1 << (bit % 8);
        (bit, changed)
    })
}

#[test]
fn every_flipped_bit_of_an_envelope_is_refused() {
    let record = first_that_opens("envelope");
    let key = EpochKey::from_bytes(&record.array("key"));
    let (prefix, context) = (record.bytes("prefix"), record.bytes("context"));
    let envelope = record.bytes("envelope");
    assert!(open(&key, &prefix, &context, &envelope).is_ok());
    for (bit, changed) in flips(&envelope) {
        assert!(
            open(&key, &prefix, &context, &changed).is_err(),
            "bit {bit}"
        );
    }
}

#[test]
fn every_flipped_bit_of_a_wrap_is_refused() {
    let record = first_that_opens("wrap");
    let secret = SealingSecret::from_bytes(&record.array("seed"));
    let info = record.all("info");
    let wrapped = record.bytes("wrap");
    assert!(unwrap(&secret, &borrowed(&info), &wrapped).is_ok());
    for (bit, changed) in flips(&wrapped) {
        assert!(
            unwrap(&secret, &borrowed(&info), &changed).is_err(),
            "bit {bit}"
        );
    }
}

#[test]
fn every_flipped_bit_of_a_store_key_file_is_refused() {
    let record = first_that_opens("store_key");
    let (passphrase, file) = (record.bytes("passphrase"), record.bytes("file"));
    assert!(unwrap_store_key(&passphrase, &file).is_ok());
    for (bit, changed) in flips(&file) {
        assert!(
            unwrap_store_key(&passphrase, &changed).is_err(),
            "bit {bit}"
        );
    }
}
