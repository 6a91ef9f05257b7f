//! What can go wrong between two devices.

use std::net::SocketAddr;

/// A failure of the network, never a fault of what was sent over it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NetError {
    /// No socket could be bound.
    #[error("no socket could be bound")]
    Bind(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// An address that no socket can have.
    #[error("{address} cannot be bound to")]
    BindAddress {
        /// The address.
        address: SocketAddr,
    },
    /// The peer's endpoint id is no key.
    #[error("the endpoint id is not a key")]
    EndpointId,
    /// The peer was not reached.
    #[error("the other device was not reached")]
    Unreachable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// Nothing came in time.
    #[error("nothing came in time")]
    TimedOut,
    /// The peer closed the link with this code.
    #[error("the other device closed the link with code {code}")]
    ClosedByPeer {
        /// Its code.
        code: u64,
    },
    /// The link is gone.
    #[error("the link was lost")]
    Lost(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// This side closed the link.
    #[error("the link is closed")]
    Closed,
    /// A frame announced more bytes than [`crate::FRAME_BYTES_MAX`].
    #[error("a frame of {announced} bytes is over the limit")]
    FrameTooLarge {
        /// The announced length.
        announced: usize,
    },
    /// The stream ended inside a frame.
    #[error("a frame was cut short")]
    Truncated,
    /// The handshake did not use X25519MLKEM768.
    #[error("the key exchange was not post-quantum")]
    NotPostQuantum,
    /// A file with certificates cannot be used.
    #[error("the certificates cannot be used")]
    Certificates(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The file that says who may use a relay cannot be read.
    #[error("the access list of the relay cannot be read")]
    AccessList(#[source] std::io::Error),
    /// A relay of one's own could not begin, or failed.
    #[error("the relay failed")]
    Relay(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The TLS exporter gave nothing.
    #[error("the link gives no exporter")]
    Exporter,
}

impl NetError {
    /// The code with which the peer closed the link, if it did.
    pub const fn close_code(&self) -> Option<u64> {
        match self {
            Self::ClosedByPeer { code } => Some(*code),
            _ => None,
        }
    }

    pub(crate) fn of_connection(error: iroh::endpoint::ConnectionError) -> Self {
        use iroh::endpoint::ConnectionError as E;
        match error {
            E::ApplicationClosed(close) => Self::ClosedByPeer {
                code: close.error_code.into_inner(),
            },
            E::LocallyClosed => Self::Closed,
            E::TimedOut => Self::TimedOut,
            other => Self::Lost(Box::new(other)),
        }
    }
}
