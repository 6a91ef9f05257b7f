//! The page: tables in Markdown, and the plots beside it.

use std::{collections::BTreeMap, fmt::Write as _, fs, iter, path::Path};

use anyhow::Result;

use crate::{
    limits::{Limits, Part, sum_ms},
    outcome::{Measure, Outcome, Unit},
    peers::Peer,
    plot::{Line, Plot},
    work::Work,
};

/// The rows of Fondly alone, beside what is aimed at.
const OWN: &[Measure] = &[
    Measure::List,
    Measure::Append,
    Measure::Search,
    Measure::OnThisDay,
    Measure::Balance,
    Measure::FirstSync,
    Measure::FirstSyncTexts,
    Measure::FirstSyncCpu,
    Measure::Join,
    Measure::CatchUpTen,
    Measure::CatchUpTenBeyondIdle,
    Measure::CatchUpTenTrips,
    Measure::CatchUpTenBytes,
    Measure::CatchUpTenBeyondText,
    Measure::CatchUpThousand,
    Measure::CatchUpThousandTexts,
    Measure::NothingNew,
    Measure::NothingNewTrips,
    Measure::NothingNewOut,
    Measure::NothingNewIn,
    Measure::Visible,
    Measure::SharedSync,
    Measure::SharedSyncTexts,
    Measure::CommandMemory,
    Measure::UnservedMemory,
    Measure::ServeMemory,
    Measure::FirstSyncMemory,
    Measure::FirstSyncMemorySender,
    Measure::Disk,
    Measure::Binary,
    Measure::ColdStart,
    Measure::Fill,
];

/// The rows side by side.
const SHARED: &[Measure] = &[
    Measure::List,
    Measure::Append,
    Measure::Search,
    Measure::FirstSync,
    Measure::FirstSyncTexts,
    Measure::FirstSyncCpu,
    Measure::CatchUpTen,
    Measure::CatchUpTenBytes,
    Measure::CatchUpThousand,
    Measure::CatchUpThousandTexts,
    Measure::NothingNew,
    Measure::NothingNewBoth,
    Measure::CommandMemory,
    Measure::FirstSyncMemory,
    Measure::Disk,
];

/// What has a plot, and the name of its file.
const PLOTS: &[(Measure, &str)] = &[
    (Measure::List, "list"),
    (Measure::Append, "append"),
    (Measure::Search, "search"),
    (Measure::FirstSync, "first-sync"),
    (Measure::CatchUpTen, "catch-up"),
    (Measure::CatchUpTenBytes, "catch-up-bytes"),
    (Measure::NothingNewBoth, "nothing-new-bytes"),
];

pub const FONDLY: &str = "Fondly";

/// Whom was measured, at which sizes, and what came out.
pub type Growth = BTreeMap<usize, Vec<(&'static str, Outcome)>>;

pub struct Report<'a> {
    pub about: Vec<(String, String)>,
    pub date: String,
    pub command: String,
    pub note: Option<String>,
    pub work: &'a Work,
    pub shared: usize,
    pub limits: &'a Limits,
    /// Fondly first.
    pub outcomes: &'a [(&'static str, Outcome)],
    pub skipped: &'a [String],
    pub growth: &'a Growth,
}

impl Report<'_> {
    /// `plots` is how the page reaches their directory.
    pub fn page(&self, plots: &str) -> Result<String> {
        let mut page = String::new();
        self.head(&mut page)?;
        self.own(&mut page)?;
        self.beside(&mut page)?;
        self.grown(&mut page, plots)?;
        page.push_str(DEFINITIONS);
        Ok(page)
    }

    fn head(&self, page: &mut String) -> Result<()> {
        let texts = self.work.text_bytes() / 1e6;
        writeln!(
            page,
            "# A ten-year journal beside what one would pick instead\n\n\
             Written by `tests/bench`; do not edit by hand. Two authors, {} entries of about 350 \
             characters ({} with responses), {texts:.2} MB of text; Ana shares {} entries with Sam.\n",
            self.work.entries,
            self.work.journal.len(),
            self.shared,
        )?;
        if let Some(note) = &self.note {
            writeln!(page, "**{note}**\n")?;
        }
        writeln!(
            page,
            "```sh\n{}\n```\n\n| | |\n|---|---|\n| date | {} |",
            self.command, self.date
        )?;
        for (name, what) in &self.about {
            writeln!(page, "| {name} | {what} |")?;
        }
        Ok(())
    }

    fn own(&self, page: &mut String) -> Result<()> {
        let fondly = &self.outcomes[0].1;
        writeln!(
            page,
            "\n## Fondly and its aims\n\n| measure | measured | aim | |\n|---|--:|--:|---|"
        )?;
        for &measure in OWN {
            let Some(value) = fondly.of(measure) else {
                continue;
            };
            let unit = measure.unit();
            let aim = measure
                .aim()
                .filter(|_| self.work.entries == 20_000 || is_fixed(measure));
            let verdict = match aim {
                Some(aim) if value <= aim => "met".to_owned(),
                Some(aim) => format!("missed, {:.2} x", value / aim),
                None => String::new(),
            };
            let aim = aim.map_or_else(|| "-".to_owned(), |aim| unit.show(aim));
            writeln!(
                page,
                "| {} | {} | {aim} | {verdict} |",
                measure.title(),
                unit.show(value)
            )?;
        }
        self.least(page, fondly)
    }

    /// The floors that the issue of the aims asks for.
    fn least(&self, page: &mut String, fondly: &Outcome) -> Result<()> {
        let limits = self.limits;
        writeln!(
            page,
            "\nThe least that a first sync can take, each part measured alone in this run, one after \
             another on one core:\n"
        )?;
        parts(page, &limits.first_sync, fondly.of(Measure::FirstSync))?;
        if let Some(idle) = fondly
            .of(Measure::NothingNew)
            .filter(|_| !limits.catch_up.is_empty())
        {
            writeln!(
                page,
                "\nLikewise the least of a catch-up of 1,000, which is one process:\n"
            )?;
            let start = ("start, link and end: a `sync` with nothing new", idle);
            let all: Vec<Part> = iter::once(start)
                .chain(limits.catch_up.iter().copied())
                .collect();
            parts(page, &all, fondly.of(Measure::CatchUpThousand))?;
        }
        writeln!(
            page,
            "\nOn the wire the text compressed in batches of 256, with 32 bytes of salt and nonce for each \
             entry, which do not compress, is {}.",
            Unit::Texts.show(limits.wire_texts)
        )?;
        writeln!(
            page,
            "On the disk a file of SQLCipher that holds nineteen texts at a time packed at zstd's highest level, of \
             each its salt, nonce and two hashes, a random name with its index, the order of lists and the index of its words (FTS5), \
             without a free page, is {}.",
            Unit::Texts.show(limits.disk_texts)
        )?;
        Ok(())
    }

    fn beside(&self, page: &mut String) -> Result<()> {
        writeln!(
            page,
            "\n## Side by side\n\nIn brackets: how many times what Fondly takes.\n"
        )?;
        let names: Vec<&str> = self.outcomes.iter().map(|(name, _)| *name).collect();
        writeln!(page, "| measure | {} |", names.join(" | "))?;
        writeln!(page, "|---|{}", "--:|".repeat(names.len()))?;
        for &measure in SHARED {
            let ours = self.outcomes[0].1.of(measure);
            let mut row = format!("| {} ", measure.title());
            for (number, (_, outcome)) in self.outcomes.iter().enumerate() {
                row.push_str(&cell(
                    measure,
                    outcome.of(measure),
                    ours.filter(|_| number > 0),
                ));
            }
            writeln!(page, "{row}|")?;
        }
        writeln!(page)?;
        for line in self.skipped {
            writeln!(page, "- skipped: {line}")?;
        }
        writeln!(
            page,
            "\nWhat each does:\n\n\
             - **{FONDLY}**: the built program, two homes on disk, `serve` on one side, iroh over \
             loopback; everything encrypted, signed, verified, durable and searchable"
        )?;
        for (name, _) in &self.outcomes[1..] {
            if let Some(peer) = Peer::ALL.iter().find(|peer| peer.name() == *name) {
                writeln!(page, "- **{name}**: {}", peer.ways())?;
            }
        }
        Ok(())
    }

    fn grown(&self, page: &mut String, plots: &str) -> Result<()> {
        if self.growth.is_empty() {
            return Ok(());
        }
        writeln!(page, "\n## Growth\n\nFondly by the number of entries:\n")?;
        let sizes: Vec<String> = self.growth.keys().map(|size| format!("{size}")).collect();
        writeln!(
            page,
            "| measure | {} |\n|---|{}",
            sizes.join(" | "),
            "--:|".repeat(sizes.len())
        )?;
        for (measure, _) in PLOTS {
            let mut row = format!("| {} ", measure.title());
            for outcomes in self.growth.values() {
                let ours = outcomes.iter().find(|(name, _)| *name == FONDLY);
                row.push_str(&cell(
                    *measure,
                    ours.and_then(|(_, ours)| ours.of(*measure)),
                    None,
                ));
            }
            writeln!(page, "{row}|")?;
        }
        for (measure, name) in PLOTS {
            if self.plot(*measure).is_some() {
                writeln!(
                    page,
                    "\n![{} by entries]({plots}/{name}.svg)",
                    measure.title()
                )?;
            }
        }
        Ok(())
    }

    fn plot(&self, measure: Measure) -> Option<String> {
        let mut lines: Vec<Line> = Vec::new();
        for (size, outcomes) in self.growth {
            for (name, outcome) in outcomes {
                let Some(value) = outcome.of(measure) else {
                    continue;
                };
                let point = (*size as f64, value);
                match lines.iter_mut().find(|line| line.name == *name) {
                    Some(line) => line.points.push(point),
                    None => lines.push(Line {
                        name: (*name).to_owned(),
                        points: vec![point],
                    }),
                }
            }
        }
        let title = measure.title();
        Plot {
            title: &title[..1]
                .to_uppercase()
                .chars()
                .chain(title[1..].chars())
                .collect::<String>(),
            unit: measure.unit(),
            lines,
        }
        .svg()
    }

    pub fn write_plots(&self, below: &Path) -> Result<()> {
        fs::create_dir_all(below)?;
        for (measure, name) in PLOTS {
            if let Some(svg) = self.plot(*measure) {
                fs::write(below.join(format!("{name}.svg")), svg)?;
            }
        }
        Ok(())
    }
}

/// A table of parts and their sum, and how many times that something `took`.
fn parts(page: &mut String, parts: &[Part], took: Option<f64>) -> Result<()> {
    writeln!(page, "| part | |\n|---|--:|")?;
    for (name, ms) in parts {
        writeln!(page, "| {name} | {} |", Unit::Ms.show(*ms))?;
    }
    let sum = sum_ms(parts);
    writeln!(page, "| **sum** | **{}** |", Unit::Ms.show(sum))?;
    if let Some(took) = took {
        writeln!(
            page,
            "\nIt takes {:.2} x this sum (aim of a first sync: 2 x).",
            took / sum
        )?;
    }
    Ok(())
}

/// Whether what is aimed at has nothing to do with how long the journal is.
const fn is_fixed(measure: Measure) -> bool {
    matches!(
        measure,
        Measure::Binary | Measure::ColdStart | Measure::UnservedMemory
    )
}

fn cell(measure: Measure, value: Option<f64>, ours: Option<f64>) -> String {
    let Some(value) = value else {
        return "| - ".to_owned();
    };
    let shown = measure.unit().show(value);
    match ours {
        Some(ours) if ours > 0.0 => format!("| {shown} ({}) ", times(value / ours)),
        _ => format!("| {shown} "),
    }
}

fn times(ratio: f64) -> String {
    match ratio {
        10.0.. => format!("{ratio:.0} x"),
        0.095.. => format!("{ratio:.1} x"),
        _ => format!("{ratio:.2} x"),
    }
}

const DEFINITIONS: &str = "
## How each is measured

Medians of several rounds (`--commands`, `--first-syncs`, `--tens`, `--thousands`). What needs a
process is a whole process, from its start to its end. Bytes on the wire are both directions
together: for Fondly those of its protocol on QUIC streams, as `sync --json` says them; for git and
syncthing those of the TCP connection, for the libraries the encoded messages.

- **list, append, search, `onthisday`, `balance`**: with the key at hand, that is while `serve` runs;
  `append` is `reflect TEXT` with another text each time, `search` is ranked and shows 20. Before and
  after, it is checked that what is asked for comes out.
- **first sync**: two devices of one person are linked while the journal is empty; it is imported on
  one, and `sync` on the other gets it. All entries and a search are checked there afterwards. What
  Sam wrote is a quote of Ana's here, so all 24,000 are one device's log.
- **`device join`**: a third device joins when the journal is full.
- **CPU of a record**: user and system time of both processes over the first sync, divided by the
  records received.
- **catch-up of 10**: ten `reflect` on one device, then `sync` on the other; *beyond nothing new* is
  that time without the time of the `sync` with nothing new that follows it; *beyond the text* is
  all bytes both ways without the bytes of the ten texts. **1,000** come by one import.
- **nothing new**: the next `sync`, which finds equal digests.
- **shared here to readable there**: `serve` on both sides; from the start of `thanks --now` to the
  line that `inbox --watch` prints on the other side.
- **first sync of what a partner shared**: Ana has the whole journal and shares part of it by
  `thanks --now`, one process each, while Sam is away; then Sam runs `sync`. The time is divided by
  the entries.
- **memory**: `VmHWM`. Commands are looked at every 0.1 ms, so a little at the end may be missed. That
  of `serve` is read when all else was done in its life: a first sync, catching up and a join. For
  libraries, both replicas are in one process.
- **disk**: all files of the home of the device where the journal was written, as long as they are,
  right after the first sync.
- **filling**: `import` for Fondly, `fast-import` and a checkout for git.
";
