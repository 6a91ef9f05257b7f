//! Peers that sealed their epoch to a key whose secret is gone here. Their home was put back to a time before
//! they were told the newer one, so it is named to them at the beginning of the next session.

use std::collections::BTreeSet;

use fondly_store::Tx;
use fondly_sync::{
    DeviceId, SpaceId, base32,
    codec::{decode, encode},
};

use crate::EngineError;

fn name(space: &SpaceId) -> String {
    format!("unopened in {}", base32(&space.0))
}

/// Those of a space.
pub(crate) fn from(tx: &Tx<'_>, space: &SpaceId) -> Result<BTreeSet<DeviceId>, EngineError> {
    let Some(bytes) = tx.note(&name(space))? else {
        return Ok(BTreeSet::new());
    };
    decode(&bytes, bytes.len()).map_err(|_| EngineError::Shape)
}

/// One more.
pub(crate) fn note(tx: &Tx<'_>, space: &SpaceId, peer: &DeviceId) -> Result<(), EngineError> {
    let mut peers = from(tx, space)?;
    peers.insert(*peer);
    Ok(tx.put_note(&name(space), &encode(&peers))?)
}

/// A session with it was complete.
pub(crate) fn forget(tx: &Tx<'_>, space: &SpaceId, peer: &DeviceId) -> Result<(), EngineError> {
    let mut peers = from(tx, space)?;
    if !peers.remove(peer) {
        return Ok(());
    }
    match peers.is_empty() {
        true => Ok(tx.remove_note(&name(space))?),
        false => Ok(tx.put_note(&name(space), &encode(&peers))?),
    }
}
