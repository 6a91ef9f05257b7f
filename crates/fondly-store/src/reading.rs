//! What this person has read, and small notes of the program.

use fondly_sync::DocumentId;

use crate::{StoreError, Tx};

impl Tx<'_> {
    /// Notes that an entry was opened. The first time stays.
    ///
    /// # Errors
    /// `Unknown` if there is no such entry.
    pub fn mark_opened(&self, entry: &DocumentId, at: i64) -> Result<(), StoreError> {
        let row = self
            .row_of_entry(entry)?
            .ok_or(StoreError::Unknown { what: "entry" })?;
        self.execute(
            "UPDATE entry SET opened_at = ?2 WHERE document = ?1 AND opened_at IS NULL",
            (row, at),
        )?;
        Ok(())
    }

    /// Whether an entry was opened. False if there is no such entry.
    ///
    /// # Errors
    /// Those of reading.
    pub fn is_opened(&self, entry: &DocumentId) -> Result<bool, StoreError> {
        let Some(row) = self.row_of_entry(entry)? else {
            return Ok(false);
        };
        let opened = self.first(
            "SELECT opened_at IS NOT NULL FROM entry WHERE document = ?1",
            [row],
            |r| Ok(r.get(0)?),
        )?;
        Ok(opened.unwrap_or(false))
    }

    /// Keeps a small value under a name, in place of what is there.
    ///
    /// # Errors
    /// Those of writing.
    pub fn put_note(&self, name: &str, value: &[u8]) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO note (name, value) VALUES (?1, ?2)
             ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (name, value),
        )?;
        Ok(())
    }

    /// The value under a name.
    ///
    /// # Errors
    /// Those of reading.
    pub fn note(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.first("SELECT value FROM note WHERE name = ?1", [name], |row| {
            Ok(row.get(0)?)
        })
    }

    /// Names that begin so, and what stands under each, in order of the names.
    ///
    /// # Errors
    /// Those of reading.
    pub fn notes_below(&self, prefix: &str) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
        self.all(
            "SELECT name, value FROM note
             WHERE name >= ?1 AND substr(name, 1, length(?1)) = ?1 ORDER BY name",
            [prefix],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
    }
}
