//! What a backup shows to whoever has no key to it.

use std::io::Read;

use super::{BackupError, MANIFEST_BYTES_MAX, Reader};
use crate::limits::ENVELOPE_BYTES_MAX;

/// What a stranger learns of a backup, beside its size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outside {
    /// How many sealed envelopes there are.
    pub envelopes: u64,
    /// The bytes of the largest of them.
    pub largest: u64,
}

/// Reads a backup without opening anything. Whether it is whole can only be told with the words.
///
/// # Errors
/// `NotABackup`, `Newer`, `CutShort`, `Damaged`, `Io`.
pub fn outside(from: impl Read) -> Result<Outside, BackupError> {
    let mut reader = Reader::closed(from)?;
    let mut outside = Outside {
        envelopes: 0,
        largest: 0,
    };
    loop {
        let bytes = reader.framed(ENVELOPE_BYTES_MAX)?.len();
        if bytes == 0 {
            break;
        }
        outside.envelopes += 1;
        outside.largest = outside
            .largest
            .max(u64::try_from(bytes).unwrap_or(u64::MAX));
    }
    reader.framed(MANIFEST_BYTES_MAX)?;
    Ok(outside)
}
