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
    #[cfg(feature = "simulation")]
    {
        use crate::simulation::fault;
        let done = store.write(|tx| {
            let done = work(tx)?;
            fault::before_commit()?;
            Ok::<_, EngineError>(done)
        })?;
        fault::after_commit()?;
        Ok(done)
    }
    #[cfg(not(feature = "simulation"))]
    store.write(work)
}
