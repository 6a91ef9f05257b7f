//! What one side of a bond to be holds, and how it is stored.

use std::{net::SocketAddr, sync::Arc};

use fondly_crypto::{SealingSecret, SigningKey};
use fondly_net::{Endpoint, EndpointConfig, EndpointKey, Ways};
use fondly_store::{BondRow, SpaceKind, Tx};
use fondly_sync::{
    DeviceId, DeviceInSpace, HeldEpoch, INVITE_ALPN, PeerFault, PersonId, Roster, Run,
    invite::{Answered, Party, Transcript},
    session::Batch,
};
use rand_core::Rng as _;
use zeroize::Zeroizing;

use super::addresses;
use crate::{
    EngineError,
    applying::{owner_of, store_batch},
    bonds,
    clock::now,
    config::Config,
    desk::Desk,
    devices, epochs,
    labels::Labels,
    letting,
    me::Me,
    random::rng,
    relays,
};

/// What one side holds while a bond is formed.
pub(super) struct Side {
    pub(super) desk: Desk,
    pub(super) endpoint: Endpoint,
    pub(super) own: Arc<Own>,
}

/// Refuses a label that is in use, unless by an unverified bond with this very inviter: one that
/// was cut while it was formed is formed anew under its name.
fn require_free(tx: &Tx<'_>, label: String, inviter: Option<&[u8; 32]>) -> Result<(), EngineError> {
    let labels = Labels::load(tx)?;
    let Some(bond) = labels.find(&label) else {
        return Ok(());
    };
    let roster = tx.roster(&bond.person)?;
    if !bond.verified && inviter == roster.map(|roster| roster.digest()).as_ref() {
        return Ok(());
    }
    Err(EngineError::LabelInUse { name: label })
}

/// Voids the unverified bond that a new one with the same person replaces under its label.
fn void_unfinished(
    me: &Me,
    tx: &Tx<'_>,
    label: &str,
    person: &PersonId,
) -> Result<(), EngineError> {
    let labels = Labels::load(tx)?;
    let Some(bond) = labels.find(label) else {
        return Ok(());
    };
    if bond.person != *person || bond.verified {
        return Err(EngineError::LabelInUse {
            name: label.to_owned(),
        });
    }
    let void = BondRow {
        voided: true,
        ..bond.clone()
    };
    bonds::save(me, tx, void)
}

/// What this side brings into the bond, and stores with it.
pub(crate) struct Own {
    pub(super) me: Arc<Me>,
    pub(super) label: String,
    endpoint_secret: Zeroizing<[u8; 32]>,
    port: u16,
    pub(super) relay: Option<String>,
    sealing: SealingSecret,
    pub(crate) roster: Roster,
    pub(crate) party: Party,
    pub(super) in_person: bool,
}

impl Side {
    /// Opens the endpoint of the bond to be. A joiner knows the digest of the inviter's roster.
    ///
    /// # Errors
    /// `LabelInUse`, `Net`, `Store`.
    pub(super) async fn open(
        me: Arc<Me>,
        desk: Desk,
        config: &Config,
        label: String,
        in_person: bool,
        inviter: Option<[u8; 32]>,
        ways: Ways,
    ) -> Result<Self, EngineError> {
        let (person, wanted) = (me.person, label.clone());
        let roster = desk
            .read(move |tx| {
                require_free(tx, wanted, inviter.as_ref())?;
                if let Some(inviter) = &inviter {
                    letting::require_no_invite_of_blocked(tx, inviter)?;
                }
                tx.roster(&person)?.ok_or(EngineError::Shape)
            })
            .await?;
        let endpoint_secret = SigningKey::generate(&mut rng()).to_bytes();
        let (bind, port) = config.bind();
        let endpoint = Endpoint::open(EndpointConfig {
            key: EndpointKey::from_bytes(&endpoint_secret),
            bind,
            port,
            alpns: vec![INVITE_ALPN.to_vec()],
            ways,
        })
        .await?;
        let at = (endpoint.id().0, addresses(&endpoint), endpoint.port());
        let relay = relays::to_name(&endpoint).await;
        let own = Own {
            relay,
            ..Own::new(me, label, roster, endpoint_secret, at, in_person)
        };
        Ok(Self {
            desk,
            endpoint,
            own: Arc::new(own),
        })
    }
}

impl Own {
    /// New keys for a bond to be, with the endpoint `at` which it is formed: its id, where it is, and
    /// the port.
    pub(crate) fn new(
        me: Arc<Me>,
        label: String,
        roster: Roster,
        endpoint_secret: Zeroizing<[u8; 32]>,
        (endpoint, addresses, port): ([u8; 32], Vec<SocketAddr>, u16),
        in_person: bool,
    ) -> Self {
        let sealing = SealingSecret::generate(&mut rng());
        let mut nonce = [0; 32];
        rng().fill_bytes(&mut nonce);
        let party = Party {
            nonce,
            roster: roster.encode(),
            device: me.device,
            sealing: sealing.public(),
            endpoint,
            addresses,
        };
        Self {
            me,
            label,
            endpoint_secret,
            port,
            relay: None,
            sealing,
            roster,
            party,
            in_person,
        }
    }

    /// The inviter's part: the bond with whoever asked, and its first epoch with the key for them.
    pub(crate) fn store_asked(
        &self,
        tx: &Tx<'_>,
        transcript: &Transcript,
        other: (&Party, &Roster),
    ) -> Result<(Run, HeldEpoch, Vec<u8>), EngineError> {
        let space = transcript.space();
        let device_run = self.store(tx, transcript, other, true)?;
        let replica = epochs::replica(&self.me, tx, &space)?;
        let held = epochs::make(&self.me, tx, &space, &replica)?;
        let wrap = replica.wrap_for(&mut rng(), &held, &other.0.device);
        Ok((device_run, held, wrap.ok_or(EngineError::Shape)?))
    }

    /// The joiner's part: the bond with whoever answered. Returns what the inviter lacks.
    pub(crate) fn store_answered(
        &self,
        tx: &Tx<'_>,
        answered: Answered,
    ) -> Result<Run, EngineError> {
        let space = answered.transcript.space();
        let (party, roster) = (&answered.party, &answered.roster);
        let run = self.store(tx, &answered.transcript, (party, roster), false)?;
        let replica = epochs::replica(&self.me, tx, &space)?;
        let person = owner_of(tx, &space, &party.device)?.ok_or(PeerFault::Roster)?;
        let verify = |run: &Run| run.clone().verify(&space, &party.device, &person);
        let runs = vec![verify(&answered.device_run)?, verify(&answered.epoch_run)?];
        let epochs = replica.accept_epoch(answered.epoch_run, party.device, &answered.wrap)?;
        let batch = Batch {
            runs,
            epochs: epochs.into_iter().collect(),
            ..Batch::default()
        };
        store_batch(&self.me, tx, &space, &batch)?;
        Ok(run)
    }

    /// The inviter's last part: the joiner, a device of a person, holds the bond.
    pub(crate) fn store_joined(
        &self,
        tx: &Tx<'_>,
        (transcript, device, person): &(Transcript, DeviceId, PersonId),
        run: Run,
    ) -> Result<(), EngineError> {
        let space = transcript.space();
        let batch = Batch {
            runs: vec![run.verify(&space, device, person)?],
            ..Batch::default()
        };
        store_batch(&self.me, tx, &space, &batch)?;
        let bond = tx.bond_of_space(&space)?.ok_or(EngineError::Shape)?;
        let confirmed = BondRow {
            confirmed: true,
            ..bond
        };
        bonds::save(&self.me, tx, confirmed)
    }

    /// The space, its keys and the bond, in the transaction `tx`.
    fn store(
        &self,
        tx: &Tx<'_>,
        transcript: &Transcript,
        other: (&Party, &Roster),
        inviter: bool,
    ) -> Result<Run, EngineError> {
        let (party, roster) = other;
        letting::require_not_blocked(tx, &roster.person())?;
        let space = transcript.space();
        let mut members: Vec<PersonId> = vec![self.me.person, roster.person()];
        members.sort_unstable();
        devices::take_rosters(&self.me, tx, std::slice::from_ref(roster))?;
        void_unfinished(&self.me, tx, &self.label, &roster.person())?;
        tx.add_space(&space, SpaceKind::Bond, now(), &members)?;
        tx.add_sealing_secret(&space, &self.sealing.to_bytes(), now())?;
        tx.put_endpoint(&space, &self.endpoint_secret)?;
        tx.set_endpoint_port(&space, self.port)?;
        tx.put_space_device(&space, &party.device, &device_of(party), None)?;
        let bond = BondRow {
            space,
            person: roster.person(),
            label: self.label.clone(),
            transcript: *transcript.as_bytes(),
            inviter,
            in_person: self.in_person,
            verified: self.in_person,
            they_verified: self.in_person,
            wrong_words: 0,
            voided: false,
            confirmed: !inviter,
            created_at: now(),
            last_exchange: None,
            order_seen: 0,
            version: 0,
        };
        bonds::save(&self.me, tx, bond)?;
        let own = DeviceInSpace {
            relay: self.relay.clone(),
            ..device_of(&self.party)
        };
        epochs::announce(&self.me, tx, &space, &own)
    }
}

fn device_of(party: &Party) -> DeviceInSpace {
    DeviceInSpace {
        sealing: party.sealing.clone(),
        endpoint: party.endpoint,
        addresses: party.addresses.clone(),
        relay: None,
    }
}
