//! Words that stand nowhere else, so that they are found wherever they come to lie.

/// A word for `number`. The search index keeps of a term only what differs from the one before, so
/// the word differs from all others from its first letters on.
pub fn word(number: usize) -> String {
    let mut state = (number as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let letter = |_| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        char::from(b'a' + (state >> 40) as u8 % 26)
    };
    let letters: String = (0..9).map(letter).collect();
    format!("{letters}{number}x")
}

/// What of a word is found where the beginning is left out, as in the search index.
pub fn end_of(word: &str) -> &str {
    word.get(4..).unwrap_or(word)
}
