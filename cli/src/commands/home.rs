//! `fondly` alone: what waits, and one thing that could be done. The first time, a journal is made.

use fondly_engine::{Engine, EngineError, EntryView, Filter, Reflect};
use serde::Serialize;

use crate::{
    describe,
    failure::Failure,
    output::Style,
    phrase::joined,
    run::Program,
    words::{self, Language},
};

use super::state::InitArgs;

const INBOX: &str = "fondly inbox";

#[derive(Serialize)]
struct Home<'a> {
    to_read: &'a [EntryView],
    next: String,
}

/// Shows the journal's first screen.
pub(crate) fn run(program: &mut Program) -> Result<(), Failure> {
    if !program.home.has_journal() {
        return first_run(program);
    }
    let engine = program.engine()?;
    let to_read = engine.inbox()?;
    let next = next(&engine, &to_read)?;
    let output = &mut program.output;
    if output.is_json() {
        return output.document(&Home {
            to_read: &to_read,
            next: next.map_or_else(
                || INBOX.to_owned(),
                |id| words::said(Language::English, id, &[]),
            ),
        });
    }
    if to_read.is_empty() {
        output.line(&words::of("journal-nothing-waits"))?;
    } else {
        let mut from: Vec<String> = Vec::new();
        for entry in &to_read {
            if !from.contains(&entry.author) {
                from.push(entry.author.clone());
            }
        }
        output.line(&words::with(
            "journal-to-read-from",
            &[("names", &joined(&from))],
        ))?;
    }
    let next = next.map_or_else(|| INBOX.to_owned(), words::of);
    output.parts(&[(Style::Plain, "  "), (Style::Bold, &next)])?;
    output.say(&words::of("journal-all-commands"))
}

/// The message that names one thing which could be done now; none where something is to be read.
fn next(engine: &Engine, to_read: &[EntryView]) -> Result<Option<&'static str>, Failure> {
    if !to_read.is_empty() {
        return Ok(None);
    }
    let newest = engine.list(&Filter {
        limit: Some(1),
        ..Filter::default()
    })?;
    if newest.is_empty() {
        return Ok(Some("journal-next-reflect"));
    }
    let alone = engine.people()?.is_empty();
    Ok(Some(if alone {
        "journal-next-thanks-me"
    } else {
        "journal-next-thanks"
    }))
}

fn first_run(program: &mut Program) -> Result<(), Failure> {
    if program.output.is_json() || !program.prompt.possible() {
        return Err(EngineError::NoJournal.into());
    }
    program.output.say(&words::of("journal-welcome"))?;
    InitArgs::asking().run(program)?;
    let question = words::of("journal-first-entry");
    let first = program.prompt.line(&format!("\n{question}"))?;
    let Some(text) = first else {
        return Ok(());
    };
    let written = program.engine()?.reflect(Reflect {
        text,
        ..Reflect::default()
    })?;
    describe::written(&mut program.output, &written, &words::of("entry-saved"))?;
    program.output.say(&words::of("journal-read-again"))
}
