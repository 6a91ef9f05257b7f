//! Editions that another device of this person made: which entries they are of.

use std::collections::BTreeMap;

use fondly_store::{DocumentState, ShareRow, ShareState, Tx};
use fondly_sync::{DocumentId, SpaceId};

use crate::{EngineError, adopting, clock::now, devices, me::Me, retracting, rows::Shown};

/// Finds the entries of editions that came from other own devices, by the tag that only own devices
/// can compute. Where two devices shared one entry at once, the lowest id stays and the others are
/// withdrawn. What lost devices shared is adopted. What a device says of an edition goes before its tag. An
/// edition whose entry another own device erased is withdrawn: that device may be lost before it could tell.
pub(crate) fn claim(me: &Me, tx: &Tx<'_>, space: &SpaceId) -> Result<(), EngineError> {
    // The journal holds no editions, and this device knows of what it shared itself.
    if *space == me.journal || !tx.has_log_of_another(space, &me.person, &me.device)? {
        return Ok(());
    }
    let adopted = adopting::adopted(tx)?;
    let mut unclaimed: BTreeMap<[u8; 32], Vec<(DocumentId, Option<String>)>> = BTreeMap::new();
    for edition in tx.unclaimed_editions(space, &me.person)? {
        let Some(row) = tx.entry(&edition)? else {
            continue;
        };
        let Shown {
            body, set_aside, ..
        } = Shown::from_row(&row)?;
        if let Some(said) = body.edition.filter(|_| !set_aside) {
            let part = said.part.then_some(body.text);
            if let Some(entry) = adopted.get(&edition) {
                // Before the entry has come it waits.
                if let Some(held) = tx.document(&me.journal, entry)? {
                    let erased =
                        held.state != DocumentState::Live || tx.is_erased(&me.journal, entry)?;
                    claim_or_withdraw(me, tx, (entry, erased), space, (edition, part))?;
                }
                continue;
            }
            unclaimed.entry(said.tag).or_default().push((edition, part));
        }
    }
    if unclaimed.is_empty() {
        return Ok(());
    }
    for (entry, erased) in tx.documents_of(&me.journal, &me.person)? {
        let editions = unclaimed.remove(&me.edition_tag(&entry, space));
        for edition in editions.unwrap_or_default() {
            claim_or_withdraw(me, tx, (&entry, erased), space, edition)?;
        }
    }
    let lost = adopting::lost(tx, space)?;
    for (edition, _) in unclaimed.into_values().flatten() {
        let document = tx.document(space, &edition)?.ok_or(EngineError::Shape)?;
        if lost.contains(&document.creator) {
            adopting::adopt(me, tx, space, edition)?;
        }
    }
    Ok(())
}

fn claim_or_withdraw(
    me: &Me,
    tx: &Tx<'_>,
    (entry, erased): (&DocumentId, bool),
    space: &SpaceId,
    (edition, part): (DocumentId, Option<String>),
) -> Result<(), EngineError> {
    if !erased {
        claim_for(me, tx, (entry, space), edition, part)
    } else if devices::is_removed(me, tx)? {
        Ok(())
    } else {
        retracting::retract(me, tx, space, &edition)
    }
}

fn claim_for(
    me: &Me,
    tx: &Tx<'_>,
    (entry, space): (&DocumentId, &SpaceId),
    edition: DocumentId,
    part: Option<String>,
) -> Result<(), EngineError> {
    let mut shares = tx.shares_of(entry)?.into_iter();
    let held = shares.find(|share| share.space == *space);
    let creator = tx
        .document(space, &edition)?
        .ok_or(EngineError::Shape)?
        .creator;
    let claimed = ShareRow {
        entry: *entry,
        space: *space,
        edition: Some(edition),
        heads: Vec::new(),
        part,
        state: ShareState::Shared,
        hold_until: None,
        shared_at: Some(now()),
        by_device: creator,
    };
    let rival = held.filter(|share| share.state == ShareState::Shared);
    match rival.and_then(|share| share.edition.map(|other| (other, share))) {
        Some((other, _)) if other < edition => retracting::retract(me, tx, space, &edition),
        Some((other, _)) => {
            tx.put_share(&claimed)?;
            retracting::retract(me, tx, space, &other)
        }
        None => Ok(tx.put_share(&claimed)?),
    }
}
