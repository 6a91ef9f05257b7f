//! `import`: entries of files, of our own and of other programs.
//!
//! Importing the same again changes nothing: the id of a document that an entry becomes is decided
//! by what the entry is in its file ([`Me::import_nonce`]). Good entries come in; the others are
//! named with their line and the reason, and none of their content.

mod planning;

use std::{collections::BTreeMap, path::Path};

use fondly_import::read;
use fondly_store::Tx;
use fondly_sync::DocumentId;
use serde::Serialize;

pub use fondly_import::{ImportFormat, Skipped};

use crate::{
    Engine, EngineError, clock, documents,
    labels::Labels,
    me::Me,
    rows::{self, Origin, Shown},
};

/// Entries of one transaction: few enough that others get their turn.
const BATCH: usize = 1000;

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
        let mut read = read(path, from, &clock::zone())?;
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
            // What is large here is not to stay in the log beside the file while another process has it open.
            self.empty_log();
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

#[cfg(test)]
mod tests;
