//! What comes back: on this day, of one person, at random, of one year, and what others valued.
//!
//! What a person has named in [`crate::Quiet`] is in none of these.

use fondly_journal::{Body, Kind};
use fondly_store::{EntryFilter, EntryKind, EntryRow, Tx};
use jiff::civil::Date;
use rand_core::Rng as _;

use crate::{
    Engine, EngineError, EntryView,
    clock::today,
    labels::Labels,
    me::Me,
    quieting::Quiets,
    random::rng,
    rows::{self, Shown},
    sharing,
    whom::{Whom, is_to_me},
};

const LEAP_DAY: &str = "02-29";
const DAY_BEFORE_LEAP_DAY: &str = "02-28";

/// All kinds but answers, which say little without what they answer.
const WHOLE: [EntryKind; 3] = [
    EntryKind::Appreciation,
    EntryKind::Need,
    EntryKind::Reflection,
];

impl Engine {
    /// What is for this day of earlier years, the newest first. `date` is `YYYY-MM-DD`, or today.
    ///
    /// # Errors
    /// `Invalid`, `Store`.
    pub fn on_this_day(&self, date: Option<&str>) -> Result<Vec<EntryView>, EngineError> {
        let date = date.map_or_else(|| today().0, str::to_owned);
        let day: Date = date.parse().map_err(|_| EngineError::Invalid {
            what: "the day",
            value: date.escape_debug().to_string(),
        })?;
        let month_day = day.strftime("%m-%d").to_string();
        self.view(|me, tx, labels| {
            let mut rows = tx.entries_on(&month_day, &date)?;
            if month_day == DAY_BEFORE_LEAP_DAY && !day.in_leap_year() {
                rows.extend(tx.entries_on(LEAP_DAY, &date)?);
                rows.sort_by(|one, other| other.date.cmp(&one.date));
            }
            rows.retain(|row| row.kind != EntryKind::Response);
            back(me, tx, labels, &rows)
        })
    }

    /// Good things about somebody, in random order, at most `count`: appreciations of them and by
    /// them, and good news that they shared.
    ///
    /// # Errors
    /// `NoPerson` where nobody is called so and nothing is addressed so, `Invalid`, `Store`.
    pub fn remember(&self, name: &str, count: usize) -> Result<Vec<EntryView>, EngineError> {
        self.view(|me, tx, labels| {
            let whom = Whom::called(labels, name)?;
            let filter = EntryFilter {
                kinds: vec![EntryKind::Appreciation, EntryKind::Reflection],
                ..whom.filter(labels)
            };
            let rows = kept(tx.entries(&filter)?, |row, body| {
                whom.concerns(labels, row, body)
                    && (body.kind == Kind::Appreciation || body.good_news)
            })?;
            if rows.is_empty() && matches!(whom, Whom::Name(_)) {
                labels.require(name)?;
            }
            back_at_random(me, tx, labels, rows, count)
        })
    }

    /// One entry at random, of any kind but answers.
    ///
    /// # Errors
    /// `Store`.
    pub fn random(&self) -> Result<Vec<EntryView>, EngineError> {
        self.view(|me, tx, labels| {
            let filter = EntryFilter {
                kinds: WHOLE.to_vec(),
                ..EntryFilter::default()
            };
            back_at_random(me, tx, labels, tx.entries(&filter)?, 1)
        })
    }

    /// What others appreciated in the person of this journal, the newest first.
    ///
    /// # Errors
    /// `Store`.
    pub fn valued(&self) -> Result<Vec<EntryView>, EngineError> {
        self.view(|me, tx, labels| {
            let filter = EntryFilter {
                kinds: vec![EntryKind::Appreciation],
                received: true,
                ..EntryFilter::default()
            };
            back(me, tx, labels, &kept(tx.entries(&filter)?, is_to_me)?)
        })
    }

    /// One year, the oldest day first: all that is here, or with `name` what both of us have of
    /// each other. With somebody who is not linked, or `me`, it is what I addressed so.
    ///
    /// # Errors
    /// `Unverified`, `NoPerson`, `Invalid`, `Store`.
    pub fn year(&self, year: u16, name: Option<&str>) -> Result<Vec<EntryView>, EngineError> {
        let (since, until) = (format!("{year:04}-01-01"), format!("{year:04}-12-31"));
        self.view(|me, tx, labels| {
            let whom = name.map(|name| Whom::called(labels, name)).transpose()?;
            let mut rows = if let (Some(Whom::Person(_)), Some(name)) = (&whom, name) {
                let bond = sharing::verified(labels, name)?;
                tx.entries_of_bond(&bond.space, &since, &until)?
            } else {
                let filter = EntryFilter {
                    kinds: WHOLE.to_vec(),
                    since: Some(since),
                    until: Some(until),
                    ..whom
                        .as_ref()
                        .map_or_else(EntryFilter::default, |whom| whom.filter(labels))
                };
                let mut rows = kept(tx.entries(&filter)?, |row, body| {
                    whom.as_ref()
                        .is_none_or(|whom| whom.concerns(labels, row, body))
                })?;
                rows.reverse();
                rows.sort_by(|one, other| one.date.cmp(&other.date));
                rows
            };
            rows.retain(|row| row.kind != EntryKind::Response);
            back(me, tx, labels, &rows)
        })
    }

    /// The name that the person of this journal gave themselves.
    ///
    /// # Errors
    /// `Store`.
    pub fn own_name(&self) -> Result<String, EngineError> {
        self.view(|_, tx, _| Ok(tx.identity()?.name))
    }
}

/// Appreciations of myself, the oldest first.
pub(crate) fn of_myself(
    me: &Me,
    tx: &Tx<'_>,
    labels: &Labels,
) -> Result<Vec<EntryView>, EngineError> {
    let filter = EntryFilter {
        kinds: vec![EntryKind::Appreciation],
        mine: true,
        ..EntryFilter::default()
    };
    let rows = kept(tx.entries(&filter)?, is_to_me)?;
    let views = rows.iter().rev().map(|row| rows::view(me, tx, labels, row));
    views.collect()
}

fn kept(
    rows: Vec<EntryRow>,
    keep: impl Fn(&EntryRow, &Body) -> bool,
) -> Result<Vec<EntryRow>, EngineError> {
    let mut kept = Vec::new();
    for row in rows {
        if keep(&row, &Shown::from_row(&row)?.body) {
            kept.push(row);
        }
    }
    Ok(kept)
}

/// Those that may come back, as they are shown.
pub(crate) fn back(
    me: &Me,
    tx: &Tx<'_>,
    labels: &Labels,
    rows: &[EntryRow],
) -> Result<Vec<EntryView>, EngineError> {
    let quiets = Quiets::load(tx)?;
    let mut views = Vec::new();
    for row in rows {
        if quiets.let_back(tx, labels, row)? {
            views.push(rows::view(me, tx, labels, row)?);
        }
    }
    Ok(views)
}

fn back_at_random(
    me: &Me,
    tx: &Tx<'_>,
    labels: &Labels,
    mut rows: Vec<EntryRow>,
    count: usize,
) -> Result<Vec<EntryView>, EngineError> {
    let quiets = Quiets::load(tx)?;
    let mut views = Vec::new();
    while views.len() < count && !rows.is_empty() {
        let row = rows.swap_remove(below(rows.len()));
        if quiets.let_back(tx, labels, &row)? {
            views.push(rows::view(me, tx, labels, &row)?);
        }
    }
    Ok(views)
}

/// A random number below `end`, which is not 0. That low numbers come a little more often is far
/// below what anybody could notice.
pub(crate) fn below(end: usize) -> usize {
    let mut bytes = [0; 8];
    rng().fill_bytes(&mut bytes);
    let end = u64::try_from(end).unwrap_or(u64::MAX);
    usize::try_from(u64::from_le_bytes(bytes) % end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_random_number_is_below_its_end_and_reaches_all_below() {
        let mut seen = [false; 5];
        for _ in 0..1000 {
            seen[below(5)] = true;
        }
        assert_eq!(seen, [true; 5]);
        assert_eq!(below(1), 0);
    }
}
