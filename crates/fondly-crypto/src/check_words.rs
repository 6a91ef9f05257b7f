//! Three words that two people read to each other to know that nobody stands between them.

use crate::words;

pub use crate::words::WordsError;

/// The words of the first 33 bits of a hash, most significant first, eleven to a word of the
/// BIP39 English list.
///
/// 33 bits are enough because both sides are committed before either sees the hash: a person in
/// the middle has one guess in 2^33 for each try, and no way to search (compare RFC 6189,
/// section 4.4.1.1, where a short string is safe for the same reason).
#[must_use]
pub fn from_bits(hash: &[u8; 32]) -> [&'static str; 3] {
    let [a, b, c, d, e, ..] = hash.map(u64::from);
    let bits = (a << 32 | b << 24 | c << 16 | d << 8 | e) >> 7;
    [bits >> 22, bits >> 11, bits]
        .map(|bits| words::at(u16::try_from(bits & 0x7ff).expect("eleven bits fit into sixteen")))
}

/// The words of the first 44 bits of a hash, as [`from_bits`] but four: two people compare them who
/// may have been led to search for a pair that agrees, so there are more.
#[must_use]
pub fn four_from_bits(hash: &[u8; 32]) -> [&'static str; 4] {
    let [a, b, c, d, e, f, ..] = hash.map(u64::from);
    let bits = (a << 40 | b << 32 | c << 24 | d << 16 | e << 8 | f) >> 4;
    [bits >> 33, bits >> 22, bits >> 11, bits]
        .map(|bits| words::at(u16::try_from(bits & 0x7ff).expect("eleven bits fit into sixteen")))
}

/// Understands three words as people type them: in any case, whole or by their first four
/// letters, as three arguments or in one.
///
/// # Errors
/// [`WordsError::Count`] or [`WordsError::Unknown`]; whether they are the right words is for
/// [`matches`](matches()) to say.
pub fn normalise(typed: &[impl AsRef<str>]) -> Result<[&'static str; 3], WordsError> {
    words::read(typed.iter().map(AsRef::as_ref))
}

/// Whether these are the same words in the same order.
#[must_use]
pub fn matches(a: &[&str; 3], b: &[&str; 3]) -> bool {
    a == b
}

#[cfg(test)]
mod tests {
    use super::{WordsError, four_from_bits, from_bits, matches, normalise};

    #[test]
    fn bits_are_taken_most_significant_first() {
        let mut hash = [0; 32];
        assert_eq!(from_bits(&hash), ["abandon"; 3]);
        hash[1] = 0b0010_0000;
        assert_eq!(from_bits(&hash), ["ability", "abandon", "abandon"]);
        hash[4] = 0b1000_0000;
        assert_eq!(from_bits(&hash), ["ability", "abandon", "ability"]);
        assert_eq!(from_bits(&[0xff; 32]), ["zoo"; 3]);
    }

    #[test]
    fn bits_after_the_thirty_third_do_not_count() {
        let mut hash = [0xff; 32];
        hash[4] = 0x80;
        hash[5..].fill(0);
        assert_eq!(from_bits(&hash), ["zoo"; 3]);
    }

    #[test]
    fn four_words_begin_as_three_and_go_on() {
        let mut hash = [0; 32];
        hash[1] = 0b0010_0000;
        hash[4] = 0b1000_0000;
        hash[5] = 0b0001_0000;
        let words = ["ability", "abandon", "ability", "ability"];
        assert_eq!(four_from_bits(&hash), words);
        assert_eq!(from_bits(&hash), words[..3]);
        hash[5..].fill(0xf);
        assert_eq!(four_from_bits(&hash)[3], "abandon");
        assert_eq!(four_from_bits(&[0xff; 32]), ["zoo"; 4]);
    }

    #[test]
    fn typed_words_are_understood_in_any_form() {
        let expected = ["river", "copper", "act"];
        assert_eq!(normalise(&["river", "copper", "act"]), Ok(expected));
        assert_eq!(normalise(&[" RIVE", "copp ", "Act"]), Ok(expected));
        assert_eq!(normalise(&["river copper  act"]), Ok(expected));
    }

    #[test]
    fn missing_and_unknown_words_are_told() {
        assert_eq!(
            normalise(&["river", "copper"]),
            Err(WordsError::Count { found: 2 })
        );
        let unknown = WordsError::Unknown {
            position: 2,
            word: "coper".to_owned(),
        };
        assert_eq!(normalise(&["river", "coper", "act"]), Err(unknown));
    }

    #[test]
    fn order_counts() {
        assert!(matches(
            &["river", "copper", "act"],
            &["river", "copper", "act"]
        ));
        assert!(!matches(
            &["river", "copper", "act"],
            &["copper", "river", "act"]
        ));
    }
}
