//! Comparing: four words that two people read to each other, and a statement that both sign, to know
//! that both hold the same records; and what is known of devices that told two histories.

mod forks;

use std::collections::BTreeSet;

use fondly_store::{BondRow, Tx};
use fondly_sync::{
    Compared, Content, Control, DeviceId, LogEnd, Record, RecordHash, Replica, SpaceId, Subject,
    base32,
    codec::{decode, encode},
    shown,
};
use serde::{Deserialize, Serialize};

pub(crate) use forks::freeze;
pub use forks::{ForkView, Witness};

use crate::{
    Engine, EngineError,
    clock::{floor_to_hour, now, rfc3339},
    epochs,
    me::Me,
};

/// Records that are looked at in one go on the way back to one that counts.
const LOOK_BACK: usize = 32;

/// What this side holds of a bond, in words, and who has signed the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompareView {
    /// Four words; the same on both sides where both hold the same records.
    pub words: Vec<String>,
    /// How many records of mine, up to the last that counts, no device of theirs is known to hold.
    pub to_send: u64,
    /// What each device of the two people has signed last, this one first, then those of mine.
    pub signed: Vec<SignedView>,
    /// A device showed two different histories: the words will not agree.
    pub two_histories: bool,
    /// Which devices did, and to whom.
    pub forks: Vec<ForkView>,
}

/// What a device has signed of what it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedView {
    /// My label of the person, or `me`.
    pub name: String,
    /// 26 characters of base32.
    pub device: String,
    /// What I call the device, if it is mine.
    pub device_name: Option<String>,
    /// Whether it is this device.
    pub this: bool,
    /// What its last statement is beside what this device holds.
    pub holds: Signed,
    /// The hour in which it signed, RFC 3339.
    pub at: Option<String>,
}

/// What a statement is beside what this device holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Signed {
    /// It has signed nothing yet.
    Nothing,
    /// The same.
    Same,
    /// A part of it: what both held earlier.
    Earlier,
    /// More, or something that is not here yet.
    Further,
    /// Something else at the same place: one of the two was told something different.
    Other,
}

/// A statement that came, and where it stands.
#[derive(Debug, Serialize, Deserialize)]
struct Heard {
    seq: u64,
    hash: RecordHash,
    at: i64,
    said: Compared,
}

impl Engine {
    /// The words of what this device holds of the bond with NAME. It signs that it holds it, unless it
    /// has, and the statement goes with the next exchange.
    ///
    /// # Errors
    /// `NoPerson`, `Parted`, `Void`, `Store`.
    pub fn compare(&mut self, name: &str) -> Result<CompareView, EngineError> {
        self.change(|me, tx, labels| {
            let bond = labels.require(name)?;
            let replica = epochs::replica(me, tx, &bond.space)?;
            let held = held(tx, &replica)?;
            sign(me, tx, &bond.space, &held)?;
            view(me, tx, bond, &held)
        })
    }
}

fn view(me: &Me, tx: &Tx<'_>, bond: &BondRow, held: &Compared) -> Result<CompareView, EngineError> {
    let space = &bond.space;
    let holds = tx.peer_holds(space)?;
    let sent = holds.iter().filter(|((_, log), _)| *log == me.device);
    let sent = sent.map(|(_, next)| *next).max().unwrap_or(0);
    let mine = held.ends.iter().find(|end| end.device == me.device);
    let forks = forks::forks(me, tx, bond)?;
    Ok(CompareView {
        words: held.words(space).map(str::to_owned).to_vec(),
        to_send: mine.map_or(0, |end| end.next).saturating_sub(sent),
        signed: signed(me, tx, bond, held)?,
        two_histories: !forks.is_empty(),
        forks,
    })
}

/// All that counts of what is here.
fn held(tx: &Tx<'_>, replica: &Replica) -> Result<Compared, EngineError> {
    let mut ends = Vec::new();
    for device in replica.devices() {
        let end = replica.tip(&device).next.min(replica.end_of(&device));
        ends.extend(last_that_counts(tx, &replica.space, &device, end)?);
    }
    Ok(Compared {
        rosters: replica.roster_digests(),
        ends,
    })
}

fn last_that_counts(
    tx: &Tx<'_>,
    space: &SpaceId,
    device: &DeviceId,
    end: u64,
) -> Result<Option<LogEnd>, EngineError> {
    let mut before = end;
    while before > 0 {
        let records = tx.records_before(space, device, before, LOOK_BACK)?;
        if let Some(last) = records.iter().find(|record| counts(record)) {
            return Ok(Some(LogEnd {
                device: *device,
                next: last.seq + 1,
                hash: last.hash,
            }));
        }
        before = records.last().map_or(0, |record| record.seq);
    }
    Ok(None)
}

/// What cannot be read here may count.
fn counts(record: &Record) -> bool {
    match (&record.item.subject, &record.item.content) {
        (Subject::Control, Content::Full(payload)) => {
            Control::decode(&payload.body).map_or(true, |control| control.counts())
        }
        _ => true,
    }
}

fn note(space: &SpaceId, device: &DeviceId) -> String {
    let (space, device) = (base32(&space.0), base32(device.as_bytes()));
    format!("compared {space} {device}")
}

/// Signs what is here, unless this device has signed just that, or nothing is.
fn sign(me: &Me, tx: &Tx<'_>, space: &SpaceId, held: &Compared) -> Result<(), EngineError> {
    let before = last(tx, space, &me.device)?;
    if held.ends.is_empty() || before.is_some_and(|before| before.said == *held) {
        return Ok(());
    }
    let at = floor_to_hour(now());
    let record = me.append_control(tx, space, at, &Control::Compared(held.clone()))?;
    heard(
        tx,
        space,
        &me.device,
        (record.seq, record.hash, at),
        held.clone(),
    )
}

/// A device says what it holds. The last that it said stands.
pub(crate) fn heard(
    tx: &Tx<'_>,
    space: &SpaceId,
    by: &DeviceId,
    (seq, hash, at): (u64, RecordHash, i64),
    said: Compared,
) -> Result<(), EngineError> {
    if last(tx, space, by)?.is_some_and(|before| before.seq > seq) {
        return Ok(());
    }
    let heard = Heard {
        seq,
        hash,
        at,
        said,
    };
    Ok(tx.put_note(&note(space, by), &encode(&heard))?)
}

/// The last statement of a device, if the record that holds it still stands.
fn last(tx: &Tx<'_>, space: &SpaceId, of: &DeviceId) -> Result<Option<Heard>, EngineError> {
    let Some(bytes) = tx.note(&note(space, of))? else {
        return Ok(None);
    };
    let heard: Heard = decode(&bytes, bytes.len()).map_err(|_| EngineError::Shape)?;
    let stands = tx.record_hash(space, of, heard.seq)? == Some(heard.hash);
    Ok(Some(heard).filter(|_| stands))
}

fn signed(
    me: &Me,
    tx: &Tx<'_>,
    bond: &BondRow,
    held: &Compared,
) -> Result<Vec<SignedView>, EngineError> {
    let names = tx.device_names()?;
    let mut all = Vec::new();
    for (person, name) in [(me.person, "me"), (bond.person, bond.label.as_str())] {
        let roster = tx.roster(&person)?.ok_or(EngineError::Shape)?;
        let devices: BTreeSet<DeviceId> = roster.devices().iter().copied().collect();
        for device in devices {
            let last = last(tx, &bond.space, &device)?;
            let named = names.get(&device).filter(|_| person == me.person);
            all.push(SignedView {
                name: name.to_owned(),
                device: shown(device.as_bytes()),
                device_name: named.map(|named| named.name.clone()),
                this: device == me.device,
                holds: match &last {
                    None => Signed::Nothing,
                    Some(last) => beside(tx, &bond.space, held, &last.said)?,
                },
                at: last.map(|last| rfc3339(last.at, None)),
            });
        }
    }
    all.sort_by_key(|signed| !signed.this);
    Ok(all)
}

/// What a statement is beside what is held here.
fn beside(
    tx: &Tx<'_>,
    space: &SpaceId,
    held: &Compared,
    said: &Compared,
) -> Result<Signed, EngineError> {
    if said == held {
        return Ok(Signed::Same);
    }
    let mut all_here = true;
    for end in &said.ends {
        match tx.record_hash(space, &end.device, end.next - 1)? {
            Some(hash) if hash != end.hash => return Ok(Signed::Other),
            Some(_) => {}
            None => all_here = false,
        }
    }
    Ok(if all_here {
        Signed::Earlier
    } else {
        Signed::Further
    })
}
