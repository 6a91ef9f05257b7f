//! Files of other programs, and of ours, that a person takes in.
#![no_main]

use std::{collections::BTreeSet, sync::OnceLock};

use fondly_import::{ImportFormat, Read, read_bytes};
use fondly_journal::{Actor, Kind, Place, admit_creation, create};
use fondly_sync::limits::{WRITTEN_AT_MAX, WRITTEN_AT_MIN};
use jiff::tz::TimeZone;
use libfuzzer_sys::fuzz_target;

const ANA: Actor = Actor([0xa1; 16]);
/// All reasons are sentences of the reader's own: no longer than this, so no text of a file.
const REASON_BYTES_MAX: usize = 80;

/// A zone with hours that are left out and hours that come twice.
fn zone() -> &'static TimeZone {
    static ZONE: OnceLock<TimeZone> = OnceLock::new();
    ZONE.get_or_init(|| TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").expect("a zone"))
}

fn read(how: u8, bytes: &[u8]) -> Option<Read> {
    let from = match how & 7 {
        0 => Some(ImportFormat::Fondly),
        1 => Some(ImportFormat::DayOne),
        2 => Some(ImportFormat::Jrnl),
        3 => Some(ImportFormat::Presently),
        4 => Some(ImportFormat::Markdown),
        // What the file itself tells.
        _ => None,
    };
    let name = match how >> 6 {
        0 => "file",
        1 => "2026-11-23.md",
        2 => "tea.markdown",
        _ => "rows.CSV",
    };
    read_bytes(bytes, name, from, zone()).ok()
}

fuzz_target!(|data: &[u8]| {
    let Some((how, bytes)) = data.split_first() else {
        return;
    };
    let Some(found) = read(*how, bytes) else {
        return;
    };
    assert_eq!(read(*how, bytes).as_ref(), Some(&found));

    let newlines = bytes.iter().filter(|byte| **byte == b'\n').count() as u64;
    let entries = found.entries.iter().map(|entry| entry.spot.line);
    let skipped = found.skipped.iter().map(|skipped| skipped.line);
    for line in entries.chain(skipped) {
        assert!((1..=newlines + 1).contains(&line), "line {line}");
    }
    for skipped in &found.skipped {
        assert!(
            skipped.reason.len() <= REASON_BYTES_MAX,
            "{}",
            skipped.reason
        );
    }
    for entry in &found.entries {
        let body = &entry.body;
        assert!((WRITTEN_AT_MIN..WRITTEN_AT_MAX).contains(&entry.written_at));
        assert_eq!(body.in_reply_to.is_some(), body.kind == Kind::Response);
        assert!(body.edition.is_none());
        let tags: BTreeSet<&String> = body.tags.iter().collect();
        assert!(how & 7 != 2 || tags.len() == body.tags.len());
        // What is within the limits can be written, and is then what every device admits.
        if let Ok(change) = create(&ANA, Place::Journal, body) {
            let admitted = admit_creation(&change.bytes, &ANA, Place::Journal);
            assert!(admitted.is_ok_and(|admitted| admitted == *body));
        }
    }
});
