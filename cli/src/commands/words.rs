//! Words to choose from: `words`.

use clap::{Args, ValueEnum};
use fondly_engine::{feelings, needs};
use serde::Serialize;

use crate::{failure::Failure, output::Style, run::Program, text::neutral_line, words::language};

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    Feelings,
    Needs,
}

#[derive(Debug, Args)]
pub(crate) struct WordsArgs {
    kind: Kind,
}

#[derive(Serialize)]
struct Words<'a> {
    groups: Vec<Group<'a>>,
}

#[derive(Serialize)]
struct Group<'a> {
    name: &'a str,
    words: &'a [String],
}

impl WordsArgs {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        let words = match self.kind {
            Kind::Feelings => feelings(&program.home, language())?,
            Kind::Needs => needs(&program.home, language())?,
        };
        let groups = words.groups().iter();
        let output = &mut program.output;
        if output.is_json() {
            let groups = groups.map(|group| Group {
                name: &group.name,
                words: &group.lines,
            });
            let groups = groups.collect();
            return output.document(&Words { groups });
        }
        for group in groups {
            output.parts(&[(Style::Bold, &neutral_line(&group.name))])?;
            output.line(&format!("  {}", group.lines.join(", ")))?;
        }
        Ok(())
    }
}
