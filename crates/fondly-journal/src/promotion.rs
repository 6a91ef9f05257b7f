//! Promotion v1: the change that turns the text of an entry into letters.
//!
//! A creating change puts the text as one string. Before the first edit of that text, every
//! device derives the same change from the creating change and applies it: the fixed actor
//! `fondly/promote/1`, sequence number 1, the creating change as its only dependency, its
//! operations next in line. The first operation overwrites the string by a Text object, each of
//! the others inserts one character (Unicode code point) after the one before. So two devices
//! edit the same letters, and their edits merge.
//!
//! It is never a record and never accepted from anyone; later changes may name its hash.

use std::borrow::Cow;

use crate::{
    body::{Body, Place},
    chunk,
    create::creating_ops,
    limits::PROMOTE_CHARS_MAX,
    operation::{Actor, Change, Object, Op, OpId, Parts, Slot, Value, action},
    schema::Key,
};

/// The actor of every promotion. It is nobody's: no change of its is accepted from anyone.
pub(crate) const PROMOTER: Actor = Actor(*b"fondly/promote/1");

/// Whether the text of this entry is ever promoted. It depends on the creating change alone, so
/// all devices agree for ever.
pub(crate) fn is_promoted(place: Place, body: &Body) -> bool {
    place == Place::Journal && body.text.chars().nth(PROMOTE_CHARS_MAX).is_none()
}

/// A promotion: the change, and what later changes need to know of it.
#[derive(Debug, Clone)]
pub(crate) struct Promotion {
    pub(crate) change: Change,
    /// The Text object, named by the operation that makes it.
    pub(crate) text: OpId,
    pub(crate) max_op: u64,
}

/// Derives the promotion of the entry that `actor` created with `body` in the change `creation`.
pub(crate) fn promote(actor: &Actor, body: &Body, creation: [u8; 32]) -> Promotion {
    let created = creating_ops(actor, body);
    let text = OpId {
        counter: created.len() as u64 + 1,
        actor: PROMOTER,
    };
    let mut last = text;
    let make = Op {
        object: Object::Root,
        slot: Slot::Name(Cow::Borrowed(Key::Text.name())),
        insert: false,
        action: action::MAKE_TEXT,
        value: Value::Null,
        preds: created
            .iter()
            .filter(|(key, _)| *key == Key::Text)
            .map(|(_, id)| *id)
            .collect(),
    };
    let letters = body.text.char_indices().map(|(at, letter)| {
        let slot = if last == text {
            Slot::Head
        } else {
            Slot::Element(last)
        };
        last.counter += 1;
        let letter = body
            .text
            .get(at..at + letter.len_utf8())
            .unwrap_or_default();
        Op {
            object: Object::Id(text),
            slot,
            insert: true,
            action: action::SET,
            value: Value::Str(Cow::Borrowed(letter)),
            preds: Vec::new(),
        }
    });
    let ops: Vec<_> = std::iter::once(make).chain(letters).collect();
    let parts = Parts {
        deps: vec![creation],
        actor: PROMOTER,
        seq: 1,
        start_op: text.counter,
        ops,
    };
    Promotion {
        max_op: parts.max_op(),
        change: chunk::encode(&parts),
        text,
    }
}
