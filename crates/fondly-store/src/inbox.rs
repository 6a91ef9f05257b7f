//! Received entries that were not opened and not withdrawn.

use std::collections::BTreeMap;

use fondly_sync::SpaceId;

use crate::{EntryRow, StoreError, Tx};

/// The condition of the index `entry_unopened`.
const WAITING: &str = "listed = 1 AND mine = 0 AND withdrawn = 0 AND opened_at IS NULL";

/// An entry of this journal, for as long as the file is. No two have the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct EntryPlace(i64);

impl Tx<'_> {
    /// What waits to be opened, the oldest first.
    ///
    /// # Errors
    /// Those of reading.
    pub fn inbox(&self) -> Result<Vec<EntryRow>, StoreError> {
        let sql = format!("SELECT * FROM whole_entry WHERE {WAITING} ORDER BY shown_at, row");
        self.all(&sql, [], |row| self.entry_at(row))
    }

    /// As [`Self::inbox`], without reading the entries: the index alone says it.
    ///
    /// # Errors
    /// Those of reading.
    pub fn inbox_places(&self) -> Result<Vec<EntryPlace>, StoreError> {
        let sql = format!("SELECT document FROM entry WHERE {WAITING} ORDER BY shown_at, document");
        self.all(&sql, [], |row| Ok(EntryPlace(row.get(0)?)))
    }

    /// How many entries wait to be opened, by space.
    ///
    /// # Errors
    /// Those of reading.
    pub fn inbox_counts(&self) -> Result<BTreeMap<SpaceId, u64>, StoreError> {
        let sql = format!(
            "SELECT (SELECT space.space FROM space WHERE id = entry.space), count(*)
             FROM entry WHERE {WAITING} GROUP BY entry.space"
        );
        let counts = self.all(&sql, [], |row| Ok((SpaceId(row.get(0)?), row.get(1)?)))?;
        Ok(counts.into_iter().collect())
    }

    /// The entry that stands there.
    ///
    /// # Errors
    /// Those of reading. `Corrupt` if there is none.
    pub fn entry_in_place(&self, place: EntryPlace) -> Result<EntryRow, StoreError> {
        self.entry_of_row(place.0)?.ok_or(StoreError::Corrupt)
    }
}
