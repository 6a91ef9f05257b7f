//! Two replicas talk in memory: what a session must reach, and what it must refuse.

mod meeting;
mod pair;

use std::collections::BTreeSet;

use fondly_sync::{DeviceId, roster::Signer};

use fondly_sync::{Message, PeerFault, session::Effect};
use pair::{Pair, Side};

#[test]
fn both_hold_the_same_when_quiet() {
    let mut pair = Pair::new(1);
    pair.write(Side::Ana, 700);
    pair.write(Side::Sam, 3);
    let round = pair.reconcile().unwrap();
    assert_eq!(round.tally[0].received, 3 + 1);
    assert_eq!(round.tally[1].received, 700 + 2);
    assert_eq!(pair.records(Side::Ana), pair.records(Side::Sam));
}

#[test]
fn nothing_new_costs_one_round_trip_and_few_bytes() {
    let mut pair = Pair::new(2);
    pair.write(Side::Ana, 50);
    pair.reconcile().unwrap();
    let round = pair.reconcile().unwrap();
    assert_eq!(round.tally[0].round_trips, 1);
    assert_eq!((round.tally[0].sent, round.tally[0].received), (0, 0));
    assert!(round.bytes < 500, "{} bytes", round.bytes);
}

#[test]
fn news_comes_in_one_round_trip() {
    let mut pair = Pair::new(3);
    pair.write(Side::Ana, 50);
    pair.reconcile().unwrap();
    pair.write(Side::Sam, 10);
    let round = pair.reconcile().unwrap();
    assert_eq!(round.tally[0].received, 10);
    assert_eq!(round.tally[0].round_trips, 1);
}

#[test]
fn payloads_that_were_lost_come_again_from_whoever_has_them() {
    for dialler in [Side::Ana, Side::Sam] {
        let mut pair = Pair::new(40);
        pair.write(Side::Ana, 700);
        pair.write(Side::Sam, 20);
        pair.reconcile().unwrap();
        let whole = pair.records(Side::Ana);
        // Of the other's log, of the own one, and one that both have lost.
        pair.lose(Side::Sam, Side::Ana, [0, 5, 6, 300, 301, 701]);
        pair.lose(Side::Ana, Side::Ana, [6, 7]);
        let round = pair.reconcile_from(dialler).unwrap();
        assert!(round.tally.iter().all(|tally| tally.received == 0));
        assert_eq!(pair.lacks(Side::Sam, Side::Ana), 1);
        assert_eq!(pair.lacks(Side::Ana, Side::Ana), 1);
        // Ana signed each of hers. Sam holds one signature for 256 of them, and sends what is before.
        assert!(pair.filled <= 6 + 249, "{} records", pair.filled);
        assert_eq!(pair.records(Side::Sam), whole);
        // What nobody has is in no session sent for.
        let before = pair.filled;
        let again = pair.reconcile_from(dialler).unwrap();
        assert_eq!(pair.filled, before);
        assert!(again.bytes < 600, "{} bytes", again.bytes);
    }
}

#[test]
fn what_is_new_and_what_was_lost_come_in_one_session() {
    let mut pair = Pair::new(41);
    pair.write(Side::Ana, 600);
    pair.reconcile().unwrap();
    pair.lose(Side::Sam, Side::Ana, 0..600);
    pair.write(Side::Ana, 10);
    let round = pair.reconcile().unwrap();
    assert_eq!(round.tally[1].received, 10);
    assert_eq!(pair.lacks(Side::Sam, Side::Ana), 0);
    assert_eq!(pair.filled, 600);
    assert_eq!(pair.records(Side::Ana), pair.records(Side::Sam));
}

#[test]
fn holes_without_number_come_in_several_sessions() {
    let mut pair = Pair::new(42);
    pair.write(Side::Ana, 400);
    pair.reconcile().unwrap();
    // More ranges than a frontier names.
    pair.lose(Side::Sam, Side::Ana, (0..400).step_by(2));
    let mut left = pair.lacks(Side::Sam, Side::Ana);
    while left > 0 {
        pair.reconcile().unwrap();
        let now = pair.lacks(Side::Sam, Side::Ana);
        assert!(now < left);
        left = now;
    }
    assert_eq!(pair.records(Side::Ana), pair.records(Side::Sam));
}

#[test]
fn order_of_dialling_does_not_matter() {
    for dialler in [Side::Ana, Side::Sam] {
        let mut pair = Pair::new(4);
        pair.write(Side::Ana, 300);
        pair.write(Side::Sam, 300);
        pair.reconcile_from(dialler).unwrap();
        assert_eq!(pair.records(Side::Ana), pair.records(Side::Sam));
    }
}

#[test]
fn same_seed_gives_the_same_bytes() {
    let run = || {
        let mut pair = Pair::new(5);
        pair.write(Side::Ana, 20);
        pair.write(Side::Sam, 20);
        pair.reconcile().unwrap().trace
    };
    assert_eq!(run(), run());
}

#[test]
fn cut_link_loses_nothing_and_the_next_session_completes() {
    for cut_after in 0..14 {
        let mut pair = Pair::new(6);
        pair.write(Side::Ana, 600);
        pair.write(Side::Sam, 600);
        pair.cut_after = Some(cut_after);
        drop(pair.reconcile());
        pair.cut_after = None;
        pair.reconcile().unwrap();
        assert_eq!(
            pair.records(Side::Ana),
            pair.records(Side::Sam),
            "cut after {cut_after}"
        );
    }
}

#[test]
fn flipped_bits_in_every_message_are_refused_or_harmless() {
    let mut pair = Pair::new(7);
    pair.write(Side::Ana, 3);
    pair.write(Side::Sam, 3);
    let frames = pair.clone().reconcile().unwrap().trace;
    for (index, frame) in frames.iter().enumerate() {
        // A prime step reaches every byte of small frames and every kind of field of large ones.
        let step = match frame.len() {
            _ if std::env::var_os("FONDLY_EVERY_BIT").is_some() => 1,
            0..400 => 7,
            _ => 211,
        };
        for bit in (index % step..frame.len() * 8).step_by(step) {
            let mut pair = pair.clone();
            pair.flip = Some((index, bit));
            drop(pair.reconcile());
            pair.assert_nothing_foreign();
            pair.flip = None;
            pair.reconcile().unwrap();
            assert_eq!(pair.records(Side::Ana), pair.records(Side::Sam));
        }
    }
}

#[test]
fn frames_that_are_cut_lengthened_or_doubled_are_refused_or_harmless() {
    let mut pair = Pair::new(14);
    pair.write(Side::Ana, 3);
    pair.write(Side::Sam, 3);
    for index in 0..12 {
        for how in 0..4 {
            for at in [0, 1, 2, 33, 100, 600] {
                let mut pair = pair.clone();
                pair.changes = vec![(index, at, 1, how)];
                drop(pair.reconcile_lossy(Side::Ana));
                pair.assert_nothing_foreign();
                pair.changes.clear();
                pair.reconcile().unwrap();
                assert_eq!(pair.records(Side::Ana), pair.records(Side::Sam));
            }
        }
    }
}

#[test]
fn every_truncated_message_is_refused() {
    let mut pair = Pair::new(8);
    pair.write(Side::Ana, 3);
    for frame in pair.reconcile().unwrap().trace {
        for length in 0..frame.len() {
            assert!(Message::decode(&frame[..length]).is_err());
        }
    }
}

#[test]
fn stranger_learns_nothing_and_is_refused() {
    let mut pair = Pair::new(9);
    pair.write(Side::Ana, 3);
    let (fault, effects) = pair.dialled_by_stranger();
    assert_eq!(fault, PeerFault::UnknownDevice);
    assert!(
        effects
            .iter()
            .all(|effect| !matches!(effect, Effect::Send(_)))
    );
}

#[test]
fn proof_of_another_link_is_refused() {
    let mut pair = Pair::new(10);
    pair.write(Side::Ana, 1);
    pair.other_exporter = true;
    assert_eq!(pair.reconcile().unwrap_err(), PeerFault::Signature);
}

#[test]
fn second_history_of_a_device_is_kept_out_and_shown() {
    let mut pair = Pair::new(11);
    pair.write(Side::Ana, 5);
    let mut copy = pair.clone();
    // Other randomness than the original, so the next record differs.
    copy.write(Side::Sam, 1);
    pair.write(Side::Ana, 1);
    pair.reconcile().unwrap();
    let held = pair.records(Side::Sam);
    copy.write(Side::Ana, 4);
    let accepted = copy.log_of_ana_to(&pair).unwrap();
    assert!(accepted.forked && accepted.runs.is_empty());
    assert_eq!(pair.records(Side::Sam), held);
}

#[test]
fn what_is_left_out_is_acknowledged_so_that_nobody_waits_for_it() {
    let mut pair = Pair::new(14);
    pair.ana_holds_of_a_removed_phone(3);
    pair.write(Side::Ana, 1);
    for dialler in [Side::Ana, Side::Sam] {
        // It must come to an end. Sam knows no cut, so nothing of the phone counts there.
        pair.reconcile_from(dialler).unwrap();
        assert_eq!(
            pair.records(Side::Sam).len(),
            pair.records(Side::Ana).len() - 3
        );
    }
}

#[test]
fn two_who_hold_two_histories_of_a_third_show_each_other_the_proof_once_and_go_on() {
    // Both as long, the one or the other longer, and one that has only what is common.
    for (at_ana, at_sam, common) in [(1, 1, 2), (3, 1, 2), (1, 4, 2), (2, 2, 0), (9, 1, 1)] {
        for dialler in [Side::Ana, Side::Sam] {
            let mut pair = Pair::new(41);
            let phone = pair.phone();
            pair.holds_of(Side::Ana, &phone, common);
            pair.reconcile().unwrap();
            pair.holds_of(Side::Ana, &phone, at_ana);
            pair.holds_of(Side::Sam, &phone, at_sam);
            let device = DeviceId(phone.verifying_key());
            pair.write(Side::Sam, 2);
            pair.reconcile_from(dialler).unwrap();
            pair.frozen.sort_by_key(|(side, _)| *side as usize);
            assert_eq!(pair.frozen, [(Side::Ana, device), (Side::Sam, device)]);
            assert_eq!(pair.held_of(Side::Ana, &phone), common + at_ana);
            assert_eq!(pair.held_of(Side::Sam, &phone), common + at_sam);
            // What else is written arrives, and the proof is not shown again.
            pair.write(Side::Ana, 3);
            let round = pair.reconcile_from(dialler).unwrap();
            let moved = round.tally.map(|tally| (tally.sent, tally.received));
            assert_eq!(moved, [(3, 0), (0, 3)]);
            assert_eq!(pair.frozen.len(), 2);
        }
    }
}

#[test]
fn home_that_was_put_back_notices_and_gets_its_own_log_again() {
    for (written_since, dialler) in [
        (0, Side::Ana),
        (1, Side::Ana),
        (3, Side::Sam),
        (9, Side::Ana),
    ] {
        let mut pair = Pair::new(31);
        pair.write(Side::Ana, 5);
        pair.reconcile().unwrap();
        let mut copy = pair.clone();
        pair.write(Side::Ana, 3);
        pair.reconcile().unwrap();
        let held = pair.records(Side::Sam);
        // Other randomness than the original, so the next record differs.
        copy.write(Side::Sam, 1);
        copy.write(Side::Ana, written_since);
        copy.take_side(Side::Sam, &pair);
        copy.reconcile_from(dialler).unwrap();
        assert_eq!(copy.rolled_back, [Side::Ana], "{written_since}");
        assert_eq!(copy.records(Side::Sam), held);
        assert!(copy.frozen.is_empty());
        copy.recovering = Some(Side::Ana);
        copy.reconcile_from(dialler).unwrap();
        let own: Vec<_> = copy.own_history.iter().map(|record| record.hash).collect();
        assert_eq!(own, pair.own_log_of_ana());
    }
}

#[test]
fn copy_of_a_home_cannot_write_as_the_other() {
    let mut pair = Pair::new(13);
    pair.write(Side::Ana, 2);
    pair.reconcile().unwrap();
    let held = pair.records(Side::Ana);
    assert_eq!(pair.forged_as_ana_by_sam(), PeerFault::Signature);
    assert_eq!(pair.records(Side::Ana), held);
}

#[test]
fn news_is_pushed_while_the_link_stands() {
    let mut pair = Pair::new(12);
    pair.write(Side::Ana, 2);
    pair.stay = true;
    let mut live = pair.begin(Side::Ana);
    live.run(&mut pair).unwrap();
    for round in 0..5 {
        let writer = if round % 2 == 0 { Side::Ana } else { Side::Sam };
        pair.write(writer, 3);
        live.tell(&mut pair, writer).unwrap();
        assert_eq!(
            pair.records(Side::Ana),
            pair.records(Side::Sam),
            "round {round}"
        );
    }
}

#[test]
fn rosters_that_differ_are_exchanged_first() {
    for dialler in [Side::Ana, Side::Sam] {
        let mut pair = Pair::new(21);
        pair.write(Side::Ana, 3);
        pair.ana_adds_a_device();
        pair.write(Side::Sam, 2);
        assert_eq!(pair.anas_devices_at_sam(), 1);
        pair.reconcile_from(dialler).unwrap();
        assert_eq!(pair.anas_devices_at_sam(), 2);
        assert_eq!(pair.records(Side::Ana), pair.records(Side::Sam));
        let again = pair.reconcile_from(dialler).unwrap();
        assert_eq!(again.tally[0].sent + again.tally[1].sent, 0);
    }
}

#[test]
fn device_that_was_never_met_introduces_itself() {
    let mut pair = Pair::new(22);
    pair.reconcile().unwrap();
    pair.write(Side::Sam, 2);
    let phone = pair.ana_adds_a_device();
    pair.ana_is_at(&phone);
    pair.write(Side::Ana, 2);
    pair.reconcile_introduced().unwrap();
    assert_eq!(pair.records(Side::Ana), pair.records(Side::Sam));
    assert_eq!(pair.anas_devices_at_sam(), 2);
}

#[test]
fn introduction_without_a_place_in_the_roster_is_worth_nothing() {
    let mut pair = Pair::new(23);
    pair.reconcile().unwrap();
    let phone = pair.ana_adds_a_device();
    pair.ana_is_at(&phone);
    pair.change_anas_roster(|roster, ana| {
        let by = Signer::Device(DeviceId(ana.verifying_key()));
        let gone = DeviceId(phone.verifying_key());
        roster.remove(ana, by, BTreeSet::from([gone])).unwrap();
    });
    let refused = pair.reconcile_introduced();
    assert_eq!(refused, Err(PeerFault::UnknownDevice));
    assert_eq!(pair.anas_devices_at_sam(), 1);
}

#[test]
fn introduction_over_an_endpoint_that_it_does_not_name_is_refused() {
    let mut pair = Pair::new(24);
    pair.reconcile().unwrap();
    let phone = pair.ana_adds_a_device();
    pair.ana_is_at(&phone);
    pair.other_endpoint = true;
    let refused = pair.reconcile_introduced();
    assert_eq!(refused, Err(PeerFault::UnknownDevice));
}
