//! Names of things: persons, devices, spaces, documents, records.

use std::fmt;

use data_encoding::{BASE32_NOPAD, Encoding, HEXLOWER};
use fondly_crypto::{Domain, VerifyingKey, hash};
use serde::{Deserialize, Serialize};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $bytes:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name(pub [u8; $bytes]);

        impl $name {
            /// The bytes of the id.
            pub const fn as_bytes(&self) -> &[u8; $bytes] {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let short = self.0.first_chunk::<4>().expect("ids are longer than 4 bytes");
                write!(f, "{}({})", stringify!($name), HEXLOWER.encode(short))
            }
        }
    };
}

id!(
    /// A human: the hash of the person's genesis record. Never changes, also when devices do.
    PersonId,
    32
);
id!(
    /// What is replicated together under one key: a journal or a bond.
    SpaceId,
    32
);
id!(
    /// One Automerge document. The first 16 bytes of a hash over space, owner, creating device and
    /// a nonce, so its owner cannot be claimed by anybody else.
    DocumentId,
    16
);
id!(
    /// The hash of a record's header.
    RecordHash,
    32
);
id!(
    /// A generation of a space's key: the hash of the control record that announced it.
    EpochId,
    32
);
id!(
    /// The hash of one record of a roster.
    RosterHash,
    32
);

/// One installation: its Ed25519 verifying key.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct DeviceId(pub VerifyingKey);

impl DeviceId {
    /// The bytes of the key.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0.0
    }
}

impl fmt::Debug for DeviceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DeviceId({:?})", self.0)
    }
}

impl DocumentId {
    /// The document of a control record: none.
    pub const NONE: Self = Self([0; 16]);

    /// The id of the document that `creator` makes in `space` for `owner` with `nonce`.
    ///
    /// `owner` is a person, or the space for pages that its members write together.
    pub fn derive(space: &SpaceId, owner: &[u8; 32], creator: &DeviceId, nonce: &[u8; 16]) -> Self {
        let digest = hash(
            Domain::DOCUMENT,
            &[&space.0, owner, creator.as_bytes(), nonce],
        );
        let mut id = [0; 16];
        for (to, from) in id.iter_mut().zip(digest) {
            *to = from;
        }
        Self(id)
    }
}

impl SpaceId {
    /// The space of one person's own devices.
    pub fn journal(person: &PersonId) -> Self {
        Self(hash(Domain::SPACE, &[b"journal", &person.0]))
    }

    /// The space of two people whose invite ended in this transcript.
    pub fn bond(transcript: &[u8; 32]) -> Self {
        Self(hash(Domain::SPACE, &[b"bond", transcript]))
    }
}

/// The Automerge actor of a device in a space: the first 16 bytes of a hash, so that two spaces
/// cannot be linked by their actors and no device can write under another's.
pub fn actor(device: &DeviceId, space: &SpaceId) -> [u8; 16] {
    let digest = hash(Domain::ACTOR, &[device.as_bytes(), &space.0]);
    *digest.first_chunk().expect("a hash has 32 bytes")
}

/// Lower-case base32 (RFC 4648, no padding) as people see ids.
pub fn base32(bytes: &[u8]) -> String {
    BASE32_NOPAD.encode(bytes).to_ascii_lowercase()
}

/// Reads what [`base32`] wrote, in either case.
pub fn parse_base32(text: &str) -> Option<Vec<u8>> {
    let encoding: &Encoding = &BASE32_NOPAD;
    encoding.decode(text.to_ascii_uppercase().as_bytes()).ok()
}

/// The 26 characters by which people see an id: base32 of its first 16 bytes.
pub fn shown(bytes: &[u8]) -> String {
    base32(bytes.get(..16).unwrap_or(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_see_of_an_id_is_read_in_either_case() {
        let id = DocumentId([0xa5; 16]);
        let seen = shown(&id.0);
        assert_eq!(seen.len(), 26);
        assert_eq!(parse_base32(&seen), Some(id.0.to_vec()));
        assert_eq!(
            parse_base32(&seen.to_ascii_uppercase()),
            Some(id.0.to_vec())
        );
        assert_eq!(parse_base32("no id"), None);
        assert_eq!(parse_base32("1"), None);
    }

    #[test]
    fn of_a_long_id_the_first_half_is_seen_and_of_a_short_one_all() {
        assert_eq!(shown(&[7; 32]), shown(&[7; 16]));
        assert_eq!(shown(&[7; 3]), base32(&[7; 3]));
    }

    #[test]
    fn logs_name_an_id_by_its_first_bytes_only() {
        let id = SpaceId([0x1f; 32]);
        assert_eq!(format!("{id:?}"), "SpaceId(1f1f1f1f)");
        let device = DeviceId(VerifyingKey([0x2e; 32]));
        let said = format!("{device:?}");
        assert!(said.starts_with("DeviceId(") && said.len() < 40, "{said}");
    }

    #[test]
    fn nobody_claims_a_document_of_another() {
        let (space, other_space) = (SpaceId([1; 32]), SpaceId([2; 32]));
        let (device, other) = (
            DeviceId(VerifyingKey([3; 32])),
            DeviceId(VerifyingKey([4; 32])),
        );
        let id = DocumentId::derive(&space, &[5; 32], &device, &[6; 16]);
        for claimed in [
            DocumentId::derive(&other_space, &[5; 32], &device, &[6; 16]),
            DocumentId::derive(&space, &[7; 32], &device, &[6; 16]),
            DocumentId::derive(&space, &[5; 32], &other, &[6; 16]),
            DocumentId::derive(&space, &[5; 32], &device, &[8; 16]),
            DocumentId::NONE,
        ] {
            assert_ne!(claimed, id);
        }
        assert_ne!(actor(&device, &space), actor(&device, &other_space));
        assert_ne!(actor(&device, &space), actor(&other, &space));
    }
}
