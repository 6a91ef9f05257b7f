//! What a simulator needs of the engine: the same functions without a network, without a person at a
//! terminal and without the system's clock and randomness.
//!
//! Everything here is of one thread and of that thread only: where nothing is set, the engine is as
//! it is without this feature. Nothing is decided here; forming bonds, linking devices and sessions
//! run the functions that the network runs.

pub mod clock;
pub mod fault;
pub mod meeting;
pub mod parting;
pub mod people;
pub mod random;

use std::{
    hash::{DefaultHasher, Hash as _, Hasher as _},
    path::Path,
};

use fondly_store::{Store, Tx};
use fondly_sync::{DeviceId, PersonId, SpaceId};

use crate::{Engine, EngineError, batch, devices, node};

/// Who an engine is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Who {
    /// The person.
    pub person: PersonId,
    /// The device.
    pub device: DeviceId,
    /// The space of the journal.
    pub journal: SpaceId,
}

/// Who this engine is.
pub fn who(engine: &Engine) -> Who {
    Who {
        person: engine.me.person,
        device: engine.me.device,
        journal: engine.me.journal,
    }
}

/// Looks into the store.
///
/// # Errors
/// What `look` returned.
pub fn look<T>(
    engine: &Engine,
    look: impl FnOnce(&Tx<'_>) -> Result<T, EngineError>,
) -> Result<T, EngineError> {
    engine.store.read(look)
}

/// Changes the store behind the engine's back: for planting faults.
///
/// # Errors
/// What `change` returned.
pub fn tamper<T>(
    engine: &mut Engine,
    change: impl FnOnce(&Tx<'_>) -> Result<T, EngineError>,
) -> Result<T, EngineError> {
    engine.store.write(change)
}

/// A number for the logs and rosters that are held: as long as it is the same, so are they.
///
/// # Errors
/// `Store`.
pub fn held(engine: &Engine) -> Result<u64, EngineError> {
    let mut hasher = DefaultHasher::new();
    look(engine, |tx| {
        for row in tx.spaces()? {
            for (device, tip) in tx.tips(&row.space)? {
                (device.as_bytes(), tip.next, tip.hash.0).hash(&mut hasher);
                for hole in tip.holes {
                    (hole.first, hole.count).hash(&mut hasher);
                }
            }
            for person in row.members {
                let roster = tx.roster(&person)?;
                roster.map(|roster| roster.digest()).hash(&mut hasher);
            }
        }
        Ok(())
    })?;
    Ok(hasher.finish())
}

/// All pages of the store without their encryption, those that are free too, and what is packed in them.
///
/// # Errors
/// `Store`.
pub fn pages(engine: &mut Engine) -> Result<Vec<u8>, EngineError> {
    Ok(engine.store.pages()?)
}

/// As [`pages`], of a copy of the store that lies at `path`, with what is in the log beside it.
///
/// # Errors
/// `Store`.
pub fn pages_of_copy(engine: &Engine, path: &Path) -> Result<Vec<u8>, EngineError> {
    Ok(Store::open(path, &engine.key)?.pages()?)
}

/// Says in the journal again what this device is called: one control, which says nothing of any bond.
///
/// # Errors
/// Those of writing.
pub fn tell_own_name(engine: &mut Engine) -> Result<(), EngineError> {
    let me = &engine.me;
    batch::write(&mut engine.store, |tx| {
        let called = tx.device_names()?.remove(&me.device);
        let called = called.ok_or(EngineError::Shape)?;
        devices::tell_name(me, tx, &me.device, called)
    })
}

/// Shares and erases what is due by now, as a process that holds the network does.
///
/// # Errors
/// `Store`, or what sharing says.
pub fn do_due(engine: &mut Engine) -> Result<(), EngineError> {
    let me = &engine.me;
    if batch::write(&mut engine.store, |tx| node::do_due(me, tx))? {
        engine.empty_log();
    }
    Ok(())
}
