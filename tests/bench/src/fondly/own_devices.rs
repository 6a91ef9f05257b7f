//! A laptop with the journal, and a phone of the same person.

use std::{fs, path::Path, time::Duration};

use anyhow::{Context as _, Result, ensure};

use super::{
    alone::{append, commands},
    home::{Home, PATIENCE, Round},
};
use fondly_corpus::Entry;

use crate::{
    outcome::{Measure, Outcome, median},
    process::{Running, Used, cpu, memory, timed, watch},
    work::{Work, text_bytes},
};

/// How often the memory of a long command is looked at.
const LOOK: Duration = Duration::from_millis(10);

struct Pair {
    laptop: Home,
    phone: Home,
    serving: Running,
}

impl Pair {
    /// Two linked devices, the journal on one of them.
    fn new(program: &Path, work: &Work, dir: &Path, fills: &mut Vec<f64>) -> Result<Self> {
        let laptop = Home::new(program, dir, "laptop")?;
        let phone = Home::empty(program, dir, "phone")?;
        let serving = laptop.serve()?;
        link(&laptop, &phone)?;
        serving.stop()?;
        let ms = timed(|| laptop.import(&work.journal, dir))?.1;
        fills.push(ms * 1000.0 / work.journal.len() as f64);
        let serving = laptop.serve()?;
        Ok(Self {
            laptop,
            phone,
            serving,
        })
    }
}

fn link(laptop: &Home, phone: &Home) -> Result<Used> {
    let (adding, line) = laptop.offer(&["device", "add"])?;
    let args = [
        "device",
        "join",
        &line,
        "--device-name",
        "phone",
        "--insecure-key-file",
    ];
    let args = [&args[..], &["--timeout", PATIENCE]].concat();
    let used = watch(&mut phone.command(&args), LOOK)?;
    adding.ended()?;
    Ok(used)
}

pub(super) fn measure(
    program: &Path,
    work: &Work,
    dir: &Path,
    outcome: &mut Outcome,
) -> Result<()> {
    let (mut firsts, mut fills) = (Vec::new(), Vec::new());
    let mut last = None;
    for round in 0..work.rounds.first_syncs {
        drop(last.take());
        let dir = dir.join(format!("pair-{round}"));
        fs::create_dir(&dir)?;
        let pair = Pair::new(program, work, &dir, &mut fills)?;
        firsts.push(first_sync(&pair, work)?);
        last = Some(pair);
    }
    summarise(firsts, outcome);
    outcome.set(Measure::Fill, median(fills));
    let pair = last.context("at least one round")?;
    outcome.set(Measure::Disk, pair.laptop.disk_bytes()? / work.text_bytes());
    commands(&pair.laptop, work, outcome)?;
    pair.phone.sync("me")?;
    catch_ups(&pair, work, dir, outcome)?;
    let joiner = Home::empty(program, dir, "tablet")?;
    let join = link(&pair.laptop, &joiner)?;
    outcome.set(Measure::Join, join.elapsed.as_secs_f64() * 1000.0);
    outcome.set(
        Measure::ServeMemory,
        memory(pair.serving.id()).context("it runs")?,
    );
    pair.serving.stop()
}

struct First {
    used: Used,
    round: Round,
    sender_cpu: Duration,
    sender_memory_bytes: f64,
    records: f64,
    text_bytes: f64,
}

fn first_sync(pair: &Pair, work: &Work) -> Result<First> {
    let before = cpu(pair.serving.id())?;
    let args = ["--json", "sync", "--require", "me", "--timeout", PATIENCE];
    let used = watch(&mut pair.phone.command(&args), LOOK)?;
    let sender_cpu = cpu(pair.serving.id())? - before;
    let round = Round::of(&serde_json::from_slice(&used.stdout)?)?;
    let count = pair.phone.count()?;
    ensure!(
        count == work.journal.len(),
        "{count} of {} came",
        work.journal.len()
    );
    let [one, other] = &work.sought;
    let found = pair.phone.json(&["search", one, other])?;
    let found = found["entries"].as_array().map_or(0, Vec::len);
    ensure!(found > 0, "what came can be searched");
    Ok(First {
        sender_cpu,
        sender_memory_bytes: memory(pair.serving.id()).context("it runs")?,
        records: round.received as f64,
        text_bytes: work.text_bytes(),
        used,
        round,
    })
}

fn summarise(firsts: Vec<First>, outcome: &mut Outcome) {
    let mut set = |measure, of: &dyn Fn(&First) -> f64| {
        outcome.set(measure, median(firsts.iter().map(of).collect()));
    };
    set(Measure::FirstSync, &|first| {
        first.used.elapsed.as_secs_f64() * 1000.0
    });
    set(Measure::FirstSyncTexts, &|first| {
        first.round.bytes() / first.text_bytes
    });
    set(Measure::FirstSyncCpu, &|first| {
        (first.used.cpu + first.sender_cpu).as_secs_f64() * 1e6 / first.records
    });
    set(Measure::FirstSyncMemory, &|first| first.used.memory_bytes);
    set(Measure::FirstSyncMemorySender, &|first| {
        first.sender_memory_bytes
    });
}

/// One after another: news by ten commands and nothing new, then news by one import.
fn catch_ups(pair: &Pair, work: &Work, dir: &Path, outcome: &mut Outcome) -> Result<()> {
    let (mut tens, mut idle, mut thousands) =
        (Series::default(), Series::default(), Series::default());
    for news in &work.tens {
        news.iter()
            .try_for_each(|entry| append(&pair.laptop, entry))?;
        tens.add(&pair.phone, news)?;
        idle.add(&pair.phone, &[])?;
    }
    for news in &work.thousands {
        pair.laptop.import(news, dir)?;
        thousands.add(&pair.phone, news)?;
    }
    let beyond = tens
        .ms
        .iter()
        .zip(&idle.ms)
        .map(|(ten, idle)| ten - idle)
        .collect();
    outcome.set(Measure::CatchUpTenBeyondIdle, median(beyond));
    outcome.set(Measure::CatchUpTen, median(tens.ms));
    outcome.set(Measure::CatchUpTenBytes, median(tens.bytes));
    outcome.set(Measure::CatchUpTenBeyondText, median(tens.beyond_text));
    outcome.set(Measure::CatchUpTenTrips, median(tens.trips));
    outcome.set(Measure::NothingNew, median(idle.ms));
    outcome.set(Measure::NothingNewBoth, median(idle.bytes));
    outcome.set(Measure::NothingNewOut, median(idle.out));
    outcome.set(Measure::NothingNewIn, median(idle.bytes_in));
    outcome.set(Measure::NothingNewTrips, median(idle.trips));
    if !work.thousands.is_empty() {
        outcome.set(Measure::CatchUpThousand, median(thousands.ms));
        outcome.set(Measure::CatchUpThousandTexts, median(thousands.texts));
    }
    Ok(())
}

#[derive(Default)]
struct Series {
    ms: Vec<f64>,
    bytes: Vec<f64>,
    out: Vec<f64>,
    bytes_in: Vec<f64>,
    beyond_text: Vec<f64>,
    texts: Vec<f64>,
    trips: Vec<f64>,
}

impl Series {
    fn add(&mut self, phone: &Home, news: &[Entry]) -> Result<()> {
        let (round, ms) = timed(|| phone.sync("me"))?;
        ensure!(
            round.received == news.len() as u64,
            "{round:?} for {}",
            news.len()
        );
        self.ms.push(ms);
        self.bytes.push(round.bytes());
        self.out.push(round.bytes_out as f64);
        self.bytes_in.push(round.bytes_in as f64);
        self.beyond_text.push(round.bytes() - text_bytes(news));
        self.texts.push(round.bytes() / text_bytes(news));
        self.trips.push(round.round_trips as f64);
        Ok(())
    }
}
