//! One question that two people answer unseen: `mutual`.

use clap::{Args, Subcommand};
use fondly_engine::{MutualView, prompt_named};
use serde::Serialize;

use crate::{
    composing::{DraftArgs, compose},
    failure::Failure,
    input::Texts,
    output::{Output, Style},
    phrase::short,
    run::Program,
    text::neutral_line,
};

/// Answer one question, both of you, neither seeing the other's answer before both are written.
///
/// Until then the other gets the question and a promise of your answer that says nothing of it. Once
/// both have answered, each answer is shared by itself when your devices next meet. Whoever would
/// rather not answer passes; no reason is asked for, and nobody's answer is shown. Alone, it lists
/// these questions.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  fondly mutual
  fondly mutual ask Sam --prompt 203 \"That I went back to school\"
  fondly mutual ask Sam --question \"What do you want from this winter?\" \"Slow Sundays\"
  fondly mutual answer 9d8c \"More evenings with you\"
  fondly mutual pass 9d8c")]
pub(crate) struct MutualArgs {
    #[command(subcommand)]
    act: Option<Act>,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Ask somebody a question, with your own answer
    Ask(AskArgs),
    /// Answer a question that somebody asked both of you
    Answer(AnswerArgs),
    /// Do not answer, without a reason
    Pass(PassArgs),
}

#[derive(Debug, Args)]
struct AskArgs {
    /// Whom
    name: String,
    /// Your own answer; `-` reads it from standard input, none opens the editor
    text: Option<String>,
    /// A question of `fondly prompt`, by its number
    #[arg(long, value_name = "ID", required_unless_present = "question")]
    prompt: Option<String>,
    /// A question of your own
    #[arg(long, value_name = "TEXT", conflicts_with = "prompt")]
    question: Option<String>,
    #[command(flatten)]
    draft: DraftArgs,
}

#[derive(Debug, Args)]
struct AnswerArgs {
    /// The id of the question, or its first characters
    id: String,
    /// Your answer; `-` reads it from standard input, none opens the editor
    text: Option<String>,
    #[command(flatten)]
    draft: DraftArgs,
}

#[derive(Debug, Args)]
struct PassArgs {
    /// The id of the question, or its first characters
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
                    (None, Some(id)) => prompt_named(&id)?.text,
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
        return output.say("No question is open. To ask one: fondly mutual ask NAME --prompt ID");
    }
    mutual.iter().try_for_each(|view| line(output, view))
}

fn line(output: &mut Output, view: &MutualView) -> Result<(), Failure> {
    let name = neutral_line(&view.name);
    let state = match view.state.as_str() {
        "waiting-for-me" => "waits for your answer".to_owned(),
        "waiting-for-them" => format!("you have answered; it waits for {name}"),
        "opening" => "both have answered; it opens when your devices meet".to_owned(),
        "passed" => "passed".to_owned(),
        _ => "both have answered".to_owned(),
    };
    let rest = format!("  with {name}  {state}");
    output.parts(&[(Style::Faint, short(&view.id)), (Style::Plain, &rest)])?;
    output.line(&format!("  {}", neutral_line(&view.question)))?;
    if view.state == "open" {
        for (whose, id) in [("Yours", &view.mine), ("Theirs", &view.theirs)] {
            if let Some(id) = id {
                output.line(&format!("  {whose}: fondly show {}", short(id)))?;
            }
        }
    }
    if view.as_promised == Some(false) {
        output.line(&format!(
            "  This is not what {name} had promised before seeing yours."
        ))?;
    }
    Ok(())
}
