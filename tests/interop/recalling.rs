//! Views over what two people share: the shelf, balance, what others valued, pages to give away.

use std::fs;

use fondly_tests::Terminal;
use serde_json::{Value, json};

fn ids(list: &Value) -> Vec<&str> {
    let list = list.as_array().unwrap();
    list.iter()
        .map(|entry| entry["id"].as_str().unwrap())
        .collect()
}

#[test]
fn the_shelf_holds_what_was_written_for_somebody_linked_and_not_shared() {
    let (ana, sam) = super::friends();
    let kept = ana.writes(&["thanks", "Sam", "kept", "--keep"]);
    let taken_back = ana.writes(&["thanks", "Sam", "taken back"]);
    ana.json(&["undo"]);
    let held = ana.writes(&["thanks", "Sam", "held"]);
    let shared = ana.writes(&["thanks", "Sam", "shared", "--now"]);
    ana.writes(&["thanks", "Grandma", "of somebody else"]);
    ana.writes(&["thanks", "me", "of myself"]);
    assert_eq!(ana.texts(&["shelf"]), ["kept", "taken back"]);

    ana.json(&["quiet", &kept]);
    assert_eq!(ana.texts(&["shelf"]), ["taken back"]);
    ana.json(&["quiet", &kept, "--lift"]);

    assert_eq!(ana.texts(&["shelf", "--not-this", &kept]), ["taken back"]);
    assert_eq!(ana.texts(&["shelf"]), ["taken back"]);
    for not_there in [&held, &shared] {
        ana.fails(&["shelf", "--not-this", not_there], 4);
    }
    ana.json(&["share", &taken_back, "Sam"]);
    assert!(ana.texts(&["shelf"]).is_empty());

    super::exchange(&ana, &sam, "Ana");
    assert!(sam.texts(&["shelf"]).is_empty());
    assert!(!sam.texts(&["list"]).contains(&"kept".to_owned()));
}

#[test]
fn what_is_new_on_the_shelf_does_not_come_back_unasked() {
    let (ana, _sam) = super::friends();
    ana.writes(&["thanks", "Sam", "kept", "--keep"]);
    let mut terminal = Terminal::start(&ana, &["inbox"], &[]);
    terminal.shows("Nothing waits for you.");
    let (code, shown) = terminal.ended();
    assert_eq!(code, Some(0));
    assert!(!shown.contains("You wrote this"), "{shown}");
}

#[test]
fn what_is_some_days_old_comes_back_once_at_a_terminal_and_to_nobody_else() {
    let (ana, _sam) = super::friends();
    let written_at = jiff::Timestamp::now() - jiff::SignedDuration::from_hours(24 * 4);
    let entry = json!({
        "id": "a", "kind": "appreciation", "author": "me", "to": "Sam", "text": "You sang",
        "written_at": written_at.to_string()
    });
    let file = ana.all().join("older.json");
    let content = json!({ "format": "fondly", "version": 1, "entries": [entry] });
    fs::write(&file, content.to_string()).unwrap();
    ana.json(&["import", file.to_str().unwrap()]);
    assert_eq!(ana.texts(&["shelf"]), ["You sang"]);
    assert!(!ana.run(&["inbox"]).stderr.contains("You wrote this"));

    let inbox = || {
        let mut terminal = Terminal::start(&ana, &["inbox"], &[]);
        terminal.shows("Nothing waits for you.");
        terminal.ended().1
    };
    let shown = inbox();
    assert!(shown.contains("You wrote this for Sam on "), "{shown}");
    assert!(shown.contains("(only you): You sang"), "{shown}");
    assert!(!inbox().contains("You wrote this"));
}

#[test]
fn what_others_appreciated_in_me_is_gathered_and_what_i_did_is_not() {
    let (ana, sam) = super::friends();
    sam.json(&["thanks", "Ana", "You waited", "--now"]);
    let of_himself = sam.writes(&["thanks", "me", "I was brave"]);
    sam.json(&["share", &of_himself, "Ana"]);
    ana.json(&["thanks", "Sam", "You sang", "--now"]);
    super::exchange(&ana, &sam, "Ana");
    assert_eq!(ana.texts(&["valued"]), ["You waited"]);
    assert_eq!(sam.texts(&["valued"]), ["You sang"]);
    let mut good = ana.texts(&["remember", "Sam"]);
    good.sort();
    assert_eq!(good, ["I was brave", "You sang", "You waited"]);
}

#[test]
fn needs_are_listed_by_whose_they_are_and_what_waits_comes_first() {
    let (ana, sam) = super::friends();
    let to_sam = ana.writes(&["need", "An evening in", "--to", "Sam"]);
    let met = ana.writes(&["need", "A word"]);
    let private = ana.writes(&["need", "Sleep"]);
    ana.json(&["share", &to_sam, "Sam"]);
    ana.json(&["share", &met, "Sam"]);
    ana.json(&["need-state", &met, "met"]);
    super::exchange(&ana, &sam, "Ana");

    let people = ana.json(&["balance"])["people"].clone();
    let (with_sam, general) = (&people[0], &people[1]);
    assert_eq!(
        (&with_sam["name"], &general["name"]),
        (&json!("Sam"), &Value::Null)
    );
    assert_eq!(ids(&with_sam["mine"]["open"]), [to_sam.as_str()]);
    assert_eq!(ids(&with_sam["mine"]["closed"]), [met.as_str()]);
    assert_eq!(ids(&general["mine"]["open"]), [private.as_str()]);
    assert_eq!(with_sam["waiting"], json!([]));

    let at_sam = |path: &str| {
        sam.json(&["balance", "ana"])["people"][0]
            .pointer(path)
            .cloned()
    };
    let waiting = at_sam("/waiting").unwrap();
    let received = ids(&waiting)[0].to_owned();
    assert_eq!(waiting[0]["text"], "An evening in");
    assert_eq!(ids(&at_sam("/theirs/closed").unwrap()).len(), 1);

    sam.json(&["ack", &received, "later"]);
    assert_eq!(ids(&at_sam("/waiting").unwrap()), [received.as_str()]);
    sam.json(&["respond", &received, "--say", "Friday?"]);
    assert_eq!(at_sam("/waiting").unwrap(), json!([]));
    assert_eq!(ids(&at_sam("/theirs/open").unwrap()), [received.as_str()]);

    let text = sam.text(&["balance"]);
    let numbers = text
        .lines()
        .filter(|line| line.contains('%') || line.contains(" of 2"));
    assert_eq!(numbers.count(), 0, "{text}");
}

#[test]
fn a_page_to_give_away_holds_what_was_shared_and_no_more() {
    let (ana, sam) = super::friends();
    let partly = ana.writes(&["thanks", "Sam", "You sang, and I was jealous", "--keep"]);
    ana.json(&["share", &partly, "Sam", "--part", "You sang"]);
    ana.writes(&["thanks", "Sam", "kept for myself", "--keep"]);
    let reflection = ana.writes(&["reflect", "about the sea", "--tag", "summer"]);
    ana.json(&["share", &reflection, "Sam"]);
    sam.json(&["thanks", "Ana", "You waited", "--now"]);
    super::exchange(&ana, &sam, "Ana");

    let year = ana.json(&["show", &partly])["entry"]["date"]
        .as_str()
        .unwrap()[..4]
        .to_owned();
    let (letter, book) = (ana.all().join("letter.html"), ana.all().join("year.html"));
    let log = ["log", "Sam", "--html", letter.to_str().unwrap()];
    assert_eq!(ana.entries(&log).len(), 2);
    let whole = [
        "year",
        &year,
        "--with",
        "Sam",
        "--html",
        book.to_str().unwrap(),
    ];
    assert_eq!(ana.entries(&whole).len(), 3);
    for path in [&letter, &book] {
        let page = fs::read_to_string(path).unwrap();
        for held in ["You sang", "You waited", "Ana to Sam", "Sam to Ana"] {
            assert!(page.contains(held), "{held}: {page}");
        }
        for absent in ["jealous", "kept for myself", "summer"] {
            assert!(!page.contains(absent), "{absent}: {page}");
        }
    }
    assert!(fs::read_to_string(&book).unwrap().contains("about the sea"));
    assert!(
        !ana.text(&["year", &year, "--with", "Sam"])
            .contains("jealous")
    );
}

#[test]
fn an_appreciation_of_a_check_in_is_held_and_kept_if_one_says_so() {
    let (ana, _sam) = super::friends();
    let held = ana.entries(&["checkin", "--with", "Sam", "--thanks", "You called"]);
    assert!(held[0]["held_until"].is_string());
    let kept = ana.entries(&["checkin", "--with", "Sam", "--thanks", "You sang", "--keep"]);
    assert!(kept[0]["held_until"].is_null());
    assert_eq!(ana.texts(&["shelf"]), ["You sang"]);
}
