//! A home that was put back from a copy, or that runs twice: noticed when a peer holds another or a
//! longer history of its own log. The peer's history counts. What this home wrote beside it is kept
//! aside, the home goes on as a new device, and writes that again.
//!
//! There is never a second log for one device in one space: from here on nothing is written under
//! the old device any more, by no process (see `Me::append`).

mod rewriting;

use std::collections::BTreeSet;

use fondly_crypto::{SealingSecret, SigningKey};
use fondly_store::{DeviceName, Identity, Tx};
use fondly_sync::{
    DeviceId, RecordHash, SpaceId, VerifiedRun, base32,
    codec::{decode, encode},
    end_by_cut,
    roster::Signer,
    session::{Batch, Recovery},
};
use serde::{Deserialize, Serialize};

use crate::{
    EngineError,
    applying::{self, Quota},
    bonds,
    clock::now,
    devices, epochs, letting,
    me::Me,
    random::rng,
};

const REBORN_AT: &str = "put back at";

fn note(space: &SpaceId) -> String {
    format!("recover from {}", base32(&space.0))
}

/// What peers said of an own log in a space.
#[derive(Serialize, Deserialize)]
struct Claims {
    /// Whose log: this device's, or that of the device that it was before.
    device: DeviceId,
    /// Who said to hold another history of it, and was not asked since.
    peers: BTreeSet<DeviceId>,
    /// Records were shown that are not here: the claim is true.
    shown: bool,
}

impl Claims {
    fn load(tx: &Tx<'_>, space: &SpaceId) -> Result<Option<Self>, EngineError> {
        let Some(bytes) = tx.note(&note(space))? else {
            return Ok(None);
        };
        let claims = decode(&bytes, bytes.len());
        claims.map(Some).map_err(|_| EngineError::Shape)
    }

    fn save(&self, tx: &Tx<'_>, space: &SpaceId) -> Result<(), EngineError> {
        Ok(tx.put_note(&note(space), &encode(self))?)
    }
}

/// A peer says that this home was put back: the next session with it in the space recovers the log.
/// Whoever else is met meanwhile may know less, and has nothing to show.
pub(crate) fn begin(
    tx: &Tx<'_>,
    space: &SpaceId,
    device: &DeviceId,
    peer: &DeviceId,
) -> Result<(), EngineError> {
    let before = Claims::load(tx, space)?.filter(|claims| claims.device == *device);
    let mut claims = before.unwrap_or_else(|| Claims {
        device: *device,
        peers: BTreeSet::new(),
        shown: false,
    });
    claims.peers.insert(*peer);
    claims.save(tx, space)
}

/// What is to be recovered in a space, and from whom.
pub(crate) fn due(tx: &Tx<'_>, space: &SpaceId) -> Result<Option<Recovery>, EngineError> {
    let claims = Claims::load(tx, space)?;
    Ok(claims.map(|Claims { device, peers, .. }| Recovery {
        device,
        peers,
        sealing: SealingSecret::generate(&mut rng()),
    }))
}

fn note_shown(tx: &Tx<'_>, space: &SpaceId) -> Result<(), EngineError> {
    match Claims::load(tx, space)? {
        Some(claims) => Claims {
            shown: true,
            ..claims
        }
        .save(tx, space),
        None => Ok(()),
    }
}

/// Takes a run of an own log as a peer holds it. Where this home wrote otherwise, that goes aside.
pub(crate) fn take_own(
    me: &Me,
    tx: &Tx<'_>,
    space: &SpaceId,
    run: VerifiedRun,
) -> Result<(), EngineError> {
    // Another session may have recovered it meanwhile.
    me.require_current(tx)?;
    let device = *run.device();
    for record in run.records() {
        match tx.record_hash(space, &device, record.seq)? {
            Some(hash) if hash == record.hash => {}
            Some(_) => {
                note_shown(tx, space)?;
                rewriting::set_aside(me, tx, space, &device, record.seq)?;
                break;
            }
            None => {
                note_shown(tx, space)?;
                break;
            }
        }
    }
    let batch = Batch {
        runs: vec![run],
        ..Batch::default()
    };
    applying::store(me, tx, space, &batch, Quota::Free)?;
    Ok(())
}

/// The own log is as the peer holds it: this home goes on as a new device, unless it does so already.
/// What it had written beside is written again. False if the peer has shown nothing of what it said
/// to hold: then all stays.
pub(crate) fn finish(
    me: &Me,
    tx: &Tx<'_>,
    space: &SpaceId,
    peer: &DeviceId,
) -> Result<bool, EngineError> {
    me.require_current(tx)?;
    let Some(mut claims) = Claims::load(tx, space)? else {
        return Ok(false);
    };
    if !claims.shown {
        tracing::warn!(
            ?space,
            "a peer said to hold more of this home's log, and has not shown it"
        );
        claims.peers.remove(peer);
        claims.save(tx, space)?;
        return Ok(false);
    }
    tx.remove_note(&note(space))?;
    if claims.device == me.device {
        let reborn = rebirth(me, tx)?;
        tx.put_note(REBORN_AT, &encode(&now()))?;
        tracing::warn!("this home was put back from a copy and goes on as a new device");
        go_on(&reborn, tx, space)
    } else {
        go_on(me, tx, space)
    }
}

/// Whoever else holds another history of the recovered log is asked no more.
fn go_on(me: &Me, tx: &Tx<'_>, space: &SpaceId) -> Result<bool, EngineError> {
    settle(me, tx, space)?;
    if let Some(former) = tx.former(space)? {
        tx.remove_former(space, &former)?;
    }
    rewriting::write_again(me, tx)?;
    if *space == me.journal {
        // Whom this home linked before it noticed holds another history, and hears nothing of this one.
        for bond in tx.bonds()? {
            letting::tell_again(me, tx, &bond.space)?;
        }
    }
    Ok(true)
}

/// When this home last had to go on as a new device, in seconds since 1970.
pub(crate) fn reborn_at(tx: &Tx<'_>) -> Result<Option<i64>, EngineError> {
    let Some(bytes) = tx.note(REBORN_AT)? else {
        return Ok(None);
    };
    let at = decode(&bytes, bytes.len());
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

/// Once a peer was met in a space, the log of the device that this home was before ends there, as far
/// as it is known.
pub(crate) fn settle(me: &Me, tx: &Tx<'_>, space: &SpaceId) -> Result<(), EngineError> {
    let Some(former) = tx.former(space)? else {
        return Ok(());
    };
    let roster = devices::own_roster(me, tx)?;
    let Some(removal) = roster.removed().get(&former) else {
        return Ok(());
    };
    let tip = tx.tip(space, &former)?;
    if tip.next == 0 {
        return Ok(());
    }
    let cuts = tx.cuts(space)?;
    let end = |cut: &(u64, RecordHash)| end_by_cut(space, &former, cut);
    if cuts.get(&former).is_some_and(|cut| end(cut) >= tip.next) {
        return Ok(());
    }
    applying::end_here(me, tx, space, (removal, &former))?;
    applying::end_left_open(me, tx, space, &roster)
}
