//! `import`: entries of files, of our own and of other programs.
//!
//! Importing the same again changes nothing: the id of a document that an entry becomes is decided
//! by what the entry is in its file ([`Me::import_nonce`]). Good entries come in; the others are
//! named with their line and the reason, and none of their content.

mod dayone;
mod fields;
mod fondly;
mod jrnl;
mod json;
mod markdown;
mod moment;
mod planning;
mod presently;

use std::{collections::BTreeMap, fs, path::Path};

use fondly_journal::Body;
use fondly_store::Tx;
use fondly_sync::DocumentId;
use serde::Serialize;

use moment::Moment;

use crate::{
    Engine, EngineError, documents,
    home::io,
    labels::Labels,
    me::Me,
    rows::{self, Origin, Shown},
};

/// Entries of one transaction: few enough that others get their turn.
const BATCH: usize = 1000;

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

/// What became of an import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportReport {
    /// Entries that came in, or would.
    pub imported: usize,
    /// Entries that were here already.
    pub same: usize,
    /// Entries that did not come in.
    pub skipped: Vec<Skipped>,
    /// Whether nothing was written.
    pub dry_run: bool,
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
#[derive(Debug, Clone, Default)]
struct Spot {
    file: Option<String>,
    line: u64,
}

/// An entry as a file has it.
#[derive(Debug, Clone)]
struct Incoming {
    spot: Spot,
    /// What its program calls it; nothing, if that gives no names.
    id: Option<String>,
    written_at: i64,
    body: Body,
    /// Of a response: the id of what it answers.
    answers: Option<String>,
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
#[derive(Debug, Default)]
struct Read {
    entries: Vec<Incoming>,
    skipped: Vec<Skipped>,
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

impl Engine {
    /// Takes in the entries of a file. Without `from`, the file itself tells which program wrote it.
    ///
    /// # Errors
    /// `Import` if the file cannot be understood at all, `Io`, `Store`.
    pub fn import(
        &mut self,
        path: &Path,
        from: Option<ImportFormat>,
        dry_run: bool,
    ) -> Result<ImportReport, EngineError> {
        let mut read = read(path, from)?;
        // Lists keep the order in which entries of the same moment came in.
        read.entries.sort_by_key(|entry| entry.written_at);
        let plan = self.view(|me, tx, _| planning::plan(me, tx, read))?;
        if !dry_run {
            for batch in plan.new.chunks(BATCH) {
                self.change(|me, tx, labels| {
                    batch
                        .iter()
                        .try_for_each(|new| write(me, tx, labels, &plan.known, new))
                })?;
            }
        }
        let mut skipped = plan.skipped;
        skipped.sort();
        Ok(ImportReport {
            imported: plan.new.len(),
            same: plan.same,
            skipped,
            dry_run,
        })
    }
}

/// Writes an entry, unless another process did since it was planned.
fn write(
    me: &Me,
    tx: &Tx<'_>,
    labels: &Labels,
    known: &BTreeMap<String, DocumentId>,
    new: &planning::New,
) -> Result<(), EngineError> {
    if tx.document(&me.journal, &new.document)?.is_some() {
        return Ok(());
    }
    let mut body = new.entry.body.clone();
    if let (Some(reply), Some(answers)) = (&mut body.in_reply_to, &new.entry.answers)
        && let Some(here) = known.get(answers)
    {
        reply.document = here.0;
    }
    let at = new.entry.written_at;
    let record = documents::create_as(me, tx, at, &body, new.nonce)?;
    let origin = Origin::mine(me, record.document, at);
    Ok(tx.put_entry(&rows::row(
        me,
        labels,
        origin,
        &Shown::created(body, &record),
    )?)?)
}

fn read(path: &Path, from: Option<ImportFormat>) -> Result<Read, EngineError> {
    if path.is_dir() {
        return match from {
            None | Some(ImportFormat::Markdown) => markdown::directory(path),
            Some(_) => Err(misread("it is a directory")),
        };
    }
    let bytes = fs::read(path).map_err(io("could not read", path))?;
    let text = String::from_utf8(bytes).map_err(|_| misread("it is not UTF-8"))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let ending = path.extension().and_then(|ending| ending.to_str());
    match from.unwrap_or_else(|| guess(ending.unwrap_or_default(), text)) {
        ImportFormat::Fondly => fondly::read(text),
        ImportFormat::DayOne => dayone::read(text),
        ImportFormat::Jrnl => jrnl::read(text),
        ImportFormat::Presently => presently::read(text),
        ImportFormat::Markdown => {
            let mut read = Read::default();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            markdown::add(&mut read, &name, text);
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

fn misread(reason: impl Into<String>) -> EngineError {
    EngineError::Import {
        reason: reason.into(),
    }
}

/// A text that says something.
fn given(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.trim().is_empty())
}

#[cfg(test)]
mod tests;
