//! What comes back: `onthisday`, `remember`, `random`, `valued`, `year`.

use std::path::PathBuf;

use clap::Args;
use fondly_engine::EntryView;

use crate::{
    describe::{self, Extent},
    failure::Failure,
    output::Style,
    page::{self, Chapters, Names},
    run::Program,
    text::neutral_line,
    when,
};

/// Read what you wrote and received on this day of earlier years.
///
/// What you have named with `fondly quiet` stays away.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  fondly onthisday
  fondly onthisday --date 2026-02-14")]
pub(crate) struct OnthisdayArgs {
    /// Another day, as 2026-11-23 or yesterday
    #[arg(long, value_name = "DAY")]
    date: Option<String>,
}

impl OnthisdayArgs {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        let date = self
            .date
            .map(|date| when::day(&date, &mut program.output))
            .transpose()?;
        let entries = program.engine()?.on_this_day(date.as_deref())?;
        let none = "Nothing from this day of earlier years.";
        describe::entries(&mut program.output, &entries, Extent::Whole, none)
    }
}

/// Read good things about somebody, for a day on which they are hard to see.
///
/// Appreciations of them and by them, and good news of theirs, in random order. What you have named
/// with `fondly quiet` stays away.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  fondly remember Sam
  fondly remember me -n 1")]
pub(crate) struct RememberArgs {
    /// The name of a person, or `me`
    name: String,
    /// At most so many
    #[arg(short = 'n', long, value_name = "N", default_value_t = 3)]
    limit: usize,
}

impl RememberArgs {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        let entries = program.engine()?.remember(&self.name, self.limit)?;
        let none = format!(
            "Nothing is written here yet. To begin: fondly thanks {}",
            neutral_line(&self.name)
        );
        describe::entries(&mut program.output, &entries, Extent::Whole, &none)
    }
}

/// Read one entry at random.
///
/// What you have named with `fondly quiet` stays away.
#[derive(Debug, Args)]
#[command(after_long_help = "Example:
  fondly random")]
pub(crate) struct RandomArgs {}

impl RandomArgs {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        let entries = program.engine()?.random()?;
        let none = "Nothing is written here yet.";
        describe::entries(&mut program.output, &entries, Extent::Whole, none)
    }
}

/// Read what others appreciated in you, gathered.
///
/// All of it is on this device: no network is needed. What you have named with `fondly quiet` stays
/// away.
#[derive(Debug, Args)]
#[command(after_long_help = "Example:
  fondly valued")]
pub(crate) struct ValuedArgs {}

impl ValuedArgs {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        let entries = program.engine()?.valued()?;
        let none = "Nothing from others yet. What you see in yourself: fondly log me";
        describe::entries(&mut program.output, &entries, Extent::Whole, none)
    }
}

/// Read a year, month by month.
///
/// With a person, it is what both of you have of each other: what you shared, as you shared it, and
/// what you received. Without one it is your own year, private entries among it.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  fondly year 2026
  fondly year 2026 --with Sam --html our-year.html")]
pub(crate) struct YearArgs {
    /// The year
    #[arg(value_parser = clap::value_parser!(u16).range(1..=9999))]
    year: u16,
    /// With this person
    #[arg(long, value_name = "NAME")]
    with: Option<String>,
    /// Write it as a page of HTML to this new file
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

impl YearArgs {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        let engine = program.engine()?;
        let entries = engine.year(self.year, self.with.as_deref())?;
        if let Some(path) = &self.html {
            let own = engine.own_name()?;
            let title = match self.with.as_deref() {
                Some("me") | None => format!("{own}, {}", self.year),
                Some(name) => format!("{own} and {name}, {}", self.year),
            };
            let page = page::page(&title, Names { own: &own }, &entries, Chapters::Months);
            page::write(path, &page)?;
            let said = "Written. Whoever has the file can read it: it is not encrypted.";
            program.output.say(said)?;
            if !program.output.is_json() {
                return Ok(());
            }
        }
        chapters(program, &entries)
    }
}

fn chapters(program: &mut Program, entries: &[EntryView]) -> Result<(), Failure> {
    let output = &mut program.output;
    if output.is_json() || entries.is_empty() {
        let none = "Nothing from that year.";
        return describe::entries(output, entries, Extent::Whole, none);
    }
    for (number, chapter) in entries
        .chunk_by(|one, other| page::month(&one.date) == page::month(&other.date))
        .enumerate()
    {
        if number > 0 {
            output.line("")?;
        }
        if let Some(month) = chapter.first().and_then(|entry| page::month(&entry.date)) {
            output.parts(&[(Style::Bold, &month)])?;
            output.line("")?;
        }
        describe::entries(output, chapter, Extent::Whole, "")?;
    }
    Ok(())
}
