//! One question that two people answer unseen: `mutual`.

use clap::{Args, Subcommand};
use fondly_engine::{MutualView, prompt_named};
use serde::Serialize;

use crate::words;
use crate::{
    composing::{DraftArgs, compose},
    failure::Failure,
    input::Texts,
    output::{Output, Style},
    phrase::short,
    run::Program,
    text::neutral_line,
};

#[derive(Debug, Args)]
pub(crate) struct MutualArgs {
    #[command(subcommand)]
    act: Option<Act>,
}

#[derive(Debug, Subcommand)]
enum Act {
    Ask(AskArgs),
    Answer(AnswerArgs),
    Pass(PassArgs),
}

#[derive(Debug, Args)]
struct AskArgs {
    name: String,
    text: Option<String>,
    #[arg(long, value_name = "ID", required_unless_present = "question")]
    prompt: Option<String>,
    #[arg(long, value_name = "TEXT", conflicts_with = "prompt")]
    question: Option<String>,
    #[command(flatten)]
    draft: DraftArgs,
}

#[derive(Debug, Args)]
struct AnswerArgs {
    id: String,
    text: Option<String>,
    #[command(flatten)]
    draft: DraftArgs,
}

#[derive(Debug, Args)]
struct PassArgs {
    id: String,
}

#[derive(Serialize)]
struct All<'a> {
    mutual: &'a [MutualView],
}

#[derive(Serialize)]
struct One<'a> {
    mutual: &'a MutualView,
}

impl MutualArgs {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        let mut texts = Texts::default();
        let view = match self.act {
            None => return list(program),
            Some(Act::Ask(args)) => {
                let question = match (args.question, args.prompt) {
                    (Some(question), _) => question,
                    (None, Some(id)) => prompt_named(&id, words::language())?.text,
                    (None, None) => return Err(Failure::NoText),
                };
                program.output.say(&question)?;
                let given = (args.text, args.draft);
                let mut composed =
                    compose("mutual ask", given, &mut texts, &program.prompt, || {
                        program.engine()
                    })?;
                composed.write(|engine, text| engine.mutual_ask(&args.name, &question, text))?
            }
            Some(Act::Answer(args)) => {
                let given = (args.text, args.draft);
                let mut composed =
                    compose("mutual answer", given, &mut texts, &program.prompt, || {
                        program.engine()
                    })?;
                composed.write(|engine, text| engine.mutual_answer(&args.id, text))?
            }
            Some(Act::Pass(args)) => program.engine()?.mutual_pass(&args.id)?,
        };
        if program.output.is_json() {
            return program.output.document(&One { mutual: &view });
        }
        line(&mut program.output, &view)
    }
}

fn list(program: &mut Program) -> Result<(), Failure> {
    let mutual = program.engine()?.mutuals()?;
    let output = &mut program.output;
    if output.is_json() {
        return output.document(&All { mutual: &mutual });
    }
    if mutual.is_empty() {
        return output.say(&words::of("practice-no-question"));
    }
    mutual.iter().try_for_each(|view| line(output, view))
}

fn line(output: &mut Output, view: &MutualView) -> Result<(), Failure> {
    let name = neutral_line(&view.name);
    let stands = words::with(
        "practice-mutual",
        &[("name", &name), ("state", &view.state)],
    );
    let rest = format!("  {stands}");
    output.parts(&[(Style::Faint, short(&view.id)), (Style::Plain, &rest)])?;
    output.line(&format!("  {}", neutral_line(&view.question)))?;
    if view.state == "open" {
        for (whose, id) in [
            ("practice-mutual-yours", &view.mine),
            ("practice-mutual-theirs", &view.theirs),
        ] {
            if let Some(id) = id {
                let shown = words::with(whose, &[("id", &short(id))]);
                output.line(&format!("  {shown}"))?;
            }
        }
    }
    if view.as_promised == Some(false) {
        let other = words::with("practice-not-promised", &[("name", &name)]);
        output.line(&format!("  {other}"))?;
    }
    Ok(())
}
