//! Endpoints: one UDP socket pair with one key, for one space.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket},
    sync::Arc,
    time::Duration,
};

use iroh::{
    EndpointAddr, TransportAddr, Watcher as _,
    endpoint::{Connection, Incoming, presets},
};
use tokio::{
    sync::{Mutex, Semaphore, mpsc, watch},
    task::JoinSet,
    time::{sleep, timeout},
};

use crate::{
    EndpointId, EndpointKey, Link, NetError, PeerAddress, RelayState, Ways, discovery,
    order::{self, Order},
    preset::Private,
};

/// Handshakes of others that go on at a time; whoever comes then must prove its address first.
const HANDSHAKES_MAX: usize = 64;
/// A dialler must have finished its handshake and opened its stream within this time.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(5);
/// Links that wait to be accepted.
const WAITING_MAX: usize = 16;
/// So long are peers told that a link is closed. A dial that nobody answered would be told for three
/// seconds.
const CLOSE_TIMEOUT: Duration = Duration::from_millis(500);
/// So long a port is waited for that is to be bound again: longer than such a dial is told.
const RELEASE_TIMEOUT: Duration = Duration::from_secs(4);
/// iroh gives a socket back a moment after its endpoint was closed, so a port that was kept is tried
/// for so long, so often.
const PORT_TIMEOUT: Duration = Duration::from_millis(500);
const PORT_INTERVAL: Duration = Duration::from_millis(10);

/// How an endpoint is opened.
#[derive(Debug, Clone)]
pub struct EndpointConfig {
    /// Its key.
    pub key: EndpointKey,
    /// The address to bind to; any, of both families, if none.
    pub bind: Option<IpAddr>,
    /// The port to try first. Another is taken if it is in use.
    pub port: Option<u16>,
    /// The protocols that it answers.
    pub alpns: Vec<Vec<u8>>,
    /// How else it reaches others.
    pub ways: Ways,
}

/// An open endpoint. Clones share it.
#[derive(Debug, Clone)]
pub struct Endpoint {
    inner: iroh::Endpoint,
    ways: Arc<Ways>,
    order: Arc<Order>,
    waiting: Arc<Mutex<mpsc::Receiver<Link>>>,
    accepting: Arc<Mutex<JoinSet<()>>>,
    moves: watch::Receiver<u64>,
}

impl Endpoint {
    /// Binds the sockets. Sends nothing but to the relays and by the discovery that are asked for.
    ///
    /// # Errors
    /// `Bind` or `BindAddress`.
    pub async fn open(config: EndpointConfig) -> Result<Self, NetError> {
        let ways = Arc::new(config.ways.clone());
        let order = Arc::new(Order::new(Arc::clone(&ways)));
        let inner = match config.port {
            Some(port) => match timeout(PORT_TIMEOUT, bind_kept(&config, &order, port)).await {
                Ok(endpoint) => endpoint,
                Err(_) => {
                    tracing::info!(port, "the port is taken, another is used");
                    bind(&config, &order, 0).await?
                }
            },
            None => bind(&config, &order, 0).await?,
        };
        if config.ways.discovery {
            discovery::begin(&inner);
        }
        let (links, waiting) = mpsc::channel(WAITING_MAX);
        let mut accepting = JoinSet::new();
        accepting.spawn(accept_all(inner.clone(), links));
        let (moved, moves) = watch::channel(0);
        accepting.spawn(follow(inner.clone(), moved));
        if !ways.ranks.is_empty() {
            accepting.spawn(order::keep(inner.clone(), Arc::clone(&order)));
        }
        Ok(Self {
            inner,
            ways,
            order,
            waiting: Arc::new(Mutex::new(waiting)),
            accepting: Arc::new(Mutex::new(accepting)),
            moves,
        })
    }

    /// Its id.
    pub fn id(&self) -> EndpointId {
        EndpointId(*self.inner.id().as_bytes())
    }

    /// Where peers may find it: what it is bound to, or the addresses of this computer. Not how it
    /// looks from outside of a router, which changes and which a link finds out by itself.
    pub fn addresses(&self) -> Vec<SocketAddr> {
        let bound = self.inner.bound_sockets();
        let fixed: Vec<SocketAddr> = bound
            .iter()
            .filter(|address| !address.ip().is_unspecified())
            .copied()
            .collect();
        if !fixed.is_empty() {
            return fixed;
        }
        let known = self.inner.addr();
        let seen = known.ip_addrs().filter(|address| is_ours(address.ip()));
        let seen: Vec<SocketAddr> = seen.copied().collect();
        let away: Vec<SocketAddr> = seen
            .iter()
            .filter(|address| !address.ip().is_loopback())
            .copied()
            .collect();
        if away.is_empty() { seen } else { away }
    }

    /// The ways that it was opened with.
    pub fn ways(&self) -> &Ways {
        &self.ways
    }

    /// The relay at which it waits for others, once one takes it.
    pub fn relay(&self) -> Option<String> {
        let home = self.order.home(&self.inner.home_relay_status().get());
        home.map(|url| url.to_string())
    }

    /// As [`Self::relay`], once it is known or `limit` is over.
    pub async fn relay_within(&self, limit: Duration) -> Option<String> {
        let mut status = self.inner.home_relay_status();
        let known = async { while self.relay().is_none() && status.updated().await.is_ok() {} };
        if timeout(limit, known).await.is_err() {
            tracing::info!("no relay has answered yet");
        }
        self.relay()
    }

    /// How things stand with its relays, those first that are preferred.
    pub fn relays(&self) -> Vec<RelayState> {
        self.order.states(&self.inner.home_relay_status().get())
    }

    /// Counts how often the addresses of this computer, or the relay, have changed. Ends with the
    /// endpoint.
    pub fn moves(&self) -> watch::Receiver<u64> {
        self.moves.clone()
    }

    /// The UDP port; of both families the first.
    pub fn port(&self) -> u16 {
        self.inner
            .bound_sockets()
            .first()
            .map_or(0, SocketAddr::port)
    }

    /// Dials a peer and opens the stream of the link.
    ///
    /// # Errors
    /// `TimedOut` after `deadline`, `Unreachable`, `NotPostQuantum`, `ClosedByPeer`.
    pub async fn connect(
        &self,
        to: &PeerAddress,
        alpn: &[u8],
        deadline: Duration,
    ) -> Result<Link, NetError> {
        let dial = async {
            let id = iroh::EndpointId::from_bytes(&to.id.0).map_err(|_| NetError::EndpointId)?;
            let addrs = to.addrs.iter().copied().map(TransportAddr::Ip);
            let address = EndpointAddr::from_parts(id, addrs.chain(self.relays_to(to)));
            let connection = self.inner.connect(address, alpn).await;
            let connection = connection.map_err(|error| NetError::Unreachable(Box::new(error)))?;
            let streams = connection
                .open_bi()
                .await
                .map_err(NetError::of_connection)?;
            Link::new(connection, streams)
        };
        timeout(deadline, dial)
            .await
            .map_err(|_| NetError::TimedOut)?
    }

    /// The relay that a peer names, if this endpoint may use it: iroh would go to any. And the one at
    /// which this endpoint waits: where the named one has failed, both may have come to the same next.
    fn relays_to(&self, to: &PeerAddress) -> Vec<TransportAddr> {
        let Some(named) = &to.relay else {
            return Vec::new();
        };
        let Some(named) = self.ways.relays().find(|relay| relay.is(named)) else {
            tracing::debug!("a relay that is not allowed here is left out");
            return Vec::new();
        };
        let home = self.order.home(&self.inner.home_relay_status().get());
        let urls = std::iter::once(self.order.url_of(named)).chain(home);
        urls.map(TransportAddr::Relay).collect()
    }

    /// The next link that a peer opened; `None` once the endpoint is closed. Cancel-safe.
    pub async fn accept(&self) -> Option<Link> {
        self.waiting.lock().await.recv().await
    }

    /// Ends everything: no more handshakes, then every link, then the sockets.
    pub async fn close(&self) {
        self.close_within(CLOSE_TIMEOUT).await;
    }

    /// As [`Self::close`], until another endpoint can have its port.
    pub async fn release(&self) {
        self.close_within(RELEASE_TIMEOUT).await;
    }

    async fn close_within(&self, limit: Duration) {
        self.accepting.lock().await.shutdown().await;
        if timeout(limit, self.inner.close()).await.is_err() {
            tracing::debug!("an endpoint took long to close");
        }
    }
}

/// Binds to this port, once it is free.
async fn bind_kept(config: &EndpointConfig, order: &Order, port: u16) -> iroh::Endpoint {
    loop {
        match bind(config, order, port).await {
            Ok(endpoint) => return endpoint,
            Err(error) => tracing::debug!(port, %error, "the port is not free"),
        }
        sleep(PORT_INTERVAL).await;
    }
}

async fn bind(
    config: &EndpointConfig,
    order: &Order,
    port: u16,
) -> Result<iroh::Endpoint, NetError> {
    let addresses: Vec<(SocketAddr, bool)> = match config.bind {
        Some(ip) => vec![(SocketAddr::new(ip, port), true)],
        None => vec![
            (SocketAddr::new(Ipv4Addr::UNSPECIFIED.into(), port), true),
            (SocketAddr::new(Ipv6Addr::UNSPECIFIED.into(), port), false),
        ],
    };
    let mut builder = iroh::Endpoint::builder(presets::Empty)
        .preset(Private {
            ways: &config.ways,
            relays: order.map(),
        })
        .secret_key(config.key.0.clone())
        .alpns(config.alpns.clone())
        .clear_ip_transports();
    for (address, required) in addresses {
        let options = iroh::endpoint::BindOpts::default().set_is_required(required);
        builder = builder
            .bind_addr_with_opts(address, options)
            .map_err(|_| NetError::BindAddress { address })?;
    }
    builder
        .bind()
        .await
        .map_err(|error| NetError::Bind(Box::new(error)))
}

/// Whether this computer has the address: only those can be bound to, and binding sends nothing.
pub(crate) fn is_ours(ip: IpAddr) -> bool {
    match ip {
        // Which interface it is of, the address alone does not say; no router passes it on.
        IpAddr::V6(ip) if ip.is_unicast_link_local() => true,
        ip => UdpSocket::bind((ip, 0)).is_ok(),
    }
}

/// Follows the addresses of this computer, as the system tells of them.
async fn follow(endpoint: iroh::Endpoint, moved: watch::Sender<u64>) {
    let mut addresses = endpoint.watch_addr();
    while addresses.updated().await.is_ok() {
        moved.send_modify(|count| *count += 1);
    }
}

async fn accept_all(endpoint: iroh::Endpoint, links: mpsc::Sender<Link>) {
    let places = Arc::new(Semaphore::new(HANDSHAKES_MAX));
    let mut handshakes = JoinSet::new();
    loop {
        tokio::select! {
            // Cancel-safe: accepting and joining take nothing until they return.
            incoming = endpoint.accept() => {
                let Some(incoming) = incoming else { return };
                let Ok(place) = Arc::clone(&places).try_acquire_owned() else {
                    turn_away(incoming);
                    continue;
                };
                let links = links.clone();
                handshakes.spawn(async move {
                    match timeout(HANDSHAKE_TIMEOUT, shake(incoming)).await {
                        Ok(Ok(link)) => {
                            // The receiver is gone only when the endpoint is being closed.
                            drop(links.send(link).await);
                        }
                        Ok(Err(error)) => tracing::debug!(%error, "a handshake failed"),
                        Err(_) => tracing::debug!("a handshake took too long"),
                    }
                    drop(place);
                });
            }
            Some(_) = handshakes.join_next() => {}
        }
    }
}

/// Under load an address must be proved by a round trip before any work is done for it.
fn turn_away(incoming: Incoming) {
    if incoming.remote_addr_validated() {
        incoming.refuse();
    } else if let Err(error) = incoming.retry() {
        error.into_incoming().ignore();
    }
}

async fn shake(incoming: Incoming) -> Result<Link, NetError> {
    let accepting = incoming.accept().map_err(NetError::of_connection)?;
    let connection: Connection = accepting
        .await
        .map_err(|error| NetError::Unreachable(Box::new(error)))?;
    let streams = connection
        .accept_bi()
        .await
        .map_err(NetError::of_connection)?;
    Link::new(connection, streams)
}
