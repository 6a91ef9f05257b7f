//! The words that a new device shows, typed at the terminal of the old one.

use std::thread;

use fondly_tests::{Person, Said, Terminal};

const ASKED: &str = "The three words that the new device shows:";

/// A device of Ana that joins by `line`, and what it says in the end.
fn joining(line: &str) -> (Person, thread::JoinHandle<Said>) {
    let phone = Person::without_journal();
    let args = [
        "device",
        "join",
        line,
        "--device-name",
        "phone",
        "--insecure-key-file",
    ];
    let mut command = phone.command(&args);
    (phone, thread::spawn(move || Said::of(&mut command, &[])))
}

#[test]
fn with_the_words_that_it_shows_a_device_is_let_in() {
    let ana = Person::with_open_key("Ana");
    ana.writes(&["reflect", "Tea"]);
    let mut terminal = Terminal::start(&ana, &["device", "add"], &[]);
    let line = terminal.word("fondly1");
    let phone = Person::without_journal();
    let args = [
        "device",
        "join",
        &line,
        "--device-name",
        "phone",
        "--insecure-key-file",
    ];
    let mut joining = Terminal::start(&phone, &args, &[]);
    joining.shows("Three words, if the other device asks for them:");
    let words = joining.word(" ");
    terminal.shows(ASKED);
    assert!(phone.run(&["list"]).code != Some(0), "it is in already");
    terminal.types(&words);
    let (code, shown) = joining.ended();
    assert_eq!(code, Some(0), "{shown}");
    let (code, shown) = terminal.ended();
    assert_eq!(code, Some(0), "{shown}");
    assert_eq!(phone.texts(&["list"]), ["Tea"]);
}

#[test]
fn with_other_words_a_device_is_not_let_in() {
    let ana = Person::with_open_key("Ana");
    let mut terminal = Terminal::start(&ana, &["device", "add"], &[]);
    let line = terminal.word("fondly1");
    let (phone, joined) = joining(&line);
    for _ in 0..3 {
        terminal.shows(ASKED);
        terminal.types("abandon ability able");
    }
    let (code, shown) = terminal.ended();
    assert_eq!(code, Some(6), "{shown}");
    assert_ne!(joined.join().unwrap().code, Some(0));
    assert!(!phone.home().join("journal").exists());
    let devices = ana.json(&["device", "list"]);
    assert_eq!(devices["devices"].as_array().unwrap().len(), 1);
}
