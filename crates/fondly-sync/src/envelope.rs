//! Envelopes: the sealed unit that travels over links, through mailboxes and in bundles.
//!
//! ```text
//! magic "FNDE" | version u8 = 1 | suite u8 = 1 | commit 32 | nonce 24 | ciphertext and tag
//! plaintext = length u32 LE | one zstd frame of that length | zeros up to the padded length
//! frame     = Contents in the one encoding, at most 1 MiB
//! ```
//!
//! The padded length is at least 1 KiB and then Padme's (Nikitin et al., "Reducing Metadata
//! Leakage from Encrypted Files and Communication with PURBs", PoPETs 2019), which leaks
//! O(log log n) bits of a length and costs at most 12 %. A stranger learns size and time only.

use std::io::{self, Read as _};

use fondly_crypto::{EpochKey, OpenError, SEAL_OVERHEAD, open, seal};
use serde::{Deserialize, Serialize};
use zstd::{bulk::Compressor, zstd_safe::CParameter};

use crate::{
    Content, DeviceId, EpochId, Run, SpaceId,
    codec::{decode, encode},
    fault::PeerFault,
    limits::{
        ENVELOPE_BYTES_MAX, ENVELOPE_CONTENT_BYTES_MAX, ENVELOPE_RECORDS_MAX, ZSTD_WINDOW_LOG_MAX,
    },
};

/// The one suite: HPKE X-Wing wraps, HKDF-SHA256, XChaCha20-Poly1305 with key commitment.
pub const SUITE: u8 = 1;
const PREFIX: &[u8; 6] = b"FNDE\x01\x01";
const PADDED_BYTES_MIN: usize = 1024;
/// A thousand entries become 9 % smaller than by zstd's default, in three times the time: 14 us each, while whoever
/// receives them writes the batch before. The highest level makes them 7 % smaller still, in twenty times as much.
const COMPRESSION_LEVEL: i32 = 10;
/// Logarithms of zstd's tables and window: they take 1.8 MB in place of the 6 to 11 of that level.
const TABLE_LOG: u32 = 18;
const WINDOW_LOG: u32 = 19;
/// Logarithm of how many places are tried: twice as many as that level tries, for what the smaller tables miss.
const SEARCH_LOG: u32 = 6;

/// What an envelope holds: runs of one device's log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contents {
    /// The device whose log it is.
    pub device: DeviceId,
    /// Runs, ascending, together at most [`ENVELOPE_RECORDS_MAX`] records.
    pub runs: Vec<Run>,
}

impl Contents {
    /// The same records without what they say. Their chain and signatures hold as before, so this
    /// proves what was signed; and what is withdrawn later does not stay in a proof.
    #[must_use]
    pub fn without_payloads(mut self) -> Self {
        for item in self.runs.iter_mut().flat_map(|run| &mut run.items) {
            item.content = Content::Hole(item.content.payload_hash());
        }
        self
    }
}

/// The length to which `length` bytes are padded.
pub fn padded_length(length: usize) -> usize {
    let length = length.max(PADDED_BYTES_MIN);
    let exponent = length.ilog2();
    let mantissa_bits = exponent.ilog2() + 1;
    let zero_bits = exponent.saturating_sub(mantissa_bits);
    let mask = (1_usize << zero_bits) - 1;
    (length + mask) & !mask
}

fn context(space: &SpaceId, epoch: &EpochId) -> Vec<u8> {
    [[SUITE].as_slice(), &space.0, &epoch.0].concat()
}

/// Seals `contents` for `space` under the key of `epoch` with a fresh random `nonce`.
///
/// # Errors
/// `Limit` if the contents are larger than a receiver takes.
pub fn seal_envelope(
    key: &EpochKey,
    space: &SpaceId,
    epoch: &EpochId,
    nonce: &[u8; 24],
    contents: &Contents,
) -> Result<Vec<u8>, PeerFault> {
    let encoded = encode(contents);
    if encoded.len() > ENVELOPE_CONTENT_BYTES_MAX {
        return Err(PeerFault::Limit);
    }
    let frame = pack(&encoded).map_err(|_| PeerFault::Limit)?;
    let length = u32::try_from(frame.len()).map_err(|_| PeerFault::Limit)?;
    let mut plaintext = Vec::with_capacity(padded_length(4 + frame.len()));
    plaintext.extend_from_slice(&length.to_le_bytes());
    plaintext.extend_from_slice(&frame);
    plaintext.resize(padded_length(plaintext.len()), 0);
    Ok(seal(key, PREFIX, &context(space, epoch), nonce, &plaintext))
}

fn pack(encoded: &[u8]) -> io::Result<Vec<u8>> {
    let mut compressor = Compressor::new(COMPRESSION_LEVEL)?;
    compressor.set_parameter(CParameter::WindowLog(WINDOW_LOG))?;
    compressor.set_parameter(CParameter::HashLog(TABLE_LOG))?;
    compressor.set_parameter(CParameter::ChainLog(TABLE_LOG))?;
    compressor.set_parameter(CParameter::SearchLog(SEARCH_LOG))?;
    compressor.compress(encoded)
}

/// Opens an envelope with the first of `keys` that fits.
///
/// # Errors
/// `Limit` before anything else, `Seal` if no key fits or a bit is wrong, `Contents` if what is
/// inside is not as a writer makes it.
pub fn open_envelope<'a>(
    keys: impl IntoIterator<Item = (&'a EpochId, &'a EpochKey)>,
    space: &SpaceId,
    bytes: &[u8],
) -> Result<(EpochId, Contents), PeerFault> {
    if bytes.len() > ENVELOPE_BYTES_MAX || bytes.len() < PREFIX.len() + SEAL_OVERHEAD {
        return Err(PeerFault::Limit);
    }
    for (epoch, key) in keys {
        match open(key, PREFIX, &context(space, epoch), bytes) {
            Ok(plaintext) => return Ok((*epoch, unpack(&plaintext)?)),
            Err(OpenError::NotThisKey) => {}
            Err(_) => return Err(PeerFault::Seal),
        }
    }
    Err(PeerFault::Seal)
}

/// Whether these bytes begin as an envelope of this version does, and are no longer than one.
pub fn looks_like_envelope(bytes: &[u8]) -> bool {
    let length = PREFIX.len() + SEAL_OVERHEAD..=ENVELOPE_BYTES_MAX;
    bytes.starts_with(PREFIX) && length.contains(&bytes.len())
}

fn unpack(plaintext: &[u8]) -> Result<Contents, PeerFault> {
    let (length, rest) = plaintext
        .split_first_chunk::<4>()
        .ok_or(PeerFault::Contents)?;
    let length = usize::try_from(u32::from_le_bytes(*length)).map_err(|_| PeerFault::Contents)?;
    let (frame, padding) = rest.split_at_checked(length).ok_or(PeerFault::Contents)?;
    if plaintext.len() != padded_length(4 + length) || padding.iter().any(|byte| *byte != 0) {
        return Err(PeerFault::Contents);
    }
    let contents: Contents =
        decode(&decompress(frame)?, ENVELOPE_CONTENT_BYTES_MAX).map_err(|source| {
            PeerFault::Decode {
                what: "envelope",
                source,
            }
        })?;
    let records: usize = contents.runs.iter().map(|run| run.items.len()).sum();
    if contents.runs.is_empty() || records > ENVELOPE_RECORDS_MAX {
        return Err(PeerFault::Limit);
    }
    Ok(contents)
}

/// Window and output are bounded before anything of that size is allocated.
fn decompress(frame: &[u8]) -> Result<Vec<u8>, PeerFault> {
    let mut decoder = zstd::stream::read::Decoder::with_buffer(frame)
        .map_err(|_| PeerFault::Contents)?
        .single_frame();
    decoder
        .window_log_max(ZSTD_WINDOW_LOG_MAX)
        .map_err(|_| PeerFault::Contents)?;
    let mut out = Vec::new();
    let limit = u64::try_from(ENVELOPE_CONTENT_BYTES_MAX).unwrap_or(u64::MAX) + 1;
    decoder
        .by_ref()
        .take(limit)
        .read_to_end(&mut out)
        .map_err(|_| PeerFault::Contents)?;
    if out.len() > ENVELOPE_CONTENT_BYTES_MAX {
        return Err(PeerFault::Limit);
    }
    if !decoder.finish().is_empty() {
        return Err(PeerFault::Contents);
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use fondly_crypto::SigningKey;

    use super::*;
    use crate::{
        Item, Payload, PersonId, Subject,
        record::{Place, log_start, sign},
    };

    #[test]
    fn padding_follows_padme() {
        assert_eq!(padded_length(1), 1024);
        assert_eq!(padded_length(1024), 1024);
        assert_eq!(padded_length(1025), 1088);
        assert_eq!(padded_length(10_000), 10_240);
        for length in 1024..200_000 {
            let padded = padded_length(length);
            assert!(
                padded >= length && padded * 100 <= length * 112,
                "{length} -> {padded}"
            );
            assert_eq!(padded_length(padded), padded);
        }
    }

    #[test]
    fn bomb_is_refused_at_the_limit() {
        let bomb = zstd::bulk::compress(&vec![0; 64 << 20], 19).unwrap();
        assert!(bomb.len() < 10_000);
        assert!(matches!(
            decompress(&bomb),
            Err(PeerFault::Limit | PeerFault::Contents)
        ));
    }

    #[test]
    fn what_is_left_without_payloads_proves_the_same() {
        let key = SigningKey::from_bytes(&[1; 32]);
        let (device, space) = (DeviceId(key.verifying_key()), SpaceId([3; 32]));
        let person = PersonId([2; 32]);
        let prev = log_start(&space, &device);
        let place = Place {
            space,
            device,
            seq: 0,
            prev,
        };
        let payload = Payload {
            salt: [4; 16],
            written_at: 1,
            body: b"said in confidence".to_vec(),
        };
        let item = Item {
            subject: Subject::Control,
            content: Content::Full(payload),
        };
        let record = sign(&key, &person, &place, item);
        let contents = Contents {
            device,
            runs: vec![Run::of(prev, std::slice::from_ref(&record)).unwrap()],
        };
        let mut proof = contents.without_payloads();
        let encoded = encode(&proof);
        assert!(!encoded.windows(10).any(|at| at == b"confidence"));
        let verified = proof.runs.remove(0).verify(&space, &device, &person);
        assert_eq!(verified.unwrap().records()[0].hash, record.hash);
    }

    #[test]
    fn bytes_behind_the_frame_are_refused() {
        let mut frame = zstd::bulk::compress(b"hello", 3).unwrap();
        assert_eq!(decompress(&frame).unwrap(), b"hello");
        frame.push(0);
        assert_eq!(decompress(&frame), Err(PeerFault::Contents));
    }
}
