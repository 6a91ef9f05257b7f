use std::{collections::BTreeSet, sync::LazyLock};

use fondly_crypto::SigningKey;
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng as _;

use super::*;
use crate::{DecodeError, invite::Mode, roster::Signer};

const EXPORTER: [u8; 32] = [9; 32];

fn key(n: u8) -> SigningKey {
    SigningKey::from_bytes(&[n; 32])
}

fn id(n: u8) -> DeviceId {
    DeviceId(key(n).verifying_key())
}

fn sealing() -> SealingSecret {
    SealingSecret::from_bytes(&[33; 32])
}

/// Root 1, device 2.
fn roster() -> Roster {
    Roster::begin(&key(1), &key(2), [3; 16])
}

fn old() -> ([u8; 32], DeviceId) {
    ([21; 32], id(2))
}

fn new() -> ([u8; 32], DeviceId) {
    ([41; 32], id(4))
}

fn line() -> Invite {
    let digest = roster().digest();
    Invite {
        mode: Mode::Device,
        endpoint: [5; 32],
        addresses: Vec::new(),
        secret: [6; 32],
        roster: digest,
        commitment: commitment(&old().0, &digest),
        expiry: 1_795_000_600,
        relay: None,
    }
}

fn transcript_of(line: &Invite) -> Transcript {
    reveal(line, old(), &roster(), new()).1
}

fn addition() -> Act {
    roster().addition(Signer::Device(id(2)), id(4))
}

fn grant(roster: &Roster) -> Grant {
    Grant {
        name: "Ana".to_owned(),
        roster: roster.encode(),
        journal_secret: vec![7; 32],
        recovery: None,
        at: DeviceInSpace {
            sealing: sealing().public(),
            endpoint: [8; 32],
            addresses: Vec::new(),
            relay: None,
        },
        share_hold: None,
    }
}

fn with_the_new() -> Roster {
    let mut roster = roster();
    roster.add(&key(2), &key(4)).unwrap();
    roster
}

/// The six messages as whoever holds `line` says them.
fn said(line: &Invite) -> [Step; 6] {
    let transcript = transcript_of(line);
    let countersignature = addition().countersign(&key(4));
    let name = "phone".to_owned();
    [
        ask(line, &EXPORTER, new().0, new().1),
        reveal(line, old(), &roster(), new()).0,
        add(line, &transcript, addition()),
        sign(
            line,
            &transcript,
            countersignature,
            sealing().public(),
            name,
        ),
        welcome(line, &transcript, grant(&with_the_new())),
        whole(line, &transcript),
    ]
}

/// What both sides know by then: made once, since some tests look at it for every bit.
static KNOWN: LazyLock<(Invite, Transcript, Roster, Act)> =
    LazyLock::new(|| (line(), transcript_of(&line()), roster(), addition()));

/// What the check of the message at `place` says to `step`.
fn checked(place: usize, step: Step) -> Result<(), PeerFault> {
    let (line, transcript, roster, addition) = &*KNOWN;
    match place {
        0 => check_ask(line, &EXPORTER, step).map(drop),
        1 => check_reveal(line, new(), step).map(drop),
        2 => check_add(line, transcript, addition, step).map(drop),
        3 => check_sign(line, transcript, step).map(drop),
        4 => check_welcome(line, transcript, roster, &id(4), step).map(drop),
        _ => check_whole(line, transcript, step),
    }
}

#[test]
fn both_sides_have_the_same_words_and_the_new_device_is_in() {
    let (step, transcript) = reveal(&line(), old(), &roster(), new());
    let (seen, device, same) = check_reveal(&line(), new(), step).unwrap();
    assert_eq!((seen, device), (roster(), id(2)));
    assert_eq!(same.words(), transcript.words());
    for (place, step) in said(&line()).into_iter().enumerate() {
        assert_eq!(checked(place, step), Ok(()), "message {place}");
    }
    let [.., welcome, _] = said(&line());
    let (grant, roster) = check_welcome(&line(), &transcript, &roster(), &id(4), welcome).unwrap();
    assert_eq!(grant.name, "Ana");
    assert!(roster.devices().contains(&id(4)));
}

#[test]
fn every_message_in_another_place_is_out_of_order() {
    for (place, step) in said(&line()).into_iter().enumerate() {
        for other in (0..6).filter(|other| *other != place) {
            assert_eq!(checked(other, step.clone()), Err(PeerFault::OutOfOrder));
        }
    }
}

#[test]
fn whoever_does_not_know_the_secret_is_refused_at_every_message() {
    let guessed = Invite {
        secret: [7; 32],
        ..line()
    };
    for (place, step) in said(&guessed).into_iter().enumerate() {
        assert_eq!(
            checked(place, step),
            Err(PeerFault::Invite),
            "message {place}"
        );
    }
}

#[test]
fn messages_of_another_linking_are_refused() {
    // The same line, secret and devices, but the new device drew another nonce.
    let other = reveal(&line(), old(), &roster(), ([42; 32], id(4))).1;
    let countersignature = addition().countersign(&key(4));
    let name = "phone".to_owned();
    let replayed = [
        reveal(&line(), old(), &roster(), ([42; 32], id(4))).0,
        add(&line(), &other, addition()),
        sign(&line(), &other, countersignature, sealing().public(), name),
        welcome(&line(), &other, grant(&with_the_new())),
        whole(&line(), &other),
    ];
    for (before, step) in replayed.into_iter().enumerate() {
        assert_eq!(checked(before + 1, step), Err(PeerFault::Invite));
    }
    let elsewhere = ask(&line(), &[10; 32], new().0, new().1);
    assert_eq!(checked(0, elsewhere), Err(PeerFault::Invite));
}

#[test]
fn journal_of_another_person_is_refused() {
    let stranger = Roster::begin(&key(11), &key(2), [3; 16]);
    let (step, _) = reveal(&line(), old(), &stranger, new());
    assert_eq!(checked(1, step), Err(PeerFault::Invite));
    let mut theirs = stranger;
    theirs.add(&key(2), &key(4)).unwrap();
    let transcript = transcript_of(&line());
    let step = welcome(&line(), &transcript, grant(&theirs));
    assert_eq!(checked(4, step), Err(PeerFault::Roster));
}

#[test]
fn device_outside_the_roster_cannot_reveal_and_other_nonces_do_not_fit_the_line() {
    for speaker in [([21; 32], id(9)), ([22; 32], id(2))] {
        let (step, _) = reveal(&line(), speaker, &roster(), new());
        assert_eq!(checked(1, step), Err(PeerFault::Invite));
    }
}

#[test]
fn whoever_stands_between_gives_the_two_devices_other_words() {
    // It has the line, so every MAC holds; it cannot have both at one transcript.
    let between = id(9);
    for nonce in [[50; 32], new().0] {
        let asked = ask(&line(), &EXPORTER, nonce, between);
        let heard = check_ask(&line(), &EXPORTER, asked).unwrap();
        let (_, at_the_old) = reveal(&line(), old(), &roster(), heard);
        let (forged, _) = reveal(&line(), old(), &roster(), new());
        let (_, _, at_the_new) = check_reveal(&line(), new(), forged).unwrap();
        assert_ne!(at_the_old.words(), at_the_new.words());
    }
}

#[test]
fn anything_but_the_expected_addition_is_not_signed() {
    let transcript = transcript_of(&line());
    let other_person = Roster::begin(&key(11), &key(2), [3; 16]);
    let acts = [
        roster().addition(Signer::Root, id(4)),
        roster().addition(Signer::Device(id(2)), id(5)),
        other_person.addition(Signer::Device(id(2)), id(4)),
        with_the_new().addition(Signer::Device(id(2)), id(4)),
    ];
    for act in acts {
        let step = add(&line(), &transcript, act);
        assert_eq!(checked(2, step), Err(PeerFault::Roster));
    }
}

#[test]
fn welcome_without_the_new_device_is_refused() {
    let transcript = transcript_of(&line());
    let mut removed = with_the_new();
    let gone = BTreeSet::from([id(4)]);
    removed
        .remove(&key(2), Signer::Device(id(2)), gone)
        .unwrap();
    for roster in [roster(), removed] {
        let step = welcome(&line(), &transcript, grant(&roster));
        assert_eq!(checked(4, step), Err(PeerFault::Roster));
    }
}

#[test]
fn names_have_a_character_and_a_most_of_them() {
    let transcript = transcript_of(&line());
    let named = |name: String| {
        let countersignature = addition().countersign(&key(4));
        let sealing = sealing().public();
        checked(
            3,
            sign(&line(), &transcript, countersignature, sealing, name),
        )
    };
    assert_eq!(named("\u{fc}".repeat(NAME_CHARS_MAX)), Ok(()));
    assert_eq!(named("a".repeat(NAME_CHARS_MAX + 1)), Err(PeerFault::Limit));
    assert_eq!(named(String::new()), Err(PeerFault::Limit));
}

#[test]
fn oversized_messages_and_rosters_are_refused() {
    let source = DecodeError::TooLarge {
        have: MESSAGE_BYTES_MAX + 1,
        limit: MESSAGE_BYTES_MAX,
    };
    let refused = Step::decode(&vec![0; MESSAGE_BYTES_MAX + 1]);
    let what = "message";
    assert_eq!(refused, Err(PeerFault::Decode { what, source }));
    let Step::Reveal {
        nonce, device, mac, ..
    } = reveal(&line(), old(), &roster(), new()).0
    else {
        panic!("it reveals");
    };
    let roster = vec![0; ROSTER_BYTES_MAX + 1];
    let step = Step::Reveal {
        nonce,
        roster,
        device,
        mac,
    };
    let refused = checked(1, Step::decode(&step.encode()).unwrap());
    assert!(matches!(
        refused,
        Err(PeerFault::Decode { what: "roster", .. })
    ));
}

#[test]
fn every_flipped_bit_and_every_truncation_is_refused() {
    let taken = |place, bytes: &[u8]| {
        let step = Step::decode(bytes);
        step.is_ok_and(|step| checked(place, step).is_ok())
    };
    for (place, step) in said(&line()).into_iter().enumerate() {
        let bytes = step.encode();
        assert!(taken(place, &bytes));
        for length in 0..bytes.len() {
            assert!(Step::decode(&bytes[..length]).is_err());
        }
        for bit in 0..bytes.len() * 8 {
            let mut changed = bytes.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert!(!taken(place, &changed), "message {place}, bit {bit}");
        }
    }
}

#[test]
fn journal_secret_opens_for_the_device_and_person_to_which_it_was_wrapped() {
    let person = roster().person();
    let other = Roster::begin(&key(11), &key(2), [3; 16]).person();
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let wrapped = wrap_secret(&mut rng, &sealing().public(), &person, &id(4), &[7; 32]);
    let open = |secret: u8, person, device| {
        let secret = SealingSecret::from_bytes(&[secret; 32]);
        unwrap_secret(&secret, &person, &device, &wrapped).map(|key| *key.to_bytes())
    };
    assert_eq!(open(33, person, id(4)), Ok([7; 32]));
    assert_eq!(open(34, person, id(4)), Err(PeerFault::Seal));
    assert_eq!(open(33, other, id(4)), Err(PeerFault::Seal));
    assert_eq!(open(33, person, id(5)), Err(PeerFault::Seal));
}
