//! What waited for something that may have come. A hostile partner can have very much wait, in any
//! order: each record is read by itself, and judged again only once what it named has come.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, BTreeSet, VecDeque},
};

use fondly_journal::Document;
use fondly_store::{Applied, BondRow, Tx, WaitingAt};
use fondly_sync::{DocumentId, SpaceId};

use super::{Consequences, Writer, owner_of};
use crate::{EngineError, labels::Labels, me::Me};

/// What is at hand while records of one space are applied in one transaction.
#[derive(Default)]
pub(super) struct Bench {
    /// What it did beyond its own records.
    pub(super) consequences: Cell<Consequences>,
    /// The document that was changed last: the next change is often of the same.
    opened: RefCell<Option<(DocumentId, Document)>>,
    /// The documents that came or were changed since what waits was looked through.
    touched: RefCell<BTreeSet<DocumentId>>,
    /// Whatever waits may have become possible.
    all: Cell<bool>,
    /// The highest order of the editions that came.
    order: Cell<u32>,
}

/// What became of a change.
pub(super) struct Changed {
    pub(super) applied: Applied,
    /// One of the changes for which it waits.
    pub(super) missing: Option<[u8; 32]>,
}

impl From<Applied> for Changed {
    fn from(applied: Applied) -> Self {
        Self {
            applied,
            missing: None,
        }
    }
}

impl Bench {
    /// For what waited in the past.
    pub(super) fn of_all() -> Self {
        let bench = Self::default();
        bench.all.set(true);
        bench
    }

    pub(super) fn note(&self, more: Consequences) {
        self.consequences.set(self.consequences.get().and(more));
        // What was applied may count no more, and what was set aside may count again.
        self.opened.take();
        self.all.set(self.all.get() || more.cut);
    }

    /// Nothing that was applied counts otherwise for it.
    pub(super) fn hear_mutual(&self) {
        self.consequences.set(Consequences {
            mutual: true,
            ..self.consequences.get()
        });
    }

    pub(super) fn see_order(&self, order: u32) {
        self.order.set(self.order.get().max(order));
    }

    /// Keeps the highest order that was seen in the bond of a space.
    pub(super) fn keep_order(&self, tx: &Tx<'_>, space: &SpaceId) -> Result<(), EngineError> {
        let seen = self.order.take();
        if seen > 0
            && let Some(bond) = tx.bond_of_space(space)?
            && seen > bond.order_seen
        {
            tx.put_bond(&BondRow {
                order_seen: seen,
                ..bond
            })?;
        }
        Ok(())
    }

    pub(super) fn touch(&self, document: &DocumentId) {
        self.touched.borrow_mut().insert(*document);
    }

    pub(super) fn take_opened(&self, document: &DocumentId) -> Option<Document> {
        let opened = self.opened.take();
        let same = opened.filter(|(held, _)| held == document);
        same.map(|(_, document)| document)
    }

    pub(super) fn keep_opened(&self, document: &DocumentId, opened: Document) {
        self.opened.replace(Some((*document, opened)));
    }

    fn heads(&self) -> Vec<[u8; 32]> {
        let opened = self.opened.borrow();
        opened.as_ref().map_or_else(Vec::new, |(_, it)| it.heads())
    }
}

/// Tries again what waited in a space for what has come. Whether anything moved.
pub(super) fn apply_waiting(
    me: &Me,
    tx: &Tx<'_>,
    labels: &Labels,
    space: &SpaceId,
    bench: &Bench,
) -> Result<bool, EngineError> {
    let (touched, all) = (bench.touched.take(), bench.all.take());
    let again = Again {
        me,
        tx,
        labels,
        space,
        bench,
    };
    let (mut moved, mut changes) = (false, BTreeMap::<DocumentId, Vec<WaitingAt>>::new());
    for at in tx.waiting(space)? {
        match at.document {
            None => moved |= again.apply(&at)?.applied != Applied::Waits,
            Some(document) if all || touched.contains(&document) => {
                changes.entry(document).or_default().push(at);
            }
            Some(_) => {}
        }
    }
    for places in changes.values() {
        moved |= again.changes_of_one(places)?;
    }
    Ok(moved)
}

struct Again<'a> {
    me: &'a Me,
    tx: &'a Tx<'a>,
    labels: &'a Labels,
    space: &'a SpaceId,
    bench: &'a Bench,
}

impl Again<'_> {
    fn apply(&self, at: &WaitingAt) -> Result<Changed, EngineError> {
        let Some(person) = owner_of(self.tx, self.space, &at.device)? else {
            return Ok(Applied::Waits.into());
        };
        let Some(record) = self.tx.waiting_record(self.space, at)? else {
            return Ok(Applied::Waits.into());
        };
        let writer = Writer {
            me: self.me,
            tx: self.tx,
            labels: self.labels,
            space: self.space,
            person,
            device: at.device,
            bench: self.bench,
        };
        let changed = writer.apply(&record)?;
        if changed.applied != Applied::Waits {
            self.tx
                .set_applied(self.space, &at.device, at.seq, changed.applied)?;
        }
        Ok(changed)
    }

    /// Tries what waits of one document: each record, and again once a change came for which it
    /// waited.
    fn changes_of_one(&self, places: &[WaitingAt]) -> Result<bool, EngineError> {
        let mut ready: VecDeque<&WaitingAt> = places.iter().collect();
        let mut blocked: BTreeMap<[u8; 32], Vec<&WaitingAt>> = BTreeMap::new();
        let mut moved = false;
        while let Some(at) = ready.pop_front() {
            let Changed { applied, missing } = self.apply(at)?;
            moved |= applied != Applied::Waits;
            if let Some(missing) = missing {
                blocked.entry(missing).or_default().push(at);
            }
            if applied == Applied::Yes {
                // A change that was just applied is a head.
                for head in self.bench.heads() {
                    ready.extend(blocked.remove(&head).into_iter().flatten());
                }
            }
        }
        Ok(moved)
    }
}
