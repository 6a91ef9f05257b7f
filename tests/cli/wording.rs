//! Words to choose from, questions to write about, and one soft line about blame.

use std::fs;

use fondly_tests::{Person, Terminal};
use serde_json::{Value, json};

fn words(person: &Person, kind: &str) -> Vec<String> {
    let groups = person.json(&["words", kind])["groups"].clone();
    let groups = groups.as_array().unwrap().iter();
    let words = groups.flat_map(|group| group["words"].as_array().unwrap().clone());
    words
        .map(|word| word.as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn words_are_listed_without_a_journal() {
    let ana = Person::without_journal();
    assert!(words(&ana, "feelings").len() >= 60);
    assert!(words(&ana, "needs").len() >= 45);
    let text = ana.text(&["words", "needs"]);
    assert!(
        text.contains("body and rest") && text.contains("rest, sleep"),
        "{text}"
    );
    ana.fails(&["words", "wishes"], 2);
}

#[test]
fn words_of_ones_own_join_the_list() {
    let ana = Person::without_journal();
    let dir = ana.home().join("words");
    fs::create_dir(&dir).unwrap();
    fs::write(dir.join("feelings.txt"), "like the sea\n").unwrap();
    assert!(words(&ana, "feelings").contains(&"like the sea".to_owned()));
    let groups = ana.json(&["words", "feelings"])["groups"].clone();
    let own = groups.as_array().unwrap().last().unwrap().clone();
    assert_eq!(
        own,
        json!({ "name": "your own", "words": ["like the sea"] })
    );

    fs::write(dir.join("feelings.txt"), "fine\n\u{1b}[2J\n").unwrap();
    let error = ana.fails(&["words", "feelings"], 2);
    assert!(
        error["message"].as_str().unwrap().contains("line 2"),
        "{error}"
    );
}

#[test]
fn a_bare_need_asks_for_each_slot() {
    let ana = Person::with_open_key("Ana");
    let mut terminal = Terminal::start(&ana, &["need"], &[]);
    terminal.shows("What happened?");
    terminal.types("Three late nights");
    terminal.shows("What do you feel?");
    terminal.types("?");
    terminal.shows("tired");
    terminal.shows("What do you feel?");
    terminal.types("tired, worn out");
    terminal.shows("What do you need?");
    terminal.types("rest");
    terminal.shows("What would you ask?");
    terminal.types("");
    assert_eq!(terminal.ended().0, Some(0));
    let need = ana.entries(&["list"]).remove(0);
    assert_eq!(
        [
            &need["happened"],
            &need["feelings"],
            &need["needs"],
            &need["ask"]
        ],
        [
            &json!("Three late nights"),
            &json!(["tired", "worn out"]),
            &json!(["rest"]),
            &Value::Null
        ]
    );
}

#[test]
fn a_few_letters_pick_a_word_and_other_words_are_taken_too() {
    let ana = Person::with_open_key("Ana");
    let args = ["need", "An evening without plans", "--pick"];
    let mut terminal = Terminal::start(&ana, &args, &[("TERM", "xterm")]);
    terminal.shows("What do you feel?");
    terminal.presses("ovwh\t");
    terminal.shows("overwhelmed");
    terminal.presses("\r");
    terminal.shows("What do you feel?");
    terminal.types("seasick");
    terminal.shows("What do you feel?");
    terminal.presses("\r");
    terminal.shows("What do you need?");
    terminal.presses("\r");
    let (code, shown) = terminal.ended();
    assert_eq!(code, Some(0), "{shown}");
    let need = ana.entries(&["list"]).remove(0);
    assert_eq!(need["feelings"], json!(["overwhelmed", "seasick"]));
    assert_eq!(need["needs"], json!([]));
}

#[test]
fn control_c_while_picking_writes_nothing() {
    let ana = Person::with_open_key("Ana");
    let args = ["reflect", "Tea", "--pick"];
    let mut terminal = Terminal::start(&ana, &args, &[("TERM", "xterm")]);
    terminal.shows("What do you feel?");
    terminal.presses("\u{3}");
    assert_eq!(terminal.ended().0, Some(130));
    assert!(ana.entries(&["list"]).is_empty());
    ana.fails(&args, 2);
}

#[test]
fn a_word_of_blame_gets_one_soft_line_and_is_kept() {
    let ana = Person::with_open_key("Ana");
    for args in [
        &["need", "Some time", "--feel", "ignored"][..],
        &["need", "You never ask me"],
    ] {
        let said = ana.run(args);
        assert_eq!(said.code, Some(0));
        assert_eq!(said.stderr.lines().count(), 2, "{}", said.stderr);
    }
    assert_eq!(ana.entries(&["list", "--kind", "need"]).len(), 2);
    let said = ana.run(&["need", "Some time", "--feel", "sad"]);
    assert_eq!(said.stderr, "Saved.\n");
}

#[test]
fn a_question_is_answered_by_its_number() {
    let ana = Person::with_open_key("Ana");
    let prompt = ana.json(&["prompt", "--depth", "2"])["prompt"].clone();
    assert_eq!(prompt["depth"], 2);
    let id = prompt["id"].as_str().unwrap();
    let entry = ana.json(&["reflect", "--prompt", id, "Since the move"])["entry"].clone();
    assert_eq!(entry["title"], prompt["text"]);
    for args in [
        &["reflect", "--prompt", "999", "x"][..],
        &["reflect", "--prompt", id, "--title", "x", "y"],
        &["prompt", "--depth", "4"],
        &["prompt", "--depth", "0"],
    ] {
        ana.fails(args, 2);
    }
    for depth in ["1", "2", "3"] {
        let all = ana.json(&["prompt", "--depth", depth, "--all"]);
        assert!(all["prompts"].as_array().unwrap().len() >= 40);
    }
}

#[test]
fn alone_one_step_further_is_offered_after_some_answers() {
    let ana = Person::with_open_key("Ana");
    let further = || ana.json(&["prompt"])["further"].clone();
    assert_eq!(further(), Value::Null);
    ana.writes(&["reflect", "--prompt", "101", "The dog"]);
    ana.writes(&["reflect", "--prompt", "101", "The dog again"]);
    assert_eq!(further(), Value::Null);
    let said = ana.run(&["reflect", "--prompt", "102", "Soup"]);
    assert!(said.stderr.contains("fondly prompt --depth 2"), "{said:?}");
    assert_eq!(further(), 2);
    for id in ["301", "302"] {
        ana.writes(&["reflect", "--prompt", id, "x"]);
    }
    assert_eq!(
        ana.json(&["prompt", "--depth", "3"])["further"],
        Value::Null
    );
}

#[test]
fn what_was_answered_is_not_asked_again_while_others_are_left() {
    let ana = Person::with_open_key("Ana");
    let all = ana.json(&["prompt", "--all"])["prompts"].clone();
    let ids: Vec<&str> = all
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["id"].as_str().unwrap())
        .collect();
    let (last, answered) = ids.split_last().unwrap();
    for id in answered {
        ana.writes(&["reflect", "--prompt", id, "x"]);
    }
    assert_eq!(ana.json(&["prompt"])["prompt"]["id"], *last);
    ana.writes(&["reflect", "--prompt", last, "x"]);
    assert!(ids.contains(&ana.json(&["prompt"])["prompt"]["id"].as_str().unwrap()));
}
