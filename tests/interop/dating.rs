//! Sharing that waits for a day: `share --from`, `thanks --keep-until`.

use serde_json::json;

/// A day that is far ahead, and below one that is over.
const AHEAD: &str = "9000-01-01";
const OVER: &str = "2001-01-01";

#[test]
fn an_entry_is_not_shared_before_its_day() {
    let (ana, sam) = super::friends();
    let entry = ana.writes(&["reflect", "about the letter"]);
    let written = ana.json(&["share", &entry, "Sam", "--from", AHEAD]);
    assert_eq!(
        (&written["shared"], &written["entry"]["audience"]),
        (&json!("held"), &json!([]))
    );
    assert_eq!(written["entry"]["held_until"], "9000-01-01T00:00:00Z");
    assert_eq!(written["entry"]["held_for"], "Sam");
    let listed = ana.text(&["list"]);
    assert!(
        listed.contains("(only you; leaves for Sam at 00:00 on 1 Jan 9000)"),
        "{listed}"
    );
    super::exchange(&ana, &sam, "Ana");
    assert!(sam.entries(&["list"]).is_empty());

    ana.json(&["unshare", &entry, "Sam"]);
    assert_eq!(
        ana.json(&["show", &entry])["entry"]["held_until"],
        json!(null)
    );
}

#[test]
fn an_entry_of_today_leaves_with_the_next_sync() {
    let (ana, sam) = super::friends();
    let entry = ana.json(&["reflect", "the whole"])["entry"].clone();
    let (id, today) = (
        entry["id"].as_str().unwrap(),
        entry["date"].as_str().unwrap(),
    );
    let args = ["share", id, "Sam", "--part", "a part", "--from", today];
    assert_eq!(ana.json(&args)["shared"], "now");
    super::exchange(&ana, &sam, "Ana");
    assert_eq!(sam.texts(&["list"]), ["a part"]);
    ana.fails(&["share", id, "Sam", "--from", AHEAD], 6);
}

#[test]
fn sharing_at_once_does_not_wait_for_the_day() {
    let (ana, sam) = super::friends();
    let entry = ana.writes(&["reflect", "about the letter"]);
    ana.json(&["share", &entry, "Sam", "--from", AHEAD]);
    let written = ana.json(&["share", &entry, "Sam"]);
    assert_eq!(written["entry"]["held_until"], json!(null));
    super::exchange(&ana, &sam, "Ana");
    assert_eq!(sam.texts(&["list"]), ["about the letter"]);
}

#[test]
fn a_surprise_is_kept_until_its_day_and_is_on_no_shelf() {
    let (ana, sam) = super::friends();
    let written = ana.json(&["thanks", "Sam", "a surprise", "--keep-until", AHEAD]);
    assert_eq!(written["shared"], "held");
    assert_eq!(written["entry"]["held_until"], "9000-01-01T00:00:00Z");
    super::exchange(&ana, &sam, "Ana");
    assert!(sam.entries(&["list"]).is_empty());
    assert!(ana.entries(&["shelf"]).is_empty());
    assert_eq!(ana.json(&["undo"])["shared"], "private");
    assert_eq!(ana.texts(&["shelf"]), ["a surprise"]);
}

#[test]
fn a_day_that_is_over_or_none_is_refused_and_nothing_is_written() {
    let (ana, _sam) = super::friends();
    for day in [OVER, "2026-02-30", "soon"] {
        ana.fails(&["thanks", "Sam", "x", "--keep-until", day], 2);
    }
    assert!(ana.entries(&["list"]).is_empty());
    let entry = ana.writes(&["reflect", "about the letter"]);
    ana.fails(&["share", &entry, "Sam", "--from", OVER], 2);
    ana.fails(&["thanks", "Sam", "x", "--keep", "--keep-until", AHEAD], 2);
    ana.fails(&["share", &entry, "Sam", "--preview", "--from", AHEAD], 2);
}
