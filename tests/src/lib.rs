//! Persons for tests: each has a home of their own and runs the real program, as people do.
//!
//! Nothing of the machine's environment reaches the program. A process that a test starts ends
//! with it. No test waits for time to pass: it waits for what another process says, up to
//! [`PATIENCE`].

pub mod hand;
mod keeping;
mod person;
mod process;
mod said;
mod terminal;
mod waiting;

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

pub use keeping::keeps;
pub use person::{Person, befriend, joining, link};
pub use process::Process;
pub use said::Said;
pub use terminal::Terminal;
pub use waiting::{Invite, Serve, until};

/// How long a test waits for another process before it fails.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// The program that was built with this test.
///
/// # Panics
/// If there is none: cargo builds a program only with tests of its own package.
pub fn program() -> PathBuf {
    let test = std::env::current_exe().expect("a running test has a path");
    let built = test.ancestors().nth(2).map(|dir| dir.join("fondly"));
    let built = built.filter(|path| path.is_file());
    built.unwrap_or_else(|| {
        panic!(
            "{} has no program beside it: run `cargo build -p fondly` first",
            test.display()
        )
    })
}

/// The files below `dir` whose bytes hold `text`, in UTF-8 or UTF-16.
///
/// # Errors
/// If a directory or file cannot be read.
pub fn files_holding(dir: &Path, text: &str) -> io::Result<Vec<PathBuf>> {
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut holding = Vec::new();
    let mut open = vec![dir.to_path_buf()];
    while let Some(dir) = open.pop() {
        for entry in fs::read_dir(dir)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                open.push(entry.path());
            } else if entry.file_type()?.is_file() {
                let bytes = fs::read(entry.path())?;
                if holds(&bytes, text.as_bytes()) || holds(&bytes, &wide) {
                    holding.push(entry.path());
                }
            }
        }
    }
    Ok(holding)
}

fn holds(bytes: &[u8], sought: &[u8]) -> bool {
    bytes.windows(sought.len()).any(|window| window == sought)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_in_a_plain_file_is_found() {
        let dir = tempfile::tempdir().unwrap();
        let below = dir.path().join("below");
        fs::create_dir(&below).unwrap();
        fs::write(below.join("plain"), b"\0\x01canary\xff").unwrap();
        fs::write(below.join("wide"), b"\0c\0a\0n\0a\0r\0y\0").unwrap();
        fs::write(below.join("other"), b"canar").unwrap();
        let mut found = files_holding(dir.path(), "canary").unwrap();
        found.sort();
        assert_eq!(found, [below.join("plain"), below.join("wide")]);
    }
}
