//! The program at a terminal: questions, secrets, the editor.

use std::{fs, os::unix::fs::PermissionsExt as _, path::PathBuf};

use fondly_tests::{Person, Terminal};

/// An editor: a script that is run with the file as its last argument.
pub(crate) fn editor(person: &Person, script: &str) -> String {
    let path: PathBuf = person.all().join("editor");
    fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o700)).unwrap();
    path.display().to_string()
}

pub(crate) fn left_over(person: &Person) -> usize {
    fs::read_dir(person.temporary()).unwrap().count()
}

#[test]
fn a_new_passphrase_is_asked_for_twice_and_not_shown() {
    let ana = Person::without_journal();
    let mut terminal = Terminal::start(&ana, &["init"], &[]);
    terminal.shows("Your name:");
    terminal.types("Ana");
    terminal.shows("A new passphrase:");
    terminal.types("a quiet secret");
    terminal.shows("The same again:");
    terminal.types("a quiet secret");
    terminal.shows("Keep them in the journal too");
    terminal.types("");
    let (code, shown) = terminal.ended();
    assert_eq!(code, Some(0), "{shown}");
    assert!(shown.contains("24 ") && !shown.contains("quiet"), "{shown}");

    fs::write(ana.passphrase_file(), "a quiet secret\n").unwrap();
    assert!(ana.entries(&["list"]).is_empty());
}

#[test]
fn two_passphrases_that_differ_make_no_journal() {
    let ana = Person::without_journal();
    let mut terminal = Terminal::start(&ana, &["init", "--name", "Ana"], &[]);
    terminal.shows("A new passphrase:");
    terminal.types("one secret");
    terminal.shows("The same again:");
    terminal.types("another secret");
    let (code, shown) = terminal.ended();
    assert_eq!(code, Some(2), "{shown}");
    assert!(!ana.home().join("journal").exists());
}

#[test]
fn the_passphrase_is_asked_for_and_no_input_forbids_it() {
    let ana = Person::new("Ana");
    ana.writes(&["reflect", "Tea"]);
    let mut terminal = Terminal::start(&ana, &["list"], &[]);
    terminal.shows("Passphrase:");
    terminal.types("a passphrase of some length");
    terminal.shows("(only you)");
    assert_eq!(terminal.ended().0, Some(0));

    let (code, shown) = Terminal::start(&ana, &["list", "--no-input"], &[]).ended();
    assert_eq!(code, Some(3), "{shown}");
}

#[test]
fn control_c_at_the_passphrase_ends_the_program() {
    let ana = Person::new("Ana");
    let mut terminal = Terminal::start(&ana, &["list"], &[]);
    terminal.shows("Passphrase:");
    terminal.presses("\u{3}");
    assert_eq!(terminal.ended().0, Some(130));
}

#[test]
fn a_text_is_written_in_the_editor_which_leaves_nothing_behind() {
    let ana = Person::with_open_key("Ana");
    let seen = ana.all().join("seen").display().to_string();
    let script = format!(
        "echo \"$@\" > {seen}; stat -c %a \"$1\" \"$(dirname \"$1\")\" >> {seen}; \
         echo 'from the editor' > \"$1\""
    );
    let editor = editor(&ana, &script);
    let terminal = Terminal::start(&ana, &["reflect"], &[("EDITOR", &editor)]);
    let (code, shown) = terminal.ended();
    assert_eq!(code, Some(0), "{shown}");
    assert_eq!(ana.texts(&["list"]), ["from the editor"]);
    assert_eq!(left_over(&ana), 0);
    let seen = fs::read_to_string(seen).unwrap();
    let lines: Vec<&str> = seen.lines().collect();
    assert_eq!(lines[1..], ["600", "700"]);
    assert!(
        lines[0].ends_with("/text.txt") && !lines[0].contains("fondly"),
        "{seen}"
    );
}

#[test]
fn edit_opens_the_text_and_visual_goes_before_editor() {
    let ana = Person::with_open_key("Ana");
    let id = ana.writes(&["reflect", "before"]);
    let visual = editor(&ana, "printf ', after' >> \"$1\"");
    let variables = [("VISUAL", visual.as_str()), ("EDITOR", "false")];
    let (code, shown) = Terminal::start(&ana, &["edit", &id], &variables).ended();
    assert_eq!(code, Some(0), "{shown}");
    assert_eq!(ana.texts(&["list"]), ["before, after"]);
}

#[test]
fn an_editor_that_fails_changes_nothing() {
    let ana = Person::with_open_key("Ana");
    let id = ana.writes(&["reflect", "before"]);
    let editor = editor(&ana, "echo lost > \"$1\"; exit 1");
    for args in [&["reflect"][..], &["edit", &id]] {
        let (code, shown) = Terminal::start(&ana, args, &[("EDITOR", &editor)]).ended();
        assert_eq!(code, Some(1), "{shown}");
    }
    assert_eq!(ana.texts(&["list"]), ["before"]);
    assert_eq!(left_over(&ana), 0);
}

#[test]
fn nothing_is_left_when_the_program_is_ended_while_the_editor_is_open() {
    let ana = Person::with_open_key("Ana");
    // Between the program and this script there may be a shell.
    let editor = editor(
        &ana,
        "echo secret > \"$1\"; program=$PPID; \
         [ \"$(cat /proc/$program/comm)\" = fondly ] || program=$(cut -d' ' -f4 /proc/$program/stat); \
         kill -TERM $program; while kill -0 $program 2>/dev/null; do :; done",
    );
    let (code, shown) = Terminal::start(&ana, &["reflect"], &[("EDITOR", &editor)]).ended();
    assert_eq!(code, Some(143), "{shown}");
    assert_eq!(left_over(&ana), 0);
    assert!(ana.entries(&["list"]).is_empty());
}

#[test]
fn without_an_editor_a_text_is_typed_in() {
    let ana = Person::with_open_key("Ana");
    let mut terminal = Terminal::start(&ana, &["reflect"], &[]);
    terminal.shows("Ctrl-D");
    terminal.types("typed");
    terminal.types("in two lines");
    terminal.presses("\u{4}");
    assert_eq!(terminal.ended().0, Some(0));
    assert_eq!(ana.texts(&["list"]), ["typed\nin two lines"]);
}

#[test]
fn rm_asks_first() {
    let ana = Person::with_open_key("Ana");
    let id = ana.writes(&["reflect", "Tea"]);
    let mut terminal = Terminal::start(&ana, &["rm", &id], &[]);
    terminal.shows("(only you)");
    terminal.shows("Erase it for good?");
    terminal.types("");
    assert_eq!(terminal.ended().0, Some(1));
    assert_eq!(ana.texts(&["list"]), ["Tea"]);
    let mut terminal = Terminal::start(&ana, &["rm", &id], &[]);
    terminal.shows("Erase it for good?");
    terminal.types("y");
    assert_eq!(terminal.ended().0, Some(0));
    assert!(ana.entries(&["list"]).is_empty());
}

#[test]
fn an_invite_at_a_terminal_is_a_picture_too() {
    let ana = Person::new("Ana");
    let serve = ana.serve();
    let mut terminal = Terminal::start(&ana, &["invite", "Sam"], &[]);
    terminal.shows("\u{2588}");
    terminal.shows("fondly1");
    terminal.shows("Waiting");
    terminal.presses("\u{3}");
    assert_eq!(terminal.ended().0, Some(130));
    serve.stop();
}

#[test]
fn in_person_is_asked_about_and_shows_no_text() {
    let ana = Person::new("Ana");
    let serve = ana.serve();
    let mut terminal = Terminal::start(&ana, &["invite", "Sam", "--in-person"], &[]);
    terminal.shows("Is Sam in front of you?");
    terminal.types("n");
    assert_eq!(terminal.ended().0, Some(6));
    let mut terminal = Terminal::start(&ana, &["invite", "Sam", "--in-person"], &[]);
    terminal.shows("Is Sam in front of you?");
    terminal.types("y");
    terminal.shows("\u{2588}");
    terminal.shows("Waiting");
    terminal.presses("\u{3}");
    let (code, shown) = terminal.ended();
    assert_eq!(code, Some(130));
    assert!(!shown.contains("fondly1"), "{shown}");
    serve.stop();
}

#[test]
fn what_the_shell_keeps_is_said_once() {
    let ana = Person::with_open_key("Ana");
    let says = |args: &[&str]| {
        let (code, shown) = Terminal::start(&ana, args, &[]).ended();
        assert_eq!(code, Some(0), "{shown}");
        shown.contains("HISTIGNORE")
    };
    assert!(!says(&["thanks", "me", "Tea", "--json"]));
    assert!(says(&["thanks", "me", "Tea"]));
    assert!(!says(&["thanks", "me", "Tea"]));
}
