//! Killed while they write, change, share, withdraw and erase.

use fondly_tests::Person;

use crate::{
    acts::Act,
    killing::{Killer, is_whole},
    rounds,
    view::{View, view},
};

/// A journal stays small enough that the time goes into killing.
const ENTRIES_MAX: usize = 40;

/// Judges one killed act, and counts what became of it.
pub(crate) fn judge(killer: &mut Killer, act: &Act, acknowledged: bool, before: &View, now: &View) {
    match (acknowledged, act.was_done(before, now)) {
        (true, true) => killer.count("acknowledged"),
        (true, false) => panic!("lost: {act:?}"),
        (false, true) => killer.count("done, but killed before it said so"),
        (false, false) => killer.count("killed before"),
    }
}

#[test]
fn what_a_killed_command_acknowledged_is_there_and_nothing_else_changed() {
    let ana = Person::with_open_key("Ana");
    let mut killer = Killer::new();
    let mut before = View::new();
    for round in 0..rounds(62) {
        if before.len() > ENTRIES_MAX {
            ana.json(&["rm", before.keys().next().unwrap()]);
            before = view(&ana, &[]);
        }
        let act = Act::any(&mut killer.chance, None, &before, &format!("round {round}"));
        let acknowledged = killer.acknowledged(&ana, &act.args);
        let now = view(&ana, &[]);
        judge(&mut killer, &act, acknowledged, &before, &now);
        is_whole(&ana);
        before = now;
    }
    killer.report();
    assert!(killer.counted("killed before") > 0 && killer.counted("acknowledged") > 0);
}
