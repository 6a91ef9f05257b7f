//! One transaction of the store: durable once it returned `Ok`, as if it had never been otherwise.

use fondly_store::{Store, Tx};

use crate::EngineError;

/// Runs `work` in one transaction that may write.
///
/// # Errors
/// What `work` returned, or the store. Then nothing of it is left.
pub(crate) fn write<T>(
    store: &mut Store,
    work: impl FnOnce(&Tx<'_>) -> Result<T, EngineError>,
) -> Result<T, EngineError> {
    store.write(work)
}
