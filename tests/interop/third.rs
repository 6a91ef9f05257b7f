//! Two friends of one person learn nothing of each other.

use fondly_tests::{Person, befriend};

#[test]
fn what_is_shared_with_one_friend_never_reaches_another() {
    let (ana, sam) = super::friends();
    let jo = Person::with_open_key("Jo");
    befriend((&ana, "Ana"), (&jo, "Jo"));
    let for_jo = ana.writes(&["reflect", "for Jo alone"]);
    let for_both = ana.writes(&["reflect", "for both"]);
    ana.json(&["share", &for_jo, "Jo"]);
    ana.json(&["share", &for_both, "Jo"]);
    ana.json(&["share", &for_both, "Sam"]);
    ana.writes(&["thanks", "Jo", "thanks to Jo", "--now"]);
    ana.writes(&["thanks", "Sam", "thanks to Sam", "--now"]);

    let serve = ana.serve();
    sam.syncs_with("Ana");
    jo.syncs_with("Ana");
    sam.syncs_with("Ana");
    serve.stop();

    let sorted = |mut texts: Vec<String>| {
        texts.sort();
        texts
    };
    assert_eq!(sorted(sam.texts(&["list"])), ["for both", "thanks to Sam"]);
    assert_eq!(
        sorted(jo.texts(&["list"])),
        ["for Jo alone", "for both", "thanks to Jo"]
    );
    assert!(sam.entries(&["search", "Jo"]).is_empty());
    let ids = |person: &Person| -> Vec<String> {
        let entries = person.entries(&["list"]);
        entries
            .iter()
            .map(|entry| entry["id"].as_str().unwrap().to_owned())
            .collect()
    };
    assert!(ids(&jo).iter().all(|id| !ids(&sam).contains(id)));
    for id in ids(&jo).iter().chain([&for_jo]) {
        sam.fails(&["show", id], 4);
    }
    let names = |person: &Person| {
        let people = person.json(&["people"])["people"]
            .as_array()
            .unwrap()
            .clone();
        people
            .iter()
            .map(|person| person["name"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        (names(&sam), names(&jo)),
        (vec!["Ana".to_owned()], vec!["Ana".to_owned()])
    );

    let audience = ana.json(&["who", &for_both])["entry"]["audience"].clone();
    let mut audience: Vec<_> = audience.as_array().unwrap().clone();
    audience.sort_by_key(ToString::to_string);
    assert_eq!(audience, ["Jo", "Sam"]);
}

#[test]
fn what_is_withdrawn_from_one_stays_with_the_other() {
    let (ana, sam) = super::friends();
    let jo = Person::with_open_key("Jo");
    befriend((&ana, "Ana"), (&jo, "Jo"));
    let entry = ana.writes(&["reflect", "for both"]);
    ana.json(&["share", &entry, "Jo"]);
    ana.json(&["share", &entry, "Sam"]);
    let serve = ana.serve();
    sam.syncs_with("Ana");
    jo.syncs_with("Ana");
    ana.json(&["unshare", &entry, "Sam"]);
    sam.syncs_with("Ana");
    jo.syncs_with("Ana");
    serve.stop();
    assert!(sam.entries(&["list"]).is_empty());
    assert_eq!(jo.texts(&["list"]), ["for both"]);
}

#[test]
fn a_sync_with_one_person_does_not_call_another() {
    let (ana, sam) = super::friends();
    let jo = Person::with_open_key("Jo");
    befriend((&ana, "Ana"), (&jo, "Jo"));
    let serve = sam.serve();
    let peers = ana.syncs_with("Sam");
    let peers = peers["peers"].as_array().unwrap();
    assert!(peers.iter().all(|peer| peer["name"] == "Sam"));
    serve.stop();
}
