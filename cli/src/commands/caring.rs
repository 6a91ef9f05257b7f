//! For oneself: `kind`, `helps`.

use clap::Args;
use fondly_engine::{Kindness, kindness_questions};

use crate::words;
use crate::{
    describe,
    failure::Failure,
    input::Texts,
    output::{Output, Style},
    run::Program,
};

#[derive(Debug, Args)]
pub(crate) struct KindArgs {
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    notice: Option<String>,
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    others: Option<String>,
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
            return program.output.say(&words::of("entry-nothing-written"));
        }
        let written = program.engine()?.kindness(kindness)?;
        describe::written(
            &mut program.output,
            &written,
            &words::of("practice-kindness-saved"),
        )
    }
}

fn asked(program: &Program) -> Result<Kindness, Failure> {
    let [notice, others, kind] = kindness_questions(words::language());
    let line = |question: &str| program.prompt.line(question);
    Ok(Kindness {
        notice: line(&words::with("practice-notice", &[("question", &notice)]))?,
        others: line(&words::with("practice-others", &[("question", &others)]))?,
        kind: line(&words::with("practice-kind", &[("question", &kind)]))?,
    })
}

#[derive(Debug, Args)]
pub(crate) struct HelpsArgs {
    ids: Vec<String>,
    #[arg(long)]
    write: bool,
    #[arg(long, value_name = "NAME")]
    share: Option<String>,
}

impl HelpsArgs {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        let mut engine = program.engine()?;
        if self.write || self.share.is_some() {
            let written = engine.write_helps(&self.ids, self.share.as_deref())?;
            return describe::written(&mut program.output, &written, &words::of("entry-saved"));
        }
        let helps = engine.helps(&self.ids)?;
        let output = &mut program.output;
        if output.is_json() {
            return output.document(&helps);
        }
        if helps.needs.is_empty() {
            return output.say(&words::of("practice-no-helps"));
        }
        page(output, &helps.text)?;
        output.say(&format!("\n{}", words::of("practice-helps-unwritten")))
    }
}

fn page(output: &mut Output, text: &str) -> Result<(), Failure> {
    output.parts(&[(Style::Bold, &words::of("practice-what-helps"))])?;
    text.split('\n')
        .try_for_each(|line| output.line(line.trim_end()))
}
