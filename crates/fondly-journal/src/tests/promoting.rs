//! Promotion v1 is what Automerge's own transaction makes with the same actor.

use automerge::{
    ActorId, AutoCommit, ObjType, ROOT, ReadDoc as _, TextEncoding, transaction::Transactable as _,
};
use proptest::prelude::*;

use super::support::{ANA, ANA_PHONE, admit, body, edit, entry, open, shared, text};
use crate::{
    Body, Change, Place, Refusal, admit_creation, create,
    limits::PROMOTE_CHARS_MAX,
    promotion::{PROMOTER, is_promoted, promote},
};

fn ours(created: &Change, body: &Body) -> Change {
    promote(&ANA, body, created.hash).change
}

fn theirs(created: &Change, body: &Body) -> (Vec<u8>, String) {
    let mut document = AutoCommit::new_with_encoding(TextEncoding::UnicodeCodePoint)
        .with_actor(ActorId::from(PROMOTER.0));
    document
        .apply_changes([automerge::Change::from_bytes(created.bytes.clone()).unwrap()])
        .unwrap();
    let text = document.put_object(ROOT, "text", ObjType::Text).unwrap();
    document.splice_text(&text, 0, 0, &body.text).unwrap();
    document.commit();
    let change = document
        .get_last_local_change()
        .unwrap()
        .raw_bytes()
        .to_vec();
    (change, document.text(&text).unwrap())
}

fn check(body: &Body) -> Result<(), TestCaseError> {
    let created = create(&ANA, Place::Journal, body).unwrap();
    let (bytes, text) = theirs(&created, body);
    prop_assert_eq!(&ours(&created, body).bytes, &bytes);
    prop_assert_eq!(&text, &body.text);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_promotion_is_automerges_byte_for_byte(body in body(Place::Journal)) {
        check(&body)?;
    }
}

#[test]
fn chosen_texts_are_promoted_as_automerge_does() {
    let letters = "\u{65}\u{301} \u{1f469}\u{200d}\u{1f466} \u{0} \u{fffc} \u{10ffff}";
    for text in [
        "",
        "a",
        "aaaa",
        "ab",
        "line\nline\r\n",
        letters,
        &"x".repeat(PROMOTE_CHARS_MAX),
    ] {
        check(&entry(text)).unwrap();
    }
}

#[test]
fn the_default_encoding_counts_code_points() {
    assert_eq!(
        TextEncoding::platform_default(),
        TextEncoding::UnicodeCodePoint
    );
    let mut document = AutoCommit::new();
    let text = document.put_object(ROOT, "t", ObjType::Text).unwrap();
    document
        .splice_text(&text, 0, 0, "e\u{301}\u{1f466}")
        .unwrap();
    assert_eq!(document.length(&text), 3);
}

#[test]
fn the_limit_counts_characters_of_the_creating_text_in_a_journal() {
    let at = entry(&"\u{e9}".repeat(PROMOTE_CHARS_MAX));
    let over = entry(&"\u{e9}".repeat(PROMOTE_CHARS_MAX + 1));
    assert!(is_promoted(Place::Journal, &at));
    assert!(!is_promoted(Place::Journal, &over));
    assert!(!is_promoted(Place::Bond, &shared("x")));
}

#[test]
fn a_promotion_is_accepted_from_nobody() {
    let body = entry("some text");
    let created = create(&ANA, Place::Journal, &body).unwrap();
    let promotion = ours(&created, &body);
    let mut document = open(&body, Place::Journal);
    for actor in [PROMOTER, ANA] {
        let refusal = document.admit(&promotion.bytes, &actor).unwrap_err();
        assert_eq!(refusal, Refusal::ForeignActor);
    }
    edit(&mut document, ANA, &text("some longer text"));
    let refusal = document.admit(&promotion.bytes, &PROMOTER).unwrap_err();
    assert_eq!(refusal, Refusal::ForeignActor);
    let forged = create(&PROMOTER, Place::Journal, &body).unwrap();
    let refusal = admit_creation(&forged.bytes, &PROMOTER, Place::Journal).err();
    assert_eq!(refusal, Some(Refusal::ForeignActor));
}

#[test]
fn a_promotion_is_never_a_head_and_is_derived_on_the_other_device() {
    let body = entry("one two");
    let mut first = open(&body, Place::Journal);
    let change = edit(&mut first, ANA, &text("one, two"));
    assert_eq!(first.heads(), [change.hash]);
    let mut second = open(&body, Place::Journal);
    admit(&mut second, &change, ANA);
    assert_eq!(second.body().text, "one, two");
    let answer = edit(&mut second, ANA_PHONE, &text("one, two, three"));
    admit(&mut first, &answer, ANA_PHONE);
    assert_eq!(first.body().text, "one, two, three");
    assert_eq!(first.heads(), [answer.hash]);
}
