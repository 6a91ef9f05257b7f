//! Who an endpoint is and where.

use std::{collections::BTreeSet, fmt, net::SocketAddr};

/// The Ed25519 key by which TLS knows an endpoint.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EndpointId(pub [u8; 32]);

impl fmt::Debug for EndpointId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EndpointId(")?;
        for byte in self.0.iter().take(4) {
            write!(f, "{byte:02x}")?;
        }
        f.write_str(")")
    }
}

/// The secret of an endpoint. One key is one live endpoint. Wiped when dropped.
#[derive(Clone)]
pub struct EndpointKey(pub(crate) iroh::SecretKey);

impl EndpointKey {
    /// The key of a 32-byte seed.
    pub fn from_bytes(seed: &[u8; 32]) -> Self {
        Self(iroh::SecretKey::from_bytes(seed))
    }

    /// The public half.
    pub fn id(&self) -> EndpointId {
        EndpointId(*self.0.public().as_bytes())
    }
}

impl fmt::Debug for EndpointKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EndpointKey(..)")
    }
}

/// Where a device was last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeerAddress {
    /// Its endpoint.
    pub id: EndpointId,
    /// Addresses to try.
    pub addrs: BTreeSet<SocketAddr>,
    /// The relay that it names. It is used only by an endpoint that may use it.
    pub relay: Option<String>,
}
