//! Ed25519 (RFC 8032) over a domain and a digest.

use std::fmt;

use ed25519_dalek::{Signer as _, ed25519};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::Domain;

/// A signature that does not verify, or a key that is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the signature does not verify")]
#[non_exhaustive]
pub struct BadSignature;

/// A secret that signs. Wiped when dropped.
#[derive(Clone)]
pub struct SigningKey(ed25519_dalek::SigningKey);

impl SigningKey {
    /// A new random key.
    pub fn generate(rng: &mut impl CryptoRng) -> Self {
        let mut seed = Zeroizing::new([0; 32]);
        rng.fill_bytes(seed.as_mut());
        Self::from_bytes(&seed)
    }

    /// The key of a 32-byte seed.
    pub fn from_bytes(seed: &[u8; 32]) -> Self {
        Self(ed25519_dalek::SigningKey::from_bytes(seed))
    }

    /// The seed.
    pub fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(*self.0.as_bytes())
    }

    /// The key that verifies.
    pub fn verifying_key(&self) -> VerifyingKey {
        VerifyingKey(self.0.verifying_key().to_bytes())
    }

    /// Signs `domain | digest`.
    pub fn sign(&self, domain: Domain, digest: &[u8; 32]) -> Signature {
        Signature(self.0.sign(&message(domain, digest)).to_bytes())
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(..)")
    }
}

/// A key that verifies. Its bytes may be no point of the curve; then nothing verifies.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct VerifyingKey(pub [u8; 32]);

impl VerifyingKey {
    /// Checks a signature of `domain | digest` by the strict rules: no points of small order, no
    /// second encoding of any part, no cofactor. So all devices agree about every signature,
    /// whatever was crafted to divide them (Chalkias, Garillot, Nikolaenko, "Taming the many
    /// EdDSAs", SSR 2020).
    ///
    /// # Errors
    /// If the signature is not by this key over this.
    pub fn verify(
        &self,
        domain: Domain,
        digest: &[u8; 32],
        signature: &Signature,
    ) -> Result<(), BadSignature> {
        self.read()?.verify(domain, digest, signature)
    }

    /// The point that the bytes are, to verify several signatures: reading it takes a tenth of the
    /// time of one.
    ///
    /// # Errors
    /// If they are none.
    pub fn read(&self) -> Result<ReadKey, BadSignature> {
        if !is_canonical(&self.0) {
            return Err(BadSignature);
        }
        let key = ed25519_dalek::VerifyingKey::from_bytes(&self.0).map_err(|_| BadSignature)?;
        Ok(ReadKey(key))
    }
}

/// A [`VerifyingKey`] that is a point of the curve.
#[derive(Debug, Clone, Copy)]
pub struct ReadKey(ed25519_dalek::VerifyingKey);

impl ReadKey {
    /// As [`VerifyingKey::verify`].
    ///
    /// # Errors
    /// If the signature is not by this key over this.
    pub fn verify(
        &self,
        domain: Domain,
        digest: &[u8; 32],
        signature: &Signature,
    ) -> Result<(), BadSignature> {
        let signature = ed25519::Signature::from_bytes(&signature.0);
        self.0
            .verify_strict(&message(domain, digest), &signature)
            .map_err(|_| BadSignature)
    }
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d, ..] = self.0;
        write!(f, "{a:02x}{b:02x}{c:02x}{d:02x}")
    }
}

/// An Ed25519 signature; 64 bytes in every encoding.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "([u8; 32], [u8; 32])", into = "([u8; 32], [u8; 32])")]
pub struct Signature(pub [u8; 64]);

impl From<([u8; 32], [u8; 32])> for Signature {
    fn from((r, s): ([u8; 32], [u8; 32])) -> Self {
        let mut bytes = [0; 64];
        let (head, tail) = bytes.split_at_mut(32);
        head.copy_from_slice(&r);
        tail.copy_from_slice(&s);
        Self(bytes)
    }
}

impl From<Signature> for ([u8; 32], [u8; 32]) {
    fn from(signature: Signature) -> Self {
        let (mut r, mut s) = ([0; 32], [0; 32]);
        let (head, tail) = signature.0.split_at(32);
        r.copy_from_slice(head);
        s.copy_from_slice(tail);
        (r, s)
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d, ..] = self.0;
        write!(f, "Signature({a:02x}{b:02x}{c:02x}{d:02x})")
    }
}

fn message(domain: Domain, digest: &[u8; 32]) -> [u8; 64] {
    Signature::from((*domain.as_bytes(), *digest)).0
}

/// Whether y is below the prime 2^255 - 19, as RFC 8032, 5.1.3 demands; the library reduces it.
fn is_canonical(key: &[u8; 32]) -> bool {
    let [lowest, middle @ .., highest] = key;
    *lowest < 0xed || middle.iter().any(|byte| *byte != 0xff) || highest & 0x7f != 0x7f
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signature_holds_for_its_domain_and_digest_only() {
        let key = SigningKey::from_bytes(&[7; 32]);
        let signature = key.sign(Domain::RECORD_SIGNATURE, &[1; 32]);
        let verify = |domain, digest: &[u8; 32], signature: &Signature| {
            key.verifying_key().verify(domain, digest, signature)
        };
        assert_eq!(
            verify(Domain::RECORD_SIGNATURE, &[1; 32], &signature),
            Ok(())
        );
        assert_eq!(
            verify(Domain::LINK_PROOF, &[1; 32], &signature),
            Err(BadSignature)
        );
        assert_eq!(
            verify(Domain::RECORD_SIGNATURE, &[2; 32], &signature),
            Err(BadSignature)
        );
        for bit in 0..512 {
            let mut changed = signature;
            changed.0[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(
                verify(Domain::RECORD_SIGNATURE, &[1; 32], &changed),
                Err(BadSignature)
            );
        }
    }

    #[test]
    fn key_of_small_order_verifies_nothing() {
        let mut neutral = [0; 32];
        neutral[0] = 1;
        let mut signature = [0; 64];
        signature[0] = 1;
        let verified =
            VerifyingKey(neutral).verify(Domain::RECORD_SIGNATURE, &[0; 32], &Signature(signature));
        assert_eq!(verified, Err(BadSignature));
    }

    #[test]
    fn encodings_at_and_above_the_prime_are_no_keys() {
        let mut bytes = [0xff; 32];
        bytes[31] = 0x7f;
        assert!(!is_canonical(&bytes));
        bytes[0] = 0xed;
        assert!(!is_canonical(&bytes));
        bytes[31] = 0xff;
        assert!(!is_canonical(&bytes), "the sign of x plays no part");
        bytes[0] = 0xec;
        assert!(is_canonical(&bytes));
        for (at, value) in [(1, 0xfe), (30, 0xfe), (31, 0x7e)] {
            let mut bytes = [0xff; 32];
            bytes[at] = value;
            assert!(is_canonical(&bytes), "byte {at} is lower");
        }
    }

    #[test]
    fn bytes_that_are_no_point_verify_nothing() {
        let signature = SigningKey::from_bytes(&[7; 32]).sign(Domain::LINK_PROOF, &[1; 32]);
        let mut off_curve = [0; 32];
        off_curve[0] = 2;
        let verified = VerifyingKey(off_curve).verify(Domain::LINK_PROOF, &[1; 32], &signature);
        assert_eq!(verified, Err(BadSignature));
    }

    #[test]
    fn postcard_writes_exactly_the_bytes() {
        let key = SigningKey::from_bytes(&[7; 32]);
        let pair = (key.verifying_key(), key.sign(Domain::LINK_PROOF, &[1; 32]));
        let bytes = postcard::to_stdvec(&pair).unwrap();
        assert_eq!(bytes[..32], pair.0.0);
        assert_eq!(bytes[32..], pair.1.0);
        assert_eq!(
            postcard::from_bytes::<(VerifyingKey, Signature)>(&bytes).unwrap(),
            pair
        );
    }

    #[test]
    fn debug_shows_no_secret() {
        let key = SigningKey::from_bytes(&[0x41; 32]);
        assert_eq!(format!("{key:?}"), "SigningKey(..)");
        let shown = format!("{:?} {:?}", VerifyingKey([0x41; 32]), Signature([0x42; 64]));
        assert!(shown.starts_with("41414141 "), "{shown}");
        assert!(shown.contains("Signature(42424242"), "{shown}");
    }
}
