//! Records that create documents of which nothing is here yet: nearly all that a first sync brings.
//!
//! Where no row names a document, no record, tombstone, erasure, share or entry can: so nothing is
//! looked for, and record, document and entry are each written once, as they are to stay.

use fondly_sync::{Payload, Record};

use crate::{
    EntryRow, PackedBody, StoreError, Tx,
    documents::DocumentState,
    logs::{OpenLog, Presence, Standing},
    records::Applied,
    words::Made,
};

impl Tx<'_> {
    /// Whether a record is new, and no record, tombstone, erasure or share here names its document.
    ///
    /// # Errors
    /// Those of reading.
    pub fn is_unheard_of(&self, at: &OpenLog, record: &Record) -> Result<bool, StoreError> {
        let new = record.seq >= at.next;
        Ok(new && self.find_document(at.space, &record.document)?.is_none())
    }

    /// Stores a record that creates a document, of which [`Tx::is_unheard_of`] said that nothing is
    /// here, as applied; with it the document, as the author's, and what is shown of it. `packed` is what the
    /// payload says, where that was packed already.
    ///
    /// # Errors
    /// Those of writing.
    pub fn append_creation(
        &self,
        at: &OpenLog,
        record: &Record,
        payload: &Payload,
        packed: Option<PackedBody>,
        entry: &EntryRow,
        seen_at: i64,
    ) -> Result<(), StoreError> {
        let owner = self.person_row(&entry.author)?;
        let document = self.insert(
            "INSERT INTO document (document, space, owner, creator, state)
             VALUES (?1, ?2, ?3, ?4, ?5)",
            (
                record.document.0,
                at.space,
                owner,
                at.device,
                DocumentState::Live.code(),
            ),
        )?;
        let standing = Standing {
            document: Some(document),
            presence: Presence::Here,
            applied: Applied::Yes,
            turn: Some(1),
        };
        let made = Made {
            record: self.insert_standing(at.log, record, &standing, packed, seen_at)?,
            body: payload.body.clone(),
        };
        self.add_entry(at.space, document, entry, &made)
    }
}
