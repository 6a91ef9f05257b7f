//! Records: signed, hash-chained items of one device's log.
//!
//! ```text
//! record hash = H(RECORD, version u8 | space 32 | device 32 | seq u64 LE | prev_hash 32 |
//!                         kind u8 | document 16 | payload_hash 32)
//! payload hash = H(PAYLOAD, salt 16 | written_at i64 LE | body)
//! signature    = Ed25519(device, RECORD_SIGNATURE || record hash)
//! ```
//!
//! H frames every field with its length (`fondly_crypto::hash`). The payload lies beside the
//! header: erasing it leaves a salted hash, against which no guess can be tested, and the chain
//! still verifies.

use fondly_crypto::{BadSignature, Domain, Signature, SigningKey, hash};
use serde::{Deserialize, Serialize};

use crate::{DeviceId, DocumentId, RecordHash, SpaceId};

/// The version of records that this program writes.
pub const RECORD_VERSION: u8 = 1;

/// What a record is, as its header has it. Unknown kinds are accepted and kept.
pub mod kind {
    /// The change that creates a document; carries owner and nonce.
    pub const CREATE: u8 = 1;
    /// A later change of a document.
    pub const CHANGE: u8 = 2;
    /// A control record.
    pub const CONTROL: u8 = 3;
}

/// Who owns a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Owner {
    /// The person whose device wrote the creating record.
    Author,
    /// The space: a page that its members write together.
    Space,
}

/// What a record is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Subject {
    /// Creates a document. Its id follows from owner, author and nonce.
    Create {
        /// Who may change the document from then on.
        owner: Owner,
        /// Random; makes the id unguessable and unique.
        nonce: [u8; 16],
    },
    /// Changes a document that exists.
    Change {
        /// The document.
        document: DocumentId,
    },
    /// A [`crate::Control`].
    Control,
    /// Of a later version: accepted, kept, passed on, not applied.
    Unknown {
        /// The kind byte; none of those in [`kind`].
        kind: u8,
        /// The document field of the header.
        document: DocumentId,
    },
}

/// What a record says.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payload {
    /// Random, so that the hash of an erased payload confirms no guess.
    pub salt: [u8; 16],
    /// Seconds since 1970, as its author claims; enters no rule of security.
    pub written_at: i64,
    /// A raw Automerge change, or an encoded control.
    #[serde(with = "serde_bytes")]
    pub body: Vec<u8>,
}

impl std::fmt::Debug for Payload {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Payload({} bytes)", self.body.len())
    }
}

impl Payload {
    /// The hash that the header carries.
    pub fn hash(&self) -> [u8; 32] {
        hash(
            Domain::PAYLOAD,
            &[&self.salt, &self.written_at.to_le_bytes(), &self.body],
        )
    }
}

/// The payload of a record, or what is left where it is not here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Content {
    /// The payload.
    Full(Payload),
    /// A hole: erased, or still on its way. The hash that the payload had.
    Hole([u8; 32]),
}

impl Content {
    /// The payload hash, present or not.
    pub fn payload_hash(&self) -> [u8; 32] {
        match self {
            Self::Full(payload) => payload.hash(),
            Self::Hole(hash) => *hash,
        }
    }
}

/// One record without its place, as runs carry it: place and chain follow from the run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// What it is about.
    pub subject: Subject,
    /// What it says.
    pub content: Content,
}

/// The place of a record in the log of a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The space.
    pub space: SpaceId,
    /// The device whose log it is.
    pub device: DeviceId,
    /// The number of the record, from 0.
    pub seq: u64,
    /// The hash of the record before, or [`log_start`].
    pub prev: RecordHash,
}

/// What stands before record 0 of a log.
pub fn log_start(space: &SpaceId, device: &DeviceId) -> RecordHash {
    RecordHash(hash(Domain::LOG_START, &[&space.0, device.as_bytes()]))
}

impl Item {
    /// The document that this record creates or changes when `device` of `person` wrote it.
    pub fn document(
        &self,
        space: &SpaceId,
        device: &DeviceId,
        person: &crate::PersonId,
    ) -> DocumentId {
        match self.subject {
            Subject::Create { owner, nonce } => {
                let owner = match owner {
                    Owner::Author => &person.0,
                    Owner::Space => &space.0,
                };
                DocumentId::derive(space, owner, device, &nonce)
            }
            Subject::Change { document } | Subject::Unknown { document, .. } => document,
            Subject::Control => DocumentId::NONE,
        }
    }

    /// The kind byte of the header.
    pub const fn kind(&self) -> u8 {
        match self.subject {
            Subject::Create { .. } => kind::CREATE,
            Subject::Change { .. } => kind::CHANGE,
            Subject::Control => kind::CONTROL,
            Subject::Unknown { kind, .. } => kind,
        }
    }

    /// The hash of the record that this item is at `place`, written by a device of `person`.
    pub fn hash_at(&self, version: u8, place: &Place, person: &crate::PersonId) -> RecordHash {
        let document = self.document(&place.space, &place.device, person);
        RecordHash(hash(
            Domain::RECORD,
            &[
                &[version],
                &place.space.0,
                place.device.as_bytes(),
                &place.seq.to_le_bytes(),
                &place.prev.0,
                &[self.kind()],
                &document.0,
                &self.content.payload_hash(),
            ],
        ))
    }
}

/// A record in its place, as a replica stores it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The version of its header.
    pub version: u8,
    /// Its number in the log.
    pub seq: u64,
    /// Its hash.
    pub hash: RecordHash,
    /// The document that it creates or changes.
    pub document: DocumentId,
    /// What it is and says.
    pub item: Item,
    /// The signature, where this replica holds it: on own records, and at the end of runs.
    pub signature: Option<Signature>,
}

/// Signs `item` as the record at `place`. The caller reads the end of the log and stores the
/// record in one transaction, so that no place is ever signed twice.
pub fn sign(key: &SigningKey, person: &crate::PersonId, place: &Place, item: Item) -> Record {
    let hash = item.hash_at(RECORD_VERSION, place, person);
    Record {
        version: RECORD_VERSION,
        seq: place.seq,
        hash,
        document: item.document(&place.space, &place.device, person),
        item,
        signature: Some(key.sign(Domain::RECORD_SIGNATURE, &hash.0)),
    }
}

/// Checks that `device` signed the record with this hash.
pub(crate) fn verify(
    device: &DeviceId,
    hash: &RecordHash,
    signature: &Signature,
) -> Result<(), BadSignature> {
    device
        .0
        .verify(Domain::RECORD_SIGNATURE, &hash.0, signature)
}
