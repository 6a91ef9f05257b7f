//! Ana and Sam, a device each, with logs in memory and a link that the test holds.

mod foreign;
mod live;
mod lossy;
mod phones;
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
            left_open: BTreeSet::new(),
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
