//! When a device was last exchanged with, and how: noted at the end of an exchange, never while a
//! link stands, so that it says nothing of whether somebody is there.

use fondly_store::Tx;
use fondly_sync::{DeviceId, SpaceId, base32, codec::encode};
use serde::{Deserialize, Serialize};

use crate::{
    DeviceStatus, EngineError,
    clock::{now, rfc3339},
    labels::Labels,
    me::Me,
    node::peers::{OWN, peers},
};

/// How an exchange went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Way {
    /// Over a link between the two devices.
    Direct,
    /// Over a link through a relay.
    Relayed,
    /// By a bundle.
    File,
}

impl Way {
    const fn name(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Relayed => "relayed",
            Self::File => "file",
        }
    }
}

fn note(space: &SpaceId, device: &DeviceId) -> String {
    format!("met {} {}", base32(&space.0), base32(device.as_bytes()))
}

/// Notes an exchange with a device about a space, just ended.
pub(crate) fn note_met(
    tx: &Tx<'_>,
    space: &SpaceId,
    device: &DeviceId,
    way: Way,
) -> Result<(), EngineError> {
    Ok(tx.put_note(&note(space, device), &encode(&(now(), way)))?)
}

/// Notes by which way it goes since, as a link may begin at a relay and then do without. When is left
/// as it is: it would say that somebody is still there.
pub(crate) fn note_way(
    tx: &Tx<'_>,
    space: &SpaceId,
    device: &DeviceId,
    way: Way,
) -> Result<(), EngineError> {
    match met(tx, space, device)? {
        Some((at, before)) if before != way => {
            Ok(tx.put_note(&note(space, device), &encode(&(at, way)))?)
        }
        _ => Ok(()),
    }
}

/// When a device was last exchanged with about a space, and how.
pub(crate) fn met(
    tx: &Tx<'_>,
    space: &SpaceId,
    device: &DeviceId,
) -> Result<Option<(i64, Way)>, EngineError> {
    let Some(bytes) = tx.note(&note(space, device))? else {
        return Ok(None);
    };
    let met = fondly_sync::codec::decode(&bytes, bytes.len());
    met.map(Some).map_err(|_| EngineError::Shape)
}

/// How things stand with every device of the people called `names`, or with one's own by `me`.
pub(crate) fn devices_of(
    me: &Me,
    tx: &Tx<'_>,
    name: &str,
) -> Result<Vec<DeviceStatus>, EngineError> {
    let called = tx.device_names()?;
    let mut all: Vec<DeviceStatus> = Vec::new();
    for peer in peers(me, tx, vec![name.to_owned()])? {
        let met = met(tx, &peer.space, &peer.device)?;
        let to_send = waiting(me, tx, &peer.space, &peer.device, peer.own)?;
        let id = fondly_sync::shown(peer.device.as_bytes());
        let at = met.map(|(at, _)| rfc3339(at, None));
        let path = met.map(|(_, way)| way.name().to_owned());
        // An own device is met about every space: the newest meeting, and all that waits.
        if let Some(same) = all.iter_mut().find(|it| it.device == id) {
            same.to_send += to_send;
            if at > same.last_exchange {
                (same.last_exchange, same.path) = (at, path);
            }
            continue;
        }
        let name = called.get(&peer.device).filter(|_| peer.own);
        all.push(DeviceStatus {
            device: id,
            name: name.map(|named| named.name.clone()),
            last_exchange: at,
            path,
            to_send,
        });
    }
    Ok(all)
}

/// Records that a device is not known to hold: of what this one wrote, and among own devices of all.
fn waiting(
    me: &Me,
    tx: &Tx<'_>,
    space: &SpaceId,
    device: &DeviceId,
    own: bool,
) -> Result<u64, EngineError> {
    let holds = tx.peer_holds(space)?;
    let tips = tx.tips(space)?;
    let logs = tips.iter().filter(|(log, _)| own || **log == me.device);
    let lacks = logs.filter(|(log, _)| *log != device).map(|(log, tip)| {
        let held = holds.get(&(*device, *log)).copied().unwrap_or(0);
        tip.next.saturating_sub(held)
    });
    Ok(lacks.sum())
}

/// The other devices of one's own.
pub(crate) fn own_devices(me: &Me, tx: &Tx<'_>) -> Result<Vec<DeviceStatus>, EngineError> {
    devices_of(me, tx, OWN)
}

/// The times that somebody else's records or a meeting prove to be over.
pub(crate) fn latest(tx: &Tx<'_>) -> Result<Option<i64>, EngineError> {
    let labels = Labels::load(tx)?;
    let exchanges = labels.standing().into_iter();
    Ok(exchanges.filter_map(|bond| bond.last_exchange).max())
}
