//! The search index. Entries are put into it together when a transaction ends: before every
//! statement that could fail half-way FTS5 writes out what it has gathered so far, and an index
//! written entry by entry is merged over and over.
//!
//! The index names the entries that have a word, and no places there (decision 0046). What a rank needs
//! beside that stands in it as marked words: `tea+` where an entry says "tea" at least twice, `tea++` where
//! four times. A word in the title counts as two.

use std::{collections::BTreeMap, fmt};

use crate::{StoreError, Tx, words::Said};

/// What marks a word, which the tokenizer of the index takes for a letter.
pub(crate) const MARK: char = '+';
/// From how many times on a word has one mark, and two.
pub(crate) const MARKED_FROM: [u32; 2] = [2, 4];

/// What the search index has of an entry.
#[derive(PartialEq, Eq)]
pub(crate) struct Indexed {
    pub(crate) title: String,
    pub(crate) text: String,
    pub(crate) tags: String,
}

impl Indexed {
    pub(crate) fn of(said: &Said<'_>) -> Self {
        Self {
            title: said.title.unwrap_or_default().to_owned(),
            text: said.text.to_owned(),
            tags: said.tags.join("\n"),
        }
    }

    /// Whatever an entry was indexed by takes it out again, so what this makes of an entry never changes without
    /// a schema that fills the index anew.
    pub(crate) fn words(&self) -> IndexWords {
        let mut words = String::with_capacity(self.text.len() * 2);
        for part in [&self.text, &self.title, &self.tags] {
            words.push_str(&part.replace(MARK, " "));
            words.push('\n');
        }
        let (title, all) = (lower(&self.title), lower(&words));
        let mut said = Vec::with_capacity((all.len() + title.len()) / WORD_BYTES);
        said.extend(all.split_ascii_whitespace().map(beginning));
        let length = u32::try_from(said.len()).unwrap_or(u32::MAX);
        said.extend(title.split_ascii_whitespace().map(beginning));
        said.sort_unstable();
        for alike in said.chunk_by(|one, other| one == other) {
            let times = u32::try_from(alike.len()).unwrap_or(u32::MAX);
            let marks = MARKED_FROM.iter().filter(|from| times >= **from);
            for (marks, (_, word)) in (1..=marks.count()).zip(alike) {
                words.push_str(word);
                words.extend((0..marks).map(|_| MARK));
                words.push(' ');
            }
        }
        IndexWords { words, length }
    }
}

impl fmt::Debug for Indexed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Indexed(..)")
    }
}

/// What the search index takes of an entry. A sixth of what storing a new entry took was making this, which
/// needs no store, so it can be made while others are stored.
#[derive(PartialEq, Eq)]
pub struct IndexWords {
    /// The text that FTS5 cuts.
    words: String,
    /// How many words the entry has.
    length: u32,
}

impl IndexWords {
    /// Of an entry with these parts: see [`EntryRow`](crate::EntryRow).
    pub fn of(title: Option<&str>, text: &str, tags: &[String]) -> Self {
        Indexed {
            title: title.unwrap_or_default().to_owned(),
            text: text.to_owned(),
            tags: tags.join("\n"),
        }
        .words()
    }
}

impl fmt::Debug for IndexWords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IndexWords(..)")
    }
}

/// Bytes of a word and the space behind it: fewer than most have.
const WORD_BYTES: usize = 4;

/// A word behind its first eight bytes, by which most are told apart without looking at the word.
fn beginning(word: &str) -> (u64, &str) {
    let first = word.as_bytes().first_chunk().copied();
    let first = first.unwrap_or_else(|| {
        let mut first = [0; 8];
        for (to, from) in first.iter_mut().zip(word.bytes()) {
            *to = from;
        }
        first
    });
    (u64::from_le_bytes(first), word)
}

/// A text in lower case, with a space for each letter that is not plain.
pub(crate) fn lower(text: &str) -> String {
    if text.is_ascii() {
        let letter = |letter: u8| match letter {
            letter if letter.is_ascii_alphanumeric() => letter.to_ascii_lowercase(),
            _ => b' ',
        };
        let lower = text.bytes().map(letter).collect();
        return String::from_utf8(lower).expect("ASCII is UTF-8");
    }
    let mut lower = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter.is_ascii_alphanumeric() {
            lower.push(letter.to_ascii_lowercase());
        } else if is_plain(letter) {
            lower.extend(letter.to_lowercase());
        } else {
            lower.push(' ');
        }
    }
    lower
}

/// Letters and digits that FTS5 never cuts at. Not all of them, but those of scripts that need no marks of
/// their own. The lower case of none of them will change (Unicode Character Encoding Stability Policies,
/// case folding).
pub(crate) const fn is_plain(letter: char) -> bool {
    matches!(letter,
        '0'..='9' | 'A'..='Z' | 'a'..='z'
        | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{24f}' // Latin
        | '\u{386}' | '\u{388}'..='\u{38a}' | '\u{38c}' | '\u{38e}'..='\u{3a1}' | '\u{3a3}'..='\u{3ce}' // Greek
        | '\u{400}'..='\u{481}' | '\u{48a}'..='\u{523}' // Cyrillic
        | '\u{5d0}'..='\u{5ea}' | '\u{621}'..='\u{63a}' | '\u{641}'..='\u{64a}' // Hebrew, Arabic
        | '\u{ac00}'..='\u{d7a3}') // Hangul
}

impl Tx<'_> {
    /// Puts an entry into the index, at the latest when the transaction ends.
    pub(crate) fn index(&self, row: i64, words: Option<IndexWords>) {
        let mut waiting = self.unindexed.borrow_mut();
        waiting.extend(words.map(|words| (row, words)));
    }

    /// Puts into the index what waits for that.
    pub(crate) fn fill_index(&self) -> Result<(), StoreError> {
        let waiting = self.unindexed.take();
        // Where it gathers that an entry went and came again, an index without places loses the later entries
        // of its words (`fts5FlushOneHash` of SQLite 3.53.4, with secure-delete). So what went is written first.
        if !waiting.is_empty() && self.index_lost.take() {
            self.execute("INSERT INTO search (search) VALUES ('flush')", [])?;
        }
        let mut lengths = BTreeMap::new();
        for (row, IndexWords { words, length }) in waiting {
            let sql = "INSERT INTO search (rowid, words) VALUES (?1, ?2)";
            self.execute(sql, (row, words))?;
            lengths.insert(row, Some(length));
        }
        self.set_lengths(&lengths)
    }

    /// Takes an entry out of the index. FTS5 finds its terms by cutting the same text again; where that was
    /// lost with a part of the disk, they are looked for in the whole index.
    pub(crate) fn unindex(&self, row: i64, indexed: Option<&Indexed>) -> Result<(), StoreError> {
        if indexed.is_none() && !self.lengths(&[row])?.contains_key(&row) {
            return Ok(());
        }
        self.fill_index()?;
        let words = match indexed {
            Some(indexed) => indexed.words().words,
            None => self.terms_of(row)?.join(" "),
        };
        self.set_lengths(&BTreeMap::from([(row, None)]))?;
        self.execute(
            "INSERT INTO search (search, rowid, words) VALUES ('delete', ?1, ?2)",
            (row, words),
        )?;
        self.index_lost.set(true);
        Ok(())
    }

    /// All terms that the index has of an entry, by a walk through it.
    fn terms_of(&self, row: i64) -> Result<Vec<String>, StoreError> {
        let index = "CREATE VIRTUAL TABLE temp.said USING fts5vocab(main, search, instance)";
        self.execute(index, [])?;
        let sql = "SELECT term FROM temp.said WHERE doc = ?1";
        let terms = self.all(sql, [row], |row| Ok(row.get(0)?));
        self.execute("DROP TABLE temp.said", [])?;
        terms
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(title: &str, text: &str, tags: &str) -> (String, u32) {
        let indexed = Indexed {
            title: title.to_owned(),
            text: text.to_owned(),
            tags: tags.to_owned(),
        };
        let IndexWords { words, length } = indexed.words();
        (words, length)
    }

    /// Entries that are in an index are taken out of it by the same words.
    #[test]
    fn words_of_an_entry_are_as_they_always_were() {
        for (said, expected, length) in [
            (("", "", ""), "\n\n\n", 0),
            (
                ("", "the sea, the SEA", "home"),
                "the sea, the SEA\n\nhome\nsea+ the+ ",
                5,
            ),
            (
                ("Tea", "a tea", "tea\nb"),
                "a tea\nTea\ntea\nb\ntea+ tea++ ",
                5,
            ),
            (
                (
                    "",
                    "\u{c9}t\u{e9}, \u{e9}t\u{e9} \u{2764}\u{2764} \u{65e5} \u{65e5}",
                    "",
                ),
                "\u{c9}t\u{e9}, \u{e9}t\u{e9} \u{2764}\u{2764} \u{65e5} \u{65e5}\n\n\n\u{e9}t\u{e9}+ ",
                2,
            ),
            (("", "1+1 a++", "a+"), "1 1 a  \n\na \n1+ a+ ", 4),
        ] {
            assert_eq!(words(said.0, said.1, said.2), (expected.to_owned(), length));
        }
    }

    #[test]
    fn plain_letters_keep_their_case_apart_from_others() {
        for letter in (0..=0x10_ffff)
            .filter_map(char::from_u32)
            .filter(|it| is_plain(*it))
        {
            assert!(letter.is_alphanumeric(), "{letter:?}");
        }
    }
}
