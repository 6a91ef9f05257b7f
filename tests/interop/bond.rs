//! Making sure of each other: words, wrong words, in person.

use fondly_tests::{Person, link};
use serde_json::json;

fn linked() -> (Person, Person) {
    let (ana, sam) = (Person::with_open_key("Ana"), Person::with_open_key("Sam"));
    link((&ana, "Ana"), (&sam, "Sam"));
    (ana, sam)
}

#[test]
fn a_bond_is_unverified_until_the_words_are_typed() {
    let (ana, sam) = linked();
    let person = |at: &Person| at.json(&["people"])["people"][0].clone();
    assert_eq!(person(&ana)["name"], "Sam");
    assert_eq!(person(&ana)["devices"], 1);
    assert_eq!(person(&sam)["person_id"].as_str().unwrap().len(), 26);
    assert_eq!(
        (&person(&ana)["verified"], &person(&ana)["they_verified"]),
        (&json!(false), &json!(false))
    );

    let (of_ana, of_sam) = (ana.words("Sam"), sam.words("Ana"));
    assert_eq!((of_ana.len(), of_sam.len()), (3, 3));
    assert_ne!(of_ana, of_sam);
    let shouted: Vec<String> = of_sam.iter().map(|word| word.to_uppercase()).collect();
    ana.types("sam", &shouted);
    assert_eq!(person(&ana)["verified"], true);
    assert_eq!(person(&sam)["verified"], false);
    super::exchange(&ana, &sam, "Ana");
    assert_eq!(
        (&person(&sam)["verified"], &person(&sam)["they_verified"]),
        (&json!(false), &json!(true))
    );
    sam.types("Ana", &of_ana);
    assert_eq!(person(&sam)["verified"], true);
}

#[test]
fn nothing_is_shared_with_somebody_unverified() {
    let (ana, sam) = linked();
    let id = ana.writes(&["reflect", "a secret"]);
    ana.fails(&["share", &id, "Sam"], 6);
    let held = ana.json(&["thanks", "Sam", "for the dishes", "--now"]);
    assert_eq!(
        (&held["shared"], &held["entry"]["audience"]),
        (&json!("held"), &json!([]))
    );
    super::exchange(&ana, &sam, "Ana");
    assert!(sam.entries(&["list"]).is_empty());
    assert_eq!(ana.json(&["who", &id])["entry"]["audience"], json!([]));
}

#[test]
fn what_was_kept_for_somebody_leaves_once_they_are_verified() {
    let (ana, sam) = linked();
    ana.writes(&["thanks", "Sam", "for the dishes", "--now"]);
    ana.types("Sam", &sam.words("Ana"));
    sam.types("Ana", &ana.words("Sam"));
    super::exchange(&ana, &sam, "Ana");
    assert_eq!(sam.texts(&["log", "Ana"]), ["for the dishes"]);
}

#[test]
fn what_comes_from_somebody_unverified_is_in_no_log() {
    let (ana, sam) = linked();
    ana.types("Sam", &sam.words("Ana"));
    ana.writes(&["thanks", "Sam", "for the dishes", "--now"]);
    super::exchange(&ana, &sam, "Ana");
    sam.fails(&["log", "Ana"], 6);
    for entry in sam.entries(&["list"]) {
        assert_eq!(
            (&entry["author"], &entry["unverified"]),
            (&json!("somebody who may be Ana"), &json!(true))
        );
    }
    sam.types("Ana", &ana.words("Sam"));
    assert_eq!(sam.texts(&["log", "Ana"]), ["for the dishes"]);
}

#[test]
fn wrong_words_are_refused_and_the_third_typing_voids_the_bond() {
    let (ana, sam) = linked();
    let wrong = |words: &mut Vec<String>| words.reverse();
    let mut words = sam.words("Ana");
    wrong(&mut words);
    let typed: Vec<&str> = words.iter().map(String::as_str).collect();
    let args = [&["verify", "Sam"], &typed[..]].concat();
    ana.fails(&args, 6);
    ana.fails(&args, 6);
    assert_eq!(ana.json(&["people"])["people"][0]["verified"], false);
    ana.fails(&args, 6);
    let right = sam.words("Ana");
    let right: Vec<&str> = right.iter().map(String::as_str).collect();
    ana.fails(&[&["verify", "Sam"], &right[..]].concat(), 6);
    let id = ana.writes(&["reflect", "a secret"]);
    ana.fails(&["share", &id, "Sam"], 6);
}

#[test]
fn somebody_can_be_linked_anew_after_a_void_bond() {
    let (ana, sam) = linked();
    for _ in 0..3 {
        ana.fails(&["verify", "Sam", "not", "the", "words"], 6);
    }
    link((&sam, "Sam"), (&ana, "Ana again"));
    ana.types("Sam", &sam.words("Ana again"));
}

#[test]
fn in_person_both_are_verified_at_once() {
    let (ana, sam) = (Person::with_open_key("Ana"), Person::with_open_key("Sam"));
    let invite = ana.invite("Sam", &["--in-person"]);
    let joined = sam.json(&["join", &invite.line, "--as", "Ana", "--in-person"]);
    assert_eq!(joined, json!({ "joined": "Ana", "verified": true }));
    assert_eq!(
        invite.joined(),
        json!({ "joined": "Sam", "verified": true })
    );
    ana.writes(&["thanks", "Sam", "for coming", "--now"]);
    super::exchange(&ana, &sam, "Ana");
    assert_eq!(sam.texts(&["log", "Ana"]), ["for coming"]);
}

#[test]
fn in_person_must_be_meant_by_both() {
    let (ana, sam) = (Person::with_open_key("Ana"), Person::with_open_key("Sam"));
    let invite = ana.invite("Sam", &["--in-person"]);
    sam.fails(&["join", &invite.line, "--as", "Ana"], 6);
    let invite_by_words = sam.invite("Ana", &[]);
    ana.fails(
        &["join", &invite_by_words.line, "--as", "Sam", "--in-person"],
        6,
    );
    assert_eq!(
        sam.json(&["join", &invite.line, "--as", "Ana", "--in-person"])["verified"],
        true
    );
    invite.joined();
}

#[test]
fn a_name_in_use_is_refused() {
    let (ana, sam) = super::friends();
    ana.fails(&["invite", "SAM"], 6);
    let jo = Person::with_open_key("Jo");
    let invite = jo.invite("Ana", &[]);
    ana.fails(&["join", &invite.line, "--as", "sam"], 6);
    assert_eq!(
        ana.json(&["join", &invite.line, "--as", "Jo"])["joined"],
        "Jo"
    );
    invite.joined();
    assert_eq!(sam.json(&["people"])["people"].as_array().unwrap().len(), 1);
}

#[test]
fn an_unverified_bond_is_formed_anew_under_its_label() {
    let (ana, sam) = linked();
    link((&ana, "Ana"), (&sam, "Sam again"));
    assert_eq!(sam.json(&["people"])["people"].as_array().unwrap().len(), 1);

    sam.types("Ana", &ana.words("Sam again"));
    let invite = ana.invite("Sam a third time", &[]);
    sam.fails(&["join", &invite.line, "--as", "Ana"], 6);
}
