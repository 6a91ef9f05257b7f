//! Somebody between the two, or somebody else, while a bond is formed.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use fondly_crypto::SealingSecret;

use super::*;

const EXPORTER: [u8; 32] = [9; 32];

fn key(n: u8) -> SigningKey {
    SigningKey::from_bytes(&[n; 32])
}

fn party(n: u8) -> (Party, Roster) {
    let roster = Roster::begin(&key(n + 10), &key(n), [n; 16]);
    let party = Party {
        nonce: [n; 32],
        roster: roster.encode(),
        device: DeviceId(key(n).verifying_key()),
        sealing: SealingSecret::from_bytes(&[n; 32]).public(),
        endpoint: [n + 100; 32],
        addresses: Vec::new(),
    };
    (party, roster)
}

/// Of 2, who invites.
fn line() -> Invite {
    let (inviter, roster) = party(2);
    Invite {
        mode: Mode::Words,
        endpoint: inviter.endpoint,
        addresses: Vec::new(),
        secret: [6; 32],
        roster: roster.digest(),
        commitment: commitment(&inviter.nonce, &roster.digest()),
        expiry: 1_795_000_600,
        relay: None,
    }
}

fn run() -> Run {
    Run {
        version: 1,
        first: 0,
        prev: crate::RecordHash([2; 32]),
        items: Vec::new(),
        signature: key(2).sign(Domain::INVITE_MAC, &[3; 32]),
    }
}

fn transcript(inviter: u8, joiner: u8) -> Transcript {
    let ((one, of_one), (other, of_other)) = (party(inviter), party(joiner));
    Transcript::new(&line(), (&one, &of_one), (&other, &of_other))
}

fn asked() -> Step {
    join(&line(), &key(4), &EXPORTER, party(4).0)
}

fn answered(invite: &Invite, by: u8, transcript: &Transcript) -> Step {
    let runs = (run(), run());
    answer(invite, &key(by), transcript, party(by).0, runs, vec![7; 32])
}

/// What 4, who asked, makes of an answer.
fn heard(step: Step) -> Result<Transcript, PeerFault> {
    let (joiner, roster) = party(4);
    check_answer(&line(), (&joiner, &roster), step).map(|answered| answered.transcript)
}

#[test]
fn both_sides_come_to_the_same_transcript_and_words() {
    let (party, roster) = check_join(&line(), &EXPORTER, asked()).unwrap();
    assert_eq!(roster.digest(), self::party(4).1.digest());
    let (inviter, own) = self::party(2);
    let here = Transcript::new(&line(), (&inviter, &own), (&party, &roster));
    let there = heard(answered(&line(), 2, &here)).unwrap();
    assert_eq!((here, here.words(true)), (there, there.words(true)));
    assert_ne!(here.words(true), here.words(false));
    check_joined(&line(), &here, joined(&line(), &there, run())).unwrap();
}

#[test]
fn whoever_lacks_the_secret_of_the_line_is_refused_at_each_step() {
    let wrong = Invite {
        secret: [5; 32],
        ..line()
    };
    let here = transcript(2, 4);
    let step = join(&wrong, &key(4), &EXPORTER, party(4).0);
    assert_eq!(check_join(&line(), &EXPORTER, step), Err(PeerFault::Invite));
    assert_eq!(heard(answered(&wrong, 2, &here)), Err(PeerFault::Invite));
    let step = joined(&wrong, &here, run());
    assert_eq!(check_joined(&line(), &here, step), Err(PeerFault::Invite));
}

#[test]
fn a_message_of_another_link_is_refused() {
    let said = check_join(&line(), &[8; 32], asked());
    assert_eq!(said, Err(PeerFault::Invite));
}

#[test]
fn whoever_knows_the_line_cannot_answer_for_the_inviter() {
    // With a roster of their own, with the inviter's but another key, or another nonce.
    assert_eq!(
        heard(answered(&line(), 3, &transcript(3, 4))),
        Err(PeerFault::Invite)
    );
    let here = transcript(2, 4);
    let runs = (run(), run());
    let step = answer(
        &line(),
        &key(3),
        &here,
        party(2).0,
        runs.clone(),
        vec![7; 32],
    );
    assert_eq!(heard(step), Err(PeerFault::Signature));
    let other = Party {
        nonce: [1; 32],
        ..party(2).0
    };
    let step = answer(&line(), &key(2), &here, other, runs, vec![7; 32]);
    assert_eq!(heard(step), Err(PeerFault::Invite));
}

#[test]
fn an_answer_to_somebody_else_who_asked_is_refused() {
    let between = transcript(2, 3);
    assert_eq!(
        heard(answered(&line(), 2, &between)),
        Err(PeerFault::Invite)
    );
    let step = joined(&line(), &between, run());
    let said = check_joined(&line(), &transcript(2, 4), step);
    assert_eq!(said, Err(PeerFault::Invite));
}

#[test]
fn whoever_asks_in_the_name_of_another_device_is_refused() {
    let step = join(&line(), &key(3), &EXPORTER, party(4).0);
    let said = check_join(&line(), &EXPORTER, step);
    assert_eq!(said, Err(PeerFault::Signature));
    let foreign = Party {
        device: DeviceId(key(3).verifying_key()),
        ..party(4).0
    };
    let step = join(&line(), &key(3), &EXPORTER, foreign);
    let said = check_join(&line(), &EXPORTER, step);
    assert_eq!(said, Err(PeerFault::Roster));
}

#[test]
fn steps_out_of_their_order_are_refused() {
    let here = transcript(2, 4);
    let last = joined(&line(), &here, run());
    let said = check_join(&line(), &EXPORTER, last.clone());
    assert_eq!(said, Err(PeerFault::OutOfOrder));
    assert_eq!(heard(last), Err(PeerFault::OutOfOrder));
    let said = check_joined(&line(), &here, asked());
    assert_eq!(said, Err(PeerFault::OutOfOrder));
}

/// A bit of every byte of every step changed on the way, as by somebody between the two.
#[test]
fn a_changed_bit_in_any_byte_is_refused() {
    let here = transcript(2, 4);
    let steps = [
        asked(),
        answered(&line(), 2, &here),
        joined(&line(), &here, run()),
    ];
    for (at, step) in steps.iter().enumerate() {
        let bytes = step.encode();
        for at_byte in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at_byte] ^= 1 << (at_byte % 8);
            let Ok(step) = Step::decode(&changed) else {
                continue;
            };
            let taken = match at {
                0 => check_join(&line(), &EXPORTER, step).is_ok(),
                1 => heard(step).is_ok(),
                _ => check_joined(&line(), &here, step).is_ok(),
            };
            assert!(!taken, "byte {at_byte} of step {at}");
        }
    }
}

#[test]
fn a_line_with_a_relay_names_it_and_one_without_is_as_ever() {
    let plain = line();
    let relayed = Invite {
        relay: Some("https://relay.example/".to_owned()),
        ..line()
    };
    assert_eq!(Invite::parse(&relayed.to_line()), Ok(relayed.clone()));
    assert_eq!(encode(&plain), plain.encode());
    assert!(relayed.encode().starts_with(&plain.encode()));
    let ((inviter, of_inviter), (joiner, of_joiner)) = (party(2), party(4));
    let sides = ((&inviter, &of_inviter), (&joiner, &of_joiner));
    let of = |invite: &Invite| Transcript::new(invite, sides.0, sides.1);
    assert_ne!(of(&plain), of(&relayed), "the words do not cover the relay");
}

#[test]
fn a_relay_that_is_too_long_is_refused() {
    let with = |count: usize| Invite {
        relay: Some("a".repeat(count)),
        ..line()
    };
    assert!(Invite::parse(&with(RELAY_BYTES_MAX).to_line()).is_ok());
    let long = Invite::parse(&with(RELAY_BYTES_MAX + 1).to_line());
    assert_eq!(long, Err(InviteError::Damaged));
}

#[test]
fn too_many_addresses_are_refused() {
    let address = "192.0.2.7:1".parse().unwrap();
    let many = Party {
        addresses: vec![address; ADDRESSES_MAX + 1],
        ..party(4).0
    };
    let said = check_join(&line(), &EXPORTER, join(&line(), &key(4), &EXPORTER, many));
    assert_eq!(said, Err(PeerFault::Limit));
    let many = Invite {
        addresses: vec![address; ADDRESSES_MAX + 1],
        ..line()
    };
    assert_eq!(Invite::parse(&many.to_line()), Err(InviteError::Damaged));
}
