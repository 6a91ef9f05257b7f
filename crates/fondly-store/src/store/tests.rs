//! Tests that need the connection: what is left in the pages, and disks that are full.
//!
//! The pages are looked at in a file without a key, which has the same content.

use fondly_crypto::SigningKey;
use fondly_sync::{
    Content, DeviceId, DocumentId, Item, Owner, Payload, PersonId, Record, Run, SpaceId, Subject,
    VerifiedRun,
    record::{Place, log_start, sign},
};
use tempfile::TempDir;
use zeroize::Zeroizing;

use super::*;
use crate::{
    Applied, EntryFilter, EntryKind, EntryRow, Identity, IndexWords, SpaceKind,
    connection::set_up,
    filter::listing,
    needs::NEEDS,
    recalling::{ON_DAY, UNSHARED},
};

const ME: PersonId = PersonId([1; 32]);

struct Plain {
    dir: TempDir,
    store: Store,
    journal: SpaceId,
}

impl Plain {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let db = Connection::open(dir.path().join("plain.db")).unwrap();
        set_up(&db).unwrap();
        let mut store = Store::over(db).unwrap();
        let journal = SpaceId::journal(&ME);
        let identity = Identity {
            name: "Ana".to_owned(),
            roster: Vec::new(),
            person: ME,
            device_key: Zeroizing::new([3; 32]),
            journal_secret: Zeroizing::new([4; 32]),
            created_at: 0,
            words: None,
        };
        store
            .write(|tx| {
                tx.put_identity(&identity)?;
                tx.add_space(&journal, SpaceKind::Journal, 0, &[ME])
            })
            .unwrap();
        Self {
            dir,
            store,
            journal,
        }
    }

    /// All bytes of the file and of the log beside it.
    fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for file in fs::read_dir(self.dir.path()).unwrap() {
            let path = file.unwrap().path();
            if !path.to_string_lossy().ends_with("-shm") {
                bytes.extend(fs::read(path).unwrap());
            }
        }
        bytes
    }

    /// Those of `words` that are in the bytes, by their ends: terms stand without what they have
    /// in common with the one before.
    fn holding(&self, words: &[String]) -> Vec<String> {
        let bytes = self.bytes();
        let text = String::from_utf8_lossy(&bytes);
        words
            .iter()
            .filter(|word| text.contains(&word[4..]))
            .cloned()
            .collect()
    }

    /// A block as it stands in the file, and unpacked.
    fn block(&self, id: i64) -> (Vec<u8>, Vec<u8>) {
        let sql = "SELECT unpacked, body FROM block WHERE id = ?1";
        let (length, body): (Option<u32>, Vec<u8>) = self
            .store
            .db
            .query_row(sql, [id], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap();
        let unpacked = self.store.packer.unpack(length, &body).unwrap();
        (body, unpacked)
    }

    /// The block that holds all these words, and how it stands in the file.
    fn block_holding(&self, words: &[String]) -> (i64, Vec<u8>) {
        (1..)
            .find_map(|id| {
                let (body, unpacked) = self.block(id);
                let text = String::from_utf8_lossy(&unpacked);
                words
                    .iter()
                    .all(|word| text.contains(word))
                    .then_some((id, body))
            })
            .unwrap()
    }

    /// How many of these pieces are in the bytes.
    fn count_found(&self, pieces: &[&[u8]]) -> usize {
        let bytes = self.bytes();
        pieces
            .iter()
            .filter(|piece| memchr::memmem::find(&bytes, piece).is_some())
            .count()
    }
}

fn entry(space: SpaceId, n: u32, text: &str) -> EntryRow {
    let mut document = [0; 16];
    document[..4].copy_from_slice(&n.to_le_bytes());
    EntryRow {
        document: DocumentId(document),
        space,
        author: ME,
        mine: true,
        kind: EntryKind::Reflection,
        with: None,
        to_name: None,
        written_at: i64::from(n),
        date: "2026-11-23".to_owned(),
        shown_at: i64::from(n),
        log_time: 0,
        log_order: 0,
        tags: Vec::new(),
        title: None,
        text: text.to_owned(),
        in_reply_to: None,
        edited: false,
        withdrawn: false,
        body: Vec::new(),
    }
}

/// A word of 13 letters that occurs nowhere else, and whose first letters are its own too.
fn word(n: u32) -> String {
    let mut state = u64::from(n).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (0..13)
        .map(|_| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            char::from(b'a' + (state >> 40) as u8 % 26)
        })
        .collect()
}

/// A payload of words that no other has.
fn change(n: u32) -> Item {
    let words: Vec<String> = (0..40).map(|m| word(100 * n + m)).collect();
    let payload = Payload {
        salt: [9; 16],
        written_at: 1,
        body: words.join(" ").into_bytes(),
    };
    let nonce = [u8::try_from(n).unwrap(); 16];
    let subject = Subject::Create {
        owner: Owner::Author,
        nonce,
    };
    Item {
        subject,
        content: Content::Full(payload),
    }
}

#[test]
fn removed_entry_leaves_neither_text_nor_terms() {
    let mut plain = Plain::new();
    let journal = plain.journal;
    let text = |n| format!("{} and {}", word(2 * n), word(2 * n + 1));
    for batch in 0..60 {
        let put = |tx: &Tx<'_>| {
            (0..20).try_for_each(|n| {
                let n = batch * 20 + n;
                tx.put_entry(&entry(journal, n, &text(n)))
            })
        };
        plain.store.write(put).unwrap();
    }
    plain.store.truncate_wal().unwrap();
    let removed: Vec<u32> = (0..1200).step_by(7).collect();
    let words: Vec<String> = removed
        .iter()
        .flat_map(|n| [word(2 * n), word(2 * n + 1)])
        .collect();
    assert_eq!(plain.holding(&words), words, "the test sees nothing");

    for n in &removed {
        let document = entry(journal, *n, "").document;
        plain.store.write(|tx| tx.remove_entry(&document)).unwrap();
    }
    plain.store.truncate_wal().unwrap();
    assert_eq!(plain.holding(&words), Vec::<String>::new());
    assert_eq!(plain.holding(&[word(2)]), [word(2)]);
    assert_eq!(plain.store.check(), Ok(Vec::new()));
}

#[test]
fn edited_entry_leaves_nothing_of_the_text_before() {
    let mut plain = Plain::new();
    let journal = plain.journal;
    plain
        .store
        .write(|tx| tx.put_entry(&entry(journal, 1, &word(1))))
        .unwrap();
    plain.store.truncate_wal().unwrap();
    assert_eq!(plain.holding(&[word(1)]).len(), 1);
    plain
        .store
        .write(|tx| tx.put_entry(&entry(journal, 1, &word(2))))
        .unwrap();
    plain.store.truncate_wal().unwrap();
    assert_eq!(plain.holding(&[word(1), word(2)]), [word(2)]);
}

#[test]
fn erased_payload_leaves_nothing_and_the_log_goes_on() {
    let mut plain = Plain::new();
    let (journal, key) = (plain.journal, SigningKey::from_bytes(&[3; 32]));
    let device = DeviceId(key.verifying_key());
    let append = |tx: &Tx<'_>, n: u32| {
        let tip = tx.tip(&journal, &device)?;
        let place = Place {
            space: journal,
            device,
            seq: tip.next,
            prev: tip.hash,
        };
        let record = sign(&key, &ME, &place, change(n));
        tx.append_own(&journal, &device, &record, 0)?;
        Ok::<_, StoreError>(record.document)
    };
    let documents: Vec<DocumentId> = plain
        .store
        .write(|tx| {
            (0..100)
                .map(|n| append(tx, n))
                .collect::<Result<_, StoreError>>()
        })
        .unwrap();
    plain.store.truncate_wal().unwrap();
    let words: Vec<String> = (3..10).map(|n| word(100 * n)).collect();
    let (block, frame) = plain.block_holding(&words);
    // More than a page holds: some of it lies on each of two.
    assert!(frame.len() > 4096);
    let pieces: Vec<&[u8]> = frame.chunks_exact(24).collect();
    let found = plain.count_found(&pieces);
    assert!(found * 20 > pieces.len() * 19, "the test sees nothing");

    let erase = |tx: &Tx<'_>| {
        documents[3..10]
            .iter()
            .map(|document| tx.erase_payloads(&journal, document))
            .sum()
    };
    assert_eq!(plain.store.write(erase), Ok(7));
    plain.store.truncate_wal().unwrap();
    assert_eq!(plain.count_found(&pieces), 0);
    let (_, unpacked) = plain.block(block);
    let left = String::from_utf8_lossy(&unpacked);
    assert!(words.iter().all(|word| !left.contains(word)));
    assert!(left.contains(&word(100 * 2)) && left.contains(&word(100 * 10)));
    plain.store.write(|tx| append(tx, 100)).unwrap();
    let tip = plain.store.read(|tx| tx.tip(&journal, &device)).unwrap();
    assert_eq!((tip.next, tip.holes), (101, Vec::new()));
}

/// A record of mine whose payload is this text, as the first of my log.
fn first_record(journal: &SpaceId, text: &str) -> (Record, VerifiedRun) {
    let key = SigningKey::from_bytes(&[3; 32]);
    let device = DeviceId(key.verifying_key());
    let place = Place {
        space: *journal,
        device,
        seq: 0,
        prev: log_start(journal, &device),
    };
    let item = Item {
        content: Content::Full(Payload {
            salt: [9; 16],
            written_at: 1,
            body: text.as_bytes().to_vec(),
        }),
        ..change(1)
    };
    let record = sign(&key, &ME, &place, item);
    let run = Run::of(place.prev, std::slice::from_ref(&record)).unwrap();
    (record, run.verify(journal, &device, &ME).unwrap())
}

#[test]
fn a_text_stands_once_and_goes_with_its_payload() {
    let mut plain = Plain::new();
    let journal = plain.journal;
    // In upper case: the search index has it in lower case.
    let text = word(1).to_uppercase() + &word(2).to_uppercase();
    let (record, run) = first_record(&journal, &format!("{text}."));
    let row = EntryRow {
        document: record.document,
        body: format!("{text}.").into_bytes(),
        ..entry(journal, 1, &text)
    };
    let Content::Full(payload) = &record.item.content else {
        panic!("it has a payload");
    };
    let create = |tx: &Tx<'_>| {
        let log = tx.open_run(&run)?;
        let words = || IndexWords::of(None, &row.text, &[]);
        assert!(tx.append_creation(&log, &record, payload, (&row, words()), 5)?);
        assert!(!tx.append_creation(&log, &record, payload, (&row, words()), 5)?);
        Ok::<_, StoreError>(())
    };
    plain.store.write(create).unwrap();
    plain.store.truncate_wal().unwrap();
    let standing = |plain: &Plain| {
        let bytes = plain.bytes();
        let places = bytes.windows(text.len());
        places.filter(|place| *place == text.as_bytes()).count()
    };
    assert_eq!(standing(&plain), 1);
    let shown = |plain: &Plain| plain.store.read(|tx| tx.entry(&row.document)).unwrap();
    assert_eq!(shown(&plain), Some(row.clone()));

    // What is shown stands alone until it is taken out too.
    let erase = |tx: &Tx<'_>| tx.erase_payloads(&journal, &row.document);
    assert_eq!(plain.store.write(erase), Ok(1));
    assert_eq!(shown(&plain), Some(row.clone()));
    plain
        .store
        .write(|tx| tx.remove_entry(&row.document))
        .unwrap();
    plain.store.truncate_wal().unwrap();
    assert_eq!(standing(&plain), 0);
    assert_eq!(plain.holding(&[word(2)]), Vec::<String>::new());
    assert_eq!(plain.store.check(), Ok(Vec::new()));
}

#[test]
fn an_entry_whose_payload_was_lost_is_shown_empty() {
    let mut plain = Plain::new();
    let journal = plain.journal;
    let (record, run) = first_record(&journal, "the sea was warm");
    let row = EntryRow {
        document: record.document,
        ..entry(journal, 1, "the sea was warm")
    };
    let create = |tx: &Tx<'_>| {
        tx.append_run(&run, 5)?;
        tx.set_applied(&journal, run.device(), 0, Applied::Yes)?;
        tx.put_entry(&row)
    };
    plain.store.write(create).unwrap();
    plain.store.db.execute("DELETE FROM block", []).unwrap();
    let shown = plain.store.read(|tx| tx.entries(&EntryFilter::default()));
    let lost = EntryRow {
        text: String::new(),
        ..row.clone()
    };
    assert_eq!(shown, Ok(vec![lost]));
    let filled = |tx: &Tx<'_>| {
        assert_eq!(tx.look_for_lost()?, 1);
        tx.fill_run(&run, 5)
    };
    assert_eq!(plain.store.write(filled), Ok(Vec::new()));
    let shown = plain.store.read(|tx| tx.entry(&row.document));
    assert_eq!(shown, Ok(Some(row)));
}

#[test]
fn words_that_were_lost_leave_the_index_too() {
    for changed in [false, true] {
        let mut plain = Plain::new();
        let journal = plain.journal;
        let (record, run) = first_record(&journal, &format!("{} {0}", word(1)));
        let row = EntryRow {
            document: record.document,
            ..entry(journal, 1, &format!("{} {0}", word(1)))
        };
        let create = |tx: &Tx<'_>| {
            tx.append_run(&run, 5)?;
            tx.set_applied(&journal, run.device(), 0, Applied::Yes)?;
            tx.put_entry(&entry(journal, 2, &word(1)))?;
            tx.put_entry(&row)
        };
        plain.store.write(create).unwrap();
        plain.store.db.execute("DELETE FROM block", []).unwrap();
        let other = EntryRow {
            text: word(2),
            ..row.clone()
        };
        let change = |tx: &Tx<'_>| {
            if changed {
                tx.put_entry(&other)
            } else {
                tx.remove_entry(&row.document)
            }
        };
        plain.store.write(change).unwrap();
        let found = |text: String| {
            let found = plain
                .store
                .read(|tx| tx.search(&[text], &EntryFilter::default()));
            found.unwrap().len()
        };
        assert_eq!((found(word(1)), found(word(2))), (1, usize::from(changed)));
        let alone = |tx: &Tx<'_>| tx.remove_entry(&entry(journal, 2, "").document);
        plain.store.write(alone).unwrap();
        plain.store.truncate_wal().unwrap();
        assert_eq!(plain.holding(&[word(1)]), Vec::<String>::new());
        assert_eq!(plain.store.check(), Ok(Vec::new()));
    }
}

#[test]
fn views_do_not_look_at_all_entries() {
    let plain = Plain::new();
    let needs = EntryFilter {
        kinds: vec![EntryKind::Need],
        ..EntryFilter::default()
    };
    let (needs, all) = (listing(&needs), listing(&EntryFilter::default()));
    for (index, sql) in [
        ("entry_of_need", needs.as_str()),
        ("entry_listed", &all),
        ("entry_unshared", UNSHARED),
        ("entry_on_day", ON_DAY),
        ("entry_of_need", NEEDS),
    ] {
        let plan = plain.store.plan(sql);
        assert!(plan.contains(index), "{index}: {plan}");
    }
}

#[test]
fn full_disk_takes_back_the_transaction_and_nothing_else() {
    let mut plain = Plain::new();
    let journal = plain.journal;
    let pages: u32 = plain
        .store
        .db
        .query_row("PRAGMA page_count", [], |row| row.get(0))
        .unwrap();
    let limit = |store: &Store, pages: u32| {
        let sql = format!("PRAGMA max_page_count = {pages}");
        store.db.query_row(&sql, [], |_| Ok(())).unwrap();
    };
    limit(&plain.store, pages + 40);
    let put = |store: &mut Store, n: u32| {
        store.write(|tx| {
            tx.put_entry(&entry(journal, 2 * n, &word(2 * n).repeat(40)))?;
            tx.put_entry(&entry(journal, 2 * n + 1, &word(2 * n + 1).repeat(40)))
        })
    };
    let (stored, full) = (0..1000)
        .find_map(|n| put(&mut plain.store, n).err().map(|error| (n, error)))
        .expect("the limit is reached");
    assert_eq!(full, StoreError::Full);
    let listed = |store: &Store| {
        store
            .read(|tx| tx.entries(&EntryFilter::default()))
            .unwrap()
            .len()
    };
    assert_eq!(listed(&plain.store), 2 * stored as usize);
    assert_eq!(plain.store.check(), Ok(Vec::new()));

    limit(&plain.store, pages + 1000);
    assert_eq!(put(&mut plain.store, stored), Ok(()));
    assert_eq!(listed(&plain.store), 2 * stored as usize + 2);
}
