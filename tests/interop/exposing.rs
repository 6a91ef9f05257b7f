//! What of mine each person can read, and whether both sides hold the same.

use fondly_tests::{Person, befriend};
use serde_json::{Value, json};

use super::{exchange, friends};

/// What `exposure` says of one person.
fn exposure(person: &Person, name: &str) -> Value {
    let people = person.json(&["exposure", name])["people"].clone();
    assert_eq!(people.as_array().unwrap().len(), 1);
    assert_eq!(people[0]["name"], name);
    people[0].clone()
}

fn ids(entries: &Value) -> Vec<&str> {
    let entries = entries.as_array().unwrap();
    let ids = entries.iter().map(|entry| entry["id"].as_str().unwrap());
    ids.collect()
}

#[test]
fn exposure_is_what_the_other_holds_or_is_about_to_get() {
    let (ana, sam) = friends();
    let jo = Person::with_open_key("Jo");
    befriend((&ana, "Ana"), (&jo, "Jo"));
    ana.writes(&["reflect", "private"]);
    let thanks = ana.writes(&["thanks", "Sam", "for the sea", "--now"]);
    let both = ana.writes(&["reflect", "for both"]);
    ana.json(&["share", &both, "Sam"]);
    ana.json(&["share", &both, "Jo"]);

    let before = exposure(&ana, "Sam");
    assert_eq!(ids(&before["entries"]), [&thanks, &both]);
    assert_eq!(before["entries"][0]["devices"], 0);
    assert_eq!(before["withdrawn"], json!([]));
    exchange(&ana, &sam, "Ana");
    let after = exposure(&ana, "Sam");
    for entry in after["entries"].as_array().unwrap() {
        assert_eq!(
            (&entry["devices"], &entry["revision"]),
            (&json!(1), &json!(1))
        );
        assert!(entry["since"].as_str().unwrap().ends_with(":00:00Z"));
    }
    assert_eq!(
        after["entries"].as_array().unwrap().len(),
        sam.entries(&["list"]).len()
    );
    assert_eq!(ids(&exposure(&ana, "Jo")["entries"]), [&both]);

    ana.json(&["edit", &both, "--text", "for both, anew", "--update-shared"]);
    assert_eq!(exposure(&ana, "Sam")["entries"][1]["revision"], 2);
    let all = ana.json(&["exposure"])["people"].clone();
    assert_eq!(all.as_array().unwrap().len(), 2);
    let said = ana.text(&["exposure"]);
    assert!(said.contains("Sam  can read 2 entries of yours"), "{said}");
    ana.fails(&["exposure", "Nobody"], 4);
}

#[test]
fn who_will_read_it_is_said_before_it_is_shared() {
    let (ana, _sam) = friends();
    let entry = ana.writes(&["reflect", "for one"]);
    let said = ana.run(&["share", &entry, "Sam"]);
    assert!(
        said.stderr
            .contains("Sam can read it on 1 device; nobody else."),
        "{said:?}"
    );
    let before = "Sam can read nothing of yours now; after this, 1 entry of yours.";
    assert!(said.stderr.contains(before), "{said:?}");
    let said = ana.run(&["share", &entry, "Sam"]);
    let again = "Sam can read 1 entry of yours already, this one among them.";
    assert!(said.stderr.contains(again), "{said:?}");
    let other = ana.writes(&["reflect", "one more"]);
    let said = ana.run(&["share", &other, "Sam"]);
    let more = "Sam can read 1 entry of yours now; after this, 2.";
    assert!(said.stderr.contains(more), "{said:?}");
}

#[test]
fn what_somebody_had_before_we_parted_still_stands_in_exposure() {
    let (ana, sam) = friends();
    let thanks = ana.writes(&["thanks", "Sam", "for the sea", "--now"]);
    exchange(&ana, &sam, "Ana");
    ana.json(&["unlink", "Sam", "--received", "delete"]);
    let left = exposure(&ana, "Sam");
    assert_eq!(
        (&left["parted"], ids(&left["entries"])),
        (&json!(true), vec![&*thanks])
    );
    assert!(ana.text(&["exposure"]).contains("you have parted"));
}

#[test]
fn the_four_words_are_the_same_where_both_hold_the_same() {
    let (ana, sam) = friends();
    let words = |person: &Person, name| person.json(&["compare", name])["words"].clone();
    exchange(&ana, &sam, "Ana");
    let first = words(&ana, "Sam");
    assert_eq!(first.as_array().unwrap().len(), 4);
    assert_eq!(first, words(&sam, "Ana"));

    ana.writes(&["thanks", "Sam", "for the sea", "--now"]);
    assert_ne!(words(&ana, "Sam"), words(&sam, "Ana"));
    let said = ana.run(&["compare", "Sam"]);
    assert!(said.stderr.contains("still waits to go to Sam"), "{said:?}");
    exchange(&ana, &sam, "Ana");
    let second = words(&ana, "Sam");
    assert_ne!(first, second);
    assert_eq!(second, words(&sam, "Ana"));
    assert_eq!(ana.json(&["compare", "Sam"])["to_send"], 0);
    let said = ana.run(&["compare", "Sam"]);
    assert!(
        said.stderr.contains("both devices hold the same"),
        "{said:?}"
    );
}
