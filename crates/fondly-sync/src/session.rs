//! A session: the reconciliation of one space with one device over one link.
//!
//! ```text
//! dialler                                   listener
//!   Proof Hello Frontier  ------------------>
//!                 <--  Proof Hello                            nothing new: that is all
//!                 <--  Proof Hello [Epoch] Frontier Envelope* Done
//!   [Epoch] Envelope* Done [Durable]  ------>
//!                 <--  [Durable]
//!   closes, or both keep the link and push Envelope as records are written
//! ```
//!
//! A dialler that the listener may not have met says `Introduce` before its proof. Where the two
//! hold different rosters, they exchange them first and begin again on the same link:
//!
//! ```text
//!   Proof Hello Frontier  ------------------>
//!                 <--  Proof Hello Rosters
//!   Rosters Hello Frontier  ---------------->     and so on, once in a session
//! ```
//!
//! A device that was removed learns so from a device of its own person, which answers its proof with
//! `Proof Rosters`. Everybody else treats it as unknown.
//!
//! The driver's loop: call [`Session::start`], then [`Session::handle`] for every input, and carry
//! out the effects in order before the next input. [`Effect::Load`] is answered by
//! [`Input::Loaded`], [`Effect::Commit`] by [`Input::Committed`] once the batch is durable.
//! Nothing is acknowledged to the peer before that.

mod opening;
mod streaming;
mod terms;

use std::collections::{BTreeMap, BTreeSet};

use fondly_crypto::SealingPublic;
use rand_core::CryptoRng;

pub use self::terms::Recovery;
use crate::{
    DeviceId, DeviceInSpace, FrontierEntry, HeldEpoch, HoleRange, LinkContext, Message, PersonId,
    Record, RecordHash, Replica, Role, Roster, Run, VerifiedRun, fault::PeerFault, replica::Ends,
};

/// What happens to a session.
#[derive(Debug)]
pub enum Input {
    /// A frame came.
    Message(Vec<u8>),
    /// Records were read from the store for the last [`Effect::Load`].
    Loaded {
        /// The hash before the first of them.
        prev: RecordHash,
        /// Consecutive, the last one signed; empty at the end of the log.
        records: Vec<Record>,
    },
    /// The oldest batch that was not yet answered is durable.
    Committed,
    /// What was committed moved the ends of removed devices' logs.
    Ends(Ends),
    /// A log turned out to have two histories, by [`Effect::Compare`].
    Froze(DeviceId),
    /// This home has new records in the space, its own or of others.
    Appended,
    /// The answer to [`Effect::Renew`]: the replica as it is in the store now.
    Renewed(Box<Replica>),
}

/// What the driver must do.
#[derive(Debug)]
pub enum Effect {
    /// Send a frame.
    Send(Vec<u8>),
    /// Read the records of `device` from number `first` on, at most an envelope full.
    Load {
        /// Whose log.
        device: DeviceId,
        /// The first number wanted.
        first: u64,
    },
    /// Store a batch in one transaction, all or nothing.
    Commit(Batch),
    /// Store rosters and what a device says of itself, make an epoch if there is none for these
    /// rosters, and answer with the replica.
    Renew {
        /// The rosters of the members, where they changed.
        rosters: Option<Vec<Roster>>,
        /// A device that introduced itself, with its keys and the number of the record.
        met: Option<(DeviceId, DeviceInSpace, u64)>,
    },
    /// An envelope was sealed under the current epoch.
    Sealed(crate::EpochId),
    /// The peer holds the log of `device` up to, not including, `next`.
    PeerHolds {
        /// Whose log.
        device: DeviceId,
        /// The number of the first record that the peer lacks.
        next: u64,
    },
    /// The peer holds a record of `device` that should be here: if another one is here, keep the
    /// evidence, accept no more of the log, and answer with [`Input::Froze`].
    Compare {
        /// Whose log.
        device: DeviceId,
        /// The number of the record.
        seq: u64,
        /// Its hash, as it was signed.
        hash: RecordHash,
        /// The contents of the envelope that showed it, without payloads, encoded.
        evidence: Vec<u8>,
    },
    /// The peer sealed its epoch to a key whose secret is gone here: the next session names the newest one.
    Unopened,
    /// The peer showed another history of `device`: keep the evidence, accept no more of it.
    Freeze {
        /// Whose log has two histories.
        device: DeviceId,
        /// The contents of the envelope that showed it, without payloads, encoded.
        evidence: Vec<u8>,
    },
    /// The peer holds another or a longer history of this device's own log, or another one of the log
    /// of the device that it was before: this home was put back from a copy, or runs twice. The
    /// session ends; the next one with this peer must be [`Session::recovering`].
    RolledBack {
        /// Whose log it is.
        device: DeviceId,
    },
    /// A run of the log that is recovered as the peer holds it, from the beginning on.
    OwnHistory(VerifiedRun),
    /// The reconciliation is complete. With [`Session::stays`] the link is kept.
    Complete,
    /// Nothing more will be sent: finish the stream and close once the peer has all.
    Finish,
}

/// What one envelope or message brought.
#[derive(Debug, Default)]
pub struct Batch {
    /// Runs that follow what was there.
    pub runs: Vec<VerifiedRun>,
    /// Runs of records that were there, with payloads that were not.
    pub fills: Vec<VerifiedRun>,
    /// Epochs whose key is now held.
    pub epochs: Vec<HeldEpoch>,
}

/// What a device says of itself to one that may not have met it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Introduction {
    /// The roster of its person, encoded, with itself in it.
    pub roster: Vec<u8>,
    /// A run of one: its latest `device_in_space`.
    pub device_run: Run,
}

/// What a session moved.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Records sent.
    pub sent: u64,
    /// Records received that were new.
    pub received: u64,
    /// How often the dialler waited for an answer.
    pub round_trips: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    AwaitProof,
    AwaitHello,
    AwaitFrontier,
    AwaitRosters,
    Reconcile,
    Live,
    Ended,
}

/// The machine of one end.
#[derive(Debug)]
pub struct Session {
    replica: Replica,
    link: LinkContext,
    role: Role,
    stay: bool,
    peer_stays: bool,
    state: State,
    peer: Option<DeviceId>,
    /// Only devices of this device's own person may be at the other end.
    own_only: bool,
    /// The own log is taken from the peer, and not offered.
    recovering: Option<Recovery>,
    /// The peer recovers its own log, and has this key.
    peer_sealing: Option<SealingPublic>,
    /// An epoch came that could not be opened, before it was known what the peer holds.
    unopened: bool,
    /// To whom this device names its newest sealing key at the beginning.
    names_key_to: BTreeSet<DeviceId>,
    own_next: u64,
    /// Nobody is let in whose endpoint was not told, by itself at the latest.
    must_introduce: bool,
    /// What this device says of itself to a peer that may not have met it.
    introducing: Option<Introduction>,
    /// What the peer said of itself before its proof.
    introduced: Option<Introduction>,
    /// A device that introduced itself, until the replica is loaded with it.
    meeting: Option<(DeviceId, PersonId)>,
    /// The rosters were exchanged; they are once in a session.
    rosters_crossed: bool,
    peer_frontier: Option<BTreeMap<DeviceId, FrontierEntry>>,
    /// Logs to read, and from which number; `None` is what was written since the last reading.
    to_load: Vec<(DeviceId, Option<u64>)>,
    loading: Option<(DeviceId, u64)>,
    /// Records of which the peer lacks the payload, sent after all that it lacks as a whole.
    to_fill: Vec<(DeviceId, HoleRange)>,
    /// Where the hole ends for which records are read just now.
    filling: Option<u64>,
    wrapped: Option<crate::EpochId>,
    epochs_shown: u32,
    commits: u64,
    owes_durable: bool,
    done_sent: bool,
    done_received: bool,
    durable_awaited: bool,
    tally: Tally,
}

impl Session {
    /// A session on a fresh link. `peer` is the device that the dialler means to reach; a listener
    /// learns it from the proof.
    pub const fn new(
        replica: Replica,
        link: LinkContext,
        role: Role,
        peer: Option<DeviceId>,
        stay: bool,
    ) -> Self {
        Self {
            replica,
            link,
            role,
            stay,
            peer_stays: false,
            state: State::AwaitProof,
            peer,
            own_only: false,
            must_introduce: false,
            recovering: None,
            peer_sealing: None,
            unopened: false,
            names_key_to: BTreeSet::new(),
            own_next: 0,
            introducing: None,
            introduced: None,
            meeting: None,
            rosters_crossed: false,
            peer_frontier: None,
            to_load: Vec::new(),
            loading: None,
            to_fill: Vec::new(),
            filling: None,
            wrapped: None,
            epochs_shown: 0,
            commits: 0,
            owes_durable: false,
            done_sent: false,
            done_received: false,
            durable_awaited: false,
            tally: Tally {
                sent: 0,
                received: 0,
                round_trips: 0,
            },
        }
    }

    /// Whose log is recovered from this peer, if any is.
    pub fn recovers(&self) -> Option<DeviceId> {
        let recovery = self.recovering.as_ref()?;
        let asked = |peer| recovery.peers.contains(&peer);
        self.peer.is_some_and(asked).then_some(recovery.device)
    }

    /// Whether a log is this device's own, or that of the device that it was before, and its history
    /// is not being recovered just now.
    fn is_own(&self, device: &DeviceId) -> bool {
        let own = *device == self.replica.device() || self.replica.former == Some(*device);
        own && self.recovers() != Some(*device)
    }

    fn rolled_back(&mut self, device: DeviceId, effects: &mut Vec<Effect>) {
        effects.extend([Effect::RolledBack { device }, Effect::Finish]);
        self.state = State::Ended;
    }

    /// The first effects. A listener has none: the dialler proves first.
    pub fn start(&mut self) -> Vec<Effect> {
        let (Role::Dialler, Some(peer)) = (self.role, self.peer) else {
            return Vec::new();
        };
        let mut effects = Vec::new();
        if let Some(Introduction { roster, device_run }) = self.introducing.take() {
            let introduce = Message::Introduce { roster, device_run };
            effects.push(Effect::Send(introduce.encode()));
        }
        let proof = self.link.prove_dialler(&self.replica.key, &peer);
        effects.push(Effect::Send(proof.encode()));
        self.greet(&mut effects);
        effects
    }

    /// Says what this side holds and waits for the same of the other.
    fn greet(&mut self, effects: &mut Vec<Effect>) {
        self.tally.round_trips += 1;
        self.say_hello(effects);
        effects.push(Effect::Send(self.frontier().encode()));
    }

    fn say_hello(&mut self, effects: &mut Vec<Effect>) {
        if self.recovers().is_some()
            && let Some(Recovery { sealing, .. }) = &self.recovering
        {
            effects.push(Effect::Send(Message::Sealing(sealing.public()).encode()));
            self.replica.sealing_secrets.push(sealing.clone());
        } else if self
            .peer
            .is_some_and(|peer| self.names_key_to.contains(&peer))
            && let Some(newest) = self.replica.sealing_secrets.first()
        {
            effects.push(Effect::Send(Message::Sealing(newest.public()).encode()));
        }
        effects.push(Effect::Send(self.hello().encode()));
    }

    /// Takes one input in.
    ///
    /// # Errors
    /// What the peer did wrong: close the link with its code and drop the session. Everything that
    /// was committed stays.
    pub fn handle<R: CryptoRng>(
        &mut self,
        rng: &mut R,
        input: Input,
    ) -> Result<Vec<Effect>, PeerFault> {
        let mut effects = Vec::new();
        match input {
            Input::Message(bytes) => {
                let message = Message::decode(&bytes)?;
                self.message(rng, message, &mut effects)?;
            }
            Input::Loaded { prev, records } => self.loaded(rng, prev, &records, &mut effects)?,
            Input::Committed => {
                self.commits = self.commits.saturating_sub(1);
            }
            Input::Ends(ends) => self.replica.set_ends(ends),
            Input::Froze(device) => {
                self.replica.frozen.insert(device);
            }
            Input::Appended => self.appended(),
            Input::Renewed(replica) => self.renewed(*replica, &mut effects)?,
        }
        self.advance(&mut effects);
        Ok(effects)
    }

    /// The device at the other end, once it has proved itself.
    pub fn peer(&self) -> Option<DeviceId> {
        (self.state != State::AwaitProof)
            .then_some(self.peer)
            .flatten()
    }

    /// The rosters with which this session runs, ascending by person.
    pub fn rosters(&self) -> &[Roster] {
        &self.replica.rosters
    }

    /// Whether both ends want to keep the link.
    pub const fn stays(&self) -> bool {
        self.stay && self.peer_stays
    }

    /// What was moved so far.
    pub const fn tally(&self) -> Tally {
        self.tally
    }

    fn message<R: CryptoRng>(
        &mut self,
        rng: &mut R,
        message: Message,
        effects: &mut Vec<Effect>,
    ) -> Result<(), PeerFault> {
        match (self.state, message) {
            // What was on its way when this side ended; the driver reads no more.
            (State::Ended, _) => Ok(()),
            (State::AwaitProof, Message::Introduce { roster, device_run })
                if self.role == Role::Listener && self.introduced.is_none() =>
            {
                self.introduced = Some(Introduction { roster, device_run });
                Ok(())
            }
            (
                State::AwaitHello | State::AwaitFrontier | State::AwaitRosters,
                Message::Rosters(rosters),
            ) => self.peer_rosters(&rosters, effects),
            (
                State::AwaitProof,
                Message::Proof {
                    versions,
                    device,
                    signature,
                },
            ) => self.proof(&versions, device, &signature, effects),
            (State::AwaitHello, Message::Sealing(key)) => {
                self.peer_sealing = Some(key);
                Ok(())
            }
            (State::AwaitHello, Message::Hello { stay, spaces }) => {
                self.peer_hello(stay, &spaces, effects)
            }
            (
                State::AwaitFrontier,
                Message::Frontier {
                    rosters,
                    epoch,
                    entries,
                },
            ) => self.peer_frontier(rng, &rosters, epoch, &entries, effects),
            (
                State::AwaitFrontier | State::Reconcile | State::Live,
                Message::Epoch {
                    announcement,
                    signer,
                    wrap,
                },
            ) => self.peer_epoch(announcement, signer, &wrap, effects),
            (State::Reconcile | State::Live, Message::Envelope(bytes)) => {
                self.envelope(&bytes, effects)
            }
            (State::Reconcile, Message::Done) if !self.done_received => {
                self.done_received = true;
                Ok(())
            }
            (State::Reconcile | State::Live, Message::Durable { entries }) => {
                self.peer_durable(&entries, effects)
            }
            (
                _,
                Message::Proof { .. }
                | Message::Hello { .. }
                | Message::Frontier { .. }
                | Message::Epoch { .. }
                | Message::Envelope(_)
                | Message::Done
                | Message::Durable { .. }
                | Message::Introduce { .. }
                | Message::Rosters(_)
                | Message::Space(_)
                | Message::Sealing(_),
            ) => Err(PeerFault::OutOfOrder),
        }
    }
}
