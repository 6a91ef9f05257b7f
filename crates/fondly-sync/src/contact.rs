//! How near a person wants a bond to be: open, paused, or ended.

use serde::{Deserialize, Serialize};

use crate::{PersonId, SpaceId};

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
    /// What counts where one device said this and another said `other`, of the same bond. What has ended
    /// stays ended; then the higher version counts, then what is further from open. What the other
    /// shared is deleted if either says so. A join: whoever hears what in whichever order settles on the same.
    #[must_use]
    pub fn merged(&self, other: &Self) -> Self {
        let mut merged = if self.rank() < other.rank() {
            other.clone()
        } else {
            self.clone()
        };
        if let Wish::Ended { received, .. } = &mut merged.wish
            && (self.wish.deletes() || other.wish.deletes())
        {
            *received = Received::Deleted;
        }
        merged
    }

    /// All but whether the other's is deleted.
    const fn rank(&self) -> (bool, u64, bool) {
        let further = matches!(self.wish, Wish::Paused | Wish::Ended { blocked: true, .. });
        (self.wish.is_ended(), self.version, further)
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
    fn all_settle_on_the_same_whoever_hears_which_first() {
        let all = all();
        for (a, b) in pairs(&all) {
            assert_eq!(a.merged(b), b.merged(a));
            assert_eq!(a.merged(b).merged(b), a.merged(b));
            for c in &all {
                assert_eq!(a.merged(b).merged(c), a.merged(&b.merged(c)));
            }
        }
    }

    #[test]
    fn nothing_opens_again_what_has_ended_nor_keeps_what_was_deleted() {
        for (a, b) in pairs(&all()) {
            let wish = a.merged(b).wish;
            assert_eq!(wish.is_ended(), a.wish.is_ended() || b.wish.is_ended());
            assert_eq!(wish.deletes(), a.wish.deletes() || b.wish.deletes());
        }
    }

    #[test]
    fn the_later_of_two_says_whether_somebody_is_blocked() {
        let ended = |received, blocked| Wish::Ended { received, blocked };
        let deleted = contact(1, ended(Received::Deleted, false));
        let blocked = contact(2, ended(Received::Kept, true));
        let both = contact(2, ended(Received::Deleted, true));
        assert_eq!(deleted.merged(&blocked), both);
    }

    fn pairs(all: &[Contact]) -> impl Iterator<Item = (&Contact, &Contact)> {
        all.iter().flat_map(|a| all.iter().map(move |b| (a, b)))
    }
}
