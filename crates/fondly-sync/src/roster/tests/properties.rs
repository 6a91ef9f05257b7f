//! What holds of every history: acts of random devices that know random parts of it, also of those
//! that were removed and do not care.

use super::*;

/// Keys that may sign: devices 2 to 9. Root 1 signs resets.
const DEVICES: std::ops::RangeInclusive<u8> = 2..=9;

#[derive(Debug, Clone)]
enum Deed {
    Add { signer: u8, device: u8 },
    AddByRoot { device: u8 },
    Remove { signer: u8, gone: Vec<u8> },
    RemoveByRoot { gone: u8 },
    Reset { to: Vec<u8> },
}

/// A deed of somebody who has heard of the records whose bits are set, and all before them.
type Step = (Deed, u64);

fn deed(resets: bool) -> impl Strategy<Value = Deed> {
    let some =
        || prop::collection::btree_set(DEVICES, 1..4).prop_map(|it| it.into_iter().collect());
    prop_oneof![
        4 => (DEVICES, DEVICES).prop_map(|(signer, device)| Deed::Add { signer, device }),
        1 => DEVICES.prop_map(|device| Deed::AddByRoot { device }),
        4 => (DEVICES, some()).prop_map(|(signer, gone)| Deed::Remove { signer, gone }),
        1 => DEVICES.prop_map(|gone| Deed::RemoveByRoot { gone }),
        u32::from(resets) => some().prop_map(|to| Deed::Reset { to }),
    ]
}

fn steps(resets: bool) -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec((deed(resets), any::<u64>()), 0..24)
}

/// The part of `all` that somebody has heard of: the records at the set bits with their ancestors.
fn heard(all: &[RosterRecord], bits: u64) -> Roster {
    let mut wanted: BTreeSet<RosterHash> = all
        .iter()
        .enumerate()
        .filter(|(at, _)| bits >> (at % 64) & 1 == 1)
        .map(|(_, record)| record.act.hash())
        .collect();
    let mut records = Vec::new();
    // Records stand behind their parents, so one pass from the end finds all ancestors.
    for (at, record) in all.iter().enumerate().rev() {
        if at == 0 || wanted.contains(&record.act.hash()) {
            wanted.extend(record.act.parents());
            records.push(record.clone());
        }
    }
    Roster::of(records, |_| false).unwrap()
}

/// One record with all before it.
fn heard_to(all: &[RosterRecord], at: usize) -> Vec<RosterRecord> {
    let mut wanted = BTreeSet::from([all[at].act.hash()]);
    let mut with = Vec::new();
    for record in all[..=at].iter().rev() {
        if wanted.contains(&record.act.hash()) {
            wanted.extend(record.act.parents());
            with.push(record.clone());
        }
    }
    with
}

/// All records of a history, each behind its parents. A deed that the rules refuse is left out.
fn history(steps: &[Step]) -> Vec<RosterRecord> {
    let base = three();
    let nodes = History::new(&base.person, &base.records).unwrap().nodes;
    let mut all: Vec<RosterRecord> = nodes.iter().map(|node| node.record.clone()).collect();
    for (deed, bits) in steps {
        let mut roster = heard(&all, *bits);
        let before = roster.records.len();
        let ids = |them: &[u8]| them.iter().map(|n| id(*n)).collect();
        let done = match deed {
            Deed::Add { signer, device } => roster.add(&key(*signer), &key(*device)),
            Deed::AddByRoot { device } => roster.add_by_root(&key(1), &key(*device)),
            Deed::Remove { signer, gone } => roster
                .remove(&key(*signer), by(*signer), ids(gone))
                .map(drop),
            Deed::RemoveByRoot { gone } => roster
                .remove(&key(1), Signer::Root, ids(&[*gone]))
                .map(drop),
            Deed::Reset { to } => roster
                .reset(&key(1), key(1).verifying_key(), ids(to))
                .map(drop),
        };
        if done.is_ok() && roster.records.len() > before {
            let known: BTreeSet<RosterHash> = all.iter().map(|it| it.act.hash()).collect();
            let new = roster
                .records
                .iter()
                .find(|(hash, _)| !known.contains(*hash));
            all.extend(new.map(|(_, record)| record.clone()));
        }
    }
    all
}

fn records(roster: &Roster) -> Vec<RosterRecord> {
    roster.records.values().cloned().collect()
}

fn union(one: &Roster, other: &Roster) -> Roster {
    one.merge(records(other)).unwrap()
}

/// The devices whose keys the acts of `all` name in a removal.
fn named_by_removals(all: &[RosterRecord]) -> BTreeSet<DeviceId> {
    let acts = all.iter().map(|record| &record.act);
    acts.filter_map(|act| match act {
        Act::RemoveDevices { devices, .. } => Some(devices),
        Act::Genesis { .. } | Act::AddDevice { .. } | Act::Reset { .. } => None,
    })
    .flatten()
    .copied()
    .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn merge_is_commutative_associative_and_idempotent(
        steps in steps(true), bits in any::<[u64; 3]>(),
    ) {
        let all = history(&steps);
        let [a, b, c] = bits.map(|bits| heard(&all, bits));
        prop_assert_eq!(union(&a, &b), union(&b, &a));
        prop_assert_eq!(union(&union(&a, &b), &c), union(&a, &union(&b, &c)));
        prop_assert_eq!(&union(&a, &a), &a);
        let both = union(&a, &b);
        prop_assert_eq!(&union(&both, &b), &both);
        prop_assert_eq!(both.digest(), Roster::decode(&both.encode()).unwrap().digest());
    }

    #[test]
    fn order_of_arrival_does_not_matter(
        steps in steps(true), seed in any::<u64>(),
    ) {
        let all = history(&steps);
        let whole = Roster::from_records(all.clone()).unwrap();
        // One after the other, each with what came before it: some of that may have been left out.
        let mut waiting: Vec<usize> = (1..all.len()).collect();
        let mut held = Roster::from_records(vec![all[0].clone()]).unwrap();
        let mut seed = seed;
        while !waiting.is_empty() {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let at = waiting.remove((seed >> 33) as usize % waiting.len());
            let with = heard_to(&all, at);
            held = held.merge(with).unwrap();
        }
        prop_assert_eq!(held, whole);
    }

    #[test]
    fn nobody_is_in_and_out_and_the_first_is_known(steps in steps(true)) {
        let whole = Roster::from_records(history(&steps)).unwrap();
        prop_assert!(whole.removed().keys().all(|it| !whole.devices().contains(it)));
        prop_assert!(whole.knows(&id(2)));
        let acts = whole.records.values().filter_map(|record| record.act.brings_in());
        for device in acts {
            prop_assert!(whole.knows(&device), "{:?} is neither in nor out", device);
        }
    }

    #[test]
    fn whom_the_root_or_the_first_device_added_stays_if_no_removal_names_them(
        steps in steps(false),
    ) {
        let all = history(&steps);
        let named = named_by_removals(&all);
        let whole = Roster::from_records(all.clone()).unwrap();
        // Whoever others added may stand on an addition that is void.
        let mut safe = BTreeSet::from([id(2)]);
        for record in &all {
            let by_safe = match record.act.adder() {
                Some(adder) => adder == id(2) && !named.contains(&adder),
                None => record.act.number().is_none(),
            };
            safe.extend(record.act.brings_in().filter(|_| by_safe));
        }
        for device in safe.difference(&named) {
            prop_assert!(whole.devices().contains(device));
        }
    }

    #[test]
    fn root_removes_whom_it_names_whatever_else_is_said(
        steps in steps(false), gone in DEVICES, bits in any::<u64>(),
    ) {
        let all = history(&steps);
        let mut knowing = heard(&all, bits);
        knowing.remove(&key(1), Signer::Root, BTreeSet::from([id(gone)])).unwrap();
        let whole = knowing.merge(all).unwrap();
        prop_assert!(!whole.devices().contains(&id(gone)));
    }

    #[test]
    fn what_a_removed_device_signs_unseen_changes_nothing(
        steps in steps(false), device in 4_u8..20, bits in any::<u64>(),
    ) {
        let all = history(&steps);
        let mut thief = heard(&all, bits);
        let mut whole = Roster::from_records(all).unwrap();
        whole.remove(&key(1), Signer::Root, BTreeSet::from([id(3)])).unwrap();
        if thief.add(&key(3), &key(device)).is_ok() {
            let gone = BTreeSet::from([id(2)]);
            prop_assume!(thief.remove(&key(3), by(3), gone).is_ok());
        }
        let after = union(&whole, &thief);
        prop_assert_eq!(after.devices(), whole.devices());
    }

    #[test]
    fn after_a_reset_only_those_whom_it_names_and_who_follow_are_in(
        steps in steps(true), to in prop::collection::btree_set(DEVICES, 1..4),
    ) {
        let all = history(&steps);
        let mut whole = Roster::from_records(all).unwrap();
        let before = whole.devices().clone();
        let named: BTreeSet<DeviceId> = to.iter().map(|n| id(*n)).collect();
        whole.reset(&key(1), key(30).verifying_key(), named.clone()).unwrap();
        let kept: BTreeSet<DeviceId> = before.intersection(&named).copied().collect();
        prop_assert_eq!(whole.devices(), &kept);
        prop_assert_eq!(whole.root(), &key(30).verifying_key());
    }
}
