//! What two devices say to each other, and what they believe.
//!
//! Rosters, spaces, logs, epochs, envelopes, wire messages, and the machines that reconcile two
//! replicas and form a bond. The crate is sans-IO: inputs in, effects out, time and randomness as
//! arguments. The same inputs and the same random bytes give the same effects, byte for byte.
//!
//! It deliberately does not know tokio, iroh, SQLite, Automerge, a clock, or what documents hold:
//! the body of a record is bytes. Remote input never panics; decoding looks at limits, then shape,
//! then authenticity, then meaning.
//!
//! Reading order: [`record`], [`run`], [`roster`], [`control`], [`envelope`], [`replica`],
//! [`message`], [`session`], [`invite`].

#![cfg_attr(
    not(test),
    deny(clippy::indexing_slicing, clippy::string_slice, clippy::panic)
)]
#![deny(clippy::wildcard_enum_match_arm)]

pub mod backup;
pub mod bundle;
pub mod codec;
pub mod compared;
pub mod contact;
pub mod control;
pub mod envelope;
pub mod fault;
pub mod frontier;
pub mod ids;
pub mod invite;
pub mod limits;
pub mod linking;
pub mod message;
pub mod mutual;
pub mod record;
pub mod replica;
pub mod returning;
pub mod roster;
pub mod run;
pub mod session;

pub use codec::DecodeError;
pub use compared::{Compared, LogEnd};
pub use contact::{Contact, Received, Wish};
pub use control::{BondState, Control, DeviceInSpace, Epoch};
pub use fault::PeerFault;
pub use frontier::{FrontierEntry, HoleRange, Tip, Tips};
pub use ids::{
    DeviceId, DocumentId, EpochId, PersonId, RecordHash, RosterHash, SpaceId, actor, base32,
    parse_base32, shown,
};
pub use message::{INVITE_ALPN, LinkContext, Message, Role, SYNC_ALPN};
pub use mutual::{Commitment, Mutual, MutualId, commitment};
pub use record::{Content, Item, Owner, Payload, Record, Subject};
pub use replica::{Accepted, Cuts, Ends, HeldEpoch, Replica, end_by_cut};
pub use roster::{Roster, RosterRecord};
pub use run::{Run, VerifiedRun};
