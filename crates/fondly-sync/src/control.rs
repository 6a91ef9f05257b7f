//! Control records: what devices tell each other about a space, beside its documents.

use std::net::SocketAddr;

use fondly_crypto::SealingPublic;
use serde::{Deserialize, Serialize};

use crate::{
    Compared, Contact, DecodeError, DeviceId, DocumentId, EpochId, FrontierEntry, Mutual, MutualId,
    RecordHash, RosterHash, SpaceId,
    codec::{decode, encode},
    limits::{
        ADDRESSES_MAX, BODY_BYTES_MAX, NUMBER_END, QUESTION_BYTES_MAX, RECEIPT_DOCUMENTS_MAX,
    },
};

/// The body of a control record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Control {
    /// The keys and addresses of the device that wrote it, in this space, from here on.
    DeviceInSpace(DeviceInSpace),
    /// A new generation of the space's key. Its id is the hash of the record.
    Epoch(Epoch),
    /// Withdraws a document for ever. Counts if any device of the owner wrote it.
    Retract {
        /// The document.
        document: DocumentId,
    },
    /// Erases an entry of the journal on the person's other devices too.
    Erase {
        /// The document.
        document: DocumentId,
    },
    /// The author typed the other person's check words. A claim that is shown, never believed.
    Verified,
    /// The end of a removed device's log in this space.
    Cut {
        /// The roster record that removed it.
        removal: RosterHash,
        /// The device.
        device: DeviceId,
        /// The number of its last record that counts.
        seq: u64,
        /// The hash of that record.
        hash: RecordHash,
    },
    /// What the author's device held, so that old keys can go.
    Acknowledge {
        /// Its frontier, by indices of the rosters that the epoch names.
        frontier: Vec<FrontierEntry>,
        /// The epoch.
        epoch: EpochId,
    },
    /// What a person calls one of their own devices. In the journal only.
    Named {
        /// The device.
        device: DeviceId,
        /// The name, for the person alone.
        name: String,
        /// When it came in, in seconds since 1970, by the clock of who wrote this.
        since: i64,
    },
    /// A bond of the person, so that all own devices have it alike. In the journal only.
    Bond(Box<BondState>),
    /// An entry was made of an edition whose own entry is lost. In the journal only.
    Adopted {
        /// The entry.
        entry: DocumentId,
        /// The edition.
        edition: DocumentId,
    },
    /// How near a person wants a bond to be. In the journal only.
    Contact(Contact),
    /// The writer's device has erased these documents, which the other person withdrew. At most
    /// [`RECEIPT_DOCUMENTS_MAX`].
    Receipt {
        /// The documents, ascending.
        documents: Vec<DocumentId>,
    },
    /// One question that both answer unseen. In a bond only.
    Mutual {
        /// The question.
        id: MutualId,
        /// What the author says of it.
        said: Mutual,
    },
    /// What the writer's device holds, for both people to compare. In a bond only.
    Compared(Compared),
    /// An own entry was shared in a bond and withdrawn there. In the journal only.
    Withdrawn {
        /// The entry.
        entry: DocumentId,
        /// The space of the bond.
        space: SpaceId,
    },
}

/// What the devices of one person tell each other about a bond. The highest version counts, then the
/// higher encoding, so that all of them settle on the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BondState {
    /// The space.
    pub space: SpaceId,
    /// One more than that of the state which this one replaces.
    pub version: u64,
    /// The other person's roster, encoded, as it was known then.
    #[serde(with = "serde_bytes")]
    pub roster: Vec<u8>,
    /// What this person calls the other.
    pub label: String,
    /// The transcript of the invite.
    pub transcript: [u8; 32],
    /// Whether this person invited.
    pub inviter: bool,
    /// Whether it was formed face to face.
    pub in_person: bool,
    /// Whether this person typed the other's words.
    pub verified: bool,
    /// How often they typed wrong words.
    pub wrong_words: u32,
    /// Whether it counts no more.
    pub voided: bool,
    /// When it was formed, in seconds since 1970.
    pub created_at: i64,
}

/// Keys and addresses of one device in one space.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceInSpace {
    /// Opens wraps that are made for the device.
    pub sealing: SealingPublic,
    /// The Ed25519 key of its endpoint in this space.
    pub endpoint: [u8; 32],
    /// Where it was last, at most [`ADDRESSES_MAX`].
    pub addresses: Vec<SocketAddr>,
    /// Its home relay, a URL.
    pub relay: Option<String>,
}

/// A generation of a space's key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Epoch {
    /// The epochs that the maker knew and no other of them names as parent, ascending.
    pub parents: Vec<EpochId>,
    /// One more than the highest number of the parents; 1 without any.
    pub number: u64,
    /// The suite of its envelopes.
    pub suite: u8,
    /// The digest of each member's roster, ascending by person.
    pub rosters: Vec<[u8; 32]>,
    /// `EpochKey::commit` of the key and the space.
    pub key_commit: [u8; 32],
}

impl Control {
    /// Encodes the body of the record.
    pub fn encode(&self) -> Vec<u8> {
        encode(self)
    }

    /// Decodes a body. An error means "not understood": the record stays accepted.
    ///
    /// # Errors
    /// As [`crate::codec::decode`]; also more addresses or a higher number than allowed.
    pub fn decode(body: &[u8]) -> Result<Self, DecodeError> {
        let control: Self = decode(body, BODY_BYTES_MAX)?;
        if let Self::DeviceInSpace(device) = &control
            && device.addresses.len() > ADDRESSES_MAX
        {
            return Err(DecodeError::TooLarge {
                have: device.addresses.len(),
                limit: ADDRESSES_MAX,
            });
        }
        if let Self::Receipt { documents } = &control {
            if documents.len() > RECEIPT_DOCUMENTS_MAX {
                return Err(DecodeError::TooLarge {
                    have: documents.len(),
                    limit: RECEIPT_DOCUMENTS_MAX,
                });
            }
            if documents.is_empty() || !documents.is_sorted_by(|a, b| a < b) {
                return Err(DecodeError::Shape);
            }
        }
        if let Self::Compared(compared) = &control
            && !compared.is_sound()
        {
            return Err(DecodeError::Shape);
        }
        if let Self::Mutual {
            said: Mutual::Ask { question, .. },
            ..
        } = &control
            && question.len() > QUESTION_BYTES_MAX
        {
            return Err(DecodeError::TooLarge {
                have: question.len(),
                limit: QUESTION_BYTES_MAX,
            });
        }
        let number = match &control {
            Self::Cut { seq, .. } => *seq,
            Self::Bond(bond) => bond.version,
            Self::Contact(contact) => contact.version,
            Self::DeviceInSpace(_)
            | Self::Epoch(_)
            | Self::Retract { .. }
            | Self::Erase { .. }
            | Self::Verified
            | Self::Acknowledge { .. }
            | Self::Named { .. }
            | Self::Adopted { .. }
            | Self::Receipt { .. }
            | Self::Mutual { .. }
            | Self::Compared(_)
            | Self::Withdrawn { .. } => 0,
        };
        if number >= NUMBER_END {
            return Err(DecodeError::Shape);
        }
        Ok(control)
    }

    /// Whether two people mean it where they compare what they hold. What devices write by themselves
    /// while they exchange does not count: each comparison would be over before it could be read.
    pub const fn counts(&self) -> bool {
        match self {
            Self::DeviceInSpace(_)
            | Self::Epoch(_)
            | Self::Acknowledge { .. }
            | Self::Receipt { .. }
            | Self::Compared(_) => false,
            Self::Retract { .. }
            | Self::Erase { .. }
            | Self::Verified
            | Self::Cut { .. }
            | Self::Named { .. }
            | Self::Bond(_)
            | Self::Adopted { .. }
            | Self::Contact(_)
            | Self::Withdrawn { .. }
            | Self::Mutual { .. } => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use fondly_crypto::SealingSecret;

    use super::*;

    #[test]
    fn a_device_has_so_many_addresses_and_no_more() {
        let with = |count| {
            let address = "192.0.2.7:1".parse().expect("an address");
            let said = Control::DeviceInSpace(DeviceInSpace {
                sealing: SealingSecret::from_bytes(&[1; 32]).public(),
                endpoint: [2; 32],
                addresses: vec![address; count],
                relay: None,
            });
            Control::decode(&said.encode()) == Ok(said)
        };
        assert!(with(0) && with(ADDRESSES_MAX - 1) && with(ADDRESSES_MAX));
        assert!(!with(ADDRESSES_MAX + 1));
    }

    #[test]
    fn a_receipt_names_documents_once_each_and_not_too_many() {
        let with = |numbers: &[u16]| {
            let document = |number: &u16| {
                let mut id = [0; 16];
                id[..2].copy_from_slice(&number.to_be_bytes());
                DocumentId(id)
            };
            let documents = numbers.iter().map(document).collect();
            let said = Control::Receipt { documents };
            Control::decode(&said.encode()) == Ok(said)
        };
        let most: Vec<u16> = (0..).take(RECEIPT_DOCUMENTS_MAX).collect();
        assert!(with(&[1]) && with(&[1, 2]) && with(&most));
        assert!(!with(&[]) && !with(&[1, 1]) && !with(&[2, 1]));
        assert!(!with(&[&most[..], &[u16::MAX]].concat()));
    }

    #[test]
    fn a_question_is_so_long_and_no_longer() {
        let asked = |length| {
            let said = Control::Mutual {
                id: crate::mutual::MutualId([1; 16]),
                said: Mutual::Ask {
                    question: "q".repeat(length),
                    promise: crate::mutual::Commitment([2; 32]),
                },
            };
            Control::decode(&said.encode()) == Ok(said)
        };
        assert!(asked(0) && asked(QUESTION_BYTES_MAX));
        assert!(!asked(QUESTION_BYTES_MAX + 1));
    }

    #[test]
    fn a_cut_has_a_number_that_can_be_counted_on_from() {
        let cut = |seq| {
            let said = Control::Cut {
                removal: RosterHash([1; 32]),
                device: DeviceId(fondly_crypto::VerifyingKey([2; 32])),
                seq,
                hash: RecordHash([3; 32]),
            };
            Control::decode(&said.encode()) == Ok(said)
        };
        assert!(cut(0) && cut(NUMBER_END - 1));
        assert!(!cut(NUMBER_END) && !cut(u64::MAX));
    }
}
