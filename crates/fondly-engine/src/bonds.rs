//! Bonds as all devices of this person have them: told in the journal, taken from it.

use fondly_crypto::SigningKey;
use fondly_store::{BondRow, SpaceKind, StoreError, Tx};
use fondly_sync::{BondState, Control, PersonId, Roster, SpaceId, codec::encode};

use crate::{EngineError, clock::now, epochs, letting, me::Me, random::rng};

/// Stores a bond that was changed here, and tells the person's other devices.
pub(crate) fn save(me: &Me, tx: &Tx<'_>, row: BondRow) -> Result<(), EngineError> {
    let row = BondRow {
        version: row.version + 1,
        ..row
    };
    tx.put_bond(&row)?;
    // A bond that the other side may not have formed is nothing to tell.
    if row.confirmed {
        let control = Control::Bond(Box::new(state(tx, &row)?));
        me.append_control(tx, &me.journal, now(), &control)?;
    }
    Ok(())
}

/// Tells the bonds that were formed before there was anybody to tell.
pub(crate) fn tell_untold(me: &Me, tx: &Tx<'_>) -> Result<(), EngineError> {
    for row in tx.bonds()? {
        if row.version == 0 && row.confirmed {
            save(me, tx, row)?;
        }
    }
    Ok(())
}

fn state(tx: &Tx<'_>, row: &BondRow) -> Result<BondState, EngineError> {
    let roster = tx.roster(&row.person)?.ok_or(EngineError::Shape)?;
    Ok(BondState {
        space: row.space,
        version: row.version,
        roster: roster.encode(),
        label: row.label.clone(),
        transcript: row.transcript,
        inviter: row.inviter,
        in_person: row.in_person,
        verified: row.verified,
        wrong_words: row.wrong_words,
        voided: row.voided,
        created_at: row.created_at,
    })
}

/// Takes in what another device of this person says of a bond. False if it cannot be understood.
pub(crate) fn apply(me: &Me, tx: &Tx<'_>, said: &BondState) -> Result<bool, EngineError> {
    let Ok(roster) = Roster::decode(&said.roster) else {
        return Ok(false);
    };
    let before = tx.bond_of_space(&said.space)?;
    if let Some(before) = &before {
        let held = (before.version, encode(&state(tx, before)?));
        if before.person != roster.person() || held >= (said.version, encode(said)) {
            return Ok(true);
        }
    }
    let person = roster.person();
    let roster = match tx.roster(&person)? {
        Some(held) => held.merge(Roster::decode_records(&said.roster)?)?,
        None => roster,
    };
    tx.put_roster(&roster, now())?;
    let mut members: Vec<PersonId> = vec![me.person, person];
    members.sort_unstable();
    tx.add_space(&said.space, SpaceKind::Bond, now(), &members)?;
    // Whichever came first: what has ended stays ended.
    let ended = letting::has_ended(tx, &said.space)?;
    let voided = said.voided || ended;
    let row = BondRow {
        space: said.space,
        person,
        label: said.label.clone(),
        transcript: said.transcript,
        inviter: said.inviter,
        in_person: said.in_person,
        verified: said.verified,
        they_verified: before.as_ref().map_or(said.in_person, |b| b.they_verified),
        wrong_words: said.wrong_words,
        voided,
        confirmed: true,
        created_at: said.created_at,
        last_exchange: None,
        order_seen: before.as_ref().map_or(0, |bond| bond.order_seen),
        version: said.version,
    };
    put_under_a_free_label(tx, row)?;
    if ended || !voided {
        enrol(me, tx, &said.space)?;
    }
    Ok(true)
}

/// Two own devices may have given one label to two people while apart: the one that comes second
/// is shown with a number behind it.
fn put_under_a_free_label(tx: &Tx<'_>, row: BondRow) -> Result<(), EngineError> {
    let numbered = (2..).map(|number| format!("{} {number}", row.label));
    for label in std::iter::once(row.label.clone()).chain(numbered) {
        let row = BondRow {
            label,
            ..row.clone()
        };
        match tx.put_bond(&row) {
            Err(StoreError::LabelTaken) => {}
            put => return Ok(put?),
        }
    }
    Ok(())
}

/// Gives this device keys in a space, where it has none, and tells the space.
pub(crate) fn enrol(me: &Me, tx: &Tx<'_>, space: &SpaceId) -> Result<(), EngineError> {
    if tx.endpoint(space)?.is_none() {
        tx.put_endpoint(space, &SigningKey::generate(&mut rng()).to_bytes())?;
    }
    if tx.space_device_seq(space, &me.device)?.is_none() {
        epochs::announce(me, tx, space, &epochs::own_device(tx, space, Vec::new())?)?;
    }
    Ok(())
}
