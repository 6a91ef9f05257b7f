//! The passphrase: from a file, or typed.

use std::{fs::File, io::Read as _, path::Path};

use fondly_engine::{EngineError, RecoveryWords};
use zeroize::Zeroizing;

use crate::{failure::Failure, prompt::Prompt, words};

/// Bytes of a passphrase that are taken; more is a mistaken file.
pub(crate) const PASSPHRASE_BYTES_MAX: usize = 4096;

/// Where the passphrase of this command comes from.
#[derive(Debug)]
pub(crate) struct Passphrase<'a> {
    pub(crate) file: Option<&'a Path>,
    pub(crate) prompt: &'a Prompt,
}

impl Passphrase<'_> {
    /// The passphrase that opens a journal.
    pub(crate) fn open(&self) -> Result<Zeroizing<Vec<u8>>, Failure> {
        match self.file {
            Some(file) => read(file),
            None => self
                .prompt
                .secret(&words::of("ask-passphrase"))?
                .ok_or(EngineError::Locked.into()),
        }
    }

    /// The passphrase of a new journal. A person types it twice.
    pub(crate) fn choose(&self) -> Result<Zeroizing<Vec<u8>>, Failure> {
        let chosen = match self.file {
            Some(file) => read(file)?,
            None => self.typed_twice()?,
        };
        if chosen.is_empty() {
            Err(Failure::EmptyPassphrase)
        } else {
            Ok(chosen)
        }
    }

    fn typed_twice(&self) -> Result<Zeroizing<Vec<u8>>, Failure> {
        let first = self
            .prompt
            .secret(&words::of("ask-new-passphrase"))?
            .ok_or(Failure::NoPassphrase)?;
        if first.is_empty() {
            return Err(Failure::EmptyPassphrase);
        }
        let again = self
            .prompt
            .secret(&words::of("ask-same-again"))?
            .ok_or(Failure::NoPassphrase)?;
        if *first == *again {
            Ok(first)
        } else {
            Err(Failure::PassphrasesDiffer)
        }
    }
}

/// Reads a secret; one line break at its end is dropped.
fn read(path: &Path) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let failed = |source| {
        let what = "could not read";
        Failure::Engine(EngineError::Io {
            what,
            path: path.to_path_buf(),
            source,
        })
    };
    let file = File::open(path).map_err(failed)?;
    // The whole room is taken at once, so that no copy is left behind by growing.
    let mut bytes = Zeroizing::new(Vec::with_capacity(PASSPHRASE_BYTES_MAX + 2));
    let read_max = u64::try_from(PASSPHRASE_BYTES_MAX + 1).unwrap_or(u64::MAX);
    file.take(read_max)
        .read_to_end(&mut bytes)
        .map_err(failed)?;
    if bytes.len() > PASSPHRASE_BYTES_MAX {
        return Err(Failure::PassphraseTooLong {
            max: PASSPHRASE_BYTES_MAX,
        });
    }
    if bytes.last() == Some(&b'\n') {
        bytes.pop();
        if bytes.last() == Some(&b'\r') {
            bytes.pop();
        }
    }
    Ok(bytes)
}

/// Reads recovery words from a file, as people type them.
pub(crate) fn recovery_words(path: &Path) -> Result<RecoveryWords, Failure> {
    let bytes = read(path)?;
    let text = std::str::from_utf8(&bytes).map_err(|_| Failure::NotUtf8)?;
    Ok(RecoveryWords::parse(text).map_err(EngineError::from)?)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn read_back(content: &[u8]) -> Vec<u8> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("passphrase");
        fs::write(&path, content).unwrap();
        read(&path).unwrap().to_vec()
    }

    #[test]
    fn one_line_break_at_the_end_of_the_file_is_dropped() {
        assert_eq!(read_back(b"a b\n"), b"a b");
        assert_eq!(read_back(b"a b\r\n"), b"a b");
        assert_eq!(read_back(b" a\n\n"), b" a\n");
        assert_eq!(read_back(b"\xff\n"), b"\xff");
    }

    #[test]
    fn a_file_that_is_no_passphrase_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("film");
        fs::write(&path, vec![b'a'; PASSPHRASE_BYTES_MAX + 1]).unwrap();
        assert!(matches!(
            read(&path),
            Err(Failure::PassphraseTooLong { .. })
        ));
    }
}
