//! Letting go: pausing, resuming, parting. Each is an act of one person, alone and at once; the other
//! is told nothing, and sees what they see where somebody is away.
//!
//! What is wanted of a bond stands in the journal, so all own devices follow. Here it takes effect
//! from the store: endpoints, dials and running sessions ask it, in whichever process.

use fondly_store::{BondRow, ShareState, Tx};
use fondly_sync::{Contact, Control, PersonId, Received, SpaceId, Wish};

use crate::{
    Engine, EngineError, bonds, clock::now, devices, editions, labels::Labels, me::Me, sharing,
};

impl Engine {
    /// Lets nothing go to NAME or come from them until [`Engine::resume`]. Gives my label of them.
    ///
    /// # Errors
    /// `NoPerson`, `Parted`, `Void`, `Store`.
    pub fn pause(&mut self, name: &str) -> Result<String, EngineError> {
        self.wish(name, Wish::Paused)
    }

    /// Lets things go and come again. What waited meanwhile goes and comes with the next exchange.
    ///
    /// # Errors
    /// `NoPerson`, `Parted`, `Void`, `Store`.
    pub fn resume(&mut self, name: &str) -> Result<String, EngineError> {
        self.wish(name, Wish::Open)
    }

    /// Ends the bond with NAME for good: nothing goes to them or comes from them any more.
    ///
    /// # Errors
    /// `NoPerson`, `Parted`, `Void`, `Store`.
    pub fn unlink(&mut self, name: &str, delete: bool) -> Result<String, EngineError> {
        let received = if delete {
            Received::Deleted
        } else {
            Received::Kept
        };
        let blocked = false;
        let label = self.wish(name, Wish::Ended { received, blocked })?;
        self.empty_log();
        Ok(label)
    }

    /// Ends the bond with NAME, if it has not ended yet, and takes no invite of theirs any more.
    ///
    /// # Errors
    /// `NoPerson`, `Void`, `Store`.
    pub fn block(&mut self, name: &str) -> Result<String, EngineError> {
        self.set_blocked(name, true)
    }

    /// Takes invites of NAME again. The bond stays ended.
    ///
    /// # Errors
    /// `NoPerson`, `NotBlocked`, `Store`.
    pub fn unblock(&mut self, name: &str) -> Result<String, EngineError> {
        self.set_blocked(name, false)
    }

    fn wish(&mut self, name: &str, wish: Wish) -> Result<String, EngineError> {
        self.change(|me, tx, labels| {
            let bond = labels.require(name)?;
            want(me, tx, bond, wish)?;
            Ok(bond.label.clone())
        })
    }

    fn set_blocked(&mut self, name: &str, blocked: bool) -> Result<String, EngineError> {
        self.change(|me, tx, labels| {
            let bonds = labels.called(name);
            if bonds.is_empty() {
                // Says what is nearest.
                labels.require(name)?;
            }
            let mut done = None;
            for bond in bonds {
                let before = tx.contact(&bond.space)?.map(|contact| contact.wish);
                let received = match before {
                    Some(Wish::Ended { received, .. }) => received,
                    Some(Wish::Open | Wish::Paused) | None => Received::Kept,
                };
                if blocked || before.is_some_and(Wish::blocks) {
                    want(me, tx, bond, Wish::Ended { received, blocked })?;
                    done = Some(bond.label.clone());
                }
            }
            done.ok_or_else(|| EngineError::NotBlocked {
                name: name.to_owned(),
            })
        })
    }
}

/// Ends a pause, if there is one.
pub(crate) fn reopen(me: &Me, tx: &Tx<'_>, bond: &BondRow) -> Result<(), EngineError> {
    want(me, tx, bond, Wish::Open)
}

/// Stores what is wanted of a bond, and tells the person's other devices.
pub(crate) fn want(me: &Me, tx: &Tx<'_>, bond: &BondRow, wish: Wish) -> Result<(), EngineError> {
    let before = tx.contact(&bond.space)?;
    let is_so = before.as_ref().map_or(Wish::Open, |before| before.wish) == wish;
    if is_so {
        return Ok(());
    }
    let wanted = Contact {
        space: bond.space,
        person: bond.person,
        version: before.as_ref().map_or(0, |before| before.version) + 1,
        wish,
    };
    let contact = before.map_or_else(|| wanted.clone(), |before| before.merged(&wanted));
    if wish.is_ended() {
        // Of what lost devices had shared, entries are made now: later nobody is met for it.
        editions::claim(me, tx, &bond.space)?;
    }
    tell(me, tx, &contact)?;
    take_effect(me, tx, &contact)?;
    if wish.is_ended() && !bond.voided {
        let ended = BondRow {
            voided: true,
            ..bond.clone()
        };
        bonds::save(me, tx, ended)?;
    }
    Ok(())
}

fn tell(me: &Me, tx: &Tx<'_>, contact: &Contact) -> Result<(), EngineError> {
    let control = Control::Contact(contact.clone());
    me.append_control(tx, &me.journal, now(), &control)?;
    Ok(())
}

/// Tells again what is wanted of a bond, where the record that said so is gone.
pub(crate) fn tell_again(me: &Me, tx: &Tx<'_>, space: &SpaceId) -> Result<(), EngineError> {
    match tx.contact(space)? {
        Some(contact) => tell(me, tx, &contact),
        None => Ok(()),
    }
}

/// What a removed device wanted beyond the end of its log stands where it was heard: so all others are
/// told, who cannot hear of it from that device any more.
pub(crate) fn stand_by(me: &Me, tx: &Tx<'_>, said: &Contact) -> Result<(), EngineError> {
    let Some(now) = tx.contact(&said.space)? else {
        return Ok(());
    };
    let stands = said.version == now.version || said.wish.deletes();
    if stands && !devices::is_removed(me, tx)? {
        tell(me, tx, &now)?;
    }
    Ok(())
}

/// Takes in what another device of this person wants of a bond. Whether payloads were erased.
pub(crate) fn apply(me: &Me, tx: &Tx<'_>, said: &Contact) -> Result<bool, EngineError> {
    let before = tx.contact(&said.space)?;
    let after = before
        .as_ref()
        .map_or_else(|| said.clone(), |it| it.merged(said));
    let counts = before.as_ref() != Some(&after);
    if counts {
        take_effect(me, tx, &after)?;
    }
    Ok(counts && after.wish.deletes())
}

fn take_effect(me: &Me, tx: &Tx<'_>, contact: &Contact) -> Result<(), EngineError> {
    tx.put_contact(contact)?;
    if !contact.wish.is_ended() {
        return Ok(());
    }
    for share in tx.shares_in(&contact.space)? {
        if share.state == ShareState::Held {
            sharing::withdraw(me, tx, &share)?;
        }
    }
    erase_unwanted(me, tx, &contact.space)?;
    // Here the bond may not be known yet, or be known as another device of mine last told it.
    if let Some(bond) = tx.bond_of_space(&contact.space)? {
        tx.put_bond(&BondRow {
            voided: true,
            ..bond
        })?;
        bonds::enrol(me, tx, &contact.space)?;
    }
    Ok(())
}

/// Erases what came from somebody of whom nothing is to be kept: also what another own device had of
/// them, which has not heard of it yet. Whether that was wanted.
pub(crate) fn erase_unwanted(me: &Me, tx: &Tx<'_>, space: &SpaceId) -> Result<bool, EngineError> {
    let contact = tx.contact(space)?;
    let unwanted = contact.is_some_and(|contact| contact.wish.deletes());
    if unwanted {
        tx.erase_received(space, &me.person)?;
    }
    Ok(unwanted)
}

/// Whether the bond in a space has ended.
pub(crate) fn has_ended(tx: &Tx<'_>, space: &SpaceId) -> Result<bool, EngineError> {
    let contact = tx.contact(space)?;
    Ok(contact.is_some_and(|contact| contact.wish.is_ended()))
}

/// Refuses what would go to or come from the other person of a paused or ended bond. Own devices go
/// on with each other: what was kept is to be on all of them, and what was shared is to be known.
///
/// # Errors
/// `Apart`.
pub(crate) fn require_open(tx: &Tx<'_>, space: &SpaceId, own: bool) -> Result<(), EngineError> {
    match tx.contact(space)?.map(|contact| contact.wish) {
        None | Some(Wish::Open) => Ok(()),
        Some(Wish::Paused | Wish::Ended { .. }) if own => Ok(()),
        Some(Wish::Paused | Wish::Ended { .. }) => Err(EngineError::Apart),
    }
}

/// Refuses an invite by the digest of its roster: so whoever is blocked is not even dialled.
///
/// # Errors
/// `Blocked`.
pub(crate) fn require_no_invite_of_blocked(
    tx: &Tx<'_>,
    roster: &[u8; 32],
) -> Result<(), EngineError> {
    for contact in tx.contacts()? {
        let theirs = tx.roster(&contact.person)?;
        if theirs.is_some_and(|theirs| theirs.digest() == *roster) {
            require_not_blocked(tx, &contact.person)?;
        }
    }
    Ok(())
}

/// Refuses a person whose invites are not taken.
///
/// # Errors
/// `Blocked`.
pub(crate) fn require_not_blocked(tx: &Tx<'_>, person: &PersonId) -> Result<(), EngineError> {
    let mut contacts = tx.contacts()?.into_iter();
    if contacts.any(|contact| contact.person == *person && contact.wish.blocks()) {
        let labels = Labels::load(tx)?;
        let name = labels.of_person(person).unwrap_or("somebody").to_owned();
        return Err(EngineError::Blocked { name });
    }
    Ok(())
}
