//! The ten-year journal: two authors, seeded, the same on every machine.
//!
//! Words are drawn by rank as people use them (Zipf): the common ones by hand, the others from the
//! BIP39 list, a third of them inflected. Most follow the word before them as they usually do, so that
//! the text packs nearly as the one for which the aims of speed were set: to 0.30 of its size by zstd -3
//! (that one: 0.27), to 0.21 by zstd -19 (0.22). Sentences have what is typed in: typos, emoji,
//! punctuation, numbers, and now and then German with umlauts.

mod words;

use std::fmt::Write as _;

use jiff::Timestamp;
use rand_chacha::ChaCha20Rng;
use rand_core::{Rng as _, SeedableRng as _};
use serde::{Deserialize, Serialize};
use words::{COMMON, EMOJI, GERMAN, OPENERS};

/// One response follows every five entries.
const ENTRIES_BETWEEN_RESPONSES: usize = 5;
/// The first of January 2016, half past eight.
const BEGIN_S: i64 = 1_451_637_000;
const TEN_YEARS_S: usize = 10 * 365 * 86_400;
/// The shortest text, and how much each of three draws adds at the most: 350 characters on average.
const TEXT_CHARS_MIN: u32 = 36;
const TEXT_CHARS_DRAW: u32 = 190;
/// So many words usually follow each, and that often one of them does.
const FOLLOWERS: usize = 5;
const FOLLOWED: (usize, usize) = (9, 10);
/// Ranks of words that stand in some of a hundred entries each.
const SOUGHT: [usize; 2] = [120, 160];

/// What an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the kinds of entries are known")]
pub enum Kind {
    Appreciation,
    Need,
    Reflection,
    Response,
}

/// One of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "they are names")]
pub enum Author {
    Ana,
    Sam,
}

/// What one of the two wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Sorts as the entries were written.
    pub id: String,
    /// What it is.
    pub kind: Kind,
    /// Who wrote it.
    pub author: Author,
    /// Seconds since 1970.
    pub written_at_s: i64,
    /// What it says.
    pub text: String,
    /// The id of what a response answers.
    pub answers: Option<String>,
}

impl Entry {
    /// When it was written.
    ///
    /// # Panics
    /// If that is thousands of years away, which no journal here is.
    pub fn written_at(&self) -> Timestamp {
        Timestamp::from_second(self.written_at_s).expect("within ten years")
    }
}

/// Writes one entry after another.
#[derive(Debug)]
pub struct Writing {
    rng: ChaCha20Rng,
    vocabulary: Vocabulary,
    written: Vec<(String, Author)>,
    step_s: usize,
}

impl Writing {
    /// A journal in which `entries` fill ten years.
    pub fn new(seed: u64, entries: usize) -> Self {
        Self {
            rng: ChaCha20Rng::seed_from_u64(seed),
            vocabulary: Vocabulary::new(),
            written: Vec::new(),
            step_s: TEN_YEARS_S / with_responses(entries).max(1),
        }
    }

    /// The next `count`, responses among them.
    pub fn take(&mut self, count: usize) -> Vec<Entry> {
        (0..count).map(|_| self.entry()).collect()
    }

    /// Two words that some entries have.
    pub fn sought(&self) -> [String; 2] {
        SOUGHT.map(|rank| self.vocabulary.words[rank].to_owned())
    }

    fn entry(&mut self) -> Entry {
        let number = self.written.len();
        let is_response = number % (ENTRIES_BETWEEN_RESPONSES + 1) == ENTRIES_BETWEEN_RESPONSES;
        let answered = number.saturating_sub(1 + self.below(ENTRIES_BETWEEN_RESPONSES));
        let answered = is_response.then(|| self.written[answered].clone());
        let author = match answered {
            Some((_, Author::Ana)) => Author::Sam,
            Some((_, Author::Sam)) => Author::Ana,
            None => [Author::Ana, Author::Sam][self.below(2)],
        };
        let kind = match (is_response, self.below(10)) {
            (true, _) => Kind::Response,
            (false, 0..4) => Kind::Appreciation,
            (false, 4..8) => Kind::Reflection,
            (false, _) => Kind::Need,
        };
        let id = id(number, self.rng.next_u64());
        self.written.push((id.clone(), author));
        let seconds = i64::try_from(number * self.step_s).expect("within ten years");
        Entry {
            id,
            kind,
            author,
            written_at_s: BEGIN_S + seconds,
            text: self.text(),
            answers: answered.map(|(id, _)| id),
        }
    }

    fn below(&mut self, bound: usize) -> usize {
        self.rng.next_u32() as usize % bound
    }

    fn one_in(&mut self, of: usize) -> bool {
        self.below(of) == 0
    }

    fn text(&mut self) -> String {
        let drawn: u32 = (0..3)
            .map(|_| self.rng.next_u32() % (TEXT_CHARS_DRAW + 1))
            .sum();
        let length = (TEXT_CHARS_MIN + drawn) as usize;
        let mut text = String::new();
        while text.chars().count() < length {
            if !text.is_empty() {
                text.push_str(if self.one_in(9) { "\n\n" } else { " " });
            }
            self.sentence(&mut text);
        }
        text
    }

    fn sentence(&mut self, text: &mut String) {
        let begin = text.len();
        if self.one_in(25) {
            let words = 4 + self.below(7);
            let german: Vec<&str> = (0..words)
                .map(|_| GERMAN[self.below(GERMAN.len())])
                .collect();
            text.push_str(&german.join(" "));
        } else {
            if self.one_in(3) {
                text.push_str(OPENERS[self.below(OPENERS.len())]);
            }
            let mut before = None;
            for _ in 0..4 + self.below(11) {
                if text.len() > begin {
                    text.push_str(if self.one_in(12) { ", " } else { " " });
                }
                before = self.word(text, before);
            }
        }
        if !self.one_in(14) {
            capitalise(text, begin);
        }
        text.push_str([".", ".", ".", ".", ".", "!", "?", "…", "...", " :)"][self.below(10)]);
        if self.one_in(16) {
            text.push(' ');
            text.push_str(EMOJI[self.below(EMOJI.len())]);
        }
    }

    /// Writes a word behind the one with the rank `before`, and returns its rank; a number has none.
    fn word(&mut self, text: &mut String, before: Option<usize>) -> Option<usize> {
        if self.one_in(60) {
            let (hour, minute) = (self.below(24), self.below(60));
            let written = if self.one_in(2) {
                write!(text, "{hour}:{minute:02}")
            } else {
                write!(text, "{hour}")
            };
            written.expect("a string takes it");
            return None;
        }
        let usual = before.filter(|_| self.below(FOLLOWED.1) < FOLLOWED.0);
        let rank = match usual {
            // The first of them most often.
            Some(before) => {
                let at = self.below(FOLLOWERS).min(self.below(FOLLOWERS));
                self.vocabulary.followers[before][at]
            }
            None => self.vocabulary.rank(self.rng.next_u32()),
        };
        let mut word = self.vocabulary.words[rank].to_owned();
        if rank >= COMMON.len() && self.one_in(3) {
            word.push_str(["s", "s", "ed", "ing", "ly"][self.below(5)]);
        }
        if word.len() > 3 && self.one_in(80) {
            word = self.mistyped(&word);
        }
        text.push_str(&word);
        Some(rank)
    }

    /// Two letters exchanged, one left out, or one doubled.
    fn mistyped(&mut self, word: &str) -> String {
        let mut letters: Vec<char> = word.chars().collect();
        let at = 1 + self.below(letters.len() - 2);
        match self.below(3) {
            0 => letters.swap(at, at + 1),
            1 => drop(letters.remove(at)),
            _ => letters.insert(at, letters[at]),
        }
        letters.into_iter().collect()
    }
}

/// How many there are with the responses to `entries`.
pub const fn with_responses(entries: usize) -> usize {
    entries + entries / ENTRIES_BETWEEN_RESPONSES
}

/// 26 characters of base32 as an id of 16 bytes has, letters only: they sort by number.
fn id(number: usize, random: u64) -> String {
    let hex = format!("{number:011x}{:014x}0", random >> 8);
    let letter = |digit: char| {
        digit
            .to_digit(16)
            .and_then(|digit| u8::try_from(digit).ok())
    };
    let letters = hex.chars().filter_map(letter);
    letters.map(|digit| char::from(b'a' + digit)).collect()
}

fn capitalise(text: &mut String, at: usize) {
    if let Some(first) = text[at..].chars().next() {
        text.replace_range(at..at + first.len_utf8(), &first.to_uppercase().to_string());
    }
}

#[derive(Debug)]
struct Vocabulary {
    words: Vec<&'static str>,
    /// Of each rank, the share of all words up to it, in 2^-32.
    shares: Vec<u32>,
    /// Of each rank, those of the words that usually follow it.
    followers: Vec<[usize; FOLLOWERS]>,
}

impl Vocabulary {
    fn new() -> Self {
        let mut rare: Vec<&str> = bip39::Language::English.word_list().to_vec();
        rare.retain(|word| !COMMON.contains(word));
        let mut rng = ChaCha20Rng::seed_from_u64(0);
        for at in (1..rare.len()).rev() {
            rare.swap(at, rng.next_u32() as usize % (at + 1));
        }
        let words: Vec<&str> = COMMON.iter().copied().chain(rare).collect();
        let mut vocabulary = Self {
            shares: Self::shares(&words),
            words,
            followers: Vec::new(),
        };
        vocabulary.followers = (0..vocabulary.words.len())
            .map(|_| std::array::from_fn(|_| vocabulary.rank(rng.next_u32())))
            .collect();
        vocabulary
    }

    fn shares(words: &[&str]) -> Vec<u32> {
        let total: f64 = (1..=words.len()).map(|rank| 1.0 / rank as f64).sum();
        let mut sum = 0.0;
        (1..=words.len())
            .map(|rank| {
                sum += 1.0 / rank as f64;
                (sum / total * f64::from(u32::MAX)) as u32
            })
            .collect()
    }

    fn rank(&self, drawn: u32) -> usize {
        let rank = self.shares.partition_point(|share| *share < drawn);
        rank.min(self.words.len() - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_writes_the_same_journal() {
        let (mut one, mut other) = (Writing::new(1, 1000), Writing::new(1, 1000));
        assert_eq!(one.take(500), other.take(500));
        assert_ne!(Writing::new(2, 1000).take(5), Writing::new(1, 1000).take(5));
    }

    #[test]
    fn entries_have_about_350_characters_and_a_sixth_answers() {
        let entries = Writing::new(1, 6000).take(6000);
        let chars: usize = entries.iter().map(|entry| entry.text.chars().count()).sum();
        let mean = chars / entries.len();
        assert!((340..400).contains(&mean), "{mean}");
        let responses = entries.iter().filter(|entry| entry.kind == Kind::Response);
        assert_eq!(responses.count(), 1000);
        assert!(entries.is_sorted_by_key(|entry| entry.written_at_s));
        assert!(entries.is_sorted_by(|one, other| one.id < other.id));
        assert!(entries.iter().all(|entry| entry.id.len() == 26));
    }

    #[test]
    fn a_response_answers_what_the_other_wrote() {
        let entries = Writing::new(3, 600).take(600);
        for response in entries.iter().filter(|entry| entry.kind == Kind::Response) {
            let answers = response.answers.as_deref().unwrap();
            let answered = entries.iter().find(|entry| entry.id == answers).unwrap();
            assert_ne!(answered.author, response.author);
            assert_ne!(answered.kind, Kind::Response);
        }
    }

    #[test]
    fn some_entries_have_both_sought_words() {
        let mut writing = Writing::new(1, 20_000);
        let sought = writing.sought();
        let entries = writing.take(24_000);
        let both = entries
            .iter()
            .filter(|entry| sought.iter().all(|word| entry.text.contains(word)));
        let both = both.count();
        assert!((10..1000).contains(&both), "{both} have {sought:?}");
    }
}
