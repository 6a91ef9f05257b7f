//! Parting with a last request, without a network: what is done before and after its exchanges.

use fondly_sync::Received;

use crate::{Engine, EngineError, batch, clock::now, parting};

/// Withdraws all that was shared with NAME, and notes that the bond ends in so many seconds.
///
/// # Errors
/// `NoPerson`, `Parted`, `Void`, `Store`.
pub fn begin(
    engine: &mut Engine,
    name: &str,
    delete: bool,
    seconds: i64,
) -> Result<(), EngineError> {
    let received = if delete {
        Received::Deleted
    } else {
        Received::Kept
    };
    let at = now().saturating_add(seconds);
    engine.change(|me, tx, labels| {
        parting::begin(me, tx, labels.require(name)?, at, received)?;
        Ok(())
    })?;
    engine.empty_log();
    Ok(())
}

/// Ends every bond that is to end, before its time.
///
/// # Errors
/// `Store`.
pub fn end(engine: &mut Engine) -> Result<(), EngineError> {
    let me = &engine.me;
    batch::write(&mut engine.store, |tx| parting::end_due(me, tx, i64::MAX))?;
    engine.empty_log();
    Ok(())
}
