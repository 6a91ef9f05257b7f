//! What the author says of an answer: `heard`.

use clap::{Args, ValueEnum};

use crate::words;
use crate::{describe, failure::Failure, input::Texts, run::Program};

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Saying {
    Yes,
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

#[derive(Debug, Args)]
pub(crate) struct HeardArgs {
    id: String,
    heard: Saying,
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    say: Option<String>,
}

impl HeardArgs {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        let say = Texts::default().given_if(self.say)?;
        let written = program.engine()?.heard(&self.id, self.heard.name(), say)?;
        describe::written(&mut program.output, &written, &words::of("entry-saved"))
    }
}
