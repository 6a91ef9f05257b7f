//! What people do, and batches of it as proptest draws them.

use proptest::prelude::*;

use crate::model::DEVICES;

/// Something that a person does. Numbers choose among what there is to choose from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// An appreciation of the other.
    Thank {
        /// What becomes of it.
        fate: Fate,
    },
    /// A need, which may be to the other.
    Need {
        /// Whether it is to the other.
        to: bool,
    },
    /// A reflection with a tag or without.
    Reflect {
        /// Whether it has the tag.
        tag: bool,
    },
    /// Another text for an own entry; its edition follows or not.
    Edit {
        /// Which entry.
        which: u8,
        /// Whether the edition follows.
        follow: bool,
    },
    /// Shares an own entry, for the first time or anew.
    Share {
        /// Which entry.
        which: u8,
        /// Whether only a part of it; an answer is always shared whole.
        part: bool,
    },
    /// Withdraws an own entry, or takes back a share that is held.
    Unshare {
        /// Which entry.
        which: u8,
    },
    /// Erases an own entry.
    Remove {
        /// Which entry.
        which: u8,
    },
    /// Sets the state of an own need.
    State {
        /// Which need.
        which: u8,
        /// Which state.
        state: u8,
    },
    /// Answers a received entry.
    Respond {
        /// Which entry.
        which: u8,
    },
    /// Acknowledges a received entry with thanks.
    Acknowledge {
        /// Which entry.
        which: u8,
    },
    /// Says of a received answer to an own entry whether it was heard right.
    Hear {
        /// Which answer.
        which: u8,
        /// Whether it was.
        right: bool,
    },
    /// Pauses with the other, or resumes.
    Pause,
    /// Opens a received entry.
    Open {
        /// Which entry.
        which: u8,
    },
    /// Puts an own appreciation away from the shelf.
    PutAway {
        /// Which entry.
        which: u8,
    },
}

/// What becomes of a new appreciation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It is kept.
    Kept,
    /// It is shared at once.
    Shared,
    /// It leaves after a hold.
    Held,
}

/// Any act.
pub fn act() -> impl Strategy<Value = Act> {
    let which = any::<u8>;
    prop_oneof![
        prop_oneof![Just(Fate::Kept), Just(Fate::Shared), Just(Fate::Held)]
            .prop_map(|fate| Act::Thank { fate }),
        any::<bool>().prop_map(|to| Act::Need { to }),
        any::<bool>().prop_map(|tag| Act::Reflect { tag }),
        (which(), any::<bool>()).prop_map(|(which, follow)| Act::Edit { which, follow }),
        (which(), any::<bool>()).prop_map(|(which, part)| Act::Share { which, part }),
        which().prop_map(|which| Act::Share { which, part: false }),
        which().prop_map(|which| Act::Unshare { which }),
        which().prop_map(|which| Act::Remove { which }),
        (which(), 0..3_u8).prop_map(|(which, state)| Act::State { which, state }),
        which().prop_map(|which| Act::Respond { which }),
        which().prop_map(|which| Act::Acknowledge { which }),
        (which(), any::<bool>()).prop_map(|(which, right)| Act::Hear { which, right }),
        Just(Act::Pause),
        which().prop_map(|which| Act::Open { which }),
        which().prop_map(|which| Act::PutAway { which }),
    ]
}

/// What two people do before they meet: who, on which of their devices, and what, in this order.
pub type Batch = Vec<(usize, usize, Act)>;

/// Any batch.
pub fn batch() -> impl Strategy<Value = Batch> {
    proptest::collection::vec((0..2_usize, 0..DEVICES, act()), 1..8)
}
