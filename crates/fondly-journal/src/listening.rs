//! The steps of an answer: which there are, and what is asked at each.

use serde::{Deserialize, Serialize};

use crate::{
    Language,
    body::{Body, Kind},
    grouped::groups,
};

const fn questions(language: Language) -> &'static str {
    match language {
        Language::English => include_str!("../words/en/listening.txt"),
        Language::German => include_str!("../words/de/listening.txt"),
    }
}

const NAME: &str = "{name}";

/// One step of an answer. Each may be skipped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// An open question.
    Ask,
    /// What was heard.
    Reflect,
    /// What the other may feel, as a guess.
    Feel,
    /// What one wants to say.
    Say,
    /// To what is good: joy with it.
    Celebrate,
    /// To what is good: a question for more.
    AskForMore,
    /// To what is good: why it gladdens.
    Gladden,
    /// For oneself alone: what the other wants to say.
    ScratchSaying,
    /// For oneself alone: how the other is with it.
    ScratchFeeling,
    /// For oneself alone: what one has done that is like it.
    ScratchAlike,
    /// For oneself alone: when one felt like this.
    ScratchOwn,
}

impl Step {
    /// The steps of an answer to this entry: good news and appreciations have their own.
    pub const fn of_answer(to: &Body) -> &'static [Self] {
        if to.good_news || matches!(to.kind, Kind::Appreciation) {
            return &[Self::Celebrate, Self::AskForMore, Self::Gladden];
        }
        &[
            Self::Ask,
            Self::Reflect,
            Self::Feel,
            Self::Say,
            Self::ScratchSaying,
            Self::ScratchFeeling,
            Self::ScratchAlike,
            Self::ScratchOwn,
        ]
    }

    /// Whether its answer stays with whoever gives it.
    pub const fn is_scratch(self) -> bool {
        matches!(
            self,
            Self::ScratchSaying | Self::ScratchFeeling | Self::ScratchAlike | Self::ScratchOwn
        )
    }

    /// What is asked at this step, of an answer to somebody called `name`.
    pub fn question(self, language: Language, name: &str) -> String {
        let (group, line) = match self {
            Self::Ask => ("ask", 0),
            Self::Reflect => ("reflect", 0),
            Self::Feel => ("feel", 0),
            Self::Say => ("say", 0),
            Self::Celebrate => ("celebrate", 0),
            Self::AskForMore => ("ask for more", 0),
            Self::Gladden => ("gladden", 0),
            Self::ScratchSaying => ("scratch", 0),
            Self::ScratchFeeling => ("scratch", 1),
            Self::ScratchAlike => ("scratch", 2),
            Self::ScratchOwn => ("scratch", 3),
        };
        let groups = groups(questions(language));
        let found = groups.iter().find(|read| read.name == group);
        let question = found.and_then(|read| read.lines.get(line));
        question.map_or_else(String::new, |question| question.replace(NAME, name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_has_a_question() {
        let plain = Step::of_answer(&Body::default());
        let good = Step::of_answer(&Body {
            good_news: true,
            ..Body::default()
        });
        assert_eq!((plain.len(), good.len()), (8, 3));
        for (language, alone) in [
            (Language::English, "For you alone"),
            (Language::German, "Nur f\u{fc}r dich"),
        ] {
            for step in plain.iter().chain(good) {
                let question = step.question(language, "Ana");
                assert!(
                    question.ends_with('?') || question.ends_with('.'),
                    "{step:?}"
                );
                assert!(!question.contains(NAME));
                assert_eq!(question.starts_with(alone), step.is_scratch());
            }
        }
    }

    #[test]
    fn an_appreciation_is_answered_as_good_news_is() {
        let thanks = Body {
            kind: Kind::Appreciation,
            ..Body::default()
        };
        assert_eq!(Step::of_answer(&thanks).first(), Some(&Step::Celebrate));
    }
}
