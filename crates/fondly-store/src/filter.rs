//! Lists and search.

use std::cmp::Reverse;

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

const LISTED: &str = "
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

/// A title says more of an entry than a word in its text.
const RANK: &str = "bm25(search, 1.0, 2.0, 1.0)";
/// How long an entry is, which its rank needs, stands on a page with those that came at its time. To
/// rank all of ten thousand takes longer than all else that a search does.
const RANKED_MAX: usize = 1000;

/// An entry that was found.
struct Hit {
    row: i64,
    /// The less, the better.
    score: f64,
    /// `None` where it was not looked at.
    shown_at: Option<i64>,
}

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
            return self.filtered(&sql, filter, |row| self.entry_at(row), |_| true);
        }
        self.filtered(&listing(filter), filter, |row| self.named(row), |_| true)
    }

    /// The entry that a row of a statement names.
    fn named(&self, row: &Row<'_>) -> Result<EntryRow, StoreError> {
        self.entry_of_row(row.get(0)?)?.ok_or(StoreError::Corrupt)
    }

    /// The entries that hold all of `words` in title, text or tags, and pass the filter: the best
    /// first. Case and accents do not matter. Words are literal; those that the index does not cut
    /// (signs, scripts without spaces) are looked for in the texts. No words find nothing. Where more
    /// than a thousand are found and fewer are asked for, the thousand that came here last are ranked.
    ///
    /// # Errors
    /// Those of reading.
    pub fn search(
        &self,
        words: &[String],
        filter: &EntryFilter,
    ) -> Result<Vec<EntryRow>, StoreError> {
        let words = words
            .iter()
            .map(|word| word.trim())
            .filter(|word| !word.is_empty());
        let (cut, whole): (Vec<&str>, Vec<&str>) = words.partition(|word| is_cut(word));
        let whole: Vec<String> = whole.into_iter().map(str::to_lowercase).collect();
        let holds_whole = |entry: &EntryRow| whole.iter().all(|word| holds(entry, word));
        if cut.is_empty() && whole.is_empty() {
            return Ok(Vec::new());
        }
        if cut.is_empty() {
            let named = |row: &Row<'_>| self.named(row);
            return self.filtered(&listing(filter), filter, named, holds_whole);
        }
        self.fill_index()?;
        let phrases: Vec<String> = cut.into_iter().map(phrase).collect();
        let phrases = phrases.join(" ");
        let limit = filter.limit.unwrap_or(usize::MAX);
        // What is asked of the texts themselves may hold of any of them.
        let ranked = match filter.limit {
            Some(limit) if whole.is_empty() => Some(limit.max(RANKED_MAX)),
            _ => None,
        };
        let hits = self.hits(&phrases, filter, ranked)?;
        self.best(hits, limit, holds_whole)
    }

    /// The entries that hold all phrases and pass the filter, those that came here last first, and
    /// how good they are. With `max`, so many of them. The index holds only what is listed and not
    /// withdrawn, so without a filter no entry is looked at: each is likely to be on a page of its
    /// own, which has to be decrypted.
    fn hits(
        &self,
        phrases: &str,
        filter: &EntryFilter,
        max: Option<usize>,
    ) -> Result<Vec<Hit>, StoreError> {
        // SQLite takes a negative limit for none.
        let max = max.map_or(-1, |max| i64::try_from(max).unwrap_or(-1));
        let mut hits = Vec::new();
        let add = |row: &Row<'_>| {
            hits.push(Hit {
                row: row.get(0)?,
                score: row.get(1)?,
                shown_at: row.get(2)?,
            });
            Ok(true)
        };
        let all = EntryFilter {
            limit: filter.limit,
            ..EntryFilter::default()
        };
        if *filter == all {
            let sql = format!(
                "SELECT rowid, {RANK}, NULL FROM search WHERE search MATCH ?1
                 ORDER BY rowid DESC LIMIT ?2"
            );
            self.each(&sql, (phrases, max), add)?;
        } else {
            let sql = format!(
                "SELECT search.rowid, {RANK}, shown_at
                 FROM search CROSS JOIN entry ON entry.document = search.rowid
                 WHERE search MATCH :words AND {LISTED}
                 ORDER BY search.rowid DESC LIMIT :max"
            );
            let more: &[(&str, &dyn ToSql)] = named_params! { ":words": phrases, ":max": max };
            self.each_passing(&sql, filter, more, add)?;
        }
        Ok(hits)
    }

    /// Reads the best entries, and of those equally good the newest first, until there are enough.
    fn best(
        &self,
        mut hits: Vec<Hit>,
        limit: usize,
        keep: impl Fn(&EntryRow) -> bool,
    ) -> Result<Vec<EntryRow>, StoreError> {
        hits.sort_by(|one, other| one.score.total_cmp(&other.score));
        let mut found = Vec::new();
        for alike in hits.chunk_by_mut(|one, other| one.score.total_cmp(&other.score).is_eq()) {
            if found.len() >= limit {
                break;
            }
            self.sort_newest_first(alike)?;
            for hit in alike {
                let entry = self.entry_of_row(hit.row)?.ok_or(StoreError::Corrupt)?;
                if !entry.withdrawn && keep(&entry) {
                    found.push(entry);
                }
                if found.len() >= limit {
                    break;
                }
            }
        }
        Ok(found)
    }

    fn sort_newest_first(&self, hits: &mut [Hit]) -> Result<(), StoreError> {
        if hits.len() < 2 {
            return Ok(());
        }
        for hit in hits.iter_mut().filter(|hit| hit.shown_at.is_none()) {
            let sql = "SELECT shown_at FROM entry WHERE document = ?1";
            hit.shown_at = self.first(sql, [hit.row], |found| Ok(found.get(0)?))?;
        }
        hits.sort_unstable_by_key(|hit| Reverse((hit.shown_at, hit.row)));
        Ok(())
    }

    /// Reads only those entries that are asked for: `sql` gives their rows in order, and `read` an
    /// entry of each.
    fn filtered(
        &self,
        sql: &str,
        filter: &EntryFilter,
        read: impl Fn(&Row<'_>) -> Result<EntryRow, StoreError>,
        keep: impl Fn(&EntryRow) -> bool,
    ) -> Result<Vec<EntryRow>, StoreError> {
        let limit = filter.limit.unwrap_or(usize::MAX);
        if limit == 0 {
            return Ok(Vec::new());
        }
        let mut found = Vec::new();
        self.each_passing(sql, filter, &[], |row| {
            let entry = read(row)?;
            if keep(&entry) {
                found.push(entry);
            }
            Ok(found.len() < limit)
        })?;
        Ok(found)
    }

    /// Rows of a query that has [`LISTED`] in it, until `visit` returns false.
    fn each_passing(
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

/// A word as FTS5 takes it literally: in quotes, with its own doubled. A word that is cut into
/// several terms then means these in a row.
fn phrase(word: &str) -> String {
    format!("\"{}\"", word.replace('"', "\"\"").replace('\0', " "))
}

/// Whether the index has terms for a word: FTS5 cuts at all that is no letter or digit, and only
/// there, so that it does not see words in scripts that set no spaces.
fn is_cut(word: &str) -> bool {
    word.chars().any(char::is_alphanumeric) && !word.chars().any(is_unspaced)
}

/// Letters of scripts that set no spaces between words: Thai, Lao, Burmese, Khmer, kana, Han.
const fn is_unspaced(letter: char) -> bool {
    matches!(letter,
        '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Whether an entry holds a word, which is in lower case.
fn holds(entry: &EntryRow, word: &str) -> bool {
    let texts = entry.title.iter().chain([&entry.text]).chain(&entry.tags);
    texts
        .into_iter()
        .any(|text| text.to_lowercase().contains(word))
}
