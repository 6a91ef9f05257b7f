//! A journal in a temporary directory, and people who write logs.

use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use fondly_crypto::{SigningKey, StoreKey};
use fondly_store::{EntryKind, EntryRow, Identity, SpaceKind, Store, StoreError, Tx};
use fondly_sync::{
    Content, DeviceId, DocumentId, Item, Owner, Payload, PersonId, Record, RecordHash, Roster, Run,
    SpaceId, Subject, VerifiedRun,
    record::{Place, log_start, sign},
};
use rusqlite::Connection;
use tempfile::TempDir;
use zeroize::Zeroizing;

pub(crate) const KEY: [u8; 32] = [7; 32];

/// The key of every store here.
pub(crate) fn store_key() -> StoreKey {
    StoreKey::from_bytes(&KEY)
}

/// What gives the key of every store here, with nothing said of its pages: SQLCipher's default.
fn key_sql() -> String {
    format!("PRAGMA key = \"x'{}'\";", HEXLOWER.encode(&KEY))
}

/// The file without any of ours between.
pub(crate) fn raw(path: &Path) -> Connection {
    let db = Connection::open(path).unwrap();
    db.execute_batch(&key_sql()).unwrap();
    db.execute_batch("PRAGMA cipher_hmac_algorithm = HMAC_SHA256")
        .unwrap();
    db
}

/// The same for a file from before decision 0041.
pub(crate) fn raw_sha512(path: &Path) -> Connection {
    let db = Connection::open(path).unwrap();
    db.execute_batch(&key_sql()).unwrap();
    db
}

/// A person with one device.
pub(crate) struct Person {
    pub(crate) roster: Roster,
    pub(crate) key: SigningKey,
}

impl Person {
    pub(crate) fn new(seed: u8) -> Self {
        let key = SigningKey::from_bytes(&[seed; 32]);
        let root = SigningKey::from_bytes(&[seed + 100; 32]);
        Self {
            roster: Roster::begin(&root, &key, [seed; 16]),
            key,
        }
    }

    pub(crate) fn id(&self) -> PersonId {
        self.roster.person()
    }

    pub(crate) fn device(&self) -> DeviceId {
        DeviceId(self.key.verifying_key())
    }

    /// The record of `item` behind `count` others in a log of items like it.
    pub(crate) fn log(
        &self,
        space: &SpaceId,
        items: impl IntoIterator<Item = Item>,
    ) -> Vec<Record> {
        let mut place = Place {
            space: *space,
            device: self.device(),
            seq: 0,
            prev: log_start(space, &self.device()),
        };
        let next = |item| {
            let record = sign(&self.key, &self.id(), &place, item);
            place.seq += 1;
            place.prev = record.hash;
            record
        };
        items.into_iter().map(next).collect()
    }

    /// The run of consecutive records of this person's log in `space`.
    pub(crate) fn run(&self, space: &SpaceId, prev: RecordHash, records: &[Record]) -> VerifiedRun {
        let run = Run::of(prev, records).unwrap();
        run.verify(space, &self.device(), &self.id()).unwrap()
    }

    /// The run of the whole of `records`, a log from its beginning.
    pub(crate) fn whole(&self, space: &SpaceId, records: &[Record]) -> VerifiedRun {
        self.run(space, log_start(space, &self.device()), records)
    }
}

/// A store of one person, with a bond with another.
pub(crate) struct Home {
    pub(crate) dir: TempDir,
    pub(crate) store: Store,
    pub(crate) me: Person,
    pub(crate) sam: Person,
    pub(crate) journal: SpaceId,
    pub(crate) bond: SpaceId,
}

impl Home {
    pub(crate) fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::create(&dir.path().join("store.db"), &store_key()).unwrap();
        let (me, sam) = (Person::new(1), Person::new(2));
        let journal = SpaceId::journal(&me.id());
        let mut home = Self {
            dir,
            store,
            me,
            sam,
            journal,
            bond: SpaceId::bond(&[5; 32]),
        };
        home.fill();
        home
    }

    fn fill(&mut self) {
        let identity = self.identity();
        let (me, sam) = (&self.me, &self.sam);
        let fill = |tx: &Tx<'_>| {
            tx.put_identity(&identity)?;
            tx.put_roster(&me.roster, 0)?;
            tx.put_roster(&sam.roster, 0)?;
            tx.add_space(&self.journal, SpaceKind::Journal, 10, &[me.id()])?;
            tx.add_space(&self.bond, SpaceKind::Bond, 20, &[me.id(), sam.id()])
        };
        self.store.write(fill).unwrap();
    }

    pub(crate) fn identity(&self) -> Identity {
        Identity {
            name: "Ana".to_owned(),
            roster: self.me.roster.encode(),
            person: self.me.id(),
            device_key: self.me.key.to_bytes(),
            journal_secret: Zeroizing::new([4; 32]),
            created_at: 1_700_000_000,
            words: Some(Zeroizing::new("abandon ability".to_owned())),
        }
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.dir.path().join("store.db")
    }

    /// Writes, and wants it to work.
    pub(crate) fn write<T>(&mut self, work: impl FnOnce(&Tx<'_>) -> Result<T, StoreError>) -> T {
        self.store.write(work).unwrap()
    }

    /// Reads, and wants it to work.
    pub(crate) fn read<T>(&self, work: impl FnOnce(&Tx<'_>) -> Result<T, StoreError>) -> T {
        self.store.read(work).unwrap()
    }
}

pub(crate) fn payload(text: &str) -> Payload {
    Payload {
        salt: [8; 16],
        written_at: 1_700_000_000,
        body: text.as_bytes().to_vec(),
    }
}

/// Creates a document of its author.
pub(crate) fn create(nonce: u8, text: &str) -> Item {
    Item {
        subject: Subject::Create {
            owner: Owner::Author,
            nonce: [nonce; 16],
        },
        content: Content::Full(payload(text)),
    }
}

pub(crate) fn change(document: DocumentId, text: &str) -> Item {
    Item {
        subject: Subject::Change { document },
        content: Content::Full(payload(text)),
    }
}

/// The record without its payload.
pub(crate) fn hollow(record: &Record) -> Record {
    let content = Content::Hole(record.item.content.payload_hash());
    Record {
        item: Item {
            content,
            ..record.item.clone()
        },
        ..record.clone()
    }
}

/// An entry of `author`, shown at second `n`.
pub(crate) fn entry(space: SpaceId, author: PersonId, n: u32, text: &str) -> EntryRow {
    let mut document = [0; 16];
    document[..4].copy_from_slice(&n.to_le_bytes());
    document[4] = space.0[0];
    EntryRow {
        document: DocumentId(document),
        space,
        author,
        mine: author == Person::new(1).id(),
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
        body: format!("{{\"text\":\"{text}\"}}").into_bytes(),
    }
}
