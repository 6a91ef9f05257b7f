//! The names of documents: which row has one, and the two indexes that say so.
//!
//! Names are random. In one index of all of them nearly each name that comes in is on a page of its
//! own, to be read, changed, written, and written again into the file. So a new name goes into an
//! index of new names, whose pages are few, and now and then all of these go into that of most names
//! at once (decision 0047). A transaction that brings many names puts them there itself.

use std::collections::BTreeMap;

use fondly_sync::{DocumentId, SpaceId};

use crate::{StoreError, Tx, documents::DocumentState};

const FIND: &str = "SELECT id FROM named WHERE document = ?1 AND space = ?2";

/// More documents than this in a transaction go into the index of most names at once: they would
/// change most of its pages, but no page twice.
const MANY: usize = 1024;
/// New names are counted whenever so many documents were added.
const COUNTED: i64 = 256;
/// Names are settled once there are so many new ones, and as many as this part of all.
const SETTLED_MIN: i64 = 256;
const SETTLED_PART: i64 = 8;

/// Rows that a transaction remembers: more than a list shows at a time.
const KNOWN_MAX: usize = 256;

/// Rows of documents that were read in a transaction, by space and name. No document ever goes.
pub(crate) type Known = BTreeMap<(i64, [u8; 16]), i64>;

/// What a transaction knows of the names that it adds.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Adding {
    /// Names go into the index of most.
    many: bool,
    /// The other index is empty, and stays so.
    none_new: bool,
    /// The first and the last row that was added.
    rows: Option<(i64, i64)>,
}

impl Tx<'_> {
    /// Says how many documents are about to come in.
    ///
    /// # Errors
    /// Those of reading.
    pub fn expect_documents(&self, documents: usize) -> Result<(), StoreError> {
        if documents > MANY {
            let sql = "SELECT 1 FROM document INDEXED BY document_new WHERE settled = 0 LIMIT 1";
            let none_new = self.first(sql, [], |_| Ok(()))?.is_none();
            self.adding.set(Adding {
                many: true,
                none_new,
                ..self.adding.get()
            });
        }
        Ok(())
    }

    /// The row of a document in a space, made if there is none.
    pub(crate) fn document_row(
        &self,
        space: i64,
        document: &DocumentId,
    ) -> Result<i64, StoreError> {
        match self.find_document(space, document)? {
            Some(row) => Ok(row),
            None => {
                let row = self.insert(
                    "INSERT INTO document (document, space, settled) VALUES (?1, ?2, ?3)",
                    (document.0, space, self.adding.get().many),
                )?;
                self.note_added(row);
                Ok(row)
            }
        }
    }

    /// The row of a document in a space; `None` if nothing names it.
    pub(crate) fn find_document(
        &self,
        space: i64,
        document: &DocumentId,
    ) -> Result<Option<i64>, StoreError> {
        if let Some(row) = self.known.borrow().get(&(space, document.0)) {
            return Ok(Some(*row));
        }
        self.first(FIND, (document.0, space), |row| Ok(row.get(0)?))
    }

    /// Remembers the row of a document that was read, so that it is not looked for.
    pub(crate) fn know(&self, space: i64, document: &DocumentId, row: i64) {
        let mut known = self.known.borrow_mut();
        if known.len() < KNOWN_MAX {
            known.insert((space, document.0), row);
        }
    }

    /// The row of a document by the ids of space and document.
    pub(crate) fn document_of(
        &self,
        space: &SpaceId,
        document: &DocumentId,
    ) -> Result<Option<i64>, StoreError> {
        self.find_space(space)?
            .map_or(Ok(None), |space| self.find_document(space, document))
    }

    /// Stores a document that lives. `None`, and nothing is stored, where something names it.
    pub(crate) fn add_document(
        &self,
        space: i64,
        document: &DocumentId,
        owner: i64,
        creator: i64,
    ) -> Result<Option<i64>, StoreError> {
        let adding = self.adding.get();
        if !adding.none_new && self.find_document(space, document)?.is_some() {
            return Ok(None);
        }
        let row = self.insert_new(
            "INSERT INTO document (document, space, owner, creator, state, settled)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING",
            (
                document.0,
                space,
                owner,
                creator,
                DocumentState::Live.code(),
                adding.many,
            ),
        )?;
        if let Some(row) = row {
            self.note_added(row);
        }
        Ok(row)
    }

    fn note_added(&self, row: i64) {
        let mut adding = self.adding.get();
        let (first, _) = adding.rows.unwrap_or((row, row));
        adding.rows = Some((first, row));
        self.adding.set(adding);
    }

    /// Puts the new names into the index of most where they have become many.
    pub(crate) fn settle_names(&self) -> Result<(), StoreError> {
        let Some((first, last)) = self.adding.get().rows else {
            return Ok(());
        };
        if (first - 1) / COUNTED == last / COUNTED {
            return Ok(());
        }
        let sql = "SELECT count(*) FROM document INDEXED BY document_new WHERE settled = 0";
        let new: i64 = self.first(sql, [], |row| Ok(row.get(0)?))?.unwrap_or(0);
        if new >= SETTLED_MIN.max(last / SETTLED_PART) {
            self.execute(
                "UPDATE document INDEXED BY document_new SET settled = 1 WHERE settled = 0",
                [],
            )?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
