//! Texts that people give: as an argument, on standard input, or in an editor.

use std::io::{self, Read};

use crate::failure::Failure;

/// Bytes of a text that are taken at all: the limit of the format, 64 KiB. What is longer is
/// refused without being read to its end.
pub(crate) const TEXT_BYTES_MAX: usize = 64 << 10;

/// Bytes of one line break.
const LINE_BREAK_BYTES_MAX: usize = 2;

const FROM_STDIN: &str = "-";

/// Where the texts of one command come from. Standard input can give one of them.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    stdin_was_read: bool,
}

impl Texts {
    /// The text that an argument stands for: itself, or standard input for `-`.
    pub(crate) fn given(&mut self, argument: String) -> Result<String, Failure> {
        if argument != FROM_STDIN {
            return Ok(argument);
        }
        if std::mem::replace(&mut self.stdin_was_read, true) {
            return Err(Failure::StdinTwice);
        }
        read_text(io::stdin().lock())
    }

    /// As [`Texts::given`], for an argument that may be absent.
    pub(crate) fn given_if(&mut self, argument: Option<String>) -> Result<Option<String>, Failure> {
        argument.map(|argument| self.given(argument)).transpose()
    }
}

/// Reads a text to its end, without the line break at the end that programs add.
pub(crate) fn read_text(source: impl Read) -> Result<String, Failure> {
    let bytes_max = TEXT_BYTES_MAX + LINE_BREAK_BYTES_MAX;
    let mut bytes = Vec::new();
    // One byte more than is allowed tells a text of the greatest length from a longer one.
    let bytes_read_max = u64::try_from(bytes_max + 1).unwrap_or(u64::MAX);
    source
        .take(bytes_read_max)
        .read_to_end(&mut bytes)
        .map_err(Failure::Input)?;
    let too_long = Failure::TextTooLong {
        max: TEXT_BYTES_MAX,
    };
    if bytes.len() > bytes_max {
        return Err(too_long);
    }
    let text = String::from_utf8(bytes).map_err(|_| Failure::NotUtf8)?;
    let text = without_line_break(text);
    if text.len() > TEXT_BYTES_MAX {
        Err(too_long)
    } else {
        Ok(text)
    }
}

fn without_line_break(mut text: String) -> String {
    if text.ends_with('\n') {
        text.pop();
        if text.ends_with('\r') {
            text.pop();
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_break_at_the_end_is_dropped() {
        assert_eq!(read_text(&b"two\nlines\n"[..]).unwrap(), "two\nlines");
        assert_eq!(read_text(&b"two\r\n"[..]).unwrap(), "two");
        assert_eq!(read_text(&b"two\n\n"[..]).unwrap(), "two\n");
        assert_eq!(read_text(&b"none"[..]).unwrap(), "none");
    }

    #[test]
    fn a_text_of_the_greatest_length_is_taken_and_one_byte_more_is_not() {
        let text = "a".repeat(TEXT_BYTES_MAX);
        assert_eq!(read_text(text.as_bytes()).unwrap(), text);
        assert_eq!(read_text(format!("{text}\r\n").as_bytes()).unwrap(), text);
        let longer = read_text(format!("{text}a").as_bytes());
        assert!(matches!(longer, Err(Failure::TextTooLong { max: 65536 })));
    }

    #[test]
    fn an_endless_text_is_not_read_to_its_end() {
        assert!(matches!(
            read_text(io::repeat(b'a')),
            Err(Failure::TextTooLong { .. })
        ));
    }

    #[test]
    fn what_is_not_utf8_is_refused() {
        assert!(matches!(read_text(&b"caf\xe9"[..]), Err(Failure::NotUtf8)));
    }

    #[test]
    fn standard_input_gives_one_text_only() {
        let mut texts = Texts {
            stdin_was_read: true,
        };
        assert_eq!(texts.given("--".into()).unwrap(), "--");
        assert!(matches!(texts.given("-".into()), Err(Failure::StdinTwice)));
    }
}
