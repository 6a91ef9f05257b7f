//! Several devices of one person: what is written on one comes to all, and to nobody else.

use fondly_tests::{Person, befriend};
use serde_json::Value;

use super::{exchange, friends};

/// What a device shows, in an order of its own.
fn everything(person: &Person) -> Vec<String> {
    let shown = |entry: Value| {
        let mut audience: Vec<String> = entry["audience"]
            .as_array()
            .unwrap()
            .iter()
            .map(ToString::to_string)
            .collect();
        audience.sort();
        format!("{} {} {}", entry["id"], entry["text"], audience.join(","))
    };
    let mut all: Vec<String> = person.entries(&["list"]).into_iter().map(shown).collect();
    all.sort();
    all
}

#[test]
fn three_devices_of_ana_and_two_of_sam_end_with_the_same() {
    let (ana, sam) = friends();
    ana.writes(&["reflect", "before"]);
    let phone = ana.another_device("phone");
    let tablet = phone.another_device("tablet");
    let work = sam.another_device("work");
    // Everybody writes while all are apart.
    ana.writes(&["thanks", "Sam", "from the laptop", "--now"]);
    phone.writes(&["thanks", "Sam", "from the phone", "--now"]);
    tablet.writes(&["reflect", "on the tablet, private"]);
    work.writes(&["thanks", "Ana", "from work", "--now"]);
    sam.writes(&["reflect", "of Sam, private"]);
    // They meet in pairs, some only by way of others.
    exchange(&ana, &tablet, "me");
    exchange(&tablet, &phone, "me");
    exchange(&sam, &phone, "Sam");
    exchange(&sam, &work, "me");
    exchange(&phone, &work, "Ana");
    exchange(&phone, &ana, "me");
    exchange(&tablet, &ana, "me");
    exchange(&phone, &tablet, "me");
    assert_eq!(everything(&ana), everything(&phone));
    assert_eq!(everything(&ana), everything(&tablet));
    assert_eq!(everything(&sam), everything(&work));
    let texts = |person: &Person| {
        let mut texts = person.texts(&["list"]);
        texts.sort();
        texts
    };
    assert_eq!(
        texts(&ana),
        [
            "before",
            "from the laptop",
            "from the phone",
            "from work",
            "on the tablet, private"
        ]
    );
    assert_eq!(
        texts(&work),
        [
            "from the laptop",
            "from the phone",
            "from work",
            "of Sam, private"
        ]
    );
    assert_eq!(
        texts_of(&tablet.entries(&["log", "Sam"])),
        texts_of(&work.entries(&["log", "Ana"]))
    );
}

fn texts_of(entries: &[Value]) -> Vec<String> {
    entries
        .iter()
        .map(|entry| entry["text"].to_string())
        .collect()
}

#[test]
fn what_is_shared_on_one_device_is_known_and_taken_back_on_another() {
    let (ana, sam) = friends();
    let phone = ana.another_device("phone");
    let entry = ana.writes(&["reflect", "a secret of the sea"]);
    ana.json(&["share", &entry, "Sam"]);
    exchange(&ana, &phone, "me");
    assert_eq!(phone.json(&["who", &entry])["entry"]["audience"][0], "Sam");
    exchange(&sam, &phone, "Sam");
    assert_eq!(sam.texts(&["list"]), ["a secret of the sea"]);

    let edited = [
        "edit",
        &entry,
        "--text",
        "a secret of the wind",
        "--update-shared",
    ];
    phone.json(&edited);
    exchange(&sam, &phone, "Sam");
    assert_eq!(sam.texts(&["list"]), ["a secret of the wind"]);

    phone.json(&["unshare", &entry, "Sam"]);
    exchange(&ana, &phone, "me");
    assert!(
        ana.json(&["who", &entry])["entry"]["audience"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    exchange(&sam, &ana, "Sam");
    assert!(sam.entries(&["list"]).is_empty());
}

#[test]
fn one_entry_that_two_devices_shared_apart_is_one_for_the_reader() {
    let (ana, sam) = friends();
    let entry = ana.writes(&["reflect", "the same thought"]);
    let phone = ana.another_device("phone");
    ana.json(&["share", &entry, "Sam"]);
    phone.json(&["share", &entry, "Sam"]);
    exchange(&sam, &ana, "Sam");
    exchange(&sam, &phone, "Sam");
    exchange(&ana, &phone, "me");
    exchange(&sam, &ana, "Sam");
    exchange(&sam, &phone, "Sam");
    assert_eq!(sam.texts(&["list"]), ["the same thought"]);
    ana.json(&["unshare", &entry, "Sam"]);
    exchange(&sam, &ana, "Sam");
    assert!(sam.entries(&["list"]).is_empty());
}

#[test]
fn an_entry_that_was_edited_on_both_merges_and_shows_both_where_they_meet() {
    let ana = Person::with_open_key("Ana");
    let entry = ana.writes(&["reflect", "It rained. We stayed in. The soup was good."]);
    let phone = ana.another_device("phone");
    ana.json(&[
        "edit",
        &entry,
        "--text",
        "It rained hard. We stayed in. The soup was good.",
    ]);
    phone.json(&[
        "edit",
        &entry,
        "--text",
        "It rained. We stayed in. The soup was very good.",
    ]);
    exchange(&ana, &phone, "me");
    let merged = "It rained hard. We stayed in. The soup was very good.";
    for device in [&ana, &phone] {
        let shown = device.json(&["show", &entry])["entry"].clone();
        assert_eq!(shown["text"], merged);
        assert!(shown.get("versions").is_none(), "{shown}");
    }
    ana.json(&[
        "edit",
        &entry,
        "--text",
        "It rained hard. We read all day. The soup was very good.",
    ]);
    phone.json(&[
        "edit",
        &entry,
        "--text",
        "It rained hard. We slept all day. The soup was very good.",
    ]);
    exchange(&ana, &phone, "me");
    for device in [&ana, &phone] {
        let shown = device.json(&["show", &entry])["entry"].clone();
        assert_eq!(shown["versions"].as_array().unwrap().len(), 2, "{shown}");
    }
    assert_eq!(everything(&ana), everything(&phone));
}

#[test]
fn an_entry_erased_on_one_device_is_gone_from_the_views_of_all() {
    let (ana, sam) = friends();
    let entry = ana.writes(&["reflect", "to be forgotten"]);
    ana.json(&["share", &entry, "Sam"]);
    let phone = ana.another_device("phone");
    exchange(&sam, &phone, "Sam");
    phone.json(&["rm", &entry]);
    exchange(&phone, &ana, "me");
    ana.fails(&["show", &entry], 4);
    assert!(ana.entries(&["search", "forgotten"]).is_empty());
    exchange(&sam, &ana, "Sam");
    assert!(sam.entries(&["list"]).is_empty());
}

#[test]
fn devices_of_one_person_push_to_each_other_while_they_serve() {
    let (ana, sam) = friends();
    let phone = ana.another_device("phone");
    let (at_ana, at_phone) = (ana.serve(), phone.serve());
    let at_sam = sam.serve();
    ana.writes(&["thanks", "Sam", "live", "--now"]);
    let here = |person: &Person| !person.entries(&["search", "live"]).is_empty();
    fondly_tests::until("the phone shows it", || here(&phone));
    fondly_tests::until("Sam shows it", || here(&sam));
    // Sam's answer reaches the phone too, by whichever way.
    let edition = sam.entries(&["search", "live"]).remove(0);
    sam.writes(&[
        "respond",
        edition["id"].as_str().unwrap(),
        "--say",
        "gladly",
    ]);
    let answered = |person: &Person| !person.entries(&["search", "gladly"]).is_empty();
    fondly_tests::until("the laptop shows the answer", || answered(&ana));
    fondly_tests::until("the phone shows the answer", || answered(&phone));
    for serve in [at_ana, at_phone, at_sam] {
        serve.stop();
    }
    let jo = Person::with_open_key("Jo");
    befriend((&jo, "Jo"), (&phone, "Ana"));
    assert_eq!(jo.json(&["people"])["people"][0]["devices"], 2);
}
