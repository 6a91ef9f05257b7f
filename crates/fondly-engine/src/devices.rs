//! The devices of people: who is in, what mine are called, what their coming and going changes.

use std::collections::BTreeSet;

use fondly_store::{BondRow, DeviceName, Tx};
use fondly_sync::{Control, DeviceId, PersonId, Roster, linking, shown};

use crate::{
    DeviceView, Engine, EngineError, applying, bonds,
    clock::{now, rfc3339},
    labels::Labels,
    me::Me,
    recovering,
};

/// A device is new for so long.
const NEW_SECONDS: i64 = 7 * 86_400;
/// Joining takes no longer than this.
const JOINING_SECONDS: i64 = 15 * 60;

impl Engine {
    /// My devices, those that were removed too; the first that came in first.
    ///
    /// # Errors
    /// `Store`.
    pub fn devices(&self) -> Result<Vec<DeviceView>, EngineError> {
        self.view(|me, tx, _| list(me, tx))
    }

    /// Whether another device of mine removed this one.
    ///
    /// # Errors
    /// `Store`.
    pub fn is_removed(&self) -> Result<bool, EngineError> {
        self.view(|me, tx, _| is_removed(me, tx))
    }
}

pub(crate) fn own_roster(me: &Me, tx: &Tx<'_>) -> Result<Roster, EngineError> {
    tx.roster(&me.person)?.ok_or(EngineError::Shape)
}

/// Whether this device is out, as far as it has heard.
pub(crate) fn is_removed(me: &Me, tx: &Tx<'_>) -> Result<bool, EngineError> {
    // An act that does not count may be left out of a roster, and whom it brought in with it.
    Ok(!own_roster(me, tx)?.devices().contains(&me.device))
}

/// What this device is called until its person says otherwise: the name of the computer.
pub(crate) fn usual_name() -> String {
    let system = rustix::system::uname();
    let name = system.nodename().to_string_lossy();
    let name: String = name.chars().filter(|c| !c.is_control()).take(64).collect();
    if name.trim().is_empty() {
        "first device".to_owned()
    } else {
        name
    }
}

/// Tells the person's other devices what this one is called, where they cannot know.
pub(crate) fn tell_own_name(me: &Me, tx: &Tx<'_>) -> Result<(), EngineError> {
    if tx.device_names()?.contains_key(&me.device) {
        return Ok(());
    }
    let name = DeviceName {
        name: usual_name(),
        since: tx.identity()?.created_at,
    };
    tell_name(me, tx, &me.device, name)
}

/// Names an own device, here and on all others.
pub(crate) fn tell_name(
    me: &Me,
    tx: &Tx<'_>,
    device: &DeviceId,
    called: DeviceName,
) -> Result<(), EngineError> {
    tx.put_device_name(device, &called)?;
    let control = Control::Named {
        device: *device,
        name: called.name,
        since: called.since,
    };
    me.append_control(tx, &me.journal, now(), &control)?;
    Ok(())
}

pub(crate) fn list(me: &Me, tx: &Tx<'_>) -> Result<Vec<DeviceView>, EngineError> {
    let roster = own_roster(me, tx)?;
    let names = tx.device_names()?;
    let mut devices: Vec<(Option<i64>, DeviceView)> = Vec::new();
    for device in roster.known_devices() {
        let this = *device == me.device;
        let named = names.get(device);
        let since = match named {
            Some(named) => Some(named.since),
            None if this => Some(tx.identity()?.created_at),
            None => None,
        };
        let name = match named {
            Some(named) => named.name.clone(),
            None if this => usual_name(),
            None => format!("device {}", shown(device.as_bytes()).get(..6).unwrap_or("")),
        };
        let view = DeviceView {
            id: shown(device.as_bytes()),
            name,
            added_at: since.map(|at| rfc3339(at, None)),
            this,
            removed: roster.removed().contains_key(device),
        };
        devices.push((since, view));
    }
    devices.sort_by(|a, b| (a.0, &a.1.id).cmp(&(b.0, &b.1.id)));
    Ok(devices.into_iter().map(|(_, view)| view).collect())
}

/// Stores rosters that a peer showed, merged with those held, and what follows from them: whoever
/// began anew must be verified again, and cuts that waited for a removal take effect.
pub(crate) fn take_rosters(me: &Me, tx: &Tx<'_>, rosters: &[Roster]) -> Result<(), EngineError> {
    for roster in rosters {
        let before = tx.roster(&roster.person())?;
        let resets = before.as_ref().map_or(0, Roster::resets);
        // What a session began with may be behind what another one has stored since.
        let roster = match &before {
            Some(before) => before.union(roster)?,
            None => roster.clone(),
        };
        tx.put_roster(&roster, now())?;
        if roster.resets() > resets && roster.person() != me.person {
            doubt(me, tx, &roster.person())?;
        }
        if before.as_ref() != Some(&roster) {
            applying::apply_all_waiting(me, tx)?;
            if roster.person() == me.person {
                applying::end_unheard(me, tx)?;
                applying::end_all_left_open(me, tx)?;
            }
        }
    }
    Ok(())
}

/// Whoever has the recovery words may have begun anew: they are no more verified.
fn doubt(me: &Me, tx: &Tx<'_>, person: &PersonId) -> Result<(), EngineError> {
    for bond in tx.bonds()? {
        if bond.person == *person && bond.verified {
            let doubted = BondRow {
                verified: false,
                wrong_words: 0,
                ..bond
            };
            bonds::save(me, tx, doubted)?;
        }
    }
    Ok(())
}

/// What a person should hear of devices: new ones of their own, new ones of those whom they are
/// linked with, and who began anew.
pub(crate) fn remarks(me: &Me, tx: &Tx<'_>, labels: &Labels) -> Result<Vec<String>, EngineError> {
    let mut remarks = Vec::new();
    let roster = own_roster(me, tx)?;
    if !roster.devices().contains(&me.device) {
        remarks.push(
            "this device was removed by another of yours: it goes on alone, and gets nothing more"
                .to_owned(),
        );
    }
    if let Some(at) = recovering::reborn_at(tx)?.filter(|at| now() - at < NEW_SECONDS) {
        remarks.push(format!(
            "this home was put back from an older copy, or ran twice; it goes on as a new device, {}, \
             and got back what others hold of it",
            day(at)
        ));
    }
    remarks.extend(new_devices(me, tx, &roster)?);
    let forked = two_histories(me, tx, labels)?.into_iter();
    remarks.extend(forked.filter_map(|(still_in, words)| still_in.then_some(words)));
    for bond in labels.standing() {
        let theirs = tx.roster(&bond.person)?.ok_or(EngineError::Shape)?;
        if theirs.resets() > 0 && !bond.verified {
            remarks.push(format!(
                "{0} began anew with the recovery words: read your words to each other again: \
                 fondly verify {0}",
                bond.label
            ));
        }
        for (device, at) in tx.devices_seen(&bond.person)? {
            let after = at > bond.created_at && now() - at < NEW_SECONDS;
            if after && theirs.devices().contains(&device) {
                remarks.push(format!("{} uses a new device, {}", bond.label, day(at)));
            }
        }
    }
    Ok(remarks)
}

/// Own devices that are new, and how to remove them. What a device says of itself is not believed
/// alone: one that gives no name, or an old date, is told of by when it was first heard of here.
fn new_devices(me: &Me, tx: &Tx<'_>, roster: &Roster) -> Result<Vec<String>, EngineError> {
    let (names, began) = (tx.device_names()?, tx.identity()?.created_at);
    let seen = tx.devices_seen(&me.person)?;
    let mut new = Vec::new();
    for device in roster.devices().iter().filter(|it| **it != me.device) {
        let recent = |at: &i64| now() - at < NEW_SECONDS;
        let named = names.get(device);
        // Those that were in when this one came are all first heard of then.
        let heard = seen.get(device).filter(|at| **at > began + JOINING_SECONDS);
        let said = named.map(|named| named.since);
        let at = said.filter(recent).or(heard.copied().filter(recent));
        if let Some(at) = at {
            let id = shown(device.as_bytes());
            let id = id.get(..8).unwrap_or(&id);
            let name = named.map_or("without a name", |named| &named.name);
            new.push(format!(
                "New device: {name}, {}. If it is not yours: fondly device remove {id}",
                day(at)
            ));
        }
    }
    Ok(new)
}

/// Which devices told two different things, in words: a copy of a home that was put back or ran
/// twice, or somebody who has its keys. The proof is kept. Each with whether the device is still in:
/// one that was put back is removed by the one that it has become.
pub(crate) fn two_histories(
    me: &Me,
    tx: &Tx<'_>,
    labels: &Labels,
) -> Result<Vec<(bool, String)>, EngineError> {
    let mut devices: BTreeSet<DeviceId> = BTreeSet::new();
    for row in tx.spaces()? {
        devices.extend(tx.frozen(&row.space)?);
    }
    let names = tx.device_names()?;
    let mut told = Vec::new();
    for device in devices {
        let person = tx.person_of_device(&device)?;
        let mut bonds = labels.standing().into_iter();
        let whose = match bonds.find(|bond| Some(bond.person) == person) {
            Some(bond) => format!("a device of {}", bond.label),
            None if person == Some(me.person) => match names.get(&device) {
                Some(named) => format!("your device {}", named.name),
                None => "a device of yours".to_owned(),
            },
            None => "a device of somebody you are no more linked with".to_owned(),
        };
        let still_in = match person {
            Some(person) => tx
                .roster(&person)?
                .is_some_and(|roster| roster.devices().contains(&device)),
            None => false,
        };
        let words = format!(
            "{whose} told two different histories, here and elsewhere: what came here first stays, \
             and nothing further of that history is taken"
        );
        told.push((still_in, words));
    }
    Ok(told)
}

/// A day in words, as it lies behind today.
fn day(at: i64) -> String {
    const DAY: i64 = 86_400;
    match now().div_euclid(DAY) - at.div_euclid(DAY) {
        0 => "today".to_owned(),
        1 => "yesterday".to_owned(),
        _ => {
            let time = rfc3339(at, None);
            time.get(..10).unwrap_or(&time).to_owned()
        }
    }
}

/// A name for a device: not empty, not long, without control characters.
pub(crate) fn device_name(name: &str) -> Result<String, EngineError> {
    let name = name.trim();
    let fits = !name.is_empty()
        && name.chars().count() <= linking::NAME_CHARS_MAX
        && !name.chars().any(char::is_control);
    if fits {
        Ok(name.to_owned())
    } else {
        Err(EngineError::Invalid {
            what: "the name of the device",
            value: name.escape_debug().to_string(),
        })
    }
}
