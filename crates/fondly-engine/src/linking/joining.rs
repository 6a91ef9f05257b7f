//! Linking a device: how a new one comes in, and gets everything.

use std::{sync::Arc, time::Duration};

use fondly_crypto::{SealingSecret, SigningKey, StoreKey};
use fondly_net::{Endpoint, EndpointConfig, EndpointKey, Link};
use fondly_store::{Identity, SpaceKind, Store, Tx};
use fondly_sync::{
    DeviceId, LinkContext, Roster,
    invite::{Invite, Mode},
    linking::{
        Grant, LINKING_ALPN, Step, Transcript, ask, check_add, check_reveal, check_welcome, sign,
        unwrap_secret, whole,
    },
    roster::Signer,
};
use rand_core::Rng as _;
use tokio::{
    sync::watch,
    time::{Instant, sleep, timeout},
};
use zeroize::Zeroizing;

use super::{STEP_TIMEOUT, receive};
use crate::{
    DeviceJoined, EngineError, Home, Protection, backup, bonds,
    clock::now,
    config::{Config, NetMode},
    desk::Desk,
    devices,
    dialling::{dial, used},
    holding::Holder,
    me::Me,
    random::rng,
    relays::{self, Whose},
    vault,
};

/// Between two attempts to get the rest.
const AGAIN_AFTER: Duration = Duration::from_millis(500);

/// What a person at the new device is told meanwhile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// The three words to type into the old device, if it asks for them.
    Words([String; 3]),
    /// So many entries are here; they can be used.
    Entries(u64),
}

/// Makes a journal here for a new device of the person who gave the line, and gets everything.
///
/// # Errors
/// `JournalExists`, `Invite`, `PersonInvite`, `NetworkOff` before anything is dialled;
/// `InviteExpired`, `InviteUsed`, `InviterAway`, `Peer`. `FirstSyncCut` once the journal stands and
/// the link was lost: nothing needs to be linked again, an ordinary sync gets the rest.
pub async fn join_device(
    home: &Home,
    line: &str,
    name: &str,
    protection: Protection,
    limit: Duration,
    mut on_progress: impl FnMut(Progress),
) -> Result<DeviceJoined, EngineError> {
    let until = Instant::now() + limit;
    if home.has_journal() {
        return Err(EngineError::JournalExists);
    }
    let invite = Invite::parse(line)?;
    match invite.mode {
        Mode::Device => {}
        Mode::Return => return Err(EngineError::ReturnInvite),
        Mode::Words | Mode::InPerson => return Err(EngineError::PersonInvite),
    }
    let name = devices::device_name(name)?;
    let config = Config::load(home)?;
    if config.net_mode() == NetMode::Off {
        return Err(EngineError::NetworkOff);
    }
    let newcomer = Newcomer::new(invite, name);
    let endpoint = Endpoint::open(EndpointConfig {
        key: EndpointKey::from_bytes(&SigningKey::generate(&mut rng()).to_bytes()),
        bind: config.bind().0,
        port: None,
        alpns: Vec::new(),
        ways: relays::ways(&config, Whose::Own)?,
    })
    .await?;
    let entering = async {
        let mut link = dial(&endpoint, &newcomer.invite, LINKING_ALPN, limit).await?;
        let entered = newcomer.enter(&mut link, limit, &mut on_progress).await?;
        let holder = newcomer.settle(home, config, protection, &entered)?;
        get_everything(&holder, entered.old, until, &mut on_progress).await?;
        newcomer.say_whole(&mut link, &entered.transcript).await;
        Ok(())
    };
    let entered = entering.await;
    endpoint.close().await;
    entered.map(|()| DeviceJoined {
        joined: newcomer.name.clone(),
        whole: true,
    })
}

/// A device that is not in yet.
pub(crate) struct Newcomer {
    invite: Invite,
    name: String,
    pub(crate) key: SigningKey,
    pub(crate) sealing: SealingSecret,
}

/// What a device has once it is in.
pub(crate) struct Entered {
    grant: Grant,
    roster: Roster,
    old: DeviceId,
    journal_secret: Zeroizing<[u8; 32]>,
    transcript: Transcript,
}

impl Newcomer {
    pub(crate) fn new(invite: Invite, name: String) -> Self {
        Self {
            invite,
            name,
            key: SigningKey::generate(&mut rng()),
            sealing: SealingSecret::generate(&mut rng()),
        }
    }

    pub(crate) fn device(&self) -> DeviceId {
        DeviceId(self.key.verifying_key())
    }

    async fn enter(
        &self,
        link: &mut Link,
        limit: Duration,
        on_progress: &mut impl FnMut(Progress),
    ) -> Result<Entered, EngineError> {
        let invite = &self.invite;
        let exporter = link.exporter(LinkContext::EXPORTER_LABEL, &[])?;
        let mut nonce = [0; 32];
        rng().fill_bytes(&mut nonce);
        let me = (nonce, self.device());
        link.send(&ask(invite, &exporter, nonce, me.1).encode())
            .await?;
        let revealed = receive(link, STEP_TIMEOUT).await.map_err(used)?;
        let (before, old, transcript) = check_reveal(invite, me, revealed)?;
        on_progress(Progress::Words(transcript.words().map(str::to_owned)));
        // The person may be typing the words.
        let added = receive(link, limit).await.map_err(used)?;
        let expected = before.addition(Signer::Device(old), me.1);
        let addition = check_add(invite, &transcript, &expected, added)?;
        let signed = sign(
            invite,
            &transcript,
            addition.countersign(&self.key),
            self.sealing.public(),
            self.name.clone(),
        );
        link.send(&signed.encode()).await?;
        let welcomed = receive(link, STEP_TIMEOUT).await?;
        self.welcomed(old, &before, transcript, welcomed)
    }

    /// The last step of the old device: this one is in.
    pub(crate) fn welcomed(
        &self,
        old: DeviceId,
        before: &Roster,
        transcript: Transcript,
        step: Step,
    ) -> Result<Entered, EngineError> {
        let me = self.device();
        let (grant, roster) = check_welcome(&self.invite, &transcript, before, &me, step)?;
        let wrapped = &grant.journal_secret;
        let journal_secret = unwrap_secret(&self.sealing, &before.person(), &me, wrapped)?;
        Ok(Entered {
            grant,
            roster,
            old,
            journal_secret: journal_secret.to_bytes(),
            transcript,
        })
    }

    /// Makes the journal, with what it needs to get the rest.
    fn settle(
        &self,
        home: &Home,
        mut config: Config,
        protection: Protection,
        entered: &Entered,
    ) -> Result<Holder, EngineError> {
        let (store, key, identity) = self.make_journal(home, protection, entered)?;
        if let Some(seconds) = entered.grant.share_hold {
            config.set("share.hold", &seconds.to_string())?;
        }
        Ok(Holder {
            home: home.clone(),
            me: Arc::new(Me::new(&identity)),
            desk: Desk::open(store),
            key,
        })
    }

    pub(crate) fn make_journal(
        &self,
        home: &Home,
        protection: Protection,
        entered: &Entered,
    ) -> Result<(Store, StoreKey, Identity), EngineError> {
        let identity = Identity {
            name: entered.grant.name.clone(),
            roster: entered.roster.encode(),
            person: entered.roster.person(),
            device_key: self.key.to_bytes(),
            journal_secret: entered.journal_secret.clone(),
            created_at: now(),
            words: None,
        };
        let (store, key, ()) = vault::build(home, protection, |store| {
            store.write(|tx| self.begin(tx, &identity, entered))
        })?;
        Ok((store, key, identity))
    }

    fn begin(
        &self,
        tx: &Tx<'_>,
        identity: &Identity,
        entered: &Entered,
    ) -> Result<(), EngineError> {
        tx.put_identity(identity)?;
        tx.put_roster(&entered.roster, now())?;
        let me = Me::new(identity);
        tx.add_space(&me.journal, SpaceKind::Journal, now(), &[me.person])?;
        tx.add_sealing_secret(&me.journal, &self.sealing.to_bytes(), now())?;
        tx.put_space_device(&me.journal, &entered.old, &entered.grant.at, None)?;
        if let Some(recovery) = &entered.grant.recovery {
            backup::keep_recovery_key(tx, recovery)?;
        }
        bonds::enrol(&me, tx, &me.journal)
    }

    async fn say_whole(&self, link: &mut Link, transcript: &Transcript) {
        let said = whole(&self.invite, transcript);
        if link.send(&said.encode()).await.is_ok() {
            link.finish();
            // The old device closes once it has heard; nothing here depends on it.
            drop(timeout(STEP_TIMEOUT, link.closed()).await);
        }
    }
}

/// Syncs every space with the old device until all are whole.
async fn get_everything(
    holder: &Holder,
    old: DeviceId,
    until: Instant,
    on_progress: &mut impl FnMut(Progress),
) -> Result<(), EngineError> {
    let holding = holder.take(false).await?.ok_or(EngineError::NetworkHeld)?;
    let whole = loop {
        let (_, hurry) = watch::channel(until);
        let meeting = Arc::clone(&holding.node).meet_own(old, until, hurry);
        let mut meeting = std::pin::pin!(meeting);
        let view = loop {
            tokio::select! {
                view = &mut meeting => break view,
                () = sleep(AGAIN_AFTER) => tell_entries(holder, on_progress).await?,
            }
        };
        if view.reached || Instant::now() >= until {
            break view.reached;
        }
        sleep(AGAIN_AFTER).await;
    };
    tell_entries(holder, on_progress).await?;
    holding.close().await;
    if whole {
        Ok(())
    } else {
        Err(EngineError::FirstSyncCut)
    }
}

async fn tell_entries(
    holder: &Holder,
    on_progress: &mut impl FnMut(Progress),
) -> Result<(), EngineError> {
    let entries = holder.desk.read(|tx| Ok(tx.count_entries()?)).await?;
    on_progress(Progress::Entries(entries));
    Ok(())
}
