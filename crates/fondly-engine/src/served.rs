//! The socket of the process that holds the network: what it is asked, and how.
//!
//! One request a connection: a line of JSON, answered by lines of JSON. The socket has mode 0600
//! in a directory of mode 0700, and both ends check that the other is of the same user.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    os::unix::net::UnixStream as BlockingStream,
    time::Duration,
};

use fondly_crypto::StoreKey;
use serde::{Deserialize, Serialize};
use tokio::{
    io::{
        AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader as AsyncBufReader,
        Lines,
    },
    net::UnixStream,
};
use zeroize::Zeroizing;

use crate::{DeviceJoined, EngineError, ErrorKind, Home, Joined, PeerView, RelayView, WordsAsked};

/// A line of the socket has at most so many bytes.
const LINE_BYTES_MAX: u64 = 1 << 20;
/// How long a command waits for an answer that needs no network.
const LOCAL_TIMEOUT: Duration = Duration::from_secs(2);

/// What the holder of the network is asked.
#[derive(Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "lowercase")]
pub(crate) enum Request {
    Key,
    Lock,
    Changed,
    /// To be told of every change.
    Watch,
    Addresses,
    Sync {
        names: Vec<String>,
        timeout_ms: u64,
    },
    Invite {
        name: String,
        timeout_ms: u64,
        in_person: bool,
        returning: bool,
    },
    Join {
        line: String,
        label: String,
        in_person: bool,
        timeout_ms: u64,
    },
    DeviceAdd {
        timeout_ms: u64,
        /// Whether somebody can be asked for the words of the new device.
        confirm: bool,
    },
}

/// What a command says in answer to [`Reply::Words`].
#[derive(Serialize, Deserialize)]
pub(crate) struct Typed {
    pub(crate) words: Vec<String>,
}

/// What it answers.
#[derive(Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "lowercase")]
pub(crate) enum Reply {
    Key {
        key: String,
    },
    Done,
    Changed,
    Addresses {
        addresses: Vec<String>,
        #[serde(default)]
        relays: Vec<RelayView>,
    },
    Line {
        line: String,
    },
    /// Asks for the words that the new device shows.
    Words,
    Joined {
        joined: Joined,
    },
    DeviceJoined {
        joined: DeviceJoined,
    },
    Peers {
        peers: Vec<PeerView>,
    },
    Failed {
        kind: String,
        message: String,
    },
}

impl Reply {
    pub(crate) fn failed(error: &EngineError) -> Self {
        let kind = match error.kind() {
            ErrorKind::Failed => "failed",
            ErrorKind::Usage => "usage",
            ErrorKind::Locked => "locked",
            ErrorKind::NotFound => "not-found",
            ErrorKind::Unreachable => "unreachable",
            ErrorKind::Refused => "refused",
        };
        Self::Failed {
            kind: kind.to_owned(),
            message: error.to_string(),
        }
    }

    pub(crate) fn error(kind: &str, message: String) -> EngineError {
        let kind = match kind {
            "usage" => ErrorKind::Usage,
            "locked" => ErrorKind::Locked,
            "not-found" => ErrorKind::NotFound,
            "unreachable" => ErrorKind::Unreachable,
            "refused" => ErrorKind::Refused,
            _ => ErrorKind::Failed,
        };
        EngineError::Served { kind, message }
    }
}

/// Whether the other end of a socket is of this user.
pub(crate) fn same_user(uid: u32) -> bool {
    uid == rustix::process::geteuid().as_raw()
}

/// Hands a request to whoever holds the network, who then has it whether we wait or not.
fn hand_over(home: &Home, request: &Request) -> Option<BlockingStream> {
    let mut stream = BlockingStream::connect(home.socket().ok()?.path()).ok()?;
    let credentials = rustix::net::sockopt::socket_peercred(&stream).ok()?;
    if !same_user(credentials.uid.as_raw()) {
        return None;
    }
    stream.set_read_timeout(Some(LOCAL_TIMEOUT)).ok()?;
    stream.set_write_timeout(Some(LOCAL_TIMEOUT)).ok()?;
    let mut line = serde_json::to_vec(request).ok()?;
    line.push(b'\n');
    stream.write_all(&line).ok()?;
    Some(stream)
}

fn blocking(home: &Home, request: &Request) -> Option<Reply> {
    let stream = hand_over(home, request)?;
    let mut answer = Zeroizing::new(String::new());
    BufReader::new(std::io::Read::take(stream, LINE_BYTES_MAX))
        .read_line(&mut answer)
        .ok()?;
    serde_json::from_str(&answer).ok()
}

/// The key of the store, if a process holds it and gives it.
pub(crate) fn ask_key(home: &Home) -> Option<StoreKey> {
    let Reply::Key { key } = blocking(home, &Request::Key)? else {
        return None;
    };
    let key = Zeroizing::new(key);
    let bytes = Zeroizing::new(fondly_sync::parse_base32(&key)?);
    bytes.as_slice().try_into().ok().map(StoreKey::from_bytes)
}

/// Tells whoever holds the network that something was written. Nobody may: then it is told when
/// it starts.
pub(crate) fn tell_changed(home: &Home) {
    if blocking(home, &Request::Changed).is_none() {
        tracing::debug!("nobody holds the network");
    }
}

/// As [`tell_changed`], without waiting until they have looked.
pub(crate) fn mention_changed(home: &Home) {
    if hand_over(home, &Request::Changed).is_none() {
        tracing::debug!("nobody holds the network");
    }
}

/// Asks whoever holds the key to forget it. Says whether somebody is about to.
pub(crate) fn ask_to_lock(home: &Home) -> bool {
    matches!(blocking(home, &Request::Lock), Some(Reply::Done))
}

/// Where the holder of the network listens, and how it stands with relays.
pub(crate) fn ask_addresses(home: &Home) -> (Vec<String>, Vec<RelayView>) {
    match blocking(home, &Request::Addresses) {
        Some(Reply::Addresses { addresses, relays }) => (addresses, relays),
        _ => Default::default(),
    }
}

/// Asks the holder of the network. `None` if nobody listens at the socket.
///
/// # Errors
/// What the holder reported, or `NetworkHeld` if it stopped answering.
pub(crate) async fn ask(
    home: &Home,
    request: &Request,
    mut on_line: impl FnMut(&str),
    words: Option<&WordsAsked>,
) -> Result<Option<Reply>, EngineError> {
    let socket = home.socket()?;
    let Ok(mut stream) = UnixStream::connect(socket.path()).await else {
        return Ok(None);
    };
    let same = stream.peer_cred().is_ok_and(|peer| same_user(peer.uid()));
    if !same {
        return Ok(None);
    }
    let mut line = serde_json::to_vec(request).map_err(|_| EngineError::Shape)?;
    line.push(b'\n');
    if stream.write_all(&line).await.is_err() {
        return Ok(None);
    }
    let (receiving, mut sending) = stream.into_split();
    let mut lines = AsyncBufReader::new(receiving.take(LINE_BYTES_MAX)).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        match serde_json::from_str(&line).map_err(|_| EngineError::Shape)? {
            Reply::Line { line } => on_line(&line),
            Reply::Words => {
                let words = typed(words).await;
                let mut line =
                    serde_json::to_vec(&Typed { words }).map_err(|_| EngineError::Shape)?;
                line.push(b'\n');
                if sending.write_all(&line).await.is_err() {
                    break;
                }
            }
            Reply::Failed { kind, message } => return Err(Reply::error(&kind, message)),
            reply => return Ok(Some(reply)),
        }
    }
    Err(EngineError::NetworkHeld)
}

/// Asks the holder of the network for what is answered in many lines.
///
/// # Errors
/// `NotServing` if nobody listens at the socket.
pub(crate) async fn ask_for_many(
    home: &Home,
    request: &Request,
) -> Result<Lines<AsyncBufReader<UnixStream>>, EngineError> {
    let socket = home.socket()?;
    let stream = UnixStream::connect(socket.path()).await;
    let mut stream = stream.map_err(|_| EngineError::NotServing)?;
    if !stream.peer_cred().is_ok_and(|peer| same_user(peer.uid())) {
        return Err(EngineError::NotServing);
    }
    let mut line = serde_json::to_vec(request).map_err(|_| EngineError::Shape)?;
    line.push(b'\n');
    let written = stream.write_all(&line).await;
    written.map_err(|_| EngineError::NotServing)?;
    Ok(AsyncBufReader::new(stream).lines())
}

/// Reads one line of an answer.
pub(crate) fn parse_reply(line: &str) -> Result<Reply, EngineError> {
    serde_json::from_str(line).map_err(|_| EngineError::Shape)
}

/// What the person types; nothing where nobody can be asked.
pub(crate) async fn typed(words: Option<&WordsAsked>) -> Vec<String> {
    let Some(words) = words.cloned() else {
        return Vec::new();
    };
    // Somebody who types takes their time; everything else goes on meanwhile.
    let asked = tokio::task::spawn_blocking(move || words()).await;
    asked.unwrap_or_default()
}

/// Reads the request of one connection.
pub(crate) async fn read_request(stream: &mut UnixStream) -> Option<Request> {
    let mut line = String::new();
    let mut reader = AsyncBufReader::new(stream.take(LINE_BYTES_MAX));
    reader.read_line(&mut line).await.ok()?;
    serde_json::from_str(&line).ok()
}

/// Reads what the person typed.
pub(crate) async fn read_typed(stream: &mut UnixStream) -> Option<Typed> {
    let mut line = String::new();
    let mut reader = AsyncBufReader::new(stream.take(LINE_BYTES_MAX));
    reader.read_line(&mut line).await.ok()?;
    serde_json::from_str(&line).ok()
}

/// Writes one line of the answer.
pub(crate) async fn write_reply(stream: &mut UnixStream, reply: &Reply) -> std::io::Result<()> {
    let mut line = Zeroizing::new(serde_json::to_vec(reply).map_err(std::io::Error::other)?);
    line.push(b'\n');
    stream.write_all(&line).await
}
