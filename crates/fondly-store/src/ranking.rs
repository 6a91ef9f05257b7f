//! How good an entry is that was found: BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework:
//! BM25 and Beyond", 2009), by what the index has: how long an entry is, and whether a word stands there
//! once, twice and more, or four times and more.

use std::collections::HashSet;

use crate::{
    StoreError, Tx,
    cutting::quoted,
    indexing::{MARK, MARKED_FROM},
};

/// How soon another time that a word stands there counts less, and how much long entries count less: the
/// customary values.
const K1: f64 = 1.2;
const B: f64 = 0.75;
/// How rare a word is, is told from so many entries that have it, those that came here last.
const COUNTED_MAX: u32 = 1000;

/// An entry that was found.
pub(crate) struct Hit {
    pub(crate) row: i64,
    /// The more, the better.
    pub(crate) score: f64,
    /// `None` where it was not looked at.
    pub(crate) shown_at: Option<i64>,
}

impl Tx<'_> {
    /// Gives scores to the entries that have all terms.
    pub(crate) fn rank(&self, terms: &[String], hits: &mut [Hit]) -> Result<(), StoreError> {
        let rows = hits.iter().map(|hit| hit.row);
        let (Some(first), Some(last)) = (rows.clone().min(), rows.max()) else {
            return Ok(());
        };
        let rows: Vec<i64> = hits.iter().map(|hit| hit.row).collect();
        let lengths = self.lengths(&rows)?;
        let lengths: Vec<f64> = rows
            .iter()
            .map(|row| f64::from(lengths.get(row).copied().unwrap_or(0)))
            .collect();
        let count = f64::from(u32::try_from(hits.len()).unwrap_or(u32::MAX));
        // None is empty where all are: they differ in nothing then.
        let average = (lengths.iter().sum::<f64>() / count).max(1.0);
        for term in terms {
            // A single word is as rare in all that have it.
            let weight = if terms.len() > 1 {
                self.rarity(term)?
            } else {
                1.0
            };
            let marked = self.marked(terms, term, (first, last))?;
            for (hit, length) in hits.iter_mut().zip(&lengths) {
                let most = marked.iter().rfind(|(_, rows)| rows.contains(&hit.row));
                let times = most.map_or(1.0, |(times, _)| *times);
                let long = K1 * (1.0 - B + B * length / average);
                hit.score += weight * times * (K1 + 1.0) / (times + long);
            }
        }
        Ok(())
    }

    /// The entries from `first` to `last` that have all terms, and one of them at least so many times.
    fn marked(
        &self,
        terms: &[String],
        term: &String,
        (first, last): (i64, i64),
    ) -> Result<Vec<(f64, HashSet<i64>)>, StoreError> {
        let sql = "SELECT rowid FROM search WHERE search MATCH ?1 AND rowid BETWEEN ?2 AND ?3";
        let mut marked = Vec::new();
        let mut mark = term.clone();
        for times in MARKED_FROM.map(f64::from) {
            mark.push(MARK);
            let others = terms.iter().filter(|other| *other != term);
            let all = all_of(others.chain([&mark]));
            let rows = self.all(sql, (all, first, last), |row| Ok(row.get(0)?))?;
            if rows.is_empty() {
                break;
            }
            marked.push((times, rows.into_iter().collect()));
        }
        Ok(marked)
    }

    /// The inverse document frequency of a term. One that stands in more than [`COUNTED_MAX`] entries is taken to be as
    /// frequent before those as it is among them, so that this takes no longer in a journal of ten times
    /// as many.
    fn rarity(&self, term: &str) -> Result<f64, StoreError> {
        let last = self.last_indexed()?;
        let sql = "SELECT count(*), min(rowid) FROM
             (SELECT rowid FROM search WHERE search MATCH ?1 ORDER BY rowid DESC LIMIT ?2)";
        let counted = self.first(sql, (quoted(term), COUNTED_MAX), |row| {
            Ok((row.get::<_, u32>(0)?, row.get::<_, Option<i64>>(1)?))
        })?;
        let (count, first) = counted.unwrap_or_default();
        let looked_at = if count < COUNTED_MAX {
            last
        } else {
            last - first.unwrap_or(0) + 1
        };
        #[expect(
            clippy::cast_precision_loss,
            reason = "a rank needs no more than 52 bits"
        )]
        let looked_at = looked_at as f64;
        let count = f64::from(count);
        Ok((1.0 + (looked_at - count + 0.5) / (count + 0.5)).ln())
    }
}

/// As FTS5 is asked for entries that have all of these.
pub(crate) fn all_of<'a>(terms: impl Iterator<Item = &'a String>) -> String {
    let terms: Vec<String> = terms.map(|term| quoted(term)).collect();
    terms.join(" ")
}
