//! What was acknowledged outlives the process, whenever that is killed.

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use fondly_tests::{Person, Process};
use rand_chacha::ChaCha8Rng;
use rand_core::{Rng as _, SeedableRng as _};

const SEED: u64 = 0x66_6f_6e_64_6c_79;
const KILLS: u32 = 60;

#[test]
fn nothing_acknowledged_is_lost_by_kill() {
    let ana = Person::with_open_key("Ana");
    let begun = Instant::now();
    let mut acknowledged = BTreeSet::from([ana.writes(&["reflect", "the first"])]);
    let whole = begun.elapsed();
    let mut rng = ChaCha8Rng::seed_from_u64(SEED);
    let mut killed_before = 0;
    for round in 0..KILLS {
        let text = format!("round {round}");
        let mut process = Process::start(&mut ana.command(&["reflect", &text, "--json"]));
        // From at once to a little after it would be done.
        let delay = whole.mul_f64(f64::from(rng.next_u32() % 1200) / 1000.0);
        let said = process.line_within(delay);
        process.kill();
        match said {
            Some(line) => {
                let written: serde_json::Value = serde_json::from_str(&line).unwrap();
                let id = written["entry"]["id"].as_str().unwrap().to_owned();
                assert!(acknowledged.insert(id));
            }
            None => killed_before += 1,
        }
    }
    println!("seed {SEED:#x}: {killed_before} of {KILLS} were killed before they had answered");
    assert!(killed_before > 0);
    let listed: BTreeSet<String> = ana
        .entries(&["list"])
        .iter()
        .filter_map(|entry| entry["id"].as_str().map(str::to_owned))
        .collect();
    assert!(
        acknowledged.is_subset(&listed),
        "lost: {:?}",
        acknowledged.difference(&listed)
    );
    ana.json(&["doctor"]);
    ana.writes(&["reflect", "the last"]);
    assert_eq!(ana.entries(&["list"]).len(), listed.len() + 1);
}

#[test]
fn a_killed_serve_leaves_a_journal_that_opens() {
    let ana = Person::new("Ana");
    let serve = ana.serve();
    let id = ana.writes(&["reflect", "Tea"]);
    drop(serve);
    assert_eq!(ana.json(&["show", &id])["entry"]["text"], "Tea");
    let serve = ana.serve();
    assert_eq!(ana.texts(&["list"]), ["Tea"]);
    serve.stop();
}

#[test]
fn several_commands_at_once_lose_nothing() {
    let ana = Person::with_open_key("Ana");
    let texts: Vec<String> = (0..12).map(|number| format!("text {number}")).collect();
    let begun: Vec<Process> = texts
        .iter()
        .map(|text| Process::start(&mut ana.command(&["reflect", text, "--json"])))
        .collect();
    for process in begun {
        let (status, said) = process.ended_within(Duration::from_secs(60));
        assert!(status.success() && said.len() == 1);
    }
    let listed: BTreeSet<String> = ana.texts(&["list"]).into_iter().collect();
    assert_eq!(listed, texts.into_iter().collect());
    ana.json(&["doctor"]);
}
