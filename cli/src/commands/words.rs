//! Words to choose from: `words`.

use clap::{Args, ValueEnum};
use fondly_engine::{feelings, needs};
use serde::Serialize;

use crate::{failure::Failure, output::Style, run::Program, text::neutral_line};

/// Which words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    Feelings,
    Needs,
}

/// List words for feelings or needs.
///
/// They are an offer: any other word is as right. Words of your own, one a line, may stand in
/// words/feelings.txt and words/needs.txt of your journal's directory, beside the file that
/// `fondly config path` names; a line that begins with # begins a group. These two files are not
/// encrypted.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  fondly words feelings
  fondly words needs --json")]
pub(crate) struct WordsArgs {
    /// Which words
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
            Kind::Feelings => feelings(&program.home)?,
            Kind::Needs => needs(&program.home)?,
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
