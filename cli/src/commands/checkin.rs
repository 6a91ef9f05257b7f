//! A short ritual of one appreciation, one need and one thing ahead: `checkin`.

use clap::Args;
use fondly_engine::{Engine, EngineError, EntryView, Need, Reflect, Thanks, Written};
use serde::Serialize;

use crate::words;
use crate::{
    describe,
    failure::Failure,
    input::{TEXT_BYTES_MAX, Texts},
    prompt::Prompt,
    run::Program,
};

const MYSELF: &str = "me";

#[derive(Serialize)]
struct Entries<'a> {
    entries: Vec<&'a EntryView>,
}

#[derive(Debug, Args)]
pub(crate) struct CheckinArgs {
    #[arg(long, value_name = "NAME", default_value = MYSELF)]
    with: String,
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    thanks: Option<String>,
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    need: Option<String>,
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    ahead: Option<String>,
    #[arg(long)]
    keep: bool,
}

struct Said {
    thanks: Option<String>,
    need: Option<String>,
    ahead: Option<String>,
}

impl CheckinArgs {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        let mut texts = Texts::default();
        let given = Said {
            thanks: texts.given_if(self.thanks)?,
            need: texts.given_if(self.need)?,
            ahead: texts.given_if(self.ahead)?,
        };
        let said = if !given.is_empty() {
            given
        } else if program.prompt.possible() {
            asked(&program.prompt, &self.with)?
        } else {
            return Err(Failure::NoText);
        };
        said.check()?;
        let mut engine = program.engine()?;
        let written = said.write(&mut engine, &self.with, self.keep)?;
        if program.output.is_json() {
            let entries = written.iter().map(|written| &written.entry).collect();
            return program.output.document(&Entries { entries });
        }
        if written.is_empty() {
            return program.output.say(&words::of("entry-nothing-written"));
        }
        for written in &written {
            describe::written(&mut program.output, written, &words::of("entry-saved"))?;
        }
        Ok(())
    }
}

impl Said {
    const fn is_empty(&self) -> bool {
        self.thanks.is_none() && self.need.is_none() && self.ahead.is_none()
    }

    /// All of it is written, or nothing.
    fn check(&self) -> Result<(), Failure> {
        for text in [&self.thanks, &self.need, &self.ahead]
            .into_iter()
            .flatten()
        {
            if text.trim().is_empty() {
                return Err(EngineError::EmptyText.into());
            }
            if text.len() > TEXT_BYTES_MAX {
                let max = TEXT_BYTES_MAX;
                return Err(Failure::TextTooLong { max });
            }
        }
        Ok(())
    }

    fn write(self, engine: &mut Engine, with: &str, keep: bool) -> Result<Vec<Written>, Failure> {
        let mut written = Vec::new();
        if let Some(text) = self.thanks {
            let name = with.to_owned();
            let now = false;
            written.push(engine.thanks(Thanks {
                name,
                text,
                keep,
                now,
                ..Thanks::default()
            })?);
        }
        if let Some(text) = self.need {
            let to = (with != MYSELF).then(|| with.to_owned());
            written.push(engine.need(Need {
                text,
                to,
                ..Need::default()
            })?);
        }
        if let Some(text) = self.ahead {
            written.push(engine.reflect(Reflect {
                text,
                title: Some(words::of("practice-ahead")),
                ..Reflect::default()
            })?);
        }
        Ok(written)
    }
}

fn asked(prompt: &Prompt, with: &str) -> Result<Said, Failure> {
    let thanks = if with == MYSELF {
        words::of("practice-appreciate-yourself")
    } else {
        words::with("practice-appreciate-in", &[("name", &with)])
    };
    Ok(Said {
        thanks: prompt.line(&thanks)?,
        need: prompt.line(&words::of("practice-you-need"))?,
        ahead: prompt.line(&words::of("practice-lies-ahead"))?,
    })
}
