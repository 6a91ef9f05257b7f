//! Entries that another own device erased, once their time has come.

use fondly_store::{DocumentState, Tx};

use crate::{EngineError, me::Me};

/// Drops what was hidden long enough. Whether there was any: then the write-ahead log is to be emptied.
pub(crate) fn erase_due(me: &Me, tx: &Tx<'_>, now: i64) -> Result<bool, EngineError> {
    let due = tx.take_due_erasures(now)?;
    for document in &due {
        tx.erase_payloads(&me.journal, document)?;
        if tx.document(&me.journal, document)?.is_some() {
            tx.set_document_state(&me.journal, document, DocumentState::Erased)?;
        }
    }
    Ok(!due.is_empty())
}
