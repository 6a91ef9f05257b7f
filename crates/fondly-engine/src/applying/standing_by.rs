//! What a device says again of what another own one said, whose log others may hold otherwise.

use std::collections::BTreeSet;

use fondly_store::Tx;
use fondly_sync::{Control, DeviceId, SpaceId};

use super::cutting::{control_in, cut_in};
use crate::{
    EngineError,
    clock::{floor_to_hour, now},
    me::Me,
    retracting,
};

/// Somebody may hold another history of the log of an own device: which logs it ends in this one, and what
/// it withdraws, this device ends and withdraws too, where not all to whom it matters have heard it otherwise.
pub(crate) fn stand_by(
    me: &Me,
    tx: &Tx<'_>,
    space: &SpaceId,
    device: &DeviceId,
) -> Result<(), EngineError> {
    if tx.person_of_device(device)? != Some(me.person) {
        return Ok(());
    }
    stand_by_ends(me, tx, space, device)?;
    if *space == me.journal {
        return Ok(());
    }
    stand_by_withdrawals(me, tx, space, device)
}

fn stand_by_ends(
    me: &Me,
    tx: &Tx<'_>,
    space: &SpaceId,
    device: &DeviceId,
) -> Result<(), EngineError> {
    let controls = tx.applied_controls(space)?;
    let ends = controls.iter();
    let ends: Vec<_> = ends
        .filter_map(|(by, record)| Some((by, cut_in(record)?)))
        .collect();
    for (ended, end) in tx.cuts(space)? {
        let mut same = ends
            .iter()
            .filter(|(_, (_, log, at))| *log == ended && *at == end);
        let Some((by, (removal, ..))) = same.next() else {
            continue;
        };
        if *by == device && same.all(|(by, _)| *by == device) {
            let control = Control::Cut {
                removal: *removal,
                device: ended,
                seq: end.0,
                hash: end.1,
            };
            me.append_control(tx, space, floor_to_hour(now()), &control)?;
        }
    }
    Ok(())
}

fn stand_by_withdrawals(
    me: &Me,
    tx: &Tx<'_>,
    space: &SpaceId,
    device: &DeviceId,
) -> Result<(), EngineError> {
    let mut readers = BTreeSet::new();
    for person in tx.members(space)? {
        if let Some(roster) = tx.roster(&person)?.filter(|_| person != me.person) {
            readers.extend(roster.devices().iter().copied());
        }
    }
    let controls = tx.applied_controls(space)?.into_iter();
    for (_, record) in controls.filter(|(by, _)| by == device) {
        let Some(Control::Retract { document }) = control_in(&record) else {
            continue;
        };
        let receipts = tx.receipts(space, &document)?;
        if !readers.iter().all(|reader| receipts.contains(reader)) {
            retracting::stand_by(me, tx, space, &document)?;
        }
    }
    Ok(())
}
