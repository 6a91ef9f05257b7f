//! `lock`, and the time after which the key is forgotten by itself.

use fondly_tests::Person;
use serde_json::{Value, json};

use crate::said;

/// What `args` print where no passphrase can be had.
fn without_passphrase(person: &Person, args: &[&str]) -> fondly_tests::Said {
    let args = [&["--json"], args].concat();
    said(person.command(&args).env_remove("FONDLY_PASSPHRASE_FILE"))
}

fn is_locked(person: &Person) {
    let error = without_passphrase(person, &["list"]).error(3);
    assert_eq!(error["kind"], "locked");
}

#[test]
fn after_lock_every_command_needs_the_passphrase() {
    let ana = Person::new("Ana");
    ana.writes(&["reflect", "a quiet day"]);
    is_locked(&ana);
    let serve = ana.serve();
    let listed = without_passphrase(&ana, &["list"]).document();
    assert_eq!(listed["entries"][0]["text"], "a quiet day");

    let locked = without_passphrase(&ana, &["lock"]).document();
    assert_eq!(
        locked,
        json!({ "locked": true, "was_held": true, "asks_again": true })
    );
    is_locked(&ana);
    assert_eq!(serve.ended(), Some(0));
    assert_eq!(ana.texts(&["list"]), ["a quiet day"]);
    ana.serve().stop();
}

#[test]
fn where_nothing_holds_the_key_there_is_nothing_to_forget() {
    let ana = Person::new("Ana");
    let locked = without_passphrase(&ana, &["lock"]).document();
    assert_eq!(
        locked,
        json!({ "locked": true, "was_held": false, "asks_again": true })
    );
    Person::without_journal().fails(&["lock"], 1);
}

#[test]
fn a_journal_without_a_passphrase_says_that_it_stays_open() {
    let ana = Person::with_open_key("Ana");
    assert_eq!(ana.json(&["lock"])["asks_again"], false);
    assert!(ana.run(&["lock"]).stderr.contains("will not ask"));
}

#[test]
fn a_waiting_invite_holds_the_key_and_ends_as_well() {
    let ana = Person::new("Ana");
    let invite = ana.invite("Sam", &[]);
    assert_eq!(ana.json(&["lock"])["was_held"], true);
    is_locked(&ana);
    assert_eq!(invite.ended(), Some(3));
}

#[test]
fn serve_forgets_the_key_once_no_command_came_for_a_while() {
    let ana = Person::new("Ana");
    ana.json(&["config", "set", "lock.after", "0.01"]);
    assert_eq!(ana.serve().ended(), Some(0));
    is_locked(&ana);
}

#[test]
fn a_running_serve_takes_over_the_time_to_lock() {
    let ana = Person::new("Ana");
    let serve = ana.serve();
    ana.json(&["config", "set", "lock.after", "0.01"]);
    assert_eq!(serve.ended(), Some(0));
    is_locked(&ana);
}

#[test]
fn times_that_are_none_are_refused() {
    let ana = Person::without_journal();
    for value in ["-1", "soon", "1e3", "inf", "NaN", "999999999", ""] {
        let error = ana.fails(&["config", "set", "lock.after", value], 2);
        assert_eq!(error["kind"], Value::from("usage"), "{value}");
    }
}

#[test]
fn a_process_that_holds_the_key_and_hangs_is_named() {
    let ana = Person::new("Ana");
    let serve = ana.serve();
    serve.suspend();
    let error = without_passphrase(&ana, &["lock"]).error(1);
    let message = error["message"].as_str().unwrap();
    assert!(message.contains("does not answer"), "{message}");
    serve.resume();
    // It has read the request by now, or never got it: either way it ends, and has forgotten.
    without_passphrase(&ana, &["lock"]).document();
    is_locked(&ana);
    assert_eq!(serve.ended(), Some(0));
}
