//! Logs: what follows, what is new, what is missing, what is applied.

use fondly_crypto::SigningKey;
use fondly_store::{Applied, DocumentRow, DocumentState, StoreError};
use fondly_sync::{
    Content, Control, DeviceId, DocumentId, HoleRange, Item, Owner, Record, Subject,
    record::log_start,
};

use crate::support::{Home, Person, change, create, hollow, payload};

pub(crate) fn control() -> Item {
    let body = Control::Verified.encode();
    let payload = fondly_sync::Payload {
        body,
        ..payload("")
    };
    Item {
        subject: Subject::Control,
        content: Content::Full(payload),
    }
}

/// Some records of Sam's in the bond: two documents, changes of the first, a control.
pub(crate) fn sams(home: &Home) -> Vec<Record> {
    let first = home.sam.log(&home.bond, [create(1, "one")])[0].document;
    let items = [
        create(1, "one"),
        change(first, &"two ".repeat(100)),
        control(),
        create(2, "four"),
        change(first, "five"),
    ];
    home.sam.log(&home.bond, items)
}

/// As they come back: of a run only the last record has its signature.
pub(crate) fn unsigned(records: &[Record], runs: &[usize]) -> Vec<Record> {
    let ends = |n: usize| runs.contains(&(n + 1));
    let record = |(n, record): (usize, &Record)| Record {
        signature: record.signature.filter(|_| ends(n)),
        ..record.clone()
    };
    records.iter().enumerate().map(record).collect()
}

#[test]
fn records_come_back_as_they_were() {
    let mut home = Home::new();
    let records = sams(&home);
    let odd = Item {
        subject: Subject::Unknown {
            kind: 77,
            document: DocumentId([9; 16]),
        },
        content: Content::Full(payload("later")),
    };
    let shared = Item {
        subject: Subject::Create {
            owner: Owner::Space,
            nonce: [3; 16],
        },
        content: Content::Full(payload("")),
    };
    let items = records
        .iter()
        .map(|record| record.item.clone())
        .chain([odd, shared]);
    let records = home.sam.log(&home.bond, items);
    let run = home.sam.whole(&home.bond, &records);
    let expected = unsigned(&records, &[records.len()]);
    assert_eq!(home.write(|tx| tx.append_run(&run, 5)), expected);

    let (bond, device) = (home.bond, home.sam.device());
    let (prev, stored) = home.read(|tx| tx.records(&bond, &device, 0, 256, 1 << 20));
    assert_eq!((prev, stored), (log_start(&bond, &device), expected));
}

#[test]
fn run_that_comes_again_brings_nothing_new() {
    let mut home = Home::new();
    let records = sams(&home);
    let whole = home.sam.whole(&home.bond, &records);
    assert_eq!(home.write(|tx| tx.append_run(&whole, 5)).len(), 5);
    assert_eq!(home.write(|tx| tx.append_run(&whole, 6)), []);
    let tip = home.read(|tx| tx.tip(&home.bond, &home.sam.device()));
    assert_eq!(
        (tip.next, tip.hash, tip.holes),
        (5, records[4].hash, Vec::new())
    );
    assert_eq!(home.store.check(), Ok(Vec::new()));
}

#[test]
fn run_that_overlaps_brings_its_end_and_its_signature() {
    let mut home = Home::new();
    let records = sams(&home);
    let (bond, device) = (home.bond, home.sam.device());
    let four = home.sam.whole(&bond, &records[..4]);
    let two_to_five = home.sam.run(&bond, records[0].hash, &records[1..]);
    let two_to_three = home.sam.run(&bond, records[0].hash, &records[1..3]);
    home.write(|tx| tx.append_run(&four, 5));
    let new = home.write(|tx| tx.append_run(&two_to_five, 5));
    assert_eq!(new, records[4..]);
    assert_eq!(home.write(|tx| tx.append_run(&two_to_three, 5)), []);
    let (_, stored) = home.read(|tx| tx.records(&bond, &device, 0, 256, 1 << 20));
    assert_eq!(stored, unsigned(&records, &[3, 4, 5]));
}

#[test]
fn run_behind_a_gap_is_a_conflict() {
    let mut home = Home::new();
    let records = sams(&home);
    let late = home.sam.run(&home.bond, records[1].hash, &records[2..]);
    let conflict = home.store.write(|tx| tx.append_run(&late, 5));
    assert_eq!(conflict, Err(StoreError::Conflict { next: 0 }));
}

#[test]
fn other_history_is_a_conflict_and_changes_nothing() {
    let mut home = Home::new();
    let (bond, device) = (home.bond, home.sam.device());
    let records = sams(&home);
    let run = home.sam.whole(&bond, &records);
    home.write(|tx| tx.append_run(&run, 5));
    let other = home.sam.log(&bond, (1..8).map(|n| create(n, "another")));
    let whole = home.sam.whole(&bond, &other);
    let ahead = home.sam.run(&bond, other[4].hash, &other[5..]);
    for run in [whole, ahead] {
        let conflict = home.store.write(|tx| tx.append_run(&run, 5));
        assert_eq!(conflict, Err(StoreError::Conflict { next: 5 }));
    }
    let (_, stored) = home.read(|tx| tx.records(&bond, &device, 0, 256, 1 << 20));
    assert_eq!(stored, unsigned(&records, &[5]));
}

#[test]
fn own_record_must_follow_the_end() {
    let mut home = Home::new();
    let (journal, device) = (home.journal, home.me.device());
    let records = home.me.log(
        &journal,
        [create(1, "one"), create(2, "two"), create(3, "three")],
    );
    let other = home.me.log(&journal, [create(9, "nine"), create(2, "two")]);
    let append = |home: &mut Home, record: &Record| {
        home.store
            .write(|tx| tx.append_own(&journal, &device, record, 5))
    };
    assert_eq!(
        append(&mut home, &records[1]),
        Err(StoreError::Conflict { next: 0 })
    );
    assert_eq!(append(&mut home, &records[0]), Ok(()));
    assert_eq!(
        append(&mut home, &records[0]),
        Err(StoreError::Conflict { next: 1 })
    );
    assert_eq!(
        append(&mut home, &other[1]),
        Err(StoreError::Conflict { next: 1 })
    );
    assert_eq!(append(&mut home, &records[1]), Ok(()));
    let changes = home.read(|tx| tx.changes(&journal, &records[1].document));
    assert_eq!(changes, [(device, records[1].clone())]);
}

#[test]
fn frozen_log_takes_nothing_more() {
    let mut home = Home::new();
    let (bond, device) = (home.bond, home.sam.device());
    let records = sams(&home);
    let first = home.sam.whole(&bond, &records[..2]);
    let rest = home.sam.run(&bond, records[1].hash, &records[2..]);
    home.write(|tx| tx.append_run(&first, 5));
    home.write(|tx| tx.freeze_log(&bond, &device, b"proof"));
    home.write(|tx| tx.freeze_log(&bond, &device, b"another"));
    assert_eq!(
        home.store.write(|tx| tx.append_run(&rest, 5)),
        Err(StoreError::Frozen)
    );
    assert_eq!(home.read(|tx| tx.frozen(&bond)), [device]);
    assert_eq!(
        home.read(|tx| tx.evidence(&bond, &device)),
        Some(b"proof".to_vec())
    );
    assert_eq!(home.read(|tx| tx.tip(&bond, &device)).next, 2);
    assert_eq!(home.read(|tx| tx.frozen(&home.journal)), []);
}

#[test]
fn runs_are_cut_only_at_signatures() {
    let mut home = Home::new();
    let (bond, device) = (home.bond, home.sam.device());
    let records = sams(&home);
    for (from, to) in [(0, 2), (2, 5)] {
        let prev = if from == 0 {
            log_start(&bond, &device)
        } else {
            records[from - 1].hash
        };
        let run = home.sam.run(&bond, prev, &records[from..to]);
        home.write(|tx| tx.append_run(&run, 5));
    }
    let expected = unsigned(&records, &[2, 5]);
    let read = |first, records_max, bytes_max| {
        home.read(|tx| tx.records(&bond, &device, first, records_max, bytes_max))
    };
    assert_eq!(read(0, 256, 1 << 20).1, expected);
    assert_eq!(read(0, 4, 1 << 20).1, expected[..2]);
    assert_eq!(read(0, 1, 1 << 20).1, expected[..2], "at least one run");
    assert_eq!(read(0, 256, 0).1, expected[..2], "at least one run");
    assert_eq!(read(0, 256, 700).1, expected[..2], "bytes count");
    assert_eq!(read(3, 1, 1), (records[2].hash, expected[3..].to_vec()));
    assert_eq!(read(5, 9, 1 << 20), (records[4].hash, Vec::new()));
    assert_eq!(read(6, 9, 1 << 20), (records[4].hash, Vec::new()));
}

#[test]
fn missing_payloads_are_holes_until_they_come() {
    let mut home = Home::new();
    let (bond, device) = (home.bond, home.sam.device());
    let records = sams(&home);
    let mut partly = records.clone();
    for n in [0, 1, 3] {
        partly[n] = hollow(&records[n]);
    }
    let partly = home.sam.whole(&bond, &partly);
    home.write(|tx| tx.append_run(&partly, 5));
    let holes = |home: &Home| home.read(|tx| tx.tips(&bond))[&device].holes.clone();
    let expected = [
        HoleRange { first: 0, count: 2 },
        HoleRange { first: 3, count: 1 },
    ];
    assert_eq!(holes(&home), expected);

    let first = home.sam.whole(&bond, &records[..2]);
    let new = home.write(|tx| tx.append_run(&first, 6));
    assert_eq!(new, unsigned(&records[..2], &[2]));
    assert_eq!(holes(&home), expected[1..]);
    let (_, stored) = home.read(|tx| tx.records(&bond, &device, 0, 256, 1 << 20));
    assert_eq!(stored[..2], new);
    assert_eq!(stored[3].item.content, hollow(&records[3]).item.content);
}

#[test]
fn erased_payloads_are_no_holes_and_stay_away() {
    let mut home = Home::new();
    let (bond, device) = (home.bond, home.sam.device());
    let records = sams(&home);
    let document = records[0].document;
    let row = DocumentRow {
        document,
        space: bond,
        owner: Some(home.sam.id()),
        creator: device,
        state: DocumentState::Live,
    };
    let first = home.sam.whole(&bond, &records[..2]);
    home.write(|tx| tx.append_run(&first, 5));
    home.write(|tx| tx.put_document(&row));
    assert_eq!(home.write(|tx| tx.erase_payloads(&bond, &document)), 2);
    assert_eq!(home.write(|tx| tx.erase_payloads(&bond, &document)), 0);
    home.write(|tx| tx.set_document_state(&bond, &document, DocumentState::Retracted));

    let again = home.sam.whole(&bond, &records);
    home.write(|tx| tx.append_run(&again, 6));
    let (_, stored) = home.read(|tx| tx.records(&bond, &device, 0, 256, 1 << 20));
    for (n, record) in stored.iter().enumerate() {
        let gone = record.document == document;
        assert_eq!(
            matches!(record.item.content, Content::Hole(_)),
            gone,
            "record {n}"
        );
    }
    assert_eq!(home.read(|tx| tx.tip(&bond, &device)).holes, []);
    home.sam.whole(&bond, &stored);
}

#[test]
fn withdrawn_documents_that_never_came_are_not_asked_for() {
    let mut home = Home::new();
    let (bond, device) = (home.bond, home.sam.device());
    let records = sams(&home);
    let holes: Vec<Record> = records.iter().map(hollow).collect();
    let run = home.sam.whole(&bond, &holes);
    home.write(|tx| tx.append_run(&run, 5));
    let document = records[0].document;
    let missing = |home: &Home| {
        let holes = home.read(|tx| tx.tip(&bond, &device)).holes;
        holes.iter().map(|hole| hole.count).sum::<u64>()
    };
    assert_eq!(missing(&home), 5);
    assert!(!home.read(|tx| tx.is_retracted(&bond, &document)));

    let my_device = home.me.device();
    home.write(|tx| tx.add_tombstone(&bond, &document, &my_device));
    assert_eq!(missing(&home), 5, "nobody withdraws for another person");
    let phone = SigningKey::from_bytes(&[77; 32]);
    home.sam.roster.add(&home.sam.key, &phone).unwrap();
    let phone = DeviceId(phone.verifying_key());
    let roster = home.sam.roster.clone();
    home.write(|tx| tx.put_roster(&roster, 0));
    home.write(|tx| tx.add_tombstone(&bond, &document, &phone));
    assert_eq!(missing(&home), 2, "any device of the author does");
    let mut devices = [my_device, phone];
    devices.sort_unstable();
    assert_eq!(home.read(|tx| tx.tombstones(&bond, &document)), devices);
}

#[test]
fn changes_stand_in_the_order_in_which_they_were_applied() {
    let mut home = Home::new();
    let (bond, device) = (home.bond, home.sam.device());
    let records = sams(&home);
    let document = records[0].document;
    let run = home.sam.whole(&bond, &records);
    home.write(|tx| tx.append_run(&run, 5));
    let waiting = |home: &Home| -> Vec<u64> {
        let places = home.read(|tx| tx.waiting(&bond));
        places.iter().map(|at| at.seq).collect()
    };
    assert_eq!(waiting(&home), [2], "no document is here yet");
    for document in [document, records[3].document] {
        let row = DocumentRow {
            document,
            space: bond,
            owner: None,
            creator: device,
            state: DocumentState::Live,
        };
        home.write(|tx| tx.put_document(&row));
    }
    assert_eq!(waiting(&home), [0, 1, 2, 3, 4]);
    for at in home.read(|tx| tx.waiting(&bond)) {
        let record = home.read(|tx| tx.waiting_record(&bond, &at));
        assert_eq!(
            record.map(|it| it.hash),
            Some(records[at.seq as usize].hash)
        );
    }
    assert_eq!(home.read(|tx| tx.changes(&bond, &document)), []);

    let applied = [
        (4, Applied::Waits),
        (0, Applied::Yes),
        (2, Applied::Yes),
        (3, Applied::Refused),
    ];
    for (seq, applied) in applied {
        home.write(|tx| tx.set_applied(&bond, &device, seq, applied));
    }
    home.write(|tx| tx.set_applied(&bond, &device, 1, Applied::NotUnderstood));
    let seqs = |records: Vec<(DeviceId, Record)>| {
        records
            .into_iter()
            .map(|(_, record)| record.seq)
            .collect::<Vec<_>>()
    };
    assert_eq!(waiting(&home), [4]);
    assert_eq!(seqs(home.read(|tx| tx.not_understood(&bond))), [1]);
    assert_eq!(seqs(home.read(|tx| tx.changes(&bond, &document))), [0]);

    home.write(|tx| tx.set_applied(&bond, &device, 4, Applied::Yes));
    home.write(|tx| tx.set_applied(&bond, &device, 1, Applied::Yes));
    home.write(|tx| tx.set_applied(&bond, &device, 4, Applied::Yes));
    assert_eq!(
        seqs(home.read(|tx| tx.changes(&bond, &document))),
        [0, 4, 1]
    );
    home.write(|tx| tx.set_applied(&bond, &device, 4, Applied::SetAside));
    assert_eq!(seqs(home.read(|tx| tx.changes(&bond, &document))), [0, 1]);
    let unknown = home
        .store
        .write(|tx| tx.set_applied(&bond, &device, 9, Applied::Yes));
    assert_eq!(unknown, Err(StoreError::Unknown { what: "record" }));
}

#[test]
fn tips_are_of_one_space() {
    let mut home = Home::new();
    let (bond, journal) = (home.bond, home.journal);
    let sam = home.sam.whole(&bond, &sams(&home));
    let mine = home.me.log(&journal, [create(1, "mine")]);
    let device = home.me.device();
    home.write(|tx| tx.append_run(&sam, 5));
    home.write(|tx| tx.append_own(&journal, &device, &mine[0], 5));
    assert_eq!(
        home.read(|tx| tx.tips(&bond))
            .into_keys()
            .collect::<Vec<_>>(),
        [home.sam.device()]
    );
    let tip = home.read(|tx| tx.tip(&bond, &device));
    assert_eq!((tip.next, tip.hash), (0, log_start(&bond, &device)));
    assert_eq!(home.read(|tx| tx.tip(&journal, &device)).next, 1);
    let stranger = Person::new(9);
    assert_eq!(home.read(|tx| tx.tip(&bond, &stranger.device())).next, 0);
}

#[test]
fn named_document_is_not_yet_one() {
    let mut home = Home::new();
    let (bond, device) = (home.bond, home.sam.device());
    let records = sams(&home);
    let document = records[0].document;
    let run = home.sam.whole(&bond, &records);
    home.write(|tx| tx.append_run(&run, 5));
    assert_eq!(home.read(|tx| tx.document(&bond, &document)), None);
    let row = DocumentRow {
        document,
        space: bond,
        owner: None,
        creator: device,
        state: DocumentState::Live,
    };
    home.write(|tx| tx.put_document(&row));
    assert_eq!(home.read(|tx| tx.document(&bond, &document)), Some(row));
    assert_eq!(home.read(|tx| tx.document(&home.journal, &document)), None);
    let unknown = home
        .store
        .write(|tx| tx.set_document_state(&bond, &DocumentId([1; 16]), DocumentState::Erased));
    assert_eq!(unknown, Err(StoreError::Unknown { what: "document" }));
}
