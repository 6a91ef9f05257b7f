//! A partner with valid keys who breaks the rules: what it writes is accepted into its log, and
//! means nothing.

use fondly_journal::{Edit, Place};
use fondly_store::SpaceKind;
use fondly_sync::{Run, invite::Transcript};
use tempfile::TempDir;

use super::*;
use crate::{Engine, Home, Protection, Thanks, clock::floor_to_hour, init, unlock};

struct Person {
    engine: Engine,
    _dir: TempDir,
}

/// Ana and Sam, bonded and verified, without a network.
struct Two {
    ana: Person,
    sam: Person,
    space: SpaceId,
}

fn person(name: &str) -> Person {
    let dir = TempDir::new().expect("a temporary directory");
    let home = Home::at(dir.path().join("home"));
    init(&home, name, Protection::KeyFile).expect("a new journal");
    let engine = unlock(&home, &mut || panic!("no passphrase is needed")).expect("it opens");
    Person { engine, _dir: dir }
}

fn bond(at: &mut Person, other: &Person, label: &str, inviter: bool, space: &SpaceId) {
    let them = other.engine.me.person;
    let roster = other
        .engine
        .store
        .read(|tx| tx.roster(&them))
        .expect("readable");
    let roster = roster.expect("its own roster");
    let mut members = vec![at.engine.me.person, them];
    members.sort_unstable();
    at.engine
        .store
        .write(|tx| {
            tx.put_roster(&roster, 0)?;
            tx.add_space(space, SpaceKind::Bond, 0, &members)?;
            tx.put_bond(&BondRow {
                space: *space,
                person: them,
                label: label.to_owned(),
                transcript: [7; 32],
                inviter,
                in_person: true,
                verified: true,
                they_verified: true,
                wrong_words: 0,
                voided: false,
                confirmed: true,
                created_at: 0,
                last_exchange: None,
                order_seen: 0,
                version: 0,
            })
        })
        .expect("a bond");
}

impl Two {
    fn new() -> Self {
        let (mut ana, mut sam) = (person("Ana"), person("Sam"));
        let space = Transcript::from_bytes([7; 32]).space();
        bond(&mut ana, &sam, "Sam", true, &space);
        bond(&mut sam, &ana, "Ana", false, &space);
        Self { ana, sam, space }
    }

    /// Everything of `from`'s log that `to` lacks, as an envelope would bring it.
    fn carry(&mut self, from_ana: bool) {
        let (from, to) = if from_ana {
            (&self.ana.engine, &mut self.sam.engine)
        } else {
            (&self.sam.engine, &mut self.ana.engine)
        };
        let (space, device, person) = (self.space, from.me.device, from.me.person);
        let first = to
            .store
            .read(|tx| tx.tip(&space, &device))
            .expect("readable")
            .next;
        let read = from
            .store
            .read(|tx| tx.records(&space, &device, first, 256, 1 << 20));
        let (prev, records) = read.expect("readable");
        let run = Run::of(prev, &records).expect("there is something to carry");
        let run = run
            .verify(&space, &device, &person)
            .expect("its author signed it");
        let batch = Batch {
            runs: vec![run],
            ..Batch::default()
        };
        let me = to.me.clone();
        let stored = to.store.write(|tx| store_batch(&me, tx, &space, &batch));
        assert_ne!(stored.expect("it is stored"), Stored::OverQuota);
    }

    fn sam_writes(&mut self, write: impl FnOnce(&Me, &Tx<'_>, &SpaceId)) {
        let (me, space) = (self.sam.engine.me.clone(), self.space);
        let written = self.sam.engine.store.write(|tx| {
            write(&me, tx, &space);
            Ok::<_, StoreError>(())
        });
        written.expect("Sam's own store takes it");
    }

    /// Ana thanks Sam; the document of her edition, as Sam has it.
    fn ana_thanks(&mut self, text: &str) -> DocumentId {
        let thanks = Thanks {
            name: "Sam".into(),
            text: text.into(),
            keep: false,
            now: true,
            ..Thanks::default()
        };
        self.ana.engine.thanks(thanks).expect("written");
        self.carry(true);
        let rows = self
            .sam
            .engine
            .store
            .read(|tx| tx.inbox())
            .expect("readable");
        rows.last().expect("it came").document
    }

    fn log_of_ana(&self) -> Vec<String> {
        let log = self.ana.engine.log("Sam").expect("a log");
        log.into_iter().map(|entry| entry.text).collect()
    }
}

#[test]
fn both_logs_are_the_same() {
    let mut two = Two::new();
    two.ana_thanks("for the soup");
    let thanks = Thanks {
        name: "Ana".into(),
        text: "for today".into(),
        keep: false,
        now: true,
        ..Thanks::default()
    };
    two.sam.engine.thanks(thanks).unwrap();
    two.carry(false);
    let texts = |engine: &Engine, name: &str| -> Vec<String> {
        engine
            .log(name)
            .unwrap()
            .into_iter()
            .map(|entry| entry.text)
            .collect()
    };
    assert_eq!(texts(&two.ana.engine, "sam"), ["for the soup", "for today"]);
    assert_eq!(texts(&two.sam.engine, "ana"), ["for the soup", "for today"]);
}

#[test]
fn partner_cannot_change_what_i_own() {
    let mut two = Two::new();
    let document = two.ana_thanks("for the soup");
    let ana = two.ana.engine.me.device;
    two.sam_writes(|me, tx, space| {
        let creating = &tx.changes(space, &document).unwrap()[0].1;
        let Content::Full(payload) = &creating.item.content else {
            panic!("it is here")
        };
        let author = Actor(actor(&ana, space));
        let mut copy = Document::open(&payload.body, &author, Place::Bond).unwrap();
        let edit = Edit {
            text: Some("for nothing".into()),
            ..Edit::default()
        };
        let change = copy.edit(&me.actor(space), &edit).unwrap().unwrap();
        me.append_change(tx, space, document, floor_to_hour(now()), change.bytes)
            .unwrap();
    });
    two.carry(false);
    assert_eq!(two.log_of_ana(), ["for the soup"]);
}

#[test]
fn partner_cannot_withdraw_what_i_own() {
    let mut two = Two::new();
    let document = two.ana_thanks("for the soup");
    two.sam_writes(|me, tx, space| {
        let retract = Control::Retract { document };
        me.append_control(tx, space, floor_to_hour(now()), &retract)
            .unwrap();
    });
    two.carry(false);
    assert_eq!(two.log_of_ana(), ["for the soup"]);
    let edition = two
        .ana
        .engine
        .store
        .read(|tx| tx.document(&two.space, &document))
        .unwrap();
    assert_eq!(edition.unwrap().state, DocumentState::Live);
}

#[test]
fn what_is_not_admitted_is_kept_and_what_follows_counts() {
    let mut two = Two::new();
    two.sam_writes(|me, tx, space| {
        let at = floor_to_hour(now());
        me.append_create(tx, space, at, b"no change at all".to_vec())
            .unwrap();
        me.append_create(tx, space, at, vec![0x85; 200_000])
            .unwrap();
        me.append_change(tx, space, DocumentId([1; 16]), at, vec![0; 50])
            .unwrap();
    });
    let thanks = Thanks {
        name: "Ana".into(),
        text: "for today".into(),
        keep: false,
        now: true,
        ..Thanks::default()
    };
    two.sam.engine.thanks(thanks).unwrap();
    two.carry(false);
    assert_eq!(two.log_of_ana(), ["for today"]);
    let sam = two.sam.engine.me.device;
    let tip = two
        .ana
        .engine
        .store
        .read(|tx| tx.tip(&two.space, &sam))
        .unwrap();
    assert_eq!(tip.next, 4);
}

#[test]
fn withdrawn_entry_leaves_no_text_behind() {
    let mut two = Two::new();
    let document = two.ana_thanks("for the soup");
    let written = two.ana.engine.list(&crate::Filter::default()).unwrap();
    two.ana.engine.unshare(&written[0].id, "Sam").unwrap();
    two.carry(true);
    let row = two
        .sam
        .engine
        .store
        .read(|tx| tx.entry(&document))
        .unwrap()
        .unwrap();
    assert!(row.withdrawn && row.text.is_empty());
    let changes = two
        .sam
        .engine
        .store
        .read(|tx| tx.changes(&two.space, &document))
        .unwrap();
    assert!(
        changes
            .iter()
            .all(|(_, r)| matches!(r.item.content, Content::Hole(_)))
    );
    assert!(two.sam.engine.log("Ana").unwrap().is_empty());
    assert_eq!(
        two.ana
            .engine
            .list(&crate::Filter::default())
            .unwrap()
            .len(),
        1
    );
}

/// A document of which the first record is not here: those who are, of it, at Ana's.
const NOT_HERE: DocumentId = DocumentId([1; 16]);

fn change(me: &Me, tx: &Tx<'_>, space: &SpaceId) {
    let at = floor_to_hour(now());
    me.append_change(tx, space, NOT_HERE, at, b"some words".to_vec())
        .unwrap();
}

fn retract(me: &Me, tx: &Tx<'_>, space: &SpaceId) {
    let control = Control::Retract { document: NOT_HERE };
    me.append_control(tx, space, floor_to_hour(now()), &control)
        .unwrap();
}

fn payloads_at_ana(two: &Two, of: DeviceId) -> usize {
    let store = &two.ana.engine.store;
    let read = store.read(|tx| tx.records(&two.space, &of, 0, 256, 1 << 20));
    let (_, records) = read.unwrap();
    let changes = records.iter().filter(|it| it.document == NOT_HERE);
    let here = |record: &&Record| matches!(record.item.content, Content::Full(_));
    changes.filter(here).count()
}

#[test]
fn a_change_that_waits_goes_when_what_it_waits_for_is_withdrawn() {
    let mut two = Two::new();
    let sam = two.sam.engine.me.device;
    two.sam_writes(change);
    two.carry(false);
    assert_eq!(payloads_at_ana(&two, sam), 1);
    two.sam_writes(retract);
    two.carry(false);
    assert_eq!(payloads_at_ana(&two, sam), 0);
}

#[test]
fn a_change_of_what_was_withdrawn_before_it_came_is_not_kept() {
    let mut two = Two::new();
    let sam = two.sam.engine.me.device;
    two.sam_writes(retract);
    two.carry(false);
    two.sam_writes(change);
    two.carry(false);
    assert_eq!(payloads_at_ana(&two, sam), 0);
}

#[test]
fn nobody_else_withdraws_a_change_that_waits() {
    let mut two = Two::new();
    let me = two.ana.engine.me.clone();
    let (ana, space) = (me.device, two.space);
    let written = two.ana.engine.store.write(|tx| {
        change(&me, tx, &space);
        Ok::<_, StoreError>(())
    });
    written.unwrap();
    two.sam_writes(retract);
    two.carry(false);
    assert_eq!(payloads_at_ana(&two, ana), 1);
}

#[test]
fn edition_names_no_hash_of_the_private_entry() {
    let mut two = Two::new();
    let edition = two.ana_thanks("for the soup");
    let entry = two.ana.engine.list(&crate::Filter::default()).unwrap()[0]
        .id
        .clone();
    let me = two.ana.engine.me.clone();
    let heads = two.ana.engine.store.read(|tx| {
        let row = crate::finding::find(tx, &entry)?;
        Ok::<_, EngineError>(
            documents::open(&me, tx, &row.space, &row.document)?
                .unwrap()
                .heads(),
        )
    });
    let sam = two.sam.engine.me.clone();
    let taken_from = two.sam.engine.store.read(|tx| {
        let body = documents::open(&sam, tx, &two.space, &edition)?
            .unwrap()
            .body();
        Ok::<_, EngineError>(body.edition.unwrap().taken_from)
    });
    let (heads, taken_from) = (heads.unwrap(), taken_from.unwrap());
    assert_eq!(heads.len(), taken_from.len());
    assert!(taken_from.iter().all(|shown| !heads.contains(shown)));
}
