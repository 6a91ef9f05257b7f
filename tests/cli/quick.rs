//! One key that locks and clears, wherever it is pressed.

use fondly_tests::{Person, Process, Terminal};

use crate::said;

/// What a terminal makes of Ctrl and backslash.
const KEY: &str = "\u{1c}";
const XTERM: (&str, &str) = ("TERM", "xterm");
const ERASE_SCROLLBACK: &str = "\u{1b}[3J";
const LEAVE_ALTERNATE_SCREEN: &str = "\u{1b}[?1049l";
const ENTER_ALTERNATE_SCREEN: &str = "\u{1b}[?1049h";

/// Presses the key, and waits for the end: with the screen erased and nothing shown on it since.
fn locks(mut terminal: Terminal) -> String {
    terminal.presses(KEY);
    let (code, shown) = terminal.ended();
    assert_eq!(code, Some(3), "{shown:?}");
    let (before, after) = shown.rsplit_once(ERASE_SCROLLBACK).unwrap();
    assert_eq!(after.trim(), "", "{shown:?}");
    assert!(before.ends_with("\u{1b}[2J"), "{shown:?}");
    // No title of the window is ever set.
    for title in ["\u{1b}]0;", "\u{1b}]1;", "\u{1b}]2;"] {
        assert!(!shown.contains(title), "{shown:?}");
    }
    before.to_owned()
}

fn is_locked(person: &Person) {
    let mut command = person.command(&["--json", "list"]);
    let refused = said(command.env_remove("FONDLY_PASSPHRASE_FILE"));
    assert_eq!(refused.error(3)["kind"], "locked");
}

fn with_a_long_entry() -> Person {
    let ana = Person::new("Ana");
    let text: Vec<String> = (0..60).map(|number| format!("line {number}")).collect();
    ana.writes(&["reflect", &text.join("\n")]);
    ana
}

#[test]
fn in_the_pager_it_locks_serve_too_and_the_pager_is_gone() {
    let ana = with_a_long_entry();
    let serve = ana.serve();
    let mut terminal = Terminal::sized(&ana, (24, 80), &["show", "@last"], &[XTERM]);
    terminal.shows(ENTER_ALTERNATE_SCREEN);
    terminal.shows("line 5");
    let shown = locks(terminal);
    let (_, after_paging) = shown.rsplit_once(LEAVE_ALTERNATE_SCREEN).unwrap();
    assert!(!after_paging.contains("line"), "{shown:?}");
    assert_eq!(serve.ended(), Some(0));
    is_locked(&ana);
}

#[test]
fn a_pager_of_another_kind_is_ended_as_well() {
    let ana = with_a_long_entry();
    let pager = (
        "PAGER",
        "cat; echo shown; trap '' QUIT; read -r line < /dev/tty",
    );
    let serve = ana.serve();
    let mut terminal = Terminal::sized(&ana, (24, 80), &["show", "@last"], &[XTERM, pager]);
    terminal.shows("shown");
    locks(terminal);
    assert_eq!(serve.ended(), Some(0));
}

#[test]
fn where_a_passphrase_is_asked_it_clears() {
    let ana = Person::new("Ana");
    let mut terminal = Terminal::sized(&ana, (24, 80), &["list"], &[XTERM]);
    terminal.shows("Passphrase:");
    terminal.presses("half of it");
    locks(terminal);
}

#[test]
fn where_a_line_is_asked_it_locks_and_nothing_is_done() {
    let ana = Person::new("Ana");
    ana.writes(&["reflect", "a quiet day"]);
    let serve = ana.serve();
    let mut terminal = Terminal::sized(&ana, (24, 80), &["rm", "@last"], &[XTERM]);
    terminal.shows("[y/N]");
    locks(terminal);
    assert_eq!(serve.ended(), Some(0));
    assert_eq!(ana.texts(&["list"]), ["a quiet day"]);
}

#[test]
fn where_words_are_picked_it_locks() {
    let ana = Person::new("Ana");
    let serve = ana.serve();
    let mut terminal = Terminal::sized(
        &ana,
        (24, 80),
        &["need", "an evening at home", "--pick"],
        &[XTERM],
    );
    terminal.shows("Type a few letters");
    terminal.presses("to");
    terminal.shows("to");
    locks(terminal);
    assert_eq!(serve.ended(), Some(0));
    is_locked(&ana);
}

#[test]
fn while_a_command_works_it_locks() {
    let ana = Person::with_open_key("Ana");
    let mut terminal = Terminal::sized(&ana, (24, 80), &["serve"], &[XTERM]);
    terminal.shows("ready");
    locks(terminal);
    // Nobody holds the network any more.
    assert_eq!(ana.json(&["lock"])["was_held"], false);
}

#[test]
fn lock_at_a_terminal_clears_what_stands_there() {
    let ana = Person::new("Ana");
    let serve = ana.serve();
    let (code, shown) = Terminal::sized(&ana, (24, 80), &["lock"], &[XTERM]).ended();
    assert_eq!(code, Some(0), "{shown}");
    let (_, after) = shown.rsplit_once(ERASE_SCROLLBACK).unwrap();
    assert!(after.contains("Locked"), "{shown:?}");
    assert_eq!(serve.ended(), Some(0));
    let mut command = ana.command(&["lock"]);
    let piped = said(&mut command);
    assert!(!piped.stderr.contains('\u{1b}') && !piped.stdout.contains('\u{1b}'));
}

#[test]
fn a_process_without_a_terminal_ends_by_the_signal_as_any_does() {
    let ana = Person::with_open_key("Ana");
    let mut serve = Process::start(&mut ana.command(&["serve", "--json"]));
    serve.line();
    serve.signal(rustix::process::Signal::QUIT);
    let (status, _) = serve.ended_within(fondly_tests::PATIENCE);
    assert_eq!(status.code(), None);
}
