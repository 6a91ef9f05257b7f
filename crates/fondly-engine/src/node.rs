//! The network of one home while a process holds it: an endpoint for each bond, those who come in,
//! and those who are dialled.

mod live;
mod meeting;
mod moving;
pub(crate) mod peers;
#[cfg(test)]
mod tests;
mod ways;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs::File,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use fondly_net::{Endpoint, EndpointConfig, EndpointId, EndpointKey, Link, PeerAddress, Ways};
use fondly_store::{Store, Tx};
use fondly_sync::{DeviceId, PeerFault, Role, SYNC_ALPN, SpaceId};
use tokio::{
    sync::{OnceCell, Semaphore, watch},
    task::JoinSet,
    time::Instant,
};

use live::Live;
pub(crate) use peers::Peer;
use peers::{knows, own_spaces, spaces};

use crate::{
    EngineError, Home, PeerView,
    bonding::addresses,
    clock::now,
    config::{Config, NetMode},
    desk::Desk,
    epochs, erasing,
    exchange::{End, empty_log, named_space},
    labels::Labels,
    link::{Bench, Outcome, Reached, first_frame, run},
    locking::Keeping,
    me::Me,
    mutual::revealing,
    parting,
    readying::make_ready,
    receipting, sharing,
};

/// A dead address otherwise takes 30 s.
const DIAL_DEADLINE: Duration = Duration::from_secs(8);
/// Sessions that one endpoint has at a time with whoever dials it.
const SESSIONS_MAX: usize = 16;
/// Sessions at a time with those whose endpoint is not known.
const STRANGERS_MAX: usize = 8;
/// The network of a home. Whoever holds it holds the file lock.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) home: Home,
    pub(crate) me: Arc<Me>,
    pub(crate) desk: Desk,
    endpoints: Mutex<BTreeMap<SpaceId, Endpoint>>,
    /// Held while endpoints come and go, so that none is opened twice: the second would get another
    /// port, and whoever looks for this device at the first would meet nobody. False once the node
    /// closes.
    may_open: tokio::sync::Mutex<bool>,
    live: Live,
    /// Sessions that others began and that were completed, counted for those who wait for one.
    met: watch::Sender<BTreeMap<DeviceId, (Instant, Outcome)>>,
    news: watch::Sender<u64>,
    reborn: watch::Sender<bool>,
    /// How those fared who were looked for before any bond was opened.
    heard_first: Mutex<Vec<PeerView>>,
    /// Counts how often this computer came to other addresses.
    moved: watch::Sender<u64>,
    /// Every task of this node; they end with it.
    tasks: Mutex<JoinSet<()>>,
    /// Places for those who are not known.
    strangers: Semaphore,
    stay: bool,
    /// Set once what this home lost was looked for.
    ready: OnceCell<()>,
    pub(crate) keeping: Keeping,
    /// Let go of last: see `locking`.
    _lock: File,
}

pub(crate) fn guard<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Node {
    /// Takes the network of `home`, or says `None` if another process has it.
    pub(crate) fn take(
        home: &Home,
        me: Arc<Me>,
        desk: Desk,
        stay: bool,
    ) -> Result<Option<Arc<Self>>, EngineError> {
        let Some(lock) = take_lock(home)? else {
            return Ok(None);
        };
        Ok(Some(Arc::new(Self {
            home: home.clone(),
            me,
            desk,
            endpoints: Mutex::default(),
            may_open: tokio::sync::Mutex::new(true),
            live: Live::default(),
            met: watch::Sender::default(),
            news: watch::Sender::default(),
            reborn: watch::Sender::default(),
            heard_first: Mutex::default(),
            moved: watch::Sender::default(),
            tasks: Mutex::default(),
            strangers: Semaphore::new(STRANGERS_MAX),
            stay,
            ready: OnceCell::new(),
            keeping: Keeping::new(),
            _lock: lock,
        })))
    }

    /// Looks, once, for what this home has lost. An endpoint opens meanwhile, and nobody is met before that.
    pub(crate) async fn make_ready(&self) -> Result<(), EngineError> {
        let (desk, stay) = (&self.desk, self.stay);
        let look = || async move {
            let lost = desk.run(move |store| make_ready(store, stay)).await?;
            if lost > 0 {
                tracing::warn!(
                    lost,
                    "payloads were lost here: other devices are asked for them"
                );
            }
            Ok(())
        };
        self.ready.get_or_try_init(look).await.copied()
    }

    /// Something was written here: shares what is due, opens and closes endpoints as bonds come
    /// and go, and lets every session push.
    pub(crate) async fn refresh(self: &Arc<Self>) -> Result<(), EngineError> {
        let me = Arc::clone(&self.me);
        if self.desk.write(move |tx| do_due(&me, tx)).await? {
            let emptied = |store: &mut Store| {
                empty_log(store);
                Ok(())
            };
            self.desk.run(emptied).await?;
        }
        self.open_and_close().await?;
        self.news.send_modify(|count| *count += 1);
        Ok(())
    }

    /// Opens and closes endpoints as bonds and own devices come and go.
    pub(crate) async fn open_and_close(self: &Arc<Self>) -> Result<(), EngineError> {
        let may_open = self.may_open.lock().await;
        if !*may_open {
            return Ok(());
        }
        let config = Config::load(&self.home)?;
        let me = Arc::clone(&self.me);
        let spaces = if config.net_mode() == NetMode::Off {
            BTreeSet::new()
        } else {
            self.desk.read(move |tx| spaces(&me, tx)).await?
        };
        let mut wanted = BTreeMap::new();
        for space in spaces {
            wanted.insert(space, self.ways(space, &config).await?);
        }
        let closed: Vec<Endpoint> = {
            let mut endpoints = guard(&self.endpoints);
            // With other ways an endpoint is opened anew: links are made again in a moment.
            let gone: Vec<SpaceId> = endpoints
                .iter()
                .filter(|(space, open)| wanted.get(*space) != Some(open.ways()))
                .map(|(space, _)| *space)
                .collect();
            gone.iter()
                .filter_map(|space| endpoints.remove(space))
                .collect()
        };
        for endpoint in closed {
            endpoint.release().await;
        }
        for (space, ways) in wanted {
            if !guard(&self.endpoints).contains_key(&space) {
                self.open(space, &config, ways).await?;
            }
        }
        Ok(())
    }

    /// Opens the journal's endpoint alone, where there is another own device that `open_and_close`
    /// would open it for.
    pub(crate) async fn open_journal(self: &Arc<Self>) -> Result<bool, EngineError> {
        let may_open = self.may_open.lock().await;
        let config = Config::load(&self.home)?;
        if !*may_open || config.net_mode() == NetMode::Off {
            return Ok(false);
        }
        let me = Arc::clone(&self.me);
        let spaces = self.desk.read(move |tx| spaces(&me, tx)).await?;
        let journal = self.me.journal;
        if !spaces.contains(&journal) {
            return Ok(false);
        }
        if !guard(&self.endpoints).contains_key(&journal) {
            let ways = self.ways(journal, &config).await?;
            self.open(journal, &config, ways).await?;
        }
        Ok(true)
    }

    async fn open(
        self: &Arc<Self>,
        space: SpaceId,
        config: &Config,
        ways: Ways,
    ) -> Result<(), EngineError> {
        let (secret, kept) = self
            .desk
            .read(move |tx| epochs::endpoint_secret(tx, &space))
            .await?;
        let (bind, first) = config.bind();
        let opening = Endpoint::open(EndpointConfig {
            key: EndpointKey::from_bytes(&secret),
            bind,
            port: kept.or(first),
            alpns: vec![SYNC_ALPN.to_vec()],
            ways,
        });
        let (ready, endpoint) = tokio::join!(self.make_ready(), opening);
        let endpoint = endpoint?;
        if let Err(error) = ready {
            endpoint.release().await;
            return Err(error);
        }
        self.keep_address(space, &endpoint).await?;
        guard(&self.endpoints).insert(space, endpoint.clone());
        let (node, follower) = (Arc::clone(self), Arc::clone(self));
        let followed = endpoint.clone();
        self.spawn(async move { follower.follow(space, followed).await });
        self.spawn(async move { node.listen(space, endpoint).await });
        Ok(())
    }

    async fn listen(self: Arc<Self>, space: SpaceId, endpoint: Endpoint) {
        let places = Arc::new(Semaphore::new(SESSIONS_MAX));
        let mut sessions = JoinSet::new();
        loop {
            tokio::select! {
                // Cancel-safe: accepting takes nothing until it returns; joining likewise.
                link = endpoint.accept() => {
                    let Some(link) = link else { break };
                    let Ok(place) = Arc::clone(&places).try_acquire_owned() else {
                        link.close(CODE_BUSY);
                        continue;
                    };
                    let node = Arc::clone(&self);
                    let own = endpoint.id();
                    sessions.spawn(async move {
                        node.answer(space, own, link).await;
                        drop(place);
                    });
                }
                Some(_) = sessions.join_next() => {}
            }
        }
        sessions.shutdown().await;
    }

    /// Whether this endpoint is one of a device of the space, as far as it told us.
    async fn is_known(&self, space: SpaceId, remote: EndpointId) -> bool {
        let known = self.desk.read(move |tx| knows(tx, &space, &remote.0));
        known.await.unwrap_or(false)
    }

    async fn answer(&self, space: SpaceId, own: EndpointId, mut link: Link) {
        let known = self.is_known(space, link.remote()).await;
        // Whoever is not known may be a new device of somebody who is: few of them at a time.
        let _place = if known {
            None
        } else {
            match self.strangers.try_acquire() {
                Ok(place) => Some(place),
                Err(_) => return link.close(PeerFault::UnknownDevice.code()),
            }
        };
        let own_only = space == self.me.journal;
        let (space, first) = if own_only {
            match self.space_of(&mut link).await {
                Ok(named) => named,
                Err(error) => {
                    tracing::info!(%error, "somebody at the journal's endpoint was refused");
                    return link.close(PeerFault::UnknownDevice.code());
                }
            }
        } else {
            (space, None)
        };
        let end = End {
            role: Role::Listener,
            peer: None,
            endpoint: own.0,
            stay: self.stay,
            own_only,
            known,
        };
        let mut standing = None;
        let tell = |reached| match reached {
            Reached::Proof(peer) => standing = Some(self.live.stands(space, peer)),
            Reached::Complete(peer, outcome) => self.met.send_modify(|met| {
                met.insert(peer, (Instant::now(), outcome));
            }),
        };
        let result = run(self.bench(space), link, end, first, tell).await;
        drop(standing);
        if let Err(error) = result {
            tracing::info!(%error, "a session that somebody began ended early");
        }
    }

    /// The space that a link to the journal's endpoint is about, a standing bond if its first frame names
    /// that, else the journal: then with the frame, which belongs to the session.
    async fn space_of(&self, link: &mut Link) -> Result<(SpaceId, Option<Vec<u8>>), EngineError> {
        let first = first_frame(link).await?;
        let Some(space) = named_space(&first) else {
            return Ok((self.me.journal, Some(first)));
        };
        let me = Arc::clone(&self.me);
        let spaces = self.desk.read(move |tx| own_spaces(&me, tx)).await?;
        if spaces.contains(&space) {
            Ok((space, None))
        } else {
            Err(PeerFault::UnknownDevice.into())
        }
    }

    fn bench(&self, space: SpaceId) -> Bench {
        Bench {
            me: Arc::clone(&self.me),
            desk: self.desk.clone(),
            space,
            news: self.news.clone(),
            reborn: self.reborn.clone(),
        }
    }

    /// Dials a device and keeps the link. Says whether all was exchanged before that ended. Where the
    /// device came by itself meanwhile, that link is the one: over two all would be sent twice.
    pub(crate) async fn keep(&self, peer: &Peer) -> bool {
        let (mut standing, mut complete) = (None, false);
        let kept = async {
            let link = self.connect(peer).await?;
            if self.is_live(peer) {
                link.close(CODE_BUSY);
                complete = true;
                return Ok(());
            }
            let tell = |reached| match reached {
                Reached::Proof(device) => standing = Some(self.live.stands(peer.space, device)),
                Reached::Complete(..) => complete = true,
            };
            self.converse(peer, link, true, tell).await.map(drop)
        };
        let kept: Result<(), EngineError> = kept.await;
        drop(standing);
        if let Err(error) = kept {
            tracing::debug!(%error, "no link with a device");
        }
        complete
    }

    /// The endpoint through which a device is reached.
    fn through(&self, peer: &Peer) -> Result<Endpoint, EngineError> {
        let through = if peer.own {
            self.me.journal
        } else {
            peer.space
        };
        let endpoint = guard(&self.endpoints).get(&through).cloned();
        endpoint.ok_or(EngineError::NetworkOff)
    }

    async fn connect(&self, peer: &Peer) -> Result<Link, EngineError> {
        let to = PeerAddress {
            id: EndpointId(peer.at.endpoint),
            addrs: peer.at.addresses.iter().copied().collect(),
            relay: peer.at.relay.clone(),
        };
        let endpoint = self.through(peer)?;
        Ok(endpoint.connect(&to, SYNC_ALPN, DIAL_DEADLINE).await?)
    }

    /// Runs a session with a device that was dialled. With `stay` the link is kept.
    async fn converse(
        &self,
        peer: &Peer,
        link: Link,
        stay: bool,
        tell: impl FnMut(Reached) + Send,
    ) -> Result<Outcome, EngineError> {
        let end = End {
            role: Role::Dialler,
            peer: Some(peer.device),
            endpoint: self.through(peer)?.id().0,
            stay,
            own_only: peer.own,
            known: true,
        };
        let bench = self.bench(peer.space);
        run(bench, link, end, None, tell).await
    }

    /// Whether a session with this device is under way, or its link stands since.
    pub(crate) fn is_live(&self, peer: &Peer) -> bool {
        self.live.has(peer.space, peer.device)
    }

    /// Starts a task that ends with this node at the latest.
    pub(crate) fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        guard(&self.tasks).spawn(task);
    }

    /// Becomes true once this home goes on as a new device.
    pub(crate) fn reborn(&self) -> watch::Receiver<bool> {
        self.reborn.subscribe()
    }

    /// Counts what was written here.
    pub(crate) fn news(&self) -> watch::Receiver<u64> {
        self.news.subscribe()
    }

    /// Closes every endpoint, and with them every link; then ends the tasks.
    pub(crate) async fn close(&self) {
        *self.may_open.lock().await = false;
        let endpoints = std::mem::take(&mut *guard(&self.endpoints));
        let closing: JoinSet<()> = endpoints
            .into_values()
            .map(|endpoint| async move { endpoint.close().await })
            .collect();
        closing.join_all().await;
        let mut tasks = std::mem::take(&mut *guard(&self.tasks));
        tasks.shutdown().await;
    }

    /// Where this home listens.
    pub(crate) fn listening(&self) -> Vec<String> {
        let endpoints = guard(&self.endpoints);
        endpoints
            .values()
            .flat_map(addresses)
            .map(|address| address.to_string())
            .collect()
    }
}

/// The file lock, unless another process has it.
fn take_lock(home: &Home) -> Result<Option<File>, EngineError> {
    let path = home.network_lock();
    let lock = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(crate::home::io("could not open", &path))?;
    match lock.try_lock() {
        Ok(()) => Ok(Some(lock)),
        Err(std::fs::TryLockError::WouldBlock) => Ok(None),
        Err(std::fs::TryLockError::Error(error)) => {
            Err(crate::home::io("could not lock", &path)(error))
        }
    }
}

/// Whether no process holds the network.
pub(crate) fn network_is_free(home: &Home) -> Result<bool, EngineError> {
    Ok(take_lock(home)?.is_some())
}

/// Shares and erases what is due. Whether anything was erased: then the write-ahead log is to be
/// emptied.
pub(crate) fn do_due(me: &Me, tx: &Tx<'_>) -> Result<bool, EngineError> {
    let deleted = parting::end_due(me, tx, now())?;
    let labels = Labels::load(tx)?;
    sharing::fire_due(me, tx, &labels, now())?;
    receipting::give_all(me, tx, &labels)?;
    revealing::reveal_due(me, tx, &labels)?;
    Ok(erasing::erase_due(me, tx, now())? || deleted)
}

/// The code of a close because too many sessions are open, or one with this device.
const CODE_BUSY: u32 = 14;
