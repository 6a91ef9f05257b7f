//! Several connections to one file.

use std::{collections::BTreeSet, sync::Barrier, thread};

use fondly_store::{Store, StoreError};
use fondly_sync::{
    SpaceId,
    record::{Place, sign},
};

use crate::support::{Home, Person, create, store_key};

const WRITERS: [u8; 3] = [1, 2, 3];
const RECORDS: u64 = 40;

/// Writes the next record of a log, whatever its number is.
fn append(store: &mut Store, me: &Person, space: &SpaceId, nonce: u8) -> u64 {
    let write = |tx: &fondly_store::Tx<'_>| {
        let tip = tx.tip(space, &me.device())?;
        let place = Place {
            space: *space,
            device: me.device(),
            seq: tip.next,
            prev: tip.hash,
        };
        let record = sign(&me.key, &me.id(), &place, create(nonce, "at once"));
        tx.append_own(space, &me.device(), &record, 0)?;
        Ok::<_, StoreError>(record.seq)
    };
    store.write(write).unwrap()
}

#[test]
fn writers_at_once_all_succeed_and_share_no_number() {
    let home = Home::new();
    let (path, journal) = (home.path(), home.journal);
    let writer = |nonce: u8| {
        let path = path.clone();
        thread::spawn(move || {
            let mut store = Store::open(&path, &store_key()).unwrap();
            let me = Person::new(1);
            (0..RECORDS)
                .map(|_| append(&mut store, &me, &journal, nonce))
                .collect::<Vec<_>>()
        })
    };
    let writers = WRITERS.map(writer);
    let seqs = writers
        .into_iter()
        .flat_map(|writer| writer.join().unwrap());
    let seqs: BTreeSet<u64> = seqs.collect();
    assert_eq!(seqs, (0..WRITERS.len() as u64 * RECORDS).collect());
    assert_eq!(home.store.check(), Ok(Vec::new()));
    let (_, records) =
        home.read(|tx| tx.records(&journal, &home.me.device(), 0, usize::MAX, usize::MAX));
    home.me.whole(&journal, &records);
}

#[test]
fn reader_sees_one_state_while_another_writes() {
    let home = Home::new();
    let mut other = Store::open(&home.path(), &store_key()).unwrap();
    home.read(|tx| {
        assert_eq!(tx.note("a")?, None);
        other.write(|tx| tx.put_note("a", b"1")).unwrap();
        assert_eq!(tx.note("a")?, None);
        Ok(())
    });
    assert_eq!(home.read(|tx| tx.note("a")), Some(b"1".to_vec()));
}

#[test]
fn data_version_tells_that_another_wrote() {
    let mut home = Home::new();
    let before = home.store.data_version().unwrap();
    home.write(|tx| tx.put_note("a", b"1"));
    assert_eq!(home.store.data_version(), Ok(before));
    let mut other = Store::open(&home.path(), &store_key()).unwrap();
    other.write(|tx| tx.put_note("a", b"2")).unwrap();
    assert_ne!(home.store.data_version(), Ok(before));
}

#[test]
fn writer_that_waits_too_long_is_told_so() {
    let mut home = Home::new();
    let path = home.path();
    home.write(|_| {
        let mut other = Store::open(&path, &store_key()).unwrap();
        assert_eq!(
            other.write(|tx| tx.put_note("a", b"1")),
            Err(StoreError::Busy)
        );
        Ok(())
    });
}

/// Each test has a process of its own, so these are its first.
#[test]
fn threads_that_open_the_first_stores_of_a_process_at_once_all_do() {
    const THREADS: usize = 16;
    let dir = tempfile::tempdir().unwrap();
    let barrier = Barrier::new(THREADS);
    thread::scope(|scope| {
        for n in 0..THREADS {
            let (path, barrier) = (dir.path().join(format!("{n}.db")), &barrier);
            scope.spawn(move || {
                barrier.wait();
                let made = Store::create(&path, &store_key());
                assert_eq!(made.err(), None);
            });
        }
    });
}
