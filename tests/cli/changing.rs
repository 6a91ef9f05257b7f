//! `edit`, `rm`, `need-state`.

use fondly_tests::{Person, files_holding};
use serde_json::json;

#[test]
fn an_edited_entry_says_so() {
    let ana = Person::with_open_key("Ana");
    let id = ana.writes(&["reflect", "Tea", "--tag", "drinks"]);
    let written = ana.json(&["edit", &id, "--text", "Green tea"]);
    assert_eq!(written["shared"], "private");
    let entry = &written["entry"];
    assert_eq!(
        (&entry["text"], &entry["edited"]),
        (&json!("Green tea"), &json!(true))
    );
    assert_eq!(
        (&entry["id"], &entry["tags"]),
        (&json!(id), &json!(["drinks"]))
    );
    assert_eq!(ana.texts(&["list"]), ["Green tea"]);
    assert_eq!(ana.texts(&["search", "green"]), ["Green tea"]);
    let again = ana
        .piped(b"Black tea\n", &["edit", &id, "--text", "-", "--json"])
        .document();
    assert_eq!(again["entry"]["text"], "Black tea");
    assert!(ana.entries(&["search", "green"]).is_empty());
}

#[test]
fn history_tells_which_texts_an_entry_had_and_since_when() {
    let ana = Person::with_open_key("Ana");
    let id = ana.writes(&["reflect", "Tea"]);
    assert!(ana.json(&["show", &id])["history"].is_null());
    let first = ana.json(&["show", &id, "--history"]);
    assert_eq!(first["history"].as_array().map(Vec::len), Some(1));
    ana.json(&["edit", &id, "--text", "Green tea"]);
    ana.json(&["edit", &id, "--text", "Black tea\nwith milk"]);
    let shown = ana.json(&["show", &id, "--history"]);
    let history = shown["history"].as_array().unwrap();
    let texts: Vec<_> = history.iter().map(|revision| &revision["text"]).collect();
    assert_eq!(texts, ["Tea", "Green tea", "Black tea\nwith milk"]);
    for revision in history {
        let at = revision["written_at"].as_str().unwrap();
        assert!(at.parse::<jiff::Timestamp>().is_ok(), "{at}");
    }
    let words = ana.text(&["show", &id, "--history"]);
    assert!(
        words.contains("Since ") && words.contains("Green tea"),
        "{words}"
    );
}

#[test]
fn what_was_removed_is_gone_everywhere() {
    let ana = Person::new("Ana");
    let text = "a canary that sings no more";
    let id = ana.writes(&["reflect", text, "--title", "Bird"]);
    let kept = ana.writes(&["reflect", "Tea"]);
    let removed = ana.json(&["rm", &id]);
    assert_eq!(removed["entry"]["id"], id.as_str());
    assert_eq!(removed["entry"]["text"], "");
    assert_eq!(ana.texts(&["list"]), ["Tea"]);
    assert!(ana.entries(&["search", "canary"]).is_empty());
    assert!(ana.entries(&["search", "bird"]).is_empty());
    for args in [
        &["show", &id][..],
        &["rm", &id],
        &["edit", &id, "--text", "x"],
        &["who", &id],
    ] {
        ana.fails(args, 4);
    }
    assert!(files_holding(&ana.home(), "canary").unwrap().is_empty());
    ana.json(&["rm", &kept]);
    assert!(ana.entries(&["list"]).is_empty());
    ana.json(&["doctor"]);
}

#[test]
fn a_need_is_met_or_let_go_by_its_author() {
    let ana = Person::with_open_key("Ana");
    let id = ana.writes(&["need", "Quiet"]);
    for state in ["met", "let-go", "voiced"] {
        let written = ana.json(&["need-state", &id, state]);
        assert_eq!(written["entry"]["state"], state);
        assert_eq!(ana.json(&["show", &id])["entry"]["state"], state);
    }
    for state in ["heard", "done", ""] {
        ana.fails(&["need-state", &id, state], 2);
    }
    let reflection = ana.writes(&["reflect", "Tea"]);
    ana.fails(&["need-state", &reflection, "met"], 2);
}
