//! Git: a commit for each entry, and a clone.

use std::{
    fmt::Write as _,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context as _, Result, ensure};

use super::{file_of, write_files};
use fondly_corpus::Entry;

use crate::{
    catching::CatchUps,
    counting::{Counting, free_port, reachable},
    outcome::{Attempt, Measure, Outcome, median},
    process::{Running, installed, median_ms, run, timed},
    work::{Work, disk_bytes},
};

const CONFIG: [&str; 6] = [
    "user.name=Ana",
    "user.email=ana@example.org",
    "core.fsync=all",
    "gc.auto=0",
    "maintenance.auto=false",
    "init.defaultBranch=main",
];

pub(super) fn measure(work: &Work, dir: &Path) -> Result<Attempt> {
    if !installed("git") {
        return Ok(Attempt::Skipped("git is not installed".into()));
    }
    let mut outcome = Outcome::default();
    let repository = dir.join("journal");
    run(git(dir).arg("init").arg("--quiet").arg(&repository))?;
    let ms = timed(|| import(&repository, &work.journal, false))?.1;
    outcome.set(Measure::Fill, ms * 1000.0 / work.journal.len() as f64);
    outcome.set(Measure::Disk, disk_bytes(&repository)? / work.text_bytes());
    commands(&repository, work, &mut outcome)?;
    over_loopback(&repository, work, dir, &mut outcome)?;
    Ok(Attempt::Measured(outcome))
}

fn git(within: &Path) -> Command {
    let mut command = Command::new("git");
    command
        .current_dir(within)
        .env("HOME", "/nonexistent")
        .env("GIT_CONFIG_NOSYSTEM", "1");
    for setting in CONFIG {
        command.args(["-c", setting]);
    }
    command
}

/// Adds commits at once, and puts their files there.
fn import(repository: &Path, entries: &[Entry], onto: bool) -> Result<()> {
    let mut stream = String::new();
    for (number, entry) in entries.iter().enumerate() {
        let (seconds, text) = (entry.written_at_s, &entry.text);
        let who = format!("{0:?} <{0:?}@example.org> {seconds} +0000", entry.author);
        write!(
            stream,
            "commit refs/heads/main\nauthor {who}\ncommitter {who}\n"
        )?;
        write!(
            stream,
            "data {}\n{:?}\n",
            format!("{:?}", entry.kind).len(),
            entry.kind
        )?;
        if onto && number == 0 {
            stream.push_str("from refs/heads/main^0\n");
        }
        write!(stream, "M 100644 inline {}\n", file_of(entry))?;
        write!(stream, "data {}\n{text}\n", text.len())?;
    }
    let mut importing = git(repository)
        .args(["fast-import", "--quiet"])
        .stdin(Stdio::piped())
        .spawn()?;
    importing
        .stdin
        .take()
        .context("it is piped")?
        .write_all(stream.as_bytes())?;
    ensure!(importing.wait()?.success(), "git fast-import failed");
    run(git(repository).args(["reset", "--hard", "--quiet"])).map(drop)
}

fn append(repository: &Path, entry: &Entry) -> Result<()> {
    write_files(std::slice::from_ref(entry), repository)?;
    run(git(repository).arg("add").arg(file_of(entry)))?;
    run(git(repository).args(["commit", "--quiet", "-m", "reflection"])).map(drop)
}

fn commands(repository: &Path, work: &Work, outcome: &mut Outcome) -> Result<()> {
    let rounds = work.rounds.commands;
    let list = median_ms(rounds, |_| {
        run(git(repository).args(["log", "-20", "-p"])).map(drop)
    })?;
    outcome.set(Measure::List, list);
    let [one, other] = &work.sought;
    let words = ["grep", "-h", "--all-match", "-e", one, "--or", "-e", other];
    let search = median_ms(rounds, |_| run(git(repository).args(words)).map(drop))?;
    outcome.set(Measure::Search, search);
    let append = median_ms(rounds, |round| append(repository, &work.later[round]))?;
    outcome.set(Measure::Append, append);
    Ok(())
}

/// Serves the repositories below a directory, counted on their way.
fn served(below: &Path) -> Result<Option<(Running, Counting)>> {
    let programs = String::from_utf8(run(git(below).arg("--exec-path"))?)?;
    let daemon = PathBuf::from(programs.trim()).join("git-daemon");
    if !daemon.is_file() {
        return Ok(None);
    }
    let port = free_port()?;
    let mut command = Command::new(daemon);
    command.args(["--export-all", "--reuseaddr", "--listen=127.0.0.1"]);
    command.arg(format!("--port={port}"));
    command.arg(format!("--base-path={}", below.display()));
    let running = Running::quiet(command.env("HOME", "/nonexistent"))?;
    reachable(port)?;
    let counting = Counting::to(port)?;
    Ok(Some((running, counting)))
}

fn over_loopback(repository: &Path, work: &Work, dir: &Path, outcome: &mut Outcome) -> Result<()> {
    let Some((daemon, counting)) = served(dir)? else {
        return Ok(());
    };
    let url = format!("git://127.0.0.1:{}/journal", counting.port());
    let (mut times, mut texts) = (Vec::new(), Vec::new());
    let clone = dir.join("clone");
    for _ in 0..work.rounds.first_syncs {
        if clone.exists() {
            fs::remove_dir_all(&clone)?;
        }
        counting.take();
        let ms = timed(|| run(git(dir).args(["clone", "--quiet", &url]).arg(&clone)))?.1;
        times.push(ms);
        texts.push(counting.take() / work.text_bytes());
    }
    outcome.set(Measure::FirstSync, median(times));
    outcome.set(Measure::FirstSyncTexts, median(texts));
    let catch_up = || {
        counting.take();
        let pull = ["pull", "--quiet", "--ff-only"];
        let ms = timed(|| run(git(&clone).args(pull)))?.1;
        anyhow::Ok((counting.take(), ms))
    };
    let mut met = CatchUps::default();
    for news in &work.tens {
        news.iter()
            .try_for_each(|entry| append(repository, entry))?;
        met.ten(news, catch_up()?);
        met.nothing_new(catch_up()?);
    }
    for news in &work.thousands {
        import(repository, news, true)?;
        met.thousand(news, catch_up()?);
    }
    met.into_outcome(outcome);
    daemon.stop()
}
