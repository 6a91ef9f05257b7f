//! Needs, and the shares of them.

use fondly_sync::{PersonId, SpaceId};
use rusqlite::named_params;

use crate::{EntryRow, ShareRow, StoreError, Tx, people::key_of, shares::share_at};

/// Which needs are asked for. The default is all but those withdrawn.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NeedFilter {
    /// About, to or from this person.
    pub with: Option<PersonId>,
    /// Addressed to this name, in any case.
    pub to_name: Option<String>,
    /// Shared into this bond. Of this, `with` and `to_name`, one is enough.
    pub shared_in: Option<SpaceId>,
    /// From this day on, `YYYY-MM-DD`.
    pub since: Option<String>,
    /// At most so many.
    pub limit: Option<usize>,
}

/// The index of needs has their order, so that those beyond the limit are not looked at.
pub(crate) const NEEDS: &str = "
    SELECT * FROM whole_entry
    WHERE listed = 1 AND kind = 1 AND withdrawn = 0 AND (:since IS NULL OR date >= :since)
        AND (:anybody OR with_person = :with OR to_key = :to_key
            OR row IN (SELECT entry FROM share WHERE space = :space AND state = 1))
    ORDER BY shown_at DESC, row DESC LIMIT :limit";

impl Tx<'_> {
    /// The needs that pass the filter, the newest first.
    ///
    /// # Errors
    /// Those of reading.
    pub fn needs(&self, filter: &NeedFilter) -> Result<Vec<EntryRow>, StoreError> {
        let NeedFilter {
            with,
            to_name,
            shared_in,
            since,
            limit,
        } = filter;
        let anybody = with.is_none() && to_name.is_none() && shared_in.is_none();
        // Nobody and no space has row 0, so an unknown one finds nothing.
        let with = with.map(|with| self.find_person(&with)).transpose()?;
        let space = shared_in.map(|space| self.find_space(&space)).transpose()?;
        // SQLite takes a negative limit for none.
        let limit = limit.map_or(-1, |limit| i64::try_from(limit).unwrap_or(-1));
        let params = named_params! {
            ":since": since,
            ":anybody": anybody,
            ":with": with.map(Option::unwrap_or_default),
            ":to_key": to_name.as_deref().map(key_of),
            ":space": space.map(Option::unwrap_or_default),
            ":limit": limit,
        };
        self.all(NEEDS, params, |row| self.entry_at(row))
    }

    /// The shares of needs that are held, stand or stood, the first made first: of needs that were
    /// shown at `shown_since` first, or later. Of needs that have such a share, what was cancelled is
    /// among them.
    ///
    /// # Errors
    /// Those of reading.
    pub fn shares_of_needs(&self, shown_since: i64) -> Result<Vec<ShareRow>, StoreError> {
        self.all(
            "SELECT whole_share.* FROM entry JOIN whole_share ON whole_share.entry = entry.document
             WHERE entry.listed = 1 AND entry.kind = 1 AND entry.shown_at >= ?1
                AND entry.unshared = 0
             ORDER BY whole_share.row",
            [shown_since],
            share_at,
        )
    }
}
