//! What a hostile device can make with Automerge itself, and what is known to hurt Automerge.

mod bombs;

use automerge::{
    ObjType, ROOT, ScalarValue,
    marks::{ExpandMark, Mark},
    transaction::{CommitOptions, Transactable as _},
};

use super::support::{
    ANA, ANA_PHONE, Raw, SAM, edit, entry, open, operation, refuse, rogue, rogue_change, run,
    shared, sight, stored, text, text_of,
};
use crate::{
    Admission, Body, Document, Kind, OpFault, Place, Refusal, Section, admit_creation, create,
    limits::{CHANGE_BYTES_MAX, JOURNAL_OPS_MAX, LimitError, SCALAR_OPS_MAX, TITLE_BYTES_MAX},
};

/// A journal entry whose text is promoted and was edited by two devices.
fn journal() -> Document {
    let mut document = open(&entry("one two three"), Place::Journal);
    edit(&mut document, ANA, &text("one two three four"));
    edit(&mut document, ANA_PHONE, &text("zero one two three four"));
    document
}

fn bond() -> Document {
    open(&shared("what I said"), Place::Bond)
}

/// What Automerge writes when `write` works on `document` as `ANA`.
fn made(document: &Document, write: impl FnOnce(&mut automerge::AutoCommit)) -> Vec<u8> {
    let mut rogue = rogue(document, ANA);
    write(&mut rogue);
    rogue_change(&mut rogue)
}

/// `ANA`'s head, so that Automerge's changes by her need no second dependency.
fn by_ana() -> Document {
    let mut document = open(&entry("one two three"), Place::Journal);
    edit(&mut document, ANA, &text("one two three four"));
    document
}

#[test]
fn nested_objects_are_refused_at_any_depth() {
    let mut document = by_ana();
    for kind in [ObjType::Map, ObjType::List, ObjType::Table, ObjType::Text] {
        for key in ["title", "text", "new"] {
            let bytes = made(&document, |doc| {
                doc.put_object(ROOT, key, kind).unwrap();
            });
            let known = key != "new" && key != "text";
            let fault = if known { OpFault::Action } else { OpFault::Key };
            assert_eq!(refuse(&mut document, &bytes, ANA), operation(fault));
        }
    }
    let deep = made(&document, |doc| {
        let mut object = ROOT;
        for _ in 0..2_000 {
            object = doc.put_object(&object, "m", ObjType::Map).unwrap();
        }
    });
    assert_eq!(refuse(&mut document, &deep, ANA), operation(OpFault::Key));
}

#[test]
fn counters_timestamps_and_floats_are_refused() {
    let mut document = by_ana();
    for value in [
        ScalarValue::counter(1),
        ScalarValue::Timestamp(1),
        ScalarValue::F64(1.0),
        ScalarValue::Null,
        ScalarValue::Uint(1),
        ScalarValue::Unknown {
            type_code: 12,
            bytes: vec![1, 2],
        },
    ] {
        let bytes = made(&document, |doc| doc.put(ROOT, "title", value).unwrap());
        assert_eq!(
            refuse(&mut document, &bytes, ANA),
            operation(OpFault::Value)
        );
    }
}

#[test]
fn deleting_a_key_is_refused() {
    let mut document = bond();
    for key in ["date", "text", "kind"] {
        let bytes = made(&document, |doc| doc.delete(ROOT, key).unwrap());
        let fault = if key == "kind" {
            OpFault::Key
        } else {
            OpFault::Action
        };
        assert_eq!(refuse(&mut document, &bytes, ANA), operation(fault));
    }
}

#[test]
fn fields_that_never_change_are_refused() {
    let mut document = bond();
    for key in [
        "kind",
        "to",
        "order",
        "tag",
        "shared_time",
        "reply_to",
        "ack",
        "heard",
        "listening",
        "no_reply",
        "tags",
    ] {
        let bytes = made(&document, |doc| doc.put(ROOT, key, 1_u64).unwrap());
        assert_eq!(
            refuse(&mut document, &bytes, ANA),
            operation(OpFault::Key),
            "{key}"
        );
    }
}

#[test]
fn private_fields_cannot_enter_a_bond_by_an_edit() {
    let mut document = bond();
    for key in ["tags", "scratch", "offset"] {
        let bytes = made(&document, |doc| doc.put(ROOT, key, "x").unwrap());
        assert_eq!(
            refuse(&mut document, &bytes, ANA),
            operation(OpFault::Key),
            "{key}"
        );
    }
}

#[test]
fn a_field_over_its_limit_is_refused() {
    let mut document = bond();
    let long = "x".repeat(TITLE_BYTES_MAX + 1);
    let bytes = made(&document, |doc| doc.put(ROOT, "title", long).unwrap());
    let limit = LimitError::Bytes {
        field: "title",
        max: TITLE_BYTES_MAX,
    };
    assert_eq!(refuse(&mut document, &bytes, ANA), Refusal::Field(limit));
    let bytes = made(&document, |doc| doc.put(ROOT, "state", 1_u64).unwrap());
    let limit = LimitError::Misplaced { field: "state" };
    assert_eq!(refuse(&mut document, &bytes, ANA), Refusal::Field(limit));
    let bytes = made(&document, |doc| doc.put(ROOT, "date", "").unwrap());
    assert_eq!(
        refuse(&mut document, &bytes, ANA),
        Refusal::Field(LimitError::Date)
    );
    let bytes = made(&document, |doc| {
        doc.put(ROOT, "feelings", "a\n\nb").unwrap();
    });
    let limit = LimitError::Item { field: "feelings" };
    assert_eq!(refuse(&mut document, &bytes, ANA), Refusal::Field(limit));
}

#[test]
fn a_newer_schema_is_not_understood_rather_than_refused() {
    let mut document = bond();
    let bytes = made(&document, |doc| {
        doc.put_object(ROOT, "future", ObjType::Map).unwrap();
        doc.put(ROOT, "v", 2_u64).unwrap();
    });
    assert_eq!(
        refuse(&mut document, &bytes, ANA),
        Refusal::NotUnderstood { schema: 2 }
    );
    let bytes = made(&document, |doc| doc.put(ROOT, "v", "1").unwrap());
    assert_eq!(refuse(&mut document, &bytes, ANA), operation(OpFault::Key));
    let mut newer = automerge::AutoCommit::new().with_actor(automerge::ActorId::from(ANA.0));
    newer.put(ROOT, "future", 1.5).unwrap();
    newer.put(ROOT, "v", 7_u64).unwrap();
    let bytes = rogue_change(&mut newer);
    assert_eq!(
        admit_creation(&bytes, &ANA, Place::Journal).err(),
        Some(Refusal::NotUnderstood { schema: 7 })
    );
    assert_eq!(
        Document::open(&bytes, &ANA, Place::Bond).err(),
        Some(Refusal::NotUnderstood { schema: 7 })
    );
}

#[test]
fn marks_and_blocks_are_refused() {
    let mut document = by_ana();
    let bytes = made(&document, |doc| {
        let text = text_of(doc);
        doc.mark(
            &text,
            Mark::new("bold".into(), true, 0, 3),
            ExpandMark::Both,
        )
        .unwrap();
    });
    assert_eq!(
        refuse(&mut document, &bytes, ANA),
        Refusal::Malformed {
            section: Section::Layout
        }
    );
    let bytes = made(&document, |doc| {
        let text = text_of(doc);
        doc.split_block(&text, 1).unwrap();
    });
    assert_eq!(
        refuse(&mut document, &bytes, ANA),
        operation(OpFault::Action)
    );
}

#[test]
fn letters_that_are_no_letters_are_refused() {
    let mut document = by_ana();
    for value in [
        ScalarValue::from("ab"),
        ScalarValue::from(""),
        ScalarValue::Uint(1),
        ScalarValue::Null,
        ScalarValue::counter(1),
    ] {
        let bytes = made(&document, |doc| {
            let text = text_of(doc);
            doc.insert(&text, 1, value).unwrap();
        });
        assert_eq!(
            refuse(&mut document, &bytes, ANA),
            operation(OpFault::Value)
        );
    }
    let bytes = made(&document, |doc| {
        let text = text_of(doc);
        doc.put(&text, 1, "x").unwrap();
    });
    assert_eq!(
        refuse(&mut document, &bytes, ANA),
        operation(OpFault::Action)
    );
    let bytes = made(&document, |doc| {
        let text = text_of(doc);
        doc.insert_object(&text, 0, ObjType::Map).unwrap();
    });
    assert_eq!(
        refuse(&mut document, &bytes, ANA),
        operation(OpFault::Action)
    );
}

#[test]
fn a_whole_text_over_a_promoted_one_is_refused() {
    let mut document = by_ana();
    let bytes = made(&document, |doc| doc.put(ROOT, "text", "mine now").unwrap());
    assert_eq!(refuse(&mut document, &bytes, ANA), operation(OpFault::Key));
    let mut untouched = open(&entry("not yet promoted"), Place::Journal);
    let bytes = made(&untouched, |doc| doc.put(ROOT, "text", "mine now").unwrap());
    assert_eq!(refuse(&mut untouched, &bytes, ANA), operation(OpFault::Key));
}

#[test]
fn a_text_promoted_by_hand_is_refused() {
    let mut document = bond();
    let bytes = made(&document, |doc| {
        let text = doc.put_object(ROOT, "text", ObjType::Text).unwrap();
        doc.splice_text(&text, 0, 0, "letters").unwrap();
    });
    assert_eq!(
        refuse(&mut document, &bytes, ANA),
        operation(OpFault::Action)
    );
}

#[test]
fn a_time_a_message_or_an_author_is_refused() {
    let mut document = by_ana();
    for options in [
        CommitOptions::default().with_time(1),
        CommitOptions::default().with_time(-1),
        CommitOptions::default().with_message("hello"),
    ] {
        let mut rogue = rogue(&document, ANA);
        rogue.put(ROOT, "title", "t").unwrap();
        rogue.commit_with(options);
        let bytes = rogue.get_last_local_change().unwrap().raw_bytes().to_vec();
        assert_eq!(refuse(&mut document, &bytes, ANA), Refusal::Metadata);
    }
    let mut rogue = rogue(&document, SAM);
    rogue = rogue.with_author(Some(automerge::Author::from(vec![1, 2, 3])));
    rogue.put(ROOT, "title", "t").unwrap();
    let bytes = rogue_change(&mut rogue);
    assert_eq!(refuse(&mut document, &bytes, SAM), Refusal::Metadata);
}

#[test]
fn document_bundle_and_compressed_chunks_are_refused() {
    let mut document = by_ana();
    let saved = document.save();
    assert_eq!(
        refuse(&mut document, &saved, ANA),
        Refusal::ChunkType { found: 0 }
    );
    let mut rogue = rogue(&document, ANA);
    rogue
        .put(ROOT, "title", "long enough to be deflated ".repeat(30))
        .unwrap();
    let hash = rogue.commit().unwrap();
    let compressed = rogue.get_last_local_change().unwrap().bytes().into_owned();
    assert_eq!(
        refuse(&mut document, &compressed, ANA),
        Refusal::ChunkType { found: 2 }
    );
    let bundle = rogue.bundle([hash]).unwrap().bytes().to_vec();
    assert_eq!(
        refuse(&mut document, &bundle, ANA),
        Refusal::ChunkType { found: 3 }
    );
    let created = create(&ANA, Place::Journal, &entry("x")).unwrap().bytes;
    for chunk_type in [0, 2, 3, 4, 0xff] {
        let mut bytes = created.clone();
        bytes[8] = chunk_type;
        let refusal = admit_creation(&bytes, &ANA, Place::Journal).err();
        assert_eq!(refusal, Some(Refusal::ChunkType { found: chunk_type }));
    }
}

#[test]
fn a_sync_message_is_refused() {
    use automerge::sync::{State, SyncDoc as _};
    let mut document = by_ana();
    let mut rogue = rogue(&document, ANA);
    let message = rogue
        .sync()
        .generate_sync_message(&mut State::new())
        .unwrap()
        .encode();
    let refusal = refuse(&mut document, &message, ANA);
    assert_eq!(
        refusal,
        Refusal::Malformed {
            section: Section::Header
        }
    );
}

#[test]
fn the_second_change_of_an_equivocating_actor_is_refused_and_the_first_stays() {
    let base = bond();
    let one = edit(&mut base.clone(), ANA, &text("one"));
    let two = edit(&mut base.clone(), ANA, &text("two"));
    let mut document = base;
    assert_eq!(document.admit(&one.bytes, &ANA), Ok(Admission::Applied));
    assert_eq!(
        refuse(&mut document, &two.bytes, ANA),
        Refusal::Equivocation { seq: 2 }
    );
    assert_eq!(document.body().text, "one");
}

#[test]
fn a_forged_change_that_waits_does_not_block_the_genuine_one() {
    let base = bond();
    let genuine = edit(&mut base.clone(), ANA, &text("genuine"));
    let mut forged = Raw::title(&base, "forged");
    forged.deps = vec![[0xee; 32]];
    let mut document = base;
    let before = sight(&document);
    let waits = Admission::Waits {
        missing: vec![[0xee; 32]],
    };
    assert_eq!(document.admit(&forged.bytes(), &ANA), Ok(waits));
    assert_eq!(sight(&document), before);
    assert_eq!(document.admit(&genuine.bytes, &ANA), Ok(Admission::Applied));
    assert_eq!(document.body().text, "genuine");
}

#[test]
fn a_second_creating_change_is_refused() {
    let mut document = journal();
    for actor in [ANA, SAM] {
        let other = create(&actor, Place::Journal, &entry("another")).unwrap();
        assert_eq!(
            refuse(&mut document, &other.bytes, actor),
            Refusal::Creation
        );
    }
    let same = create(&ANA, Place::Journal, &entry("one two three")).unwrap();
    assert_eq!(document.admit(&same.bytes, &ANA), Ok(Admission::Known));
}

#[test]
fn a_change_of_another_actor_than_the_record_says_is_refused() {
    let mut document = journal();
    let change = edit(&mut document.clone(), SAM, &text("x"));
    assert_eq!(
        refuse(&mut document, &change.bytes, ANA),
        Refusal::ForeignActor
    );
    assert_eq!(
        refuse(&mut document, &change.bytes, ANA_PHONE),
        Refusal::ForeignActor
    );
}

#[test]
fn a_later_change_creates_nothing() {
    for (mut base, place) in [(journal(), Place::Journal), (bond(), Place::Bond)] {
        let later = edit(&mut base, ANA, &text("x"));
        let refusal = admit_creation(&later.bytes, &ANA, place).err();
        assert_eq!(refusal, Some(Refusal::Creation));
    }
}

#[test]
fn a_creation_out_of_order_or_with_keys_missing_is_refused() {
    let puts: [(&str, ScalarValue); 4] = [
        ("date", "2026-11-23".into()),
        ("kind", ScalarValue::Uint(3)),
        ("text", "x".into()),
        ("v", ScalarValue::Uint(1)),
    ];
    let admitted = |puts: Vec<(&str, ScalarValue)>| {
        let bytes = super::support::by_automerge(ANA, puts);
        admit_creation(&bytes, &ANA, Place::Journal)
    };
    assert!(admitted(puts.to_vec()).is_ok());
    let mut swapped = puts.to_vec();
    swapped.swap(0, 1);
    assert_eq!(admitted(swapped).err(), Some(Refusal::NotCanonical));
    for at in 0..puts.len() {
        let mut fewer = puts.to_vec();
        fewer.remove(at);
        assert!(admitted(fewer).is_err(), "without {}", puts[at].0);
    }
    for extra in [
        ("ack", ScalarValue::Uint(1)),
        ("ask", "".into()),
        ("good_news", ScalarValue::Boolean(false)),
        ("unknown", "x".into()),
    ] {
        let mut more = vec![extra];
        more.extend(puts.iter().cloned());
        more.sort_by_key(|(key, _)| *key);
        assert!(admitted(more).is_err());
    }
}

#[test]
fn an_edition_without_its_fields_is_refused() {
    let full = Body {
        kind: Kind::Need,
        ..shared("x")
    };
    let puts = crate::fields::entries(&full);
    for missing in ["order", "tag", "taken_from", "shared_time"] {
        let fewer = puts
            .iter()
            .filter(|(key, _)| key.name() != missing)
            .map(|(key, value)| (key.name(), stored(value)))
            .collect();
        let bytes = super::support::by_automerge(ANA, fewer);
        assert!(
            admit_creation(&bytes, &ANA, Place::Bond).is_err(),
            "without {missing}"
        );
    }
}
