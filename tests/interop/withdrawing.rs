//! Withdrawing what was shared: it is erased wherever an honest program holds it, each device says
//! so once, and nothing brings it back.

use fondly_tests::{Person, befriend};
use serde_json::{Value, json};

use super::{exchange, friends};

const NOBODY: [&str; 0] = [];

fn withdrawn(person: &Person, name: &str) -> Value {
    person.json(&["exposure", name])["people"][0]["withdrawn"].clone()
}

/// Ana has shared an entry with Sam, who holds it on two devices.
fn shared() -> (Person, Person, Person, String) {
    let (ana, sam) = friends();
    let entry = ana.writes(&["reflect", "about the wild garlic"]);
    ana.json(&["share", &entry, "Sam"]);
    exchange(&ana, &sam, "Ana");
    let phone = sam.another_device("phone");
    assert_eq!(phone.texts(&["list"]), ["about the wild garlic"]);
    (ana, sam, phone, entry)
}

#[test]
fn each_device_says_once_that_it_has_removed_what_was_withdrawn() {
    let (ana, sam, phone, entry) = shared();
    exchange(&ana, &phone, "Ana");
    let done = ana.json(&["unshare", &entry, "Sam"]);
    assert_eq!(done["entry"]["audience"], json!([]));
    let state = |receipts: usize| {
        let gone = withdrawn(&ana, "Sam");
        assert_eq!(gone.as_array().unwrap().len(), 1);
        assert_eq!(gone[0]["id"], entry.as_str());
        assert_eq!(gone[0]["devices"], 2);
        assert_eq!(gone[0]["receipts"], receipts);
        gone[0]["waiting"].as_array().unwrap().len()
    };
    assert_eq!(state(0), 2);

    exchange(&ana, &sam, "Ana");
    assert_eq!(sam.texts(&["list"]), NOBODY);
    exchange(&ana, &sam, "Ana");
    assert_eq!(state(1), 1);
    let shown = ana.text(&["show", &entry]);
    assert!(
        shown
            .contains("withdrawn; removed on 1 of Sam's 2 devices; the other one was last reached"),
        "{shown}"
    );
    assert!(
        ana.text(&["who", &entry])
            .contains("removed on 1 of Sam's 2")
    );

    exchange(&ana, &phone, "Ana");
    exchange(&ana, &phone, "Ana");
    assert_eq!(state(2), 0);
    let said = ana.text(&["exposure", "Sam"]);
    assert!(said.contains("removed on all of Sam's 2 devices"), "{said}");
    assert!(said.contains("can read nothing of yours"), "{said}");
}

#[test]
fn a_second_withdrawal_on_one_day_is_receipted_another_day() {
    let (ana, sam) = friends();
    let shares = |text: &str| {
        let entry = ana.writes(&["reflect", text]);
        ana.json(&["share", &entry, "Sam"]);
        entry
    };
    let (one, other) = (shares("one"), shares("other"));
    exchange(&ana, &sam, "Ana");
    ana.json(&["unshare", &one, "Sam"]);
    exchange(&ana, &sam, "Ana");
    exchange(&ana, &sam, "Ana");
    ana.json(&["unshare", &other, "Sam"]);
    exchange(&ana, &sam, "Ana");
    exchange(&ana, &sam, "Ana");
    let gone = withdrawn(&ana, "Sam");
    let receipts: Vec<&Value> = gone
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["receipts"])
        .collect();
    assert_eq!(receipts, [1, 0]);
    assert_eq!(sam.texts(&["list"]), NOBODY);
}

#[test]
fn what_was_withdrawn_does_not_come_back_from_a_device_that_was_off() {
    let (ana, sam, phone, entry) = shared();
    ana.json(&["unshare", &entry, "Sam"]);
    exchange(&ana, &sam, "Ana");
    assert_eq!(sam.texts(&["list"]), NOBODY);
    assert_eq!(phone.texts(&["list"]), ["about the wild garlic"]);
    exchange(&sam, &phone, "me");
    for device in [&sam, &phone] {
        assert_eq!(device.texts(&["list"]), NOBODY);
        assert_eq!(device.texts(&["search", "garlic"]), NOBODY);
    }
}

#[test]
fn what_was_withdrawn_goes_from_a_home_that_a_backup_brought_back() {
    let ana = Person::with_open_key("Ana");
    let sam = Person::with_words("Sam");
    befriend((&ana, "Ana"), (&sam, "Sam"));
    let entry = ana.writes(&["reflect", "about the wild garlic"]);
    ana.json(&["share", &entry, "Sam"]);
    exchange(&ana, &sam, "Ana");
    let backup = sam.all().join("backup");
    let backup = backup.to_str().unwrap();
    sam.json(&["backup", backup]);
    ana.json(&["unshare", &entry, "Sam"]);
    exchange(&ana, &sam, "Ana");

    let words = sam.words_file();
    let words = words.to_str().unwrap();
    let back = Person::without_journal();
    back.json(&[
        "restore",
        backup,
        "--words-file",
        words,
        "--insecure-key-file",
    ]);
    assert_eq!(back.texts(&["list"]), ["about the wild garlic"]);
    exchange(&ana, &back, "Ana");
    assert_eq!(back.texts(&["list"]), NOBODY);
    assert_eq!(back.texts(&["search", "garlic"]), NOBODY);
}

#[test]
fn an_answer_stays_its_author_s_and_quotes_nothing() {
    let (ana, sam) = friends();
    let entry = ana.writes(&["reflect", "about the wild garlic"]);
    ana.json(&["share", &entry, "Sam"]);
    exchange(&ana, &sam, "Ana");
    let edition = sam.entries(&["list"])[0]["id"].as_str().unwrap().to_owned();
    sam.writes(&["respond", &edition, "--say", "I was there too"]);
    exchange(&ana, &sam, "Ana");
    ana.json(&["unshare", &entry, "Sam"]);
    exchange(&ana, &sam, "Ana");
    assert_eq!(sam.texts(&["list"]), ["I was there too"]);
    let shown = sam.json(&["show", &edition])["entry"].clone();
    assert_eq!(
        (&shown["withdrawn"], &shown["text"]),
        (&json!(true), &json!(""))
    );
    let all = sam
        .json(&["export", "--include", "private,shared,received"])
        .to_string();
    assert!(
        all.contains("I was there too") && !all.contains("garlic"),
        "{all}"
    );
}
