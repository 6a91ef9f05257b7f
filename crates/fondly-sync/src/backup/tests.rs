use std::collections::BTreeSet;

use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng as _;

use super::*;
use crate::{
    Content, DocumentId, Item, Payload, Run, Subject,
    envelope::{SUITE, padded_length},
    record::{Place, log_start, sign},
    roster::Signer,
};

const SPACE: SpaceId = SpaceId([9; 32]);

fn key(n: u8) -> SigningKey {
    SigningKey::from_bytes(&[n; 32])
}

fn words(n: u8) -> SealingSecret {
    SealingSecret::from_bytes(&[n; 32])
}

fn roster() -> Roster {
    Roster::begin(&key(1), &key(2), [3; 16])
}

fn contents(body: &[u8]) -> Contents {
    let device = DeviceId(key(2).verifying_key());
    let prev = log_start(&SPACE, &device);
    let place = Place {
        space: SPACE,
        device,
        seq: 0,
        prev,
    };
    let subject = Subject::Change {
        document: DocumentId([8; 16]),
    };
    let content = Content::Full(Payload {
        salt: [5; 16],
        written_at: 1_795_000_000,
        body: body.to_vec(),
    });
    let record = sign(
        &key(2),
        &roster().person(),
        &place,
        Item { subject, content },
    );
    let run = Run::of(prev, &[record]).unwrap();
    Contents {
        device,
        runs: vec![run],
    }
}

fn manifest(device: u8, roster: &Roster) -> Manifest {
    Manifest {
        made_at: 1_795_000_000,
        device: DeviceId(key(device).verifying_key()),
        name: "Ana".to_owned(),
        journal_secret: [4; 32],
        roster: roster.encode(),
        spaces: Vec::new(),
        envelopes: 0,
        digest: [0; 32],
    }
}

/// A file of so many envelopes for the words 61, and its key.
fn written(seed: u64, bodies: &[&[u8]], by: u8, roster: &Roster) -> (Vec<u8>, EpochKey) {
    let mut rng = ChaCha20Rng::seed_from_u64(seed);
    let mut writer = Writer::new(&mut rng, Vec::new(), &words(61).public()).unwrap();
    for body in bodies {
        writer.add(&mut rng, &SPACE, &contents(body)).unwrap();
    }
    let manifest = manifest(by, roster);
    writer.finish(&mut rng, manifest, &key(by)).unwrap()
}

fn good() -> (Vec<u8>, EpochKey) {
    written(1, &[b"one", b"two"], 2, &roster())
}

/// The bodies in a file, if it is whole.
fn bodies<R: Read>(mut reader: Reader<R>) -> Result<Vec<Vec<u8>>, BackupError> {
    let mut found = Vec::new();
    while let Some((_, contents)) = reader.next(&[SpaceId([1; 32]), SPACE])? {
        for item in contents.runs.into_iter().flat_map(|run| run.items) {
            let Content::Full(payload) = item.content else {
                panic!("no holes were written");
            };
            found.push(payload.body);
        }
    }
    reader.manifest()?;
    Ok(found)
}

fn read(file: &[u8]) -> Result<Vec<Vec<u8>>, BackupError> {
    bodies(Reader::new(file, &words(61))?)
}

fn read_with(file: &[u8], key: &EpochKey) -> Result<Vec<Vec<u8>>, BackupError> {
    bodies(Reader::with_key(file, key)?)
}

/// The parts behind the prefix: wrap, envelopes, nothing, manifest.
fn parts(file: &[u8]) -> Vec<Vec<u8>> {
    let mut rest = &file[PREFIX.len()..];
    let mut parts = Vec::new();
    while let Some((length, behind)) = rest.split_first_chunk::<4>() {
        let (part, behind) = behind.split_at(u32::from_le_bytes(*length) as usize);
        parts.push(part.to_vec());
        rest = behind;
    }
    parts
}

fn joined(parts: &[&[u8]]) -> Vec<u8> {
    let mut file = PREFIX.to_vec();
    for part in parts {
        file.extend((part.len() as u32).to_le_bytes());
        file.extend(*part);
    }
    file
}

#[test]
fn file_reads_back_by_the_words_and_by_its_own_key() {
    let (file, key) = good();
    let expected = [b"one".to_vec(), b"two".to_vec()];
    assert_eq!(read(&file).unwrap(), expected);
    assert_eq!(read_with(&file, &key).unwrap(), expected);
    let mut reader = Reader::new(file.as_slice(), &words(61)).unwrap();
    while reader.skip().unwrap() {}
    let (manifest, of) = reader.manifest().unwrap();
    assert_eq!((manifest.envelopes, of), (2, roster()));
}

#[test]
fn same_seed_gives_the_same_file() {
    assert_eq!(good().0, good().0);
}

#[test]
fn every_truncation_is_refused() {
    let (file, key) = good();
    for length in 0..file.len() {
        let fault = read_with(&file[..length], &key).unwrap_err();
        let expected = if length < PREFIX.len() {
            matches!(fault, BackupError::NotABackup)
        } else {
            matches!(fault, BackupError::CutShort)
        };
        assert!(expected, "{fault:?} at {length}");
    }
}

#[test]
fn every_flipped_bit_is_refused() {
    let (file, key) = written(1, &[b"one"], 2, &roster());
    let words = words(61);
    let behind_wrap = PREFIX.len() + 4 + parts(&file)[0].len();
    for bit in 0..file.len() * 8 {
        let mut changed = file.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        assert!(read_with(&changed, &key).is_err(), "bit {bit}");
        // One bit of each byte: opening by the words is what takes long.
        if bit / 8 < behind_wrap && bit % 8 == bit / 8 % 8 {
            let opened = Reader::new(changed.as_slice(), &words).and_then(bodies);
            assert!(opened.is_err(), "bit {bit}");
        }
    }
}

#[test]
fn words_of_somebody_else_are_told_apart_from_damage() {
    let (file, _) = good();
    let other = Reader::new(file.as_slice(), &words(62)).map(drop);
    assert!(matches!(other, Err(BackupError::OtherWords)));
}

#[test]
fn pieces_stand_in_their_order_and_number() {
    let (file, key) = good();
    let all = parts(&file);
    let [wrap, one, two, end, manifest] = &all[..] else {
        panic!("a file has five parts");
    };
    assert!(read_with(&joined(&[wrap, one, two, end, manifest]), &key).is_ok());
    let changed: [&[&[u8]]; 5] = [
        &[wrap, two, one, end, manifest],
        &[wrap, one, end, manifest],
        &[wrap, end, manifest],
        &[wrap, one, two, two, end, manifest],
        &[wrap, one, two, end, manifest, end],
    ];
    for parts in changed {
        let fault = read_with(&joined(parts), &key).unwrap_err();
        assert!(matches!(fault, BackupError::Damaged), "{fault:?}");
    }
    let ended: [&[&[u8]]; 2] = [&[wrap, one, two, end], &[wrap, one, two]];
    for parts in ended {
        let fault = read_with(&joined(parts), &key).unwrap_err();
        assert!(matches!(fault, BackupError::CutShort), "{fault:?}");
    }
}

#[test]
fn pieces_of_another_file_of_the_same_person_are_refused() {
    let (file, other) = (good().0, written(2, &[b"one", b"two"], 2, &roster()).0);
    let (parts, others) = (parts(&file), parts(&other));
    for at in 1..parts.len() {
        if at == 3 {
            continue;
        }
        let mut mixed: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
        mixed[at] = &others[at];
        assert!(matches!(read(&joined(&mixed)), Err(BackupError::Damaged)));
    }
}

#[test]
fn manifest_of_a_device_that_is_not_in_is_refused() {
    let mut without = roster();
    without.add(&key(2), &key(4)).unwrap();
    let gone = BTreeSet::from([DeviceId(key(2).verifying_key())]);
    let by = Signer::Device(DeviceId(key(4).verifying_key()));
    without.remove(&key(4), by, gone).unwrap();
    for (by, roster) in [(9, roster()), (2, without)] {
        let (file, key) = written(1, &[b"one"], by, &roster);
        let refused = read_with(&file, &key);
        assert!(matches!(refused, Err(BackupError::Damaged)));
    }
}

#[test]
fn manifest_before_the_last_envelope_is_refused() {
    let (file, key) = good();
    let mut reader = Reader::with_key(file.as_slice(), &key).unwrap();
    assert!(reader.skip().unwrap());
    assert!(matches!(reader.manifest(), Err(BackupError::Damaged)));
}

#[test]
fn envelope_of_a_space_that_was_not_asked_for_is_refused() {
    let (file, key) = good();
    let mut reader = Reader::with_key(file.as_slice(), &key).unwrap();
    let refused = reader.next(&[SpaceId([1; 32])]);
    assert!(matches!(refused, Err(BackupError::Damaged)));
}

#[test]
fn announced_lengths_are_looked_at_before_anything_is_read() {
    let (file, key) = good();
    let at_length = |limit: usize, part: usize, length: usize| {
        let parts = parts(&file);
        let before: Vec<&[u8]> = parts[..part].iter().map(Vec::as_slice).collect();
        let mut file = joined(&before);
        file.extend((length as u32).to_le_bytes());
        let fault = read_with(&file, &key).unwrap_err();
        if length > limit {
            assert!(matches!(fault, BackupError::Damaged), "{fault:?}");
        } else {
            assert!(matches!(fault, BackupError::CutShort), "{fault:?}");
        }
    };
    for (part, limit) in [
        (0, WRAP_BYTES_MAX),
        (1, ENVELOPE_BYTES_MAX),
        (4, MANIFEST_BYTES_MAX),
    ] {
        for length in [limit, limit + 1, u32::MAX as usize] {
            at_length(limit, part, length);
        }
    }
}

#[test]
fn bomb_is_refused() {
    let (file, key) = good();
    let parts = parts(&file);
    let id = id_of(&parts[0]);
    let context = [[SUITE].as_slice(), &SPACE.0, &id.0].concat();
    let sealed = |frame: &[u8]| {
        let mut plaintext = (frame.len() as u32).to_le_bytes().to_vec();
        plaintext.extend(frame);
        plaintext.resize(padded_length(plaintext.len()), 0);
        seal(&key, b"FNDE\x01\x01", &context, &[7; 24], &plaintext)
    };
    let refuses = |frame: &[u8]| {
        let file = joined(&[&parts[0], &sealed(frame)]);
        let mut reader = Reader::with_key(file.as_slice(), &key).unwrap();
        matches!(reader.next(&[SPACE]), Err(BackupError::Damaged))
    };
    let honest = zstd::bulk::compress(&encode(&contents(b"one")), 3).unwrap();
    assert!(!refuses(&honest));
    // 64 MiB of zeros, in a window that is allowed and in one that is not.
    for window_log in [20, 26] {
        let mut encoder = zstd::stream::Encoder::new(Vec::new(), 3).unwrap();
        encoder.window_log(window_log).unwrap();
        encoder.write_all(&vec![0; 64 << 20]).unwrap();
        assert!(refuses(&encoder.finish().unwrap()));
    }
}

/// A disk that takes some bytes and then none.
struct Full(usize);

impl Write for Full {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let taken = bytes.len().min(self.0);
        self.0 -= taken;
        Ok(taken)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn full_disk_is_told_at_the_latest_at_the_end() {
    let whole = good().0.len();
    let written_to = |room: usize| {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let mut writer = Writer::new(&mut rng, Full(room), &words(61).public())?;
        for body in [b"one", b"two"] {
            writer.add(&mut rng, &SPACE, &contents(body))?;
        }
        let manifest = manifest(2, &roster());
        writer.finish(&mut rng, manifest, &key(2)).map(drop)
    };
    for room in [0, 3, 100, 2000, whole - 1] {
        assert!(matches!(written_to(room), Err(BackupError::Io(_))));
    }
    assert!(written_to(whole).is_ok());
}

#[test]
fn from_outside_a_backup_shows_how_much_there_is_and_no_more() {
    let (file, _) = good();
    let parts = parts(&file);
    let [_, one, two, nothing, _] = parts.as_slice() else {
        panic!("{} parts", parts.len());
    };
    assert!(nothing.is_empty());
    let seen = Outside {
        envelopes: 2,
        largest: one.len().max(two.len()) as u64,
    };
    assert_eq!(outside(file.as_slice()).unwrap(), seen);
    // Without the words nobody can tell that a bit is wrong, or whose words open it.
    let mut flipped = file;
    let last = flipped.len() - 1;
    flipped[last] ^= 1;
    assert_eq!(outside(flipped.as_slice()).unwrap(), seen);
}

#[test]
fn from_outside_it_shows_what_is_no_backup_and_what_is_cut_short() {
    let (file, _) = good();
    for length in 0..file.len() {
        let said = outside(&file[..length]).expect_err("it is cut short");
        let whole_prefix = length >= PREFIX.len();
        assert!(
            matches!(
                (&said, whole_prefix),
                (BackupError::NotABackup, false) | (BackupError::CutShort, true)
            ),
            "{length}: {said:?}"
        );
    }
    let mut newer = file.clone();
    newer[PREFIX.len() - 1] += 1;
    assert!(matches!(outside(newer.as_slice()), Err(BackupError::Newer)));
    let other = b"FNDX of something else, which is long enough";
    assert!(matches!(
        outside(other.as_slice()),
        Err(BackupError::NotABackup)
    ));
    let announced = [&file[..PREFIX.len()], &[0xff; 4]].concat();
    assert!(matches!(
        outside(announced.as_slice()),
        Err(BackupError::Damaged)
    ));
}

/// A disk that gives so many bytes and then fails.
struct Failing<'f>(&'f [u8]);

impl Read for Failing<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.0.is_empty() {
            return Err(std::io::Error::other("the disk is gone"));
        }
        self.0.read(buffer)
    }
}

#[test]
fn a_disk_that_fails_is_not_taken_for_a_damaged_file() {
    let (file, key) = good();
    for length in 0..file.len() {
        let failed = |said: Result<(), BackupError>| matches!(said, Err(BackupError::Io(_)));
        let from = || Failing(&file[..length]);
        assert!(failed(outside(from()).map(drop)), "{length}");
        let read = Reader::with_key(from(), &key).and_then(bodies);
        assert!(failed(read.map(drop)), "{length}");
    }
}
