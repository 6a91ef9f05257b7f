//! Questions to write about, in three depths, and the three moves of kindness to oneself.

use crate::grouped::{Group, groups};

const PROMPTS: &str = include_str!("../words/en/prompts.txt");
const KINDNESS: &str = include_str!("../words/en/kindness.txt");

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

/// All prompts, by depth.
pub fn prompts() -> Vec<Prompt> {
    let mut prompts = Vec::new();
    for group in groups(PROMPTS) {
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
pub fn kindness() -> [Vec<String>; 3] {
    let read = groups(KINDNESS);
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
        let prompts = prompts();
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
        let prompts = prompts();
        let lines = PROMPTS.lines().filter(|line| !line.starts_with('#'));
        assert_eq!(prompts.len(), lines.count());
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

    #[test]
    fn each_move_of_kindness_has_questions() {
        for questions in kindness() {
            assert!(questions.len() >= 8);
            assert!(questions.iter().all(|question| question.ends_with('?')));
        }
    }
}
