//! Moves bytes between two devices: endpoints, links and frames over iroh.
//!
//! A link is one QUIC connection with one bidirectional stream. Its key exchange is always
//! X25519MLKEM768, read back from the handshake. The crate deliberately does not know messages,
//! entries or people. It uses a relay, and looks around in the local network, only where it is told
//! to: see [`Ways`]. No public lookup, no port mapper, no public resolver of names.
//!
//! Reading order: `address`, `preset`, `relay`, `order`, `endpoint`, `link`, `paths`,
//! `discovery`, `error`; `relay_server` is a program of its own.

mod address;
mod discovery;
mod endpoint;
mod error;
mod link;
mod order;
mod paths;
mod preset;
mod relay;
#[cfg(feature = "relay-server")]
pub mod relay_server;

pub use address::{EndpointId, EndpointKey, PeerAddress};
pub use endpoint::{Endpoint, EndpointConfig};
pub use error::NetError;
pub use link::{FRAME_BYTES_MAX, Link, LinkControl, LinkReceiver, LinkSender, Path};
pub use relay::{
    RELAY_BYTES_MAX, Relay, RelayCondition, RelayError, RelayRoots, RelayState, Ways, look_at,
};
