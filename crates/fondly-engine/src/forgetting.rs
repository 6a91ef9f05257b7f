//! Old keys go: once every device that is in has acknowledged a later epoch, what was recorded on the
//! way under an earlier one stays closed, even if a device is seized.

use fondly_store::Tx;
use fondly_sync::{Control, DeviceId, EpochId, FrontierEntry, Replica, SpaceId};

use crate::{
    EngineError,
    clock::{floor_to_hour, now},
    epochs, letting,
    me::Me,
};

const DAY: i64 = 86_400;

fn note(space: &SpaceId) -> String {
    format!("acknowledged {}", fondly_sync::base32(&space.0))
}

/// Tells the space that this device holds its current epoch, where there are older keys to forget: in
/// a bond at most once a day while the devices stay the same, so that it tells little of when this
/// one is up; in one that has ended no more.
pub(crate) fn acknowledge(me: &Me, tx: &Tx<'_>, space: &SpaceId) -> Result<(), EngineError> {
    if letting::has_ended(tx, space)? {
        return Ok(());
    }
    let replica = epochs::replica(me, tx, space)?;
    let Some(current) = replica.current_epoch() else {
        return Ok(());
    };
    let number = current.epoch.number;
    if number < 2 {
        // There was none before.
        return Ok(());
    }
    let said = tx.acknowledged(space)?;
    if said.get(&me.device).is_some_and(|held| *held >= number) {
        return Ok(());
    }
    let today = now().div_euclid(DAY).to_le_bytes();
    let today = [today.as_slice(), &replica.rosters_digest()].concat();
    if *space != me.journal && tx.note(&note(space))?.as_ref() == Some(&today) {
        return Ok(());
    }
    let control = Control::Acknowledge {
        frontier: replica.frontier(),
        epoch: current.id,
    };
    me.append_control(tx, space, floor_to_hour(now()), &control)?;
    tx.put_note(&note(space), &today)?;
    Ok(tx.put_acknowledged(space, &me.device, number)?)
}

/// Another device says what it holds. False while the epoch was not announced here.
pub(crate) fn heard(
    me: &Me,
    tx: &Tx<'_>,
    space: &SpaceId,
    by: &DeviceId,
    (epoch, frontier): (&EpochId, &[FrontierEntry]),
) -> Result<bool, EngineError> {
    if !holds(tx, space, by, epoch)? {
        return Ok(false);
    }
    let replica = epochs::replica(me, tx, space)?;
    // The frontier counts devices by the rosters that the epoch names.
    let rosters = replica.epochs.get(epoch).map(|held| &held.epoch.rosters);
    if rosters == Some(&replica.roster_digests())
        && let Some(next) = held_of(&replica, frontier)
    {
        tx.note_peer_holds(space, by, &me.device, next)?;
    }
    Ok(true)
}

/// Notes that `by` holds an epoch. False while it was not announced here.
pub(crate) fn holds(
    tx: &Tx<'_>,
    space: &SpaceId,
    by: &DeviceId,
    epoch: &EpochId,
) -> Result<bool, EngineError> {
    let number = match tx.announced(space, epoch)? {
        None => {
            // Of a journal that an earlier version made.
            let held = tx.epochs(space)?.into_iter().find(|row| row.id == *epoch);
            held.map(|row| row.epoch.number)
        }
        number => number,
    };
    let Some(number) = number else {
        return Ok(false);
    };
    tx.put_acknowledged(space, by, number)?;
    Ok(true)
}

/// How much of the log of this device the frontier holds.
fn held_of(replica: &Replica, frontier: &[FrontierEntry]) -> Option<u64> {
    let devices = replica.devices();
    let own = devices.iter().position(|id| *id == replica.device())?;
    let own = u32::try_from(own).ok()?;
    let entry = frontier.iter().find(|entry| entry.device == own)?;
    let written = replica.tip(&replica.device()).next;
    Some(entry.next.min(written))
}

/// Deletes the keys that no device that is in needs any more. Whether there were any.
pub(crate) fn forget(me: &Me, tx: &Tx<'_>, space: &SpaceId) -> Result<bool, EngineError> {
    let replica = epochs::replica(me, tx, space)?;
    let Some(current) = replica.current_epoch() else {
        return Ok(false);
    };
    let (said, holds) = (tx.acknowledged(space)?, tx.peer_holds(space)?);
    let (mut number, mut held) = (current.epoch.number, u64::MAX);
    for device in replica.devices() {
        if device == me.device || !replica.is_in(&device) {
            continue;
        }
        number = number.min(said.get(&device).copied().unwrap_or_default());
        held = held.min(holds.get(&(device, me.device)).copied().unwrap_or_default());
    }
    let epochs = tx.forget_epochs_below(space, number, &current.id)?;
    // Whoever holds the record that told the newest key wraps to it.
    let secrets = held != u64::MAX && tx.forget_sealing_secrets(space, held)?;
    Ok(epochs || secrets)
}
