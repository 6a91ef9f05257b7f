//! Questions to write about: `prompt`.

use clap::Args;
use fondly_engine::{PromptView, Prompted, prompts_of};
use serde::Serialize;

use crate::words;
use crate::{failure::Failure, output::Style, run::Program};

#[derive(Debug, Args)]
pub(crate) struct PromptArgs {
    #[arg(long, value_name = "DEPTH", default_value_t = 1,
          value_parser = clap::value_parser!(u8).range(1..=3))]
    depth: u8,
    #[arg(long, value_name = "NAME", conflicts_with = "all")]
    with: Option<String>,
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
            let prompts = prompts_of(self.depth, words::language())?;
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
        let answer = words::with("practice-answer-it", &[("id", id)]);
        program.output.say(&answer)?;
        further.map_or(Ok(()), |depth| {
            let depth = i64::from(depth);
            program
                .output
                .say(&words::with("practice-further", &[("depth", &depth)]))
        })
    }
}

fn line(program: &mut Program, prompt: &PromptView) -> Result<(), Failure> {
    let text = format!("  {}", prompt.text);
    program
        .output
        .parts(&[(Style::Faint, &prompt.id), (Style::Plain, &text)])
}
