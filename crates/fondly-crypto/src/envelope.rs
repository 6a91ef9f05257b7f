//! The sealed unit that travels: a committing AEAD under the key of an epoch.

use std::fmt;

use chacha20poly1305::{AeadInOut as _, KeyInit as _, XChaCha20Poly1305};
use hkdf::Hkdf;
use rand_core::CryptoRng;
use sha2::Sha256;
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use crate::{Domain, hash};

/// Bytes that [`seal`] adds to prefix and plaintext: commitment, nonce, tag.
pub const SEAL_OVERHEAD: usize = COMMIT_BYTES + NONCE_BYTES + TAG_BYTES;

const COMMIT_BYTES: usize = 32;
const NONCE_BYTES: usize = 24;
const TAG_BYTES: usize = 16;

/// Why an envelope did not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// Too short, or it begins with another prefix.
    #[error("not an envelope of this kind")]
    Malformed,
    /// Sealed under another key or context, or its commitment or nonce was changed.
    #[error("not sealed under this key")]
    NotThisKey,
    /// Sealed under this key and changed since.
    #[error("the envelope is damaged")]
    Damaged,
}

/// The symmetric key of one epoch of a space, wiped when dropped.
#[derive(Clone)]
pub struct EpochKey(Zeroizing<[u8; 32]>);

impl EpochKey {
    /// Makes a key of 32 random bytes.
    #[must_use]
    pub fn generate(rng: &mut impl CryptoRng) -> Self {
        let mut key = Zeroizing::new([0; 32]);
        rng.fill_bytes(&mut *key);
        Self(key)
    }

    /// Makes the key of 32 bytes; every 32 bytes are one.
    #[must_use]
    pub fn from_bytes(key: &[u8; 32]) -> Self {
        Self(Zeroizing::new(*key))
    }

    /// The 32 bytes of the key.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        self.0.clone()
    }

    /// The public commitment to this key in a space: it names one key only and does not help to
    /// find it.
    #[must_use]
    pub fn commit(&self, space: &[u8; 32]) -> [u8; 32] {
        hash(Domain::EPOCH_COMMIT, &[space, &*self.0])
    }
}

impl fmt::Debug for EpochKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EpochKey(..)")
    }
}

/// Seals a plaintext under an epoch key.
///
/// ```text
/// prefix || commit (32) || nonce (24) || ciphertext || tag (16)
///
/// key (32) || commit (32) = HKDF-SHA256( ikm = epoch key, salt = nonce,
///                                        info = Domain::ENVELOPE || context )
/// ciphertext || tag       = XChaCha20-Poly1305( key, nonce, plaintext,
///                                               data = prefix || commit || nonce )
/// ```
///
/// HKDF is RFC 5869, the cipher draft-irtf-cfrg-xchacha-03. `prefix` is readable and protected;
/// `context` is not sent, and opening needs the same. The nonce must be random: with 192 bits
/// two never meet, and each gives a key of its own besides.
///
/// The cipher alone commits to nothing: one ciphertext can be made to open under many keys, to
/// a different text each ("invisible salamanders": Dodis, Grubbs, Ristenpart and Woodage, CRYPTO
/// 2018), and trying it tells which keys somebody holds ("Partitioning Oracle Attacks": Len,
/// Grubbs and Ristenpart, USENIX Security 2021). `commit` fixes the key and is compared before
/// anything is decrypted (Albertini and others, "How to Abuse and Fix Authenticated Encryption
/// Without Key Commitment", USENIX Security 2022).
#[must_use]
pub fn seal(
    key: &EpochKey,
    prefix: &[u8],
    context: &[u8],
    nonce: &[u8; 24],
    plaintext: &[u8],
) -> Vec<u8> {
    let (cipher, commit) = derive(key, context, nonce);
    let header_len = prefix.len() + COMMIT_BYTES + NONCE_BYTES;
    let mut envelope = Vec::with_capacity(header_len + plaintext.len() + TAG_BYTES);
    envelope.extend_from_slice(prefix);
    envelope.extend_from_slice(&commit);
    envelope.extend_from_slice(nonce);
    envelope.extend_from_slice(plaintext);
    let (header, body) = envelope.split_at_mut(header_len);
    let tag = cipher
        .encrypt_inout_detached(nonce.into(), header, body.into())
        .expect("a plaintext in memory is under the 256 GiB of the cipher");
    envelope.extend_from_slice(&tag);
    envelope
}

/// Opens what [`seal`] made; the plaintext is wiped when dropped.
///
/// # Errors
/// [`OpenError::Malformed`] if it is too short or does not begin with `prefix`;
/// [`OpenError::NotThisKey`] if the commitment is not that of `key` and `context`;
/// [`OpenError::Damaged`] if it is and the bytes were changed all the same.
pub fn open(
    key: &EpochKey,
    prefix: &[u8],
    context: &[u8],
    envelope: &[u8],
) -> Result<Zeroizing<Vec<u8>>, OpenError> {
    let rest = envelope.strip_prefix(prefix).ok_or(OpenError::Malformed)?;
    let (sent_commit, rest) = rest.split_first_chunk::<32>().ok_or(OpenError::Malformed)?;
    let (nonce, rest) = rest.split_first_chunk::<24>().ok_or(OpenError::Malformed)?;
    let (ciphertext, tag) = rest.split_last_chunk::<16>().ok_or(OpenError::Malformed)?;
    let (header, _) = envelope
        .split_at_checked(prefix.len() + COMMIT_BYTES + NONCE_BYTES)
        .ok_or(OpenError::Malformed)?;

    let (cipher, commit) = derive(key, context, nonce);
    if !bool::from(commit.ct_eq(sent_commit)) {
        return Err(OpenError::NotThisKey);
    }
    let mut plaintext = Zeroizing::new(ciphertext.to_vec());
    cipher
        .decrypt_inout_detached(
            nonce.into(),
            header,
            plaintext.as_mut_slice().into(),
            tag.into(),
        )
        .map_err(|_| OpenError::Damaged)?;
    Ok(plaintext)
}

fn derive(key: &EpochKey, context: &[u8], nonce: &[u8; 24]) -> (XChaCha20Poly1305, [u8; 32]) {
    let mut output = Zeroizing::new([0; 64]);
    Hkdf::<Sha256>::new(Some(nonce), &*key.0)
        .expand_multi_info(&[Domain::ENVELOPE.as_bytes(), context], &mut *output)
        .expect("64 bytes are under the 8160 of HKDF-SHA256");
    let (cipher_key, commit) = output.split_at(32);
    let cipher = XChaCha20Poly1305::new_from_slice(cipher_key).expect("64 bytes are 32 and 32");
    (cipher, commit.try_into().expect("64 bytes are 32 and 32"))
}

#[cfg(test)]
mod tests {
    use super::{EpochKey, OpenError, SEAL_OVERHEAD, open, seal};

    const PREFIX: &[u8] = b"FNDE\x01";
    const NONCE: [u8; 24] = [6; 24];

    fn key() -> EpochKey {
        EpochKey::from_bytes(&[5; 32])
    }

    #[test]
    fn an_envelope_opens_under_its_key_and_context() {
        let envelope = seal(&key(), PREFIX, b"space", &NONCE, b"dear Sam");
        assert_eq!(envelope.len(), PREFIX.len() + 8 + SEAL_OVERHEAD);
        assert_eq!(
            **open(&key(), PREFIX, b"space", &envelope).unwrap(),
            *b"dear Sam"
        );
    }

    #[test]
    fn wrong_key_or_context_does_not_open() {
        let envelope = seal(&key(), PREFIX, b"space", &NONCE, b"dear Sam");
        let other = EpochKey::from_bytes(&[4; 32]);
        assert_eq!(
            open(&other, PREFIX, b"space", &envelope),
            Err(OpenError::NotThisKey)
        );
        assert_eq!(
            open(&key(), PREFIX, b"spac", &envelope),
            Err(OpenError::NotThisKey)
        );
    }

    #[test]
    fn another_prefix_is_malformed() {
        let envelope = seal(&key(), PREFIX, b"space", &NONCE, b"dear Sam");
        assert_eq!(
            open(&key(), b"FNDB\x01", b"space", &envelope),
            Err(OpenError::Malformed)
        );
    }

    #[test]
    fn a_shorter_prefix_moves_the_fields_and_does_not_open() {
        let envelope = seal(&key(), PREFIX, b"space", &NONCE, b"dear Sam");
        assert_eq!(
            open(&key(), b"FNDE", b"space", &envelope),
            Err(OpenError::NotThisKey)
        );
    }

    #[test]
    fn every_truncation_is_refused() {
        let envelope = seal(&key(), PREFIX, b"space", &NONCE, b"dear Sam");
        for length in 0..envelope.len() {
            let expected = if length < PREFIX.len() + SEAL_OVERHEAD {
                OpenError::Malformed
            } else {
                OpenError::Damaged
            };
            assert_eq!(
                open(&key(), PREFIX, b"space", &envelope[..length]),
                Err(expected)
            );
        }
    }

    #[test]
    fn two_nonces_share_neither_commitment_nor_ciphertext() {
        let one = seal(&key(), b"", b"", &[1; 24], &[0; 64]);
        let two = seal(&key(), b"", b"", &[2; 24], &[0; 64]);
        assert_ne!(one[..32], two[..32]);
        assert_ne!(one[56..], two[56..]);
    }

    #[test]
    fn the_commitment_differs_from_space_to_space() {
        assert_ne!(key().commit(&[0; 32]), key().commit(&[1; 32]));
        assert_ne!(
            key().commit(&[0; 32]),
            EpochKey::from_bytes(&[4; 32]).commit(&[0; 32])
        );
    }

    #[test]
    fn debug_of_the_key_says_nothing() {
        assert_eq!(format!("{:?}", key()), "EpochKey(..)");
    }
}
