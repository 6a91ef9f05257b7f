//! The time in which an appreciation can be taken back.

use serde_json::json;

#[test]
fn an_appreciation_is_held_and_can_be_taken_back() {
    let (ana, sam) = super::friends();
    let written = ana.json(&["thanks", "Sam", "for the dishes"]);
    assert_eq!(
        (&written["shared"], &written["entry"]["audience"]),
        (&json!("held"), &json!([]))
    );
    assert!(written["entry"]["held_until"].as_str().is_some());
    super::exchange(&ana, &sam, "Ana");
    assert!(sam.entries(&["list"]).is_empty());

    let undone = ana.json(&["undo"]);
    assert_eq!(
        (&undone["shared"], &undone["entry"]["held_until"]),
        (&json!("private"), &json!(null))
    );
    assert_eq!(ana.texts(&["list"]), ["for the dishes"]);
    ana.fails(&["undo"], 4);
    super::exchange(&ana, &sam, "Ana");
    assert!(sam.entries(&["list"]).is_empty());
}

#[test]
fn a_held_appreciation_says_so_in_words() {
    let (ana, _sam) = super::friends();
    let said = ana.text(&["thanks", "Sam", "for the dishes"]);
    assert!(said.contains("(only you; leaves for Sam at "), "{said}");
    assert!(
        ana.text(&["list"])
            .contains("(only you; leaves for Sam at ")
    );
}

#[test]
fn without_a_hold_it_leaves_with_the_next_sync() {
    let (ana, sam) = super::friends();
    ana.json(&["config", "set", "share.hold", "0"]);
    let written = ana.json(&["thanks", "Sam", "for the dishes"]);
    assert_eq!(
        (&written["shared"], &written["entry"]["audience"]),
        (&json!("now"), &json!(["Sam"]))
    );
    super::exchange(&ana, &sam, "Ana");
    assert_eq!(sam.texts(&["log", "Ana"]), ["for the dishes"]);
}

#[test]
fn it_leaves_when_the_hold_is_over() {
    let (ana, sam) = super::friends();
    ana.json(&["config", "set", "share.hold", "1"]);
    ana.writes(&["thanks", "Sam", "for the dishes"]);
    // Each exchange takes a part of a second, and nothing but time ends the hold.
    let arrived = (0..20).any(|_| {
        super::exchange(&ana, &sam, "Ana");
        !sam.entries(&["list"]).is_empty()
    });
    assert!(arrived);
    ana.fails(&["undo"], 4);
}

#[test]
fn what_is_kept_never_leaves() {
    let (ana, sam) = super::friends();
    ana.json(&["config", "set", "share.hold", "0"]);
    let written = ana.json(&["thanks", "Sam", "for the birthday", "--keep"]);
    assert_eq!(written["shared"], "private");
    super::exchange(&ana, &sam, "Ana");
    assert!(sam.entries(&["list"]).is_empty());
    ana.fails(&["undo"], 4);
    ana.fails(&["thanks", "Sam", "x", "--keep", "--now"], 2);
}
