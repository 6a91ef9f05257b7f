//! What a simulator needs of the engine: the same functions without a network, without a person at a
//! terminal and without the system's clock and randomness.
//!
//! Everything here is of one thread and of that thread only: where nothing is set, the engine is as
//! it is without this feature. Nothing is decided here; forming bonds, linking devices and sessions
//! run the functions that the network runs.

pub mod clock;
pub mod fault;
pub mod meeting;
pub mod people;
pub mod random;

use fondly_store::Tx;
use fondly_sync::{DeviceId, PersonId, SpaceId};

use crate::{Engine, EngineError, batch, node};

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

/// Shares and erases what is due by now, as a process that holds the network does.
///
/// # Errors
/// `Store`, or what sharing says.
pub fn do_due(engine: &mut Engine) -> Result<(), EngineError> {
    let me = &engine.me;
    batch::write(&mut engine.store, |tx| node::do_due(me, tx))
}
