//! Documents that a device of their owner withdrew.

use fondly_store::DocumentState;
use fondly_sync::DocumentId;

use super::{Consequences, Writer};
use crate::{EngineError, rows, sharing};

impl Writer<'_> {
    /// A tombstone for ever, also for a document that is not here yet.
    pub(super) fn retract(&self, document: &DocumentId) -> Result<(), EngineError> {
        let known = self.tx.document(self.space, document)?;
        if known
            .as_ref()
            .is_some_and(|known| known.owner != Some(self.person))
        {
            return Ok(());
        }
        self.tx.add_tombstone(self.space, document, &self.device)?;
        if known.is_some() {
            return self.erase(document);
        }
        // Changes of it may have come, and wait for it.
        self.tx
            .erase_unclaimed_payloads(self.space, document, &self.person)?;
        self.note(Consequences {
            erased: true,
            ..Consequences::default()
        });
        Ok(())
    }

    pub(super) fn erase(&self, document: &DocumentId) -> Result<(), EngineError> {
        self.tx.erase_payloads(self.space, document)?;
        self.note(Consequences {
            erased: true,
            ..Consequences::default()
        });
        self.tx
            .set_document_state(self.space, document, DocumentState::Retracted)?;
        if self.person == self.me.person {
            return sharing::edition_withdrawn(self.tx, document);
        }
        if let Some(row) = self.tx.entry(document)? {
            self.tx.put_entry(&rows::withdrawn(&row)?)?;
        }
        Ok(())
    }
}
