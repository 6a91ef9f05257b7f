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
const LEVEL: i32 = 3;
/// Random bytes of a record that creates an entry: its salt and its nonce.
const RANDOM_BYTES: usize = 32;
/// A header of a record, about.
const HEADER_BYTES: usize = 200;

#[derive(Debug)]
pub struct Limits {
    /// Times the text: compressed text in batches, with salts and nonces.
    pub wire_texts: f64,
    /// Each part of a first sync, in milliseconds.
    pub parts_ms: Vec<(&'static str, f64)>,
}

impl Limits {
    pub fn first_sync_ms(&self) -> f64 {
        self.parts_ms.iter().map(|(_, ms)| ms).sum()
    }

    pub fn measure(work: &Work, dir: &Path) -> Result<Self> {
        let plain: Vec<Vec<u8>> = work.journal.chunks(BATCH).map(together).collect();
        let mut parts_ms = Vec::new();
        let (packed, ms) = part(|| each(&plain, |bytes| Ok(zstd::bulk::compress(bytes, LEVEL)?)))?;
        parts_ms.push(("compress, zstd -3 in batches of 256", ms));
        let cipher = XChaCha20Poly1305::new(&[7; 32].into());
        let (sealed, ms) = part(|| {
            each(&packed, |bytes| {
                cipher
                    .encrypt(&[9; 24].into(), &bytes[..])
                    .map_err(anyhow::Error::msg)
            })
        })?;
        parts_ms.push(("seal, XChaCha20-Poly1305", ms));
        let ms = part(|| {
            each(&sealed, |bytes| {
                cipher
                    .decrypt(&[9; 24].into(), &bytes[..])
                    .map_err(anyhow::Error::msg)
            })
        })?;
        parts_ms.push(("open", ms.1));
        let lengths: Vec<usize> = plain.iter().map(Vec::len).collect();
        let ms = part(|| {
            for (bytes, length) in packed.iter().zip(lengths) {
                zstd::bulk::decompress(bytes, length)?;
            }
            Ok(())
        })?;
        parts_ms.push(("decompress", ms.1));
        parts_ms.push(("hash each record twice, SHA-256", hashing(&work.journal)?));
        parts_ms.push((
            "verify a signature for each batch, Ed25519 strict",
            verifying(plain.len())?,
        ));
        let path = dir.join("limits.db");
        parts_ms.push((
            "SQLCipher with FTS5, one durable commit a batch",
            storing(work, &path)?,
        ));
        let bytes: usize = sealed.iter().map(Vec::len).sum();
        let bytes = bytes + RANDOM_BYTES * work.journal.len();
        Ok(Self {
            wire_texts: bytes as f64 / work.text_bytes(),
            parts_ms,
        })
    }
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

/// The texts once, compressed, and found by their words; keys in order.
fn storing(work: &Work, path: &Path) -> Result<f64> {
    let mut db = Connection::open(path)?;
    db.pragma_update(None, "key", format!("x'{}'", "07".repeat(32)))?;
    db.pragma_update(None, "cipher_hmac_algorithm", "HMAC_SHA256")?;
    db.pragma_update(None, "journal_mode", "wal")?;
    db.pragma_update(None, "synchronous", "full")?;
    db.execute_batch(
        "CREATE TABLE entry (id INTEGER PRIMARY KEY, document BLOB NOT NULL, body BLOB NOT NULL) STRICT;
         CREATE VIRTUAL TABLE words USING fts5 (text, content = '', contentless_delete = 1);",
    )?;
    let stored = part(|| {
        for (batch, entries) in work.journal.chunks(BATCH).enumerate() {
            let tx = db.transaction()?;
            {
                let mut row = tx.prepare_cached("INSERT INTO entry VALUES (?1, ?2, ?3)")?;
                let mut words =
                    tx.prepare_cached("INSERT INTO words (rowid, text) VALUES (?1, ?2)")?;
                for (at, entry) in entries.iter().enumerate() {
                    let key = u64::try_from(batch * BATCH + at)?;
                    row.execute(params![key, [0_u8; 16], entry.text.as_bytes()])?;
                    words.execute(params![key, entry.text])?;
                }
            }
            tx.commit()?;
        }
        Ok(())
    })?;
    Ok(stored.1)
}
