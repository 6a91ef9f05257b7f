//! `inspect`: what a file shows to a stranger.

use std::fs;

use fondly_tests::{Person, Said};

/// Somebody who has neither journal nor home looks at a file.
fn strangers(args: &[&str]) -> Said {
    let stranger = Person::without_journal();
    let mut command = stranger.command(&[&["inspect"], args].concat());
    command.env_remove("HOME").env_remove("FONDLY_HOME");
    command.env_remove("FONDLY_PASSPHRASE_FILE");
    crate::said(&mut command)
}

#[test]
fn a_backup_shows_its_size_and_nothing_of_its_owner() {
    let ana = Person::with_open_key("Ana");
    ana.writes(&["reflect", "a canary that sings in no file"]);
    let file = ana.all().join("backup").display().to_string();
    ana.json(&["backup", &file]);
    let seen = strangers(&[&file, "--json"]).document();
    assert_eq!(seen["kind"], "backup");
    assert_eq!(seen["bytes"], fs::metadata(&file).unwrap().len());
    assert_eq!(seen["envelopes"], 1);
    let words = strangers(&[&file]).text();
    assert!(
        words.contains("recovery words") && !words.contains("Ana"),
        "{words}"
    );
}

#[test]
fn a_backup_that_is_cut_short_says_so() {
    let ana = Person::with_open_key("Ana");
    let file = ana.all().join("backup");
    ana.json(&["backup", file.to_str().unwrap()]);
    let whole = fs::read(&file).unwrap();
    fs::write(&file, &whole[..whole.len() - 1]).unwrap();
    let error = strangers(&[file.to_str().unwrap(), "--json"]).error(1);
    assert!(error["message"].as_str().unwrap().contains("cut short"));
}

#[test]
fn a_bundle_shows_its_size_and_neither_from_whom_nor_for_whom() {
    let (ana, sam) = (Person::with_open_key("Ana"), Person::with_open_key("Sam"));
    fondly_tests::befriend((&ana, "Ana"), (&sam, "Sam"));
    ana.writes(&["thanks", "Sam", "for the dishes", "--now"]);
    let file = ana.all().join("bundle").display().to_string();
    ana.json(&["bundle", "Sam", "--to", &file]);
    let seen = strangers(&[&file, "--json"]).document();
    assert_eq!(seen["kind"], "bundle");
    assert_eq!(seen["bytes"], fs::metadata(&file).unwrap().len());
    assert_eq!(
        (&seen["parts"], &seen["devices_max"]),
        (&1.into(), &4.into())
    );
    let words = strangers(&[&file]).text();
    assert!(!words.contains("Ana") && !words.contains("Sam"), "{words}");
    let whole = fs::read(&file).unwrap();
    fs::write(&file, &whole[..whole.len() - 1]).unwrap();
    let error = strangers(&[&file, "--json"]).error(1);
    assert!(error["message"].as_str().unwrap().contains("cut short"));
}

#[test]
fn an_invite_shows_where_it_is_answered_and_until_when() {
    let ana = Person::new("Ana");
    let serve = ana.serve();
    let invite = ana.invite("Sam", &[]);
    let file = ana.all().join("invite");
    fs::write(&file, format!("{}\n", invite.line)).unwrap();
    let of_line = strangers(&[&invite.line, "--json"]).document();
    let of_file = strangers(&[file.to_str().unwrap(), "--json"]).document();
    assert_eq!(of_line, of_file);
    assert_eq!(
        (of_line["kind"].as_str(), of_line["purpose"].as_str()),
        (Some("invite"), Some("person"))
    );
    let addresses = of_line["addresses"].as_array().unwrap();
    let own = ana.address().to_string();
    assert!(
        addresses
            .iter()
            .any(|at| at.as_str().is_some_and(|at| at.starts_with(&own)))
    );
    let words = strangers(&[&invite.line]).text();
    assert!(
        words.contains(&own) && !words.contains("Sam") && !words.contains("Ana"),
        "{words}"
    );
    strangers(&[&invite.line[..invite.line.len() - 1], "--json"]).error(1);
    invite.killed();
    serve.stop();
}

#[test]
fn an_export_is_open_and_other_files_are_not_ours() {
    let ana = Person::with_open_key("Ana");
    ana.writes(&["reflect", "Tea"]);
    let file = ana.all().join("export.json").display().to_string();
    ana.json(&["export", "--to", &file]);
    assert_eq!(strangers(&[&file, "--json"]).document()["kind"], "export");
    assert!(strangers(&[&file]).text().contains("not encrypted"));
    for other in ["", "a letter", "{\"format\":\"other\"}"] {
        fs::write(&file, other).unwrap();
        strangers(&[&file, "--json"]).error(1);
    }
    strangers(&["/nowhere", "--json"]).error(1);
}
