//! Journals, bonds between people, and further devices, without a network.

use std::sync::Arc;

use fondly_crypto::{RecoveryWords, SigningKey};
use fondly_sync::{
    PeerFault, PersonId, Roster,
    invite::{
        self, Invite, Mode, Transcript, check_answer, check_join, check_joined, commitment, join,
        joined,
    },
    linking,
    returning::{Return, check_ask},
    roster::Signer,
};
use rand_core::Rng as _;

use crate::{
    Engine, EngineError, Home, Protection, batch,
    bonding::side::Own,
    clock::now,
    devices,
    linking::{grant, joining::Newcomer, take_in},
    random::rng,
    readying::make_ready,
    returning::{self, coming_back},
    vault,
};

/// The link of a simulator has no TLS: its exporter is this.
const EXPORTER: [u8; 32] = [0; 32];
const WAIT_SECONDS: i64 = 600;

/// Makes a journal whose key lies open, and names its device. Returns the recovery words too.
///
/// # Errors
/// As [`crate::init`].
pub fn begin(
    home: &Home,
    name: &str,
    device: &str,
) -> Result<(Engine, RecoveryWords), EngineError> {
    let made = vault::init(home, name, Protection::KeyFile)?;
    let words: Vec<&str> = made
        .recovery_words
        .iter()
        .map(|word| word.as_str())
        .collect();
    let words = RecoveryWords::parse(&words.join(" "))?;
    let mut engine = open(home)?;
    let called = fondly_store::DeviceName {
        name: device.to_owned(),
        since: now(),
    };
    engine.change(|me, tx, _| devices::tell_name(me, tx, &me.device, called))?;
    Ok((engine, words))
}

/// Opens a journal whose key lies open, as a process does that takes the network.
///
/// # Errors
/// As [`crate::unlock`].
pub fn open(home: &Home) -> Result<Engine, EngineError> {
    let mut engine = vault::unlock(home, &mut || Err(EngineError::Locked))?;
    make_ready(&mut engine.store, true)?;
    Ok(engine)
}

/// Forms a bond between two people who stand in front of each other: `labels` are what the inviter
/// and the joiner call each other. Both sides store it step by step, as over a link.
///
/// # Errors
/// `Peer`, `Store`. The inviter may then hold a bond that the joiner has not.
pub fn bond(
    inviter: &mut Engine,
    joiner: &mut Engine,
    labels: (&str, &str),
) -> Result<(), EngineError> {
    let (here, there) = (own(inviter, labels.0)?, own(joiner, labels.1)?);
    let mut secret = [0; 32];
    rng().fill_bytes(&mut secret);
    let digest = here.roster.digest();
    let invite = Invite {
        mode: Mode::InPerson,
        endpoint: here.party.endpoint,
        addresses: Vec::new(),
        secret,
        roster: digest,
        commitment: commitment(&here.party.nonce, &digest),
        expiry: now() + WAIT_SECONDS,
        relay: None,
    };
    let asked = join(&invite, &joiner.me.key, &EXPORTER, there.party.clone());
    let (party, roster) = check_join(&invite, &EXPORTER, asked)?;
    let transcript = Transcript::new(&invite, (&here.party, &here.roster), (&party, &roster));
    let (device_run, held, wrap) = batch::write(&mut inviter.store, |tx| {
        here.store_asked(tx, &transcript, (&party, &roster))
    })?;
    let answer = invite::answer(
        &invite,
        &inviter.me.key,
        &transcript,
        here.party.clone(),
        (device_run, held.announcement),
        wrap,
    );
    let answered = check_answer(&invite, (&there.party, &there.roster), answer)?;
    let seen = answered.transcript;
    let run = batch::write(&mut joiner.store, |tx| there.store_answered(tx, answered))?;
    let run = check_joined(&invite, &transcript, joined(&invite, &seen, run))?;
    let by: (_, _, PersonId) = (transcript, party.device, roster.person());
    batch::write(&mut inviter.store, |tx| here.store_joined(tx, &by, run))
}

fn own(engine: &Engine, label: &str) -> Result<Own, EngineError> {
    let (me, label) = (Arc::clone(&engine.me), vault::label(label)?);
    let roster = engine.view(|me, tx, _| devices::own_roster(me, tx))?;
    let secret = SigningKey::generate(&mut rng());
    let at = (secret.verifying_key().0, Vec::new(), 1);
    Ok(Own::new(me, label, roster, secret.to_bytes(), at, true))
}

/// Makes a journal at `home` for a new device of a person who lost all others, with their part of the
/// bond with the person of `giver`, who calls them `names.0` and is called `names.1`. The device is
/// called `device`.
///
/// # Errors
/// `NoPerson`, `Peer` if these are not their words, `Store`.
pub fn come_back(
    giver: &mut Engine,
    home: &Home,
    words: &RecoveryWords,
    names: (&str, &str),
    device: &str,
) -> Result<Engine, EngineError> {
    let (bond, own) = giver.view(|me, tx, labels| {
        let bond = labels.require(names.0)?.clone();
        Ok((bond, devices::own_roster(me, tx)?))
    })?;
    let mut secret = [0; 32];
    rng().fill_bytes(&mut secret);
    let digest = own.digest();
    let invite = Invite {
        mode: Mode::Return,
        endpoint: [0; 32],
        addresses: Vec::new(),
        secret,
        roster: digest,
        commitment: commitment(&[0; 32], &digest),
        expiry: now() + WAIT_SECONDS,
        relay: None,
    };
    let newcomer = coming_back::Newcomer::new(words, names.1, (names.0, device))?;
    let way = Return {
        invite: &invite,
        exporter: EXPORTER,
        device: newcomer.device(),
    };
    let root = words.root_key();
    let (asked, proved) = check_ask(&invite, EXPORTER, way.ask(&root))?;
    let part = giver.view(|me, tx, _| {
        let roster = tx.roster(&bond.person)?.ok_or(EngineError::Shape)?;
        if *roster.root() != proved {
            return Err(PeerFault::Roster.into());
        }
        returning::part(me, tx, &bond, &roster, own.encode())
    })?;
    let (roster, partner, part) = way.check_give(&root.verifying_key(), asked.give(part))?;
    let given = coming_back::Given {
        roster,
        partner,
        part,
    };
    newcomer.make_journal(home, Protection::KeyFile, &given)?;
    open(home)
}

/// Links a new device called `name`, whose journal is made at `home`, to the person of `old`.
///
/// # Errors
/// `Removed`, `Peer`, `Store`. Once `old` has stored the new device it is in, whatever comes of it.
pub fn link(old: &mut Engine, home: &Home, name: &str) -> Result<Engine, EngineError> {
    let name = devices::device_name(name)?;
    if old.is_removed()? {
        return Err(EngineError::Removed);
    }
    let before: Roster = old.view(|me, tx, _| devices::own_roster(me, tx))?;
    let (mut nonce, mut other, mut secret) = ([0; 32], [0; 32], [0; 32]);
    for bytes in [&mut nonce, &mut other, &mut secret] {
        rng().fill_bytes(bytes);
    }
    let digest = before.digest();
    let invite = Invite {
        mode: Mode::Device,
        endpoint: [0; 32],
        addresses: Vec::new(),
        secret,
        roster: digest,
        commitment: commitment(&nonce, &digest),
        expiry: now() + WAIT_SECONDS,
        relay: None,
    };
    let newcomer = Newcomer::new(invite.clone(), name.clone());
    let new = (other, newcomer.device());
    let asked = linking::ask(&invite, &EXPORTER, other, new.1);
    let caller = linking::check_ask(&invite, &EXPORTER, asked)?;
    let (revealed, transcript) = linking::reveal(&invite, (nonce, old.me.device), &before, caller);
    let (roster, by, seen) = linking::check_reveal(&invite, new, revealed)?;
    let expected = roster.addition(Signer::Device(by), new.1);
    let added = linking::add(&invite, &transcript, expected.clone());
    let addition = linking::check_add(&invite, &seen, &expected, added)?;
    let countersignature = addition.countersign(&newcomer.key);
    let sealing = newcomer.sealing.public();
    let signed = linking::sign(&invite, &seen, countersignature, sealing, name);
    let (countersignature, sealing, name) = linking::check_sign(&invite, &transcript, signed)?;
    old.change(|me, tx, _| take_in(me, tx, addition, &new.1, countersignature, name))?;
    let hold = old.config.hold_seconds();
    let granted = old.view(|me, tx, _| grant(me, tx, &new.1, &sealing, hold))?;
    let welcome = linking::welcome(&invite, &transcript, granted);
    let entered = newcomer.welcomed(by, &roster, seen, welcome)?;
    newcomer.make_journal(home, Protection::KeyFile, &entered)?;
    open(home)
}
