//! What may change about a journal as a whole: `rename`, `passphrase`.

use std::path::PathBuf;

use clap::Args;
use fondly_engine::Protection;
use serde::Serialize;

use crate::{failure::Failure, run::Program, secret::Passphrase, text::neutral_line};

/// Call a person something else.
///
/// The name is yours alone, on all of your devices: the other is not told.
#[derive(Debug, Args)]
#[command(after_long_help = "Example:
  fondly rename Sam Samuel")]
pub(crate) struct RenameArgs {
    /// What you call them now
    name: String,
    /// What you call them from now on
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
        program
            .output
            .line(&format!("{} from now on.", neutral_line(&name)))
    }
}

/// Change the passphrase.
///
/// The one that you have is asked first. Your recovery words stay as they are. Copies of this home made
/// before still open by the old passphrase.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  fondly passphrase
  fondly passphrase --passphrase-file old.txt --new-passphrase-file new.txt")]
pub(crate) struct PassphraseArgs {
    /// Read the new passphrase from this file
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
        program.output.say("The new passphrase holds from now on.")
    }
}
