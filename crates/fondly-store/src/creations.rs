//! Records that create documents of which nothing is here yet: nearly all that a first sync brings.
//!
//! Where no row names a document, no record, tombstone, erasure, share or entry can: so nothing is
//! looked for, and record, document and entry are each written once, as they are to stay.

use std::borrow::Cow;

use fondly_sync::{Payload, Record};

use crate::{
    EntryRow, IndexWords, StoreError, Tx,
    logs::{OpenLog, Presence, Standing},
    records::Applied,
    words::Made,
};

impl Tx<'_> {
    /// Stores a new record that creates a document, as applied; with it the document, as the author's, and what
    /// is shown of it, in words that are those of the entry. Stores nothing, and says so, where the record is here, or a record, tombstone, erasure or share that names the document.
    ///
    /// # Errors
    /// Those of writing.
    pub fn append_creation(
        &self,
        at: &OpenLog,
        record: &Record,
        payload: &Payload,
        (entry, words): (&EntryRow, IndexWords),
        seen_at: i64,
    ) -> Result<bool, StoreError> {
        if record.seq < at.next {
            return Ok(false);
        }
        let owner = self.person_row(&entry.author)?;
        let Some(document) = self.add_document(at.space, &record.document, owner, at.device)?
        else {
            return Ok(false);
        };
        let standing = Standing {
            document: Some(document),
            presence: Presence::Here,
            applied: Applied::Yes,
            turn: Some(1),
        };
        let made = Made {
            record: self.insert_standing(at.space, at.log, record, &standing, seen_at)?,
            body: Cow::Borrowed(&payload.body),
        };
        self.add_entry(at.space, document, entry, &made, words)?;
        Ok(true)
    }
}
