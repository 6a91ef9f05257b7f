//! Relays: servers that pass sealed packets on between two endpoints that cannot reach each other.
//!
//! ```text
//! entry = "https://" [TOKEN "@"] HOST [":" PORT] ["#quic=" PORT]
//! ```

use std::{fmt, path::Path, str::FromStr, sync::Arc, time::Duration};

use iroh::{
    RelayConfig, RelayUrl,
    dns::{DnsResolver, FallbackMode},
    tls::CaTlsConfig,
};
use iroh_relay::{
    RelayQuicConfig,
    client::{ClientBuilder, ConnectError},
    protos::handshake,
};
use rustls::pki_types::{CertificateDer, pem::PemObject as _};
use tokio::time::timeout;

use crate::{EndpointKey, NetError, preset::provider};

/// Bytes of the URL of a relay; longer ones are refused, and left out where a peer names them.
pub const RELAY_BYTES_MAX: usize = 256;
/// Fewer characters could be tried out.
const TOKEN_CHARS_MIN: usize = 16;

/// A relay that may be used, with the token that opens it.
#[derive(Clone, PartialEq, Eq)]
pub struct Relay {
    url: RelayUrl,
    token: Option<String>,
    quic: Option<u16>,
}

/// Why a text names no relay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RelayError {
    /// It is no `https` or `http` URL with a host and nothing behind it.
    #[error("not the address of a relay")]
    Url,
    /// The token is too short, or holds what a header cannot.
    #[error("not the token of a relay")]
    Token,
}

impl Relay {
    /// The relays of n0, the makers of iroh, which anybody may use and nobody promises.
    pub fn n0() -> Vec<Self> {
        let all: Vec<Arc<RelayConfig>> = iroh::defaults::prod::default_relay_map().relays();
        let all = all.into_iter().map(|relay| Self {
            url: relay.url.clone(),
            token: None,
            quic: relay.quic.as_ref().map(|quic| quic.port),
        });
        all.collect()
    }

    /// The URL, without the token.
    pub fn url(&self) -> String {
        self.url.to_string()
    }

    /// Whether `named`, as a peer wrote it, is this relay.
    pub fn is(&self, named: &str) -> bool {
        parse_named(named).is_some_and(|url| url == self.url)
    }

    pub(crate) const fn at(&self) -> &RelayUrl {
        &self.url
    }

    pub(crate) fn config(&self) -> RelayConfig {
        let quic = self.quic.map(RelayQuicConfig::new);
        self.with_token(RelayConfig::new(self.url.clone(), quic))
    }

    /// The same relay, so that iroh dials it where it is told to and never waits there: it measures
    /// no URL of web sockets, and what it cannot measure it does not choose.
    pub(crate) fn aside(&self) -> RelayConfig {
        let mut url = (*self.url).clone();
        let scheme = if url.scheme() == "http" { "ws" } else { "wss" };
        let set = url.set_scheme(scheme);
        debug_assert_eq!(set, Ok(()), "both schemes have a host");
        self.with_token(RelayConfig::new(url.into(), None))
    }

    fn with_token(&self, config: RelayConfig) -> RelayConfig {
        match &self.token {
            Some(token) => config.with_auth_token(token.clone()),
            None => config,
        }
    }
}

impl fmt::Debug for Relay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Relay({})", self.url)
    }
}

/// As [`FromStr`] reads it, with the token hidden.
impl fmt::Display for Relay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = (*self.url).clone();
        if self.token.is_some() && shown.set_username("***").is_err() {
            return Err(fmt::Error);
        }
        f.write_str(shown.as_str())
    }
}

impl FromStr for Relay {
    type Err = RelayError;

    fn from_str(text: &str) -> Result<Self, RelayError> {
        let mut url = (*text.parse::<RelayUrl>().map_err(|_| RelayError::Url)?).clone();
        let quic = match url.fragment() {
            None if url.scheme() == "https" => Some(RelayQuicConfig::default().port),
            None => None,
            Some(fragment) => {
                let port = fragment.strip_prefix("quic=").map(str::parse);
                Some(port.and_then(Result::ok).ok_or(RelayError::Url)?)
            }
        };
        let token = Some(url.username().to_owned()).filter(|token| !token.is_empty());
        let plain = |token: &String| {
            token.len() >= TOKEN_CHARS_MIN
                && token
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
        };
        if !token.as_ref().is_none_or(plain) || url.password().is_some() {
            return Err(RelayError::Token);
        }
        url.set_fragment(None);
        let cleared = url.set_username("").is_ok();
        let url = parse_named(url.as_str()).filter(|_| cleared);
        let url = url.ok_or(RelayError::Url)?;
        Ok(Self { url, token, quic })
    }
}

/// A URL as a peer may name its relay.
fn parse_named(text: &str) -> Option<RelayUrl> {
    if text.len() > RELAY_BYTES_MAX {
        return None;
    }
    let url: RelayUrl = text.parse().ok()?;
    let plain = matches!(url.scheme(), "https" | "http")
        && url.has_host()
        && url.path() == "/"
        && url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none();
    plain.then_some(url)
}

/// Certificates that are trusted for relays beside those of public authorities.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RelayRoots(Vec<CertificateDer<'static>>);

impl RelayRoots {
    /// The certificates of a PEM file.
    ///
    /// # Errors
    /// `Certificates` if there is none, or it cannot be read.
    pub fn read(path: &Path) -> Result<Self, NetError> {
        let unreadable = |error| NetError::Certificates(Box::new(error));
        let roots = CertificateDer::pem_file_iter(path).map_err(unreadable)?;
        let roots: Vec<_> = roots.collect::<Result<_, _>>().map_err(unreadable)?;
        if roots.is_empty() {
            return Err(unreadable(rustls::pki_types::pem::Error::NoItemsFound));
        }
        Ok(Self(roots))
    }

    pub(crate) fn config(&self) -> CaTlsConfig {
        CaTlsConfig::default().with_extra_roots(self.0.iter().cloned())
    }
}

/// By which ways an endpoint reaches others besides addresses that it was told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ways {
    /// The relays that it may use, and no other, whoever names it. It waits at the first rank that
    /// takes it, there at the nearest.
    pub ranks: Vec<Vec<Relay>>,
    /// What proves them to be who they are.
    pub roots: RelayRoots,
    /// Whether it tells the local network where it is, and looks there for others.
    pub discovery: bool,
}

impl Ways {
    /// Every relay that it may use, those first that are preferred.
    pub fn relays(&self) -> impl Iterator<Item = &Relay> {
        self.ranks.iter().flatten()
    }
}

/// Asks the resolver of this computer and nobody else: iroh would ask public ones where it fails.
pub(crate) fn resolver() -> DnsResolver {
    DnsResolver::builder()
        .with_system_defaults()
        .with_fallback_mode(FallbackMode::Never)
        .build()
}

/// How things stand with a relay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelayState {
    /// Its URL.
    pub url: String,
    /// How it is.
    pub condition: RelayCondition,
}

/// What became of the attempt to use a relay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RelayCondition {
    /// It takes us.
    Connected,
    /// It answers, and does not let us in.
    Refused {
        /// What it says.
        reason: String,
    },
    /// It does not answer as a relay does.
    Unreachable {
        /// What stands in the way.
        error: String,
    },
    /// Nothing is known yet.
    Trying,
    /// It is not needed: another that stands before it takes us.
    Spare,
}

/// Tries a relay once, as an endpoint that nobody knows.
pub async fn look_at(relay: &Relay, roots: &RelayRoots, deadline: Duration) -> RelayState {
    let condition = match timeout(deadline, connect(relay, roots)).await {
        Ok(Ok(())) => RelayCondition::Connected,
        Ok(Err(ConnectError::Handshake {
            source: handshake::Error::ServerDeniedAuth { reason, .. },
            ..
        })) => RelayCondition::Refused { reason },
        Ok(Err(error)) => RelayCondition::Unreachable {
            error: innermost(&format!("{error:#}")),
        },
        Err(_) => RelayCondition::Unreachable {
            error: NetError::TimedOut.to_string(),
        },
    };
    RelayState {
        url: relay.url(),
        condition,
    }
}

/// What iroh says of an error in one line is names of types and then the cause.
pub(crate) fn innermost(line: &str) -> String {
    line.rsplit(": ").next().unwrap_or(line).to_owned()
}

async fn connect(relay: &Relay, roots: &RelayRoots) -> Result<(), ConnectError> {
    let tls = roots.config().client_config(Arc::new(provider(true)));
    let key = EndpointKey::from_bytes(&iroh::SecretKey::generate().to_bytes());
    let mut client = ClientBuilder::new(relay.url.clone(), key.0, resolver());
    if let Ok(tls) = tls {
        client = client.tls_client_config(tls);
    }
    if let Some(token) = &relay.token {
        client = client.auth_token(token.clone());
    }
    client.connect().await.map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "0123456789abcdef";

    #[test]
    fn an_entry_holds_url_token_and_port() {
        let relay: Relay = format!("https://{TOKEN}@relay.example:8443#quic=9000")
            .parse()
            .unwrap();
        assert_eq!(relay.url(), "https://relay.example:8443/");
        assert_eq!(relay.token.as_deref(), Some(TOKEN));
        assert_eq!(relay.quic, Some(9000));
        let plain: Relay = "https://relay.example".parse().unwrap();
        assert_eq!((plain.token, plain.quic), (None, Some(7842)));
        let http: Relay = "http://127.0.0.1:3340".parse().unwrap();
        assert_eq!(http.quic, None);
    }

    #[test]
    fn a_token_is_shown_by_nothing() {
        let relay: Relay = format!("https://{TOKEN}@relay.example").parse().unwrap();
        for shown in [relay.to_string(), format!("{relay:?}"), relay.url()] {
            assert!(!shown.contains(TOKEN), "{shown}");
        }
        assert_eq!(relay.to_string(), "https://***@relay.example/");
    }

    #[test]
    fn what_is_no_relay_is_refused() {
        for text in [
            "",
            "relay.example",
            "ftp://relay.example",
            "https://relay.example/path",
            "https://relay.example?token=x",
            "https://relay.example#other",
            "https://relay.example#quic=99999",
            "https://***@relay.example",
            "https://short@relay.example",
            "https://0123456789abcdef:password@relay.example",
        ] {
            assert!(text.parse::<Relay>().is_err(), "{text}");
        }
        let long = format!("https://{}.example", "a".repeat(RELAY_BYTES_MAX));
        assert!(long.parse::<Relay>().is_err());
    }

    #[test]
    fn a_relay_is_known_by_its_url_alone() {
        let relay: Relay = format!("https://{TOKEN}@relay.example").parse().unwrap();
        assert!(relay.is("https://relay.example") && relay.is("https://relay.example/"));
        assert!(relay.is("https://RELAY.example:443"));
        assert!(!relay.is("https://relay.example:444"));
        assert!(!relay.is("https://other.example"));
        assert!(!relay.is("https://someone@relay.example"));
        assert!(!relay.is("http://relay.example"));
    }
}
