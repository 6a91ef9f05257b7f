//! Drafts: texts that were written and did not become an entry. They stay on this device, in the
//! journal's own file, until they are taken up or dropped.

use fondly_store::Tx;
use serde::{Deserialize, Serialize};

use crate::{
    Engine, EngineError,
    clock::{now, rfc3339},
};

const NOTE: &str = "unsaved texts";

/// A text that is not an entry yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnsavedText {
    /// A number, by which it is taken up.
    pub name: String,
    /// The command that it was written for.
    pub command: String,
    /// RFC 3339.
    pub written_at: String,
    /// The text.
    pub text: String,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    number: u32,
    command: String,
    at: i64,
    text: String,
}

impl Engine {
    /// The drafts, oldest first.
    ///
    /// # Errors
    /// `Store`, `Shape`.
    pub fn unsaved(&self) -> Result<Vec<UnsavedText>, EngineError> {
        let kept = self.view(|_, tx, _| load(tx))?;
        Ok(kept.into_iter().map(view).collect())
    }

    /// One draft.
    ///
    /// # Errors
    /// `NoDraft`, `Store`, `Shape`.
    pub fn unsaved_text(&self, name: &str) -> Result<UnsavedText, EngineError> {
        let mut kept = self.view(|_, tx, _| load(tx))?;
        let at = position(&kept, name)?;
        Ok(view(kept.swap_remove(at)))
    }

    /// Keeps a text that was written for `command`, in the place of the draft that it was begun with.
    ///
    /// # Errors
    /// `NoDraft`, `Store`, `Shape`.
    pub fn keep_unsaved(
        &mut self,
        command: &str,
        text: String,
        instead: Option<&str>,
    ) -> Result<String, EngineError> {
        self.change(|_, tx, _| {
            let mut kept = load(tx)?;
            let number = match instead {
                Some(name) => {
                    let at = position(&kept, name)?;
                    kept.remove(at).number
                }
                None => first_free(&kept),
            };
            kept.push(Kept {
                number,
                command: command.to_owned(),
                at: now(),
                text,
            });
            save(tx, &kept)?;
            Ok(number.to_string())
        })
    }

    /// Drops a draft. Its text is gone when this returns.
    ///
    /// # Errors
    /// `NoDraft`, `Store`, `Shape`.
    pub fn drop_unsaved(&mut self, name: &str) -> Result<(), EngineError> {
        self.change(|_, tx, _| {
            let mut kept = load(tx)?;
            let at = position(&kept, name)?;
            kept.remove(at);
            save(tx, &kept)
        })?;
        self.empty_log();
        Ok(())
    }
}

fn first_free(kept: &[Kept]) -> u32 {
    let taken = |number: &u32| kept.iter().any(|draft| draft.number == *number);
    (1..).find(|number| !taken(number)).unwrap_or(u32::MAX)
}

fn position(kept: &[Kept], name: &str) -> Result<usize, EngineError> {
    let number = name.trim().parse::<u32>().ok();
    let at = kept.iter().position(|draft| Some(draft.number) == number);
    at.ok_or_else(|| EngineError::NoDraft {
        name: name.escape_debug().to_string(),
    })
}

fn view(kept: Kept) -> UnsavedText {
    UnsavedText {
        name: kept.number.to_string(),
        command: kept.command,
        written_at: rfc3339(kept.at, None),
        text: kept.text,
    }
}

fn load(tx: &Tx<'_>) -> Result<Vec<Kept>, EngineError> {
    let note = tx.note(NOTE)?;
    let kept = note.map(|bytes| serde_json::from_slice(&bytes)).transpose();
    Ok(kept.map_err(|_| EngineError::Shape)?.unwrap_or_default())
}

fn save(tx: &Tx<'_>, kept: &[Kept]) -> Result<(), EngineError> {
    if kept.is_empty() {
        return Ok(tx.remove_note(NOTE)?);
    }
    let bytes = serde_json::to_vec(kept).map_err(|_| EngineError::Shape)?;
    Ok(tx.put_note(NOTE, &bytes)?)
}
