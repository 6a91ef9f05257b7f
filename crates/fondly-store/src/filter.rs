//! Lists.

use fondly_sync::{PersonId, SpaceId};
use rusqlite::{Row, ToSql, named_params};

use crate::{EntryKind, EntryRow, StoreError, Tx, people::key_of};

/// Which entries to list or to search. The default is all but those withdrawn.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EntryFilter {
    /// Of these kinds; of any, if empty.
    pub kinds: Vec<EntryKind>,
    /// About, to or from this person.
    pub with: Option<PersonId>,
    /// Addressed to this name, in any case. With `with`, either is enough.
    pub to_name: Option<String>,
    /// With this tag, in any case.
    pub tag: Option<String>,
    /// From this day on, `YYYY-MM-DD`.
    pub since: Option<String>,
    /// Until this day, `YYYY-MM-DD`.
    pub until: Option<String>,
    /// At most so many.
    pub limit: Option<usize>,
    /// Only what I wrote.
    pub mine: bool,
    /// Only what I received.
    pub received: bool,
    /// Those withdrawn, too.
    pub withdrawn: bool,
    /// In these spaces; in any, if empty.
    pub spaces: Vec<SpaceId>,
}

pub(crate) const LISTED: &str = "
    listed = 1
    AND (:withdrawn OR withdrawn = 0)
    AND (:kinds = 0 OR (1 << kind) & :kinds)
    AND ((:with IS NULL AND :to_key IS NULL) OR with_person = :with OR to_key = :to_key)
    AND (:tag IS NULL
        OR EXISTS (SELECT 1 FROM entry_tag WHERE entry_tag.entry = entry.document AND entry_tag.tag = :tag))
    AND (:since IS NULL OR date >= :since)
    AND (:until IS NULL OR date <= :until)
    AND (mine = 1 OR NOT :mine)
    AND (mine = 0 OR NOT :received)
    AND (:spaces IS NULL OR space IN (SELECT value FROM json_each(:spaces)))";

const NEWEST_FIRST: &str = "ORDER BY shown_at DESC, entry.document DESC";

/// Needs alone have an index of their own, which SQLite takes where a statement says so in itself.
const NEEDS_ALONE: &str = "AND kind = 1";

impl Tx<'_> {
    /// The entries that pass the filter, the newest first. Editions of mine are never among them.
    ///
    /// # Errors
    /// Those of reading.
    pub fn entries(&self, filter: &EntryFilter) -> Result<Vec<EntryRow>, StoreError> {
        if filter.kinds == [EntryKind::Need] && filter.limit.is_none() {
            // All of them are read, and the index of needs has their order: one statement will do.
            let listed = LISTED.replace("entry.document", "whole_entry.row");
            let sql = format!(
                "SELECT * FROM whole_entry WHERE {listed} {NEEDS_ALONE}
                 ORDER BY shown_at DESC, row DESC"
            );
            return self.filtered(&sql, filter, |row| self.entry_at(row), |_| Ok(true));
        }
        self.filtered(
            &listing(filter),
            filter,
            |row| self.named(row),
            |_| Ok(true),
        )
    }

    /// The entry that a row of a statement names.
    pub(crate) fn named(&self, row: &Row<'_>) -> Result<EntryRow, StoreError> {
        self.entry_of_row(row.get(0)?)?.ok_or(StoreError::Corrupt)
    }

    /// Reads only those entries that are asked for: `sql` gives their rows in order, and `read` an
    /// entry of each.
    pub(crate) fn filtered(
        &self,
        sql: &str,
        filter: &EntryFilter,
        read: impl Fn(&Row<'_>) -> Result<EntryRow, StoreError>,
        keep: impl Fn(&EntryRow) -> Result<bool, StoreError>,
    ) -> Result<Vec<EntryRow>, StoreError> {
        let limit = filter.limit.unwrap_or(usize::MAX);
        if limit == 0 {
            return Ok(Vec::new());
        }
        let mut found = Vec::new();
        self.each_passing(sql, filter, &[], |row| {
            let entry = read(row)?;
            if keep(&entry)? {
                found.push(entry);
            }
            Ok(found.len() < limit)
        })?;
        Ok(found)
    }

    /// Rows of a query that has [`LISTED`] in it, until `visit` returns false.
    pub(crate) fn each_passing(
        &self,
        sql: &str,
        filter: &EntryFilter,
        more: &[(&str, &dyn ToSql)],
        visit: impl FnMut(&Row<'_>) -> Result<bool, StoreError>,
    ) -> Result<(), StoreError> {
        let kinds = filter
            .kinds
            .iter()
            .fold(0u32, |kinds, kind| kinds | 1 << kind.code());
        // Nobody and no space has row 0, so an unknown one finds nothing.
        let with = filter
            .with
            .map(|with| self.find_person(&with))
            .transpose()?;
        let with = with.map(Option::unwrap_or_default);
        let rows = filter.spaces.iter().map(|space| self.find_space(space));
        let rows = rows.collect::<Result<Vec<_>, _>>()?;
        let rows: Vec<i64> = rows.into_iter().map(Option::unwrap_or_default).collect();
        let spaces = (!rows.is_empty()).then(|| format!("{rows:?}"));
        let to_key = filter.to_name.as_deref().map(key_of);
        let tag = filter.tag.as_deref().map(key_of);
        let named: &[(&str, &dyn ToSql)] = named_params! {
            ":withdrawn": filter.withdrawn,
            ":kinds": kinds,
            ":with": with,
            ":to_key": to_key,
            ":tag": tag,
            ":since": filter.since,
            ":until": filter.until,
            ":mine": filter.mine,
            ":received": filter.received,
            ":spaces": spaces,
        };
        let params = [named, more].concat();
        self.each(sql, params.as_slice(), visit)
    }
}

/// The rows of the entries that pass a filter, the newest first.
pub(crate) fn listing(filter: &EntryFilter) -> String {
    let needs = filter.kinds == [EntryKind::Need];
    let needs = if needs { NEEDS_ALONE } else { "" };
    format!("SELECT entry.document FROM entry WHERE {LISTED} {needs} {NEWEST_FIRST}")
}
