//! A backup of two envelopes, and files that break one rule each.

use fondly_crypto::{Domain, EpochKey, SealingSecret, hash};
use fondly_sync::{
    EpochId, SpaceId,
    backup::{BackedUp, Manifest, Reader, Writer},
    envelope::{Contents, padded_length},
};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng as _;
use serde_bytes::ByteBuf;

use super::{
    Object, device,
    envelopes::{bomb, padded, sealed_under},
    key, object, place,
    records::{entries, run},
    roster, with,
};

fn recovery() -> SealingSecret {
    SealingSecret::from_bytes(&[0x61; 32])
}

fn spaces() -> [SpaceId; 2] {
    let (space, _, person) = place();
    [SpaceId::journal(&person), space]
}

fn manifest(signer: u8) -> Manifest {
    let space = |space| BackedUp {
        space,
        rosters: vec![ByteBuf::from(roster().encode())],
        frontier: entries(),
    };
    Manifest {
        made_at: 1_795_000_000,
        device: device(signer),
        name: "Ana".to_owned(),
        journal_secret: [0x54; 32],
        roster: roster().encode(),
        spaces: spaces().map(space).to_vec(),
        envelopes: 0,
        digest: [0; 32],
    }
}

/// A file for `recovery`, signed by the device `signer`, and its key.
fn written(recovery: &SealingSecret, signer: u8) -> (Vec<u8>, EpochKey) {
    let mut rng = ChaCha20Rng::seed_from_u64(3);
    let mut writer =
        Writer::new(&mut rng, Vec::new(), &recovery.public()).expect("memory takes it");
    for space in &spaces() {
        let contents = Contents {
            device: device(2),
            runs: vec![run()],
        };
        let added = writer.add(&mut rng, space, &contents);
        added.expect("memory takes it");
    }
    let finished = writer.finish(&mut rng, manifest(signer), &key(signer));
    finished.expect("memory takes it")
}

/// The good file.
pub(super) fn backup() -> Vec<u8> {
    written(&recovery(), 2).0
}

/// Reads a whole file with the recovery secret and compares it with what was written.
pub(crate) fn check_backup(bytes: &[u8]) -> Result<(), String> {
    let read = || {
        let mut reader = Reader::new(bytes, &recovery())?;
        let mut found = Vec::new();
        while let Some((space, contents)) = reader.next(&spaces())? {
            found.push((space, contents.runs));
        }
        Ok((found, reader.manifest()?))
    };
    let read: Result<_, fondly_sync::backup::BackupError> = read();
    let (found, (said, of)) = read.map_err(|error| format!("{error:?}"))?;
    assert_eq!(found, spaces().map(|space| (space, vec![run()])));
    assert_eq!((of, said.envelopes), (roster(), 2));
    let expected = Manifest {
        envelopes: 2,
        digest: said.digest,
        ..manifest(2)
    };
    assert!(said == expected, "the manifest is another");
    Ok(())
}

/// The parts of a file behind its first six bytes: wrap, two envelopes, nothing, manifest.
fn parts(file: &[u8]) -> Vec<Vec<u8>> {
    let mut rest = &file[6..];
    let mut parts = Vec::new();
    while let Some((length, behind)) = rest.split_first_chunk::<4>() {
        let length = u32::from_le_bytes(*length) as usize;
        parts.push(behind[..length].to_vec());
        rest = &behind[length..];
    }
    parts
}

fn joined<'p>(parts: impl IntoIterator<Item = &'p Vec<u8>>) -> Vec<u8> {
    let mut file = b"FNDB\x01\x01".to_vec();
    for part in parts {
        let length = u32::try_from(part.len()).expect("short");
        file.extend(length.to_le_bytes());
        file.extend(part);
    }
    file
}

/// The good file with a bomb in place of its first envelope.
fn with_bomb() -> Vec<u8> {
    let (file, file_key) = written(&recovery(), 2);
    let mut parts = parts(&file);
    let id = EpochId(hash(Domain::BACKUP, &[b"key", &parts[0]]));
    let frame = bomb();
    let plaintext = padded(&frame, padded_length(4 + frame.len()));
    parts[1] = sealed_under((&id, &file_key), &spaces()[0], &plaintext);
    joined(&parts)
}

/// Files with one fault each.
pub(super) fn faulty_backups() -> Vec<(Object, &'static str)> {
    let good = backup();
    let all = parts(&good);
    let [wrap, first, second, end, manifest] = &all[..] else {
        panic!("a file has five parts");
    };
    let flipped = |at: usize| with(&good, at, good[at] ^ 1);
    let list = vec![
        ("other_magic", flipped(0), "NotABackup"),
        ("later_version", with(&good, 4, 2), "Newer"),
        ("later_suite", with(&good, 5, 2), "Newer"),
        (
            "other_words",
            written(&SealingSecret::from_bytes(&[0x62; 32]), 2).0,
            "OtherWords",
        ),
        ("wrap_flipped", flipped(100), "OtherWords"),
        ("wrap_oversized", with(&good, 7, 0xff), "Damaged"),
        (
            "piece_oversized",
            with(&good, 6 + 4 + wrap.len() + 3, 1),
            "Damaged",
        ),
        ("piece_flipped", flipped(2000), "Damaged"),
        (
            "pieces_swapped",
            joined([wrap, second, first, end, manifest]),
            "Damaged",
        ),
        (
            "piece_missing",
            joined([wrap, first, end, manifest]),
            "Damaged",
        ),
        (
            "piece_twice",
            joined([wrap, first, second, second, end, manifest]),
            "Damaged",
        ),
        (
            "no_manifest",
            joined([wrap, first, second, end]),
            "CutShort",
        ),
        ("no_end", joined([wrap, first, second]), "CutShort"),
        ("cut_short", good[..good.len() - 1].to_vec(), "CutShort"),
        ("trailing_byte", [&good[..], &[0]].concat(), "Damaged"),
        ("manifest_flipped", flipped(good.len() - 1), "Damaged"),
        ("signed_by_stranger", written(&recovery(), 9).0, "Damaged"),
        ("bomb", with_bomb(), "Damaged"),
    ];
    let list = list.into_iter();
    list.map(|(name, bytes, expect)| (object(&format!("backup_{name}"), "backup", bytes), expect))
        .collect()
}
