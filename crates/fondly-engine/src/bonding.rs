//! Forming a bond: both ends of the invite protocol, over a link of its own.

pub(crate) mod side;

use std::{net::SocketAddr, sync::Arc, time::Duration};

use fondly_net::{Endpoint, Link};
use fondly_sync::{
    INVITE_ALPN, LinkContext, PeerFault, Roster, Run,
    invite::{
        Answered, Invite, Mode, Party, Step, Transcript, answer, check_answer, check_join,
        check_joined, commitment, join, joined,
    },
    limits::ADDRESSES_MAX,
};
use rand_core::Rng as _;
use tokio::time::{Instant, timeout, timeout_at};

use crate::{
    EngineError, Joined,
    clock::now,
    config::Config,
    desk::Desk,
    dialling::{dial, used},
    me::Me,
    random::rng,
    relays::{self, Whose},
    vault,
};
use side::Side;

/// A joiner must say its piece within this time.
const STEP_TIMEOUT: Duration = Duration::from_secs(5);

/// An invitation to make.
#[derive(Debug, Clone)]
pub struct Invitation {
    /// My label for whoever joins.
    pub name: String,
    /// How long it is open.
    pub timeout: Duration,
    /// Whether we stand in front of each other.
    pub in_person: bool,
    /// Whether it is for somebody I am linked with, who lost everything and comes back by their
    /// recovery words.
    pub returning: bool,
}

/// Where an endpoint is, as one tells a peer.
pub(crate) fn addresses(endpoint: &Endpoint) -> Vec<SocketAddr> {
    endpoint
        .addresses()
        .into_iter()
        .take(ADDRESSES_MAX)
        .collect()
}

async fn receive(link: &mut Link) -> Result<Step, EngineError> {
    let frame = timeout(STEP_TIMEOUT, link.recv()).await;
    let frame = frame.map_err(|_| fondly_net::NetError::TimedOut)??;
    Ok(Step::decode(&frame.ok_or(fondly_net::NetError::Closed)?)?)
}

/// Invites: shows the line, then waits until somebody who knows it has joined.
///
/// # Errors
/// `LabelInUse`, `NobodyJoined`, `Net`, `Store`. Whoever does not know the secret is refused and
/// spends nothing.
pub(crate) async fn invite(
    me: Arc<Me>,
    desk: Desk,
    config: &Config,
    invitation: Invitation,
    on_line: impl FnOnce(&str),
) -> Result<Joined, EngineError> {
    let label = vault::label(&invitation.name)?;
    let ways = relays::ways(config, Whose::Bond(&[]))?;
    let side = Side::open(me, desk, config, label, invitation.in_person, None, ways).await?;
    let mut secret = [0; 32];
    rng().fill_bytes(&mut secret);
    let roster = side.own.roster.digest();
    let wait = i64::try_from(invitation.timeout.as_secs()).unwrap_or(i64::MAX);
    let invite = Invite {
        mode: if invitation.in_person {
            Mode::InPerson
        } else {
            Mode::Words
        },
        endpoint: side.own.party.endpoint,
        addresses: side.own.party.addresses.clone(),
        secret,
        roster,
        commitment: commitment(&side.own.party.nonce, &roster),
        expiry: now().saturating_add(wait),
        relay: side.own.relay.clone(),
    };
    on_line(&invite.to_line());
    let deadline = Instant::now() + invitation.timeout;
    let mut answered: Option<Pending> = None;
    let result = loop {
        let Ok(Some(link)) = timeout_at(deadline, side.endpoint.accept()).await else {
            break Err(EngineError::NobodyJoined);
        };
        match welcome(&side, &invite, link, &mut answered).await {
            Ok(joined) => break Ok(joined),
            Err(error @ EngineError::Store(_)) => break Err(error),
            Err(error) => tracing::warn!(%error, "somebody could not join"),
        }
    };
    side.endpoint.close().await;
    result
}

/// A joiner that was answered and has not confirmed yet. It may ask again on another link.
struct Pending {
    party: Party,
    transcript: Transcript,
    roster: Roster,
    answer: Vec<u8>,
}

async fn welcome(
    side: &Side,
    invite: &Invite,
    mut link: Link,
    answered: &mut Option<Pending>,
) -> Result<Joined, EngineError> {
    let result = welcome_on(side, invite, &mut link, answered).await;
    let code = match &result {
        Ok(_) => 0,
        Err(EngineError::Peer(fault)) => fault.code(),
        Err(_) => 1,
    };
    link.close(code);
    result
}

async fn welcome_on(
    side: &Side,
    invite: &Invite,
    link: &mut Link,
    answered: &mut Option<Pending>,
) -> Result<Joined, EngineError> {
    let exporter = link.exporter(LinkContext::EXPORTER_LABEL, &[])?;
    let step = receive(link).await?;
    let (party, roster) = check_join(invite, &exporter, step)?;
    if party.endpoint != link.remote().0 || roster.person() == side.own.me.person {
        return Err(PeerFault::Invite.into());
    }
    let pending = match answered.take() {
        Some(pending) if pending.party == party => pending,
        Some(pending) => {
            *answered = Some(pending);
            return Err(PeerFault::Invite.into());
        }
        None => answer_first(side, invite, party, roster).await?,
    };
    link.send(&pending.answer).await?;
    let pending = answered.insert(pending);
    let step = receive(link).await?;
    let device_run = check_joined(invite, &pending.transcript, step)?;
    confirm(side, pending, device_run).await
}

/// Spends the secret and stores the bond, durably, before anything is answered.
async fn answer_first(
    side: &Side,
    invite: &Invite,
    party: Party,
    roster: Roster,
) -> Result<Pending, EngineError> {
    let transcript = Transcript::new(
        invite,
        (&side.own.party, &side.own.roster),
        (&party, &roster),
    );
    let secret_hash = invite.secret_hash();
    let shared = Arc::new((party, roster));
    let (for_store, own) = (Arc::clone(&shared), Arc::clone(&side.own));
    let (device_run, held, wrap) = side
        .desk
        .write(move |tx| {
            if !tx.spend_secret(&secret_hash, now())? {
                return Err(EngineError::InviteUsed);
            }
            let (party, roster) = &*for_store;
            let stored = own.store_asked(tx, &transcript, (party, roster));
            match stored {
                // They learn no more than whoever does not know the secret.
                Err(EngineError::Blocked { .. }) => Err(PeerFault::Invite.into()),
                stored => stored,
            }
        })
        .await?;
    let runs = (device_run, held.announcement);
    let step = answer(
        invite,
        &side.own.me.key,
        &transcript,
        side.own.party.clone(),
        runs,
        wrap,
    );
    let (party, roster) = (shared.0.clone(), shared.1.clone());
    Ok(Pending {
        party,
        transcript,
        roster,
        answer: step.encode(),
    })
}

async fn confirm(side: &Side, pending: &Pending, run: Run) -> Result<Joined, EngineError> {
    let by = (
        pending.transcript,
        pending.party.device,
        pending.roster.person(),
    );
    let (own, in_person) = (Arc::clone(&side.own), side.own.in_person);
    side.desk
        .write(move |tx| own.store_joined(tx, &by, run))
        .await?;
    Ok(Joined {
        joined: side.own.label.clone(),
        verified: in_person,
    })
}

/// Joins by a line that somebody passed on.
///
/// # Errors
/// `Invite`, `InviteMode`, `OwnInvite`, `LabelInUse` before anything is dialled; `InviteExpired`,
/// `InviteUsed`, `Unreachable`, `Peer`, `Store`.
pub(crate) async fn join_by(
    me: Arc<Me>,
    desk: Desk,
    config: &Config,
    line: &str,
    label: &str,
    in_person: bool,
    limit: Duration,
) -> Result<Joined, EngineError> {
    let invite = Invite::parse(line)?;
    match invite.mode {
        Mode::Device => return Err(EngineError::DeviceInvite),
        Mode::Return => return Err(EngineError::ReturnInvite),
        Mode::Words | Mode::InPerson => {}
    }
    let meant_in_person = invite.mode == Mode::InPerson;
    if meant_in_person != in_person {
        return Err(EngineError::InviteMode {
            in_person: meant_in_person,
        });
    }
    let label = vault::label(label)?;
    let named: Vec<String> = invite.relay.iter().cloned().collect();
    let ways = relays::ways(config, Whose::Bond(&named))?;
    let inviter = Some(invite.roster);
    let side = Side::open(me, desk, config, label, in_person, inviter, ways).await?;
    let result = if side.own.roster.digest() == invite.roster {
        Err(EngineError::OwnInvite)
    } else {
        dial_and_join(&side, &invite, limit).await
    };
    side.endpoint.close().await;
    result
}

async fn dial_and_join(
    side: &Side,
    invite: &Invite,
    limit: Duration,
) -> Result<Joined, EngineError> {
    let mut link = dial(&side.endpoint, invite, INVITE_ALPN, limit).await?;
    let exporter = link.exporter(LinkContext::EXPORTER_LABEL, &[])?;
    let first = join(invite, &side.own.me.key, &exporter, side.own.party.clone());
    link.send(&first.encode()).await?;
    let step = receive(&mut link).await.map_err(used)?;
    let answered = check_answer(invite, (&side.own.party, &side.own.roster), step)?;
    let transcript = answered.transcript;
    let device_run = store_answer(side, answered).await?;
    link.send(&joined(invite, &transcript, device_run).encode())
        .await?;
    link.finish();
    // The inviter closes when it has stored the bond.
    drop(timeout(STEP_TIMEOUT, link.closed()).await);
    Ok(Joined {
        joined: side.own.label.clone(),
        verified: side.own.in_person,
    })
}

async fn store_answer(side: &Side, answered: Answered) -> Result<Run, EngineError> {
    let own = Arc::clone(&side.own);
    side.desk
        .write(move |tx| own.store_answered(tx, answered))
        .await
}
