//! The same work by Fondly and by what one would pick instead, in one run.
//!
//! `tests/bench/run` builds everything and starts this.

#![forbid(unsafe_code)]

mod catching;
mod counting;
mod fondly;
mod libraries;
mod limits;
mod machine;
mod outcome;
mod peers;
mod plot;
mod process;
mod report;
mod work;

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, bail};
use clap::{Parser, Subcommand};

use crate::{
    libraries::{Action, Automerge, Loro, Yrs, act},
    limits::Limits,
    outcome::{Attempt, Outcome},
    peers::Peer,
    report::{FONDLY, Growth, Report},
    work::{Rounds, Work},
};

#[derive(Debug, Parser)]
#[command(about, args_conflicts_with_subcommands = true)]
struct Args {
    #[command(subcommand)]
    own: Option<Own>,
    #[command(flatten)]
    run: Run,
}

/// What this program starts itself for, to measure whole processes.
#[derive(Debug, Subcommand)]
enum Own {
    /// One action of a library on a journal
    #[command(hide = true)]
    Library {
        name: String,
        dir: PathBuf,
        #[arg(long)]
        entries: usize,
        #[command(flatten)]
        rounds: Rounds,
        #[command(subcommand)]
        action: Action,
    },
    /// All that is measured with samod
    #[command(hide = true)]
    Samod {
        dir: PathBuf,
        #[arg(long)]
        entries: usize,
        #[command(flatten)]
        rounds: Rounds,
    },
    /// Prints the journal as JSON
    Journal {
        #[arg(long)]
        entries: usize,
    },
}

#[derive(Debug, clap::Args)]
struct Run {
    /// The built program
    #[arg(long, default_value = "target/release/fondly")]
    program: PathBuf,
    /// Entries of the journal, without responses
    #[arg(long, default_value_t = 20_000)]
    entries: usize,
    #[command(flatten)]
    rounds: Rounds,
    /// How many entries Ana shares with Sam
    #[arg(long, default_value_t = 1000)]
    shared: usize,
    /// Sizes at which growth is measured, as 1000,5000,20000
    #[arg(long, value_delimiter = ',')]
    growth: Vec<usize>,
    /// Whom to measure beside Fondly
    #[arg(long, value_delimiter = ',', default_values_t = Peer::ALL)]
    peers: Vec<Peer>,
    /// A remark on this run, for the page
    #[arg(long)]
    note: Option<String>,
    /// Where the page goes
    #[arg(long, default_value = "docs/benchmarks/ten-years.md")]
    page: PathBuf,
    /// Where the plots go
    #[arg(long, default_value = "docs/plots")]
    plots: PathBuf,
}

fn main() -> Result<()> {
    let args = Args::parse();
    match args.own {
        Some(Own::Library {
            name,
            dir,
            entries,
            rounds,
            action,
        }) => match name.as_str() {
            "automerge" => act::<Automerge>(&action, &dir, entries, rounds),
            "loro" => act::<Loro>(&action, &dir, entries, rounds),
            "yrs" => act::<Yrs>(&action, &dir, entries, rounds),
            _ => bail!("there is no library {name}"),
        },
        Some(Own::Samod {
            dir,
            entries,
            rounds,
        }) => peers::samod::act(&dir, entries, rounds),
        Some(Own::Journal { entries }) => {
            let journal = Work::new(entries, Rounds::GROWTH).journal;
            println!("{}", serde_json::to_string(&journal)?);
            Ok(())
        }
        None => run(&args.run),
    }
}

fn run(args: &Run) -> Result<()> {
    let program = args
        .program
        .canonicalize()
        .context("the program must be built first")?;
    let dir = tempfile::tempdir()?;
    let work = Work::new(args.entries, args.rounds);
    let mut skipped = Vec::new();
    eprintln!("limits, {} entries", args.entries);
    let limits = Limits::measure(&work, dir.path())?;
    eprintln!("{FONDLY}, {} entries", args.entries);
    let place = below(dir.path(), FONDLY, args.entries)?;
    let own = fondly::whole(&program, args.shared, &work, &place)?;
    fs::remove_dir_all(place)?;
    say(&own);
    let mut outcomes = vec![(FONDLY, own)];
    for peer in &args.peers {
        outcomes.extend(attempt(*peer, &work, dir.path(), &mut skipped)?);
    }
    let growth = grow(args, &program, dir.path(), &mut skipped)?;
    skipped.dedup();
    let report = Report {
        about: machine::describe(&program),
        date: jiff::Zoned::now().strftime("%Y-%m-%d %H:%M %Z").to_string(),
        command: command(args),
        note: args.note.clone(),
        work: &work,
        shared: args.shared,
        limits: &limits,
        outcomes: &outcomes,
        skipped: &skipped,
        growth: &growth,
    };
    let page = report.page(&relative(&args.page, &args.plots))?;
    if let Some(parent) = args.page.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::write(&args.page, &page)?;
    report.write_plots(&args.plots)?;
    println!("{page}");
    Ok(())
}

/// A peer that fails is as one that is not installed: the others count.
fn attempt(
    peer: Peer,
    work: &Work,
    dir: &Path,
    skipped: &mut Vec<String>,
) -> Result<Option<(&'static str, Outcome)>> {
    eprintln!("{}, {} entries", peer.name(), work.entries);
    let place = below(dir, peer.name(), work.entries)?;
    let attempt = peer.measure(work, &place);
    fs::remove_dir_all(place)?;
    let why = match attempt {
        Ok(Attempt::Measured(outcome)) => {
            say(&outcome);
            return Ok(Some((peer.name(), outcome)));
        }
        Ok(Attempt::Skipped(why)) => why,
        Err(error) => format!(
            "{} failed at {} entries: {error:#}",
            peer.name(),
            work.entries
        ),
    };
    eprintln!("  skipped: {why}");
    if !skipped.contains(&why) {
        skipped.push(why);
    }
    Ok(None)
}

fn grow(args: &Run, program: &Path, dir: &Path, skipped: &mut Vec<String>) -> Result<Growth> {
    let mut growth = Growth::new();
    for &entries in &args.growth {
        let work = Work::new(entries, Rounds::GROWTH);
        eprintln!("{FONDLY}, {entries} entries");
        let place = below(dir, FONDLY, entries)?;
        let own = fondly::growth(program, &work, &place)?;
        fs::remove_dir_all(place)?;
        say(&own);
        let mut outcomes = vec![(FONDLY, own)];
        for peer in args
            .peers
            .iter()
            .filter(|peer| entries <= peer.entries_max())
        {
            outcomes.extend(attempt(*peer, &work, dir, skipped)?);
        }
        growth.insert(entries, outcomes);
    }
    Ok(growth)
}

fn below(dir: &Path, name: &str, entries: usize) -> Result<PathBuf> {
    let place = dir.join(format!("{name}-{entries}"));
    fs::create_dir(&place)?;
    Ok(place)
}

fn say(outcome: &Outcome) {
    for (measure, value) in outcome.all() {
        eprintln!("  {}: {}", measure.title(), measure.unit().show(value));
    }
}

/// How this was started, as one would again.
fn command(args: &Run) -> String {
    let mut command = format!("tests/bench/run --entries {}", args.entries);
    if !args.growth.is_empty() {
        let sizes: Vec<String> = args.growth.iter().map(usize::to_string).collect();
        command.push_str(&format!(" --growth {}", sizes.join(",")));
    }
    if args.peers != Peer::ALL {
        let peers: Vec<&str> = args.peers.iter().map(|peer| peer.name()).collect();
        command.push_str(&format!(" --peers {}", peers.join(",").to_lowercase()));
    }
    command
}

/// How a page reaches a directory, both given from the same place.
fn relative(page: &Path, to: &Path) -> String {
    let from = page.parent().unwrap_or(Path::new(""));
    let shared = from
        .components()
        .zip(to.components())
        .take_while(|(one, other)| one == other)
        .count();
    let up = std::iter::repeat_n("..".to_owned(), from.components().count() - shared);
    let down = to
        .components()
        .skip(shared)
        .map(|part| part.as_os_str().to_string_lossy().into_owned());
    up.chain(down).collect::<Vec<_>>().join("/")
}
