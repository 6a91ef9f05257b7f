//! Needs of both sides in plain lists: what waits for my answer, mine and theirs, open and closed.
//!
//! It deliberately counts nothing: people are no sums.

use fondly_journal::NeedState;
use fondly_store::{EntryFilter, EntryKind, EntryRow, ShareState, Tx};
use fondly_sync::SpaceId;
use serde::{Deserialize, Serialize};

use crate::{
    Engine, EngineError, EntryView,
    labels::Labels,
    me::Me,
    rows::{self, Shown},
    whom::Whom,
};

/// Needs, by whether their author still has them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NeedsView {
    /// Voiced or heard, the newest first.
    pub open: Vec<EntryView>,
    /// Met or let go, the newest first.
    pub closed: Vec<EntryView>,
}

/// The needs between me and one person.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BalanceView {
    /// The person, or nobody for needs of mine that are to nobody in particular.
    pub name: Option<String>,
    /// Open needs of theirs that I have not answered, the oldest first.
    pub waiting: Vec<EntryView>,
    /// Mine: those to this person, and those that they can read.
    pub mine: NeedsView,
    /// Theirs.
    pub theirs: NeedsView,
}

impl Engine {
    /// The needs between me and everybody linked, and mine to nobody in particular; or with `name`
    /// those between me and one person.
    ///
    /// # Errors
    /// `NoPerson` where nobody is called so and no need is addressed so, `Invalid`, `Store`.
    pub fn balance(&self, name: Option<&str>) -> Result<Vec<BalanceView>, EngineError> {
        self.view(|me, tx, labels| {
            let filter = EntryFilter {
                kinds: vec![EntryKind::Need],
                ..EntryFilter::default()
            };
            let mut needs = Vec::new();
            for row in tx.entries(&filter)? {
                if labels.is_of_parted(&row) {
                    continue;
                }
                let shown = Shown::from_row(&row)?;
                needs.push((row, shown));
            }
            let sides = match name {
                Some(name) => vec![Side::of(Whom::called(labels, name)?, labels)],
                None => Side::all(labels, &needs),
            };
            let balances = sides
                .iter()
                .map(|side| side.balance(me, tx, labels, &needs));
            let balances: Vec<BalanceView> = balances.collect::<Result<_, _>>()?;
            if let (
                Some(name),
                Some(Side {
                    whom: Some(Whom::Name(_)),
                    ..
                }),
                Some(balance),
            ) = (name, sides.first(), balances.first())
                && balance.mine == NeedsView::default()
            {
                labels.require(name)?;
            }
            Ok(balances)
        })
    }
}

type Need = (EntryRow, Shown);

/// One other side of needs of mine.
struct Side {
    /// Nobody in particular, where `None`.
    whom: Option<Whom>,
    space: Option<SpaceId>,
}

impl Side {
    fn of(whom: Whom, labels: &Labels) -> Self {
        let bond = match &whom {
            Whom::Person(id) => labels.standing().into_iter().find(|b| b.person.0 == *id),
            Whom::Me | Whom::Name(_) => None,
        };
        let space = bond.map(|bond| bond.space);
        Self {
            whom: Some(whom),
            space,
        }
    }

    /// Everybody linked, then whom else a need of mine is to, then nobody in particular.
    fn all(labels: &Labels, needs: &[Need]) -> Vec<Self> {
        let linked = labels.standing();
        let mut whom: Vec<Whom> = linked.iter().map(|b| Whom::Person(b.person.0)).collect();
        for (row, _) in needs.iter().filter(|(row, _)| row.mine) {
            let named = row.to_name.as_deref();
            let named = named.filter(|name| labels.find(name).is_none());
            let other = named.map(|name| Whom::Name(name.to_owned()));
            let is_known = |other: &Whom| {
                let name = other.name(labels).to_lowercase();
                whom.iter()
                    .any(|known| known.name(labels).to_lowercase() == name)
            };
            if let Some(other) = other.filter(|other| !is_known(other)) {
                whom.push(other);
            }
        }
        let mut sides: Vec<Self> = whom.into_iter().map(|w| Self::of(w, labels)).collect();
        sides.push(Self {
            whom: None,
            space: None,
        });
        sides
    }

    fn balance(
        &self,
        me: &Me,
        tx: &Tx<'_>,
        labels: &Labels,
        needs: &[Need],
    ) -> Result<BalanceView, EngineError> {
        let mut balance = BalanceView {
            name: self.whom.as_ref().map(|whom| whom.name(labels)),
            ..BalanceView::default()
        };
        for (row, shown) in needs {
            let belongs = if row.mine {
                self.is_for_them(tx, labels, row, shown)?
            } else {
                Some(row.space) == self.space
            };
            if !belongs {
                continue;
            }
            let view = rows::view(me, tx, labels, row)?;
            let open = is_open(shown);
            if !row.mine && open && !shown.body.no_reply && !is_answered(tx, row)? {
                balance.waiting.insert(0, view.clone());
            }
            let side = if row.mine {
                &mut balance.mine
            } else {
                &mut balance.theirs
            };
            if open {
                side.open.push(view);
            } else {
                side.closed.push(view);
            }
        }
        Ok(balance)
    }

    /// Whether a need of mine is to them, or can be read by them.
    fn is_for_them(
        &self,
        tx: &Tx<'_>,
        labels: &Labels,
        row: &EntryRow,
        shown: &Shown,
    ) -> Result<bool, EngineError> {
        let Some(whom) = &self.whom else {
            let to_nobody = row.with.is_none() && row.to_name.is_none();
            return Ok(to_nobody && !is_read_by_any(tx, row)?);
        };
        if whom.concerns(labels, row, &shown.body) {
            return Ok(true);
        }
        let Some(space) = self.space else {
            return Ok(false);
        };
        let shares = tx.shares_of(&row.document)?;
        let mut shares = shares.into_iter().filter(|s| s.state == ShareState::Shared);
        Ok(shares.any(|share| share.space == space))
    }
}

fn is_read_by_any(tx: &Tx<'_>, row: &EntryRow) -> Result<bool, EngineError> {
    let shares = tx.shares_of(&row.document)?;
    Ok(shares.iter().any(|share| share.state == ShareState::Shared))
}

const fn is_open(shown: &Shown) -> bool {
    !matches!(shown.body.state, Some(NeedState::Met | NeedState::LetGo))
}

/// Whether I have answered a received entry. A word that an answer comes later is none yet, and
/// neither is a note to myself.
fn is_answered(tx: &Tx<'_>, row: &EntryRow) -> Result<bool, EngineError> {
    for reply in tx.replies(&row.document)? {
        let body = Shown::from_row(&reply)?.body;
        let says = body.heard.is_some()
            || body.ask.is_some()
            || body.reflect.is_some()
            || body.say.is_some()
            || !body.feelings.is_empty()
            || body
                .ack
                .is_some_and(|ack| ack != fondly_journal::Ack::Later);
        if reply.mine && says {
            return Ok(true);
        }
    }
    Ok(false)
}
