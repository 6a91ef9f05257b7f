//! The whole way, with passphrases: link, write, share, read, respond.

use fondly_tests::{Person, befriend};
use serde_json::{Value, json};

/// Who wrote what, as both sides can compare it: `me` is somebody else at each.
fn told(entries: &[Value], me: &str) -> Vec<(String, String, String)> {
    let field = |entry: &Value, name: &str| entry[name].as_str().unwrap().to_owned();
    let told = |entry: &Value| {
        let author = field(entry, "author");
        let author = if author == "me" {
            me.to_owned()
        } else {
            author
        };
        (author, field(entry, "text"), field(entry, "date"))
    };
    entries.iter().map(told).collect()
}

#[test]
fn what_is_shared_arrives_is_answered_and_nothing_else_is_seen() {
    let (ana, sam) = (Person::new("Ana"), Person::new("Sam"));
    befriend((&ana, "Ana"), (&sam, "Sam"));

    let at_ana = ana.serve();
    ana.writes(&["reflect", "private: the doctor called"]);
    let letter = ana.writes(&[
        "reflect",
        "about the letter",
        "--title",
        "Letter",
        "--tag",
        "mine",
    ]);
    ana.writes(&["need", "private: an evening alone"]);
    for text in ["for the dishes", "for the song", "for waiting"] {
        let written = ana.json(&["thanks", "Sam", text, "--now"]);
        assert_eq!(
            (&written["shared"], &written["entry"]["audience"]),
            (&json!("now"), &json!(["Sam"]))
        );
    }
    let shared = ana.json(&["share", &letter, "Sam"]);
    assert_eq!(
        (&shared["shared"], &shared["entry"]["audience"]),
        (&json!("now"), &json!(["Sam"]))
    );

    let peers = sam.syncs_with("Ana");
    assert_eq!(peers["peers"][0]["name"], "Ana");
    assert_eq!(peers["peers"][0]["reached"], true);
    assert!(
        peers["peers"][0]["received"].as_u64().unwrap() >= 4,
        "{peers}"
    );

    let at_sam = sam.serve();
    let mut seen = sam.texts(&["list"]);
    seen.sort();
    assert_eq!(
        seen,
        [
            "about the letter",
            "for the dishes",
            "for the song",
            "for waiting"
        ]
    );
    assert_eq!(sam.entries(&["inbox"]).len(), 4);
    assert_eq!(sam.entries(&["list", "--received"]).len(), 4);
    assert!(sam.entries(&["search", "private"]).is_empty());
    assert_eq!(
        sam.texts(&["log", "Ana"]),
        ["for the dishes", "for the song", "for waiting"]
    );
    assert_eq!(
        told(&sam.entries(&["log", "Ana"]), "Sam"),
        told(&ana.entries(&["log", "Sam"]), "Ana")
    );

    let received = sam.entries(&["search", "letter"]).remove(0);
    let edition = received["id"].as_str().unwrap();
    let shown = sam.json(&["show", edition])["entry"].clone();
    assert_eq!(
        (&shown["author"], &shown["title"]),
        (&json!("Ana"), &json!("Letter"))
    );
    assert_eq!(
        (&shown["tags"], &shown["text"]),
        (&json!([]), &json!("about the letter"))
    );
    assert_ne!(edition, letter);
    assert_eq!(sam.entries(&["inbox"]).len(), 3);

    let args = [
        "respond",
        edition,
        "--ask",
        "What would help?",
        "--reflect",
        "It weighs on you",
        "--feel",
        "torn",
        "--say",
        "I am here",
        "--scratch",
        "scratch: my own letter",
    ];
    let answer = sam.json(&args);
    assert_eq!(answer["shared"], "now");
    assert_eq!(answer["entry"]["in_reply_to"], edition);
    assert_eq!(answer["entry"]["scratch"], "scratch: my own letter");
    sam.json(&[
        "ack",
        sam.entries(&["inbox"])[0]["id"].as_str().unwrap(),
        "thanks",
    ]);
    sam.syncs_with("Ana");

    let inbox = ana.entries(&["inbox"]);
    let response = inbox
        .iter()
        .find(|entry| entry["say"] == "I am here")
        .unwrap();
    let expected = json!({
        "kind": "response", "author": "Sam", "in_reply_to": letter, "ask": "What would help?",
        "reflect": "It weighs on you", "feelings": ["torn"], "text": "I am here", "audience": []
    });
    for (field, value) in expected.as_object().unwrap() {
        assert_eq!(&response[field], value, "{field}");
    }
    assert_eq!(response["scratch"], Value::Null);
    assert!(ana.entries(&["search", "scratch"]).is_empty());
    assert!(inbox.iter().any(|entry| entry["ack"] == "thanks"));
    ana.json(&["show", response["id"].as_str().unwrap()]);
    assert_eq!(ana.entries(&["inbox"]).len(), inbox.len() - 1);

    assert_eq!(
        told(&sam.entries(&["log", "Ana"]), "Sam"),
        told(&ana.entries(&["log", "Sam"]), "Ana")
    );
    at_ana.stop();
    at_sam.stop();
}

#[test]
fn both_people_see_the_same_log() {
    let (ana, sam) = super::friends();
    ana.writes(&["thanks", "Sam", "one", "--now"]);
    sam.writes(&["thanks", "Ana", "two", "--now"]);
    super::exchange(&ana, &sam, "Ana");
    ana.writes(&["thanks", "Sam", "three", "--now"]);
    super::exchange(&sam, &ana, "Sam");
    let (at_ana, at_sam) = (ana.entries(&["log", "Sam"]), sam.entries(&["log", "Ana"]));
    assert_eq!(at_ana.len(), 3);
    assert_eq!(told(&at_ana, "Ana"), told(&at_sam, "Sam"));
    let authors: Vec<_> = at_sam
        .iter()
        .map(|entry| entry["author_id"].clone())
        .collect();
    assert_eq!(
        authors,
        at_ana
            .iter()
            .map(|entry| entry["author_id"].clone())
            .collect::<Vec<_>>()
    );
}

#[test]
fn the_state_of_a_shared_need_reaches_the_other() {
    let (ana, sam) = super::friends();
    let need = ana.writes(&["need", "quiet", "--to", "Sam", "--ask", "Friday in?"]);
    ana.json(&["share", &need, "Sam"]);
    super::exchange(&ana, &sam, "Ana");
    let seen = sam.entries(&["inbox"]).remove(0);
    assert_eq!(
        (&seen["state"], &seen["ask"]),
        (&json!("voiced"), &json!("Friday in?"))
    );
    assert_eq!(seen["to"], "me");
    let edition = seen["id"].as_str().unwrap();
    sam.fails(&["need-state", edition, "met"], 6);
    ana.json(&["need-state", &need, "met"]);
    super::exchange(&ana, &sam, "Ana");
    assert_eq!(sam.json(&["show", edition])["entry"]["state"], "met");
}

#[test]
fn a_part_is_all_that_the_other_sees() {
    let (ana, sam) = super::friends();
    let id = ana.writes(&[
        "reflect",
        "the first half. the second half.",
        "--tag",
        "mine",
    ]);
    let args = ["share", &id, "Sam", "--part", "the second half."];
    let preview = ana.json(&[&args[..], &["--preview"]].concat());
    assert_eq!(preview["entry"]["text"], "the second half.");
    assert_eq!(preview["entry"]["tags"], json!([]));
    super::exchange(&ana, &sam, "Ana");
    assert!(sam.entries(&["list"]).is_empty());
    assert_eq!(ana.json(&["who", &id])["entry"]["audience"], json!([]));

    ana.json(&args);
    super::exchange(&ana, &sam, "Ana");
    let seen = sam.entries(&["list"]).remove(0);
    assert_eq!(
        (&seen["text"], &seen["part"]),
        (&json!("the second half."), &json!(true))
    );
    assert_eq!(
        ana.json(&["show", &id])["entry"]["text"],
        "the first half. the second half."
    );
    assert_eq!(ana.json(&["who", &id])["entry"]["audience"], json!(["Sam"]));
}

#[test]
fn what_somebody_else_wrote_cannot_be_changed() {
    let (ana, sam) = super::friends();
    ana.writes(&["thanks", "Sam", "for the dishes", "--now"]);
    super::exchange(&ana, &sam, "Ana");
    let seen = sam.entries(&["list"]).remove(0);
    let id = seen["id"].as_str().unwrap();
    for args in [
        &["edit", id, "--text", "x"][..],
        &["rm", id],
        &["share", id, "Ana"],
    ] {
        sam.fails(args, 6);
    }
    assert_eq!(sam.json(&["show", id])["entry"]["text"], "for the dishes");
}

#[test]
fn entries_of_others_are_shown_without_an_audience() {
    let (ana, sam) = super::friends();
    ana.writes(&["thanks", "Sam", "for the dishes", "--now"]);
    super::exchange(&ana, &sam, "Ana");
    sam.writes(&["reflect", "Tea"]);
    let listed = sam.text(&["list"]);
    assert!(listed.contains("Ana  appreciation of you\n"), "{listed}");
    assert!(listed.contains("you  reflection  (only you)\n"), "{listed}");
    assert!(
        ana.text(&["list"])
            .contains("you  appreciation of Sam  (Sam)\n")
    );
}
