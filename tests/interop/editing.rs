//! What becomes of a shared entry that its author changes, withdraws or erases.

use fondly_tests::{Person, files_holding};
use serde_json::json;

struct Shared {
    ana: Person,
    sam: Person,
    entry: String,
    edition: String,
}

/// Ana has shared a reflection with Sam, who has it.
fn shared(text: &str) -> Shared {
    let (ana, sam) = super::friends();
    let entry = ana.writes(&["reflect", text]);
    ana.json(&["share", &entry, "Sam"]);
    super::exchange(&ana, &sam, "Ana");
    let edition = sam.entries(&["list"])[0]["id"].as_str().unwrap().to_owned();
    Shared {
        ana,
        sam,
        entry,
        edition,
    }
}

#[test]
fn an_edit_stays_at_home_unless_it_is_said_to_follow() {
    let Shared {
        ana,
        sam,
        entry,
        edition,
    } = shared("before");
    for flags in [&[][..], &["--keep-shared"]] {
        ana.json(&[&["edit", &entry, "--text", "between"], flags].concat());
        super::exchange(&ana, &sam, "Ana");
        let seen = sam.json(&["show", &edition])["entry"].clone();
        assert_eq!(
            (&seen["text"], &seen["edited"]),
            (&json!("before"), &json!(false))
        );
    }
    let written = ana.json(&["edit", &entry, "--text", "after", "--update-shared"]);
    assert_eq!(written["shared"], "now");
    super::exchange(&ana, &sam, "Ana");
    let seen = sam.json(&["show", &edition])["entry"].clone();
    assert_eq!(
        (&seen["text"], &seen["edited"]),
        (&json!("after"), &json!(true))
    );
    assert_eq!(seen["earlier"], json!(["before"]));
    assert!(!seen.to_string().contains("between"));
    ana.fails(
        &[
            "edit",
            &entry,
            "--text",
            "x",
            "--update-shared",
            "--keep-shared",
        ],
        2,
    );
}

#[test]
fn sharing_again_renews_the_edition() {
    let Shared {
        ana,
        sam,
        entry,
        edition,
    } = shared("before");
    ana.json(&["edit", &entry, "--text", "after"]);
    ana.json(&["share", &entry, "Sam"]);
    super::exchange(&ana, &sam, "Ana");
    assert_eq!(sam.json(&["show", &edition])["entry"]["text"], "after");
    assert_eq!(sam.entries(&["list"]).len(), 1);
}

fn gone(sam: &Person, edition: &str) {
    let seen = sam.json(&["show", edition])["entry"].clone();
    assert_eq!(
        (&seen["withdrawn"], &seen["text"]),
        (&json!(true), &json!(""))
    );
    assert!(!seen.to_string().contains("canary"), "{seen}");
    assert!(sam.entries(&["list"]).is_empty());
    assert!(sam.entries(&["inbox"]).is_empty());
    assert!(sam.entries(&["log", "Ana"]).is_empty());
    assert!(sam.entries(&["search", "canary"]).is_empty());
    assert!(files_holding(&sam.home(), "canary").unwrap().is_empty());
    sam.fails(&["respond", edition, "--say", "x"], 6);
    sam.json(&["doctor"]);
}

#[test]
fn what_is_withdrawn_leaves_the_reader() {
    let Shared {
        ana,
        sam,
        entry,
        edition,
    } = shared("a canary");
    let written = ana.json(&["unshare", &entry, "Sam"]);
    assert_eq!(
        (&written["shared"], &written["entry"]["audience"]),
        (&json!("private"), &json!([]))
    );
    super::exchange(&ana, &sam, "Ana");
    gone(&sam, &edition);
    assert_eq!(ana.json(&["show", &entry])["entry"]["text"], "a canary");
    ana.fails(&["unshare", &entry, "Sam"], 4);
}

#[test]
fn what_is_erased_leaves_the_reader_too() {
    let Shared {
        ana,
        sam,
        entry,
        edition,
    } = shared("a canary");
    ana.json(&["rm", &entry]);
    super::exchange(&ana, &sam, "Ana");
    gone(&sam, &edition);
    ana.fails(&["show", &entry], 4);
}

#[test]
fn earlier_texts_go_with_what_is_withdrawn() {
    let Shared {
        ana,
        sam,
        entry,
        edition,
    } = shared("a canary before");
    ana.json(&[
        "edit",
        &entry,
        "--text",
        "a canary after",
        "--update-shared",
    ]);
    super::exchange(&ana, &sam, "Ana");
    ana.json(&["unshare", &entry, "Sam"]);
    super::exchange(&ana, &sam, "Ana");
    gone(&sam, &edition);
}

#[test]
fn what_is_withdrawn_before_it_arrives_is_never_seen() {
    let (ana, sam) = super::friends();
    let entry = ana.writes(&["reflect", "a canary"]);
    ana.json(&["share", &entry, "Sam"]);
    ana.json(&["unshare", &entry, "Sam"]);
    super::exchange(&ana, &sam, "Ana");
    assert!(sam.entries(&["list"]).is_empty());
    assert!(sam.entries(&["search", "canary"]).is_empty());
}

#[test]
fn what_was_withdrawn_can_be_shared_again() {
    let Shared {
        ana,
        sam,
        entry,
        edition,
    } = shared("a letter");
    ana.json(&["unshare", &entry, "Sam"]);
    super::exchange(&ana, &sam, "Ana");
    ana.json(&["share", &entry, "Sam"]);
    super::exchange(&ana, &sam, "Ana");
    let seen = sam.entries(&["list"]).remove(0);
    assert_eq!(seen["text"], "a letter");
    assert_ne!(seen["id"], edition.as_str());
}

#[test]
fn an_appreciation_that_is_erased_leaves_both_logs() {
    let (ana, sam) = super::friends();
    let id = ana.writes(&["thanks", "Sam", "for the dishes", "--now"]);
    ana.writes(&["thanks", "Sam", "for the song", "--now"]);
    super::exchange(&ana, &sam, "Ana");
    ana.json(&["rm", &id]);
    super::exchange(&ana, &sam, "Ana");
    assert_eq!(ana.texts(&["log", "Sam"]), ["for the song"]);
    assert_eq!(sam.texts(&["log", "Ana"]), ["for the song"]);
}
