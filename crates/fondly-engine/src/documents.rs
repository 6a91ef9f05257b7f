//! Documents of the store, opened one at a time.

use fondly_journal::{Actor, Admission, Body, Document, Place};
use fondly_store::{Applied, DocumentRow, DocumentState, EntryRow, Tx};
use fondly_sync::{Content, DeviceId, DocumentId, Record, SpaceId, Subject, actor};

use crate::{EngineError, me::Me, rows::Shown};

/// Where the documents of `space` live.
pub(crate) fn place_of(me: &Me, space: &SpaceId) -> Place {
    if *space == me.journal {
        Place::Journal
    } else {
        Place::Bond
    }
}

/// Creates a document of mine in `space` and stores its record.
pub(crate) fn create(
    me: &Me,
    tx: &Tx<'_>,
    space: &SpaceId,
    written_at: i64,
    body: &Body,
) -> Result<(Record, [u8; 32]), EngineError> {
    let change = fondly_journal::create(&me.actor(space), place_of(me, space), body)?;
    let record = me.append_create(tx, space, written_at, change.bytes)?;
    put(me, tx, space, &record)?;
    Ok((record, change.hash))
}

/// Creates the document in my journal whose id `nonce` decides, and stores its record.
pub(crate) fn create_as(
    me: &Me,
    tx: &Tx<'_>,
    written_at: i64,
    body: &Body,
    nonce: [u8; 16],
) -> Result<Record, EngineError> {
    let space = &me.journal;
    let change = fondly_journal::create(&me.actor(space), place_of(me, space), body)?;
    let record = me.append_create_as(tx, space, written_at, change.bytes, nonce)?;
    put(me, tx, space, &record)?;
    Ok(record)
}

fn put(me: &Me, tx: &Tx<'_>, space: &SpaceId, record: &Record) -> Result<(), EngineError> {
    tx.put_document(&DocumentRow {
        document: record.document,
        space: *space,
        owner: Some(me.person),
        creator: me.device,
        state: DocumentState::Live,
    })?;
    Ok(())
}

/// Lets the applied changes of a document wait that build on what counts no more.
pub(crate) fn let_wait(
    me: &Me,
    tx: &Tx<'_>,
    space: &SpaceId,
    document: &DocumentId,
) -> Result<(), EngineError> {
    let mut opened: Option<Document> = None;
    for (device, record) in &tx.changes(space, document)? {
        let Some((by, body)) = body_of(space, device, record) else {
            continue;
        };
        let stands = match (&mut opened, creates(record)) {
            (Some(_), true) => true,
            (none, true) => {
                *none = Some(Document::open(body, &by, place_of(me, space))?);
                true
            }
            (Some(opened), false) => !matches!(opened.admit(body, &by)?, Admission::Waits { .. }),
            (None, false) => false,
        };
        if !stands {
            tx.set_applied(space, device, record.seq, Applied::Waits)?;
        }
    }
    Ok(())
}

const fn creates(record: &Record) -> bool {
    matches!(record.item.subject, Subject::Create { .. })
}

/// Opens a document from its applied changes. `None` if its payloads are not here.
pub(crate) fn open(
    me: &Me,
    tx: &Tx<'_>,
    space: &SpaceId,
    document: &DocumentId,
) -> Result<Option<Document>, EngineError> {
    let changes = tx.changes(space, document)?;
    if !changes.first().is_some_and(|(_, first)| creates(first)) {
        return Ok(None);
    }
    let mut bodies = changes
        .iter()
        .filter_map(|(device, record)| body_of(space, device, record));
    let Some((creator, creating)) = bodies.next() else {
        return Ok(None);
    };
    let mut opened = Document::open(creating, &creator, place_of(me, space))?;
    if let Admission::Waits { .. } = opened.admit_again(bodies)? {
        // Changes are stored as applied only after those that they build on.
        return Err(EngineError::Shape);
    }
    Ok(Some(opened))
}

/// Opens the document of an entry.
///
/// # Errors
/// `SetAside`, `Shape` if its payloads are not here, `Store`.
pub(crate) fn require(me: &Me, tx: &Tx<'_>, row: &EntryRow) -> Result<Document, EngineError> {
    if Shown::from_row(row)?.set_aside {
        return Err(EngineError::SetAside);
    }
    open(me, tx, &row.space, &row.document)?.ok_or(EngineError::Shape)
}

/// Opens a document as it was at `heads`, which it has, or as it is now if this device has changed it since.
/// `None` if its payloads are not here.
pub(crate) fn open_at(
    me: &Me,
    tx: &Tx<'_>,
    space: &SpaceId,
    document: &DocumentId,
    heads: &[[u8; 32]],
) -> Result<Option<Document>, EngineError> {
    let Some(now) = open(me, tx, space, document)? else {
        return Ok(None);
    };
    let (all, mut seen, mine) = (
        now.seen_by(&now.heads()),
        now.seen_by(heads),
        me.actor(space),
    );
    if all.get(&mine) != seen.get(&mine) {
        return Ok(Some(now));
    }
    let changes = tx.changes(space, document)?;
    let mut bodies = changes
        .iter()
        .filter_map(|(device, record)| body_of(space, device, record))
        // The changes of one actor are stored in their order.
        .filter(|(actor, _)| {
            let left = seen.get_mut(actor).filter(|left| **left > 0);
            left.map(|left| *left -= 1).is_some()
        });
    let Some((creator, creating)) = bodies.next() else {
        return Ok(Some(now));
    };
    let mut opened = Document::open(creating, &creator, place_of(me, space))?;
    if let Admission::Waits { .. } = opened.admit_again(bodies)? {
        return Err(EngineError::Shape);
    }
    Ok(Some(opened))
}

/// The actor and the change of a record whose payload is here.
fn body_of<'r>(
    space: &SpaceId,
    device: &DeviceId,
    record: &'r Record,
) -> Option<(Actor, &'r [u8])> {
    match &record.item.content {
        Content::Full(payload) => Some((Actor(actor(device, space)), payload.body.as_slice())),
        Content::Hole(_) => None,
    }
}
