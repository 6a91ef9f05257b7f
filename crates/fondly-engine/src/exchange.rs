//! One session and the store: carries out what the machine of `fondly-sync` asks for.
//!
//! Synchronous, and without a transport: it is given inputs and the store, says what is to be sent as
//! it comes up, and returns what is left for whoever moves the frames. [`crate::link`] drives it on
//! the thread of the store.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
};

use fondly_store::{Store, Tx};
use fondly_sync::{
    DeviceId, DeviceInSpace, EpochId, LinkContext, Message, PeerFault, Replica, Role, Roster,
    SpaceId,
    limits::ENVELOPE_RECORDS_MAX,
    session::{Effect, Input, Introduction, Session, Tally},
};

use crate::{
    EngineError, adopting, applying,
    batch::write,
    clock::now,
    committing::Committer,
    comparing, devices, editions, epochs, forgetting, letting,
    me::Me,
    meetings::{Way, note_met, note_way},
    random::rng,
    receipting, recovering, unopened,
};

/// Records of the first envelope that a session sends, where a signature allows it: it is soon packed, and stored
/// while the next are.
const FIRST_RECORDS: usize = 256;
/// Records of one envelope hold at most so many bytes of payload before compression.
pub(crate) const LOAD_BYTES_MAX: usize = 768 << 10;

/// Which end this is, and of what.
#[derive(Debug, Clone, Copy)]
pub(crate) struct End {
    pub(crate) role: Role,
    /// The device that is meant; a listener learns it.
    pub(crate) peer: Option<DeviceId>,
    /// The own endpoint.
    pub(crate) endpoint: [u8; 32],
    /// Whether to keep the link for news.
    pub(crate) stay: bool,
    /// The link is to a journal's endpoint: only own devices are there, for any space.
    pub(crate) own_only: bool,
    /// The other end's endpoint is that of a device that told us so.
    pub(crate) known: bool,
}

/// What comes up while effects are carried out, in order.
#[derive(Debug)]
pub(crate) enum Said {
    /// A frame to send.
    Frame(Vec<u8>),
    /// This home has new records, its own or of others.
    Changed,
    /// This home goes on as a new device, or has its old log anew: every session must begin again.
    Reborn,
}

/// What is left for whoever moves the frames.
#[derive(Debug, Default)]
pub(crate) struct Left {
    /// Records to load once all frames are out: see [`Exchange::load`].
    pub(crate) load: Option<(DeviceId, u64)>,
    /// The reconciliation became complete.
    pub(crate) completed: bool,
    /// Nothing more will be sent.
    pub(crate) finish: bool,
}

/// One end of a session with what it needs of the house.
#[derive(Debug)]
pub(crate) struct Exchange {
    me: Arc<Me>,
    space: SpaceId,
    own_only: bool,
    /// The space is named first.
    names_space: bool,
    /// Whom this end dialled.
    dialled: Option<DeviceId>,
    session: Session,
    notes: Notes,
    complete: bool,
    /// By which way it goes at the moment.
    way: Way,
}

/// What a session learnt of its peer and has not stored yet.
#[derive(Debug, Default)]
struct Notes {
    sealed: BTreeMap<EpochId, u64>,
    held: BTreeMap<DeviceId, u64>,
    exchanged: bool,
    /// Something came or arrived since, on the same link.
    moved: bool,
}

impl Notes {
    fn is_empty(&self) -> bool {
        self.sealed.is_empty() && self.held.is_empty() && !self.exchanged && !self.moved
    }
}

impl Exchange {
    /// Loads the replica, with an epoch to seal under, and begins a session on a fresh link.
    pub(crate) fn open(
        me: Arc<Me>,
        store: &mut Store,
        space: SpaceId,
        context: LinkContext,
        end: &End,
    ) -> Result<Self, EngineError> {
        let (replica, introduction, recovering, unopened) = write(store, |tx| {
            letting::require_open(tx, &space, end.own_only)?;
            let (replica, introduction) = prepare(&me, tx, &space, end)?;
            let recovering = recovering::due(tx, &space)?;
            Ok((
                replica,
                introduction,
                recovering,
                unopened::from(tx, &space)?,
            ))
        })?;
        let mut session = Session::new(replica, context, end.role, end.peer, end.stay)
            .recovering(recovering)
            .naming_its_key_to(unopened);
        if end.own_only {
            session = session.own_devices_only();
        }
        if !end.known {
            session = session.with_somebody_unknown();
        }
        if let Some(introduction) = introduction {
            session = session.introducing(introduction);
        }
        // At the journal's endpoint it is about the journal unless something else is said.
        let names_space = end.own_only && end.role == Role::Dialler && space != me.journal;
        Ok(Self {
            me,
            space,
            own_only: end.own_only,
            names_space,
            dialled: end.peer.filter(|_| end.role == Role::Dialler),
            session,
            notes: Notes::default(),
            complete: false,
            way: Way::Direct,
        })
    }

    /// The first effects. On a link to the journal's endpoint a bond is named first.
    pub(crate) fn start(&mut self) -> Vec<Effect> {
        let named = self
            .names_space
            .then(|| Effect::Send(Message::Space(self.space).encode()));
        named.into_iter().chain(self.session.start()).collect()
    }

    /// By which way all goes from here on.
    pub(crate) const fn goes_by(&mut self, way: Way) {
        self.way = way;
    }

    /// Takes one input in. The effects are to be carried out before the next input.
    pub(crate) fn handle(&mut self, input: Input) -> Result<Vec<Effect>, PeerFault> {
        self.session.handle(&mut rng(), input)
    }

    /// The records that the session waits for.
    pub(crate) fn load(
        &self,
        store: &Store,
        device: DeviceId,
        first: u64,
    ) -> Result<Input, EngineError> {
        let space = self.space;
        let records_max = match self.session.tally().sent {
            0 => FIRST_RECORDS,
            _ => ENVELOPE_RECORDS_MAX,
        };
        let (prev, records) = store.read(|tx| {
            Ok::<_, EngineError>(tx.records(&space, &device, first, records_max, LOAD_BYTES_MAX)?)
        })?;
        Ok(Input::Loaded { prev, records })
    }

    /// Carries out effects, and those that follow from them.
    ///
    /// # Errors
    /// `Apart` once another process let go of this person; the fault of the peer, or what failed
    /// here. What was committed stays.
    pub(crate) fn carry_out(
        &mut self,
        store: &mut Store,
        effects: Vec<Effect>,
        say: &mut dyn FnMut(Said),
    ) -> Result<Left, EngineError> {
        store.read(|tx| letting::require_open(tx, &self.space, self.own_only))?;
        let mut left = Left::default();
        let mut queue = VecDeque::from(effects);
        while let Some(effect) = queue.pop_front() {
            let more = self.carry_out_one(store, effect, &mut left, say)?;
            queue.extend(more);
        }
        if self.complete {
            self.note(store)?;
        }
        Ok(left)
    }

    fn carry_out_one(
        &mut self,
        store: &mut Store,
        effect: Effect,
        left: &mut Left,
        say: &mut dyn FnMut(Said),
    ) -> Result<Vec<Effect>, EngineError> {
        let (me, space) = (Arc::clone(&self.me), self.space);
        match effect {
            Effect::Send(frame) => say(Said::Frame(frame)),
            Effect::Load { device, first } => left.load = Some((device, first)),
            Effect::Commit(batch) => {
                self.notes.moved = true;
                let mut more = Vec::new();
                let mut said = applying::admit(&me, &space, &batch.runs);
                let batches = std::slice::from_ref(&batch);
                if let Some(ends) = self.committer().commit(store, batches, &mut said, say)? {
                    more = self.handle(Input::Ends(ends))?;
                }
                more.extend(self.handle(Input::Committed)?);
                return Ok(more);
            }
            Effect::RolledBack { device } => {
                if let Some(peer) = self.session.peer() {
                    write(store, |tx| recovering::begin(tx, &space, &device, &peer))?;
                }
                return Err(EngineError::RolledBack);
            }
            Effect::Unopened => {
                if let Some(peer) = self.session.peer() {
                    write(store, |tx| unopened::note(tx, &space, &peer))?;
                }
                return Err(PeerFault::Epoch.into());
            }
            Effect::OwnHistory(run) => {
                write(store, |tx| recovering::take_own(&me, tx, &space, run))?;
            }
            Effect::Renew { rosters, met } => {
                let replica = self.renew(store, &rosters.unwrap_or_default(), met, say)?;
                return Ok(self.handle(Input::Renewed(Box::new(replica)))?);
            }
            Effect::Complete => {
                self.completed(store, say)?;
                left.completed = true;
            }
            Effect::Finish => left.finish = true,
            Effect::Sealed(epoch) => *self.notes.sealed.entry(epoch).or_default() += 1,
            Effect::PeerHolds { device, next } => {
                self.notes.held.insert(device, next);
                self.notes.moved = true;
            }
            Effect::Compare {
                device,
                seq,
                hash,
                evidence,
            } => {
                let held = store.read(|tx| tx.record_hash(&space, &device, seq))?;
                if held.is_some_and(|held| held != hash) {
                    self.freeze(store, &device, &evidence)?;
                    return Ok(self.handle(Input::Froze(device))?);
                }
            }
            Effect::Freeze { device, evidence } => self.freeze(store, &device, &evidence)?,
        }
        Ok(Vec::new())
    }

    /// The peer does not know this device: it may have been put back to a time before it did, so the
    /// next session introduces this device again.
    pub(crate) fn refused(&self, store: &mut Store) -> Result<(), EngineError> {
        let Some(peer) = self.dialled.filter(|_| !self.complete) else {
            return Ok(());
        };
        write(store, |tx| {
            Ok(tx.doubt_peer_holds(&self.space, &peer, &self.me.device)?)
        })
    }

    /// Stores what a session accepted, beside the session.
    pub(crate) fn committer(&self) -> Committer {
        Committer {
            me: Arc::clone(&self.me),
            space: self.space,
            own_only: self.own_only,
        }
    }

    /// Takes rosters and a device that introduced itself in, and loads the replica anew.
    fn renew(
        &self,
        store: &mut Store,
        rosters: &[Roster],
        met: Option<(DeviceId, DeviceInSpace, u64)>,
        say: &mut dyn FnMut(Said),
    ) -> Result<Replica, EngineError> {
        let (me, space) = (&self.me, self.space);
        let replica = write(store, |tx| {
            devices::take_rosters(me, tx, rosters)?;
            if let Some((device, said, seq)) = &met {
                tx.put_space_device(&space, device, said, Some(*seq))?;
            }
            if !devices::is_removed(me, tx)? {
                epochs::ensure(me, tx, &space)?;
            }
            replica(me, tx, &space, self.own_only)
        })?;
        say(Said::Changed);
        Ok(replica)
    }

    /// Whether this home holds other rosters than the session: it must begin again with them.
    pub(crate) fn rosters_changed(&self, store: &Store) -> Result<bool, EngineError> {
        let held = store.read(|tx| epochs::rosters(tx, &self.space))?;
        Ok(self.session.rosters() != held)
    }

    /// Stores what was learnt of the peer, at once for many effects: it is not part of what either
    /// side holds, only of what this side knows about the other.
    fn note(&mut self, store: &mut Store) -> Result<(), EngineError> {
        let notes = std::mem::take(&mut self.notes);
        let Some(peer) = self.session.peer().filter(|_| !notes.is_empty()) else {
            return Ok(());
        };
        let (me, space, way) = (&self.me, self.space, self.way);
        write(store, |tx| {
            if notes.exchanged {
                editions::claim(me, tx, &space)?;
                unopened::forget(tx, &space, &peer)?;
            }
            for (epoch, sealed) in &notes.sealed {
                tx.count_envelopes(&space, epoch, *sealed)?;
            }
            for (device, next) in &notes.held {
                tx.note_peer_holds(&space, &peer, device, *next)?;
            }
            if notes.exchanged {
                tx.note_exchange(&space, now())?;
                note_met(tx, &space, &peer, way)?;
            } else if notes.moved {
                note_way(tx, &space, &peer, way)?;
            }
            Ok(())
        })
    }

    fn completed(
        &mut self,
        store: &mut Store,
        say: &mut dyn FnMut(Said),
    ) -> Result<(), EngineError> {
        self.complete = true;
        self.notes.exchanged = true;
        self.note(store)?;
        let (me, space, peer) = (&self.me, self.space, self.session.peer());
        let recovered_from = self.session.recovers().and(peer);
        let (reborn, forgot) = write(store, |tx| {
            if let Some(peer) = recovered_from
                && recovering::finish(me, tx, &space, &peer)?
            {
                return Ok((true, false));
            }
            recovering::settle(me, tx, &space)?;
            adopting::settle(me, tx, &space)?;
            Ok((false, forgetting::forget(me, tx, &space)?))
        })?;
        if forgot {
            empty_log(store);
        }
        if reborn {
            say(Said::Reborn);
        }
        Ok(())
    }

    /// Keeps the proof that a log has two histories. Nothing further of it is taken.
    fn freeze(
        &self,
        store: &mut Store,
        device: &DeviceId,
        evidence: &[u8],
    ) -> Result<(), EngineError> {
        let space = self.space;
        tracing::warn!(?space, ?device, "a log has two histories");
        write(store, |tx| {
            let peer = self.session.peer();
            comparing::freeze(&self.me, tx, &space, (device, evidence), peer)
        })
    }

    /// The device at the other end, once it has proved itself.
    pub(crate) fn peer(&self) -> Option<DeviceId> {
        self.session.peer()
    }

    /// Whether the reconciliation was complete once.
    pub(crate) const fn is_complete(&self) -> bool {
        self.complete
    }

    /// What was moved so far.
    pub(crate) const fn tally(&self) -> Tally {
        self.session.tally()
    }
}

/// The replica, with an epoch to seal under, and what a dialler says of itself first where the peer
/// may not know it.
fn prepare(
    me: &Me,
    tx: &Tx<'_>,
    space: &SpaceId,
    end: &End,
) -> Result<(Replica, Option<Introduction>), EngineError> {
    epochs::ensure(me, tx, space)?;
    forgetting::acknowledge(me, tx, space)?;
    receipting::give(me, tx, space)?;
    let replica = replica(me, tx, space, end.own_only)?;
    let run = match end.peer {
        Some(peer) => epochs::introduction(me, tx, space, &peer)?,
        None => None,
    };
    let roster = replica.own_roster().ok_or(EngineError::Shape)?.encode();
    let introduction = run.map(|device_run| Introduction { roster, device_run });
    Ok((replica, introduction))
}

/// The replica. From own devices it takes also what they had of devices of others that are removed, where
/// nobody has said yet where those logs end: they took it before they heard of that, and it is to be on all
/// of these until the end is known, also if whoever would say it never comes again.
fn replica(me: &Me, tx: &Tx<'_>, space: &SpaceId, own_only: bool) -> Result<Replica, EngineError> {
    let mut replica = epochs::replica(me, tx, space)?;
    if own_only {
        let others = replica.rosters.iter();
        let others = others.filter(|roster| roster.person() != me.person);
        let removed = others.flat_map(|roster| roster.removed().keys().copied());
        let removed: Vec<DeviceId> = removed.collect();
        replica.left_open.extend(removed);
    }
    Ok(replica)
}

/// So that nothing that was erased stays beside the file.
pub(crate) fn empty_log(store: &Store) {
    if let Err(error) = store.truncate_wal() {
        // Another process reads, or the disk is full; the next erasure or the last close empties it.
        tracing::warn!(%error, "the write-ahead log is not empty yet");
    }
}

/// The space that the first frame of a link to a journal's endpoint names, if that is what it does: else
/// the link is about the journal.
pub(crate) fn named_space(frame: &[u8]) -> Option<SpaceId> {
    match Message::decode(frame) {
        Ok(Message::Space(space)) => Some(space),
        _ => None,
    }
}
