//! A home that is put back from a copy, or runs twice: nothing is corrupted, and nothing is lost that
//! anybody holds.

use std::{path::PathBuf, process::Command};

use fondly_tests::Person;

use super::{exchange, friends};

/// A copy of a journal as it is now, beside.
fn copied(person: &Person) -> PathBuf {
    let copy = person.all().join("copy");
    let from = person.home().join("journal");
    let done = Command::new("cp").arg("-a").arg(from).arg(&copy).status();
    assert!(done.unwrap().success());
    copy
}

/// The journal is as it was when `copy` was made.
fn put_back(person: &Person, copy: &PathBuf) {
    let journal = person.home().join("journal");
    std::fs::remove_dir_all(&journal).unwrap();
    std::fs::rename(copy, journal).unwrap();
}

fn sorted(mut texts: Vec<String>) -> Vec<String> {
    texts.sort();
    texts
}

fn is_sound(person: &Person) {
    let checks = person.json(&["doctor"])["checks"].clone();
    assert!(
        checks
            .as_array()
            .unwrap()
            .iter()
            .all(|check| check["ok"] == true),
        "{checks}"
    );
}

#[test]
fn a_home_that_was_put_back_goes_on_and_loses_nothing_that_a_friend_has() {
    let (ana, sam) = friends();
    ana.writes(&["thanks", "Sam", "one", "--now"]);
    exchange(&sam, &ana, "Sam");
    let copy = copied(&ana);
    ana.writes(&["thanks", "Sam", "two", "--now"]);
    ana.writes(&["thanks", "Sam", "three", "--now"]);
    exchange(&sam, &ana, "Sam");
    put_back(&ana, &copy);
    ana.writes(&["thanks", "Sam", "four", "--now"]);
    ana.writes(&["reflect", "private"]);
    exchange(&sam, &ana, "Sam");
    assert!(
        ana.text(&["status"])
            .contains("put back from an older copy")
    );
    let all = ["four", "one", "three", "two"];
    assert_eq!(sorted(ana.texts(&["log", "Sam"])), all);
    assert_eq!(sorted(sam.texts(&["log", "Ana"])), all);
    assert_eq!(ana.texts(&["search", "private"]), ["private"]);
    is_sound(&ana);
    is_sound(&sam);
    // They go on as if nothing had been.
    sam.writes(&["thanks", "Ana", "five", "--now"]);
    ana.writes(&["thanks", "Sam", "six", "--now"]);
    exchange(&sam, &ana, "Sam");
    assert_eq!(sam.texts(&["log", "Ana"]), ana.texts(&["log", "Sam"]));
    assert_eq!(sam.texts(&["log", "Ana"]).len(), 6);
    let person = sam.json(&["people"])["people"][0].clone();
    assert_eq!(
        (&person["verified"], &person["devices"]),
        (&true.into(), &1.into())
    );
    let devices = ana.json(&["device", "list"])["devices"].clone();
    let removed = devices
        .as_array()
        .unwrap()
        .iter()
        .filter(|it| it["removed"] == true);
    assert_eq!(removed.count(), 1);
}

#[test]
fn an_old_copy_that_wrote_nothing_gets_back_what_it_lost() {
    let (ana, sam) = friends();
    let phone = ana.another_device("phone");
    let copy = copied(&ana);
    let entry = ana.writes(&["reflect", "written before the disk broke"]);
    ana.json(&["share", &entry, "Sam"]);
    exchange(&phone, &ana, "me");
    exchange(&sam, &ana, "Sam");
    put_back(&ana, &copy);
    assert!(ana.entries(&["list"]).is_empty());
    exchange(&phone, &ana, "me");
    assert_eq!(ana.texts(&["list"]), ["written before the disk broke"]);
    assert_eq!(ana.json(&["who", &entry])["entry"]["audience"][0], "Sam");
    ana.json(&["edit", &entry, "--text", "and after", "--update-shared"]);
    exchange(&sam, &ana, "Sam");
    exchange(&phone, &ana, "me");
    assert_eq!(sam.texts(&["list"]), ["and after"]);
    assert_eq!(phone.texts(&["list"]), ["and after"]);
    for person in [&ana, &sam, &phone] {
        is_sound(person);
    }
}

#[test]
fn what_was_written_beside_is_written_again() {
    let (ana, sam) = friends();
    let phone = ana.another_device("phone");
    let kept = ana.writes(&["reflect", "kept."]);
    exchange(&phone, &ana, "me");
    let copy = copied(&ana);
    ana.writes(&["reflect", "lost and found"]);
    exchange(&phone, &ana, "me");
    put_back(&ana, &copy);
    let beside = ana.writes(&["reflect", "written beside"]);
    ana.json(&["share", &beside, "Sam"]);
    ana.json(&["edit", &kept, "--text", "kept. changed beside."]);
    exchange(&phone, &ana, "me");
    let all = ["kept. changed beside.", "lost and found", "written beside"];
    assert_eq!(sorted(ana.texts(&["list"])), all);
    exchange(&phone, &ana, "me");
    assert_eq!(sorted(phone.texts(&["list"])), all);
    exchange(&sam, &ana, "Sam");
    exchange(&sam, &ana, "Sam");
    assert_eq!(sam.texts(&["list"]), ["written beside"]);
    for person in [&ana, &sam, &phone] {
        is_sound(person);
    }
}

#[test]
fn a_home_that_serves_notices_too() {
    let (ana, sam) = friends();
    exchange(&sam, &ana, "Sam");
    let copy = copied(&ana);
    ana.writes(&["thanks", "Sam", "before", "--now"]);
    exchange(&sam, &ana, "Sam");
    put_back(&ana, &copy);
    ana.writes(&["thanks", "Sam", "after", "--now"]);
    let serve = ana.serve();
    sam.json(&["sync", "Ana", "--timeout", "10s"]);
    fondly_tests::until("both hold both", || {
        sam.json(&["sync", "Ana", "--timeout", "5s"]);
        sorted(sam.texts(&["log", "Ana"])) == ["after", "before"]
            && sorted(ana.texts(&["log", "Sam"])) == ["after", "before"]
    });
    serve.stop();
    is_sound(&ana);
    is_sound(&sam);
}

#[test]
fn of_a_home_that_runs_twice_one_goes_on_and_neither_is_corrupted() {
    let (ana, sam) = friends();
    ana.writes(&["thanks", "Sam", "one", "--now"]);
    exchange(&sam, &ana, "Sam");
    let twin = Person::without_journal();
    let copy = copied(&ana);
    std::fs::create_dir_all(twin.home()).unwrap();
    std::fs::rename(copy, twin.home().join("journal")).unwrap();
    ana.writes(&["thanks", "Sam", "by the first", "--now"]);
    twin.writes(&["thanks", "Sam", "by the second", "--now"]);
    exchange(&sam, &ana, "Sam");
    exchange(&sam, &twin, "Sam");
    let all = ["by the first", "by the second", "one"];
    assert_eq!(sorted(sam.texts(&["log", "Ana"])), all);
    assert_eq!(sorted(twin.texts(&["log", "Sam"])), all);
    // The first is no device of Ana's any more: what it writes stays there, and whole.
    ana.writes(&["thanks", "Sam", "stays here", "--now"]);
    let serve = sam.serve();
    let synced = ana.json(&["sync", "--timeout", "4s"]);
    serve.stop();
    assert_eq!(synced["peers"][0]["reached"], false);
    assert!(ana.texts(&["list"]).contains(&"stays here".to_owned()));
    for person in [&ana, &sam, &twin] {
        is_sound(person);
    }
}
