//! What comes back: `onthisday`, `remember`, `random`, `valued`, `year`.

use std::path::PathBuf;

use clap::Args;
use fondly_engine::EntryView;

use crate::words;
use crate::{
    describe::{self, Extent},
    failure::Failure,
    output::Style,
    page::{self, Chapters, Names},
    phrase::month,
    run::Program,
    text::neutral_line,
    when,
};

/// Characters of a day that name its month.
const MONTH_CHARS: usize = 7;

#[derive(Debug, Args)]
pub(crate) struct OnthisdayArgs {
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
        let none = words::of("practice-none-on-this-day");
        describe::entries(&mut program.output, &entries, Extent::Whole, &none)
    }
}

#[derive(Debug, Args)]
pub(crate) struct RememberArgs {
    name: String,
    #[arg(short = 'n', long, value_name = "N", default_value_t = 3)]
    limit: usize,
}

impl RememberArgs {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        let entries = program.engine()?.remember(&self.name, self.limit)?;
        let name = neutral_line(&self.name);
        let none = words::with("practice-none-to-remember", &[("name", &name)]);
        describe::entries(&mut program.output, &entries, Extent::Whole, &none)
    }
}

#[derive(Debug, Args)]
pub(crate) struct RandomArgs {}

impl RandomArgs {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        let entries = program.engine()?.random()?;
        let none = words::of("practice-none-at-random");
        describe::entries(&mut program.output, &entries, Extent::Whole, &none)
    }
}

#[derive(Debug, Args)]
pub(crate) struct ValuedArgs {}

impl ValuedArgs {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        let entries = program.engine()?.valued()?;
        let none = words::of("practice-none-valued");
        describe::entries(&mut program.output, &entries, Extent::Whole, &none)
    }
}

#[derive(Debug, Args)]
pub(crate) struct YearArgs {
    #[arg(value_parser = clap::value_parser!(u16).range(1..=9999))]
    year: u16,
    #[arg(long, value_name = "NAME")]
    with: Option<String>,
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

impl YearArgs {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        let engine = program.engine()?;
        let entries = engine.year(self.year, self.with.as_deref())?;
        if let Some(path) = &self.html {
            let (own, year) = (engine.own_name()?, self.year.to_string());
            let title = match self.with.as_deref() {
                Some("me") | None => words::with("page-of-year", &[("own", &own), ("year", &year)]),
                Some(name) => words::with(
                    "page-of-both-year",
                    &[("own", &own), ("name", &name), ("year", &year)],
                ),
            };
            let page = page::page(&title, Names { own: &own }, &entries, Chapters::Months);
            page::write(path, &page)?;
            program.output.say(&words::of("page-written"))?;
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
        let none = words::of("practice-none-of-year");
        return describe::entries(output, entries, Extent::Whole, &none);
    }
    for (number, chapter) in entries
        .chunk_by(|one, other| one.date.get(..MONTH_CHARS) == other.date.get(..MONTH_CHARS))
        .enumerate()
    {
        if number > 0 {
            output.line("")?;
        }
        if let Some(month) = chapter.first().and_then(|entry| month(&entry.date)) {
            output.parts(&[(Style::Bold, &month)])?;
            output.line("")?;
        }
        describe::entries(output, chapter, Extent::Whole, "")?;
    }
    Ok(())
}
