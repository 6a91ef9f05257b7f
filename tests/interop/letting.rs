//! Pausing and parting: alone, at once, offline, and for the other as if one were away.

use fondly_tests::{Person, Serve, befriend, until};
use serde_json::{Value, json};

use super::{exchange, friends};

const NOBODY: [&str; 0] = [];

/// What a sync says where nobody answers, without what differs between two rounds by chance.
fn unanswered(person: &Person, name: &str) -> Value {
    person.json(&["sync", name, "--timeout", "2s"])
}

#[test]
fn nothing_goes_or_comes_while_paused_and_all_of_it_after() {
    let (ana, sam) = friends();
    let jo = Person::with_open_key("Jo");
    befriend((&ana, "Ana"), (&jo, "Jo"));
    let serve = ana.serve();
    sam.syncs_with("Ana");

    let paused = ana.json(&["pause", "Sam"]);
    assert_eq!(paused, json!({ "name": "Sam", "paused": true }));
    assert_eq!(ana.json(&["people"])["people"][1]["paused"], true);
    assert!(ana.text(&["people"]).contains("paused"));
    ana.writes(&["thanks", "Sam", "for waiting", "--now"]);
    sam.writes(&["thanks", "Ana", "for the song", "--now"]);
    assert_eq!(unanswered(&sam, "Ana")["peers"][0]["reached"], false);
    assert_eq!(ana.json(&["sync", "Sam"])["peers"], json!([]));
    assert_eq!(sam.texts(&["list", "--received"]), NOBODY);
    assert_eq!(ana.texts(&["list", "--received"]), NOBODY);

    // Others are met as before.
    jo.writes(&["thanks", "Ana", "for the lift", "--now"]);
    jo.syncs_with("Ana");
    assert_eq!(ana.texts(&["list", "--received"]), ["for the lift"]);

    ana.json(&["resume", "Sam"]);
    sam.syncs_with("Ana");
    assert_eq!(sam.texts(&["list", "--received"]), ["for waiting"]);
    assert_eq!(ana.entries(&["log", "Sam"]).len(), 2);
    assert_eq!(sam.entries(&["log", "Ana"]).len(), 2);
    serve.stop();
}

#[test]
fn two_that_serve_are_linked_again_after_a_pause() {
    let (ana, sam) = friends();
    let (at_ana, at_sam) = (ana.serve(), sam.serve());
    ana.json(&["pause", "Sam"]);
    ana.json(&["resume", "Sam"]);
    ana.writes(&["thanks", "Sam", "for the soup", "--now"]);
    until("what was written reaches the other by itself", || {
        sam.texts(&["list"]) == ["for the soup"]
    });
    at_ana.stop();
    at_sam.stop();
}

#[test]
fn for_the_other_a_pause_and_an_end_are_like_being_away() {
    let (ana, sam) = friends();
    let seen = |act: &dyn Fn(&Person, Serve) -> Option<Serve>| {
        let serve = ana.serve();
        sam.syncs_with("Ana");
        let serve = act(&ana, serve);
        let said = (unanswered(&sam, "Ana"), sam.json(&["people"]));
        drop(serve);
        said
    };
    let away = seen(&|_, serve| {
        serve.stop();
        None
    });
    let paused = seen(&|ana, serve| {
        ana.json(&["pause", "Sam"]);
        Some(serve)
    });
    ana.json(&["resume", "Sam"]);
    let ended = seen(&|ana, serve| {
        ana.json(&["unlink", "Sam", "--received", "keep"]);
        Some(serve)
    });
    assert_eq!(away, paused);
    assert_eq!(away, ended);
    assert_eq!(sam.texts(&["list"]), NOBODY);
}

#[test]
fn a_file_goes_and_comes_no_more_than_a_link_does() {
    let (ana, sam) = friends();
    exchange(&ana, &sam, "Ana");
    let file = |person: &Person| person.temporary().join("bundle").display().to_string();
    let (of_ana, of_sam) = (file(&ana), file(&sam));
    let made =
        |person: &Person, name: &str, to: &str| person.run(&["bundle", name, "--to", to]).code;
    sam.writes(&["thanks", "Ana", "for the song", "--now"]);
    assert_eq!(made(&sam, "Ana", &of_sam), Some(0));

    ana.json(&["pause", "Sam"]);
    assert_eq!(made(&ana, "Sam", &of_ana), Some(1));
    ana.fails(&["receive", &of_sam], 1);
    assert_eq!(ana.texts(&["list"]), NOBODY);
    ana.json(&["resume", "Sam"]);
    assert_eq!(made(&ana, "Sam", &of_ana), Some(0));
    ana.json(&["unlink", "Sam", "--received", "keep"]);
    std::fs::remove_file(&of_ana).unwrap();
    assert_eq!(made(&ana, "Sam", &of_ana), Some(4));
    ana.fails(&["receive", &of_sam], 1);
    assert_eq!(ana.texts(&["list"]), NOBODY);
}

#[test]
fn own_devices_follow_a_pause() {
    let (ana, sam) = friends();
    let phone = ana.another_device("phone");
    let serve = ana.serve();
    ana.json(&["pause", "Sam"]);
    phone.syncs_with("me");
    assert_eq!(phone.json(&["people"])["people"][0]["paused"], true);
    phone.json(&["resume", "Sam"]);
    phone.writes(&["thanks", "Sam", "for the tea", "--now"]);
    phone.syncs_with("me");
    assert_eq!(ana.json(&["people"])["people"][0]["paused"], false);
    sam.syncs_with("Ana");
    assert_eq!(sam.texts(&["list"]), ["for the tea"]);
    serve.stop();
}

#[test]
fn a_device_that_was_off_hears_of_an_end_before_it_meets_anybody() {
    let (ana, sam) = friends();
    let phone = ana.another_device("phone");
    ana.json(&["unlink", "Sam", "--received", "keep"]);
    phone.writes(&["thanks", "Sam", "written before I heard", "--now"]);
    let (at_ana, at_sam) = (ana.serve(), sam.serve());
    phone.json(&["sync", "--timeout", "3s"]);
    assert_eq!(phone.json(&["people"])["people"], json!([]));
    let at_phone = phone.serve();
    assert_eq!(unanswered(&sam, "Ana")["peers"][0]["reached"], false);
    assert_eq!(sam.texts(&["list"]), NOBODY);
    for serve in [at_ana, at_sam, at_phone] {
        serve.stop();
    }
}

/// Ana has got a thank and a need from Sam, has written to them, and keeps something for them.
fn close() -> (Person, Person) {
    let (ana, sam) = friends();
    sam.writes(&["thanks", "Ana", "for the wild garlic", "--now"]);
    let need = sam.writes(&["need", "an evening at home", "--to", "Ana"]);
    sam.json(&["share", &need, "Ana"]);
    ana.writes(&["thanks", "Sam", "for the sea", "--now"]);
    exchange(&ana, &sam, "Ana");
    ana.writes(&["thanks", "Sam", "not sent", "--keep"]);
    assert_eq!(ana.entries(&["list", "--received"]).len(), 2);
    (ana, sam)
}

#[test]
fn what_is_kept_can_be_read_and_does_not_come_back_by_itself() {
    let (ana, sam) = close();
    let before = [
        &["valued"][..],
        &["shelf"],
        &["remember", "Sam"],
        &["inbox"],
    ];
    for view in before {
        assert!(!ana.entries(view).is_empty(), "{view:?}");
    }
    let year = ana.entries(&["list"])[0]["date"].as_str().unwrap()[..4].to_owned();
    let said = ana.json(&["unlink", "Sam", "--received", "keep"]);
    assert_eq!(said, json!({ "name": "Sam", "received": "keep" }));
    assert_eq!(ana.json(&["people"])["people"], json!([]));
    let received = ana.entries(&["list", "--received"]);
    assert_eq!(received.len(), 2);
    assert!(received.iter().all(|entry| entry["author"] == "Sam"));
    assert_eq!(ana.entries(&["search", "garlic"]).len(), 1);
    for view in [
        &["valued"][..],
        &["shelf"],
        &["inbox"],
        &["random"],
        &["year", &year],
    ] {
        assert_eq!(ana.texts(view), NOBODY, "{view:?}");
    }
    let balance = ana.json(&["balance"]).to_string();
    assert!(!balance.contains("evening at home"), "{balance}");
    for gone in [
        &["log", "Sam"][..],
        &["pause", "Sam"],
        &["remember", "Sam"],
        &["unlink", "Sam", "--received", "keep"],
    ] {
        let error = ana.fails(gone, 4);
        let message = error["message"].as_str().unwrap();
        assert!(
            message.contains("not linked with Sam any more"),
            "{message}"
        );
    }
    drop(sam);
}

#[test]
fn what_is_deleted_is_gone_on_all_own_devices() {
    let (ana, sam) = close();
    let phone = ana.another_device("phone");
    assert_eq!(phone.entries(&["list", "--received"]).len(), 2);
    ana.json(&["unlink", "Sam", "--received", "delete", "--confirm", "sam"]);
    exchange(&ana, &phone, "me");
    for device in [&ana, &phone] {
        assert_eq!(device.texts(&["list", "--received"]), NOBODY);
        assert_eq!(device.texts(&["search", "garlic"]), NOBODY);
        assert_eq!(device.texts(&["search", "sea"]), ["for the sea"]);
        assert_eq!(device.json(&["people"])["people"], json!([]));
        device.json(&["doctor"]);
    }
    let serve = sam.serve();
    for device in [&ana, &phone] {
        device.json(&["sync", "--timeout", "1s"]);
        assert_eq!(device.texts(&["list", "--received"]), NOBODY);
    }
    serve.stop();
}

#[test]
fn another_name_ends_nothing() {
    let (ana, _sam) = friends();
    ana.fails(
        &["unlink", "Sam", "--received", "keep", "--confirm", "Jo"],
        6,
    );
    assert_eq!(ana.json(&["people"])["people"][0]["name"], "Sam");
}

#[test]
fn whoever_parted_can_link_anew_and_what_was_before_stays_before() {
    let (ana, sam) = close();
    ana.json(&["unlink", "Sam", "--received", "delete"]);
    sam.json(&["unlink", "Ana", "--received", "keep"]);
    befriend((&ana, "Ana"), (&sam, "Sam"));
    ana.writes(&["thanks", "Sam", "for coming back", "--now"]);
    exchange(&ana, &sam, "Ana");
    assert_eq!(sam.texts(&["log", "Ana"]), ["for coming back"]);
    assert_eq!(ana.texts(&["list", "--received"]), NOBODY);
}

#[test]
fn no_invite_of_somebody_blocked_is_taken_and_none_of_mine_lets_them_in() {
    let (ana, sam) = friends();
    assert_eq!(ana.fails(&["unblock", "Sam"], 4)["kind"], "not-found");
    let said = ana.json(&["block", "Sam"]);
    assert_eq!(said, json!({ "name": "Sam", "blocked": true }));
    assert_eq!(ana.json(&["people"])["people"], json!([]));

    let invite = sam.invite("Ana-again", &[]);
    let refused = ana.fails(&["join", &invite.line, "--as", "Sam"], 6);
    assert!(refused["message"].as_str().unwrap().contains("blocked Sam"));
    drop(invite);
    let invite = ana.invite("Somebody", &[]);
    sam.fails(&["join", &invite.line, "--as", "Ana-again"], 1);
    drop(invite);
    assert_eq!(ana.json(&["people"])["people"], json!([]));

    ana.json(&["unblock", "Sam"]);
    sam.json(&["unlink", "Ana", "--received", "keep"]);
    befriend((&sam, "Sam"), (&ana, "Ana"));
    assert_eq!(ana.json(&["people"])["people"][0]["verified"], true);
}
