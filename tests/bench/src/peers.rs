//! What one would pick instead, each as it is meant to be used.

mod git;
mod jrnl;
mod pouchdb;
pub mod samod;
mod syncthing;

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};

use fondly_corpus::Entry;

use crate::{
    libraries,
    outcome::{Attempt, Outcome},
    work::Work,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Peer {
    Automerge,
    Loro,
    Yrs,
    Samod,
    Pouchdb,
    Git,
    Jrnl,
    Syncthing,
}

impl std::fmt::Display for Peer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.name().to_lowercase())
    }
}

impl Peer {
    pub const ALL: [Self; 8] = [
        Self::Automerge,
        Self::Loro,
        Self::Yrs,
        Self::Samod,
        Self::Pouchdb,
        Self::Git,
        Self::Jrnl,
        Self::Syncthing,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Automerge => "automerge",
            Self::Loro => "loro",
            Self::Yrs => "yrs",
            Self::Samod => "samod",
            Self::Pouchdb => "PouchDB",
            Self::Git => "git",
            Self::Jrnl => "jrnl",
            Self::Syncthing => "syncthing",
        }
    }

    /// How it does the work, and what it leaves out.
    pub const fn ways(self) -> &'static str {
        match self {
            Self::Automerge => {
                "one document, its own sync protocol, both replicas in one process and in memory; \
                 nothing encrypted, signed or written while it syncs. Commands: a process that loads \
                 the file, works, and appends with `fdatasync`"
            }
            Self::Loro => {
                "as automerge, version vectors and updates; nothing encrypted, signed or written \
                 while it syncs"
            }
            Self::Yrs => {
                "as automerge, state vectors and updates; nothing encrypted, signed or written while \
                 it syncs"
            }
            Self::Samod => {
                "one automerge document, two repositories with files in one process, over a pipe; \
                 catching up and nothing new after both started again; not encrypted, not signed, no \
                 `fsync`"
            }
            Self::Pouchdb => {
                "one document for each entry, LevelDB on both sides in one process without a network; \
                 not encrypted, not signed; search reads everything"
            }
            Self::Git => {
                "one file and one commit for each entry, `git://` over loopback, `core.fsync=all`; \
                 not encrypted, not signed"
            }
            Self::Jrnl => "one text file, no sync, not encrypted",
            Self::Syncthing => {
                "one file for each entry, two instances over loopback, TLS; search and list are none \
                 of its business"
            }
        }
    }

    /// The largest journal whose growth is worth waiting for.
    pub const fn entries_max(self) -> usize {
        match self {
            Self::Automerge | Self::Loro | Self::Yrs | Self::Git => 200_000,
            Self::Samod | Self::Jrnl | Self::Pouchdb => 50_000,
            Self::Syncthing => 20_000,
        }
    }

    pub fn measure(self, work: &Work, dir: &Path) -> Result<Attempt> {
        match self {
            Self::Automerge | Self::Loro | Self::Yrs => {
                libraries::measure(&self.name().to_lowercase(), work, dir)
            }
            Self::Samod => samod::measure(work, dir),
            Self::Pouchdb => pouchdb::measure(work, dir),
            Self::Git => git::measure(work, dir),
            Self::Jrnl => jrnl::measure(work, dir),
            Self::Syncthing => syncthing::measure(work, dir),
        }
    }
}

/// Where peers are installed that do not come with the system.
fn installations() -> Result<PathBuf> {
    let own = std::env::current_exe()?;
    let target = own
        .ancestors()
        .nth(2)
        .context("the program lies in a target directory")?;
    Ok(target.join("peers"))
}

/// Writes each entry into a file of its own, below a directory of its month.
fn write_files(entries: &[Entry], below: &Path) -> Result<()> {
    for entry in entries {
        let path = below.join(file_of(entry));
        fs::create_dir_all(path.parent().context("a month")?)?;
        fs::write(path, &entry.text)?;
    }
    Ok(())
}

fn file_of(entry: &Entry) -> String {
    format!("{}/{}.md", entry.written_at().strftime("%Y/%m"), entry.id)
}

/// One outcome of many programs' output: what a process of ours printed.
fn printed(stdout: &[u8]) -> Result<Outcome> {
    serde_json::from_slice(stdout).context("the output of a measurement")
}
