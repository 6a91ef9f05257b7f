//! Ana with the journal, and Sam with whom she shares.

use std::{fs, path::Path};

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

use super::home::{Home, Round};
use fondly_corpus::{Author, Entry};

use crate::{
    outcome::{Measure, Outcome, median},
    process::{Running, timed},
    work::{Work, text_bytes},
};

const WARM_UP: usize = 3;

pub(super) fn measure(
    program: &Path,
    shared: usize,
    work: &Work,
    dir: &Path,
    outcome: &mut Outcome,
) -> Result<()> {
    let dir = dir.join("people");
    fs::create_dir(&dir)?;
    let (ana, sam) = (
        Home::new(program, &dir, "ana")?,
        Home::new(program, &dir, "sam")?,
    );
    let serving = ana.serve()?;
    befriend(&ana, &sam)?;
    serving.stop()?;
    ana.import(&work.journal, &dir)?;
    let serving = ana.serve()?;
    let by_ana: Vec<&Entry> = work
        .journal
        .iter()
        .filter(|entry| entry.author == Author::Ana)
        .take(shared)
        .collect();
    first_sync(&ana, &sam, &by_ana, outcome)?;
    visible(&ana, &sam, work, outcome)?;
    serving.stop()
}

fn befriend(ana: &Home, sam: &Home) -> Result<()> {
    let (inviting, line) = ana.offer(&["invite", "Sam", "--in-person"])?;
    sam.run(&["join", &line, "--as", "Ana", "--in-person"])?;
    inviting.ended()
}

fn thank(ana: &Home, text: &str) -> Result<()> {
    ana.run(&["thanks", "Sam", text, "--now"]).map(drop)
}

/// Sam was away while Ana shared.
fn first_sync(ana: &Home, sam: &Home, entries: &[&Entry], outcome: &mut Outcome) -> Result<()> {
    entries
        .iter()
        .try_for_each(|entry| thank(ana, &entry.text))?;
    let owned: Vec<Entry> = entries.iter().copied().cloned().collect();
    let (round, ms): (Round, f64) = timed(|| sam.sync("Ana"))?;
    let count = sam.count()?;
    ensure!(count == entries.len(), "{count} of {} came", entries.len());
    outcome.set(Measure::SharedSync, ms * 1000.0 / entries.len() as f64);
    outcome.set(Measure::SharedSyncTexts, round.bytes() / text_bytes(&owned));
    Ok(())
}

/// From the start of the command to the line of the other, both serving.
fn visible(ana: &Home, sam: &Home, work: &Work, outcome: &mut Outcome) -> Result<()> {
    let serving = sam.serve()?;
    sam.sync("Ana")?;
    let mut watching = sam.command(&["inbox", "--watch", "--json"]);
    let (_watching, _, mut lines) = Running::saying(&mut watching, "entries")?;
    let mut times = Vec::new();
    for entry in &work.later {
        let ms = timed(|| {
            thank(ana, &entry.text)?;
            let came: Value = serde_json::from_str(&lines.read()?)?;
            let text = came["entries"][0]["text"].as_str().context("an entry")?;
            ensure!(text == entry.text, "another entry came");
            Ok(())
        })?;
        times.push(ms.1);
    }
    outcome.set(
        Measure::Visible,
        median(times.split_off(WARM_UP.min(times.len() - 1))),
    );
    serving.stop()
}
