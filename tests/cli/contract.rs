//! Each row of the command line contract that one person can call, called once: it succeeds, and its
//! document has the fields that scripts rely on.

use std::fs;

use fondly_tests::Person;
use serde_json::Value;

/// What an entry has, wherever it stands.
const ENTRY: &[&str] = &[
    "id",
    "kind",
    "author",
    "author_id",
    "to",
    "title",
    "text",
    "feelings",
    "needs",
    "tags",
    "written_at",
    "date",
    "edited",
    "withdrawn",
    "audience",
    "in_reply_to",
    "state",
    "good_news",
];

fn has(document: &Value, fields: &[&str], args: &[&str]) {
    for field in fields {
        assert!(
            document.get(*field).is_some(),
            "{args:?} without {field}: {document}"
        );
    }
}

#[test]
fn what_is_written_comes_back_with_every_field() {
    let ana = Person::with_open_key("Ana");
    let rows: &[(&[&str], &str)] = &[
        (&["thanks", "me", "I rested", "--keep"], "appreciation"),
        (
            &["thanks", "Jo", "You called", "--now", "--no-reply"],
            "appreciation",
        ),
        (
            &["thanks", "Jo", "A surprise", "--keep-until", "2999-01-01"],
            "appreciation",
        ),
        (
            &[
                "need",
                "Rest",
                "--to",
                "Jo",
                "--happened",
                "h",
                "--feel",
                "f",
                "--need",
                "n",
                "--ask",
                "a",
            ],
            "need",
        ),
        (
            &[
                "reflect",
                "Tea",
                "--title",
                "t",
                "--feel",
                "f",
                "--tag",
                "g",
                "--good-news",
                "--listen-only",
            ],
            "reflection",
        ),
        (
            &["edit", "@last", "--text", "Green tea", "--keep-shared"],
            "reflection",
        ),
        (
            &["edit", "@last", "--text", "Tea", "--update-shared"],
            "reflection",
        ),
    ];
    for (args, kind) in rows {
        let written = ana.json(args);
        has(&written["entry"], ENTRY, args);
        assert_eq!(written["entry"]["kind"], *kind, "{args:?}");
        assert_eq!(written["entry"]["author"], "me");
        assert_eq!(written["shared"], "private", "{args:?}");
    }
    let need = ana.entries(&["list", "--kind", "need"]).remove(0);
    has(&need, &["happened", "ask"], &["need"]);
    assert_eq!(
        (need["state"].as_str(), need["to"].as_str()),
        (Some("voiced"), Some("Jo"))
    );
    let need = need["id"].as_str().unwrap();
    for args in [&["need-state", need, "let-go"][..], &["rm", need]] {
        has(&ana.json(args), &["entry", "shared"], args);
    }
    let shown = ana.json(&["show", "@last"]);
    has(&shown["entry"], ENTRY, &["show"]);
    assert!(shown.get("shared").is_none());
}

#[test]
fn views_are_documents_with_entries() {
    let ana = Person::with_open_key("Ana");
    ana.writes(&["reflect", "Tea with milk", "--tag", "drinks"]);
    ana.writes(&["thanks", "me", "I rested"]);
    let rows: &[&[&str]] = &[
        &[
            "list",
            "--kind",
            "reflection",
            "--tag",
            "drinks",
            "--since",
            "yesterday",
            "--until",
            "today",
            "-n",
            "3",
        ],
        &["list", "--mine"],
        &["list", "--received"],
        &["search", "tea", "milk"],
        &["search", "tea", "--kind", "reflection", "--mine"],
        &["inbox"],
        &["log", "me"],
        &["onthisday", "--date", "2026-11-23"],
        &["random"],
        &["valued"],
        &["shelf"],
        &["year", "2026"],
    ];
    for args in rows {
        let document = ana.json(args);
        let entries = document["entries"].as_array();
        let entries = entries.unwrap_or_else(|| panic!("{args:?}: {document}"));
        entries.iter().for_each(|entry| has(entry, ENTRY, args));
    }
    assert_eq!(ana.entries(rows[0]).len(), 1);
}

#[test]
fn what_is_no_entry_has_a_document_of_its_own() {
    let ana = Person::with_open_key("Ana");
    ana.writes(&["reflect", "Tea"]);
    let at = |name: &str| ana.all().join(name).display().to_string();
    let (json, html, man) = (at("out.json"), at("year.html"), at("man"));
    let backup = at("backup");
    let rows: &[(&[&str], &[&str])] = &[
        (&["who", "@last"], &["audience"]),
        (&["people"], &["people"]),
        (&["status"], &["people", "devices", "net"]),
        (&["doctor"], &["checks"]),
        (&["device", "list"], &["devices"]),
        (&["config", "list"], &["settings"]),
        (&["config", "get", "lock.after"], &["key", "value"]),
        (&["config", "set", "share.hold", "5"], &["key", "value"]),
        (&["balance"], &[]),
        (&["checkin", "--need", "Sleep"], &["entries"]),
        (&["export", "--to", &json], &[]),
        (&["import", &json, "--from", "fondly", "--dry-run"], &[]),
        (&["year", "2026", "--html", &html], &["entries"]),
        (&["backup", &backup], &["file", "bytes", "made_at"]),
        (&["inspect", &backup], &["kind", "bytes"]),
        (&[], &["to_read", "next"]),
    ];
    for (args, fields) in rows {
        has(&ana.json(args), fields, args);
    }
    assert!(fs::read_to_string(html).unwrap().contains("Tea"));
    for args in [
        &["export", "--format", "md", "--to", &at("md")][..],
        &["export", "--format", "html"],
        &["export", "--include", "private"],
        &["config", "path"],
        &["completions", "bash"],
        &["man", &man],
        &["help", "safety"],
    ] {
        assert_eq!(ana.run(args).code, Some(0), "{args:?}");
    }
    has(
        &ana.json(&["device", "list"])["devices"][0],
        &["id", "name", "added_at", "this", "removed"],
        &[],
    );
}

#[test]
fn each_kind_of_failure_has_its_exit_code() {
    let ana = Person::with_open_key("Ana");
    let id = ana.writes(&["reflect", "Tea"]);
    let rows: &[(&[&str], i32)] = &[
        (&["sync", "Sam"], 4),
        (&["reflect", " "], 2),
        (&["list", "--since", "someday"], 2),
        (&["show", "aaaa"], 4),
        (&["show", &id[..3]], 4),
        (&["respond", "aaaa", "--say", "x"], 4),
        (&["ack", "aaaa", "thanks"], 4),
        (&["heard", "aaaa", "yes"], 4),
        (&["share", &id, "Sam"], 4),
        (&["unshare", &id, "Sam"], 4),
        (&["log", "Sam"], 4),
        (&["verify", "Sam"], 4),
        (&["rename", "Sam", "Jo"], 4),
        (&["device", "remove", "phone"], 4),
        (&["undo"], 4),
        (&["recovery"], 4),
        (&["heard", &id, "yes"], 4),
        (&["init", "--name", "Ana"], 6),
        (&["device", "join", "fondly1a", "--device-name", "x"], 6),
        (&["join", "fondly1a", "--as", "Sam"], 1),
    ];
    for (args, code) in rows {
        let error = ana.fails(args, *code);
        for field in ["kind", "message", "hint"] {
            assert!(error.get(field).is_some(), "{args:?}: {error}");
        }
    }
    assert_eq!(ana.texts(&["list"]), ["Tea"]);
}

#[test]
fn an_id_that_could_be_two_entries_lists_both() {
    let ana = Person::with_open_key("Ana");
    // Ids are random. Of 6,000 some seventeen pairs share the first four of their characters, and
    // that no pair does is one chance in some twenty million.
    ana.imports((0..6000).map(|number| number.to_string()));
    let mut ids: Vec<String> = ana
        .entries(&["list"])
        .iter()
        .map(|entry| entry["id"].as_str().unwrap().to_owned())
        .collect();
    ids.sort();
    let two = ids
        .windows(2)
        .find(|two| two[0][..4] == two[1][..4])
        .unwrap();
    let error = ana.fails(&["show", &two[0][..4]], 4);
    let message = error["message"].as_str().unwrap();
    assert!(
        message.contains(&two[0]) && message.contains(&two[1]),
        "{message}"
    );
    assert_eq!(ana.json(&["show", &two[0]])["entry"]["id"], two[0].as_str());
}

#[test]
fn a_system_without_a_keyring_keeps_no_key_in_it() {
    let ana = Person::without_journal();
    let mut command = ana.command(&["init", "--name", "Ana", "--no-passphrase", "--json"]);
    command.env_remove("FONDLY_PASSPHRASE_FILE");
    let error = crate::said(&mut command).error(1);
    assert!(
        error["hint"]
            .as_str()
            .unwrap()
            .contains("--passphrase-file"),
        "{error}"
    );
    assert!(!ana.home().join("journal").exists());
}
