use fondly_crypto::SealingSecret;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng as _};

use super::*;
use crate::invite::{Mode, commitment};

const EXPORTER: [u8; 32] = [5; 32];

struct Two {
    words: SigningKey,
    invite: Invite,
    part: Part,
}

/// Ana, who lost everything, and Sam, whose line she was given.
fn two() -> Two {
    let key = |byte| SigningKey::from_bytes(&[byte; 32]);
    let (words, ana, sam) = (key(1), key(2), key(3));
    let roster = Roster::begin(&words, &ana, [1; 16]);
    let partner = Roster::begin(&key(4), &sam, [2; 16]);
    let digest = partner.digest();
    let invite = Invite {
        mode: Mode::Return,
        endpoint: [6; 32],
        addresses: Vec::new(),
        secret: [7; 32],
        roster: digest,
        commitment: commitment(&[0; 32], &digest),
        expiry: 0,
        relay: None,
    };
    let at = DeviceInSpace {
        sealing: SealingSecret::generate(&mut ChaCha8Rng::seed_from_u64(1)).public(),
        endpoint: [8; 32],
        addresses: Vec::new(),
        relay: None,
    };
    let part = Part {
        roster: roster.encode(),
        partner: partner.encode(),
        device: DeviceId(sam.verifying_key()),
        at,
        transcript: [9; 32],
        inviter: true,
        in_person: false,
        created_at: 10,
    };
    Two {
        words,
        invite,
        part,
    }
}

impl Two {
    fn way(&self) -> Return<'_> {
        Return {
            invite: &self.invite,
            exporter: EXPORTER,
            device: DeviceId(SigningKey::from_bytes(&[11; 32]).verifying_key()),
        }
    }

    fn check(&self, step: Step) -> Result<Part, PeerFault> {
        let checked = self.way().check_give(&self.words.verifying_key(), step);
        checked.map(|(_, _, part)| part)
    }
}

#[test]
fn whoever_has_the_words_and_the_line_gets_their_part() {
    let two = two();
    let asked = Step::decode(&two.way().ask(&two.words).encode()).unwrap();
    let (way, root) = check_ask(&two.invite, EXPORTER, asked).unwrap();
    assert_eq!(root, two.words.verifying_key());
    let given = Step::decode(&way.give(two.part.clone()).encode()).unwrap();
    assert_eq!(two.check(given).unwrap(), two.part);
    way.check_whole(two.way().whole()).unwrap();
}

#[test]
fn an_ask_counts_on_its_own_link_only() {
    let two = two();
    let asked = two.way().ask(&two.words);
    let fault = check_ask(&two.invite, [6; 32], asked).unwrap_err();
    assert!(matches!(fault, PeerFault::Invite));
}

#[test]
fn an_ask_for_another_device_is_refused() {
    let two = two();
    let Step::Ask {
        root, signature, ..
    } = two.way().ask(&two.words)
    else {
        unreachable!("it asks");
    };
    // Somebody who knows the line puts their own device in.
    let device = DeviceId(SigningKey::from_bytes(&[12; 32]).verifying_key());
    let theirs = Return {
        device,
        ..two.way()
    };
    let forged = Step::Ask {
        device,
        root,
        signature,
        mac: theirs.authenticate(b"ask", &root.0),
    };
    let fault = check_ask(&two.invite, EXPORTER, forged).unwrap_err();
    assert!(matches!(fault, PeerFault::Signature));
}

#[test]
fn without_the_line_nothing_is_asked_or_given() {
    let two = two();
    let guessed = Invite {
        secret: [0; 32],
        ..two.invite.clone()
    };
    let way = Return {
        invite: &guessed,
        ..two.way()
    };
    let asked = check_ask(&two.invite, EXPORTER, way.ask(&two.words));
    assert!(matches!(asked.unwrap_err(), PeerFault::Invite));
    let given = two.check(way.give(two.part.clone()));
    assert!(matches!(given.unwrap_err(), PeerFault::Invite));
}

#[test]
fn a_part_of_somebody_else_is_refused() {
    let two = two();
    let other = Roster::begin(
        &SigningKey::from_bytes(&[13; 32]),
        &SigningKey::from_bytes(&[2; 32]),
        [1; 16],
    );
    let part = Part {
        roster: other.encode(),
        ..two.part.clone()
    };
    let fault = two.check(two.way().give(part)).unwrap_err();
    assert!(matches!(fault, PeerFault::Roster));
}

#[test]
fn a_partner_whom_the_line_does_not_name_is_refused() {
    let two = two();
    let other = Roster::begin(
        &SigningKey::from_bytes(&[4; 32]),
        &SigningKey::from_bytes(&[14; 32]),
        [2; 16],
    );
    let strange = Part {
        partner: other.encode(),
        ..two.part.clone()
    };
    let fault = two.check(two.way().give(strange)).unwrap_err();
    assert!(matches!(fault, PeerFault::Invite));
    let foreign = Part {
        device: DeviceId(SigningKey::from_bytes(&[14; 32]).verifying_key()),
        ..two.part.clone()
    };
    let fault = two.check(two.way().give(foreign)).unwrap_err();
    assert!(matches!(fault, PeerFault::Invite));
}

#[test]
fn every_truncation_of_a_message_is_refused() {
    let two = two();
    for step in [
        two.way().ask(&two.words),
        two.way().give(two.part.clone()),
        two.way().whole(),
    ] {
        let bytes = step.encode();
        for end in 0..bytes.len() {
            Step::decode(&bytes[..end]).unwrap_err();
        }
    }
}
