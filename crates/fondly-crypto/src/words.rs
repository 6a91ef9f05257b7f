//! The English word list of BIP39, as people type it.

use std::fmt;

use bip39::Language;

/// Why typed words were not understood.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WordsError {
    /// There are more or fewer words than there must be.
    #[error("{found} words are not the number expected")]
    Count {
        /// How many were typed.
        found: usize,
    },
    /// A word is not on the list. It may be nearly a secret: show it to whoever typed it, never
    /// log it.
    #[error("word {position} is not on the list: {word}")]
    Unknown {
        /// Which word, counted from 1.
        position: usize,
        /// The word as typed.
        word: String,
    },
    /// All are on the list and do not belong together: one is wrong, or two are swapped.
    #[error("the words do not belong together")]
    Checksum,
}

impl fmt::Debug for WordsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count { found } => f.debug_struct("Count").field("found", found).finish(),
            Self::Unknown { position, word: _ } => f
                .debug_struct("Unknown")
                .field("position", position)
                .finish_non_exhaustive(),
            Self::Checksum => f.write_str("Checksum"),
        }
    }
}

/// Finds `N` words in what was typed, in any case and spacing. Four letters stand for the word
/// that begins with them: BIP39 chose its words so that no two share their first four.
pub(crate) fn read<'a, const N: usize>(
    typed: impl Iterator<Item = &'a str>,
) -> Result<[&'static str; N], WordsError> {
    let typed: Vec<&str> = typed.flat_map(str::split_whitespace).collect();
    if typed.len() != N {
        return Err(WordsError::Count { found: typed.len() });
    }
    let mut words = [""; N];
    for (index, (slot, word)) in words.iter_mut().zip(typed).enumerate() {
        *slot = find(word).ok_or_else(|| WordsError::Unknown {
            position: index + 1,
            word: word.to_owned(),
        })?;
    }
    Ok(words)
}

/// The word that eleven bits stand for.
pub(crate) fn at(index: u16) -> &'static str {
    let list = Language::English.word_list();
    list.get(usize::from(index & 0x7ff))
        .expect("eleven bits count to 2048, as the list does")
}

fn find(typed: &str) -> Option<&'static str> {
    let list = Language::English.word_list();
    let start = |word: &&&str| {
        typed.len() == 4
            && word
                .get(..4)
                .is_some_and(|start| start.eq_ignore_ascii_case(typed))
    };
    list.iter()
        .find(|word| word.eq_ignore_ascii_case(typed))
        .or_else(|| list.iter().find(start))
        .copied()
}

#[cfg(test)]
mod tests {
    use bip39::Language;

    use super::{WordsError, at, find, read};

    #[test]
    fn every_word_is_found_whole_and_by_its_first_four_letters() {
        for (index, word) in Language::English.word_list().iter().copied().enumerate() {
            assert_eq!(at(u16::try_from(index).unwrap()), word);
            assert_eq!(find(word), Some(word));
            assert_eq!(find(&word.to_uppercase()[..word.len().min(4)]), Some(word));
        }
    }

    #[test]
    fn a_whole_word_wins_over_one_that_begins_with_it() {
        assert_eq!(find("act"), Some("act"));
        assert_eq!(find("acti"), Some("action"));
    }

    #[test]
    fn other_lengths_of_a_beginning_are_not_understood() {
        for typed in ["a", "abs", "absta", "abstrac", "", "\u{e4}bst", "aban\u{0}"] {
            assert_eq!(find(typed), None, "{typed:?}");
        }
    }

    #[test]
    fn an_unknown_word_is_named_with_its_place() {
        let error = read::<3>(["able acid", "ixe"].into_iter()).unwrap_err();
        assert_eq!(
            error,
            WordsError::Unknown {
                position: 3,
                word: "ixe".to_owned()
            }
        );
        assert_eq!(error.to_string(), "word 3 is not on the list: ixe");
    }

    #[test]
    fn debug_of_an_error_does_not_repeat_the_word() {
        let error = WordsError::Unknown {
            position: 3,
            word: "ixe".to_owned(),
        };
        assert_eq!(format!("{error:?}"), "Unknown { position: 3, .. }");
    }
}
