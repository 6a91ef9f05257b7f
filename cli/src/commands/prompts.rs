//! Questions to write about: `prompt`.

use clap::Args;
use fondly_engine::{PromptView, Prompted, prompts_of};
use serde::Serialize;

use crate::{failure::Failure, output::Style, run::Program};

/// Get a question to write about.
///
/// There are three depths: 1 everyday, 2 personal, 3 tender. Once you have answered some of one
/// depth, and somebody you are linked with has too, one step further is offered; without anybody
/// linked it is enough that you have. You may take any depth at any time.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  fondly prompt
  fondly prompt --depth 2
  fondly reflect --prompt 104 \"The one from the car ride\"")]
pub(crate) struct PromptArgs {
    /// How deep: 1, 2 or 3
    #[arg(long, value_name = "DEPTH", default_value_t = 1,
          value_parser = clap::value_parser!(u8).range(1..=3))]
    depth: u8,
    /// Think of this person when one step further is offered
    #[arg(long, value_name = "NAME", conflicts_with = "all")]
    with: Option<String>,
    /// List all of this depth
    #[arg(long)]
    all: bool,
}

#[derive(Serialize)]
struct Prompts {
    prompts: Vec<PromptView>,
}

impl PromptArgs {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        if self.all {
            let prompts = prompts_of(self.depth)?;
            if program.output.is_json() {
                return program.output.document(&Prompts { prompts });
            }
            return prompts.iter().try_for_each(|prompt| line(program, prompt));
        }
        let prompted = program.engine()?.prompt(self.depth, self.with.as_deref())?;
        if program.output.is_json() {
            return program.output.document(&prompted);
        }
        let Prompted { prompt, further } = prompted;
        line(program, &prompt)?;
        let id = &prompt.id;
        let answer = format!("To answer it, for yourself: fondly reflect --prompt {id}");
        program.output.say(&answer)?;
        further.map_or(Ok(()), |depth| {
            let offer = format!("One step further, if you like: fondly prompt --depth {depth}");
            program.output.say(&offer)
        })
    }
}

fn line(program: &mut Program, prompt: &PromptView) -> Result<(), Failure> {
    let text = format!("  {}", prompt.text);
    program
        .output
        .parts(&[(Style::Faint, &prompt.id), (Style::Plain, &text)])
}
