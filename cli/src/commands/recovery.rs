//! When devices are lost: `backup`, `restore`.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use clap::Args;
use fondly_engine::{ComingBack, EngineError, Protection, RecoveryWords};

use crate::words;
use crate::{
    failure::Failure, phrase::moment, run::Program, runtime, secret::recovery_words,
    text::neutral_line,
};

use super::network::duration;

const PARTNER_TIMEOUT: Duration = Duration::from_secs(120);

#[derive(Debug, Args)]
pub(crate) struct BackupArgs {
    file: PathBuf,
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
        let backed_up = words::with(
            "carry-backed-up",
            &[("file", &file), ("count", &entries), ("bytes", &made.bytes)],
        );
        program.output.line(&backed_up)?;
        program.output.say(&words::of("carry-words-open-it"))
    }
}

#[derive(Debug, Args)]
pub(crate) struct RestoreArgs {
    #[arg(required_unless_present = "from", conflicts_with = "from")]
    file: Option<PathBuf>,
    #[arg(long, value_name = "FILE")]
    words_file: PathBuf,
    #[arg(long, value_name = "INVITE")]
    from: Option<String>,
    #[arg(
        long = "as",
        value_name = "NAME",
        default_value = "partner",
        hide_default_value = true,
        conflicts_with = "file"
    )]
    label: String,
    #[arg(
        long,
        value_name = "NAME",
        default_value = "myself",
        hide_default_value = true,
        conflicts_with = "file"
    )]
    name: String,
    #[arg(long, value_name = "TIME", value_parser = duration, conflicts_with = "file")]
    timeout: Option<Duration>,
    #[arg(
        long,
        value_name = "NAME",
        default_value = "restored",
        hide_default_value = true
    )]
    device_name: String,
    #[arg(long, conflicts_with_all = ["insecure_key_file", "passphrase_file"])]
    no_passphrase: bool,
    #[arg(long, conflicts_with = "passphrase_file")]
    insecure_key_file: bool,
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
    let here = words::with(
        "carry-restored",
        &[
            ("count", &restored.entries),
            ("time", &moment(&restored.made_at)),
        ],
    );
    program.output.line(&here)?;
    program.output.say(&words::of("carry-restored-more"))
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
    let here = words::with(
        "carry-given-back",
        &[("count", &restored.entries), ("name", &label)],
    );
    program.output.line(&here)?;
    program
        .output
        .say(&words::with("carry-given-back-more", &[("name", &label)]))
}
