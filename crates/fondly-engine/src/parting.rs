//! Parting with a last request: all that I shared in a bond is withdrawn, that alone goes out once
//! more, and then the bond ends, whoever was reached.
//!
//! What was decided stands in the store before anything is sent. A process that dies in between
//! leaves a note with the time at which the bond ends; whoever holds the network next keeps it.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use fondly_store::{BondRow, StoreError, Tx};
use fondly_sync::{
    DeviceId, DocumentId, Received, SpaceId, Wish, base32,
    codec::{decode, encode},
};
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use crate::{
    Engine, EngineError, batch,
    clock::now,
    editions,
    holding::Holder,
    letting,
    me::Me,
    network, retracting,
    served::{self, Request},
    sharing,
};

/// The first exchange takes the withdrawals there, the second brings what is said of them.
const ROUNDS: usize = 2;
const NOTE: &str = "parting ";
/// Nobody is asked for longer than this. An end that lies farther ahead was set by a clock that has been
/// put back since, and has come.
const ASKS_SECONDS_MAX: i64 = 86_400;

/// What came of parting with a last request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartedView {
    /// My label of them.
    pub name: String,
    /// How many entries and answers of mine were withdrawn in the end.
    pub withdrawn: usize,
    /// How many devices they have.
    pub devices: usize,
    /// How many of those hold the request.
    pub asked: usize,
    /// How many have said that all of it is removed there.
    pub removed: usize,
}

/// A bond that ends at a time whatever happens, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Closing {
    space: SpaceId,
    at: i64,
    received: Received,
    /// Whoever holds so much of this device's log holds the request.
    request_end: u64,
}

impl Closing {
    /// Whether its time has come.
    const fn is_due(&self, now: i64) -> bool {
        self.at <= now || self.at > now.saturating_add(ASKS_SECONDS_MAX)
    }
}

fn note(space: &SpaceId) -> String {
    format!("{NOTE}{}", base32(&space.0))
}

impl Engine {
    /// Withdraws all that I shared with NAME, tries for `limit` to tell their devices, and ends the
    /// bond, whether anybody was reached or not. `stop` ends the trying, never the parting.
    ///
    /// # Errors
    /// `NoPerson`, `Parted`, `Void`, `Store`. Not reaching anybody is none.
    pub async fn unlink_asking(
        mut self,
        name: &str,
        delete: bool,
        limit: Duration,
        stop: impl Future<Output = ()>,
    ) -> Result<PartedView, EngineError> {
        let received = if delete {
            Received::Deleted
        } else {
            Received::Kept
        };
        let seconds = i64::try_from(limit.as_secs()).unwrap_or(i64::MAX);
        let at = now().saturating_add(seconds.min(ASKS_SECONDS_MAX));
        let (label, closing) = self.change(|me, tx, labels| {
            let bond = labels.require(name)?;
            Ok((bond.label.clone(), begin(me, tx, bond, at, received)?))
        })?;
        self.empty_log();
        let holder = self.into_holder();
        ask(&holder, &label, closing, Instant::now() + limit, stop).await;
        let view = holder.desk.run(move |store| {
            let view = batch::write(store, |tx| {
                // Meanwhile this home may go on as a new device.
                let me = Me::new(&tx.identity()?);
                let view = outcome(&me, tx, closing)?;
                end(&me, tx, closing)?;
                Ok(view)
            })?;
            match store.truncate_wal() {
                Err(StoreError::Busy) => Ok(view),
                emptied => Ok(emptied.map(|()| view)?),
            }
        });
        let view = view.await?;
        // Whoever holds the network closes the endpoint. Nobody may hold it.
        let told = served::ask(&holder.home, &Request::Changed, |_| {}, None).await;
        if let Err(error) = told {
            tracing::info!(%error, "nobody was told that a bond has ended");
        }
        Ok(view)
    }
}

/// Withdraws all that is mine in a bond, and notes when it ends.
pub(crate) fn begin(
    me: &Me,
    tx: &Tx<'_>,
    bond: &BondRow,
    at: i64,
    received: Received,
) -> Result<Closing, EngineError> {
    letting::reopen(me, tx, bond)?;
    // Of what lost devices had shared, the entries stay.
    editions::claim(me, tx, &bond.space)?;
    for share in tx.shares_in(&bond.space)? {
        sharing::withdraw(me, tx, &share)?;
    }
    // Editions that no share here knows: those of own devices that are gone.
    for edition in tx.editions(&bond.space, &me.person)? {
        if !edition.withdrawn {
            retracting::retract(me, tx, &bond.space, &edition.document)?;
        }
    }
    let closing = Closing {
        space: bond.space,
        at,
        received,
        request_end: tx.tip(&bond.space, &me.device)?.next,
    };
    tx.put_note(&note(&bond.space), &encode(&closing))?;
    Ok(closing)
}

fn end(me: &Me, tx: &Tx<'_>, closing: Closing) -> Result<(), EngineError> {
    if let Some(bond) = tx.bond_of_space(&closing.space)? {
        // Another device may have blocked them meanwhile.
        let before = tx.contact(&closing.space)?;
        let wish = Wish::Ended {
            received: closing.received,
            blocked: before.is_some_and(|before| before.wish.blocks()),
        };
        letting::want(me, tx, &bond, wish)?;
    }
    Ok(tx.remove_note(&note(&closing.space))?)
}

fn all(tx: &Tx<'_>) -> Result<Vec<Closing>, EngineError> {
    let notes = tx.notes_below(NOTE)?.into_iter();
    let closing = notes.map(|(_, bytes)| decode(&bytes, bytes.len()));
    let closing: Result<_, _> = closing.collect();
    closing.map_err(|_| EngineError::Shape)
}

/// Ends the bonds whose time has come: whoever began to part did not come to the end of it. Whether
/// anything was deleted with one.
pub(crate) fn end_due(me: &Me, tx: &Tx<'_>, now: i64) -> Result<bool, EngineError> {
    let mut deleted = false;
    for closing in all(tx)?.into_iter().filter(|closing| closing.is_due(now)) {
        end(me, tx, closing)?;
        deleted |= closing.received == Received::Deleted;
    }
    Ok(deleted)
}

/// When the next bond ends by itself: in a second, where its time has come.
pub(crate) fn next_end(tx: &Tx<'_>) -> Result<Option<i64>, EngineError> {
    let now = now();
    let soon = now.saturating_add(1);
    let ends = all(tx)?.into_iter();
    Ok(ends
        .map(|it| if it.is_due(now) { soon } else { it.at })
        .min())
}

/// Whether nothing of mine is to go into a bond any more but what takes it back.
pub(crate) fn is_closing(tx: &Tx<'_>, space: &SpaceId) -> Result<bool, EngineError> {
    Ok(tx.note(&note(space))?.is_some())
}

/// Two exchanges with their devices, as far as time and the network allow.
async fn ask(
    holder: &Holder,
    label: &str,
    closing: Closing,
    until: Instant,
    stop: impl Future<Output = ()>,
) {
    let mut stop = Box::pin(stop);
    for _ in 0..ROUNDS {
        let left = until.saturating_duration_since(Instant::now());
        let round = network::round(holder, vec![label.to_owned()], left, &mut stop);
        match round.await {
            Ok(round) if round.stopped => return,
            Ok(network::Round { peers: Ok(_), .. }) => {}
            Ok(network::Round {
                peers: Err(error), ..
            })
            | Err(error) => {
                tracing::info!(%error, "nobody could be asked");
                return;
            }
        }
        let me = Arc::clone(&holder.me);
        let view = holder.desk.read(move |tx| outcome(&me, tx, closing)).await;
        if view.is_ok_and(|view| view.removed == view.devices) {
            return;
        }
    }
}

fn outcome(me: &Me, tx: &Tx<'_>, closing: Closing) -> Result<PartedView, EngineError> {
    let space = &closing.space;
    let bond = tx.bond_of_space(space)?.ok_or(EngineError::Shape)?;
    let roster = tx.roster(&bond.person)?.ok_or(EngineError::Shape)?;
    let theirs: BTreeSet<DeviceId> = roster.devices().iter().copied().collect();
    let editions = tx.editions(space, &me.person)?;
    let gone = editions.iter().filter(|edition| edition.withdrawn);
    let gone: Vec<DocumentId> = gone.map(|edition| edition.document).collect();
    let holds = tx.peer_holds(space)?;
    let was_asked = |device: &&DeviceId| {
        let held = holds.get(&(**device, me.device));
        held.is_some_and(|held| *held >= closing.request_end)
    };
    let mut removed = theirs.clone();
    for document in &gone {
        let receipts: BTreeSet<DeviceId> = tx.receipts(space, document)?.into_iter().collect();
        removed.retain(|device| receipts.contains(device));
    }
    Ok(PartedView {
        name: bond.label,
        withdrawn: gone.len(),
        devices: theirs.len(),
        asked: theirs.iter().filter(was_asked).count(),
        removed: removed.len(),
    })
}
