//! The unsent shelf: appreciations of somebody linked that were written and not shared.
//!
//! Each comes back unasked after about three days and after about two weeks, and then never again;
//! asked for, they are all there. One that its author has put away never comes back. Each device
//! counts for itself.

use std::collections::BTreeMap;

use fondly_store::{EntryRow, Tx};
use fondly_sync::{DocumentId, PersonId};
use serde::{Deserialize, Serialize};

use crate::{
    Engine, EngineError, EntryView, clock::now, entries::mine, finding::find, labels::Labels,
    recalling::back,
};

const NOTE: &str = "shelf";
const DAY: i64 = 86_400;
/// The ages at which an appreciation comes back unasked.
const RETURNS: [i64; 2] = [3 * DAY, 14 * DAY];

/// What is older comes back only if asked for: it may have come in with an import.
const RETURN_AGE_MAX: i64 = 28 * DAY;

/// What is known of one appreciation on the shelf.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Place {
    /// How many of [`RETURNS`] are behind it.
    returned: usize,
    /// "Not this one."
    put_away: bool,
}

impl Place {
    /// The place after it came back, if it is time for that.
    fn after_return(self, written_at: i64, now: i64) -> Option<Self> {
        let age = now.saturating_sub(written_at);
        let passed = RETURNS.iter().filter(|at| age >= **at).count();
        let returns = !self.put_away && age <= RETURN_AGE_MAX && passed > self.returned;
        returns.then_some(Self {
            returned: passed,
            ..self
        })
    }
}

/// By the id as it is shown: a key of JSON is a text.
type Places = BTreeMap<String, Place>;

fn key(entry: &DocumentId) -> String {
    fondly_sync::shown(&entry.0)
}

fn places(tx: &Tx<'_>) -> Result<Places, EngineError> {
    let bytes = tx.note(NOTE)?;
    let places = bytes.map(|bytes| serde_json::from_slice(&bytes));
    Ok(places
        .transpose()
        .map_err(|_| EngineError::Shape)?
        .unwrap_or_default())
}

/// Keeps what is known of those on the shelf, and forgets what left it.
fn save(tx: &Tx<'_>, mut places: Places, shelf: &[EntryRow]) -> Result<(), EngineError> {
    places.retain(|entry, _| shelf.iter().any(|row| key(&row.document) == *entry));
    let bytes = serde_json::to_vec(&places).map_err(|_| EngineError::Shape)?;
    Ok(tx.put_note(NOTE, &bytes)?)
}

/// All that is on the shelf, put away or not; with `since`, of what was written then or later.
fn shelf(tx: &Tx<'_>, labels: &Labels, since: Option<i64>) -> Result<Vec<EntryRow>, EngineError> {
    let bonds = labels.standing();
    let people: Vec<PersonId> = bonds.iter().map(|bond| bond.person).collect();
    let names: Vec<String> = bonds.iter().map(|bond| bond.label.clone()).collect();
    Ok(tx.unshared_appreciations(&people, &names, since)?)
}

impl Engine {
    /// Appreciations of somebody linked that were written and not shared, the oldest first.
    ///
    /// # Errors
    /// `Store`.
    pub fn shelf(&self) -> Result<Vec<EntryView>, EngineError> {
        self.view(|me, tx, labels| {
            let places = places(tx)?;
            let mut rows = shelf(tx, labels, None)?;
            rows.retain(|row| !places.get(&key(&row.document)).is_some_and(|p| p.put_away));
            back(me, tx, labels, &rows)
        })
    }

    /// Puts one away: it is on the shelf no more. Gives what is left there.
    ///
    /// # Errors
    /// `NotOnTheShelf`, `NotTheAuthor`, `NoEntry`, `Ambiguous`, `Store`.
    pub fn put_away(&mut self, id: &str) -> Result<Vec<EntryView>, EngineError> {
        self.change(|_, tx, labels| {
            let row = mine(find(tx, id)?)?;
            let rows = shelf(tx, labels, None)?;
            if !rows.iter().any(|on| on.document == row.document) {
                return Err(EngineError::NotOnTheShelf);
            }
            let mut places = places(tx)?;
            places.entry(key(&row.document)).or_default().put_away = true;
            save(tx, places, &rows)
        })?;
        self.shelf()
    }

    /// What comes back from the shelf unasked now. Whoever calls shows it: it counts as shown.
    ///
    /// # Errors
    /// `Store`.
    pub fn shelf_returns(&mut self) -> Result<Vec<EntryView>, EngineError> {
        let due = self.view(|_, tx, labels| {
            let places = places(tx)?;
            let rows = shelf(tx, labels, Some(now() - RETURN_AGE_MAX))?;
            Ok(rows.iter().any(|row| after_return(&places, row).is_some()))
        })?;
        if !due {
            return Ok(Vec::new());
        }
        self.change(|me, tx, labels| {
            let rows = shelf(tx, labels, None)?;
            let mut places = places(tx)?;
            let mut returning = Vec::new();
            for row in &rows {
                if let Some(place) = after_return(&places, row) {
                    places.insert(key(&row.document), place);
                    returning.push(row.clone());
                }
            }
            save(tx, places, &rows)?;
            back(me, tx, labels, &returning)
        })
    }
}

fn after_return(places: &Places, row: &EntryRow) -> Option<Place> {
    let place = places.get(&key(&row.document)).copied().unwrap_or_default();
    place.after_return(row.written_at, now())
}

#[cfg(test)]
mod tests {
    use fondly_store::{BondRow, SpaceKind};
    use fondly_sync::SpaceId;
    use tempfile::TempDir;

    use super::*;
    use crate::{Home, Protection, Thanks, init, unlock};

    /// A journal with a bond with Sam.
    fn journal(dir: &TempDir) -> Engine {
        let home = Home::at(dir.path().join("home"));
        init(&home, "Ana", Protection::KeyFile).expect("a new journal");
        let mut engine =
            unlock(&home, &mut || panic!("no passphrase is needed")).expect("it opens");
        let (space, sam) = (SpaceId([7; 32]), PersonId([8; 32]));
        let members = [engine.me.person, sam];
        let bond = BondRow {
            space,
            person: sam,
            label: "Sam".to_owned(),
            transcript: [7; 32],
            inviter: true,
            in_person: true,
            verified: true,
            they_verified: true,
            wrong_words: 0,
            voided: false,
            confirmed: true,
            created_at: 0,
            last_exchange: None,
            order_seen: 0,
            version: 0,
        };
        engine
            .store
            .write(|tx| {
                tx.add_space(&space, SpaceKind::Bond, 0, &members)?;
                tx.put_bond(&bond)
            })
            .expect("a bond");
        engine
    }

    /// Lets an entry have been written so long ago.
    fn age(engine: &mut Engine, id: &str, seconds: i64) {
        engine
            .change(|_, tx, _| {
                let mut row = find(tx, id)?;
                row.written_at = now() - seconds;
                Ok(tx.put_entry(&row)?)
            })
            .expect("an older entry");
    }

    #[test]
    fn what_is_old_enough_comes_back_once_each_time() {
        let dir = TempDir::new().expect("a temporary directory");
        let mut engine = journal(&dir);
        let thanks = |text: &str| Thanks {
            name: "Sam".to_owned(),
            text: text.to_owned(),
            keep: true,
            now: false,
            ..Thanks::default()
        };
        let first = engine.thanks(thanks("first")).expect("written").entry.id;
        let second = engine.thanks(thanks("second")).expect("written").entry.id;
        engine.thanks(thanks("third")).expect("written");
        let returned = |engine: &mut Engine| -> Vec<String> {
            let views = engine.shelf_returns().expect("readable");
            views.into_iter().map(|view| view.text).collect()
        };
        assert!(returned(&mut engine).is_empty());
        age(&mut engine, &first, 4 * DAY);
        age(&mut engine, &second, 4 * DAY);
        engine.put_away(&second).expect("it is on the shelf");
        assert_eq!(returned(&mut engine), ["first"]);
        assert!(returned(&mut engine).is_empty());
        age(&mut engine, &first, 15 * DAY);
        assert_eq!(returned(&mut engine), ["first"]);
        age(&mut engine, &first, 400 * DAY);
        assert!(returned(&mut engine).is_empty());
        assert_eq!(engine.shelf().expect("readable").len(), 2);
    }

    /// The days of 40 on which an appreciation comes back to somebody who looks on `days`.
    fn returns(days: impl Iterator<Item = i64>) -> Vec<i64> {
        let mut place = Place::default();
        let mut returned = Vec::new();
        for day in days {
            if let Some(after) = place.after_return(0, day * DAY) {
                place = after;
                returned.push(day);
            }
        }
        returned
    }

    #[test]
    fn it_comes_back_after_three_days_and_two_weeks_and_then_never() {
        assert_eq!(returns(0..4000), [3, 14]);
    }

    #[test]
    fn whoever_looks_late_is_not_shown_it_twice() {
        assert_eq!(returns([1, 20, 21, 60].into_iter()), [20]);
        assert_eq!(returns([9, 10, 20].into_iter()), [9, 20]);
    }

    #[test]
    fn what_is_older_than_four_weeks_does_not_come_back_unasked() {
        assert!(returns(29..4000).is_empty());
    }

    #[test]
    fn what_was_put_away_never_comes_back() {
        let away = Place {
            put_away: true,
            ..Place::default()
        };
        assert_eq!(away.after_return(0, 400 * DAY), None);
    }

    #[test]
    fn a_clock_before_the_writing_brings_nothing_back() {
        assert_eq!(Place::default().after_return(i64::MAX, i64::MIN), None);
    }
}
