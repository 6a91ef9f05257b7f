//! Text of people made harmless for terminals.

use std::borrow::Cow;

/// `text` with each character that could steer a terminal or reorder the line shown as its
/// `\u{..}` escape. Newline and tab stay.
///
/// These are the C0 and C1 controls (Unicode category Cc, among them ESC and CSI), the line and
/// paragraph separators, and the bidirectional embeddings, overrides and isolates (UAX #9 section
/// 2; used to show text in another order than it has: "Trojan Source", CVE-2021-42574).
pub(crate) fn neutral(text: &str) -> Cow<'_, str> {
    if is_plain(text) || !text.chars().any(steers) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        if steers(character) {
            shown.extend(character.escape_unicode());
        } else {
            shown.push(character);
        }
    }
    Cow::Owned(shown)
}

/// As [`neutral`], for what must not break a line: names, titles, tags.
pub(crate) fn neutral_line(text: &str) -> Cow<'_, str> {
    let shown = neutral(text);
    if shown.contains(['\n', '\t']) {
        return Cow::Owned(shown.replace('\n', "\\u{a}").replace('\t', "\\u{9}"));
    }
    shown
}

/// Whether text is of printable ASCII and line breaks alone, as most is.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\n'))
}

fn steers(character: char) -> bool {
    match character {
        '\n' | '\t' => false,
        '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => true,
        other => other.is_control(),
    }
}

/// The first line of `text` that is not blank, cut to `chars_max` characters.
pub(crate) fn first_line(text: &str, chars_max: usize) -> String {
    let line = text
        .lines()
        .map(str::trim)
        .find(|line| !line.is_empty())
        .unwrap_or_default();
    if line.chars().count() <= chars_max {
        return line.to_owned();
    }
    let kept: String = line.chars().take(chars_max.saturating_sub(3)).collect();
    format!("{}...", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_a_terminal_is_shown_as_an_escape() {
        assert_eq!(neutral("a\x1b[31mb"), "a\\u{1b}[31mb");
        assert_eq!(
            neutral("\u{9b}2J\u{7f}\r\0"),
            "\\u{9b}2J\\u{7f}\\u{d}\\u{0}"
        );
    }

    #[test]
    fn what_reorders_a_line_is_shown_as_an_escape() {
        for character in
            "\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\u{2066}\u{2067}\u{2068}\u{2069}".chars()
        {
            let shown = neutral_line(&character.to_string()).into_owned();
            assert_eq!(shown, character.escape_unicode().to_string());
        }
    }

    #[test]
    fn words_of_any_language_stay_as_they_are() {
        let text = "gr\u{fc}\u{df}e\n\t\u{645}\u{631}\u{62d}\u{628}\u{627} \u{1f44d}\u{1f3fd}";
        assert!(matches!(neutral(text), Cow::Borrowed(same) if same == text));
    }

    #[test]
    fn a_name_cannot_begin_a_new_line() {
        assert_eq!(neutral_line("Sam\n(only you)"), "Sam\\u{a}(only you)");
    }

    #[test]
    fn the_first_line_is_the_first_that_says_something() {
        assert_eq!(first_line("\n  \n one \ntwo", 20), "one");
        assert_eq!(first_line("abcdefghij", 8), "abcde...");
        assert_eq!(first_line("", 8), "");
    }
}
