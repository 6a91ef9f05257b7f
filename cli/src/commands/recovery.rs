//! When devices are lost: `backup`, `restore`.

use std::path::PathBuf;

use clap::Args;
use fondly_engine::{EngineError, Protection};

use crate::{
    failure::Failure, phrase::moment, run::Program, secret::recovery_words, text::neutral_line,
};

/// Write everything into one file that your recovery words open.
///
/// The file is encrypted: without the words nobody can read it, and it may lie anywhere. It is read
/// back and checked before it takes the place of an older backup.
#[derive(Debug, Args)]
#[command(after_long_help = "Example:
  fondly backup /media/stick/journal.fondly")]
pub(crate) struct BackupArgs {
    /// The file; an older backup there is replaced
    file: PathBuf,
    /// Your recovery words, needed only for a journal of an early version
    #[arg(long, value_name = "FILE")]
    words_file: Option<PathBuf>,
}

impl BackupArgs {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        let words = self.words_file.as_deref().map(recovery_words).transpose()?;
        program.ask_again()?;
        let made = program.engine()?.backup(&self.file, words.as_ref())?;
        if program.output.is_json() {
            return program.output.document(&made);
        }
        let (file, entries) = (neutral_line(&made.file), made.entries);
        program.output.line(&format!(
            "{file}: {entries} entries, {} bytes, checked",
            made.bytes
        ))?;
        program
            .output
            .say("Your recovery words open it: keep them apart from it.")
    }
}

/// Get your journal back from a backup, by your recovery words.
///
/// This becomes a new device of yours. Your other devices, if any are left, stay what they are; remove
/// one that you lost with `fondly device remove NAME --words-file FILE`.
#[derive(Debug, Args)]
#[command(after_long_help = "Example:
  fondly restore /media/stick/journal.fondly --words-file words.txt")]
pub(crate) struct RestoreArgs {
    /// The backup
    file: PathBuf,
    /// A file with your 24 recovery words
    #[arg(long, value_name = "FILE")]
    words_file: PathBuf,
    /// What you call this device [default: restored]
    #[arg(
        long,
        value_name = "NAME",
        default_value = "restored",
        hide_default_value = true
    )]
    device_name: String,
    /// Keep the key in the keyring of this system instead of asking for a passphrase
    #[arg(long, conflicts_with_all = ["insecure_key_file", "passphrase_file"])]
    no_passphrase: bool,
    /// Keep the key in a file that whoever has your disk can read
    #[arg(long, conflicts_with = "passphrase_file")]
    insecure_key_file: bool,
}

impl RestoreArgs {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        if program.home.has_journal() {
            return Err(EngineError::JournalExists.into());
        }
        let words = recovery_words(&self.words_file)?;
        let protection = if self.no_passphrase {
            Protection::Keyring
        } else if self.insecure_key_file {
            Protection::KeyFile
        } else {
            Protection::Passphrase(program.passphrase().choose()?)
        };
        let home = &program.home;
        let restored =
            fondly_engine::restore(home, &self.file, &words, &self.device_name, protection)?;
        if program.output.is_json() {
            return program.output.document(&restored);
        }
        program.output.line(&format!(
            "{} entries are here, as of {}.",
            restored.entries,
            moment(&restored.made_at)
        ))?;
        program.output.say(
            "This is a new device of yours. What you wrote after the backup, and shared, comes back \
             from those you shared it with: fondly sync",
        )
    }
}
