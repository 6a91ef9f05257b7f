//! Every record that is held anywhere was signed by the device in whose log it stands.

use std::collections::BTreeMap;

use fondly_crypto::Domain;
use fondly_engine::{EngineError, simulation};
use fondly_store::Tx;
use fondly_sync::{
    Content, Control, DeviceId, PersonId, Record, RecordHash, SpaceId,
    record::{Place, log_start},
};

use crate::world::World;

/// The logs of every store, computed again from their payloads and payload hashes, end where a
/// signature of their device or a cut stands, and belong to a device of a member.
///
/// # Errors
/// Which record of which store does not.
pub fn every_record_is_signed(world: &mut World) -> Result<(), String> {
    for at in world.living() {
        let looked = world.on(at, |engine| simulation::look(engine, look));
        let found = looked.map_err(|error| format!("in the end: {error}"))?;
        if let Some(what) = found {
            return Err(format!("{} holds {what}", world.devices[at].name));
        }
    }
    Ok(())
}

fn look(tx: &Tx<'_>) -> Result<Option<String>, EngineError> {
    for row in tx.spaces()? {
        let mut known: BTreeMap<DeviceId, PersonId> = BTreeMap::new();
        for person in &row.members {
            let roster = tx.roster(person)?;
            let devices = roster.iter().flat_map(|roster| roster.known_devices());
            known.extend(devices.map(|device| (*device, *person)));
        }
        for device in tx.tips(&row.space)?.keys() {
            let Some(person) = known.get(device) else {
                return Ok(Some(format!("a log of {device:?}, who is nobody's")));
            };
            if let Some(seq) = first_wrong(tx, &row.space, device, person)? {
                return Ok(Some(format!("record {seq} of {device:?} without proof")));
            }
        }
    }
    Ok(None)
}

/// The first record of a log for which nothing vouches.
fn first_wrong(
    tx: &Tx<'_>,
    space: &SpaceId,
    device: &DeviceId,
    person: &PersonId,
) -> Result<Option<u64>, EngineError> {
    let (mut prev, mut seq) = (log_start(space, device), 0);
    let cut = tx.cuts(space)?.remove(device);
    let mut proved = 0;
    loop {
        let (before, records) = tx.records(space, device, seq, usize::MAX, usize::MAX)?;
        if records.is_empty() {
            break;
        }
        if before != prev {
            return Ok(Some(seq));
        }
        for record in &records {
            let place = Place {
                space: *space,
                device: *device,
                seq,
                prev,
            };
            let hash: RecordHash = record.item.hash_at(record.version, &place, person);
            let signed = record.signature.is_none_or(|signature| {
                let domain = Domain::RECORD_SIGNATURE;
                device.0.verify(domain, &hash.0, &signature).is_ok()
            });
            if record.seq != seq || record.hash != hash || !signed {
                return Ok(Some(seq));
            }
            if record.signature.is_some() || cut == Some((seq, hash)) {
                proved = seq + 1;
            }
            (prev, seq) = (hash, seq + 1);
        }
    }
    let tip = tx.tip(space, device)?;
    // A cut that was raised since vouched for the end of a run.
    let controls = tx.applied_controls(space)?;
    let mut ends = controls.iter().filter_map(|(_, record)| end_said(record));
    let is_end = tip
        .next
        .checked_sub(1)
        .is_some_and(|seq| ends.any(|end| end == (*device, seq, tip.hash)));
    Ok((proved < tip.next && !is_end).then_some(proved))
}

/// Where a record says that a log ends.
fn end_said(record: &Record) -> Option<(DeviceId, u64, RecordHash)> {
    let Content::Full(payload) = &record.item.content else {
        return None;
    };
    match Control::decode(&payload.body) {
        Ok(Control::Cut {
            device, seq, hash, ..
        }) => Some((device, seq, hash)),
        _ => None,
    }
}
