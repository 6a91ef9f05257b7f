//! `receive`: takes a bundle in.
//!
//! The file is looked at as a whole first. Then each section that was made for this device goes the
//! way of a session: rosters, the epoch, then envelope by envelope, each one transaction. What was
//! stored stays, so a file can be received any number of times; what is here already is skipped, so
//! what was withdrawn or erased here never comes back by an older file.

use fondly_crypto::SealingSecret;
use fondly_store::Tx;
use fondly_sync::{
    DeviceId, PeerFault, Replica, SpaceId,
    bundle::{self, Section, Statement},
    codec::encode,
    envelope::open_envelope,
    replica::Accepted,
    session::Batch,
};
use serde::Serialize;

use crate::{
    Engine, EngineError,
    applying::{self, Stored},
    batch::write,
    clock::now,
    comparing, devices, editions, epochs, forgetting,
    labels::Labels,
    letting,
    me::Me,
    meetings::{Way, note_met},
    node::peers::own_spaces,
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
        self.empty_log();
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
        for envelope in &section.envelopes {
            let keys = replica.epochs.iter().map(|(id, held)| (id, &held.key));
            let (_, contents) = open_envelope(keys, &space, envelope)?;
            let (device, shown) = (contents.device, contents.clone());
            let accepted = match replica.accept(contents) {
                Err(PeerFault::Gap) => return Err(EngineError::BundleGap),
                accepted => accepted?,
            };
            let count: usize = accepted.runs.iter().map(|run| run.records().len()).sum();
            let took = |tx: &Tx<'_>| take(&me, tx, &space, accepted, device, &mut replica);
            if write(&mut self.store, took)? {
                received.received += count as u64;
                continue;
            }
            let evidence = encode(&shown.without_payloads());
            let other = |tx: &Tx<'_>| another_history(&me, tx, &space, device, &said, &evidence);
            if write(&mut self.store, other)? {
                return Err(EngineError::RolledBack);
            }
            replica.frozen.insert(device);
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
    for space in own_spaces(me, tx)? {
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
    let own = devices::own_roster(me, tx)?.knows(&said.device);
    letting::require_open(tx, space, own)?;
    if recovering::due(tx, space)?.is_some_and(|due| due.peers.contains(&said.device)) {
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
            epochs: vec![held],
            ..Batch::default()
        };
        applying::store_batch(me, tx, space, &batch)?;
    }
    Ok(replica)
}

/// Stores what is new of an envelope. False if it shows another history of the log than the one here.
fn take(
    me: &Me,
    tx: &Tx<'_>,
    space: &SpaceId,
    accepted: Accepted,
    device: DeviceId,
    replica: &mut Replica,
) -> Result<bool, EngineError> {
    for (seq, hash) in &accepted.known {
        let held = tx.record_hash(space, &device, *seq)?;
        if held.is_some_and(|held| held != *hash) {
            return Ok(false);
        }
    }
    let forked = accepted.forked;
    if !accepted.runs.is_empty() || !accepted.fills.is_empty() {
        let batch = Batch {
            runs: accepted.runs,
            fills: accepted.fills,
            epochs: Vec::new(),
        };
        match applying::store_batch(me, tx, space, &batch)? {
            Stored::OverQuota => return Err(PeerFault::Limit.into()),
            Stored::Kept(done) if done.cut => replica.set_ends(tx.ends(space)?),
            Stored::Kept(_) => {}
        }
    }
    Ok(!forked)
}

/// Somebody wrote a log twice: of another's, the proof is kept and nothing more is taken. True if it
/// is this device's own, which the maker of the file has to show in a session.
fn another_history(
    me: &Me,
    tx: &Tx<'_>,
    space: &SpaceId,
    device: DeviceId,
    said: &Statement,
    evidence: &[u8],
) -> Result<bool, EngineError> {
    if device == me.device || tx.former(space)? == Some(device) {
        recovering::begin(tx, space, &device, &said.device)?;
        return Ok(true);
    }
    comparing::freeze(me, tx, space, (&device, evidence), Some(said.device))?;
    Ok(false)
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
