//! What was written and not shared, and what must not come back: `shelf`, `quiet`.

use clap::Args;
use fondly_engine::{Engine, EntryView, Quiet, QuietView};
use serde::Serialize;

use crate::{
    commands::read::kinds,
    describe::{self, Extent},
    failure::Failure,
    phrase,
    run::Program,
    text::{first_line, neutral_line},
    when,
};

const FIRST_LINE_CHARS_MAX: usize = 60;

/// Read the appreciations that you wrote for somebody and did not share.
///
/// Each comes back unasked, with `fondly inbox` at a terminal, after about three days and after
/// about two weeks, and then never again. Nobody else ever sees that they exist.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  fondly shelf
  fondly share 3f2a Sam
  fondly shelf --not-this 3f2a")]
pub(crate) struct ShelfArgs {
    /// Put this one away; it stays in your journal
    #[arg(long, value_name = "ID")]
    not_this: Option<String>,
}

impl ShelfArgs {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        let mut engine = program.engine()?;
        let entries = match &self.not_this {
            Some(id) => engine.put_away(id)?,
            None => engine.shelf()?,
        };
        if self.not_this.is_some() {
            program.output.say("Put away; it stays in your journal.")?;
        }
        let none = "Nothing waits here.";
        describe::entries(&mut program.output, &entries, Extent::Whole, none)?;
        if entries.is_empty() {
            return Ok(());
        }
        program.output.say(
            "\nShare one with fondly share ID NAME, keep it as it is, or put it away with fondly \
             shelf --not-this ID.",
        )
    }
}

/// Tells of what comes back from the shelf now, where somebody is there to read it.
pub(crate) fn tell_of_returns(program: &mut Program, engine: &mut Engine) -> Result<(), Failure> {
    if program.output.is_json() || !program.prompt.possible() {
        return Ok(());
    }
    for entry in engine.shelf_returns()? {
        program.output.say(&returned(&entry))?;
    }
    Ok(())
}

fn returned(entry: &EntryView) -> String {
    let to = entry.to.as_deref().unwrap_or_default();
    format!(
        "You wrote this for {} on {}, and kept it ({}): {}\n  fondly shelf shows what you can do \
         with it.",
        neutral_line(to),
        phrase::day(&entry.date),
        phrase::audience(entry),
        first_line(&entry.text, FIRST_LINE_CHARS_MAX)
    )
}

#[derive(Serialize)]
struct Quiets<'a> {
    quiet: &'a [QuietView],
}

/// Say what must not come back by itself.
///
/// It stays where it is: lists, search and logs show it as before. It is left out of `onthisday`,
/// `remember`, `random`, `valued`, `year` and `shelf`, on this device. With several options at once
/// all must hold, as for a person in one spring. Without any, it shows what does not come back.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  fondly quiet 3f2a
  fondly quiet --with Jo
  fondly quiet --with Sam --since 2026-03-01 --until 2026-05-31
  fondly quiet --with Jo --lift")]
pub(crate) struct QuietArgs {
    /// The id of an entry, four or more of its first characters, or @last
    id: Option<String>,
    /// What is about or from this person
    #[arg(long, value_name = "NAME")]
    with: Option<String>,
    /// What is of this kind
    #[arg(long, value_name = "KIND", value_parser = kinds())]
    kind: Option<String>,
    /// What is for this day or later, as 2026-11-23
    #[arg(long, value_name = "DAY")]
    since: Option<String>,
    /// What is for this day or earlier, as 2026-11-23
    #[arg(long, value_name = "DAY")]
    until: Option<String>,
    /// Let it come back again
    #[arg(long)]
    lift: bool,
}

impl QuietArgs {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        let mut day = |given: Option<String>| {
            given
                .map(|given| when::day(&given, &mut program.output))
                .transpose()
        };
        let quiet = Quiet {
            id: self.id,
            with: self.with,
            kind: self.kind,
            since: day(self.since)?,
            until: day(self.until)?,
        };
        let mut engine = program.engine()?;
        let (quiets, done) = if self.lift {
            (engine.lift(&quiet)?, "It may come back again.")
        } else if quiet == Quiet::default() {
            (engine.quiets()?, "")
        } else {
            (engine.quiet(&quiet)?, "It does not come back by itself.")
        };
        if program.output.is_json() {
            return program.output.document(&Quiets { quiet: &quiets });
        }
        if !done.is_empty() {
            return program.output.say(done);
        }
        if quiets.is_empty() {
            return program.output.say("Everything may come back.");
        }
        let lines = quiets.iter().map(in_words);
        lines
            .into_iter()
            .try_for_each(|line| program.output.line(&line))
    }
}

fn in_words(quiet: &QuietView) -> String {
    let mut words = match &quiet.entry {
        Some(id) => format!("the entry {}", phrase::short(id)),
        None => "everything".to_owned(),
    };
    if let Some(kind) = &quiet.kind {
        words += &format!(" of the kind {kind}");
    }
    if let Some(name) = &quiet.with {
        words += &format!(" with {}", neutral_line(name));
    }
    if let Some(since) = &quiet.since {
        words += &format!(" from {}", phrase::day(since));
    }
    if let Some(until) = &quiet.until {
        words += &format!(" until {}", phrase::day(until));
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_come_back_is_said_in_words() {
        let quiet = QuietView {
            entry: None,
            with: Some("Sam".into()),
            kind: Some("need".into()),
            since: Some("2026-03-01".into()),
            until: Some("2026-05-31".into()),
        };
        assert_eq!(
            in_words(&quiet),
            "everything of the kind need with Sam from 1 Mar 2026 until 31 May 2026"
        );
    }
}
