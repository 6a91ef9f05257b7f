//! What needs the network: `invite`, `join`, `sync`, `serve`.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
    time::Duration,
};

use rand_core::Rng as _;
use tokio::time::{Instant, sleep, timeout};

use crate::{
    DeviceJoined, Engine, EngineError, Invitation, Joined, PeerView,
    clock::now,
    config::{Config, NetMode},
    desk::Desk,
    holding::{self, Holder, Holding},
    locking::lock_when_idle,
    node::{Node, Peer, guard},
    parting,
    random::rng,
    served::{self, Reply, Request},
    watching::{NewsTold, tell_what_comes},
};

/// Between two attempts to take the network from a command that is about to end.
const TAKE_AGAIN_AFTER: Duration = Duration::from_millis(50);
/// How long another command may take to end or answer.
const TAKE_TIMEOUT: Duration = Duration::from_secs(5);
const BACK_OFF_MIN: Duration = Duration::from_secs(1);
const BACK_OFF_MAX: Duration = Duration::from_secs(60);
/// The device with the higher id gives the other so long to dial first.
const COURTESY: Duration = Duration::from_secs(2);
/// Without news or a due hold, `serve` looks again after this time.
const LOOK_AGAIN_AFTER: Duration = Duration::from_secs(3600);

/// Asks the person at this device for the three words that a new device shows.
pub type WordsAsked = Arc<dyn Fn() -> Vec<String> + Send + Sync>;

/// Why `serve` ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServeEnd {
    /// It was asked to stop.
    Stopped,
    /// The key was to be forgotten.
    Locked,
}

/// Either the network itself, or the answer of the process that has it.
enum Access {
    Held(Box<Holding>),
    Asked(Reply),
}

impl Engine {
    /// Makes an invite, shows its line, and waits until somebody has joined.
    ///
    /// # Errors
    /// `NobodyJoined`, `LabelInUse`, `NetworkOff`, `NetworkHeld`, `Net`, `Store`.
    pub async fn invite(
        self,
        invitation: Invitation,
        mut on_line: impl FnMut(&str) + Send,
    ) -> Result<Joined, EngineError> {
        self.require_network()?;
        let request = Request::Invite {
            name: invitation.name.clone(),
            timeout_ms: millis(invitation.timeout),
            in_person: invitation.in_person,
            returning: invitation.returning,
        };
        let holder = self.into_holder();
        match access(&holder, &request, &mut on_line, None).await? {
            Access::Asked(Reply::Joined { joined }) => Ok(joined),
            Access::Asked(_) => Err(EngineError::Shape),
            Access::Held(held) => {
                let inviting = holding::invite_here(&held.node, invitation, on_line);
                let joined = held.unless_locked(inviting).await;
                held.close().await;
                joined
            }
        }
    }

    /// Joins by an invite. `label` is what I call the inviter.
    ///
    /// # Errors
    /// `Invite`, `InviteMode`, `InviteExpired`, `InviteUsed`, `OwnInvite`, `LabelInUse`,
    /// `Unreachable`, `NetworkOff`, `NetworkHeld`, `Peer`, `Net`, `Store`.
    pub async fn join(
        self,
        line: &str,
        label: &str,
        in_person: bool,
        limit: Duration,
    ) -> Result<Joined, EngineError> {
        self.require_network()?;
        fondly_sync::invite::Invite::parse(line)?;
        let request = Request::Join {
            line: line.to_owned(),
            label: label.to_owned(),
            in_person,
            timeout_ms: millis(limit),
        };
        let holder = self.into_holder();
        match access(&holder, &request, |_| {}, None).await? {
            Access::Asked(Reply::Joined { joined }) => Ok(joined),
            Access::Asked(_) => Err(EngineError::Shape),
            Access::Held(held) => {
                let joining = holding::join(&held.node, line, label, in_person, limit);
                let joined = held.unless_locked(joining).await;
                held.close().await;
                joined
            }
        }
    }

    /// Shows a line, and waits until a new device of mine has come in by it and has everything.
    /// `words` asks the person for the words that it shows, where somebody can be asked.
    ///
    /// # Errors
    /// `NobodyJoined`, `WrongDeviceWords`, `Removed`, `NetworkOff`, `NetworkHeld`, `Net`, `Store`.
    pub async fn device_add(
        self,
        limit: Duration,
        words: Option<WordsAsked>,
        mut on_line: impl FnMut(&str) + Send,
    ) -> Result<DeviceJoined, EngineError> {
        self.require_network()?;
        let request = Request::DeviceAdd {
            timeout_ms: millis(limit),
            confirm: words.is_some(),
        };
        let holder = self.into_holder();
        match access(&holder, &request, &mut on_line, words.as_ref()).await? {
            Access::Asked(Reply::DeviceJoined { joined }) => Ok(joined),
            Access::Asked(_) => Err(EngineError::Shape),
            Access::Held(held) => {
                let adding = holding::device_add_here(&held.node, limit, words, on_line);
                let joined = held.unless_locked(adding).await;
                held.close().await;
                joined
            }
        }
    }

    /// One round with every device that can be reached, of the people called `names` or of all.
    ///
    /// # Errors
    /// `NoPerson`, `NetworkOff`, `NetworkHeld`, `Net`, `Store`. Not reaching somebody is none.
    pub async fn sync(
        self,
        names: Vec<String>,
        limit: Duration,
    ) -> Result<Vec<PeerView>, EngineError> {
        self.require_network()?;
        let holder = self.into_holder();
        let mut to_the_end = std::future::pending();
        let done = round(&holder, names.clone(), limit, &mut to_the_end).await?;
        if !done.reborn {
            return done.peers;
        }
        // As the new device, what this home had written beside goes out.
        let holder = holder.reborn().await?;
        let held = take(&holder, false)
            .await?
            .ok_or(EngineError::NetworkHeld)?;
        let peers = held.unless_locked(held.node.round(names, limit)).await;
        held.close().await;
        peers
    }

    /// Keeps links and the unlocked key until `stop` completes or the key is to be forgotten, then
    /// ends in order. `told` hears what has come, while the setting `notify` is on.
    ///
    /// # Errors
    /// `AlreadyServing`, `NetworkHeld`, `Net`, `Store`.
    pub async fn serve(
        self,
        on_ready: impl FnOnce(&[String]),
        told: NewsTold,
        stop: impl Future<Output = ()>,
    ) -> Result<ServeEnd, EngineError> {
        let mut holder = self.into_holder();
        let mut on_ready = Some(on_ready);
        let mut stop = std::pin::pin!(stop);
        loop {
            let Some(held) = take(&holder, true).await? else {
                return Err(EngineError::AlreadyServing);
            };
            let node = Arc::clone(&held.node);
            held.node.spawn(async move { keep_links(node).await });
            let idle = lock_when_idle(Arc::clone(&held.node));
            held.node.spawn(idle);
            let telling = tell_what_comes(Arc::clone(&held.node), Arc::clone(&told));
            held.node.spawn(telling);
            if let Some(on_ready) = on_ready.take() {
                on_ready(&held.node.listening());
            }
            let mut reborn = held.node.reborn();
            let end = tokio::select! {
                () = &mut stop => Some(ServeEnd::Stopped),
                () = held.node.keeping.locked() => Some(ServeEnd::Locked),
                _ = reborn.wait_for(|reborn| *reborn) => None,
            };
            if let Some(end) = end {
                // The key goes before the lock that says so.
                drop(holder);
                held.close().await;
                return Ok(end);
            }
            held.close().await;
            holder = holder.reborn().await?;
        }
    }

    fn require_network(&self) -> Result<(), EngineError> {
        if Config::load(&self.home)?.net_mode() == NetMode::Off {
            return Err(EngineError::NetworkOff);
        }
        Ok(())
    }

    pub(crate) fn into_holder(self) -> Holder {
        Holder {
            home: self.home,
            me: self.me,
            desk: Desk::open(self.store),
            key: self.key,
        }
    }
}

/// What a round came to.
pub(crate) struct Round {
    pub(crate) peers: Result<Vec<PeerView>, EngineError>,
    /// Whether this home goes on as a new device.
    reborn: bool,
    /// Whether it was stopped. What stopped it is not to be asked again.
    pub(crate) stopped: bool,
}

impl Round {
    const fn stopped() -> Self {
        Self {
            peers: Ok(Vec::new()),
            reborn: false,
            stopped: true,
        }
    }
}

/// One round with every device of the people called `names`, by whoever holds the network. Where
/// `stop` comes first it ends in order, with nobody met.
pub(crate) async fn round(
    holder: &Holder,
    names: Vec<String>,
    limit: Duration,
    stop: &mut (impl Future<Output = ()> + Unpin),
) -> Result<Round, EngineError> {
    let request = Request::Sync {
        names: names.clone(),
        timeout_ms: millis(limit),
    };
    let access = tokio::select! {
        access = access(holder, &request, |_| {}, None) => access?,
        () = &mut *stop => return Ok(Round::stopped()),
    };
    match access {
        Access::Asked(Reply::Peers { peers }) => Ok(Round {
            peers: Ok(peers),
            reborn: false,
            stopped: false,
        }),
        Access::Asked(_) => Err(EngineError::Shape),
        Access::Held(held) => {
            let peers = tokio::select! {
                peers = held.unless_locked(held.node.round(names, limit)) => Some(peers),
                () = &mut *stop => None,
            };
            let reborn = *held.node.reborn().borrow();
            held.close().await;
            Ok(peers.map_or_else(Round::stopped, |peers| Round {
                peers,
                reborn,
                stopped: false,
            }))
        }
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// Asks whoever holds the network, or takes it.
async fn access(
    holder: &Holder,
    request: &Request,
    mut on_line: impl FnMut(&str),
    words: Option<&WordsAsked>,
) -> Result<Access, EngineError> {
    let until = Instant::now() + TAKE_TIMEOUT;
    loop {
        if let Some(reply) = served::ask(&holder.home, request, &mut on_line, words).await? {
            return Ok(Access::Asked(reply));
        }
        if let Some(held) = holder.take(false).await? {
            return Ok(Access::Held(Box::new(held)));
        }
        if Instant::now() > until {
            return Err(EngineError::NetworkHeld);
        }
        sleep(TAKE_AGAIN_AFTER).await;
    }
}

/// Takes the network from a command that is about to end. `None` if a `serve` has it.
async fn take(holder: &Holder, stay: bool) -> Result<Option<Holding>, EngineError> {
    let until = Instant::now() + TAKE_TIMEOUT;
    loop {
        if let Some(held) = holder.take(stay).await? {
            return Ok(Some(held));
        }
        if Instant::now() > until {
            return Ok(None);
        }
        sleep(TAKE_AGAIN_AFTER).await;
    }
}

/// Dials every device that is not linked, again and again; fires holds when they are due.
async fn keep_links(node: Arc<Node>) {
    let kept = Arc::new(Mutex::new(BTreeSet::new()));
    let mut news = node.news();
    loop {
        news.mark_unchanged();
        if let Err(error) = node.open_and_close().await {
            tracing::error!(%error, "could not open an endpoint");
        }
        match node.peers(Vec::new()).await {
            Ok(peers) => {
                for peer in peers {
                    let key = (peer.space, peer.device);
                    if guard(&kept).insert(key) {
                        let (keeper, kept) = (Arc::clone(&node), Arc::clone(&kept));
                        node.spawn(async move {
                            keep_link(keeper, peer).await;
                            // Whoever is paused may be back.
                            guard(&kept).remove(&key);
                        });
                    }
                }
            }
            Err(error) => tracing::error!(%error, "could not read whom to dial"),
        }
        let wait = next_hold(&node).await.unwrap_or(LOOK_AGAIN_AFTER);
        match timeout(wait, news.changed()).await {
            Ok(Ok(())) => {}
            Ok(Err(_)) => return,
            Err(_) => {
                if let Err(error) = node.refresh().await {
                    tracing::error!(%error, "could not share what is due");
                }
            }
        }
    }
}

async fn next_hold(node: &Node) -> Option<Duration> {
    let due = node
        .desk
        .read(|tx| Ok((tx.held(None)?, parting::next_end(tx)?)));
    let (held, end) = due.await.ok()?;
    let due = held.into_iter().filter_map(|share| share.hold_until);
    let at = due.chain(end).filter(|at| *at > now()).min()?;
    u64::try_from(at - now()).ok().map(Duration::from_secs)
}

/// The one owner of reconnection with a device: dials with back-off and jitter until linked.
async fn keep_link(node: Arc<Node>, peer: Peer) {
    let mut pause = BACK_OFF_MIN;
    let mut moved = node.moved();
    if node.me.device > peer.device {
        sleep(COURTESY).await;
    }
    loop {
        if !node.is_live(&peer) {
            // The address may have been told anew since.
            let current = node
                .peers(vec![peer.label.clone()])
                .await
                .unwrap_or_default();
            let same = |p: &Peer| p.device == peer.device && p.space == peer.space;
            let Some(current) = current.into_iter().find(same) else {
                return;
            };
            pause = if node.keep(&current).await {
                BACK_OFF_MIN
            } else {
                (pause * 2).min(BACK_OFF_MAX)
            };
        }
        let jitter = Duration::from_millis(u64::from(rng().next_u32() % 500));
        tokio::select! {
            () = sleep(pause + jitter) => {}
            // In another network the other may be there at once.
            changed = moved.changed() => match changed {
                Ok(()) => {
                    pause = BACK_OFF_MIN;
                    sleep(jitter).await;
                }
                Err(_) => return,
            },
        }
    }
}
