//! What comes back to its person: by the day of the year, of one year, and what never left.

use fondly_sync::SpaceId;

use crate::{EntryRow, StoreError, Tx};

impl Tx<'_> {
    /// Listed entries of `month_day` (`MM-DD`) in years before that of `date` (`YYYY-MM-DD`), the
    /// newest first. Without those withdrawn.
    ///
    /// # Errors
    /// Those of reading.
    pub fn entries_on(&self, month_day: &str, date: &str) -> Result<Vec<EntryRow>, StoreError> {
        self.all(
            "SELECT * FROM whole_entry
             WHERE listed = 1 AND withdrawn = 0 AND substr(date, 6) = ?1
                AND substr(date, 1, 4) < substr(?2, 1, 4)
             ORDER BY date DESC, shown_at DESC, row DESC",
            (month_day, date),
            |row| self.entry_at(row),
        )
    }

    /// Everything in a bond that is for the days from `since` to `until`, mine and theirs, the
    /// oldest first: what both people see. Without those withdrawn.
    ///
    /// # Errors
    /// Those of reading.
    pub fn entries_of_bond(
        &self,
        space: &SpaceId,
        since: &str,
        until: &str,
    ) -> Result<Vec<EntryRow>, StoreError> {
        self.all(
            "SELECT * FROM whole_entry
             WHERE withdrawn = 0 AND date BETWEEN ?2 AND ?3
                AND space = (SELECT id FROM space WHERE space = ?1)
             ORDER BY date, log_time, log_order, document_id",
            (space.0, since, until),
            |row| self.entry_at(row),
        )
    }

    /// Appreciations of mine of somebody else that were never shared and are not about to be, the
    /// oldest first.
    ///
    /// # Errors
    /// Those of reading.
    pub fn unshared_appreciations(&self) -> Result<Vec<EntryRow>, StoreError> {
        self.all(
            "SELECT * FROM whole_entry
             WHERE listed = 1 AND mine = 1 AND kind = 0 AND withdrawn = 0
                AND (with_person IS NOT NULL OR to_key IS NOT NULL)
                AND NOT EXISTS (
                    SELECT 1 FROM share WHERE share.entry = row AND share.state IN (0, 1, 2))
             ORDER BY shown_at, row",
            [],
            |row| self.entry_at(row),
        )
    }
}
