//! Records that are signed as they should be and say what their author may not say.

use std::fs;

use fondly_engine::{DeviceView, Engine, EntryView, Filter, PersonView, simulation};
use fondly_hostile::{ANA, Hand, Line, SAM, Scene, appreciation, change, creating, edits, full};
use fondly_journal::{Actor, Place, create};
use fondly_store::EntryFilter;
use fondly_sync::{BondState, Control, DocumentId, Item, Owner, SpaceId, Subject, actor};

/// Ana stores `items` in Sam's log, and the link goes on.
fn carries(scene: &mut Scene, hand: &mut Hand, items: Vec<Item>) {
    let mut line = Line::begun(scene, hand, ANA);
    let run = hand.run(items);
    let sealed = hand.own(vec![run]);
    line.say_envelope(scene, sealed)
        .expect("it is Sam's own log");
    assert_eq!(scene.records_of(ANA, hand), hand.tip.next);
}

type Shown = (Vec<EntryView>, Vec<DeviceView>, Vec<PersonView>);

fn shown(scene: &mut Scene) -> Shown {
    let all = |engine: &mut Engine| {
        let entries = engine.list(&Filter::default())?;
        Ok((entries, engine.devices()?, engine.people()?))
    };
    scene.world.on(ANA, all).expect("it is shown")
}

#[test]
fn an_entry_as_it_should_be_is_shown() {
    let mut scene = Scene::new();
    let mut hand = scene.hand(SAM, "Ana");
    let bytes = change(&hand, &appreciation("as it should be"));
    carries(
        &mut scene,
        &mut hand,
        vec![creating(Owner::Author, 3, bytes)],
    );
    assert_eq!(scene.log(ANA, "Sam"), ["as it should be"]);
}

#[test]
fn a_page_of_both_is_kept_and_not_shown() {
    let mut scene = Scene::new();
    let mut hand = scene.hand(SAM, "Ana");
    let bytes = change(&hand, &appreciation("ours"));
    carries(
        &mut scene,
        &mut hand,
        vec![creating(Owner::Space, 3, bytes)],
    );
    assert!(scene.list(ANA).is_empty());
    scene.others_go_on();
}

#[test]
fn an_entry_by_the_actor_of_the_reader_is_not_shown() {
    let mut scene = Scene::new();
    let ana = scene.hand(ANA, "Sam");
    let mut hand = scene.hand(SAM, "Ana");
    let bytes = change(&ana, &appreciation("as if by Ana"));
    carries(
        &mut scene,
        &mut hand,
        vec![creating(Owner::Author, 3, bytes)],
    );
    assert!(scene.list(ANA).is_empty());
    scene.others_go_on();
}

#[test]
fn an_entry_as_journals_have_it_is_not_shown() {
    let mut scene = Scene::new();
    let mut hand = scene.hand(SAM, "Ana");
    let by = Actor(actor(&hand.device(), &hand.replica.space));
    let mut body = appreciation("with a private tag");
    body.tags = vec!["secret".to_owned()];
    body.edition = None;
    let made = create(&by, Place::Journal, &body).expect("a journal takes it");
    carries(
        &mut scene,
        &mut hand,
        vec![creating(Owner::Author, 3, made.bytes)],
    );
    assert!(scene.list(ANA).is_empty());
    scene.others_go_on();
}

#[test]
fn a_document_that_is_created_twice_stays_as_it_was() {
    let mut scene = Scene::new();
    let mut hand = scene.hand(SAM, "Ana");
    let (one, other) = (
        change(&hand, &appreciation("first")),
        change(&hand, &appreciation("second")),
    );
    let items = vec![
        creating(Owner::Author, 3, one),
        creating(Owner::Author, 3, other),
    ];
    carries(&mut scene, &mut hand, items);
    assert_eq!(scene.log(ANA, "Sam"), ["first"]);
    scene.others_go_on();
}

#[test]
fn what_counts_in_a_journal_means_nothing_in_a_bond() {
    let mut scene = Scene::new();
    scene.thanks(ANA, "Cleo", "kept");
    let before = shown(&mut scene);
    let ana = scene.hand(ANA, "Sam");
    let entries = |engine: &mut Engine| {
        simulation::look(engine, |tx| Ok(tx.entries(&EntryFilter::default())?))
    };
    let entries = scene.world.on(ANA, entries).expect("it is there");
    let entry = entries.first().expect("it was written").document;
    let mut hand = scene.hand(SAM, "Ana");
    let controls = [
        Control::Erase { document: entry },
        Control::Retract { document: entry },
        Control::Named {
            device: ana.device(),
            name: "mine now".to_owned(),
            since: i64::MAX,
        },
        Control::Bond(Box::new(BondState {
            space: SpaceId::journal(&ana.person),
            version: u64::MAX,
            roster: hand.replica.rosters[0].encode(),
            label: "Mallory".to_owned(),
            transcript: [1; 32],
            inviter: true,
            in_person: true,
            verified: true,
            wrong_words: 0,
            voided: false,
            created_at: i64::MIN,
        })),
        Control::Adopted {
            entry,
            edition: DocumentId([9; 16]),
        },
        Control::Withdrawn {
            entry,
            space: hand.replica.space,
        },
    ];
    let items = controls
        .iter()
        .map(|it| full(Subject::Control, it.encode()));
    carries(&mut scene, &mut hand, items.collect());
    assert_eq!(shown(&mut scene), before);
    scene.others_go_on();
}

#[test]
fn known_bad_changes_of_automerge_are_kept_and_not_shown() {
    let mut scene = Scene::new();
    let mut hand = scene.hand(SAM, "Ana");
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../vectors/journal");
    let mut items = Vec::new();
    for file in fs::read_dir(folder).expect("vectors are here") {
        let path = file.expect("it is readable").path();
        let name = path.file_name().and_then(|name| name.to_str());
        if !name.expect("a name").starts_with("bad-") {
            continue;
        }
        let text = fs::read_to_string(&path).expect("it is readable");
        let nonce = u8::try_from(items.len()).expect("there are few");
        items.push(creating(Owner::Author, nonce, bytes_of(&text)));
    }
    assert!(items.len() > 30, "{} bad changes", items.len());
    carries(&mut scene, &mut hand, items);
    assert!(scene.list(ANA).is_empty());
    scene.others_go_on();
}

/// What a frozen file of the journal holds.
pub(crate) fn bytes_of(text: &str) -> Vec<u8> {
    let (_, bytes) = text.split_once("\nbytes:\n").expect("it has bytes");
    unhex(&bytes.split_whitespace().collect::<String>())
}

fn unhex(text: &str) -> Vec<u8> {
    let digits = text.as_bytes().chunks(2);
    let digits = digits.map(|pair| std::str::from_utf8(pair).expect("ASCII"));
    let bytes = digits.map(|pair| u8::from_str_radix(pair, 16).expect("two digits"));
    bytes.collect()
}

#[test]
fn changes_that_come_last_first_are_applied_in_the_end() {
    let mut scene = Scene::new();
    let mut hand = scene.hand(SAM, "Ana");
    let creation = change(&hand, &appreciation("0"));
    let changes = edits(&hand, &creation, 200);
    let creation = creating(Owner::Author, 3, creation);
    let document = creation.document(&hand.replica.space, &hand.device(), &hand.person);
    let mut items = vec![creation];
    let last_first = changes.into_iter().rev();
    items.extend(last_first.map(|body| full(Subject::Change { document }, body)));
    carries(&mut scene, &mut hand, items);
    assert_eq!(scene.log(ANA, "Sam"), ["200"]);
    scene.others_go_on();
}
