//! Creating changes: the template is what Automerge itself writes, and nothing else passes.

use automerge::{Automerge, ROOT, ReadDoc as _};
use proptest::prelude::*;

use super::support::{ANA, SAM, body, by_automerge, entry, open, shared, stored};
use crate::{
    Body, Document, Place, Refusal, admit_creation, create,
    fields::entries,
    limits::{CHANGE_BYTES_MAX, LimitError, TEXT_BYTES_MAX},
};

fn by_both(body: &Body, place: Place) -> (Vec<u8>, Vec<u8>) {
    let puts = entries(body)
        .into_iter()
        .map(|(key, value)| (key.name(), stored(&value)))
        .collect();
    (
        create(&ANA, place, body).unwrap().bytes,
        by_automerge(ANA, puts),
    )
}

fn check_creation(body: &Body, place: Place) -> Result<(), TestCaseError> {
    let (ours, theirs) = by_both(body, place);
    prop_assert_eq!(&ours, &theirs);
    let admitted = admit_creation(&ours, &ANA, place).unwrap();
    prop_assert!(admitted == *body);
    let mut applied = Automerge::new();
    applied
        .apply_changes([automerge::Change::from_bytes(ours.clone()).unwrap()])
        .unwrap();
    let back = Automerge::load(&applied.save()).unwrap();
    prop_assert_eq!(back.get_heads(), applied.get_heads());
    prop_assert_eq!(back.length(ROOT), entries(body).len());
    let document = Document::open(&ours, &ANA, place).unwrap();
    prop_assert!(document.body() == *body);
    prop_assert!(!document.edited());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn every_journal_body_comes_back_and_loads(body in body(Place::Journal)) {
        check_creation(&body, Place::Journal)?;
    }

    #[test]
    fn every_bond_body_comes_back_and_loads(body in body(Place::Bond)) {
        check_creation(&body, Place::Bond)?;
    }
}

#[test]
fn an_empty_text_is_an_entry() {
    check_creation(&entry(""), Place::Journal).unwrap();
    check_creation(&shared(""), Place::Bond).unwrap();
}

#[test]
fn a_creation_fits_one_place_only() {
    let private = create(&ANA, Place::Journal, &entry("x")).unwrap();
    assert_eq!(
        admit_creation(&private.bytes, &ANA, Place::Bond).err(),
        Some(Refusal::Field(LimitError::Missing { field: "edition" }))
    );
    let edition = create(&ANA, Place::Bond, &shared("x")).unwrap();
    assert_eq!(
        admit_creation(&edition.bytes, &ANA, Place::Journal).err(),
        Some(Refusal::Field(LimitError::Misplaced { field: "edition" }))
    );
}

#[test]
fn a_creation_by_another_actor_is_refused() {
    let change = create(&ANA, Place::Journal, &entry("x")).unwrap();
    let refusal = admit_creation(&change.bytes, &SAM, Place::Journal).err();
    assert_eq!(refusal, Some(Refusal::ForeignActor));
}

#[test]
fn fields_that_fit_one_by_one_may_be_too_long_together() {
    let long = Some("x".repeat(TEXT_BYTES_MAX));
    let body = Body {
        kind: crate::Kind::Response,
        text: "x".repeat(TEXT_BYTES_MAX),
        ask: long.clone(),
        reflect: long.clone(),
        say: long,
        ..entry("")
    };
    assert_eq!(
        create(&ANA, Place::Journal, &body).err(),
        Some(LimitError::Change {
            max: CHANGE_BYTES_MAX
        })
    );
}

#[test]
fn the_hash_is_automerges() {
    let change = create(&ANA, Place::Journal, &entry("x")).unwrap();
    let theirs = automerge::Change::from_bytes(change.bytes.clone()).unwrap();
    assert_eq!(theirs.hash().0, change.hash);
    assert_eq!(open(&entry("x"), Place::Journal).heads(), [change.hash]);
}

#[test]
fn documents_may_cross_threads() {
    const fn sendable<T: Send>() {}
    const { sendable::<Document>() };
}
