//! What a process does with the store before it meets anybody.

use fondly_store::Store;

use crate::{EngineError, batch::write, exchange::empty_log};

/// Records that one exchange looks through. A journal of ten years is through after ten.
const RECORDS_LOOKED_THROUGH: u64 = 2_000;

/// Empties the log beside the store, where a process that died may have left what it had erased; and
/// asks for what a damaged disk has lost in the sessions to come. How many payloads that are. Whoever
/// `stays` looks through all records, whoever has come for one exchange through some more of them.
pub(crate) fn make_ready(store: &mut Store, stays: bool) -> Result<u64, EngineError> {
    empty_log(store);
    write(store, |tx| {
        Ok(if stays {
            tx.look_for_lost()?
        } else {
            tx.look_on(RECORDS_LOOKED_THROUGH)?
        })
    })
}
