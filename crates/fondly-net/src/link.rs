//! Links: one connection, one stream, frames.
//!
//! ```text
//! frame = length u32 LE | that many bytes, at most FRAME_BYTES_MAX
//! ```

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use iroh::endpoint::{Connection, ReadExactError, RecvStream, SendStream, VarInt};
use tokio::task::JoinSet;

use crate::{EndpointId, NetError, paths, preset::KEY_EXCHANGE};

/// Bytes of one frame, without its length.
pub const FRAME_BYTES_MAX: usize = 1_310_720;
/// A frame is read in pieces of this size: memory grows only as bytes arrive.
const PIECE_BYTES: usize = 64 << 10;
const LENGTH_BYTES: u64 = 4;

#[derive(Debug, Default)]
struct Counters {
    bytes_in: AtomicU64,
    bytes_out: AtomicU64,
}

/// By which way packets of a link go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Path {
    /// From one device to the other.
    Direct,
    /// Through a relay.
    Relayed,
}

/// A link with a peer whose endpoint key TLS has checked.
#[derive(Debug)]
pub struct Link {
    sender: LinkSender,
    receiver: LinkReceiver,
    control: LinkControl,
}

/// The half that writes.
#[derive(Debug)]
pub struct LinkSender {
    stream: SendStream,
    counters: Arc<Counters>,
}

/// The half that reads.
#[derive(Debug)]
pub struct LinkReceiver {
    stream: RecvStream,
    counters: Arc<Counters>,
}

/// What ends a link, and what it moved.
#[derive(Debug, Clone)]
pub struct LinkControl {
    connection: Connection,
    counters: Arc<Counters>,
    /// Ends with the last control, if the link has not ended before.
    _watch: Arc<JoinSet<()>>,
}

impl Link {
    pub(crate) fn new(
        connection: Connection,
        (send, recv): (SendStream, RecvStream),
    ) -> Result<Self, NetError> {
        let group = connection
            .handshake_data()
            .and_then(|data| data.downcast::<noq::crypto::rustls::HandshakeData>().ok())
            .and_then(|data| data.negotiated_key_exchange_group);
        if group != Some(KEY_EXCHANGE) {
            connection.close(VarInt::from_u32(0), b"");
            return Err(NetError::NotPostQuantum);
        }
        let counters = Arc::new(Counters::default());
        let mut watch = JoinSet::new();
        watch.spawn(paths::watch(
            connection.weak_handle(),
            connection.path_events(),
        ));
        Ok(Self {
            sender: LinkSender {
                stream: send,
                counters: Arc::clone(&counters),
            },
            receiver: LinkReceiver {
                stream: recv,
                counters: Arc::clone(&counters),
            },
            control: LinkControl {
                connection,
                counters,
                _watch: Arc::new(watch),
            },
        })
    }

    /// The peer's endpoint.
    pub fn remote(&self) -> EndpointId {
        EndpointId(*self.control.connection.remote_id().as_bytes())
    }

    /// The protocol.
    pub fn alpn(&self) -> &[u8] {
        self.control.connection.alpn()
    }

    /// 32 bytes that only the two ends of this very link have (RFC 8446, section 7.5).
    ///
    /// # Errors
    /// `Exporter` if TLS gives none.
    pub fn exporter(&self, label: &[u8], context: &[u8]) -> Result<[u8; 32], NetError> {
        let mut out = [0; 32];
        self.control
            .connection
            .export_keying_material(&mut out, label, context)
            .map_err(|_| NetError::Exporter)?;
        Ok(out)
    }

    /// Sends one frame.
    ///
    /// # Errors
    /// As [`LinkSender::send`].
    pub async fn send(&mut self, frame: &[u8]) -> Result<(), NetError> {
        self.sender.send(frame).await
    }

    /// Receives one frame.
    ///
    /// # Errors
    /// As [`LinkReceiver::recv`].
    pub async fn recv(&mut self) -> Result<Option<Vec<u8>>, NetError> {
        self.receiver.recv().await
    }

    /// Receives one frame of at most `bytes_max`.
    ///
    /// # Errors
    /// As [`LinkReceiver::recv_at_most`].
    pub async fn recv_at_most(&mut self, bytes_max: usize) -> Result<Option<Vec<u8>>, NetError> {
        self.receiver.recv_at_most(|| bytes_max).await
    }

    /// Nothing more will be sent.
    pub fn finish(&mut self) {
        self.sender.finish();
    }

    /// Closes at once; what was not acknowledged yet may be lost.
    pub fn close(&self, code: u32) {
        self.control.close(code);
    }

    /// Waits until the link is closed by either side, and says how.
    pub async fn closed(&self) -> NetError {
        NetError::of_connection(self.control.connection.closed().await)
    }

    /// For one task that writes, one that reads, and any that closes.
    pub fn split(self) -> (LinkSender, LinkReceiver, LinkControl) {
        (self.sender, self.receiver, self.control)
    }
}

impl LinkSender {
    /// Sends one frame. Not cancel-safe: a frame that was begun must be ended.
    ///
    /// # Errors
    /// `FrameTooLarge` before anything is sent; how the link ended.
    pub async fn send(&mut self, frame: &[u8]) -> Result<(), NetError> {
        let length = u32::try_from(frame.len())
            .ok()
            .filter(|_| frame.len() <= FRAME_BYTES_MAX);
        let length = length.ok_or(NetError::FrameTooLarge {
            announced: frame.len(),
        })?;
        let lost = |error| NetError::Lost(Box::new(error));
        self.stream
            .write_all(&length.to_le_bytes())
            .await
            .map_err(lost)?;
        self.stream.write_all(frame).await.map_err(lost)?;
        self.counters
            .bytes_out
            .fetch_add(LENGTH_BYTES + u64::from(length), Ordering::Relaxed);
        Ok(())
    }

    /// Nothing more will be sent. What was sent still arrives.
    pub fn finish(&mut self) {
        if self.stream.finish().is_err() {
            tracing::trace!("the stream was over already");
        }
    }
}

impl LinkReceiver {
    /// Receives one frame; `None` if the peer has finished. Not cancel-safe: read in a task.
    ///
    /// # Errors
    /// `FrameTooLarge` before anything is allocated, `Truncated`, or how the link ended.
    pub async fn recv(&mut self) -> Result<Option<Vec<u8>>, NetError> {
        self.recv_at_most(|| FRAME_BYTES_MAX).await
    }

    /// Receives one frame of at most `bytes_max`, which is asked for once its length is there.
    ///
    /// # Errors
    /// As [`LinkReceiver::recv`].
    pub async fn recv_at_most(
        &mut self,
        bytes_max: impl Fn() -> usize,
    ) -> Result<Option<Vec<u8>>, NetError> {
        let mut length = [0; 4];
        match self.stream.read_exact(&mut length).await {
            Ok(()) => {}
            Err(ReadExactError::FinishedEarly(0)) => return Ok(None),
            Err(error) => return Err(ended(error)),
        }
        let length = u32::from_le_bytes(length);
        let announced = usize::try_from(length).unwrap_or(usize::MAX);
        if announced > bytes_max().min(FRAME_BYTES_MAX) {
            return Err(NetError::FrameTooLarge { announced });
        }
        let mut frame = Vec::new();
        while frame.len() < announced {
            let have = frame.len();
            frame.resize(announced.min(have + PIECE_BYTES), 0);
            let (_, piece) = frame.split_at_mut(have);
            self.stream.read_exact(piece).await.map_err(ended)?;
        }
        self.counters
            .bytes_in
            .fetch_add(LENGTH_BYTES + u64::from(length), Ordering::Relaxed);
        Ok(Some(frame))
    }
}

fn ended(error: ReadExactError) -> NetError {
    match error {
        ReadExactError::FinishedEarly(_) => NetError::Truncated,
        ReadExactError::ReadError(iroh::endpoint::ReadError::ConnectionLost(error)) => {
            NetError::of_connection(error)
        }
        ReadExactError::ReadError(error) => NetError::Lost(Box::new(error)),
    }
}

impl LinkControl {
    /// By which way packets go at the moment: it changes while a link stands.
    pub fn path(&self) -> Path {
        let paths = self.connection.paths();
        let relayed = paths
            .iter()
            .any(|path| path.is_selected() && path.is_relay());
        if relayed { Path::Relayed } else { Path::Direct }
    }

    /// Closes at once; what was not acknowledged yet may be lost.
    pub fn close(&self, code: u32) {
        self.connection.close(VarInt::from_u32(code), b"");
    }

    /// Bytes of frames received, lengths included.
    pub fn bytes_in(&self) -> u64 {
        self.counters.bytes_in.load(Ordering::Relaxed)
    }

    /// Bytes of frames sent, lengths included.
    pub fn bytes_out(&self) -> u64 {
        self.counters.bytes_out.load(Ordering::Relaxed)
    }
}
