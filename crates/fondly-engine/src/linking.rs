//! Linking a device: how a device that is in lets a new one in.

pub(crate) mod joining;

use std::{sync::Arc, time::Duration};

use fondly_crypto::{SealingPublic, Signature, SigningKey, check_words};
use fondly_net::{Endpoint, EndpointConfig, EndpointKey, Link};
use fondly_store::{DeviceName, Tx};
use fondly_sync::{
    DeviceId, LinkContext, PeerFault, Roster,
    invite::{Invite, Mode, commitment},
    linking::{
        Grant, LINKING_ALPN, Step, Transcript, add, check_ask, check_sign, check_whole, reveal,
        welcome, wrap_secret,
    },
    roster::{Act, Signer},
};
use rand_core::Rng as _;
use tokio::{
    sync::{mpsc, oneshot},
    time::{Instant, timeout, timeout_at},
};

use crate::{
    DeviceJoined, EngineError, backup,
    bonding::addresses,
    bonds,
    clock::now,
    config::Config,
    devices,
    me::Me,
    node::Node,
    random::rng,
    relays::{self, Whose},
};

pub use joining::{Progress, join_device};

/// A new device must answer within this time.
const STEP_TIMEOUT: Duration = Duration::from_secs(10);
/// How often the words may be typed.
const TYPINGS_MAX: usize = 3;

/// How linking speaks with the person at the old device.
pub(crate) struct Talk {
    /// Takes the line.
    pub(crate) line: oneshot::Sender<String>,
    /// Asks for the words that the new device shows; `None` where nobody can be asked.
    pub(crate) words: Option<mpsc::Sender<oneshot::Sender<Vec<String>>>>,
}

async fn receive(link: &mut Link, limit: Duration) -> Result<Step, EngineError> {
    let frame = timeout(limit, link.recv()).await;
    let frame = frame.map_err(|_| fondly_net::NetError::TimedOut)??;
    Ok(Step::decode(&frame.ok_or(fondly_net::NetError::Closed)?)?)
}

/// Shows a line and waits until a new device has come in by it.
///
/// # Errors
/// `NobodyJoined`, `WrongDeviceWords`, `Net`, `Store`. Whoever does not know the secret is refused
/// and spends nothing.
pub(crate) async fn let_in(
    node: &Arc<Node>,
    limit: Duration,
    talk: Talk,
) -> Result<DeviceJoined, EngineError> {
    let config = Config::load(&node.home)?;
    let (bind, _) = config.bind();
    let endpoint = Endpoint::open(EndpointConfig {
        key: EndpointKey::from_bytes(&SigningKey::generate(&mut rng()).to_bytes()),
        bind,
        port: None,
        alpns: vec![LINKING_ALPN.to_vec()],
        ways: relays::ways(&config, Whose::Own)?,
    })
    .await?;
    let door = Door::new(node, &endpoint, limit, config.hold_seconds()).await;
    let joined = match door {
        Ok(door) => door.wait(&endpoint, limit, talk).await,
        Err(error) => Err(error),
    };
    endpoint.close().await;
    joined
}

/// What stands while one line is out.
struct Door<'n> {
    node: &'n Arc<Node>,
    invite: Invite,
    nonce: [u8; 32],
    roster: Roster,
    hold_seconds: i64,
}

impl<'n> Door<'n> {
    async fn new(
        node: &'n Arc<Node>,
        endpoint: &Endpoint,
        limit: Duration,
        hold_seconds: i64,
    ) -> Result<Self, EngineError> {
        let me = Arc::clone(&node.me);
        let roster = node
            .desk
            .read(move |tx| {
                if devices::is_removed(&me, tx)? {
                    return Err(EngineError::Removed);
                }
                devices::own_roster(&me, tx)
            })
            .await?;
        let (mut nonce, mut secret) = ([0; 32], [0; 32]);
        rng().fill_bytes(&mut nonce);
        rng().fill_bytes(&mut secret);
        let digest = roster.digest();
        let wait = i64::try_from(limit.as_secs()).unwrap_or(i64::MAX);
        let invite = Invite {
            mode: Mode::Device,
            endpoint: endpoint.id().0,
            addresses: addresses(endpoint),
            secret,
            roster: digest,
            commitment: commitment(&nonce, &digest),
            expiry: now().saturating_add(wait),
            relay: relays::to_name(endpoint).await,
        };
        Ok(Self {
            node,
            invite,
            nonce,
            roster,
            hold_seconds,
        })
    }

    async fn wait(
        &self,
        endpoint: &Endpoint,
        limit: Duration,
        talk: Talk,
    ) -> Result<DeviceJoined, EngineError> {
        // Whoever asked may have gone; then the wait ends with the caller.
        drop(talk.line.send(self.invite.to_line()));
        let deadline = Instant::now() + limit;
        loop {
            let Ok(Some(mut link)) = timeout_at(deadline, endpoint.accept()).await else {
                return Err(EngineError::NobodyJoined);
            };
            match self.receive_caller(&mut link, talk.words.as_ref()).await {
                Ok(joined) => {
                    link.close(0);
                    return Ok(joined);
                }
                Err(error) => {
                    link.close(match &error {
                        EngineError::Peer(fault) => fault.code(),
                        _ => PeerFault::Invite.code(),
                    });
                    if matches!(error, EngineError::Store(_) | EngineError::WrongDeviceWords) {
                        return Err(error);
                    }
                    tracing::warn!(%error, "a device could not be let in");
                }
            }
        }
    }

    async fn receive_caller(
        &self,
        link: &mut Link,
        words: Option<&mpsc::Sender<oneshot::Sender<Vec<String>>>>,
    ) -> Result<DeviceJoined, EngineError> {
        let invite = &self.invite;
        let exporter = link.exporter(LinkContext::EXPORTER_LABEL, &[])?;
        let caller = check_ask(invite, &exporter, receive(link, STEP_TIMEOUT).await?)?;
        let spent = invite.secret_hash();
        let spent = self
            .node
            .desk
            .write(move |tx| Ok(tx.spend_secret(&spent, now())?));
        if !spent.await? {
            return Err(PeerFault::Invite.into());
        }
        let old = (self.nonce, self.node.me.device);
        let (step, transcript) = reveal(invite, old, &self.roster, caller);
        link.send(&step.encode()).await?;
        if let Some(words) = words {
            confirm(&transcript, words).await?;
        }
        let by = Signer::Device(self.node.me.device);
        let addition = self.roster.addition(by, caller.1);
        link.send(&add(invite, &transcript, addition.clone()).encode())
            .await?;
        let signed = receive(link, STEP_TIMEOUT).await?;
        let (countersignature, sealing, name) = check_sign(invite, &transcript, signed)?;
        let grant = self
            .admit(addition, caller.1, countersignature, sealing, name.clone())
            .await?;
        link.send(&welcome(invite, &transcript, grant).encode())
            .await?;
        // From here on it is in, whatever becomes of the link.
        let whole = match link.recv().await {
            Ok(Some(frame)) => Step::decode(&frame)
                .and_then(|step| check_whole(invite, &transcript, step))
                .is_ok(),
            Ok(None) | Err(_) => false,
        };
        Ok(DeviceJoined {
            joined: name,
            whole,
        })
    }

    /// Takes the device into the roster, durably, and makes what it needs to begin.
    async fn admit(
        &self,
        addition: Act,
        device: DeviceId,
        countersignature: Signature,
        sealing: SealingPublic,
        name: String,
    ) -> Result<Grant, EngineError> {
        let me = Arc::clone(&self.node.me);
        self.node
            .desk
            .write(move |tx| take_in(&me, tx, addition, &device, countersignature, name))
            .await?;
        // Opens the endpoint of the journal, and writes down where it is.
        self.node.refresh().await?;
        let (me, hold) = (Arc::clone(&self.node.me), self.hold_seconds);
        self.node
            .desk
            .read(move |tx| grant(&me, tx, &device, &sealing, hold))
            .await
    }
}

/// Until the person has typed the words that the new device shows.
async fn confirm(
    transcript: &Transcript,
    asker: &mpsc::Sender<oneshot::Sender<Vec<String>>>,
) -> Result<(), EngineError> {
    for _ in 0..TYPINGS_MAX {
        let (answer, typed) = oneshot::channel();
        if asker.send(answer).await.is_err() {
            return Err(EngineError::WrongDeviceWords);
        }
        let Ok(typed) = typed.await else {
            return Err(EngineError::WrongDeviceWords);
        };
        let typed = check_words::normalise(&typed);
        if typed.is_ok_and(|typed| check_words::matches(&typed, &transcript.words())) {
            return Ok(());
        }
    }
    Err(EngineError::WrongDeviceWords)
}

/// Takes the new device into the roster.
pub(crate) fn take_in(
    me: &Me,
    tx: &Tx<'_>,
    addition: Act,
    device: &DeviceId,
    countersignature: Signature,
    name: String,
) -> Result<(), EngineError> {
    let mut roster = devices::own_roster(me, tx)?;
    match roster.admit(addition, &me.key, countersignature) {
        Err(PeerFault::Limit) => return Err(EngineError::RosterFull),
        admitted => admitted?,
    }
    if !roster.devices().contains(device) {
        return Err(PeerFault::Roster.into());
    }
    tx.put_roster(&roster, now())?;
    devices::tell_own_name(me, tx)?;
    let called = DeviceName { name, since: now() };
    devices::tell_name(me, tx, device, called)?;
    bonds::tell_untold(me, tx)?;
    bonds::enrol(me, tx, &me.journal)
}

/// What the new device needs to begin.
pub(crate) fn grant(
    me: &Me,
    tx: &Tx<'_>,
    device: &DeviceId,
    sealing: &SealingPublic,
    hold_seconds: i64,
) -> Result<Grant, EngineError> {
    let identity = tx.identity()?;
    let at = tx.space_devices(&me.journal)?.remove(&me.device);
    Ok(Grant {
        name: identity.name.clone(),
        roster: devices::own_roster(me, tx)?.encode(),
        journal_secret: wrap_secret(
            &mut rng(),
            sealing,
            &me.person,
            device,
            &identity.journal_secret,
        ),
        recovery: backup::recovery_key(tx)?,
        at: at.ok_or(EngineError::Shape)?,
        share_hold: u64::try_from(hold_seconds).ok(),
    })
}
