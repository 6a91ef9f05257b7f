//! `export` and `import`.

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

use fondly_tests::Person;
use serde_json::{Value, json};

fn file(person: &Person, name: &str, content: &str) -> PathBuf {
    let path = person.temporary().join(name);
    if let Some(dir) = path.parent() {
        fs::create_dir_all(dir).unwrap();
    }
    fs::write(&path, content).unwrap();
    path
}

fn imports(person: &Person, path: &Path, options: &[&str]) -> Value {
    person.json(&[&["import", path.to_str().unwrap()], options].concat())
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn an_export_is_one_document_that_can_be_imported() {
    let ana = Person::with_open_key("Ana");
    ana.writes(&["thanks", "Gran", "You taught me to bake", "--keep"]);
    ana.writes(&[
        "reflect",
        "Tea",
        "--title",
        "Post",
        "--tag",
        "home",
        "--good-news",
    ]);
    ana.writes(&[
        "need",
        "Rest",
        "--happened",
        "A long week",
        "--feel",
        "tired",
    ]);
    let export = ana.json(&["export"]);
    assert_eq!(
        (&export["format"], &export["version"]),
        (&json!("fondly"), &json!(1))
    );
    let texts = |entries: &Value| {
        let entries = entries.as_array().unwrap().iter();
        entries
            .map(|entry| entry["text"].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        texts(&export["entries"]),
        ["You taught me to bake", "Tea", "Rest"]
    );

    let jo = Person::with_open_key("Jo");
    let path = file(&jo, "journal.json", &ana.text(&["export"]));
    assert_eq!(imports(&jo, &path, &["--dry-run"])["imported"], 3);
    assert!(jo.entries(&["list"]).is_empty());
    let report = imports(&jo, &path, &[]);
    assert_eq!(
        report,
        json!({ "imported": 3, "same": 0, "skipped": [], "dry_run": false })
    );
    assert_eq!(imports(&jo, &path, &[])["same"], 3);
    assert_eq!(
        jo.texts(&["list"]),
        ["Rest", "Tea", "You taught me to bake"]
    );
    assert_eq!(jo.texts(&["search", "bake"]), ["You taught me to bake"]);
    assert_eq!(jo.texts(&["list", "--tag", "home"]), ["Tea"]);
    // At home it is all there already.
    let path = file(&ana, "journal.json", &jo.text(&["export"]));
    assert_eq!(imports(&ana, &path, &[])["same"], 3);
}

#[test]
fn an_export_of_what_is_private_asks_for_the_passphrase_though_the_key_is_at_hand() {
    let ana = Person::new("Ana");
    let serve = ana.serve();
    let without = |args: &[&str]| {
        let mut command = ana.command(args);
        command.env_remove("FONDLY_PASSPHRASE_FILE");
        crate::said(&mut command)
    };
    assert_eq!(without(&["list"]).code, Some(0));
    assert_eq!(without(&["export"]).code, Some(3));
    assert_eq!(
        without(&["export", "--include", "private,received"]).code,
        Some(3)
    );
    assert_eq!(
        without(&["export", "--include", "shared,received"]).code,
        Some(0)
    );
    assert_eq!(ana.run(&["export"]).code, Some(0));
    drop(serve);
}

#[test]
fn an_export_is_for_its_owner_and_overwrites_nothing() {
    let ana = Person::with_open_key("Ana");
    ana.writes(&["reflect", "Tea"]);
    for (format, name) in [("json", "a.json"), ("html", "a.html"), ("md", "a")] {
        let path = ana.temporary().join(name);
        let args = ["export", "--format", format, "--to", path.to_str().unwrap()];
        assert_eq!(ana.json(&args)["entries"], 1);
        let open = if format == "md" { 0o700 } else { 0o600 };
        assert_eq!(mode(&path), open, "{format}");
        ana.fails(&args, 6);
    }
    ana.fails(&["export", "--format", "html"], 2);
    ana.fails(&["export", "--to", "/nowhere/at/all"], 1);
}

#[test]
fn a_page_holds_no_markup_of_its_texts_and_refers_to_nothing() {
    let ana = Person::with_open_key("Ana");
    ana.writes(&["reflect", "<script src=x>1</script>", "--title", "<b>"]);
    let page = ana.text(&["export", "--format", "html"]);
    assert!(page.contains("&lt;script src=x&gt;1&lt;/script&gt;") && page.contains("&lt;b&gt;"));
    for mark in ["<script", "http://", "https://", "url(", "<link", "<img"] {
        assert!(!page.contains(mark), "{mark}");
    }
}

#[test]
fn a_directory_of_markdown_comes_back_as_it_went() {
    let ana = Person::with_open_key("Ana");
    ana.writes(&[
        "reflect",
        "Tea: # [\n---\n\nmore",
        "--title",
        "a: \"b\" # c",
        "--tag",
        "x, y",
    ]);
    ana.writes(&["need", "Rest", "--need", "quiet"]);
    let dir = ana.temporary().join("notes");
    ana.json(&["export", "--format", "md", "--to", dir.to_str().unwrap()]);
    let jo = Person::with_open_key("Jo");
    assert_eq!(imports(&jo, &dir, &[])["imported"], 2);
    assert_eq!(imports(&jo, &dir, &[])["same"], 2);
    for field in [
        "text",
        "title",
        "tags",
        "needs",
        "kind",
        "date",
        "written_at",
        "state",
    ] {
        let of = |person: &Person| {
            let entries = person.entries(&["list"]).into_iter();
            let mut values: Vec<String> = entries.map(|entry| entry[field].to_string()).collect();
            // Both were written in the same second, and files are read by name.
            values.sort_unstable();
            values
        };
        assert_eq!(of(&jo), of(&ana), "{field}");
    }
}

#[test]
fn good_entries_come_in_and_broken_ones_are_named_by_line() {
    let ana = Person::with_open_key("Ana");
    let tags = vec!["t"; 40_000];
    let broken =
        json!({ "kind": "reflection", "text": "Many", "date": "2026-01-01", "tags": tags });
    let content = format!(
        r#"{{ "format": "fondly", "version": 1, "entries": [
{{ "kind": "reflection", "text": "Good", "date": "2026-01-01" }},
{{ "kind": "reflection", "text": "secret", "date": "2026-02-30" }},
{{ "kind": "diary", "text": "secret", "date": "2026-01-01" }},
"secret",
{{ "kind": "reflection", "text": ["secret"], "date": "2026-01-01" }},
{{ "kind": "reflection", "text": " ", "date": "2026-01-01" }},
{broken},
{{ "kind": "reflection", "text": "Good too", "written_at": "1987-05-01T10:00:00Z" }},
{{ "kind": "response", "say": "secret", "date": "2026-01-01" }},
{{ "kind": "response", "say": "secret", "date": "2026-01-01", "in_reply_to": "{answered}" }},
{{ "kind": "response", "say": "secret", "date": "2026-01-01", "in_reply_to": "{answered}", "reply_heads": [] }},
{{ "kind": "response", "say": "secret", "date": "2026-01-01", "in_reply_to": "{answered}", "reply_heads": ["a"] }}
] }}"#,
        answered = "a".repeat(26)
    );
    let report = imports(&ana, &file(&ana, "mixed.json", &content), &[]);
    assert_eq!(report["imported"], 2);
    let skipped = report["skipped"].as_array().unwrap();
    let lines: Vec<&Value> = skipped.iter().map(|skipped| &skipped["line"]).collect();
    assert_eq!(lines, [3, 4, 5, 6, 7, 8, 10, 11, 12, 13]);
    let reasons = skipped[6..].iter().map(|skipped| &skipped["reason"]);
    assert_eq!(
        reasons.collect::<Vec<_>>(),
        [
            "it answers something that is not named",
            "reply_heads does not say which version it answers",
            "reply_heads does not say which version it answers",
            "reply_heads names no version",
        ]
    );
    assert!(!report.to_string().contains("secret"));
    let listed = ana.entries(&["list"]);
    assert_eq!(listed[1]["date"], "1987-05-01");
    assert_eq!(listed.len(), 2);
}

#[test]
fn what_others_wrote_comes_in_as_a_quote_of_mine() {
    let ana = Person::with_open_key("Ana");
    let content = json!({ "format": "fondly", "version": 1, "entries": [
        { "id": "abcdefghijklmnopqrstuvwxya", "kind": "appreciation", "author": "Sam", "to": "me",
          "text": "You listened", "date": "2026-01-01", "audience": ["Ana"] },
        { "kind": "appreciation", "author": "me", "author_id": "abcdefghijklmnopqrstuvwxya",
          "to": "Sam", "text": "Soup", "date": "2026-01-02", "audience": ["Sam"] },
    ] });
    imports(&ana, &file(&ana, "two.json", &content.to_string()), &[]);
    let entries = ana.entries(&["list"]);
    let [mine, quote] = entries.as_slice() else {
        panic!("{entries:?}")
    };
    assert_eq!(mine["to"], "Sam");
    assert_eq!(quote["author"], "me");
    assert_eq!(quote["kind"], "reflection");
    assert_eq!(quote["tags"], json!(["imported"]));
    assert_eq!(quote["text"], "Sam wrote on 2026-01-01:\n\nYou listened");
    assert_eq!(
        (&mine["audience"], &quote["audience"]),
        (&json!([]), &json!([]))
    );
}

#[test]
fn journals_of_other_programs_are_recognised() {
    let ana = Person::with_open_key("Ana");
    for (name, content) in [
        (
            "Journal.json",
            r#"{"metadata":{"version":"1.0"},"entries":[{"uuid":"A1","creationDate":"2019-05-01T22:30:00Z",
               "timeZone":"Europe\/Vienna","text":"One","tags":["home"],"starred":false}]}"#,
        ),
        (
            "jrnl.json",
            r#"{"tags":{"@x":1},"entries":[{"title":"Two","body":"The body @x","date":"2020-05-01",
               "time":"10:30","tags":["@x"],"starred":true}]}"#,
        ),
        (
            "presently.csv",
            "entryDate,entryContent\n2021-05-01,\"Three,\nand more\"\nnever,x\n",
        ),
        (
            "jrnl.txt",
            "[2022-05-01 10:30] Four @y *\nThe body\n\n[2022-05-02 09:00:00 PM] Five\n[2022-02-30 10:30] Six\n",
        ),
        ("notes/2023-05-01-walk.md", "Seven\n"),
        (
            "notes/deep/a.md",
            "---\ntitle: Walk\ndate: 2023-05-02\ntags: [a, b]\n---\nEight\n",
        ),
    ] {
        let path = file(&ana, name, content);
        if !name.contains('/') {
            imports(&ana, &path, &[]);
            assert_eq!(
                imports(&ana, &path, &["--dry-run"])["imported"],
                0,
                "{name}"
            );
        }
    }
    imports(&ana, &ana.temporary().join("notes"), &[]);
    let mut entries = ana.entries(&["list"]);
    entries.reverse();
    let found: Vec<_> = entries
        .iter()
        .map(|e| json!([e["date"], e["title"], e["text"], e["tags"]]))
        .collect();
    assert_eq!(
        found,
        [
            json!(["2019-05-02", null, "One", ["home"]]),
            json!(["2020-05-01", "Two", "The body @x", ["x"]]),
            json!(["2021-05-01", null, "Three,\nand more", ["gratitude"]]),
            json!(["2022-05-01", "Four @y", "The body", ["y"]]),
            json!(["2022-05-02", null, "Five", []]),
            json!(["2023-05-01", null, "Seven", []]),
            json!(["2023-05-02", "Walk", "Eight", ["a", "b"]]),
        ]
    );
    let skipped = |name: &str| {
        let report = imports(&ana, &ana.temporary().join(name), &["--dry-run"]);
        report["skipped"][0]["line"].clone()
    };
    assert_eq!(
        (skipped("presently.csv"), skipped("jrnl.txt")),
        (json!(4), json!(5))
    );
}

#[test]
fn a_file_that_is_something_else_is_refused_whole() {
    let ana = Person::with_open_key("Ana");
    for (name, content) in [
        ("a.json", "{ \"entries\": [ {\"kind\":"),
        ("b.json", "{ \"format\": \"other\", \"entries\": [] }"),
        ("c.json", "{ \"version\": 2, \"entries\": [] }"),
        ("d.csv", "day,text\n"),
        ("e", "just words"),
    ] {
        let path = file(&ana, name, content);
        ana.fails(&["import", path.to_str().unwrap()], 1);
    }
    ana.fails(&["import", "/nowhere/at/all"], 1);
    let bomb = "---\na: &a [x]\nb: [*a, *a]\ndate: 2026-01-01\n---\nText\n";
    let report = imports(&ana, &file(&ana, "f.md", bomb), &[]);
    assert_eq!(
        (&report["imported"], &report["skipped"][0]["line"]),
        (&json!(0), &json!(1))
    );
}

#[test]
fn a_large_import_leaves_no_log_of_its_size_beside_a_running_serve() {
    const LOG_BYTES_MAX: u64 = 64 << 10;
    let ana = Person::with_open_key("Ana");
    let serve = ana.serve();
    ana.imports((0..2000).map(|number| format!("{number} {}", "said and done ".repeat(20))));
    let log = ana.home().join("journal/store.db-wal");
    let bytes = fs::metadata(log).unwrap().len();
    assert!(bytes < LOG_BYTES_MAX, "{bytes} bytes are left in the log");
    serve.stop();
}
