//! Questions that both answer, as people see them.

use fondly_store::Tx;
use fondly_sync::{SpaceId, commitment, shown};
use serde::{Deserialize, Serialize};

use super::state::{Known, Side, State};
use crate::{
    EngineError,
    labels::Labels,
    me::Me,
    rows::{Shown, shown_id},
};

/// A question that two people answer, neither seeing the other's answer before both are written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MutualView {
    /// 26 characters of base32.
    pub id: String,
    /// With whom: my label.
    pub name: String,
    /// The question.
    pub question: String,
    /// `me`, or my label of the person.
    pub asked_by: String,
    /// `waiting-for-me`, `waiting-for-them`, `opening` while answers are on their way, `open`, or
    /// `passed`.
    pub state: String,
    /// The id of my answer.
    pub mine: Option<String>,
    /// The id of theirs, once it is here.
    pub theirs: Option<String>,
    /// Whether theirs is what they promised before they could see mine.
    pub as_promised: Option<bool>,
}

/// A question as it is shown; `None` while it has not come yet.
pub(super) fn of(
    me: &Me,
    tx: &Tx<'_>,
    labels: &Labels,
    (space, id, state): &Known,
) -> Result<Option<MutualView>, EngineError> {
    let (Some(question), Some(bond)) = (state.question(), labels.bond(space)) else {
        return Ok(None);
    };
    let name = bond.label.clone();
    let mine = state.mine(&me.person);
    let theirs = match state.theirs(&me.person) {
        Some(side) if !state.has_passed() => answer_of(tx, (space, id, state), side)?,
        _ => None,
    };
    let opened = mine.is_some_and(|mine| !mine.opened.is_empty());
    let said = if state.has_passed() {
        "passed"
    } else if state.both_promised(&me.person) {
        if opened && theirs.is_some() {
            "open"
        } else {
            "opening"
        }
    } else if State::has_promised(mine) {
        "waiting-for-them"
    } else {
        "waiting-for-me"
    };
    let own = match (state.entry, mine.and_then(|mine| mine.opened.first())) {
        (Some(entry), _) => tx.entry(&entry)?.map(|_| entry),
        (None, Some((edition, _))) => Some(shown_id(tx, edition)?),
        (None, None) => None,
    };
    let by_me = state.asker() == Some(&me.person);
    Ok(Some(MutualView {
        id: shown(&id.0),
        asked_by: if by_me { "me".to_owned() } else { name.clone() },
        name,
        question: question.to_owned(),
        state: said.to_owned(),
        mine: own.map(|entry| shown(&entry.0)),
        as_promised: theirs.as_ref().map(|(_, kept)| *kept),
        theirs: theirs.map(|(document, _)| document),
    }))
}

/// Their answer, if it is here, and whether it is what they promised.
fn answer_of(
    tx: &Tx<'_>,
    (space, id, _): (&SpaceId, &fondly_sync::MutualId, &State),
    side: &Side,
) -> Result<Option<(String, bool)>, EngineError> {
    for (document, salt) in &side.opened {
        let row = tx.entry(document)?;
        let row = row.filter(|row| row.author == side.person && row.space == *space);
        let Some(row) = row.filter(|row| !row.withdrawn) else {
            continue;
        };
        let seen = Shown::from_row(&row)?;
        let first = seen.earlier.first().unwrap_or(&seen.body.text);
        let opened = commitment(space, id, &side.person, salt, first);
        let promise = side.promises.first().map(|(_, promise)| *promise);
        return Ok(Some((shown(&document.0), promise == Some(opened))));
    }
    Ok(None)
}
