//! A process that is killed while it writes.

use std::{
    env,
    io::{BufRead as _, BufReader, Write as _},
    process::{Command, Stdio},
};

use fondly_store::{EntryFilter, Store, StoreError};
use fondly_sync::{
    SpaceId,
    record::{Place, sign},
};

use crate::support::{Home, Person, create, entry, store_key};

const PATH: &str = "FONDLY_STORE_TEST_CRASH";

/// Writes records and entries until it is killed, and says of each when it is durable. Runs as the
/// process that the test below kills, and by itself does nothing.
#[test]
fn writer_until_killed() {
    let Ok(path) = env::var(PATH) else { return };
    let mut store = Store::open(path.as_ref(), &store_key()).unwrap();
    let me = Person::new(1);
    let (journal, device) = (SpaceId::journal(&me.id()), me.device());
    for nonce in (0..=u8::MAX).cycle() {
        let write = |tx: &fondly_store::Tx<'_>| {
            let tip = tx.tip(&journal, &device)?;
            let place = Place {
                space: journal,
                device,
                seq: tip.next,
                prev: tip.hash,
            };
            let record = sign(
                &me.key,
                &me.id(),
                &place,
                create(nonce, &"words ".repeat(50)),
            );
            tx.append_own(&journal, &device, &record, 0)?;
            let n = u32::try_from(tip.next).expect("the parent kills sooner");
            tx.put_entry(&entry(journal, me.id(), n, &format!("entry {n}")))?;
            Ok::<_, StoreError>(n)
        };
        let durable = store.write(write).unwrap();
        writeln!(std::io::stdout(), "\ndurable {durable}").unwrap();
    }
}

#[test]
fn killed_writer_loses_nothing_that_it_acknowledged() {
    let home = Home::new();
    let (journal, device) = (home.journal, home.me.device());
    // Each writer goes on behind the one before: one killed at its first record, one on the way,
    // one after the log beside the file was moved into it.
    for records in [1, 40, 400] {
        let mut child = Command::new(env::current_exe().unwrap())
            .args(["--exact", "crash::writer_until_killed", "--nocapture"])
            .env(PATH, home.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let output = BufReader::new(child.stdout.take().unwrap())
            .lines()
            .map_while(Result::ok);
        let durable = output.filter_map(|line| line.strip_prefix("durable ")?.parse::<u64>().ok());
        let last = durable.take(records).last().unwrap();
        child.kill().unwrap();
        child.wait().unwrap();

        let store = Store::open(&home.path(), &store_key()).unwrap();
        assert_eq!(store.check(), Ok(Vec::new()));
        let (tip, entries) = store
            .read(|tx| {
                let entries = tx.entries(&EntryFilter::default())?;
                Ok::<_, StoreError>((tx.tip(&journal, &device)?, entries.len() as u64))
            })
            .unwrap();
        assert!(
            tip.next > last,
            "{} records after {last} was acknowledged",
            tip.next
        );
        assert_eq!(entries, tip.next);
    }
}
