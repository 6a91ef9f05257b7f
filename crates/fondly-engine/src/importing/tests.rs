//! What is exported comes in again as it was, in any journal, any number of times.

use std::fs;

use fondly_sync::base32;
use proptest::{collection::vec, option, prelude::*};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::*;
use crate::{Export, ExportFormat, Home, Include, Protection, init, unlock};

struct Person {
    engine: Engine,
    dir: TempDir,
}

fn person(name: &str) -> Person {
    let dir = TempDir::new().expect("a temporary directory");
    let home = Home::at(dir.path().join("home"));
    init(&home, name, Protection::KeyFile).expect("a new journal");
    let engine = unlock(&home, &mut || panic!("no passphrase is needed")).expect("it opens");
    Person { engine, dir }
}

impl Person {
    fn takes(&mut self, text: &str) -> ImportReport {
        let path = self.dir.path().join("file.json");
        fs::write(&path, text).expect("a file can be written");
        let report = self.engine.import(&path, Some(ImportFormat::Fondly), false);
        report.expect("the file is understood")
    }

    fn gives(&self) -> String {
        let include = Include {
            private: true,
            shared: true,
            received: true,
        };
        let format = ExportFormat::Json;
        let exported = self.engine.export(Export { format, include });
        exported.expect("it can be read").text()
    }
}

/// Entries without what a journal decides: ids, and who its person is.
fn content(text: &str) -> Vec<Value> {
    let document: Value = serde_json::from_str(text).expect("an export is JSON");
    let entries = document["entries"].as_array().expect("a list").clone();
    let strip = |mut entry: Value| {
        let fields = entry.as_object_mut().expect("an entry");
        fields.remove("id").expect("an id");
        fields.remove("author_id").expect("an author");
        entry
    };
    entries.into_iter().map(strip).collect()
}

fn item() -> impl Strategy<Value = String> {
    "[a-z \u{5d0}-\u{5d3}\u{1f600}-\u{1f603}\"'<&]{0,12}[a-z]"
}

fn text() -> impl Strategy<Value = String> {
    "[a-z\n\t \u{5d0}-\u{5d3}\u{202e}\u{1f600}-\u{1f603}\"'<&\\\\]{0,40}[a-z]"
}

fn written_at() -> impl Strategy<Value = String> {
    let zone = prop_oneof![Just("Z"), Just("+00:00"), Just("+05:45"), Just("-11:00")];
    (
        2000..2199_i32,
        1..=12_u8,
        2..=28_u8,
        0..24_u8,
        0..60_u8,
        zone,
    )
        .prop_map(|(year, month, day, hour, minute, zone)| {
            format!("{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:07{zone}")
        })
}

fn entry() -> impl Strategy<Value = Value> {
    let kinds = prop_oneof![
        Just("appreciation"),
        Just("need"),
        Just("reflection"),
        Just("response")
    ];
    let lists = (vec(item(), 0..4), vec(item(), 0..4), vec(item(), 0..4));
    let slots = (option::of(item()), option::of(text()), option::of(text()));
    let states = prop_oneof![Just("voiced"), Just("heard"), Just("met"), Just("let-go")];
    let to = option::of(prop_oneof![Just("me".to_owned()), item()]);
    let listening = option::of(prop_oneof![Just("listen-only"), Just("ideas-welcome")]);
    let heard = option::of(prop_oneof![Just("yes"), Just("not-quite")]);
    let marks = (any::<bool>(), listening, heard);
    let rest = (to, states, any::<bool>(), any::<[u8; 32]>(), marks);
    (kinds, text(), written_at(), lists, slots, rest).prop_map(
        |(kind, text, written_at, (feelings, needs, tags), (title, one, two), rest)| {
            let (to, state, good_news, hash, (no_reply, listening, heard)) = rest;
            let (need, response) = (kind == "need", kind == "response");
            let to = to.filter(|to| !to.trim().is_empty());
            let mut entry = json!({
                "kind": kind, "author": "me", "text": text, "written_at": written_at,
                "date": written_at.get(..10), "feelings": feelings, "needs": needs, "tags": tags,
                "title": title, "to": to, "good_news": good_news, "edited": false,
                "withdrawn": false, "audience": [], "in_reply_to": null, "state": null,
                "happened": null, "ask": null, "reflect": null, "say": null,
            });
            let id = base32(hash.get(..16).expect("half of it"));
            if need {
                entry["state"] = state.into();
                entry["happened"] = one.into();
                entry["ask"] = two.into();
            } else if response {
                entry["say"] = entry["text"].clone();
                entry["ask"] = one.into();
                entry["reflect"] = two.into();
                entry["in_reply_to"] = id.into();
                entry["reply_heads"] = json!([base32(&hash)]);
            }
            // What does not hold is left out of an entry.
            if response {
                if let Some(heard) = heard {
                    entry["heard"] = heard.into();
                }
            } else {
                if no_reply {
                    entry["no_reply"] = true.into();
                }
                if let Some(listening) = listening {
                    entry["listening"] = listening.into();
                }
            }
            entry
        },
    )
}

fn file(entries: &[Value]) -> String {
    json!({ "format": "fondly", "version": 1, "entries": entries }).to_string()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn an_export_comes_in_elsewhere_as_it_was(mut entries in vec(entry(), 0..12)) {
        for (number, entry) in (0_u32..).zip(&mut entries) {
            entry["id"] = format!("entry {number}").into();
        }
        let mut ana = person("Ana");
        let report = ana.takes(&file(&entries));
        prop_assert_eq!(&report.skipped, &[]);
        prop_assert_eq!(report.imported, entries.len());
        let export = ana.gives();
        let written = content(&export);
        for entry in &mut entries {
            entry.as_object_mut().expect("an entry").remove("id");
            prop_assert!(written.contains(entry), "{entry} is not in {written:?}");
        }

        let mut jo = person("Jo");
        prop_assert_eq!(jo.takes(&export).imported, entries.len());
        let there = jo.gives();
        prop_assert_eq!(content(&there), written);
        let again = [jo.takes(&export), ana.takes(&export), ana.takes(&there)];
        for report in again {
            prop_assert_eq!((report.imported, report.same), (0, entries.len()));
        }
    }
}

#[test]
fn an_entry_that_was_erased_comes_in_again() {
    let mut ana = person("Ana");
    let text =
        file(&[json!({ "id": "x", "kind": "reflection", "text": "Tea", "date": "2026-01-02" })]);
    for _ in 0..3 {
        assert_eq!(ana.takes(&text).imported, 1);
        assert_eq!(ana.takes(&text).same, 1);
        ana.engine.remove("@last").expect("it can be erased");
    }
}

#[test]
fn an_entry_that_was_edited_since_is_the_same() {
    let mut ana = person("Ana");
    let text = file(&[json!({ "kind": "reflection", "text": "Tea", "date": "2026-01-02" })]);
    assert_eq!(ana.takes(&text).imported, 1);
    ana.engine
        .edit("@last", "Tea, green".into(), false)
        .expect("it can be changed");
    let again = ana.takes(&text);
    assert_eq!((again.imported, again.same), (0, 1));
}
