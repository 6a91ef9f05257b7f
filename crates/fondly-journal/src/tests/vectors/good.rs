//! What is admitted.

use super::{super::support::*, form::*};
use crate::{limits::PROMOTE_CHARS_MAX, promotion::promote, *};

pub(super) fn creation(
    name: &str,
    about: &str,
    place: Place,
    bytes: &[u8],
    expect: &str,
) -> Vector {
    Vector::new(name, about)
        .with("object", "creation")
        .with("place", place_name(place))
        .with("actor", hex(&ANA.0))
        .with("expect", expect)
        .with("bytes", hex(bytes))
}

pub(super) fn good_creation(name: &str, about: &str, place: Place, body: &Body) -> Vector {
    let change = create(&ANA, place, body).unwrap();
    creation(name, about, place, &change.bytes, "admitted")
        .with("hash", hex(&change.hash))
        .with("text", body.text.escape_default().to_string())
}

/// A body of this kind with every field that it may have in a journal.
pub(super) fn full(kind: Kind) -> Body {
    let common = Body {
        kind,
        to: Addressee::Person([0x5a; 32]),
        title: Some("Tuesday".into()),
        feelings: vec!["warm".into(), "calm".into()],
        needs: vec!["rest".into()],
        tags: vec!["home".into()],
        utc_offset_min: Some(60),
        good_news: true,
        ..entry("You made soup.\nThank you \u{1f372}")
    };
    match kind {
        Kind::Appreciation | Kind::Reflection => common,
        Kind::Need => Body {
            happened: Some("the week was long".into()),
            ask: Some("an evening without plans".into()),
            state: Some(NeedState::Voiced),
            ..common
        },
        Kind::Response => Body {
            ask: Some("which evening?".into()),
            reflect: Some("the week was long for you".into()),
            say: Some("gladly".into()),
            in_reply_to: Some(Reply {
                document: [0x6b; 16],
                heads: vec![[0x6c; 32], [0x6d; 32]],
            }),
            ack: Some(Ack::WithYou),
            scratch: Some("was I listening?".into()),
            ..common
        },
    }
}

pub(super) fn creations() -> Vec<Vector> {
    let mut vectors = Vec::new();
    for (kind, name) in [
        (Kind::Appreciation, "appreciation"),
        (Kind::Need, "need"),
        (Kind::Reflection, "reflection"),
        (Kind::Response, "response"),
    ] {
        let private = full(kind);
        let about = "every field that this kind has in a journal";
        let file = format!("creation-journal-{name}");
        vectors.push(good_creation(&file, about, Place::Journal, &private));
        let fields = edition_fields();
        let (tag, time) = (fields.tag, fields.shared_time);
        let shared = crate::edition(
            &private,
            fields.taken_from,
            None,
            3,
            tag,
            time,
            Addressee::Me,
        );
        let about = "every field that this kind has in a bond";
        let file = format!("creation-bond-{name}");
        vectors.push(good_creation(&file, about, Place::Bond, &shared));
    }
    vectors.push(good_creation(
        "creation-least",
        "only what must be",
        Place::Journal,
        &entry(""),
    ));
    vectors
}

pub(super) fn promotions() -> Vec<Vector> {
    let texts = [
        ("ascii", "aab, c"),
        ("empty", ""),
        ("emoji", "\u{1f469}\u{200d}\u{1f467}\u{1f44d}\u{1f3fd}"),
        ("combining", "e\u{301}\u{e9} n\u{303}"),
    ];
    let vector = |(name, text): (&str, &str)| {
        let body = entry(text);
        let created = create(&ANA, Place::Journal, &body).unwrap();
        let promotion = promote(&ANA, &body, created.hash).change;
        Vector::new(
            &format!("promotion-{name}"),
            "one operation for each code point",
        )
        .with("object", "promotion")
        .with("actor", hex(&ANA.0))
        .with("creation", hex(&created.bytes))
        .with("text", text.escape_default().to_string())
        .with("hash", hex(&promotion.hash))
        .with("bytes", hex(&promotion.bytes))
    };
    texts.map(vector).into()
}

/// A change by `actor` after others by `ANA`, and what becomes of it.
pub(super) fn change(
    (name, about): (&str, &str),
    (body, place): (&Body, Place),
    before: &[&Change],
    (actor, bytes): (Actor, &[u8]),
) -> Vector {
    let created = create(&ANA, place, body).unwrap();
    let mut vector = Vector::new(name, about)
        .with("object", "change")
        .with("place", place_name(place))
        .with("creator", hex(&ANA.0))
        .with("creation", hex(&created.bytes));
    let mut document = Document::open(&created.bytes, &ANA, place).unwrap();
    for change in before {
        vector = vector.with("before", hex(&change.bytes));
        assert_eq!(document.admit(&change.bytes, &ANA), Ok(Admission::Applied));
    }
    let expect = outcome(&mut document, bytes, actor);
    vector
        .with("actor", hex(&actor.0))
        .with("expect", expect)
        .with("text", document.body().text.escape_default().to_string())
        .with("bytes", hex(bytes))
}

pub(super) fn outcome(document: &mut Document, bytes: &[u8], actor: Actor) -> String {
    match document.admit(bytes, &actor) {
        Ok(Admission::Applied) => "applied".into(),
        Ok(Admission::Known) => "known".into(),
        Ok(Admission::Waits { .. }) => "waits".into(),
        Err(refusal) => verdict(&refusal),
    }
}

pub(super) fn edits() -> Vec<Vector> {
    let private = entry("one two");
    let journal = (&private, Place::Journal);
    let edition = shared("what I said");
    let bond = (&edition, Place::Bond);
    let mut document = open(&private, Place::Journal);
    let first = edit(&mut document, ANA, &text("one, two"));
    let second = edit(&mut document, ANA_PHONE, &text("one, three \u{1f44d}"));
    let mut untouched = open(&private, Place::Journal);
    let title = Edit {
        title: Some(Some("t".into())),
        good_news: Some(true),
        ..Edit::default()
    };
    let scalars = edit(&mut untouched, ANA_PHONE, &title);
    let gone = Edit {
        title: Some(None),
        ..text("one")
    };
    let mixed = edit(&mut untouched, ANA_PHONE, &gone);
    let update = Edit {
        taken_from: Some(vec![[0x22; 32]]),
        part: Some(true),
        ..text("said again")
    };
    let update = edit(&mut open(&edition, Place::Bond), ANA, &update);
    let long = entry(&"x".repeat(PROMOTE_CHARS_MAX + 1));
    let whole = edit(&mut open(&long, Place::Journal), ANA, &text("shorter"));
    vec![
        change(
            ("edit-first", "letters after the promotion"),
            journal,
            &[],
            (ANA, &first.bytes),
        ),
        change(
            ("edit-second", "letters of another device"),
            journal,
            &[&first],
            (ANA_PHONE, &second.bytes),
        ),
        change(
            ("edit-scalars", "no promotion is needed"),
            journal,
            &[],
            (ANA_PHONE, &scalars.bytes),
        ),
        change(
            ("edit-waits", "what it follows is not there"),
            journal,
            &[],
            (ANA_PHONE, &mixed.bytes),
        ),
        change(
            ("edit-edition", "the whole text in a bond"),
            bond,
            &[],
            (ANA, &update.bytes),
        ),
        change(
            ("edit-over-limit", "a text too long to promote is put whole"),
            (&long, Place::Journal),
            &[],
            (ANA, &whole.bytes),
        ),
        change(
            ("edit-again", "a change that is there"),
            journal,
            &[&first],
            (ANA, &first.bytes),
        ),
    ]
}
