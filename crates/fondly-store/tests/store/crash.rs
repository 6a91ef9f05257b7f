//! A process that is killed while it writes.

use std::{
    env,
    io::{BufRead as _, BufReader, Write as _},
    process::{Command, Stdio},
};

use fondly_store::{Store, StoreError};

use crate::support::{Home, Person, create, entry, store_key};

const HOME: &str = "FONDLY_STORE_TEST_CRASH";

/// Writes records and entries until it is killed, and says of each when it is durable. Runs as the
/// process that the test below kills, and by itself does nothing.
#[test]
fn writer_until_killed() {
    let Ok(path) = env::var(HOME) else { return };
    let mut store = Store::open(path.as_ref(), &store_key()).unwrap();
    let me = Person::new(1);
    let journal = fondly_sync::SpaceId::journal(&me.id());
    let items = (0..50_000u32).map(|n| create((n % 251) as u8, &format!("record {n} ").repeat(9)));
    for (n, record) in (0..).zip(me.log(&journal, items)) {
        store
            .write(|tx| {
                tx.append_own(&journal, &me.device(), &record, 0)?;
                tx.put_entry(&entry(journal, me.id(), n, &format!("entry {n}")))
            })
            .unwrap();
        writeln!(std::io::stdout(), "\ndurable {n}").unwrap();
    }
}

#[test]
fn killed_writer_loses_nothing_that_it_acknowledged() {
    let home = Home::new();
    let (path, journal, device) = (home.path(), home.journal, home.me.device());
    let Home { dir, store, .. } = home;
    drop(store);
    let mut acknowledged = 0;
    // Each round goes on where the one before was killed: in the first write after opening, in the
    // middle, and after the log beside the file was moved into it.
    for lines in [1, 40, 400] {
        let mut child = Command::new(env::current_exe().unwrap())
            .args(["--exact", "crash::writer_until_killed", "--nocapture"])
            .env(HOME, &path)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let durable = output.lines().map_while(Result::ok).filter_map(|line| {
            line.strip_prefix("durable ")
                .and_then(|n| n.parse::<u64>().ok())
        });
        let last = durable.take(lines).last().unwrap();
        child.kill().unwrap();
        child.wait().unwrap();

        let store = Store::open(&path, &store_key()).unwrap();
        assert_eq!(store.check(), Ok(Vec::new()));
        let (next, entries) = store
            .read(|tx| {
                let entries = tx.entries(&fondly_store::EntryFilter::default())?;
                Ok::<_, StoreError>((tx.tip(&journal, &device)?.next, entries.len() as u64))
            })
            .unwrap();
        assert!(next > last, "{next} records after {last} was acknowledged");
        assert_eq!(entries, next);
        acknowledged = last;
        if lines < 400 {
            drop(store);
            restart(&path);
        }
    }
    assert!(acknowledged >= 399);
    drop(dir);
}

/// Makes the store anew, as the writer begins at record 0.
fn restart(path: &std::path::Path) {
    let fresh = Home::new();
    fresh.store.truncate_wal().unwrap();
    std::fs::copy(fresh.path(), path).unwrap();
}
