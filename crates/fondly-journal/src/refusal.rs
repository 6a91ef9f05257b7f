//! Why a change is not admitted.

use crate::limits::LimitError;

/// The part of a chunk whose form is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Section {
    /// Magic bytes, checksum, type and length; or bytes before or after the chunk.
    Header,
    /// Dependencies, actors, sequence number, first operation.
    Preamble,
    /// The list of columns: which, in which order, how long.
    Layout,
    /// The content of a column.
    Column,
}

/// What is wrong with one operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum OpFault {
    /// It works in an object that it may not work in.
    Object,
    /// Its key is not one of the schema's, or not one that may change.
    Key,
    /// Its action is not one that this object and key allow.
    Action,
    /// Its value has the wrong type or shape.
    Value,
    /// It does not overwrite exactly what its author saw there.
    Predecessors,
    /// It names an element that is not among what its author saw.
    Element,
    /// An operation before it in the same change did the same.
    Repeated,
}

/// Why a change is not admitted. The document is as it was before.
///
/// [`Refusal::NotUnderstood`] alone may pass later, with a newer program; all others are final.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// Written by a newer program. The change is kept and tried again when this one is newer.
    #[error("the change is of schema {schema}, which is newer than this program")]
    NotUnderstood {
        /// The schema that it names.
        schema: u64,
    },
    /// The change is too long.
    #[error("the change is longer than {max} bytes")]
    TooLong {
        /// The limit in bytes.
        max: usize,
    },
    /// The chunk is a document, a bundle, compressed, or of an unknown type.
    #[error("chunk type {found} is not that of a raw change")]
    ChunkType {
        /// The type byte.
        found: u8,
    },
    /// The checksum does not fit the bytes.
    #[error("the checksum does not fit")]
    Checksum,
    /// The bytes are not a change.
    #[error("the {section:?} is malformed")]
    Malformed {
        /// Where.
        section: Section,
    },
    /// The change has too many operations, or none.
    #[error("the change has no operation or more than {max}")]
    Operations {
        /// The limit.
        max: usize,
    },
    /// A time, a message or extra bytes.
    #[error("the change carries a time, a message or extra bytes")]
    Metadata,
    /// The same change could have been encoded in another way.
    #[error("the change is not in its canonical encoding")]
    NotCanonical,
    /// Made by somebody else than the record says.
    #[error("the change is by another actor")]
    ForeignActor,
    /// A creating change was expected and this is none, or the document has one already.
    #[error("not the one creating change of its document")]
    Creation,
    /// Dependencies are not ascending, are too many, or one is an ancestor of another.
    #[error("the dependencies are not the heads that its author saw")]
    Dependencies,
    /// Not the next change of its actor.
    #[error("sequence number {found} where {expected} is next")]
    Sequence {
        /// The number that its ancestors call for.
        expected: u64,
        /// The number that it has.
        found: u64,
    },
    /// Its actor has already made another change with this number.
    #[error("a second change with sequence number {seq} of one actor")]
    Equivocation {
        /// The number.
        seq: u64,
    },
    /// The first operation is not the next in line.
    #[error("first operation {found} where {expected} is next")]
    StartOp {
        /// The counter that its dependencies call for.
        expected: u64,
        /// The counter that it has.
        found: u64,
    },
    /// The document would hold more operations or changes than a document may.
    #[error("the document is full")]
    Full,
    /// An operation that the schema does not allow.
    #[error("operation {index} of the change is not allowed: {fault:?}")]
    Operation {
        /// Its place in the change, from 0.
        index: u32,
        /// What is wrong.
        fault: OpFault,
    },
    /// A field breaks a limit, or does not belong.
    #[error("a field breaks a limit")]
    Field(#[from] LimitError),
    /// Automerge does not take the change.
    #[error("automerge does not take the change")]
    Rejected,
    /// With the change in it, the document would not load again as it is.
    #[error("the document would not load again")]
    Unloadable,
    /// Automerge panicked. What it worked on was a copy and is gone.
    #[error("automerge panicked")]
    Panicked,
}
