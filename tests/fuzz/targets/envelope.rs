//! Envelopes of a stranger, and of a partner who has the key.
#![no_main]

use std::cell::RefCell;

use fondly_crypto::{EpochKey, seal};
use fondly_sync::{
    EpochId, PersonId, SpaceId,
    codec::encode,
    envelope::{SUITE, open_envelope, padded_length},
    limits::{ENVELOPE_CONTENT_BYTES_MAX, ENVELOPE_RECORDS_MAX},
};
use libfuzzer_sys::fuzz_target;
use zstd::bulk::Compressor;

const SPACE: SpaceId = SpaceId([9; 32]);
const EPOCH: EpochId = EpochId([0x11; 32]);

thread_local! {
    /// Made once: it takes more memory than all that it packs.
    static PACKER: RefCell<Compressor<'static>> =
        RefCell::new(Compressor::new(1).expect("a level that there is"));
}

fn sealed(key: &EpochKey, plaintext: &[u8]) -> Vec<u8> {
    let context = [[SUITE].as_slice(), &SPACE.0, &EPOCH.0].concat();
    seal(key, b"FNDE\x01\x01", &context, &[0x88; 24], plaintext)
}

fn padded(frame: &[u8]) -> Vec<u8> {
    let mut plaintext = (frame.len() as u32).to_le_bytes().to_vec();
    plaintext.extend_from_slice(frame);
    plaintext.resize(padded_length(plaintext.len()), 0);
    plaintext
}

fuzz_target!(|data: &[u8]| {
    let key = EpochKey::from_bytes(&[0x22; 32]);
    let Some((how, rest)) = data.split_first() else {
        return;
    };
    // As it came, as what is sealed, as the zstd frame in it, and as what is compressed in that.
    let bytes = match how % 4 {
        0 => data.to_vec(),
        1 => sealed(&key, rest),
        2 => sealed(&key, &padded(rest)),
        _ => match PACKER.with(|packer| packer.borrow_mut().compress(rest)) {
            Ok(frame) => sealed(&key, &padded(&frame)),
            Err(_) => return,
        },
    };
    let Ok((epoch, contents)) = open_envelope([(&EPOCH, &key)], &SPACE, &bytes) else {
        return;
    };
    assert_eq!(epoch, EPOCH);
    assert!(encode(&contents).len() <= ENVELOPE_CONTENT_BYTES_MAX);
    let records: usize = contents.runs.iter().map(|run| run.items.len()).sum();
    assert!(records <= ENVELOPE_RECORDS_MAX);
    for run in contents.runs {
        drop(run.verify(&SPACE, &contents.device, &PersonId([2; 32])));
    }
});
