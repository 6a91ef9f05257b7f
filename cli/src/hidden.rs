//! A line that is typed without being shown.
//!
//! Echo ends before the question is asked, so that nothing typed early is shown, and the terminal
//! is as before when this returns, also after Ctrl-C: that comes as a byte here, not as a signal
//! that would end the program half-way. (The `rpassword` crate does neither.)

use std::{
    fs::{File, OpenOptions},
    io::{self, Read as _, Write as _},
};

use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};
use zeroize::Zeroizing;

use crate::{failure::Failure, quick, secret::PASSPHRASE_BYTES_MAX};

const TERMINAL: &str = "/dev/tty";

const INTERRUPT: u8 = 0x03;
const END_OF_INPUT: u8 = 0x04;
const BACKSPACE: u8 = 0x08;
const LINE_FEED: u8 = b'\n';
const RETURN: u8 = b'\r';
const ERASE_LINE: u8 = 0x15;
const ESCAPE: u8 = 0x1b;
const DELETE: u8 = 0x7f;

/// Asks on the controlling terminal; `None` where there is none.
pub(crate) fn ask(question: &str) -> Result<Option<Zeroizing<Vec<u8>>>, Failure> {
    let Ok(terminal) = OpenOptions::new().read(true).write(true).open(TERMINAL) else {
        return Ok(None);
    };
    let quiet = Quiet::begin(&terminal).map_err(Failure::Input)?;
    let mut shown = &terminal;
    write!(shown, "{question} ").map_err(Failure::Input)?;
    let line = read(&terminal);
    drop(quiet);
    let Some(line) = line? else { quick::press() };
    writeln!(shown).map_err(Failure::Input)?;
    Ok(Some(line))
}

/// What was typed; `None` where the key that locks was pressed.
fn read(mut terminal: &File) -> Result<Option<Zeroizing<Vec<u8>>>, Failure> {
    let mut line = Line::new();
    let mut key = [0];
    loop {
        let outcome = match terminal.read(&mut key) {
            Ok(0) => Outcome::Done,
            Ok(_) => match line.press(key[0]) {
                Some(outcome) => outcome,
                None => continue,
            },
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(Failure::Input(error)),
        };
        return match outcome {
            Outcome::Done => Ok(Some(line.typed)),
            Outcome::Locked => Ok(None),
            Outcome::Interrupted => Err(Failure::Interrupted),
            Outcome::TooLong => Err(Failure::PassphraseTooLong {
                max: PASSPHRASE_BYTES_MAX,
            }),
        };
    }
}

/// A terminal that shows nothing and hands over each key. It is set back when this is dropped.
struct Quiet<'a> {
    terminal: &'a File,
    before: Termios,
}

impl<'a> Quiet<'a> {
    fn begin(terminal: &'a File) -> io::Result<Self> {
        let before = tcgetattr(terminal)?;
        let mut quiet = before.clone();
        let shows = LocalModes::ECHO | LocalModes::ECHONL;
        quiet
            .local_modes
            .remove(shows | LocalModes::ICANON | LocalModes::ISIG);
        tcsetattr(terminal, OptionalActions::Now, &quiet)?;
        Ok(Self { terminal, before })
    }
}

impl Drop for Quiet<'_> {
    fn drop(&mut self) {
        if let Err(error) = tcsetattr(self.terminal, OptionalActions::Now, &self.before) {
            tracing::debug!(%error, "the terminal is gone");
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Done,
    Interrupted,
    Locked,
    TooLong,
}

/// Where in the bytes of an arrow or function key the last byte was (ECMA-48 section 5.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sequence {
    None,
    Begun,
    Parameters,
}

/// What was typed so far. Its room is taken at once, so that growing leaves no copy behind.
struct Line {
    typed: Zeroizing<Vec<u8>>,
    sequence: Sequence,
}

impl Line {
    fn new() -> Self {
        let typed = Zeroizing::new(Vec::with_capacity(PASSPHRASE_BYTES_MAX));
        Self {
            typed,
            sequence: Sequence::None,
        }
    }

    fn press(&mut self, byte: u8) -> Option<Outcome> {
        match (self.sequence, byte) {
            (_, INTERRUPT) => return Some(Outcome::Interrupted),
            (_, quick::KEY) => return Some(Outcome::Locked),
            (_, LINE_FEED | RETURN) => return Some(Outcome::Done),
            (Sequence::Begun, b'[' | b'O') => self.sequence = Sequence::Parameters,
            (Sequence::Begun, _) | (Sequence::Parameters, 0x40..=0x7e) => {
                self.sequence = Sequence::None;
            }
            (Sequence::Parameters, _) => {}
            (Sequence::None, ESCAPE) => self.sequence = Sequence::Begun,
            (Sequence::None, END_OF_INPUT) if self.typed.is_empty() => return Some(Outcome::Done),
            (Sequence::None, DELETE | BACKSPACE) => self.drop_character(),
            (Sequence::None, ERASE_LINE) => self.typed.clear(),
            (Sequence::None, 0..0x20) => {}
            (Sequence::None, _) if self.typed.len() == PASSPHRASE_BYTES_MAX => {
                return Some(Outcome::TooLong);
            }
            (Sequence::None, _) => self.typed.push(byte),
        }
        None
    }

    /// Drops the bytes of one character of UTF-8: what continues it, and what begins it.
    fn drop_character(&mut self) {
        while self.typed.pop().is_some_and(|byte| byte & 0xc0 == 0x80) {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(keys: &[u8]) -> (Vec<u8>, Option<Outcome>) {
        let mut line = Line::new();
        let outcome = keys.iter().find_map(|&key| line.press(key));
        (line.typed.to_vec(), outcome)
    }

    #[test]
    fn a_line_ends_with_return() {
        assert_eq!(typed(b"a b\rc"), (b"a b".to_vec(), Some(Outcome::Done)));
        assert_eq!(typed(b"a b"), (b"a b".to_vec(), None));
    }

    #[test]
    fn backspace_drops_a_whole_character() {
        assert_eq!(typed("a\u{20ac}\u{7f}b\n".as_bytes()).0, b"ab");
        assert_eq!(typed(b"\x7f\x08a").0, b"a");
        assert_eq!(typed(b"wrong\x15right").0, b"right");
    }

    #[test]
    fn control_c_interrupts_at_any_moment() {
        assert_eq!(typed(b"a\x03").1, Some(Outcome::Interrupted));
        assert_eq!(typed(b"\x1b[\x03").1, Some(Outcome::Interrupted));
    }

    #[test]
    fn the_key_that_locks_does_so_at_any_moment() {
        assert_eq!(typed(b"a\x1c").1, Some(Outcome::Locked));
        assert_eq!(typed(b"\x1b[\x1c").1, Some(Outcome::Locked));
    }

    #[test]
    fn arrow_keys_type_nothing() {
        assert_eq!(typed(b"a\x1b[Db\x1bOAc\x1b[3~d").0, b"abcd");
    }

    #[test]
    fn a_line_without_end_is_refused() {
        assert_eq!(
            typed(&[b'a'; PASSPHRASE_BYTES_MAX + 1]).1,
            Some(Outcome::TooLong)
        );
        assert_eq!(typed(&[b'a'; PASSPHRASE_BYTES_MAX]).1, None);
    }
}
