//! A relay of one's own.
//!
//! Whoever shows a token of the access list may connect and send to whoever else is connected. What
//! it passes on is sealed; it sees endpoint ids, addresses, times and sizes.

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
    sync::Arc,
    time::Duration,
};

use iroh_relay::server::{
    Access, AccessControl, CertConfig, ClientRequest, QuicConfig, RelayConfig, Server,
    ServerConfig, SpawnError, TlsConfig, reloading_resolver,
};
use subtle::ConstantTimeEq as _;

use crate::{NetError, preset::provider};

/// Certificates that were renewed are taken over within this time.
const CERTIFICATE_INTERVAL: Duration = Duration::from_secs(3600);
/// What whoever is not let in is told.
const DENIED: &str = "not on the access list of this relay";

/// How a relay is run.
#[derive(Debug, Clone)]
pub struct RelayServerConfig {
    /// Where it listens for connections over TCP.
    pub bind: SocketAddr,
    /// Its certificate; without one it speaks plain http, to a proxy that has one.
    pub certificate: Option<Certificate>,
    /// Who may use it.
    pub access: AccessList,
}

/// A certificate, and where addresses are told.
#[derive(Debug, Clone)]
pub struct Certificate {
    /// The chain, PEM.
    pub chain: PathBuf,
    /// The key, PEM.
    pub key: PathBuf,
    /// The UDP address at which endpoints learn how they look from outside: without it, two behind
    /// routers never get beyond the relay.
    pub quic: SocketAddr,
}

/// A file with a token and whom it is for in each line. It is read for each who comes, so that a
/// line that was removed counts at once for whoever connects.
#[derive(Debug, Clone)]
pub struct AccessList(PathBuf);

impl AccessList {
    /// The list in this file.
    ///
    /// # Errors
    /// `AccessList` if it cannot be read.
    pub fn open(path: PathBuf) -> Result<Self, NetError> {
        std::fs::read_to_string(&path).map_err(NetError::AccessList)?;
        Ok(Self(path))
    }

    async fn admits(&self, token: &str) -> bool {
        let list = match tokio::fs::read_to_string(&self.0).await {
            Ok(list) => list,
            Err(error) => {
                tracing::error!(%error, "the access list cannot be read");
                return false;
            }
        };
        let known = list.lines().filter_map(token_of);
        // All are looked at, and each for as long as the others.
        known.fold(false, |found, known| {
            found | bool::from(known.as_bytes().ct_eq(token.as_bytes()))
        })
    }
}

/// The token of a line; none in a remark or an empty one.
fn token_of(line: &str) -> Option<&str> {
    let token = line.split_whitespace().next()?;
    (!token.starts_with('#')).then_some(token)
}

impl AccessControl for AccessList {
    async fn on_connect(&self, request: &ClientRequest) -> Access {
        match request.auth_token() {
            Some(token) if self.admits(&token).await => Access::Allow,
            _ => Access::Deny {
                reason: Some(DENIED.to_owned()),
            },
        }
    }
}

/// A relay that runs until it is closed.
#[derive(Debug)]
pub struct RelayServer {
    inner: Server,
}

impl RelayServer {
    /// Binds and begins.
    ///
    /// # Errors
    /// `Certificates`, `Relay`.
    pub async fn open(config: RelayServerConfig) -> Result<Self, NetError> {
        let failed = |error: SpawnError| NetError::Relay(Box::new(error));
        let tls = config.certificate.is_some();
        // Beside https there is a port that only answers captive portals: of no use here.
        let http = if tls {
            (Ipv4Addr::LOCALHOST, 0).into()
        } else {
            config.bind
        };
        let mut relay = RelayConfig::new(http);
        relay.access = Arc::new(config.access);
        let mut server = ServerConfig::default();
        if let Some(certificate) = config.certificate {
            let provider = provider(true);
            let (chain, key) = (certificate.chain, certificate.key);
            let resolver = reloading_resolver(&provider, chain, key, CERTIFICATE_INTERVAL).await;
            let resolver = resolver.map_err(|error| NetError::Certificates(error.into()))?;
            let tls = rustls::ServerConfig::builder_with_provider(Arc::new(provider))
                .with_safe_default_protocol_versions()
                .map_err(|error| NetError::Certificates(Box::new(error)))?
                .with_no_client_auth()
                .with_cert_resolver(resolver);
            let tls = CertConfig::Manual { server_config: tls };
            relay.tls = Some(TlsConfig::new(config.bind, tls));
            server.quic = Some(QuicConfig::new(certificate.quic));
        }
        server.relay = Some(relay);
        let inner = Server::spawn(server).await.map_err(failed)?;
        Ok(Self { inner })
    }

    /// Where it listens over TCP.
    pub fn address(&self) -> Option<SocketAddr> {
        self.inner.https_addr().or_else(|| self.inner.http_addr())
    }

    /// Where it tells addresses, over UDP.
    pub fn quic_address(&self) -> Option<SocketAddr> {
        self.inner.quic_addr()
    }

    /// Waits until it ends by itself.
    ///
    /// # Errors
    /// `Relay`: it does so only where something failed.
    pub async fn failed(&mut self) -> NetError {
        match self.inner.join().await {
            Ok(Ok(())) => NetError::Closed,
            Ok(Err(error)) => NetError::Relay(Box::new(error)),
            Err(error) => NetError::Relay(Box::new(error)),
        }
    }

    /// Lets nobody in any more, closes every connection, then the sockets.
    ///
    /// # Errors
    /// `Relay`.
    pub async fn close(self) -> Result<(), NetError> {
        let closed = self.inner.shutdown().await;
        closed.map_err(|error| NetError::Relay(Box::new(error)))
    }
}
