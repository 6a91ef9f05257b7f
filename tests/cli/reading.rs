//! `list`, `search`, `show`, and which ids they take.

use fondly_tests::Person;

#[test]
fn the_list_is_newest_first_and_can_be_narrowed() {
    let ana = Person::with_open_key("Ana");
    ana.writes(&["reflect", "first", "--tag", "family"]);
    ana.writes(&["need", "second", "--to", "Sam"]);
    let today = ana.json(&["thanks", "me", "third"])["entry"]["date"].clone();
    let today = today.as_str().unwrap();
    let listed = |args: &[&str]| ana.texts(&[&["list"], args].concat());
    assert_eq!(listed(&[]), ["third", "second", "first"]);
    assert_eq!(listed(&["-n", "2"]), ["third", "second"]);
    assert_eq!(listed(&["--kind", "need"]), ["second"]);
    assert_eq!(listed(&["--kind", "appreciation"]), ["third"]);
    assert_eq!(listed(&["--kind", "response"]), [""; 0]);
    assert_eq!(listed(&["--tag", "family"]), ["first"]);
    assert_eq!(listed(&["--mine"]).len(), 3);
    assert_eq!(listed(&["--received"]), [""; 0]);
    assert_eq!(listed(&["--since", today, "--until", today]).len(), 3);
    assert_eq!(listed(&["--since", "2199-01-01"]), [""; 0]);
    assert_eq!(listed(&["--until", "2001-01-01"]), [""; 0]);
}

#[test]
fn a_filter_that_makes_no_sense_is_refused() {
    let ana = Person::with_open_key("Ana");
    for args in [
        &["list", "--kind", "diary"][..],
        &["list", "--since", "soon"],
        &["list", "--until", "2026-02-30"],
        &["list", "-n", "few"],
        &["list", "--mine", "--received"],
        &["search"],
    ] {
        ana.fails(args, 2);
    }
    ana.fails(&["list", "--with", "Nobody"], 4);
}

#[test]
fn days_are_given_as_people_say_them_and_said_back() {
    let ana = Person::with_open_key("Ana");
    ana.writes(&["reflect", "Tea"]);
    assert_eq!(ana.texts(&["list", "--since", "yesterday"]), ["Tea"]);
    assert_eq!(ana.texts(&["list", "--until", "2 weeks ago"]), [""; 0]);
    let said = ana.run(&["list", "--since", "last friday"]);
    assert!(said.stderr.starts_with("last friday: "), "{said:?}");
    let said = ana.run(&["list", "--since", "2026-01-01"]);
    assert_eq!((said.code, said.stderr.as_str()), (Some(0), ""));
}

#[test]
fn a_name_that_nobody_linked_has_is_a_filter_too() {
    let ana = Person::with_open_key("Ana");
    ana.writes(&["thanks", "Gran", "You taught me to bake"]);
    ana.writes(&["reflect", "Tea"]);
    assert_eq!(
        ana.texts(&["list", "--with", "gran"]),
        ["You taught me to bake"]
    );
    assert_eq!(ana.texts(&["search", "bake", "--with", "Gran"]).len(), 1);
    ana.fails(&["list", "--with", "Grandpa"], 4);
}

#[test]
fn a_search_shows_where_the_words_stand() {
    let ana = Person::with_open_key("Ana");
    let text = format!(
        "{} the LETTER came {}",
        "before ".repeat(40),
        "after ".repeat(40)
    );
    ana.writes(&["reflect", &text]);
    let shown = ana.text(&["search", "letter"]);
    assert!(shown.contains("the LETTER came after"), "{shown}");
    let found = ana.entries(&["search", "letter"]);
    assert!(
        found[0]["snippet"]
            .as_str()
            .unwrap()
            .contains("the LETTER came")
    );
    assert_eq!(found[0]["text"], text.as_str());
}

#[test]
fn words_are_searched_as_they_stand() {
    let ana = Person::with_open_key("Ana");
    ana.writes(&["reflect", "The letter of my father", "--title", "Post"]);
    ana.writes(&["reflect", "A letter of nobody"]);
    let found = |words: &[&str]| ana.texts(&[&["search"], words].concat());
    assert_eq!(found(&["letter"]).len(), 2);
    assert_eq!(found(&["LETTER", "father"]), ["The letter of my father"]);
    assert_eq!(found(&["post"]), ["The letter of my father"]);
    for words in [
        "\"",
        "NEAR(",
        "a OR b",
        "title:Post",
        "*",
        "'; DROP TABLE",
        "-",
    ] {
        assert!(found(&["--", words]).is_empty(), "{words}");
    }
}

#[test]
fn an_entry_is_named_by_its_id_a_prefix_or_at_last() {
    let ana = Person::with_open_key("Ana");
    let id = ana.writes(&["reflect", "Tea"]);
    let shown = |id: &str| ana.json(&["show", id])["entry"]["id"].clone();
    assert_eq!(shown(&id), id.as_str());
    assert_eq!(shown(&id[..4]), id.as_str());
    assert_eq!(shown(&id.to_uppercase()), id.as_str());
    assert_eq!(shown("@last"), id.as_str());
}

#[test]
fn an_unknown_id_is_not_found() {
    let ana = Person::with_open_key("Ana");
    ana.fails(&["show", "@last"], 4);
    let id = ana.writes(&["reflect", "Tea"]);
    let other = if id.starts_with('a') { "bbbb" } else { "aaaa" };
    for id in [other, &id[..3], "", "%", "....", &format!("{id}a")] {
        ana.fails(&["show", id], 4);
    }
    let error = ana.fails(&["show", &id[..3]], 4);
    assert!(error["hint"].as_str().unwrap().contains("four characters"));
}

#[test]
fn unknown_people_are_not_found() {
    let ana = Person::with_open_key("Ana");
    let id = ana.writes(&["reflect", "Tea"]);
    for args in [
        &["share", &id, "Nobody"][..],
        &["share", &id, "Nobody", "--preview"],
        &["unshare", &id, "Nobody"],
        &["log", "Nobody"],
        &["verify", "Nobody"],
        &["verify", "Nobody", "a", "b", "c"],
        &["sync", "Nobody"],
        &["sync", "--require", "Nobody"],
    ] {
        ana.fails(args, 4);
    }
    ana.fails(&["verify", "Nobody", "a", "b"], 2);
}

#[test]
fn a_sync_with_nobody_is_done_at_once() {
    let ana = Person::with_open_key("Ana");
    assert_eq!(ana.json(&["sync"]), serde_json::json!({ "peers": [] }));
}
