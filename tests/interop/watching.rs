//! What is shared on one side is on the other at once, and whoever watches is told.

use std::time::{Duration, Instant};

use fondly_tests::{PATIENCE, Person, Process};
use rustix::process::Signal;
use serde_json::Value;

/// Somebody watches their inbox; gives the process once it has shown what is there.
fn watches(person: &Person) -> (Process, Value) {
    let mut process = Process::start(&mut person.command(&["inbox", "--watch", "--json"]));
    let there = parsed(&process.line());
    (process, there)
}

fn parsed(line: &str) -> Value {
    serde_json::from_str(line).unwrap()
}

#[test]
fn what_is_shared_is_shown_as_it_comes_and_nobody_asks_for_it() {
    let (ana, sam) = super::friends();
    let (at_ana, at_sam) = (ana.serve(), sam.serve());
    ana.syncs_with("Sam");
    let (mut watching, there) = watches(&sam);
    assert_eq!(there["entries"], serde_json::json!([]));
    let mut times: Vec<Duration> = Vec::new();
    for number in 0..9 {
        let text = format!("for {number}");
        let began = Instant::now();
        ana.writes(&["thanks", "Sam", &text, "--now"]);
        let came = parsed(&watching.line());
        times.push(began.elapsed());
        let entries = came["entries"].as_array().unwrap();
        assert_eq!(entries.len(), 1, "{came}");
        assert_eq!(entries[0]["text"], text.as_str());
    }
    times.sort();
    println!(
        "from the start of the command to the line of the other: median {:?}, longest {:?}",
        times[times.len() / 2],
        times[times.len() - 1]
    );
    watching.signal(Signal::INT);
    assert_eq!(watching.ended_within(PATIENCE).0.code(), Some(130));
    at_ana.stop();
    at_sam.stop();
}

#[test]
fn an_answer_is_shown_as_it_comes_and_what_waits_already_first() {
    let (ana, sam) = super::friends();
    let entry = ana.writes(&["reflect", "torn between two offers"]);
    ana.json(&["share", &entry, "Sam"]);
    super::exchange(&ana, &sam, "Ana");
    let (at_ana, at_sam) = (ana.serve(), sam.serve());
    let (sam_watching, there) = watches(&sam);
    let id = there["entries"][0]["id"].as_str().unwrap().to_owned();
    let (mut ana_watching, _) = watches(&ana);
    sam.writes(&["respond", &id, "--say", "I am listening"]);
    let came = parsed(&ana_watching.line());
    assert_eq!(came["entries"][0]["text"], "I am listening");
    at_ana.stop();
    at_sam.stop();
    for watching in [sam_watching, ana_watching] {
        assert_eq!(watching.ended_within(PATIENCE).0.code(), Some(1));
    }
}

#[test]
fn watching_needs_a_serve_and_ends_with_a_lock() {
    let ana = Person::with_open_key("Ana");
    let error = ana.fails(&["inbox", "--watch"], 1);
    assert_eq!(error["hint"], "start it beside: fondly serve");
    let serve = ana.serve();
    let (watching, _) = watches(&ana);
    ana.json(&["lock"]);
    assert_eq!(serve.ended(), Some(0));
    assert_ne!(watching.ended_within(PATIENCE).0.code(), Some(0));
}
