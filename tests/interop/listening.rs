//! Answering and changing shared entries at a terminal.

use fondly_tests::{Person, Terminal};
use serde_json::{Value, json};

/// Ana has shared a reflection with Sam; the id of each side.
fn shared() -> (Person, Person, String, String) {
    let (ana, sam) = super::friends();
    let entry = ana.writes(&["reflect", "about the letter"]);
    ana.json(&["share", &entry, "Sam"]);
    super::exchange(&ana, &sam, "Ana");
    let edition = sam.entries(&["inbox"])[0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    (ana, sam, entry, edition)
}

const STEPS: [&str; 8] = [
    "Ask.",
    "Reflect.",
    "Feel.",
    "Say.",
    "wants to say?",
    "with it?",
    "is like it?",
    "feel like this?",
];

#[test]
fn a_response_is_written_step_by_step() {
    let (ana, sam, entry, edition) = shared();
    let mut terminal = Terminal::start(&sam, &["respond", &edition], &[]);
    terminal.shows("about the letter");
    let answers = [
        "",
        "It weighs on you",
        "torn, tired",
        "I am here",
        "",
        "",
        "",
        "like my own",
    ];
    for (step, answer) in STEPS.into_iter().zip(answers) {
        terminal.shows(step);
        terminal.types(answer);
    }
    terminal.shows("Ana will see:");
    terminal.shows("I am here");
    terminal.shows("Enter sends it");
    terminal.types("");
    let (code, shown) = terminal.ended();
    assert_eq!(code, Some(0), "{shown}");
    let own = sam.entries(&["list", "--mine"]).remove(0);
    let scratch = own["scratch"].as_str().unwrap();
    assert!(
        scratch.ends_with("feel like this?\nlike my own"),
        "{scratch}"
    );
    super::exchange(&ana, &sam, "Ana");
    let response = ana.entries(&["inbox"]).remove(0);
    assert_eq!(
        (&response["ask"], &response["reflect"]),
        (&Value::Null, &json!("It weighs on you"))
    );
    assert_eq!(
        (&response["feelings"], &response["say"]),
        (&json!(["torn", "tired"]), &json!("I am here"))
    );
    assert_eq!(
        (&response["scratch"], &response["in_reply_to"]),
        (&Value::Null, &json!(entry))
    );
}

#[test]
fn a_response_of_which_each_step_was_skipped_is_none() {
    let (_ana, sam, _, edition) = shared();
    let mut terminal = Terminal::start(&sam, &["respond", &edition], &[]);
    for step in STEPS {
        terminal.shows(step);
        terminal.types("");
    }
    assert_eq!(terminal.ended().0, Some(2));
    assert_eq!(sam.entries(&["list"]).len(), 1);
    assert_eq!(sam.entries(&["inbox"]).len(), 1);
}

#[test]
fn a_response_without_a_part_or_a_terminal_is_a_usage_error() {
    let (_ana, sam, _, edition) = shared();
    sam.fails(&["respond", &edition], 2);
    sam.fails(&["respond", &edition, "--say", " "], 2);
    sam.fails(&["ack", &edition, "seen"], 2);
}

#[test]
fn a_note_to_oneself_goes_to_nobody() {
    let (ana, sam, _, edition) = shared();
    let note = sam.json(&["respond", &edition, "--scratch", "like my own letter"]);
    assert_eq!(
        (&note["shared"], &note["entry"]["audience"]),
        (&json!("private"), &json!([]))
    );
    super::exchange(&ana, &sam, "Ana");
    assert!(ana.entries(&["list", "--received"]).is_empty());
}

#[test]
fn edit_asks_whether_the_copy_follows_and_enter_means_no() {
    let (ana, sam, entry, edition) = shared();
    let cases = [("", "about the letter"), ("y", "changed y")];
    for (answer, seen) in cases {
        let text = format!("changed {answer}");
        let mut terminal = Terminal::start(&ana, &["edit", &entry, "--text", &text], &[]);
        terminal.shows("This is shared with Sam.");
        terminal.types(answer);
        assert_eq!(terminal.ended().0, Some(0));
        super::exchange(&ana, &sam, "Ana");
        assert_eq!(sam.json(&["show", &edition])["entry"]["text"], seen);
    }
}

#[test]
fn nobody_answers_their_own_entry() {
    let (ana, _sam, entry, _) = shared();
    ana.fails(&["respond", &entry, "--say", "x"], 2);
    ana.fails(&["ack", &entry, "thanks"], 2);
}
