//! What may change about a journal as a whole: `rename`, `passphrase`.

use std::path::PathBuf;

use clap::Args;
use fondly_engine::Protection;
use serde::Serialize;

use crate::words;
use crate::{failure::Failure, run::Program, secret::Passphrase, text::neutral_line};

#[derive(Debug, Args)]
pub(crate) struct RenameArgs {
    name: String,
    new: String,
}

#[derive(Serialize)]
struct Renamed<'a> {
    name: &'a str,
}

impl RenameArgs {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        let name = program.engine()?.rename(&self.name, &self.new)?;
        if program.output.is_json() {
            return program.output.document(&Renamed { name: &name });
        }
        let renamed = words::with("bond-renamed", &[("name", &neutral_line(&name))]);
        program.output.line(&renamed)
    }
}

#[derive(Debug, Args)]
pub(crate) struct PassphraseArgs {
    #[arg(long, value_name = "FILE")]
    new_passphrase_file: Option<PathBuf>,
}

#[derive(Serialize)]
struct Changed {
    changed: bool,
}

impl PassphraseArgs {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        program.ask_again()?;
        let mut engine = program.engine()?;
        let new = Passphrase {
            file: self.new_passphrase_file.as_deref(),
            prompt: &program.prompt,
        };
        engine.protect(Protection::Passphrase(new.choose()?))?;
        if program.output.is_json() {
            return program.output.document(&Changed { changed: true });
        }
        program.output.say(&words::of("journal-passphrase-changed"))
    }
}
