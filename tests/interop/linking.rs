//! Linking a device: what the new one gets, and what does not let it in.

use fondly_tests::{Person, befriend, joining};

use super::{exchange, friends};

#[test]
fn a_new_device_has_everything_and_needs_the_old_one_no_more() {
    let (ana, sam) = friends();
    let need = ana.writes(&["need", "an evening without plans", "--to", "Sam"]);
    ana.json(&["share", &need, "Sam"]);
    ana.writes(&["reflect", "kept to myself", "--tag", "sea"]);
    sam.writes(&["thanks", "Ana", "for the soup", "--now"]);
    exchange(&ana, &sam, "Ana");
    ana.json(&["config", "set", "share.hold", "7"]);

    let phone = ana.another_device("phone");
    let sorted = |person: &Person, args: &[&str]| {
        let mut entries = person.entries(args);
        entries.sort_by_key(|entry| entry["id"].to_string());
        entries
    };
    assert_eq!(sorted(&phone, &["list"]), sorted(&ana, &["list"]));
    assert_eq!(phone.entries(&["log", "Sam"]), ana.entries(&["log", "Sam"]));
    assert_eq!(
        phone.texts(&["search", "evening"]),
        ["an evening without plans"]
    );
    assert_eq!(phone.json(&["people"]), ana.json(&["people"]));
    assert_eq!(phone.json(&["who", &need])["entry"]["audience"][0], "Sam");
    assert_eq!(phone.text(&["config", "get", "share.hold"]).trim(), "7");

    // The old device is never seen again, and Sam has not heard of the new one.
    let all = ana.all().to_path_buf();
    drop(ana);
    assert!(!all.exists());
    phone.writes(&["thanks", "Sam", "from my phone", "--now"]);
    exchange(&sam, &phone, "Sam");
    assert!(sam.texts(&["list"]).contains(&"from my phone".to_owned()));
    let edition = sam.entries(&["search", "evening"]).remove(0);
    let edition = edition["id"].as_str().unwrap();
    sam.writes(&["respond", edition, "--say", "tonight then"]);
    exchange(&sam, &phone, "Sam");
    assert_eq!(phone.texts(&["search", "tonight"]), ["tonight then"]);
    assert_eq!(sam.json(&["people"])["people"][0]["verified"], true);
    assert_eq!(sam.json(&["people"])["people"][0]["devices"], 2);
    assert!(
        sam.text(&["status"])
            .contains("Ana uses a new device, today")
    );
}

#[test]
fn a_device_that_gives_no_name_is_told_of_too() {
    let ana = Person::with_open_key("Ana");
    ana.writes(&["reflect", "a quiet day"]);
    let thief = fondly_crypto::SigningKey::from_bytes(&[7; 32]);
    let came_at = super::open_store(&ana)
        .write(|tx| {
            let me = tx.identity()?;
            let mut roster = tx.roster(&me.person)?.expect("a person has a roster");
            let device = fondly_crypto::SigningKey::from_bytes(&me.device_key);
            roster
                .add(&device, &thief)
                .expect("a device that is in adds");
            // Not while this device itself came in.
            let came_at = me.created_at + 3600;
            tx.put_roster(&roster, came_at)?;
            Ok::<_, fondly_store::StoreError>(came_at)
        })
        .unwrap();
    let id = fondly_sync::shown(&thief.verifying_key().0)[..8].to_owned();
    // In the last hour of a day it comes tomorrow.
    let day = |at: jiff::Timestamp| at.to_zoned(jiff::tz::TimeZone::UTC).date();
    let came = day(jiff::Timestamp::from_second(came_at).unwrap());
    let shown = if came == day(jiff::Timestamp::now()) {
        "today".to_owned()
    } else {
        came.to_string()
    };
    let notice = format!(
        "New device: without a name, {shown}. If it is not yours: fondly device remove {id}"
    );
    let said = ana.text(&["status"]);
    assert!(said.contains(&notice), "{said}");
    ana.json(&["device", "remove", &id]);
    assert!(!ana.text(&["status"]).contains("New device"));
}

#[test]
fn every_device_of_its_person_says_that_one_is_new() {
    let ana = Person::with_open_key("Ana");
    let phone = ana.another_device("phone");
    let tablet = phone.another_device("tablet");
    exchange(&phone, &ana, "me");
    assert!(ana.text(&["status"]).contains("New device: tablet, today"));
    assert!(ana.text(&["status"]).contains("New device: phone, today"));
    assert!(
        phone
            .text(&["status"])
            .contains("New device: tablet, today")
    );
    for person in [&ana, &phone, &tablet] {
        let devices = person.json(&["device", "list"])["devices"].clone();
        let devices = devices.as_array().unwrap();
        assert_eq!(devices.len(), 3);
        let this = devices.iter().filter(|it| it["this"] == true);
        assert_eq!(this.count(), 1);
        assert!(
            devices
                .iter()
                .all(|it| it["removed"] == false && it["added_at"].is_string())
        );
    }
}

#[test]
fn nothing_is_linked_where_a_journal_exists() {
    let ana = Person::with_open_key("Ana");
    let sam = Person::with_open_key("Sam");
    let adding = ana.adds_a_device(&[]);
    let refused = sam.fails(&joining(&adding.line, "phone"), 6);
    assert!(refused["hint"].as_str().unwrap().contains("--home"));
    assert_eq!(
        ana.json(&["device", "list"])["devices"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn a_line_of_the_other_kind_is_refused_and_says_what_to_do() {
    let ana = Person::with_open_key("Ana");
    let sam = Person::with_open_key("Sam");
    let adding = ana.adds_a_device(&[]);
    let refused = sam.fails(&["join", &adding.line, "--as", "Ana"], 6);
    assert!(refused["hint"].as_str().unwrap().contains("device join"));
    drop(adding);
    let inviting = ana.invite("Sam", &[]);
    let phone = Person::without_journal();
    let refused = phone.fails(&joining(&inviting.line, "phone"), 6);
    assert!(refused["hint"].as_str().unwrap().contains("fondly join"));
    let cut = &inviting.line[..inviting.line.len() - 3];
    let damaged = phone.fails(&joining(cut, "phone"), 1);
    assert!(damaged["message"].as_str().unwrap().contains("damaged"));
}

#[test]
fn a_line_lets_one_device_in() {
    let ana = Person::with_open_key("Ana");
    let adding = ana.adds_a_device(&[]);
    let line = adding.line.clone();
    let (one, other) = (Person::without_journal(), Person::without_journal());
    let (first, second) = std::thread::scope(|scope| {
        let first = scope.spawn(|| one.run(&joining(&line, "one")));
        let second = scope.spawn(|| other.run(&joining(&line, "other")));
        (first.join().unwrap(), second.join().unwrap())
    });
    let codes = [first.code, second.code];
    assert!(
        codes.contains(&Some(0)) && codes.contains(&Some(1)),
        "{codes:?}"
    );
    adding.joined();
    assert_eq!(
        ana.json(&["device", "list"])["devices"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    let late = Person::without_journal();
    late.fails(&joining(&line, "late"), 1);
    assert!(!late.home().join("journal").exists());
}

#[test]
fn a_line_is_worth_nothing_after_its_time() {
    let ana = Person::with_open_key("Ana");
    let adding = ana.adds_a_device(&["--timeout", "1s"]);
    let line = adding.line.clone();
    assert_eq!(adding.ended(), Some(1));
    let phone = Person::without_journal();
    phone.fails(&joining(&line, "phone"), 1);
    assert_eq!(
        ana.json(&["device", "list"])["devices"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn the_passphrase_is_asked_again_although_serve_holds_the_key() {
    let ana = Person::new("Ana");
    let serve = ana.serve();
    let without = |args: &[&str]| {
        let mut command = ana.command(args);
        command.env_remove("FONDLY_PASSPHRASE_FILE");
        fondly_tests::Said::of(&mut command, &[])
    };
    assert_eq!(without(&["list"]).code, Some(0));
    assert_eq!(without(&["device", "add"]).code, Some(3));
    let adding = ana.adds_a_device(&[]);
    let phone = Person::without_journal();
    phone.json(&joining(&adding.line, "phone"));
    assert_eq!(adding.joined()["whole"], true);
    serve.stop();
}

#[test]
fn a_device_joins_while_both_friends_serve() {
    let (ana, sam) = friends();
    let (at_ana, at_sam) = (ana.serve(), sam.serve());
    ana.writes(&["thanks", "Sam", "one", "--now"]);
    let phone = ana.another_device("phone");
    phone.writes(&["thanks", "Sam", "two", "--now"]);
    phone.syncs_with("Sam");
    let mut texts = sam.texts(&["list"]);
    texts.sort();
    assert_eq!(texts, ["one", "two"]);
    at_ana.stop();
    at_sam.stop();
    let jo = Person::with_open_key("Jo");
    befriend((&phone, "Ana"), (&jo, "Jo"));
    exchange(&phone, &ana, "me");
    let names = ana.json(&["people"])["people"].as_array().unwrap().len();
    assert_eq!(names, 2);
    ana.writes(&["thanks", "Jo", "hello from the laptop", "--now"]);
    exchange(&jo, &ana, "Jo");
    assert_eq!(jo.texts(&["list"]), ["hello from the laptop"]);
}
