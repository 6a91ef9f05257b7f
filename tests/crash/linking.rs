//! Killed while a device comes in, or while two people link.

use std::time::{Duration, Instant};

use fondly_tests::{Person, Process};

use crate::{
    killing::{Killer, is_whole},
    rounds,
    view::view,
};

const LINKING_FIRST_GUESS: Duration = Duration::from_millis(500);

/// Somebody with a little of their own.
fn author(name: &str) -> Person {
    let author = Person::with_open_key(name);
    for number in 0..3 {
        author.writes(&["reflect", &format!("{name} {number}")]);
    }
    author
}

fn comes_in(phone: &Person, line: &str) -> Process {
    let args = [
        "device",
        "join",
        line,
        "--device-name",
        "phone",
        "--insecure-key-file",
        "--timeout",
        "3s",
        "--json",
    ];
    Process::start(&mut phone.command(&args))
}

/// Brings the two together again, whatever the kill left.
fn gets_the_rest(killer: &mut Killer, ana: &Person, phone: &Person) {
    if !phone.home().join("journal").exists() {
        killer.count("no journal yet: joined by another line");
        let adding = ana.adds_a_device(&[]);
        let (status, _) = comes_in(phone, &adding.line).ended_within(fondly_tests::PATIENCE);
        assert_eq!(status.code(), Some(0));
        adding.joined();
        return;
    }
    killer.count("a journal: the rest by sync");
    let serve = ana.serve();
    phone.syncs_with("me");
    serve.stop();
}

#[test]
fn a_device_that_was_killed_on_its_way_in_comes_in_after_all() {
    let mut killer = Killer::new();
    let mut whole = LINKING_FIRST_GUESS;
    for round in 0..rounds(4) {
        let (ana, phone) = (author("Ana"), Person::without_journal());
        let before = view(&ana, &[]);
        let begun = Instant::now();
        let adding = ana.adds_a_device(&[]);
        let joining = comes_in(&phone, &adding.line);
        let delay = killer.chance.within(whole);
        if round % 2 == 0 {
            let (status, _) = joining.killed_after(delay);
            adding.killed();
            if status.success() {
                whole = begun.elapsed();
                assert_eq!(view(&phone, &[]), before, "acknowledged and not whole");
            }
        } else {
            adding.killed_after(delay);
            drop(joining.ended_within(fondly_tests::PATIENCE));
        }
        assert_eq!(view(&ana, &[]), before);
        is_whole(&ana);
        gets_the_rest(&mut killer, &ana, &phone);
        is_whole(&phone);
        phone.writes(&["reflect", "from the phone"]);
        let serve = phone.serve();
        ana.syncs_with("me");
        serve.stop();
        assert_eq!(view(&ana, &[]), view(&phone, &[]), "round {round}");
        assert_eq!(view(&ana, &[]).len(), before.len() + 1);
    }
    killer.report();
}

#[test]
fn friends_who_were_killed_while_they_linked_link_after_all() {
    let mut killer = Killer::new();
    let mut whole = LINKING_FIRST_GUESS;
    for round in 0..rounds(4) {
        let (ana, sam) = (author("Ana"), author("Sam"));
        let before = [view(&ana, &[]), view(&sam, &[])];
        let begun = Instant::now();
        let invite = ana.invite("Sam", &[]);
        let args = [
            "join",
            &invite.line,
            "--as",
            "Ana",
            "--timeout",
            "3s",
            "--json",
        ];
        let joining = Process::start(&mut sam.command(&args));
        let delay = killer.chance.within(whole);
        if round % 2 == 0 {
            let (status, _) = joining.killed_after(delay);
            invite.killed();
            if status.success() {
                whole = begun.elapsed();
            }
        } else {
            invite.killed_after(delay);
            drop(joining.ended_within(fondly_tests::PATIENCE));
        }
        assert_eq!([view(&ana, &[]), view(&sam, &[])], before);
        is_whole(&ana);
        is_whole(&sam);
        let known = [&ana, &sam].map(|person| person.json(&["people"])["people"].clone());
        if known.iter().any(|people| people == &serde_json::json!([])) {
            killer.count("linked again");
            fondly_tests::link((&ana, "Ana"), (&sam, "Sam"));
        } else {
            killer.count("linked");
        }
        ana.types("Sam", &sam.words("Ana"));
        sam.types("Ana", &ana.words("Sam"));
        ana.writes(&["thanks", "Sam", "for the patience", "--now"]);
        let serve = ana.serve();
        sam.syncs_with("Ana");
        serve.stop();
        assert_eq!(sam.texts(&["list", "--received"]), ["for the patience"]);
    }
    killer.report();
}
