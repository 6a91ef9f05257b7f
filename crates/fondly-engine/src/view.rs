//! What people and scripts see: the JSON of the command line, as types.

use serde::{Deserialize, Serialize};

use crate::exposing::WithdrawnFrom;

/// An entry as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryView {
    /// 26 characters of base32.
    pub id: String,
    /// `appreciation`, `need`, `reflection` or `response`.
    pub kind: String,
    /// `me`, or my label of the person.
    pub author: String,
    /// 26 characters of base32.
    pub author_id: String,
    /// My label of the person, `me`, or a name that nobody here has.
    pub to: Option<String>,
    /// A title.
    pub title: Option<String>,
    /// The text, verbatim; empty once withdrawn.
    pub text: String,
    /// Feelings that were named.
    pub feelings: Vec<String>,
    /// Needs that were named.
    pub needs: Vec<String>,
    /// Private tags.
    pub tags: Vec<String>,
    /// RFC 3339; from a partner with the precision that was shared.
    pub written_at: String,
    /// The day that the entry is for.
    pub date: String,
    /// Whether it was changed since.
    pub edited: bool,
    /// Whether its author withdrew it.
    pub withdrawn: bool,
    /// Who can read it besides me: labels.
    pub audience: Vec<String>,
    /// The id that this side shows of what it answers.
    pub in_reply_to: Option<String>,
    /// Of a need: `voiced`, `heard`, `met` or `let-go`.
    pub state: Option<String>,
    /// Whether it is good news.
    pub good_news: bool,
    /// Of a need: what happened.
    pub happened: Option<String>,
    /// Of a need: what I would ask. Of a response: a question.
    pub ask: Option<String>,
    /// Of a response: what I heard.
    pub reflect: Option<String>,
    /// Of a response: what I say.
    pub say: Option<String>,
    /// Of a response that is only an acknowledgement: `thanks`, `later` or `with-you`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ack: Option<String>,
    /// Of my own response: notes that stay with me.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scratch: Option<String>,
    /// Of a response to an answer: `yes` or `not-quite`, as the author of what was answered says.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub heard: Option<String>,
    /// Its author needs no answer.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub no_reply: bool,
    /// What its author would like of an answer: `listen-only` or `ideas-welcome`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub listening: Option<String>,
    /// When a held appreciation leaves, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub held_until: Option<String>,
    /// For whom it is held: my label.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub held_for: Option<String>,
    /// Texts that were set at the same time on two devices, if any.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub versions: Vec<String>,
    /// Texts that it had before, oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub earlier: Vec<String>,
    /// The author is linked and I have not typed the words: shown as "somebody who may be".
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub unverified: bool,
    /// Part of a whole that its author keeps.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub part: bool,
    /// From whom I withdrew it, and what became of it there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub withdrawn_from: Vec<WithdrawnFrom>,
    /// Written by a device of its author after it was removed: it counts for nothing.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub set_aside: bool,
}

/// What became of an entry that was written or shared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Shared {
    /// It leaves with the next sync.
    Now,
    /// It leaves after the hold.
    Held,
    /// It stays with me.
    Private,
}

/// The answer of a command that writes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    /// The entry as it is now.
    pub entry: EntryView,
    /// What became of it.
    pub shared: Shared,
    /// A remark for people.
    #[serde(skip)]
    pub remark: Option<String>,
}

/// Somebody I am linked with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonView {
    /// My label.
    pub name: String,
    /// 26 characters of base32.
    pub person_id: String,
    /// I typed the right words.
    pub verified: bool,
    /// They say that they typed mine.
    pub they_verified: bool,
    /// Nothing goes or comes for now.
    pub paused: bool,
    /// How many devices they have.
    pub devices: usize,
}

/// Words for making sure of each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerifyView {
    /// The three that I read out.
    pub my_words: Vec<String>,
    /// Whether I have typed the other's.
    pub verified: bool,
}

/// A bond that was formed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Joined {
    /// My label of the other.
    pub joined: String,
    /// Whether both are verified.
    pub verified: bool,
}

/// How one device fared in a round of sync.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeerView {
    /// My label of the person, or `me`.
    pub name: String,
    /// 26 characters of base32.
    pub device: String,
    /// Whether the round was completed.
    pub reached: bool,
    /// Records sent.
    pub sent: u64,
    /// Records received.
    pub received: u64,
    /// Bytes of our protocol sent.
    pub bytes_out: u64,
    /// Bytes of our protocol received.
    pub bytes_in: u64,
    /// How often the dialler waited for an answer.
    pub round_trips: u64,
    /// Why the round was not completed, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

/// The state of things with one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonStatus {
    /// My label.
    pub name: String,
    /// RFC 3339.
    pub last_exchange: Option<String>,
    /// Records that no device of theirs is known to hold.
    pub to_send: u64,
    /// Received entries that I have not opened.
    pub to_read: u64,
    /// Their devices, one by one.
    pub devices: Vec<DeviceStatus>,
}

/// The state of things with one device. Says nothing of whether it is up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceStatus {
    /// 26 characters of base32.
    pub device: String,
    /// What I call it, if it is mine.
    pub name: Option<String>,
    /// When an exchange with it was last complete, RFC 3339.
    pub last_exchange: Option<String>,
    /// How that went: `direct`, `relayed` or `file`.
    pub path: Option<String>,
    /// Records that it is not known to hold.
    pub to_send: u64,
}

/// One of my devices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceView {
    /// 26 characters of base32.
    pub id: String,
    /// What I call it.
    pub name: String,
    /// When it came in, RFC 3339.
    pub added_at: Option<String>,
    /// Whether it is this one.
    pub this: bool,
    /// Whether it was removed.
    pub removed: bool,
}

/// A device that was linked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceJoined {
    /// What I call it.
    pub joined: String,
    /// Whether it has everything already; otherwise it gets the rest when it next syncs.
    pub whole: bool,
}

/// The network as it is set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NetView {
    /// `off`, `lan` or `public`.
    pub mode: String,
    /// Where a running `serve` listens.
    pub addresses: Vec<String>,
    /// How a running `serve` stands with relays.
    #[serde(default)]
    pub relays: Vec<RelayView>,
}

/// A relay, as a running `serve` finds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelayView {
    /// Its address.
    pub url: String,
    /// `connected`, `refused`, `unreachable`, `trying`, or `spare` where one before it is used.
    pub state: String,
    /// What it says, or what stands in the way.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub detail: Option<String>,
}

/// The state of everything.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusView {
    /// Whom I am linked with.
    pub people: Vec<PersonStatus>,
    /// My devices.
    pub devices: Vec<DeviceView>,
    /// How things stand with those of my devices that are not this one.
    pub own: Vec<DeviceStatus>,
    /// The network.
    pub net: NetView,
    /// Things that stay worth knowing, such as a key that lies in a file.
    pub remarks: Vec<String>,
}

/// One line of `doctor`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// What was looked at.
    pub name: String,
    /// Whether it is as it should be.
    pub ok: bool,
    /// Whether there is something to do about it although nothing is broken.
    pub advice: bool,
    /// What was found, and what to do.
    pub detail: String,
}
