//! One device's copy of one space: who is in it, its keys, and the ends of its logs.
//!
//! The records themselves are in the store. A replica is loaded for a session and thrown away
//! with it; the store checks the end of each log again when a batch is committed.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use fondly_crypto::{
    Domain, EpochKey, SealingPublic, SealingSecret, SigningKey, hash, unwrap, wrap,
};
use rand_core::CryptoRng;

use crate::{
    Control, DeviceId, Epoch, EpochId, FrontierEntry, PersonId, Record, RecordHash, Roster, Run,
    SpaceId, Tip, VerifiedRun,
    envelope::{Contents, SUITE},
    fault::PeerFault,
    frontier::{HoleRange, Tips, digest, fill, travelling},
    limits::{EPOCH_NUMBER_MAX, EPOCH_PARENTS_MAX},
    record::{Content, log_start},
};

/// An epoch whose key is here.
#[derive(Debug, Clone)]
pub struct HeldEpoch {
    /// The hash of the record that announced it.
    pub id: EpochId,
    /// What it says.
    pub epoch: Epoch,
    /// The device that made it.
    pub signer: DeviceId,
    /// Its key.
    pub key: EpochKey,
    /// The announcing record, a run of one, to show to others.
    pub announcement: Run,
}

/// One device's copy of one space.
#[derive(Debug)]
pub struct Replica {
    /// The space.
    pub space: SpaceId,
    /// The signing key of this device.
    pub key: SigningKey,
    /// The rosters of the members, ascending by person.
    pub rosters: Vec<Roster>,
    /// The ends of the logs.
    pub tips: Tips,
    /// The epochs whose keys are here.
    pub epochs: BTreeMap<EpochId, HeldEpoch>,
    /// This device's sealing secrets in the space, newest first.
    pub sealing_secrets: Vec<SealingSecret>,
    /// The sealing keys of the other devices.
    pub sealing: BTreeMap<DeviceId, SealingPublic>,
    /// Where the logs of removed devices end.
    pub cuts: Cuts,
    /// The devices whose logs have two histories: nothing further of them is taken.
    pub frozen: BTreeSet<DeviceId>,
    /// A removed device that this one was before, whose log is still taken from whoever holds more
    /// of it.
    pub former: Option<DeviceId>,
    /// Removed devices whose logs end where nobody is left to say, or, from own devices, where nobody has said
    /// yet: they are taken as far as whoever holds them does.
    pub left_open: BTreeSet<DeviceId>,
}

/// What became of the runs of an envelope.
#[derive(Debug, Default)]
pub struct Accepted {
    /// What is new, in order.
    pub runs: Vec<VerifiedRun>,
    /// What is here already, with payloads that are not.
    pub fills: Vec<VerifiedRun>,
    /// Records that were signed and should be here already, by number and hash.
    pub known: Vec<(u64, RecordHash)>,
    /// A run is signed and follows another record than the one here: the log has two histories.
    pub forked: bool,
}

/// The end of a removed device's log: the number and hash of the last record that counts. Where none
/// does, number 0 and the hash of the log's start.
pub type Cuts = BTreeMap<DeviceId, (u64, RecordHash)>;

/// Where the logs of removed devices end, and what stands there in those that are here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ends {
    /// The cuts.
    pub cuts: Cuts,
    /// The hash of the record that is here with the number of a cut: another one than the cut names
    /// where another history of the log is here.
    pub here: BTreeMap<DeviceId, RecordHash>,
}

/// The number of the first record of `device` that does not count by a cut.
pub fn end_by_cut(space: &SpaceId, device: &DeviceId, cut: &(u64, RecordHash)) -> u64 {
    let (seq, hash) = cut;
    if *seq == 0 && *hash == log_start(space, device) {
        0
    } else {
        seq.saturating_add(1)
    }
}

impl Replica {
    /// This device.
    pub fn device(&self) -> DeviceId {
        DeviceId(self.key.verifying_key())
    }

    /// All devices of all members, those that were removed too, ascending.
    pub fn devices(&self) -> Vec<DeviceId> {
        let known = self.rosters.iter().flat_map(Roster::known_devices);
        let mut all: Vec<DeviceId> = known.copied().collect();
        all.sort_unstable();
        all
    }

    /// All devices in the order in which their logs are of use to whoever has none: what a removed
    /// device wrote counts up to its cut, which is in the log of a device that is in, or of one that
    /// was removed later.
    pub fn devices_in_order_of_use(&self) -> Vec<DeviceId> {
        let mut order: Vec<DeviceId> = self
            .rosters
            .iter()
            .flat_map(Roster::devices)
            .copied()
            .collect();
        order.sort_unstable();
        order.extend(self.rosters.iter().flat_map(Roster::removed_last_first));
        order
    }

    /// The member whose device this is or was.
    pub fn person_of(&self, device: &DeviceId) -> Option<PersonId> {
        let roster = self.rosters.iter().find(|roster| roster.knows(device));
        roster.map(Roster::person)
    }

    /// Whether this is a device of a member, and was not removed.
    pub fn is_in(&self, device: &DeviceId) -> bool {
        let mut rosters = self.rosters.iter();
        rosters.any(|roster| roster.devices().contains(device))
    }

    /// The roster of this device's person, if it is or was in one.
    pub fn own_roster(&self) -> Option<&Roster> {
        let me = self.device();
        self.rosters.iter().find(|roster| roster.knows(&me))
    }

    /// The rosters with what a peer holds taken in, where that changes any.
    ///
    /// # Errors
    /// `Limit`, `Decode`, or `Roster` if one is broken or of somebody who is no member.
    pub fn merge_rosters<'b>(
        &self,
        encoded: impl IntoIterator<Item = &'b [u8]>,
    ) -> Result<Option<Vec<Roster>>, PeerFault> {
        let mut rosters = self.rosters.clone();
        for bytes in encoded {
            let theirs = Roster::decode_records(bytes)?;
            let person = Roster::person_of_records(&theirs).ok_or(PeerFault::Roster)?;
            let own = rosters.iter_mut().find(|roster| roster.person() == person);
            let own = own.ok_or(PeerFault::Roster)?;
            *own = own.merge(theirs)?;
        }
        Ok((rosters != self.rosters).then_some(rosters))
    }

    /// The number from which on nothing of a log counts: behind the cut of a removed device, or
    /// behind what is here while no cut is known.
    pub fn end_of(&self, device: &DeviceId) -> u64 {
        if self.is_in(device) || self.former == Some(*device) {
            return u64::MAX;
        }
        match self.cuts.get(device) {
            Some(cut) => end_by_cut(&self.space, device, cut),
            None if self.left_open.contains(device) => u64::MAX,
            None => self.tip(device).next,
        }
    }

    /// Whether the log of a removed device ends with this record, by a cut.
    fn is_end(&self, device: &DeviceId, seq: u64, hash: &RecordHash) -> bool {
        !self.is_in(device) && self.cuts.get(device) == Some(&(seq, *hash))
    }

    /// Takes in where the logs of removed devices end, and shows no more of them than that. Of another
    /// history than that of the cut it shows what it is: to say that the cut's is here would hide from
    /// everybody that the log has two.
    pub fn set_ends(&mut self, Ends { cuts, here }: Ends) {
        for (device, cut) in &cuts {
            let end = end_by_cut(&self.space, device, cut);
            let beyond = self.tips.get_mut(device).filter(|tip| tip.next > end);
            if let Some(tip) = beyond {
                tip.next = end;
                let stands = here.get(device).filter(|_| end > 0);
                tip.hash = *stands.unwrap_or(&cut.1);
                tip.holes.retain(|hole| hole.first + hole.count <= tip.next);
            }
        }
        self.cuts = cuts;
    }

    /// The digests of the members' rosters, ascending by person.
    pub fn roster_digests(&self) -> Vec<[u8; 32]> {
        self.rosters.iter().map(Roster::digest).collect()
    }

    /// One digest over all members' rosters.
    pub fn rosters_digest(&self) -> [u8; 32] {
        let digests = self.roster_digests();
        let fields: Vec<&[u8]> = digests.iter().map(<[u8; 32]>::as_slice).collect();
        hash(Domain::ROSTER_DIGEST, &fields)
    }

    /// The epoch under which this device seals: of those that name exactly the rosters held now
    /// and were made by a device in them, the highest number, then the lowest id.
    pub fn current_epoch(&self) -> Option<&HeldEpoch> {
        self.candidates()
            .max_by_key(|held| (held.epoch.number, std::cmp::Reverse(held.id)))
    }

    fn candidates(&self) -> impl Iterator<Item = &HeldEpoch> {
        let rosters = self.roster_digests();
        let held = self.epochs.values();
        held.filter(move |held| held.epoch.rosters == rosters && self.is_in(&held.signer))
    }

    /// The number of the next epoch: one more than the highest that is held. Where somebody has used
    /// the highest that may be, only those count that could be current, so that whoever takes such a
    /// device out has room again. `None` while there is no room.
    pub fn next_epoch_number(&self) -> Option<u64> {
        let number = |held: &HeldEpoch| held.epoch.number;
        let after = |highest: Option<u64>| highest.unwrap_or(0).saturating_add(1);
        let may_be = |number: &u64| *number <= EPOCH_NUMBER_MAX;
        let next = Some(after(self.epochs.values().map(number).max())).filter(may_be);
        next.or_else(|| Some(after(self.candidates().map(number).max())).filter(may_be))
    }

    /// The body of the next epoch: follows all that are held, names the rosters held now.
    pub fn next_epoch(&self, key: &EpochKey) -> Epoch {
        let named = |id: &EpochId| {
            self.epochs
                .values()
                .any(|held| held.epoch.parents.contains(id))
        };
        let ends = self
            .epochs
            .keys()
            .filter(|id| !named(id))
            .rev()
            .take(EPOCH_PARENTS_MAX);
        let mut parents: Vec<EpochId> = ends.copied().collect();
        parents.reverse();
        Epoch {
            parents,
            number: self.next_epoch_number().unwrap_or(EPOCH_NUMBER_MAX),
            suite: SUITE,
            rosters: self.roster_digests(),
            key_commit: key.commit(&self.space.0),
        }
    }

    /// The frontier as it travels.
    pub fn frontier(&self) -> Vec<FrontierEntry> {
        travelling(&self.devices(), &self.tips)
    }

    /// The digest of all that two replicas must agree on.
    pub fn digest(&self) -> [u8; 32] {
        let epoch = self.current_epoch().map(|held| held.id);
        digest(
            &self.space,
            &self.roster_digests(),
            epoch.as_ref(),
            &self.frontier(),
        )
    }

    /// The end of the log of `device`.
    pub fn tip(&self, device: &DeviceId) -> Tip {
        self.tips
            .get(device)
            .cloned()
            .unwrap_or_else(|| Tip::empty(&self.space, device))
    }

    /// Moves the end of a log behind `record`, which follows it.
    pub fn advance(&mut self, device: &DeviceId, record: &Record) {
        let mut tip = self.tip(device);
        tip.next = record.seq + 1;
        tip.hash = record.hash;
        self.tips.insert(*device, tip);
    }

    /// What can be sent of stored `records`: not what lies behind a cut, which is taken by nobody, and
    /// up to a signature or the cut, with which every run ends: see [`Run::to_end`].
    pub fn sendable<'r>(&self, device: &DeviceId, records: &'r [Record]) -> &'r [Record] {
        let end = self.end_of(device);
        let counting = records.iter().take_while(|record| record.seq < end).count();
        let counting = records.get(..counting).unwrap_or_default();
        let signed = counting
            .iter()
            .rposition(|it| it.signature.is_some() || self.is_end(device, it.seq, &it.hash));
        signed.map_or(&[][..], |at| counting.get(..=at).unwrap_or_default())
    }

    /// Wraps the key of `held` to `device`; `None` if its sealing key is not known.
    pub fn wrap_for<R: CryptoRng>(
        &self,
        rng: &mut R,
        held: &HeldEpoch,
        device: &DeviceId,
    ) -> Option<Vec<u8>> {
        let to = self.sealing.get(device)?;
        let info: [&[u8]; 3] = [&self.space.0, &held.id.0, device.as_bytes()];
        Some(wrap(rng, to, &info, &held.key))
    }

    /// Checks an announced epoch and opens its key. `None` if it is held already.
    ///
    /// # Errors
    /// `Signature`, `Contents`, or `Epoch` if it breaks a rule or the key does not fit.
    pub fn accept_epoch(
        &self,
        announcement: Run,
        signer: DeviceId,
        wrapped: &[u8],
    ) -> Result<Option<HeldEpoch>, PeerFault> {
        let person = self.person_of(&signer).ok_or(PeerFault::Epoch)?;
        if announcement.items.len() != 1 || !self.is_in(&signer) {
            return Err(PeerFault::Epoch);
        }
        let verified = announcement.clone().verify(&self.space, &signer, &person)?;
        let (id, epoch) = announced(verified.records()).ok_or(PeerFault::Epoch)?;
        if self.epochs.contains_key(&id) {
            return Ok(None);
        }
        let numbered = (1..=EPOCH_NUMBER_MAX).contains(&epoch.number);
        let parents = &epoch.parents;
        let ordered = parents.len() <= EPOCH_PARENTS_MAX && parents.is_sorted_by(|a, b| a < b);
        if epoch.suite != SUITE || !numbered || !ordered {
            return Err(PeerFault::Epoch);
        }
        let me = self.device();
        let info: [&[u8]; 3] = [&self.space.0, &id.0, me.as_bytes()];
        let fits = |secret: &SealingSecret| {
            unwrap(secret, &info, wrapped)
                .ok()
                .filter(|key| key.commit(&self.space.0) == epoch.key_commit)
        };
        let key = self
            .sealing_secrets
            .iter()
            .find_map(fits)
            .ok_or(PeerFault::Epoch)?;
        Ok(Some(HeldEpoch {
            id,
            epoch,
            signer,
            key,
            announcement,
        }))
    }

    /// Verifies the runs of an envelope and keeps what is new of them. What a removed device wrote
    /// beyond its cut is left out: the sender may not know the cut yet. Of a log with two histories
    /// nothing further is taken, and what was taken stays. On an error nothing of the envelope is taken.
    ///
    /// # Errors
    /// `UnknownDevice`, `Signature`, `Limit`, `Contents`; `Gap` if records are missing before a run.
    pub fn accept(&mut self, contents: Contents) -> Result<Accepted, PeerFault> {
        let device = contents.device;
        let before = self.tips.get(&device).cloned();
        let accepted = self.accept_runs(contents);
        if accepted.is_err() {
            self.tips.remove(&device);
            self.tips.extend(before.map(|tip| (device, tip)));
        }
        accepted
    }

    /// Verifies a run; `None` where only a cut vouches for it which is not known here, so it is left
    /// out.
    fn verify(
        &self,
        run: Run,
        device: &DeviceId,
        person: &PersonId,
    ) -> Result<Option<VerifiedRun>, PeerFault> {
        if !run.is_anchored() {
            return run.verify(&self.space, device, person).map(Some);
        }
        // Limits first: its records are hashed only where a cut ends with the last of them.
        if run.next().checked_sub(1) != self.cuts.get(device).map(|cut| cut.0) {
            return Ok(None);
        }
        let is_end = |seq, hash: &RecordHash| self.is_end(device, seq, hash);
        match run.verify_anchored(&self.space, device, person, is_end) {
            // Whoever sent it knows another cut.
            Err(PeerFault::Signature) => Ok(None),
            run => run.map(Some),
        }
    }

    /// Takes what a run has out of the holes of a log. Whether that was anything.
    fn fill(&mut self, device: &DeviceId, run: &VerifiedRun) -> bool {
        let Some(tip) = self.tips.get_mut(device) else {
            return false;
        };
        let asked: u64 = tip.holes.iter().map(|hole| hole.count).sum();
        let full = |record: &&Record| matches!(record.item.content, Content::Full(_));
        for record in run.records().iter().filter(full) {
            if tip.holes.is_empty() {
                break;
            }
            let there = HoleRange {
                first: record.seq,
                count: 1,
            };
            fill(&mut tip.holes, &there);
        }
        asked > tip.holes.iter().map(|hole| hole.count).sum()
    }

    fn accept_runs(&mut self, contents: Contents) -> Result<Accepted, PeerFault> {
        let device = contents.device;
        let person = self.person_of(&device).ok_or(PeerFault::UnknownDevice)?;
        let mut accepted = Accepted::default();
        if self.frozen.contains(&device) {
            return Ok(accepted);
        }
        for run in contents.runs {
            let Some(mut run) = self.verify(run, &device, &person)? else {
                continue;
            };
            let tip = self.tip(&device);
            if run.next() > self.end_of(&device) {
                continue;
            }
            if run.first() > tip.next {
                return Err(PeerFault::Gap);
            }
            let Some(last) = run.records().last().cloned() else {
                continue;
            };
            if run.next() <= tip.next {
                accepted.known.push((last.seq, last.hash));
                if self.fill(&device, &run) {
                    accepted.fills.push(run);
                }
                continue;
            }
            run.skip_to(tip.next);
            if *run.prev() != tip.hash || device == self.device() {
                accepted.forked = true;
                break;
            }
            self.advance(&device, &last);
            accepted.runs.push(run);
        }
        Ok(accepted)
    }
}

/// The epoch that the first of `records` announces.
pub fn announced(records: &[Record]) -> Option<(EpochId, Epoch)> {
    let record = records.first()?;
    let Content::Full(payload) = &record.item.content else {
        return None;
    };
    match Control::decode(&payload.body) {
        Ok(Control::Epoch(epoch)) if record.item.kind() == crate::record::kind::CONTROL => {
            Some((EpochId(record.hash.0), epoch))
        }
        _ => None,
    }
}
