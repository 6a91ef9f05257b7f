//! Signs beyond the alphabet in every field, and more of them than fits; a clock that is wrong.

use std::path::Path;

use fondly_tests::Person;
use serde_json::json;

const SIGNS: &str = "\u{1f469}\u{200d}\u{1f469}\u{200d}\u{1f467} \u{5e9}\u{5dc}\u{5d5}\u{5dd} \
                     \u{202e}gnorw\u{202c} e\u{301} \u{645}\u{631}";

#[test]
fn signs_of_any_script_are_kept_in_every_field_and_steer_no_terminal() {
    let ana = Person::with_open_key("Ana");
    ana.writes(&[
        "reflect", SIGNS, "--title", SIGNS, "--feel", SIGNS, "--tag", SIGNS,
    ]);
    ana.writes(&[
        "need",
        SIGNS,
        "--to",
        SIGNS,
        "--happened",
        SIGNS,
        "--feel",
        SIGNS,
        "--need",
        SIGNS,
        "--ask",
        SIGNS,
    ]);
    ana.writes(&["thanks", SIGNS, SIGNS]);
    let entries = ana.entries(&["list"]);
    for entry in &entries {
        assert_eq!(entry["text"], SIGNS);
    }
    let [thanks, need, reflection] = entries.as_slice() else {
        panic!("{entries:?}")
    };
    assert_eq!((&thanks["to"], &need["to"]), (&json!(SIGNS), &json!(SIGNS)));
    for field in ["happened", "ask"] {
        assert_eq!(need[field], SIGNS);
    }
    assert_eq!(need["needs"], json!([SIGNS]));
    assert_eq!(
        (&reflection["title"], &reflection["tags"]),
        (&json!(SIGNS), &json!([SIGNS]))
    );

    assert_eq!(ana.entries(&["list", "--tag", SIGNS]).len(), 1);
    assert_eq!(ana.entries(&["list", "--with", SIGNS]).len(), 2);
    assert_eq!(
        ana.entries(&["search", "\u{5e9}\u{5dc}\u{5d5}\u{5dd}"])
            .len(),
        3
    );
    for args in [
        &["list"][..],
        &["show", "@last"],
        &["search", "\u{645}\u{631}"],
    ] {
        let shown = ana.text(args);
        assert!(
            !shown.contains('\u{202e}') && shown.contains("\\u{202e}"),
            "{args:?}"
        );
    }
    assert!(ana.text(&["export"]).contains(SIGNS));
}

#[test]
fn more_tags_than_fit_are_refused_and_nothing_is_written() {
    let ana = Person::with_open_key("Ana");
    let mut args = vec!["reflect", "Tea"];
    args.extend(["--tag", "t"].repeat(40_000));
    ana.fails(&args, 2);
    assert!(ana.entries(&["list"]).is_empty());
}

/// Where `faketime` keeps what gives a program another clock.
const OTHER_CLOCK: [&str; 2] = [
    "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1",
    "/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1",
];

#[test]
fn under_a_clock_before_1970_everything_is_kept_and_right_again_afterwards() {
    let Some(library) = OTHER_CLOCK.iter().find(|path| Path::new(path).exists()) else {
        eprintln!("skipped: needs libfaketime (apt-get install faketime)");
        return;
    };
    let ana = Person::without_journal();
    let early = |args: &[&str]| {
        let mut command = ana.command(&[&["--json"], args].concat());
        command
            .env("LD_PRELOAD", library)
            .env("FAKETIME", "1969-12-31 12:00:00");
        crate::said(&mut command).document()
    };
    early(&["init", "--name", "Ana", "--insecure-key-file"]);
    let written = early(&["reflect", "Tea"]);
    assert_eq!(written["entry"]["date"], "1969-12-31");
    early(&["thanks", "me", "I rested"]);
    assert_eq!(early(&["list"])["entries"].as_array().unwrap().len(), 2);
    assert_eq!(
        early(&["search", "tea"])["entries"][0]["id"],
        written["entry"]["id"]
    );
    for args in [&["onthisday"][..], &["shelf"], &["status"], &["doctor"]] {
        early(args);
    }
    ana.writes(&["reflect", "Coffee"]);
    assert_eq!(ana.texts(&["list"]), ["Coffee", "I rested", "Tea"]);
}
