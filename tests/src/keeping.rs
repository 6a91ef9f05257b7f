//! Much that somebody keeps to themselves.

use std::{fs, ops::Range};

use serde_json::{Value, json};

use crate::Person;

/// Has somebody keep the entries of these numbers to themselves; they are of many sizes.
///
/// # Panics
/// If they do not come in.
pub fn keeps(person: &Person, numbers: Range<usize>) {
    let count = numbers.len();
    let entries = numbers.map(|number| {
        json!({
            "kind": "reflection",
            "author": "me",
            "text": format!("kept {number} {}", "to myself ".repeat(number % 300)),
            "written_at": format!("2026-11-20T09:{:02}:{:02}Z", number / 60 % 60, number % 60),
            "date": "2026-11-20",
        })
    });
    let document = json!({
        "format": "fondly",
        "version": 1,
        "entries": entries.collect::<Vec<Value>>(),
    });
    let file = person.temporary().join("kept.json");
    fs::write(&file, document.to_string()).expect("a file can be written");
    let done = person.json(&["import", file.to_str().expect("the name is text")]);
    assert_eq!(done["imported"], count);
    fs::remove_file(file).expect("a file can be removed");
}
