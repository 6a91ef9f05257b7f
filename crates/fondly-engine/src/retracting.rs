//! Editions that are withdrawn for ever.

use fondly_store::{DocumentState, Tx};
use fondly_sync::{Control, DocumentId, SpaceId};

use crate::{
    EngineError,
    clock::{floor_to_hour, now},
    devices,
    me::Me,
};

/// Retracts an edition of mine for ever, also one of which nothing is here but that it was made.
pub(crate) fn retract(
    me: &Me,
    tx: &Tx<'_>,
    space: &SpaceId,
    document: &DocumentId,
) -> Result<(), EngineError> {
    let control = Control::Retract {
        document: *document,
    };
    me.append_control(tx, space, floor_to_hour(now()), &control)?;
    tx.add_tombstone(space, document, &me.device)?;
    if tx.document(space, document)?.is_none() {
        return Ok(tx.erase_unclaimed_payloads(space, document, &me.person)?);
    }
    tx.erase_payloads(space, document)?;
    tx.set_document_state(space, document, DocumentState::Retracted)?;
    Ok(tx.remove_entry(document)?)
}

/// What a removed device withdrew beyond the end of its log stays withdrawn where it was heard: so all
/// others are told. Where it was withdrawn before this device was linked, what it said never came here.
pub(crate) fn stand_by(
    me: &Me,
    tx: &Tx<'_>,
    space: &SpaceId,
    document: &DocumentId,
) -> Result<(), EngineError> {
    let gone = match tx.document(space, document)? {
        Some(held) => held.owner == Some(me.person) && held.state == DocumentState::Retracted,
        None => tx.is_named_by_creation(space, document, &me.person)?,
    };
    if gone && !devices::is_removed(me, tx)? {
        retract(me, tx, space, document)?;
    }
    Ok(())
}
