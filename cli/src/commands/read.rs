//! Reading: `list`, `show`, `search`.

use clap::{
    Args,
    builder::{PossibleValuesParser, ValueParser},
};
use fondly_engine::{EntryView, Filter, Revision};
use serde::Serialize;

use crate::words;
use crate::{
    describe::{self, Extent},
    failure::Failure,
    output::Output,
    phrase::gist,
    run::Program,
    snippet::snippet,
    when::day,
};

#[derive(Debug, Args)]
struct FilterArgs {
    #[arg(long, value_name = "KIND", value_parser = kinds())]
    kind: Option<String>,
    #[arg(long, value_name = "NAME")]
    with: Option<String>,
    #[arg(long, value_name = "TAG")]
    tag: Option<String>,
    #[arg(long, value_name = "DAY")]
    since: Option<String>,
    #[arg(long, value_name = "DAY")]
    until: Option<String>,
    #[arg(short = 'n', long, value_name = "N")]
    limit: Option<usize>,
    #[arg(long, conflicts_with = "received")]
    mine: bool,
    #[arg(long)]
    received: bool,
}

pub(crate) fn kinds() -> ValueParser {
    PossibleValuesParser::new(["appreciation", "need", "reflection", "response"]).into()
}

impl FilterArgs {
    fn filter(self, output: &mut Output) -> Result<Filter, Failure> {
        let mut named = |value: Option<String>| value.map(|value| day(&value, output)).transpose();
        Ok(Filter {
            kind: self.kind,
            with: self.with,
            tag: self.tag,
            since: named(self.since)?,
            until: named(self.until)?,
            limit: self.limit,
            mine: self.mine,
            received: self.received,
        })
    }
}

#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    #[command(flatten)]
    filter: FilterArgs,
}

impl ListArgs {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        let filter = self.filter.filter(&mut program.output)?;
        let entries = program.engine()?.list(&filter)?;
        describe::entries(
            &mut program.output,
            &entries,
            Extent::FirstLine,
            &words::of("journal-nothing-to-list"),
        )
    }
}

#[derive(Debug, Args)]
pub(crate) struct SearchArgs {
    #[arg(required = true, value_name = "WORD")]
    words: Vec<String>,
    #[command(flatten)]
    filter: FilterArgs,
}

impl SearchArgs {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        let filter = self.filter.filter(&mut program.output)?;
        let entries = program.engine()?.search(&self.words, &filter)?;
        let found: Vec<Found> = entries
            .into_iter()
            .map(|entry| Found {
                snippet: snippet(&entry, &self.words).unwrap_or_else(|| gist(&entry)),
                entry,
            })
            .collect();
        let output = &mut program.output;
        if output.is_json() {
            return output.document(&AllFound { entries: &found });
        }
        if found.is_empty() {
            return output.say(&words::of("journal-nothing-found"));
        }
        for Found { entry, snippet } in &found {
            describe::headline(output, entry)?;
            output.line(&format!("  {snippet}"))?;
        }
        Ok(())
    }
}

#[derive(Serialize)]
struct AllFound<'a> {
    entries: &'a [Found],
}

/// An entry, and where the words stand in it.
#[derive(Serialize)]
struct Found {
    #[serde(flatten)]
    entry: EntryView,
    snippet: String,
}

#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    id: String,
    #[arg(long)]
    history: bool,
}

#[derive(Serialize)]
struct WithHistory<'a> {
    entry: &'a EntryView,
    history: &'a [Revision],
}

impl ShowArgs {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        let mut engine = program.engine()?;
        let mut entry = engine.show(&self.id)?;
        let output = &mut program.output;
        if !self.history {
            return describe::entry(output, &entry);
        }
        let history = engine.history(&entry.id)?;
        if output.is_json() {
            return output.document(&WithHistory {
                entry: &entry,
                history: &history,
            });
        }
        // The history says the same, with times.
        entry.earlier.clear();
        describe::entry(output, &entry)?;
        describe::history(output, &history)
    }
}
