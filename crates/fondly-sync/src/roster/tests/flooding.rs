//! A thief of a device with valid keys, who signs as much as a roster holds so that nothing else
//! has room.

use super::*;

/// `roster` after `thief` removed nobodies, each act upon the one before, until there was no room.
fn flooded(roster: &Roster, thief: u8, salt: u8) -> Roster {
    let mut full = roster.clone();
    let gone = BTreeSet::from([id(salt)]);
    while full.remove(&key(thief), by(thief), gone.clone()).is_ok() {}
    full
}

/// `roster` after `thief` let in devices of its own until there was no room.
fn crowded(roster: &Roster, thief: u8, first: u8) -> Roster {
    let mut full = roster.clone();
    let mut next = first;
    while full.add(&key(thief), &key(next)).is_ok() {
        next += 1;
    }
    full
}

fn union(one: &Roster, other: &Roster) -> Result<Roster, PeerFault> {
    one.merge(other.records.values().cloned().collect())
}

/// An act of the root that answers the theft of device 3.
type Answer = fn(&mut Roster);

const ANSWERS: [Answer; 2] = [
    |it| assert!(remove_by_root(it, 3).is_ok()),
    |it| assert!(reset_to(it, 2).is_ok()),
];

fn remove_by_root(roster: &mut Roster, gone: u8) -> Result<RosterHash, PeerFault> {
    roster.remove(&key(1), Signer::Root, BTreeSet::from([id(gone)]))
}

fn reset_to(roster: &mut Roster, device: u8) -> Result<RosterHash, PeerFault> {
    roster.reset(
        &key(1),
        key(1).verifying_key(),
        BTreeSet::from([id(device)]),
    )
}

#[test]
fn in_a_flooded_roster_no_device_has_room_and_the_root_has() {
    for mut full in [flooded(&three(), 3, 90), crowded(&three(), 3, 100)] {
        let by_device = full.remove(&key(2), by(2), BTreeSet::from([id(91)]));
        assert_eq!(by_device, Err(PeerFault::Limit));
        let mut removed = full.clone();
        remove_by_root(&mut removed, 3).unwrap();
        assert!(!removed.devices().contains(&id(3)));
        removed.add_by_root(&key(1), &key(5)).unwrap();
        assert!(removed.devices().contains(&id(5)));
        reset_to(&mut full, 2).unwrap();
        assert_eq!((devices(&full), full.resets()), (vec![2], 1));
    }
}

#[test]
fn whoever_was_flooded_otherwise_takes_what_the_root_signed() {
    let owners = [flooded(&three(), 3, 90), crowded(&three(), 3, 100)];
    let partners = [flooded(&three(), 3, 91), crowded(&three(), 3, 180)];
    for owner in &owners {
        for partner in &partners {
            assert_eq!(union(owner, partner), Err(PeerFault::Limit));
            for act in ANSWERS {
                let signed = after(owner, act);
                let both = union(&signed, partner).unwrap();
                assert_eq!(union(partner, &signed).unwrap(), both);
                let again = union(&both, partner).unwrap();
                assert_eq!(again, both, "the flood comes again");
                assert_eq!(both.devices(), signed.devices());
                assert!(!both.devices().contains(&id(3)));
            }
        }
    }
}

#[test]
fn what_the_root_signs_upon_a_cleared_roster_makes_room() {
    let keep: BTreeSet<DeviceId> = [2, 3, 4].map(id).into();
    for full in [flooded(&three(), 3, 90), crowded(&three(), 3, 100)] {
        for act in ANSWERS {
            let signed = after(&full.cleared(&keep).unwrap(), act);
            let mut roster = union(&full, &signed).unwrap();
            assert!(roster.records.len() <= ROSTER_FIRST_RECORDS + 3);
            // Who went is known to be out, and who stayed has room again.
            assert!(roster.removed().contains_key(&id(3)));
            assert!(devices(&roster).iter().all(|n| [2, 4].contains(n)));
            for n in 200..210 {
                roster.add(&key(2), &key(n)).unwrap();
            }
        }
    }
}

#[test]
fn a_roster_with_room_is_not_cleared_nor_one_that_would_say_something_else() {
    let keep: BTreeSet<DeviceId> = [2].map(id).into();
    assert_eq!(three().cleared(&keep).unwrap(), three());
    // The removal of 4 counts for the removal of its remover, which whoever keeps 4 alone omits.
    let contested = merged(&[&removing(&three(), 3, 4), &removing(&three(), 2, 3)]);
    assert_eq!(devices(&contested), [2, 4]);
    let full = flooded(&contested, 2, 90);
    for keep in [vec![4], vec![3, 4], vec![2, 3, 4]] {
        let keep: BTreeSet<DeviceId> = keep.into_iter().map(id).collect();
        let cleared = full.cleared(&keep).unwrap();
        for device in &keep {
            assert_eq!(
                cleared.devices().contains(device),
                full.devices().contains(device)
            );
        }
    }
}

#[test]
fn a_cleared_roster_says_how_those_came_and_went_who_are_kept() {
    // 4 went, there was a reset, and then came the thief.
    let base = after(&removing(&three(), 2, 4), |it| {
        let devices = BTreeSet::from([id(2), id(3)]);
        it.reset(&key(1), key(1).verifying_key(), devices).unwrap();
        it.add(&key(2), &key(5)).unwrap();
    });
    let full = flooded(&base, 3, 90);
    let keep: BTreeSet<DeviceId> = [2, 3, 4, 5].map(id).into();
    let cleared = full.cleared(&keep).unwrap();
    assert_eq!(cleared, base, "that and no more");
    let without_the_last: BTreeSet<DeviceId> = [2, 3, 4].map(id).into();
    let cleared = full.cleared(&without_the_last).unwrap();
    assert_eq!(cleared.records.len(), base.records.len() - 1);
    assert_eq!(cleared.resets(), 1);
    assert!(cleared.removed().contains_key(&id(4)) && !cleared.knows(&id(5)));
}

#[test]
fn what_is_not_needed_is_no_parent_of_what_follows() {
    let mut reset = three();
    reset_to(&mut reset, 2).unwrap();
    let beside = after(&three(), |it| it.add(&key(3), &key(9)).unwrap());
    let both = union(&reset, &beside).unwrap();
    // There is room for the first records, so that device 9 hears that it is out.
    assert!(both.removed().contains_key(&id(9)));
    assert_eq!(both.ends(), reset.ends());
}

/// `count` acts of `thief` upon `roster`: removals of nobodies, and devices of its own that do so.
fn junk(roster: &Roster, thief: u8, count: usize, seed: u64) -> Vec<RosterRecord> {
    let mut roster = roster.clone();
    let mut seed = seed;
    for n in 0..count {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let signer = if seed >> 60 < 8 { thief } else { 100 };
        let refused = match seed >> 40 & 3 {
            0 => roster.add(&key(signer), &key(100 + (n % 4) as u8)).is_err(),
            _ => roster
                .remove(&key(signer), by(signer), BTreeSet::from([id(90)]))
                .is_err(),
        };
        if refused {
            break;
        }
    }
    roster.records.into_values().collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// Whatever was left out where, all that hear of each other come to hold the same, and judge as
    /// if nothing was ever left out.
    #[test]
    fn what_is_left_out_changes_nothing(
        floods in prop::collection::vec((0_usize..60, any::<u64>(), 3_u8..5), 1..4),
        acts in prop::collection::vec((0_u8..4, 2_u8..6, 0_usize..4), 1..4),
        order in any::<u64>(),
    ) {
        // Somebody holds each flood; the root acts upon one of them, or upon none.
        let mut rosters = vec![three()];
        for (count, seed, thief) in floods {
            let upon = &rosters[seed as usize % rosters.len()];
            let records = junk(upon, thief, count, seed);
            rosters.push(Roster::from_records(records).unwrap());
        }
        for (what, device, upon) in acts {
            let mut roster = rosters[upon % rosters.len()].clone();
            // Removing who is out, or adding who was, is signed all the same.
            let signed = match what {
                0 => remove_by_root(&mut roster, device).is_ok(),
                1 => reset_to(&mut roster, device).is_ok(),
                2 => roster.add_by_root(&key(1), &key(device)).is_ok(),
                _ => roster.add(&key(2), &key(device + 50)).is_ok(),
            };
            if signed {
                rosters.push(roster);
            }
        }
        let mut all: BTreeMap<RosterHash, RosterRecord> = BTreeMap::new();
        for roster in &rosters {
            all.extend(roster.records.clone());
        }
        let whole = Roster::from_records(all.values().cloned().collect());
        prop_assume!(all.len() <= ROSTER_RECORDS_MAX && whole.is_ok());
        let whole = whole.unwrap();

        let mut step_by_step = three();
        let mut order = order;
        while !rosters.is_empty() {
            order = order.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let next = rosters.remove((order >> 33) as usize % rosters.len());
            step_by_step = union(&step_by_step, &next).unwrap();
        }
        prop_assert_eq!(&step_by_step, &whole);
        let full = standing::judge(&History::new(&whole.person, &all).unwrap()).unwrap();
        prop_assert_eq!(whole.devices(), &full.devices);
        prop_assert_eq!((whole.resets(), *whole.root()), (full.resets, full.root));
        prop_assert!(whole.removed().iter().all(|gone| full.removed.contains_key(gone.0)));
        prop_assert_eq!(Roster::decode(&whole.encode()).unwrap(), whole);
    }
}
