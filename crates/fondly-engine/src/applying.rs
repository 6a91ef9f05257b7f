//! What accepted records of others mean here: a function of what was accepted, never of a link.
//!
//! Runs are stored first; each of their records is then applied, or kept as waiting, not
//! understood, or refused. None of that closes a link: a record's author is not always its sender.

mod creating;
mod cutting;
mod standing_by;
mod waiting;
mod withdrawing;

use cutting::lift_cuts;

pub(crate) use creating::{Admitted, admit};
pub(crate) use cutting::{end_all_left_open, end_here, end_left_open, end_unheard};
pub(crate) use standing_by::stand_by;

use fondly_journal::{Actor, Admission, Document, Refusal};
use fondly_store::{Applied, BondRow, DeviceName, DocumentState, StoreError, Tx};
use fondly_sync::{
    Content, Control, DeviceId, DocumentId, EpochId, HeldEpoch, Owner, Payload, PersonId, Record,
    SpaceId, Subject, VerifiedRun, actor, end_by_cut,
    limits::{QUOTA_BYTES_PER_DAY, QUOTA_RECORDS_PER_DAY},
    session::Batch,
};

use crate::{
    EngineError, adopting, bonds, clock::now, comparing, documents, epochs::epoch_row, forgetting,
    labels::Labels, letting, me::Me, mutual, receipting, rows::Shown, sharing,
};
use waiting::{Bench, Changed, apply_waiting};

const DAY: i64 = 86_400;

/// What became of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stored {
    /// It is part of the transaction.
    Kept(Consequences),
    /// The person sent more today than the protocol allows: what is over it is not stored.
    OverQuota,
}

/// What a batch did beyond its own records.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Consequences {
    /// Payloads were erased.
    pub(crate) erased: bool,
    /// The log of a removed device ends elsewhere.
    pub(crate) cut: bool,
    /// Something was said of a question that both answer.
    pub(crate) mutual: bool,
}

impl Consequences {
    /// Those of both.
    pub(crate) const fn and(self, more: Self) -> Self {
        Self {
            erased: self.erased || more.erased,
            cut: self.cut || more.cut,
            mutual: self.mutual || more.mutual,
        }
    }
}

/// Whether what a person sends counts against their quota of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Quota {
    Counts,
    /// What comes from a backup was counted when it came first.
    Free,
}

/// Stores and applies a batch of a session inside the transaction `tx`.
pub(crate) fn store_batch(
    me: &Me,
    tx: &Tx<'_>,
    space: &SpaceId,
    batch: &Batch,
) -> Result<Stored, EngineError> {
    store(me, tx, space, batch, Quota::Counts)
}

/// Stores and applies a batch inside the transaction `tx`.
pub(crate) fn store(
    me: &Me,
    tx: &Tx<'_>,
    space: &SpaceId,
    batch: &Batch,
    quota: Quota,
) -> Result<Stored, EngineError> {
    let mut said = admit(me, space, &batch.runs);
    store_admitted(me, tx, space, batch, &mut said, quota)
}

/// As [`store`]; what the records of the runs say is found out elsewhere, and taken from `said`. Where that ends
/// too soon they are admitted here.
pub(crate) fn store_admitted(
    me: &Me,
    tx: &Tx<'_>,
    space: &SpaceId,
    batch: &Batch,
    said: &mut dyn Iterator<Item = Option<Admitted>>,
    quota: Quota,
) -> Result<Stored, EngineError> {
    for held in &batch.epochs {
        put_epoch(tx, space, held)?;
    }
    let labels = Labels::load(tx)?;
    let bench = Bench::default();
    let runs = Runs {
        me,
        tx,
        labels: &labels,
        space,
        bench: &bench,
        quota,
    };
    for run in &batch.runs {
        let mut of_run = said.take(run.records().len());
        let within = runs.store(run, Some(&mut of_run))?;
        // What was not stored was not asked for.
        of_run.for_each(drop);
        if !within {
            return Ok(Stored::OverQuota);
        }
    }
    for run in &batch.fills {
        if !runs.store(run, None)? {
            return Ok(Stored::OverQuota);
        }
    }
    while apply_waiting(me, tx, &labels, space, &bench)? {}
    bench.keep_order(tx, space)?;
    if letting::erase_unwanted(me, tx, space)? {
        bench.note(Consequences {
            erased: true,
            ..Consequences::default()
        });
    }
    Ok(Stored::Kept(bench.consequences.get()))
}

/// Where the runs of a batch go.
struct Runs<'a> {
    me: &'a Me,
    tx: &'a Tx<'a>,
    labels: &'a Labels,
    space: &'a SpaceId,
    bench: &'a Bench,
    quota: Quota,
}

impl Runs<'_> {
    /// Stores and applies a run, which fills holes where nothing is `said` of its records. False over the quota.
    fn store(
        &self,
        run: &VerifiedRun,
        said: Option<&mut dyn Iterator<Item = Option<Admitted>>>,
    ) -> Result<bool, EngineError> {
        let Self {
            me,
            tx,
            labels,
            space,
            bench,
            quota,
        } = *self;
        let Some(person) = owner_of(tx, space, run.device())? else {
            return Ok(true);
        };
        if quota == Quota::Counts && is_beyond(tx, space, &person, run)? {
            return Ok(true);
        }
        let counted = quota == Quota::Counts && person != me.person;
        if counted && over_quota(tx, &person, run)? {
            return Ok(false);
        }
        let device = *run.device();
        let writer = Writer {
            me,
            tx,
            labels,
            space,
            person,
            device,
            bench,
        };
        let new = match said {
            None => tx.fill_run(run, now())?,
            Some(said) => match writer.append(run, said)? {
                Some(new) => new,
                // Two histories were seen: the first stays as it is, and the session goes on.
                None => return Ok(true),
            },
        };
        for record in new {
            let changed = writer.apply(&record)?;
            tx.set_applied(space, &device, record.seq, changed.applied)?;
        }
        Ok(true)
    }
}

/// Whether a run goes beyond the end of a removed device's log, of which a session does not know that was
/// open before.
fn is_beyond(
    tx: &Tx<'_>,
    space: &SpaceId,
    person: &PersonId,
    run: &VerifiedRun,
) -> Result<bool, EngineError> {
    let device = run.device();
    let cuts = tx.cuts(space)?;
    let Some(cut) = cuts.get(device) else {
        return Ok(false);
    };
    let roster = tx.roster(person)?.ok_or(EngineError::Shape)?;
    let end = end_by_cut(space, device, cut);
    let next = run.records().last().map(|record| record.seq + 1);
    Ok(!roster.devices().contains(device) && next > Some(end))
}

/// A roster says more of devices: forgets, in every space, what does not follow from it any more, and
/// tries again what waited for it.
pub(crate) fn apply_all_waiting(me: &Me, tx: &Tx<'_>) -> Result<Consequences, EngineError> {
    lift_cuts(me, tx)?;
    let labels = Labels::load(tx)?;
    let mut consequences = Consequences::default();
    for space in tx.spaces()? {
        let bench = Bench::of_all();
        while apply_waiting(me, tx, &labels, &space.space, &bench)? {}
        bench.keep_order(tx, &space.space)?;
        consequences = consequences.and(bench.consequences.get());
    }
    Ok(consequences)
}

fn put_epoch(tx: &Tx<'_>, space: &SpaceId, held: &HeldEpoch) -> Result<(), StoreError> {
    tx.put_epoch(space, &epoch_row(held, now()))
}

/// The member whose device this is or was.
pub(crate) fn owner_of(
    tx: &Tx<'_>,
    space: &SpaceId,
    device: &DeviceId,
) -> Result<Option<PersonId>, EngineError> {
    let person = tx.person_of_device(device)?;
    let members = tx.members(space)?;
    Ok(person.filter(|person| members.contains(person)))
}

fn over_quota(tx: &Tx<'_>, person: &PersonId, run: &VerifiedRun) -> Result<bool, EngineError> {
    let bytes = run
        .records()
        .iter()
        .map(|record| match &record.item.content {
            Content::Full(payload) => payload.body.len() as u64,
            Content::Hole(_) => 0,
        });
    let (records, bytes) = tx.note_received(
        person,
        run.space(),
        now().div_euclid(DAY),
        run.records().len() as u64,
        bytes.sum(),
    )?;
    Ok(records > QUOTA_RECORDS_PER_DAY || bytes > QUOTA_BYTES_PER_DAY)
}

/// The writer of the records that are applied.
struct Writer<'a> {
    me: &'a Me,
    tx: &'a Tx<'a>,
    labels: &'a Labels,
    space: &'a SpaceId,
    person: PersonId,
    device: DeviceId,
    bench: &'a Bench,
}

impl Writer<'_> {
    fn apply(&self, record: &Record) -> Result<Changed, EngineError> {
        let Content::Full(payload) = &record.item.content else {
            return Ok(Applied::Waits.into());
        };
        let applied = match record.item.subject {
            Subject::Control => self.control(record, payload)?,
            Subject::Create {
                owner: Owner::Author,
                ..
            } => self.create(record, payload)?,
            Subject::Change { document } => {
                let changed = self.change(&document, payload)?;
                if changed.applied == Applied::Yes {
                    self.bench.touch(&document);
                }
                return Ok(changed);
            }
            Subject::Create {
                owner: Owner::Space,
                ..
            }
            | Subject::Unknown { .. } => Applied::NotUnderstood,
        };
        if applied == Applied::Yes {
            self.bench.touch(&record.document);
        }
        Ok(applied.into())
    }

    fn control(&self, record: &Record, payload: &Payload) -> Result<Applied, EngineError> {
        let Ok(control) = Control::decode(&payload.body) else {
            return Ok(Applied::NotUnderstood);
        };
        match control {
            Control::DeviceInSpace(device) => {
                self.tx
                    .put_space_device(self.space, &self.device, &device, Some(record.seq))?;
            }
            Control::Retract { document } => self.retract(&document)?,
            Control::Verified => {
                if let Some(bond) = self.tx.bond_of_space(self.space)? {
                    self.tx.put_bond(&BondRow {
                        they_verified: true,
                        ..bond
                    })?;
                }
            }
            // Its key comes by itself. Whoever made it has it.
            Control::Epoch(epoch) => {
                let id = EpochId(record.hash.0);
                self.tx.put_announced(self.space, &id, epoch.number)?;
                forgetting::holds(self.tx, self.space, &self.device, &id)?;
            }
            Control::Cut {
                removal,
                device,
                seq,
                hash,
            } => return self.cut(&removal, &device, seq, &hash),
            Control::Erase { document } if self.in_journal() => {
                self.erase_later(&document, record.seq)?;
            }
            Control::Named {
                device,
                name,
                since,
            } if self.in_journal() => {
                self.tx
                    .put_device_name(&device, &DeviceName { name, since })?;
            }
            Control::Bond(said) if self.in_journal() => {
                if !bonds::apply(self.me, self.tx, &said)? {
                    return Ok(Applied::NotUnderstood);
                }
            }
            Control::Acknowledge { frontier, epoch } => {
                let said = (&epoch, frontier.as_slice());
                if !forgetting::heard(self.me, self.tx, self.space, &self.device, said)? {
                    return Ok(Applied::Waits);
                }
            }
            Control::Adopted { entry, edition } if self.in_journal() => {
                adopting::heard(self.tx, &entry, &edition)?;
            }
            Control::Contact(said) if self.in_journal() => {
                let erased = letting::apply(self.me, self.tx, &said)?;
                self.note(Consequences {
                    erased,
                    ..Consequences::default()
                });
            }
            Control::Withdrawn { entry, space } if self.in_journal() => {
                if !sharing::heard_withdrawn(self.tx, &self.me.journal, &entry, &space)? {
                    return Ok(Applied::Waits);
                }
            }
            Control::Receipt { documents } if self.person != self.me.person => {
                receipting::heard(self.me, self.tx, self.space, &self.device, &documents)?;
            }
            // What other devices of mine have erased matters to the author alone.
            Control::Receipt { .. } => {}
            Control::Mutual { id, said } if !self.in_journal() => {
                mutual::heard(self.tx, self.space, (&self.person, &self.device), &id, said)?;
                self.bench.hear_mutual();
            }
            Control::Compared(said) if !self.in_journal() => {
                let place = (record.seq, record.hash, payload.written_at);
                comparing::heard(self.tx, self.space, &self.device, place, said)?;
            }
            Control::Erase { .. }
            | Control::Compared(_)
            | Control::Contact(_)
            | Control::Named { .. }
            | Control::Bond(_)
            | Control::Adopted { .. }
            | Control::Withdrawn { .. }
            | Control::Mutual { .. } => return Ok(Applied::NotUnderstood),
        }
        Ok(Applied::Yes)
    }

    fn in_journal(&self) -> bool {
        *self.space == self.me.journal
    }

    fn note(&self, more: Consequences) {
        self.bench.note(more);
    }

    fn change(&self, document: &DocumentId, payload: &Payload) -> Result<Changed, EngineError> {
        let Some(row) = self.tx.document(self.space, document)? else {
            if self.retracted_by_owner(document)? {
                self.tx
                    .erase_unclaimed_payloads(self.space, document, &self.person)?;
            }
            return Ok(Applied::Waits.into());
        };
        if row.owner != Some(self.person) {
            return Ok(Applied::Refused.into());
        }
        if row.state != DocumentState::Live {
            self.tx.erase_payloads(self.space, document)?;
            return Ok(Applied::Yes.into());
        }
        let opened = match self.bench.take_opened(document) {
            Some(opened) => Some(opened),
            None => documents::open(self.me, self.tx, self.space, document)?,
        };
        let Some(mut opened) = opened else {
            return Ok(Applied::Waits.into());
        };
        let admitted = opened.admit(&payload.body, &self.actor());
        let changed = match admitted {
            Ok(Admission::Applied | Admission::Known) => {
                self.refresh(document, &opened)?;
                Applied::Yes.into()
            }
            Ok(Admission::Waits { missing }) => Changed {
                applied: Applied::Waits,
                missing: missing.first().copied(),
            },
            Err(Refusal::NotUnderstood { .. }) => Applied::NotUnderstood.into(),
            Err(_) => Applied::Refused.into(),
        };
        self.bench.keep_opened(document, opened);
        Ok(changed)
    }

    fn refresh(&self, document: &DocumentId, opened: &Document) -> Result<(), EngineError> {
        let Some(before) = self.tx.entry(document)? else {
            return Ok(());
        };
        let shown = Shown::of(opened, self.person != self.me.person);
        self.put_row(document, before.written_at, before.shown_at, true, &shown)
    }

    fn actor(&self) -> Actor {
        Actor(actor(&self.device, self.space))
    }
}

#[cfg(test)]
mod tests;
