//! Devices that told two histories, and to whom: in words that need no knowledge of logs.

use fondly_store::{BondRow, Tx};
use fondly_sync::{DeviceId, SpaceId, base32, shown};
use serde::{Deserialize, Serialize};

use crate::{EngineError, applying, me::Me};

/// A device that told two different things. Both are signed by it, and the proof is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForkView {
    /// My label of whose device it is, or `me`.
    pub name: String,
    /// 26 characters of base32.
    pub device: String,
    /// What I call the device, if it is mine.
    pub device_name: Option<String>,
    /// Who showed what does not fit with what is here.
    pub shown_by: Witness,
}

/// Who showed the second history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Witness {
    /// The device itself, at another time.
    Itself,
    /// Another device of mine, by its name.
    Mine(String),
    /// Another device of the other person.
    Theirs,
    /// It is not known any more.
    Unknown,
}

fn note(space: &SpaceId, device: &DeviceId) -> String {
    let (space, device) = (base32(&space.0), base32(device.as_bytes()));
    format!("forked {space} {device}")
}

/// Keeps the proof that a log has two histories, and who showed it first. Nothing further of the log is
/// taken. What an own device withdrew in the history that is here, this device withdraws too: whoever holds
/// the other one has not heard of it.
pub(crate) fn freeze(
    me: &Me,
    tx: &Tx<'_>,
    space: &SpaceId,
    (device, evidence): (&DeviceId, &[u8]),
    shown_by: Option<DeviceId>,
) -> Result<(), EngineError> {
    let note = note(space, device);
    if let Some(by) = shown_by
        && tx.note(&note)?.is_none()
    {
        tx.put_note(&note, by.as_bytes())?;
    }
    if !tx.frozen(space)?.contains(device) {
        tx.freeze_log(space, device, evidence)?;
        applying::stand_by(me, tx, space, device)?;
    }
    Ok(())
}

/// The devices that told two histories in a bond.
pub(super) fn forks(me: &Me, tx: &Tx<'_>, bond: &BondRow) -> Result<Vec<ForkView>, EngineError> {
    let names = tx.device_names()?;
    let mut forks = Vec::new();
    for device in tx.frozen(&bond.space)? {
        let is_mine = tx.person_of_device(&device)? == Some(me.person);
        let named = names.get(&device).filter(|_| is_mine);
        forks.push(ForkView {
            name: if is_mine { "me" } else { &bond.label }.to_owned(),
            device: shown(device.as_bytes()),
            device_name: named.map(|named| named.name.clone()),
            shown_by: witness(me, tx, &bond.space, &device)?,
        });
    }
    Ok(forks)
}

fn witness(
    me: &Me,
    tx: &Tx<'_>,
    space: &SpaceId,
    device: &DeviceId,
) -> Result<Witness, EngineError> {
    let Some(by) = tx.note(&note(space, device))? else {
        return Ok(Witness::Unknown);
    };
    if by == device.as_bytes() {
        return Ok(Witness::Itself);
    }
    let names = tx.device_names()?;
    let mine = names.iter().find(|(id, _)| by == id.as_bytes());
    if let Some((id, named)) = mine
        && tx.person_of_device(id)? == Some(me.person)
    {
        return Ok(Witness::Mine(named.name.clone()));
    }
    Ok(Witness::Theirs)
}
