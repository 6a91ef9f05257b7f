//! Choosing words from a list by a few of their letters. Any other word can be typed as well.

use std::{collections::BTreeSet, io};

use fondly_engine::Vocabulary;
use inquire::{
    Autocomplete, CustomUserError, InquireError, Text, autocompletion::Replacement,
    ui::RenderConfig,
};

use crate::{
    failure::Failure,
    prompt::Prompt,
    quick,
    text::{neutral, neutral_line},
    words,
};

/// Words shown at once.
const SHOWN_MAX: usize = 6;
/// So many words of one kind are more than enough for one entry.
const PICKED_MAX: usize = 16;
const SHOW_ALL: &str = "?";

/// Asks for words, as many as there are to say; none is an answer too. Only where
/// [`Prompt::possible`] holds.
pub(crate) fn pick(
    prompt: &Prompt,
    question: &str,
    vocabulary: &Vocabulary,
) -> Result<Vec<String>, Failure> {
    if prompt.draws() {
        picked(question, vocabulary)
    } else {
        listed(prompt, question, vocabulary)
    }
}

/// One word after the other, with those that fit below.
fn picked(question: &str, vocabulary: &Vocabulary) -> Result<Vec<String>, Failure> {
    let question = neutral_line(question);
    let how = words::of("ask-pick");
    let mut picked: Vec<String> = Vec::new();
    while picked.len() < PICKED_MAX {
        let text = Text::new(&question)
            .with_autocomplete(Nearest(vocabulary.clone()))
            .with_page_size(SHOWN_MAX)
            .with_help_message(&how)
            .with_render_config(RenderConfig::empty());
        let typed = text.prompt_skippable().map_err(|error| match error {
            InquireError::OperationInterrupted => Failure::Interrupted,
            InquireError::IO(error) => Failure::Input(error),
            other => Failure::Input(io::Error::other(other.to_string())),
        })?;
        let typed = typed.unwrap_or_default();
        if typed.trim().is_empty() {
            break;
        }
        add(&mut picked, typed.trim());
    }
    Ok(picked)
}

/// All words in one line: for terminals that cannot draw, and for those who listen to them.
fn listed(
    prompt: &Prompt,
    question: &str,
    vocabulary: &Vocabulary,
) -> Result<Vec<String>, Failure> {
    let question = words::with("ask-list", &[("question", &question)]);
    let mut line = prompt.line(&question)?;
    if line.as_deref() == Some(SHOW_ALL) {
        for group in vocabulary.groups() {
            eprintln!(
                "{}: {}",
                neutral(&group.name),
                neutral(&group.lines.join(", "))
            );
        }
        line = prompt.line(&question)?;
    }
    Ok(parted(line))
}

/// The words of a line that commas part.
fn parted(line: Option<String>) -> Vec<String> {
    let mut words = Vec::new();
    for word in line.unwrap_or_default().split(',').map(str::trim) {
        if !word.is_empty() {
            add(&mut words, word);
        }
    }
    words
}

fn add(words: &mut Vec<String>, word: &str) {
    let known: BTreeSet<&str> = words.iter().map(String::as_str).collect();
    if !known.contains(word) {
        words.push(word.to_owned());
    }
}

#[derive(Clone)]
struct Nearest(Vocabulary);

impl Autocomplete for Nearest {
    fn get_suggestions(&mut self, typed: &str) -> Result<Vec<String>, CustomUserError> {
        // Asked before the first key is read, and after each.
        quick::mind_the_key();
        let words = self.0.matching(typed).into_iter();
        Ok(words.map(str::to_owned).collect())
    }

    fn get_completion(
        &mut self,
        typed: &str,
        chosen: Option<String>,
    ) -> Result<Replacement, CustomUserError> {
        Ok(chosen.or_else(|| {
            let nearest = self.0.matching(typed);
            nearest.first().map(|word| (*word).to_owned())
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_parted_by_commas_and_stand_once() {
        assert_eq!(parted(Some("torn, tired ,,torn".into())), ["torn", "tired"]);
        assert!(parted(None).is_empty());
    }

    #[test]
    fn tab_completes_to_what_was_chosen_or_is_nearest() {
        let mut nearest = Nearest(Vocabulary::feelings(words::Language::English));
        let complete = |nearest: &mut Nearest, chosen| nearest.get_completion("gra", chosen);
        assert_eq!(
            complete(&mut nearest, None).unwrap().as_deref(),
            Some("grateful")
        );
        let chosen = complete(&mut nearest, Some("calm".into())).unwrap();
        assert_eq!(chosen.as_deref(), Some("calm"));
    }
}
