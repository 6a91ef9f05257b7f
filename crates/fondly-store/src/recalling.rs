//! What comes back to its person: by the day of the year, of one year, and what never left.

use fondly_sync::{PersonId, SpaceId};

use crate::{EntryRow, StoreError, Tx, people::key_of};

pub(crate) const ON_DAY: &str = "
    SELECT * FROM whole_entry
    WHERE listed = 1 AND withdrawn = 0
        AND CAST(substr(date, 6, 2) || substr(date, 9, 2) AS INTEGER)
            = CAST(substr(?1, 1, 2) || substr(?1, 4, 2) AS INTEGER)
        AND substr(date, 6) = ?1 AND substr(date, 1, 4) < substr(?2, 1, 4)
    ORDER BY date DESC, shown_at DESC, row DESC";

/// Without statistics SQLite takes any of the indexes of what is listed, and looks at all of it.
pub(crate) const UNSHARED: &str = "
    SELECT * FROM whole_entry
    WHERE row IN (SELECT document FROM entry INDEXED BY entry_unshared
        WHERE listed = 1 AND mine = 1 AND kind = 0 AND withdrawn = 0 AND unshared = 1
            AND (with_person IN (SELECT value FROM json_each(?1))
                OR to_key IN (SELECT value FROM json_each(?2)))
            AND (?3 IS NULL OR written_at >= ?3))
    ORDER BY shown_at, row";

impl Tx<'_> {
    /// Listed entries of `month_day` (`MM-DD`) in years before that of `date` (`YYYY-MM-DD`), the
    /// newest first. Without those withdrawn.
    ///
    /// # Errors
    /// Those of reading.
    pub fn entries_on(&self, month_day: &str, date: &str) -> Result<Vec<EntryRow>, StoreError> {
        self.all(ON_DAY, (month_day, date), |row| self.entry_at(row))
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

    /// Appreciations of mine of these people, or addressed to these names in any case, that were
    /// never shared and are not about to be, the oldest first. With `since`, only those written then
    /// or later.
    ///
    /// # Errors
    /// Those of reading.
    pub fn unshared_appreciations(
        &self,
        people: &[PersonId],
        names: &[String],
        since: Option<i64>,
    ) -> Result<Vec<EntryRow>, StoreError> {
        if people.is_empty() && names.is_empty() {
            return Ok(Vec::new());
        }
        let rows = people.iter().map(|person| self.find_person(person));
        let rows = rows.collect::<Result<Vec<_>, _>>()?;
        // Nobody has row 0.
        let rows: Vec<i64> = rows.into_iter().map(Option::unwrap_or_default).collect();
        let people = serde_json::to_string(&rows).map_err(|_| StoreError::Corrupt)?;
        let names: Vec<String> = names.iter().map(|name| key_of(name)).collect();
        let names = serde_json::to_string(&names).map_err(|_| StoreError::Corrupt)?;
        self.all(UNSHARED, (people, names, since), |row| self.entry_at(row))
    }
}
