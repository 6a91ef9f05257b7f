//! Once both have promised an answer, each shares theirs. It needs no act: promising was the act.
//!
//! The salt is made of a secret that all own devices have, so whichever of them first holds both
//! promises and the answer shares it.

use fondly_store::{EntryFilter, EntryKind, EntryRow, ShareState, Tx};
use fondly_sync::{Commitment, DeviceId, Mutual, MutualId, SpaceId, commitment};

use super::{
    counts, say,
    state::{self, Known},
};
use crate::{EngineError, documents, labels::Labels, me::Me, parting, sharing};

/// Shares what is due of my answers.
pub(crate) fn reveal_due(me: &Me, tx: &Tx<'_>, labels: &Labels) -> Result<(), EngineError> {
    for known in state::all(tx)? {
        reveal(me, tx, labels, known)?;
    }
    Ok(())
}

/// Shares my answer, if both have promised and it was not shared yet.
pub(super) fn reveal(
    me: &Me,
    tx: &Tx<'_>,
    labels: &Labels,
    (space, id, mut state): Known,
) -> Result<(), EngineError> {
    let Some(bond) = labels.bond(&space).filter(|bond| counts(bond)) else {
        return Ok(());
    };
    if parting::is_closing(tx, &space)? {
        return Ok(());
    }
    let due = state.both_promised(&me.person) && !state.has_passed();
    let Some(mine) = state
        .mine(&me.person)
        .filter(|mine| due && mine.opened.is_empty())
    else {
        return Ok(());
    };
    let Some((by, promise)) = mine.promises.first().copied() else {
        return Ok(());
    };
    let salt = me.mutual_salt(&space, &id, &by);
    let promised = Promised {
        me,
        space: &space,
        id: &id,
        salt,
        promise,
    };
    let candidates = match state.entry {
        Some(entry) => tx.entry(&entry)?.into_iter().collect(),
        None => titled(tx, state.question().unwrap_or_default())?,
    };
    let Some((row, part)) = promised.among(tx, candidates)? else {
        return Ok(());
    };
    sharing::share(me, tx, labels, bond, &row, part)?;
    let shares = tx.shares_of(&row.document)?.into_iter();
    let mut shared =
        shares.filter(|share| share.space == space && share.state == ShareState::Shared);
    let document = shared.next().and_then(|share| share.edition);
    let document = document.ok_or(EngineError::Shape)?;
    state.entry = Some(row.document);
    say(
        me,
        tx,
        &space,
        &id,
        Mutual::Open { document, salt },
        &mut state,
    )
}

/// Reflections of mine with this title.
fn titled(tx: &Tx<'_>, question: &str) -> Result<Vec<EntryRow>, EngineError> {
    let filter = EntryFilter {
        kinds: vec![EntryKind::Reflection],
        mine: true,
        ..EntryFilter::default()
    };
    let mut rows = tx.entries(&filter)?;
    rows.retain(|row| row.title.as_deref() == Some(question));
    Ok(rows)
}

/// A promise of mine.
struct Promised<'a> {
    me: &'a Me,
    space: &'a SpaceId,
    id: &'a MutualId,
    salt: [u8; 32],
    promise: Commitment,
}

impl Promised<'_> {
    fn is(&self, text: &str) -> bool {
        let person = &self.me.person;
        commitment(self.space, self.id, person, &self.salt, text) == self.promise
    }

    /// The entry that was promised. Where it was changed since, the text that was promised goes as
    /// a part of it.
    fn among(
        &self,
        tx: &Tx<'_>,
        rows: Vec<EntryRow>,
    ) -> Result<Option<(EntryRow, Option<String>)>, EngineError> {
        for row in rows {
            let document = documents::open(self.me, tx, &row.space, &row.document)?;
            let Some(document) = document else { continue };
            if self.is(&document.body().text) {
                return Ok(Some((row, None)));
            }
            let mut earlier = document.earlier_texts().into_iter();
            if let Some(text) = earlier.find(|text| self.is(text)) {
                return Ok(Some((row, Some(text))));
            }
        }
        Ok(None)
    }
}

impl Me {
    /// What my promise of an answer is salted with, where this device of mine gave it. Own devices
    /// alone can compute it before it is opened.
    pub(super) fn mutual_salt(&self, space: &SpaceId, id: &MutualId, by: &DeviceId) -> [u8; 32] {
        self.secret_code(
            fondly_crypto::Domain::MUTUAL,
            &[&space.0, &id.0, by.as_bytes()],
        )
    }
}
