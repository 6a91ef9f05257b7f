//! What comes back, and what must not: `onthisday`, `remember`, `random`, `valued`, `year`,
//! `quiet`, `log me`.

use std::{fs, os::unix::fs::PermissionsExt as _};

use fondly_tests::Person;
use serde_json::{Value, json};

/// The year, and the same day a year later.
fn today(person: &Person) -> (i32, String) {
    let entry = person.json(&["show", "@last"])["entry"].clone();
    let date = entry["date"].as_str().unwrap();
    let year: i32 = date[..4].parse().unwrap();
    (year, format!("{}{}", year + 1, &date[4..]))
}

#[test]
fn this_day_of_earlier_years_comes_back_and_today_does_not() {
    let ana = Person::with_open_key("Ana");
    ana.writes(&["reflect", "Tea"]);
    let (_, later) = today(&ana);
    assert!(ana.texts(&["onthisday"]).is_empty());
    if later.ends_with("02-29") {
        return;
    }
    assert_eq!(ana.texts(&["onthisday", "--date", &later]), ["Tea"]);
}

#[test]
fn a_day_that_does_not_exist_is_a_usage_error() {
    let ana = Person::with_open_key("Ana");
    ana.fails(&["onthisday", "--date", "2026-02-30"], 2);
    ana.fails(&["quiet", "--since", "2026-13-01"], 2);
    ana.fails(&["year", "0"], 2);
    ana.fails(&["year", "soon"], 2);
}

#[test]
fn good_things_about_somebody_come_back_and_nothing_else() {
    let ana = Person::with_open_key("Ana");
    ana.writes(&["thanks", "Grandma", "For the songs"]);
    ana.writes(&["need", "Quiet", "--to", "Grandma"]);
    ana.writes(&["thanks", "me", "I rested"]);
    assert_eq!(ana.texts(&["remember", "grandma"]), ["For the songs"]);
    assert_eq!(ana.texts(&["remember", "me"]), ["I rested"]);
    assert_eq!(ana.texts(&["log", "me"]), ["I rested"]);
    assert!(ana.texts(&["remember", "Grandma", "-n", "0"]).is_empty());
    ana.fails(&["remember", "Grandpa"], 4);
    assert!(ana.texts(&["valued"]).is_empty());
}

#[test]
fn one_entry_comes_back_at_random_and_an_empty_journal_has_none() {
    let ana = Person::with_open_key("Ana");
    assert!(ana.texts(&["random"]).is_empty());
    ana.writes(&["reflect", "Tea"]);
    assert_eq!(ana.texts(&["random"]), ["Tea"]);
}

#[test]
fn what_was_named_does_not_come_back_until_it_is_lifted() {
    let ana = Person::with_open_key("Ana");
    let id = ana.writes(&["thanks", "Grandma", "For the songs"]);
    let (year, later) = today(&ana);
    let (first, last) = (format!("{year}-01-01"), format!("{}-12-31", year + 1));
    let rules: [&[&str]; 5] = [
        &["quiet", &id],
        &["quiet", "--with", "Grandma"],
        &["quiet", "--kind", "appreciation"],
        &["quiet", "--since", &first, "--until", &last],
        &["quiet", "--with", "grandma", "--since", &first],
    ];
    let views: [&[&str]; 4] = [
        &["onthisday", "--date", &later],
        &["remember", "Grandma"],
        &["random"],
        &["year", &year.to_string()],
    ];
    let come_back = |count: usize| {
        for view in views {
            if later.ends_with("02-29") && view[0] == "onthisday" {
                continue;
            }
            assert_eq!(ana.texts(view).len(), count, "{view:?}");
        }
        assert_eq!(ana.texts(&["list"]), ["For the songs"]);
        assert_eq!(ana.texts(&["search", "songs"]), ["For the songs"]);
    };
    for rule in rules {
        come_back(1);
        let quiet = ana.json(rule)["quiet"].clone();
        assert_eq!(quiet.as_array().unwrap().len(), 1, "{quiet}");
        assert_eq!(ana.json(rule)["quiet"], quiet, "told twice");
        come_back(0);
        assert_eq!(ana.json(&["quiet"])["quiet"], quiet);
        assert_eq!(ana.json(&[rule, &["--lift"]].concat())["quiet"], json!([]));
        ana.fails(&[rule, &["--lift"]].concat(), 4);
    }
    come_back(1);
}

#[test]
fn all_that_is_named_at_once_must_hold() {
    let ana = Person::with_open_key("Ana");
    ana.writes(&["thanks", "Grandma", "For the songs"]);
    ana.json(&["quiet", "--with", "Grandma", "--kind", "need"]);
    ana.json(&["quiet", "--with", "Grandma", "--until", "1999-12-31"]);
    assert_eq!(ana.texts(&["remember", "Grandma"]), ["For the songs"]);
    let quiet = ana.json(&["quiet"])["quiet"].clone();
    let expected = json!({
        "entry": null, "with": "Grandma", "kind": "need", "since": null, "until": null
    });
    assert_eq!(quiet[0], expected);
    ana.fails(&["quiet", "--lift"], 2);
}

#[test]
fn a_year_is_read_from_its_first_day_on() {
    let ana = Person::with_open_key("Ana");
    ana.writes(&["reflect", "first"]);
    ana.writes(&["thanks", "me", "second"]);
    let (year, _) = today(&ana);
    assert_eq!(ana.texts(&["year", &year.to_string()]), ["first", "second"]);
    let with_me = ["year", &year.to_string(), "--with", "me"];
    assert_eq!(ana.texts(&with_me), ["second"]);
    assert!(ana.texts(&["year", "1999"]).is_empty());
    let text = ana.text(&["year", &year.to_string()]);
    assert!(text.lines().next().unwrap().ends_with(&year.to_string()));
}

#[test]
fn a_page_is_whole_in_one_private_file_and_runs_nothing() {
    let ana = Person::with_open_key("Ana");
    let text = "</p><script>alert(\"1\")</script> \u{202e}& <img src=x>\nzwei";
    ana.writes(&["thanks", "me", text]);
    let path = ana.all().join("letter.html");
    let path = path.display().to_string();
    let said = ana.run(&["log", "me", "--html", &path]);
    assert_eq!((said.code, said.stdout.as_str()), (Some(0), ""));
    assert!(said.stderr.contains("not encrypted"), "{}", said.stderr);
    let page = fs::read_to_string(&path).unwrap();
    for held in [
        "&lt;/p&gt;&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; \\u{202e}&amp; &lt;img src=x&gt;\nzwei",
        "default-src 'none'",
        "name=\"viewport\"",
        "@media print",
        "Ana",
    ] {
        assert!(page.contains(held), "{held}: {page}");
    }
    for absent in [
        "<script", "<img", "http:", "https:", "src=\"", "href", "url(",
    ] {
        assert!(!page.contains(absent), "{absent}: {page}");
    }
    let mode = fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_page_overwrites_nothing() {
    let ana = Person::with_open_key("Ana");
    ana.writes(&["reflect", "Tea"]);
    let path = ana.all().join("mine.html");
    fs::write(&path, "mine").unwrap();
    let (year, _) = today(&ana);
    let args = ["year", &year.to_string(), "--html", path.to_str().unwrap()];
    ana.fails(&args, 6);
    assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
    let nowhere = ana.all().join("no").join("where.html");
    let args = [
        "year",
        &year.to_string(),
        "--html",
        nowhere.to_str().unwrap(),
    ];
    ana.fails(&args, 1);
}

#[test]
fn needs_to_nobody_linked_are_listed_by_whom_they_are_to() {
    let ana = Person::with_open_key("Ana");
    let open = ana.writes(&["need", "Sleep"]);
    let met = ana.writes(&["need", "A visit", "--to", "Grandma"]);
    ana.json(&["need-state", &met, "met"]);
    let people = ana.json(&["balance"])["people"].clone();
    let names: Vec<&Value> = people
        .as_array()
        .unwrap()
        .iter()
        .map(|p| &p["name"])
        .collect();
    assert_eq!(names, [&json!("Grandma"), &Value::Null]);
    assert_eq!(people[0]["mine"]["closed"][0]["id"], met.as_str());
    assert_eq!(people[0]["mine"]["open"], json!([]));
    assert_eq!(people[1]["mine"]["open"][0]["id"], open.as_str());
    let with_her = ana.json(&["balance", "Grandma"])["people"].clone();
    assert_eq!(with_her.as_array().unwrap().len(), 1);
    ana.fails(&["balance", "Grandpa"], 4);
    let text = ana.text(&["balance"]);
    assert!(text.contains("Grandma\nYours, closed:"), "{text}");
}

#[test]
fn of_very_many_needs_the_newest_are_listed_and_all_from_a_day_on() {
    let ana = Person::with_open_key("Ana");
    let needs: Vec<Value> = (0..510)
        .map(|number| {
            let day = if number < 10 {
                "2016-05-01"
            } else {
                "2026-05-01"
            };
            json!({ "kind": "need", "text": format!("Sleep {number}"), "date": day,
                "to": if number == 0 { json!("Grandma") } else { Value::Null } })
        })
        .collect();
    let file = ana.temporary().join("needs.json");
    std::fs::write(&file, json!({ "entries": needs }).to_string()).unwrap();
    ana.json(&["import", file.to_str().unwrap()]);

    let listed = |args: &[&str]| {
        let balance = ana.json(args);
        let people = balance["people"].as_array().unwrap().iter();
        let open = people.map(|person| person["mine"]["open"].as_array().unwrap().len());
        (open.sum::<usize>(), balance["older"].clone())
    };
    assert_eq!(listed(&["balance"]), (500, json!(true)));
    assert_eq!(
        listed(&["balance", "--since", "2016-05-01"]),
        (510, json!(false))
    );
    assert_eq!(
        listed(&["balance", "--since", "2026-01-01"]),
        (500, json!(false))
    );
    // Those to one person are looked for among all.
    assert_eq!(listed(&["balance", "Grandma"]), (1, json!(false)));
    assert_eq!(
        listed(&["balance", "Grandma", "--since", "2020-01-01"]),
        (0, json!(false))
    );
    let said = ana.run(&["balance"]);
    assert!(said.stderr.contains("fondly balance --since DAY"));
    ana.fails(&["balance", "--since", "2026-02-30"], 2);
}

#[test]
fn a_check_in_writes_what_is_given_and_nothing_else() {
    let ana = Person::with_open_key("Ana");
    let args = ["checkin", "--thanks", "I rested", "--ahead", "The talk"];
    let entries = ana.entries(&args);
    let written: Vec<(&Value, &Value, &Value)> = entries
        .iter()
        .map(|entry| (&entry["kind"], &entry["to"], &entry["text"]))
        .collect();
    assert_eq!(
        written,
        [
            (&json!("appreciation"), &json!("me"), &json!("I rested")),
            (&json!("reflection"), &Value::Null, &json!("The talk")),
        ]
    );
    let need = ana.entries(&["checkin", "--with", "Grandma", "--need", "A visit"]);
    assert_eq!(
        (&need[0]["kind"], &need[0]["to"]),
        (&json!("need"), &json!("Grandma"))
    );
    ana.fails(&["checkin"], 2);
    // What cannot be written keeps the rest from being written too.
    let long = "x".repeat((64 << 10) + 1);
    for text in [" ", &long] {
        ana.fails(&["checkin", "--thanks", "I slept", "--need", text], 2);
    }
    assert_eq!(ana.texts(&["list"]).len(), 3);
}
