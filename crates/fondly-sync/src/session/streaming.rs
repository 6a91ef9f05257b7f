//! Records on their way, both ways, until both sides hold the same; then news as it is written.

use rand_core::CryptoRng;

use super::{Batch, Effect, Session, State};
use crate::{
    Content, DeviceId, FrontierEntry, HoleRange, Message, Record, RecordHash, Role, Run,
    codec::encode,
    envelope::{Contents, open_envelope, seal_envelope},
    fault::PeerFault,
    frontier::arrived,
    limits::EPOCHS_PER_SESSION_MAX,
};

impl Session {
    pub(super) fn peer_epoch(
        &mut self,
        announcement: Run,
        signer: DeviceId,
        wrap: &[u8],
        effects: &mut Vec<Effect>,
    ) -> Result<(), PeerFault> {
        self.epochs_shown += 1;
        if self.epochs_shown > EPOCHS_PER_SESSION_MAX {
            return Err(PeerFault::Limit);
        }
        let held = match self.replica.accept_epoch(announcement, signer, wrap) {
            // The key may have been lost with what was written since this home was copied. The
            // frontier will tell.
            Err(PeerFault::Epoch) if self.peer_frontier.is_none() => {
                self.unopened = true;
                return Ok(());
            }
            held => held?,
        };
        if let Some(held) = held {
            self.replica.epochs.insert(held.id, held.clone());
            self.commit(
                Batch {
                    epochs: vec![held],
                    ..Batch::default()
                },
                effects,
            );
        }
        Ok(())
    }

    pub(super) fn envelope(
        &mut self,
        bytes: &[u8],
        effects: &mut Vec<Effect>,
    ) -> Result<(), PeerFault> {
        let keys = self.replica.epochs.iter().map(|(id, held)| (id, &held.key));
        let (_, contents) = open_envelope(keys, &self.replica.space, bytes)?;
        let device = contents.device;
        if self.recovers() == Some(device) {
            return self.own_history(contents, effects);
        }
        let shown = contents.clone();
        let accepted = self.replica.accept(contents)?;
        // The sender waits for it, whether anything was new or not.
        self.owes_durable = true;
        if !accepted.runs.is_empty() || !accepted.fills.is_empty() {
            let count: usize = accepted.runs.iter().map(|run| run.records().len()).sum();
            self.tally.received += count as u64;
            let batch = Batch {
                runs: accepted.runs,
                fills: accepted.fills,
                epochs: Vec::new(),
            };
            self.commit(batch, effects);
        }
        if accepted.forked && self.is_own(&device) {
            self.rolled_back(device, effects);
        }
        if device == self.replica.device() || self.state == State::Ended {
            return Ok(());
        }
        if accepted.known.is_empty() && !accepted.forked {
            return Ok(());
        }
        let evidence = encode(&shown.without_payloads());
        for (seq, hash) in accepted.known {
            effects.push(Effect::Compare {
                device,
                seq,
                hash,
                evidence: evidence.clone(),
            });
        }
        if accepted.forked {
            effects.push(Effect::Freeze { device, evidence });
            self.prove(device);
            self.replica.frozen.insert(device);
        }
        Ok(())
    }

    /// Shows the peer the last record here of a log of which it has another history: both then hold
    /// the proof.
    pub(super) fn prove(&mut self, device: DeviceId) {
        let next = self.replica.tip(&device).next;
        if let Some(last) = next.checked_sub(1)
            && !self.replica.frozen.contains(&device)
        {
            self.to_load.push((device, Some(last)));
        }
    }

    /// Runs of the log that is recovered, which must follow each other from the beginning.
    fn own_history(
        &mut self,
        contents: Contents,
        effects: &mut Vec<Effect>,
    ) -> Result<(), PeerFault> {
        let device = contents.device;
        let person = self
            .replica
            .person_of(&device)
            .ok_or(PeerFault::UnknownDevice)?;
        // What only a cut vouches for may be less than what this device wrote.
        for run in contents.runs.into_iter().filter(|run| !run.is_anchored()) {
            let run = run.verify(&self.replica.space, &device, &person)?;
            if run.first() != self.own_next {
                return Err(PeerFault::Gap);
            }
            self.own_next = run.next();
            self.tally.received += run.records().len() as u64;
            effects.push(Effect::OwnHistory(run));
        }
        Ok(())
    }

    fn commit(&mut self, batch: Batch, effects: &mut Vec<Effect>) {
        self.commits += 1;
        effects.push(Effect::Commit(batch));
    }

    pub(super) fn peer_durable(
        &mut self,
        entries: &[FrontierEntry],
        effects: &mut Vec<Effect>,
    ) -> Result<(), PeerFault> {
        let held = arrived(&self.replica.devices(), entries).ok_or(PeerFault::Contents)?;
        self.durable_awaited = false;
        for (device, entry) in held {
            let next = entry.next.min(self.replica.tip(&device).next);
            effects.push(Effect::PeerHolds { device, next });
        }
        Ok(())
    }

    pub(super) fn appended(&mut self) {
        if matches!(self.state, State::Reconcile | State::Live) {
            let devices = self.replica.devices();
            self.to_load
                .extend(devices.into_iter().map(|device| (device, None)));
        }
    }

    pub(super) fn loaded<R: CryptoRng>(
        &mut self,
        rng: &mut R,
        prev: RecordHash,
        records: &[Record],
        effects: &mut Vec<Effect>,
    ) -> Result<(), PeerFault> {
        let Some((device, first)) = self.loading.take() else {
            return Ok(());
        };
        let records = self.replica.sendable(&device, records);
        let filling = self.filling.take();
        let records = match filling {
            Some(end) => to_end_of_hole(records, end),
            None => records,
        };
        let Some(last) = records.last() else {
            return Ok(());
        };
        let Some(run) = Run::to_end(prev, records).filter(|run| run.first == first) else {
            return Ok(());
        };
        if self.diverges(&device, first, &prev) {
            if self.is_own(&device) {
                self.rolled_back(device, effects);
                return Ok(());
            }
            // To whoever has the other history this run is the proof, once.
            if self.replica.frozen.contains(&device) {
                return Ok(());
            }
        }
        if self.replica.tip(&device).next <= last.seq {
            self.replica.advance(&device, last);
        }
        self.show_epoch(rng, effects);
        let Some(held) = self.replica.current_epoch() else {
            return Ok(());
        };
        let mut nonce = [0; 24];
        rng.fill_bytes(&mut nonce);
        let contents = Contents {
            device,
            runs: vec![run],
        };
        let sealed = seal_envelope(&held.key, &self.replica.space, &held.id, &nonce, &contents)?;
        effects.push(Effect::Sealed(held.id));
        effects.push(Effect::Send(Message::Envelope(sealed).encode()));
        self.tally.sent += records.len() as u64;
        self.durable_awaited = true;
        match filling {
            Some(end) => {
                let left = HoleRange::between(last.seq + 1, end);
                self.to_fill.splice(..0, left.map(|hole| (device, hole)));
            }
            None => self.to_load.insert(0, (device, Some(last.seq + 1))),
        }
        Ok(())
    }

    /// Whether the peer's log ended otherwise at the place from which it is sent more.
    fn diverges(&self, device: &DeviceId, first: u64, prev: &RecordHash) -> bool {
        let frontier = self.peer_frontier.as_ref();
        let entry = frontier.and_then(|frontier| frontier.get(device));
        entry.is_some_and(|entry| entry.next == first && !prev.0.starts_with(&entry.hash))
    }

    /// Does what has become possible.
    pub(super) fn advance(&mut self, effects: &mut Vec<Effect>) {
        if !matches!(self.state, State::Reconcile | State::Live) || self.loading.is_some() {
            return;
        }
        let can_seal = self.replica.current_epoch().is_some();
        if can_seal && !self.to_load.is_empty() {
            let (device, first) = self.to_load.remove(0);
            let first = first.unwrap_or_else(|| self.replica.tip(&device).next);
            self.loading = Some((device, first));
            effects.push(Effect::Load { device, first });
            return;
        }
        if !self.to_load.is_empty() {
            return;
        }
        if can_seal && !self.to_fill.is_empty() {
            let (device, hole) = self.to_fill.remove(0);
            self.loading = Some((device, hole.first));
            self.filling = Some(hole.end());
            let first = hole.first;
            effects.push(Effect::Load { device, first });
            return;
        }
        if self.state == State::Reconcile && !self.done_sent {
            self.done_sent = true;
            effects.push(Effect::Send(Message::Done.encode()));
            if self.role == Role::Dialler && self.durable_awaited {
                self.tally.round_trips += 1;
            }
        }
        let settled = self.commits == 0 && (self.done_received || self.state == State::Live);
        if settled && self.owes_durable {
            self.owes_durable = false;
            let entries = self.entries();
            effects.push(Effect::Send(Message::Durable { entries }.encode()));
        }
        if self.state == State::Reconcile && settled && self.done_sent && !self.durable_awaited {
            effects.push(Effect::Complete);
            if self.stays() {
                self.state = State::Live;
            } else {
                self.state = State::Ended;
                effects.push(Effect::Finish);
            }
        }
    }
}

/// Of records that begin in a hole those up to the first end of a run behind it; none if no payload is
/// here that lies in it.
fn to_end_of_hole(records: &[Record], end: u64) -> &[Record] {
    let inside = records.iter().filter(|record| record.seq < end);
    let full = |record: &Record| matches!(record.item.content, Content::Full(_));
    if !inside.clone().any(full) {
        return &[];
    }
    let ends = |record: &Record| record.seq + 1 >= end && record.signature.is_some();
    match records.iter().position(ends) {
        Some(at) => records.get(..=at).unwrap_or_default(),
        None => records,
    }
}
