//! Answers that are being written: kept after each step, whatever ends the program, and read by
//! nobody else.

use std::fs;

use fondly_tests::{Person, Terminal, files_holding};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::json;

/// Ana has shared with Sam what `args` write; what Sam has of it.
fn shared(args: &[&str]) -> (Person, Person, String) {
    let (ana, sam) = super::friends();
    let entry = ana.writes(args);
    ana.json(&["share", &entry, "Sam"]);
    super::exchange(&ana, &sam, "Ana");
    let edition = sam.entries(&["inbox"])[0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    (ana, sam, edition)
}

/// Kills the program that answers `id`, at once and without a word.
fn kill_answering(id: &str) {
    let mut killed = 0;
    for process in fs::read_dir("/proc").unwrap() {
        let process = process.unwrap();
        let name = process.file_name();
        let Some(pid) = name.to_str().and_then(|name| name.parse().ok()) else {
            continue;
        };
        // One that ended meanwhile has no words any more.
        let words = fs::read(process.path().join("cmdline")).unwrap_or_default();
        let comm = fs::read_to_string(process.path().join("comm")).unwrap_or_default();
        let answers = words
            .split(|byte| *byte == 0)
            .any(|word| word == id.as_bytes());
        if comm.trim() == "fondly" && answers {
            kill_process(Pid::from_raw(pid).unwrap(), Signal::KILL).unwrap();
            killed += 1;
        }
    }
    assert_eq!(killed, 1);
}

#[test]
fn what_was_given_survives_a_kill_and_is_in_no_plain_file() {
    let (ana, sam, edition) = shared(&["reflect", "about the letter"]);
    let mut terminal = Terminal::start(&sam, &["respond", &edition], &[]);
    terminal.shows("Ask.");
    terminal.types("draft-canary, and then?");
    terminal.shows("Reflect.");
    kill_answering(&edition);
    assert_ne!(terminal.ended().0, Some(0));
    assert!(files_holding(sam.all(), "draft-canary").unwrap().is_empty());
    assert_eq!(sam.entries(&["inbox"]).len(), 1);

    let mut terminal = Terminal::start(&sam, &["respond", &edition], &[]);
    terminal.shows("about the letter");
    terminal.shows("You have begun");
    terminal.shows("draft-canary, and then?");
    terminal.shows("Reflect.");
    terminal.types("It weighs on you");
    terminal.shows("Feel.");
    terminal.types(":q");
    let (code, shown) = terminal.ended();
    assert_eq!(code, Some(0), "{shown}");
    assert!(sam.entries(&["list", "--mine"]).is_empty());

    let mut terminal = Terminal::start(&sam, &["respond", &edition], &[]);
    for step in ["Feel.", "Say.", "wants", "with it", "like it", "like this"] {
        terminal.shows(step);
        terminal.types("");
    }
    terminal.shows("Enter sends it");
    terminal.types("");
    assert_eq!(terminal.ended().0, Some(0));
    super::exchange(&ana, &sam, "Ana");
    let response = ana.entries(&["inbox"]).remove(0);
    assert_eq!(response["ask"], "draft-canary, and then?");
    assert_eq!(response["reflect"], "It weighs on you");

    // It is a draft no more.
    let mut terminal = Terminal::start(&sam, &["respond", &edition], &[]);
    terminal.shows("Ask.");
    terminal.types(":q");
    let (_, shown) = terminal.ended();
    assert!(!shown.contains("You have begun"), "{shown}");
}

#[test]
fn good_news_is_celebrated() {
    let (ana, sam, edition) = shared(&["reflect", "They said yes", "--good-news"]);
    let mut terminal = Terminal::start(&sam, &["respond", &edition], &[("TERM", "xterm")]);
    terminal.shows("\u{1b}[2J");
    terminal.shows("They said yes");
    for (step, given) in [
        ("Celebrate.", "How good!"),
        ("Ask for more.", "Who rang?"),
        ("Why does it gladden you?", "You waited so long."),
        ("Enter sends it", ""),
    ] {
        terminal.shows(step);
        terminal.types(given);
    }
    assert_eq!(terminal.ended().0, Some(0));
    super::exchange(&ana, &sam, "Ana");
    let response = ana.entries(&["inbox"]).remove(0);
    assert_eq!(
        [&response["say"], &response["ask"]],
        [
            &json!("How good!\n\nYou waited so long."),
            &json!("Who rang?")
        ]
    );
}

#[test]
fn a_page_of_what_helps_is_shared_as_one_entry() {
    let (ana, sam) = super::friends();
    ana.writes(&["need", "Quiet after work"]);
    ana.json(&["helps", "--share", "Sam"]);
    ana.writes(&["need", "Slow mornings"]);
    ana.json(&["helps", "--write"]);
    super::exchange(&ana, &sam, "Ana");
    assert_eq!(sam.texts(&["list"]), ["Quiet after work"]);
    ana.json(&["helps", "--share", "Sam"]);
    super::exchange(&ana, &sam, "Ana");
    assert_eq!(sam.texts(&["list"]), ["Quiet after work\n\nSlow mornings"]);
}
