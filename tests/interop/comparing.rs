//! What both hold, in four words and in what each device signs of it.

use fondly_tests::Person;
use serde_json::{Value, json};

use super::{exchange, friends};

/// What `compare` says, and of each device whose it is and what its last statement is.
fn compared(person: &Person, name: &str) -> (Value, Vec<(String, String)>) {
    let view = person.json(&["compare", name]);
    let signed = view["signed"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let signed = signed.map(|it| (text(&it["name"]), text(&it["holds"])));
    (view["words"].clone(), signed.collect())
}

fn signed(all: &[(&str, &str)]) -> Vec<(String, String)> {
    let own = |(name, holds): &(&str, &str)| ((*name).to_owned(), (*holds).to_owned());
    all.iter().map(own).collect()
}

#[test]
fn each_sees_that_the_other_has_signed_the_same() {
    let (ana, sam) = friends();
    ana.writes(&["thanks", "Sam", "for the sea", "--now"]);
    exchange(&ana, &sam, "Ana");
    let (words, by) = compared(&ana, "Sam");
    assert_eq!(by, signed(&[("me", "same"), ("Sam", "nothing")]));
    let said = ana.run(&["compare", "Sam"]).stderr;
    assert!(said.contains("Sam has not yet"), "{said}");

    exchange(&ana, &sam, "Ana");
    let (same, by) = compared(&sam, "Ana");
    assert_eq!(same, words);
    assert_eq!(by, signed(&[("me", "same"), ("Ana", "same")]));
    let said = sam.run(&["compare", "Ana"]).stderr;
    assert!(
        said.contains("You and Ana have signed that you hold the same"),
        "{said}"
    );
    exchange(&ana, &sam, "Ana");
    let (again, by) = compared(&ana, "Sam");
    assert_eq!(again, words, "what was signed moves no word");
    assert_eq!(by, signed(&[("me", "same"), ("Sam", "same")]));

    // Whoever has signed just that signs nothing again.
    let waiting = || ana.json(&["status"])["people"][0]["to_send"].clone();
    let before = waiting();
    compared(&ana, "Sam");
    assert_eq!(waiting(), before);
}

#[test]
fn what_was_signed_before_more_was_written_is_the_earlier() {
    let (ana, sam) = friends();
    ana.writes(&["thanks", "Sam", "for the sea", "--now"]);
    exchange(&ana, &sam, "Ana");
    compared(&sam, "Ana");
    exchange(&ana, &sam, "Ana");
    ana.writes(&["thanks", "Sam", "for the song", "--now"]);
    let (_, by) = compared(&ana, "Sam");
    assert_eq!(by, signed(&[("me", "same"), ("Sam", "earlier")]));
    exchange(&ana, &sam, "Ana");
    sam.writes(&["thanks", "Ana", "back", "--now"]);
    compared(&sam, "Ana");
    // Of what Sam signed last only the statement comes by a file that lacks nothing else.
    exchange(&ana, &sam, "Ana");
    let (_, by) = compared(&ana, "Sam");
    assert_eq!(by, signed(&[("me", "same"), ("Sam", "same")]));
}

#[test]
fn each_device_signs_for_itself() {
    let (ana, sam) = friends();
    ana.writes(&["thanks", "Sam", "for the sea", "--now"]);
    exchange(&ana, &sam, "Ana");
    let phone = sam.another_device("phone");
    exchange(&sam, &phone, "me");
    exchange(&sam, &ana, "Sam");
    compared(&phone, "Ana");
    exchange(&sam, &phone, "me");
    exchange(&sam, &ana, "Sam");
    let (_, by) = compared(&ana, "Sam");
    let mut theirs: Vec<&str> = by
        .iter()
        .filter(|(name, _)| name == "Sam")
        .map(|(_, it)| it.as_str())
        .collect();
    theirs.sort_unstable();
    assert_eq!(theirs, ["nothing", "same"]);
    let view = sam.json(&["compare", "Ana"]);
    let own = view["signed"].as_array().unwrap().iter();
    let own: Vec<&Value> = own.filter(|it| it["name"] == "me").collect();
    assert_eq!(
        (&own[0]["this"], &own[1]["device_name"]),
        (&json!(true), &json!("phone"))
    );
    assert_eq!(own[1]["holds"], "same");
    assert_eq!(view["forks"], json!([]));
}
