//! One question that two people answer unseen: what they say to each other about it.
//!
//! An answer is promised by a commitment and travels only when both have promised one. The salt makes
//! the commitment say nothing about the answer until it is opened; space, question and person in it
//! make it worthless anywhere else and to anybody else.

use fondly_crypto::{Domain, hash};
use serde::{Deserialize, Serialize};

use crate::{DocumentId, PersonId, SpaceId};

/// Names a question that both answer unseen, in its bond. It is random.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct MutualId(pub [u8; 16]);

/// A promise of an answer: see [`commitment`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commitment(pub [u8; 32]);

/// What one of the two says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mutual {
    /// The question, with the promise of whoever asks.
    Ask {
        /// The question, at most [`crate::limits::QUESTION_BYTES_MAX`].
        question: String,
        /// The promise.
        promise: Commitment,
    },
    /// The promise of the other.
    Answer {
        /// The promise.
        promise: Commitment,
    },
    /// Its author does not answer. No reason is given or asked for.
    Pass,
    /// Keeps the promise: the answer is the text of this edition as it was first shared.
    Open {
        /// The edition.
        document: DocumentId,
        /// What the commitment was salted with.
        salt: [u8; 32],
    },
}

/// What promises an answer and gives nothing of it away.
pub fn commitment(
    space: &SpaceId,
    id: &MutualId,
    person: &PersonId,
    salt: &[u8; 32],
    text: &str,
) -> Commitment {
    let fields: [&[u8]; 5] = [&space.0, &id.0, &person.0, salt, text.as_bytes()];
    Commitment(hash(Domain::MUTUAL, &fields))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commitment_holds_for_one_answer_of_one_person_only() {
        let promise = |space, id, person, salt, text| {
            commitment(
                &SpaceId([space; 32]),
                &MutualId([id; 16]),
                &PersonId([person; 32]),
                &[salt; 32],
                text,
            )
        };
        let made = promise(1, 2, 3, 4, "yes");
        assert_eq!(made, promise(1, 2, 3, 4, "yes"));
        for other in [
            promise(9, 2, 3, 4, "yes"),
            promise(1, 9, 3, 4, "yes"),
            promise(1, 2, 9, 4, "yes"),
            promise(1, 2, 3, 9, "yes"),
            promise(1, 2, 3, 4, "no"),
        ] {
            assert_ne!(made, other);
        }
    }
}
