//! Own editions whose entries are lost with the devices that wrote them: entries are made of them.

use std::collections::{BTreeMap, BTreeSet};

use fondly_journal::Body;
use fondly_store::{ShareRow, ShareState, Tx};
use fondly_sync::{
    Control, DeviceId, DocumentId, Roster, RosterHash, SpaceId, base32,
    codec::{decode, encode},
    parse_base32,
};

use crate::{
    EngineError, applying,
    clock::now,
    devices, documents,
    labels::Labels,
    me::Me,
    rows::{self, Origin, Shown},
};

/// Bytes of the devices of one person.
const DEVICES_BYTES_MAX: usize = 32 * 1024;

fn note_of_space(space: &SpaceId) -> String {
    format!("lost with all devices {}", base32(&space.0))
}

const ADOPTED: &str = "adopted ";

fn note_of_edition(edition: &DocumentId) -> String {
    format!("{ADOPTED}{}", base32(&edition.0))
}

/// The journal that these devices wrote is lost: what they shared in `space` is adopted once it
/// comes back.
pub(crate) fn expect(
    tx: &Tx<'_>,
    space: &SpaceId,
    lost: &BTreeSet<DeviceId>,
) -> Result<(), EngineError> {
    Ok(tx.put_note(&note_of_space(space), &encode(lost))?)
}

/// The devices whose journal is lost.
pub(crate) fn lost(tx: &Tx<'_>, space: &SpaceId) -> Result<BTreeSet<DeviceId>, EngineError> {
    let note = tx.note(&note_of_space(space))?;
    note.map_or_else(
        || Ok(BTreeSet::new()),
        |note| decode(&note, DEVICES_BYTES_MAX).map_err(|_| EngineError::Shape),
    )
}

/// The removed among the devices whose journal is lost where no end of their log came here, each with its
/// removal: whoever made that is lost too, so nobody will say where the log ends. Those that came in
/// unheard count for nothing.
pub(crate) fn left_open(
    tx: &Tx<'_>,
    space: &SpaceId,
    own: &Roster,
) -> Result<BTreeMap<DeviceId, RosterHash>, EngineError> {
    let lost = lost(tx, space)?;
    if lost.is_empty() {
        return Ok(BTreeMap::new());
    }
    let mut open = own.removed().clone();
    for (unheard, _) in own.out_unheard() {
        open.remove(&unheard);
    }
    let cuts = tx.cuts(space)?;
    open.retain(|device, _| lost.contains(device) && !cuts.contains_key(device));
    Ok(open)
}

/// Once a partner was met who gave what they hold: the logs that are left open end with what came of them.
pub(crate) fn settle(me: &Me, tx: &Tx<'_>, space: &SpaceId) -> Result<(), EngineError> {
    let own = devices::own_roster(me, tx)?;
    for (device, removal) in left_open(tx, space, &own)? {
        if tx.tip(space, &device)?.next > 0 {
            applying::end_here(me, tx, space, (&removal, &device))?;
        }
    }
    Ok(())
}

/// The editions that another own device said to be of an entry, each with that entry.
pub(crate) fn adopted(tx: &Tx<'_>) -> Result<BTreeMap<DocumentId, DocumentId>, EngineError> {
    let notes = tx.notes_below(ADOPTED)?.into_iter();
    let adopted = notes.filter_map(|(name, entry)| {
        let edition = parse_base32(name.strip_prefix(ADOPTED)?)?;
        let edition = edition.try_into().ok()?;
        Some((DocumentId(edition), DocumentId(entry.try_into().ok()?)))
    });
    Ok(adopted.collect())
}

/// Another own device says that `edition` is of `entry`. Whoever held the entry of before, as the tag names
/// it, believes the device: that entry went aside with a log that others hold otherwise.
pub(crate) fn heard(
    tx: &Tx<'_>,
    entry: &DocumentId,
    edition: &DocumentId,
) -> Result<(), EngineError> {
    tx.put_note(&note_of_edition(edition), &entry.0)?;
    let Some(share) = tx.share_of_edition(edition)? else {
        return Ok(());
    };
    if share.entry == *entry {
        return Ok(());
    }
    tx.remove_share_of_edition(edition)?;
    let shares = tx.shares_of(entry)?.into_iter();
    let mut rivals = shares.filter(|it| it.space == share.space && it.state == ShareState::Shared);
    // Which of two stays is found out when the bond is next exchanged.
    if rivals.next().is_none() {
        tx.put_share(&ShareRow {
            entry: *entry,
            ..share
        })?;
    }
    Ok(())
}

/// Makes an entry of what is left of one: its edition. The edition stays what the reader has.
pub(crate) fn adopt(
    me: &Me,
    tx: &Tx<'_>,
    space: &SpaceId,
    edition: DocumentId,
) -> Result<(), EngineError> {
    let Some(row) = tx.entry(&edition)? else {
        return Ok(());
    };
    let document = tx.document(space, &edition)?.ok_or(EngineError::Shape)?;
    let body = Shown::from_row(&row)?.body;
    let part = body
        .edition
        .as_ref()
        .is_some_and(|said| said.part)
        .then(|| body.text.clone());
    let body = Body {
        edition: None,
        ..body
    };
    let (record, head) = documents::create(me, tx, &me.journal, row.written_at, &body)?;
    let origin = Origin {
        document: record.document,
        space: me.journal,
        author: me.person,
        written_at: row.written_at,
        first_seen: now(),
        edited: false,
    };
    tx.put_entry(&rows::row(
        me,
        &Labels::load(tx)?,
        origin,
        &Shown::created(body, &record),
    )?)?;
    tx.put_share(&ShareRow {
        entry: record.document,
        space: *space,
        edition: Some(edition),
        heads: vec![head],
        part,
        state: ShareState::Shared,
        hold_until: None,
        shared_at: Some(now()),
        by_device: document.creator,
    })?;
    let control = Control::Adopted {
        entry: record.document,
        edition,
    };
    me.append_control(tx, &me.journal, now(), &control)?;
    Ok(())
}
