//! Disks that fail and processes that die at a chosen batch of this thread.

use std::cell::Cell;

use fondly_store::StoreError;

use crate::EngineError;

/// What happens at a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The disk is full: nothing of the batch is kept, the program goes on.
    Full,
    /// The batch is durable, and the program dies before it can say so.
    Death,
}

/// The batches that still go well, and what happens then.
type Waiting = Option<(u32, Fault)>;

thread_local! {
    static WAITING: Cell<Waiting> = const { Cell::new(None) };
    static HAPPENED: Cell<Option<Fault>> = const { Cell::new(None) };
}

/// Lets `fault` happen after `batches` further batches of this thread.
pub fn set(batches: u32, fault: Fault) {
    WAITING.set(Some((batches, fault)));
}

/// Takes back what has not happened, and tells what has since the last call.
pub fn take() -> Option<Fault> {
    WAITING.set(None);
    HAPPENED.take()
}

pub(crate) fn before_commit() -> Result<(), EngineError> {
    match WAITING.get() {
        Some((0, Fault::Full)) => happen(Fault::Full),
        _ => Ok(()),
    }
}

pub(crate) fn after_commit() -> Result<(), EngineError> {
    match WAITING.get() {
        Some((0, Fault::Death)) => happen(Fault::Death),
        Some((batches, fault)) => {
            WAITING.set(Some((batches.saturating_sub(1), fault)));
            Ok(())
        }
        None => Ok(()),
    }
}

fn happen(fault: Fault) -> Result<(), EngineError> {
    WAITING.set(None);
    HAPPENED.set(Some(fault));
    Err(EngineError::Store(StoreError::Full))
}
