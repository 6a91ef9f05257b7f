//! Needs of both sides in plain lists: what waits for my answer, mine and theirs, open and closed.
//!
//! It deliberately counts nothing: people are no sums.

use std::collections::BTreeMap;

use fondly_journal::{Body, NeedState};
use fondly_store::{EntryRow, NeedFilter, ShareRow, ShareState, Tx};
use fondly_sync::{DocumentId, SpaceId};
use serde::{Deserialize, Serialize};

use crate::{
    Engine, EngineError, EntryView,
    finding::is_addressed,
    labels::Labels,
    me::Me,
    rows::{self, Shown},
    whom::Whom,
};

/// Needs that are shown where no day is named: more than anybody reads. What there is to read and to
/// decrypt of each would otherwise make this slower with every year.
const SHOWN_MAX: usize = 500;

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

/// The needs between me and others.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BalancesView {
    /// Person by person.
    pub people: Vec<BalanceView>,
    /// There are older ones, which are shown where a day is named from which on.
    pub older: bool,
}

impl Engine {
    /// The needs between me and everybody linked, and mine to nobody in particular; or with `name`
    /// those between me and one person. With `since`, a day, all from then on; otherwise the newest
    /// five hundred.
    ///
    /// # Errors
    /// `NoPerson` where nobody is called so and nothing is addressed so, `Invalid`, `Store`.
    pub fn balance(
        &self,
        name: Option<&str>,
        since: Option<&str>,
    ) -> Result<BalancesView, EngineError> {
        self.view(|me, tx, labels| {
            let asked = name.map(|name| Whom::called(labels, name)).transpose()?;
            let asked = asked.map(|whom| Side::of(whom, labels));
            let mut filter = asked.as_ref().map(|side| side.filter(labels));
            let filter = filter.get_or_insert_default();
            filter.since = since.map(str::to_owned);
            filter.limit = since.is_none().then_some(SHOWN_MAX + 1);
            let mut needs = tx.needs(filter)?;
            let older = since.is_none() && needs.len() > SHOWN_MAX;
            if older {
                needs.truncate(SHOWN_MAX);
            }
            needs.retain(|row| !labels.is_of_parted(row));
            let sides = match asked {
                Some(side) => vec![side],
                None => Side::all(labels, &needs),
            };
            let people = balances(me, tx, labels, needs, &sides)?;
            if let (Some(name), [balance]) = (name, people.as_slice())
                && sides.iter().all(Side::is_unlinked)
                && balance.mine == NeedsView::default()
                && !is_addressed(tx, name)?
            {
                labels.require(name)?;
            }
            Ok(BalancesView { people, older })
        })
    }
}

/// Puts needs, the newest first, beside each other.
fn balances(
    me: &Me,
    tx: &Tx<'_>,
    labels: &Labels,
    needs: Vec<EntryRow>,
    sides: &[Side],
) -> Result<Vec<BalanceView>, EngineError> {
    let mut balances: Vec<BalanceView> = sides.iter().map(|side| side.empty(labels)).collect();
    let mut shares: BTreeMap<DocumentId, Vec<ShareRow>> = BTreeMap::new();
    if let Some(oldest) = needs.last() {
        for share in tx.shares_of_needs(oldest.shown_at)? {
            shares.entry(share.entry).or_default().push(share);
        }
    }
    for row in needs {
        let shares = shares.remove(&row.document).unwrap_or_default();
        place(me, tx, labels, &row, &shares, sides, &mut balances)?;
    }
    for balance in &mut balances {
        balance.waiting.reverse();
    }
    Ok(balances)
}

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
    fn all(labels: &Labels, needs: &[EntryRow]) -> Vec<Self> {
        let linked = labels.standing();
        let mut whom: Vec<Whom> = linked.iter().map(|b| Whom::Person(b.person.0)).collect();
        for row in needs.iter().filter(|row| row.mine) {
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

    const fn is_unlinked(&self) -> bool {
        matches!(self.whom, Some(Whom::Name(_)))
    }

    /// The filter of the store that leaves in all that can be between me and them.
    fn filter(&self, labels: &Labels) -> NeedFilter {
        let of = self.whom.as_ref().map(|whom| whom.filter(labels));
        let of = of.unwrap_or_default();
        NeedFilter {
            with: of.with,
            to_name: of.to_name,
            shared_in: self.space,
            ..NeedFilter::default()
        }
    }

    fn empty(&self, labels: &Labels) -> BalanceView {
        BalanceView {
            name: self.whom.as_ref().map(|whom| whom.name(labels)),
            ..BalanceView::default()
        }
    }

    /// Whether a need is between me and them: theirs, or mine that is to them or can be read by them.
    fn has(&self, labels: &Labels, row: &EntryRow, body: &Body, readers: &[SpaceId]) -> bool {
        if !row.mine {
            return Some(row.space) == self.space;
        }
        let Some(whom) = &self.whom else {
            return row.with.is_none() && row.to_name.is_none() && readers.is_empty();
        };
        whom.concerns(labels, row, body) || self.space.is_some_and(|space| readers.contains(&space))
    }
}

/// Puts a need, which is read once for all, where it belongs.
fn place(
    me: &Me,
    tx: &Tx<'_>,
    labels: &Labels,
    row: &EntryRow,
    shares: &[ShareRow],
    sides: &[Side],
    balances: &mut [BalanceView],
) -> Result<(), EngineError> {
    let shown = Shown::from_row(row)?;
    let readers = shares.iter().filter(|s| s.state == ShareState::Shared);
    let readers: Vec<SpaceId> = readers.map(|share| share.space).collect();
    let places = sides.iter().zip(balances);
    let places = places.filter(|(side, _)| side.has(labels, row, &shown.body, &readers));
    let mut places: Vec<&mut BalanceView> = places.map(|(_, balance)| balance).collect();
    let Some(last) = places.pop() else {
        return Ok(());
    };
    let open = is_open(&shown);
    let waits = !row.mine && open && !shown.body.no_reply && !is_answered(tx, row)?;
    let view = rows::view_read(me, tx, labels, row, shown, shares)?;
    for balance in places {
        balance.add(view.clone(), row.mine, open, waits);
    }
    last.add(view, row.mine, open, waits);
    Ok(())
}

impl BalanceView {
    fn add(&mut self, need: EntryView, mine: bool, open: bool, waits: bool) {
        if waits {
            self.waiting.push(need.clone());
        }
        let side = if mine {
            &mut self.mine
        } else {
            &mut self.theirs
        };
        if open {
            side.open.push(need);
        } else {
            side.closed.push(need);
        }
    }
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
