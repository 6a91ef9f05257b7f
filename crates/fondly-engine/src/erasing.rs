//! Entries that another own device erased, once their time has come.

use fondly_store::{DocumentState, Tx};

use crate::{EngineError, me::Me};

/// Drops what was hidden long enough. The bytes leave the file with the next checkpoint.
pub(crate) fn erase_due(me: &Me, tx: &Tx<'_>, now: i64) -> Result<(), EngineError> {
    for document in tx.take_due_erasures(now)? {
        tx.erase_payloads(&me.journal, &document)?;
        if tx.document(&me.journal, &document)?.is_some() {
            tx.set_document_state(&me.journal, &document, DocumentState::Erased)?;
        }
    }
    Ok(())
}
