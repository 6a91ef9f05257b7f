//! What other programs wrote is read or refused, whatever was done to it.

use fondly_journal::Addressee;
use fondly_sync::base32;
use proptest::{collection::vec, prelude::*, sample::select};
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

    #[test]
    fn front_matter_of_any_signs_is_read_or_refused(signs in vec(sign(), 0..40)) {
        let read = markdown(&signs.concat());
        prop_assert_eq!(read.entries.len() + read.skipped.len(), 1);
    }
}

/// What YAML gives a meaning, and some that it does not.
fn sign() -> impl Strategy<Value = &'static str> {
    select(vec![
        "- ",
        "-",
        "? ",
        "?",
        ": ",
        ":",
        "[",
        "]",
        "{",
        "}",
        ", ",
        ",",
        "\n",
        "\n  ",
        " ",
        "\t",
        "\r",
        "&a ",
        "*a ",
        "!!str ",
        "!!int ",
        "!a!b ",
        "! ",
        "!<a> ",
        "|",
        "|2-\n",
        ">",
        ">+\n",
        "'",
        "\"",
        "\\",
        "\\x4",
        " # ",
        "...\n",
        "--- ",
        "%TAG ! a\n",
        "%YAML 1.2\n",
        "%",
        "@",
        "`",
        "~",
        "0x1",
        "-1",
        "1.5",
        "a",
        "tags",
        "title",
        "date",
        "2026-01-02",
        "\u{e9}",
        "\u{feff}",
        "\0",
    ])
}

/// A file with this front matter, which says its day besides.
fn markdown(matter: &str) -> Read {
    let text = format!("---\ndate: 2026-01-02\n{matter}\n---\nTea\n");
    let read = read_bytes(
        text.as_bytes(),
        "tea.md",
        Some(ImportFormat::Markdown),
        &TimeZone::UTC,
    );
    read.expect("a file of Markdown is read")
}

#[test]
fn front_matter_may_be_nested_as_deep_as_it_is_long() {
    const DEPTH: usize = 30_000;
    let nested = [
        format!("x:\n  {}a", "- ".repeat(DEPTH)),
        format!("x:\n  {}a", "? ".repeat(DEPTH)),
        format!("{}a", "? ".repeat(DEPTH)),
        format!("x: {}{}", "[".repeat(200), "]".repeat(200)),
        format!("x: {}{}", "{a: ".repeat(200), "}".repeat(200)),
    ];
    for matter in nested {
        let read = markdown(&matter);
        let begins = &matter[..20];
        assert_eq!(
            (read.entries.len(), read.skipped),
            (1, Vec::new()),
            "{begins}"
        );
    }
}

#[test]
fn front_matter_may_name_parts_that_nothing_repeats() {
    const DEPTH: usize = 200;
    const PEAK_KIB_MAX: u64 = 128 << 10;
    let (opened, items) = ("&a [".repeat(DEPTH), "a,".repeat(20_000));
    let read = markdown(&format!("x: {opened}{items}{}", "]".repeat(DEPTH)));
    assert_eq!((read.entries.len(), read.skipped), (1, Vec::new()));
    let status = fs::read_to_string("/proc/self/status").expect("a process knows its size");
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let peak = peak.and_then(|peak| peak.trim().strip_suffix(" kB"));
    let peak: u64 = peak.expect("a peak").parse().expect("a number");
    assert!(peak < PEAK_KIB_MAX, "{peak} KiB");
}

#[test]
fn front_matter_is_one_mapping_of_values_and_lists() {
    let body = |matter: &str| {
        let mut read = markdown(matter);
        assert_eq!(
            (read.entries.len(), &read.skipped),
            (1, &Vec::new()),
            "{matter}"
        );
        read.entries.remove(0).body
    };
    let given = body(
        "title: Tea\nto: !!str 12\ntags: [a, 7, [b], {c: d}, ~, \"e\", 'f']\nfeelings: calm, glad",
    );
    assert_eq!(given.title.as_deref(), Some("Tea"));
    assert_eq!(given.to, Addressee::Name("12".into()));
    assert_eq!(given.tags, ["a", "7", "e", "f"]);
    assert_eq!(given.feelings, ["calm", "glad"]);
    let given = body(
        "title: {a: [b]}\nx: &n [1]\n? [k]\n: v\n? {l: m}\n: [v]\ntags:\n- a\n- b\nneeds:\n  a: b",
    );
    assert_eq!(
        (given.title, given.tags),
        (None, vec!["a".to_owned(), "b".to_owned()])
    );
    assert!(given.needs.is_empty());
    for matter in [
        "title: a\ntitle: b",
        "x: [",
        "x: {a: b}}",
        "...\n--- {a: b}",
    ] {
        let read = markdown(matter);
        let reason = read.skipped.first().map(|skipped| skipped.reason.as_str());
        assert_eq!(reason, Some("its front matter is no YAML"), "{matter}");
    }
    for matter in ["x: &n [1]\ny: *n", "y: *n"] {
        let read = markdown(matter);
        let reason = read.skipped.first().map(|skipped| skipped.reason.as_str());
        assert_eq!(reason, Some("its front matter repeats parts by aliases"));
    }
}

#[test]
fn the_tags_of_an_entry_of_jrnl_are_told_apart_however_many_there_are() {
    const TAGS: usize = 200_000;
    let tags: String = (0..TAGS).map(|n| format!("@{n} ")).collect();
    let text = format!("[2026-01-02 10:00] Tea\n{tags}\n{tags}\n");
    let read = read_bytes(
        text.as_bytes(),
        "",
        Some(ImportFormat::Jrnl),
        &TimeZone::UTC,
    );
    let read = read.expect("jrnl is read");
    assert_eq!(read.entries[0].body.tags.len(), TAGS);
}

#[test]
fn json_may_be_nested_as_deep_as_it_is_long() {
    const DEPTH: usize = 1_000_000;
    let nested = |open: &str, close: &str| [open.repeat(DEPTH), close.repeat(DEPTH)].join("1");
    let entry = r#"{"kind": "reflection", "text": "Tea", "date": "2026-01-02", "x": "#;
    let (list, object) = (nested("[", "]"), nested("{\"a\":", "}"));
    let text = format!(r#"{{"x": {list}, "entries": [{list}, {entry}1}}, {entry}{object}}}]}}"#);
    for from in [Some(ImportFormat::Fondly), None] {
        let read = read_bytes(text.as_bytes(), "", from, &TimeZone::UTC);
        let read = read.expect("what is nested spoils nothing else");
        assert_eq!(read.entries.len(), 1);
        let reasons = read.skipped.iter().map(|skipped| skipped.reason.as_str());
        assert_eq!(reasons.collect::<Vec<_>>(), ["it is no entry"; 2]);
    }
}
