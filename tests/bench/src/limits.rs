//! What the work costs at the least: the parts that nobody who does all of it can leave out.

use std::{path::Path, time::Instant};

use anyhow::Result;
use chacha20poly1305::{KeyInit as _, XChaCha20Poly1305, aead::Aead as _};
use ed25519_dalek::{Signer as _, SigningKey};
use fondly_corpus::Entry;
use rusqlite::{Connection, params};
use sha2::{Digest as _, Sha256};

use crate::work::Work;

/// The records of one envelope and one transaction.
const BATCH: usize = 256;
/// The texts of one block, about as many as Fondly has in one.
const BLOCK: usize = 19;
/// What goes before each block: English and the layout of a change, nobody's words.
const DICTIONARY: &[u8] = include_bytes!("../../../crates/fondly-store/schema/dictionary-1");
/// Random bytes of a record that creates an entry: its salt and its nonce.
const RANDOM_BYTES: usize = 32;
/// A header of a record, about.
const HEADER_BYTES: usize = 200;

/// A part of the least, and the milliseconds that it takes.
pub type Part = (&'static str, f64);

#[derive(Debug)]
pub struct Limits {
    /// Times the text: compressed text in batches, with salts and nonces.
    pub wire_texts: f64,
    /// Each part of a first sync.
    pub first_sync: Vec<Part>,
    /// Each part of a catch-up of 1,000 behind it, but for the program's start and the link. None without one.
    pub catch_up: Vec<Part>,
    /// The least file, times the text.
    pub disk_texts: f64,
}

pub fn sum_ms(parts: &[Part]) -> f64 {
    parts.iter().map(|(_, ms)| ms).sum()
}

/// An index of words without their places, as the journal has it.
const WORDS: &str = "
    CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5 (
        text, content = '', columnsize = 0, detail = none, tokenize = 'unicode61 remove_diacritics 2'
    );
    INSERT INTO words (words, rank) VALUES ('pgsz', 3968);";

impl Limits {
    pub fn measure(work: &Work, dir: &Path) -> Result<Self> {
        let path = dir.join("limits.db");
        let compress = ("compress, zstd -3 in batches of 256", 3);
        let (mut first_sync, bytes) = carrying(&work.journal, BATCH, compress)?;
        let stored = storing(&path, &work.journal, 0, BATCH)?;
        first_sync.push(("SQLCipher with FTS5, one durable commit a batch", stored));
        let bytes = bytes + RANDOM_BYTES * work.journal.len();
        let mut catch_up = Vec::new();
        if let Some(news) = work.thousands.first() {
            let compress = ("compress, zstd -9 in one batch", 9);
            catch_up = carrying(news, news.len(), compress)?.0;
            let stored = storing(&path, news, work.journal.len(), news.len())?;
            let name = "SQLCipher with FTS5, one durable commit behind all of the journal, and its checkpoint";
            catch_up.push((name, stored));
        }
        Ok(Self {
            wire_texts: bytes as f64 / work.text_bytes(),
            first_sync,
            catch_up,
            disk_texts: least_file(work, &dir.join("least.db"))? / work.text_bytes(),
        })
    }
}

/// What it takes to bring entries from one to another, and the bytes that travel.
fn carrying(
    entries: &[Entry],
    batch: usize,
    (compress, level): (&'static str, i32),
) -> Result<(Vec<Part>, usize)> {
    let plain: Vec<Vec<u8>> = entries.chunks(batch).map(together).collect();
    let mut parts = Vec::new();
    let (packed, ms) = part(|| each(&plain, |bytes| Ok(zstd::bulk::compress(bytes, level)?)))?;
    parts.push((compress, ms));
    let cipher = XChaCha20Poly1305::new(&[7; 32].into());
    let (sealed, ms) = part(|| {
        each(&packed, |bytes| {
            cipher
                .encrypt(&[9; 24].into(), &bytes[..])
                .map_err(anyhow::Error::msg)
        })
    })?;
    parts.push(("seal, XChaCha20-Poly1305", ms));
    let opened = part(|| {
        each(&sealed, |bytes| {
            cipher
                .decrypt(&[9; 24].into(), &bytes[..])
                .map_err(anyhow::Error::msg)
        })
    })?;
    parts.push(("open", opened.1));
    let lengths: Vec<usize> = plain.iter().map(Vec::len).collect();
    let unpacked = part(|| {
        for (bytes, length) in packed.iter().zip(lengths) {
            zstd::bulk::decompress(bytes, length)?;
        }
        Ok(())
    })?;
    parts.push(("decompress", unpacked.1));
    parts.push(("hash each record twice, SHA-256", hashing(entries)?));
    parts.push((
        "verify a signature for each batch, Ed25519 strict",
        verifying(plain.len())?,
    ));
    Ok((parts, sealed.iter().map(Vec::len).sum()))
}

fn part<T>(work: impl FnOnce() -> Result<T>) -> Result<(T, f64)> {
    let began = Instant::now();
    let made = work()?;
    Ok((made, began.elapsed().as_secs_f64() * 1000.0))
}

fn each(all: &[Vec<u8>], work: impl Fn(&Vec<u8>) -> Result<Vec<u8>>) -> Result<Vec<Vec<u8>>> {
    all.iter().map(work).collect()
}

fn together(entries: &[Entry]) -> Vec<u8> {
    entries
        .iter()
        .flat_map(|entry| entry.text.bytes())
        .collect()
}

fn hashing(entries: &[Entry]) -> Result<f64> {
    let header = [0; HEADER_BYTES];
    let hashed = part(|| {
        let mut chain = [0; 32];
        for entry in entries {
            let payload = Sha256::digest(&entry.text);
            chain = Sha256::new()
                .chain_update(chain)
                .chain_update(payload)
                .chain_update(header)
                .finalize()
                .into();
        }
        Ok(std::hint::black_box(chain))
    })?;
    Ok(hashed.1)
}

fn verifying(signatures: usize) -> Result<f64> {
    let key = SigningKey::from_bytes(&[7; 32]);
    let (signature, public) = (key.sign(&[1; 32]), key.verifying_key());
    let verified = part(|| {
        for _ in 0..signatures {
            public.verify_strict(std::hint::black_box(&[1; 32]), &signature)?;
        }
        Ok(())
    })?;
    Ok(verified.1)
}

fn open(path: &Path) -> Result<Connection> {
    let db = Connection::open(path)?;
    db.pragma_update(None, "key", format!("x'{}'", "07".repeat(32)))?;
    db.pragma_update(None, "cipher_hmac_algorithm", "HMAC_SHA256")?;
    db.pragma_update(None, "journal_mode", "wal")?;
    db.pragma_update(None, "synchronous", "full")?;
    Ok(db)
}

/// The texts once, and found by their words; keys in order, from `first` on.
fn storing(path: &Path, entries: &[Entry], first: usize, batch: usize) -> Result<f64> {
    let mut db = open(path)?;
    db.execute_batch(
        "CREATE TABLE IF NOT EXISTS entry (id INTEGER PRIMARY KEY, document BLOB NOT NULL, body BLOB NOT NULL) STRICT;",
    )?;
    db.execute_batch(WORDS)?;
    let stored = part(|| {
        for (number, entries) in entries.chunks(batch).enumerate() {
            let tx = db.transaction()?;
            {
                let mut row = tx.prepare_cached("INSERT INTO entry VALUES (?1, ?2, ?3)")?;
                let mut words =
                    tx.prepare_cached("INSERT INTO words (rowid, text) VALUES (?1, ?2)")?;
                for (at, entry) in entries.iter().enumerate() {
                    let key = u64::try_from(first + number * batch + at)?;
                    row.execute(params![key, [0_u8; 16], entry.text.as_bytes()])?;
                    words.execute(params![key, entry.text])?;
                }
            }
            tx.commit()?;
        }
        if first > 0 {
            db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        }
        Ok(())
    })?;
    Ok(stored.1)
}

/// Bytes of a file that holds texts packed together, as many as stand in a block, and of each its salt, nonce
/// and two hashes; a random name by which it is found, the order of lists, and which words it has. It was written at
/// once, merged and without a free page.
fn least_file(work: &Work, path: &Path) -> Result<f64> {
    let mut db = open(path)?;
    db.execute_batch(
        "CREATE TABLE entry (id INTEGER PRIMARY KEY, name BLOB NOT NULL, at INTEGER NOT NULL, hashes BLOB NOT NULL) STRICT;
         CREATE TABLE block (id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;",
    )?;
    db.execute_batch(WORDS)?;
    let mut packer = zstd::bulk::Compressor::with_dictionary(19, DICTIONARY)?;
    let tx = db.transaction()?;
    for texts in work.journal.chunks(BLOCK) {
        tx.prepare_cached("INSERT INTO block (body) VALUES (?1)")?
            .execute([packer.compress(&together(texts))?])?;
    }
    for (key, entry) in work.journal.iter().enumerate() {
        let key = i64::try_from(key)?;
        let name: [u8; 32] = Sha256::digest(key.to_le_bytes()).into();
        tx.prepare_cached("INSERT INTO entry VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![
                key,
                &name[..16],
                entry.written_at_s,
                [0_u8; RANDOM_BYTES + 2 * 32],
            ])?;
        tx.prepare_cached("INSERT INTO words (rowid, text) VALUES (?1, ?2)")?
            .execute(params![key, entry.text])?;
    }
    tx.commit()?;
    db.execute_batch(
        "CREATE UNIQUE INDEX named ON entry (name);
         CREATE INDEX ordered ON entry (at);
         INSERT INTO words (words) VALUES ('optimize');
         VACUUM;
         PRAGMA wal_checkpoint(TRUNCATE);",
    )?;
    let pages: i64 = db.query_row("PRAGMA page_count", [], |row| row.get(0))?;
    Ok((pages * 4096) as f64)
}
