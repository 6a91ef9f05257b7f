//! What an author asks of answers, and says of them: `heard`, `--listen-only`, `--no-reply`.

use fondly_tests::Person;
use serde_json::{Value, json};

/// Ana has shared what `args` write with Sam; the id of each side.
fn shared(args: &[&str]) -> (Person, Person, String, String) {
    let (ana, sam) = super::friends();
    let entry = ana.writes(args);
    ana.json(&["share", &entry, "Sam"]);
    super::exchange(&ana, &sam, "Ana");
    let edition = id(&sam.entries(&["inbox"])[0]);
    (ana, sam, entry, edition)
}

fn id(entry: &Value) -> String {
    entry["id"].as_str().unwrap().to_owned()
}

#[test]
fn a_need_is_heard_when_its_author_says_so() {
    let (ana, sam, need, edition) = shared(&["need", "An evening in"]);
    let response = sam.writes(&["respond", &edition, "--reflect", "You want quiet"]);
    super::exchange(&ana, &sam, "Ana");
    let answer = id(&ana.entries(&["inbox"])[0]);

    let not_quite = ana.json(&["heard", &answer, "not-quite", "--say", "Not quiet: you"]);
    assert_eq!(not_quite["shared"], "now");
    assert_eq!(not_quite["entry"]["heard"], "not-quite");
    assert_eq!(not_quite["entry"]["in_reply_to"], answer.as_str());
    assert_eq!(ana.json(&["show", &need])["entry"]["state"], "voiced");
    super::exchange(&ana, &sam, "Ana");
    let received = &sam.entries(&["inbox"])[0];
    assert_eq!(
        (
            &received["heard"],
            &received["say"],
            &received["in_reply_to"]
        ),
        (
            &json!("not-quite"),
            &json!("Not quiet: you"),
            &json!(response)
        )
    );
    assert!(sam.text(&["show", &id(received)]).contains("Not quite."));

    let again = sam.writes(&["respond", &id(received), "--reflect", "You want me there"]);
    super::exchange(&ana, &sam, "Ana");
    let second = id(&ana.entries(&["inbox"])[0]);
    assert_eq!(
        ana.json(&["heard", &second, "yes"])["entry"]["heard"],
        "yes"
    );
    assert_eq!(ana.json(&["show", &need])["entry"]["state"], "heard");
    super::exchange(&ana, &sam, "Ana");
    assert_eq!(sam.json(&["show", &edition])["entry"]["state"], "heard");
    assert_eq!(sam.entries(&["inbox"])[0]["in_reply_to"], again.as_str());
}

#[test]
fn whether_somebody_was_heard_is_theirs_alone_to_say() {
    let (ana, sam, need, edition) = shared(&["need", "An evening in"]);
    let response = sam.writes(&["respond", &edition, "--say", "Friday"]);
    for not_his in [&edition, &response] {
        sam.fails(&["heard", not_his, "yes"], 6);
    }
    super::exchange(&ana, &sam, "Ana");
    let answer = id(&ana.entries(&["inbox"])[0]);
    let said = ana.json(&["heard", &answer, "not-quite"]);
    super::exchange(&ana, &sam, "Ana");
    let of_his_answer = id(&sam.entries(&["inbox"])[0]);
    sam.fails(&["heard", &of_his_answer, "yes"], 6);
    ana.fails(&["heard", &id(&said["entry"]), "yes"], 6);
    assert_eq!(ana.json(&["show", &need])["entry"]["state"], "voiced");
    ana.fails(&["heard", &answer, "maybe"], 2);
}

#[test]
fn the_entry_stands_for_its_newest_answer() {
    let (ana, sam, need, edition) = shared(&["need", "An evening in"]);
    ana.fails(&["heard", &need, "not-quite"], 4);
    assert_eq!(
        ana.json(&["heard", &need, "yes"])["entry"]["state"],
        "heard"
    );
    sam.writes(&["respond", &edition, "--say", "Friday"]);
    super::exchange(&ana, &sam, "Ana");
    let answer = id(&ana.entries(&["inbox"])[0]);
    let said = ana.json(&["heard", &need, "yes"]);
    assert_eq!(said["entry"]["in_reply_to"], answer.as_str());
}

#[test]
fn a_need_that_is_closed_stays_closed() {
    let (ana, _sam, need, _) = shared(&["need", "An evening in"]);
    ana.json(&["need-state", &need, "met"]);
    assert_eq!(ana.json(&["heard", &need, "yes"])["entry"]["state"], "met");
}

#[test]
fn what_an_author_asks_of_answers_is_seen_by_its_reader() {
    let (_ana, sam, _, edition) = shared(&["reflect", "The letter", "--listen-only", "--no-reply"]);
    let entry = sam.json(&["show", &edition])["entry"].clone();
    assert_eq!(
        (&entry["listening"], &entry["no_reply"]),
        (&json!("listen-only"), &json!(true))
    );
    let line = sam.text(&["list"]);
    assert!(
        line.contains("no reply needed, to be listened to only"),
        "{line}"
    );
}

#[test]
fn advice_to_somebody_who_asked_to_be_listened_to_gets_one_gentle_line() {
    let (ana, sam, _, edition) = shared(&["reflect", "The letter", "--listen-only"]);
    let gentle = "asked to be listened to only";
    let advises = sam.run(&["respond", &edition, "--say", "You should call him"]);
    assert_eq!(advises.code, Some(0));
    assert_eq!(
        advises.stderr.matches(gentle).count(),
        1,
        "{}",
        advises.stderr
    );
    let listens = sam.run(&["respond", &edition, "--reflect", "It weighs on you"]);
    assert!(!listens.stderr.contains(gentle), "{}", listens.stderr);

    let open = ana.writes(&["reflect", "The flat", "--ideas-welcome"]);
    ana.json(&["share", &open, "Sam"]);
    super::exchange(&ana, &sam, "Ana");
    let open = id(&sam.entries(&["inbox"])[0]);
    let advises = sam.run(&["respond", &open, "--say", "You should call them"]);
    assert!(!advises.stderr.contains(gentle), "{}", advises.stderr);
}

#[test]
fn a_need_that_needs_no_reply_waits_for_none() {
    let (_ana, sam, _, edition) = shared(&["need", "Sleep", "--no-reply"]);
    let people = sam.json(&["balance"])["people"].clone();
    assert_eq!(people[0]["waiting"], json!([]));
    assert_eq!(people[0]["theirs"]["open"][0]["id"], edition.as_str());
}
