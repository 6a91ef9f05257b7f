//! Cutting words as the search index cuts them, and phrases, of which it knows no places.

use rusqlite::Connection;

use crate::{
    StoreError, connection,
    indexing::{is_plain, lower},
};

/// The tokenizer of the index, but for its marks, over one text at a time. `terms` says where each word stands.
const SCHEMA: &str = "
    CREATE VIRTUAL TABLE cut USING fts5(
        text, title, tags, content = '', tokenize = 'unicode61 remove_diacritics 2'
    );
    CREATE VIRTUAL TABLE terms USING fts5vocab(cut, instance);";

/// What is looked for, cut.
#[derive(Default)]
pub(crate) struct Sought {
    /// Each once. An entry must have all of them.
    pub(crate) terms: Vec<String>,
    /// Words that are several terms.
    pub(crate) phrases: Vec<Phrase>,
    /// Words in lower case that the index does not have: they are looked for in the texts.
    pub(crate) whole: Vec<String>,
}

/// Terms in a row.
pub(crate) struct Phrase {
    /// As FTS5 takes it literally.
    quoted: String,
    terms: Vec<String>,
}

/// A tokenizer in memory.
pub(crate) struct Cutter(Connection);

impl Sought {
    /// Makes a cutter only where there is something to cut.
    pub(crate) fn of(words: &[String], cutter: &mut Option<Cutter>) -> Result<Self, StoreError> {
        let mut sought = Self::default();
        let words = words.iter().map(|word| word.trim());
        for word in words.filter(|word| !word.is_empty()) {
            let terms = if !is_cut(word) {
                Vec::new()
            } else if word.chars().all(is_plain) {
                vec![word.to_owned()]
            } else {
                let cutter = match cutter {
                    Some(cutter) => cutter,
                    None => cutter.insert(Cutter::new()?),
                };
                cutter.terms(word)?
            };
            match terms.len() {
                // Marks alone, as vowel signs are: FTS5 cuts at them.
                0 => sought.whole.push(word.to_lowercase()),
                1 => {}
                _ => sought.phrases.push(Phrase {
                    quoted: quoted(word),
                    terms: terms.clone(),
                }),
            }
            sought.terms.extend(terms);
        }
        sought.terms.sort_unstable();
        sought.terms.dedup();
        Ok(sought)
    }
}

impl Cutter {
    fn new() -> Result<Self, StoreError> {
        let db = connection::in_memory()?;
        db.execute_batch(SCHEMA)?;
        Ok(Self(db))
    }

    /// The terms of a word in their order.
    fn terms(&self, word: &str) -> Result<Vec<String>, StoreError> {
        self.take([word, "", ""])?;
        let mut statement = self
            .0
            .prepare_cached("SELECT term FROM terms ORDER BY offset")?;
        let terms = statement.query_map([], |row| row.get(0))?;
        Ok(terms.collect::<Result<_, _>>()?)
    }

    /// Whether each of the phrases stands in one of the three texts.
    pub(crate) fn has(&self, texts: [&str; 3], phrases: &[Phrase]) -> Result<bool, StoreError> {
        if texts.iter().all(|text| text.is_ascii()) {
            let texts = texts.map(lower);
            let texts = texts
                .each_ref()
                .map(|text| text.split_ascii_whitespace().collect::<Vec<_>>());
            return Ok(phrases.iter().all(|Phrase { terms, .. }| {
                let stands = |text: &Vec<&str>| text.windows(terms.len()).any(|row| row == terms);
                texts.iter().any(stands)
            }));
        }
        self.take(texts)?;
        let sql = "SELECT count(*) FROM cut WHERE cut MATCH ?1";
        let mut statement = self.0.prepare_cached(sql)?;
        let phrases: Vec<&str> = phrases.iter().map(|phrase| &*phrase.quoted).collect();
        Ok(statement.query_row([phrases.join(" ")], |row| row.get::<_, i64>(0))? > 0)
    }

    fn take(&self, texts: [&str; 3]) -> Result<(), StoreError> {
        let clear = "INSERT INTO cut (cut) VALUES ('delete-all')";
        self.0.prepare_cached(clear)?.execute([])?;
        let add = "INSERT INTO cut (rowid, text, title, tags) VALUES (1, ?1, ?2, ?3)";
        self.0.prepare_cached(add)?.execute(texts)?;
        Ok(())
    }
}

/// A word as FTS5 takes it literally: in quotes, with its own doubled. A word that is cut into
/// several terms then means these in a row.
pub(crate) fn quoted(word: &str) -> String {
    format!("\"{}\"", word.replace('"', "\"\"").replace('\0', " "))
}

/// Whether the index has terms for a word: FTS5 cuts at all that is no letter or digit, and only
/// there, so that it does not see words in scripts that set no spaces.
fn is_cut(word: &str) -> bool {
    word.chars().any(char::is_alphanumeric) && !word.chars().any(is_unspaced)
}

/// Letters of scripts that set no spaces between words: Thai, Lao, Burmese, Khmer, kana, Han.
const fn is_unspaced(letter: char) -> bool {
    matches!(letter,
        '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fts5_never_cuts_at_a_plain_letter() {
        let cutter = Cutter::new().unwrap();
        let letters = (0..=0x10_ffff).filter_map(char::from_u32);
        let plain: Vec<char> = letters.filter(|letter| is_plain(*letter)).collect();
        assert!(plain.len() > 1000);
        for some in plain.chunks(500) {
            let word: String = some.iter().collect();
            assert_eq!(cutter.terms(&word).unwrap().len(), 1, "{word}");
        }
        let cut = cutter.terms("a-b \u{93f}c").unwrap();
        assert_eq!(cut, ["a", "b", "c"]);
    }
}
