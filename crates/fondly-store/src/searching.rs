//! Search.

use std::cmp::Reverse;

use rusqlite::{Row, ToSql, named_params};

use crate::{
    EntryFilter, EntryRow, StoreError, Tx,
    cutting::{Cutter, Sought},
    filter::{LISTED, listing},
    ranking::{Hit, all_of},
};

/// Where more than so many are found and fewer are asked for, those that came here last are ranked
/// (decision 0033).
const RANKED_MAX: usize = 1000;

impl Tx<'_> {
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
        let mut cutter = None;
        let sought = Sought::of(words, &mut cutter)?;
        let keep = |entry: &EntryRow| holds(entry, &sought, cutter.as_ref());
        if sought.terms.is_empty() {
            if sought.whole.is_empty() {
                return Ok(Vec::new());
            }
            return self.filtered(&listing(filter), filter, |row| self.named(row), keep);
        }
        self.fill_index()?;
        let limit = filter.limit.unwrap_or(usize::MAX);
        // What is asked of the texts themselves may hold of any of them.
        let in_index = sought.whole.is_empty() && sought.phrases.is_empty();
        let ranked = filter.limit.filter(|_| in_index);
        let ranked = ranked.map(|limit| limit.max(RANKED_MAX));
        let mut hits = self.hits(&all_of(sought.terms.iter()), filter, ranked)?;
        self.rank(&sought.terms, &mut hits)?;
        self.best(hits, limit, keep)
    }

    /// The entries that have all terms and pass the filter, those that came here last first. With
    /// `max`, so many of them. The index holds only what is listed and not withdrawn, so without a filter no
    /// entry is looked at: each is likely to be on a page of its own, which has to be decrypted.
    fn hits(
        &self,
        terms: &str,
        filter: &EntryFilter,
        max: Option<usize>,
    ) -> Result<Vec<Hit>, StoreError> {
        // SQLite takes a negative limit for none.
        let max = max.map_or(-1, |max| i64::try_from(max).unwrap_or(-1));
        let mut hits = Vec::new();
        let add = |row: &Row<'_>| {
            hits.push(Hit {
                row: row.get(0)?,
                score: 0.0,
                shown_at: row.get(1)?,
            });
            Ok(true)
        };
        let all = EntryFilter {
            limit: filter.limit,
            ..EntryFilter::default()
        };
        if *filter == all {
            let sql = "SELECT rowid, NULL FROM search WHERE search MATCH ?1
                 ORDER BY rowid DESC LIMIT ?2";
            self.each(sql, (terms, max), add)?;
        } else {
            let sql = format!(
                "SELECT search.rowid, shown_at
                 FROM search CROSS JOIN entry ON entry.document = search.rowid
                 WHERE search MATCH :words AND {LISTED}
                 ORDER BY search.rowid DESC LIMIT :max"
            );
            let more: &[(&str, &dyn ToSql)] = named_params! { ":words": terms, ":max": max };
            self.each_passing(&sql, filter, more, add)?;
        }
        Ok(hits)
    }

    /// Reads the best entries, and of those equally good the newest first, until there are enough.
    fn best(
        &self,
        mut hits: Vec<Hit>,
        limit: usize,
        keep: impl Fn(&EntryRow) -> Result<bool, StoreError>,
    ) -> Result<Vec<EntryRow>, StoreError> {
        hits.sort_by(|one, other| other.score.total_cmp(&one.score));
        let mut found = Vec::new();
        for alike in hits.chunk_by_mut(|one, other| one.score.total_cmp(&other.score).is_eq()) {
            if found.len() >= limit {
                break;
            }
            self.sort_newest_first(alike)?;
            for hit in alike {
                let entry = self.entry_of_row(hit.row)?.ok_or(StoreError::Corrupt)?;
                if !entry.withdrawn && keep(&entry)? {
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
}

/// Whether an entry has what the index does not know of.
fn holds(entry: &EntryRow, sought: &Sought, cutter: Option<&Cutter>) -> Result<bool, StoreError> {
    let has = |word: &String| {
        let mut texts = entry.title.iter().chain([&entry.text]).chain(&entry.tags);
        texts.any(|text| text.to_lowercase().contains(word))
    };
    if !sought.whole.iter().all(has) {
        return Ok(false);
    }
    match cutter {
        Some(cutter) if !sought.phrases.is_empty() => {
            let title = entry.title.as_deref().unwrap_or_default();
            cutter.has(
                [&entry.text, title, &entry.tags.join("\n")],
                &sought.phrases,
            )
        }
        _ => Ok(true),
    }
}
