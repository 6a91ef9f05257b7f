//! Words for feelings and needs, and how one is found by a few letters.

use crate::{
    Language,
    grouped::{Group, groups},
};

const fn feelings(language: Language) -> &'static str {
    match language {
        Language::English => include_str!("../words/en/feelings.txt"),
        Language::German => include_str!("../words/de/feelings.txt"),
    }
}

const fn needs(language: Language) -> &'static str {
    match language {
        Language::English => include_str!("../words/en/needs.txt"),
        Language::German => include_str!("../words/de/needs.txt"),
    }
}

/// Words in named groups. They are an offer: any other word is as right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vocabulary {
    groups: Vec<Group>,
}

impl Vocabulary {
    /// Feelings: when something needed is there, and when it is missing.
    pub fn feelings(language: Language) -> Self {
        Self::read(feelings(language))
    }

    /// Needs that everybody may have.
    pub fn needs(language: Language) -> Self {
        Self::read(needs(language))
    }

    /// The words of a file: one a line, groups begin with `#`.
    pub fn read(text: &str) -> Self {
        Self {
            groups: groups(text),
        }
    }

    /// Adds words, each to the group of its name. `unnamed` is the group of those without one.
    pub fn extend(&mut self, more: Self, unnamed: &str) {
        for group in more.groups {
            let name = if group.name.is_empty() {
                unnamed
            } else {
                group.name.as_str()
            };
            let mut lines = group.lines;
            lines.retain(|line| !self.words().any(|known| known == line));
            match self.groups.iter_mut().find(|known| known.name == name) {
                Some(known) => known.lines.extend(lines),
                None if lines.is_empty() => {}
                None => self.groups.push(Group {
                    name: name.to_owned(),
                    lines,
                }),
            }
        }
    }

    /// The groups, in their order.
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// All words, group by group.
    pub fn words(&self) -> impl Iterator<Item = &String> {
        self.groups.iter().flat_map(|group| &group.lines)
    }

    /// The words that `typed` may mean, the nearest first: those that begin with it, that have a
    /// word beginning with it, that hold it, and that hold its letters in their order. All, where
    /// nothing was typed.
    pub fn matching(&self, typed: &str) -> Vec<&str> {
        let typed = typed.trim().to_lowercase();
        let ranked = self.words().filter_map(|word| {
            let rank = nearness(&word.to_lowercase(), &typed)?;
            Some((rank, word.as_str()))
        });
        let mut ranked: Vec<(u8, &str)> = ranked.collect();
        ranked.sort_by_key(|(rank, _)| *rank);
        ranked.into_iter().map(|(_, word)| word).collect()
    }
}

/// How near a word is to what was typed; 0 is the nearest, `None` is not near at all.
fn nearness(word: &str, typed: &str) -> Option<u8> {
    if word.starts_with(typed) {
        return Some(0);
    }
    if word.split(' ').any(|part| part.starts_with(typed)) {
        return Some(1);
    }
    if word.contains(typed) {
        return Some(2);
    }
    let mut letters = word.chars();
    let in_order = typed
        .chars()
        .all(|sought| letters.any(|letter| letter == sought));
    in_order.then_some(3)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn there_are_enough_words_and_each_once() {
        for language in Language::ALL {
            for (vocabulary, groups, words) in [
                (Vocabulary::feelings(language), 2, 60),
                (Vocabulary::needs(language), 8, 45),
            ] {
                assert!(vocabulary.groups().len() >= groups);
                let all: Vec<&String> = vocabulary.words().collect();
                let each: BTreeSet<&String> = all.iter().copied().collect();
                assert!(all.len() >= words && each.len() == all.len());
                assert!(all.iter().all(|word| word.len() <= 40));
            }
        }
    }

    #[test]
    fn a_word_is_found_by_a_few_of_its_letters() {
        let feelings = Vocabulary::feelings(Language::English);
        let first = |typed| feelings.matching(typed).first().copied();
        assert_eq!(first("gra"), Some("grateful"));
        assert_eq!(first("Energy"), Some("full of energy"));
        assert_eq!(first("overwh"), Some("overwhelmed"));
        assert_eq!(first("wrrd"), Some("worried"));
        assert_eq!(first("zzz"), None);
        assert_eq!(feelings.matching("").len(), feelings.words().count());
    }

    #[test]
    fn own_words_join_the_groups_of_their_name() {
        let mut words = Vocabulary::read("# a\none\n# b\ntwo\n");
        words.extend(Vocabulary::read("three\none\n# b\nfour\n# c\n"), "your own");
        let meant = Vocabulary::read("# a\none\n# b\ntwo\nfour\n# your own\nthree\n");
        let named = |words: &Vocabulary, name| {
            let mut groups = words.groups().iter();
            groups.find(|group| group.name == name).cloned()
        };
        assert_eq!(words.groups().len(), 3);
        for name in ["a", "b", "your own"] {
            assert_eq!(named(&words, name), named(&meant, name), "{name}");
        }
    }
}
