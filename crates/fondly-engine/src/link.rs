//! One session on one link: carries out what the machine of `fondly-sync` asks for.
//!
//! Reading goes on while an envelope waits to be written: the next records are loaded only once
//! the last frame is out, so two sides that send at once never wait for each other.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use fondly_net::{FRAME_BYTES_MAX, Link, LinkControl, LinkReceiver, LinkSender, NetError};
use fondly_store::Tx;
use fondly_sync::{
    Cuts, DeviceId, DeviceInSpace, EpochId, LinkContext, Message, PeerFault, Record, RecordHash,
    Replica, Role, Roster, SpaceId,
    limits::ENVELOPE_RECORDS_MAX,
    session::{Batch, Effect, Input, Introduction, Session, Tally},
};
use tokio::{
    sync::{mpsc, watch},
    time::timeout,
};

use crate::{
    EngineError,
    applying::{self, Stored},
    clock::now,
    desk::Desk,
    devices, editions, epochs, forgetting,
    me::Me,
    random::rng,
    recovering,
};

/// Records of one envelope hold at most so many bytes of payload before compression.
const LOAD_BYTES_MAX: usize = 768 << 10;
/// Frames that are read ahead.
const FRAMES_MAX: usize = 4;
/// How long the last frames may take to arrive once all is said.
const FINISH_TIMEOUT: Duration = Duration::from_secs(2);
/// A peer whose endpoint is known, and that has not proved itself, must move within this time.
const SILENCE_MAX: Duration = Duration::from_secs(12);
/// Whoever is not known at all must move within this time.
const SILENCE_MAX_UNKNOWN: Duration = Duration::from_secs(5);
/// Bytes of a frame before the peer has proved itself: a roster with keys, a frontier.
const FRAME_BYTES_MAX_UNPROVEN: usize = 192 << 10;
const SPACE_FRAME_BYTES_MAX: usize = 64;
/// A device that is known may be busy storing what it got; QUIC notices sooner if it is gone.
const SILENCE_MAX_KNOWN: Duration = Duration::from_secs(180);

/// What a session did.
#[derive(Debug, Clone, Default)]
pub(crate) struct Outcome {
    pub(crate) tally: Tally,
    pub(crate) bytes_in: u64,
    pub(crate) bytes_out: u64,
    pub(crate) complete: bool,
}

/// What a session needs of the house.
#[derive(Debug, Clone)]
pub(crate) struct Bench {
    pub(crate) me: Arc<Me>,
    pub(crate) desk: Desk,
    pub(crate) space: SpaceId,
    /// Changes when this home has new records, its own or of others.
    pub(crate) news: watch::Sender<u64>,
    /// Set once this home goes on as a new device: every session must begin again as that.
    pub(crate) reborn: watch::Sender<bool>,
}

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

/// Runs a session until it ends. `on_complete` is told once the reconciliation is complete.
///
/// # Errors
/// The fault of the peer, or what failed here. What was committed stays.
pub(crate) async fn run(
    bench: Bench,
    link: Link,
    end: End,
    on_complete: impl FnOnce(DeviceId, Outcome) + Send,
) -> Result<Outcome, EngineError> {
    let context = context(&link, &end)?;
    let (me, space) = (Arc::clone(&bench.me), bench.space);
    let (replica, introduction, recovering) = bench
        .desk
        .write(move |tx| {
            let (replica, introduction) = prepare(&me, tx, &space, end.peer)?;
            Ok((replica, introduction, recovering::is_due(tx, &space)?))
        })
        .await?;
    let mut session = Session::new(replica, context, end.role, end.peer, end.stay);
    if end.own_only {
        session = session.own_devices_only();
    }
    if recovering {
        session = session.recovering_own_log();
    }
    if !end.known {
        session = session.with_somebody_unknown();
    }
    if let Some(introduction) = introduction {
        session = session.introducing(introduction);
    }
    let (sender, receiver, control) = link.split();
    let mut news = bench.news.subscribe();
    news.mark_unchanged();
    let frame_max = Arc::new(AtomicUsize::new(FRAME_BYTES_MAX_UNPROVEN));
    let mut driver = Driver {
        bench,
        session,
        writer: Writer::start(sender),
        frames: read_ahead(receiver, Arc::clone(&frame_max)),
        frame_max,
        news,
        control,
        notes: Notes::default(),
        finishing: false,
        complete: false,
        recovering,
        on_complete: Some(on_complete),
    };
    if end.own_only && end.role == Role::Dialler {
        driver.writer.send(Message::Space(space).encode());
    }
    let result = driver.drive(end.known).await;
    if let Err(error) = &result {
        let proven = end.known || driver.session.peer().is_some();
        let code = match error {
            EngineError::Peer(fault) if proven => fault.code(),
            // Whoever we do not know learns nothing from how it is refused.
            _ if !proven => PeerFault::UnknownDevice.code(),
            _ => CODE_LOCAL,
        };
        driver.control.close(code);
    }
    result.map(|()| driver.outcome())
}

/// The replica, with an epoch to seal under, and what a dialler says of itself first where the peer
/// may not know it.
fn prepare(
    me: &Me,
    tx: &Tx<'_>,
    space: &SpaceId,
    peer: Option<DeviceId>,
) -> Result<(Replica, Option<Introduction>), EngineError> {
    epochs::ensure(me, tx, space)?;
    forgetting::acknowledge(me, tx, space)?;
    let replica = epochs::replica(me, tx, space)?;
    let run = match peer {
        Some(peer) => epochs::introduction(me, tx, space, &peer)?,
        None => None,
    };
    let roster = replica.own_roster().ok_or(EngineError::Shape)?.encode();
    let introduction = run.map(|device_run| Introduction { roster, device_run });
    Ok((replica, introduction))
}

/// The space that a link to the journal's endpoint is about, said first.
///
/// # Errors
/// `Peer` if it says anything else, `Net`.
pub(crate) async fn read_space(link: &mut Link) -> Result<SpaceId, EngineError> {
    let frame = timeout(
        SILENCE_MAX_UNKNOWN,
        link.recv_at_most(SPACE_FRAME_BYTES_MAX),
    )
    .await;
    let frame = frame.map_err(|_| NetError::TimedOut)??;
    match Message::decode(&frame.ok_or(NetError::Closed)?)? {
        Message::Space(space) => Ok(space),
        _ => Err(PeerFault::OutOfOrder.into()),
    }
}

/// The code of a close for reasons of our own.
const CODE_LOCAL: u32 = 1;

fn context(link: &Link, end: &End) -> Result<LinkContext, EngineError> {
    let exporter = link.exporter(LinkContext::EXPORTER_LABEL, &[])?;
    let remote = link.remote().0;
    let (dialler, listener) = match end.role {
        Role::Dialler => (end.endpoint, remote),
        Role::Listener => (remote, end.endpoint),
    };
    Ok(LinkContext {
        alpn: link.alpn().to_vec(),
        exporter,
        dialler,
        listener,
    })
}

struct Driver<F> {
    bench: Bench,
    session: Session,
    writer: Writer,
    frames: mpsc::Receiver<Result<Vec<u8>, NetError>>,
    frame_max: Arc<AtomicUsize>,
    news: watch::Receiver<u64>,
    control: LinkControl,
    notes: Notes,
    finishing: bool,
    complete: bool,
    recovering: bool,
    on_complete: Option<F>,
}

/// What a session learnt of its peer and has not stored yet.
#[derive(Default)]
struct Notes {
    sealed: BTreeMap<EpochId, u64>,
    held: BTreeMap<DeviceId, u64>,
    exchanged: bool,
}

impl Notes {
    fn is_empty(&self) -> bool {
        self.sealed.is_empty() && self.held.is_empty() && !self.exchanged
    }
}

impl<F: FnOnce(DeviceId, Outcome) + Send> Driver<F> {
    async fn drive(&mut self, known: bool) -> Result<(), EngineError> {
        let mut load = None;
        let start = self.session.start();
        self.carry_out(start, &mut load).await?;
        while !self.finishing {
            let idle = self.writer.idle.clone();
            let silence = match (self.session.peer().is_some(), known) {
                (true, _) => SILENCE_MAX_KNOWN,
                (false, true) => SILENCE_MAX,
                (false, false) => SILENCE_MAX_UNKNOWN,
            };
            let input = tokio::select! {
                // Cancel-safe: receiving from a channel, waiting on a watch, a timer.
                frame = self.frames.recv() => match frame {
                    Some(frame) => Input::Message(frame?),
                    None => break,
                },
                () = all_out(idle), if load.is_some() => {
                    let (device, first) = load.take().ok_or(EngineError::Shape)?;
                    self.load(device, first).await?
                }
                news = self.news.changed(), if self.complete => {
                    if news.is_err() || self.rosters_changed().await? {
                        break;
                    }
                    Input::Appended
                }
                () = tokio::time::sleep(silence), if !self.complete => {
                    return Err(EngineError::Net(NetError::TimedOut));
                }
            };
            let effects = self.handle(input)?;
            self.carry_out(effects, &mut load).await?;
            if self.session.peer().is_some() {
                self.frame_max.store(FRAME_BYTES_MAX, Ordering::Relaxed);
            }
        }
        self.finish().await;
        if self.complete {
            Ok(())
        } else {
            Err(EngineError::Net(NetError::Closed))
        }
    }

    fn handle(&mut self, input: Input) -> Result<Vec<Effect>, PeerFault> {
        self.session.handle(&mut rng(), input)
    }

    async fn load(&self, device: DeviceId, first: u64) -> Result<Input, EngineError> {
        let space = self.bench.space;
        let (prev, records): (RecordHash, Vec<Record>) = self
            .bench
            .desk
            .read(move |tx| {
                Ok(tx.records(&space, &device, first, ENVELOPE_RECORDS_MAX, LOAD_BYTES_MAX)?)
            })
            .await?;
        Ok(Input::Loaded { prev, records })
    }

    async fn carry_out(
        &mut self,
        effects: Vec<Effect>,
        load: &mut Option<(DeviceId, u64)>,
    ) -> Result<(), EngineError> {
        let space = self.bench.space;
        let mut queue = VecDeque::from(effects);
        while let Some(effect) = queue.pop_front() {
            match effect {
                Effect::Send(frame) => self.writer.send(frame),
                Effect::Load { device, first } => *load = Some((device, first)),
                Effect::Commit(batch) => {
                    if let Some(cuts) = self.commit(batch).await? {
                        queue.extend(self.handle(Input::Cuts(cuts))?);
                    }
                    queue.extend(self.handle(Input::Committed)?);
                }
                Effect::RolledBack => {
                    let begin = move |tx: &Tx<'_>| recovering::begin(tx, &space);
                    self.bench.desk.write(begin).await?;
                    return Err(EngineError::RolledBack);
                }
                Effect::OwnHistory(run) => {
                    let me = Arc::clone(&self.bench.me);
                    let take = move |tx: &Tx<'_>| recovering::take_own(&me, tx, &space, run);
                    self.bench.desk.write(take).await?;
                }
                Effect::Renew { rosters, met } => {
                    let replica = self.renew(rosters, met).await?;
                    queue.extend(self.handle(Input::Renewed(Box::new(replica)))?);
                }
                Effect::Complete => self.completed().await?,
                Effect::Finish => self.finishing = true,
                Effect::Sealed(epoch) => *self.notes.sealed.entry(epoch).or_default() += 1,
                Effect::PeerHolds { device, next } => {
                    self.notes.held.insert(device, next);
                }
                Effect::Freeze { device, evidence } => {
                    let freeze = move |tx: &Tx<'_>| Ok(tx.freeze_log(&space, &device, &evidence)?);
                    self.bench.desk.write(freeze).await?;
                }
            }
        }
        if self.complete {
            self.note().await
        } else {
            Ok(())
        }
    }

    /// Stores a batch. Returns where the logs of removed devices end now, if it moved an end.
    async fn commit(&self, batch: Batch) -> Result<Option<Cuts>, EngineError> {
        let (me, space) = (Arc::clone(&self.bench.me), self.bench.space);
        let write = move |tx: &Tx<'_>| {
            let stored = applying::store_batch(&me, tx, &space, &batch)?;
            let cut = matches!(stored, Stored::Kept(done) if done.cut);
            Ok((stored, if cut { Some(tx.cuts(&space)?) } else { None }))
        };
        let (stored, cuts) = self.bench.desk.write(write).await?;
        let Stored::Kept(done) = stored else {
            tracing::warn!(?space, "more than a day's quota");
            return Err(EngineError::Peer(PeerFault::Limit));
        };
        if done.erased {
            self.empty_log().await;
        }
        self.bench.news.send_modify(|count| *count += 1);
        Ok(cuts)
    }

    /// So that nothing that was erased stays beside the file.
    async fn empty_log(&self) {
        let emptied = self.bench.desk.run(|store| Ok(store.truncate_wal()?)).await;
        if let Err(error) = emptied {
            // Another process reads; the next erasure or the last close empties it.
            tracing::info!(%error, "the write-ahead log is not empty yet");
        }
    }

    /// Takes rosters and a device that introduced itself in, and loads the replica anew.
    async fn renew(
        &self,
        rosters: Option<Vec<Roster>>,
        met: Option<(DeviceId, DeviceInSpace, u64)>,
    ) -> Result<Replica, EngineError> {
        let (me, space) = (Arc::clone(&self.bench.me), self.bench.space);
        let write = move |tx: &Tx<'_>| {
            devices::take_rosters(&me, tx, &rosters.unwrap_or_default())?;
            if let Some((device, said, seq)) = &met {
                tx.put_space_device(&space, device, said, Some(*seq))?;
            }
            if !devices::is_removed(&me, tx)? {
                epochs::ensure(&me, tx, &space)?;
            }
            epochs::replica(&me, tx, &space)
        };
        let replica = self.bench.desk.write(write).await?;
        self.bench.news.send_modify(|count| *count += 1);
        Ok(replica)
    }

    /// Whether this home holds other rosters than the session: it must begin again with them.
    async fn rosters_changed(&self) -> Result<bool, EngineError> {
        let space = self.bench.space;
        let held = self
            .bench
            .desk
            .read(move |tx| epochs::rosters(tx, &space))
            .await?;
        Ok(self.session.rosters() != held)
    }

    /// Stores what was learnt of the peer, at once for many effects: it is not part of what either
    /// side holds, only of what this side knows about the other.
    async fn note(&mut self) -> Result<(), EngineError> {
        let notes = std::mem::take(&mut self.notes);
        let Some(peer) = self.session.peer().filter(|_| !notes.is_empty()) else {
            return Ok(());
        };
        let space = self.bench.space;
        let me = Arc::clone(&self.bench.me);
        let write = move |tx: &Tx<'_>| {
            if notes.exchanged {
                editions::claim(&me, tx, &space)?;
            }
            for (epoch, sealed) in &notes.sealed {
                tx.count_envelopes(&space, epoch, *sealed)?;
            }
            for (device, next) in &notes.held {
                tx.note_peer_holds(&space, &peer, device, *next)?;
            }
            if notes.exchanged {
                tx.note_exchange(&space, now())?;
            }
            Ok(())
        };
        self.bench.desk.write(write).await
    }

    async fn completed(&mut self) -> Result<(), EngineError> {
        self.complete = true;
        self.notes.exchanged = true;
        self.note().await?;
        let (me, space, recovering) = (
            Arc::clone(&self.bench.me),
            self.bench.space,
            self.recovering,
        );
        let settle = move |tx: &Tx<'_>| {
            if recovering {
                recovering::finish(&me, tx, &space)?;
                return Ok(false);
            }
            recovering::settle(&me, tx, &space)?;
            forgetting::forget(&me, tx, &space)
        };
        if self.bench.desk.write(settle).await? {
            self.empty_log().await;
        }
        if recovering {
            self.bench.reborn.send_replace(true);
        }
        if let (Some(tell), Some(peer)) = (self.on_complete.take(), self.session.peer()) {
            tell(peer, self.outcome());
        }
        Ok(())
    }

    /// All frames out, then the end of the stream; closes once the peer has said its end.
    async fn finish(&mut self) {
        self.writer.finish();
        let until_end = async { while matches!(self.frames.recv().await, Some(Ok(_))) {} };
        // The peer has had its time; what it lacks, it asks for in the next session.
        drop(tokio::time::timeout(FINISH_TIMEOUT, until_end).await);
        self.control.close(0);
    }

    fn outcome(&self) -> Outcome {
        Outcome {
            tally: self.session.tally(),
            bytes_in: self.control.bytes_in(),
            bytes_out: self.control.bytes_out(),
            complete: self.complete,
        }
    }
}

/// Completes when every frame was handed to the transport.
async fn all_out(mut idle: watch::Receiver<usize>) {
    // The writer task is gone when the link is; the reader then says so.
    if idle.wait_for(|waiting| *waiting == 0).await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// Writes frames in order, in a task of its own that ends with it.
struct Writer {
    frames: Option<mpsc::UnboundedSender<Vec<u8>>>,
    waiting: watch::Sender<usize>,
    idle: watch::Receiver<usize>,
}

impl Writer {
    fn start(mut sender: LinkSender) -> Self {
        // Unbounded, yet at most one envelope and a few small frames wait: see `all_out`.
        let (frames, mut queue) = mpsc::unbounded_channel::<Vec<u8>>();
        let (waiting, idle) = watch::channel(0);
        let written = waiting.clone();
        tokio::spawn(async move {
            while let Some(frame) = queue.recv().await {
                if let Err(error) = sender.send(&frame).await {
                    tracing::debug!(%error, "link ended while writing");
                    return;
                }
                written.send_modify(|waiting| *waiting -= 1);
            }
            sender.finish();
        });
        Self {
            frames: Some(frames),
            waiting,
            idle,
        }
    }

    fn send(&self, frame: Vec<u8>) {
        if let Some(frames) = &self.frames {
            self.waiting.send_modify(|waiting| *waiting += 1);
            // A closed queue means a lost link, which the reader reports.
            drop(frames.send(frame));
        }
    }

    fn finish(&mut self) {
        self.frames = None;
    }
}

fn read_ahead(
    mut receiver: LinkReceiver,
    frame_max: Arc<AtomicUsize>,
) -> mpsc::Receiver<Result<Vec<u8>, NetError>> {
    let (frames, queue) = mpsc::channel(FRAMES_MAX);
    tokio::spawn(async move {
        loop {
            let frame = receiver
                .recv_at_most(|| frame_max.load(Ordering::Relaxed))
                .await;
            let frame = frame.transpose();
            let Some(frame) = frame else { return };
            let failed = frame.is_err();
            if frames.send(frame).await.is_err() || failed {
                return;
            }
        }
    });
    queue
}
