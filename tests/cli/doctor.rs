//! `doctor`: what it finds, and what it says to do.

use std::{fs, os::unix::fs::PermissionsExt as _, path::Path};

use fondly_tests::Person;
use serde_json::Value;

fn checks(document: &Value) -> Vec<Value> {
    document["checks"].as_array().cloned().unwrap()
}

fn of(document: &Value, name: &str) -> Value {
    let mut all = checks(document).into_iter();
    let found = all.find(|check| check["name"] == name);
    found.unwrap_or_else(|| panic!("no {name} in {document}"))
}

/// What doctor says where it ends with 1.
fn unwell(person: &Person) -> Value {
    let said = person.run(&["--json", "doctor"]);
    assert_eq!(said.code, Some(1), "{said:?}");
    serde_json::from_str(&said.stdout).unwrap()
}

fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn a_new_journal_is_well() {
    let ana = Person::new("Ana");
    let document = ana.json(&["doctor"]);
    let names: Vec<Value> = checks(&document)
        .iter()
        .map(|it| it["name"].clone())
        .collect();
    let expected = [
        "store",
        "key",
        "logs",
        "backup",
        "clock",
        "permissions",
        "network",
        "serve",
    ];
    assert_eq!(names, expected.map(Value::from));
    for check in checks(&document) {
        assert_eq!(
            (&check["ok"], &check["advice"]),
            (&true.into(), &false.into()),
            "{check}"
        );
    }
}

#[test]
fn what_others_could_open_is_named_with_what_to_do() {
    let ana = Person::with_open_key("Ana");
    for path in [
        ana.home(),
        ana.home().join("journal"),
        ana.home().join("journal/key"),
    ] {
        let before = path.metadata().unwrap().permissions().mode();
        mode(&path, before | 0o040);
        let found = of(&unwell(&ana), "permissions");
        assert_eq!(found["ok"], false);
        let detail = found["detail"].as_str().unwrap();
        assert!(
            detail.contains(&format!("chmod go-rwx {}", path.display())),
            "{detail}"
        );
        mode(&path, before);
        ana.json(&["doctor"]);
    }
}

#[test]
fn an_address_that_this_computer_does_not_have_is_broken() {
    let ana = Person::with_open_key("Ana");
    ana.json(&["config", "set", "net.bind", "192.0.2.7"]);
    let found = of(&unwell(&ana), "network");
    assert!(
        found["detail"].as_str().unwrap().contains("192.0.2.7"),
        "{found}"
    );
    ana.json(&["config", "set", "net.mode", "off"]);
    assert_eq!(of(&ana.json(&["doctor"]), "network")["ok"], true);
}

#[test]
fn relays_that_are_set_and_have_no_effect_are_said() {
    let ana = Person::with_open_key("Ana");
    let network = |ana: &Person| of(&ana.json(&["doctor"]), "network");
    ana.json(&["config", "set", "net.mode", "public"]);
    let found = network(&ana);
    assert_eq!(found["advice"], true, "{found}");
    assert!(
        found["detail"]
            .as_str()
            .unwrap()
            .contains("no relay is set")
    );
    ana.json(&["config", "set", "net.mode", "lan"]);
    let relay = "https://relay.example";
    ana.json(&["config", "set", "net.relays", relay]);
    let found = network(&ana);
    assert_eq!(found["advice"], true, "{found}");
    assert!(found["detail"].as_str().unwrap().contains("not used"));
    ana.json(&["config", "set", "net.relays", ""]);
    assert_eq!(network(&ana)["advice"], false);
}

#[test]
fn a_relay_is_set_with_a_token_that_is_never_shown() {
    const TOKEN: &str = "canary0token0canary0token";
    let ana = Person::with_open_key("Ana");
    let entry = format!("https://{TOKEN}@127.0.0.1:1");
    ana.json(&["config", "set", "net.mode", "public"]);
    let said = [
        ana.text(&["config", "set", "net.relays", &entry]),
        ana.text(&["config", "get", "net.relays"]),
        ana.text(&["config", "list"]),
        ana.text(&["doctor"]),
        ana.text(&["status"]),
    ];
    for said in said {
        assert!(!said.contains(TOKEN), "{said}");
    }
    let found = of(&ana.json(&["doctor"]), "relay");
    assert!(
        found["detail"].as_str().unwrap().contains("not reached"),
        "{found}"
    );
    for wrong in [
        "relay",
        "https://short@relay.example",
        "ftp://relay.example",
    ] {
        ana.fails(&["config", "set", "net.relays", wrong], 2);
    }
    ana.fails(&["config", "set", "net.relays.roots", "/nowhere.pem"], 1);
}

#[test]
fn a_key_without_a_passphrase_is_advice_and_no_fault() {
    let ana = Person::with_open_key("Ana");
    let key = of(&ana.json(&["doctor"]), "key");
    assert_eq!((&key["ok"], &key["advice"]), (&true.into(), &true.into()));
    assert!(ana.text(&["doctor"]).contains("advice  key: "));
}

#[test]
fn a_socket_that_a_killed_serve_left_is_named_and_harms_nobody() {
    let ana = Person::with_open_key("Ana");
    ana.serve().killed();
    assert!(ana.home().join("serve.sock").exists());
    assert_eq!(of(&ana.json(&["doctor"]), "socket")["ok"], true);
    assert_eq!(ana.json(&["lock"])["was_held"], false);
    let serve = ana.serve();
    assert!(
        checks(&ana.json(&["doctor"]))
            .iter()
            .all(|it| it["name"] != "socket")
    );
    serve.stop();
}

#[test]
fn a_second_serve_says_that_one_runs() {
    let ana = Person::with_open_key("Ana");
    let serve = ana.serve();
    let error = ana.fails(&["serve"], 1);
    assert_eq!(
        error["message"],
        "fondly serve runs already for this journal"
    );
    assert_eq!(of(&ana.json(&["doctor"]), "serve")["advice"], false);
    serve.stop();
}
