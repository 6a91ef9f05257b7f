//! SHA-256 and HMAC-SHA256 over framed fields.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

use crate::Domain;

/// A MAC that does not verify.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the message authentication code does not verify")]
#[non_exhaustive]
pub struct BadMac;

/// Gives the framed input piece by piece: the domain, then each field behind its length.
///
/// The framing makes the input injective: no two lists of fields give the same bytes.
pub(crate) fn frame(domain: Domain, fields: &[&[u8]], mut take: impl FnMut(&[u8])) {
    take(domain.as_bytes());
    for field in fields {
        let length = u64::try_from(field.len()).expect("no field is longer than 2^64 bytes");
        take(&length.to_le_bytes());
        take(field);
    }
}

/// `SHA-256(domain | for each field: length u64 LE | bytes)` (FIPS 180-4).
pub fn hash(domain: Domain, fields: &[&[u8]]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    frame(domain, fields, |piece| hasher.update(piece));
    hasher.finalize().into()
}

fn hmac(domain: Domain, key: &[u8; 32], fields: &[&[u8]]) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    frame(domain, fields, |piece| mac.update(piece));
    mac
}

/// HMAC-SHA256 (RFC 2104) over the same framing as [`hash`].
pub fn mac(domain: Domain, key: &[u8; 32], fields: &[&[u8]]) -> [u8; 32] {
    hmac(domain, key, fields).finalize().into_bytes().into()
}

/// Compares a MAC in constant time.
///
/// # Errors
/// If it is not the MAC of these fields under this key.
pub fn verify_mac(
    domain: Domain,
    key: &[u8; 32],
    fields: &[&[u8]],
    tag: &[u8; 32],
) -> Result<(), BadMac> {
    hmac(domain, key, fields)
        .verify_slice(tag)
        .map_err(|_| BadMac)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_cannot_be_moved_across_their_border() {
        let digest = |fields| hash(Domain::RECORD, fields);
        assert_ne!(digest(&[b"ab", b"c"]), digest(&[b"a", b"bc"]));
        assert_ne!(digest(&[b"ab"]), digest(&[b"ab", b""]));
        assert_ne!(
            hash(Domain::RECORD, &[b"a"]),
            hash(Domain::PAYLOAD, &[b"a"])
        );
    }

    #[test]
    fn changed_mac_is_refused() {
        let tag = mac(Domain::INVITE_MAC, &[1; 32], &[b"join"]);
        assert_eq!(
            verify_mac(Domain::INVITE_MAC, &[1; 32], &[b"join"], &tag),
            Ok(())
        );
        assert_eq!(
            verify_mac(Domain::INVITE_MAC, &[2; 32], &[b"join"], &tag),
            Err(BadMac)
        );
        assert_eq!(
            verify_mac(Domain::INVITE_MAC, &[1; 32], &[b"joim"], &tag),
            Err(BadMac)
        );
        assert_eq!(
            verify_mac(Domain::EDITION_TAG, &[1; 32], &[b"join"], &tag),
            Err(BadMac)
        );
        for bit in 0..256 {
            let mut changed = tag;
            changed[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(
                verify_mac(Domain::INVITE_MAC, &[1; 32], &[b"join"], &changed),
                Err(BadMac)
            );
        }
    }
}
