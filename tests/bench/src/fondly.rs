//! Fondly: the built program, as people run it. Real processes, real files, iroh over loopback.

mod alone;
mod home;
mod own_devices;
mod two_people;

use std::{fs, path::Path};

use anyhow::{Context as _, Result};

use fondly_corpus::{Author, Entry, Kind};

use crate::{outcome::Outcome, work::Work};

/// Everything, in order, with the parts that only the whole table needs.
pub fn whole(program: &Path, shared: usize, work: &Work, dir: &Path) -> Result<Outcome> {
    let mut outcome = Outcome::default();
    alone::program(program, work, dir, &mut outcome)?;
    outcome.join(growth(program, work, dir)?);
    two_people::measure(program, shared, work, dir, &mut outcome)?;
    Ok(outcome)
}

/// What is measured at every size.
pub fn growth(program: &Path, work: &Work, dir: &Path) -> Result<Outcome> {
    let mut outcome = Outcome::default();
    own_devices::measure(program, work, dir, &mut outcome)?;
    Ok(outcome)
}

/// Writes a file that `import` takes. What Sam wrote comes in as a quote.
fn write_import(entries: &[Entry], path: &Path) -> Result<()> {
    let entries: Vec<serde_json::Value> = entries.iter().map(as_json).collect();
    let file = serde_json::json!({ "format": "fondly", "version": 1, "entries": entries });
    fs::write(path, serde_json::to_vec(&file)?).context("the file to import")
}

fn as_json(entry: &Entry) -> serde_json::Value {
    let mut json = serde_json::json!({
        "id": entry.id,
        "kind": entry.kind,
        "author": if entry.author == Author::Ana { "me" } else { "Sam" },
        "text": entry.text,
        "written_at": entry.written_at().to_string(),
    });
    if entry.kind == Kind::Appreciation {
        json["to"] = "Sam".into();
    }
    if let Some(answers) = &entry.answers {
        json["in_reply_to"] = answers.as_str().into();
        json["reply_heads"] = serde_json::json!([head(answers)]);
    }
    json
}

/// 32 bytes in place of the hash of the version that was answered: as hard to compress as one.
fn head(id: &str) -> String {
    format!("{id}{}a", &id[..25])
}
