//! `thanks`, `need`, `reflect`: private until shared.

use fondly_tests::Person;
use serde_json::json;

#[test]
fn a_reflection_is_private_and_complete() {
    let ana = Person::new("Ana");
    let args = [
        "reflect",
        "On the letter",
        "--title",
        "Father",
        "--feel",
        "torn",
        "--feel",
        "tired",
        "--tag",
        "family",
        "--good-news",
    ];
    let written = ana.json(&args);
    assert_eq!(written["shared"], "private");
    let entry = &written["entry"];
    assert_eq!(entry["id"].as_str().unwrap().len(), 26);
    let expected = json!({
        "kind": "reflection", "author": "me", "to": null, "title": "Father",
        "text": "On the letter", "feelings": ["torn", "tired"], "needs": [], "tags": ["family"],
        "edited": false, "withdrawn": false, "audience": [], "in_reply_to": null, "state": null,
        "good_news": true
    });
    for (field, value) in expected.as_object().unwrap() {
        assert_eq!(&entry[field], value, "{field}");
    }
    let (date, written_at) = (
        entry["date"].as_str().unwrap(),
        entry["written_at"].as_str(),
    );
    assert!(date.len() == 10 && written_at.unwrap().starts_with("20"));
}

#[test]
fn a_need_is_private_and_slots_are_enough() {
    let ana = Person::new("Ana");
    let args = [
        "need",
        "--happened",
        "Three late nights",
        "--feel",
        "tired",
        "--need",
        "rest",
        "--ask",
        "Stay in on Friday?",
        "--to",
        "Sam",
    ];
    let written = ana.json(&args);
    assert_eq!(written["shared"], "private");
    let expected = json!({
        "kind": "need", "to": "Sam", "text": "", "feelings": ["tired"], "needs": ["rest"],
        "happened": "Three late nights", "ask": "Stay in on Friday?", "state": "voiced",
        "audience": []
    });
    for (field, value) in expected.as_object().unwrap() {
        assert_eq!(&written["entry"][field], value, "{field}");
    }
    assert_eq!(
        ana.json(&["need", "Quiet"])["entry"]["happened"],
        json!(null)
    );
}

#[test]
fn an_appreciation_of_nobody_linked_stays_with_me() {
    let ana = Person::new("Ana");
    for args in [
        &["thanks", "Grandma", "For the songs"][..],
        &["thanks", "Grandma", "x", "--now"],
    ] {
        let written = ana.json(args);
        assert_eq!(written["shared"], "private");
        assert_eq!(written["entry"]["to"], "Grandma");
        assert_eq!(written["entry"]["audience"], json!([]));
    }
    ana.fails(&["undo"], 4);
}

#[test]
fn what_they_did_and_what_it_gave_are_paragraphs_of_an_appreciation() {
    let ana = Person::with_open_key("Ana");
    let text = |args: &[&str]| ana.json(args)["entry"]["text"].clone();
    let did = ["--did", "You waited"];
    let gave = ["--gave", "I came in laughing"];
    let args = [&["thanks", "Jo"][..], &did, &gave].concat();
    assert_eq!(text(&args), "You waited\n\nI came in laughing");
    let args = [&["thanks", "Jo", "Again:"][..], &did].concat();
    assert_eq!(text(&args), "Again:\n\nYou waited");
    assert_eq!(
        text(&[&["thanks", "Jo"][..], &gave].concat()),
        "I came in laughing"
    );
    let said = ana.piped(b"A rest\n", &["thanks", "Jo", "--gave", "-"]);
    assert_eq!(said.code, Some(0));
    assert_eq!(ana.texts(&["list", "-n", "1"]), ["A rest"]);
    ana.fails(&["thanks", "Jo", "--did", " "], 2);
    ana.fails(&["thanks", "Jo", "-", "--did", "-"], 2);
    assert_eq!(ana.entries(&["list"]).len(), 4);
}

#[test]
fn an_appreciation_of_myself_is_to_me() {
    let ana = Person::new("Ana");
    let written = ana.json(&["thanks", "me", "I rested"]);
    assert_eq!(
        (&written["entry"]["to"], &written["shared"]),
        (&json!("me"), &json!("private"))
    );
}

#[test]
fn each_line_that_names_an_entry_of_mine_names_its_audience() {
    let ana = Person::with_open_key("Ana");
    let id = ana.writes(&["reflect", "Tea"]);
    let lines = [
        ana.text(&["reflect", "More tea"]),
        ana.text(&["need", "Quiet"]),
        ana.text(&["thanks", "me", "I rested"]),
        ana.text(&["show", &id]),
        ana.text(&["edit", &id, "--text", "Green tea"]),
        ana.text(&["search", "green"]),
        ana.text(&["who", &id]),
    ];
    for line in lines {
        assert!(line.contains("only you"), "{line}");
    }
    let listed = ana.text(&["list"]);
    assert_eq!(listed.matches("(only you)").count(), 4, "{listed}");
}

#[test]
fn the_text_itself_is_verbatim() {
    let ana = Person::with_open_key("Ana");
    let texts = [
        " two\n\n  spaces\t",
        "gr\u{fc}\u{df}e \u{1f9a9}",
        "\u{1b}[31m\u{202e}\u{85}\r\n.",
        "a\u{301}",
        "\"quoted\" \\n {}",
    ];
    for text in texts {
        assert_eq!(ana.json(&["reflect", text])["entry"]["text"], text);
        assert_eq!(ana.json(&["show", "@last"])["entry"]["text"], text);
    }
}
