//! Libraries that merge documents: the whole journal in one document, in memory.
//!
//! Each thing is done by a process of its own (`fondly-bench library NAME ACTION`), so that what a
//! whole process takes is comparable: it reads a file, works, and where it wrote appends durably.

mod automerge;
mod loro;
mod yrs;

use std::{
    fs::{self, OpenOptions},
    io::Write as _,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use anyhow::{Context as _, Result, ensure};

pub use self::{automerge::Automerge, loro::Loro, yrs::Yrs};
use fondly_corpus::{Author, Entry};

use crate::{
    catching::CatchUps,
    outcome::{Attempt, Measure, Outcome, median},
    process::{median_ms, memory, run, timed, watch},
    work::{Rounds, Work},
};

/// How many entries the two write before they meet again, while the journal is made.
const MEETINGS: usize = 50;

/// A document with the journal, and what one author does with it.
pub trait Library: Sized {
    fn new(author: Author) -> Result<Self>;
    /// A replica that has nothing yet.
    fn empty() -> Result<Self>;
    fn load(bytes: &[u8]) -> Result<Self>;
    fn save(&mut self) -> Result<Vec<u8>>;
    fn write(&mut self, entry: &Entry) -> Result<()>;
    /// What was written since it was loaded.
    fn tail(&mut self) -> Result<Vec<u8>>;
    fn merge(&mut self, tail: &[u8]) -> Result<()>;
    /// The newest texts first.
    fn texts(&self, count: usize) -> Result<Vec<String>>;
    /// Both hold the same afterwards; gives how many bytes went either way.
    fn sync(&mut self, other: &mut Self) -> Result<f64>;
}

#[derive(Debug, Clone, clap::Subcommand)]
pub enum Action {
    /// Makes the journal
    Build,
    /// Measures a first sync, catching up and nothing new
    Sync,
    /// Prints the newest 20
    List,
    /// Prints what has both words
    Search { one: String, other: String },
    /// Writes an entry, given as JSON
    Append { entry: String },
}

/// What the process does that was started for `action`.
pub fn act<L: Library>(action: &Action, dir: &Path, entries: usize, rounds: Rounds) -> Result<()> {
    match action {
        Action::Build => build::<L>(dir, &Work::new(entries, rounds)),
        Action::Sync => {
            let outcome = sync::<L>(dir, &Work::new(entries, rounds))?;
            println!("{}", serde_json::to_string(&outcome)?);
            Ok(())
        }
        Action::List => print(&open::<L>(dir)?.texts(20)?),
        Action::Search { one, other } => {
            let mut texts = open::<L>(dir)?.texts(usize::MAX)?;
            texts.retain(|text| text.contains(one) && text.contains(other));
            ensure!(!texts.is_empty(), "some have both words");
            print(&texts)
        }
        Action::Append { entry } => {
            let mut document = open::<L>(dir)?;
            document.write(&serde_json::from_str(entry)?)?;
            append_durably(dir, &document.tail()?)
        }
    }
}

fn print(texts: &[String]) -> Result<()> {
    let mut out = std::io::stdout().lock();
    for text in texts {
        writeln!(out, "{text}\n")?;
    }
    Ok(())
}

fn files(dir: &Path) -> (PathBuf, PathBuf) {
    (dir.join("journal"), dir.join("tail"))
}

fn open<L: Library>(dir: &Path) -> Result<L> {
    let (journal, tail) = files(dir);
    let mut document = L::load(&fs::read(journal)?)?;
    let tail = fs::read(tail)?;
    let mut rest = &tail[..];
    while let Some((length, after)) = rest.split_first_chunk::<4>() {
        let length = u32::from_le_bytes(*length) as usize;
        let (one, after) = after.split_at_checked(length).context("a whole piece")?;
        document.merge(one)?;
        rest = after;
    }
    Ok(document)
}

fn append_durably(dir: &Path, tail: &[u8]) -> Result<()> {
    let mut file = OpenOptions::new().append(true).open(files(dir).1)?;
    let length = u32::try_from(tail.len())?.to_le_bytes();
    file.write_all(&[&length, tail].concat())?;
    Ok(file.sync_data()?)
}

/// Each author writes in a replica of their own, and they meet now and then.
fn build<L: Library>(dir: &Path, work: &Work) -> Result<()> {
    let (mut ana, mut sam) = (L::new(Author::Ana)?, L::new(Author::Sam)?);
    for part in work.journal.chunks(work.journal.len().div_ceil(MEETINGS)) {
        for entry in part {
            match entry.author {
                Author::Ana => ana.write(entry)?,
                Author::Sam => sam.write(entry)?,
            }
        }
        ana.sync(&mut sam)?;
    }
    let (journal, tail) = files(dir);
    fs::write(journal, ana.save()?)?;
    Ok(fs::write(tail, [])?)
}

fn sync<L: Library>(dir: &Path, work: &Work) -> Result<Outcome> {
    let mut outcome = Outcome::default();
    let (mut times, mut texts) = (Vec::new(), Vec::new());
    let mut last = None;
    for _ in 0..work.rounds.first_syncs {
        let (mut here, mut there) = (open::<L>(dir)?, L::empty()?);
        let (bytes, ms) = timed(|| there.sync(&mut here))?;
        times.push(ms);
        texts.push(bytes / work.text_bytes());
        last = Some((here, there));
    }
    outcome.set(Measure::FirstSync, median(times));
    outcome.set(Measure::FirstSyncTexts, median(texts));
    let most = memory(std::process::id()).context("its own memory")?;
    outcome.set(Measure::FirstSyncMemory, most);
    let (mut here, mut there) = last.context("at least one round")?;
    ensure!(
        there.texts(usize::MAX)?.len() == work.journal.len(),
        "all came"
    );
    catch_ups(&mut here, &mut there, work, &mut outcome)?;
    Ok(outcome)
}

fn catch_ups<L: Library>(
    here: &mut L,
    there: &mut L,
    work: &Work,
    outcome: &mut Outcome,
) -> Result<()> {
    let mut catch_up = |news: &[Entry]| {
        news.iter().try_for_each(|entry| here.write(entry))?;
        timed(|| there.sync(here))
    };
    let mut met = CatchUps::default();
    for news in &work.tens {
        met.ten(news, catch_up(news)?);
        met.nothing_new(catch_up(&[])?);
    }
    for news in &work.thousands {
        met.thousand(news, catch_up(news)?);
    }
    met.into_outcome(outcome);
    Ok(())
}

/// Measures the library `name` by processes.
pub fn measure(name: &str, work: &Work, dir: &Path) -> Result<Attempt> {
    let own = |action: &[&str]| -> Result<Command> {
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["library", name]).arg(dir);
        command.arg(format!("--entries={}", work.entries));
        command.args(work.rounds.args()).args(action);
        Ok(command)
    };
    run(&mut own(&["build"])?)?;
    let used = watch(&mut own(&["sync"])?, Duration::from_millis(10))?;
    let mut outcome: Outcome = serde_json::from_slice(&used.stdout)?;
    outcome.set(
        Measure::Disk,
        crate::work::disk_bytes(dir)? / work.text_bytes(),
    );
    let rounds = work.rounds.commands;
    let list = median_ms(rounds, |_| run(&mut own(&["list"])?).map(drop))?;
    outcome.set(Measure::List, list);
    let [one, other] = &work.sought;
    let search = ["search", one, other];
    let search = median_ms(rounds, |_| run(&mut own(&search)?).map(drop))?;
    outcome.set(Measure::Search, search);
    let append = median_ms(rounds, |round| {
        let entry = serde_json::to_string(&work.later[round])?;
        run(&mut own(&["append", &entry])?).map(drop)
    })?;
    outcome.set(Measure::Append, append);
    let used = watch(&mut own(&["list"])?, Duration::from_micros(100))?;
    outcome.set(Measure::CommandMemory, used.memory_bytes);
    Ok(Attempt::Measured(outcome))
}
