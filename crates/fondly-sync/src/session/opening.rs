//! Who is there, and what each side lacks.

use std::collections::BTreeMap;

use fondly_crypto::{Domain, Signature};
use rand_core::CryptoRng;
use serde_bytes::ByteBuf;

use super::{Effect, Introduction, Session, State};
use crate::{
    Content, Control, DeviceId, EpochId, FrontierEntry, HoleRange, Message, PersonId, Replica,
    Role, SpaceId,
    fault::PeerFault,
    frontier::{arrived, fill},
    message::VERSIONS,
    record::kind,
};

const VERSIONS_MAX: usize = 16;

impl Session {
    /// Of a dialler it names nothing: its frontier follows, and says all that the digest is of.
    pub(super) fn hello(&self) -> Message {
        let spaces = match self.role {
            Role::Dialler => Vec::new(),
            Role::Listener => vec![(self.replica.space, self.replica.digest())],
        };
        Message::Hello {
            stay: self.stay,
            spaces,
        }
    }

    pub(super) fn frontier(&self) -> Message {
        Message::Frontier {
            rosters: self.replica.rosters_digest(),
            epoch: self.replica.current_epoch().map(|held| held.id),
            entries: self.entries(),
        }
    }

    /// What this side holds of each log; not of one that is being recovered.
    pub(super) fn entries(&self) -> Vec<FrontierEntry> {
        let mut entries = self.replica.frontier();
        if let Some(recovered) = self.recovers() {
            let devices = self.replica.devices();
            let own = devices.iter().position(|it| *it == recovered);
            let own = own.and_then(|at| u32::try_from(at).ok());
            entries.retain(|entry| Some(entry.device) != own);
        }
        entries
    }

    pub(super) fn proof(
        &mut self,
        versions: &[u32],
        device: DeviceId,
        signature: &Signature,
        effects: &mut Vec<Effect>,
    ) -> Result<(), PeerFault> {
        if versions.len() > VERSIONS_MAX || !versions.is_sorted_by(|a, b| a < b) {
            return Err(PeerFault::Version);
        }
        let me = self.replica.device();
        let digest = match self.role {
            Role::Listener => self
                .link
                .proof_digest(Role::Dialler, [versions, &[]], &device, &me),
            Role::Dialler => {
                self.link
                    .proof_digest(Role::Listener, [VERSIONS, versions], &me, &device)
            }
        };
        let meant = self.peer.is_none_or(|peer| peer == device);
        let known = (self.replica.person_of(&device).is_some() && !self.must_introduce)
            || self.introduced.is_some();
        if !meant || !known || device == me {
            return Err(PeerFault::UnknownDevice);
        }
        device
            .0
            .verify(Domain::LINK_PROOF, &digest, signature)
            .map_err(|_| PeerFault::Signature)?;
        if !versions.iter().any(|version| VERSIONS.contains(version)) {
            return Err(PeerFault::Version);
        }
        if let Some(introduction) = self.introduced.take() {
            self.met(device, introduction, effects)?;
        } else if !self.replica.is_in(&device) && !self.was_own(&device) {
            return Err(PeerFault::UnknownDevice);
        }
        if self.own_only && self.person_of_peer(&device) != self.replica.person_of(&me) {
            return Err(PeerFault::UnknownDevice);
        }
        self.peer = Some(device);
        self.state = State::AwaitHello;
        if self.role == Role::Listener {
            let proof = self
                .link
                .prove_listener(&self.replica.key, &device, versions);
            effects.push(Effect::Send(proof.encode()));
        }
        if self.was_own(&device) {
            effects.push(Effect::Send(self.roster_message().encode()));
            effects.push(Effect::Finish);
            self.state = State::Ended;
        }
        Ok(())
    }

    /// Whether another device of this device's person removed it.
    fn was_own(&self, device: &DeviceId) -> bool {
        let own = self.replica.own_roster();
        own.is_some_and(|roster| roster.removed().contains_key(device))
    }

    fn person_of_peer(&self, device: &DeviceId) -> Option<PersonId> {
        let person = self.replica.person_of(device);
        person.or(self
            .meeting
            .filter(|(met, _)| met == device)
            .map(|(_, person)| person))
    }

    /// A device that may not be known here said who it is: it must be in the roster that it showed,
    /// merged with what is held, and have signed the record of its keys.
    fn met(
        &mut self,
        device: DeviceId,
        Introduction { roster, device_run }: Introduction,
        effects: &mut Vec<Effect>,
    ) -> Result<(), PeerFault> {
        let rosters = self.replica.merge_rosters([roster.as_slice()])?;
        let all = rosters.as_ref().unwrap_or(&self.replica.rosters);
        if let Some(own) = all
            .iter()
            .find(|roster| roster.removed().contains_key(&device))
        {
            if !own.knows(&self.replica.device()) {
                return Err(PeerFault::UnknownDevice);
            }
            // It is told by these, also where it came in by a device that was removed before this
            // one heard of it.
            self.replica.rosters = rosters.unwrap_or_else(|| self.replica.rosters.clone());
            return Ok(());
        }
        let roster = all.iter().find(|roster| roster.devices().contains(&device));
        let person = roster.ok_or(PeerFault::UnknownDevice)?.person();
        let verified = device_run.verify(&self.replica.space, &device, &person)?;
        let [record] = verified.records() else {
            return Err(PeerFault::Limit);
        };
        let Content::Full(payload) = &record.item.content else {
            return Err(PeerFault::Contents);
        };
        let (kind::CONTROL, Ok(Control::DeviceInSpace(said))) =
            (record.item.kind(), Control::decode(&payload.body))
        else {
            return Err(PeerFault::Contents);
        };
        if self.must_introduce && said.endpoint != self.link.dialler {
            return Err(PeerFault::UnknownDevice);
        }
        self.meeting = Some((device, person));
        let met = Some((device, said, record.seq));
        effects.push(Effect::Renew { rosters, met });
        Ok(())
    }

    fn roster_message(&self) -> Message {
        let rosters = self.replica.rosters.iter();
        Message::Rosters(
            rosters
                .map(|roster| ByteBuf::from(roster.encode()))
                .collect(),
        )
    }

    /// Takes in the rosters of the peer, once in a session, and shows those held here if it has not
    /// seen them.
    pub(super) fn peer_rosters(
        &mut self,
        rosters: &[ByteBuf],
        effects: &mut Vec<Effect>,
    ) -> Result<(), PeerFault> {
        if self.rosters_crossed || rosters.len() > self.replica.rosters.len() {
            return Err(PeerFault::Roster);
        }
        let listening = self.role == Role::Listener;
        if listening != (self.state == State::AwaitRosters) {
            return Err(PeerFault::OutOfOrder);
        }
        self.rosters_crossed = true;
        let encoded = rosters.iter().map(|bytes| bytes.as_slice());
        let merged = self.replica.merge_rosters(encoded)?;
        if !listening {
            effects.push(Effect::Send(self.roster_message().encode()));
        }
        effects.push(Effect::Renew {
            rosters: merged,
            met: None,
        });
        Ok(())
    }

    /// The replica was loaded again: goes on from where it was renewed.
    pub(super) fn renewed(
        &mut self,
        replica: Replica,
        effects: &mut Vec<Effect>,
    ) -> Result<(), PeerFault> {
        self.replica = replica;
        self.meeting = None;
        if !self.replica.is_in(&self.replica.device()) {
            return Err(PeerFault::Removed);
        }
        if self.peer.is_some_and(|peer| !self.replica.is_in(&peer)) && self.state != State::Ended {
            return Err(PeerFault::UnknownDevice);
        }
        if self.rosters_crossed {
            self.state = State::AwaitHello;
            if self.role == Role::Dialler {
                self.greet(effects);
            }
        }
        Ok(())
    }

    pub(super) fn peer_hello(
        &mut self,
        stay: bool,
        spaces: &[(SpaceId, [u8; 32])],
        effects: &mut Vec<Effect>,
    ) -> Result<(), PeerFault> {
        self.peer_stays = stay;
        match (self.role, spaces) {
            (Role::Listener, []) => {}
            (Role::Dialler, [(space, _)]) if *space != self.replica.space => {
                return Err(PeerFault::UnknownDevice);
            }
            (Role::Dialler, [(_, digest)]) => {
                if *digest == self.replica.digest() {
                    self.nothing_new(effects);
                    return Ok(());
                }
            }
            _ => return Err(PeerFault::Limit),
        }
        self.state = State::AwaitFrontier;
        Ok(())
    }

    /// Both sides hold the same.
    fn nothing_new(&mut self, effects: &mut Vec<Effect>) {
        let tips = self.replica.tips.iter();
        effects.extend(tips.map(|(device, tip)| Effect::PeerHolds {
            device: *device,
            next: tip.next,
        }));
        effects.push(Effect::Complete);
        if self.stays() {
            self.state = State::Live;
            self.wrapped = self.replica.current_epoch().map(|held| held.id);
        } else {
            self.state = State::Ended;
            effects.push(Effect::Finish);
        }
    }

    pub(super) fn peer_frontier<R: CryptoRng>(
        &mut self,
        rng: &mut R,
        rosters: &[u8; 32],
        epoch: Option<EpochId>,
        entries: &[FrontierEntry],
        effects: &mut Vec<Effect>,
    ) -> Result<(), PeerFault> {
        let current = self.replica.current_epoch().map(|held| held.id);
        let same_rosters = *rosters == self.replica.rosters_digest();
        if self.role == Role::Listener {
            self.say_hello(effects);
            if same_rosters && epoch == current && entries == self.replica.frontier() {
                self.nothing_new(effects);
                return Ok(());
            }
        }
        if !same_rosters {
            if self.rosters_crossed || self.role == Role::Dialler {
                return Err(PeerFault::Roster);
            }
            effects.push(Effect::Send(self.roster_message().encode()));
            self.state = State::AwaitRosters;
            return Ok(());
        }
        let devices = self.replica.devices();
        let frontier = arrived(&devices, entries).ok_or(PeerFault::Contents)?;
        if let Some(device) = self.is_rolled_back(&frontier) {
            self.rolled_back(device, effects);
            return Ok(());
        }
        if self.unopened {
            effects.extend([Effect::Unopened, Effect::Finish]);
            self.state = State::Ended;
            return Ok(());
        }
        for (device, entry) in &frontier {
            if self.recovers() == Some(*device) {
                continue;
            }
            if self.has_another_history(device, entry) {
                self.prove(*device);
                continue;
            }
            let next = entry.next.min(self.replica.tip(device).next);
            effects.push(Effect::PeerHolds {
                device: *device,
                next,
            });
        }
        if epoch.is_some() && epoch == current {
            self.wrapped = epoch;
        }
        self.show_epoch(rng, effects);
        if self.role == Role::Listener {
            effects.push(Effect::Send(self.frontier().encode()));
        }
        for device in self.replica.devices_in_order_of_use() {
            if self.recovers() == Some(device) {
                continue;
            }
            let theirs = frontier.get(&device).map_or(0, |entry| entry.next);
            if theirs < self.replica.tip(&device).next {
                self.to_load.push((device, Some(theirs)));
            }
            if let Some(entry) = frontier.get(&device) {
                self.note_holes(device, entry);
            }
        }
        self.peer_frontier = Some(frontier);
        self.state = State::Reconcile;
        Ok(())
    }

    /// The peer lacks payloads: of those records that are here, so are some perhaps.
    fn note_holes(&mut self, device: DeviceId, entry: &FrontierEntry) {
        let mut asked = entry.holes.clone();
        let tip = self.replica.tip(&device);
        for lacking in &tip.holes {
            fill(&mut asked, lacking);
        }
        let here = asked.iter().filter_map(|hole| {
            let end = hole.end().min(tip.next);
            HoleRange::between(hole.first, end)
        });
        if !self.has_another_history(&device, entry) && !self.replica.frozen.contains(&device) {
            self.to_fill.extend(here.map(|hole| (device, hole)));
        }
    }

    /// The own log of which the peer holds another history of the same length; of this device's
    /// present log also one of which it holds more.
    fn is_rolled_back(&self, frontier: &BTreeMap<DeviceId, FrontierEntry>) -> Option<DeviceId> {
        let me = self.replica.device();
        let own = [Some(me), self.replica.former].into_iter().flatten();
        let mut own = own.filter(|device| self.is_own(device));
        own.find(|device| {
            let tip = self.replica.tip(device);
            frontier.get(device).is_some_and(|entry| {
                (*device == me && entry.next > tip.next)
                    || (entry.next == tip.next && !tip.hash.0.starts_with(&entry.hash))
            })
        })
    }

    /// Whether the peer holds as much of a log as we do, and it ends otherwise. Of its own log the
    /// peer may have lost the end: it notices by our frontier.
    fn has_another_history(&self, device: &DeviceId, entry: &FrontierEntry) -> bool {
        let tip = self.replica.tip(device);
        *device != self.replica.device()
            && self.peer != Some(*device)
            && entry.next == tip.next
            && !tip.hash.0.starts_with(&entry.hash)
    }

    /// Sends the current epoch with its key, unless the peer is known to hold it.
    pub(super) fn show_epoch<R: CryptoRng>(&mut self, rng: &mut R, effects: &mut Vec<Effect>) {
        if let (Some(peer), Some(key)) = (self.peer, self.peer_sealing.take()) {
            self.replica.sealing.insert(peer, key);
        }
        let (Some(held), Some(peer)) = (self.replica.current_epoch(), self.peer) else {
            return;
        };
        if self.wrapped == Some(held.id) {
            return;
        }
        let Some(wrap) = self.replica.wrap_for(rng, held, &peer) else {
            return;
        };
        let id = held.id;
        let message = Message::Epoch {
            announcement: held.announcement.clone(),
            signer: held.signer,
            wrap,
        };
        effects.push(Effect::Send(message.encode()));
        self.wrapped = Some(id);
    }
}
