//! What other programs wrote is read or refused, whatever was done to it.

use fondly_sync::base32;
use proptest::{collection::vec, prelude::*};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::*;

fn file(entries: &[Value]) -> String {
    json!({ "format": "fondly", "version": 1, "entries": entries }).to_string()
}

/// One file as each program writes it.
fn samples() -> [(ImportFormat, String); 5] {
    let ours = json!({
        "id": "x", "kind": "response", "author": "me", "text": "Tea", "tags": ["a"],
        "written_at": "2026-01-02T03:04:05+05:45", "date": "2026-01-02", "say": "Tea",
        "in_reply_to": base32(&[7; 16]), "reply_heads": [base32(&[7; 32])], "heard": "yes",
    });
    let day_one = json!({
        "metadata": { "version": "1.0" },
        "entries": [{
            "uuid": "A1", "creationDate": "2026-01-02T03:04:05Z", "timeZone": "Europe/Berlin",
            "text": "# Tea\n\nGreen", "tags": ["a"], "starred": true,
        }],
    });
    let jrnl = json!({
        "tags": { "@a": 1 },
        "entries": [{
            "title": "Tea @a", "body": "Green", "date": "2026-01-02", "time": "03:04",
            "tags": ["@a"], "starred": false,
        }],
    });
    [
        (ImportFormat::Fondly, file(&[ours])),
        (ImportFormat::DayOne, day_one.to_string()),
        (ImportFormat::Jrnl, jrnl.to_string()),
        (
            ImportFormat::Presently,
            "entryDate,entryContent\n2026-01-02,\"Tea, \"\"green\"\"\"\n".to_owned(),
        ),
        (
            ImportFormat::Markdown,
            "---\ntitle: Tea\ndate: 2026-01-02T03:04:05+01:00\ntags: [a, b]\n---\nGreen\n"
                .to_owned(),
        ),
    ]
}

/// Changes a byte, takes bytes out, doubles some, or puts one in.
fn changed(bytes: &mut Vec<u8>, (at, with, how): (u16, u8, u8)) {
    let at = usize::from(at) % (bytes.len() + 1);
    let end = bytes.len().min(at + usize::from(with) % 16);
    match how {
        0 => bytes.insert(at, with),
        1 => drop(bytes.drain(at..end)),
        2 => bytes.extend_from_within(at..end),
        _ => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte = with;
            }
        }
    }
}

#[test]
fn the_files_that_are_changed_below_are_read_as_they_are() {
    let dir = TempDir::new().expect("a temporary directory");
    for (format, text) in samples() {
        let path = dir.path().join("file.md");
        fs::write(&path, text).expect("a file can be written");
        let read = read(&path, Some(format), &TimeZone::UTC).expect("it is understood");
        assert_eq!(
            (read.entries.len(), read.skipped.len()),
            (1, 0),
            "{format:?}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, ..ProptestConfig::default() })]

    #[test]
    fn a_file_that_was_changed_is_read_or_refused(
        which in 0..5_usize,
        changes in vec((any::<u16>(), any::<u8>(), 0..4_u8), 1..6),
    ) {
        let (format, text) = samples().into_iter().nth(which).expect("there are five");
        let mut bytes = text.into_bytes();
        changes.into_iter().for_each(|change| changed(&mut bytes, change));
        let dir = TempDir::new().expect("a temporary directory");
        let path = dir.path().join("file.md");
        fs::write(&path, &bytes).expect("a file can be written");
        if let Err(error) = read(&path, Some(format), &TimeZone::UTC) {
            let refused = matches!(error, ImportError::Misread { .. });
            prop_assert!(refused, "{error:?}");
        }
    }
}

proptest! {
    #[test]
    fn whatever_a_file_holds_is_read_or_refused(text in "\\PC{0,200}", from in 0..5_usize) {
        let formats = [
            ImportFormat::Fondly, ImportFormat::DayOne, ImportFormat::Jrnl,
            ImportFormat::Presently, ImportFormat::Markdown,
        ];
        let dir = TempDir::new().expect("a temporary directory");
        let path = dir.path().join("file");
        fs::write(&path, &text).expect("a file can be written");
        if let Err(error) = read(&path, formats.get(from).copied(), &TimeZone::UTC) {
            let refused = matches!(error, ImportError::Misread { .. });
            prop_assert!(refused, "{error:?}");
        }
    }
}
