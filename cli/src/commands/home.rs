//! `fondly` alone: what waits, and one thing that could be done. The first time, a journal is made.

use fondly_engine::{Engine, EngineError, EntryView, Filter, Reflect};
use serde::Serialize;

use crate::{describe, failure::Failure, output::Style, phrase::joined, run::Program};

use super::state::InitArgs;

#[derive(Serialize)]
struct Home<'a> {
    to_read: &'a [EntryView],
    next: &'a str,
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
            next,
        });
    }
    if to_read.is_empty() {
        output.line("Nothing waits for you.")?;
    } else {
        let mut from: Vec<String> = Vec::new();
        for entry in &to_read {
            if !from.contains(&entry.author) {
                from.push(entry.author.clone());
            }
        }
        output.line(&format!(
            "There is something to read from {}.",
            joined(&from)
        ))?;
    }
    output.parts(&[(Style::Plain, "  "), (Style::Bold, next)])?;
    output.say("All commands: fondly help")
}

/// One thing that could be done now.
fn next(engine: &Engine, to_read: &[EntryView]) -> Result<&'static str, Failure> {
    if !to_read.is_empty() {
        return Ok("fondly inbox");
    }
    let newest = engine.list(&Filter {
        limit: Some(1),
        ..Filter::default()
    })?;
    if newest.is_empty() {
        return Ok("fondly reflect \"What was good today?\"");
    }
    let alone = engine.people()?.is_empty();
    Ok(if alone {
        "fondly thanks me \"Something that I did well\""
    } else {
        "fondly thanks NAME \"What they did, and what it gave you\""
    })
}

fn first_run(program: &mut Program) -> Result<(), Failure> {
    if program.output.is_json() || !program.prompt.possible() {
        return Err(EngineError::NoJournal.into());
    }
    program.output.say(
        "Welcome. This becomes a journal of your own. It stays on this computer until you share \
         something.",
    )?;
    InitArgs::asking().run(program)?;
    let first = program
        .prompt
        .line("\nYour first entry, for yourself alone (Enter: later):")?;
    let Some(text) = first else {
        return Ok(());
    };
    let written = program.engine()?.reflect(Reflect {
        text,
        ..Reflect::default()
    })?;
    describe::written(&mut program.output, &written, "Saved.")?;
    program.output.say("To read it again: fondly show @last")
}
