//! Edits by one device at a time.

use super::support::{
    ANA, ANA_PHONE, SAM, admit, edit, edition_fields, entry, open, shared, sight, text,
};
use crate::{
    Actor, Admission, Body, Document, Edit, EditError, Kind, NeedState, Place, create, edition,
    limits::{JOURNAL_OPS_MAX, LimitError, PROMOTE_CHARS_MAX, TEXT_BYTES_MAX},
};

#[test]
fn an_edit_that_changes_nothing_is_no_change() {
    let mut document = open(&entry("same"), Place::Journal);
    let before = sight(&document);
    assert_eq!(document.edit(&ANA, &text("same")), Ok(None));
    let nothing = Edit {
        title: Some(None),
        good_news: Some(false),
        ..Edit::default()
    };
    assert_eq!(document.edit(&ANA, &nothing), Ok(None));
    assert_eq!(document.edit(&ANA, &Edit::default()), Ok(None));
    assert_eq!(sight(&document), before);
}

#[test]
fn every_field_that_may_change_changes_and_can_be_taken_away() {
    let need = Body {
        kind: Kind::Need,
        ..entry("quiet")
    };
    let mut document = open(&need, Place::Journal);
    let all = Edit {
        text: Some("quiet evenings".into()),
        title: Some(Some("t".into())),
        feelings: Some(vec!["tired".into(), "calm".into()]),
        needs: Some(vec!["rest".into()]),
        tags: Some(vec!["home".into()]),
        date: Some("2026-11-24".into()),
        happened: Some(Some("h".into())),
        ask: Some(Some("a".into())),
        state: Some(NeedState::Voiced),
        good_news: Some(true),
        ..Edit::default()
    };
    let change = edit(&mut document, ANA, &all);
    let expected = Body {
        text: "quiet evenings".into(),
        title: Some("t".into()),
        feelings: vec!["tired".into(), "calm".into()],
        needs: vec!["rest".into()],
        tags: vec!["home".into()],
        date: "2026-11-24".into(),
        happened: Some("h".into()),
        ask: Some("a".into()),
        state: Some(NeedState::Voiced),
        good_news: true,
        ..need.clone()
    };
    assert!(document.body() == expected);
    assert!(document.edited());
    let mut other = open(&need, Place::Journal);
    admit(&mut other, &change, ANA);
    assert_eq!(sight(&other), sight(&document));
    let none = Edit {
        text: Some(String::new()),
        title: Some(None),
        feelings: Some(Vec::new()),
        needs: Some(Vec::new()),
        tags: Some(Vec::new()),
        happened: Some(None),
        ask: Some(None),
        good_news: Some(false),
        ..Edit::default()
    };
    edit(&mut document, ANA_PHONE, &none);
    let expected = Body {
        text: String::new(),
        date: "2026-11-24".into(),
        state: Some(NeedState::Voiced),
        ..need
    };
    assert!(document.body() == expected);
}

#[test]
fn a_response_changes_what_it_reflects_and_says() {
    let response = Body {
        kind: Kind::Response,
        say: Some("first".into()),
        ..entry("")
    };
    let mut document = open(&response, Place::Journal);
    let say = Edit {
        say: Some(Some("second".into())),
        reflect: Some(Some("r".into())),
        ..Edit::default()
    };
    edit(&mut document, ANA, &say);
    assert!(
        document.body()
            == Body {
                say: Some("second".into()),
                reflect: Some("r".into()),
                ..response
            }
    );
}

#[test]
fn an_update_of_an_edition_puts_the_whole_text_and_where_it_is_from() {
    let mut document = open(&shared("first version"), Place::Bond);
    let update = Edit {
        text: Some("second version".into()),
        taken_from: Some(vec![[0x22; 32], [0x33; 32]]),
        part: Some(true),
        ..Edit::default()
    };
    let change = edit(&mut document, ANA, &update);
    let whole = b"second version";
    assert!(
        change
            .bytes
            .windows(whole.len())
            .any(|window| window == whole)
    );
    let body = document.body();
    let fields = body.edition.unwrap();
    assert_eq!(fields.taken_from, [[0x22; 32], [0x33; 32]]);
    assert!(fields.part);
    assert_eq!(
        (fields.order, fields.tag),
        (edition_fields().order, edition_fields().tag)
    );
    assert_eq!(document.earlier_texts(), ["first version"]);
    edit(&mut document, ANA, &text("third version"));
    assert_eq!(
        document.earlier_texts(),
        ["first version", "second version"]
    );
    assert_eq!(document.body().text, "third version");
}

#[test]
fn what_a_place_does_not_have_cannot_be_edited_in() {
    let mut journal = open(&entry("x"), Place::Journal);
    let misplaced = |field| Err(EditError::Limit(LimitError::Misplaced { field }));
    let taken = Edit {
        taken_from: Some(vec![[1; 32]]),
        ..Edit::default()
    };
    assert_eq!(journal.edit(&ANA, &taken), misplaced("edition"));
    let state = Edit {
        state: Some(NeedState::Met),
        ..Edit::default()
    };
    assert_eq!(journal.edit(&ANA, &state), misplaced("state"));
    let mut bond = open(&shared("x"), Place::Bond);
    let tags = Edit {
        tags: Some(vec!["t".into()]),
        ..Edit::default()
    };
    assert_eq!(bond.edit(&ANA, &tags), misplaced("tags"));
}

#[test]
fn an_edit_over_a_limit_leaves_the_document_as_it_was() {
    let mut document = open(&entry("x"), Place::Journal);
    let before = sight(&document);
    let long = text(&"x".repeat(TEXT_BYTES_MAX + 1));
    assert_eq!(
        document.edit(&ANA, &long),
        Err(EditError::Limit(LimitError::Bytes {
            field: "text",
            max: TEXT_BYTES_MAX
        }))
    );
    let date = Edit {
        date: Some("tomorrow".into()),
        ..Edit::default()
    };
    assert_eq!(
        document.edit(&ANA, &date),
        Err(EditError::Limit(LimitError::Date))
    );
    assert_eq!(sight(&document), before);
}

#[test]
fn an_edit_of_a_promoted_text_sends_the_difference_only() {
    let long = "All of this stays as it is. ".repeat(40);
    let mut document = open(&entry(&long), Place::Journal);
    edit(
        &mut document,
        ANA,
        &text(&format!("{long}And this is added.")),
    );
    let second = edit(
        &mut document,
        ANA,
        &text(&format!("{long}And that is added.")),
    );
    assert!(second.bytes.len() < 250, "{} bytes", second.bytes.len());
}

#[test]
fn a_whole_text_of_full_length_can_be_replaced() {
    let mut document = open(&entry("short"), Place::Journal);
    let a = "a\u{301}".repeat(TEXT_BYTES_MAX / 3);
    let b = "b".repeat(TEXT_BYTES_MAX);
    edit(&mut document, ANA, &text(&a));
    edit(&mut document, ANA, &text(&b));
    assert_eq!(document.body().text, b);
    const { assert!(JOURNAL_OPS_MAX >= 2 * TEXT_BYTES_MAX) };
}

#[test]
fn a_text_over_the_promotion_limit_is_put_whole() {
    let long = "x".repeat(PROMOTE_CHARS_MAX + 1);
    let mut first = open(&entry(&long), Place::Journal);
    let mut second = first.clone();
    let one = edit(&mut first, ANA, &text("one"));
    let two = edit(&mut second, ANA_PHONE, &text("two"));
    admit(&mut first, &two, ANA_PHONE);
    admit(&mut second, &one, ANA);
    assert_eq!(sight(&first), sight(&second));
    let versions = first.versions();
    assert_eq!(versions.len(), 2);
    assert!(versions.contains(&"one".into()) && versions.contains(&"two".into()));
    let chosen = first.body().text;
    let choice = edit(&mut first, ANA, &text(&chosen));
    admit(&mut second, &choice, ANA);
    assert!(second.versions().is_empty());
    assert_eq!(second.body().text, chosen);
    assert!(second.earlier_texts().contains(&long));
}

#[test]
fn an_edition_of_an_edited_entry_is_one_creating_change_in_the_bond() {
    let mut private = open(&entry("draft"), Place::Journal);
    edit(&mut private, ANA, &text("what I meant"));
    let fields = edition_fields();
    let body = edition(
        &private.body(),
        private.heads(),
        None,
        fields.order,
        fields.tag,
        fields.shared_time,
        crate::Addressee::Nobody,
    );
    let change = create(&SAM, Place::Bond, &body).unwrap();
    let reader = Document::open(&change.bytes, &SAM, Place::Bond).unwrap();
    assert_eq!(reader.body().text, "what I meant");
    assert!(!reader.edited() && reader.earlier_texts().is_empty());
    assert!(!change.bytes.windows(5).any(|window| window == b"draft"));
}

#[test]
fn a_second_edit_after_a_foreign_one_names_heads_only() {
    let mut first = open(&entry("a b"), Place::Journal);
    let mut second = first.clone();
    let one = edit(&mut first, ANA, &text("a b c"));
    admit(&mut second, &one, ANA);
    let two = edit(&mut second, ANA_PHONE, &text("a b c d"));
    admit(&mut first, &two, ANA_PHONE);
    let three = edit(&mut first, ANA, &text("a b c d e"));
    let theirs = automerge::Change::from_bytes(three.bytes.clone()).unwrap();
    assert_eq!(
        theirs.deps().iter().map(|dep| dep.0).collect::<Vec<_>>(),
        [two.hash]
    );
    assert_eq!(second.admit(&three.bytes, &ANA), Ok(Admission::Applied));
    assert_eq!(second.body().text, "a b c d e");
}

#[test]
fn an_actor_that_was_never_there_may_edit() {
    let mut document = open(&entry("x"), Place::Journal);
    for byte in 0..20 {
        edit(
            &mut document,
            Actor([byte; 16]),
            &text(&format!("by {byte}")),
        );
    }
    assert_eq!(document.body().text, "by 19");
}
