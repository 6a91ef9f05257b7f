//! What of mine others can read, as the signed logs say it, and what became of what I withdrew.

use std::collections::BTreeSet;

use fondly_store::{BondRow, EditionRow, ShareRow, ShareState, Tx};
use fondly_sync::{DeviceId, DocumentId, shown};
use serde::{Deserialize, Serialize};

use crate::{
    Engine, EngineError,
    clock::rfc3339,
    labels::{Labels, stands},
    me::Me,
    meetings, rows,
};

/// What one person can read of mine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExposureView {
    /// My label.
    pub name: String,
    /// The bond was ended: they keep what they had, and get nothing more.
    pub parted: bool,
    /// What they can read, or will once they are reached.
    pub entries: Vec<ExposedView>,
    /// What I withdrew.
    pub withdrawn: Vec<WithdrawnView>,
}

/// One entry that somebody can read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExposedView {
    /// My entry.
    pub id: String,
    /// The hour in which it was shared, RFC 3339.
    pub since: Option<String>,
    /// 1, and one more for each time that it was renewed.
    pub revision: u64,
    /// How many devices of theirs are known to hold it.
    pub devices: usize,
}

/// What became of something that I withdrew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WithdrawnView {
    /// My entry.
    pub id: String,
    /// How many of their devices say that it is removed there.
    pub receipts: usize,
    /// How many devices they have.
    pub devices: usize,
    /// Those that have not said so yet.
    pub waiting: Vec<WaitingView>,
}

/// A device that has not said yet that it has removed something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingView {
    /// 26 characters of base32.
    pub device: String,
    /// When this device last met it, RFC 3339; `null` if never.
    pub met: Option<String>,
}

/// From whom an entry of mine was withdrawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WithdrawnFrom {
    /// My label.
    pub name: String,
    /// What became of it there.
    #[serde(flatten)]
    pub state: WithdrawnView,
}

impl Engine {
    /// What everybody, or NAME alone, can read of mine. People with whom I have parted are among
    /// them as long as they hold something of mine.
    ///
    /// # Errors
    /// `NoPerson`, `Store`.
    pub fn exposure(&self, name: Option<&str>) -> Result<Vec<ExposureView>, EngineError> {
        self.view(|me, tx, labels| {
            let mut bonds = match name {
                None => labels.standing(),
                Some(name) if labels.called(name).is_empty() => vec![labels.require(name)?],
                Some(name) => labels.called(name),
            };
            if name.is_none() {
                bonds.extend(labels.ended());
            }
            let mut views = Vec::new();
            for bond in bonds {
                let view = exposure(me, tx, bond)?;
                let holds_any = !view.entries.is_empty() || !view.withdrawn.is_empty();
                if name.is_some() || !view.parted || holds_any {
                    views.push(view);
                }
            }
            Ok(views)
        })
    }
}

fn exposure(me: &Me, tx: &Tx<'_>, bond: &BondRow) -> Result<ExposureView, EngineError> {
    let theirs = their_devices(tx, bond)?;
    let holds = tx.peer_holds(&bond.space)?;
    let (mut entries, mut withdrawn) = (Vec::new(), Vec::new());
    for edition in tx.editions(&bond.space, &me.person)? {
        if edition.withdrawn {
            withdrawn.push(withdrawn_view(tx, bond, &theirs, &edition.document)?);
            continue;
        }
        let held = |device: &&DeviceId| {
            let next = holds.get(&(**device, edition.creator));
            next.is_some_and(|next| *next > edition.seq)
        };
        entries.push(exposed(tx, &edition, theirs.iter().filter(held).count())?);
    }
    Ok(ExposureView {
        name: bond.label.clone(),
        parted: !stands(bond),
        entries,
        withdrawn,
    })
}

fn exposed(tx: &Tx<'_>, edition: &EditionRow, devices: usize) -> Result<ExposedView, EngineError> {
    Ok(ExposedView {
        id: shown(&rows::shown_id(tx, &edition.document)?.0),
        since: edition.since.map(|at| rfc3339(at, None)),
        revision: edition.revision,
        devices,
    })
}

fn their_devices(tx: &Tx<'_>, bond: &BondRow) -> Result<BTreeSet<DeviceId>, EngineError> {
    let roster = tx.roster(&bond.person)?.ok_or(EngineError::Shape)?;
    Ok(roster.devices().iter().copied().collect())
}

fn withdrawn_view(
    tx: &Tx<'_>,
    bond: &BondRow,
    theirs: &BTreeSet<DeviceId>,
    edition: &DocumentId,
) -> Result<WithdrawnView, EngineError> {
    let receipts = tx.receipts(&bond.space, edition)?;
    let mut waiting = Vec::new();
    for device in theirs.iter().filter(|device| !receipts.contains(device)) {
        let met = meetings::met(tx, &bond.space, device)?;
        waiting.push(WaitingView {
            device: shown(device.as_bytes()),
            met: met.map(|(at, _)| rfc3339(at, None)),
        });
    }
    Ok(WithdrawnView {
        id: shown(&rows::shown_id(tx, edition)?.0),
        receipts: theirs.len() - waiting.len(),
        devices: theirs.len(),
        waiting,
    })
}

/// From whom an entry of mine with these shares was withdrawn, and what became of it there.
pub(crate) fn withdrawn_from(
    tx: &Tx<'_>,
    labels: &Labels,
    shares: &[ShareRow],
) -> Result<Vec<WithdrawnFrom>, EngineError> {
    let mut from = Vec::new();
    for share in shares {
        let bond = labels.bond(&share.space);
        let withdrawn = share.state == ShareState::Withdrawn;
        if let (true, Some(bond), Some(edition)) = (withdrawn, bond, share.edition) {
            let theirs = their_devices(tx, bond)?;
            from.push(WithdrawnFrom {
                name: bond.label.clone(),
                state: withdrawn_view(tx, bond, &theirs, &edition)?,
            });
        }
    }
    Ok(from)
}
