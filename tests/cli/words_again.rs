//! `recovery`: the recovery words once more.

use std::fs;

use fondly_tests::{Person, Terminal};
use serde_json::Value;

fn keeping() -> (Person, Value) {
    let ana = Person::without_journal();
    let made = ana.json(&["init", "--name", "Ana", "--keep-words"]);
    (ana, made["recovery_words"].clone())
}

#[test]
fn words_that_are_kept_are_shown_again() {
    let (ana, words) = keeping();
    let again = ana.json(&["recovery"]);
    assert_eq!(again, serde_json::json!({ "recovery_words": words }));
    let shown = ana.text(&["recovery"]);
    let first = words[0].as_str().unwrap();
    assert!(
        shown.trim_start().starts_with(&format!("1 {first}")),
        "{shown}"
    );
}

#[test]
fn words_that_are_not_kept_cannot_be_shown() {
    for options in [&[][..], &["--keep-words=no"]] {
        let ana = Person::without_journal();
        ana.json(&[&["init", "--name", "Ana"], options].concat());
        let error = ana.fails(&["recovery"], 4);
        assert!(error["hint"].as_str().unwrap().contains("--keep"));
        ana.fails(&["recovery", "--forget"], 4);
    }
}

#[test]
fn showing_the_words_asks_for_the_passphrase_although_the_key_is_at_hand() {
    let (ana, _) = keeping();
    let serve = ana.serve();
    let mut without = ana.command(&["recovery", "--json"]);
    without.env_remove("FONDLY_PASSPHRASE_FILE");
    crate::said(&mut without).error(3);
    fs::write(ana.passphrase_file(), "another passphrase\n").unwrap();
    ana.fails(&["recovery"], 3);
    serve.stop();
}

#[test]
fn words_are_kept_later_and_forgotten() {
    let ana = Person::with_words("Ana");
    let file = ana.words_file().display().to_string();
    ana.fails(&["recovery", "--keep"], 2);
    let kept = ana.json(&["recovery", "--keep", "--words-file", &file]);
    assert_eq!(kept, serde_json::json!({ "kept": true }));
    let words = ana.json(&["recovery"])["recovery_words"].clone();
    let written = fs::read_to_string(ana.words_file()).unwrap();
    let words: Vec<&str> = words
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_str)
        .collect();
    assert_eq!(words.join(" "), written);
    ana.json(&["recovery", "--forget"]);
    ana.fails(&["recovery"], 4);
}

#[test]
fn words_of_another_journal_are_not_kept() {
    let (ana, sam) = (Person::with_words("Ana"), Person::with_words("Sam"));
    let file = sam.words_file().display().to_string();
    ana.fails(&["recovery", "--keep", "--words-file", &file], 3);
    ana.fails(&["recovery"], 4);
}

#[test]
fn words_that_took_the_place_of_others_are_kept_in_their_place() {
    let ana = Person::with_words("Ana");
    let file = ana.words_file().display().to_string();
    ana.json(&["recovery", "--keep", "--words-file", &file]);
    let made = ana.json(&["device", "reset", "--words-file", &file]);
    let words = ana.json(&["recovery"]);
    assert_eq!(words["recovery_words"], made["recovery_words"]);
}

#[test]
fn init_at_a_terminal_keeps_the_words_if_told_so() {
    let ana = Person::without_journal();
    let mut terminal = Terminal::start(&ana, &["init", "--name", "Ana"], &[]);
    for question in ["A new passphrase:", "The same again:"] {
        terminal.shows(question);
        terminal.types("a passphrase of some length");
    }
    terminal.shows("Keep them in the journal too");
    terminal.types("y");
    terminal.shows("fondly recovery shows them again");
    assert_eq!(terminal.ended().0, Some(0));
    let words = ana.json(&["recovery"]);
    assert_eq!(words["recovery_words"].as_array().map(Vec::len), Some(24));
}
