//! What is printed, and what is not.

use std::{
    fs::OpenOptions,
    io,
    process::{Command, Stdio},
};

use fondly_tests::Person;

const HOSTILE: &str = "a\u{1b}[2Jb\u{202e}c\u{9b}d\u{2066}e\rf\u{7f}";

fn exit_code(command: &mut Command) -> Option<i32> {
    command.stderr(Stdio::null()).status().unwrap().code()
}

#[test]
fn no_text_can_steer_the_terminal() {
    let ana = Person::with_open_key("Ana");
    let title = format!("t{HOSTILE}");
    let id = ana.writes(&["reflect", HOSTILE, "--title", &title, "--tag", "t\u{202e}"]);
    ana.writes(&["thanks", "Jo\u{202e}", HOSTILE]);
    let shown = [
        ana.text(&["show", &id]),
        ana.text(&["list"]),
        ana.text(&["search", "t"]),
        ana.text(&["list", "--color", "always"])
            .replace("\x1b[2m", "")
            .replace("\x1b[0m", ""),
    ];
    for text in shown {
        let steers =
            |c: char| c != '\n' && c != '\t' && (c.is_control() || "\u{202e}\u{2066}".contains(c));
        assert!(!text.contains(steers), "{text:?}");
        assert!(
            text.contains("\\u{1b}[2J") && text.contains("\\u{202e}"),
            "{text}"
        );
    }
    assert_eq!(ana.json(&["show", &id])["entry"]["text"], HOSTILE);
}

#[test]
fn errors_do_not_repeat_what_steers_the_terminal() {
    let ana = Person::with_open_key("Ana");
    let said = ana.run(&["log", "\u{1b}[2J\u{202e}"]);
    assert_eq!(said.code, Some(4));
    assert!(!said.stderr.contains(['\u{1b}', '\u{202e}']), "{said:?}");
}

#[test]
fn content_goes_to_standard_output_and_words_elsewhere() {
    let ana = Person::with_open_key("Ana");
    let said = ana.run(&["list"]);
    assert_eq!((said.code, said.stdout.as_str()), (Some(0), ""));
    assert!(!said.stderr.is_empty());
    let said = ana.run(&["list", "--json"]);
    assert_eq!(
        (said.stdout.as_str(), said.stderr.as_str()),
        ("{\"entries\":[]}\n", "")
    );
}

#[test]
fn an_error_is_told_in_words_with_a_hint() {
    let ana = Person::with_open_key("Ana");
    let said = ana.run(&["show", "abcd"]);
    assert_eq!((said.code, said.stdout.as_str()), (Some(4), ""));
    assert!(
        said.stderr.starts_with("error: ") && said.stderr.contains("\nhint: "),
        "{said:?}"
    );
}

#[test]
fn colour_is_for_terminals_or_on_request() {
    let ana = Person::with_open_key("Ana");
    ana.writes(&["reflect", "Tea"]);
    assert!(!ana.text(&["list"]).contains('\x1b'));
    assert!(ana.text(&["list", "--color", "always"]).contains("\x1b[2m"));
    assert!(
        !ana.text(&["list", "--color", "always", "--json"])
            .contains('\x1b')
    );
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let ana = Person::with_open_key("Ana");
    ana.writes(&["reflect", "Tea"]);
    for args in [&["list"][..], &["list", "--json"], &["--help"]] {
        let (reader, writer) = io::pipe().unwrap();
        drop(reader);
        assert_eq!(
            exit_code(ana.command(args).stdout(writer)),
            Some(0),
            "{args:?}"
        );
    }
}

#[test]
fn a_full_disk_under_the_output_is_an_error() {
    let ana = Person::with_open_key("Ana");
    ana.writes(&["reflect", "Tea"]);
    let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
    assert_eq!(exit_code(ana.command(&["list"]).stdout(full)), Some(1));
}

#[test]
fn the_log_of_the_program_holds_no_content() {
    let ana = Person::new("Ana");
    let canary = "a-canary-in-a-coal-mine";
    let mut command = ana.command(&["reflect", canary, "--title", canary, "--tag", canary]);
    let said = super::said(command.env("FONDLY_LOG", "trace"));
    assert_eq!(said.code, Some(0));
    assert!(!said.stderr.contains(canary), "{}", said.stderr);
}
