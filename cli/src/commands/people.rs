//! The people I am linked with: `verify`, `people`.

use clap::Args;
use fondly_engine::{PersonView, VerifyView};
use serde::Serialize;

use crate::words;
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

#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    name: String,
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
        let verified = words::with("bond-verified", &[("name", &name)]);
        program.output.line(&verified)?;
        let mine = view.my_words.join(" ");
        let values: &words::Values<'_> = &[("name", &name), ("words", &mine)];
        program
            .output
            .say(&words::with("bond-now-they-type", values))
    }
}

fn read_out(output: &mut Output, view: &VerifyView, name: &str) -> Result<(), Failure> {
    output.parts(&[(Style::Bold, &view.my_words.join(" "))])?;
    output.say(&words::with("bond-read-out", &[("name", &name)]))?;
    if view.verified {
        return output.say(&words::with("bond-verified-already", &[("name", &name)]));
    }
    output.say(&words::with("bond-then-type", &[("name", &name)]))
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

#[derive(Debug, Args)]
pub(crate) struct PeopleArgs {}

impl PeopleArgs {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        let people = program.engine()?.people()?;
        if program.output.is_json() {
            return program.output.document(&People { people: &people });
        }
        if people.is_empty() {
            return program.output.say(&words::of("bond-nobody-yet"));
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
        (true, true) => "bond-verified-both",
        (true, false) => "bond-verified-by-you",
        (false, true) => "bond-verified-by-them",
        (false, false) => "bond-not-verified",
    };
    let id = if person.paused {
        "bond-person-paused"
    } else {
        "bond-person"
    };
    let verified = words::of(verified);
    words::with(id, &[("verified", &verified), ("count", &person.devices)])
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
