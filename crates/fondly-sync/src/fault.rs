//! What a peer did that honest peers do not do.

use crate::DecodeError;

/// A violation by the peer. The link closes with [`PeerFault::code`] and is not tried again soon;
/// local data is untouched. Never an error of our own disk or network.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PeerFault {
    /// Bytes that are no message, or an unknown one.
    #[error("an unreadable {what}")]
    Decode {
        /// What they should have been.
        what: &'static str,
        /// Why they are not.
        #[source]
        source: DecodeError,
    },
    /// A message that has no place at this point.
    #[error("a message out of order")]
    OutOfOrder,
    /// No version in common, or one lower than both offered.
    #[error("no version in common")]
    Version,
    /// The peer did not prove that it is a device of a person whom we know. Unknown and removed
    /// devices get the same answer.
    #[error("the device is not known here")]
    UnknownDevice,
    /// A signature that does not verify.
    #[error("a signature that does not verify")]
    Signature,
    /// An envelope that no key of the space opens.
    #[error("an envelope that no current key opens")]
    Seal,
    /// An envelope whose contents break a rule.
    #[error("an envelope with broken contents")]
    Contents,
    /// A run that does not follow what is here.
    #[error("records with a gap before them")]
    Gap,
    /// More records, bytes or objects than the protocol allows.
    #[error("more than the protocol allows")]
    Limit,
    /// An epoch that its rules do not allow.
    #[error("an epoch that does not fit the rosters or its key")]
    Epoch,
    /// A roster that breaks its rules.
    #[error("a roster that breaks its rules")]
    Roster,
    /// The device was removed, said by another device of its own person.
    #[error("this device was removed by another of the same person")]
    Removed,
    /// The invite is not open here, was used, or its secret was not known.
    #[error("the invite is not open")]
    Invite,
}

impl PeerFault {
    /// The code with which the link closes. Unknown, removed and unproven devices share one.
    pub const fn code(&self) -> u32 {
        match self {
            Self::Decode { .. } => 2,
            Self::OutOfOrder => 3,
            Self::Version => 4,
            Self::UnknownDevice | Self::Signature => 5,
            Self::Seal => 6,
            Self::Contents => 7,
            Self::Gap => 8,
            Self::Limit => 9,
            Self::Epoch => 10,
            Self::Roster => 11,
            Self::Invite => 13,
            Self::Removed => 15,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// As docs/protocol.md has them.
    const CODES: [(PeerFault, u32); 13] = [
        (
            PeerFault::Decode {
                what: "message",
                source: DecodeError::Shape,
            },
            2,
        ),
        (PeerFault::OutOfOrder, 3),
        (PeerFault::Version, 4),
        (PeerFault::UnknownDevice, 5),
        (PeerFault::Signature, 5),
        (PeerFault::Seal, 6),
        (PeerFault::Contents, 7),
        (PeerFault::Gap, 8),
        (PeerFault::Limit, 9),
        (PeerFault::Epoch, 10),
        (PeerFault::Roster, 11),
        (PeerFault::Invite, 13),
        (PeerFault::Removed, 15),
    ];

    #[test]
    fn links_close_with_the_codes_of_the_protocol() {
        for (fault, code) in CODES {
            assert_eq!(fault.code(), code, "{fault}");
        }
    }

    #[test]
    fn each_fault_says_what_it_is_in_words_of_its_own() {
        let words: BTreeSet<String> = CODES.iter().map(|(fault, _)| fault.to_string()).collect();
        assert_eq!(words.len(), CODES.len());
        assert!(words.iter().all(|it| !it.is_empty()));
    }
}
