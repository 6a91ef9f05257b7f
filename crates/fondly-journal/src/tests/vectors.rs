//! The vectors of `tests/vectors/journal`: frozen bytes, and what becomes of them.
//!
//! A file is `name: value` lines, continued by two spaces; `object` is `creation`, `change` (after
//! `creation` and each `before`) or `promotion` (of `creation`). To write them after a decided
//! change of the format, run the tests with `FONDLY_WRITE_VECTORS=1`.

mod bad;
mod form;
mod good;

use std::fs;

use bad::{bad_changes, bad_creations};
use form::{Vector, folder, hex, unhex, verdict};
use good::{creations, edits, outcome, promotions};

use crate::{Admission, Document, Place, admit_creation, create, promotion::promote};

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
