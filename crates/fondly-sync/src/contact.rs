//! How near a person wants a bond to be: open, paused, or ended.

use serde::{Deserialize, Serialize};

use crate::{PersonId, SpaceId, codec::encode};

/// What the devices of one person tell each other about how near a bond is to be. It is told in the
/// journal only: the other person never hears of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// The space of the bond.
    pub space: SpaceId,
    /// The other person.
    pub person: PersonId,
    /// One more than that of the state which this one replaces.
    pub version: u64,
    /// What is wanted.
    pub wish: Wish,
}

/// How near a bond is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Wish {
    /// Records go and come.
    Open,
    /// Nothing goes or comes for now.
    Paused,
    /// Nothing goes or comes any more.
    Ended {
        /// What becomes of what the other shared.
        received: Received,
        /// Whether no invite of the other is taken.
        blocked: bool,
    },
}

/// What becomes of what the other person shared, where a bond has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Received {
    /// It can still be read.
    Kept,
    /// It is erased.
    Deleted,
}

impl Wish {
    /// Whether the bond has ended.
    pub const fn is_ended(self) -> bool {
        matches!(self, Self::Ended { .. })
    }

    /// Whether what the other shared is erased.
    pub const fn deletes(self) -> bool {
        matches!(
            self,
            Self::Ended {
                received: Received::Deleted,
                ..
            }
        )
    }

    /// Whether no invite of the other is taken.
    pub const fn blocks(self) -> bool {
        matches!(self, Self::Ended { blocked: true, .. })
    }
}

impl Contact {
    /// Whether this state replaces `other`, of the same bond. What has ended stays ended; then the
    /// higher version counts, then the higher encoding, so that all devices settle on the same.
    pub fn replaces(&self, other: &Self) -> bool {
        let rank = |it: &Self| (it.wish.is_ended(), it.version, encode(it));
        rank(self) > rank(other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contact(version: u64, wish: Wish) -> Contact {
        Contact {
            space: SpaceId([1; 32]),
            person: PersonId([2; 32]),
            version,
            wish,
        }
    }

    fn all() -> Vec<Contact> {
        let ended = |received, blocked| Wish::Ended { received, blocked };
        let wishes = [
            Wish::Open,
            Wish::Paused,
            ended(Received::Kept, false),
            ended(Received::Kept, true),
            ended(Received::Deleted, false),
            ended(Received::Deleted, true),
        ];
        let of = |version| wishes.map(|wish| contact(version, wish));
        [1, 2, 300].into_iter().flat_map(of).collect()
    }

    #[test]
    fn of_two_states_exactly_one_stays_whoever_hears_which_first() {
        for one in all() {
            assert!(!one.replaces(&one));
            for other in all().iter().filter(|other| **other != one) {
                assert_ne!(one.replaces(other), other.replaces(&one));
            }
        }
    }

    #[test]
    fn nothing_opens_again_what_has_ended() {
        let (ended, living): (Vec<_>, Vec<_>) = all().into_iter().partition(|c| c.wish.is_ended());
        for (ended, living) in ended
            .iter()
            .flat_map(|e| living.iter().map(move |l| (e, l)))
        {
            assert!(ended.replaces(living) && !living.replaces(ended));
        }
    }
}
