//! Questions to write about, in three depths, and the three moves of kindness to oneself.

use crate::{
    Language,
    grouped::{Group, groups},
};

const fn prompts_in(language: Language) -> &'static str {
    match language {
        Language::English => include_str!("../words/en/prompts.txt"),
        Language::German => include_str!("../words/de/prompts.txt"),
    }
}

const fn kindness_in(language: Language) -> &'static str {
    match language {
        Language::English => include_str!("../words/en/kindness.txt"),
        Language::German => include_str!("../words/de/kindness.txt"),
    }
}

/// How deep a prompt goes: 1 everyday, 2 personal, 3 tender.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Depth(u8);

impl Depth {
    /// The first.
    pub const FIRST: Self = Self(1);

    /// A depth, if there is one of this number.
    pub const fn new(number: u8) -> Option<Self> {
        match number {
            1..=3 => Some(Self(number)),
            _ => None,
        }
    }

    /// Its number, 1 to 3.
    pub const fn number(self) -> u8 {
        self.0
    }

    /// One step further, if there is one.
    pub const fn further(self) -> Option<Self> {
        Self::new(self.0 + 1)
    }
}

/// One question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prompt {
    /// Names it for ever: a number that is never given to another question.
    pub id: String,
    /// How deep it goes.
    pub depth: Depth,
    /// The question.
    pub text: String,
}

/// The prompt that asks this question, in whichever language.
pub fn prompt_asking(text: &str) -> Option<Prompt> {
    Language::ALL
        .into_iter()
        .flat_map(prompts)
        .find(|prompt| prompt.text == text)
}

/// All prompts, by depth. A prompt has the same name in every language.
pub fn prompts(language: Language) -> Vec<Prompt> {
    let mut prompts = Vec::new();
    for group in groups(prompts_in(language)) {
        let depth = group.name.parse().ok().and_then(Depth::new);
        let Some(depth) = depth else { continue };
        for line in group.lines {
            if let Some((id, text)) = line.split_once(' ') {
                prompts.push(Prompt {
                    id: id.to_owned(),
                    depth,
                    text: text.to_owned(),
                });
            }
        }
    }
    prompts
}

/// The questions of the three moves: notice, others feel this too, a kind sentence.
pub fn kindness(language: Language) -> [Vec<String>; 3] {
    let read = groups(kindness_in(language));
    ["notice", "others", "kind"].map(|name| {
        let mut groups = read.iter();
        groups
            .find(|group| group.name == name)
            .map_or_else(Vec::new, |Group { lines, .. }| lines.clone())
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_depth_has_at_least_forty_prompts() {
        let prompts = prompts(Language::English);
        for number in 1..=3 {
            let depth = Depth::new(number).unwrap();
            let of_depth = prompts.iter().filter(|prompt| prompt.depth == depth);
            assert!(of_depth.count() >= 40, "{number}");
        }
        assert_eq!(Depth::new(0), None);
        assert_eq!(Depth::new(3).unwrap().further(), None);
    }

    #[test]
    fn every_line_is_a_prompt_with_a_name_and_words_of_its_own() {
        for language in Language::ALL {
            let prompts = prompts(language);
            let lines = prompts_in(language).lines();
            assert_eq!(
                prompts.len(),
                lines.filter(|line| !line.starts_with('#')).count()
            );
            let ids: BTreeSet<&str> = prompts.iter().map(|prompt| prompt.id.as_str()).collect();
            let texts: BTreeSet<&str> = prompts.iter().map(|prompt| prompt.text.as_str()).collect();
            assert_eq!((ids.len(), texts.len()), (prompts.len(), prompts.len()));
            for prompt in &prompts {
                assert!(prompt.id.starts_with(&prompt.depth.number().to_string()));
                assert!(
                    prompt.text.ends_with('?') && prompt.text.len() <= 200,
                    "{}",
                    prompt.text
                );
            }
        }
    }

    #[test]
    fn a_prompt_is_the_same_in_every_language() {
        let names = |language| -> Vec<(String, Depth)> {
            let prompts = prompts(language).into_iter();
            prompts.map(|prompt| (prompt.id, prompt.depth)).collect()
        };
        for language in Language::ALL {
            assert_eq!(names(language), names(Language::English));
            for prompt in prompts(language) {
                let found = prompt_asking(&prompt.text).map(|found| found.id);
                assert_eq!(found, Some(prompt.id));
            }
        }
        assert_eq!(prompt_asking("What is it?"), None);
    }

    #[test]
    fn each_move_of_kindness_has_questions() {
        for questions in Language::ALL.into_iter().flat_map(kindness) {
            assert!(questions.len() >= 8);
            assert!(questions.iter().all(|question| question.ends_with('?')));
        }
    }
}
