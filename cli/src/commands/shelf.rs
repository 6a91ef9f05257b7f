//! What was written and not shared, and what must not come back: `shelf`, `quiet`.

use clap::Args;
use fondly_engine::{Engine, EntryView, Quiet, QuietView};
use serde::Serialize;

use crate::words;
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

#[derive(Debug, Args)]
pub(crate) struct ShelfArgs {
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
            program.output.say(&words::of("practice-put-away"))?;
        }
        let none = words::of("practice-shelf-empty");
        describe::entries(&mut program.output, &entries, Extent::Whole, &none)?;
        if entries.is_empty() {
            return Ok(());
        }
        let how = words::of("practice-shelf-how");
        program.output.say(&format!("\n{how}"))
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
    words::with(
        "practice-shelf-returns",
        &[
            ("name", &neutral_line(to)),
            ("day", &phrase::day(&entry.date)),
            ("audience", &phrase::audience(entry)),
            ("begins", &first_line(&entry.text, FIRST_LINE_CHARS_MAX)),
        ],
    )
}

#[derive(Serialize)]
struct Quiets<'a> {
    quiet: &'a [QuietView],
}

#[derive(Debug, Args)]
pub(crate) struct QuietArgs {
    id: Option<String>,
    #[arg(long, value_name = "NAME")]
    with: Option<String>,
    #[arg(long, value_name = "KIND", value_parser = kinds())]
    kind: Option<String>,
    #[arg(long, value_name = "DAY")]
    since: Option<String>,
    #[arg(long, value_name = "DAY")]
    until: Option<String>,
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
            (engine.lift(&quiet)?, "practice-lifted")
        } else if quiet == Quiet::default() {
            (engine.quiets()?, "")
        } else {
            (engine.quiet(&quiet)?, "practice-quieted")
        };
        if program.output.is_json() {
            return program.output.document(&Quiets { quiet: &quiets });
        }
        if !done.is_empty() {
            return program.output.say(&words::of(done));
        }
        if quiets.is_empty() {
            return program.output.say(&words::of("practice-nothing-quiet"));
        }
        let lines = quiets.iter().map(in_words);
        lines
            .into_iter()
            .try_for_each(|line| program.output.line(&line))
    }
}

fn in_words(quiet: &QuietView) -> String {
    let mut parts = vec![match &quiet.entry {
        Some(id) => words::with("practice-quiet-entry", &[("id", &phrase::short(id))]),
        None => words::of("practice-quiet-everything"),
    }];
    if let Some(kind) = &quiet.kind {
        let kind = words::with("entry-kind", &[("kind", kind)]);
        parts.push(words::with("practice-quiet-kind", &[("kind", &kind)]));
    }
    if let Some(name) = &quiet.with {
        parts.push(words::with(
            "practice-quiet-with",
            &[("name", &neutral_line(name))],
        ));
    }
    if let Some(since) = &quiet.since {
        parts.push(words::with(
            "practice-quiet-from",
            &[("day", &phrase::day(since))],
        ));
    }
    if let Some(until) = &quiet.until {
        parts.push(words::with(
            "practice-quiet-until",
            &[("day", &phrase::day(until))],
        ));
    }
    parts.join(" ")
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
