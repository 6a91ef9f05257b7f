//! The recovery words once more: `recovery`.

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use crate::words;
use crate::{
    commands::state::words_in_rows, failure::Failure, run::Program, secret::recovery_words,
};

#[derive(Debug, Args)]
pub(crate) struct RecoveryArgs {
    #[arg(long, requires = "words_file", conflicts_with = "forget")]
    keep: bool,
    #[arg(long)]
    forget: bool,
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
                "journal-words-kept"
            }
            None if self.forget => {
                engine.forget_words()?;
                "journal-words-forgotten"
            }
            None => {
                let words = engine.kept_words()?;
                let words = words.words();
                if output.is_json() {
                    return output.document(&Words {
                        recovery_words: &words,
                    });
                }
                output.say(&words::of("journal-your-words"))?;
                return words_in_rows(output, &words);
            }
        };
        if output.is_json() {
            return output.document(&Kept { kept: self.keep });
        }
        output.say(&words::of(said))
    }
}
