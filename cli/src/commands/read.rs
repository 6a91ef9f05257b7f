//! Reading: `list`, `show`, `search`.

use clap::{
    Args,
    builder::{PossibleValuesParser, ValueParser},
};
use fondly_engine::Filter;
use jiff::civil::Date;

use crate::{
    describe::{self, Extent},
    failure::Failure,
    run::Program,
};

const DAY_FORM: &str = "%Y-%m-%d";
const DAY_CHARS: usize = 10;

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
    /// From this day on, as 2026-11-23
    #[arg(long, value_name = "DAY")]
    since: Option<String>,
    /// Until this day, as 2026-11-23
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

fn kinds() -> ValueParser {
    PossibleValuesParser::new(["appreciation", "need", "reflection", "response"]).into()
}

impl FilterArgs {
    fn filter(self) -> Result<Filter, Failure> {
        Ok(Filter {
            kind: self.kind,
            with: self.with,
            tag: self.tag,
            since: self.since.map(day).transpose()?,
            until: self.until.map(day).transpose()?,
            limit: self.limit,
            mine: self.mine,
            received: self.received,
        })
    }
}

fn day(value: String) -> Result<String, Failure> {
    match Date::strptime(DAY_FORM, &value) {
        Ok(_) if value.len() == DAY_CHARS => Ok(value),
        _ => Err(Failure::Day { value }),
    }
}

/// List what you wrote and received, newest first.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  fondly list -n 10
  fondly list --kind need --mine
  fondly list --with Sam --since 2026-11-01")]
pub(crate) struct ListArgs {
    #[command(flatten)]
    filter: FilterArgs,
}

impl ListArgs {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        let filter = self.filter.filter()?;
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
        let filter = self.filter.filter()?;
        let entries = program.engine()?.search(&self.words, &filter)?;
        describe::entries(
            &mut program.output,
            &entries,
            Extent::FirstLine,
            "Nothing found.",
        )
    }
}

/// Show an entry whole.
///
/// What you received counts as read from then on, for you alone: nobody is told.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  fondly show 3f2a
  fondly show @last")]
pub(crate) struct ShowArgs {
    /// The id, four or more of its first characters, or @last
    id: String,
}

impl ShowArgs {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        let entry = program.engine()?.show(&self.id)?;
        describe::entry(&mut program.output, &entry)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_must_exist_and_be_written_in_full() {
        assert_eq!(day("2024-02-29".into()).unwrap(), "2024-02-29");
        for value in [
            "2026-02-29",
            "2026-2-1",
            "26-02-01",
            "2026-02-01T10:00",
            "today",
            "",
        ] {
            assert!(
                matches!(day(value.into()), Err(Failure::Day { .. })),
                "{value}"
            );
        }
    }
}
