//! Each row of the command line contract that takes two people, called once.

use fondly_tests::{Person, befriend};
use serde_json::{Value, json};

const BOTH: [&str; 2] = ["entry", "shared"];

fn has(document: &Value, fields: &[&str], args: &[&str]) {
    for field in fields {
        assert!(
            document.get(*field).is_some(),
            "{args:?} without {field}: {document}"
        );
    }
}

#[test]
fn two_people_call_every_row_once() {
    let (ana, sam) = (Person::with_open_key("Ana"), Person::with_open_key("Sam"));
    befriend((&ana, "Ana"), (&sam, "Sam"));
    let serve = ana.serve();
    let need = ana.writes(&["need", "Rest", "--to", "Sam", "--ask", "An evening"]);
    let held = ana.json(&["thanks", "Sam", "You waited"]);
    assert_eq!(held["shared"], "held");
    assert_eq!(held["entry"]["audience"], json!([]));
    assert!(held["entry"]["held_until"].is_string());
    let rows: &[&[&str]] = &[
        &["undo"],
        &["share", &need, "Sam"],
        &["share", "@last", "Sam", "--part", "You wait"],
        &["unshare", "@last", "Sam"],
        &["thanks", "Sam", "You listen", "--now"],
    ];
    for args in rows {
        has(&ana.json(args), &BOTH, args);
    }
    let preview = ana.json(&["share", &need, "Sam", "--preview"]);
    assert_eq!(preview["entry"]["text"], "Rest");
    has(&ana.json(&["who", &need]), &["audience"], &["who"]);

    let synced = sam.syncs_with("Ana");
    let peer = &synced["peers"][0];
    has(
        peer,
        &[
            "name",
            "device",
            "reached",
            "sent",
            "received",
            "bytes_out",
            "bytes_in",
            "round_trips",
        ],
        &["sync"],
    );
    let got = sam.entries(&["inbox"]);
    let got = got.iter().find(|entry| entry["kind"] == "need").unwrap();
    let got = got["id"].as_str().unwrap();
    let respond = [
        "respond",
        got,
        "--ask",
        "a",
        "--reflect",
        "r",
        "--feel",
        "f",
        "--say",
        "s",
        "--scratch",
        "x",
    ];
    let answered = sam.json(&respond);
    has(&answered, &BOTH, &respond);
    has(
        &answered["entry"],
        &["ask", "reflect", "feelings", "say"],
        &respond,
    );
    for args in [
        &["ack", got, "with-you"][..],
        &["thanks", "Ana", "You ask", "--now"],
    ] {
        has(&sam.json(args), &BOTH, args);
    }
    sam.fails(&["need-state", got, "met"], 6);
    sam.fails(&["edit", got, "--text", "x"], 6);
    sam.syncs_with("Ana");

    has(&ana.json(&["heard", &need, "yes"]), &BOTH, &["heard"]);
    let people = ana.json(&["people"]);
    has(
        &people["people"][0],
        &[
            "name",
            "person_id",
            "verified",
            "they_verified",
            "paused",
            "devices",
        ],
        &["people"],
    );
    let status = ana.json(&["status"]);
    has(
        &status["people"][0],
        &["name", "last_exchange", "to_send", "to_read"],
        &["status"],
    );
    has(&status["net"], &["mode", "addresses"], &["status"]);
    has(
        &ana.json(&["verify", "Sam"]),
        &["my_words", "verified"],
        &["verify"],
    );
    for args in [
        &["log", "Sam"][..],
        &["remember", "Sam"],
        &["list", "--with", "Sam"],
        &["year", "2026", "--with", "Sam"],
    ] {
        has(&ana.json(args), &["entries"], args);
    }
    has(&ana.json(&["balance", "Sam"]), &[], &["balance"]);
    ana.json(&["rename", "Sam", "Samuel"]);
    serve.stop();
    let nobody = ana.run(&["sync", "Samuel", "--require", "Samuel", "--timeout", "1s"]);
    assert_eq!(nobody.code, Some(5), "{nobody:?}");
    ana.json(&["sync", "Samuel", "--timeout", "1s"]);
}
