//! What a roster may cost whoever takes it in.

use super::*;
use crate::DecodeError;

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
        with_removals(&three(), 100, 60, 24).unwrap(),
        with_removals(&three(), 101, 59, 24).unwrap(),
    );
    assert!(one.encode().len() < ROSTER_BYTES_MAX && other.encode().len() < ROSTER_BYTES_MAX);
    let records = other.records.values().cloned().collect();
    let merged = one.merge(records).map(|both| both.encode().len());
    assert_eq!(merged, Err(PeerFault::Limit));
    // Nor does the person's own act make one.
    let longer = with_removals(&one, 100, 60, 24).map(|both| both.encode().len());
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

/// Removals by the root of one device, smallest of all acts.
fn chain(count: usize) -> Roster {
    let mut records = vec![three()];
    for _ in 0..count {
        let mut roster = records.pop().unwrap();
        let gone = BTreeSet::from([id(4)]);
        roster.remove(&key(1), Signer::Root, gone).unwrap();
        records.push(roster);
    }
    records.pop().unwrap()
}

#[test]
fn roster_has_a_most_of_records() {
    let mut full = chain(ROSTER_RECORDS_MAX - 3);
    assert_eq!(full.records.len(), ROSTER_RECORDS_MAX);
    assert_eq!(Roster::decode(&full.encode()).unwrap(), full);
    let gone = BTreeSet::from([id(3)]);
    assert_eq!(
        full.remove(&key(1), Signer::Root, gone),
        Err(PeerFault::Limit)
    );
    // What is held already may come again.
    let records = full.records.values().cloned().collect();
    assert_eq!(full.merge(records).unwrap(), full);
}

#[test]
fn what_counts_out_more_devices_than_a_roster_holds_is_refused() {
    let known = ROSTER_DEVICES_MAX as u8;
    assert!(with_removals(&three(), 100, known - 3, 1).is_ok());
    assert_eq!(
        with_removals(&three(), 100, known - 2, 1),
        Err(PeerFault::Limit)
    );
}
