//! Changes that no Automerge would write: wrong forms, counters, references and order.

use std::borrow::Cow;

use super::support::{
    ANA, Raw, SAM, edit, entry, open, operation, refuse, run, shared, text, title,
};
use crate::{
    Admission, Document, OpFault, Place, Refusal, Section, admit_creation, chunk, create,
    limits::{CHANGE_BYTES_MAX, HEADS_MAX, OP_COUNTER_MAX},
    operation::{Op, OpId, Parts, Slot, Value},
};

const COLUMN: Refusal = Refusal::Malformed {
    section: Section::Column,
};
const LAYOUT: Refusal = Refusal::Malformed {
    section: Section::Layout,
};
const PREAMBLE: Refusal = Refusal::Malformed {
    section: Section::Preamble,
};
const HEADER: Refusal = Refusal::Malformed {
    section: Section::Header,
};

/// An entry of four creating operations, not edited.
fn fresh() -> Document {
    open(&entry("text"), Place::Journal)
}

fn next<'a>(document: &Document, ops: Vec<Op<'a>>) -> Parts<'a> {
    Parts {
        deps: document.heads(),
        actor: ANA,
        seq: 2,
        start_op: 5,
        ops,
    }
}

#[test]
fn the_crafted_change_is_admitted_when_nothing_is_wrong_with_it() {
    let mut document = fresh();
    let raw = Raw::title(&document, "t").bytes();
    let encoded = chunk::encode(&next(&document, vec![title("t")]));
    assert_eq!(raw, encoded.bytes);
    assert_eq!(document.admit(&raw, &ANA), Ok(Admission::Applied));
}

#[test]
fn damaged_frames_are_refused() {
    let mut document = fresh();
    let good = Raw::title(&document, "t").bytes();
    for (at, bits, refusal) in [
        (0, 1, HEADER),
        (3, 0x80, HEADER),
        (4, 1, Refusal::Checksum),
        (7, 0xff, Refusal::Checksum),
        (9, 1, HEADER),
        (good.len() - 1, 1, Refusal::Checksum),
    ] {
        let mut bytes = good.clone();
        bytes[at] ^= bits;
        assert_eq!(refuse(&mut document, &bytes, ANA), refusal, "byte {at}");
    }
    for len in 0..good.len() {
        assert_eq!(refuse(&mut document, &good[..len], ANA), HEADER);
    }
    let mut trailing = good.clone();
    trailing.push(0);
    assert_eq!(refuse(&mut document, &trailing, ANA), HEADER);
    let twice = [good.as_slice(), good.as_slice()].concat();
    assert_eq!(refuse(&mut document, &twice, ANA), HEADER);
    let mut long = good;
    long.resize(CHANGE_BYTES_MAX + 1, 0);
    assert_eq!(
        refuse(&mut document, &long, ANA),
        Refusal::TooLong {
            max: CHANGE_BYTES_MAX
        }
    );
}

#[test]
fn an_overlong_length_is_not_canonical() {
    let mut document = fresh();
    let mut bytes = Raw::title(&document, "t").bytes();
    let length = bytes[9];
    assert!(length < 0x80);
    bytes.splice(9..10, [length | 0x80, 0]);
    assert_eq!(refuse(&mut document, &bytes, ANA), Refusal::NotCanonical);
    let created = create(&ANA, Place::Journal, &entry("x")).unwrap().bytes;
    let mut overlong = created.clone();
    overlong.splice(9..10, [created[9] | 0x80, 0]);
    let refusal = admit_creation(&overlong, &ANA, Place::Journal).err();
    assert_eq!(refusal, Some(Refusal::NotCanonical));
}

#[test]
fn other_encodings_of_the_same_operations_are_not_canonical() {
    let mut document = fresh();
    let raw = || Raw::title(&document, "t");
    let name = [5, b't', b'i', b't', b'l', b'e'];
    let variants = [
        // A run of one instead of a list of one.
        raw().column(0x42, run(&[1], &[1])).bytes(),
        raw().column(0x15, run(&[1], &name)).bytes(),
        raw().column(0x70, run(&[1], &[0])).bytes(),
        // Absent values spelled out.
        raw().column(0x01, run(&[0], &[1])).bytes(),
        raw().column(0x13, run(&[0], &[1])).bytes(),
        // Overlong numbers in a column.
        raw().column(0x42, run(&[-1], &[0x81, 0])).bytes(),
        raw().column(0x34, vec![0x81, 0]).bytes(),
        // Boolean runs of nothing.
        raw().column(0x34, vec![0, 0, 1]).bytes(),
        // An actor that no operation names.
        Raw {
            actors: vec![ANA.0.to_vec(), SAM.0.to_vec()],
            ..raw()
        }
        .bytes(),
    ];
    for bytes in variants {
        assert_eq!(refuse(&mut document, &bytes, ANA), Refusal::NotCanonical);
    }
}

#[test]
fn columns_that_do_not_fit_are_refused() {
    let mut document = fresh();
    let raw = || Raw::title(&document, "t");
    let mut swapped = raw();
    swapped.columns.swap(0, 1);
    let mut twice = raw();
    twice.columns.push((0x70, run(&[-1], &[0])));
    let mut too_long = raw();
    too_long.columns.pop();
    let mut huge = too_long.bytes();
    huge.truncate(10);
    let cases = [
        (swapped.bytes(), LAYOUT),
        (twice.bytes(), LAYOUT),
        (raw().column(0x94, vec![1]).bytes(), LAYOUT),
        (raw().column(0xa5, run(&[-1], &[1, b'b'])).bytes(), LAYOUT),
        // Compressed, by the flag in the column's type.
        (raw().column(0x5f, vec![1]).bytes(), LAYOUT),
        (
            raw().column(0x42, Vec::new()).bytes(),
            Refusal::Operations { max: 131_100 },
        ),
        (raw().column(0x34, Vec::new()).bytes(), COLUMN),
        (raw().column(0x56, Vec::new()).bytes(), COLUMN),
        (raw().column(0x70, Vec::new()).bytes(), COLUMN),
        (raw().column(0x15, Vec::new()).bytes(), COLUMN),
        (raw().column(0x57, Vec::new()).bytes(), COLUMN),
        (raw().column(0x57, b"tt".to_vec()).bytes(), COLUMN),
        (raw().column(0x57, vec![0xff]).bytes(), COLUMN),
        (
            raw().column(0x15, run(&[-1], &[2, 0xc3, 0x28])).bytes(),
            COLUMN,
        ),
        (raw().column(0x42, run(&[0], &[1])).bytes(), COLUMN),
        // An object, a key or a predecessor by an actor who is not listed, or in part.
        (
            raw()
                .column(0x01, run(&[-1], &[9]))
                .column(0x02, run(&[-1], &[1]))
                .bytes(),
            COLUMN,
        ),
        (raw().column(0x01, run(&[-1], &[0])).bytes(), COLUMN),
        (raw().column(0x02, run(&[-1], &[1])).bytes(), COLUMN),
        (raw().column(0x13, run(&[-1], &[1])).bytes(), COLUMN),
        (raw().column(0x11, run(&[-1], &[0])).bytes(), COLUMN),
        (raw().column(0x71, run(&[-1], &[0])).bytes(), COLUMN),
        (
            raw()
                .column(0x70, run(&[-1], &[1]))
                .column(0x71, run(&[-1], &[7]))
                .column(0x73, run(&[-1], &[1]))
                .bytes(),
            COLUMN,
        ),
        // A negative counter.
        (
            raw()
                .column(0x70, run(&[-1], &[1]))
                .column(0x71, run(&[-1], &[0]))
                .column(0x73, run(&[-1], &[0x7f]))
                .bytes(),
            COLUMN,
        ),
        (huge, HEADER),
    ];
    for (index, (bytes, refusal)) in cases.into_iter().enumerate() {
        assert_eq!(refuse(&mut document, &bytes, ANA), refusal, "case {index}");
    }
}

#[test]
fn preambles_that_do_not_fit_are_refused() {
    let mut document = fresh();
    let raw = || Raw::title(&document, "t");
    let many: Vec<[u8; 32]> = (0..=HEADS_MAX)
        .map(|at| [u8::try_from(at).unwrap(); 32])
        .collect();
    let cases = [
        (
            Raw {
                actors: vec![Vec::new()],
                ..raw()
            }
            .bytes(),
            PREAMBLE,
        ),
        (
            Raw {
                actors: vec![vec![0xa1; 15]],
                ..raw()
            }
            .bytes(),
            PREAMBLE,
        ),
        (
            Raw {
                actors: vec![vec![0xa1; 17]],
                ..raw()
            }
            .bytes(),
            PREAMBLE,
        ),
        (
            Raw {
                actors: vec![ANA.0.to_vec(); 66],
                ..raw()
            }
            .bytes(),
            PREAMBLE,
        ),
        (
            Raw {
                deps: many,
                ..raw()
            }
            .bytes(),
            Refusal::Dependencies,
        ),
        (
            Raw {
                message: vec![0xff],
                ..raw()
            }
            .bytes(),
            Refusal::Metadata,
        ),
        (
            Raw {
                extra: vec![0],
                ..raw()
            }
            .bytes(),
            Refusal::Metadata,
        ),
        (
            Raw {
                time: i64::MIN,
                ..raw()
            }
            .bytes(),
            Refusal::Metadata,
        ),
    ];
    for (bytes, refusal) in cases {
        assert_eq!(refuse(&mut document, &bytes, ANA), refusal);
    }
}

#[test]
fn operations_out_of_line_are_refused() {
    let mut document = fresh();
    for start_op in [
        0,
        1,
        4,
        6,
        u64::from(u32::MAX) - 2,
        u64::from(u32::MAX),
        u64::MAX,
    ] {
        let bytes = Raw {
            start_op,
            ..Raw::title(&document, "t")
        }
        .bytes();
        let refusal = refuse(&mut document, &bytes, ANA);
        assert_eq!(
            refusal,
            Refusal::StartOp {
                expected: 5,
                found: start_op
            }
        );
    }
    for seq in [0, 1, 3, u64::MAX] {
        let bytes = Raw {
            seq,
            ..Raw::title(&document, "t")
        }
        .bytes();
        let refusal = refuse(&mut document, &bytes, ANA);
        assert_eq!(
            refusal,
            Refusal::Sequence {
                expected: 2,
                found: seq
            }
        );
    }
    const { assert!(OP_COUNTER_MAX < u32::MAX as u64 / 2) };
}

#[test]
fn dependencies_that_are_not_heads_are_refused() {
    let mut document = fresh();
    let created = document.heads();
    let one = edit(&mut document, ANA, &text("text one"));
    let mut deps = [created[0], one.hash];
    deps.sort_unstable();
    let mut raw = Raw::title(&document, "t");
    raw.seq = 3;
    raw.deps = deps.to_vec();
    assert_eq!(
        refuse(&mut document, &raw.bytes(), ANA),
        Refusal::Dependencies
    );
    deps.reverse();
    raw.deps = deps.to_vec();
    assert_eq!(
        refuse(&mut document, &raw.bytes(), ANA),
        Refusal::Dependencies
    );
    raw.deps = vec![one.hash; 2];
    assert_eq!(
        refuse(&mut document, &raw.bytes(), ANA),
        Refusal::Dependencies
    );
    raw.deps = Vec::new();
    assert_eq!(refuse(&mut document, &raw.bytes(), ANA), Refusal::Creation);
    raw.deps = created;
    let refusal = refuse(&mut document, &raw.bytes(), ANA);
    assert_eq!(
        refusal,
        Refusal::Sequence {
            expected: 2,
            found: 3
        }
    );
}

#[test]
fn a_put_overwrites_exactly_what_its_author_saw() {
    let mut document = open(&shared("text"), Place::Bond);
    let start_op = 9;
    let body = document.body();
    let created = crate::create::creating_ops(&ANA, &body);
    let old = |key| created.iter().find(|(other, _)| *other == key).unwrap().1;
    let put = |preds: Vec<OpId>| Op {
        slot: Slot::Name(Cow::Borrowed("text")),
        preds,
        ..title("other")
    };
    let of_text = old(crate::schema::Key::Text);
    let unknown = OpId {
        counter: 99,
        actor: ANA,
    };
    let stranger = OpId {
        counter: of_text.counter,
        actor: SAM,
    };
    let date = old(crate::schema::Key::Date);
    for preds in [
        vec![],
        vec![date],
        vec![unknown],
        vec![stranger],
        vec![of_text; 2],
        vec![date, of_text],
    ] {
        let parts = Parts {
            start_op,
            ..next(&document, vec![put(preds)])
        };
        let bytes = chunk::encode(&parts).bytes;
        assert_eq!(
            refuse(&mut document, &bytes, ANA),
            operation(OpFault::Predecessors)
        );
    }
    let twice = vec![put(vec![of_text]), put(vec![of_text])];
    let bytes = chunk::encode(&Parts {
        start_op,
        ..next(&document, twice)
    })
    .bytes;
    let repeated = Refusal::Operation {
        index: 1,
        fault: OpFault::Repeated,
    };
    assert_eq!(refuse(&mut document, &bytes, ANA), repeated);
    let right = Parts {
        start_op,
        ..next(&document, vec![put(vec![of_text])])
    };
    assert_eq!(
        document.admit(&chunk::encode(&right).bytes, &ANA),
        Ok(Admission::Applied)
    );
}

#[test]
fn only_setting_is_done_to_a_key() {
    let mut document = fresh();
    for action in [0, 2, 3, 4, 5, 6, 7, 8, u64::MAX] {
        for value in [Value::Null, Value::Int(1), Value::Str(Cow::Borrowed("x"))] {
            let op = Op {
                action,
                value,
                ..title("")
            };
            let bytes = chunk::encode(&next(&document, vec![op])).bytes;
            assert_eq!(
                refuse(&mut document, &bytes, ANA),
                operation(OpFault::Action)
            );
        }
    }
}
