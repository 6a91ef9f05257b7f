//! `rename`: a name is mine alone.

use fondly_tests::{Person, befriend};

#[test]
fn a_person_is_called_something_else_and_not_told() {
    let (ana, sam) = (Person::with_open_key("Ana"), Person::with_open_key("Sam"));
    befriend((&ana, "Ana"), (&sam, "Sam"));
    ana.writes(&["thanks", "Sam", "Soup", "--now"]);
    assert_eq!(ana.json(&["rename", "sam", "Samuel"])["name"], "Samuel");
    assert_eq!(ana.json(&["people"])["people"][0]["name"], "Samuel");
    assert_eq!(
        ana.json(&["show", "@last"])["entry"]["audience"][0],
        "Samuel"
    );
    let error = ana.fails(&["log", "Sammuel"], 4);
    assert!(
        error["message"]
            .as_str()
            .unwrap()
            .contains("did you mean Samuel?")
    );
    ana.fails(&["rename", "Samuel", "me"], 2);
    ana.fails(&["rename", "Jo", "Joe"], 4);
    // Another case of the same name is no other person's.
    assert_eq!(ana.json(&["rename", "Samuel", "SAMUEL"])["name"], "SAMUEL");

    let _serve = sam.serve();
    ana.syncs_with("SAMUEL");
    assert_eq!(sam.texts(&["log", "Ana"]), ["Soup"]);
    assert_eq!(sam.json(&["people"])["people"][0]["name"], "Ana");
}

#[test]
fn what_is_for_a_name_that_may_be_a_slip_is_kept_and_says_so_once() {
    let (ana, sam) = (Person::with_open_key("Ana"), Person::with_open_key("Sam"));
    befriend((&ana, "Ana"), (&sam, "Sam"));
    let slip = "You are linked with Sam, and with nobody called Samm: it is kept for you alone.";
    let said = ana.run(&["thanks", "Samm", "Soup", "--now"]);
    assert!(said.stderr.contains(slip), "{}", said.stderr);
    assert!(
        !ana.run(&["need", "Rest", "--to", "Samm"])
            .stderr
            .contains(slip)
    );
    for other in ["Grandma", "me", "Sam"] {
        let said = ana.run(&["thanks", other, "Soup"]);
        assert!(!said.stderr.contains("nobody called"), "{}", said.stderr);
    }
    super::exchange(&ana, &sam, "Ana");
    assert!(!sam.texts(&["list"]).contains(&"Rest".to_owned()));
}

#[test]
fn a_name_in_use_is_refused() {
    let [ana, sam, jo] = ["Ana", "Sam", "Jo"].map(Person::with_open_key);
    befriend((&ana, "Ana"), (&sam, "Sam"));
    befriend((&ana, "Ana"), (&jo, "Jo"));
    ana.fails(&["rename", "Jo", "SAM"], 6);
}
