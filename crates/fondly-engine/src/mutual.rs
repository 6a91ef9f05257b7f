//! One question, two answers, and neither is seen before both are written.
//!
//! An answer is a reflection in its author's journal; the other gets a promise of it. Whoever holds
//! the promises of both shares their own answer: see [`revealing`]. What is known of a question is
//! made of the controls in the bond, whatever their order.

pub(crate) mod revealing;
mod state;
mod view;

use fondly_journal::{Body, Kind};
use fondly_store::{BondRow, EntryRow, Tx};
use fondly_sync::{Commitment, Control, DeviceId, Mutual, MutualId, PersonId, SpaceId, commitment};
use rand_core::Rng as _;

use crate::{
    Engine, EngineError,
    clock::{floor_to_hour, now},
    entries::{create, dated, require_text},
    labels::{Labels, stands},
    me::Me,
    random::rng,
    sharing,
};
use state::State;
pub use view::MutualView;

/// Where the questions that both answer are kept, by bond and id.
const NOTE: &str = "mutual/";

impl Engine {
    /// The questions that both answer, with people whom I have verified, the newest first.
    ///
    /// # Errors
    /// `Store`.
    pub fn mutuals(&self) -> Result<Vec<MutualView>, EngineError> {
        self.view(|me, tx, labels| {
            let mut found = state::all(tx)?;
            found.retain(|(space, ..)| labels.bond(space).is_some_and(counts));
            found.sort_by_key(|(_, id, state)| (std::cmp::Reverse(state.seen_at), *id));
            let views = found.iter().map(|known| view::of(me, tx, labels, known));
            views.filter_map(Result::transpose).collect()
        })
    }

    /// Asks NAME a question that both answer, with my own answer, which they do not see yet.
    ///
    /// # Errors
    /// `EmptyText`, `TooLong`, `Unverified`, `NoPerson`, `Store`.
    pub fn mutual_ask(
        &mut self,
        name: &str,
        question: &str,
        text: String,
    ) -> Result<MutualView, EngineError> {
        require_text(question)?;
        require_text(&text)?;
        let question = question.trim().to_owned();
        self.change(|me, tx, labels| {
            let bond = sharing::verified(labels, name)?;
            let mut id = MutualId([0; 16]);
            rng().fill_bytes(&mut id.0);
            let mut state = State::new(now());
            let promise = promise(me, tx, labels, (bond, &id), &question, text, &mut state)?;
            let said = Mutual::Ask { question, promise };
            say(me, tx, &bond.space, &id, said, &mut state)?;
            seen(me, tx, labels, &bond.space, &id)
        })
    }

    /// Answers a question that somebody asked both of us. Then each can see the other's answer.
    ///
    /// # Errors
    /// `EmptyText`, `TooLong`, `NoMutual`, `Answered` where I did already or somebody passed,
    /// `Unverified`, `Store`.
    pub fn mutual_answer(&mut self, id: &str, text: String) -> Result<MutualView, EngineError> {
        require_text(&text)?;
        self.change(|me, tx, labels| {
            let (bond, id, mut state) = named(tx, labels, id)?;
            let question = state.question().filter(|_| !state.is_over(&me.person));
            let question = question.ok_or(EngineError::Answered)?.to_owned();
            let promise = promise(me, tx, labels, (bond, &id), &question, text, &mut state)?;
            let said = Mutual::Answer { promise };
            say(me, tx, &bond.space, &id, said, &mut state)?;
            revealing::reveal(me, tx, labels, (bond.space, id, state))?;
            seen(me, tx, labels, &bond.space, &id)
        })
    }

    /// Does not answer, without a reason. Where I have answered, my answer stays with me.
    ///
    /// # Errors
    /// `NoMutual`, `Answered` where both have, or somebody passed, `Store`.
    pub fn mutual_pass(&mut self, id: &str) -> Result<MutualView, EngineError> {
        self.change(|me, tx, labels| {
            let (bond, id, mut state) = named(tx, labels, id)?;
            if state.has_passed() || state.both_promised(&me.person) {
                return Err(EngineError::Answered);
            }
            say(me, tx, &bond.space, &id, Mutual::Pass, &mut state)?;
            seen(me, tx, labels, &bond.space, &id)
        })
    }
}

/// Takes in what a device of a member said.
pub(crate) fn heard(
    tx: &Tx<'_>,
    space: &SpaceId,
    by: (&PersonId, &DeviceId),
    id: &MutualId,
    said: Mutual,
) -> Result<(), EngineError> {
    let mut state = state::load(tx, space, id)?.unwrap_or_else(|| State::new(now()));
    state.take(by, said);
    state::save(tx, space, id, &state)
}

/// Forgets that I have shared my answer: the record that said so is gone, and it is due again.
pub(crate) fn close(
    me: &Me,
    tx: &Tx<'_>,
    space: &SpaceId,
    id: &MutualId,
) -> Result<(), EngineError> {
    let Some(mut state) = state::load(tx, space, id)? else {
        return Ok(());
    };
    state.close(&me.person);
    state::save(tx, space, id, &state)
}

/// Whether what is said in a bond is shown and answered.
pub(crate) const fn counts(bond: &BondRow) -> bool {
    bond.verified && stands(bond)
}

/// Writes my answer into my journal, and promises it.
fn promise(
    me: &Me,
    tx: &Tx<'_>,
    labels: &Labels,
    (bond, id): (&BondRow, &MutualId),
    question: &str,
    text: String,
    state: &mut State,
) -> Result<Commitment, EngineError> {
    let salt = me.mutual_salt(&bond.space, id, &me.device);
    let promise = commitment(&bond.space, id, &me.person, &salt, &text);
    let row: EntryRow = create(
        me,
        tx,
        labels,
        &Body {
            kind: Kind::Reflection,
            title: Some(question.to_owned()),
            text,
            ..dated()
        },
    )?;
    state.entry = Some(row.document);
    Ok(promise)
}

/// Says something in the bond, and keeps it.
pub(crate) fn say(
    me: &Me,
    tx: &Tx<'_>,
    space: &SpaceId,
    id: &MutualId,
    said: Mutual,
    state: &mut State,
) -> Result<(), EngineError> {
    let control = Control::Mutual {
        id: *id,
        said: said.clone(),
    };
    me.append_control(tx, space, floor_to_hour(now()), &control)?;
    state.take((&me.person, &me.device), said);
    state::save(tx, space, id, state)
}

/// The question that `id` or the beginning of it names.
fn named<'l>(
    tx: &Tx<'_>,
    labels: &'l Labels,
    id: &str,
) -> Result<(&'l BondRow, MutualId, State), EngineError> {
    let wanted = id.trim().to_ascii_lowercase();
    let mut found = state::all(tx)?;
    found.retain(|(space, id, _)| {
        let shown = fondly_sync::shown(&id.0);
        shown.starts_with(&wanted) && labels.bond(space).is_some_and(counts)
    });
    if found.len() > 1 {
        let candidates = found.iter().map(|(_, id, _)| fondly_sync::shown(&id.0));
        return Err(EngineError::Ambiguous {
            prefix: wanted.escape_debug().to_string(),
            candidates: candidates.collect(),
        });
    }
    let unknown = || EngineError::NoMutual {
        id: id.escape_debug().to_string(),
    };
    let (space, id, state) = found.pop().ok_or_else(unknown)?;
    let bond = labels.bond(&space).ok_or_else(unknown)?;
    Ok((bond, id, state))
}

fn seen(
    me: &Me,
    tx: &Tx<'_>,
    labels: &Labels,
    space: &SpaceId,
    id: &MutualId,
) -> Result<MutualView, EngineError> {
    let state = state::load(tx, space, id)?.ok_or(EngineError::Shape)?;
    view::of(me, tx, labels, &(*space, *id, state))?.ok_or(EngineError::Shape)
}
