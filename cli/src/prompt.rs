//! Questions to a person at a terminal.

use std::io::{self, IsTerminal as _, Write as _};

use zeroize::Zeroizing;

use crate::{args::Everywhere, failure::Failure, hidden, output::draws, text::neutral_line, words};

/// Asks, where there is a terminal to ask on and asking is allowed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Prompt {
    questions: bool,
    secrets: bool,
    drawings: bool,
}

impl Prompt {
    pub(crate) fn new(everywhere: &Everywhere) -> Self {
        let heard = !everywhere.no_input && io::stderr().is_terminal();
        // A secret is typed on the controlling terminal, so that a text can be piped in meanwhile.
        Self {
            questions: heard && io::stdin().is_terminal(),
            secrets: heard,
            drawings: draws() && !everywhere.plain,
        }
    }

    /// Whether a question may draw more than its line.
    pub(crate) const fn draws(&self) -> bool {
        self.drawings
    }

    /// Whether a question can be asked.
    pub(crate) const fn possible(&self) -> bool {
        self.questions
    }

    /// Asks for a line; `None` where nothing was typed. Only where [`Prompt::possible`] holds.
    pub(crate) fn line(&self, question: &str) -> Result<Option<String>, Failure> {
        let mut stderr = io::stderr();
        let question = neutral_line(question);
        write!(stderr, "{question} ")
            .and_then(|()| stderr.flush())
            .map_err(Failure::Input)?;
        let mut line = String::new();
        let bytes = io::stdin()
            .read_line(&mut line)
            .map_err(|error| match error.kind() {
                io::ErrorKind::InvalidData => Failure::NotUtf8,
                _ => Failure::Input(error),
            })?;
        if bytes == 0 {
            // The end of input leaves the cursor behind the question.
            drop(writeln!(stderr));
        }
        let line = line.trim();
        Ok((!line.is_empty()).then(|| line.to_owned()))
    }

    /// Asks a question whose answer is no, unless it is yes. Only where [`Prompt::possible`] holds.
    pub(crate) fn yes(&self, question: &str) -> Result<bool, Failure> {
        let answer = self.line(&words::with("ask-yes-or-no", &[("question", &question)]))?;
        let yes = words::of("ask-yes");
        Ok(answer.is_some_and(|answer| {
            let answer = answer.to_lowercase();
            yes.split_whitespace().any(|word| word == answer)
        }))
    }

    /// Asks for a secret without showing it; `None` where there is no terminal to ask on.
    pub(crate) fn secret(&self, question: &str) -> Result<Option<Zeroizing<Vec<u8>>>, Failure> {
        if !self.secrets {
            return Ok(None);
        }
        hidden::ask(question)
    }
}
