//! Honest changes with a few bytes changed and the checksum made right again.

use std::cell::Cell;

use proptest::{
    collection::vec,
    prelude::*,
    sample::Index,
    test_runner::{RngAlgorithm, TestRng, TestRunner},
};

use super::support::{ANA, ANA_PHONE, edit, entry, open, shared, sight, text};
use crate::{Admission, Body, Change, Document, Edit, Kind, Place, admit_creation, chunk, create};

/// A document and a change by `ANA` that it would take.
fn honest() -> Vec<(Document, Change)> {
    let mut journal = open(&entry("one two, three e\u{301}"), Place::Journal);
    let first = (
        journal.clone(),
        edit(&mut journal.clone(), ANA, &text("one 2, three")),
    );
    edit(&mut journal, ANA, &text("one two, three four"));
    edit(&mut journal, ANA_PHONE, &text("zero two, three four"));
    let all = Edit {
        title: Some(Some("title".into())),
        feelings: Some(vec!["calm".into(), "glad".into()]),
        good_news: Some(true),
        ..text("zero 2, three four five")
    };
    let mixed = (journal.clone(), edit(&mut journal, ANA, &all));
    let bond = open(
        &Body {
            kind: Kind::Need,
            ..shared("a need")
        },
        Place::Bond,
    );
    let update = Edit {
        taken_from: Some(vec![[9; 32]]),
        ..text("another need")
    };
    let updated = edit(&mut bond.clone(), ANA, &update);
    let whole = (bond, updated);
    vec![first, mixed, whole]
}

fn mutate(change: &Change, edits: &[(Index, u8)]) -> Vec<u8> {
    // Frame and length stay; everything behind them may change.
    let start = change
        .bytes
        .iter()
        .skip(9)
        .position(|byte| byte & 0x80 == 0)
        .unwrap()
        + 10;
    let mut data = change.bytes[start..].to_vec();
    for (at, bits) in edits {
        let at = at.index(data.len());
        data[at] ^= bits;
    }
    chunk::frame(&data).bytes
}

fn edits() -> impl Strategy<Value = Vec<(Index, u8)>> {
    vec((any::<Index>(), 1..=255_u8), 1..4)
}

/// The same mutants on every run.
fn runner() -> TestRunner {
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    TestRunner::new_with_rng(ProptestConfig::with_cases(6_000), rng)
}

#[test]
fn a_mutated_change_never_harms_the_document() {
    let honest = honest();
    let admitted = Cell::new(0);
    let mut runner = runner();
    runner
        .run(&(any::<Index>(), edits()), |(which, edits)| {
            let (document, change) = &honest[which.index(honest.len())];
            let bytes = mutate(change, &edits);
            let mut document = document.clone();
            let before = sight(&document);
            match document.admit(&bytes, &ANA) {
                Ok(Admission::Applied) => {
                    admitted.set(admitted.get() + 1);
                    let title = Edit {
                        title: Some(Some("after".into())),
                        ..text("after")
                    };
                    prop_assert!(document.edit(&ANA_PHONE, &title).unwrap().is_some());
                    prop_assert_eq!(document.body().text, "after");
                }
                Ok(Admission::Known | Admission::Waits { .. }) | Err(_) => {
                    prop_assert_eq!(sight(&document), before);
                }
            }
            Ok(())
        })
        .unwrap();
    assert!(
        admitted.get() > 0,
        "no mutant reached Automerge, so nothing was tried"
    );
}

#[test]
fn a_mutated_creation_that_passes_opens_and_can_be_edited() {
    let bodies = [
        (entry("some text"), Place::Journal),
        (
            Body {
                title: Some("t".into()),
                feelings: vec!["a".into()],
                ..shared("x")
            },
            Place::Bond,
        ),
    ];
    let created: Vec<_> = bodies
        .iter()
        .map(|(body, place)| (create(&ANA, *place, body).unwrap(), *place))
        .collect();
    let passed = Cell::new(0);
    let mut runner = runner();
    runner
        .run(&(any::<Index>(), edits()), |(which, edits)| {
            let (change, place) = &created[which.index(created.len())];
            let bytes = mutate(change, &edits);
            if let Ok(body) = admit_creation(&bytes, &ANA, *place) {
                passed.set(passed.get() + 1);
                let mut document = Document::open(&bytes, &ANA, *place).unwrap();
                prop_assert!(document.body() == body);
                prop_assert!(document.edit(&ANA, &text("after")).unwrap().is_some());
                prop_assert_eq!(document.body().text, "after");
            }
            Ok(())
        })
        .unwrap();
    assert!(passed.get() > 0, "no mutant passed, so nothing was opened");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn any_bytes_behind_a_right_checksum_are_read_or_refused(bytes in vec(any::<u8>(), 0..200)) {
        let framed = chunk::frame(&bytes).bytes;
        prop_assert!(admit_creation(&framed, &ANA, Place::Journal).is_err());
        prop_assert!(admit_creation(&bytes, &ANA, Place::Journal).is_err());
    }
}
