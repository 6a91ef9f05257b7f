//! The program by itself, and the commands of one person.

use std::{fs, path::Path, process::Command, time::Duration};

use anyhow::{Result, ensure};

use super::home::Home;
use fondly_corpus::Entry;

use crate::{
    outcome::{Measure, Outcome},
    process::{median_ms, run, watch},
    work::Work,
};

/// How often the memory of a short command is looked at.
const LOOK: Duration = Duration::from_micros(100);
const MEMORY_RUNS: usize = 10;
const COLD_STARTS: usize = 50;

/// What needs no journal of ten years.
pub(super) fn program(
    program: &Path,
    work: &Work,
    dir: &Path,
    outcome: &mut Outcome,
) -> Result<()> {
    outcome.set(Measure::Binary, fs::metadata(program)?.len() as f64);
    let start = median_ms(COLD_STARTS, |_| {
        run(Command::new(program).arg("--version")).map(drop)
    })?;
    outcome.set(Measure::ColdStart, start);
    let (home, word) = (
        Home::empty(program, dir, "guarded")?,
        dir.join("passphrase"),
    );
    fs::write(&word, "a passphrase of some length\n")?;
    let mut init = home.command(&["init", "--name", "Ana"]);
    run(init.env("FONDLY_PASSPHRASE_FILE", &word))?;
    let mut most = 0.0_f64;
    for entry in work.later.iter().take(MEMORY_RUNS) {
        let mut command = home.command(&["reflect", &entry.text]);
        let used = watch(command.env("FONDLY_PASSPHRASE_FILE", &word), LOOK)?;
        most = most.max(used.memory_bytes);
    }
    outcome.set(Measure::UnservedMemory, most);
    Ok(())
}

/// Commands while `serve` runs, each a whole process.
pub(super) fn commands(home: &Home, work: &Work, outcome: &mut Outcome) -> Result<()> {
    let (rounds, [one, other]) = (work.rounds.commands, &work.sought);
    let list = ["list", "-n", "20"];
    let search = ["search", one, other, "-n", "20"];
    let listed = home.json(&list)?;
    ensure!(
        listed["entries"]
            .as_array()
            .is_some_and(|found| found.len() == 20)
    );
    let (day, balance) = (["onthisday"], ["balance"]);
    let needs = home.json(&balance)?;
    ensure!(
        needs["people"]
            .as_array()
            .is_some_and(|people| !people.is_empty())
    );
    let found = home.json(&search)?;
    ensure!(
        found["entries"]
            .as_array()
            .is_some_and(|found| !found.is_empty())
    );
    let mut timed = |measure, args: &[&str]| -> Result<()> {
        outcome.set(measure, median_ms(rounds, |_| home.run(args).map(drop))?);
        Ok(())
    };
    timed(Measure::List, &list)?;
    timed(Measure::Search, &search)?;
    timed(Measure::OnThisDay, &day)?;
    timed(Measure::Balance, &balance)?;
    let append = median_ms(rounds, |round| append(home, &work.later[round]))?;
    outcome.set(Measure::Append, append);
    let mut most = 0.0_f64;
    for round in 0..MEMORY_RUNS {
        let text = &work.later[round % work.later.len()].text;
        for args in [&list[..], &search[..], &["reflect", text][..]] {
            most = most.max(watch(&mut home.command(args), LOOK)?.memory_bytes);
        }
    }
    outcome.set(Measure::CommandMemory, most);
    Ok(())
}

pub(super) fn append(home: &Home, entry: &Entry) -> Result<()> {
    home.run(&["reflect", &entry.text]).map(drop)
}
