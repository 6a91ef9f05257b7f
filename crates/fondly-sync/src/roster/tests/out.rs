//! By which acts devices are out.

use super::*;

/// The roster after a removal, and that act.
fn put_out(roster: &Roster, signer: u8, gone: u8) -> (Roster, RosterHash) {
    let roster = removing(roster, signer, gone);
    let act = roster.removed()[&id(gone)];
    (roster, act)
}

/// The words let 5 in and leave nobody else, and that act.
fn reset_to_5() -> (Roster, RosterHash) {
    let mut roster = three();
    roster.add_by_root(&key(1), &key(5)).unwrap();
    let named = BTreeSet::from([id(5)]);
    let next = key(6).verifying_key();
    let act = roster.reset(&key(1), next, named).unwrap();
    (roster, act)
}

#[test]
fn whoever_came_in_unheard_by_a_removed_device_is_out_by_that_removal() {
    assert_eq!(three().out_unheard(), []);
    let (without, act) = put_out(&three(), 2, 3);
    assert_eq!(without.out_unheard(), [], "it was known");
    let adding = after(&three(), |it| it.add(&key(3), &key(9)).unwrap());
    let both = merged(&[&without, &adding]);
    assert_eq!(both.out_unheard(), [(id(9), act)]);
}

#[test]
fn whoever_came_in_unheard_by_a_reset_is_out_by_that() {
    let (reset, act) = reset_to_5();
    assert_eq!(reset.out_unheard(), [], "they were known");
    let adding = after(&three(), |it| it.add(&key(3), &key(9)).unwrap());
    let both = merged(&[&reset, &adding]);
    assert_eq!(both.out_unheard(), [(id(9), act)]);
}

#[test]
fn whoever_was_put_out_by_somebody_who_is_out_is_named_with_that_act() {
    assert_eq!(three().out_by_somebody_out(), []);
    let (roster, act) = put_out(&three(), 3, 4);
    assert_eq!(roster.out_by_somebody_out(), [], "its remover is in");
    let roster = removing(&roster, 2, 3);
    assert_eq!(roster.out_by_somebody_out(), [(id(4), act)]);
}

#[test]
fn the_words_are_somebody_out_once_all_are_whom_they_left_in() {
    let mut roster = three();
    let gone = BTreeSet::from([id(4)]);
    let act = roster.remove(&key(1), Signer::Root, gone).unwrap();
    roster.add(&key(2), &key(5)).unwrap();
    let roster = removing(&roster, 5, 3);
    assert_eq!(roster.out_by_somebody_out(), [], "2 is in");
    let roster = removing(&roster, 5, 2);
    assert_eq!(roster.out_by_somebody_out(), [(id(4), act)]);
}

#[test]
fn a_reset_is_by_somebody_out_once_whom_it_named_is() {
    let (mut roster, act) = reset_to_5();
    assert!(
        [2, 3, 4]
            .iter()
            .all(|gone| roster.puts_out(&act, &id(*gone)))
    );
    assert!(!roster.puts_out(&act, &id(5)), "it names that one");
    assert_eq!(roster.out_by_somebody_out(), []);
    roster.add(&key(5), &key(7)).unwrap();
    let roster = removing(&roster, 7, 5);
    assert!(!roster.puts_out(&act, &id(5)), "it is out by another act");
    let by_the_reset = [2, 3, 4].map(|gone| (id(gone), act));
    assert_eq!(
        BTreeSet::from_iter(roster.out_by_somebody_out()),
        BTreeSet::from(by_the_reset)
    );
}

#[test]
fn each_of_two_removals_that_name_a_device_puts_it_out() {
    let (one, first) = put_out(&three(), 2, 4);
    let (other, second) = put_out(&three(), 3, 4);
    let both = merged(&[&one, &other]);
    assert!(both.puts_out(&first, &id(4)) && both.puts_out(&second, &id(4)));
    assert!(!both.puts_out(&first, &id(3)), "that one is in");
    let both = removing(&both, 2, 3);
    assert!(!both.puts_out(&first, &id(3)), "it is out by another act");
}
