//! Envelopes, good and faulty.

use std::io::Write as _;

use fondly_crypto::{EpochKey, seal};
use fondly_sync::{
    EpochId, SpaceId,
    codec::encode,
    envelope::{Contents, SUITE, seal_envelope},
};

use super::{Object, device, epoch_key, object, place, records::run, with};

pub(super) fn envelope() -> Vec<u8> {
    let (epoch, key) = epoch_key();
    let contents = Contents {
        device: device(2),
        runs: vec![run()],
    };
    seal_envelope(&key, &place().0, &epoch, &[0x88; 24], &contents).expect("it is small")
}

/// Seals a plaintext that no writer makes.
pub(super) fn sealed(plaintext: &[u8]) -> Vec<u8> {
    let (epoch, key) = epoch_key();
    sealed_under((&epoch, &key), &place().0, plaintext)
}

/// Seals a plaintext under any key.
pub(super) fn sealed_under(
    (epoch, key): (&EpochId, &EpochKey),
    space: &SpaceId,
    plaintext: &[u8],
) -> Vec<u8> {
    let context = [[SUITE].as_slice(), &space.0, &epoch.0].concat();
    seal(key, b"FNDE\x01\x01", &context, &[0x88; 24], plaintext)
}

pub(super) fn padded(frame: &[u8], length: usize) -> Vec<u8> {
    let mut plaintext = u32::try_from(frame.len())
        .expect("short")
        .to_le_bytes()
        .to_vec();
    plaintext.extend_from_slice(frame);
    plaintext.resize(length, 0);
    plaintext
}

pub(super) fn zstd_of(contents: &Contents) -> Vec<u8> {
    zstd::bulk::compress(&encode(contents), 3).expect("it compresses")
}

/// 8 MiB of zeros in a window that is allowed.
pub(super) fn bomb() -> Vec<u8> {
    let mut encoder = zstd::stream::Encoder::new(Vec::new(), 3).expect("an encoder");
    encoder.window_log(20).expect("a window of 1 MiB");
    encoder.write_all(&vec![0; 8 << 20]).expect("it compresses");
    encoder.finish().expect("it compresses")
}

pub(super) fn faulty_envelopes() -> Vec<(Object, &'static str)> {
    let good = envelope();
    let contents = Contents {
        device: device(2),
        runs: vec![run()],
    };
    let frame = zstd_of(&contents);
    let two_frames = [frame.clone(), zstd_of(&contents)].concat();
    let mut dirty = padded(&frame, 1024);
    dirty[1000] = 1;
    let wide = zstd::bulk::compress(&vec![0; 8 << 20], 3).expect("it compresses");
    let bomb = bomb();
    let no_runs = zstd_of(&Contents {
        device: device(2),
        runs: Vec::new(),
    });
    let many = Contents {
        device: device(2),
        runs: vec![run(); 205],
    };
    let many = zstd_of(&many);
    let long = |frame: &[u8]| fondly_sync::envelope::padded_length(4 + frame.len());
    let list = vec![
        ("envelope_other_magic", with(&good, 0, b'X'), "Seal"),
        ("envelope_later_version", with(&good, 4, 2), "Seal"),
        ("envelope_lower_suite", with(&good, 5, 0), "Seal"),
        (
            "envelope_other_commitment",
            with(&good, 6, good[6] ^ 1),
            "Seal",
        ),
        (
            "envelope_other_nonce",
            with(&good, 40, good[40] ^ 1),
            "Seal",
        ),
        ("envelope_flipped", with(&good, 100, good[100] ^ 1), "Seal"),
        ("envelope_dirty_padding", sealed(&dirty), "Contents"),
        (
            "envelope_not_padded",
            sealed(&padded(&frame, 4 + frame.len())),
            "Contents",
        ),
        (
            "envelope_padded_twice",
            sealed(&padded(&frame, 2048)),
            "Contents",
        ),
        (
            "envelope_second_frame",
            sealed(&padded(&two_frames, long(&two_frames))),
            "Contents",
        ),
        (
            "envelope_window_too_large",
            sealed(&padded(&wide, long(&wide))),
            "Contents",
        ),
        (
            "envelope_bomb",
            sealed(&padded(&bomb, long(&bomb))),
            "Limit",
        ),
        (
            "envelope_no_frame",
            sealed(&padded(b"no frame", 1024)),
            "Contents",
        ),
        ("envelope_no_runs", sealed(&padded(&no_runs, 1024)), "Limit"),
        (
            "envelope_1025_records",
            sealed(&padded(&many, long(&many))),
            "Limit",
        ),
        (
            "envelope_length_beyond",
            sealed(&with(&padded(&frame, 1024), 2, 1)),
            "Contents",
        ),
    ];
    let list = list.into_iter();
    list.map(|(name, bytes, expect)| (object(name, "envelope", bytes), expect))
        .collect()
}
