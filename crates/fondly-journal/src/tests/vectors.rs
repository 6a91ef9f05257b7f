//! The vectors of `tests/vectors/journal`: frozen bytes, and what becomes of them.
//!
//! A file is `name: value` lines, continued by two spaces; `object` is `creation`, `change` (after
//! `creation` and each `before`) or `promotion` (of `creation`). To write them after a decided
//! change of the format, run the tests with `FONDLY_WRITE_VECTORS=1`.

use std::{fmt::Write as _, fs, path::PathBuf};

use super::support::{
    ANA, ANA_PHONE, Raw, SAM, edit, edition_fields, entry, open, run, shared, text,
};
use crate::{
    Ack, Actor, Addressee, Admission, Body, Change, Document, Edit, Kind, NeedState, Place,
    Refusal, Reply, admit_creation, create, limits::PROMOTE_CHARS_MAX, promotion::promote,
};

const WIDTH: usize = 96;

fn folder() -> PathBuf {
    PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../tests/vectors/journal"
    ))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut out, byte| {
        write!(out, "{byte:02x}").unwrap();
        out
    })
}

fn unhex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text
        .chars()
        .map(|digit| u8::try_from(digit.to_digit(16).unwrap()).unwrap())
        .collect();
    digits
        .chunks_exact(2)
        .map(|pair| pair[0] << 4 | pair[1])
        .collect()
}

/// One file: its name without ending, and its fields in order.
struct Vector {
    name: String,
    fields: Vec<(String, String)>,
}

impl Vector {
    fn new(name: &str, about: &str) -> Self {
        let fields = vec![("about".into(), about.into())];
        Self {
            name: name.into(),
            fields,
        }
    }

    fn with(mut self, field: &str, value: impl Into<String>) -> Self {
        self.fields.push((field.into(), value.into()));
        self
    }

    fn print(&self) -> String {
        let mut out = String::new();
        for (field, value) in &self.fields {
            let digits: Vec<char> = value.chars().collect();
            if digits.len() <= WIDTH - field.len() - 2 {
                writeln!(out, "{field}: {value}").unwrap();
                continue;
            }
            writeln!(out, "{field}:").unwrap();
            for line in digits.chunks(WIDTH - 2) {
                writeln!(out, "  {}", line.iter().collect::<String>()).unwrap();
            }
        }
        out
    }

    fn parse(name: &str, content: &str) -> Self {
        let mut fields: Vec<(String, String)> = Vec::new();
        for line in content.lines() {
            if let Some(more) = line.strip_prefix("  ") {
                fields.last_mut().unwrap().1.push_str(more);
            } else {
                let (field, value) = line.split_once(':').unwrap();
                fields.push((field.into(), value.trim_start().into()));
            }
        }
        Self {
            name: name.into(),
            fields,
        }
    }

    fn all<'a>(&'a self, field: &str) -> impl Iterator<Item = &'a str> {
        self.fields
            .iter()
            .filter(move |(name, _)| name == field)
            .map(|(_, value)| value.as_str())
    }

    fn one(&self, field: &str) -> &str {
        let mut all = self.all(field);
        let first = all
            .next()
            .unwrap_or_else(|| panic!("{} lacks {field}", self.name));
        assert!(all.next().is_none());
        first
    }

    fn bytes(&self, field: &str) -> Vec<u8> {
        unhex(self.one(field))
    }

    fn actor(&self, field: &str) -> Actor {
        Actor(self.bytes(field).try_into().unwrap())
    }

    fn place(&self) -> Place {
        match self.one("place") {
            "journal" => Place::Journal,
            "bond" => Place::Bond,
            other => panic!("place {other}"),
        }
    }
}

fn verdict(refusal: &Refusal) -> String {
    let printed = format!("{refusal:?}");
    let name: String = printed
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .collect();
    format!("refused {name}")
}

fn place_name(place: Place) -> &'static str {
    if place == Place::Journal {
        "journal"
    } else {
        "bond"
    }
}

fn creation(name: &str, about: &str, place: Place, bytes: &[u8], expect: &str) -> Vector {
    Vector::new(name, about)
        .with("object", "creation")
        .with("place", place_name(place))
        .with("actor", hex(&ANA.0))
        .with("expect", expect)
        .with("bytes", hex(bytes))
}

fn good_creation(name: &str, about: &str, place: Place, body: &Body) -> Vector {
    let change = create(&ANA, place, body).unwrap();
    creation(name, about, place, &change.bytes, "admitted")
        .with("hash", hex(&change.hash))
        .with("text", body.text.escape_default().to_string())
}

/// A body of this kind with every field that it may have in a journal.
fn full(kind: Kind) -> Body {
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

fn creations() -> Vec<Vector> {
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

fn promotions() -> Vec<Vector> {
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
fn change(
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

fn outcome(document: &mut Document, bytes: &[u8], actor: Actor) -> String {
    match document.admit(bytes, &actor) {
        Ok(Admission::Applied) => "applied".into(),
        Ok(Admission::Known) => "known".into(),
        Ok(Admission::Waits { .. }) => "waits".into(),
        Err(refusal) => verdict(&refusal),
    }
}

fn edits() -> Vec<Vector> {
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

fn bad_creations() -> Vec<Vector> {
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
        super::support::by_automerge(ANA, puts)
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

fn with_good(raw: &Raw) -> Raw {
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

fn bad_changes() -> Vec<Vector> {
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

fn all() -> Vec<Vector> {
    let mut vectors = creations();
    vectors.extend(promotions());
    vectors.extend(edits());
    vectors.extend(bad_creations());
    vectors.extend(bad_changes());
    vectors
}

#[test]
fn vectors_are_frozen() {
    let vectors = all();
    if std::env::var_os("FONDLY_WRITE_VECTORS").is_some() {
        fs::create_dir_all(folder()).unwrap();
        for vector in &vectors {
            fs::write(
                folder().join(format!("{}.txt", vector.name)),
                vector.print(),
            )
            .unwrap();
        }
    }
    for vector in &vectors {
        let path = folder().join(format!("{}.txt", vector.name));
        let frozen = fs::read_to_string(&path).unwrap_or_else(|_| panic!("{}", path.display()));
        assert_eq!(frozen, vector.print(), "{}", vector.name);
    }
    assert_eq!(fs::read_dir(folder()).unwrap().count(), vectors.len());
}

#[test]
fn vectors_mean_what_they_say() {
    for file in fs::read_dir(folder()).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let vector = Vector::parse(&name, &fs::read_to_string(&path).unwrap());
        let bytes = vector.bytes("bytes");
        match vector.one("object") {
            "creation" => check_creation(&vector, &bytes),
            "change" => check_change(&vector, &bytes),
            "promotion" => {
                let actor = vector.actor("actor");
                let created = vector.bytes("creation");
                let body = admit_creation(&created, &actor, Place::Journal).unwrap();
                let hash = automerge::Change::from_bytes(created).unwrap().hash().0;
                let promotion = promote(&actor, &body, hash).change;
                assert_eq!(hex(&promotion.bytes), vector.one("bytes"), "{name}");
                assert_eq!(hex(&promotion.hash), vector.one("hash"), "{name}");
            }
            other => panic!("object {other}"),
        }
    }
}

fn check_creation(vector: &Vector, bytes: &[u8]) {
    match admit_creation(bytes, &vector.actor("actor"), vector.place()) {
        Ok(body) => {
            assert_eq!(vector.one("expect"), "admitted", "{}", vector.name);
            let change = create(&vector.actor("actor"), vector.place(), &body).unwrap();
            assert_eq!(change.bytes, bytes, "{}", vector.name);
            assert_eq!(hex(&change.hash), vector.one("hash"), "{}", vector.name);
            assert_eq!(
                body.text.escape_default().to_string(),
                vector.one("text"),
                "{}",
                vector.name
            );
        }
        Err(refusal) => assert_eq!(verdict(&refusal), vector.one("expect"), "{}", vector.name),
    }
}

fn check_change(vector: &Vector, bytes: &[u8]) {
    let created = vector.bytes("creation");
    let creator = vector.actor("creator");
    let mut document = Document::open(&created, &creator, vector.place()).unwrap();
    for before in vector.all("before") {
        assert_eq!(
            document.admit(&unhex(before), &creator),
            Ok(Admission::Applied)
        );
    }
    let expect = outcome(&mut document, bytes, vector.actor("actor"));
    assert_eq!(expect, vector.one("expect"), "{}", vector.name);
    assert_eq!(
        document.body().text.escape_default().to_string(),
        vector.one("text"),
        "{}",
        vector.name
    );
}
