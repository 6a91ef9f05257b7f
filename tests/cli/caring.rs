//! Kindness in three moves, and the page of what helps.

use fondly_tests::{Person, Terminal};
use serde_json::{Value, json};

#[test]
fn kindness_is_written_in_three_moves_and_stays_with_its_author() {
    let ana = Person::with_open_key("Ana");
    let mut terminal = Terminal::start(&ana, &["kind"], &[]);
    for (shown, typed) in [
        ("Notice.", "The talk went badly"),
        ("Others feel this too.", ""),
        ("A kind sentence.", "You prepared it with care"),
    ] {
        terminal.shows(shown);
        terminal.types(typed);
    }
    let (code, shown) = terminal.ended();
    assert_eq!(code, Some(0), "{shown}");
    let entry = ana.entries(&["list"]).remove(0);
    assert_eq!(
        [&entry["text"], &entry["to"], &entry["audience"]],
        [
            &json!("The talk went badly\n\nYou prepared it with care"),
            &json!("me"),
            &json!([])
        ]
    );
}

#[test]
fn kindness_needs_no_terminal_and_no_word_is_no_entry() {
    let ana = Person::with_open_key("Ana");
    let written = ana.json(&["kind", "--kind", "Enough for today"]);
    assert_eq!(written["shared"], "private");
    ana.fails(&["kind"], 2);
    ana.fails(&["kind", "--kind", " "], 2);
    assert_eq!(ana.texts(&["list"]), ["Enough for today"]);
}

#[test]
fn what_helps_is_made_of_needs_to_nobody_in_particular() {
    let ana = Person::with_open_key("Ana");
    let ask = "Ask me twice";
    ana.writes(&[
        "need",
        "Quiet after work",
        "--happened",
        "The move",
        "--ask",
        ask,
    ]);
    ana.writes(&["need", "--need", "rest", "--feel", "tired"]);
    ana.writes(&["need", "for Jo", "--to", "Jo"]);
    let past = ana.writes(&["need", "a need of the past"]);
    ana.json(&["need-state", &past, "let-go"]);

    let helps = ana.json(&["helps"]);
    let text =
        "Quiet after work\nWhat I would ask: Ask me twice\n\nWhen I feel tired:\nI need: rest";
    assert_eq!(helps["text"], text);
    assert_eq!(helps["entry"], Value::Null);
    assert_eq!(helps["needs"].as_array().unwrap().len(), 2);
    assert!(ana.text(&["helps"]).contains("I need: rest"));
    assert_eq!(ana.entries(&["list", "--kind", "reflection"]).len(), 0);

    let written = ana.json(&["helps", "--write"]);
    assert_eq!(written["entry"]["text"], text);
    assert_eq!(written["shared"], "private");
    ana.writes(&["need", "Slow mornings"]);
    let again = ana.json(&["helps", "--write"]);
    assert_eq!(again["entry"]["id"], written["entry"]["id"]);
    assert!(
        again["entry"]["text"]
            .as_str()
            .unwrap()
            .ends_with("Slow mornings")
    );
    assert_eq!(ana.json(&["helps"])["entry"]["id"], written["entry"]["id"]);
}

#[test]
fn what_helps_can_be_made_of_some_needs_only() {
    let ana = Person::with_open_key("Ana");
    ana.fails(&["helps", "--write"], 2);
    let one = ana.writes(&["need", "Quiet"]);
    ana.writes(&["need", "Sleep"]);
    assert_eq!(ana.json(&["helps", &one])["text"], "Quiet");
    let other = ana.writes(&["reflect", "Tea"]);
    ana.fails(&["helps", &other], 2);
    ana.fails(&["helps", "--share", "Nobody"], 4);
    assert_eq!(ana.entries(&["list", "--kind", "reflection"]).len(), 1);
    ana.json(&["rm", &other]);
    let page = ana.writes(&["helps", "--write"]);
    ana.json(&["rm", &page]);
    assert_ne!(ana.writes(&["helps", "--write"]), page);
}
