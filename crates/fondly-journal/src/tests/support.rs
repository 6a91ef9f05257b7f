//! Bodies, documents and crafted changes for tests.

use std::borrow::Cow;

use automerge::{
    ActorId, AutoCommit, ROOT, ReadDoc as _, ScalarValue, transaction::Transactable as _,
};
use proptest::{collection::vec, option, prelude::*};

use crate::{
    Ack, Actor, Addressee, Admission, Body, Change, Document, Edit, EditionFields, Heard, Kind,
    Listening, NeedState, OpFault, Place, Refusal, Reply, chunk, create,
    leb::{write_framed, write_signed, write_unsigned},
    operation::{Object, Op, Slot, Value, action},
};

pub(super) const ANA: Actor = Actor([0xa1; 16]);
pub(super) const ANA_PHONE: Actor = Actor([0xa2; 16]);
pub(super) const SAM: Actor = Actor([0x05; 16]);

pub(super) fn entry(text: &str) -> Body {
    Body {
        text: text.into(),
        date: "2026-11-23".into(),
        ..Body::default()
    }
}

pub(super) fn edition_fields() -> EditionFields {
    EditionFields {
        order: 3,
        tag: [0x77; 32],
        taken_from: vec![[0x11; 32]],
        shared_time: 1_795_392_000,
        part: false,
    }
}

pub(super) fn shared(text: &str) -> Body {
    Body {
        edition: Some(edition_fields()),
        ..entry(text)
    }
}

pub(super) fn open(body: &Body, place: Place) -> Document {
    let change = create(&ANA, place, body).unwrap();
    Document::open(&change.bytes, &ANA, place).unwrap()
}

pub(super) fn text(text: &str) -> Edit {
    Edit {
        text: Some(text.into()),
        ..Edit::default()
    }
}

pub(super) fn edit(document: &mut Document, actor: Actor, edit: &Edit) -> Change {
    document.edit(&actor, edit).unwrap().unwrap()
}

pub(super) fn admit(document: &mut Document, change: &Change, actor: Actor) {
    assert_eq!(
        document.admit(&change.bytes, &actor),
        Ok(Admission::Applied)
    );
}

/// All that people and other devices can see of a document.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Sight {
    pub(super) text: String,
    body: printed::Shown,
    heads: Vec<[u8; 32]>,
    pub(super) versions: Vec<String>,
    earlier: Vec<String>,
    edited: bool,
}

/// `Body` prints nothing in a failed comparison; this wrapper does.
mod printed {
    use crate::Body;

    #[derive(Clone, PartialEq)]
    pub(in super::super) struct Shown(pub(super) Body);

    impl std::fmt::Debug for Shown {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            let Body {
                title,
                text,
                feelings,
                needs,
                tags,
                date,
                ..
            } = &self.0;
            write!(
                f,
                "{title:?} {text:?} {feelings:?} {needs:?} {tags:?} {date:?}"
            )
        }
    }
}

pub(super) fn sight(document: &Document) -> Sight {
    Sight {
        text: document.body().text,
        body: printed::Shown(document.body()),
        heads: document.heads(),
        versions: document.versions(),
        earlier: document.earlier_texts(),
        edited: document.edited(),
    }
}

/// Offers a change that must be refused, and checks that nothing of the document moved.
pub(super) fn refuse(document: &mut Document, bytes: &[u8], actor: Actor) -> Refusal {
    let before = (document.save(), sight(document));
    let refusal = document
        .admit(bytes, &actor)
        .expect_err("the change is hostile");
    assert_eq!((document.save(), sight(document)), before, "{refusal}");
    let probe = Edit {
        title: Some(Some("still usable".into())),
        ..Edit::default()
    };
    let mut copy = document.clone();
    assert!(
        copy.edit(&ANA, &probe).unwrap().is_some(),
        "after {refusal}"
    );
    refusal
}

/// An Automerge document that writes what it likes on top of `document`, as `actor`.
pub(super) fn rogue(document: &Document, actor: Actor) -> AutoCommit {
    AutoCommit::load(&document.save())
        .unwrap()
        .with_actor(ActorId::from(actor.0))
}

/// The change that was made last in a rogue document.
pub(super) fn rogue_change(rogue: &mut AutoCommit) -> Vec<u8> {
    rogue.commit();
    rogue.get_last_local_change().unwrap().raw_bytes().to_vec()
}

/// What Automerge's own transaction makes of the same creating puts.
pub(super) fn by_automerge(actor: Actor, puts: Vec<(&str, ScalarValue)>) -> Vec<u8> {
    let mut document = AutoCommit::new().with_actor(ActorId::from(actor.0));
    for (key, value) in puts {
        document.put(ROOT, key, value).unwrap();
    }
    document.commit();
    document
        .get_last_local_change()
        .unwrap()
        .raw_bytes()
        .to_vec()
}

pub(super) fn text_of(document: &AutoCommit) -> automerge::ObjId {
    document.get(ROOT, "text").unwrap().unwrap().1
}

/// A change chunk from its fields, with nothing checked and the checksum right.
pub(super) struct Raw {
    pub(super) deps: Vec<[u8; 32]>,
    pub(super) actors: Vec<Vec<u8>>,
    pub(super) seq: u64,
    pub(super) start_op: u64,
    pub(super) time: i64,
    pub(super) message: Vec<u8>,
    pub(super) columns: Vec<(u64, Vec<u8>)>,
    pub(super) extra: Vec<u8>,
}

impl Raw {
    /// One put of `title`, as the second change of `document`'s creator.
    pub(super) fn title(document: &Document, title: &str) -> Self {
        Self {
            deps: document.heads(),
            actors: vec![ANA.0.to_vec()],
            seq: 2,
            start_op: 5,
            time: 0,
            message: Vec::new(),
            columns: vec![
                (0x15, run(&[-1], &[5, b't', b'i', b't', b'l', b'e'])),
                (0x34, vec![1]),
                (0x42, run(&[-1], &[1])),
                (
                    0x56,
                    run(&[-1], &[u8::try_from(title.len() << 4 | 6).unwrap()]),
                ),
                (0x57, title.as_bytes().to_vec()),
                (0x70, run(&[-1], &[0])),
            ],
            extra: Vec::new(),
        }
    }

    pub(super) fn column(mut self, id: u64, bytes: Vec<u8>) -> Self {
        self.columns.retain(|(other, _)| *other != id);
        if !bytes.is_empty() {
            self.columns.push((id, bytes));
            self.columns.sort();
        }
        self
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut data = Vec::new();
        write_unsigned(&mut data, self.deps.len() as u64);
        data.extend(self.deps.as_flattened());
        let (author, others) = self.actors.split_first().unwrap();
        write_framed(&mut data, author);
        write_unsigned(&mut data, self.seq);
        write_unsigned(&mut data, self.start_op);
        write_signed(&mut data, self.time);
        write_framed(&mut data, &self.message);
        write_unsigned(&mut data, others.len() as u64);
        for other in others {
            write_framed(&mut data, other);
        }
        write_unsigned(&mut data, self.columns.len() as u64);
        for (id, bytes) in &self.columns {
            write_unsigned(&mut data, *id);
            write_unsigned(&mut data, bytes.len() as u64);
        }
        for (_, bytes) in &self.columns {
            data.extend(bytes);
        }
        data.extend(&self.extra);
        chunk::frame(&data).bytes
    }
}

/// Run headers one after the other, then the bytes of their values.
pub(super) fn run(headers: &[i64], values: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for header in headers {
        write_signed(&mut out, *header);
    }
    out.extend(values);
    out
}

fn label() -> impl Strategy<Value = String> {
    "[^\n\r]{1,12}"
}

fn prose() -> impl Strategy<Value = String> {
    "(\\PC|\n|e\u{301}|\u{1f469}\u{200d}\u{1f466}){1,60}"
}

fn labels() -> impl Strategy<Value = Vec<String>> {
    vec(label(), 0..4)
}

fn hashes() -> impl Strategy<Value = Vec<[u8; 32]>> {
    vec(any::<[u8; 32]>(), 1..4)
}

fn addressee() -> impl Strategy<Value = Addressee> {
    prop_oneof![
        Just(Addressee::Nobody),
        Just(Addressee::Me),
        any::<[u8; 32]>().prop_map(Addressee::Person),
        label().prop_map(Addressee::Name),
    ]
}

fn kind() -> impl Strategy<Value = Kind> {
    prop_oneof![
        Just(Kind::Appreciation),
        Just(Kind::Need),
        Just(Kind::Reflection),
        Just(Kind::Response),
    ]
}

fn edition() -> impl Strategy<Value = EditionFields> {
    (
        any::<u32>(),
        any::<[u8; 32]>(),
        hashes(),
        any::<i64>(),
        any::<bool>(),
    )
        .prop_map(
            |(order, tag, taken_from, shared_time, part)| EditionFields {
                order,
                tag,
                taken_from,
                shared_time,
                part,
            },
        )
}

fn common_fields() -> impl Strategy<Value = Body> {
    let lists = (labels(), labels(), labels());
    let date = (0..10_000_u32, 1..13_u32, 1..29_u32);
    let offset = option::of(-1080..=1080_i32);
    (
        kind(),
        addressee(),
        option::of(label()),
        prose(),
        lists,
        date,
        offset,
        any::<bool>(),
    )
        .prop_map(
            |(
                kind,
                to,
                title,
                text,
                (feelings, needs, tags),
                (y, m, d),
                utc_offset_min,
                good_news,
            )| {
                Body {
                    kind,
                    to,
                    title,
                    text,
                    feelings,
                    needs,
                    tags,
                    date: format!("{y:04}-{m:02}-{d:02}"),
                    utc_offset_min,
                    good_news,
                    ..Body::default()
                }
            },
        )
}

/// Any body that is allowed in `place`.
pub(super) fn body(place: Place) -> impl Strategy<Value = Body> {
    let texts = (
        option::of(prose()),
        option::of(prose()),
        option::of(prose()),
        option::of(prose()),
    );
    let reply = option::of((any::<[u8; 16]>(), hashes()));
    let state = option::of(prop_oneof![
        Just(NeedState::Voiced),
        Just(NeedState::Heard),
        Just(NeedState::Met),
        Just(NeedState::LetGo)
    ]);
    let heard = option::of(prop_oneof![Just(Heard::Yes), Just(Heard::NotQuite)]);
    let listening = option::of(prop_oneof![
        Just(Listening::ListenOnly),
        Just(Listening::IdeasWelcome)
    ]);
    let wishes = (any::<bool>(), listening, heard);
    let ack = option::of(prop_oneof![
        Just(Ack::Thanks),
        Just(Ack::Later),
        Just(Ack::WithYou)
    ]);
    (common_fields(), texts, reply, state, ack, wishes, edition()).prop_map(
        move |(mut body, (one, two, three, four), reply, state, ack, wishes, edition)| {
            let (no_reply, listening, heard) = wishes;
            if body.kind == Kind::Response {
                body.heard = heard;
            } else {
                body.no_reply = no_reply;
                body.listening = listening;
            }
            match body.kind {
                Kind::Need => {
                    body.happened = one;
                    body.ask = two;
                    body.state = state;
                }
                Kind::Response => {
                    body.ask = one;
                    body.reflect = two;
                    body.say = three;
                    body.ack = ack;
                    body.in_reply_to = reply.map(|(document, heads)| Reply { document, heads });
                    body.scratch = four.filter(|_| place == Place::Journal);
                }
                Kind::Appreciation | Kind::Reflection => {}
            }
            if place == Place::Bond {
                body.tags.clear();
                body.utc_offset_min = None;
                body.edition = Some(edition);
            }
            body
        },
    )
}

/// One of our values, as Automerge takes it.
pub(super) fn stored(value: &Value<'_>) -> ScalarValue {
    match value {
        Value::Null => ScalarValue::Null,
        Value::False => ScalarValue::Boolean(false),
        Value::True => ScalarValue::Boolean(true),
        Value::Uint(number) => ScalarValue::Uint(*number),
        Value::Int(number) => ScalarValue::Int(*number),
        Value::Str(text) => ScalarValue::from(text.as_ref()),
        Value::Bytes(bytes) => ScalarValue::Bytes(bytes.to_vec()),
        Value::Other { code, bytes } => ScalarValue::Unknown {
            type_code: *code,
            bytes: bytes.to_vec(),
        },
    }
}

/// The refusal of the first operation of a change.
pub(super) fn operation(fault: OpFault) -> Refusal {
    Refusal::Operation { index: 0, fault }
}

/// A put of the title over nothing.
pub(super) fn title(text: &str) -> Op<'_> {
    Op {
        object: Object::Root,
        slot: Slot::Name(Cow::Borrowed("title")),
        insert: false,
        action: action::SET,
        value: Value::Str(Cow::Borrowed(text)),
        preds: Vec::new(),
    }
}
