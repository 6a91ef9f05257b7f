//! Losing a device: what it gets no more, what it can do no more, and what people are told.

use std::process::Command;

use fondly_tests::Person;
use serde_json::Value;

use super::{exchange, friends};

/// A copy of somebody's home as it is now, by whoever has the disk and the passphrase.
fn stolen(from: &Person) -> Person {
    let thief = Person::without_journal();
    let copied = Command::new("cp")
        .arg("-a")
        .arg(from.home().join("journal"))
        .arg(thief.home())
        .status();
    assert!(copied.unwrap().success());
    thief
}

fn problem(synced: &Value) -> String {
    let peers = synced["peers"].as_array().unwrap();
    let own = peers.iter().find(|peer| peer["name"] == "me").unwrap();
    own["problem"].to_string()
}

#[test]
fn a_removed_device_gets_nothing_more_and_is_told() {
    let (ana, sam) = friends();
    let phone = ana.another_device("phone");
    phone.writes(&["reflect", "before on the phone"]);
    exchange(&ana, &phone, "me");
    let removed = ana.json(&["device", "remove", "Phone"]);
    assert_eq!(removed["removed"]["name"], "phone");
    assert_eq!(removed["contestable"], false);
    ana.writes(&["thanks", "Sam", "after the loss", "--now"]);
    ana.writes(&["reflect", "private after the loss"]);

    let serve = ana.serve();
    let synced = phone.json(&["sync", "--timeout", "5s"]);
    assert!(problem(&synced).contains("removed"), "{synced}");
    serve.stop();
    assert!(phone.entries(&["search", "loss"]).is_empty());
    // It goes on alone, and says so.
    let said = phone.run(&["reflect", "alone"]);
    assert_eq!(said.code, Some(0));
    assert!(said.stderr.contains("removed"), "{said:?}");
    assert!(
        phone
            .text(&["status"])
            .contains("removed by another of yours")
    );

    // Sam hears of it from Ana, and goes on with her.
    exchange(&ana, &sam, "Ana");
    assert_eq!(sam.texts(&["list"]), ["after the loss"]);
    assert_eq!(sam.json(&["people"])["people"][0]["devices"], 1);
    assert_eq!(sam.json(&["people"])["people"][0]["verified"], true);
    sam.writes(&["thanks", "Ana", "good that it is gone", "--now"]);
    exchange(&sam, &ana, "Sam");
    assert_eq!(ana.texts(&["search", "gone"]), ["good that it is gone"]);
    let list = ana.json(&["device", "list"]);
    let phone_row = list["devices"]
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["name"] == "phone");
    assert_eq!(phone_row.unwrap()["removed"], true);
    assert_eq!(ana.texts(&["search", "before"]), ["before on the phone"]);
}

#[test]
fn a_stolen_copy_with_its_passphrase_reads_nothing_later_and_says_nothing() {
    let (ana, sam) = friends();
    let phone = ana.another_device("phone");
    phone.writes(&["thanks", "Sam", "honest", "--now"]);
    exchange(&sam, &phone, "Sam");
    let thief = stolen(&phone);
    exchange(&sam, &thief, "Sam");
    exchange(&sam, &ana, "Sam");
    ana.json(&["device", "remove", "phone"]);
    exchange(&sam, &ana, "Sam");
    ana.writes(&["thanks", "Sam", "canary-later", "--now"]);
    sam.writes(&["thanks", "Ana", "canary-answer", "--now"]);
    thief.writes(&["thanks", "Sam", "forged by a thief", "--now"]);

    let (at_ana, at_sam) = (ana.serve(), sam.serve());
    for _ in 0..2 {
        let synced = thief.json(&["sync", "--timeout", "4s"]);
        let peers = synced["peers"].as_array().unwrap();
        assert!(
            peers.iter().all(|peer| peer["reached"] == false),
            "{synced}"
        );
    }
    at_ana.stop();
    at_sam.stop();
    exchange(&sam, &ana, "Sam");
    for text in ["canary-later", "canary-answer"] {
        assert!(thief.entries(&["search", text]).is_empty());
    }
    for person in [&ana, &sam] {
        assert!(person.entries(&["search", "forged"]).is_empty());
        assert_eq!(person.entries(&["search", "canary"]).len(), 2);
    }
    assert_eq!(sam.texts(&["search", "honest"]), ["honest"]);
    assert!(ana.texts(&["log", "Sam"]).contains(&"honest".to_owned()));
}

#[test]
fn what_a_thief_wrote_before_the_removal_was_heard_is_set_aside() {
    let (ana, sam) = friends();
    let phone = ana.another_device("phone");
    phone.writes(&["thanks", "Sam", "mine", "--now"]);
    exchange(&sam, &phone, "Sam");
    exchange(&ana, &phone, "me");
    exchange(&sam, &ana, "Sam");
    // Stolen and removed; Sam has not heard of it, and the thief is faster.
    ana.json(&["device", "remove", "phone"]);
    phone.writes(&["thanks", "Sam", "a lie", "--now"]);
    exchange(&sam, &phone, "Sam");
    assert_eq!(sam.entries(&["search", "lie"]).len(), 1);
    exchange(&sam, &ana, "Sam");
    let lie = sam
        .entries(&["list"])
        .into_iter()
        .find(|entry| entry["text"] == "a lie");
    let lie = lie.unwrap();
    assert_eq!(lie["set_aside"], true);
    assert!(
        sam.text(&["list"])
            .contains("appreciation of you, set aside")
    );
    let id = lie["id"].as_str().unwrap();
    let shown = sam.text(&["show", id]);
    assert!(shown.contains("after it had been removed") && shown.contains("a lie"));
    sam.fails(&["respond", id, "--say", "thank you"], 6);
    let mine = sam.entries(&["search", "mine"]).remove(0);
    assert!(mine.get("set_aside").is_none());
    assert!(ana.entries(&["search", "lie"]).is_empty());
    // They hold the same, and have nothing more to say.
    ana.writes(&["thanks", "Sam", "onward", "--now"]);
    exchange(&sam, &ana, "Sam");
    let quiet = exchange(&sam, &ana, "Sam");
    assert_eq!(quiet["peers"][0]["sent"], 0);
    assert_eq!(quiet["peers"][0]["received"], 0);
    assert_eq!(sam.texts(&["search", "onward"]), ["onward"]);
}

#[test]
fn two_devices_that_remove_each_other_have_one_outcome_everywhere() {
    let (ana, sam) = friends();
    let phone = ana.another_device("phone");
    ana.json(&["device", "remove", "phone"]);
    let laptop = phone.json(&["device", "list"])["devices"].clone();
    let laptop = laptop
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["this"] == false)
        .unwrap()["id"]
        .clone();
    let contested = phone.json(&["device", "remove", laptop.as_str().unwrap()]);
    assert_eq!(contested["contestable"], true);
    // Sam hears the junior first.
    exchange(&sam, &phone, "Sam");
    exchange(&sam, &ana, "Sam");
    let refused = {
        let serve = sam.serve();
        let synced = phone.json(&["sync", "Sam", "--timeout", "3s"]);
        serve.stop();
        synced
    };
    assert_eq!(refused["peers"][0]["reached"], false);
    ana.writes(&["thanks", "Sam", "still here", "--now"]);
    exchange(&sam, &ana, "Sam");
    assert_eq!(sam.texts(&["search", "still"]), ["still here"]);
    assert_eq!(sam.json(&["people"])["people"][0]["devices"], 1);
}

#[test]
fn only_another_device_that_is_there_can_be_removed() {
    let ana = Person::with_open_key("Ana");
    let phone = ana.another_device("phone");
    phone.fails(&["device", "remove", "phone"], 6);
    phone.fails(&["device", "remove", "tablet"], 4);
    phone.fails(&["device", "remove", ""], 4);
    let words = phone.temporary().join("words");
    std::fs::write(&words, "abandon ".repeat(24)).unwrap();
    let words = words.to_str().unwrap();
    let wrong = ana.fails(&["device", "remove", "phone", "--words-file", words], 2);
    assert!(
        wrong["message"].as_str().unwrap().contains("words"),
        "{wrong}"
    );
    assert_eq!(
        ana.json(&["device", "list"])["devices"][1]["removed"],
        false
    );
    ana.json(&["device", "remove", "phone"]);
    ana.fails(&["device", "remove", "phone"], 4);
}

#[test]
fn what_was_built_upon_a_removed_device_stays() {
    let ana = Person::with_open_key("Ana");
    let entry = ana.writes(&["reflect", "one."]);
    let phone = ana.another_device("phone");
    let tablet = ana.another_device("tablet");
    exchange(&phone, &tablet, "me");
    // The laptop has not seen this; the tablet has, and wrote on.
    phone.json(&["edit", &entry, "--text", "one. two."]);
    exchange(&phone, &tablet, "me");
    tablet.json(&["edit", &entry, "--text", "one. two. three."]);
    ana.json(&["device", "remove", "phone"]);
    exchange(&ana, &tablet, "me");
    exchange(&tablet, &ana, "me");
    exchange(&ana, &tablet, "me");
    for device in [&ana, &tablet] {
        assert_eq!(
            device.json(&["show", &entry])["entry"]["text"],
            "one. two. three."
        );
    }
}

#[test]
fn the_log_of_a_removed_device_reaches_who_comes_after_its_remover_was_removed() {
    let laptop = Person::with_open_key("Ana");
    let phone = laptop.another_device("phone");
    phone.writes(&["reflect", "by the phone"]);
    exchange(&laptop, &phone, "me");
    let tablet = laptop.another_device("tablet");
    let own = laptop.json(&["device", "list"])["devices"].clone();
    let mut own = own.as_array().unwrap().iter();
    let name = own.find(|it| it["this"] == true).unwrap()["name"].clone();
    laptop.json(&["device", "remove", "phone"]);
    exchange(&laptop, &tablet, "me");
    tablet.json(&["device", "remove", name.as_str().unwrap()]);
    let new = tablet.another_device("new");
    assert_eq!(new.texts(&["list"]), ["by the phone"]);
}
