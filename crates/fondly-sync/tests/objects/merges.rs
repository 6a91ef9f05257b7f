//! The merge rule: rosters that go in, and what must come out in whatever order.
//!
//! ```text
//! merge = [roster behind its length] | digest 32 of the outcome | number of its reset |
//!         [device 32] that are in, ascending
//! ```

use fondly_sync::{DeviceId, Roster, RosterRecord, codec};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use super::{
    Object, device, object, roster,
    rosters::{adding, removing, removing_by_root, resetting, three},
};

#[derive(Serialize, Deserialize)]
struct Merge {
    rosters: Vec<ByteBuf>,
    digest: [u8; 32],
    resets: u64,
    devices: Vec<DeviceId>,
}

fn records(roster: &Roster) -> Vec<RosterRecord> {
    Roster::decode_records(&roster.encode()).expect("its own encoding")
}

fn merged<'r>(rosters: impl IntoIterator<Item = &'r Roster>) -> Result<Roster, String> {
    let mut rosters = rosters.into_iter();
    let first = rosters.next().ok_or("Shape")?.clone();
    rosters
        .try_fold(first, |all, next| all.merge(records(next)))
        .map_err(|fault| format!("{fault:?}"))
}

/// Merges the rosters of a vector both ways round, and again with each of them.
pub(crate) fn check_merge(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let vector: Merge = codec::decode(bytes, 1 << 20).map_err(|it| format!("{it:?}"))?;
    let rosters = vector.rosters.iter().map(|bytes| Roster::decode(bytes));
    let rosters: Result<Vec<Roster>, _> = rosters.collect();
    let rosters = rosters.map_err(|fault| format!("{fault:?}"))?;
    let outcome = merged(&rosters)?;
    assert_eq!(merged(rosters.iter().rev())?, outcome, "the other order");
    let again = merged([&outcome].into_iter().chain(&rosters))?;
    assert_eq!(again, outcome, "once more");
    let devices: Vec<DeviceId> = outcome.devices().iter().copied().collect();
    let same = (outcome.digest(), outcome.resets()) == (vector.digest, vector.resets);
    if same && devices == vector.devices {
        Ok(codec::encode(&vector))
    } else {
        Err("Outcome".to_owned())
    }
}

fn vector(rosters: &[Roster], resets: u64, devices: &[u8]) -> Vec<u8> {
    let mut devices: Vec<DeviceId> = devices.iter().map(|n| device(*n)).collect();
    devices.sort_unstable();
    let digest = merged(rosters).map_or([0; 32], |outcome| outcome.digest());
    codec::encode(&Merge {
        rosters: rosters.iter().map(|it| it.encode().into()).collect(),
        digest,
        resets,
        devices,
    })
}

/// Rosters, the number of the reset that counts, the devices that are in.
type Case = (&'static str, Vec<Roster>, u64, &'static [u8]);

fn removals() -> Vec<Case> {
    let base = three();
    let by_junior = removing(&base, 4, 2);
    let contested = [by_junior.clone(), removing(&base, 2, 4)];
    let both = merged(&contested).expect("both are good");
    let without = removing(&base, 2, 3);
    let foundling = adding(&adding(&base, 3, 8), 8, 9);
    let mut late = adding(&roster(), 2, 3);
    let near = adding(&late, 3, 5);
    for new in [6, 4, 5] {
        late = adding(&late, 2, new);
    }
    let late = removing(&late, 2, 3);
    let raised = vec![removing(&late, 4, 5), removing(&late, 5, 4), near];
    vec![
        (
            "mutual_removal",
            vec![removing(&base, 3, 4), removing(&base, 4, 3)],
            0,
            &[2, 3],
        ),
        (
            "back_dated_removal",
            vec![removing(&base, 2, 4), removing(&base, 4, 3)],
            0,
            &[2, 3],
        ),
        (
            "removal_of_a_senior",
            vec![base.clone(), by_junior.clone()],
            0,
            &[3, 4],
        ),
        ("removal_contested", contested.to_vec(), 0, &[2, 3]),
        (
            "removal_by_the_root_beside_the_contest",
            vec![removing(&base, 2, 4), removing_by_root(&by_junior, 1, 2)],
            0,
            &[3, 4],
        ),
        (
            "removal_by_the_root_after_the_contest",
            vec![both.clone(), removing_by_root(&both, 1, 2)],
            0,
            &[3],
        ),
        (
            "added_by_a_removed_device",
            vec![without.clone(), adding(&base, 3, 9)],
            0,
            &[2, 4],
        ),
        (
            "added_by_who_was_added_by_a_removed_device",
            vec![without.clone(), foundling.clone()],
            0,
            &[2, 4],
        ),
        (
            "added_before_its_adder_was_removed",
            vec![removing(&foundling, 2, 3), base.clone()],
            0,
            &[2, 4, 8, 9],
        ),
        (
            "removed_and_added_again",
            vec![adding(&without, 2, 3), base.clone()],
            0,
            &[2, 4],
        ),
        (
            "void_addition_beside_a_mutual_removal",
            raised,
            0,
            &[2, 4, 6],
        ),
        (
            "duplicates",
            vec![base.clone(), roster(), base, roster()],
            0,
            &[2, 3, 4],
        ),
    ]
}

fn resets() -> Vec<Case> {
    let base = three();
    let pair = vec![resetting(&base, 1, 6, &[2]), resetting(&base, 1, 6, &[3])];
    let anew = resetting(&base, 1, 6, &[3]);
    let higher = resetting(&resetting(&base, 1, 1, &[2, 3]), 1, 7, &[3]);
    vec![
        // Which of the two hashes is lower is a fact of these keys.
        ("concurrent_resets", pair, 1, &[3]),
        (
            "concurrent_resets_of_other_numbers",
            vec![resetting(&base, 1, 6, &[2]), higher],
            2,
            &[3],
        ),
        (
            "reset_beside_a_removal",
            vec![anew.clone(), removing(&base, 2, 3)],
            1,
            &[3],
        ),
        (
            "reset_beside_a_removal_by_the_old_root",
            vec![anew.clone(), removing_by_root(&base, 1, 3)],
            1,
            &[3],
        ),
        (
            "reset_that_names_a_removed_device",
            vec![
                resetting(&removing(&base, 2, 3), 1, 6, &[2, 3]),
                base.clone(),
            ],
            1,
            &[2],
        ),
        (
            "reset_beside_an_addition",
            vec![anew.clone(), adding(&base, 4, 9)],
            1,
            &[3],
        ),
        (
            "added_after_a_reset",
            vec![adding(&adding(&anew, 3, 9), 3, 4), base],
            1,
            &[3, 9],
        ),
    ]
}

/// `roster` with as many removals of `gone` by device 3, each upon the one before.
fn flooded(roster: &Roster, gone: u8, count: usize) -> Roster {
    (0..count).fold(roster.clone(), |all, _| removing(&all, 3, gone))
}

/// More than the first records that are kept though nothing rests on them.
fn floods() -> Vec<Case> {
    let base = three();
    let flood = flooded(&base, 90, 34);
    let anew = resetting(&base, 1, 6, &[2]);
    let foundling = adding(&base, 3, 8);
    vec![
        ("reset_beside_a_flood", vec![anew, flood.clone()], 1, &[2]),
        (
            "reset_after_a_flood",
            vec![resetting(&flood, 1, 6, &[2]), base.clone()],
            1,
            &[2],
        ),
        (
            "removal_by_the_root_beside_a_flood",
            vec![removing_by_root(&base, 1, 3), flood.clone()],
            0,
            &[2, 4],
        ),
        (
            "removal_by_the_root_beside_a_flood_of_a_foundling",
            vec![removing_by_root(&base, 1, 3), by_foundling(&foundling)],
            0,
            &[2, 4],
        ),
        (
            "removal_by_a_device_beside_a_flood",
            vec![removing(&base, 2, 3), flood],
            0,
            &[2, 4],
        ),
    ]
}

/// Device 8 floods, which device 3 let in.
fn by_foundling(roster: &Roster) -> Roster {
    (0..34).fold(roster.clone(), |all, _| removing(&all, 8, 90))
}

/// All cases of the merge rule.
pub(super) fn merges() -> Vec<Object> {
    let cases = removals().into_iter().chain(resets()).chain(floods());
    cases
        .map(|(name, rosters, resets, devices)| {
            let bytes = vector(&rosters, resets, devices);
            object(&format!("merge_{name}"), "merge", bytes)
        })
        .collect()
}

/// Rosters that do not go together, and one that claims another outcome.
pub(super) fn faulty_merges() -> Vec<(Object, &'static str)> {
    let other = Roster::begin(&super::key(11), &super::key(12), [3; 16]);
    vec![
        (
            object(
                "merge_two_persons",
                "merge",
                vector(&[three(), other], 0, &[]),
            ),
            "Roster",
        ),
        (
            object("merge_of_nothing", "merge", vector(&[], 0, &[])),
            "Shape",
        ),
        (
            object(
                "merge_junior_wins",
                "merge",
                vector(
                    &[removing(&three(), 3, 4), removing(&three(), 4, 3)],
                    0,
                    &[2, 4],
                ),
            ),
            "Outcome",
        ),
    ]
}
