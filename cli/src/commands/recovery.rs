//! When devices are lost: `backup`, `restore`.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use clap::Args;
use fondly_engine::{ComingBack, EngineError, Protection, RecoveryWords};

use crate::{
    failure::Failure, phrase::moment, run::Program, runtime, secret::recovery_words,
    text::neutral_line,
};

use super::network::duration;

const PARTNER_TIMEOUT: Duration = Duration::from_secs(120);

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

/// Get your journal back by your recovery words, from a backup or from a partner.
///
/// This becomes a new device of yours. Your other devices, if any are left, stay what they are; remove
/// one that you lost with `fondly device remove NAME --words-file FILE`.
///
/// Without a backup a partner can give you back what the two of you share, if they agree: they run
/// `fondly invite YOUR-NAME --restore` and pass the line on to you. What only your journal held stays
/// lost.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  fondly restore /media/stick/journal.fondly --words-file words.txt
  fondly restore --words-file words.txt --from fondly1abc... --as Sam --name Ana")]
pub(crate) struct RestoreArgs {
    /// The backup
    #[arg(required_unless_present = "from", conflicts_with = "from")]
    file: Option<PathBuf>,
    /// A file with your 24 recovery words
    #[arg(long, value_name = "FILE")]
    words_file: PathBuf,
    /// A line from a partner, who gives you back what you share with each other
    #[arg(long, value_name = "INVITE")]
    from: Option<String>,
    /// What you call that partner [default: partner]
    #[arg(
        long = "as",
        value_name = "NAME",
        default_value = "partner",
        hide_default_value = true,
        conflicts_with = "file"
    )]
    label: String,
    /// What you are called [default: myself]
    #[arg(
        long,
        value_name = "NAME",
        default_value = "myself",
        hide_default_value = true,
        conflicts_with = "file"
    )]
    name: String,
    /// How long to try with a partner, as 90s or 10m [default: 2m]
    #[arg(long, value_name = "TIME", value_parser = duration, conflicts_with = "file")]
    timeout: Option<Duration>,
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
    /// Make it beside the journal that is here; its passphrase and --unlock open it, and nothing else
    #[arg(long, conflicts_with_all = ["no_passphrase", "insecure_key_file"])]
    beside: bool,
}

impl RestoreArgs {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        if self.beside {
            program.go_beside()?;
        }
        let words = recovery_words(&self.words_file)?;
        let there = program.home.has_journal();
        if let (true, Some(line)) = (there, &self.from) {
            return from_partner(program, &words, line, &self, None);
        }
        if there {
            return Err(EngineError::JournalExists.into());
        }
        let protection = if self.no_passphrase {
            Protection::Keyring
        } else if self.insecure_key_file {
            Protection::KeyFile
        } else {
            Protection::Passphrase(program.passphrase().choose()?)
        };
        match (&self.file, &self.from) {
            (Some(file), _) => from_backup(program, file, &words, &self.device_name, protection),
            (None, from) => {
                let line = from.as_deref().unwrap_or_default();
                from_partner(program, &words, line, &self, Some(protection))
            }
        }
    }
}

fn from_backup(
    program: &mut Program,
    file: &Path,
    words: &RecoveryWords,
    device_name: &str,
    protection: Protection,
) -> Result<(), Failure> {
    let restored = fondly_engine::restore(&program.home, file, words, device_name, protection)?;
    if program.output.is_json() {
        return program.output.document(&restored);
    }
    program.output.line(&format!(
        "{} entries are here, as of {}.",
        restored.entries,
        moment(&restored.made_at)
    ))?;
    program.output.say(
        "This is a new device of yours. What you wrote after the backup, and shared, comes back from \
         those you shared it with: fondly sync",
    )
}

/// Comes back as a new device, or takes one more bond up where this is one already.
fn from_partner(
    program: &mut Program,
    words: &RecoveryWords,
    line: &str,
    args: &RestoreArgs,
    new: Option<Protection>,
) -> Result<(), Failure> {
    let label = neutral_line(&args.label);
    let coming = ComingBack {
        words,
        line,
        label: &args.label,
        limit: args.timeout.unwrap_or(PARTNER_TIMEOUT),
    };
    let restored = match new {
        Some(protection) => {
            let names = (args.name.as_str(), args.device_name.as_str());
            let coming_back = fondly_engine::restore_from(&program.home, coming, names, protection);
            runtime::drive(coming_back)?
        }
        None => runtime::drive(program.engine()?.take_back(coming))?,
    };
    if program.output.is_json() {
        return program.output.document(&restored);
    }
    program.output.line(&format!(
        "{} entries are here, with what you and {label} share.",
        restored.entries
    ))?;
    program.output.say(&format!(
        "This is a new device of yours. Make sure that it was {label}, by voice: fondly verify {label}\n\
         Others you were linked with can give back their part in the same way."
    ))
}
