//! What shells keep of what was typed.

use std::io::{self, IsTerminal as _};

use fondly_engine::Engine;

use crate::{failure::Failure, output::Output};

/// Says once, to a person at a terminal, how a text that stands in a command is kept out of the
/// history of the shell.
pub(crate) fn tell_of_history(engine: &mut Engine, output: &mut Output) -> Result<(), Failure> {
    if output.is_json() || !io::stderr().is_terminal() || !engine.tells_once("shell history")? {
        return Ok(());
    }
    output.say(
        "Said once: your shell keeps this line in its history. Leave the text out, and it is asked \
         for; or let the shell forget such lines, in bash with HISTIGNORE='fondly *', in zsh with \
         setopt HIST_IGNORE_SPACE and a space before the command.",
    )
}
