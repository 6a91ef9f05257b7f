//! The network of one home while a process holds it: an endpoint for each bond, those who come in,
//! and those who are dialled.

use std::{
    collections::{BTreeMap, BTreeSet},
    error::Error as _,
    fs::File,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use fondly_net::{Endpoint, EndpointConfig, EndpointId, EndpointKey, Link, PeerAddress};
use fondly_sync::{DeviceId, DeviceInSpace, PeerFault, Role, SYNC_ALPN, SpaceId, shown};
use tokio::{
    sync::{Semaphore, watch},
    task::JoinSet,
    time::{Instant, sleep, timeout_at},
};

use crate::{
    EngineError, Home, PeerView,
    bonding::addresses,
    clock::now,
    config::{Config, NetMode},
    desk::Desk,
    epochs,
    labels::Labels,
    link::{Bench, End, Outcome, run},
    me::Me,
    sharing,
};

/// A dead address otherwise takes 30 s.
const DIAL_DEADLINE: Duration = Duration::from_secs(8);
/// Sessions that one endpoint has at a time with whoever dials it.
const SESSIONS_MAX: usize = 16;
/// Between two attempts to reach somebody in one round.
const RETRY_AFTER: Duration = Duration::from_millis(500);

/// The network of a home. Whoever holds it holds the file lock.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) home: Home,
    pub(crate) me: Arc<Me>,
    pub(crate) desk: Desk,
    endpoints: Mutex<BTreeMap<SpaceId, Endpoint>>,
    /// Spaces and devices with a completed session whose link stands.
    live: Mutex<BTreeSet<(SpaceId, DeviceId)>>,
    /// Sessions that others began and that were completed, counted for those who wait for one.
    met: watch::Sender<BTreeMap<DeviceId, (Instant, Outcome)>>,
    news: watch::Sender<u64>,
    /// Every task of this node; they end with it.
    tasks: Mutex<JoinSet<()>>,
    stay: bool,
    _lock: File,
}

/// A device that can be dialled.
#[derive(Debug, Clone)]
pub(crate) struct Peer {
    pub(crate) space: SpaceId,
    pub(crate) label: String,
    pub(crate) device: DeviceId,
    pub(crate) at: DeviceInSpace,
}

fn guard<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
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
        let path = home.network_lock();
        let lock = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(crate::home::io("could not open", &path))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(std::fs::TryLockError::WouldBlock) => return Ok(None),
            Err(std::fs::TryLockError::Error(error)) => {
                return Err(crate::home::io("could not lock", &path)(error));
            }
        }
        Ok(Some(Arc::new(Self {
            home: home.clone(),
            me,
            desk,
            endpoints: Mutex::default(),
            live: Mutex::default(),
            met: watch::Sender::default(),
            news: watch::Sender::default(),
            tasks: Mutex::default(),
            stay,
            _lock: lock,
        })))
    }

    /// Something was written here: shares what is due, opens and closes endpoints as bonds come
    /// and go, and lets every session push.
    pub(crate) async fn refresh(self: &Arc<Self>) -> Result<(), EngineError> {
        let config = Config::load(&self.home)?;
        let me = Arc::clone(&self.me);
        let spaces = self
            .desk
            .write(move |tx| {
                let labels = Labels::load(tx)?;
                sharing::fire_due(&me, tx, &labels, now())?;
                Ok(labels
                    .standing()
                    .iter()
                    .map(|bond| bond.space)
                    .collect::<BTreeSet<_>>())
            })
            .await?;
        let spaces = if config.net_mode() == NetMode::Off {
            BTreeSet::new()
        } else {
            spaces
        };
        let closed: Vec<Endpoint> = {
            let mut endpoints = guard(&self.endpoints);
            let gone: Vec<SpaceId> = endpoints
                .keys()
                .filter(|space| !spaces.contains(*space))
                .copied()
                .collect();
            gone.iter()
                .filter_map(|space| endpoints.remove(space))
                .collect()
        };
        for endpoint in closed {
            endpoint.close().await;
        }
        for space in spaces {
            if !guard(&self.endpoints).contains_key(&space) {
                self.open(space, &config).await?;
            }
        }
        self.news.send_modify(|count| *count += 1);
        Ok(())
    }

    async fn open(self: &Arc<Self>, space: SpaceId, config: &Config) -> Result<(), EngineError> {
        let (secret, kept) = self
            .desk
            .read(move |tx| epochs::endpoint_secret(tx, &space))
            .await?;
        let (bind, first) = config.bind();
        let endpoint = Endpoint::open(EndpointConfig {
            key: EndpointKey::from_bytes(&secret),
            bind,
            port: kept.or(first),
            alpns: vec![SYNC_ALPN.to_vec()],
        })
        .await?;
        self.keep_address(space, &endpoint).await?;
        guard(&self.endpoints).insert(space, endpoint.clone());
        let node = Arc::clone(self);
        self.spawn(async move { node.listen(space, endpoint).await });
        Ok(())
    }

    /// Keeps the port for the next start, and tells the space where this device is if that changed.
    async fn keep_address(&self, space: SpaceId, endpoint: &Endpoint) -> Result<(), EngineError> {
        let me = Arc::clone(&self.me);
        let (port, here, id) = (endpoint.port(), addresses(endpoint), endpoint.id().0);
        self.desk
            .write(move |tx| {
                tx.set_endpoint_port(&space, port)?;
                let told = tx.space_devices(&space)?.remove(&me.device);
                let Some(told) = told.filter(|told| told.addresses != here) else {
                    return Ok(());
                };
                let device = DeviceInSpace {
                    endpoint: id,
                    addresses: here,
                    ..told
                };
                epochs::announce(&me, tx, &space, &device)?;
                Ok(())
            })
            .await
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
        let devices = self
            .desk
            .read(move |tx| Ok(tx.space_devices(&space)?))
            .await;
        devices.is_ok_and(|devices| devices.values().any(|device| device.endpoint == remote.0))
    }

    async fn answer(&self, space: SpaceId, own: EndpointId, link: Link) {
        if !self.is_known(space, link.remote()).await {
            link.close(PeerFault::UnknownDevice.code());
            return;
        }
        let end = End {
            role: Role::Listener,
            peer: None,
            endpoint: own.0,
            stay: self.stay,
        };
        let mut device = None;
        let result = run(self.bench(space), link, end, |peer, outcome| {
            device = Some(peer);
            guard(&self.live).insert((space, peer));
            self.met.send_modify(|met| {
                met.insert(peer, (Instant::now(), outcome));
            });
        })
        .await;
        if let Some(peer) = device {
            guard(&self.live).remove(&(space, peer));
        }
        if let Err(error) = result {
            tracing::info!(%error, "a session that somebody began ended early");
        }
    }

    fn bench(&self, space: SpaceId) -> Bench {
        Bench {
            me: Arc::clone(&self.me),
            desk: self.desk.clone(),
            space,
            news: self.news.subscribe(),
        }
    }

    /// All devices of others that can be dialled, of the bonds called `names`, or of all.
    pub(crate) async fn peers(&self, names: Vec<String>) -> Result<Vec<Peer>, EngineError> {
        let own = self.me.device;
        self.desk
            .read(move |tx| {
                let labels = Labels::load(tx)?;
                let bonds = if names.is_empty() {
                    labels.standing()
                } else {
                    names
                        .iter()
                        .map(|name| labels.require(name))
                        .collect::<Result<_, _>>()?
                };
                let mut peers = Vec::new();
                for bond in bonds {
                    for (device, at) in tx.space_devices(&bond.space)? {
                        if device != own {
                            let label = bond.label.clone();
                            peers.push(Peer {
                                space: bond.space,
                                label,
                                device,
                                at,
                            });
                        }
                    }
                }
                Ok(peers)
            })
            .await
    }

    /// Dials a device and runs a session with it. With `stay` the link is kept.
    pub(crate) async fn dial(&self, peer: &Peer, stay: bool) -> Result<Outcome, EngineError> {
        let endpoint = guard(&self.endpoints).get(&peer.space).cloned();
        let endpoint = endpoint.ok_or(EngineError::NetworkOff)?;
        let to = PeerAddress {
            id: EndpointId(peer.at.endpoint),
            addrs: peer.at.addresses.iter().copied().collect(),
        };
        let link = endpoint.connect(&to, SYNC_ALPN, DIAL_DEADLINE).await?;
        let own = endpoint.id().0;
        let end = End {
            role: Role::Dialler,
            peer: Some(peer.device),
            endpoint: own,
            stay,
        };
        let key = (peer.space, peer.device);
        let result = run(self.bench(peer.space), link, end, |_, _| {
            if stay {
                guard(&self.live).insert(key);
            }
        })
        .await;
        if stay {
            guard(&self.live).remove(&key);
        }
        result
    }

    /// Whether a completed session with this device stands.
    pub(crate) fn is_live(&self, peer: &Peer) -> bool {
        guard(&self.live).contains(&(peer.space, peer.device))
    }

    /// One round with every device of the bonds called `names`, or of all. A device that cannot be
    /// dialled may also come by itself while the round lasts.
    pub(crate) async fn round(
        self: &Arc<Self>,
        names: Vec<String>,
        limit: Duration,
    ) -> Result<Vec<PeerView>, EngineError> {
        let until = Instant::now() + limit;
        let mut tasks = JoinSet::new();
        for peer in self.peers(names).await? {
            let node = Arc::clone(self);
            tasks.spawn(async move { node.meet(peer, until).await });
        }
        let mut views = Vec::new();
        while let Some(view) = tasks.join_next().await {
            views.push(view.map_err(|_| EngineError::Shape)?);
        }
        views.sort_by(|a, b| (&a.name, &a.device).cmp(&(&b.name, &b.device)));
        Ok(views)
    }

    async fn meet(self: Arc<Self>, peer: Peer, until: Instant) -> PeerView {
        let began = Instant::now();
        let mut last = EngineError::Unreachable {
            name: peer.label.clone(),
        };
        while let Ok(dialled) = timeout_at(until, self.dial(&peer, false)).await {
            match dialled {
                Ok(outcome) => return peer_view(&peer, Ok(outcome)),
                Err(error) => last = error,
            }
            if timeout_at(until, sleep(RETRY_AFTER)).await.is_err() {
                break;
            }
        }
        let met = self.met.borrow();
        let came = met.get(&peer.device).filter(|(at, _)| *at >= began);
        peer_view(&peer, came.map(|(_, outcome)| outcome.clone()).ok_or(last))
    }

    /// Starts a task that ends with this node at the latest.
    pub(crate) fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        guard(&self.tasks).spawn(task);
    }

    /// Counts what was written here.
    pub(crate) fn news(&self) -> watch::Receiver<u64> {
        self.news.subscribe()
    }

    /// Closes every endpoint, and with them every link; then ends the tasks.
    pub(crate) async fn close(&self) {
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

/// The code of a close because too many sessions are open.
const CODE_BUSY: u32 = 14;

/// An error and its causes in one line.
fn in_words(error: &EngineError) -> String {
    let mut line = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        line = format!("{line}: {inner}");
        cause = inner.source();
    }
    line
}

fn peer_view(peer: &Peer, result: Result<Outcome, EngineError>) -> PeerView {
    let (outcome, problem) = match result {
        Ok(outcome) => (outcome, None),
        Err(error) => (Outcome::default(), Some(in_words(&error))),
    };
    PeerView {
        name: peer.label.clone(),
        device: shown(peer.device.as_bytes()),
        reached: outcome.complete,
        sent: outcome.tally.sent,
        received: outcome.tally.received,
        bytes_out: outcome.bytes_out,
        bytes_in: outcome.bytes_in,
        round_trips: outcome.tally.round_trips,
        problem,
    }
}
