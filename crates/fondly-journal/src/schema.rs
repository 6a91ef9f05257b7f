//! Schema v1: the keys of an entry document.
//!
//! One document per entry. Everything is a scalar in the ROOT map; there are no nested objects,
//! except that `text` becomes a Text object by promotion. What is not given is absent. The
//! creating change puts its keys in strictly ascending byte order, each once.
//!
//! | key | type | where | means |
//! |---|---|---|---|
//! | `ack` | uint | response | 1 thanks, 2 later, 3 with you; the response is only that |
//! | `ask` | str | need, response | what I would ask; what I ask back |
//! | `date` | str | all | the day that the entry is for, `YYYY-MM-DD`; required |
//! | `feelings` | str | all | items joined by a line feed |
//! | `good_news` | bool | all | absent means false |
//! | `happened` | str | need | what happened |
//! | `heard` | uint | response | the answered author says: 1 that is it, 2 not quite |
//! | `kind` | uint | all | 1 appreciation, 2 need, 3 reflection, 4 response; required |
//! | `listening` | uint | not response | 1 listen only, 2 ideas welcome |
//! | `needs` | str | all | items joined by a line feed |
//! | `no_reply` | bool | not response | no answer is needed; absent means false |
//! | `offset` | int | journal | minutes of local time east of UTC |
//! | `order` | uint | bond | place in the log of the bond, below 2^32; required there |
//! | `part` | bool | bond | only a part of the entry was shared; absent means false |
//! | `reflect` | str | response | what I heard |
//! | `reply_heads` | bytes | response | heads of the version answered, 32 bytes each |
//! | `reply_to` | bytes | response | the document answered, 16 bytes |
//! | `say` | str | response | what I say |
//! | `scratch` | str | journal, response | notes to oneself; never in a bond |
//! | `shared_time` | int | bond | Unix seconds as shown to readers; required there |
//! | `state` | uint | need | 1 voiced, 2 heard, 3 met, 4 let go |
//! | `tag` | bytes | bond | 32 bytes, equal for two editions of one entry; required there |
//! | `tags` | str | journal | items joined by a line feed |
//! | `taken_from` | bytes | bond | heads of the journal entry, 32 bytes each; required there |
//! | `text` | str, later Text | all | the entry itself, may be empty; required |
//! | `title` | str | all | |
//! | `to` | uint, bytes or str | all | 1 me, 32 bytes a person, a str a name |
//! | `v` | uint | all | the schema: 1; required |
//!
//! An edit may change `ask`, `date`, `feelings`, `good_news`, `happened`, `needs`, `reflect`,
//! `say`, `state`, `text` and `title`; in a journal `tags` too, in a bond `part` and
//! `taken_from`. Taking an optional field away puts the empty string: keys are never deleted.
//!
//! A change that puts `v` above [`SCHEMA`] is not judged by this table but reported as not
//! understood. Whatever its schema, a change keeps to the form that `Section` lists: one raw
//! change chunk, known columns, no time, no message, canonical.

use crate::body::Place;

/// The schema that this program writes and understands.
pub const SCHEMA: u64 = 1;

/// Number of keys.
pub(crate) const KEYS: usize = Key::ALL.len();

/// A key of the ROOT map.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Key {
    Ack,
    Ask,
    Date,
    Feelings,
    GoodNews,
    Happened,
    Heard,
    Kind,
    Listening,
    Needs,
    NoReply,
    Offset,
    Order,
    Part,
    Reflect,
    ReplyHeads,
    ReplyTo,
    Say,
    Scratch,
    SharedTime,
    State,
    Tag,
    Tags,
    TakenFrom,
    Text,
    Title,
    To,
    V,
}

impl Key {
    /// All keys, ascending by the bytes of their names.
    pub(crate) const ALL: [Self; 28] = [
        Self::Ack,
        Self::Ask,
        Self::Date,
        Self::Feelings,
        Self::GoodNews,
        Self::Happened,
        Self::Heard,
        Self::Kind,
        Self::Listening,
        Self::Needs,
        Self::NoReply,
        Self::Offset,
        Self::Order,
        Self::Part,
        Self::Reflect,
        Self::ReplyHeads,
        Self::ReplyTo,
        Self::Say,
        Self::Scratch,
        Self::SharedTime,
        Self::State,
        Self::Tag,
        Self::Tags,
        Self::TakenFrom,
        Self::Text,
        Self::Title,
        Self::To,
        Self::V,
    ];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Ack => "ack",
            Self::Ask => "ask",
            Self::Date => "date",
            Self::Feelings => "feelings",
            Self::GoodNews => "good_news",
            Self::Happened => "happened",
            Self::Heard => "heard",
            Self::Kind => "kind",
            Self::Listening => "listening",
            Self::Needs => "needs",
            Self::NoReply => "no_reply",
            Self::Offset => "offset",
            Self::Order => "order",
            Self::Part => "part",
            Self::Reflect => "reflect",
            Self::ReplyHeads => "reply_heads",
            Self::ReplyTo => "reply_to",
            Self::Say => "say",
            Self::Scratch => "scratch",
            Self::SharedTime => "shared_time",
            Self::State => "state",
            Self::Tag => "tag",
            Self::Tags => "tags",
            Self::TakenFrom => "taken_from",
            Self::Text => "text",
            Self::Title => "title",
            Self::To => "to",
            Self::V => "v",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        let at = Self::ALL
            .binary_search_by(|key| key.name().cmp(name))
            .ok()?;
        Self::ALL.get(at).copied()
    }

    /// Whether a later change may put this key.
    pub(crate) const fn editable(self, place: Place) -> bool {
        match self {
            Self::Ask
            | Self::Date
            | Self::Feelings
            | Self::GoodNews
            | Self::Happened
            | Self::Needs
            | Self::Reflect
            | Self::Say
            | Self::State
            | Self::Text
            | Self::Title => true,
            Self::Tags => matches!(place, Place::Journal),
            Self::Part | Self::TakenFrom => matches!(place, Place::Bond),
            Self::Ack
            | Self::Heard
            | Self::Kind
            | Self::Listening
            | Self::NoReply
            | Self::Offset
            | Self::Order
            | Self::ReplyHeads
            | Self::ReplyTo
            | Self::Scratch
            | Self::SharedTime
            | Self::Tag
            | Self::To
            | Self::V => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_ascend_by_name_and_are_found_by_it() {
        assert!(
            Key::ALL
                .windows(2)
                .all(|pair| pair[0].name() < pair[1].name())
        );
        assert!(
            Key::ALL
                .iter()
                .all(|key| Key::from_name(key.name()) == Some(*key))
        );
        assert_eq!(Key::from_name("tex"), None);
    }
}
