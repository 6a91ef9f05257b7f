//! What the author says of an answer: `heard`.

use clap::{Args, ValueEnum};

use crate::{describe, failure::Failure, input::Texts, run::Program};

/// What is said of an answer.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Saying {
    /// That is it
    Yes,
    /// Not quite
    NotQuite,
}

impl Saying {
    const fn name(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::NotQuite => "not-quite",
        }
    }
}

/// Say whether you feel heard by an answer to an entry of yours.
///
/// Only you can: whether somebody was heard is theirs to say. With `yes`, a need counts as heard, for
/// its reader too.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  fondly heard 9d8c yes
  fondly heard 9d8c not-quite --say \"It is less about the dishes than about being asked\"")]
pub(crate) struct HeardArgs {
    /// The id of the answer, or of your entry for its newest answer
    id: String,
    /// Whether that is it
    heard: Saying,
    /// What you want to say; `-` reads it from standard input
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    say: Option<String>,
}

impl HeardArgs {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        let say = Texts::default().given_if(self.say)?;
        let written = program.engine()?.heard(&self.id, self.heard.name(), say)?;
        describe::written(&mut program.output, &written, "Saved.")
    }
}
