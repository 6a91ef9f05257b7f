//! The recovery words once more: `recovery`.

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use crate::{
    commands::state::words_in_rows, failure::Failure, run::Program, secret::recovery_words,
};

/// Show your recovery words again, if they are kept in this journal.
///
/// They are kept only where you said so: when the journal was made, or with --keep. The passphrase is
/// asked for again. Whoever has passphrase and device then has the words too.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  fondly recovery
  fondly recovery --keep --words-file words.txt
  fondly recovery --forget")]
pub(crate) struct RecoveryArgs {
    /// Keep the words here from now on
    #[arg(long, requires = "words_file", conflicts_with = "forget")]
    keep: bool,
    /// Keep them here no longer
    #[arg(long)]
    forget: bool,
    /// A file with your 24 recovery words
    #[arg(long, value_name = "FILE", requires = "keep")]
    words_file: Option<PathBuf>,
}

#[derive(Serialize)]
struct Words<'a> {
    recovery_words: &'a [&'a str],
}

#[derive(Serialize)]
struct Kept {
    kept: bool,
}

impl RecoveryArgs {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        let given = self.words_file.as_deref().map(recovery_words).transpose()?;
        program.ask_again()?;
        let mut engine = program.engine()?;
        let output = &mut program.output;
        let said = match given {
            Some(words) => {
                engine.keep_words(&words)?;
                "Kept: fondly recovery shows them to whoever has your passphrase."
            }
            None if self.forget => {
                engine.forget_words()?;
                "Forgotten here. Keep the paper."
            }
            None => {
                let words = engine.kept_words()?;
                let words = words.words();
                if output.is_json() {
                    return output.document(&Words {
                        recovery_words: &words,
                    });
                }
                output.say("Your recovery words, in this order:")?;
                return words_in_rows(output, &words);
            }
        };
        if output.is_json() {
            return output.document(&Kept { kept: self.keep });
        }
        output.say(said)
    }
}
