//! A disk that is full, or can only be read.

use std::fs;

use fondly_tests::{Person, befriend};
use serde_json::Value;

use crate::{
    acts::Act,
    chance::Chance,
    disk::{Disk, on_small_disk},
    killing::is_whole,
    view::view,
};

const KIB: u64 = 1024;
/// From not a page to what every command has room in.
const ROOMS: [u64; 16] = [
    0, 4, 8, 16, 24, 32, 40, 48, 56, 64, 96, 128, 256, 400, 800, 1600,
];

/// The error of a command that failed as it has to.
fn says_why(person: &Person, args: &[&str], why: &str) {
    let error = person.fails(args, 1);
    let message = error["message"].as_str().unwrap();
    assert!(message.contains(why), "{args:?}: {message}");
    assert!(error["hint"].is_string(), "{args:?}: {error}");
}

/// Runs a command that may lack room. Whether it succeeded; else it has said what it lacks.
fn had_room(person: &Person, args: &[&str]) -> bool {
    let said = person.run(&[args, &["--json"]].concat());
    if said.code == Some(0) {
        return true;
    }
    let error = said.error(1);
    let message = error["message"].as_str().unwrap();
    let clear = message.contains("the disk is full") || message.contains("No space left");
    assert!(clear, "{args:?}: {error}");
    assert_eq!(
        error["hint"], "free some room on the disk; nothing was changed",
        "{args:?}"
    );
    false
}

fn words(args: &[String]) -> Vec<&str> {
    args.iter().map(String::as_str).collect()
}

#[test]
fn a_command_without_room_says_so_and_changes_nothing() {
    on_small_disk(
        "full::a_command_without_room_says_so_and_changes_nothing",
        "16m",
        |disk| {
            let ana = Person::with_open_key("Ana");
            let mut chance = Chance::new();
            let mut before = view(&ana, &[]);
            let (mut failed, mut done) = (0, 0);
            for (round, room) in (0..3).flat_map(|round| ROOMS.map(|room| (round, room))) {
                let act = Act::any(
                    &mut chance,
                    None,
                    &before,
                    &format!("round {round}, {room}"),
                );
                disk.leave(room * KIB);
                let acknowledged = had_room(&ana, &words(&act.args));
                disk.make_room();
                let now = view(&ana, &[]);
                assert_eq!(act.was_done(&before, &now), acknowledged, "{room}: {act:?}");
                is_whole(&ana);
                before = now;
                *(if acknowledged { &mut done } else { &mut failed }) += 1;
            }
            println!("{failed} had no room, {done} had");
            assert!(failed > 0 && done > 0);
        },
    );
}

#[test]
fn nothing_half_made_stays_where_there_was_no_room() {
    on_small_disk(
        "full::nothing_half_made_stays_where_there_was_no_room",
        "16m",
        |disk| {
            let ana = Person::with_open_key("Ana");
            let id = ana.writes(&["reflect", "kept"]);
            let file = ana.all().join("backup");
            let backup = file.to_str().unwrap();
            ana.json(&["backup", backup]);
            let long = ana.piped("long ".repeat(10_000).as_bytes(), &["reflect", "-"]);
            assert_eq!(long.code, Some(0), "{long:?}");
            let first = fs::read(&file).unwrap();
            let mut failed = [0; 3];
            for room in ROOMS {
                let jo = Person::without_journal();
                disk.leave(room * KIB);
                if !had_room(&ana, &["backup", backup]) {
                    failed[0] += 1;
                    assert_eq!(fs::read(&file).unwrap(), first, "{room}");
                }
                if !had_room(&ana, &["config", "set", "share.hold", "7"]) {
                    failed[1] += 1;
                    assert!(!ana.home().join("config.new").exists());
                }
                if !had_room(&jo, &["init", "--name", "Jo", "--insecure-key-file"]) {
                    failed[2] += 1;
                    assert!(!jo.home().join("journal").exists());
                    disk.make_room();
                    jo.json(&["init", "--name", "Jo", "--insecure-key-file"]);
                }
                disk.make_room();
                is_whole(&jo);
                fs::write(&file, &first).unwrap();
            }
            println!("{failed:?} of {} had no room", ROOMS.len());
            assert!(failed.iter().all(|&failed| failed > 0));
            ana.json(&["backup", backup]);
            assert_eq!(ana.json(&["show", &id])["entry"]["text"], "kept");
        },
    );
}

/// Ten texts that Ana shares with Sam, 20 KiB each.
fn shares(ana: &Person, round: usize) -> usize {
    let long: String = (0..4000).map(|word| format!("{round}-{word} ")).collect();
    for number in 0..10 {
        let text = format!("{number} {}", &long[..20_000]);
        ana.writes(&["thanks", "Sam", &text, "--now"]);
    }
    10
}

#[test]
fn what_came_to_a_full_disk_comes_again_when_there_is_room() {
    on_small_disk(
        "full::what_came_to_a_full_disk_comes_again_when_there_is_room",
        "32m",
        |disk| {
            let [ana, sam] = ["Ana", "Sam"].map(Person::with_open_key);
            befriend((&ana, "Ana"), (&sam, "Sam"));
            let mut shared = 0;
            let mut cut = 0;
            for (round, room) in [0, 64, 300].into_iter().enumerate() {
                shared += shares(&ana, round);
                let serve = ana.serve();
                disk.leave(room * KIB);
                let said = sam.run(&["sync", "--require", "Ana", "--timeout", "3s", "--json"]);
                disk.make_room();
                let received = sam.texts(&["list", "--received"]).len();
                println!(
                    "room for {room} KiB: {:?}, {received} of {shared}",
                    said.code
                );
                cut += usize::from(received < shared);
                is_whole(&sam);
                is_whole(&ana);
                sam.syncs_with("Ana");
                serve.stop();
                assert_eq!(sam.texts(&["list", "--received"]).len(), shared, "{room}");
            }
            assert!(cut > 0, "every disk had room");
        },
    );
}

#[test]
fn serve_outlives_a_full_disk() {
    on_small_disk("full::serve_outlives_a_full_disk", "32m", |disk| {
        let [ana, sam] = ["Ana", "Sam"].map(Person::with_open_key);
        befriend((&ana, "Ana"), (&sam, "Sam"));
        let serve = sam.serve();
        let mut shared = shares(&ana, 0);
        disk.leave(0);
        let said = ana.run(&["sync", "--timeout", "2s", "--json"]);
        assert!(said.code.is_some(), "{said:?}");
        disk.make_room();
        shared += shares(&ana, 1);
        ana.syncs_with("Sam");
        assert_eq!(sam.texts(&["list", "--received"]).len(), shared);
        serve.stop();
        is_whole(&sam);
    });
}

/// All that touches the journal, with an entry of this id.
fn commands(id: &str) -> Vec<Vec<&str>> {
    vec![
        vec!["list"],
        vec!["show", id],
        vec!["search", "kept"],
        vec!["reflect", "more"],
        vec!["edit", id, "--text", "other"],
        vec!["rm", id],
        vec!["status"],
        vec!["doctor"],
        vec!["sync"],
        vec!["serve"],
    ]
}

fn on_protected_disk(disk: &Disk) {
    let ana = Person::with_open_key("Ana");
    let id = ana.writes(&["reflect", "kept"]);
    let before: Value = ana.json(&["show", &id]);
    disk.protect();
    for args in commands(&id) {
        says_why(&ana, &args, "can only be read");
    }
    let setting = ["config", "set", "share.hold", "7"];
    says_why(&ana, &setting, "Read-only file system");
    disk.unprotect();
    assert_eq!(ana.json(&["show", &id]), before);
    ana.writes(&["reflect", "more"]);
    is_whole(&ana);
}

#[test]
fn a_disk_that_can_only_be_read_is_named_and_loses_nothing() {
    on_small_disk(
        "full::a_disk_that_can_only_be_read_is_named_and_loses_nothing",
        "8m",
        on_protected_disk,
    );
}
