//! `init`, the passphrase, `config`, `status`, `doctor`.

use std::{fs, os::unix::fs::PermissionsExt as _};

use fondly_tests::{Person, files_holding};

#[test]
fn init_gives_24_words_once_and_a_person_id() {
    let ana = Person::without_journal();
    let made = ana.json(&["init", "--name", "Ana"]);
    let words = made["recovery_words"].as_array().unwrap();
    assert_eq!(words.len(), 24);
    assert!(
        words
            .iter()
            .all(|word| word.as_str().is_some_and(|word| word.len() > 2))
    );
    assert_eq!(made["person_id"].as_str().unwrap().len(), 26);
    let written = ana.json(&["reflect", "Tea"]);
    assert_eq!(written["entry"]["author_id"], made["person_id"]);
}

#[test]
fn recovery_words_are_numbered_for_people() {
    let ana = Person::without_journal();
    let shown = ana.text(&["init", "--name", "Ana"]);
    let numbers: Vec<u32> = shown
        .split_whitespace()
        .filter_map(|word| word.parse().ok())
        .collect();
    assert_eq!(numbers, (1..=24).collect::<Vec<_>>());
}

#[test]
fn a_journal_is_not_made_over_another() {
    let ana = Person::new("Ana");
    let id = ana.writes(&["reflect", "Tea"]);
    ana.fails(&["init", "--name", "Eve"], 6);
    ana.fails(&["init", "--name", "Eve", "--insecure-key-file"], 6);
    assert_eq!(ana.json(&["show", &id])["entry"]["text"], "Tea");
}

#[test]
fn init_asks_nothing_without_a_terminal() {
    let ana = Person::without_journal();
    ana.fails(&["init"], 2);
    let said = super::said(
        ana.command(&["init", "--name", "Ana", "--json"])
            .env_remove("FONDLY_PASSPHRASE_FILE"),
    );
    said.error(2);
    assert!(!ana.home().join("journal").exists());
}

#[test]
fn an_empty_passphrase_is_refused() {
    let ana = Person::without_journal();
    fs::write(ana.passphrase_file(), "\n").unwrap();
    ana.fails(&["init", "--name", "Ana"], 2);
}

#[test]
fn a_name_that_is_none_is_refused() {
    let ana = Person::without_journal();
    for name in ["", "  ", "me", "a\nb"] {
        ana.fails(&["init", "--name", name], 2);
    }
}

#[test]
fn a_wrong_passphrase_opens_nothing() {
    let ana = Person::new("Ana");
    fs::write(ana.passphrase_file(), "another passphrase\n").unwrap();
    for args in [
        &["list"][..],
        &["reflect", "Tea"],
        &["status"],
        &["people"],
        &["serve"],
    ] {
        ana.fails(args, 3);
    }
}

#[test]
fn one_line_break_at_the_end_of_the_passphrase_file_does_not_count() {
    let ana = Person::new("Ana");
    let passphrase = fs::read_to_string(ana.passphrase_file()).unwrap();
    fs::write(ana.passphrase_file(), passphrase.trim_end()).unwrap();
    assert!(ana.entries(&["list"]).is_empty());
    fs::write(
        ana.passphrase_file(),
        format!("{}\n\n", passphrase.trim_end()),
    )
    .unwrap();
    ana.fails(&["list"], 3);
}

#[test]
fn without_a_passphrase_and_a_terminal_the_journal_stays_locked() {
    let ana = Person::new("Ana");
    let mut command = ana.command(&["list", "--json"]);
    let error = super::said(command.env_remove("FONDLY_PASSPHRASE_FILE")).error(3);
    assert!(
        error["hint"]
            .as_str()
            .unwrap()
            .contains("--passphrase-file")
    );
}

#[test]
fn the_flag_for_the_passphrase_file_goes_before_the_variable() {
    let ana = Person::new("Ana");
    let file = ana.passphrase_file().display().to_string();
    let mut command = ana.command(&["list", "--json", "--passphrase-file", &file]);
    let said = super::said(command.env("FONDLY_PASSPHRASE_FILE", "/nowhere"));
    assert_eq!(said.document()["entries"], serde_json::json!([]));
}

#[test]
fn the_flag_for_the_home_goes_before_the_variable() {
    let (ana, sam) = (Person::with_open_key("Ana"), Person::with_open_key("Sam"));
    ana.writes(&["reflect", "Tea"]);
    let home = ana.home().display().to_string();
    assert_eq!(sam.texts(&["list", "--home", &home]), ["Tea"]);
}

#[test]
fn an_open_key_needs_no_passphrase_and_status_says_so_for_ever() {
    let ana = Person::with_open_key("Ana");
    let mut command = ana.command(&["status", "--json"]);
    let status = super::said(command.env_remove("FONDLY_PASSPHRASE_FILE")).document();
    let remarks = status["remarks"].as_array().unwrap();
    assert!(
        remarks
            .iter()
            .any(|remark| remark.as_str().unwrap().contains("without a passphrase"))
    );
}

#[test]
fn serve_spares_other_commands_the_passphrase() {
    let ana = Person::new("Ana");
    let serve = ana.serve();
    let locked_out =
        |args: &[&str]| super::said(ana.command(args).env_remove("FONDLY_PASSPHRASE_FILE"));
    let written = locked_out(&["reflect", "Tea", "--json"]).document();
    assert_eq!(written["entry"]["text"], "Tea");
    ana.fails(&["serve"], 1);
    serve.stop();
    locked_out(&["list", "--json"]).error(3);
    assert_eq!(ana.texts(&["list"]), ["Tea"]);
}

#[test]
fn a_home_is_its_owner_s_alone() {
    let ana = Person::new("Ana");
    let mode = |path: &std::path::Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&ana.home()), 0o700);
    let journal = ana.home().join("journal");
    assert_eq!(mode(&journal), 0o700);
    for file in fs::read_dir(&journal).unwrap() {
        assert_eq!(mode(&file.unwrap().path()) & 0o077, 0);
    }
}

#[test]
fn no_text_passphrase_or_name_lies_in_the_home() {
    let ana = Person::new("Ana-Whose-Name-Is-Long");
    let canary = "a canary that sings in no file";
    ana.writes(&[
        "reflect",
        canary,
        "--title",
        "canary-title",
        "--tag",
        "canary-tag",
    ]);
    ana.json(&["search", "canary"]);
    let passphrase = fs::read_to_string(ana.passphrase_file()).unwrap();
    let secrets = [
        canary,
        "canary",
        passphrase.trim_end(),
        "Ana-Whose-Name-Is-Long",
    ];
    for secret in secrets {
        assert!(
            files_holding(&ana.home(), secret).unwrap().is_empty(),
            "{secret}"
        );
    }
    fs::write(ana.home().join("control"), canary).unwrap();
    assert_eq!(
        files_holding(&ana.home(), canary).unwrap(),
        [ana.home().join("control")]
    );
}

#[test]
fn status_and_people_of_somebody_alone() {
    let ana = Person::new("Ana");
    let status = ana.json(&["status"]);
    assert_eq!(status["people"], serde_json::json!([]));
    assert_eq!(status["devices"].as_array().unwrap().len(), 1);
    assert_eq!(status["devices"][0]["this"], true);
    assert_eq!(
        status["net"],
        serde_json::json!({ "mode": "lan", "addresses": [], "relays": [] })
    );
    assert_eq!(ana.json(&["people"]), serde_json::json!({ "people": [] }));
}

#[test]
fn a_sound_journal_passes_the_doctor() {
    let ana = Person::new("Ana");
    let checks = ana.json(&["doctor"]);
    let checks = checks["checks"].as_array().unwrap();
    assert!(!checks.is_empty() && checks.iter().all(|check| check["ok"] == true));
}

#[test]
fn settings_are_read_set_and_listed() {
    let ana = Person::without_journal();
    let bind = ana.text(&["config", "get", "net.bind"]);
    assert_eq!(bind.trim_end(), ana.address().to_string());
    assert_eq!(ana.text(&["config", "get", "share.hold"]), "60\n");
    let set = ana.json(&["config", "set", "share.hold", "0"]);
    assert_eq!(
        set,
        serde_json::json!({ "key": "share.hold", "value": "0" })
    );
    let settings = ana.json(&["config", "list"]);
    assert_eq!(settings["settings"]["share.hold"], "0");
    assert_eq!(settings["settings"]["net.mode"], "lan");
    let path = ana.text(&["config", "path"]);
    assert!(path.starts_with(&ana.home().display().to_string()));
    for (key, value) in [
        ("share.hold", "-1"),
        ("net.mode", "x"),
        ("net.bind", "x"),
        ("x", "y"),
    ] {
        ana.fails(&["config", "set", key, value], 2);
    }
}

#[test]
fn a_network_that_is_off_is_not_used() {
    let ana = Person::new("Ana");
    ana.json(&["config", "set", "net.mode", "off"]);
    ana.fails(&["sync"], 1);
    ana.fails(&["invite", "Sam"], 1);
}

#[test]
fn an_interrupted_invite_exits_with_130() {
    let ana = Person::new("Ana");
    assert_eq!(ana.invite("Sam", &[]).interrupted(), Some(130));
}

#[test]
fn an_invite_that_nobody_takes_fails() {
    let ana = Person::new("Ana");
    assert_eq!(ana.invite("Sam", &["--timeout", "1s"]).ended(), Some(1));
}

#[test]
fn inspect_needs_a_file() {
    let ana = Person::without_journal();
    ana.fails(&["inspect"], 2);
}
