//! The messages by which a new device comes to a person, and their faults.

use fondly_crypto::EpochKey;
use fondly_sync::{
    DeviceId, DeviceInSpace, Roster,
    invite::{Invite, Mode, commitment},
    linking::{self, Grant, Step, Transcript},
    roster::{Act, Signer},
};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng as _;

use super::{Object, device, key, object, roster, sealing};

const EXPORTER: [u8; 32] = [0x99; 32];
const JOURNAL_SECRET: [u8; 32] = [0x54; 32];

fn old() -> ([u8; 32], DeviceId) {
    ([0x52; 32], device(2))
}

fn new() -> ([u8; 32], DeviceId) {
    ([0x53; 32], device(4))
}

fn line() -> Invite {
    let digest = roster().digest();
    Invite {
        mode: Mode::Device,
        endpoint: [0x51; 32],
        addresses: vec!["192.0.2.7:1234".parse().expect("an address")],
        secret: [0xcc; 32],
        roster: digest,
        commitment: commitment(&old().0, &digest),
        expiry: 1_795_000_600,
        relay: None,
    }
}

fn reveal() -> (Step, Transcript) {
    linking::reveal(&line(), old(), &roster(), new())
}

fn transcript() -> Transcript {
    reveal().1
}

fn addition(new: u8) -> Act {
    roster().addition(Signer::Device(device(2)), device(new))
}

fn with_the_new() -> Roster {
    let mut roster = roster();
    let countersignature = addition(4).countersign(&key(4));
    let admitted = roster.admit(addition(4), &key(2), countersignature);
    admitted.expect("both sign");
    roster
}

fn wrapped() -> Vec<u8> {
    let mut rng = ChaCha20Rng::seed_from_u64(2);
    let person = roster().person();
    linking::wrap_secret(
        &mut rng,
        &sealing().public(),
        &person,
        &device(4),
        &JOURNAL_SECRET,
    )
}

fn grant(roster: &Roster) -> Grant {
    Grant {
        name: "Ana".to_owned(),
        roster: roster.encode(),
        journal_secret: wrapped(),
        recovery: Some(sealing().public()),
        at: DeviceInSpace {
            sealing: sealing().public(),
            endpoint: [0x77; 32],
            addresses: vec!["127.0.0.1:4433".parse().expect("an address")],
            relay: None,
        },
        share_hold: Some(300),
    }
}

fn sign(signer: u8, name: &str) -> Step {
    let countersignature = addition(4).countersign(&key(signer));
    let (sealing, name) = (sealing().public(), name.to_owned());
    linking::sign(&line(), &transcript(), countersignature, sealing, name)
}

fn welcome(roster: &Roster) -> Step {
    linking::welcome(&line(), &transcript(), grant(roster))
}

/// Opens the frozen journal secret.
pub(crate) fn open_journal_secret(bytes: &[u8]) -> Option<EpochKey> {
    let person = roster().person();
    let key = linking::unwrap_secret(&sealing(), &person, &device(4), bytes).ok()?;
    assert_eq!(*key.to_bytes(), JOURNAL_SECRET);
    Some(key)
}

/// Takes a message as the device does to which it is said.
pub(crate) fn check_step(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let step = Step::decode(bytes).map_err(|fault| format!("{fault:?}"))?;
    let again = step.encode();
    let (line, transcript) = (line(), transcript());
    let taken = match step {
        Step::Ask { .. } => linking::check_ask(&line, &EXPORTER, step).map(drop),
        Step::Reveal { .. } => linking::check_reveal(&line, new(), step).map(drop),
        Step::Add { .. } => linking::check_add(&line, &transcript, &addition(4), step).map(drop),
        Step::Sign { .. } => linking::check_sign(&line, &transcript, step)
            .and_then(|(signature, ..)| roster().admit(addition(4), &key(2), signature)),
        Step::Welcome { .. } => {
            let (before, device) = (roster(), device(4));
            linking::check_welcome(&line, &transcript, &before, &device, step).map(drop)
        }
        Step::Whole { .. } => linking::check_whole(&line, &transcript, step),
    };
    taken.map(|()| again).map_err(|fault| format!("{fault:?}"))
}

/// Good messages, and what goes with them.
pub(super) fn linking() -> Vec<Object> {
    let (nonce, device) = new();
    let steps = [
        ("ask", linking::ask(&line(), &EXPORTER, nonce, device)),
        ("reveal", reveal().0),
        ("add", linking::add(&line(), &transcript(), addition(4))),
        ("sign", sign(4, "phone")),
        ("welcome", welcome(&with_the_new())),
        ("whole", linking::whole(&line(), &transcript())),
    ];
    let step =
        |(name, step): (&str, Step)| object(&format!("linking_{name}"), "linking", step.encode());
    let mut all: Vec<Object> = steps.into_iter().map(step).collect();
    let words = transcript().words().join(" ").into_bytes();
    all.push(object("words_of_linking", "value", words));
    all.push(object("journal_secret", "journal secret", wrapped()));
    let line = line().to_line().into_bytes();
    all.push(object("invite_of_device", "invite", line));
    all
}

/// Messages with one fault each.
pub(super) fn faulty_linking() -> Vec<(Object, &'static str)> {
    let (nonce, device) = new();
    let ask = |line: &Invite, exporter| linking::ask(line, exporter, nonce, device);
    let mut other_secret = line();
    other_secret.secret = [0xcd; 32];
    let (mut other_nonce, mut other_line) = (old(), line());
    other_nonce.0 = [0x55; 32];
    other_line.expiry += 1;
    let stranger = Roster::begin(&key(11), &key(2), [3; 16]);
    let revealed = |line: &Invite, old, roster: &Roster| linking::reveal(line, old, roster, new());
    let (_, foreign) = revealed(&other_line, old(), &roster());
    let whole = linking::whole(&line(), &transcript()).encode();
    let said = |step: &Step| step.encode();
    let cut = |bytes: Vec<u8>| bytes[..bytes.len() - 1].to_vec();
    let list = vec![
        (
            "ask_other_secret",
            said(&ask(&other_secret, &EXPORTER)),
            "Invite",
        ),
        ("ask_other_link", said(&ask(&line(), &[0x98; 32])), "Invite"),
        (
            "ask_cut_short",
            cut(said(&ask(&line(), &EXPORTER))),
            "Shape",
        ),
        (
            "reveal_other_nonce",
            said(&revealed(&line(), other_nonce, &roster()).0),
            "Invite",
        ),
        (
            "reveal_other_person",
            said(&revealed(&line(), old(), &stranger).0),
            "Invite",
        ),
        (
            "reveal_other_line",
            said(&revealed(&other_line, old(), &roster()).0),
            "Invite",
        ),
        (
            "reveal_roster_beyond",
            [&[1][..], &[0x52; 32], &[0xff, 0xff, 0xff, 0x7f]].concat(),
            "Shape",
        ),
        (
            "add_other_device",
            said(&linking::add(&line(), &transcript(), addition(5))),
            "Roster",
        ),
        (
            "add_other_transcript",
            said(&linking::add(&line(), &foreign, addition(4))),
            "Invite",
        ),
        ("sign_other_key", said(&sign(9, "phone")), "Roster"),
        ("sign_no_name", said(&sign(4, "")), "Limit"),
        (
            "sign_name_too_long",
            said(&sign(4, &"a".repeat(65))),
            "Limit",
        ),
        ("welcome_other_person", said(&welcome(&stranger)), "Roster"),
        (
            "welcome_without_the_device",
            said(&welcome(&roster())),
            "Roster",
        ),
        (
            "welcome_cut_short",
            cut(said(&welcome(&with_the_new()))),
            "Shape",
        ),
        (
            "whole_other_transcript",
            said(&linking::whole(&line(), &foreign)),
            "Invite",
        ),
        (
            "whole_trailing_byte",
            [&whole[..], &[0]].concat(),
            "NotCanonical",
        ),
        ("unknown_number", vec![6], "Shape"),
    ];
    let list = list.into_iter();
    list.map(|(name, bytes, expect)| (object(&format!("linking_{name}"), "linking", bytes), expect))
        .collect()
}
