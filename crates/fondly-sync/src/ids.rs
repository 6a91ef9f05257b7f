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
