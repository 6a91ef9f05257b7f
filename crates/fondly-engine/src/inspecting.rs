//! `inspect`: what a file shows to somebody who has nothing but the file. It needs no journal.

use std::{
    fs::File,
    io::{BufReader, Read, Seek as _, SeekFrom},
    path::Path,
};

use fondly_import::FORMAT;
use fondly_sync::{
    backup::{self, BackupError},
    base32,
    bundle::{self, BUNDLE_BYTES_MAX, looks_like_bundle},
    envelope::looks_like_envelope,
    invite::{Invite, Mode},
    limits::{ENVELOPE_BYTES_MAX, INVITE_BYTES_MAX},
};
use serde::Serialize;

use crate::{EngineError, clock::rfc3339, home::io};

/// Bytes that decide what a file is.
const BEGINNING_BYTES: usize = 4096;
const INVITE_PREFIX: &[u8] = b"fondly1";

/// What whoever has a file can see of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
#[non_exhaustive]
pub enum Inspected {
    /// A line that lets somebody in.
    Invite {
        /// `person`, `device` or `restore`.
        purpose: &'static str,
        /// Whether the two must stand in front of each other.
        in_person: bool,
        /// The key at which the inviter answers, 26 characters of it.
        endpoint: String,
        /// Where the inviter answers.
        addresses: Vec<String>,
        /// The relay at which it waits.
        #[serde(skip_serializing_if = "Option::is_none")]
        relay: Option<String>,
        /// RFC 3339.
        expires_at: String,
    },
    /// A sealed unit of exchange.
    Envelope {
        /// Its size.
        bytes: u64,
    },
    /// An exchange by file.
    Bundle {
        /// Its size.
        bytes: u64,
        /// How many spaces it is about.
        parts: usize,
        /// How many sealed envelopes are in it.
        envelopes: usize,
        /// How many devices can open it at most.
        devices_max: usize,
    },
    /// A backup.
    Backup {
        /// Its size.
        bytes: u64,
        /// How many sealed envelopes are in it.
        envelopes: u64,
        /// The bytes of the largest.
        largest: u64,
    },
    /// An export, which is open to everybody.
    Export {
        /// Its size.
        bytes: u64,
    },
}

/// Looks at a file, or at an invite that is given itself.
///
/// # Errors
/// `NotOurs`, `Backup` where it is cut short or damaged, `Invite` where a character is wrong, `Io`.
pub fn inspect(path: &Path) -> Result<Inspected, EngineError> {
    let given = path.as_os_str().as_encoded_bytes();
    if given.starts_with(INVITE_PREFIX) && !path.exists() {
        return invite(given);
    }
    let failed = |source| io("could not read", path)(source);
    let mut file = File::open(path).map_err(failed)?;
    let bytes = file.metadata().map_err(failed)?.len();
    let mut beginning = Vec::new();
    let read_max = u64::try_from(ENVELOPE_BYTES_MAX + 1).unwrap_or(u64::MAX);
    Read::by_ref(&mut file)
        .take(read_max)
        .read_to_end(&mut beginning)
        .map_err(failed)?;
    if looks_like_envelope(&beginning) {
        return Ok(Inspected::Envelope { bytes });
    }
    if looks_like_bundle(&beginning) {
        return outside_of_bundle(file, bytes, path);
    }
    if beginning.trim_ascii_start().starts_with(INVITE_PREFIX) {
        return invite(&beginning);
    }
    file.seek(SeekFrom::Start(0)).map_err(failed)?;
    match backup::outside(BufReader::new(file)) {
        Ok(outside) => Ok(Inspected::Backup {
            bytes,
            envelopes: outside.envelopes,
            largest: outside.largest,
        }),
        Err(BackupError::NotABackup) if is_export(&beginning) => Ok(Inspected::Export { bytes }),
        Err(BackupError::NotABackup) => Err(EngineError::NotOurs),
        Err(error) => Err(error.into()),
    }
}

fn outside_of_bundle(mut file: File, bytes: u64, path: &Path) -> Result<Inspected, EngineError> {
    let failed = |source| io("could not read", path)(source);
    file.seek(SeekFrom::Start(0)).map_err(failed)?;
    let limit = u64::try_from(BUNDLE_BYTES_MAX).unwrap_or(u64::MAX);
    let mut whole = Vec::new();
    file.take(limit.saturating_add(1))
        .read_to_end(&mut whole)
        .map_err(failed)?;
    let sections = bundle::read(&whole)?;
    Ok(Inspected::Bundle {
        bytes,
        parts: sections.len(),
        envelopes: sections.iter().map(|it| it.envelopes.len()).sum(),
        devices_max: sections
            .iter()
            .map(|it| it.devices_max())
            .max()
            .unwrap_or(0),
    })
}

fn invite(line: &[u8]) -> Result<Inspected, EngineError> {
    if line.len() > 2 * INVITE_BYTES_MAX {
        return Err(EngineError::NotOurs);
    }
    let line = std::str::from_utf8(line).map_err(|_| EngineError::NotOurs)?;
    let invite = Invite::parse(line)?;
    let purpose = match invite.mode {
        Mode::Words | Mode::InPerson => "person",
        Mode::Device => "device",
        Mode::Return => "restore",
    };
    let endpoint = base32(&invite.endpoint).chars().take(26).collect();
    Ok(Inspected::Invite {
        purpose,
        in_person: invite.mode == Mode::InPerson,
        endpoint,
        addresses: invite.addresses.iter().map(ToString::to_string).collect(),
        expires_at: rfc3339(invite.expiry, None),
        relay: invite.relay,
    })
}

/// Whether a file begins as our own JSON does.
fn is_export(beginning: &[u8]) -> bool {
    let beginning = beginning.get(..BEGINNING_BYTES).unwrap_or(beginning);
    let mut signs = beginning.iter().filter(|byte| !byte.is_ascii_whitespace());
    let opening = format!("{{\"format\":\"{FORMAT}\"");
    opening.bytes().all(|byte| signs.next() == Some(&byte))
}
