//! The one encrypted database file of a journal: logs, documents, views, search, local state.
//!
//! One SQLCipher file, opened with a raw key of 32 bytes. All access is inside a transaction:
//! [`Store::write`] and [`Store::read`] hand out a [`Tx`], whose methods are cut by noun. When
//! `write` has returned `Ok`, what it did survives `kill -9` and power loss; when it has returned
//! an error, nothing of it is left. So one received batch is one transaction: records, documents,
//! views and frontier together or not at all.
//!
//! Several processes may have the file open. Each writes under `BEGIN IMMEDIATE`, so the end of a
//! log that a transaction has read is still its end when it commits.
//!
//! # What it deliberately does not do
//!
//! - It knows no network, no tasks and no clock: it is blocking, and time is an argument.
//! - It judges no records. What it is given is verified, and whether a change is applied, waits or
//!   is refused is for the engine to say.
//! - It does not look into documents: changes and the bodies of entries are bytes.
//!
//! # Example
//!
//! ```
//! use fondly_crypto::StoreKey;
//! use fondly_store::{SpaceKind, Store, StoreError};
//! use fondly_sync::{PersonId, SpaceId};
//!
//! # let dir = tempfile::tempdir()?;
//! let key = StoreKey::from_bytes(&[7; 32]); // random in the program
//! let mut store = Store::create(&dir.path().join("store.db"), &key)?;
//!
//! let person = PersonId([1; 32]);
//! let journal = SpaceId::journal(&person);
//! store.write(|tx| tx.add_space(&journal, SpaceKind::Journal, 1_700_000_000, &[person]))?;
//! let members = store.read(|tx| tx.members(&journal))?;
//! assert_eq!(members, [person]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Reading order
//!
//! the files in `schema`, which say what is stored and why so; `store` and `tx`; then `logs` and
//! `records`, `documents`, `entries` and `filter`; the rest is one table each.

#![cfg_attr(
    not(test),
    deny(clippy::indexing_slicing, clippy::string_slice, clippy::panic)
)]

mod blocks;
mod connection;
mod contacts;
mod creations;
mod cutting;
mod devices;
mod documents;
mod entries;
mod epochs;
mod error;
mod filter;
mod holes;
mod identity;
mod inbox;
mod indexing;
mod keys;
mod lengths;
mod logs;
mod migrations;
mod names;
mod needs;
mod packing;
mod peers;
mod people;
mod prefix;
mod ranking;
mod reading;
mod recalling;
mod receipts;
mod records;
mod rewriting;
mod salvage;
mod searching;
mod shares;
mod spaces;
mod store;
mod tx;
mod waiting;
mod words;

pub use devices::DeviceName;
pub use documents::{DocumentRow, DocumentState};
pub use entries::{EntryKind, EntryRow};
pub use epochs::EpochRow;
pub use error::StoreError;
pub use filter::EntryFilter;
pub use identity::Identity;
pub use inbox::EntryPlace;
pub use indexing::IndexWords;
pub use keys::EndpointRow;
pub use logs::OpenLog;
pub use needs::NeedFilter;
pub use people::BondRow;
pub use receipts::EditionRow;
pub use records::Applied;
pub use shares::{ShareRow, ShareState};
pub use spaces::{SpaceKind, SpaceRow};
pub use store::Store;
pub use tx::Tx;
pub use waiting::WaitingAt;
