//! What the engine writes itself into entries and exports. Front ends have words of their own.

use fondly_journal::Language;

/// A few words that become part of an entry or of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phrase {
    WhatHelps,
    INeed,
    IWouldAsk,
    WhenIFeel,
    Kindness,
    YourOwn,
    Journal,
    WhatHappened,
    WhatIHeard,
    AQuestion,
    WouldAsk,
    Acknowledged,
    Feelings,
    Needs,
    Tags,
    Appreciation,
    Need,
    Reflection,
    Response,
    ForMe,
    For,
    From,
    OnlyYou,
    SharedWith,
}

const fn file(language: Language) -> &'static str {
    match language {
        Language::English => include_str!("../words/en/phrases.txt"),
        Language::German => include_str!("../words/de/phrases.txt"),
    }
}

impl Phrase {
    /// It in a language.
    pub(crate) fn text(self, language: Language) -> &'static str {
        let name = self.name();
        let mut lines = file(language).lines();
        let found = lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
        found.unwrap_or(name)
    }

    /// The kind of an entry.
    pub(crate) fn of_kind(kind: &str) -> Option<Self> {
        let kinds = [
            Self::Appreciation,
            Self::Need,
            Self::Reflection,
            Self::Response,
        ];
        kinds.into_iter().find(|phrase| phrase.name() == kind)
    }

    const fn name(self) -> &'static str {
        match self {
            Self::WhatHelps => "what-helps",
            Self::INeed => "i-need",
            Self::IWouldAsk => "i-would-ask",
            Self::WhenIFeel => "when-i-feel",
            Self::Kindness => "kindness",
            Self::YourOwn => "your-own",
            Self::Journal => "journal",
            Self::WhatHappened => "what-happened",
            Self::WhatIHeard => "what-i-heard",
            Self::AQuestion => "a-question",
            Self::WouldAsk => "would-ask",
            Self::Acknowledged => "acknowledged",
            Self::Feelings => "feelings",
            Self::Needs => "needs",
            Self::Tags => "tags",
            Self::Appreciation => "appreciation",
            Self::Need => "need",
            Self::Reflection => "reflection",
            Self::Response => "response",
            Self::ForMe => "for-me",
            Self::For => "for",
            Self::From => "from",
            Self::OnlyYou => "only-you",
            Self::SharedWith => "shared-with",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_the_same_phrases_in_the_same_order() {
        let names = |language| -> Vec<&str> {
            let lines = file(language).lines();
            lines
                .filter_map(|line| Some(line.split_once(": ")?.0))
                .collect()
        };
        for language in Language::ALL {
            assert_eq!(names(language), names(Language::English));
            assert_eq!(names(language).len(), file(language).lines().count());
        }
        // The last in the enum is the last in the file, so none is missing.
        let last = Phrase::SharedWith;
        assert_eq!(names(Language::English).len(), last as usize + 1);
        assert_eq!(names(Language::English).last(), Some(&last.name()));
    }

    #[test]
    fn a_phrase_is_said_in_the_language() {
        assert_eq!(Phrase::WhatHelps.text(Language::English), "What helps me");
        assert_eq!(Phrase::WhatHelps.text(Language::German), "Was mir hilft");
        assert_eq!(Phrase::For.text(Language::German), "f\u{fc}r");
    }
}
