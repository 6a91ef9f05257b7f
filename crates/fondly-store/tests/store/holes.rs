//! What was lost with a part of the disk, and comes again.

use fondly_store::{Applied, DocumentRow, DocumentState, Store};
use fondly_sync::{Content, DeviceId, HoleRange, Item, Record, Subject, record::log_start};

use crate::support::{Home, change, create, hollow, payload, raw, store_key};

/// Five records of Sam's, all of them applied.
fn home() -> (Home, Vec<Record>, DeviceId) {
    let mut home = Home::new();
    let (bond, device) = (home.bond, home.sam.device());
    let first = home.sam.log(&bond, [create(1, "one")])[0].document;
    let items = [
        create(1, "one"),
        change(first, "two"),
        change(first, "three"),
        create(2, "four"),
        change(first, "five"),
    ];
    let records = home.sam.log(&bond, items);
    let run = home.sam.whole(&bond, &records);
    home.write(|tx| tx.append_run(&run, 5));
    for record in &records {
        home.write(|tx| tx.set_applied(&bond, &device, record.seq, Applied::Yes));
    }
    (home, records, device)
}

/// Does something to the file that no program of ours does.
fn damaged(mut home: Home, sql: &str) -> Home {
    let path = home.dir.path().join("store.db");
    drop(home.store);
    let db = raw(&path);
    db.execute_batch(sql).unwrap();
    drop(db);
    home.store = Store::open(&path, &store_key()).unwrap();
    home
}

/// Loses the block in which the payloads of some records stand, and no others.
fn lost(numbers: &str) -> String {
    format!("UPDATE record SET block = 99 WHERE seq IN ({numbers})")
}

fn holes(home: &Home, device: &DeviceId) -> Vec<HoleRange> {
    let mut tips = home.read(|tx| tx.tips(&home.bond));
    tips.remove(device).unwrap().holes
}

fn range(first: u64, count: u64) -> HoleRange {
    HoleRange { first, count }
}

#[test]
fn a_payload_that_was_lost_is_asked_for_and_counts_as_before() {
    let (home, records, device) = home();
    let bond = home.bond;
    let mut home = damaged(home, &lost("1, 2"));
    assert_eq!(holes(&home, &device), []);
    assert_eq!(home.write(|tx| tx.look_for_lost()), 2);
    assert_eq!(home.write(|tx| tx.look_for_lost()), 0);
    assert_eq!(holes(&home, &device), [range(1, 2)]);

    let mut half = records.clone();
    half[2] = hollow(&records[2]);
    let run = home.sam.whole(&bond, &half);
    // What was applied is not applied again.
    assert_eq!(home.write(|tx| tx.fill_run(&run, 6)), []);
    assert_eq!(holes(&home, &device), [range(2, 1)]);
    let run = home.sam.whole(&bond, &records);
    assert_eq!(home.write(|tx| tx.fill_run(&run, 6)), []);
    assert_eq!(holes(&home, &device), []);
    let (_, stored) = home.read(|tx| tx.records(&bond, &device, 0, 256, 1 << 20));
    let items = |records: &[Record]| records.iter().map(|it| it.item.clone()).collect::<Vec<_>>();
    assert_eq!(items(&stored), items(&records));
}

#[test]
fn records_that_were_lost_between_others_come_again_where_they_fit() {
    let (home, records, device) = home();
    let bond = home.bond;
    let lost = "DELETE FROM record WHERE seq IN (0, 2)";
    let mut home = damaged(home, lost);
    assert_eq!(home.write(|tx| tx.look_for_lost()), 0);
    assert_eq!(holes(&home, &device), [range(0, 1), range(2, 1)]);
    // Another history does not fit between, nor before.
    let mut twin = home.sam.log(&bond, [create(8, "other")]);
    twin.extend(
        home.sam
            .log(&bond, [create(8, "other"), create(9, "more")])
            .drain(1..),
    );
    let run = home.sam.whole(&bond, &twin);
    assert_eq!(home.write(|tx| tx.fill_run(&run, 6)), []);
    assert_eq!(holes(&home, &device), [range(0, 1), range(2, 1)]);

    let prev = records[0].hash;
    let run = home.sam.run(&bond, prev, &records[1..4]);
    let new = home.write(|tx| tx.fill_run(&run, 6));
    assert_eq!(new.iter().map(|it| it.seq).collect::<Vec<_>>(), [2]);
    assert_eq!(holes(&home, &device), [range(0, 1)]);
    let run = home
        .sam
        .run(&bond, log_start(&bond, &device), &records[..1]);
    let new = home.write(|tx| tx.fill_run(&run, 6));
    assert_eq!(new.iter().map(|it| it.seq).collect::<Vec<_>>(), [0]);
    assert_eq!(holes(&home, &device), []);
    let (_, stored) = home.read(|tx| tx.records(&bond, &device, 0, 256, 1 << 20));
    assert_eq!(stored.len(), 5);
    home.sam.whole(&bond, &stored);
}

#[test]
fn looking_on_comes_to_everything_that_was_lost() {
    let payload = lost("4");
    let record = "DELETE FROM record WHERE seq = 2";
    for (lost, payloads, hole) in [(payload.as_str(), 1, range(4, 1)), (record, 0, range(2, 1))] {
        let (mut home, _, device) = home();
        // Five records, two at a time: the third look is at the last one, the fourth begins again.
        for _ in 0..4 {
            assert_eq!(home.write(|tx| tx.look_on(2)), 0);
        }
        let mut home = damaged(home, lost);
        let looks: Vec<u64> = (0..6).map(|_| home.write(|tx| tx.look_on(2))).collect();
        assert_eq!(looks.iter().sum::<u64>(), payloads, "{looks:?}");
        assert_eq!(looks[0], 0, "the loss lies farther on");
        assert_eq!(holes(&home, &device), [hole]);
    }
}

#[test]
fn nothing_comes_into_what_was_erased_withdrawn_frozen_or_is_not_there() {
    let (mut home, records, device) = home();
    let bond = home.bond;
    let document = records[0].document;
    let row = DocumentRow {
        document,
        space: bond,
        owner: Some(home.sam.id()),
        creator: device,
        state: DocumentState::Live,
    };
    home.write(|tx| tx.put_document(&row));
    home.write(|tx| tx.erase_payloads(&bond, &document));
    assert_eq!(home.write(|tx| tx.look_for_lost()), 0);
    let run = home.sam.whole(&bond, &records);
    assert_eq!(home.write(|tx| tx.fill_run(&run, 6)), []);
    assert_eq!(home.read(|tx| tx.changes(&bond, &document)), []);

    let more = change(document, "six");
    let items = records.iter().map(|it| it.item.clone()).chain([more]);
    let longer = home.sam.log(&bond, items);
    let run = home.sam.whole(&bond, &longer);
    assert_eq!(home.write(|tx| tx.fill_run(&run, 6)), []);
    assert_eq!(
        home.read(|tx| tx.tip(&bond, &device)).next,
        5,
        "it is no new record"
    );

    home.write(|tx| tx.freeze_log(&bond, &device, b"proof"));
    assert_eq!(home.write(|tx| tx.fill_run(&run, 6)), []);
}

#[test]
fn what_stands_at_a_cut_is_told_also_where_it_is_something_else() {
    let mut home = Home::new();
    let (bond, device) = (home.bond, home.sam.device());
    let items = [create(1, "one"), create(2, "two"), create(3, "three")];
    let records = home.sam.log(&bond, items);
    let of_nothing = home.read(|tx| tx.ends(&bond));
    assert!(of_nothing.cuts.is_empty() && of_nothing.here.is_empty());
    let other = records[0].hash;
    home.write(|tx| tx.raise_cut(&bond, &device, 2, &other));
    let before = home.read(|tx| tx.ends(&bond));
    assert!(before.here.is_empty(), "nothing of the log is here");
    let whole = home.sam.whole(&bond, &records);
    home.write(|tx| tx.append_run(&whole, 5));
    let ends = home.read(|tx| tx.ends(&bond));
    assert_eq!(ends.cuts.get(&device), Some(&(2, other)));
    assert_eq!(ends.here.get(&device), Some(&records[2].hash));
}

#[test]
fn what_was_lost_is_neither_a_change_nor_a_control() {
    let mut home = Home::new();
    let (bond, device) = (home.bond, home.sam.device());
    let control = |text| Item {
        subject: Subject::Control,
        content: Content::Full(payload(text)),
    };
    let first = home.sam.log(&bond, [create(1, "one")])[0].document;
    let items = [
        create(1, "one"),
        change(first, "two"),
        control("three"),
        control("four"),
    ];
    let records = home.sam.log(&bond, items);
    let run = home.sam.whole(&bond, &records);
    home.write(|tx| tx.append_run(&run, 5));
    let set = |home: &mut Home, seq, applied| {
        home.write(|tx| tx.set_applied(&bond, &device, seq, applied));
    };
    for seq in 0..4 {
        set(&mut home, seq, Applied::Yes);
    }
    let count = |home: &Home| {
        home.read(|tx| {
            let changes = tx.changes(&bond, &first)?.len();
            Ok((changes, tx.applied_controls(&bond)?.len()))
        })
    };
    assert_eq!(count(&home), (2, 2));
    let mut home = damaged(home, &lost("1, 2"));
    assert_eq!(count(&home), (1, 1));
    for seq in [2, 3] {
        set(&mut home, seq, Applied::SetAside);
    }
    let aside = home.read(|tx| tx.controls_set_aside(&bond, &device));
    assert_eq!(aside.iter().map(|it| it.seq).collect::<Vec<_>>(), [3]);
}
