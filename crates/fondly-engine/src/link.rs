//! One session on one link: moves frames between the network and an [`Exchange`], which carries out
//! on the thread of the store what the session asks for.
//!
//! Reading goes on while an envelope waits to be written: the next records are loaded only once
//! the frames before are out, so two sides that send at once never wait for each other. What came is
//! opened and judged while what came before is stored.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use fondly_net::{FRAME_BYTES_MAX, Link, LinkControl, LinkReceiver, LinkSender, NetError, Path};
use fondly_store::Store;
use fondly_sync::{
    DeviceId, Ends, LinkContext, PeerFault, Role, SpaceId,
    session::{Effect, Input, Tally},
};
use tokio::{
    sync::{mpsc, watch},
    time::timeout,
};

use crate::{
    EngineError,
    committing::{Commits, only_documents},
    desk::Desk,
    exchange::{End, Exchange, Left, Said},
    me::Me,
    meetings::Way,
};

/// Frames that are read ahead.
const FRAMES_MAX: usize = 4;
/// Frames that may wait to be written: a peer that does not listen is heard no further. Between two
/// that both listen fewer wait, so neither ever waits for the other.
const FRAMES_WAITING_MAX: usize = 64;
/// The next records are loaded while fewer frames than this wait to be written.
const FRAMES_AHEAD: usize = 2;
/// How long the last frames may take to arrive once all is said.
const FINISH_TIMEOUT: Duration = Duration::from_secs(2);
/// A peer whose endpoint is known, and that has not proved itself, must move within this time.
const SILENCE_MAX: Duration = Duration::from_secs(12);
/// Whoever is not known at all must move within this time.
const SILENCE_MAX_UNKNOWN: Duration = Duration::from_secs(5);
/// Bytes of a frame before the peer has proved itself: a roster with keys, a frontier.
const FRAME_BYTES_MAX_UNPROVEN: usize = 192 << 10;
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

/// How far a session has come.
#[derive(Debug)]
pub(crate) enum Reached {
    /// This device has proved that it is at the other end.
    Proof(DeviceId),
    /// The reconciliation with it is complete.
    Complete(DeviceId, Outcome),
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

/// Runs a session until it ends. `first` has come already. `tell` hears of each step once, in order.
///
/// # Errors
/// The fault of the peer, or what failed here. What was committed stays.
pub(crate) async fn run(
    bench: Bench,
    link: Link,
    end: End,
    first: Option<Vec<u8>>,
    tell: impl FnMut(Reached) + Send,
) -> Result<Outcome, EngineError> {
    let context = context(&link, &end)?;
    let (me, space) = (Arc::clone(&bench.me), bench.space);
    let exchange = bench
        .desk
        .run(move |store| Exchange::open(me, store, space, context, &end))
        .await?;
    let commits = Commits::new(exchange.committer(), bench.desk.clone(), bench.news.clone());
    let (sender, receiver, control) = link.split();
    let mut news = bench.news.subscribe();
    news.mark_unchanged();
    let frame_max = Arc::new(AtomicUsize::new(FRAME_BYTES_MAX_UNPROVEN));
    let mut driver = Driver {
        bench,
        exchange: Some(exchange),
        commits,
        writer: Writer::start(sender),
        frames: read_ahead(receiver, Arc::clone(&frame_max)),
        frame_max,
        news,
        control,
        finishing: false,
        peer: None,
        complete: false,
        tally: Tally::default(),
        tell,
    };
    let result = driver.drive(end.known, first).await;
    if let Err(error) = &result {
        let proven = end.known || driver.peer.is_some();
        let code = match error {
            EngineError::Peer(fault) if proven => fault.code(),
            // Whoever we do not know learns nothing from how it is refused.
            _ if !proven => PeerFault::UnknownDevice.code(),
            _ => CODE_LOCAL,
        };
        driver.control.close(code);
        let unknown = Some(u64::from(PeerFault::UnknownDevice.code()));
        if matches!(error, EngineError::Net(net) if net.close_code() == unknown) {
            driver.at_desk(|it, store, _| it.refused(store)).await?;
        }
    }
    result.map(|()| driver.outcome())
}

/// The first frame of a link to the journal's endpoint, which may name the space that it is about.
///
/// # Errors
/// `Net`.
pub(crate) async fn first_frame(link: &mut Link) -> Result<Vec<u8>, EngineError> {
    let frame = timeout(
        SILENCE_MAX_UNKNOWN,
        link.recv_at_most(FRAME_BYTES_MAX_UNPROVEN),
    );
    let frame = frame.await.map_err(|_| NetError::TimedOut)??;
    Ok(frame.ok_or(NetError::Closed)?)
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
    /// At the desk while a job of it runs there.
    exchange: Option<Exchange>,
    commits: Commits,
    writer: Writer,
    frames: mpsc::Receiver<Result<Vec<u8>, NetError>>,
    frame_max: Arc<AtomicUsize>,
    news: watch::Receiver<u64>,
    control: LinkControl,
    finishing: bool,
    /// The device at the other end, once it has proved itself.
    peer: Option<DeviceId>,
    complete: bool,
    tally: Tally,
    tell: F,
}

impl<F: FnMut(Reached) + Send> Driver<F> {
    async fn drive(&mut self, known: bool, first: Option<Vec<u8>>) -> Result<(), EngineError> {
        let moved = self.move_frames(known, first).await;
        // Whatever ended it, what was accepted stays.
        let stored = self.settle().await;
        moved?;
        stored?;
        self.finish().await;
        if self.complete {
            Ok(())
        } else {
            Err(EngineError::Net(NetError::Closed))
        }
    }

    async fn move_frames(
        &mut self,
        known: bool,
        first: Option<Vec<u8>>,
    ) -> Result<(), EngineError> {
        let exchange = self.exchange.as_mut().ok_or(EngineError::Shape)?;
        let start = match first {
            Some(frame) => exchange.handle(Input::Message(frame))?,
            None => exchange.start(),
        };
        self.learn();
        let mut load = self.carry_out(start).await?;
        while !self.finishing {
            let idle = self.writer.idle.clone();
            let silence = match (self.peer.is_some(), known) {
                (true, _) => SILENCE_MAX_KNOWN,
                (false, true) => SILENCE_MAX,
                (false, false) => SILENCE_MAX_UNKNOWN,
            };
            let busy = self.commits.is_busy();
            let listens = *idle.borrow() <= FRAMES_WAITING_MAX;
            let input = tokio::select! {
                // Cancel-safe: receiving from a channel, waiting on a watch, a timer; `stored` says so.
                stored = self.commits.stored(), if busy => {
                    let effects = self.stored(stored?)?;
                    load = self.carry_out(effects).await?.or(load);
                    continue;
                }
                open = room(idle.clone()), if !listens => {
                    if open {
                        continue;
                    }
                    return Err(EngineError::Net(NetError::Closed));
                }
                frame = self.frames.recv(), if listens && self.commits.has_room() => match frame {
                    Some(frame) => Input::Message(frame?),
                    None => break,
                },
                () = all_out(idle), if load.is_some() => {
                    let (device, first) = load.take().ok_or(EngineError::Shape)?;
                    self.at_desk(move |it, store, _| it.load(store, device, first)).await?
                }
                news = self.news.changed(), if self.complete && !busy => {
                    let changed = |it: &mut Exchange, store: &mut Store, _: &mut dyn FnMut(Said)| {
                        it.rosters_changed(store)
                    };
                    if news.is_err() || self.at_desk(changed).await? {
                        break;
                    }
                    Input::Appended
                }
                () = tokio::time::sleep(silence), if !self.complete => {
                    return Err(EngineError::Net(NetError::TimedOut));
                }
            };
            let exchange = self.exchange.as_mut().ok_or(EngineError::Shape)?;
            let effects = exchange.handle(input);
            self.learn();
            match only_documents(effects?) {
                Ok(batches) => self.commits.push(batches),
                Err(effects) => load = self.carry_out(effects).await?.or(load),
            }
            if self.peer.is_some() {
                self.frame_max.store(FRAME_BYTES_MAX, Ordering::Relaxed);
            }
        }
        Ok(())
    }

    /// Tells the session what is durable now.
    fn stored(&mut self, (count, ends): (usize, Option<Ends>)) -> Result<Vec<Effect>, EngineError> {
        let exchange = self.exchange.as_mut().ok_or(EngineError::Shape)?;
        let mut effects = Vec::new();
        if let Some(ends) = ends {
            effects.extend(exchange.handle(Input::Ends(ends))?);
        }
        for _ in 0..count {
            effects.extend(exchange.handle(Input::Committed)?);
        }
        Ok(effects)
    }

    /// Waits until all that was accepted is durable. Returns what follows from that.
    async fn settle(&mut self) -> Result<Vec<Effect>, EngineError> {
        let mut effects = Vec::new();
        while self.commits.is_busy() {
            let stored = self.commits.stored().await?;
            effects.extend(self.stored(stored)?);
        }
        Ok(effects)
    }

    /// Carries out effects at the desk, behind what was accepted before. Returns what is to be loaded
    /// once the frames before are out.
    async fn carry_out(
        &mut self,
        mut effects: Vec<Effect>,
    ) -> Result<Option<(DeviceId, u64)>, EngineError> {
        if !effects.is_empty() {
            effects.extend(self.settle().await?);
        }
        if effects.is_empty() {
            return Ok(None);
        }
        let carried = self.at_desk(move |it, store, say| it.carry_out(store, effects, say));
        let Left {
            load,
            completed,
            finish,
        } = carried.await?;
        self.finishing |= finish;
        if completed && let Some(peer) = self.peer {
            let outcome = self.outcome();
            (self.tell)(Reached::Complete(peer, outcome));
        }
        Ok(load)
    }

    /// Runs `work` where the store is. What it says goes out at once.
    async fn at_desk<T: Send + 'static>(
        &mut self,
        work: impl FnOnce(&mut Exchange, &mut Store, &mut dyn FnMut(Said)) -> Result<T, EngineError>
        + Send
        + 'static,
    ) -> Result<T, EngineError> {
        let outbox = self.writer.outbox().ok_or(EngineError::Shape)?;
        let mut exchange = self.exchange.take().ok_or(EngineError::Shape)?;
        exchange.goes_by(match self.control.path() {
            Path::Direct => Way::Direct,
            Path::Relayed => Way::Relayed,
        });
        let (news, reborn) = (self.bench.news.clone(), self.bench.reborn.clone());
        let job = move |store: &mut Store| {
            let mut say = |said| match said {
                Said::Frame(frame) => outbox.send(frame),
                Said::Changed => news.send_modify(|count| *count += 1),
                Said::Reborn => drop(reborn.send_replace(true)),
            };
            let done = work(&mut exchange, store, &mut say);
            Ok((exchange, done))
        };
        let (exchange, done) = self.bench.desk.run(job).await?;
        self.exchange = Some(exchange);
        self.learn();
        done
    }

    /// Takes over what the exchange has come to know.
    fn learn(&mut self) {
        if let Some(exchange) = &self.exchange {
            let before = self.peer;
            self.peer = exchange.peer();
            if let Some(peer) = self.peer.filter(|_| before.is_none()) {
                (self.tell)(Reached::Proof(peer));
            }
            self.complete = exchange.is_complete();
            self.tally = exchange.tally();
        }
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
            tally: self.tally,
            bytes_in: self.control.bytes_in(),
            bytes_out: self.control.bytes_out(),
            complete: self.complete,
        }
    }
}

/// Completes when the peer listens again, or with false once the writer is gone with the link.
async fn room(mut idle: watch::Receiver<usize>) -> bool {
    let listens = |waiting: &usize| *waiting <= FRAMES_WAITING_MAX;
    idle.wait_for(listens).await.is_ok()
}

/// Completes when next to all frames were handed to the transport.
async fn all_out(mut idle: watch::Receiver<usize>) {
    // The writer task is gone when the link is; the reader then says so.
    if idle
        .wait_for(|waiting| *waiting < FRAMES_AHEAD)
        .await
        .is_err()
    {
        std::future::pending::<()>().await;
    }
}

/// Where frames wait to be written.
#[derive(Clone)]
struct Outbox {
    frames: mpsc::UnboundedSender<Vec<u8>>,
    waiting: watch::Sender<usize>,
}

impl Outbox {
    fn send(&self, frame: Vec<u8>) {
        self.waiting.send_modify(|waiting| *waiting += 1);
        // A closed queue means a lost link, which the reader reports.
        drop(self.frames.send(frame));
    }
}

/// Writes frames in order, in a task of its own that ends with it.
struct Writer {
    outbox: Option<Outbox>,
    idle: watch::Receiver<usize>,
}

impl Writer {
    fn start(mut sender: LinkSender) -> Self {
        // Unbounded, yet at most two envelopes and a few small frames wait: see `all_out`.
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
        let outbox = Some(Outbox { frames, waiting });
        Self { outbox, idle }
    }

    /// Where to put frames until it is finished.
    fn outbox(&self) -> Option<Outbox> {
        self.outbox.clone()
    }

    fn finish(&mut self) {
        self.outbox = None;
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
