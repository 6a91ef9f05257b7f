//! The work that everybody does: the same entries, news and words for all.

use std::path::Path;

use anyhow::Result;

use fondly_corpus::{Entry, Writing, with_responses};

const SEED: u64 = 8;

/// How often each thing is done.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct Rounds {
    /// Whole processes: list, append, search
    #[arg(long, default_value_t = 30)]
    pub commands: usize,
    /// First syncs, each of a journal filled anew
    #[arg(long, default_value_t = 3)]
    pub first_syncs: usize,
    /// Catch-ups of 10, and syncs with nothing new
    #[arg(long, default_value_t = 11)]
    pub tens: usize,
    /// Catch-ups of 1,000
    #[arg(long, default_value_t = 3)]
    pub thousands: usize,
}

impl Rounds {
    /// As many as a point of the growth needs.
    pub const GROWTH: Self = Self {
        commands: 11,
        first_syncs: 1,
        tens: 5,
        thousands: 0,
    };

    pub fn args(&self) -> Vec<String> {
        let Self {
            commands,
            first_syncs,
            tens,
            thousands,
        } = self;
        vec![
            format!("--commands={commands}"),
            format!("--first-syncs={first_syncs}"),
            format!("--tens={tens}"),
            format!("--thousands={thousands}"),
        ]
    }
}

/// A journal, and what is written after it.
#[derive(Debug)]
pub struct Work {
    pub entries: usize,
    pub rounds: Rounds,
    pub journal: Vec<Entry>,
    pub tens: Vec<Vec<Entry>>,
    pub thousands: Vec<Vec<Entry>>,
    /// What is appended while commands are measured.
    pub later: Vec<Entry>,
    pub sought: [String; 2],
}

impl Work {
    pub fn new(entries: usize, rounds: Rounds) -> Self {
        let mut writing = Writing::new(SEED, entries);
        Self {
            entries,
            rounds,
            journal: writing.take(with_responses(entries)),
            tens: (0..rounds.tens).map(|_| writing.take(10)).collect(),
            thousands: (0..rounds.thousands).map(|_| writing.take(1000)).collect(),
            later: writing.take(rounds.commands),
            sought: writing.sought(),
        }
    }

    /// Bytes of the text of the journal.
    pub fn text_bytes(&self) -> f64 {
        text_bytes(&self.journal)
    }
}

pub fn text_bytes(entries: &[Entry]) -> f64 {
    let bytes: usize = entries.iter().map(|entry| entry.text.len()).sum();
    bytes as f64
}

/// Bytes of all files below `dir`.
pub fn disk_bytes(dir: &Path) -> Result<f64> {
    let mut sum = 0.0;
    for item in std::fs::read_dir(dir)? {
        let item = item?;
        let about = item.metadata()?;
        sum += if about.is_dir() {
            disk_bytes(&item.path())?
        } else {
            about.len() as f64
        };
    }
    Ok(sum)
}
