//! Where in an entry the words stand that were searched for.

use fondly_engine::EntryView;

const CHARS_MAX: usize = 76;
const CHARS_BEFORE: usize = 24;

/// The surroundings of the first of `words` in the texts of an entry, on one line. Nothing if none
/// stands there as it was given.
pub(crate) fn snippet(entry: &EntryView, words: &[String]) -> Option<String> {
    let texts = [
        Some(&entry.text),
        entry.happened.as_ref(),
        entry.ask.as_ref(),
        entry.reflect.as_ref(),
        entry.say.as_ref(),
        entry.scratch.as_ref(),
    ];
    texts
        .into_iter()
        .flatten()
        .find_map(|text| around(text, words))
}

fn around(text: &str, words: &[String]) -> Option<String> {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let chars: Vec<char> = line.chars().collect();
    // One letter for one, so that places stay what they are.
    let lower: Vec<char> = chars.iter().map(|letter| one_lower(*letter)).collect();
    let places = words.iter().filter_map(|word| {
        let word: Vec<char> = word.trim().chars().map(one_lower).collect();
        let mut windows = lower.windows(word.len().max(1));
        windows.position(|window| window == word)
    });
    let place = places.min()?;
    if chars.len() <= CHARS_MAX {
        return Some(line);
    }
    let begin = place
        .saturating_sub(CHARS_BEFORE)
        .min(chars.len().saturating_sub(CHARS_MAX));
    let shown: String = chars.iter().skip(begin).take(CHARS_MAX).collect();
    let before = if begin > 0 { "..." } else { "" };
    let after = if begin + CHARS_MAX < chars.len() {
        "..."
    } else {
        ""
    };
    Some(format!("{before}{}{after}", shown.trim()))
}

fn one_lower(letter: char) -> char {
    let mut lower = letter.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(lower), None) => lower,
        _ => letter,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, word: &str) -> Option<String> {
        around(text, &[word.to_owned()])
    }

    #[test]
    fn a_short_text_is_shown_whole_and_on_one_line() {
        assert_eq!(
            of("Tea\n and bread", "AND").as_deref(),
            Some("Tea and bread")
        );
        assert_eq!(of("Tea", "bread"), None);
        assert_eq!(of("", "bread"), None);
        assert_eq!(of("Tea", " "), None);
    }

    #[test]
    fn of_a_long_text_the_surroundings_are_shown() {
        let text = format!(
            "{} the letter {}",
            "before ".repeat(40),
            "after ".repeat(40)
        );
        let shown = of(&text, "letter").unwrap();
        assert!(shown.starts_with("...") && shown.ends_with("..."));
        assert!(shown.contains("the letter after"), "{shown}");
        assert!(shown.chars().count() <= CHARS_MAX + 6);
        let end = of(&text.replace("letter", ""), "after after").unwrap();
        assert!(end.contains("after after"));
    }

    #[test]
    fn letters_that_change_their_length_do_not_shift_the_place() {
        let text = format!("{} word", "\u{130}\u{df}\u{1f600}".repeat(50));
        assert!(of(&text, "word").unwrap().ends_with("word"));
    }
}
