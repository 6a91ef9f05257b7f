//! Forgetting the key: `lock`.

use clap::Args;
use serde::Serialize;

use crate::{failure::Failure, quick, run::Program};

#[derive(Serialize)]
struct Locked {
    locked: bool,
    was_held: bool,
    asks_again: bool,
}

/// Forget the key at once, also in a running `fondly serve`.
///
/// At a terminal the screen is cleared, and what was scrolled away. In every question, in the pager and
/// while a command works, Ctrl-\ does the same at once. Whatever holds the key of a journal in this
/// place ends, and its links with it; the next command asks for the passphrase. Needs no passphrase
/// itself.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  fondly lock
  fondly config set lock.after 15")]
pub(crate) struct LockArgs {}

impl LockArgs {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        let done = fondly_engine::lock_all(&program.home)?;
        let output = &mut program.output;
        if output.is_json() {
            return output.document(&Locked {
                locked: true,
                was_held: done.was_held,
                asks_again: done.asks_again,
            });
        }
        quick::clear_screen();
        output.say(if done.was_held {
            "Locked: the key is forgotten, and fondly serve has ended."
        } else {
            "Nothing held the key."
        })?;
        if done.asks_again {
            return Ok(());
        }
        output.say(
            "The next command will not ask for a passphrase: this journal has none, and its key lies \
             in the keyring or in a file. To choose one: fondly passphrase",
        )
    }
}
