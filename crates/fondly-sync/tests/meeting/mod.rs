//! Strangers, removed devices and foreign spaces: what they are told, and what they cost.

use std::collections::BTreeSet;

use fondly_crypto::{Domain, SigningKey};
use fondly_sync::{
    DecodeError, DeviceId, Message, PeerFault, Roster, RosterHash, RosterRecord, SpaceId,
    codec::encode,
    roster::{Act, Signer},
    session::Effect,
};

use crate::pair::{Pair, Side, strange::Said};

fn stranger() -> SigningKey {
    SigningKey::from_bytes(&[99; 32])
}

/// The same introduction with another roster.
fn with_roster(introduce: Message, roster: Vec<u8>) -> Message {
    let Message::Introduce { device_run, .. } = introduce else {
        panic!("it introduces");
    };
    Message::Introduce { roster, device_run }
}

/// A pair that has met, and Ana's phone, which Sam has not.
fn with_phone(seed: u64) -> (Pair, SigningKey) {
    let mut pair = Pair::new(seed);
    pair.reconcile().expect("they know each other");
    let phone = pair.ana_adds_a_device();
    pair.ana_is_at(&phone);
    (pair, phone)
}

#[test]
fn device_that_was_not_met_is_known_only_by_its_introduction() {
    let (mut pair, phone) = with_phone(41);
    let proof = pair.proof_by(&phone);
    let (refused, said) = pair.sam_hears([proof.clone()]);
    assert_eq!(refused, Err(PeerFault::UnknownDevice));
    assert!(said.is_empty());
    let introduce = pair.introduce();
    let (taken, said) = pair.sam_hears([introduce, proof]);
    assert_eq!(taken, Ok(()));
    let renewed = said.iter().any(|effect| {
        matches!(effect, Effect::Renew { rosters: Some(_), met: Some((met, ..)) }
            if *met == DeviceId(phone.verifying_key()))
    });
    assert!(renewed);
}

#[test]
fn introduction_is_said_once_before_the_proof_by_who_dials() {
    let (mut pair, phone) = with_phone(42);
    let (introduce, proof) = (pair.introduce(), pair.proof_by(&phone));
    let twice = [introduce.clone(), introduce.clone()];
    assert_eq!(pair.sam_hears(twice).0, Err(PeerFault::OutOfOrder));
    let late = [introduce.clone(), proof, introduce.clone()];
    assert_eq!(pair.sam_hears(late).0, Err(PeerFault::OutOfOrder));
    assert_eq!(pair.ana_hears([introduce]).0, Err(PeerFault::OutOfOrder));
}

#[test]
fn introduction_of_another_device_is_worth_nothing() {
    let (mut pair, _) = with_phone(43);
    let (introduce, proof) = (pair.introduce(), pair.proof_by(&stranger()));
    let (refused, said) = pair.sam_hears([introduce, proof]);
    assert_eq!(refused, Err(PeerFault::UnknownDevice));
    assert!(said.is_empty());
}

#[test]
fn introduction_needs_the_keys_of_the_device_in_this_space_by_its_own_hand() {
    for (said, fault) in [
        (Said::ByAnother, PeerFault::Signature),
        (Said::Elsewhere, PeerFault::Signature),
        (Said::NoKeys, PeerFault::Contents),
        (Said::Twice, PeerFault::Limit),
    ] {
        let (mut pair, phone) = with_phone(44);
        let (introduce, proof) = (pair.introduce_with(said), pair.proof_by(&phone));
        let (refused, effects) = pair.sam_hears([introduce, proof]);
        assert_eq!(refused, Err(fault), "{said:?}");
        assert!(effects.is_empty());
    }
}

#[test]
fn roster_of_a_stranger_is_not_looked_at_before_its_proof_holds() {
    let (mut pair, phone) = with_phone(45);
    let introduce = with_roster(pair.introduce(), vec![0xff; 9]);
    let (proof, no_proof) = (pair.proof_by(&phone), pair.false_proof_by(&phone));
    let (refused, _) = pair.sam_hears([introduce.clone(), no_proof]);
    assert_eq!(refused, Err(PeerFault::Signature));
    let (refused, _) = pair.sam_hears([introduce, proof]);
    assert!(matches!(
        refused,
        Err(PeerFault::Decode { what: "roster", .. })
    ));
}

/// The roster of Ana with `count` removals in a chain that a stranger signed in her name.
fn forged(roster: &Roster, count: usize) -> Vec<u8> {
    let mut records = Roster::decode_records(&roster.encode()).expect("its own encoding");
    let ana = *roster.devices().first().expect("Ana has one");
    let mut parent: RosterHash = records[0].act.hash();
    for _ in 0..count {
        let act = Act::RemoveDevices {
            person: roster.person(),
            parents: vec![parent],
            signer: Signer::Device(ana),
            devices: vec![ana],
        };
        parent = act.hash();
        records.push(RosterRecord {
            signature: stranger().sign(Domain::ROSTER_SIGNATURE, &parent.0),
            countersignature: None,
            act,
        });
    }
    encode(&records)
}

#[test]
fn roster_of_a_stranger_is_bounded_and_leaves_nothing() {
    let (mut pair, _) = with_phone(46);
    let roster = pair.ana_at_sam();
    let unknown = Roster::begin(&stranger(), &stranger(), [1; 16]);
    let large = DecodeError::TooLarge {
        have: (64 << 10) + 1,
        limit: 64 << 10,
    };
    let too_large = PeerFault::Decode {
        what: "roster",
        source: large,
    };
    for (roster, fault) in [
        // All that the limits let through: refused for a signature.
        (forged(&roster, 255), PeerFault::Roster),
        // One more record than that: refused before any signature is looked at.
        (forged(&roster, 256), PeerFault::Limit),
        (vec![0; (64 << 10) + 1], too_large),
        // A good roster of a person who is nobody here.
        (unknown.encode(), PeerFault::Roster),
        // A good roster of a person who is known, without the stranger.
        (roster.encode(), PeerFault::UnknownDevice),
    ] {
        let introduce = with_roster(pair.introduce(), roster);
        let proof = pair.proof_by(&stranger());
        let (refused, effects) = pair.sam_hears([introduce, proof]);
        assert_eq!(refused, Err(fault));
        assert!(effects.is_empty());
    }
}

#[test]
fn space_is_said_before_a_session_and_never_in_one() {
    let mut pair = Pair::new(47);
    let (space, proof) = (pair.space(), pair.proof_by(&pair.ana()));
    for foreign in [space, SpaceId([8; 32])] {
        let space = Message::Space(foreign);
        let (refused, said) = pair.sam_hears([space.clone()]);
        assert_eq!(refused, Err(PeerFault::OutOfOrder));
        assert!(said.is_empty());
        let refused = pair.sam_hears([proof.clone(), space.clone()]).0;
        assert_eq!(refused, Err(PeerFault::OutOfOrder));
        assert_eq!(pair.ana_hears([space]).0, Err(PeerFault::OutOfOrder));
    }
}

#[test]
fn a_dialler_that_names_spaces_is_not_answered() {
    let mut pair = Pair::new(48);
    let proof = pair.proof_by(&pair.ana());
    let (_, proven) = pair.sam_hears([proof.clone()]);
    for spaces in [
        vec![pair.space()],
        vec![SpaceId([8; 32])],
        vec![pair.space(); 2],
    ] {
        let hello = Pair::hello_about(&spaces);
        let (refused, said) = pair.sam_hears([proof.clone(), hello]);
        assert_eq!(refused, Err(PeerFault::Limit));
        // The proof that answers the first message, and nothing for the second.
        assert_eq!((proven.len(), said.len()), (1, 1));
    }
    let hello = Pair::hello_about(&[]);
    assert_eq!(pair.sam_hears([proof, hello]).0, Ok(()));
}

#[test]
fn a_listener_names_the_space_and_nothing_else() {
    let mut pair = Pair::new(48);
    let (space, proof) = (pair.space(), pair.proof_of_sam());
    for (spaces, fault) in [
        (vec![SpaceId([8; 32])], PeerFault::UnknownDevice),
        (vec![space; 2], PeerFault::Limit),
        (Vec::new(), PeerFault::Limit),
    ] {
        let heard = pair.ana_hears([proof.clone(), Pair::hello_about(&spaces)]);
        assert_eq!(heard.0, Err(fault));
    }
    let heard = pair.ana_hears([proof, Pair::hello_about(&[space])]);
    assert_eq!(heard.0, Ok(()));
}

#[test]
fn removed_device_is_told_so_by_a_device_of_its_own_person() {
    let mut pair = Pair::new(49);
    let phone = pair.sam_is_anas_phone();
    pair.ana_is_removed_at(Side::Sam, &phone);
    assert_eq!(pair.reconcile().unwrap_err(), PeerFault::Removed);
}

#[test]
fn removed_device_is_nobody_to_a_partner() {
    let mut pair = Pair::new(50);
    pair.write(Side::Ana, 2);
    let phone = pair.ana_adds_a_device();
    pair.ana_is_removed_at(Side::Ana, &phone);
    pair.sam_learns_rosters();
    let held = pair.records(Side::Sam);
    let proof = pair.proof_by(&pair.ana());
    let (refused, said) = pair.sam_hears([proof.clone()]);
    assert_eq!(refused, Err(PeerFault::UnknownDevice));
    assert!(said.is_empty());
    // Not by an introduction either.
    let introduce = pair.introduce();
    let (refused, said) = pair.sam_hears([introduce, proof]);
    assert_eq!(refused, Err(PeerFault::UnknownDevice));
    assert!(said.is_empty());
    assert_eq!(pair.records(Side::Sam), held);
}

#[test]
fn rosters_that_remove_who_shows_them_end_the_session() {
    let mut pair = Pair::new(51);
    pair.write(Side::Ana, 2);
    let phone = pair.ana_adds_a_device();
    pair.ana_is_removed_at(Side::Ana, &phone);
    let refused = pair.reconcile_from(Side::Sam).unwrap_err();
    assert_eq!(refused, PeerFault::UnknownDevice);
    // What they say stands nevertheless.
    let devices = BTreeSet::from([DeviceId(phone.verifying_key())]);
    assert_eq!(*pair.ana_at_sam().devices(), devices);
    let anas = pair.own_log_of_ana();
    assert!(pair.records(Side::Sam).iter().all(|it| !anas.contains(it)));
    let again = pair.reconcile_from(Side::Ana).unwrap_err();
    assert_eq!(again, PeerFault::UnknownDevice);
}

#[test]
fn rosters_come_only_where_they_are_awaited() {
    let mut pair = Pair::new(52);
    let proof = pair.proof_by(&pair.ana());
    let rosters = Message::Rosters(Vec::new());
    let refused = pair.sam_hears([rosters.clone()]).0;
    assert_eq!(refused, Err(PeerFault::OutOfOrder));
    let refused = pair.sam_hears([proof, rosters.clone()]).0;
    assert_eq!(refused, Err(PeerFault::OutOfOrder));
    assert_eq!(pair.ana_hears([rosters]).0, Err(PeerFault::OutOfOrder));
}

#[test]
fn more_rosters_than_members_are_refused() {
    let mut pair = Pair::new(53);
    pair.write(Side::Ana, 1);
    pair.ana_adds_a_device();
    let proof = pair.proof_by(&pair.ana());
    let roster = pair.ana_at_sam().encode();
    let differing = Message::Frontier {
        rosters: [1; 32],
        epoch: None,
        entries: Vec::new(),
    };
    let opening = [proof, Pair::hello_about(&[]), differing];
    let showing = |count| Message::Rosters(vec![roster.clone().into(); count]);
    let two = opening.iter().cloned().chain([showing(2)]);
    assert_eq!(pair.sam_hears(two).0, Ok(()));
    let three = opening.iter().cloned().chain([showing(3)]);
    assert_eq!(pair.sam_hears(three).0, Err(PeerFault::Roster));
    let again = opening.iter().cloned().chain([showing(2), showing(2)]);
    assert_eq!(pair.sam_hears(again).0, Err(PeerFault::Roster));
}

#[test]
fn home_that_was_put_back_takes_and_gives_nothing_in_that_session() {
    for dialler in [Side::Ana, Side::Sam] {
        let mut pair = Pair::new(54);
        pair.write(Side::Ana, 5);
        pair.reconcile().unwrap();
        let mut copy = pair.clone();
        pair.write(Side::Ana, 3);
        pair.reconcile().unwrap();
        pair.write(Side::Sam, 4);
        copy.write(Side::Ana, 1);
        copy.take_side(Side::Sam, &pair);
        let held = (copy.records(Side::Ana), copy.records(Side::Sam));
        copy.reconcile_from(dialler).unwrap();
        assert_eq!(copy.rolled_back, [Side::Ana]);
        let after = (copy.records(Side::Ana), copy.records(Side::Sam));
        assert_eq!(after, held);
    }
}
