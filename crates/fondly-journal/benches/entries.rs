//! What the engine does most: make an entry, read one back, open one and edit it.

use divan::{Bencher, black_box};
use fondly_journal::{
    Actor, Addressee, Body, Document, Edit, Kind, Place, admit_creation, create, edition,
};

const ACTOR: Actor = Actor([7; 16]);

fn main() {
    divan::main();
}

/// An entry of about 400 characters, as people write them.
fn body() -> Body {
    Body {
        kind: Kind::Need,
        to: Addressee::Person([9; 32]),
        text: "I would like an evening without plans this week, just the two of us. ".repeat(6),
        feelings: vec!["tired".into(), "hopeful".into()],
        needs: vec!["rest".into(), "closeness".into()],
        tags: vec!["home".into()],
        date: "2026-11-23".into(),
        utc_offset_min: Some(60),
        ..Body::default()
    }
}

fn text(text: String) -> Edit {
    Edit {
        text: Some(text),
        ..Edit::default()
    }
}

#[divan::bench]
fn create_one(bencher: Bencher<'_, '_>) {
    let body = body();
    bencher.bench(|| create(&ACTOR, Place::Journal, black_box(&body)));
}

#[divan::bench]
fn admit_creation_of_one(bencher: Bencher<'_, '_>) {
    let change = create(&ACTOR, Place::Journal, &body()).expect("within limits");
    bencher.bench(|| admit_creation(black_box(&change.bytes), &ACTOR, Place::Journal));
}

#[divan::bench(sample_count = 3)]
fn admit_creation_of_20_000(bencher: Bencher<'_, '_>) {
    let change = create(&ACTOR, Place::Journal, &body()).expect("within limits");
    bencher.bench(|| {
        let admitted = (0..20_000)
            .filter(|_| admit_creation(black_box(&change.bytes), &ACTOR, Place::Journal).is_ok());
        assert_eq!(admitted.count(), 20_000);
    });
}

#[divan::bench]
fn open_and_edit_letters(bencher: Bencher<'_, '_>) {
    let body = body();
    let change = create(&ACTOR, Place::Journal, &body).expect("within limits");
    let edit = text(format!("{}Soon?", body.text));
    bencher.bench(|| {
        let mut document = Document::open(&change.bytes, &ACTOR, Place::Journal)?;
        Ok::<_, Box<dyn std::error::Error>>(document.edit(&ACTOR, &edit)?)
    });
}

#[divan::bench]
fn open_and_update_an_edition(bencher: Bencher<'_, '_>) {
    let to = Addressee::Nobody;
    let shared = edition(&body(), vec![[1; 32]], None, 1, [2; 32], 1_795_392_000, to);
    let change = create(&ACTOR, Place::Bond, &shared).expect("within limits");
    let edit = text(format!("{}Soon?", shared.text));
    bencher.bench(|| {
        let mut document = Document::open(&change.bytes, &ACTOR, Place::Bond)?;
        Ok::<_, Box<dyn std::error::Error>>(document.edit(&ACTOR, &edit)?)
    });
}

#[divan::bench(sample_count = 5)]
fn replace_a_text_of_full_length(bencher: Bencher<'_, '_>) {
    let change = create(&ACTOR, Place::Journal, &body()).expect("within limits");
    let mut document = Document::open(&change.bytes, &ACTOR, Place::Journal).expect("our own");
    document
        .edit(&ACTOR, &text("a".repeat(65_536)))
        .expect("within limits");
    let edit = text("b".repeat(65_536));
    bencher
        .with_inputs(|| document.clone())
        .bench_values(|mut document| document.edit(&ACTOR, &edit));
}
