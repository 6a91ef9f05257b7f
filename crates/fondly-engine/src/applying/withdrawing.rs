//! Documents that a device of their owner withdrew.

use fondly_store::{DocumentState, ShareRow, ShareState};
use fondly_sync::DocumentId;

use super::{Consequences, Writer};
use crate::{EngineError, rows};

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
            self.erase(document)?;
        }
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
            return self.withdrawn_elsewhere(document);
        }
        if let Some(row) = self.tx.entry(document)? {
            self.tx.put_entry(&rows::withdrawn(&row)?)?;
        }
        Ok(())
    }

    /// Another own device withdrew an edition.
    fn withdrawn_elsewhere(&self, edition: &DocumentId) -> Result<(), EngineError> {
        if let Some(share) = self.tx.share_of_edition(edition)? {
            self.tx.put_share(&ShareRow {
                state: ShareState::Withdrawn,
                part: None,
                ..share
            })?;
        }
        self.tx.remove_entry(edition)?;
        Ok(())
    }
}
