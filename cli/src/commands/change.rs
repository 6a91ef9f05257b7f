//! Changing what I wrote: `edit`, `rm`, `undo`, `need-state`.

use clap::{Args, ValueEnum};
use fondly_engine::{EngineError, EntryView};

use crate::{
    composing::{DraftArgs, compose, in_editor},
    describe,
    failure::Failure,
    input::Texts,
    phrase,
    run::Program,
};

/// Change the text of an entry of yours.
///
/// Where the entry is shared, the other's copy follows only if you say so: on a terminal you are
/// asked, elsewhere it stays as it is. A copy that follows is marked as edited, and its reader keeps
/// the earlier text.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  fondly edit @last
  fondly edit 3f2a --text \"I was quiet because of the letter\" --update-shared")]
pub(crate) struct EditArgs {
    /// The id, four or more of its first characters, or @last
    id: String,
    /// The new text; `-` reads it from standard input, none opens the editor
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    text: Option<String>,
    /// Let the copies of those it is shared with follow
    #[arg(long, conflicts_with = "keep_shared")]
    update_shared: bool,
    /// Leave the copies of those it is shared with as they are
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
                program.output.say("Nothing was changed.")?;
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
            (true, _) => "Changed.".to_owned(),
            (false, true) => format!("Changed, for {} too.", phrase::joined(shared)),
            (false, false) => {
                format!(
                    "Changed, for you; {} keeps what was shared.",
                    phrase::joined(shared)
                )
            }
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
    program.prompt.yes(&format!(
        "This is shared with {readers}. Let the copy there follow?"
    ))
}

/// Erase an entry of yours for good.
///
/// Its bytes are gone from this device. Where it is shared, the other's copy is withdrawn with the
/// next sync; what was read cannot be un-read.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  fondly rm 3f2a
  fondly rm @last --yes")]
pub(crate) struct RmArgs {
    /// The id, four or more of its first characters, or @last
    id: String,
    /// Do not ask
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
            if !program.prompt.yes("Erase it for good?")? {
                return Err(Failure::NotErased);
            }
            id = entry.id;
        }
        let written = engine.remove(&id)?;
        if program.output.is_json() {
            return program.output.document(&written);
        }
        program
            .output
            .line(&format!("{}  erased", phrase::short(&written.entry.id)))
    }
}

/// Take back the newest appreciation that has not left yet.
///
/// It stays with you, private.
#[derive(Debug, Args)]
#[command(after_long_help = "Example:
  fondly undo")]
pub(crate) struct UndoArgs {}

impl UndoArgs {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        let written = program.engine()?.undo()?;
        describe::written(
            &mut program.output,
            &written,
            "Taken back; it stays with you.",
        )
    }
}

/// What became of a need.
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

/// Say what became of a need of yours.
///
/// Only its author can. Where the need is shared, the other sees it with the next sync.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  fondly need-state 3f2a met
  fondly need-state 3f2a let-go")]
pub(crate) struct NeedStateArgs {
    /// The id, four or more of its first characters, or @last
    id: String,
    /// What became of it
    state: State,
}

impl NeedStateArgs {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        let written = program.engine()?.need_state(&self.id, self.state.name())?;
        describe::written(&mut program.output, &written, "Saved.")
    }
}
