//! A bundle of one section with one envelope, and files that break one rule each.

use fondly_crypto::{Domain, SealingSecret, WRAP_BYTES, hash};
use fondly_sync::{
    bundle::{BundleError, ShownEpoch, Statement, Writer, read},
    record::log_start,
};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng as _;
use serde_bytes::ByteBuf;

use super::{
    Object, device, envelopes::envelope, frozen_wrap, key, object, place, records::run, roster,
    sealing, with,
};

fn statement() -> Statement {
    Statement {
        device: device(2),
        rosters: vec![ByteBuf::from(roster().encode())],
        epoch: ShownEpoch {
            announcement: run(),
            signer: device(2),
            wraps: vec![(device(4), ByteBuf::from(frozen_wrap()))],
        },
        holds: vec![(device(2), 5)],
        envelopes: [0; 32],
    }
}

/// A file of the device `signer` for the device 4, under the sealing key of `to`.
fn written(to: &SealingSecret, signer: u8) -> Vec<u8> {
    let mut rng = ChaCha20Rng::seed_from_u64(4);
    let mut writer = Writer::default();
    let recipients = [(device(4), to.public())];
    let added = writer.add(
        &mut rng,
        &place().0,
        &key(signer),
        &recipients,
        statement(),
        &[envelope()],
    );
    added.expect("it is small");
    writer.finish()
}

/// The good file.
pub(super) fn bundle() -> Vec<u8> {
    written(&sealing(), 2)
}

/// Reads a whole file as the device 4 and compares it with what was written.
pub(crate) fn check_bundle(bytes: &[u8]) -> Result<(), String> {
    let shown = |error: BundleError| format!("{error:?}");
    let sections = read(bytes).map_err(shown)?;
    for section in sections {
        let opened = section.open(&place().0, &device(4), &[sealing()]);
        let said = opened.map_err(shown)?.ok_or("NotForHere")?;
        assert_eq!(section.envelopes, [envelope()]);
        let expected = Statement {
            envelopes: said.envelopes,
            ..statement()
        };
        assert_eq!(said, expected);
    }
    Ok(())
}

/// The file whose parts are these, with its digest.
fn closed(parts: &[&[u8]]) -> Vec<u8> {
    let mut file = b"FNDX\x01\x01".to_vec();
    for part in parts {
        let length = u32::try_from(part.len()).expect("short");
        file.extend(length.to_le_bytes());
        file.extend(*part);
    }
    file.extend([0; 4]);
    let digest = hash(Domain::BUNDLE, &[b"file", &file]);
    file.extend(digest);
    file
}

/// Files with one fault each.
pub(super) fn faulty_bundles() -> Vec<(Object, &'static str)> {
    let good = bundle();
    let length = usize::from(u16::from_le_bytes([good[6], good[7]]));
    let (opening, rest) = good[10..].split_at(length);
    let envelope = &rest[4..rest.len() - 4 - 32];
    let flipped = |at: usize| with(&good, at, good[at] ^ 1);
    let start = log_start(&place().0, &device(2)).0;
    let wrap_flipped = with(opening, 100, opening[100] ^ 1);
    let few_wraps = [&[0, 3], &opening[2..]].concat();
    let many_wraps = [&[0, 65], &opening[2..]].concat();
    let list: Vec<(&str, Vec<u8>, &'static str)> = vec![
        ("other_magic", flipped(0), "NotABundle"),
        ("later_version", with(&good, 4, 2), "Newer"),
        ("later_suite", with(&good, 5, 2), "Newer"),
        ("cut_short", good[..good.len() - 1].to_vec(), "CutShort"),
        ("no_end", good[..good.len() - 36].to_vec(), "CutShort"),
        ("trailing_byte", [&good[..], &[0]].concat(), "Damaged"),
        ("digest_flipped", flipped(good.len() - 1), "Damaged"),
        ("part_oversized", with(&good, 9, 1), "Damaged"),
        ("nothing", closed(&[]), "Damaged"),
        ("envelope_first", closed(&[envelope]), "Damaged"),
        ("envelope_missing", closed(&[opening]), "Damaged"),
        (
            "envelope_twice",
            closed(&[opening, envelope, envelope]),
            "Damaged",
        ),
        (
            "unknown_part",
            closed(&[opening, envelope, &[2]]),
            "Damaged",
        ),
        ("empty_opening", closed(&[&[0]]), "Damaged"),
        ("few_wraps", closed(&[&few_wraps, envelope]), "Damaged"),
        ("many_wraps", closed(&[&many_wraps, envelope]), "Damaged"),
        (
            "wraps_beyond",
            closed(&[&opening[..2 + 3 * WRAP_BYTES], envelope]),
            "Damaged",
        ),
        (
            "statement_flipped",
            closed(&[
                &with(opening, length - 1, opening[length - 1] ^ 1),
                envelope,
            ]),
            "Damaged",
        ),
        (
            "wrap_flipped",
            closed(&[&wrap_flipped, envelope]),
            "NotForHere",
        ),
        (
            "for_another_key",
            written(&SealingSecret::from_bytes(&start), 2),
            "NotForHere",
        ),
        ("of_the_reader_itself", written(&sealing(), 4), "Damaged"),
    ];
    let list = list.into_iter();
    list.map(|(name, bytes, expect)| (object(&format!("bundle_{name}"), "bundle", bytes), expect))
        .collect()
}
