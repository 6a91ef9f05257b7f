//! Giving somebody back what they lost: the side of the partner who agrees.

pub(crate) mod coming_back;

use std::{sync::Arc, time::Duration};

use fondly_crypto::{SigningKey, VerifyingKey};
use fondly_net::{Endpoint, EndpointConfig, EndpointKey, Link};
use fondly_store::{BondRow, Tx};
use fondly_sync::{
    LinkContext, PeerFault, Roster,
    invite::{Invite, Mode, commitment},
    returning::{Part, RETURN_ALPN, Return, Step, check_ask},
};
use rand_core::Rng as _;
use tokio::time::{Instant, timeout, timeout_at};

use crate::{
    EngineError, Invitation, Joined,
    bonding::addresses,
    clock::now,
    config::Config,
    devices,
    labels::Labels,
    me::Me,
    node::Node,
    random::rng,
    relays::{self, Whose},
};

pub use coming_back::{ComingBack, restore_from};

/// Whoever asks must say its piece within this time.
const STEP_TIMEOUT: Duration = Duration::from_secs(10);

async fn receive(link: &mut Link, limit: Duration) -> Result<Step, EngineError> {
    let frame = timeout(limit, link.recv()).await;
    let frame = frame.map_err(|_| fondly_net::NetError::TimedOut)??;
    Ok(Step::decode(&frame.ok_or(fondly_net::NetError::Closed)?)?)
}

/// Shows a line, and waits until the person of the bond has come back by it.
///
/// # Errors
/// `NoPerson`, `Void`, `Removed`, `NobodyJoined`, `Net`, `Store`. Whoever does not know the secret, or
/// has other words, is refused and spends nothing.
pub(crate) async fn give_back(
    node: &Arc<Node>,
    config: &Config,
    invitation: Invitation,
    on_line: impl FnOnce(&str),
) -> Result<Joined, EngineError> {
    let (me, name) = (Arc::clone(&node.me), invitation.name.clone());
    let (bond, own) = node
        .desk
        .read(move |tx| {
            if devices::is_removed(&me, tx)? {
                return Err(EngineError::Removed);
            }
            let bond = Labels::load(tx)?.require(&name)?.clone();
            Ok((bond, devices::own_roster(&me, tx)?))
        })
        .await?;
    let (bind, _) = config.bind();
    let endpoint = Endpoint::open(EndpointConfig {
        key: EndpointKey::from_bytes(&SigningKey::generate(&mut rng()).to_bytes()),
        bind,
        port: None,
        alpns: vec![RETURN_ALPN.to_vec()],
        ways: relays::ways(config, Whose::Bond(&[]))?,
    })
    .await?;
    let mut secret = [0; 32];
    rng().fill_bytes(&mut secret);
    let digest = own.digest();
    let wait = i64::try_from(invitation.timeout.as_secs()).unwrap_or(i64::MAX);
    let giver = Giver {
        node,
        bond,
        invite: Invite {
            mode: Mode::Return,
            endpoint: endpoint.id().0,
            addresses: addresses(&endpoint),
            secret,
            roster: digest,
            // Nothing is compared by words here, so there is no nonce to commit to.
            commitment: commitment(&[0; 32], &digest),
            expiry: now().saturating_add(wait),
            relay: relays::to_name(&endpoint).await,
        },
        own,
    };
    on_line(&giver.invite.to_line());
    let given = giver.wait(&endpoint, invitation.timeout).await;
    endpoint.close().await;
    given
}

/// What stands while one line is out.
struct Giver<'n> {
    node: &'n Arc<Node>,
    bond: BondRow,
    invite: Invite,
    own: Roster,
}

impl Giver<'_> {
    async fn wait(&self, endpoint: &Endpoint, limit: Duration) -> Result<Joined, EngineError> {
        let deadline = Instant::now() + limit;
        loop {
            let Ok(Some(mut link)) = timeout_at(deadline, endpoint.accept()).await else {
                return Err(EngineError::NobodyJoined);
            };
            let given = self.give(&mut link, deadline).await;
            link.close(match &given {
                Ok(()) => 0,
                Err(EngineError::Peer(fault)) => fault.code(),
                Err(_) => PeerFault::Invite.code(),
            });
            match given {
                Ok(()) => {
                    return Ok(Joined {
                        joined: self.bond.label.clone(),
                        verified: self.bond.verified,
                    });
                }
                Err(error @ EngineError::Store(_)) => return Err(error),
                Err(error) => tracing::warn!(%error, "somebody could not come back"),
            }
        }
    }

    async fn give(&self, link: &mut Link, deadline: Instant) -> Result<(), EngineError> {
        let exporter = link.exporter(LinkContext::EXPORTER_LABEL, &[])?;
        let asked = receive(link, STEP_TIMEOUT).await?;
        let (asked, root) = check_ask(&self.invite, exporter, asked)?;
        let part = self.part(root).await?;
        link.send(&asked.give(part).encode()).await?;
        // They have it now, whatever becomes of the link; the records come by the bond's endpoint.
        let left = deadline.saturating_duration_since(Instant::now());
        match receive(link, left).await {
            Ok(step) => check(&asked, step),
            Err(error) => tracing::info!(%error, "the link ended before everything was there"),
        }
        Ok(())
    }

    /// Spends the secret, durably, and gathers what is given, if this is the person.
    async fn part(&self, root: VerifyingKey) -> Result<Part, EngineError> {
        let (me, bond) = (Arc::clone(&self.node.me), self.bond.clone());
        let (own, spent) = (self.own.encode(), self.invite.secret_hash());
        self.node
            .desk
            .write(move |tx| {
                let roster = tx.roster(&bond.person)?.ok_or(EngineError::Shape)?;
                if *roster.root() != root {
                    return Err(PeerFault::Roster.into());
                }
                if !tx.spend_secret(&spent, now())? {
                    return Err(PeerFault::Invite.into());
                }
                part(&me, tx, &bond, &roster, own)
            })
            .await
    }
}

pub(crate) fn part(
    me: &Me,
    tx: &Tx<'_>,
    bond: &BondRow,
    roster: &Roster,
    own: Vec<u8>,
) -> Result<Part, EngineError> {
    let at = tx.space_devices(&bond.space)?.remove(&me.device);
    Ok(Part {
        roster: roster.encode(),
        partner: own,
        device: me.device,
        at: at.ok_or(EngineError::Shape)?,
        transcript: bond.transcript,
        inviter: !bond.inviter,
        in_person: bond.in_person,
        created_at: bond.created_at,
    })
}

fn check(asked: &Return<'_>, step: Step) {
    if let Err(error) = asked.check_whole(step) {
        tracing::info!(%error, "nobody said that everything is there");
    }
}
