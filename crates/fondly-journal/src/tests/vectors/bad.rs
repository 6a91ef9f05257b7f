//! What is refused, named by its fault.

use super::{super::support::*, form::*, good::*};
use crate::{promotion::promote, *};

pub(super) fn bad_creations() -> Vec<Vector> {
    let good = create(&ANA, Place::Journal, &entry("x")).unwrap().bytes;
    let flipped = |at: usize, bits: u8| {
        let mut bytes = good.clone();
        bytes[at] ^= bits;
        bytes
    };
    let trailing = [good.as_slice(), &[0]].concat();
    let mut overlong = good.clone();
    overlong.splice(9..10, [good[9] | 0x80, 0]);
    let foreign = create(&SAM, Place::Journal, &entry("x")).unwrap().bytes;
    let edition = create(&ANA, Place::Bond, &shared("x")).unwrap().bytes;
    let with = |extra: &[(&str, automerge::ScalarValue)]| {
        let mut puts = vec![
            ("date", "2026-11-23".into()),
            ("kind", automerge::ScalarValue::Uint(3)),
            ("text", "x".into()),
            ("v", automerge::ScalarValue::Uint(1)),
        ];
        puts.retain(|(key, _)| extra.iter().all(|(other, _)| other != key));
        puts.extend(extra.iter().cloned());
        puts.sort_by_key(|(key, _)| *key);
        by_automerge(ANA, puts)
    };
    let raw = Raw {
        deps: Vec::new(),
        seq: 1,
        start_op: 1,
        ..Raw::title(&open(&entry(""), Place::Journal), "t")
    };
    let cases = [
        ("magic", "a magic byte is wrong", flipped(0, 1)),
        ("checksum", "the checksum is wrong", flipped(4, 1)),
        ("document-chunk", "type 0", flipped(8, 1)),
        ("compressed-chunk", "type 2", flipped(8, 3)),
        ("bundle-chunk", "type 3", flipped(8, 2)),
        (
            "cut-short",
            "the last byte is missing",
            good[..good.len() - 1].to_vec(),
        ),
        ("trailing", "a byte after the chunk", trailing),
        ("overlong", "the length in two bytes", overlong),
        ("foreign-actor", "by another actor", foreign),
        ("edition-in-journal", "the fields of an edition", edition),
        (
            "empty-field",
            "a field that is given but empty",
            with(&[("title", "".into())]),
        ),
        (
            "false",
            "a flag that is not set",
            with(&[("good_news", false.into())]),
        ),
        (
            "unknown-key",
            "a key that is not in the schema",
            with(&[("mood", "x".into())]),
        ),
        (
            "wrong-type",
            "a text that is a number",
            with(&[("text", automerge::ScalarValue::Uint(1))]),
        ),
        (
            "counter",
            "a text that is a counter",
            with(&[("text", automerge::ScalarValue::counter(1))]),
        ),
        (
            "bad-date",
            "no such day",
            with(&[("date", "2026-02-30".into())]),
        ),
        (
            "bad-kind",
            "no such kind",
            with(&[("kind", automerge::ScalarValue::Uint(5))]),
        ),
        (
            "misplaced",
            "a state that is not of a need",
            with(&[("state", automerge::ScalarValue::Uint(1))]),
        ),
        (
            "newer",
            "schema 2",
            with(&[("v", automerge::ScalarValue::Uint(2))]),
        ),
        (
            "second-number",
            "sequence number 2",
            Raw {
                seq: 2,
                ..with_good(&raw)
            }
            .bytes(),
        ),
        (
            "counter-high",
            "first operation 2^32 - 3",
            Raw {
                start_op: 0xffff_fffd,
                ..with_good(&raw)
            }
            .bytes(),
        ),
        (
            "time",
            "a time",
            Raw {
                time: 1,
                ..with_good(&raw)
            }
            .bytes(),
        ),
        (
            "message",
            "a message",
            Raw {
                message: b"m".to_vec(),
                ..with_good(&raw)
            }
            .bytes(),
        ),
        (
            "extra",
            "extra bytes",
            Raw {
                extra: vec![1],
                ..with_good(&raw)
            }
            .bytes(),
        ),
        (
            "operation-bomb",
            "four billion operations",
            with_good(&raw)
                .column(0x42, run(&[0xffff_ffff], &[1]))
                .bytes(),
        ),
    ];
    let vector = |(name, about, bytes): (&str, &str, Vec<u8>)| {
        let refusal = admit_creation(&bytes, &ANA, Place::Journal).unwrap_err();
        creation(
            &format!("bad-creation-{name}"),
            about,
            Place::Journal,
            &bytes,
            &verdict(&refusal),
        )
    };
    cases.into_iter().map(vector).collect()
}

pub(super) fn with_good(raw: &Raw) -> Raw {
    Raw {
        deps: raw.deps.clone(),
        actors: raw.actors.clone(),
        seq: raw.seq,
        start_op: raw.start_op,
        time: raw.time,
        message: raw.message.clone(),
        columns: raw.columns.clone(),
        extra: raw.extra.clone(),
    }
}

pub(super) fn bad_changes() -> Vec<Vector> {
    let body = entry("one two");
    let document = open(&body, Place::Journal);
    let raw = || Raw::title(&document, "t");
    let second = create(&ANA, Place::Journal, &entry("another"))
        .unwrap()
        .bytes;
    let promotion = promote(&ANA, &body, document.heads()[0]).change.bytes;
    let once = edit(&mut document.clone(), ANA, &text("one two three"));
    let other = edit(&mut document.clone(), ANA, &text("one two four"));
    let key = |name: &[u8]| {
        let mut bytes = run(&[-1], &[u8::try_from(name.len()).unwrap()]);
        bytes.extend(name);
        raw().column(0x15, bytes).bytes()
    };
    let cases: [(&str, &str, Vec<u8>); 11] = [
        ("second-creation", "another creating change", second),
        ("promotion", "the promotion itself", promotion),
        (
            "start-op",
            "not next in line",
            Raw {
                start_op: 9,
                ..raw()
            }
            .bytes(),
        ),
        (
            "sequence",
            "a number left out",
            Raw { seq: 3, ..raw() }.bytes(),
        ),
        (
            "twice-the-same-head",
            "heads that do not ascend",
            Raw {
                deps: document.heads().repeat(2),
                ..raw()
            }
            .bytes(),
        ),
        ("fixed-key", "a key that never changes", key(b"kind")),
        ("whole-text", "a string over letters", key(b"text")),
        ("unseen", "something stood there", key(b"date")),
        (
            "delete",
            "a key deleted",
            raw()
                .column(0x42, run(&[-1], &[3]))
                .column(0x56, run(&[-1], &[0]))
                .column(0x57, Vec::new())
                .bytes(),
        ),
        (
            "map",
            "a map",
            raw()
                .column(0x42, run(&[-1], &[0]))
                .column(0x56, run(&[-1], &[0]))
                .column(0x57, Vec::new())
                .bytes(),
        ),
        (
            "run-of-one",
            "another encoding",
            raw().column(0x42, run(&[1], &[1])).bytes(),
        ),
    ];
    let vector = |(name, about, bytes): (&str, &str, Vec<u8>)| {
        let name = format!("bad-change-{name}");
        change((&name, about), (&body, Place::Journal), &[], (ANA, &bytes))
    };
    let mut vectors: Vec<_> = cases.into_iter().map(vector).collect();
    let names = ("bad-change-equivocation", "a second change of one number");
    vectors.push(change(
        names,
        (&body, Place::Journal),
        &[&once],
        (ANA, &other.bytes),
    ));
    vectors
}
