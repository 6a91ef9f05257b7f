//! `passphrase`.

use std::fs;

use fondly_tests::Person;

#[test]
fn a_new_passphrase_opens_and_the_old_one_does_not() {
    let ana = Person::new("Ana");
    ana.writes(&["reflect", "Tea"]);
    let new = ana.all().join("new");
    fs::write(&new, "another passphrase\n").unwrap();
    let new = new.to_str().unwrap();
    let args = ["passphrase", "--new-passphrase-file", new];
    assert_eq!(ana.json(&args)["changed"], true);
    ana.fails(&["list"], 3);
    ana.fails(&args, 3);
    assert_eq!(ana.texts(&["list", "--passphrase-file", new]), ["Tea"]);
}

#[test]
fn the_old_passphrase_is_asked_for_though_the_key_is_at_hand() {
    let ana = Person::new("Ana");
    let serve = ana.serve();
    let new = ana.all().join("new");
    fs::write(&new, "another passphrase\n").unwrap();
    let args = ["passphrase", "--new-passphrase-file", new.to_str().unwrap()];
    let mut without = ana.command(&args);
    without.env_remove("FONDLY_PASSPHRASE_FILE");
    assert_eq!(crate::said(&mut without).code, Some(3));
    drop(serve);
    assert_eq!(ana.run(&["list"]).code, Some(0));
}

#[test]
fn an_empty_passphrase_changes_nothing() {
    let ana = Person::new("Ana");
    let new = ana.all().join("new");
    fs::write(&new, "\n").unwrap();
    ana.fails(
        &["passphrase", "--new-passphrase-file", new.to_str().unwrap()],
        2,
    );
    assert_eq!(ana.run(&["list"]).code, Some(0));
}
