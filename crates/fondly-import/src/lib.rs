//! Entries in files, of our own and of other programs.
//!
//! [`read()`] takes a path, [`read_bytes`] what stands in one file. Either gives a [`Read`]: good
//! entries, and the others by their line and the reason, with none of their content. Only a file
//! that cannot be understood as a whole is an [`ImportError`].
//!
//! What a file says is bytes of others: it never panics, and takes time and memory by its length.
//! The crate deliberately does not know a journal, so not which entries are there already, nor
//! keys, a clock or the zone of this computer; zones that a file names are looked up among those
//! that the system has.
//!
//! ```
//! use fondly_import::{ImportFormat, read_bytes};
//! use jiff::tz::TimeZone;
//!
//! let csv = b"entryDate,entryContent\n2026-11-23,Soup\n2026-11-31,Tea\n";
//! let read = read_bytes(csv, "presently.csv", None, &TimeZone::UTC)?;
//! assert_eq!(read.entries[0].body.text, "Soup");
//! assert_eq!(read.skipped[0].line, 3);
//! # Ok::<(), fondly_import::ImportError>(())
//! ```
//!
//! Reading order: `moment`, `json`, `fields`, `fondly`, then the other programs.
#![cfg_attr(
    not(test),
    deny(clippy::indexing_slicing, clippy::string_slice, clippy::panic)
)]

mod dayone;
mod error;
mod fields;
mod fondly;
mod front_matter;
mod jrnl;
mod json;
mod markdown;
mod moment;
mod presently;

use std::{fs, path::Path};

use fondly_journal::Body;
use jiff::tz::TimeZone;
use serde::Serialize;

pub use error::ImportError;

use error::{misread, unread};
use moment::Moment;

/// What a file of ours says it is.
pub const FORMAT: &str = "fondly";
/// The version of the form of such a file.
pub const VERSION: u32 = 1;

/// Which program wrote a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ImportFormat {
    /// Our own JSON.
    Fondly,
    /// The JSON of Day One.
    DayOne,
    /// The JSON or text of jrnl.
    Jrnl,
    /// The CSV of Presently.
    Presently,
    /// A directory of Markdown files, or one.
    Markdown,
}

/// An entry of a file that did not come in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Skipped {
    /// The file, where there are several.
    pub file: Option<String>,
    /// The line where it begins, from 1.
    pub line: u64,
    /// Why, in words and without content.
    pub reason: String,
}

/// Where an entry stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Spot {
    /// The file, where there may be several.
    pub file: Option<String>,
    /// The line where it begins, from 1.
    pub line: u64,
}

/// An entry as a file has it. Its body may still be over a limit of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incoming {
    /// Where it stands.
    pub spot: Spot,
    /// What its program calls it; nothing, if that gives no names.
    pub id: Option<String>,
    /// Seconds since 1970, within what a record can hold.
    pub written_at: i64,
    /// What it says.
    pub body: Body,
    /// Of a response: the id of what it answers.
    pub answers: Option<String>,
}

impl Incoming {
    /// An entry that its program gives no name.
    fn nameless(spot: Spot, moment: Moment, body: Body) -> Self {
        Self {
            spot,
            id: None,
            written_at: moment.seconds,
            answers: None,
            body: Body {
                date: moment.date,
                utc_offset_min: moment.offset_min,
                ..body
            },
        }
    }
}

/// What a file holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Read {
    /// What can come in.
    pub entries: Vec<Incoming>,
    /// What cannot.
    pub skipped: Vec<Skipped>,
}

impl Read {
    fn add(&mut self, spot: Spot, entry: Result<Incoming, String>) {
        match entry {
            Ok(entry) => self.entries.push(entry),
            Err(reason) => self.skip(spot, reason),
        }
    }

    fn skip(&mut self, spot: Spot, reason: String) {
        self.skipped.push(Skipped {
            file: spot.file,
            line: spot.line,
            reason,
        });
    }
}

/// Reads a file, or a directory of Markdown files. Without `from`, the file itself tells which
/// program wrote it. Times without an offset are of `zone`.
///
/// # Errors
/// `Misread` if it cannot be understood at all, `Io`.
pub fn read(path: &Path, from: Option<ImportFormat>, zone: &TimeZone) -> Result<Read, ImportError> {
    if path.is_dir() {
        return match from {
            None | Some(ImportFormat::Markdown) => markdown::directory(path, zone),
            Some(_) => Err(misread("it is a directory")),
        };
    }
    let bytes = fs::read(path).map_err(unread(path))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    read_bytes(&bytes, &name, from, zone)
}

/// As [`read()`], what stands in one file of this name.
///
/// # Errors
/// `Misread` if it cannot be understood at all.
pub fn read_bytes(
    bytes: &[u8],
    name: &str,
    from: Option<ImportFormat>,
    zone: &TimeZone,
) -> Result<Read, ImportError> {
    let text = str::from_utf8(bytes).map_err(|_| misread("it is not UTF-8"))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let ending = Path::new(name)
        .extension()
        .and_then(|ending| ending.to_str());
    match from.unwrap_or_else(|| guess(ending.unwrap_or_default(), text)) {
        ImportFormat::Fondly => fondly::read(text, zone),
        ImportFormat::DayOne => dayone::read(text),
        ImportFormat::Jrnl => jrnl::read(text, zone),
        ImportFormat::Presently => presently::read(text, zone),
        ImportFormat::Markdown => {
            let mut read = Read::default();
            markdown::add(&mut read, name, text, zone);
            Ok(read)
        }
    }
}

fn guess(ending: &str, text: &str) -> ImportFormat {
    let begins = |with: char| text.trim_start().starts_with(with);
    match ending.to_ascii_lowercase().as_str() {
        "csv" => ImportFormat::Presently,
        "md" | "markdown" => ImportFormat::Markdown,
        _ if begins('{') => json::guess(text),
        _ if begins('[') => ImportFormat::Jrnl,
        _ => ImportFormat::Fondly,
    }
}

/// A text that says something.
fn given(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.trim().is_empty())
}

#[cfg(test)]
mod tests;
