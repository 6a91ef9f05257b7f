//! What shells keep of what was typed.

use std::io::{self, IsTerminal as _};

use fondly_engine::Engine;

use crate::{failure::Failure, output::Output, words};

/// Says once, to a person at a terminal, how a text that stands in a command is kept out of the
/// history of the shell.
pub(crate) fn tell_of_history(engine: &mut Engine, output: &mut Output) -> Result<(), Failure> {
    if output.is_json() || !io::stderr().is_terminal() || !engine.tells_once("shell history")? {
        return Ok(());
    }
    output.say(&words::of("ask-shell-history"))
}
