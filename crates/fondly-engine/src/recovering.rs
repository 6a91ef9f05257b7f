//! A home that was put back from a copy, or that runs twice: noticed when a peer holds another or a
//! longer history of its own log. The peer's history counts. What this home wrote beside it is kept
//! aside, the home goes on as a new device, and writes that again.
//!
//! There is never a second log for one device in one space: from here on nothing is written under
//! the old device any more, by no process (see `Me::append`).

mod rewriting;

use std::collections::BTreeSet;

use fondly_crypto::SigningKey;
use fondly_store::{DeviceName, Identity, Tx};
use fondly_sync::{
    Control, DeviceId, SpaceId, VerifiedRun, base32, codec::encode, roster::Signer, session::Batch,
};

use crate::{
    EngineError,
    applying::{self, Quota, end_log},
    bonds,
    clock::{floor_to_hour, now},
    devices, epochs,
    me::Me,
    random::rng,
};

const REBORN_AT: &str = "put back at";

fn note(space: &SpaceId) -> String {
    format!("recover {}", base32(&space.0))
}

/// What a note says once a peer has shown records of the own log that are not here: its claim to
/// hold more is then true.
const SHOWN: &[u8] = b"shown";

/// A peer says that this home was put back: the next session in the space recovers the own log.
pub(crate) fn begin(tx: &Tx<'_>, space: &SpaceId) -> Result<(), EngineError> {
    if !is_due(tx, space)? {
        tx.put_note(&note(space), b"")?;
    }
    Ok(())
}

/// Whether the own log in a space is to be recovered.
pub(crate) fn is_due(tx: &Tx<'_>, space: &SpaceId) -> Result<bool, EngineError> {
    Ok(tx.note(&note(space))?.is_some())
}

/// Takes a run of the own log as a peer holds it. Where this home wrote otherwise, that goes aside.
pub(crate) fn take_own(
    me: &Me,
    tx: &Tx<'_>,
    space: &SpaceId,
    run: VerifiedRun,
) -> Result<(), EngineError> {
    // Another session may have recovered it meanwhile.
    me.require_current(tx)?;
    for record in run.records() {
        match tx.record_hash(space, &me.device, record.seq)? {
            Some(hash) if hash == record.hash => {}
            Some(_) => {
                tx.put_note(&note(space), SHOWN)?;
                rewriting::set_aside(me, tx, space, record.seq)?;
                break;
            }
            None => {
                tx.put_note(&note(space), SHOWN)?;
                break;
            }
        }
    }
    let batch = Batch {
        runs: vec![run],
        epochs: Vec::new(),
    };
    applying::store(me, tx, space, &batch, Quota::Free)?;
    Ok(())
}

/// The own log is as the peer holds it: this home goes on as a new device. What it had written beside
/// is written again. False if the peer has shown nothing of what it said to hold: then all stays.
pub(crate) fn finish(me: &Me, tx: &Tx<'_>, space: &SpaceId) -> Result<bool, EngineError> {
    me.require_current(tx)?;
    if tx.note(&note(space))?.as_deref() != Some(SHOWN) {
        tx.remove_note(&note(space))?;
        tracing::warn!(
            ?space,
            "a peer said to hold more of this home's log, and has not shown it"
        );
        return Ok(false);
    }
    // Elsewhere the log of the old device is a former one from here on.
    for row in tx.spaces()? {
        tx.remove_note(&note(&row.space))?;
    }
    let reborn = rebirth(me, tx)?;
    settle(&reborn, tx, space)?;
    rewriting::write_again(me, &reborn, tx)?;
    tx.put_note(REBORN_AT, &encode(&now()))?;
    tracing::warn!("this home was put back from a copy and goes on as a new device");
    Ok(true)
}

/// When this home last had to go on as a new device, in seconds since 1970.
pub(crate) fn reborn_at(tx: &Tx<'_>) -> Result<Option<i64>, EngineError> {
    let Some(bytes) = tx.note(REBORN_AT)? else {
        return Ok(None);
    };
    let at = fondly_sync::codec::decode(&bytes, bytes.len());
    at.map(Some).map_err(|_| EngineError::Shape)
}

/// New keys; the old device adds the new one, which removes it.
fn rebirth(me: &Me, tx: &Tx<'_>) -> Result<Me, EngineError> {
    let key = SigningKey::generate(&mut rng());
    let device = DeviceId(key.verifying_key());
    let mut roster = devices::own_roster(me, tx)?;
    roster.add(&me.key, &key)?;
    roster.remove(&key, Signer::Device(device), BTreeSet::from([me.device]))?;
    tx.put_roster(&roster, now())?;
    let identity = Identity {
        roster: roster.encode(),
        device_key: key.to_bytes(),
        ..tx.identity()?
    };
    tx.put_identity(&identity)?;
    let reborn = Me::new(&identity);
    let name = tx.device_names()?.remove(&me.device);
    for row in tx.spaces()? {
        if tx.endpoint(&row.space)?.is_none() {
            continue;
        }
        epochs::new_sealing_secret(tx, &row.space)?;
        bonds::enrol(&reborn, tx, &row.space)?;
        if tx.tip(&row.space, &me.device)?.next > 0 {
            tx.put_former(&row.space, &me.device)?;
        }
    }
    let name = name.map_or_else(devices::usual_name, |named| named.name);
    let called = DeviceName { name, since: now() };
    devices::tell_name(&reborn, tx, &device, called)?;
    Ok(reborn)
}

/// Once a peer was met in a space, the log of the device that this home was before ends there.
pub(crate) fn settle(me: &Me, tx: &Tx<'_>, space: &SpaceId) -> Result<(), EngineError> {
    let Some(former) = tx.former(space)? else {
        return Ok(());
    };
    tx.remove_former(space, &former)?;
    let roster = devices::own_roster(me, tx)?;
    let Some(removal) = roster.removed().get(&former) else {
        return Ok(());
    };
    let tip = tx.tip(space, &former)?;
    let Some(seq) = tip.next.checked_sub(1) else {
        return Ok(());
    };
    let control = Control::Cut {
        removal: *removal,
        device: former,
        seq,
        hash: tip.hash,
    };
    me.append_control(tx, space, floor_to_hour(now()), &control)?;
    end_log(me, tx, space, &former, (seq, &tip.hash))?;
    Ok(())
}
