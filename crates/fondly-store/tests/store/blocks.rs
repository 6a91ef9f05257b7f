//! Payloads that stand together.

use fondly_store::{Store, StoreError};
use fondly_sync::{Content, Payload, Record};

use crate::support::{Home, create, raw, store_key};

/// Changes the payload of an item that creates a document.
fn creating(n: u8, change: impl FnOnce(&mut Payload)) -> fondly_sync::Item {
    let mut item = create(n, &format!("{n}: the sea was warm, and so were you"));
    if let Content::Full(payload) = &mut item.content {
        change(payload);
    }
    item
}

/// My log of so many records, each with a salt and a time of its own.
fn log(home: &Home, count: u8) -> Vec<Record> {
    let items = (0..count).map(|n| {
        creating(n, |payload| {
            payload.salt = [n; 16];
            payload.written_at = 1_700_000_000 - i64::from(n) * i64::from(n);
        })
    });
    home.me.log(&home.journal, items)
}

fn append(home: &mut Home, records: &[Record]) {
    let (journal, device) = (home.journal, home.me.device());
    home.write(|tx| {
        let append = |record| tx.append_own(&journal, &device, record, 0);
        records.iter().try_for_each(append)
    });
}

fn read(home: &Home) -> Vec<Record> {
    let device = home.me.device();
    home.read(|tx| tx.records(&home.journal, &device, 0, 1000, usize::MAX))
        .1
}

fn items(records: &[Record]) -> Vec<&fondly_sync::Item> {
    records.iter().map(|record| &record.item).collect()
}

fn count_blocks(home: &Home) -> u32 {
    let db = raw(&home.path());
    db.query_row("SELECT count(*) FROM block", [], |row| row.get(0))
        .unwrap()
}

#[test]
fn one_after_another_come_to_stand_together_and_read_as_they_were() {
    let mut home = Home::new();
    let records = log(&home, 90);
    append(&mut home, &records[..50]);
    for record in &records[50..] {
        append(&mut home, std::slice::from_ref(record));
    }
    assert_eq!(items(&read(&home)), items(&records));
    assert_eq!(count_blocks(&home), 1);
    assert_eq!(home.store.check(), Ok(Vec::new()));
}

#[test]
fn a_full_block_is_followed_by_another_and_what_is_long_stands_alone() {
    let mut home = Home::new();
    let long = |n: u8, bytes| creating(n, |payload| payload.body = vec![n; bytes]);
    let sizes = [20_000, 20_000, 200_000, 0, 1, 12_000];
    let items_then: Vec<_> = (0..).zip(sizes).map(|(n, bytes)| long(n, bytes)).collect();
    let records = home.me.log(&home.journal, items_then);
    append(&mut home, &records);
    assert_eq!(items(&read(&home)), items(&records));
    assert_eq!(count_blocks(&home), 5);
}

#[test]
fn what_is_written_is_read_in_the_same_transaction_and_gone_where_it_fails() {
    let mut home = Home::new();
    let records = log(&home, 3);
    let (journal, device) = (home.journal, home.me.device());
    append(&mut home, &records[..1]);
    let failed: Result<(), StoreError> = home.store.write(|tx| {
        tx.append_own(&journal, &device, &records[1], 0)?;
        let (_, there) = tx.records(&journal, &device, 0, 10, 1 << 20)?;
        assert_eq!(items(&there), items(&records[..2]));
        Err(StoreError::Unknown { what: "reason" })
    });
    failed.unwrap_err();
    assert_eq!(items(&read(&home)), items(&records[..1]));
    append(&mut home, &records[1..]);
    assert_eq!(items(&read(&home)), items(&records));
}

#[test]
fn erasing_one_leaves_the_others_of_its_block() {
    let mut home = Home::new();
    let records = log(&home, 40);
    append(&mut home, &records[..30]);
    let journal = home.journal;
    let gone = [0, 7, 29];
    for n in gone {
        let erase = |tx: &fondly_store::Tx<'_>| tx.erase_payloads(&journal, &records[n].document);
        assert_eq!(home.write(erase), 1);
        assert_eq!(home.write(erase), 0);
    }
    append(&mut home, &records[30..]);
    for (n, (stored, record)) in read(&home).iter().zip(&records).enumerate() {
        if gone.contains(&n) {
            let hash = record.item.content.payload_hash();
            assert_eq!(stored.item.content, Content::Hole(hash));
        } else {
            assert_eq!(stored.item, record.item);
        }
    }
    assert_eq!(count_blocks(&home), 1);
}

#[test]
fn a_block_of_which_all_was_erased_is_gone_and_its_number_is_not_given_again() {
    let mut home = Home::new();
    let records = log(&home, 2);
    append(&mut home, &records[..1]);
    let journal = home.journal;
    home.write(|tx| tx.erase_payloads(&journal, &records[0].document));
    assert_eq!(count_blocks(&home), 0);
    append(&mut home, &records[1..]);
    let db = raw(&home.path());
    let numbers: (i64, i64) = db
        .query_row(
            "SELECT block.id, record.block FROM block, record WHERE record.block IS NOT NULL",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .unwrap();
    assert_eq!(numbers, (2, 2));
}

#[test]
fn a_block_that_is_none_is_damage() {
    for damage in ["body = x'01'", "salts = x'00'", "unpacked = 7"] {
        let mut home = Home::new();
        let records = log(&home, 9);
        append(&mut home, &records);
        let path = home.path();
        drop(home.store);
        raw(&path)
            .execute_batch(&format!("UPDATE block SET {damage}"))
            .unwrap();
        let store = Store::open(&path, &store_key()).unwrap();
        let (journal, device) = (home.journal, home.me.device());
        let read = store.read(|tx| tx.records(&journal, &device, 0, 10, 1 << 20));
        assert_eq!(read, Err(StoreError::Corrupt), "{damage}");
    }
}

#[test]
fn what_others_sent_is_not_packed_with_what_is_private() {
    let mut home = Home::new();
    let records = log(&home, 6);
    let (bond, sams) = (home.bond, home.sam.device());
    let theirs = home.sam.log(&bond, [create(1, "one"), create(2, "two")]);
    for n in 0..2 {
        append(&mut home, &records[3 * n..3 * n + 1]);
        let run = home.sam.whole(&bond, &theirs[..=n]);
        let mine = &records[3 * n + 1..3 * n + 3];
        let (journal, device) = (home.journal, home.me.device());
        // Both in one transaction, in turn.
        home.write(|tx| {
            tx.append_own(&journal, &device, &mine[0], 0)?;
            tx.append_run(&run, 0)?;
            tx.append_own(&journal, &device, &mine[1], 0)
        });
    }
    assert_eq!(items(&read(&home)), items(&records));
    let (_, there) = home.read(|tx| tx.records(&bond, &sams, 0, 10, 1 << 20));
    assert_eq!(items(&there), items(&theirs));
    let db = raw(&home.path());
    let mixed: u32 = db
        .query_row(
            "SELECT count(*) FROM record JOIN log ON log.id = record.log
                JOIN block ON block.id = record.block WHERE block.space <> log.space",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!((mixed, count_blocks(&home)), (0, 2));
}
