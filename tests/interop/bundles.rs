//! The exchange by file, with no network between the two.

use std::{fs, path::PathBuf};

use fondly_tests::{Person, files_holding};
use serde_json::{Value, json};

/// Has somebody make a bundle by these arguments; gives the file.
fn bundles(person: &Person, name: &str, args: &[&str]) -> PathBuf {
    let file = person.temporary().join(name);
    made(person, &file, args);
    file
}

fn made(person: &Person, file: &std::path::Path, args: &[&str]) -> Value {
    let to = file.to_str().unwrap();
    person.json(&[&["bundle", "--to", to], args].concat())
}

fn receives(person: &Person, file: &std::path::Path) -> Value {
    person.json(&["receive", file.to_str().unwrap()])
}

fn refuses(person: &Person, file: &std::path::Path) -> String {
    let error = person.fails(&["receive", file.to_str().unwrap()], 1);
    error["message"].as_str().unwrap().to_owned()
}

#[test]
fn what_is_shared_goes_by_file_and_the_answer_comes_back_by_another() {
    let (ana, sam) = super::friends();
    for person in [&ana, &sam] {
        person.json(&["config", "set", "net.mode", "off"]);
    }
    ana.writes(&["thanks", "Sam", "for the dishes", "--now"]);
    let waits = |person: &Person| person.json(&["status"])["people"][0]["to_send"].clone();
    assert_ne!(waits(&ana), json!(0));
    let file = bundles(&ana, "for-sam", &["Sam"]);
    let taken = receives(&sam, &file);
    assert_eq!(
        (&taken["from"], &taken["unopened"]),
        (&json!(["Ana"]), &json!(0))
    );
    assert_eq!(sam.texts(&["inbox"]), ["for the dishes"]);

    let received = sam.entries(&["inbox"]).remove(0);
    let id = received["id"].as_str().unwrap();
    sam.writes(&["respond", id, "--say", "gladly"]);
    receives(&ana, &bundles(&sam, "for-ana", &["Ana"]));
    assert_eq!(ana.texts(&["inbox"]), ["gladly"]);
    // What the answer brought besides: how much of it all the other holds.
    assert_eq!(waits(&ana), json!(0));
    let later = made(&ana, &ana.temporary().join("later"), &["Sam"]);
    let whole = made(&ana, &ana.temporary().join("whole"), &["Sam", "--whole"]);
    assert!(later["records"].as_u64() < whole["records"].as_u64());
    receives(&sam, &ana.temporary().join("whole"));
    assert_eq!(sam.texts(&["list", "--received"]), ["for the dishes"]);
}

#[test]
fn in_any_order_and_any_number_of_times() {
    let (ana, sam) = super::friends();
    ana.writes(&["thanks", "Sam", "first", "--now"]);
    let first = bundles(&ana, "first", &["Sam"]);
    ana.writes(&["thanks", "Sam", "second", "--now"]);
    let second = bundles(&ana, "second", &["Sam"]);
    receives(&sam, &second);
    for file in [&first, &second, &first, &first] {
        assert_eq!(receives(&sam, file)["received"], 0);
    }
    assert_eq!(sam.texts(&["log", "Ana"]), ["first", "second"]);
    super::exchange(&ana, &sam, "Ana");
    assert_eq!(sam.texts(&["log", "Ana"]), ["first", "second"]);
    assert_eq!(receives(&sam, &first)["received"], 0);
}

#[test]
fn a_file_is_for_the_one_it_was_made_for() {
    let (ana, sam) = super::friends();
    let cleo = Person::with_open_key("Cleo");
    fondly_tests::befriend((&ana, "Ana"), (&cleo, "Cleo"));
    ana.writes(&["thanks", "Sam", "canary-bundle", "--now"]);
    let file = bundles(&ana, "for-sam", &["Sam"]);
    for other in [&cleo, &ana] {
        let said = refuses(other, &file);
        assert!(said.contains("somebody else"), "{said}");
    }
    assert!(cleo.entries(&["list"]).is_empty());
    for word in ["canary-bundle", "Ana", "Sam"] {
        assert!(
            files_holding(&ana.temporary(), word).unwrap().is_empty(),
            "{word}"
        );
    }
    assert_eq!(receives(&sam, &file)["from"], json!(["Ana"]));
}

#[test]
fn what_is_no_whole_bundle_is_named_and_changes_nothing() {
    let (ana, sam) = super::friends();
    ana.writes(&["thanks", "Sam", "for the dishes", "--now"]);
    let file = bundles(&ana, "for-sam", &["Sam"]);
    let good = fs::read(&file).unwrap();
    let other = sam.temporary().join("other");
    let half = good.len() / 2;
    let newer = [&good[..4], &[9], &good[5..]].concat();
    let flipped = [&good[..half], &[good[half] ^ 1], &good[half + 1..]].concat();
    let cases: [(&[u8], &str); 7] = [
        (&[], "cut short"),
        (&good[..3], "cut short"),
        (&good[..half], "cut short"),
        (&good[..good.len() - 1], "cut short"),
        (b"Dear Sam, this is a letter", "not a bundle"),
        (&newer, "newer version"),
        (&flipped, "damaged"),
    ];
    for (bytes, expected) in cases {
        fs::write(&other, bytes).unwrap();
        let said = refuses(&sam, &other);
        assert!(said.contains(expected), "{said} instead of {expected}");
    }
    assert!(sam.entries(&["list"]).is_empty());
    sam.fails(&["receive", "/nowhere/at/all"], 4);
    receives(&sam, &file);
    assert_eq!(sam.texts(&["list"]), ["for the dishes"]);
}

#[test]
fn what_was_withdrawn_does_not_come_back_by_an_older_file() {
    let (ana, sam) = super::friends();
    let entry = ana.writes(&["thanks", "Sam", "taken back", "--now"]);
    let with = bundles(&ana, "with", &["Sam"]);
    receives(&sam, &with);
    assert_eq!(sam.texts(&["list"]), ["taken back"]);
    ana.json(&["unshare", &entry, "Sam"]);
    let without = bundles(&ana, "without", &["Sam"]);
    receives(&sam, &without);
    assert!(sam.entries(&["list"]).is_empty());
    receives(&sam, &with);
    assert!(sam.entries(&["list"]).is_empty());
    assert!(sam.entries(&["search", "taken"]).is_empty());
}

#[test]
fn one_who_hears_of_the_withdrawal_first_never_sees_the_entry() {
    let (ana, sam) = super::friends();
    let entry = ana.writes(&["thanks", "Sam", "taken back", "--now"]);
    let with = bundles(&ana, "with", &["Sam"]);
    ana.json(&["unshare", &entry, "Sam"]);
    let without = bundles(&ana, "without", &["Sam"]);
    receives(&sam, &without);
    receives(&sam, &with);
    assert!(sam.entries(&["list"]).is_empty());
}

#[test]
fn own_devices_get_everything_by_file() {
    let (ana, sam) = super::friends();
    let phone = ana.another_device("phone");
    ana.writes(&["reflect", "a quiet day"]);
    ana.writes(&["thanks", "Sam", "for the dishes", "--now"]);
    phone.writes(&["reflect", "on the train"]);
    let file = bundles(&ana, "for-phone", &["--all-devices"]);
    assert!(refuses(&sam, &file).contains("somebody else"));
    let taken = receives(&phone, &file);
    assert_eq!(
        (&taken["from"], &taken["unopened"]),
        (&json!(["me"]), &json!(0))
    );
    let mut texts = phone.texts(&["list"]);
    texts.sort();
    assert_eq!(texts, ["a quiet day", "for the dishes", "on the train"]);
    receives(&ana, &bundles(&phone, "for-laptop", &["--all-devices"]));
    assert_eq!(ana.texts(&["list"]).len(), 3);
}

#[test]
fn whoever_has_one_device_makes_no_file_for_the_others() {
    let ana = Person::with_open_key("Ana");
    let to = ana.temporary().join("none");
    let to = to.to_str().unwrap();
    ana.fails(&["bundle", "--all-devices", "--to", to], 4);
    ana.fails(&["bundle", "Sam", "--to", to], 4);
    ana.fails(&["bundle", "--to", to], 2);
}

#[test]
fn a_file_of_a_device_that_was_removed_since_is_refused() {
    let (ana, sam) = super::friends();
    let phone = ana.another_device("phone");
    let serve = sam.serve();
    phone.syncs_with("Sam");
    serve.stop();
    phone.writes(&["thanks", "Sam", "from the phone", "--now"]);
    let file = bundles(&phone, "for-sam", &["Sam"]);
    ana.json(&["device", "remove", "phone"]);
    receives(&sam, &bundles(&ana, "from-laptop", &["Sam"]));
    let said = refuses(&sam, &file);
    assert!(said.contains("was removed since"), "{said}");
    assert!(sam.entries(&["list"]).is_empty());
}

#[test]
fn a_file_comes_in_beside_a_running_serve_and_what_it_brought_is_known_to_it() {
    let (ana, sam) = super::friends();
    let (at_ana, at_sam) = (ana.serve(), sam.serve());
    ana.syncs_with("Sam");
    ana.writes(&["thanks", "Sam", "for the dishes", "--now"]);
    receives(&sam, &bundles(&ana, "for-sam", &["Sam"]));
    sam.writes(&["thanks", "Ana", "for the letter", "--now"]);
    receives(&ana, &bundles(&sam, "for-ana", &["Ana"]));
    sam.syncs_with("Ana");
    for person in [&ana, &sam] {
        let mut texts = person.texts(&["list"]);
        texts.sort();
        assert_eq!(texts, ["for the dishes", "for the letter"]);
    }
    at_ana.stop();
    at_sam.stop();
}

#[test]
fn a_home_that_was_put_back_is_told_that_something_is_missing() {
    let (ana, sam) = super::friends();
    let copy = tempfile::tempdir().unwrap();
    let saved = copy.path().join("journal");
    copied(&sam.home().join("journal"), &saved);
    ana.writes(&["thanks", "Sam", "first", "--now"]);
    receives(&sam, &bundles(&ana, "first", &["Sam"]));
    receives(&ana, &bundles(&sam, "back", &["Ana"]));
    fs::remove_dir_all(sam.home().join("journal")).unwrap();
    copied(&saved, &sam.home().join("journal"));
    ana.writes(&["thanks", "Sam", "second", "--now"]);
    let said = refuses(&sam, &bundles(&ana, "second", &["Sam"]));
    assert!(said.contains("missing here"), "{said}");
    super::exchange(&ana, &sam, "Ana");
    assert_eq!(sam.texts(&["log", "Ana"]), ["first", "second"]);
}

fn copied(from: &std::path::Path, to: &std::path::Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

#[test]
fn a_bundle_is_not_printed_as_json_and_replaces_no_file() {
    let (ana, _sam) = super::friends();
    ana.fails(&["bundle", "Sam"], 2);
    let file = bundles(&ana, "for-sam", &["Sam"]);
    let mode = std::os::unix::fs::PermissionsExt::mode(&file.metadata().unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600);
    ana.fails(&["bundle", "Sam", "--to", file.to_str().unwrap()], 6);
}

#[test]
fn a_bundle_goes_through_pipes() {
    let (ana, sam) = super::friends();
    ana.writes(&["thanks", "Sam", "for the dishes", "--now"]);
    let bytes = ana.command(&["bundle", "Sam"]).output().unwrap().stdout;
    assert!(bytes.starts_with(b"FNDX"));
    sam.piped(&bytes, &["receive", "-"]).text();
    assert_eq!(sam.texts(&["list"]), ["for the dishes"]);
}
