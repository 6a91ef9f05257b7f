//! The people I am linked with: `verify`, `people`.

use clap::Args;
use fondly_engine::{PersonView, VerifyView};
use serde::Serialize;

use crate::{
    failure::Failure,
    output::{Output, Style},
    run::Program,
    text::neutral_line,
};

const WORDS: usize = 3;

#[derive(Serialize)]
struct People<'a> {
    people: &'a [PersonView],
}

/// Make sure that the person you linked with is who you think.
///
/// Without words, shows your three words: read them out, by phone or face to face. With words, takes
/// the three that the other reads to you. Each of you does both. It needs no network and may come
/// days later; until then you can share nothing with them.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  fondly verify Sam
  fondly verify Sam maple orbit canal")]
pub(crate) struct VerifyArgs {
    /// Whom
    name: String,
    /// The three words that the other reads to you
    #[arg(value_name = "WORD")]
    words: Vec<String>,
}

impl VerifyArgs {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        let words = words_of(&self.words)?;
        let mut engine = program.engine()?;
        let view = if words.is_empty() {
            engine.my_words(&self.name)?
        } else {
            engine.verify(&self.name, &words)?
        };
        if program.output.is_json() {
            return program.output.document(&view);
        }
        let name = neutral_line(&self.name);
        if words.is_empty() {
            return read_out(&mut program.output, &view, &name);
        }
        program.output.line(&format!("{name} is verified."))?;
        program.output.say(&format!(
            "Now {name} types yours: {}\nShare what you choose: fondly share ID {name}",
            view.my_words.join(" ")
        ))
    }
}

fn read_out(output: &mut Output, view: &VerifyView, name: &str) -> Result<(), Failure> {
    output.parts(&[(Style::Bold, &view.my_words.join(" "))])?;
    output.say(&format!(
        "Read these three words out to {name}, by phone or face to face."
    ))?;
    if view.verified {
        return output.say(&format!("{name} is verified by you already."));
    }
    output.say(&format!(
        "Then type the three that {name} reads: fondly verify {name} WORD WORD WORD"
    ))
}

/// The words in the form in which they are compared: none, or three in small letters.
fn words_of(given: &[String]) -> Result<Vec<String>, Failure> {
    let words: Vec<String> = given
        .iter()
        .flat_map(|word| word.split_whitespace())
        .map(str::to_lowercase)
        .collect();
    if given.is_empty() || words.len() == WORDS {
        Ok(words)
    } else {
        Err(Failure::WordCount { given: words.len() })
    }
}

/// List whom you are linked with.
#[derive(Debug, Args)]
#[command(after_long_help = "Example:
  fondly people")]
pub(crate) struct PeopleArgs {}

impl PeopleArgs {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        let people = program.engine()?.people()?;
        if program.output.is_json() {
            return program.output.document(&People { people: &people });
        }
        if people.is_empty() {
            return program
                .output
                .say("Nobody yet. To link with somebody: fondly invite NAME");
        }
        people.iter().try_for_each(|person| {
            let line = format!("  {}", standing(person));
            let name = neutral_line(&person.name);
            program
                .output
                .parts(&[(Style::Bold, &name), (Style::Plain, &line)])
        })
    }
}

fn standing(person: &PersonView) -> String {
    let verified = match (person.verified, person.they_verified) {
        (true, true) => "verified, both of you",
        (true, false) => "verified by you; they have not typed your words yet",
        (false, true) => "not verified by you yet; they have typed your words",
        (false, false) => "not verified yet",
    };
    let devices = match person.devices {
        1 => "1 device".to_owned(),
        several => format!("{several} devices"),
    };
    let paused = if person.paused { ", paused" } else { "" };
    format!("{verified}; {devices}{paused}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strings(words: &[&str]) -> Vec<String> {
        words.iter().map(|&word| word.to_owned()).collect()
    }

    #[test]
    fn words_are_taken_in_any_case_and_grouping() {
        let typed = words_of(&strings(&["Maple", "ORBIT canal"])).unwrap();
        assert_eq!(typed, ["maple", "orbit", "canal"]);
        assert!(words_of(&[]).unwrap().is_empty());
    }

    #[test]
    fn other_numbers_of_words_than_three_are_refused() {
        for words in [&["a", "b"][..], &["a", "b", "c", "d"], &[" "]] {
            assert!(matches!(
                words_of(&strings(words)),
                Err(Failure::WordCount { .. })
            ));
        }
    }
}
