//! For oneself: `kind`, `helps`.

use clap::Args;
use fondly_engine::{Kindness, kindness_questions};

use crate::{
    describe,
    failure::Failure,
    input::Texts,
    output::{Output, Style},
    run::Program,
};

/// Be kind to yourself, in three moves: notice, others feel this too, a kind sentence.
///
/// On a terminal, without any of the three, you are asked a question for each; each may be skipped.
/// It stays with you.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  fondly kind
  fondly kind --notice \"The talk went badly\" --kind \"You prepared it with care\"")]
pub(crate) struct KindArgs {
    /// What is hard
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    notice: Option<String>,
    /// Who else may feel like this
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    others: Option<String>,
    /// A kind sentence to yourself
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    kind: Option<String>,
}

impl KindArgs {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        let mut texts = Texts::default();
        let given = Kindness {
            notice: texts.given_if(self.notice)?,
            others: texts.given_if(self.others)?,
            kind: texts.given_if(self.kind)?,
        };
        let kindness = if given != Kindness::default() {
            given
        } else if program.prompt.possible() {
            asked(program)?
        } else {
            return Err(Failure::NoText);
        };
        if kindness == Kindness::default() && !program.output.is_json() {
            return program.output.say("Nothing was written. That is fine too.");
        }
        let written = program.engine()?.kindness(kindness)?;
        describe::written(&mut program.output, &written, "Saved, for you alone.")
    }
}

fn asked(program: &Program) -> Result<Kindness, Failure> {
    let [notice, others, kind] = kindness_questions();
    Ok(Kindness {
        notice: program.prompt.line(&format!("Notice. {notice}"))?,
        others: program
            .prompt
            .line(&format!("Others feel this too. {others}"))?,
        kind: program.prompt.line(&format!("A kind sentence. {kind}"))?,
    })
}

/// Read, write or share the page of what helps you.
///
/// It is made of your needs to nobody in particular that you have not let go, or of those that you
/// name: what you feel, what you need and what you would ask, not what happened. Shown first, word
/// for word, it is written as one entry with --write, and shared with --share. Doing so again brings
/// it up to date; who has it sees the new one only once you share it with them again.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  fondly helps
  fondly helps --write
  fondly helps 9d8c 4f2a --share Sam")]
pub(crate) struct HelpsArgs {
    /// Needs to make it of, by id; without any, all that are to nobody in particular
    ids: Vec<String>,
    /// Write it as an entry, or bring that entry up to date
    #[arg(long)]
    write: bool,
    /// Write it, and share it with this person
    #[arg(long, value_name = "NAME")]
    share: Option<String>,
}

impl HelpsArgs {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        let mut engine = program.engine()?;
        if self.write || self.share.is_some() {
            let written = engine.write_helps(&self.ids, self.share.as_deref())?;
            return describe::written(&mut program.output, &written, "Saved.");
        }
        let helps = engine.helps(&self.ids)?;
        let output = &mut program.output;
        if output.is_json() {
            return output.document(&helps);
        }
        if helps.needs.is_empty() {
            let none = "No need of yours is to nobody in particular. To begin: fondly need";
            return output.say(none);
        }
        page(output, &helps.text)?;
        output.say("\nNothing is written yet. To write it: fondly helps --write")
    }
}

fn page(output: &mut Output, text: &str) -> Result<(), Failure> {
    output.parts(&[(Style::Bold, "What helps me")])?;
    text.split('\n')
        .try_for_each(|line| output.line(line.trim_end()))
}
