//! Forgetting the key: `lock`.

use clap::Args;
use serde::Serialize;

use crate::words;
use crate::{failure::Failure, quick, run::Program};

#[derive(Serialize)]
struct Locked {
    locked: bool,
    was_held: bool,
    asks_again: bool,
}

#[derive(Debug, Args)]
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
        output.say(&words::of(if done.was_held {
            "journal-locked"
        } else {
            "journal-nothing-held"
        }))?;
        if done.asks_again {
            return Ok(());
        }
        output.say(&words::of("journal-asks-nothing"))
    }
}
