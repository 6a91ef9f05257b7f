//! Getting one's part of a bond back from a partner, by the recovery words: the side that lost all.

use std::{sync::Arc, time::Duration};

use fondly_crypto::{RecoveryWords, SealingSecret, SigningKey, StoreKey};
use fondly_net::{Endpoint, EndpointConfig, EndpointKey, Link};
use fondly_store::{BondRow, DeviceName, Identity, SpaceKind, Store, Tx};
use fondly_sync::{
    DeviceId, LinkContext, PeerFault, PersonId, Roster,
    invite::{Invite, Mode, Transcript},
    returning::{Part, RETURN_ALPN, Return},
    shown,
};
use rand_core::Rng as _;
use tokio::time::{Instant, sleep, timeout};
use zeroize::Zeroizing;

use super::{STEP_TIMEOUT, receive};
use crate::{
    Engine, EngineError, Home, Protection, Restored, adopting, backup, bonds,
    clock::{now, rfc3339},
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

/// Who comes back, and by whom.
#[derive(Debug)]
pub struct ComingBack<'a> {
    /// The recovery words.
    pub words: &'a RecoveryWords,
    /// A line of the partner's.
    pub line: &'a str,
    /// What I call the partner.
    pub label: &'a str,
    /// How long all may take.
    pub limit: Duration,
}

/// Makes a journal here for a new device of the person whose words these are, with their part of one
/// bond. `name` is my own, `device_name` this device's. What only their journal held stays lost.
///
/// # Errors
/// `JournalExists`, `Invite`, `LinkingInvite`, `NetworkOff`, `Invalid` before anything is dialled;
/// `InviteExpired`, `InviteUsed`, `InviterAway`, `OtherWords`, `Peer`. Then there is no journal.
/// `FirstSyncCut` once it stands and the link was lost: an ordinary sync gets the rest.
pub async fn restore_from(
    home: &Home,
    coming: ComingBack<'_>,
    (name, device_name): (&str, &str),
    protection: Protection,
) -> Result<Restored, EngineError> {
    if home.has_journal() {
        return Err(EngineError::JournalExists);
    }
    let newcomer = Newcomer::new(coming.words, coming.label, (name, device_name))?;
    let device = newcomer.device();
    let settle = |given| std::future::ready(newcomer.settle(home, protection, &given));
    let (person, entries) = come_back(home, &coming, device, settle).await?;
    Ok(Restored {
        person_id: shown(&person.0),
        device: newcomer.device_name.clone(),
        entries,
        made_at: rfc3339(now(), None),
    })
}

impl Engine {
    /// Takes up one more bond that was lost with a person's devices, in the journal that they have
    /// now.
    ///
    /// # Errors
    /// `JournalExists` if it is not of the person whose words these are; `LabelInUse`, and those of
    /// [`restore_from`].
    pub async fn take_back(self, coming: ComingBack<'_>) -> Result<Restored, EngineError> {
        let label = vault::label(coming.label)?;
        let root = coming.words.root_key().verifying_key();
        let device_name = self.view(|me, tx, labels| {
            if *devices::own_roster(me, tx)?.root() != root {
                return Err(EngineError::JournalExists);
            }
            if labels.find(&label).is_some() {
                return Err(EngineError::LabelInUse {
                    name: label.clone(),
                });
            }
            let own = tx.device_names()?.remove(&me.device);
            Ok(own.map_or_else(devices::usual_name, |own| own.name))
        })?;
        let (home, holder) = (self.home.clone(), self.into_holder());
        let me = Arc::clone(&holder.me);
        let settle = |given: Given| {
            let (me, label) = (Arc::clone(&holder.me), label.clone());
            async move {
                let work = move |tx: &Tx<'_>| {
                    if given.roster.person() != me.person {
                        return Err(EngineError::OtherWords);
                    }
                    devices::take_rosters(&me, tx, std::slice::from_ref(&given.roster))?;
                    take_up(tx, &me, &label, &given)
                };
                holder.desk.write(work).await?;
                Ok(holder)
            }
        };
        let (person, entries) = come_back(&home, &coming, me.device, settle).await?;
        Ok(Restored {
            person_id: shown(&person.0),
            device: device_name,
            entries,
            made_at: rfc3339(now(), None),
        })
    }
}

/// What a partner gave.
pub(crate) struct Given {
    pub(crate) roster: Roster,
    pub(crate) partner: Roster,
    pub(crate) part: Part,
}

/// Asks the partner, keeps what they give with `settle`, and gets the records. Returns the person and
/// the number of entries.
async fn come_back<F: Future<Output = Result<Holder, EngineError>>>(
    home: &Home,
    coming: &ComingBack<'_>,
    device: DeviceId,
    settle: impl FnOnce(Given) -> F,
) -> Result<(PersonId, u64), EngineError> {
    let until = Instant::now() + coming.limit;
    let invite = Invite::parse(coming.line)?;
    if invite.mode != Mode::Return {
        return Err(EngineError::LinkingInvite);
    }
    let config = Config::load(home)?;
    if config.net_mode() == NetMode::Off {
        return Err(EngineError::NetworkOff);
    }
    let endpoint = Endpoint::open(EndpointConfig {
        key: EndpointKey::from_bytes(&SigningKey::generate(&mut rng()).to_bytes()),
        bind: config.bind().0,
        port: None,
        alpns: Vec::new(),
        ways: relays::ways(&config, Whose::Bond(invite.relay.as_slice()))?,
    })
    .await?;
    let coming_back = async {
        let mut link = dial(&endpoint, &invite, RETURN_ALPN, coming.limit).await?;
        let way = Return {
            invite: &invite,
            exporter: link.exporter(LinkContext::EXPORTER_LABEL, &[])?,
            device,
        };
        let given = ask(&way, coming.words, &mut link).await?;
        let person = given.roster.person();
        let holder = settle(given).await?;
        let entries = get_everything(&holder, coming.label, until).await?;
        if link.send(&way.whole().encode()).await.is_ok() {
            link.finish();
            // The partner closes once it has heard; nothing here depends on it.
            drop(timeout(STEP_TIMEOUT, link.closed()).await);
        }
        Ok((person, entries))
    };
    let came = coming_back.await;
    endpoint.close().await;
    came
}

async fn ask(
    way: &Return<'_>,
    words: &RecoveryWords,
    link: &mut Link,
) -> Result<Given, EngineError> {
    let root = words.root_key();
    link.send(&way.ask(&root).encode()).await?;
    let given = receive(link, STEP_TIMEOUT).await.map_err(|error| {
        if closed_with(&error, &PeerFault::Roster) {
            EngineError::OtherWords
        } else {
            used(error)
        }
    })?;
    let (roster, partner, part) = way.check_give(&root.verifying_key(), given)?;
    Ok(Given {
        roster,
        partner,
        part,
    })
}

fn closed_with(error: &EngineError, fault: &PeerFault) -> bool {
    matches!(error, EngineError::Net(error) if error.close_code() == Some(u64::from(fault.code())))
}

/// A device that is not in yet.
pub(crate) struct Newcomer<'a> {
    label: String,
    name: String,
    device_name: String,
    key: SigningKey,
    words: &'a RecoveryWords,
}

impl<'a> Newcomer<'a> {
    /// Of the person with these words, who calls the partner `label`.
    pub(crate) fn new(
        words: &'a RecoveryWords,
        label: &str,
        (name, device_name): (&str, &str),
    ) -> Result<Self, EngineError> {
        Ok(Self {
            label: vault::label(label)?,
            name: vault::label(name)?,
            device_name: devices::device_name(device_name)?,
            key: SigningKey::generate(&mut rng()),
            words,
        })
    }

    pub(crate) fn device(&self) -> DeviceId {
        DeviceId(self.key.verifying_key())
    }

    fn settle(
        &self,
        home: &Home,
        protection: Protection,
        given: &Given,
    ) -> Result<Holder, EngineError> {
        let (store, key, me) = self.make_journal(home, protection, given)?;
        Ok(Holder {
            home: home.clone(),
            me: Arc::new(me),
            desk: Desk::open(store),
            key,
        })
    }

    /// Makes the journal, with what it needs to get the bond.
    pub(crate) fn make_journal(
        &self,
        home: &Home,
        protection: Protection,
        given: &Given,
    ) -> Result<(Store, StoreKey, Me), EngineError> {
        let mut roster = given.roster.clone();
        roster.add_by_root(&self.words.root_key(), &self.key)?;
        let mut journal_secret = Zeroizing::new([0; 32]);
        rng().fill_bytes(&mut *journal_secret);
        let identity = Identity {
            name: self.name.clone(),
            roster: roster.encode(),
            person: roster.person(),
            device_key: self.key.to_bytes(),
            journal_secret,
            created_at: now(),
            words: None,
        };
        let me = Me::new(&identity);
        let (store, key, ()) = vault::build(home, protection, |store| {
            store.write(|tx| {
                tx.put_identity(&identity)?;
                self.begin(tx, &me, &roster)?;
                take_up(tx, &me, &self.label, given)
            })
        })?;
        Ok((store, key, me))
    }

    /// The person and an empty journal.
    fn begin(&self, tx: &Tx<'_>, me: &Me, roster: &Roster) -> Result<(), EngineError> {
        tx.put_roster(roster, now())?;
        backup::keep_recovery_key(tx, &self.words.recovery_secret().public())?;
        tx.add_space(&me.journal, SpaceKind::Journal, now(), &[me.person])?;
        let sealing = SealingSecret::generate(&mut rng());
        tx.add_sealing_secret(&me.journal, &sealing.to_bytes(), now())?;
        bonds::enrol(me, tx, &me.journal)?;
        let called = DeviceName {
            name: self.device_name.clone(),
            since: now(),
        };
        devices::tell_name(me, tx, &me.device, called)
    }
}

/// The bond, and where its partner is. Nothing here knows that it is they: words will tell.
fn take_up(tx: &Tx<'_>, me: &Me, label: &str, given: &Given) -> Result<(), EngineError> {
    let Given {
        roster,
        partner,
        part,
    } = given;
    let space = Transcript::from_bytes(part.transcript).space();
    let mut members = vec![me.person, partner.person()];
    members.sort_unstable();
    devices::take_rosters(me, tx, std::slice::from_ref(partner))?;
    tx.add_space(&space, SpaceKind::Bond, now(), &members)?;
    tx.put_space_device(&space, &part.device, &part.at, None)?;
    if tx.bond_of_space(&space)?.is_some() {
        return Ok(());
    }
    let lost = roster.known_devices().copied();
    adopting::expect(tx, &space, &lost.filter(|it| *it != me.device).collect())?;
    let bond = BondRow {
        space,
        person: partner.person(),
        label: label.to_owned(),
        transcript: part.transcript,
        inviter: part.inviter,
        in_person: part.in_person,
        verified: false,
        they_verified: false,
        wrong_words: 0,
        voided: false,
        confirmed: true,
        created_at: part.created_at,
        last_exchange: None,
        order_seen: 0,
        version: 0,
    };
    bonds::save(me, tx, bond)?;
    bonds::enrol(me, tx, &space)
}

/// Syncs the bond until it is whole. Returns the number of entries.
async fn get_everything(holder: &Holder, label: &str, until: Instant) -> Result<u64, EngineError> {
    let holding = holder.take(false).await?.ok_or(EngineError::NetworkHeld)?;
    let whole = loop {
        let left = until.saturating_duration_since(Instant::now());
        let met = holding.node.round(vec![label.to_owned()], left).await?;
        let reached = met.iter().any(|peer| peer.reached);
        if reached || Instant::now() >= until {
            break reached;
        }
        sleep(AGAIN_AFTER).await;
    };
    holding.close().await;
    if !whole {
        return Err(EngineError::FirstSyncCut);
    }
    holder.desk.read(|tx| Ok(tx.count_entries()?)).await
}
