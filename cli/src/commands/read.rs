//! Reading: `list`, `show`, `search`.

use clap::{
    Args,
    builder::{PossibleValuesParser, ValueParser},
};
use fondly_engine::{EntryView, Filter, Revision};
use serde::Serialize;

use crate::{
    describe::{self, Extent},
    failure::Failure,
    output::Output,
    phrase::gist,
    run::Program,
    snippet::snippet,
    when::day,
};

/// Which entries.
#[derive(Debug, Args)]
struct FilterArgs {
    /// Only this kind
    #[arg(long, value_name = "KIND", value_parser = kinds())]
    kind: Option<String>,
    /// Only what is to or from this person
    #[arg(long, value_name = "NAME")]
    with: Option<String>,
    /// Only what has this tag
    #[arg(long, value_name = "TAG")]
    tag: Option<String>,
    /// From this day on, as 2026-11-23, yesterday, "last friday" or "2 weeks ago"
    #[arg(long, value_name = "DAY")]
    since: Option<String>,
    /// Until this day
    #[arg(long, value_name = "DAY")]
    until: Option<String>,
    /// At most so many
    #[arg(short = 'n', long, value_name = "N")]
    limit: Option<usize>,
    /// Only what you wrote
    #[arg(long, conflicts_with = "received")]
    mine: bool,
    /// Only what you received
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

/// List what you wrote and received, newest first.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  fondly list -n 10
  fondly list --kind need --mine
  fondly list --with Sam --since \"last friday\"")]
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
            "Nothing to list.",
        )
    }
}

/// Find entries that hold all of these words.
///
/// Words are taken as they are: no character has a special meaning.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  fondly search letter father
  fondly search dishes --with Sam --received")]
pub(crate) struct SearchArgs {
    /// The words
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
            return output.say("Nothing found.");
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

/// Show an entry whole.
///
/// What you received counts as read from then on, for you alone: nobody is told.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  fondly show 3f2a
  fondly show 3f2a --history
  fondly show @last")]
pub(crate) struct ShowArgs {
    /// The id, four or more of its first characters, or @last
    id: String,
    /// Show also which texts it had before, and since when
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
