//! One gentle line where an answer gives advice to somebody who asked to be listened to only, and
//! where a need holds blame, or where the name of somebody linked may be misspelt. None blocks anything.

use fondly_journal::{Addressee, Body, groups};
use fondly_store::{EntryFilter, Tx};

use crate::{EngineError, labels::Labels};

/// Beginnings of advice, one a line: our own lists, in lower case, without apostrophes. A text may be
/// in another language than the program speaks.
const ADVICE: [&str; 2] = [
    include_str!("../words/en/advice.txt"),
    include_str!("../words/de/advice.txt"),
];

/// Whether a text gives advice, as far as its words show.
pub(crate) fn gives_advice(text: &str) -> bool {
    let text = plain(text);
    ADVICE
        .iter()
        .flat_map(|list| list.lines())
        .filter(|line| !line.is_empty())
        .any(|advice| text.contains(&format!(" {advice} ")))
}

/// Words that say what somebody did rather than what one feels: our own lists, written as the others.
const BLAME: [&str; 2] = [
    include_str!("../words/en/blame.txt"),
    include_str!("../words/de/blame.txt"),
];
const BLAME_IN_TEXTS: &str = "in a text";

/// What makes a word of blame out of one that a text may hold otherwise too.
const FELT: [&str; 12] = [
    "feel",
    "felt",
    "feeling",
    "am being",
    "f\u{fc}hle mich",
    "f\u{fc}hl mich",
    "f\u{fc}hlte mich",
    "f\u{fc}hle ich mich",
    "werde",
    "wurde",
    "werde ich",
    "wurde ich",
];

/// A line for whoever writes to a name that nobody linked has and somebody's is like, the first time.
pub(crate) fn about_a_slip(
    tx: &Tx<'_>,
    labels: &Labels,
    body: &Body,
) -> Result<Option<String>, EngineError> {
    let Addressee::Name(name) = &body.to else {
        return Ok(None);
    };
    let Some(nearest) = labels.nearest(name) else {
        return Ok(None);
    };
    let before = EntryFilter {
        to_name: Some(name.clone()),
        limit: Some(1),
        ..EntryFilter::default()
    };
    let is_first = tx.entries(&before)?.is_empty();
    Ok(is_first.then(|| {
        format!("You are linked with {nearest}, and with nobody called {name}: it is kept for you alone.")
    }))
}

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
    BLAME.into_iter().flat_map(groups).any(|group| {
        let anywhere = group.name == BLAME_IN_TEXTS;
        group.lines.iter().any(|line| match (anywhere, is_feeling) {
            (true, _) => text.contains(&format!(" {line} ")),
            (false, true) => {
                let by = [format!(" {line} by "), format!(" {line} von ")];
                text == format!(" {line} ") || by.iter().any(|by| text.starts_with(by))
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
    use fondly_journal::Language;

    use super::*;

    #[test]
    fn advice_is_known_by_its_beginnings() {
        for text in [
            "You should sleep.",
            "Hm. Why don\u{2019}t you call him?",
            "have you\ntried tea",
            "Du solltest schlafen.",
            "An deiner Stelle w\u{fc}rde ich gehen",
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
            "Das klingt, als h\u{e4}tte dich niemand gefragt.",
            "",
        ] {
            assert!(!gives_advice(text), "{text}");
        }
    }

    #[test]
    fn blame_is_known_by_its_words() {
        for feeling in [
            "ignored",
            "Ignored by everybody",
            "let down",
            "used",
            "ignoriert",
            "Im Stich gelassen von allen",
        ] {
            assert!(blames(feeling, true), "{feeling}");
        }
        for text in [
            "You always leave!",
            "I felt ignored",
            "You don\u{2019}t care",
            "Immer musst du gehen!",
            "Ich f\u{fc}hle mich ausgenutzt",
        ] {
            assert!(blames(text, false), "{text}");
        }
    }

    #[test]
    fn feelings_and_what_happened_are_no_blame() {
        for language in Language::ALL {
            for feeling in fondly_journal::Vocabulary::feelings(language).words() {
                assert!(!blames(feeling, true), "{feeling}");
            }
        }
        for text in [
            "I used to sleep more",
            "The letter was rejected",
            "Der Brief ist abgelehnt",
            "Du kamst sp\u{e4}t",
            "You came late",
            "",
        ] {
            assert!(!blames(text, false), "{text}");
        }
    }

    #[test]
    fn the_lists_are_written_as_they_are_compared() {
        for (advice, blame) in ADVICE.into_iter().zip(BLAME) {
            let named = blame.lines().filter(|line| !line.starts_with('#'));
            for line in advice.lines().chain(named) {
                assert_eq!(plain(line).trim(), line);
            }
            let groups = groups(blame);
            assert!(groups.iter().any(|group| group.name == BLAME_IN_TEXTS));
        }
    }
}
