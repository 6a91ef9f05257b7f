//! What one side of a bond to be holds, and how it is stored.

use std::sync::Arc;

use fondly_crypto::{SealingSecret, SigningKey};
use fondly_net::{Endpoint, EndpointConfig, EndpointKey};
use fondly_store::{BondRow, SpaceKind, Tx};
use fondly_sync::{
    DeviceInSpace, INVITE_ALPN, PersonId, Roster, Run,
    invite::{Party, Transcript},
};
use rand_core::Rng as _;
use zeroize::Zeroizing;

use super::addresses;
use crate::{
    EngineError, bonds, clock::now, config::Config, desk::Desk, devices, epochs, labels::Labels,
    me::Me, random::rng,
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
pub(super) struct Own {
    pub(super) me: Arc<Me>,
    pub(super) label: String,
    endpoint_secret: Zeroizing<[u8; 32]>,
    port: u16,
    sealing: SealingSecret,
    pub(super) roster: Roster,
    pub(super) party: Party,
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
    ) -> Result<Self, EngineError> {
        let (person, wanted) = (me.person, label.clone());
        let roster = desk
            .read(move |tx| {
                require_free(tx, wanted, inviter.as_ref())?;
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
        })
        .await?;
        let sealing = SealingSecret::generate(&mut rng());
        let mut nonce = [0; 32];
        rng().fill_bytes(&mut nonce);
        let party = Party {
            nonce,
            roster: roster.encode(),
            device: me.device,
            sealing: sealing.public(),
            endpoint: endpoint.id().0,
            addresses: addresses(&endpoint),
        };
        let port = endpoint.port();
        let own = Own {
            me,
            label,
            endpoint_secret,
            port,
            sealing,
            roster,
            party,
            in_person,
        };
        Ok(Self {
            desk,
            endpoint,
            own: Arc::new(own),
        })
    }
}

impl Own {
    /// The space, its keys and the bond, in the transaction `tx`.
    pub(super) fn store(
        &self,
        tx: &Tx<'_>,
        transcript: &Transcript,
        other: (&Party, &Roster),
        inviter: bool,
    ) -> Result<Run, EngineError> {
        let (party, roster) = other;
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
        epochs::announce(&self.me, tx, &space, &device_of(&self.party))
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
