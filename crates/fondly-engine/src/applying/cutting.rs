//! What ends with a removed device: its logs at their cuts, and what it had erased.

use std::collections::BTreeSet;

use fondly_store::{Applied, DocumentRow, EntryRow, Tx};
use fondly_sync::{
    Content, Control, Cuts, DeviceId, DocumentId, PersonId, Record, RecordHash, Roster, RosterHash,
    SpaceId, end_by_cut, record::log_start,
};

use super::{Consequences, Writer, stand_by};
use crate::{
    EngineError,
    clock::{floor_to_hour, now},
    devices, documents,
    labels::Labels,
    letting,
    me::Me,
    retracting,
    rows::{self, Origin, Shown},
};

/// How long an erased entry stays on the person's other devices, hidden: long enough to notice a
/// thief.
const ERASED_STAYS_SECONDS: i64 = 7 * 86_400;

impl Writer<'_> {
    /// A device of the same person says where the log of a removed one ends. It may have been removed
    /// since: then this record is one that counts, before the end of its own log.
    pub(super) fn cut(
        &self,
        removal: &RosterHash,
        device: &DeviceId,
        seq: u64,
        hash: &RecordHash,
    ) -> Result<Applied, EngineError> {
        let roster = self.tx.roster(&self.person)?.ok_or(EngineError::Shape)?;
        if !roster.puts_out(removal, device) {
            // The roster that says so may come yet, or the removal may count again.
            return Ok(Applied::Waits);
        }
        let end = self.raised(removal, device, (seq, *hash))?;
        if end_log(self.me, self.tx, self.space, device, (end.0, &end.1))? {
            self.note(Consequences {
                cut: true,
                ..Consequences::default()
            });
        }
        let here = self.tx.record_hash(self.space, device, seq)?;
        if end != (seq, *hash) || here.is_some_and(|here| here != *hash) {
            stand_by(self.me, self.tx, self.space, device)?;
        }
        Ok(Applied::Yes)
    }

    /// Where the log of an own removed device ends if what this person's other devices wrote upon it
    /// is not to be lost: there, or at the first signed record behind what they built upon. Where the
    /// device goes on as another, since its home was put back from a copy, with all that is here of that
    /// history: the home may have asked somebody who had heard less. Then this device says so too.
    fn raised(
        &self,
        removal: &RosterHash,
        device: &DeviceId,
        end: (u64, RecordHash),
    ) -> Result<(u64, RecordHash), EngineError> {
        if self.person != self.me.person {
            return Ok(end);
        }
        let (tx, space) = (self.tx, self.space);
        let further = match self.held_beyond(device, end)? {
            Some(further) => Some(further),
            None => built_upon(tx, space, device, end)?,
        };
        let Some((seq, hash)) = further else {
            return Ok(end);
        };
        let control = Control::Cut {
            removal: *removal,
            device: *device,
            seq,
            hash,
        };
        let at = floor_to_hour(now());
        self.me.append_control(tx, space, at, &control)?;
        Ok((seq, hash))
    }

    /// The last record here beyond `end` of a device that goes on as another, if it is of the same history.
    fn held_beyond(
        &self,
        device: &DeviceId,
        end: (u64, RecordHash),
    ) -> Result<Option<(u64, RecordHash)>, EngineError> {
        let (tx, space) = (self.tx, self.space);
        if devices::own_roster(self.me, tx)?.present(device).is_none() {
            return Ok(None);
        }
        let (tip, behind) = (tx.tip(space, device)?, end_by_cut(space, device, &end));
        let same = behind == 0 || tx.record_hash(space, device, end.0)? == Some(end.1);
        let beyond = same && tip.next > behind;
        Ok(beyond.then(|| (tip.next - 1, tip.hash)))
    }

    /// Whether a document of this device is here, and the record that created it was set aside: no
    /// change of it counts.
    pub(super) fn counts_again(&self, held: &DocumentRow) -> Result<bool, EngineError> {
        let own = held.creator == self.device && held.owner == Some(self.person);
        Ok(own && !self.tx.has_creation(self.space, &held.document)?)
    }

    /// Another own device erased an entry: it is hidden at once, and goes for good later, unless a
    /// cut shows that a thief had the device.
    pub(super) fn erase_later(&self, document: &DocumentId, seq: u64) -> Result<(), EngineError> {
        let by = (&self.device, seq);
        let due = now() + ERASED_STAYS_SECONDS;
        self.tx.put_erasure(self.space, document, by, due)?;
        self.tx.remove_entry(document)?;
        self.tx.remove_shares_of(document)?;
        Ok(())
    }
}

/// Ends the log of a removed device. What was applied beyond is set aside and shown as such, what it
/// had erased beyond comes back, and what it said there of the ends of other logs counts no more. Where the
/// device goes on as another, nobody else had it: so this device says of those ends what it had heard.
/// Whether anything changed.
pub(crate) fn end_log(
    me: &Me,
    tx: &Tx<'_>,
    space: &SpaceId,
    device: &DeviceId,
    end: (u64, &RecordHash),
) -> Result<bool, EngineError> {
    let roster = devices::own_roster(me, tx)?;
    let goes_on = roster.removed().contains_key(device) && roster.present(device).is_some();
    if !goes_on {
        return end_log_after(me, tx, space, &[*device], end);
    }
    let before = tx.cuts(space)?;
    let changed = end_log_after(me, tx, space, &[*device], end)?;
    let after = tx.cuts(space)?;
    let end_of = |log: &DeviceId, cuts: &Cuts| cuts.get(log).map(|cut| end_by_cut(space, log, cut));
    for (log, (seq, hash)) in &before {
        if end_of(log, &after) >= end_of(log, &before) {
            continue;
        }
        if let Some(removal) = roster.removed().get(log) {
            cut(me, tx, space, (removal, log), (*seq, hash))?;
        }
    }
    Ok(changed)
}

/// Ends the log of the last of `devices`, as those of the others are being ended.
fn end_log_after(
    me: &Me,
    tx: &Tx<'_>,
    space: &SpaceId,
    devices: &[DeviceId],
    (seq, hash): (u64, &RecordHash),
) -> Result<bool, EngineError> {
    let Some(device) = devices.last() else {
        return Ok(false);
    };
    if !tx.raise_cut(space, device, seq, hash)? {
        return Ok(false);
    }
    let person = tx.person_of_device(device)?.ok_or(EngineError::Shape)?;
    let end = end_by_cut(space, device, &(seq, *hash));
    tx.take_back_before(space, device, end)?;
    for document in tx.set_aside_from(space, device, end)? {
        documents::let_wait(me, tx, space, &document)?;
        if !tx.is_erased(space, &document)? {
            show_again(me, tx, space, &person, &document)?;
        }
        if person == me.person && !tx.has_creation(space, &document)? {
            // It is claimed again if it comes to count again.
            tx.remove_share_of_edition(&document)?;
        }
    }
    for record in tx.controls_set_aside(space, device)? {
        match control_in(&record) {
            Some(Control::Erase { document }) => {
                void_erasure(me, tx, space, &person, &document)?;
            }
            Some(Control::Retract { document }) if person == me.person => {
                retracting::stand_by(me, tx, space, &document)?;
            }
            Some(Control::Contact(said)) if person == me.person => {
                letting::stand_by(me, tx, &said)?;
            }
            Some(Control::Cut { device: other, .. }) if !devices.contains(&other) => {
                end_anew(me, tx, space, &[devices, &[other]].concat())?;
            }
            _ => {}
        }
    }
    Ok(true)
}

/// An erasure counts no more. The entry comes back unless another device erased it too.
fn void_erasure(
    me: &Me,
    tx: &Tx<'_>,
    space: &SpaceId,
    person: &PersonId,
    document: &DocumentId,
) -> Result<(), EngineError> {
    let erases = |record: &Record| match control_in(record) {
        Some(Control::Erase { document: erased }) => erased == *document,
        _ => false,
    };
    let controls = tx.applied_controls(space)?;
    let other = controls.iter().find(|(_, record)| erases(record));
    if let Some((by, record)) = other {
        let at = (by, record.seq);
        return Ok(tx.put_erasure(space, document, at, now() + ERASED_STAYS_SECONDS)?);
    }
    if tx.void_erasure(space, document)? {
        show_again(me, tx, space, person, document)?;
    }
    Ok(())
}

/// Ends the log of the last of `devices` by the cuts that still count.
fn end_anew(
    me: &Me,
    tx: &Tx<'_>,
    space: &SpaceId,
    devices: &[DeviceId],
) -> Result<(), EngineError> {
    let Some(device) = devices.last() else {
        return Ok(());
    };
    let Some(held) = tx.cuts(space)?.remove(device) else {
        return Ok(());
    };
    let controls = tx.applied_controls(space)?;
    let cuts = controls.iter().filter_map(|(_, record)| cut_in(record));
    let cuts = cuts.filter(|(_, ended, _)| ended == device);
    let cuts: Vec<(u64, RecordHash)> = cuts.map(|(_, _, end)| end).collect();
    if cuts.contains(&held) {
        return Ok(());
    }
    tx.lift_cut(space, device)?;
    for (seq, hash) in &cuts {
        end_log_after(me, tx, space, devices, (*seq, hash))?;
    }
    Ok(())
}

/// Ends the logs of devices of this person that nobody could end: whoever put them out had not heard
/// of them, so nothing counts of what they wrote but what this person's other devices built upon.
pub(crate) fn end_unheard(me: &Me, tx: &Tx<'_>) -> Result<(), EngineError> {
    let roster = devices::own_roster(me, tx)?;
    let unheard = roster.out_unheard();
    if unheard.is_empty() || !roster.devices().contains(&me.device) {
        return Ok(());
    }
    for row in tx.spaces()? {
        let space = row.space;
        if tx.space_device_seq(&space, &me.device)?.is_none() {
            continue;
        }
        let cuts = tx.cuts(&space)?;
        for (device, removal) in unheard.iter().filter(|(it, _)| !cuts.contains_key(it)) {
            let end = (0, log_start(&space, device));
            let (seq, hash) = built_upon(tx, &space, device, end)?.unwrap_or(end);
            cut(me, tx, &space, (removal, device), (seq, &hash))?;
        }
    }
    Ok(())
}

/// As [`end_left_open`], in every space, once a roster says who is out.
pub(crate) fn end_all_left_open(me: &Me, tx: &Tx<'_>) -> Result<(), EngineError> {
    let roster = devices::own_roster(me, tx)?;
    if !roster.devices().contains(&me.device) {
        return Ok(());
    }
    for row in tx.spaces()? {
        if tx.space_device_seq(&row.space, &me.device)?.is_some() {
            end_left_open(me, tx, &row.space, &roster)?;
        }
    }
    Ok(())
}

/// Ends the logs of devices that were removed by others which are out now, where no end of them came
/// here: at what is here, as if this device had removed them.
pub(crate) fn end_left_open(
    me: &Me,
    tx: &Tx<'_>,
    space: &SpaceId,
    roster: &Roster,
) -> Result<(), EngineError> {
    let cuts = tx.cuts(space)?;
    for (device, removal) in roster.out_by_somebody_out() {
        if !cuts.contains_key(&device) && roster.present(&device).is_none() {
            end_here(me, tx, space, (&removal, &device))?;
        }
    }
    Ok(())
}

/// Ends the log of a removed device at what is here of it. Where that is nothing, nothing counts:
/// number 0 and the hash of the log's start.
pub(crate) fn end_here(
    me: &Me,
    tx: &Tx<'_>,
    space: &SpaceId,
    (removal, device): (&RosterHash, &DeviceId),
) -> Result<(), EngineError> {
    let tip = tx.tip(space, device)?;
    let end = (tip.next.saturating_sub(1), &tip.hash);
    cut(me, tx, space, (removal, device), end)?;
    stand_by(me, tx, space, device)
}

/// Writes where the log of a removed device ends in a space, and ends it there.
fn cut(
    me: &Me,
    tx: &Tx<'_>,
    space: &SpaceId,
    (removal, device): (&RosterHash, &DeviceId),
    (seq, hash): (u64, &RecordHash),
) -> Result<(), EngineError> {
    let control = Control::Cut {
        removal: *removal,
        device: *device,
        seq,
        hash: *hash,
    };
    me.append_control(tx, space, floor_to_hour(now()), &control)?;
    end_log(me, tx, space, device, (seq, hash))?;
    Ok(())
}

/// The first signed record of a removed device's log behind the last one beyond `end` that other
/// devices built upon.
fn built_upon(
    tx: &Tx<'_>,
    space: &SpaceId,
    device: &DeviceId,
    end: (u64, RecordHash),
) -> Result<Option<(u64, RecordHash)>, EngineError> {
    let behind = end_by_cut(space, device, &end);
    let Some(last) = tx.built_upon(space, device, behind)? else {
        return Ok(None);
    };
    Ok(tx.signed_from(space, device, last)?)
}

/// Forgets cuts whose removal ceased to count, because it lost against another or a reset did not
/// see it: they wait again, and so does what they had set aside.
pub(crate) fn lift_cuts(me: &Me, tx: &Tx<'_>) -> Result<(), EngineError> {
    for row in tx.spaces()? {
        let space = row.space;
        if tx.cuts(&space)?.is_empty() {
            continue;
        }
        let (mut lifted, mut standing) = (BTreeSet::new(), Vec::new());
        for (writer, record) in tx.applied_controls(&space)? {
            let Some((removal, device, end)) = cut_in(&record) else {
                continue;
            };
            let person = tx.person_of_device(&writer)?.ok_or(EngineError::Shape)?;
            let roster = tx.roster(&person)?.ok_or(EngineError::Shape)?;
            if roster.puts_out(&removal, &device) {
                standing.push((device, end));
            } else {
                tx.set_applied(&space, &writer, record.seq, Applied::Waits)?;
                lifted.insert(device);
            }
        }
        for device in &lifted {
            tx.lift_cut(&space, device)?;
        }
        for (device, (seq, hash)) in standing.iter().filter(|(it, _)| lifted.contains(it)) {
            end_log(me, tx, &space, device, (*seq, hash))?;
        }
    }
    Ok(())
}

pub(super) fn control_in(record: &Record) -> Option<Control> {
    match &record.item.content {
        Content::Full(payload) => Control::decode(&payload.body).ok(),
        Content::Hole(_) => None,
    }
}

/// What a record says of the end of a log.
pub(super) fn cut_in(record: &Record) -> Option<(RosterHash, DeviceId, (u64, RecordHash))> {
    match control_in(record) {
        Some(Control::Cut {
            removal,
            device,
            seq,
            hash,
        }) => Some((removal, device, (seq, hash))),
        _ => None,
    }
}

/// Makes the view of a document anew: without the changes that were set aside, or marked where its
/// creation was.
fn show_again(
    me: &Me,
    tx: &Tx<'_>,
    space: &SpaceId,
    person: &PersonId,
    document: &DocumentId,
) -> Result<(), EngineError> {
    let row = tx.entry(document)?;
    let Some(opened) = documents::open(me, tx, space, document)? else {
        return row.map_or(Ok(()), |row| mark(tx, row));
    };
    let (written_at, first_seen) = match row {
        Some(row) => (row.written_at, row.shown_at),
        None => (written_at(tx, space, document)?, now()),
    };
    let origin = Origin {
        document: *document,
        space: *space,
        author: *person,
        written_at,
        first_seen,
        edited: opened.edited(),
    };
    let shown = Shown::of(&opened, person != &me.person);
    tx.put_entry(&rows::row(me, &Labels::load(tx)?, origin, &shown)?)?;
    Ok(())
}

fn mark(tx: &Tx<'_>, row: EntryRow) -> Result<(), EngineError> {
    let shown = Shown {
        set_aside: true,
        ..Shown::from_row(&row)?
    };
    let body = serde_json::to_vec(&shown).map_err(|_| EngineError::Shape)?;
    Ok(tx.put_entry(&EntryRow { body, ..row })?)
}

fn written_at(tx: &Tx<'_>, space: &SpaceId, document: &DocumentId) -> Result<i64, EngineError> {
    let changes = tx.changes(space, document)?;
    let (_, creating) = changes.first().ok_or(EngineError::Shape)?;
    match &creating.item.content {
        Content::Full(payload) => Ok(payload.written_at),
        Content::Hole(_) => Err(EngineError::Shape),
    }
}
