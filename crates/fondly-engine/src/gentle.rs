//! One gentle line where an answer gives advice to somebody who asked to be listened to only, and
//! where a need holds blame. Neither blocks anything.

use fondly_journal::{Body, groups};

/// Beginnings of advice, one a line: our own list, in lower case, without apostrophes.
const ADVICE: &str = include_str!("../words/advice.txt");

/// Whether a text gives advice, as far as its words show.
pub(crate) fn gives_advice(text: &str) -> bool {
    let text = plain(text);
    ADVICE
        .lines()
        .filter(|line| !line.is_empty())
        .any(|advice| text.contains(&format!(" {advice} ")))
}

/// Words that say what somebody did rather than what one feels: our own list, written as the other.
const BLAME: &str = include_str!("../words/blame.txt");
const BLAME_IN_TEXTS: &str = "in a text";

/// What makes a word of blame out of one that a text may hold otherwise too.
const FELT: [&str; 4] = ["feel", "felt", "feeling", "am being"];

/// A line for whoever writes a need in words that say what somebody did.
pub(crate) fn about_blame(need: &Body) -> Option<String> {
    let named = need.feelings.iter().find(|feeling| blames(feeling, true));
    if let Some(feeling) = named {
        return Some(format!(
            "\"{feeling}\" says what somebody did. What did you feel then? Both are welcome; \
             fondly words feelings has words for it."
        ));
    }
    let texts = [Some(&need.text), need.happened.as_ref(), need.ask.as_ref()];
    let blames = texts.into_iter().flatten().any(|text| blames(text, false));
    blames.then(|| {
        "It is saved as you wrote it. Some of its words may be heard as blame; what you feel and \
         need is easier to answer."
            .to_owned()
    })
}

/// Whether a text holds words of blame, or a feeling is one.
fn blames(text: &str, is_feeling: bool) -> bool {
    let text = plain(text);
    groups(BLAME).iter().any(|group| {
        let anywhere = group.name == BLAME_IN_TEXTS;
        group.lines.iter().any(|line| match (anywhere, is_feeling) {
            (true, _) => text.contains(&format!(" {line} ")),
            (false, true) => {
                text == format!(" {line} ") || text.starts_with(&format!(" {line} by "))
            }
            (false, false) => FELT
                .iter()
                .any(|felt| text.contains(&format!(" {felt} {line} "))),
        })
    })
}

/// Words in lower case with one space before, between and after them.
fn plain(text: &str) -> String {
    let mut plain = String::from(" ");
    for character in text.chars().flat_map(char::to_lowercase) {
        match character {
            '\'' | '\u{2019}' => {}
            letter if letter.is_alphanumeric() => plain.push(letter),
            _ if plain.ends_with(' ') => {}
            _ => plain.push(' '),
        }
    }
    plain.push(' ');
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn advice_is_known_by_its_beginnings() {
        for text in [
            "You should sleep.",
            "Hm. Why don\u{2019}t you call him?",
            "have you\ntried tea",
            "If I were you, I'd go",
        ] {
            assert!(gives_advice(text), "{text}");
        }
    }

    #[test]
    fn listening_is_no_advice() {
        for text in [
            "It sounds as if nobody asked you. That hurts.",
            "What would you like me to know?",
            "You shouldered so much this week.",
            "",
        ] {
            assert!(!gives_advice(text), "{text}");
        }
    }

    #[test]
    fn blame_is_known_by_its_words() {
        for feeling in ["ignored", "Ignored by everybody", "let down", "used"] {
            assert!(blames(feeling, true), "{feeling}");
        }
        for text in [
            "You always leave!",
            "I felt ignored",
            "You don\u{2019}t care",
        ] {
            assert!(blames(text, false), "{text}");
        }
    }

    #[test]
    fn feelings_and_what_happened_are_no_blame() {
        for feeling in fondly_journal::Vocabulary::feelings().words() {
            assert!(!blames(feeling, true), "{feeling}");
        }
        for text in [
            "I used to sleep more",
            "The letter was rejected",
            "You came late",
            "",
        ] {
            assert!(!blames(text, false), "{text}");
        }
    }

    #[test]
    fn the_lists_are_written_as_they_are_compared() {
        let blame = BLAME.lines().filter(|line| !line.starts_with('#'));
        for line in ADVICE.lines().chain(blame) {
            assert_eq!(plain(line).trim(), line);
        }
        assert!(
            groups(BLAME)
                .iter()
                .any(|group| group.name == BLAME_IN_TEXTS)
        );
    }
}
