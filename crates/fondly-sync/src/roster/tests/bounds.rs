//! What a roster may cost whoever takes it in.

use super::*;
use crate::{
    DecodeError,
    limits::{ROSTER_PARENTS_MAX, ROSTER_RECORD_BYTES_MAX},
};

/// `roster` with `count` removals by device 4, each of the same `wide` devices.
fn with_removals(roster: &Roster, first: u8, wide: u8, count: usize) -> Result<Roster, PeerFault> {
    let mut roster = roster.clone();
    let gone: BTreeSet<DeviceId> = (first..first + wide).map(id).collect();
    for _ in 0..count {
        roster.remove(&key(4), by(4), gone.clone())?;
    }
    Ok(roster)
}

#[test]
fn merged_roster_is_never_larger_than_one_that_can_be_decoded() {
    let (one, other) = (
        with_removals(&three(), 100, 40, 16).unwrap(),
        with_removals(&three(), 101, 39, 16).unwrap(),
    );
    assert!(one.encode().len() < ROSTER_BYTES_MAX && other.encode().len() < ROSTER_BYTES_MAX);
    let records = other.records.values().cloned().collect();
    let merged = one.merge(records).map(|both| both.encode().len());
    assert_eq!(merged, Err(PeerFault::Limit));
    // Nor does the person's own act make one.
    let longer = with_removals(&one, 100, 40, 16).map(|both| both.encode().len());
    assert_eq!(longer, Err(PeerFault::Limit));
}

#[test]
fn larger_bytes_are_refused_before_they_are_read() {
    let refused = Roster::decode_records(&vec![0; ROSTER_BYTES_MAX + 1]);
    let source = DecodeError::TooLarge {
        have: ROSTER_BYTES_MAX + 1,
        limit: ROSTER_BYTES_MAX,
    };
    let what = "roster";
    assert_eq!(refused, Err(PeerFault::Decode { what, source }));
}

/// `roster` after `count` removals of device 4, the smallest of all acts.
fn chain(roster: &Roster, key: &SigningKey, signer: Signer, count: usize) -> Roster {
    let mut roster = roster.clone();
    for _ in 0..count {
        let gone = BTreeSet::from([id(4)]);
        roster.remove(key, signer, gone).unwrap();
    }
    roster
}

#[test]
fn roster_has_a_most_of_records() {
    // Genesis is the root's.
    let mut full = chain(&three(), &key(2), by(2), ORDINARY_RECORDS - 2);
    let gone = BTreeSet::from([id(3)]);
    assert_eq!(
        full.remove(&key(2), by(2), gone.clone()),
        Err(PeerFault::Limit)
    );
    let mut full = chain(&full, &key(1), Signer::Root, ROSTER_ROOT_RECORDS - 1);
    assert_eq!(
        full.records.len(),
        ROSTER_RECORDS_MAX - ROSTER_FIRST_RECORDS
    );
    assert_eq!(Roster::decode(&full.encode()).unwrap(), full);
    let more = full.remove(&key(1), Signer::Root, gone);
    assert_eq!(more, Err(PeerFault::Limit));
    // What is held already may come again.
    let records = full.records.values().cloned().collect();
    assert_eq!(full.merge(records).unwrap(), full);
}

#[test]
fn the_root_may_use_all_of_the_room() {
    let count = ORDINARY_RECORDS + ROSTER_ROOT_RECORDS - 3;
    let full = chain(&three(), &key(1), Signer::Root, count);
    let gone = BTreeSet::from([id(3)]);
    let more = full.clone().remove(&key(1), Signer::Root, gone);
    assert_eq!(more, Err(PeerFault::Limit));
    assert_eq!(Roster::decode(&full.encode()).unwrap(), full);
}

#[test]
fn more_records_than_a_roster_has_are_refused_before_they_are_looked_at() {
    let roster = three();
    let record = roster.records.values().next().unwrap().clone();
    let many = |count| roster.merge(vec![record.clone(); count]);
    assert_eq!(many(ROSTER_RECORDS_MAX), Ok(roster.clone()));
    assert_eq!(many(ROSTER_RECORDS_MAX + 1), Err(PeerFault::Limit));
}

#[test]
fn more_devices_than_devices_may_name_are_refused() {
    // `three` has two of them.
    let known = ORDINARY_DEVICES as u8;
    assert!(with_removals(&three(), 100, known - 2, 1).is_ok());
    assert_eq!(
        with_removals(&three(), 100, known - 1, 1),
        Err(PeerFault::Limit)
    );
}

/// A removal by the root of `count` devices, which `parents` name as seen.
fn removal(count: u8, parents: Vec<RosterHash>) -> RosterRecord {
    let mut devices: Vec<DeviceId> = (60..60 + count).map(id).collect();
    devices.sort_unstable();
    let act = Act::RemoveDevices {
        person: three().person,
        parents,
        signer: Signer::Root,
        devices,
    };
    act.signed(&key(1), None)
}

#[test]
fn one_act_names_no_more_devices_than_a_roster_has() {
    let roster = three();
    let most = ROSTER_DEVICES_MAX as u8;
    // Shape first: what is longer breaks a rule, what is too much is over the limit.
    let of = |count| roster.merge(vec![removal(count, roster.ends())]).map(drop);
    assert_eq!(of(most), Err(PeerFault::Limit));
    assert_eq!(of(most + 1), Err(PeerFault::Roster));
}

#[test]
fn one_act_names_a_most_of_parents() {
    let base = three();
    let mut ends = Vec::new();
    for n in 0..=ROSTER_PARENTS_MAX {
        // Removals side by side.
        let signer = if n < 33 {
            (1, Signer::Root)
        } else {
            (2, by(2))
        };
        let gone = if n < 33 {
            150 + n as u8
        } else {
            150 + n as u8 - 33
        };
        let mut side = base.clone();
        side.remove(&key(signer.0), signer.1, BTreeSet::from([id(gone)]))
            .unwrap();
        ends.push(side);
    }
    let wide = merged(&ends[..ROSTER_PARENTS_MAX].iter().collect::<Vec<_>>());
    let parents = wide.ends();
    assert_eq!(parents.len(), ROSTER_PARENTS_MAX);
    assert!(wide.merge(vec![removal(1, parents)]).is_ok());
    let wider = merged(&ends.iter().collect::<Vec<_>>());
    let refused = wider.merge(vec![removal(1, wider.ends())]).map(drop);
    assert_eq!(refused, Err(PeerFault::Roster));
}

#[test]
fn the_longest_record_is_as_long_as_the_limit_says() {
    let parents: Vec<RosterHash> = (0..ROSTER_PARENTS_MAX as u8)
        .map(|n| RosterHash([n; 32]))
        .collect();
    let longest = removal(ROSTER_DEVICES_MAX as u8, parents);
    assert!(encode(&longest).len() <= ROSTER_RECORD_BYTES_MAX);
}
