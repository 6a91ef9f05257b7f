//! Where texts come from, and which are refused.

use fondly_tests::Person;

const LIMIT: usize = 64 << 10;

#[test]
fn a_text_comes_from_standard_input() {
    let ana = Person::with_open_key("Ana");
    let written = ana.piped(
        "caf\u{e9}\nau lait\n".as_bytes(),
        &["reflect", "-", "--json"],
    );
    assert_eq!(written.document()["entry"]["text"], "caf\u{e9}\nau lait");
    let written = ana
        .piped(b"Two words", &["need", "Rest", "--ask", "-", "--json"])
        .document();
    assert_eq!(written["entry"]["ask"], "Two words");
}

#[test]
fn only_one_text_comes_from_standard_input() {
    let ana = Person::with_open_key("Ana");
    ana.piped(b"text", &["need", "-", "--ask", "-", "--json"])
        .error(2);
    assert!(ana.entries(&["list"]).is_empty());
}

#[test]
fn an_empty_text_is_refused() {
    let ana = Person::with_open_key("Ana");
    for text in ["", " ", "\n\t \u{a0}"] {
        ana.fails(&["reflect", text], 2);
        ana.fails(&["need", text], 2);
        ana.fails(&["thanks", "Sam", text], 2);
        ana.piped(text.as_bytes(), &["reflect", "-", "--json"])
            .error(2);
    }
    let id = ana.writes(&["reflect", "Tea"]);
    ana.fails(&["edit", &id, "--text", " "], 2);
    assert_eq!(ana.texts(&["list"]), ["Tea"]);
}

#[test]
fn no_text_without_a_terminal_is_a_usage_error() {
    let ana = Person::with_open_key("Ana");
    let id = ana.writes(&["reflect", "Tea"]);
    for args in [
        &["reflect"][..],
        &["need"],
        &["thanks", "Sam"],
        &["edit", &id],
        &["respond", &id],
    ] {
        ana.fails(args, 2);
    }
}

#[test]
fn what_is_not_utf8_is_refused() {
    let ana = Person::with_open_key("Ana");
    ana.piped(b"caf\xe9", &["reflect", "-", "--json"]).error(2);
    assert!(ana.entries(&["list"]).is_empty());
}

#[test]
fn a_text_of_64_kib_is_kept_and_one_byte_more_is_refused() {
    let ana = Person::with_open_key("Ana");
    let text = "a".repeat(LIMIT);
    let written = ana
        .piped(text.as_bytes(), &["reflect", "-", "--json"])
        .document();
    assert_eq!(written["entry"]["text"], text);
    let longer = format!("{text}a");
    let error = ana
        .piped(longer.as_bytes(), &["reflect", "-", "--json"])
        .error(2);
    assert!(
        error["message"].as_str().unwrap().contains("65536"),
        "{error}"
    );
    let error = ana.fails(&["reflect", &longer], 2);
    assert!(
        error["message"].as_str().unwrap().contains("65536"),
        "{error}"
    );
    assert_eq!(ana.entries(&["list"]).len(), 1);
}

#[test]
fn a_text_that_begins_with_a_hyphen_can_be_given() {
    let ana = Person::with_open_key("Ana");
    ana.fails(&["reflect", "-5 degrees"], 2);
    assert_eq!(
        ana.json(&["reflect", "--", "-5 degrees"])["entry"]["text"],
        "-5 degrees"
    );
    let written = ana.json(&["need", "Rest", "--ask", "- to sleep"]);
    assert_eq!(written["entry"]["ask"], "- to sleep");
}
