//! A process that holds the network: the node, and the socket by which other commands use it.
//!
//! `serve` holds it until it is stopped; `sync`, `invite` and `join` for as long as they last, and
//! answer others meanwhile in the same way. The order of the end: the socket goes, endpoints close and
//! sessions with them, tasks end, the lock is released with the node.

use std::{os::unix::fs::PermissionsExt as _, path::Path, sync::Arc, time::Duration};

use fondly_crypto::StoreKey;
use tokio::{
    io::AsyncReadExt as _,
    net::{UnixListener, UnixStream},
    sync::{mpsc, oneshot},
    task::JoinSet,
    time::timeout,
};
use zeroize::Zeroizing;

use crate::{
    DeviceJoined, EngineError, Home, Joined, WordsAsked,
    bonding::{self, Invitation},
    config::Config,
    desk::Desk,
    home::SocketPath,
    linking::{self, Talk},
    me::Me,
    node::Node,
    returning,
    served::{self, Reply, Request, read_request, read_typed, same_user, write_reply},
    watching,
};

/// Requests that are answered at a time.
const REQUESTS_MAX: usize = 32;
/// A request must be said within this time.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(2);

/// What a process needs to hold the network.
#[derive(Debug)]
pub(crate) struct Holder {
    pub(crate) home: Home,
    pub(crate) me: Arc<Me>,
    pub(crate) desk: Desk,
    pub(crate) key: StoreKey,
}

/// The network of a home, held.
#[derive(Debug)]
pub(crate) struct Holding {
    pub(crate) node: Arc<Node>,
    socket: SocketPath,
}

impl Holder {
    /// The same home as the device that it is now.
    pub(crate) async fn reborn(self) -> Result<Self, EngineError> {
        let identity = self.desk.read(|tx| Ok(tx.identity()?)).await?;
        Ok(Self {
            me: Arc::new(Me::new(&identity)),
            ..self
        })
    }

    /// Takes the network, opens the endpoints and listens at the socket. `None` if another process
    /// holds it.
    pub(crate) async fn take(&self, stay: bool) -> Result<Option<Holding>, EngineError> {
        let (me, desk) = (Arc::clone(&self.me), self.desk.clone());
        let Some(node) = Node::take(&self.home, me, desk, stay)? else {
            return Ok(None);
        };
        let socket = self.home.socket()?;
        let listener = bind(socket.path())?;
        node.hear_own_first().await?;
        node.refresh().await?;
        node.make_ready().await?;
        let (serving, key) = (Arc::clone(&node), self.key.clone());
        node.spawn(async move { answer_requests(serving, key, listener).await });
        Ok(Some(Holding { node, socket }))
    }
}

impl Holding {
    /// Does `work`, unless the key is to be forgotten first.
    pub(crate) async fn unless_locked<T>(
        &self,
        work: impl Future<Output = Result<T, EngineError>>,
    ) -> Result<T, EngineError> {
        tokio::select! {
            // What was durable by then counts, as if the command had been interrupted.
            done = work => done,
            () = self.node.keeping.locked() => Err(EngineError::Locked),
        }
    }

    /// Ends in order.
    pub(crate) async fn close(self) {
        // First nobody finds the socket any more; whoever holds the lock next makes its own.
        if let Err(error) = std::fs::remove_file(self.socket.path()) {
            tracing::warn!(%error, "could not remove the socket");
        }
        self.node.close().await;
    }
}

/// Binds the socket. The file lock is held, so a socket that lies there is of a process that died.
fn bind(path: &Path) -> Result<UnixListener, EngineError> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            return Err(crate::home::io("could not remove", path)(error));
        }
        _ => {}
    }
    let listener =
        UnixListener::bind(path).map_err(crate::home::io("could not listen at", path))?;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600))
        .map_err(crate::home::io("could not protect", path))?;
    Ok(listener)
}

async fn answer_requests(node: Arc<Node>, key: StoreKey, listener: UnixListener) {
    let mut requests = JoinSet::new();
    loop {
        tokio::select! {
            // Cancel-safe: accepting and joining take nothing until they return.
            accepted = listener.accept(), if requests.len() < REQUESTS_MAX => {
                let Ok((stream, _)) = accepted else { continue };
                let (node, key) = (Arc::clone(&node), key.clone());
                requests.spawn(async move {
                    if let Err(error) = answer(&node, &key, stream).await {
                        tracing::debug!(%error, "a command went away");
                    }
                });
            }
            Some(_) = requests.join_next() => {}
        }
    }
}

async fn answer(node: &Arc<Node>, key: &StoreKey, mut stream: UnixStream) -> std::io::Result<()> {
    if !stream.peer_cred().is_ok_and(|peer| same_user(peer.uid())) {
        return Ok(());
    }
    let request = timeout(REQUEST_TIMEOUT, read_request(&mut stream))
        .await
        .ok()
        .flatten();
    let Some(request) = request else {
        return Ok(());
    };
    if matches!(request, Request::Lock) {
        // Whoever asked must be told before the end begins.
        let told = write_reply(&mut stream, &Reply::Done).await;
        node.keeping.lock();
        return told;
    }
    node.keeping.used();
    let reply = tokio::select! {
        reply = reply(node, key, request, &mut stream) => reply,
        () = node.keeping.locked() => Err(EngineError::Locked),
    };
    let reply = reply.unwrap_or_else(|error| Reply::failed(&error));
    write_reply(&mut stream, &reply).await
}

async fn reply(
    node: &Arc<Node>,
    key: &StoreKey,
    request: Request,
    stream: &mut UnixStream,
) -> Result<Reply, EngineError> {
    match request {
        Request::Lock => Ok(Reply::Done),
        Request::Key => {
            let text = Zeroizing::new(fondly_sync::base32(key.as_bytes()));
            Ok(Reply::Key {
                key: text.to_string(),
            })
        }
        Request::Changed => node.refresh().await.map(|()| Reply::Done),
        Request::Watch => watching::tell(node, stream).await,
        Request::Addresses => Ok(Reply::Addresses {
            addresses: node.listening(),
            relays: node.relays(),
        }),
        Request::Sync { names, timeout_ms } => {
            sync(node, names, Duration::from_millis(timeout_ms)).await
        }
        Request::Invite {
            name,
            timeout_ms,
            in_person,
            returning,
        } => {
            let timeout = Duration::from_millis(timeout_ms);
            invite(
                node,
                Invitation {
                    name,
                    timeout,
                    in_person,
                    returning,
                },
                stream,
            )
            .await
        }
        Request::Join {
            line,
            label,
            in_person,
            timeout_ms,
        } => {
            let limit = Duration::from_millis(timeout_ms);
            join(node, &line, &label, in_person, limit)
                .await
                .map(|joined| Reply::Joined { joined })
        }
        Request::DeviceAdd {
            timeout_ms,
            confirm,
        } => {
            let limit = Duration::from_millis(timeout_ms);
            device_add(node, limit, confirm, stream).await
        }
    }
}

async fn sync(node: &Arc<Node>, names: Vec<String>, limit: Duration) -> Result<Reply, EngineError> {
    node.refresh().await?;
    Ok(Reply::Peers {
        peers: node.round(names, limit).await?,
    })
}

/// Invites on behalf of a command, and stops when the command goes away.
async fn invite(
    node: &Arc<Node>,
    invitation: Invitation,
    stream: &mut UnixStream,
) -> Result<Reply, EngineError> {
    let (lines, mut line) = mpsc::channel(1);
    let mut inviting = Box::pin(invite_here(node, invitation, move |text: &str| {
        // One line is made, and there is room for one.
        drop(lines.try_send(text.to_owned()));
    }));
    let mut shown = false;
    let mut gone = [0; 1];
    loop {
        tokio::select! {
            // Cancel-safe: the protocol goes on in the next round; one byte of a command that has
            // nothing to say may be lost.
            joined = &mut inviting => return joined.map(|joined| Reply::Joined { joined }),
            Some(line) = line.recv(), if !shown => {
                shown = true;
                let written = write_reply(stream, &Reply::Line { line }).await;
                written.map_err(|_| EngineError::NobodyJoined)?;
            }
            _ = stream.read(&mut gone) => return Err(EngineError::NobodyJoined),
        }
    }
}

/// Lets a device in on behalf of a command, and stops when the command goes away.
async fn device_add(
    node: &Arc<Node>,
    limit: Duration,
    confirm: bool,
    stream: &mut UnixStream,
) -> Result<Reply, EngineError> {
    let (line, shown) = oneshot::channel();
    let (asker, mut asked) = mpsc::channel(1);
    let talk = Talk {
        line,
        words: confirm.then_some(asker),
    };
    let mut letting_in = Box::pin(linking::let_in(node, limit, talk));
    let gone = |_| EngineError::NobodyJoined;
    tokio::select! {
        joined = &mut letting_in => return joined.map(|joined| Reply::DeviceJoined { joined }),
        Ok(line) = shown => write_reply(stream, &Reply::Line { line }).await.map_err(gone)?,
    }
    loop {
        let mut byte = [0; 1];
        tokio::select! {
            // Cancel-safe: linking goes on in the next round; a command says nothing unasked.
            joined = &mut letting_in => return joined.map(|joined| Reply::DeviceJoined { joined }),
            Some(answer) = asked.recv() => {
                write_reply(stream, &Reply::Words).await.map_err(gone)?;
                let typed = read_typed(stream).await.ok_or(EngineError::NobodyJoined)?;
                // A caller that is gone needs no answer.
                drop(answer.send(typed.words));
            }
            _ = stream.read(&mut byte) => return Err(EngineError::NobodyJoined),
        }
    }
}

/// Lets a device in, in this process.
pub(crate) async fn device_add_here(
    node: &Arc<Node>,
    limit: Duration,
    words: Option<WordsAsked>,
    mut on_line: impl FnMut(&str),
) -> Result<DeviceJoined, EngineError> {
    let (line, mut shown) = oneshot::channel();
    let (asker, mut asked) = mpsc::channel(1);
    let talk = Talk {
        line,
        words: words.is_some().then_some(asker),
    };
    let mut letting_in = Box::pin(linking::let_in(node, limit, talk));
    let mut waiting_for_line = true;
    loop {
        tokio::select! {
            // Cancel-safe: linking goes on in the next round.
            joined = &mut letting_in => return joined,
            Ok(line) = &mut shown, if waiting_for_line => {
                waiting_for_line = false;
                on_line(&line);
            }
            Some(answer) = asked.recv() => {
                let typed = tokio::select! {
                    joined = &mut letting_in => return joined,
                    typed = served::typed(words.as_ref()) => typed,
                };
                drop(answer.send(typed));
            }
        }
    }
}

/// Invites in this process and takes up the new bond, or gives one back.
pub(crate) async fn invite_here(
    node: &Arc<Node>,
    invitation: Invitation,
    on_line: impl FnOnce(&str) + Send,
) -> Result<Joined, EngineError> {
    let config = Config::load(&node.home)?;
    if invitation.returning {
        return returning::give_back(node, &config, invitation, on_line).await;
    }
    let (me, desk) = (Arc::clone(&node.me), node.desk.clone());
    let joined = bonding::invite(me, desk, &config, invitation, on_line).await?;
    node.refresh().await?;
    Ok(joined)
}

/// Joins in this process and takes up the new bond.
pub(crate) async fn join(
    node: &Arc<Node>,
    line: &str,
    label: &str,
    in_person: bool,
    limit: Duration,
) -> Result<Joined, EngineError> {
    let config = Config::load(&node.home)?;
    let (me, desk) = (Arc::clone(&node.me), node.desk.clone());
    let joined = bonding::join_by(me, desk, &config, line, label, in_person, limit).await?;
    node.refresh().await?;
    Ok(joined)
}
