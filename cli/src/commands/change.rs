//! Changing what I wrote: `edit`, `rm`, `undo`, `need-state`.

use clap::{Args, ValueEnum};
use fondly_engine::{EngineError, EntryView};

use crate::words;
use crate::{
    composing::{DraftArgs, compose, in_editor},
    describe,
    failure::Failure,
    input::Texts,
    phrase,
    run::Program,
};

#[derive(Debug, Args)]
pub(crate) struct EditArgs {
    id: String,
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    text: Option<String>,
    #[arg(long, conflicts_with = "keep_shared")]
    update_shared: bool,
    #[arg(long)]
    keep_shared: bool,
    #[command(flatten)]
    draft: DraftArgs,
}

impl EditArgs {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        if self.text.is_none() && !program.prompt.possible() {
            return Err(Failure::NoText);
        }
        let engine = program.engine()?;
        let entry = engine.peek(&self.id)?;
        if entry.author != "me" {
            return Err(EngineError::NotTheAuthor.into());
        }
        let mut composed = if let Some(given) = self.text {
            let given = (Some(given), DraftArgs::default());
            let texts = &mut Texts::default();
            compose("edit", given, texts, &program.prompt, || Ok(engine))?
        } else {
            let composed = in_editor(engine, "edit", self.draft, &entry.text)?;
            if composed.text == entry.text {
                program.output.say(&words::of("write-nothing-changed"))?;
                return describe::entry(&mut program.output, &entry);
            }
            composed
        };
        let follow = if self.update_shared || self.keep_shared {
            self.update_shared
        } else {
            match follows(program, &entry) {
                Ok(follow) => follow,
                Err(failure) => return Err(composed.give_up(failure)),
            }
        };
        let written = composed.write(|engine, text| engine.edit(&entry.id, text, follow))?;
        let shared = &written.entry.audience;
        let done = match (shared.is_empty(), follow) {
            (true, _) => words::of("write-changed"),
            (false, true) => words::with(
                "write-changed-for-both",
                &[("names", &phrase::joined(shared))],
            ),
            (false, false) => words::with(
                "write-changed-for-you",
                &[("names", &phrase::joined(shared))],
            ),
        };
        describe::written(&mut program.output, &written, &done)
    }
}

/// Whether the copies follow; without a terminal they do not.
fn follows(program: &Program, entry: &EntryView) -> Result<bool, Failure> {
    if entry.audience.is_empty() || !program.prompt.possible() {
        return Ok(false);
    }
    let readers = phrase::joined(&entry.audience);
    let question = words::with("write-follow", &[("names", &readers)]);
    program.prompt.yes(&question)
}

#[derive(Debug, Args)]
pub(crate) struct RmArgs {
    id: String,
    #[arg(short, long)]
    yes: bool,
}

impl RmArgs {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        let mut engine = program.engine()?;
        let mut id = self.id;
        if !self.yes && program.prompt.possible() {
            let entry = engine.peek(&id)?;
            describe::headline(&mut program.output, &entry)?;
            program.output.flush()?;
            if !program.prompt.yes(&words::of("write-erase"))? {
                return Err(Failure::NotErased);
            }
            id = entry.id;
        }
        let written = engine.remove(&id)?;
        if program.output.is_json() {
            return program.output.document(&written);
        }
        let id = phrase::short(&written.entry.id);
        program
            .output
            .line(&words::with("write-erased", &[("id", &id)]))
    }
}

#[derive(Debug, Args)]
pub(crate) struct UndoArgs {}

impl UndoArgs {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        let written = program.engine()?.undo()?;
        describe::written(
            &mut program.output,
            &written,
            &words::of("write-taken-back"),
        )
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum State {
    Voiced,
    Met,
    LetGo,
}

impl State {
    const fn name(self) -> &'static str {
        match self {
            Self::Voiced => "voiced",
            Self::Met => "met",
            Self::LetGo => "let-go",
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct NeedStateArgs {
    id: String,
    state: State,
}

impl NeedStateArgs {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        let written = program.engine()?.need_state(&self.id, self.state.name())?;
        describe::written(&mut program.output, &written, &words::of("entry-saved"))
    }
}
