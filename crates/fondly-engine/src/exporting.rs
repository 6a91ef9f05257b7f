//! `export`: what I wrote, and what I received if asked for, in forms that other programs read.
//!
//! JSON holds all that importing needs to make the same journal again; Markdown and HTML are for
//! reading. What is written is in the clear, so a file is readable by its owner alone, and nothing
//! is ever overwritten.

mod html;
mod markdown;

use std::{
    fs::{self, DirBuilder, OpenOptions},
    io::Write as _,
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::Path,
};

use fondly_import::{FORMAT, VERSION};
use fondly_journal::Language;
use fondly_store::EntryFilter;
use fondly_sync::base32;
use serde::Serialize;

use crate::{
    Engine, EngineError, EntryView,
    home::{io, sync_dir},
    phrases::Phrase,
    rows::{self, Shown},
};

/// The form of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ExportFormat {
    /// One document that can be imported again without loss.
    Json,
    /// A directory with one file for each entry.
    Markdown,
    /// One page without references to anything else.
    Html,
}

/// Which entries an export holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Include {
    /// Mine that only I can read.
    pub private: bool,
    /// Mine that I share with somebody.
    pub shared: bool,
    /// What others shared with me.
    pub received: bool,
}

/// What to export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Export {
    /// The form.
    pub format: ExportFormat,
    /// Which entries.
    pub include: Include,
}

/// An export that was made, and not yet written anywhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// How many entries it holds.
    pub entries: usize,
    /// How many more were left out because they came from others.
    pub received_left_out: usize,
    content: Content,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Content {
    File(String),
    Directory(Vec<(String, String)>),
}

/// An entry with all that importing it needs.
#[derive(Debug, Serialize)]
pub(crate) struct Whole {
    #[serde(flatten)]
    pub(crate) entry: EntryView,
    /// Of a response of mine: the version that it answers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    reply_heads: Vec<String>,
}

impl Include {
    const fn takes(self, entry: &EntryView, mine: bool) -> bool {
        match (mine, entry.audience.is_empty()) {
            (false, _) => self.received,
            (true, true) => self.private,
            (true, false) => self.shared,
        }
    }
}

impl Engine {
    /// Entries in a form that other programs read, the oldest first.
    ///
    /// # Errors
    /// `Store`.
    pub fn export(&self, export: Export) -> Result<Exported, EngineError> {
        let mut received_left_out = 0;
        let entries = self.view(|me, tx, labels| {
            let mut entries = Vec::new();
            for row in tx.entries(&EntryFilter::default())?.iter().rev() {
                let entry = rows::view(me, tx, labels, row)?;
                if export.include.takes(&entry, row.mine) {
                    let reply = Shown::from_row(row)?.body.in_reply_to;
                    let heads = reply.filter(|_| row.mine).map(|reply| reply.heads);
                    let heads = heads.unwrap_or_default();
                    entries.push(Whole {
                        entry,
                        reply_heads: heads.iter().map(|head| base32(head)).collect(),
                    });
                } else if !row.mine {
                    received_left_out += 1;
                }
            }
            Ok(entries)
        })?;
        Ok(Exported {
            entries: entries.len(),
            received_left_out,
            content: match export.format {
                ExportFormat::Json => Content::File(json(&entries)?),
                ExportFormat::Html => Content::File(html::page(&entries, self.language)),
                ExportFormat::Markdown => {
                    Content::Directory(markdown::files(&entries, self.language))
                }
            },
        })
    }
}

impl Exported {
    /// All of it as one text.
    pub fn text(&self) -> String {
        match &self.content {
            Content::File(text) => text.clone(),
            Content::Directory(files) => {
                let texts: Vec<&str> = files.iter().map(|(_, text)| text.as_str()).collect();
                texts.join("\n")
            }
        }
    }

    /// Writes it to a new file or directory that only its owner can read.
    ///
    /// # Errors
    /// `WouldOverwrite` where something is there already, `Io`.
    pub fn save(&self, path: &Path) -> Result<(), EngineError> {
        match &self.content {
            Content::File(text) => save_file(path, text),
            Content::Directory(files) => save_directory(path, files),
        }
    }
}

/// One document, one line for each entry.
fn json(entries: &[Whole]) -> Result<String, EngineError> {
    let mut text = format!("{{\"format\":\"{FORMAT}\",\"version\":{VERSION},\"entries\":[");
    for (position, entry) in entries.iter().enumerate() {
        text.push_str(if position == 0 { "\n" } else { ",\n" });
        text.push_str(&serde_json::to_string(entry).map_err(|_| EngineError::Shape)?);
    }
    text.push_str("\n]}\n");
    Ok(text)
}

fn save_file(path: &Path, text: &str) -> Result<(), EngineError> {
    let dir = match path.parent() {
        Some(dir) if !dir.as_os_str().is_empty() => dir,
        _ => Path::new("."),
    };
    let mut beside = tempfile::Builder::new()
        .prefix(".fondly-export-")
        .tempfile_in(dir)
        .map_err(io("could not write into", dir))?;
    beside
        .write_all(text.as_bytes())
        .and_then(|()| beside.as_file().sync_all())
        .map_err(io("could not write", path))?;
    beside
        .persist_noclobber(path)
        .map_err(|failed| match failed.error.kind() {
            std::io::ErrorKind::AlreadyExists => would_overwrite(path),
            _ => io("could not write", path)(failed.error),
        })?;
    sync_dir(dir)
}

fn save_directory(path: &Path, files: &[(String, String)]) -> Result<(), EngineError> {
    match DirBuilder::new().mode(0o700).create(path) {
        Ok(()) => {}
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            let mut there = fs::read_dir(path).map_err(|_| would_overwrite(path))?;
            if there.next().is_some() {
                return Err(would_overwrite(path));
            }
        }
        Err(error) => return Err(io("could not create", path)(error)),
    }
    for (name, text) in files {
        let file = path.join(name);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true).mode(0o600);
        options
            .open(&file)
            .and_then(|mut open| {
                open.write_all(text.as_bytes())?;
                open.sync_all()
            })
            .map_err(io("could not write", &file))?;
    }
    sync_dir(path)
}

fn would_overwrite(path: &Path) -> EngineError {
    EngineError::WouldOverwrite {
        path: path.to_path_buf(),
    }
}

/// The parts of an entry besides its text, in words.
fn parts(entry: &EntryView) -> Vec<(Phrase, String)> {
    let response = entry.kind == "response";
    let mut parts = Vec::new();
    let mut add = |name, text: Option<&String>| {
        if let Some(text) = text.filter(|text| !text.trim().is_empty()) {
            parts.push((name, text.clone()));
        }
    };
    add(Phrase::WhatHappened, entry.happened.as_ref());
    add(Phrase::WhatIHeard, entry.reflect.as_ref());
    add(
        if response {
            Phrase::AQuestion
        } else {
            Phrase::WouldAsk
        },
        entry.ask.as_ref(),
    );
    add(Phrase::Acknowledged, entry.ack.as_ref());
    let feelings = entry.feelings.join(", ");
    add(Phrase::Feelings, Some(&feelings));
    let needs = entry.needs.join(", ");
    add(Phrase::Needs, Some(&needs));
    let tags = entry.tags.join(", ");
    add(Phrase::Tags, Some(&tags));
    parts
}

/// Who wrote an entry, of whom it is, and who can read it.
fn about(entry: &EntryView, language: Language) -> String {
    let say = |phrase: Phrase| phrase.text(language);
    let kind = Phrase::of_kind(&entry.kind).map_or(entry.kind.as_str(), say);
    let to = match entry.to.as_deref() {
        None => String::new(),
        Some("me") => format!(" {}", say(Phrase::ForMe)),
        Some(name) => format!(" {} {name}", say(Phrase::For)),
    };
    if entry.author != "me" {
        return format!("{kind}{to}, {} {}", say(Phrase::From), entry.author);
    }
    if entry.audience.is_empty() {
        format!("{kind}{to}, {}", say(Phrase::OnlyYou))
    } else {
        let readers = entry.audience.join(", ");
        format!("{kind}{to}, {} {readers}", say(Phrase::SharedWith))
    }
}
