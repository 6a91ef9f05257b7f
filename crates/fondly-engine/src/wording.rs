//! The words of this home: those of the program, and those that its person adds.
//!
//! They stand in `words/feelings.txt` and `words/needs.txt` of the home, one a line, groups begin
//! with `#`. They are read as settings are: without unlocking, so nothing private belongs there.

use std::{fs::File, io::Read as _, path::Path};

use fondly_journal::{Language, Vocabulary, limits::LABEL_BYTES_MAX};

use crate::{EngineError, Home, home::io, phrases::Phrase};

/// Bytes of a file of words.
const FILE_BYTES_MAX: u64 = 64 << 10;

/// Words for feelings.
///
/// # Errors
/// `Io`, `Invalid` where the file of the home is not made of words.
pub fn feelings(home: &Home, language: Language) -> Result<Vocabulary, EngineError> {
    let own = home.words().join("feelings.txt");
    extended(Vocabulary::feelings(language), &own, language)
}

/// Words for needs.
///
/// # Errors
/// As [`feelings`].
pub fn needs(home: &Home, language: Language) -> Result<Vocabulary, EngineError> {
    let own = home.words().join("needs.txt");
    extended(Vocabulary::needs(language), &own, language)
}

fn extended(
    mut words: Vocabulary,
    path: &Path,
    language: Language,
) -> Result<Vocabulary, EngineError> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(words),
        Err(error) => return Err(io("could not read", path)(error)),
    };
    let mut text = String::new();
    let read = file.take(FILE_BYTES_MAX + 1).read_to_string(&mut text);
    read.map_err(io("could not read", path))?;
    if text.len() as u64 > FILE_BYTES_MAX {
        return Err(invalid(path, "it is longer than 64 KiB"));
    }
    for (number, line) in (1..).zip(text.lines()) {
        if line.len() > LABEL_BYTES_MAX || line.trim().chars().any(char::is_control) {
            return Err(invalid(path, &format!("line {number} is no word")));
        }
    }
    // Those that were added without a group have one of their own.
    words.extend(Vocabulary::read(&text), Phrase::YourOwn.text(language));
    Ok(words)
}

fn invalid(path: &Path, why: &str) -> EngineError {
    EngineError::Invalid {
        what: "a file of words",
        value: format!("{}: {why}", path.display()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(text: &[u8]) -> Result<Vocabulary, EngineError> {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let home = Home::at(dir.path().to_path_buf());
        std::fs::create_dir(home.words()).expect("a directory");
        std::fs::write(home.words().join("needs.txt"), text).expect("a file");
        needs(&home, Language::English)
    }

    #[test]
    fn a_home_may_add_words_of_its_own() {
        let words = with(b"the sea\n# support\nadvice\n").expect("words");
        assert_eq!(words.matching("the sea"), ["the sea"]);
        assert_eq!(words.matching("advice"), ["advice"]);
        assert_eq!(
            words.groups().len(),
            Vocabulary::needs(Language::English).groups().len() + 1
        );
    }

    #[test]
    fn what_is_no_file_of_words_is_refused_with_its_line() {
        let long = "x".repeat(LABEL_BYTES_MAX + 1);
        for text in ["ok\n\x1b[2J\n", &format!("ok\n{long}\n")] {
            let error = with(text.as_bytes())
                .expect_err("it is refused")
                .to_string();
            assert!(error.contains("line 2"), "{error}");
        }
        assert!(with(b"\xff").is_err());
        assert!(with(&[b'\n'; (64 << 10) + 1]).is_err());
    }
}
