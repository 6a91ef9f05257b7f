//! Files of both homes hold nothing that people wrote, said or are called.

use std::fs;

use fondly_tests::{Person, befriend, files_holding};

#[test]
fn no_home_holds_text_names_or_words_in_the_clear() {
    let (ana, sam) = (
        Person::new("Ana-Maria-Canary"),
        Person::new("Samuel-Canary"),
    );
    befriend((&ana, "My-Canary-Ana"), (&sam, "My-Canary-Sam"));
    let canaries = [
        "canary-text",
        "canary-title",
        "canary-tag",
        "canary-reply",
        "canary-scratch",
        "Ana-Maria-Canary",
        "Samuel-Canary",
        "My-Canary-Ana",
        "My-Canary-Sam",
        "canary-thanks",
    ];
    let (at_ana, at_sam) = (ana.serve(), sam.serve());
    let id = ana.writes(&[
        "reflect",
        "canary-text",
        "--title",
        "canary-title",
        "--tag",
        "canary-tag",
    ]);
    ana.json(&["share", &id, "My-Canary-Sam"]);
    ana.writes(&["thanks", "My-Canary-Sam", "canary-thanks", "--now"]);
    sam.syncs_with("My-Canary-Ana");
    let seen = sam.entries(&["search", "canary-text"]).remove(0);
    let edition = seen["id"].as_str().unwrap();
    sam.writes(&[
        "respond",
        edition,
        "--say",
        "canary-reply",
        "--scratch",
        "canary-scratch",
    ]);
    sam.syncs_with("My-Canary-Ana");
    assert_eq!(ana.entries(&["search", "canary-reply"]).len(), 1);

    let words =
        [ana.words("My-Canary-Sam"), sam.words("My-Canary-Ana")].map(|words| words.join(" "));
    let sought = canaries.into_iter().chain(words.iter().map(String::as_str));
    for (person, sought) in sought.flat_map(|sought| [(&ana, sought), (&sam, sought)]) {
        assert!(
            files_holding(&person.home(), sought).unwrap().is_empty(),
            "{sought}"
        );
    }
    at_ana.stop();
    at_sam.stop();
    for person in [&ana, &sam] {
        assert!(files_holding(&person.home(), "anary").unwrap().is_empty());
        fs::write(person.home().join("control"), "\0\x01canary-text\0").unwrap();
        let found = files_holding(&person.home(), "canary-text").unwrap();
        assert_eq!(found, [person.home().join("control")]);
    }
}

#[test]
fn nothing_is_left_in_the_directory_for_temporary_files() {
    let (ana, sam) = super::friends();
    ana.writes(&["thanks", "Sam", "for the dishes", "--now"]);
    super::exchange(&ana, &sam, "Ana");
    for person in [&ana, &sam] {
        assert_eq!(fs::read_dir(person.temporary()).unwrap().count(), 0);
        assert_eq!(fs::read_dir(person.all().join("user")).unwrap().count(), 0);
    }
}
