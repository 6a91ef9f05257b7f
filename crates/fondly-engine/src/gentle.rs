//! One gentle line where an answer gives advice to somebody who asked to be listened to only. It
//! blocks nothing.

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
    fn the_list_is_written_as_it_is_compared() {
        for line in ADVICE.lines() {
            assert_eq!(plain(line).trim(), line);
        }
    }
}
