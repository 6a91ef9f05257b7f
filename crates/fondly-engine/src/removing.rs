//! Removing a device: the roster says so, its logs end, and nothing new is sealed for it.

use std::collections::BTreeSet;

use fondly_crypto::RecoveryWords;
use fondly_store::Tx;
use fondly_sync::{DeviceId, PeerFault, Roster, RosterHash, roster::Signer, shown};

use crate::{
    DeviceView, Engine, EngineError, Initialised, applying, backup, clock::now, devices, epochs,
    keeping, me::Me, random::rng,
};

/// A device that was removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceRemoved {
    /// What it was called.
    pub device: DeviceView,
    /// It came in before this one and could contest that, as the recovery words could not be.
    pub contestable: bool,
}

impl Engine {
    /// Removes another device of mine, called `name` or by its id, for ever. With the recovery words
    /// it is removed by the root, which no device can contest.
    ///
    /// # Errors
    /// `NoDevice`, `AmbiguousDevice`, `ThisDevice`, `Removed`, `OtherWords`, `Store`.
    pub fn device_remove(
        &mut self,
        name: &str,
        words: Option<&RecoveryWords>,
    ) -> Result<DeviceRemoved, EngineError> {
        self.change(|me, tx, _| {
            if devices::is_removed(me, tx)? {
                return Err(EngineError::Removed);
            }
            let (device, view) = find(me, tx, name, words.is_some())?;
            let mut roster = devices::own_roster(me, tx)?;
            let contestable = words.is_none() && roster.outranks(&device, &me.device);
            let removal = sign((me, tx), &mut roster, &device, words)?;
            tx.put_roster(&roster, now())?;
            end_everywhere(me, tx, &[(device, removal)])?;
            Ok(DeviceRemoved {
                device: DeviceView {
                    removed: true,
                    ..view
                },
                contestable,
            })
        })
    }

    /// Begins anew with this device alone, by the recovery words, which are replaced: for whoever
    /// fears that a device or the words are in other hands. All other devices go; everybody whom
    /// this person is linked with must make sure of them again.
    ///
    /// # Errors
    /// `OtherWords`, `Removed`, `Store`.
    pub fn device_reset(&mut self, words: &RecoveryWords) -> Result<Initialised, EngineError> {
        let next = RecoveryWords::generate(&mut rng());
        let person_id = self.change(|me, tx, _| {
            if devices::is_removed(me, tx)? {
                return Err(EngineError::Removed);
            }
            let mut roster = devices::own_roster(me, tx)?;
            let root = words.root_key();
            if root.verifying_key() != *roster.root() {
                return Err(EngineError::OtherWords);
            }
            let mut others = roster.devices().clone();
            others.remove(&me.device);
            let alone = BTreeSet::from([me.device]);
            let reset = by_root((me, tx), &mut roster, |seen| {
                seen.reset(&root, next.root_key().verifying_key(), alone)
            })?;
            tx.put_roster(&roster, now())?;
            backup::keep_recovery_key(tx, &next.recovery_secret().public())?;
            keeping::replace(tx, &next)?;
            let gone: Vec<_> = others.into_iter().map(|device| (device, reset)).collect();
            end_everywhere(me, tx, &gone)?;
            Ok(shown(&me.person.0))
        })?;
        Ok(Initialised::of(&next, person_id))
    }
}

/// With the words a removal that could be contested is made again.
fn find(
    me: &Me,
    tx: &Tx<'_>,
    name: &str,
    again: bool,
) -> Result<(DeviceId, DeviceView), EngineError> {
    let wanted = name.trim().to_lowercase();
    let unknown = || EngineError::NoDevice {
        name: name.to_owned(),
    };
    if wanted.is_empty() {
        return Err(unknown());
    }
    let views = devices::list(me, tx)?;
    // A name that is another one's id is no name: whoever is in could give one to mislead.
    let meant = |view: &&DeviceView| {
        let by_id = wanted.len() >= ID_CHARS_MIN && view.id.starts_with(&wanted);
        (again || !view.removed) && (by_id || view.name.to_lowercase() == wanted)
    };
    let found: Vec<&DeviceView> = views.iter().filter(meant).collect();
    let view = match found.as_slice() {
        [] => return Err(unknown()),
        [view] => (*view).clone(),
        _ => {
            return Err(EngineError::AmbiguousDevice {
                name: name.to_owned(),
            });
        }
    };
    if view.this {
        return Err(EngineError::ThisDevice);
    }
    let roster = devices::own_roster(me, tx)?;
    let mut known = roster.known_devices();
    let device = known.find(|device| shown(device.as_bytes()) == view.id);
    Ok((*device.ok_or_else(unknown)?, view))
}

/// As for entries: fewer characters of an id are a slip.
const ID_CHARS_MIN: usize = 4;

fn sign(
    (me, tx): (&Me, &Tx<'_>),
    roster: &mut Roster,
    device: &DeviceId,
    words: Option<&RecoveryWords>,
) -> Result<RosterHash, EngineError> {
    let gone = BTreeSet::from([*device]);
    let removal = match words {
        Some(words) => {
            let root = words.root_key();
            if root.verifying_key() != *roster.root() {
                return Err(EngineError::OtherWords);
            }
            let signed = |seen: &mut Roster| seen.remove(&root, Signer::Root, gone);
            by_root((me, tx), roster, signed)?
        }
        None => match roster.remove(&me.key, Signer::Device(me.device), gone) {
            Err(PeerFault::Limit) => return Err(EngineError::RosterFull),
            removal => removal?,
        },
    };
    if roster.devices().contains(device) {
        return Err(PeerFault::Roster.into());
    }
    Ok(removal)
}

/// Signs by the root. Where somebody has filled the roster, the act has not seen what nobody needs:
/// devices that were never named, and of which no record is here.
fn by_root(
    (me, tx): (&Me, &Tx<'_>),
    roster: &mut Roster,
    sign: impl FnOnce(&mut Roster) -> Result<RosterHash, PeerFault>,
) -> Result<RosterHash, EngineError> {
    let mut keep: BTreeSet<DeviceId> = tx.device_names()?.into_keys().collect();
    keep.insert(me.device);
    for row in tx.spaces()? {
        let tips = tx.tips(&row.space)?.into_iter();
        keep.extend(
            tips.filter(|(_, tip)| tip.next > 0)
                .map(|(device, _)| device),
        );
    }
    let mut seen = roster.cleared(&keep)?;
    let act = sign(&mut seen)?;
    *roster = roster.union(&seen)?;
    Ok(act)
}

/// Ends the logs of removed devices in every space at what is here, and makes new epochs, which they
/// are not given, before anything else is sealed.
fn end_everywhere(
    me: &Me,
    tx: &Tx<'_>,
    gone: &[(DeviceId, RosterHash)],
) -> Result<(), EngineError> {
    let roster = devices::own_roster(me, tx)?;
    for space in tx.spaces()? {
        let space = space.space;
        if tx.space_device_seq(&space, &me.device)?.is_none() {
            continue;
        }
        for (device, removal) in gone {
            applying::end_here(me, tx, &space, (removal, device))?;
        }
        applying::end_left_open(me, tx, &space, &roster)?;
        epochs::ensure(me, tx, &space)?;
    }
    applying::apply_all_waiting(me, tx)?;
    Ok(())
}
