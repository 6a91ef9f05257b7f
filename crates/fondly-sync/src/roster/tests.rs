mod bounds;
mod flooding;
mod out;
mod properties;

use proptest::prelude::*;

use super::*;
use crate::limits::{
    ROSTER_DEVICES_MAX, ROSTER_FIRST_DEVICES, ROSTER_FIRST_RECORDS, ROSTER_ROOT_DEVICES,
    ROSTER_ROOT_RECORDS,
};

/// Devices that may be named by the acts of devices.
const ORDINARY_DEVICES: usize = ROSTER_DEVICES_MAX - ROSTER_FIRST_DEVICES - ROSTER_ROOT_DEVICES;
/// Records that devices may sign.
const ORDINARY_RECORDS: usize = ROSTER_RECORDS_MAX - ROSTER_FIRST_RECORDS - ROSTER_ROOT_RECORDS;

fn key(n: u8) -> SigningKey {
    SigningKey::from_bytes(&[n; 32])
}

fn id(n: u8) -> DeviceId {
    DeviceId(key(n).verifying_key())
}

fn by(n: u8) -> Signer {
    Signer::Device(id(n))
}

/// Root 1; device 2 began, and added 3, which added 4.
fn three() -> Roster {
    let mut roster = Roster::begin(&key(1), &key(2), [3; 16]);
    roster.add(&key(2), &key(3)).unwrap();
    roster.add(&key(3), &key(4)).unwrap();
    roster
}

fn after(roster: &Roster, act: impl FnOnce(&mut Roster)) -> Roster {
    let mut roster = roster.clone();
    act(&mut roster);
    roster
}

fn removing(roster: &Roster, signer: u8, gone: u8) -> Roster {
    after(roster, |it| {
        it.remove(&key(signer), by(signer), BTreeSet::from([id(gone)]))
            .unwrap();
    })
}

fn merged(rosters: &[&Roster]) -> Roster {
    let records = rosters.iter().flat_map(|it| it.records.clone());
    let once: BTreeMap<RosterHash, RosterRecord> = records.collect();
    Roster::from_records(once.into_values().collect()).unwrap()
}

fn devices(roster: &Roster) -> Vec<u8> {
    (0..40)
        .filter(|n| roster.devices().contains(&id(*n)))
        .collect()
}

#[test]
fn genesis_names_the_person_and_survives_its_encoding() {
    let roster = Roster::begin(&key(1), &key(2), [3; 16]);
    let again = Roster::decode(&roster.encode()).unwrap();
    assert_eq!(again, roster);
    assert_eq!(Roster::decode_checked(&roster.encode()).unwrap(), roster);
    assert_eq!(again.devices().len(), 1);
    assert_ne!(
        again.person(),
        Roster::begin(&key(1), &key(2), [4; 16]).person()
    );
}

#[test]
fn devices_come_in_by_a_device_that_is_in() {
    let mut roster = Roster::begin(&key(1), &key(2), [3; 16]);
    roster.add(&key(2), &key(4)).unwrap();
    roster.add(&key(4), &key(5)).unwrap();
    assert_eq!(roster.devices().len(), 3);
    assert_eq!(roster.add(&key(9), &key(6)), Err(PeerFault::Roster));
    let mut backwards: Vec<_> = roster.records.values().cloned().collect();
    backwards.reverse();
    assert_eq!(Roster::from_records(backwards).unwrap(), roster);
}

#[test]
fn countersignature_of_the_new_device_is_required() {
    let mut roster = Roster::begin(&key(1), &key(2), [3; 16]);
    roster.add(&key(2), &key(4)).unwrap();
    let mut records: Vec<_> = roster.records.values().cloned().collect();
    for record in &mut records {
        record.countersignature = Some(key(9).sign(Domain::ROSTER_SIGNATURE, &[0; 32]));
    }
    assert_eq!(Roster::from_records(records), Err(PeerFault::Roster));
}

#[test]
fn a_home_is_found_again_as_whom_it_brought_in_and_was_put_out_by() {
    let mut roster = three();
    assert_eq!(roster.present(&id(4)), Some(id(4)));
    for (old, new) in [(4, 5), (5, 6)] {
        roster.add(&key(old), &key(new)).unwrap();
        roster = removing(&roster, new, old);
    }
    assert_eq!(roster.present(&id(4)), Some(id(6)));
    // Put out by one that it did not bring in.
    assert_eq!(removing(&roster, 2, 3).present(&id(3)), None);
    // Brought in by it, and put out by another.
    let gone = removing(&removing(&roster, 3, 6), 2, 3);
    assert_eq!(gone.present(&id(4)), None);
    assert_eq!(gone.present(&id(9)), None);
    // Linked by it, and later the one that removed it.
    let mut linked = three();
    linked.add(&key(4), &key(5)).unwrap();
    linked.add(&key(2), &key(6)).unwrap();
    assert_eq!(removing(&linked, 5, 4).present(&id(4)), None);
}

#[test]
fn removed_device_is_out_and_its_later_acts_are_void() {
    let roster = three();
    let without = removing(&roster, 2, 3);
    assert_eq!(devices(&without), [2, 4]);
    assert!(without.removed().contains_key(&id(3)));
    // It still holds its key and the old history.
    let back_dated = after(&roster, |it| it.add(&key(3), &key(9)).unwrap());
    let both = merged(&[&without, &back_dated]);
    assert_eq!(devices(&both), [2, 4], "what it added before stands");
    assert!(both.removed().contains_key(&id(9)));
    // Nor does it come back by the hand of another.
    let again = after(&without, |it| it.add(&key(2), &key(3)).unwrap());
    assert_eq!(devices(&again), [2, 4]);
}

#[test]
fn of_two_that_remove_each_other_the_senior_stays() {
    let roster = three();
    let (senior, junior) = (removing(&roster, 2, 4), removing(&roster, 4, 2));
    assert_eq!(devices(&merged(&[&senior, &junior])), [2, 3]);
    assert_eq!(devices(&merged(&[&junior, &senior])), [2, 3]);
    let (middle, last) = (removing(&roster, 3, 4), removing(&roster, 4, 3));
    assert_eq!(devices(&merged(&[&last, &middle])), [2, 3]);
}

#[test]
fn junior_may_remove_a_senior_that_does_not_contest() {
    let roster = removing(&three(), 4, 2);
    assert_eq!(devices(&roster), [3, 4]);
    // The senior contests by the history that it has.
    let contested = merged(&[&roster, &removing(&three(), 2, 4)]);
    assert_eq!(devices(&contested), [2, 3]);
}

#[test]
fn void_addition_makes_nobody_senior() {
    let mut roster = Roster::begin(&key(1), &key(2), [3; 16]);
    roster.add(&key(2), &key(3)).unwrap();
    let mut back_dated = roster.clone();
    for n in [6, 4, 5] {
        roster.add(&key(2), &key(n)).unwrap();
    }
    let gone = BTreeSet::from([id(3)]);
    roster.remove(&key(2), by(2), gone).unwrap();
    let (elder, thief) = (removing(&roster, 4, 5), removing(&roster, 5, 4));
    assert_eq!(devices(&merged(&[&elder, &thief])), [2, 4, 6]);
    // Who has 5 also has 3, which is out, and lets it add 5 nearer to genesis than 4.
    back_dated.add(&key(3), &key(5)).unwrap();
    let all = merged(&[&elder, &thief, &back_dated]);
    assert_eq!(devices(&all), [2, 4, 6]);
}

#[test]
fn root_is_above_the_oldest_device() {
    let roster = three();
    let by_root = after(&roster, |it| {
        it.remove(&key(1), Signer::Root, BTreeSet::from([id(2)]))
            .unwrap();
    });
    let thief = removing(&roster, 2, 4);
    assert_eq!(devices(&merged(&[&by_root, &thief])), [3, 4]);
    let mut other = roster;
    let refused = other.remove(&key(9), Signer::Root, BTreeSet::from([id(2)]));
    assert_eq!(refused, Err(PeerFault::Roster));
}

#[test]
fn reset_ends_everything_that_had_not_seen_it() {
    let roster = three();
    let reset = after(&roster, |it| {
        it.add_by_root(&key(1), &key(5)).unwrap();
        it.reset(&key(1), key(6).verifying_key(), BTreeSet::from([id(5)]))
            .unwrap();
    });
    assert_eq!((devices(&reset), reset.resets()), (vec![5], 1));
    let thief = after(&removing(&roster, 2, 3), |it| {
        it.add(&key(2), &key(9)).unwrap();
    });
    let both = merged(&[&reset, &thief]);
    assert_eq!(devices(&both), [5]);
    // Neither old devices nor the old root can act any more, and none of them returns.
    let after_all = after(&both, |it| it.add(&key(5), &key(3)).unwrap());
    assert_eq!(devices(&after_all), [5]);
    let old_root = reset
        .clone()
        .reset(&key(1), key(1).verifying_key(), BTreeSet::from([id(5)]));
    assert_eq!(old_root, Err(PeerFault::Roster));
    let new_root = after(&reset, |it| it.add_by_root(&key(6), &key(7)).unwrap());
    assert_eq!(devices(&new_root), [5, 7]);
}

#[test]
fn of_concurrent_resets_the_higher_number_then_the_lower_hash_wins() {
    let roster = three();
    let to = |from: &Roster, root: u8, device: u8| {
        after(from, |it| {
            it.reset(
                &key(root),
                key(root).verifying_key(),
                BTreeSet::from([id(device)]),
            )
            .unwrap();
        })
    };
    let (a, b) = (to(&roster, 1, 2), to(&roster, 1, 3));
    let both = merged(&[&a, &b]);
    assert_eq!(merged(&[&b, &a]), both);
    let hash = |it: &Roster| {
        it.records
            .iter()
            .find(|(_, r)| r.act.number() == Some(1))
            .map(|(h, _)| *h)
    };
    let lower = if hash(&a) < hash(&b) { 2 } else { 3 };
    assert_eq!(devices(&both), [lower]);
    let loser = if lower == 2 { &b } else { &a };
    let higher = to(loser, 1, 5 - lower);
    assert_eq!(devices(&merged(&[&both, &higher])), [5 - lower]);
}

#[test]
fn a_reset_does_not_bring_back_who_was_removed() {
    let roster = removing(&three(), 2, 3);
    let reset = after(&roster, |it| {
        let devices = BTreeSet::from([id(2), id(3)]);
        it.reset(&key(1), key(1).verifying_key(), devices).unwrap();
    });
    assert_eq!(devices(&reset), [2]);
}

#[test]
fn every_flipped_bit_is_refused() {
    let bytes = Roster::begin(&key(1), &key(2), [3; 16]).encode();
    let person = Roster::decode(&bytes).unwrap().person();
    for at in 0..bytes.len() * 8 {
        let mut changed = bytes.clone();
        changed[at / 8] ^= 1 << (at % 8);
        assert!(Roster::decode(&changed).map(|roster| roster.person()) != Ok(person));
    }
}

#[test]
fn roster_has_a_most_of_devices() {
    let mut roster = Roster::begin(&key(1), &key(2), [3; 16]);
    for n in 0..ORDINARY_DEVICES as u8 {
        roster.add(&key(2), &key(100 + n)).unwrap();
    }
    assert_eq!(roster.add(&key(2), &key(99)), Err(PeerFault::Limit));
    // Genesis counts as the root's.
    for n in 1..ROSTER_ROOT_DEVICES as u8 {
        roster.add_by_root(&key(1), &key(200 + n)).unwrap();
    }
    assert_eq!(roster.add_by_root(&key(1), &key(99)), Err(PeerFault::Limit));
}

/// What some replica of four does next: who acts, what, upon whom, and who then tells whom.
type Step = (u8, u8, u8, u8);

fn take(replicas: &mut [Roster], (at, what, who, tell): Step) {
    let (at, tell) = (
        usize::from(at) % replicas.len(),
        usize::from(tell) % replicas.len(),
    );
    let (signer, other) = (2 + at as u8, 2 + who % 8);
    let roster = &mut replicas[at];
    // An act by who is out, or by the wrong key, is refused here and changes nothing.
    let _refused = match what % 4 {
        0 => roster.add(&key(signer), &key(other)).is_err(),
        1 => roster
            .remove(&key(signer), by(signer), BTreeSet::from([id(other)]))
            .is_err(),
        2 if who % 4 == 0 => {
            let devices = BTreeSet::from([id(other)]);
            roster
                .reset(&key(1), key(1).verifying_key(), devices)
                .is_err()
        }
        _ => {
            let records = replicas[at].records.values().cloned().collect();
            replicas[tell] = replicas[tell].merge(records).unwrap();
            false
        }
    };
}

proptest! {
    #[test]
    fn outcome_does_not_depend_on_who_heard_what_first(
        steps in prop::collection::vec(any::<Step>(), 0..40)
    ) {
        let mut replicas = vec![three(); 4];
        for step in steps {
            take(&mut replicas, step);
        }
        let forwards = merged(&replicas.iter().collect::<Vec<_>>());
        let mut one_by_one = replicas[3].clone();
        for replica in [1, 0, 2].map(|at| &replicas[at]) {
            let history = History::new(&replica.person, &replica.records).unwrap();
            for node in &history.nodes {
                // With what came before it, of which some may have been left out.
                let with = history.nodes.iter().enumerate();
                let with = with.filter(|(at, it)| node.ancestors.contains(*at) || it.hash == node.hash);
                let records = with.map(|(_, it)| it.record.clone());
                one_by_one = one_by_one.merge(records.collect()).unwrap();
            }
        }
        prop_assert_eq!(&forwards, &one_by_one);
        for device in forwards.removed().keys() {
            prop_assert!(!forwards.devices().contains(device));
        }
        let again = Roster::decode(&forwards.encode()).unwrap();
        prop_assert_eq!(again, forwards);
    }
}

#[test]
fn a_device_is_put_out_by_what_counts_and_names_it() {
    let last = |roster: &Roster| *roster.ends().first().unwrap();
    let (lost, won) = (removing(&three(), 4, 3), removing(&three(), 3, 4));
    let both = merged(&[&lost, &won]);
    assert!(lost.puts_out(&last(&lost), &id(3)));
    assert!(!lost.puts_out(&last(&lost), &id(4)));
    assert!(!both.puts_out(&last(&lost), &id(3)), "it lost");
    assert!(both.puts_out(&last(&won), &id(4)));
    // A second removal counts as well, and each of another names another.
    let again = after(&removing(&won, 2, 3), |it| {
        it.remove(&key(1), Signer::Root, BTreeSet::from([id(4)]))
            .unwrap();
    });
    assert!(again.puts_out(&last(&won), &id(4)) && again.puts_out(&last(&again), &id(4)));
    assert!(!again.puts_out(&last(&won), &id(3)));
    // A reset puts out whom it does not name, and what it has seen goes on counting.
    let reset = after(&won, |it| {
        it.reset(&key(1), key(1).verifying_key(), BTreeSet::from([id(2)]))
            .unwrap();
    });
    assert!(reset.puts_out(&last(&reset), &id(3)) && reset.puts_out(&last(&won), &id(4)));
    assert!(reset.puts_out(&last(&reset), &id(4)) && !reset.puts_out(&last(&reset), &id(2)));
    assert!(!reset.puts_out(&last(&lost), &id(3)));
    // What it has not seen does not.
    let to_four = after(&three(), |it| {
        it.reset(&key(1), key(1).verifying_key(), BTreeSet::from([id(4)]))
            .unwrap();
    });
    let beside = merged(&[&won, &to_four]);
    assert!(!beside.puts_out(&last(&won), &id(4)));
    let genesis = *three()
        .records
        .iter()
        .find(|it| it.1.act.person().is_none())
        .unwrap()
        .0;
    assert!(!reset.puts_out(&genesis, &id(3)));
}

#[test]
fn whoever_came_nearer_to_genesis_outranks() {
    let roster = three();
    assert!(roster.outranks(&id(2), &id(3)) && roster.outranks(&id(3), &id(4)));
    assert!(!roster.outranks(&id(4), &id(3)) && !roster.outranks(&id(3), &id(3)));
    // By the nearest of several additions.
    let again = after(&three(), |it| it.add(&key(4), &key(3)).unwrap());
    assert!(again.outranks(&id(3), &id(4)));
}

#[test]
fn there_is_one_genesis_and_it_is_that_of_the_person() {
    for nonce in 0..8 {
        let (held, other) = (three(), Roster::begin(&key(1), &key(2), [nonce + 10; 16]));
        let [one, two] = [&held, &other].map(|it| it.records.values().cloned());
        assert_eq!(held.merge(two.clone().collect()), Err(PeerFault::Roster));
        let both = one.clone().chain(two.clone()).collect();
        assert_eq!(Roster::from_records(both), Err(PeerFault::Roster));
        let both = two.chain(one).collect();
        assert_eq!(Roster::from_records(both), Err(PeerFault::Roster));
    }
}

#[test]
fn devices_of_an_act_are_ascending_and_named_once() {
    let base = three();
    let (low, high) = (id(3).min(id(4)), id(3).max(id(4)));
    let taken = |devices: Vec<DeviceId>| {
        let act = Act::RemoveDevices {
            person: base.person,
            parents: base.ends(),
            signer: by(2),
            devices,
        };
        base.merge(vec![act.signed(&key(2), None)]).is_ok()
    };
    assert!(taken(vec![low]) && taken(vec![low, high]));
    assert!(!taken(vec![low, low]) && !taken(vec![high, low]) && !taken(Vec::new()));
}

#[test]
fn parents_are_ascending_and_named_once() {
    let base = merged(&[&removing(&three(), 2, 4), &removing(&three(), 3, 4)]);
    let ends = base.ends();
    let taken = |parents: Vec<RosterHash>| {
        let act = Act::RemoveDevices {
            person: base.person,
            parents,
            signer: by(2),
            devices: vec![id(4)],
        };
        base.merge(vec![act.signed(&key(2), None)]).is_ok()
    };
    assert!(taken(ends.clone()) && taken(vec![ends[0]]));
    assert!(!taken(vec![ends[0], ends[0]]) && !taken(vec![ends[1], ends[0]]));
    assert!(!taken(Vec::new()));
}

#[test]
fn union_is_of_one_person_and_what_merging_gives() {
    let (one, other) = (removing(&three(), 2, 3), removing(&three(), 3, 4));
    let records = other.records.values().cloned().collect();
    assert_eq!(one.union(&other), one.merge(records));
    let stranger = Roster::begin(&key(1), &key(2), [4; 16]);
    assert_eq!(one.union(&stranger), Err(PeerFault::Roster));
}

#[test]
fn who_was_removed_last_comes_first() {
    // Whatever the order of their keys.
    for (gone, remover) in [(3, 4), (4, 3)] {
        let roster = removing(&three(), remover, gone);
        let roster = removing(&roster, 2, remover);
        assert_eq!(roster.removed_last_first(), [id(remover), id(gone)]);
    }
}
