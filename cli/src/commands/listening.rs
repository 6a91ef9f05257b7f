//! Answering step by step, at a terminal.

use fondly_engine::{Draft, Drafting, Engine, Step, feelings};
use serde::Serialize;

use crate::words;
use crate::{
    describe, failure::Failure, phrase::short, picking::pick, run::Program, text::neutral_line,
};

/// Typed at a step, it keeps what is there and ends.
const LATER: &str = ":q";

#[derive(Serialize)]
struct Kept<'a> {
    /// What is being answered.
    draft: &'a str,
    /// How many steps are behind it.
    behind: usize,
}

/// Shows the entry alone and leads through the steps. What was given is kept after each.
pub(crate) fn lead(id: &str, program: &mut Program) -> Result<(), Failure> {
    if !program.prompt.possible() {
        return Err(Failure::NoResponse);
    }
    let mut engine = program.engine()?;
    let drafting = engine.draft(id)?;
    attend(program, &drafting)?;
    let Drafting {
        entry,
        steps,
        mut draft,
    } = drafting;
    let (id, name) = (entry.id.as_str(), neutral_line(&entry.author));
    for step in steps.iter().skip(draft.behind) {
        let given = match step {
            Step::Feel => {
                let words = feelings(&program.home, words::language())?;
                pick(
                    &program.prompt,
                    &step.question(words::language(), &name),
                    &words,
                )?
                .join("\n")
            }
            _ => {
                let given = program
                    .prompt
                    .line(&step.question(words::language(), &name))?;
                given.unwrap_or_default()
            }
        };
        if given == LATER {
            return keep(program, id, &draft);
        }
        draft.step(*step, Some(given));
        engine.keep_draft(id, &draft)?;
    }
    end(program, &mut engine, id, &name, &draft)
}

/// The entry, alone on the screen, and what was said to it so far.
fn attend(program: &mut Program, drafting: &Drafting) -> Result<(), Failure> {
    let Drafting { entry, draft, .. } = drafting;
    program.output.alone()?;
    if !program.output.is_json() {
        describe::entry(&mut program.output, entry)?;
    }
    let how = words::of("practice-take-your-time");
    program.output.say(&format!("\n{how}\n"))?;
    if draft.behind == 0 {
        return Ok(());
    }
    program.output.say(&words::of("practice-begun"))?;
    for (_, given) in &draft.given {
        program.output.say(&format!("  {given}"))?;
    }
    program.output.say("")
}

fn keep(program: &mut Program, id: &str, draft: &Draft) -> Result<(), Failure> {
    let behind = draft.behind;
    if program.output.is_json() {
        return program.output.document(&Kept { draft: id, behind });
    }
    let id = short(id);
    program
        .output
        .say(&words::with("practice-answer-kept", &[("id", &id)]))
}

/// Shows what goes to the author, and sends it.
fn end(
    program: &mut Program,
    engine: &mut Engine,
    id: &str,
    name: &str,
    draft: &Draft,
) -> Result<(), Failure> {
    if draft.given.is_empty() {
        engine.drop_draft(id)?;
        return Err(Failure::NoResponse);
    }
    let question = if draft.speaks() {
        let seen = words::with("practice-will-see", &[("name", &name)]);
        program.output.say(&format!("\n{seen}"))?;
        for (step, given) in &draft.given {
            if !step.is_scratch() {
                program.output.say(&format!("  {given}"))?;
            }
        }
        words::of("practice-send")
    } else {
        words::of("practice-save")
    };
    if program.prompt.line(&question)?.as_deref() == Some(LATER) {
        return keep(program, id, draft);
    }
    let written = engine.send_draft(id)?;
    describe::written(&mut program.output, &written, &words::of("entry-saved"))
}
