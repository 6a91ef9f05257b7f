//! Receipts: this device says that it has erased what the other person withdrew, so that they need
//! not wonder. At most once a day in each bond, so that it tells little of when this device is up.

use fondly_store::Tx;
use fondly_sync::{Control, DocumentId, SpaceId, limits::RECEIPT_DOCUMENTS_MAX};

use crate::{
    EngineError,
    clock::{floor_to_hour, now},
    devices, epochs,
    labels::Labels,
    letting,
    me::Me,
};

const DAY: i64 = 86_400;

fn note(space: &SpaceId) -> String {
    format!("receipted {}", fondly_sync::base32(&space.0))
}

/// Gives the receipts that are owed in a bond, unless some were given today or it has ended.
pub(crate) fn give(me: &Me, tx: &Tx<'_>, space: &SpaceId) -> Result<(), EngineError> {
    if *space == me.journal || letting::has_ended(tx, space)? {
        return Ok(());
    }
    let today = now().div_euclid(DAY).to_le_bytes();
    if tx.note(&note(space))?.as_deref() == Some(&today) {
        return Ok(());
    }
    let owed = tx.owed_receipts(space, &me.person, &me.device, RECEIPT_DOCUMENTS_MAX)?;
    if owed.is_empty() {
        return Ok(());
    }
    for document in &owed {
        tx.put_receipt(space, document, &me.device)?;
    }
    let control = Control::Receipt { documents: owed };
    me.append_control(tx, space, floor_to_hour(now()), &control)?;
    Ok(tx.put_note(&note(space), &today)?)
}

/// Gives what is owed in every bond in which anything goes: a link may stand for days.
pub(crate) fn give_all(me: &Me, tx: &Tx<'_>, labels: &Labels) -> Result<(), EngineError> {
    if devices::is_removed(me, tx)? {
        return Ok(());
    }
    for bond in labels.standing() {
        if !labels.is_paused(&bond.space) && epochs::is_enrolled(me, tx, &bond.space)? {
            give(me, tx, &bond.space)?;
        }
    }
    Ok(())
}

/// A device of the other person says what it has erased. Of what is known, only what was mine to
/// withdraw is noted; what was withdrawn may not be here yet, or never come.
pub(crate) fn heard(
    me: &Me,
    tx: &Tx<'_>,
    space: &SpaceId,
    by: &fondly_sync::DeviceId,
    documents: &[DocumentId],
) -> Result<(), EngineError> {
    for document in documents {
        let known = tx.document(space, document)?;
        if known.is_none_or(|known| known.owner == Some(me.person)) {
            tx.put_receipt(space, document, by)?;
        }
    }
    Ok(())
}
