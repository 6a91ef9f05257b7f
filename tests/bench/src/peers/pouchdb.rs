//! PouchDB: the database that syncs, on LevelDB files.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use anyhow::{Result, ensure};

use super::{installations, printed};
use crate::{
    outcome::{Attempt, Measure},
    process::{installed, median_ms, run, watch},
    work::{Work, disk_bytes},
};

const VERSION: &str = "9.0.0";
const SCRIPT: &str = include_str!("pouchdb.js");
const ROUNDS_MAX: usize = 11;

pub(super) fn measure(work: &Work, dir: &Path) -> Result<Attempt> {
    if !(installed("node") && installed("npm")) {
        return Ok(Attempt::Skipped("PouchDB needs node and npm".into()));
    }
    let place = match place() {
        Ok(place) => place,
        Err(why) => {
            return Ok(Attempt::Skipped(format!(
                "PouchDB cannot be installed: {why}"
            )));
        }
    };
    let news = |rounds: &[Vec<_>], name: &str| -> Result<()> {
        Ok(fs::write(dir.join(name), serde_json::to_vec(rounds)?)?)
    };
    fs::write(dir.join("journal.json"), serde_json::to_vec(&work.journal)?)?;
    news(&work.tens, "tens.json")?;
    news(&work.thousands, "thousands.json")?;
    let script = |action: &str, args: &[&str]| {
        let mut command = Command::new("node");
        command
            .current_dir(&place)
            .arg("pouchdb.js")
            .arg(action)
            .arg(dir)
            .args(args);
        command
    };
    run(&mut script("build", &[]))?;
    let mut used = watch(
        &mut script("sync", &[&work.rounds.first_syncs.to_string()]),
        Duration::from_millis(10),
    )?;
    let mut outcome = printed(&std::mem::take(&mut used.stdout))?;
    outcome.set(Measure::FirstSyncMemory, used.memory_bytes);
    outcome.set(
        Measure::Disk,
        disk_bytes(&dir.join("ana"))? / work.text_bytes(),
    );
    let rounds = work.rounds.commands.min(ROUNDS_MAX);
    let list = median_ms(rounds, |_| run(&mut script("list", &[])).map(drop))?;
    outcome.set(Measure::List, list);
    let [one, other] = &work.sought;
    let search = median_ms(rounds, |_| {
        let found = run(&mut script("search", &[one, other]))?;
        ensure!(!found.is_empty(), "some have both words");
        Ok(())
    })?;
    outcome.set(Measure::Search, search);
    let append = median_ms(rounds, |round| {
        let entry = serde_json::to_string(&work.later[round])?;
        run(&mut script("append", &[&entry])).map(drop)
    })?;
    outcome.set(Measure::Append, append);
    Ok(Attempt::Measured(outcome))
}

/// Where it and the script are.
fn place() -> Result<PathBuf> {
    let place = installations()?.join("pouchdb");
    fs::create_dir_all(&place)?;
    if !place.join("node_modules/pouchdb").is_dir() {
        fs::write(place.join("package.json"), "{\"private\":true}")?;
        let wanted = format!("pouchdb@{VERSION}");
        let args = ["install", "--no-audit", "--no-fund", "--silent", &wanted];
        run(Command::new("npm").current_dir(&place).args(args))?;
    }
    fs::write(place.join("pouchdb.js"), SCRIPT)?;
    Ok(place)
}
