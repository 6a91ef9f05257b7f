//! `receive`: takes a bundle in.
//!
//! The file is looked at as a whole first. Then each section that was made for this device goes the
//! way of a session: rosters, the epoch, then envelope by envelope, each one transaction. What was
//! stored stays, so a file can be received any number of times; what is here already is skipped, so
//! what was withdrawn or erased here never comes back by an older file.

use std::collections::BTreeSet;

use fondly_crypto::SealingSecret;
use fondly_store::Tx;
use fondly_sync::{
    DeviceId, PeerFault, Replica, SpaceId,
    bundle::{self, Section, Statement},
    codec::encode,
    envelope::open_envelope,
    session::Batch,
};
use serde::Serialize;

use crate::{
    Engine, EngineError,
    applying::{self, Stored},
    batch::write,
    clock::now,
    devices, editions, epochs, forgetting,
    labels::Labels,
    me::Me,
    meetings::{Way, note_met},
    node::peers::spaces,
    recovering, served,
};

/// What came of a bundle.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Received {
    /// My labels of those whose devices made it; `me` for an own one.
    pub from: Vec<String>,
    /// Records that were new.
    pub received: u64,
    /// Parts of the file that are not for this device, or about what it does not know yet.
    pub unopened: usize,
}

impl Engine {
    /// Takes in a file that `bundle` made on another device.
    ///
    /// # Errors
    /// `Bundle` if it is no whole bundle; `NotForHere`; `BundleGap`, `BundleOutdated`, `Removed`,
    /// `RolledBack`, `Peer`, `Store`. What was stored by then stays.
    pub fn receive(&mut self, bytes: &[u8]) -> Result<Received, EngineError> {
        let sections = bundle::read(bytes)?;
        if self.is_removed()? {
            return Err(EngineError::Removed);
        }
        let mut received = Received::default();
        let mut taken = Ok(());
        for section in &sections {
            taken = self.take_section(section, &mut received);
            if taken.is_err() {
                break;
            }
        }
        self.empty_log()?;
        served::tell_changed(&self.home);
        taken?;
        if received.unopened == sections.len() {
            return Err(EngineError::NotForHere);
        }
        Ok(received)
    }

    fn take_section(
        &mut self,
        section: &Section<'_>,
        received: &mut Received,
    ) -> Result<(), EngineError> {
        let me = std::sync::Arc::clone(&self.me);
        let Some((space, said)) = self.store.read(|tx| open(&me, tx, section))? else {
            received.unopened += 1;
            return Ok(());
        };
        let label = self.store.read(|tx| label_of(&me, tx, &space, &said))?;
        if !received.from.contains(&label) {
            received.from.push(label);
        }
        let mut replica = write(&mut self.store, |tx| meet(&me, tx, &space, &said))?;
        let mut frozen = BTreeSet::new();
        for envelope in &section.envelopes {
            let keys = replica.epochs.iter().map(|(id, held)| (id, &held.key));
            let (_, contents) = open_envelope(keys, &space, envelope)?;
            if frozen.contains(&contents.device) {
                continue;
            }
            let (device, evidence) = (contents.device, encode(&contents));
            match replica.accept(contents) {
                Ok(runs) if runs.is_empty() => {}
                Ok(runs) => {
                    let count: usize = runs.iter().map(|run| run.records().len()).sum();
                    let batch = Batch {
                        runs,
                        epochs: Vec::new(),
                    };
                    let stored = |tx: &Tx<'_>| store(&me, tx, &space, &batch, &mut replica);
                    write(&mut self.store, stored)?;
                    received.received += count as u64;
                }
                Err(PeerFault::Gap) => return Err(EngineError::BundleGap),
                Err(PeerFault::Fork { .. }) if device == me.device => {
                    write(&mut self.store, |tx| recovering::begin(tx, &space))?;
                    return Err(EngineError::RolledBack);
                }
                // As in a session: the log stays as it is here, and the rest goes on.
                Err(PeerFault::Fork { .. }) => {
                    frozen.insert(device);
                    let freeze = |tx: &Tx<'_>| Ok(tx.freeze_log(&space, &device, &evidence)?);
                    write(&mut self.store, freeze)?;
                }
                Err(fault) => return Err(fault.into()),
            }
        }
        write(&mut self.store, |tx| {
            finish(&me, tx, &space, &said, &replica)
        })
    }
}

/// The space that a section is about, and what it says, if it was made for this device.
fn open(
    me: &Me,
    tx: &Tx<'_>,
    section: &Section<'_>,
) -> Result<Option<(SpaceId, Statement)>, EngineError> {
    for space in spaces(me, tx)? {
        let secrets = tx.sealing_secrets(&space)?;
        let secrets: Vec<SealingSecret> = secrets
            .iter()
            .map(|secret| SealingSecret::from_bytes(secret))
            .collect();
        if let Some(said) = section.open(&space, &me.device, &secrets)? {
            return Ok(Some((space, said)));
        }
    }
    Ok(None)
}

/// My label of whoever's device made a section.
fn label_of(
    me: &Me,
    tx: &Tx<'_>,
    space: &SpaceId,
    said: &Statement,
) -> Result<String, EngineError> {
    let own = devices::own_roster(me, tx)?.knows(&said.device);
    let labels = Labels::load(tx)?;
    let bond = labels
        .standing()
        .into_iter()
        .find(|bond| bond.space == *space);
    Ok(match bond {
        Some(bond) if !own => bond.label.clone(),
        _ => "me".to_owned(),
    })
}

/// Takes in what a section shows first: rosters, and the epoch of its envelopes.
fn meet(me: &Me, tx: &Tx<'_>, space: &SpaceId, said: &Statement) -> Result<Replica, EngineError> {
    if recovering::is_due(tx, space)? {
        return Err(EngineError::RolledBack);
    }
    let before = epochs::replica(me, tx, space)?;
    let merged = before.merge_rosters(said.rosters.iter().map(|bytes| bytes.as_slice()))?;
    let rosters = merged.as_deref().unwrap_or(&before.rosters);
    let is_in = |device: &DeviceId| rosters.iter().any(|it| it.devices().contains(device));
    if !is_in(&said.device) || !is_in(&said.epoch.signer) {
        return Err(EngineError::BundleOutdated);
    }
    if let Some(rosters) = &merged {
        devices::take_rosters(me, tx, rosters)?;
    }
    if devices::is_removed(me, tx)? {
        return Err(EngineError::Removed);
    }
    epochs::ensure(me, tx, space)?;
    let mut replica = epochs::replica(me, tx, space)?;
    let shown = &said.epoch;
    let wrap = shown.wraps.iter().find(|(device, _)| *device == me.device);
    let (_, wrap) = wrap.ok_or(PeerFault::Epoch)?;
    let held = replica.accept_epoch(shown.announcement.clone(), shown.signer, wrap)?;
    if let Some(held) = held {
        replica.epochs.insert(held.id, held.clone());
        let batch = Batch {
            runs: Vec::new(),
            epochs: vec![held],
        };
        applying::store_batch(me, tx, space, &batch)?;
    }
    Ok(replica)
}

fn store(
    me: &Me,
    tx: &Tx<'_>,
    space: &SpaceId,
    batch: &Batch,
    replica: &mut Replica,
) -> Result<(), EngineError> {
    match applying::store_batch(me, tx, space, batch)? {
        Stored::OverQuota => Err(PeerFault::Limit.into()),
        Stored::Kept(done) => {
            if done.cut {
                replica.set_cuts(tx.cuts(space)?);
            }
            Ok(())
        }
    }
}

/// Notes what the device that made the file holds, as at the end of a session.
fn finish(
    me: &Me,
    tx: &Tx<'_>,
    space: &SpaceId,
    said: &Statement,
    replica: &Replica,
) -> Result<(), EngineError> {
    for (log, next) in &said.holds {
        if replica.person_of(log).is_some() {
            let next = (*next).min(replica.tip(log).next);
            tx.note_peer_holds(space, &said.device, log, next)?;
        }
    }
    tx.note_exchange(space, now())?;
    note_met(tx, space, &said.device, Way::File)?;
    editions::claim(me, tx, space)?;
    recovering::settle(me, tx, space)?;
    forgetting::forget(me, tx, space)?;
    Ok(())
}
