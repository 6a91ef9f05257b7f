//! Commands that are killed, and how long they take when they are not.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use fondly_tests::{Person, Process};

use crate::chance::Chance;

/// What a command takes before one of its kind was seen to end.
const FIRST_GUESS: Duration = Duration::from_millis(60);

/// Kills commands, and counts what became of them.
pub(crate) struct Killer {
    pub(crate) chance: Chance,
    /// By the first word of a command.
    taken: BTreeMap<String, Duration>,
    tally: BTreeMap<&'static str, u32>,
}

impl Killer {
    pub(crate) fn new() -> Self {
        Self {
            chance: Chance::new(),
            taken: BTreeMap::new(),
            tally: BTreeMap::new(),
        }
    }

    /// Runs a command, kills it at some moment, and says whether it had acknowledged: whoever was
    /// shown the answer counts on it, as does whoever saw it end well.
    pub(crate) fn acknowledged(&mut self, person: &Person, args: &[String]) -> bool {
        let kind = args.first().unwrap();
        let whole = self.taken.get(kind).copied().unwrap_or(FIRST_GUESS);
        let delay = self.chance.within(whole);
        let args: Vec<&str> = args.iter().map(String::as_str).chain(["--json"]).collect();
        let begun = Instant::now();
        let (status, said) = Process::start(&mut person.command(&args)).killed_after(delay);
        if status.success() {
            self.taken.insert(kind.to_owned(), begun.elapsed());
        } else if status.code().is_some() {
            panic!("{args:?} failed: {status}");
        } else {
            // The guess follows a machine that became slower.
            let slower = (whole.mul_f64(1.02)).min(FIRST_GUESS * 20);
            self.taken.insert(kind.to_owned(), slower);
        }
        status.success() || !said.is_empty()
    }

    pub(crate) fn count(&mut self, outcome: &'static str) {
        *self.tally.entry(outcome).or_default() += 1;
    }

    pub(crate) fn counted(&self, outcome: &str) -> u32 {
        self.tally.get(outcome).copied().unwrap_or_default()
    }

    pub(crate) fn report(&self) {
        println!("{:?}", self.tally);
    }
}

/// The journal is whole, and opens.
pub(crate) fn is_whole(person: &Person) {
    let document = person.json(&["doctor"]);
    let checks = document["checks"].as_array().unwrap();
    let store = checks.iter().find(|check| check["name"] == "store");
    assert_eq!(store.unwrap()["ok"], true, "{document}");
}
