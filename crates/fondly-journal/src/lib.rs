//! Entry documents: what people write, as Automerge documents of one entry each.
//!
//! This crate makes the change that creates an entry ([`create()`]), reads such a change back
//! without an Automerge document ([`admit_creation`]), opens an entry to edit it and to take in
//! changes of other devices ([`Document`]), and makes the copy of an entry that a reader gets
//! ([`edition()`]). It also holds the words of the practices, in files that can be translated:
//! [`Vocabulary`], [`prompts()`], [`kindness()`], [`Step`].
//!
//! It is a leaf: it knows no keys, peers, files, clock or randomness. Callers check signature,
//! owner and document before bytes come here; actors and hashes are plain byte arrays.
//!
//! Automerge's decoders are not safe on hostile bytes, so a change is *admitted* before it is
//! applied. A strict parser of our own ([`Refusal`] names what it refuses) bounds every run and
//! count, checks each operation against the schema, and demands the one canonical encoding;
//! only then does Automerge see the bytes, on a copy of the document, within `catch_unwind`.
//! A panic in there becomes [`Refusal::Panicked`]; its message still goes through the process's
//! panic hook (by default to stderr), because a library must not replace that hook.
//! `panic = "abort"` must never be set.
//!
//! ```
//! use fondly_journal::{Actor, Body, Kind, Place, admit_creation, create};
//!
//! let actor = Actor([7; 16]);
//! let body = Body {
//!     kind: Kind::Appreciation,
//!     text: "You made soup when I was ill.".into(),
//!     date: "2026-11-23".into(),
//!     ..Body::default()
//! };
//! let change = create(&actor, Place::Journal, &body)?;
//! assert_eq!(admit_creation(&change.bytes, &actor, Place::Journal)?, body);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Reading order: `schema` (keys), `body` (fields), `limits`, `chunk` and `column` (bytes),
//! `create`, `promotion`, `history` and `admit` (what a later change may say), `document`.
#![cfg_attr(
    not(test),
    deny(clippy::indexing_slicing, clippy::string_slice, clippy::panic)
)]

mod admit;
mod body;
mod chunk;
mod column;
mod create;
mod document;
mod edit;
mod edition;
mod fields;
mod grouped;
mod history;
mod language;
mod leb;
pub mod limits;
mod listening;
mod operation;
mod promotion;
mod prompts;
mod refusal;
mod replica;
mod rows;
mod rules;
pub mod schema;
mod versions;
mod vocabulary;

pub use body::{
    Ack, Addressee, Body, EditionFields, Heard, Kind, Listening, NeedState, Place, Reply,
};
pub use chunk::is_change;
pub use create::{admit_creation, create, read_creation};
pub use document::{Admission, Document};
pub use edit::{Edit, EditError};
pub use edition::edition;
pub use grouped::{Group, groups};
pub use language::Language;
pub use limits::LimitError;
pub use listening::Step;
pub use operation::{Actor, Change};
pub use prompts::{Depth, Prompt, kindness, prompt_asking, prompts};
pub use refusal::{OpFault, Refusal, Section};
pub use vocabulary::Vocabulary;

#[cfg(test)]
mod tests;
