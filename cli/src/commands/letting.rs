//! Letting go: `pause`, `resume`, `unlink`, `block`, `unblock`; and what there is to let go.

use std::time::Duration;

use clap::{Args, Subcommand, ValueEnum};
use serde::Serialize;

use super::{compare::CompareArgs, exposure::ExposureArgs, network::duration, parting};
use crate::words;
use crate::{failure::Failure, run::Program, text::neutral_line};

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

#[derive(Debug, Args)]
pub(crate) struct PauseArgs {
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
        let paused = words::with("bond-paused", &[("name", &name)]);
        program.output.line(&paused)?;
        program.output.say(&words::of("bond-not-told"))
    }
}

#[derive(Debug, Args)]
pub(crate) struct ResumeArgs {
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
        program
            .output
            .line(&words::with("bond-resumed", &[("name", &name)]))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Received {
    Keep,
    Delete,
}

#[derive(Debug, Args)]
pub(crate) struct UnlinkArgs {
    name: String,
    #[arg(long, value_enum)]
    received: Received,
    #[arg(long)]
    ask_to_delete: bool,
    #[arg(long, value_name = "TIME", value_parser = duration, default_value = "30s", requires = "ask_to_delete")]
    timeout: Duration,
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
                    .line(&words::with("bond-confirm-end", &[("name", &shown)]))?
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
        let ended = words::with("bond-ended", &[("name", &name)]);
        program.output.line(&ended)?;
        program.output.say(&words::of(if delete {
            "bond-received-deleted"
        } else {
            "bond-received-kept"
        }))?;
        program.output.say(&words::of("bond-not-told-keeps"))
    }
}

#[derive(Debug, Args)]
pub(crate) struct BlockArgs {
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
        let blocked = words::with("bond-blocked", &[("name", &name)]);
        program.output.line(&blocked)?;
        program.output.say(&words::of("bond-not-told"))
    }
}

#[derive(Debug, Args)]
pub(crate) struct UnblockArgs {
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
        let unblocked = words::with("bond-unblocked", &[("name", &name)]);
        program.output.line(&unblocked)
    }
}
