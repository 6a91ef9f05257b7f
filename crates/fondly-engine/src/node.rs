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
use fondly_store::{BondRow, Tx};
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
    devices, epochs, erasing,
    labels::Labels,
    link::{Bench, End, Outcome, read_space, run},
    me::Me,
    sharing,
};

/// A dead address otherwise takes 30 s.
const DIAL_DEADLINE: Duration = Duration::from_secs(8);
/// Sessions that one endpoint has at a time with whoever dials it.
const SESSIONS_MAX: usize = 16;
/// Sessions at a time with those whose endpoint is not known.
const STRANGERS_MAX: usize = 8;
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
    /// Places for those who are not known.
    strangers: Semaphore,
    stay: bool,
    _lock: File,
}

/// A device that can be dialled about a space.
#[derive(Debug, Clone)]
pub(crate) struct Peer {
    pub(crate) space: SpaceId,
    /// My label of the person, or `me`.
    pub(crate) label: String,
    pub(crate) device: DeviceId,
    /// Where it is: in the space, or in the journal if it is my own.
    pub(crate) at: DeviceInSpace,
    pub(crate) own: bool,
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
            strangers: Semaphore::new(STRANGERS_MAX),
            stay,
            _lock: lock,
        })))
    }

    /// Something was written here: shares what is due, opens and closes endpoints as bonds come
    /// and go, and lets every session push.
    pub(crate) async fn refresh(self: &Arc<Self>) -> Result<(), EngineError> {
        let me = Arc::clone(&self.me);
        self.desk
            .write(move |tx| {
                let labels = Labels::load(tx)?;
                sharing::fire_due(&me, tx, &labels, now())?;
                erasing::erase_due(&me, tx, now())
            })
            .await?;
        self.open_and_close().await?;
        self.news.send_modify(|count| *count += 1);
        Ok(())
    }

    /// Opens and closes endpoints as bonds and own devices come and go.
    pub(crate) async fn open_and_close(self: &Arc<Self>) -> Result<(), EngineError> {
        let config = Config::load(&self.home)?;
        let me = Arc::clone(&self.me);
        let spaces = if config.net_mode() == NetMode::Off {
            BTreeSet::new()
        } else {
            self.desk.read(move |tx| spaces(&me, tx)).await?
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
                let device = match tx.space_devices(&space)?.remove(&me.device) {
                    Some(told) if told.addresses == here => return Ok(()),
                    Some(told) => DeviceInSpace {
                        endpoint: id,
                        addresses: here,
                        ..told
                    },
                    None => epochs::own_device(tx, &space, here)?,
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
        let space = if own_only {
            match self.space_of(&mut link).await {
                Ok(space) => space,
                Err(error) => {
                    tracing::info!(%error, "somebody at the journal's endpoint was refused");
                    return link.close(PeerFault::UnknownDevice.code());
                }
            }
        } else {
            space
        };
        let end = End {
            role: Role::Listener,
            peer: None,
            endpoint: own.0,
            stay: self.stay,
            own_only,
            known,
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

    /// The space that a link to the journal's endpoint is about: the journal, or a standing bond.
    async fn space_of(&self, link: &mut Link) -> Result<SpaceId, EngineError> {
        let space = read_space(link).await?;
        let me = Arc::clone(&self.me);
        let spaces = self.desk.read(move |tx| spaces(&me, tx)).await?;
        if spaces.contains(&space) {
            Ok(space)
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
        }
    }

    /// Every device that can be dialled, about every space: of the bonds called `names`, or of all
    /// and the person's own. `me` names those.
    pub(crate) async fn peers(&self, names: Vec<String>) -> Result<Vec<Peer>, EngineError> {
        let me = Arc::clone(&self.me);
        self.desk
            .read(move |tx| {
                if devices::is_removed(&me, tx)? {
                    return Ok(Vec::new());
                }
                let labels = Labels::load(tx)?;
                let (own, names): (Vec<_>, Vec<_>) = names
                    .into_iter()
                    .partition(|name| name.eq_ignore_ascii_case("me"));
                let bonds = match (names.is_empty(), own.is_empty()) {
                    (true, true) => labels.standing(),
                    _ => names
                        .iter()
                        .map(|name| labels.require(name))
                        .collect::<Result<_, _>>()?,
                };
                let mut peers = Vec::new();
                for bond in bonds {
                    peers.extend(peers_of_bond(tx, bond)?);
                }
                if names.is_empty() {
                    peers.extend(own_peers(&me, tx, &labels)?);
                }
                Ok(peers)
            })
            .await
    }

    /// Dials a device and runs a session with it. With `stay` the link is kept.
    pub(crate) async fn dial(&self, peer: &Peer, stay: bool) -> Result<Outcome, EngineError> {
        let through = if peer.own {
            self.me.journal
        } else {
            peer.space
        };
        let endpoint = guard(&self.endpoints).get(&through).cloned();
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
            own_only: peer.own,
            known: true,
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
        let (own, others): (Vec<_>, Vec<_>) = self
            .peers(names)
            .await?
            .into_iter()
            .partition(|peer| peer.own);
        for peer in others {
            let node = Arc::clone(self);
            tasks.spawn(async move { node.meet(peer, until).await });
        }
        let devices: BTreeSet<DeviceId> = own.into_iter().map(|peer| peer.device).collect();
        for device in devices {
            let node = Arc::clone(self);
            tasks.spawn(async move { node.meet_own(device, until).await });
        }
        let mut views = Vec::new();
        while let Some(view) = tasks.join_next().await {
            views.push(view.map_err(|_| EngineError::Shape)?);
        }
        views.sort_by(|a, b| (&a.name, &a.device).cmp(&(&b.name, &b.device)));
        Ok(views)
    }

    /// Meets an own device about every space: the journal first, which may bring new bonds.
    pub(crate) async fn meet_own(self: Arc<Self>, device: DeviceId, until: Instant) -> PeerView {
        let mut whole: Option<PeerView> = None;
        let mut done = BTreeSet::new();
        loop {
            let next = match self.peers(vec!["me".to_owned()]).await {
                Ok(peers) => peers
                    .into_iter()
                    .find(|peer| peer.device == device && !done.contains(&peer.space)),
                Err(error) => {
                    tracing::error!(%error, "could not read what to sync with an own device");
                    None
                }
            };
            let Some(peer) = next else { break };
            done.insert(peer.space);
            let view = Arc::clone(&self).meet(peer, until).await;
            let reached = view.reached;
            whole = Some(match whole {
                Some(before) => added(before, view),
                None => view,
            });
            if !reached {
                break;
            }
            if let Err(error) = self.open_and_close().await {
                tracing::error!(%error, "could not open an endpoint");
            }
        }
        let mut view = whole.unwrap_or_else(|| nobody(&device));
        view.device = self.name_of(device).await.unwrap_or(view.device);
        view
    }

    async fn name_of(&self, device: DeviceId) -> Option<String> {
        let names = self.desk.read(|tx| Ok(tx.device_names()?)).await.ok()?;
        names.get(&device).map(|named| named.name.clone())
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

/// The spaces that have an endpoint: bonds that stand, and the journal once there is a second device.
fn spaces(me: &Me, tx: &Tx<'_>) -> Result<BTreeSet<SpaceId>, EngineError> {
    if devices::is_removed(me, tx)? {
        return Ok(BTreeSet::new());
    }
    let labels = Labels::load(tx)?;
    let mut spaces: BTreeSet<SpaceId> = labels.standing().iter().map(|bond| bond.space).collect();
    if devices::own_roster(me, tx)?.devices().len() > 1 {
        spaces.insert(me.journal);
    }
    Ok(spaces)
}

fn peers_of_bond(tx: &Tx<'_>, bond: &BondRow) -> Result<Vec<Peer>, EngineError> {
    let roster = tx.roster(&bond.person)?.ok_or(EngineError::Shape)?;
    let devices = tx.space_devices(&bond.space)?.into_iter();
    let there = devices.filter(|(device, _)| roster.devices().contains(device));
    let peer = |(device, at)| Peer {
        space: bond.space,
        label: bond.label.clone(),
        device,
        at,
        own: false,
    };
    Ok(there.map(peer).collect())
}

/// The other devices of this person, about the journal and then every bond that stands.
fn own_peers(me: &Me, tx: &Tx<'_>, labels: &Labels) -> Result<Vec<Peer>, EngineError> {
    let roster = devices::own_roster(me, tx)?;
    let bonds = labels.standing().into_iter().map(|bond| bond.space);
    let spaces: Vec<SpaceId> = std::iter::once(me.journal).chain(bonds).collect();
    let mut peers = Vec::new();
    for (device, at) in tx.space_devices(&me.journal)? {
        if device == me.device || !roster.devices().contains(&device) {
            continue;
        }
        peers.extend(spaces.iter().map(|space| Peer {
            space: *space,
            label: OWN.to_owned(),
            device,
            at: at.clone(),
            own: true,
        }));
    }
    Ok(peers)
}

/// What own devices are called among the people of `sync`.
const OWN: &str = "me";

/// What two sessions with one device moved together.
fn added(before: PeerView, more: PeerView) -> PeerView {
    PeerView {
        reached: before.reached && more.reached,
        sent: before.sent + more.sent,
        received: before.received + more.received,
        bytes_out: before.bytes_out + more.bytes_out,
        bytes_in: before.bytes_in + more.bytes_in,
        round_trips: before.round_trips + more.round_trips,
        problem: before.problem.or(more.problem),
        ..before
    }
}

fn nobody(device: &DeviceId) -> PeerView {
    PeerView {
        name: OWN.to_owned(),
        device: shown(device.as_bytes()),
        reached: false,
        sent: 0,
        received: 0,
        bytes_out: 0,
        bytes_in: 0,
        round_trips: 0,
        problem: None,
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
