//! What was written in the editor and did not become an entry.

use std::fs;

use fondly_tests::{Person, Terminal, files_holding};
use serde_json::Value;

use crate::terminal::{editor, left_over};

const TEXT: &str = "a canary that nobody heard";

fn drafts(person: &Person) -> Vec<Value> {
    let document = person.json(&["drafts"]);
    document["drafts"].as_array().unwrap().clone()
}

/// Runs a command with an editor; gives the exit code and what was shown.
fn edited(person: &Person, args: &[&str], script: &str) -> (Option<i32>, String) {
    let editor = editor(person, script);
    Terminal::start(person, args, &[("EDITOR", &editor)]).ended()
}

fn fails_with_a_draft(person: &Person, args: &[&str], script: &str, code: i32) {
    let (ended, shown) = edited(person, args, script);
    assert_eq!(ended, Some(code), "{shown}");
    assert!(shown.contains("--draft 1"), "{shown}");
}

#[test]
fn a_text_is_kept_where_the_editor_fails_and_can_be_taken_up() {
    let ana = Person::with_open_key("Ana");
    let failing = format!("echo '{TEXT}' > \"$1\"; exit 1");
    fails_with_a_draft(&ana, &["reflect"], &failing, 1);
    assert!(ana.entries(&["list"]).is_empty());
    let kept = drafts(&ana);
    assert_eq!(
        (kept[0]["name"].as_str(), kept[0]["command"].as_str()),
        (Some("1"), Some("reflect"))
    );
    assert!(ana.text(&["drafts"]).contains("(only you)  a canary"));
    assert_eq!(ana.text(&["drafts", "show", "1"]).trim_end(), TEXT);

    let (code, shown) = edited(
        &ana,
        &["reflect", "--draft", "1"],
        "printf ', again' >> \"$1\"",
    );
    assert_eq!(code, Some(0), "{shown}");
    assert_eq!(ana.texts(&["list"]), [format!("{TEXT}\n, again")]);
    assert!(drafts(&ana).is_empty());
}

#[test]
fn a_draft_lies_in_no_file_that_can_be_read() {
    let ana = Person::with_open_key("Ana");
    fails_with_a_draft(
        &ana,
        &["reflect"],
        &format!("echo '{TEXT}' > \"$1\"; exit 1"),
        1,
    );
    assert_eq!(left_over(&ana), 0);
    for place in [ana.home(), ana.temporary(), ana.all().join("user")] {
        assert!(
            files_holding(&place, TEXT).unwrap().is_empty(),
            "{}",
            place.display()
        );
    }
    let dropped = ana.json(&["drafts", "rm", "1"]);
    assert!(dropped["draft"]["text"].as_str().unwrap().starts_with(TEXT));
    ana.fails(&["drafts", "show", "1"], 4);
    ana.fails(&["drafts", "rm", "1"], 4);
}

#[test]
fn a_draft_that_is_left_as_it_was_is_not_written_and_stays() {
    let ana = Person::with_open_key("Ana");
    fails_with_a_draft(
        &ana,
        &["reflect"],
        &format!("echo '{TEXT}' > \"$1\"; exit 1"),
        1,
    );
    fails_with_a_draft(&ana, &["reflect", "--draft", "1"], "true", 1);
    fails_with_a_draft(
        &ana,
        &["reflect", "--draft", "1"],
        "echo more >> \"$1\"; exit 1",
        1,
    );
    let kept = drafts(&ana);
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0]["text"], format!("{TEXT}\nmore\n"));
    let (code, _) = edited(&ana, &["reflect", "--draft", "2"], "true");
    assert_eq!(code, Some(4));
    assert!(ana.entries(&["list"]).is_empty());
}

#[test]
fn an_editor_that_leaves_nothing_leaves_no_draft() {
    let ana = Person::with_open_key("Ana");
    let id = ana.writes(&["reflect", "before"]);
    for (args, script, code) in [
        (&["reflect"][..], "true", 2),
        (&["reflect"], "exit 1", 1),
        (&["reflect"], "rm \"$1\"; exit 1", 1),
        (&["edit", &id], "true", 0),
        (&["edit", &id], "exit 1", 1),
    ] {
        let (ended, shown) = edited(&ana, args, script);
        assert_eq!(ended, Some(code), "{args:?} {script}: {shown}");
    }
    assert!(drafts(&ana).is_empty());
    assert_eq!(ana.texts(&["list"]), ["before"]);
    assert_eq!(ana.entries(&["list"])[0]["edited"], false);
}

#[test]
fn a_text_that_is_refused_is_kept_for_another_try() {
    let ana = Person::with_open_key("Ana");
    let id = ana.writes(&["reflect", "before"]);
    let long = "head -c 70000 /dev/zero | tr '\\0' a > \"$1\"";
    for (args, code) in [(&["thanks", "me"][..], 2), (&["edit", &id], 2)] {
        let (ended, shown) = edited(&ana, args, long);
        assert_eq!(ended, Some(code), "{shown}");
    }
    let (code, shown) = edited(
        &ana,
        &["thanks", &"x".repeat(100)],
        &format!("echo '{TEXT}' > \"$1\""),
    );
    assert_eq!(code, Some(2), "{shown}");
    let kept = drafts(&ana);
    let texts: Vec<usize> = kept
        .iter()
        .map(|draft| draft["text"].as_str().unwrap().len())
        .collect();
    assert_eq!(texts, [70000, 70000, TEXT.len()]);
    assert_eq!(kept[1]["command"], "edit");
}

#[test]
fn the_passphrase_is_asked_for_before_the_editor_opens() {
    let ana = Person::new("Ana");
    let seen = ana.all().join("seen");
    let editor = editor(&ana, &format!("touch '{}'", seen.display()));
    let mut terminal = Terminal::start(&ana, &["reflect"], &[("EDITOR", &editor)]);
    terminal.shows("Passphrase:");
    terminal.types("a wrong passphrase");
    assert_eq!(terminal.ended().0, Some(3));
    assert!(fs::metadata(seen).is_err());
}

/// An editor that saves a text, has the program told to end, as a system does that shuts down, and then
/// does `further`.
fn told_to_end(signal: &str, text: &str, further: &str) -> String {
    format!(
        "echo '{text}' > \"$1\"\n\
         above=$PPID\n\
         while [ \"$(cat /proc/$above/comm)\" != fondly ]; do\n\
         above=$(cut -d' ' -f4 /proc/$above/stat)\n\
         done\n\
         {further}\n\
         kill -{signal} $above\n\
         sleep 30 & wait"
    )
}

#[test]
fn a_text_is_kept_where_the_program_is_told_to_end_while_the_editor_is_open() {
    let ana = Person::with_open_key("Ana");
    let goes = "trap 'kill %1; exit' TERM";
    for (number, (signal, code)) in (1..).zip([("TERM", 143), ("HUP", 129)]) {
        let (ended, shown) = edited(&ana, &["reflect"], &told_to_end(signal, TEXT, goes));
        assert_eq!(ended, Some(code), "{shown}");
        assert!(shown.contains("told to end"), "{shown}");
        assert!(shown.contains(&format!("--draft {number}")), "{shown}");
        assert_eq!(left_over(&ana), 0);
    }
    let kept = drafts(&ana);
    assert_eq!(kept.len(), 2);
    assert!(
        kept.iter()
            .all(|draft| draft["text"] == format!("{TEXT}\n"))
    );
    assert!(ana.entries(&["list"]).is_empty());
    assert!(files_holding(&ana.temporary(), TEXT).unwrap().is_empty());
}

#[test]
fn what_an_editor_saves_when_it_is_told_to_end_is_kept() {
    let ana = Person::with_open_key("Ana");
    let saves = "trap 'echo \"the end of it\" > \"$1.save\"; kill %1; exit' TERM";
    let (ended, shown) = edited(&ana, &["reflect"], &told_to_end("TERM", TEXT, saves));
    assert_eq!(ended, Some(143), "{shown}");
    assert_eq!(drafts(&ana)[0]["text"], "the end of it\n");
    assert_eq!(left_over(&ana), 0);
}

#[test]
fn an_editor_that_does_not_end_is_not_waited_for() {
    let ana = Person::with_open_key("Ana");
    let stays = "trap '' TERM; sleep 5 & wait; exit";
    let script = told_to_end("TERM", TEXT, "").replace("sleep 30 & wait", stays);
    let (ended, shown) = edited(&ana, &["reflect"], &script);
    assert_eq!(ended, Some(143), "{shown}");
    assert_eq!(drafts(&ana)[0]["text"], format!("{TEXT}\n"));
    assert_eq!(left_over(&ana), 0);
}
