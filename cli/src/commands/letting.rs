//! Letting go: `pause`, `resume`, `unlink`, `block`, `unblock`; and what there is to let go.

use std::time::Duration;

use clap::{Args, Subcommand, ValueEnum};
use serde::Serialize;

use super::{compare::CompareArgs, exposure::ExposureArgs, network::duration, parting};
use crate::{failure::Failure, run::Program, text::neutral_line};

/// What one person does alone, at once, offline. The other is told nothing.
#[derive(Debug, Subcommand)]
pub(crate) enum Letting {
    Exposure(ExposureArgs),
    Compare(CompareArgs),
    Pause(PauseArgs),
    Resume(ResumeArgs),
    Unlink(UnlinkArgs),
    Block(BlockArgs),
    Unblock(UnblockArgs),
}

impl Letting {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        match self {
            Self::Exposure(args) => args.run(program),
            Self::Compare(args) => args.run(program),
            Self::Pause(args) => args.run(program),
            Self::Resume(args) => args.run(program),
            Self::Unlink(args) => args.run(program),
            Self::Block(args) => args.run(program),
            Self::Unblock(args) => args.run(program),
        }
    }
}

/// Let nothing go to one person or come from them, for now.
///
/// It begins at once, on all of your devices that hear of it, and works offline. They are not told:
/// for them it is as if you were away. What you share meanwhile waits. fondly resume ends it.
#[derive(Debug, Args)]
#[command(after_long_help = "Example:
  fondly pause Sam")]
pub(crate) struct PauseArgs {
    /// With whom
    name: String,
}

#[derive(Serialize)]
struct Paused<'a> {
    name: &'a str,
    paused: bool,
}

impl PauseArgs {
    fn run(self, program: &mut Program) -> Result<(), Failure> {
        let name = program.engine()?.pause(&self.name)?;
        if program.output.is_json() {
            let paused = true;
            return program.output.document(&Paused {
                name: &name,
                paused,
            });
        }
        let name = neutral_line(&name);
        program.output.line(&format!(
            "Paused: nothing goes to {name} or comes from them until fondly resume {name}."
        ))?;
        program.output.say("They are not told.")
    }
}

/// Let things go to one person and come from them again.
///
/// What waited on both sides goes and comes with the next sync.
#[derive(Debug, Args)]
#[command(after_long_help = "Example:
  fondly resume Sam")]
pub(crate) struct ResumeArgs {
    /// With whom
    name: String,
}

impl ResumeArgs {
    fn run(self, program: &mut Program) -> Result<(), Failure> {
        let name = program.engine()?.resume(&self.name)?;
        if program.output.is_json() {
            let paused = false;
            return program.output.document(&Paused {
                name: &name,
                paused,
            });
        }
        let name = neutral_line(&name);
        program.output.line(&format!(
            "Things go to {name} and come from them again, with the next sync."
        ))
    }
}

/// What becomes of what the other shared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Received {
    /// You can read it as before
    Keep,
    /// It is erased on your devices
    Delete,
}

/// End a bond, alone and at once.
///
/// From this moment nothing goes to that person and nothing comes from them, on all of your devices
/// that hear of it. It works offline, they are not told, and it cannot be undone: to link again, form
/// a new bond. What they already have of yours stays with them; fondly unshare ID NAME, and a sync,
/// takes an entry back before you part, and --ask-to-delete takes all of it back as the last thing
/// that goes to them: then they can tell. Where nobody is reached in time, the bond ends all the
/// same, and nothing was asked. What was between you does not come back by itself in
/// onthisday, remember, shelf, balance, log or year.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  fondly unlink Sam --received keep
  fondly unlink Sam --received delete --confirm Sam
  fondly unlink Sam --received keep --ask-to-delete
To have what they shared elsewhere first:
  fondly export --include received --to FILE")]
pub(crate) struct UnlinkArgs {
    /// From whom
    name: String,
    /// What becomes of what they shared with you
    #[arg(long, value_enum)]
    received: Received,
    /// First withdraw all that you shared with them, and try to have it removed on their devices
    #[arg(long)]
    ask_to_delete: bool,
    /// How long to try that, as 30s or 2m
    #[arg(long, value_name = "TIME", value_parser = duration, default_value = "30s", requires = "ask_to_delete")]
    timeout: Duration,
    /// The name again, instead of being asked
    #[arg(long, value_name = "NAME")]
    confirm: Option<String>,
}

#[derive(Serialize)]
struct Unlinked<'a> {
    name: &'a str,
    received: &'a str,
}

impl UnlinkArgs {
    fn run(self, program: &mut Program) -> Result<(), Failure> {
        let engine = program.engine()?;
        let shown = neutral_line(&self.name);
        let typed = match self.confirm {
            Some(typed) => Some(typed),
            None if program.prompt.possible() => Some(
                program
                    .prompt
                    .line(&format!(
                        "This cannot be undone. To end the bond, type {shown} again:"
                    ))?
                    .unwrap_or_default(),
            ),
            // Nobody can be asked: the command is itself the answer.
            None => None,
        };
        if typed.is_some_and(|typed| typed.trim().to_lowercase() != self.name.trim().to_lowercase())
        {
            return Err(Failure::NotConfirmed);
        }
        let delete = self.received == Received::Delete;
        if self.ask_to_delete {
            return parting::run(program, engine, &self.name, delete, self.timeout);
        }
        let mut engine = engine;
        let name = engine.unlink(&self.name, delete)?;
        if program.output.is_json() {
            let received = if delete { "delete" } else { "keep" };
            return program.output.document(&Unlinked {
                name: &name,
                received,
            });
        }
        let name = neutral_line(&name);
        program.output.line(&format!(
            "You are not linked with {name} any more. Nothing goes to them or comes from them."
        ))?;
        program.output.say(if delete {
            "What they shared is erased here, and on your other devices once they hear of it."
        } else {
            "What they shared stays with you, and does not come back by itself."
        })?;
        program
            .output
            .say("They are not told. What they have of yours stays with them.")
    }
}

/// End a bond, and take no invite of that person any more.
///
/// As fondly unlink with --received keep, where the bond has not ended yet.
#[derive(Debug, Args)]
#[command(after_long_help = "Example:
  fondly block Sam")]
pub(crate) struct BlockArgs {
    /// Whom
    name: String,
}

#[derive(Serialize)]
struct Blocked<'a> {
    name: &'a str,
    blocked: bool,
}

impl BlockArgs {
    fn run(self, program: &mut Program) -> Result<(), Failure> {
        let name = program.engine()?.block(&self.name)?;
        if program.output.is_json() {
            let blocked = true;
            return program.output.document(&Blocked {
                name: &name,
                blocked,
            });
        }
        let name = neutral_line(&name);
        program.output.line(&format!(
            "Nothing goes to {name} or comes from them, and no invite of theirs is taken."
        ))?;
        program.output.say("They are not told.")
    }
}

/// Take invites of somebody again whom you have blocked.
///
/// The bond stays ended: to link again, form a new one.
#[derive(Debug, Args)]
#[command(after_long_help = "Example:
  fondly unblock Sam")]
pub(crate) struct UnblockArgs {
    /// Whom
    name: String,
}

impl UnblockArgs {
    fn run(self, program: &mut Program) -> Result<(), Failure> {
        let name = program.engine()?.unblock(&self.name)?;
        if program.output.is_json() {
            let blocked = false;
            return program.output.document(&Blocked {
                name: &name,
                blocked,
            });
        }
        let name = neutral_line(&name);
        program
            .output
            .line(&format!("An invite of {name} is taken again."))
    }
}
