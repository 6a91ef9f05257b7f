//! Moves bytes between two devices: endpoints, links and frames over iroh.
//!
//! A link is one QUIC connection with one bidirectional stream. Its key exchange is always
//! X25519MLKEM768, read back from the handshake. The crate deliberately does not know messages,
//! entries or people, and asks nobody for addresses: no relay, no lookup, no port mapper.
//!
//! Reading order: `address`, `preset`, `endpoint`, `link`, `error`.

mod address;
mod endpoint;
mod error;
mod link;
mod preset;

pub use address::{EndpointId, EndpointKey, PeerAddress};
pub use endpoint::{Endpoint, EndpointConfig};
pub use error::NetError;
pub use link::{FRAME_BYTES_MAX, Link, LinkControl, LinkReceiver, LinkSender};
