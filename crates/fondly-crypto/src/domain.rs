//! Domain constants: every hash, MAC, signature and key derivation names its purpose first.

use std::fmt;

/// A purpose: an ASCII label, padded with zeros to 32 bytes.
///
/// All are of one length, so no input of one purpose can be read as the input of another. Every
/// purpose of the program is a constant here, with the attack that it stops, and none is used
/// twice.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Domain([u8; 32]);

impl Domain {
    /// Makes a label; meant for constants, where a wrong one does not compile.
    ///
    /// # Panics
    /// If the label is longer than 32 bytes or not ASCII.
    pub const fn new(label: &str) -> Self {
        assert!(label.is_ascii(), "a label is ASCII");
        let label = label.as_bytes();
        assert!(label.len() <= 32, "a label has at most 32 bytes");
        let mut bytes = [0; 32];
        let (head, _) = bytes.split_at_mut(label.len());
        head.copy_from_slice(label);
        Self(bytes)
    }

    /// The 32 bytes that stand in front of every input.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Person ids. A genesis record cannot pass for another roster record.
    pub const PERSON: Self = Self::new("fondly/1 person");
    /// Hashes of roster records. A record of a log cannot pass for an act on devices.
    pub const ROSTER_RECORD: Self = Self::new("fondly/1 roster record");
    /// Digests of whole rosters. One record cannot pass for a roster of one.
    pub const ROSTER_DIGEST: Self = Self::new("fondly/1 roster digest");
    /// Signatures of roster records. Nothing that a device signs elsewhere adds a device.
    pub const ROSTER_SIGNATURE: Self = Self::new("fondly/1 roster signature");
    /// Space ids. A transcript cannot be chosen to give the space of a journal.
    pub const SPACE: Self = Self::new("fondly/1 space");
    /// Document ids. Ownership cannot be claimed afterwards.
    pub const DOCUMENT: Self = Self::new("fondly/1 document");
    /// Automerge actors. Two spaces cannot be linked by them.
    pub const ACTOR: Self = Self::new("fondly/1 actor");
    /// What stands before record 0. A log cannot be moved to another space or device.
    pub const LOG_START: Self = Self::new("fondly/1 log start");
    /// Hashes of records. A payload cannot pass for a header.
    pub const RECORD: Self = Self::new("fondly/1 record");
    /// Hashes of payloads. A header cannot pass for a payload.
    pub const PAYLOAD: Self = Self::new("fondly/1 payload");
    /// Signatures of records. A proof on a link cannot be replayed as a record.
    pub const RECORD_SIGNATURE: Self = Self::new("fondly/1 record signature");
    /// Commitments to epoch keys. A wrap of another key is noticed.
    pub const EPOCH_COMMIT: Self = Self::new("fondly/1 epoch commit");
    /// HPKE info of wraps. A wrap for one space, epoch and device opens for no other.
    pub const EPOCH_WRAP: Self = Self::new("fondly/1 epoch wrap");
    /// Keys of envelopes. A key for one space and epoch opens nothing of another.
    pub const ENVELOPE: Self = Self::new("fondly/1 envelope");
    /// Proofs on links. A proof cannot be carried to another link, role or protocol.
    pub const LINK_PROOF: Self = Self::new("fondly/1 link proof");
    /// Digests of sessions. They reveal nothing that a frontier would not.
    pub const SESSION_DIGEST: Self = Self::new("fondly/1 session digest");
    /// The inviter's commitment to its nonce. The transcript cannot be steered.
    pub const INVITE_COMMIT: Self = Self::new("fondly/1 invite commit");
    /// MACs and signatures of the invite protocol. Only who was given the line can speak.
    pub const INVITE_MAC: Self = Self::new("fondly/1 invite mac");
    /// Checksums of invite lines and hashes of spent secrets.
    pub const INVITE_LINE: Self = Self::new("fondly/1 invite line");
    /// Transcripts of bonds. Both sides have seen the same, or the words differ.
    pub const TRANSCRIPT: Self = Self::new("fondly/1 transcript");
    /// Check words. One side's words say nothing about the other's.
    pub const CHECK_WORDS: Self = Self::new("fondly/1 check words");
    /// Words to compare what two people hold. They are no check words of any bond.
    pub const COMPARE: Self = Self::new("fondly/1 compare");
    /// Tags of editions. Two friends cannot tell that they hold the same entry.
    pub const EDITION_TAG: Self = Self::new("fondly/1 edition tag");
    /// The root key from recovery words. It is no other key made of the same words.
    pub const RECOVERY_ROOT: Self = Self::new("fondly/1 recovery root");
    /// The key that opens backups, from recovery words. It reveals nothing of the root key.
    pub const RECOVERY_SEALING: Self = Self::new("fondly/1 recovery sealing");
    /// Argon2id's associated data. A key stretched for the store is one for nothing else.
    pub const STORE_KEY: Self = Self::new("fondly/1 store key");
    /// Messages between two devices of one person while they are linked: no answer to an invite can
    /// pass for one.
    pub const LINKING: Self = Self::new("fondly/1 linking");
    /// Giving a bond back to somebody who lost everything: what the root key signs there adds no
    /// device by itself.
    pub const RETURN: Self = Self::new("fondly/1 return");
    /// Backups. A backup cannot pass for a wrap.
    pub const BACKUP: Self = Self::new("fondly/1 backup");
    /// Bundles. What is in a file cannot pass for what is said on a link.
    pub const BUNDLE: Self = Self::new("fondly/1 bundle");
    /// Imported entries. A document's nonce says to own devices alone which entry of a file it is.
    pub const IMPORT: Self = Self::new("fondly/1 import");
    /// Promises of answers that both write unseen. Nobody's promise can be handed on as one's own, or
    /// kept by another answer.
    pub const MUTUAL: Self = Self::new("fondly/1 mutual answer");
}

impl fmt::Debug for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let label = self.0.split(|byte| *byte == 0).next().unwrap_or_default();
        write!(f, "Domain({})", label.escape_ascii())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_padded_with_zeros() {
        let bytes = *Domain::new("abc").as_bytes();
        assert_eq!(bytes[..3], *b"abc");
        assert_eq!(bytes[3..], [0; 29]);
    }

    #[test]
    #[should_panic(expected = "at most 32 bytes")]
    fn longer_labels_are_refused() {
        let _ = Domain::new("a label of thirty-three bytes, no");
    }

    #[test]
    #[should_panic(expected = "is ASCII")]
    fn other_letters_are_refused() {
        let _ = Domain::new("caf\u{e9}");
    }

    #[test]
    fn debug_shows_the_label() {
        assert_eq!(format!("{:?}", Domain::PERSON), "Domain(fondly/1 person)");
    }
}
