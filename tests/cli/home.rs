//! `fondly` alone.

use fondly_tests::{Person, Terminal};

#[test]
fn the_first_run_leads_to_the_first_entry() {
    let ana = Person::without_journal();
    let mut terminal = Terminal::start(&ana, &[], &[]);
    terminal.shows("Your name:");
    terminal.types("Ana");
    terminal.shows("A new passphrase:");
    terminal.types("a passphrase of some length");
    terminal.shows("The same again:");
    terminal.types("a passphrase of some length");
    terminal.shows("Keep them in the journal too");
    terminal.types("");
    terminal.shows("Your first entry");
    terminal.types("It rained, and we stayed in.");
    terminal.shows("Passphrase:");
    terminal.types("a passphrase of some length");
    terminal.shows("Saved.");
    let (code, shown) = terminal.ended();
    assert_eq!(code, Some(0), "{shown}");
    assert_eq!(ana.texts(&["list"]), ["It rained, and we stayed in."]);
}

#[test]
fn without_a_terminal_nothing_is_made() {
    let ana = Person::without_journal();
    ana.fails(&[], 1);
    assert!(!ana.home().join("journal").exists());
}

#[test]
fn what_waits_is_said_with_one_thing_to_do() {
    let ana = Person::with_open_key("Ana");
    let home = ana.json(&[]);
    assert_eq!(home["to_read"], serde_json::json!([]));
    assert!(home["next"].as_str().unwrap().starts_with("fondly reflect"));
    ana.writes(&["reflect", "Tea"]);
    let shown = ana.text(&[]);
    assert_eq!(
        shown,
        "Nothing waits for you.\n  fondly thanks me \"Something that I did well\"\n"
    );
    assert!(!shown.contains("Tea"));
}
