//! Ana and Sam, a device each, with logs in memory and a link that the test holds.

mod live;
mod lossy;
pub(crate) mod strange;

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet, VecDeque},
};

use fondly_crypto::{EpochKey, SealingPublic, SealingSecret, SigningKey};
use fondly_sync::{
    Accepted, Content, Control, DeviceId, DeviceInSpace, EpochId, HeldEpoch, HoleRange, Item,
    LinkContext, Payload, PeerFault, PersonId, Record, RecordHash, Replica, Role, Roster, Run,
    SpaceId, Subject, Tips,
    record::{Place, log_start, sign},
    roster::Signer,
    session::{Effect, Input, Introduction, Recovery, Session, Tally},
};
use rand_chacha::ChaCha20Rng;
use rand_core::{Rng as _, SeedableRng as _};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Ana,
    Sam,
}

impl Side {
    fn other(self) -> Self {
        match self {
            Self::Ana => Self::Sam,
            Self::Sam => Self::Ana,
        }
    }
}

type Logs = BTreeMap<DeviceId, Vec<Record>>;

#[derive(Clone)]
struct Home {
    key: [u8; 32],
    rosters: Vec<Roster>,
    met: BTreeMap<DeviceId, SealingPublic>,
    sealing: [u8; 32],
    logs: Logs,
    epochs: BTreeMap<EpochId, HeldEpoch>,
}

/// Two homes that share a space.
#[derive(Clone)]
pub(crate) struct Pair {
    space: SpaceId,
    homes: [Home; 2],
    rng: ChaCha20Rng,
    pub(crate) stay: bool,
    pub(crate) cut_after: Option<usize>,
    pub(crate) flip: Option<(usize, usize)>,
    pub(crate) changes: Vec<lossy::Change>,
    pub(crate) other_exporter: bool,
    pub(crate) other_endpoint: bool,
    pub(crate) frozen: Vec<(Side, DeviceId)>,
    pub(crate) own_history: Vec<Record>,
    pub(crate) rolled_back: Vec<Side>,
    pub(crate) recovering: Option<Side>,
    /// Records that came again where a payload was missing.
    pub(crate) filled: usize,
}

/// What a reconciliation took.
#[derive(Debug)]
pub(crate) struct Round {
    pub(crate) tally: [Tally; 2],
    pub(crate) bytes: usize,
    pub(crate) trace: Vec<Vec<u8>>,
}

/// Two sessions over a link in memory.
pub(crate) struct Live {
    sessions: [Session; 2],
    queues: [VecDeque<Input>; 2],
    dialler: Side,
    trace: Vec<Vec<u8>>,
    complete: [bool; 2],
    pub(crate) rolled_back: Vec<Side>,
}

thread_local! {
    static SEALING: RefCell<BTreeMap<[u8; 32], SealingPublic>> = const { RefCell::new(BTreeMap::new()) };
    static DEVICES: RefCell<BTreeMap<[u8; 32], DeviceId>> = const { RefCell::new(BTreeMap::new()) };
}

/// The public half of a sealing key: made once, since a fuzzer spends most of its time on it else.
fn sealing_public(seed: &[u8; 32]) -> SealingPublic {
    SEALING.with_borrow_mut(|known| {
        let public = known.entry(*seed);
        let make = || SealingSecret::from_bytes(seed).public();
        public.or_insert_with(make).clone()
    })
}

/// The device with this key, likewise.
fn device_of(key: &[u8; 32]) -> DeviceId {
    DEVICES.with_borrow_mut(|known| {
        let make = || DeviceId(SigningKey::from_bytes(key).verifying_key());
        *known.entry(*key).or_insert_with(make)
    })
}

impl Pair {
    /// Ana has made the first epoch; Sam has not met her yet.
    pub(crate) fn new(seed: u64) -> Self {
        let keys = [[1; 32], [2; 32]];
        let mut rosters: Vec<Roster> = keys
            .iter()
            .map(|key| {
                let root = SigningKey::from_bytes(&[key[0] + 10; 32]);
                Roster::begin(&root, &SigningKey::from_bytes(key), [3; 16])
            })
            .collect();
        rosters.sort_by_key(Roster::person);
        let home = |key: [u8; 32]| Home {
            key,
            rosters: rosters.clone(),
            met: BTreeMap::new(),
            sealing: [key[0] + 20; 32],
            logs: Logs::new(),
            epochs: BTreeMap::new(),
        };
        let mut pair = Self {
            space: SpaceId([9; 32]),
            homes: [home(keys[0]), home(keys[1])],
            rng: ChaCha20Rng::seed_from_u64(seed),
            stay: false,
            cut_after: None,
            flip: None,
            changes: Vec::new(),
            other_exporter: false,
            other_endpoint: false,
            frozen: Vec::new(),
            own_history: Vec::new(),
            rolled_back: Vec::new(),
            recovering: None,
            filled: 0,
        };
        for side in [Side::Ana, Side::Sam] {
            pair.append(side, Subject::Control, Control::Verified.encode());
        }
        pair.make_epoch(Side::Ana);
        pair
    }

    fn home(&self, side: Side) -> &Home {
        &self.homes[side as usize]
    }

    fn device(&self, side: Side) -> DeviceId {
        device_of(&self.home(side).key)
    }

    fn person(&self, side: Side) -> PersonId {
        let device = self.device(side);
        let roster = self
            .home(side)
            .rosters
            .iter()
            .find(|roster| roster.knows(&device));
        roster.expect("each device is in a roster").person()
    }

    fn append(&mut self, side: Side, subject: Subject, body: Vec<u8>) -> Record {
        let (device, person) = (self.device(side), self.person(side));
        let key = SigningKey::from_bytes(&self.home(side).key);
        let mut salt = [0; 16];
        self.rng.fill_bytes(&mut salt);
        let space = self.space;
        let log = self.homes[side as usize].logs.entry(device).or_default();
        let prev = log
            .last()
            .map_or_else(|| log_start(&space, &device), |record| record.hash);
        let place = Place {
            space,
            device,
            seq: log.len() as u64,
            prev,
        };
        let content = Content::Full(Payload {
            salt,
            written_at: 1_795_000_000,
            body,
        });
        let record = sign(&key, &person, &place, Item { subject, content });
        log.push(record.clone());
        record
    }

    fn make_epoch(&mut self, side: Side) {
        let key = EpochKey::generate(&mut self.rng);
        let epoch = self.replica(side).next_epoch(&key);
        let device = self.device(side);
        let prev = self.replica(side).tip(&device).hash;
        let body = Control::Epoch(epoch.clone()).encode();
        let record = self.append(side, Subject::Control, body);
        let held = HeldEpoch {
            id: EpochId(record.hash.0),
            epoch,
            signer: device,
            key,
            announcement: Run::of(prev, &[record]).expect("own records are signed"),
        };
        self.homes[side as usize].epochs.insert(held.id, held);
    }

    /// Writes so many records with bodies of some length.
    pub(crate) fn write(&mut self, side: Side, count: usize) {
        for _ in 0..count {
            let mut body = vec![b'a'; 40 + (self.rng.next_u32() % 80) as usize];
            self.rng.fill_bytes(&mut body[..20]);
            let document = fondly_sync::DocumentId([7; 16]);
            self.append(side, Subject::Change { document }, body);
        }
    }

    fn replica(&self, side: Side) -> Replica {
        let home = self.home(side);
        let tips: Tips = home
            .logs
            .iter()
            .filter_map(|(device, log)| {
                let last = log.last()?;
                let tip = fondly_sync::Tip {
                    next: last.seq + 1,
                    hash: last.hash,
                    holes: holes(log),
                };
                Some((*device, tip))
            })
            .collect();
        let other = sealing_public(&self.home(side.other()).sealing);
        let mut sealing = home.met.clone();
        sealing.insert(self.device(side.other()), other);
        Replica {
            space: self.space,
            key: SigningKey::from_bytes(&home.key),
            rosters: home.rosters.clone(),
            tips,
            epochs: home.epochs.clone(),
            sealing_secrets: vec![SealingSecret::from_bytes(&home.sealing)],
            sealing,
            cuts: BTreeMap::new(),
            frozen: self.frozen_at(side),
            former: None,
        }
    }

    /// `side` loses the payloads of some records of the log of `of`.
    pub(crate) fn lose(&mut self, side: Side, of: Side, seqs: impl IntoIterator<Item = usize>) {
        let device = self.device(of);
        let log = self.homes[side as usize].logs.get_mut(&device);
        let log = log.expect("it is here");
        for seq in seqs {
            let content = &mut log[seq].item.content;
            *content = Content::Hole(content.payload_hash());
        }
    }

    /// How many payloads of the log of `of` a side lacks.
    pub(crate) fn lacks(&self, side: Side, of: Side) -> u64 {
        let device = self.device(of);
        let holes = self.replica(side).tip(&device).holes;
        holes.iter().map(|hole| hole.count).sum()
    }

    fn frozen_at(&self, side: Side) -> BTreeSet<DeviceId> {
        let here = self.frozen.iter().filter(|(at, _)| *at == side);
        here.map(|(_, device)| *device).collect()
    }

    /// A third device, of Ana, which both know.
    pub(crate) fn phone(&mut self) -> SigningKey {
        let phone = self.ana_adds_a_device();
        self.homes[1].rosters = self.homes[0].rosters.clone();
        phone
    }

    /// `side` gets so many records that `phone` signs after those which that side holds.
    pub(crate) fn holds_of(&mut self, side: Side, phone: &SigningKey, count: usize) {
        let own = std::mem::replace(&mut self.homes[side as usize].key, *phone.to_bytes());
        self.write(side, count);
        self.homes[side as usize].key = own;
    }

    /// How many records of `device` a side holds.
    pub(crate) fn held_of(&self, side: Side, phone: &SigningKey) -> usize {
        let device = DeviceId(phone.verifying_key());
        self.home(side).logs.get(&device).map_or(0, Vec::len)
    }

    /// Ana adds a device to the roster that only she holds; gives its key.
    pub(crate) fn ana_adds_a_device(&mut self) -> SigningKey {
        let phone = SigningKey::from_bytes(&[31; 32]);
        self.change_anas_roster(|roster, ana| {
            roster.add(ana, &phone).expect("Ana is in");
        });
        phone
    }

    /// Changes the roster of Ana in her own home.
    pub(crate) fn change_anas_roster(&mut self, change: impl FnOnce(&mut Roster, &SigningKey)) {
        let (person, ana) = (self.person(Side::Ana), SigningKey::from_bytes(&[1; 32]));
        let rosters = &mut self.homes[0].rosters;
        let roster = rosters.iter_mut().find(|roster| roster.person() == person);
        change(roster.expect("it is hers"), &ana);
        if self.replica(Side::Ana).current_epoch().is_none() {
            self.make_epoch(Side::Ana);
        }
    }

    /// Ana holds so many records of a phone of hers that was removed, and both know the roster.
    pub(crate) fn ana_holds_of_a_removed_phone(&mut self, count: usize) {
        let phone = self.ana_adds_a_device();
        let own = std::mem::replace(&mut self.homes[0].key, *phone.to_bytes());
        self.write(Side::Ana, count);
        self.homes[0].key = own;
        self.change_anas_roster(|roster, ana| {
            let gone = DeviceId(phone.verifying_key());
            let signer = Signer::Device(DeviceId(ana.verifying_key()));
            let removed = roster.remove(ana, signer, [gone].into());
            removed.expect("Ana is in");
        });
        let [ana, sam] = &mut self.homes;
        sam.rosters.clone_from(&ana.rosters);
    }

    /// From here on Ana's side is her phone, which knows the rosters and nothing else.
    pub(crate) fn ana_is_at(&mut self, phone: &SigningKey) {
        self.homes[0] = Home {
            key: *phone.to_bytes(),
            sealing: [77; 32],
            logs: Logs::new(),
            epochs: BTreeMap::new(),
            ..self.homes[0].clone()
        };
    }

    /// What Ana's device says of itself before its proof, and forgets what Sam knows of it.
    fn introduction(&mut self) -> Introduction {
        let said = DeviceInSpace {
            sealing: sealing_public(&self.homes[0].sealing),
            endpoint: [if self.other_endpoint { 4 } else { 5 }; 32],
            addresses: Vec::new(),
            relay: None,
        };
        let prev = self.replica(Side::Ana).tip(&self.device(Side::Ana)).hash;
        let body = Control::DeviceInSpace(said).encode();
        let record = self.append(Side::Ana, Subject::Control, body);
        Introduction {
            device_run: Run::of(prev, &[record]).expect("own records are signed"),
            roster: self.replica(Side::Ana).own_roster().expect("hers").encode(),
        }
    }

    /// Ana's device dials and introduces itself to Sam, who has not heard of its keys.
    pub(crate) fn reconcile_introduced(&mut self) -> Result<(), PeerFault> {
        let introduction = self.introduction();
        let mut live = self.begin(Side::Ana);
        let sam = self.replica(Side::Sam);
        let sealing = BTreeMap::new();
        let replica = Replica { sealing, ..sam };
        let context = Self::context(7);
        let theirs = Session::new(replica, context, Role::Listener, None, false);
        let theirs = theirs.with_somebody_unknown();
        let [ours, _] = live.sessions;
        live.sessions = [ours.introducing(introduction), theirs];
        live.run(self)?;
        assert_eq!(live.complete, [true; 2]);
        Ok(())
    }

    /// The devices that Sam knows of Ana.
    pub(crate) fn anas_devices_at_sam(&self) -> usize {
        let person = self.person(Side::Ana);
        let rosters = &self.homes[1].rosters;
        let roster = rosters.iter().find(|roster| roster.person() == person);
        roster.map_or(0, |roster| roster.devices().len())
    }

    /// All records that a side holds.
    pub(crate) fn records(&self, side: Side) -> Vec<RecordHash> {
        self.home(side)
            .logs
            .values()
            .flatten()
            .map(|record| record.hash)
            .collect()
    }

    /// Whatever a side holds of the other's log is a beginning of what the other wrote.
    pub(crate) fn assert_nothing_foreign(&self) {
        for side in [Side::Ana, Side::Sam] {
            let own: Vec<_> = self.home(side).logs[&self.device(side)]
                .iter()
                .map(|record| record.hash)
                .collect();
            let held = self.home(side.other()).logs.get(&self.device(side));
            let held: Vec<_> = held
                .into_iter()
                .flatten()
                .map(|record| record.hash)
                .collect();
            assert!(
                own.starts_with(&held),
                "records that {side:?} did not write"
            );
        }
    }

    /// Takes over one home of another pair.
    pub(crate) fn take_side(&mut self, side: Side, from: &Self) {
        self.homes[side as usize] = from.home(side).clone();
    }

    fn context(exporter: u8) -> LinkContext {
        LinkContext {
            alpn: fondly_sync::SYNC_ALPN.to_vec(),
            exporter: [exporter; 32],
            dialler: [5; 32],
            listener: [6; 32],
        }
    }

    /// Begins a session that `dialler` dials.
    pub(crate) fn begin(&self, dialler: Side) -> Live {
        let session = |side: Side, exporter| {
            let (role, peer) = if side == dialler {
                (Role::Dialler, Some(self.device(side.other())))
            } else {
                (Role::Listener, None)
            };
            let session = Session::new(
                self.replica(side),
                Self::context(exporter),
                role,
                peer,
                self.stay,
            );
            if self.recovering == Some(side) {
                session.recovering(Some(Recovery {
                    device: self.device(side),
                    peers: BTreeSet::from([self.device(side.other())]),
                    sealing: SealingSecret::from_bytes(&[77; 32]),
                }))
            } else {
                session
            }
        };
        let other = if self.other_exporter { 8 } else { 7 };
        Live {
            sessions: [session(Side::Ana, 7), session(Side::Sam, other)],
            queues: [VecDeque::new(), VecDeque::new()],
            dialler,
            trace: Vec::new(),
            complete: [false; 2],
            rolled_back: Vec::new(),
        }
    }

    pub(crate) fn reconcile(&mut self) -> Result<Round, PeerFault> {
        self.reconcile_from(Side::Ana)
    }

    pub(crate) fn reconcile_from(&mut self, dialler: Side) -> Result<Round, PeerFault> {
        let mut live = self.begin(dialler);
        live.run(self)?;
        self.rolled_back.append(&mut live.rolled_back);
        let cut = self.cut_after.is_some() || !self.rolled_back.is_empty();
        assert!(
            cut || live.complete == [true; 2],
            "quiet before it was complete"
        );
        let tally = live.sessions.each_ref().map(Session::tally);
        let bytes = live.trace.iter().map(Vec::len).sum();
        Ok(Round {
            tally,
            bytes,
            trace: live.trace,
        })
    }

    /// Whoever has all of Sam's keys signs a record for the end of Ana's log.
    pub(crate) fn forged_as_ana_by_sam(&self) -> PeerFault {
        let (ana, person) = (self.device(Side::Ana), self.person(Side::Ana));
        let mut replica = self.replica(Side::Ana);
        let tip = replica.tip(&ana);
        let place = Place {
            space: self.space,
            device: ana,
            seq: tip.next,
            prev: tip.hash,
        };
        let payload = Payload {
            salt: [0; 16],
            written_at: 1_795_000_000,
            body: vec![1],
        };
        let item = Item {
            subject: Subject::Control,
            content: Content::Full(payload),
        };
        let sam = SigningKey::from_bytes(&self.home(Side::Sam).key);
        let record = sign(&sam, &person, &place, item);
        let run = Run::of(tip.hash, &[record]).expect("it is signed, by Sam");
        let contents = fondly_sync::envelope::Contents {
            device: ana,
            runs: vec![run],
        };
        replica
            .accept(contents)
            .expect_err("a record that Ana did not sign")
    }

    /// Whether Sam of `other` takes the log of Ana as it is here.
    pub(crate) fn log_of_ana_to(&self, other: &Self) -> Result<Accepted, PeerFault> {
        let ana = self.device(Side::Ana);
        let log = &self.home(Side::Ana).logs[&ana];
        let run = Run::of(log_start(&self.space, &ana), log).expect("own records are signed");
        let contents = fondly_sync::envelope::Contents {
            device: ana,
            runs: vec![run],
        };
        other.replica(Side::Sam).accept(contents)
    }

    /// The log of Ana, as she has it.
    pub(crate) fn own_log_of_ana(&self) -> Vec<RecordHash> {
        let log = &self.home(Side::Ana).logs[&self.device(Side::Ana)];
        log.iter().map(|record| record.hash).collect()
    }

    /// A device that no roster holds dials Ana.
    pub(crate) fn dialled_by_stranger(&mut self) -> (PeerFault, Vec<Effect>) {
        let stranger = Self {
            homes: [self.homes[0].clone(), self.homes[1].clone()],
            ..self.clone()
        };
        let mut stranger = stranger;
        stranger.homes[1].key = [99; 32];
        let context = Self::context(7);
        let peer = Some(self.device(Side::Ana));
        let replica = Replica {
            key: SigningKey::from_bytes(&[99; 32]),
            ..self.replica(Side::Sam)
        };
        let mut theirs = Session::new(replica, context.clone(), Role::Dialler, peer, false);
        let mut ours = Session::new(
            self.replica(Side::Ana),
            context,
            Role::Listener,
            None,
            false,
        );
        let mut said = Vec::new();
        for effect in theirs.start() {
            let Effect::Send(frame) = effect else {
                continue;
            };
            match ours.handle(&mut self.rng, Input::Message(frame)) {
                Ok(effects) => said.extend(effects),
                Err(fault) => return (fault, said),
            }
        }
        panic!("a stranger was let in");
    }
}

fn holes(log: &[Record]) -> Vec<HoleRange> {
    let mut holes: Vec<HoleRange> = Vec::new();
    let missing = |record: &&Record| matches!(record.item.content, Content::Hole(_));
    for record in log.iter().filter(missing) {
        match holes.last_mut() {
            Some(hole) if hole.end() == record.seq => hole.count += 1,
            _ => holes.push(HoleRange {
                first: record.seq,
                count: 1,
            }),
        }
    }
    holes
}
