//! What an entry says, as plain fields.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What an entry is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Something that its author values in a person.
    Appreciation,
    /// Something that its author needs.
    Need,
    /// Anything else that its author writes down.
    #[default]
    Reflection,
    /// An answer to an edition.
    Response,
}

/// Whom an entry is addressed to. It says nothing about who can read it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Addressee {
    /// Nobody in particular.
    #[default]
    Nobody,
    /// The author.
    Me,
    /// A person, by id.
    Person([u8; 32]),
    /// Somebody who is not linked, by name.
    Name(String),
}

/// How a need stands. Its author alone says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NeedState {
    /// Said.
    Voiced,
    /// Its author felt heard.
    Heard,
    /// Met.
    Met,
    /// Let go.
    LetGo,
}

/// A response that is only an acknowledgement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ack {
    /// "Thank you."
    Thanks,
    /// "I have read it; an answer comes later."
    Later,
    /// "I am with you."
    WithYou,
}

/// What its author would like of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Listening {
    /// To be listened to, and no advice.
    ListenOnly,
    /// Ideas, too.
    IdeasWelcome,
}

/// What the author of an entry says of a response to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Heard {
    /// "Yes, that is it."
    Yes,
    /// "Not quite."
    NotQuite,
}

/// What a response answers: a document, in the version that these heads name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// The document answered.
    pub document: [u8; 16],
    /// Its heads as its reader saw them; at least one.
    pub heads: Vec<[u8; 32]>,
}

/// What an edition carries besides the fields of the entry.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditionFields {
    /// 1 + the highest that the author's device had seen in the bond.
    pub order: u32,
    /// Equal for two editions of one entry in one bond, and otherwise unrelated to the entry.
    pub tag: [u8; 32],
    /// Heads of the journal entry that the edition was taken from; at least one.
    pub taken_from: Vec<[u8; 32]>,
    /// Unix seconds, as precise as the author chose to show.
    pub shared_time: i64,
    /// Whether only a part of the entry was shared.
    pub part: bool,
}

impl fmt::Debug for EditionFields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EditionFields")
            .field("order", &self.order)
            .finish_non_exhaustive()
    }
}

/// The space that a document lives in. It decides which fields a body may and must have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// Its author's own devices. Every field but `edition`.
    Journal,
    /// Shared with others. `edition` is required; `tags`, `utc_offset_min` and `scratch` are
    /// never there.
    Bond,
}

/// The fields of an entry. [`crate::schema`] says which kind and place has which.
///
/// `Debug` prints the kind and no content.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Body {
    /// What the entry is.
    pub kind: Kind,
    /// Whom it is addressed to.
    pub to: Addressee,
    /// A title; not empty if given.
    pub title: Option<String>,
    /// The entry itself. It may be empty where other fields say something.
    pub text: String,
    /// Feelings, each without line break.
    pub feelings: Vec<String>,
    /// Needs, each without line break.
    pub needs: Vec<String>,
    /// Private tags, each without line break; journal only.
    pub tags: Vec<String>,
    /// The day that the entry is for, `YYYY-MM-DD`.
    pub date: String,
    /// Minutes of local time east of UTC when it was written; journal only.
    pub utc_offset_min: Option<i32>,
    /// What happened; needs only.
    pub happened: Option<String>,
    /// What I would ask for (needs), what I ask back (responses).
    pub ask: Option<String>,
    /// What I heard; responses only.
    pub reflect: Option<String>,
    /// What I say; responses only.
    pub say: Option<String>,
    /// How the need stands; needs only.
    pub state: Option<NeedState>,
    /// Whether it is good news, which asks for another kind of answer.
    pub good_news: bool,
    /// Whether no answer is needed; not of responses.
    #[serde(default)]
    pub no_reply: bool,
    /// What its author would like of an answer; not of responses.
    #[serde(default)]
    pub listening: Option<Listening>,
    /// What the author of the entry says of a response to it; responses only.
    #[serde(default)]
    pub heard: Option<Heard>,
    /// What is answered; responses only.
    pub in_reply_to: Option<Reply>,
    /// The acknowledgement that a response is, if it is nothing else.
    pub ack: Option<Ack>,
    /// Private notes of a response; journal only, never in a bond.
    pub scratch: Option<String>,
    /// What makes it an edition; bond only, and required there.
    pub edition: Option<EditionFields>,
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Body")
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_prints_no_content() {
        let body = Body {
            text: "fixture secret".into(),
            title: Some("fixture secret".into()),
            ..Body::default()
        };
        assert!(!format!("{body:?}").contains("secret"));
    }
}
