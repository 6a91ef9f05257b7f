//! A change and its operations, taken apart.

use std::{borrow::Cow, fmt};

/// Who makes changes in a document: one per device and space.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Actor(pub [u8; 16]);

impl fmt::Debug for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d, ..] = self.0;
        write!(f, "Actor({a:02x}{b:02x}{c:02x}{d:02x})")
    }
}

/// A change as it is signed, stored and sent.
#[derive(Clone, PartialEq, Eq)]
pub struct Change {
    /// The raw chunk: type 1, not compressed.
    pub bytes: Vec<u8>,
    /// Its hash, by which later changes name it.
    pub hash: [u8; 32],
}

impl fmt::Debug for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d, ..] = self.hash;
        write!(
            f,
            "Change({a:02x}{b:02x}{c:02x}{d:02x}, {} bytes)",
            self.bytes.len()
        )
    }
}

/// Name of an operation. Ascending is Automerge's order: of two concurrent values the higher wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct OpId {
    pub(crate) counter: u64,
    pub(crate) actor: Actor,
}

/// What an operation works in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Object {
    Root,
    Id(OpId),
}

/// Where in its object an operation works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Slot<'a> {
    /// A key of a map.
    Name(Cow<'a, str>),
    /// Before the first element of a sequence.
    Head,
    /// An element of a sequence, by the operation that inserted it.
    Element(OpId),
}

/// A value as a change encodes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value<'a> {
    Null,
    False,
    True,
    Uint(u64),
    Int(i64),
    Str(Cow<'a, str>),
    Bytes(Cow<'a, [u8]>),
    /// A type that schema v1 does not use, kept as it is.
    Other {
        code: u8,
        bytes: Cow<'a, [u8]>,
    },
}

impl Value<'_> {
    fn into_owned<'b>(self) -> Value<'b> {
        match self {
            Value::Null => Value::Null,
            Value::False => Value::False,
            Value::True => Value::True,
            Value::Uint(number) => Value::Uint(number),
            Value::Int(number) => Value::Int(number),
            Value::Str(text) => Value::Str(Cow::Owned(text.into_owned())),
            Value::Bytes(bytes) => Value::Bytes(Cow::Owned(bytes.into_owned())),
            Value::Other { code, bytes } => Value::Other {
                code,
                bytes: Cow::Owned(bytes.into_owned()),
            },
        }
    }
}

/// Actions that schema v1 uses, by Automerge's numbers.
pub(crate) mod action {
    pub(crate) const SET: u64 = 1;
    pub(crate) const DELETE: u64 = 3;
    pub(crate) const MAKE_TEXT: u64 = 4;
}

/// One operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Op<'a> {
    pub(crate) object: Object,
    pub(crate) slot: Slot<'a>,
    pub(crate) insert: bool,
    pub(crate) action: u64,
    pub(crate) value: Value<'a>,
    /// What it overwrites, ascending.
    pub(crate) preds: Vec<OpId>,
}

impl Op<'_> {
    /// The same operation, holding its value itself.
    pub(crate) fn into_owned<'b>(self) -> Op<'b> {
        let Op {
            object,
            slot,
            insert,
            action,
            value,
            preds,
        } = self;
        let slot = match slot {
            Slot::Name(name) => Slot::Name(Cow::Owned(name.into_owned())),
            Slot::Head => Slot::Head,
            Slot::Element(id) => Slot::Element(id),
        };
        Op {
            object,
            slot,
            insert,
            action,
            value: value.into_owned(),
            preds,
        }
    }
}

/// A change taken apart. Time is 0; message and extra bytes are empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Parts<'a> {
    /// Hashes of the changes that it follows, ascending.
    pub(crate) deps: Vec<[u8; 32]>,
    pub(crate) actor: Actor,
    /// 1 for its actor's first change in the document.
    pub(crate) seq: u64,
    /// Counter of its first operation; the others follow without gap.
    pub(crate) start_op: u64,
    pub(crate) ops: Vec<Op<'a>>,
}

impl Parts<'_> {
    /// Counter of the last operation. Operations are bounded, so this does not wrap for any
    /// `start_op` within the limit.
    pub(crate) const fn max_op(&self) -> u64 {
        self.start_op
            .saturating_add(self.ops.len() as u64)
            .saturating_sub(1)
    }
}
