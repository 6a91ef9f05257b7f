//! Rosters with every act, and rosters that break one rule each.

use std::collections::BTreeSet;

use fondly_crypto::{Domain, SigningKey};
use fondly_sync::{
    DeviceId, PersonId, Roster, RosterHash, RosterRecord,
    codec::encode,
    roster::{Act, Signer},
};

use super::{Object, device, key, object, roster};

/// The devices that acts of devices may name.
const ORDINARY_DEVICES: usize = 48;

/// Root 1; device 2 began, and added 3, which added 4.
pub(super) fn three() -> Roster {
    let mut roster = roster();
    for (adder, added) in [(2, 3), (3, 4)] {
        let added = roster.add(&key(adder), &key(added));
        added.expect("a device that is in adds");
    }
    roster
}

/// `roster` after device `signer` removed `gone`.
pub(super) fn removing(roster: &Roster, signer: u8, gone: u8) -> Roster {
    removed_by(roster, &key(signer), Signer::Device(device(signer)), gone)
}

/// `roster` after the root `key(signer)` removed `gone`.
pub(super) fn removing_by_root(roster: &Roster, signer: u8, gone: u8) -> Roster {
    removed_by(roster, &key(signer), Signer::Root, gone)
}

fn removed_by(roster: &Roster, key: &SigningKey, signer: Signer, gone: u8) -> Roster {
    let mut roster = roster.clone();
    let removed = roster.remove(key, signer, BTreeSet::from([device(gone)]));
    removed.expect("the signer was in by what it has seen");
    roster
}

/// `roster` after device `signer` added `new`.
pub(super) fn adding(roster: &Roster, signer: u8, new: u8) -> Roster {
    let mut roster = roster.clone();
    let added = roster.add(&key(signer), &key(new));
    added.expect("the signer was in by what it has seen");
    roster
}

/// `roster` begun anew by root `root` with `devices`; `next` is the root from there on.
pub(super) fn resetting(roster: &Roster, root: u8, next: u8, devices: &[u8]) -> Roster {
    let mut roster = roster.clone();
    let devices = devices.iter().map(|n| device(*n)).collect();
    let reset = roster.reset(&key(root), key(next).verifying_key(), devices);
    reset.expect("the root signs");
    roster
}

/// Good rosters.
pub(super) fn rosters() -> Vec<(&'static str, Roster)> {
    let mut by_root = roster();
    let added = by_root.add_by_root(&key(1), &key(4));
    added.expect("the root adds");
    vec![
        ("added_by_root", by_root),
        ("after_removal", removing(&three(), 2, 3)),
        ("after_removal_by_root", removing_by_root(&three(), 1, 2)),
        ("after_reset", resetting(&three(), 1, 6, &[3, 4])),
    ]
}

/// `act` with the signatures of some keys, whoever they are.
fn signed(act: Act, signer: u8, countersigner: Option<u8>) -> RosterRecord {
    let sign = |n: u8| key(n).sign(Domain::ROSTER_SIGNATURE, &act.hash().0);
    RosterRecord {
        signature: sign(signer),
        countersignature: countersigner.map(sign),
        act,
    }
}

fn genesis() -> Act {
    Act::Genesis {
        root: key(1).verifying_key(),
        device: device(2),
        nonce: [3; 16],
    }
}

fn add(parents: Vec<RosterHash>) -> Act {
    Act::AddDevice {
        person: roster().person(),
        parents,
        signer: Signer::Device(device(2)),
        device: device(4),
    }
}

fn remove(person: PersonId, signer: Signer, devices: Vec<DeviceId>) -> Act {
    Act::RemoveDevices {
        person,
        parents: vec![genesis().hash()],
        signer,
        devices,
    }
}

fn reset(parent: &Act, number: u64, root: u8) -> Act {
    Act::Reset {
        person: roster().person(),
        parents: vec![parent.hash()],
        number,
        devices: vec![device(2)],
        root: key(root).verifying_key(),
    }
}

/// Rosters of a good genesis and `records`.
fn broken(records: Vec<RosterRecord>) -> Vec<u8> {
    let mut all = vec![signed(genesis(), 1, Some(2))];
    all.extend(records);
    encode(&all)
}

/// Rosters with one fault each.
pub(super) fn faulty_rosters() -> Vec<(Object, &'static str)> {
    let person = roster().person();
    let two = Signer::Device(device(2));
    let removal = |devices| remove(person, two, devices);
    let mut ascending = [device(2), device(4)];
    ascending.sort_unstable();
    ascending.reverse();
    let first = reset(&genesis(), 1, 6);
    let other_genesis = Act::Genesis {
        root: key(1).verifying_key(),
        device: device(2),
        nonce: [4; 16],
    };
    let good = broken(vec![signed(removal(vec![device(4)]), 2, None)]);
    let mut many: Vec<_> = (100..165).map(device).collect();
    many.sort_unstable();
    let by_root = |devices| signed(remove(person, Signer::Root, devices), 1, None);
    let crowd = |count: usize| many.iter().copied().take(count).collect::<Vec<_>>();
    let beyond = crowd(ORDINARY_DEVICES + 1);
    let by_stranger = remove(person, Signer::Device(device(9)), vec![device(2)]);
    let elsewhere = remove(PersonId([7; 32]), two, vec![device(4)]);
    let records = [
        ("removal_by_stranger", vec![signed(by_stranger, 9, None)]),
        (
            "removal_other_signature",
            vec![signed(removal(vec![device(4)]), 9, None)],
        ),
        ("removal_of_nobody", vec![signed(removal(vec![]), 2, None)]),
        (
            "removal_not_ascending",
            vec![signed(removal(ascending.to_vec()), 2, None)],
        ),
        (
            "removal_countersigned",
            vec![signed(removal(vec![device(4)]), 2, Some(4))],
        ),
        ("removal_other_person", vec![signed(elsewhere, 2, None)]),
        (
            "parent_missing",
            vec![signed(add(vec![RosterHash([1; 32])]), 2, Some(4))],
        ),
        ("no_parents", vec![signed(add(vec![]), 2, Some(4))]),
        (
            "addition_not_countersigned",
            vec![signed(add(vec![genesis().hash()]), 2, None)],
        ),
        (
            "addition_countersigned_by_other",
            vec![signed(add(vec![genesis().hash()]), 2, Some(2))],
        ),
        ("reset_by_device", vec![signed(first.clone(), 2, None)]),
        (
            "reset_by_old_root",
            vec![
                signed(first.clone(), 1, None),
                signed(reset(&first, 2, 1), 1, None),
            ],
        ),
        (
            "reset_number_ahead",
            vec![signed(reset(&genesis(), 2, 6), 1, None)],
        ),
        (
            "reset_number_again",
            vec![
                signed(first.clone(), 1, None),
                signed(reset(&first, 1, 6), 6, None),
            ],
        ),
        ("second_genesis", vec![signed(other_genesis, 1, Some(2))]),
    ];
    let records = records
        .into_iter()
        .map(|(name, records)| (name, broken(records), "Roster"));
    let limits = [
        (
            "49_devices",
            vec![signed(removal(beyond), 2, None)],
            "Limit",
        ),
        ("57_devices_by_the_root", vec![by_root(crowd(56))], "Limit"),
        ("65_devices_in_one_act", vec![by_root(crowd(65))], "Roster"),
    ];
    let limits = limits.into_iter();
    let limits = limits.map(|(name, records, expect)| (name, broken(records), expect));
    let bytes = [
        ("huge_count", vec![0xff, 0xff, 0xff, 0x7f], "Shape"),
        ("cut_short", good[..good.len() - 1].to_vec(), "Shape"),
        ("trailing_byte", [&good[..], &[0]].concat(), "NotCanonical"),
    ];
    let all = records.chain(limits).chain(bytes);
    all.map(|(name, bytes, expect)| (object(&format!("roster_{name}"), "roster", bytes), expect))
        .collect()
}
