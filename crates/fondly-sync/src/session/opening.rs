//! Who is there, and what each side lacks.

use fondly_crypto::{Domain, Signature};
use rand_core::CryptoRng;

use super::{Effect, Session, State};
use crate::{
    DeviceId, EpochId, FrontierEntry, Message, Role, SpaceId, fault::PeerFault, frontier::arrived,
    message::VERSIONS,
};

const VERSIONS_MAX: usize = 16;

impl Session {
    pub(super) fn hello(&self) -> Message {
        let spaces = vec![(self.replica.space, self.replica.digest())];
        Message::Hello {
            stay: self.stay,
            spaces,
        }
    }

    pub(super) fn frontier(&self) -> Message {
        Message::Frontier {
            rosters: self.replica.rosters_digest(),
            epoch: self.replica.current_epoch().map(|held| held.id),
            entries: self.replica.frontier(),
        }
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
        let known = device != me && self.replica.person_of(&device).is_some();
        if !meant || !known {
            return Err(PeerFault::UnknownDevice);
        }
        device
            .0
            .verify(Domain::LINK_PROOF, &digest, signature)
            .map_err(|_| PeerFault::Signature)?;
        if !versions.iter().any(|version| VERSIONS.contains(version)) {
            return Err(PeerFault::Version);
        }
        self.peer = Some(device);
        self.state = State::AwaitHello;
        if self.role == Role::Listener {
            let proof = self
                .link
                .prove_listener(&self.replica.key, &device, versions);
            effects.push(Effect::Send(proof.encode()));
        }
        Ok(())
    }

    pub(super) fn peer_hello(
        &mut self,
        stay: bool,
        spaces: &[(SpaceId, [u8; 32])],
        effects: &mut Vec<Effect>,
    ) -> Result<(), PeerFault> {
        let [(space, digest)] = spaces else {
            return Err(PeerFault::Limit);
        };
        if *space != self.replica.space {
            return Err(PeerFault::UnknownDevice);
        }
        self.peer_stays = stay;
        let same = *digest == self.replica.digest();
        if self.role == Role::Listener {
            effects.push(Effect::Send(self.hello().encode()));
        }
        if !same {
            self.state = State::AwaitFrontier;
            return Ok(());
        }
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
        Ok(())
    }

    pub(super) fn peer_frontier<R: CryptoRng>(
        &mut self,
        rng: &mut R,
        rosters: &[u8; 32],
        epoch: Option<EpochId>,
        entries: &[FrontierEntry],
        effects: &mut Vec<Effect>,
    ) -> Result<(), PeerFault> {
        if *rosters != self.replica.rosters_digest() {
            return Err(PeerFault::Roster);
        }
        let devices = self.replica.devices();
        let frontier = arrived(&devices, entries).ok_or(PeerFault::Contents)?;
        self.check_frontier(&frontier)?;
        for (device, entry) in &frontier {
            let next = entry.next.min(self.replica.tip(device).next);
            effects.push(Effect::PeerHolds {
                device: *device,
                next,
            });
        }
        if epoch.is_some() && epoch == self.replica.current_epoch().map(|held| held.id) {
            self.wrapped = epoch;
        }
        self.show_epoch(rng, effects);
        if self.role == Role::Listener {
            effects.push(Effect::Send(self.frontier().encode()));
        }
        for device in devices {
            let theirs = frontier.get(&device).map_or(0, |entry| entry.next);
            if theirs < self.replica.tip(&device).next {
                self.to_load.push((device, Some(theirs)));
            }
        }
        self.peer_frontier = Some(frontier);
        self.state = State::Reconcile;
        Ok(())
    }

    /// A log of which the peer holds as much as we do must end alike, and nobody may hold more of
    /// our own log than we do.
    fn check_frontier(
        &self,
        frontier: &std::collections::BTreeMap<DeviceId, FrontierEntry>,
    ) -> Result<(), PeerFault> {
        let me = self.replica.device();
        for (device, entry) in frontier {
            let tip = self.replica.tip(device);
            let differs = entry.next == tip.next && !tip.hash.0.starts_with(&entry.hash);
            if differs || (*device == me && entry.next > tip.next) {
                return Err(PeerFault::Fork { device: *device });
            }
        }
        Ok(())
    }

    /// Sends the current epoch with its key, unless the peer is known to hold it.
    pub(super) fn show_epoch<R: CryptoRng>(&mut self, rng: &mut R, effects: &mut Vec<Effect>) {
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
