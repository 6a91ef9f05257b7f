//! Limits of the protocol: the writer checks them before it creates, every reader on admission.
//!
//! They are part of the format: a change that passes on one device passes on all.

/// Bytes of each free text (`text`, `happened`, `ask`, `reflect`, `say`, `scratch`): 64 KiB.
pub const TEXT_BYTES_MAX: usize = 64 << 10;
/// Bytes of a title.
pub const TITLE_BYTES_MAX: usize = 1 << 10;
/// Bytes of one feeling, need or tag, and of a name in `to`.
pub const LABEL_BYTES_MAX: usize = 256;
/// Items of each of `feelings`, `needs` and `tags`.
pub const LIST_ITEMS_MAX: usize = 64;
/// Hashes in one list of heads, and dependencies of one change.
pub const HEADS_MAX: usize = 64;
/// Minutes between local time and UTC, either way: 18 hours, beyond all zones in use.
pub const UTC_OFFSET_MIN_MAX: i32 = 18 * 60;
/// Bytes of one change chunk, header included: 256 KiB.
pub const CHANGE_BYTES_MAX: usize = 256 << 10;
/// Characters (Unicode code points) of a creating text beyond which it is never promoted:
/// each costs an operation, about 3 us to apply and 0.7 us to load.
pub const PROMOTE_CHARS_MAX: usize = 16 << 10;
/// Operations of one change in a journal: one text of full length replaced by another, and the
/// scalar fields.
pub const JOURNAL_OPS_MAX: usize = 2 * TEXT_BYTES_MAX + SCALAR_OPS_MAX;
/// Operations of one change that sets scalars only, as every change in a bond does: one per key.
pub const SCALAR_OPS_MAX: usize = crate::schema::KEYS;
/// Highest operation counter of a document. It bounds the work that a document can ever cost,
/// whatever the order in which its changes arrive.
pub const OP_COUNTER_MAX: u64 = 1 << 20;
/// Changes of one actor in one document.
pub const SEQ_MAX: u64 = 4096;

/// A body or an edit that the writer must not sign. No variant holds content.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LimitError {
    /// A field is too long.
    #[error("{field} is longer than {max} bytes")]
    Bytes {
        /// Name of the field.
        field: &'static str,
        /// The limit in bytes.
        max: usize,
    },
    /// A list is too long.
    #[error("{field} has more than {max} items")]
    Items {
        /// Name of the field.
        field: &'static str,
        /// The limit in items.
        max: usize,
    },
    /// An item of a list is empty or holds a line break.
    #[error("{field} has an item that is empty or holds a line break")]
    Item {
        /// Name of the field.
        field: &'static str,
    },
    /// A field is given but empty; what is not given must be absent.
    #[error("{field} is given but empty")]
    Empty {
        /// Name of the field.
        field: &'static str,
    },
    /// The date is not a day of the form `YYYY-MM-DD`.
    #[error("date is not a day of the form YYYY-MM-DD")]
    Date,
    /// The offset from UTC is larger than any zone's.
    #[error("utc offset is beyond {max} minutes")]
    Offset {
        /// The limit in minutes.
        max: i32,
    },
    /// A field that this kind of entry, or this place, does not have.
    #[error("{field} does not belong here")]
    Misplaced {
        /// Name of the field.
        field: &'static str,
    },
    /// A field that this place requires.
    #[error("{field} is missing")]
    Missing {
        /// Name of the field.
        field: &'static str,
    },
    /// All fields together make too long a change.
    #[error("the change is longer than {max} bytes")]
    Change {
        /// The limit in bytes.
        max: usize,
    },
    /// The entry was edited more often than a document can hold.
    #[error("the entry has been edited too often")]
    Edits,
}
