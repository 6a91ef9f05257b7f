//! A journal beside another one: its own passphrase opens it, and nothing else shows it.

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

use fondly_tests::{Person, Process, Said};
use serde_json::{Value, json};

use crate::said;

const ASK: &str = "--unlock";
const NOBODY: [&str; 0] = [];

/// A passphrase file of this person's by this name.
fn passphrase(person: &Person, name: &str) -> PathBuf {
    let path = person.all().join(name);
    fs::write(&path, format!("the {name} passphrase\n")).unwrap();
    path
}

/// What `args` print with this passphrase file, or without any.
fn with(person: &Person, file: Option<&Path>, args: &[&str]) -> Said {
    let args = [&["--json"], args].concat();
    let mut command = person.command(&args);
    match file {
        Some(file) => command.env("FONDLY_PASSPHRASE_FILE", file),
        None => command.env_remove("FONDLY_PASSPHRASE_FILE"),
    };
    said(&mut command)
}

fn texts(person: &Person, file: Option<&Path>, args: &[&str]) -> Vec<String> {
    let document = with(person, file, args).document();
    let entries = document["entries"].as_array().unwrap().iter();
    let texts = entries.map(|entry| entry["text"].as_str().unwrap().to_owned());
    texts.collect()
}

/// Somebody with a journal, and one beside it that another passphrase opens.
fn two() -> (Person, PathBuf) {
    let ana = Person::new("Ana");
    ana.writes(&["reflect", "a quiet day"]);
    let other = passphrase(&ana, "other");
    let made = with(&ana, Some(&other), &["init", "--name", "A", "--beside"]).document();
    assert_eq!(made["recovery_words"].as_array().map(Vec::len), Some(24));
    with(&ana, Some(&other), &[ASK, "reflect", "wild garlic"]).document();
    (ana, other)
}

#[test]
fn the_passphrase_says_which_journal_is_meant() {
    let (ana, other) = two();
    let own = ana.passphrase_file();
    assert_eq!(texts(&ana, Some(&other), &[ASK, "list"]), ["wild garlic"]);
    assert_eq!(texts(&ana, Some(&own), &[ASK, "list"]), ["a quiet day"]);
    assert_eq!(ana.texts(&["list"]), ["a quiet day"]);
    let shown = with(&ana, Some(&other), &[ASK, "show", "@last"]).document();
    assert_eq!(shown["entry"]["text"], "wild garlic");
    // Only who asks to be asked gets there.
    with(&ana, Some(&other), &["list"]).error(3);
    let neither = passphrase(&ana, "neither");
    with(&ana, Some(&neither), &[ASK, "list"]).error(3);
    with(&ana, None, &[ASK, "list"]).error(3);
}

#[test]
fn a_running_serve_gives_the_key_of_its_own_journal_alone_and_lock_ends_both() {
    let (ana, other) = two();
    let serve = ana.serve();
    assert_eq!(texts(&ana, None, &["list"]), ["a quiet day"]);
    with(&ana, None, &[ASK, "list"]).error(3);
    assert_eq!(texts(&ana, Some(&other), &[ASK, "list"]), ["wild garlic"]);

    let mut command = ana.command(&["serve", "--json", ASK]);
    let mut beside = Process::start(command.env("FONDLY_PASSPHRASE_FILE", &other));
    let ready: Value = serde_json::from_str(&beside.line()).unwrap();
    assert_eq!(ready, json!({ "ready": true, "addresses": [] }));
    // It holds a key, and gives it to nobody who does not name its journal.
    assert_eq!(texts(&ana, None, &["list"]), ["a quiet day"]);
    with(&ana, None, &[ASK, "list"]).error(3);

    let locked = with(&ana, None, &["lock"]).document();
    assert_eq!(
        locked,
        json!({ "locked": true, "was_held": true, "asks_again": true })
    );
    assert_eq!(serve.ended(), Some(0));
    let (status, _) = beside.ended_within(fondly_tests::PATIENCE);
    assert_eq!(status.code(), Some(0));
}

/// What every command that looks at a journal says, without what the time of day is.
fn all_said(person: &Person) -> Vec<String> {
    let backup = person.temporary().join("backup");
    let backup = backup.to_str().unwrap();
    let views: [&[&str]; 26] = [
        &[],
        &["list"],
        &["search", "garlic"],
        &["search", "quiet"],
        &["show", "@last"],
        &["drafts"],
        &["inbox"],
        &["shelf"],
        &["balance"],
        &["valued"],
        &["random"],
        &["onthisday"],
        &["year", "2026"],
        &["mutual"],
        &["helps"],
        &["people"],
        &["exposure"],
        &["status"],
        &["doctor"],
        &["device", "list"],
        &["config", "list"],
        &["complete", "ids"],
        &["export", "--include", "private,shared,received"],
        &["backup", backup],
        &["lock"],
        &["undo"],
    ];
    let mut all = Vec::new();
    for view in views {
        for args in [view.to_vec(), [&["--json"], view].concat()] {
            drop(fs::remove_file(backup));
            let said = person.run(&args);
            let whole = format!("{args:?} {:?} {} {}", said.code, said.stdout, said.stderr);
            // `doctor` says the time, and a backup when it was made.
            let timed = ["\"clock\"", "clock", "made_at", "Backup", "backup"];
            let lines = whole
                .lines()
                .filter(|line| !timed.iter().any(|it| line.contains(it)));
            all.extend(lines.map(str::to_owned));
        }
    }
    all
}

#[test]
fn nothing_that_a_journal_says_tells_of_one_beside_it() {
    let ana = Person::with_open_key("Ana");
    ana.writes(&["reflect", "a quiet day", "--title", "Monday"]);
    let backup = ana.temporary().join("backup");
    let size = || {
        drop(fs::remove_file(&backup));
        let made = ana.json(&["backup", backup.to_str().unwrap()]);
        (made, fs::metadata(&backup).unwrap().len())
    };
    let (before, (_, size_before)) = (all_said(&ana), size());
    let other = passphrase(&ana, "other");
    with(&ana, Some(&other), &["init", "--name", "A", "--beside"]).document();
    for day in 0..5 {
        let text = format!("wild garlic on day {day} {}", "and more ".repeat(800));
        with(&ana, Some(&other), &[ASK, "reflect", &text]).document();
    }
    assert_eq!(all_said(&ana), before);
    let (_, size_after) = size();
    assert_eq!(size_after, size_before);
    // A serve that runs for the other one changes nothing of that either.
    let mut command = ana.command(&["serve", "--json", ASK]);
    let mut beside = Process::start(command.env("FONDLY_PASSPHRASE_FILE", &other));
    beside.line();
    let while_served: Vec<String> = all_said(&ana);
    // Among it is `lock`, which ended that serve and said so.
    let told = |line: &&String| line.contains("lock") || line.contains("Nothing held");
    let without_lock = |lines: &[String]| -> Vec<String> {
        lines.iter().filter(|line| !told(line)).cloned().collect()
    };
    assert_eq!(without_lock(&while_served), without_lock(&before));
}

#[test]
fn names_of_files_and_what_is_in_them_say_nothing() {
    let (ana, _other) = two();
    let mut dirs = vec![ana.home()];
    let mut files = 0;
    while let Some(dir) = dirs.pop() {
        for entry in fs::read_dir(&dir).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_lowercase();
            for word in ["private", "secret", "hidden", "second", "beside", "garlic"] {
                assert!(!name.contains(word), "{}", path.display());
            }
            let mode = fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o077, 0, "{}", path.display());
            if path.is_dir() {
                dirs.push(path);
                continue;
            }
            files += 1;
            let bytes = fs::read(&path).unwrap();
            assert!(
                !bytes.windows(6).any(|it| it == b"garlic"),
                "{}",
                path.display()
            );
        }
    }
    assert!(files >= 4, "two stores and two keys");
}

#[test]
fn whoever_makes_one_more_learns_of_no_other() {
    let (ana, other) = two();
    let third = passphrase(&ana, "third");
    with(&ana, Some(&third), &["init", "--name", "B", "--beside"]).document();
    assert_eq!(texts(&ana, Some(&third), &[ASK, "list"]), NOBODY);
    assert_eq!(texts(&ana, Some(&other), &[ASK, "list"]), ["wild garlic"]);
    // A passphrase that opens one is none for another: who knows it, knows that one already.
    let own = ana.passphrase_file();
    for taken in [&own, &other, &third] {
        let again = ["init", "--name", "C", "--beside"];
        assert_eq!(with(&ana, Some(taken), &again).error(6)["kind"], "refused");
    }
    let change = [
        "passphrase",
        "--new-passphrase-file",
        other.to_str().unwrap(),
    ];
    ana.fails(&change, 6);
    // Its own passphrase is no other's.
    let change = ["passphrase", "--new-passphrase-file", own.to_str().unwrap()];
    ana.json(&change);
    let fourth = passphrase(&ana, "fourth");
    let change = [
        ASK,
        "passphrase",
        "--new-passphrase-file",
        fourth.to_str().unwrap(),
    ];
    with(&ana, Some(&other), &change).document();
    assert_eq!(texts(&ana, Some(&fourth), &[ASK, "list"]), ["wild garlic"]);
    with(&ana, Some(&other), &[ASK, "list"]).error(3);
    let nobody = Person::without_journal();
    nobody.fails(&["init", "--name", "A", "--beside"], 1);
    assert!(!nobody.home().join("data").exists());
}

#[test]
fn a_backup_of_it_is_its_own_and_comes_back_beside_another() {
    let ana = Person::new("Ana");
    let other = passphrase(&ana, "other");
    let made = with(&ana, Some(&other), &["init", "--name", "A", "--beside"]).document();
    with(&ana, Some(&other), &[ASK, "reflect", "wild garlic"]).document();
    let words = made["recovery_words"].as_array().unwrap().iter();
    let words: Vec<&str> = words.map(|word| word.as_str().unwrap()).collect();
    fs::write(ana.words_file(), words.join(" ")).unwrap();
    let backup = ana.temporary().join("backup");
    let backup = backup.to_str().unwrap();
    with(&ana, Some(&other), &[ASK, "backup", backup]).document();

    let elsewhere = Person::with_open_key("Ana");
    elsewhere.writes(&["reflect", "a quiet day"]);
    let words = ana.words_file();
    let restore = [
        "restore",
        backup,
        "--words-file",
        words.to_str().unwrap(),
        "--beside",
    ];
    with(&elsewhere, Some(&other), &restore).document();
    assert_eq!(
        texts(&elsewhere, Some(&other), &[ASK, "list"]),
        ["wild garlic"]
    );
    assert_eq!(elsewhere.texts(&["list"]), ["a quiet day"]);
    // A journal that has no passphrase is not what a passphrase opens.
    let own = elsewhere.passphrase_file();
    with(&elsewhere, Some(&own), &[ASK, "list"]).error(3);
}
