//! An invite, its messages and its transcript.

use fondly_crypto::SealingSecret;
use fondly_sync::{
    Roster,
    invite::{self, Invite, Mode, Party, Transcript, commitment},
};

use super::{device, frozen_wrap, key, records::run};

pub(super) fn party(n: u8) -> (Party, Roster) {
    let roster = Roster::begin(&key(n + 10), &key(n), [n; 16]);
    let party = Party {
        nonce: [n; 32],
        roster: roster.encode(),
        device: device(n),
        sealing: SealingSecret::from_bytes(&[n; 32]).public(),
        endpoint: [n + 100; 32],
        addresses: vec!["192.0.2.7:1234".parse().expect("an address")],
    };
    (party, roster)
}

pub(super) fn an_invite() -> Invite {
    let (inviter, roster) = party(2);
    Invite {
        mode: Mode::Words,
        endpoint: inviter.endpoint,
        addresses: inviter.addresses,
        secret: [0xbb; 32],
        roster: roster.digest(),
        commitment: commitment(&inviter.nonce, &roster.digest()),
        expiry: 1_795_000_600,
        relay: None,
    }
}

pub(super) fn a_relayed_invite() -> Invite {
    Invite {
        relay: Some("https://relay.example/".to_owned()),
        ..an_invite()
    }
}

pub(super) fn transcript() -> Transcript {
    let ((inviter, of_inviter), (joiner, of_joiner)) = (party(2), party(4));
    Transcript::new(&an_invite(), (&inviter, &of_inviter), (&joiner, &of_joiner))
}

pub(super) fn steps() -> Vec<(&'static str, Vec<u8>)> {
    let invite = an_invite();
    let (inviter, joiner) = (party(2).0, party(4).0);
    let join = invite::join(&invite, &key(4), &[0x99; 32], joiner);
    let runs = (run(), run());
    let answer = invite::answer(
        &invite,
        &key(2),
        &transcript(),
        inviter,
        runs,
        frozen_wrap(),
    );
    let joined = invite::joined(&invite, &transcript(), run());
    vec![
        ("join", join.encode()),
        ("answer", answer.encode()),
        ("joined", joined.encode()),
    ]
}
