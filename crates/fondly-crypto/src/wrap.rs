//! HPKE to a device's sealing key: how keys travel to those who may read.

use std::fmt;

use hpke::{
    Deserializable as _, Kem as _, OpModeR, OpModeS, Serializable as _, aead::ChaCha20Poly1305,
    kdf::HkdfSha256, kem::XWing, single_shot_open, single_shot_seal_with_rng,
};
use rand_core::CryptoRng;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::{Domain, EpochKey, hash::frame};

/// Bytes of an encoded [`SealingPublic`]: ML-KEM-768 key (1184), X25519 key (32).
pub const SEALING_PUBLIC_BYTES: usize = 1184 + 32;

/// Bytes that [`seal_to`] adds to a plaintext: encapsulated key and tag.
pub const SEAL_TO_OVERHEAD: usize = ENCAPSULATED_BYTES + TAG_BYTES;

/// Bytes of a wrapped epoch key: encapsulated key (1120), key (32), tag (16).
pub const WRAP_BYTES: usize = SEAL_TO_OVERHEAD + 32;

const ENCAPSULATED_BYTES: usize = 1088 + 32;
const TAG_BYTES: usize = 16;

/// Bytes that are no X-Wing encapsulation key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a sealing key")]
#[non_exhaustive]
pub struct BadSealingKey;

/// Why a wrap did not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UnwrapError {
    /// The length is not one that sealing gives.
    #[error("a sealed key has {expected} bytes or more, this has {found}")]
    Length {
        /// The length of a wrap, or the least length of what [`seal_to`] gives.
        expected: usize,
        /// The length of what was given.
        found: usize,
    },
    /// Sealed to another key, for another purpose, or changed since.
    #[error("not sealed to this key for this purpose, or damaged")]
    Refused,
}

/// The secret half of an X-Wing key pair, as its 32-byte seed, wiped when dropped.
///
/// X-Wing (draft-connolly-cfrg-xwing-kem-10) joins X25519 and ML-KEM-768 so that breaking both
/// is needed: what is recorded today stays closed to a quantum computer, and a flaw in the young
/// scheme does not open it either.
#[derive(Clone)]
pub struct SealingSecret(Zeroizing<[u8; 32]>);

impl SealingSecret {
    /// Makes a key of 32 random bytes.
    #[must_use]
    pub fn generate(rng: &mut impl CryptoRng) -> Self {
        let mut seed = Zeroizing::new([0; 32]);
        rng.fill_bytes(&mut *seed);
        Self(seed)
    }

    /// Makes the key of a 32-byte seed; every seed is a key.
    #[must_use]
    pub fn from_bytes(seed: &[u8; 32]) -> Self {
        Self(Zeroizing::new(*seed))
    }

    /// The seed, from which [`SealingSecret::from_bytes`] makes this key again.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        self.0.clone()
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> SealingPublic {
        let mut bytes = Box::new([0; SEALING_PUBLIC_BYTES]);
        XWing::sk_to_pk(&self.expand()).write_exact(&mut *bytes);
        SealingPublic(bytes)
    }

    fn expand(&self) -> <XWing as hpke::Kem>::PrivateKey {
        <XWing as hpke::Kem>::PrivateKey::from_bytes(&*self.0)
            .expect("every 32 bytes are an X-Wing seed")
    }
}

impl fmt::Debug for SealingSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealingSecret(..)")
    }
}

/// The public half of an X-Wing key pair; holds only bytes that passed the check of the key.
///
/// The check is that of FIPS 203, section 7.2: the length, and that every coefficient is written
/// below the modulus. X-Wing needs none for the X25519 half.
#[derive(Clone, PartialEq, Eq)]
pub struct SealingPublic(Box<[u8; SEALING_PUBLIC_BYTES]>);

impl SealingPublic {
    /// The encoded key, [`SEALING_PUBLIC_BYTES`] long.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_slice()
    }
}

impl TryFrom<&[u8]> for SealingPublic {
    type Error = BadSealingKey;

    fn try_from(bytes: &[u8]) -> Result<Self, BadSealingKey> {
        let bytes: Box<[u8; SEALING_PUBLIC_BYTES]> = Box::<[u8]>::from(bytes)
            .try_into()
            .map_err(|_| BadSealingKey)?;
        <XWing as hpke::Kem>::PublicKey::from_bytes(bytes.as_slice()).map_err(|_| BadSealingKey)?;
        Ok(Self(bytes))
    }
}

impl fmt::Debug for SealingPublic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d, ..]: [u8; 32] = Sha256::digest(self.as_bytes()).into();
        write!(f, "SealingPublic({a:02x}{b:02x}{c:02x}{d:02x})")
    }
}

impl Serialize for SealingPublic {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(self.as_bytes())
    }
}

impl<'de> Deserialize<'de> for SealingPublic {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let bytes = serde_bytes::ByteBuf::deserialize(deserializer)?;
        Self::try_from(bytes.as_slice()).map_err(de::Error::custom)
    }
}

/// Seals an epoch key to one device; gives [`WRAP_BYTES`] bytes.
///
/// This is [`seal_to`] in [`Domain::EPOCH_WRAP`]. The fields of `info` name what the key is for
/// (space, epoch, recipient) and are needed to open it again.
#[must_use]
pub fn wrap(
    rng: &mut impl CryptoRng,
    to: &SealingPublic,
    info: &[&[u8]],
    key: &EpochKey,
) -> Vec<u8> {
    seal_to(rng, to, Domain::EPOCH_WRAP, info, &*key.to_bytes())
}

/// Opens what [`wrap`] made.
///
/// A wrap says nothing about who made it: the caller accepts the key only if it fits a
/// commitment that a member signed (see [`EpochKey::commit`]).
///
/// # Errors
/// [`UnwrapError::Length`] unless there are exactly [`WRAP_BYTES`]; [`UnwrapError::Refused`] if
/// recipient or `info` are others, or any bit was changed.
pub fn unwrap(
    secret: &SealingSecret,
    info: &[&[u8]],
    bytes: &[u8],
) -> Result<EpochKey, UnwrapError> {
    if bytes.len() != WRAP_BYTES {
        return Err(UnwrapError::Length {
            expected: WRAP_BYTES,
            found: bytes.len(),
        });
    }
    let opened = open_from(secret, Domain::EPOCH_WRAP, info, bytes)?;
    let key = opened
        .as_slice()
        .try_into()
        .map_err(|_| UnwrapError::Refused)?;
    Ok(EpochKey::from_bytes(key))
}

/// Seals any plaintext to a sealing key.
///
/// HPKE (RFC 9180) in base mode with X-Wing (0x647a), HKDF-SHA256 (0x0001) and ChaCha20-Poly1305
/// (0x0003), no associated data. HPKE's info is `domain` and the fields of `info`, framed as in
/// [`hash`](crate::hash()).
///
/// ```text
/// encapsulated key (1120) || ciphertext || tag (16)
/// ```
#[must_use]
pub fn seal_to(
    rng: &mut impl CryptoRng,
    to: &SealingPublic,
    domain: Domain,
    info: &[&[u8]],
    plaintext: &[u8],
) -> Vec<u8> {
    let recipient = <XWing as hpke::Kem>::PublicKey::from_bytes(to.as_bytes())
        .expect("a SealingPublic holds bytes that passed this check");
    let (encapsulated, ciphertext) =
        single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, XWing>(
            &OpModeS::Base,
            &recipient,
            &framed(domain, info),
            plaintext,
            b"",
            rng,
        )
        .expect("a first message under 256 GiB to a checked key is always sealed");
    let mut sealed = encapsulated.to_bytes().to_vec();
    sealed.extend_from_slice(&ciphertext);
    sealed
}

/// Opens what [`seal_to`] made.
///
/// # Errors
/// [`UnwrapError::Length`] if there is no room for key and tag; [`UnwrapError::Refused`] if
/// recipient, domain or `info` are others, or any bit was changed.
pub fn open_from(
    secret: &SealingSecret,
    domain: Domain,
    info: &[&[u8]],
    bytes: &[u8],
) -> Result<Zeroizing<Vec<u8>>, UnwrapError> {
    let (encapsulated, ciphertext) = bytes
        .split_at_checked(ENCAPSULATED_BYTES)
        .filter(|(_, ciphertext)| ciphertext.len() >= TAG_BYTES)
        .ok_or(UnwrapError::Length {
            expected: SEAL_TO_OVERHEAD,
            found: bytes.len(),
        })?;
    let encapsulated = <XWing as hpke::Kem>::EncappedKey::from_bytes(encapsulated)
        .map_err(|_| UnwrapError::Refused)?;
    single_shot_open::<ChaCha20Poly1305, HkdfSha256, XWing>(
        &OpModeR::Base,
        &secret.expand(),
        &encapsulated,
        &framed(domain, info),
        ciphertext,
        b"",
    )
    .map(Zeroizing::new)
    .map_err(|_| UnwrapError::Refused)
}

fn framed(domain: Domain, info: &[&[u8]]) -> Vec<u8> {
    let mut bytes = Vec::new();
    frame(domain, info, |piece| bytes.extend_from_slice(piece));
    bytes
}

#[cfg(test)]
mod tests {
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};

    use super::{
        BadSealingKey, SEAL_TO_OVERHEAD, SEALING_PUBLIC_BYTES, SealingPublic, SealingSecret,
        UnwrapError, WRAP_BYTES, open_from, seal_to, unwrap, wrap,
    };
    use crate::{Domain, EpochKey};

    fn rng() -> ChaCha20Rng {
        ChaCha20Rng::from_seed([3; 32])
    }

    #[test]
    fn a_wrap_opens_for_its_recipient_and_info_only() {
        let secret = SealingSecret::generate(&mut rng());
        let key = EpochKey::from_bytes(&[5; 32]);
        let wrapped = wrap(&mut rng(), &secret.public(), &[b"space", b"epoch"], &key);
        assert_eq!(wrapped.len(), WRAP_BYTES);

        let opened = unwrap(&secret, &[b"space", b"epoch"], &wrapped).unwrap();
        assert_eq!(opened.to_bytes(), key.to_bytes());
        let other = SealingSecret::from_bytes(&[4; 32]);
        let refused = UnwrapError::Refused;
        assert_eq!(
            unwrap(&other, &[b"space", b"epoch"], &wrapped).unwrap_err(),
            refused
        );
        assert_eq!(
            unwrap(&secret, &[b"spac", b"eepoch"], &wrapped).unwrap_err(),
            refused
        );
        assert_eq!(unwrap(&secret, &[b"space"], &wrapped).unwrap_err(), refused);
    }

    #[test]
    fn what_is_sealed_for_one_domain_opens_in_no_other() {
        let secret = SealingSecret::from_bytes(&[4; 32]);
        let sealed = seal_to(
            &mut rng(),
            &secret.public(),
            Domain::BACKUP,
            &[b"x"],
            &[5; 32],
        );
        assert_eq!(
            *open_from(&secret, Domain::BACKUP, &[b"x"], &sealed).unwrap(),
            vec![5; 32]
        );
        assert_eq!(
            unwrap(&secret, &[b"x"], &sealed).unwrap_err(),
            UnwrapError::Refused
        );
    }

    #[test]
    fn wrong_lengths_are_told_before_any_key_is_used() {
        let secret = SealingSecret::from_bytes(&[4; 32]);
        for found in [0, 1, WRAP_BYTES - 1, WRAP_BYTES + 1] {
            let error = unwrap(&secret, &[], &vec![0; found]).unwrap_err();
            assert_eq!(
                error,
                UnwrapError::Length {
                    expected: WRAP_BYTES,
                    found
                }
            );
        }
        let found = SEAL_TO_OVERHEAD - 1;
        let error = open_from(&secret, Domain::BACKUP, &[], &vec![0; found]).unwrap_err();
        assert_eq!(
            error,
            UnwrapError::Length {
                expected: SEAL_TO_OVERHEAD,
                found
            }
        );
    }

    #[test]
    fn an_empty_plaintext_is_sealed_too() {
        let secret = SealingSecret::from_bytes(&[4; 32]);
        let sealed = seal_to(&mut rng(), &secret.public(), Domain::BACKUP, &[], b"");
        assert_eq!(sealed.len(), SEAL_TO_OVERHEAD);
        assert!(
            open_from(&secret, Domain::BACKUP, &[], &sealed)
                .unwrap()
                .is_empty()
        );
    }

    #[test]
    fn coefficients_above_the_modulus_are_no_key() {
        let mut bytes = SealingSecret::from_bytes(&[4; 32])
            .public()
            .as_bytes()
            .to_vec();
        assert!(SealingPublic::try_from(bytes.as_slice()).is_ok());
        bytes[..3].fill(0xff);
        assert_eq!(
            SealingPublic::try_from(bytes.as_slice()),
            Err(BadSealingKey)
        );
    }

    #[test]
    fn public_keys_of_another_length_are_no_key() {
        for length in [0, SEALING_PUBLIC_BYTES - 1, SEALING_PUBLIC_BYTES + 1] {
            assert_eq!(
                SealingPublic::try_from(vec![0; length].as_slice()),
                Err(BadSealingKey)
            );
        }
    }

    #[test]
    fn public_keys_are_checked_when_they_are_decoded() {
        let public = SealingSecret::from_bytes(&[4; 32]).public();
        let mut bytes = postcard::to_stdvec(&public).unwrap();
        assert_eq!(bytes.len(), 2 + SEALING_PUBLIC_BYTES);
        assert_eq!(
            postcard::from_bytes::<SealingPublic>(&bytes).unwrap(),
            public
        );
        bytes[2..5].fill(0xff);
        assert!(postcard::from_bytes::<SealingPublic>(&bytes).is_err());
    }

    #[test]
    fn debug_says_nothing_secret() {
        let secret = SealingSecret::from_bytes(&[4; 32]);
        assert_eq!(format!("{secret:?}"), "SealingSecret(..)");
        assert_eq!(
            format!("{:?}", secret.public()).len(),
            "SealingPublic(01234567)".len()
        );
    }
}
