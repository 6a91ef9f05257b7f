//! Comparing: four words that two people read to each other to know that both hold the same records.

use fondly_sync::Replica;
use serde::{Deserialize, Serialize};

use crate::{Engine, EngineError, epochs};

/// What this side holds of a bond, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompareView {
    /// Four words; the same on both sides where both hold the same records.
    pub words: Vec<String>,
    /// How many records of mine no device of theirs is known to hold yet.
    pub to_send: u64,
    /// A device showed two different histories: the words will not agree.
    pub two_histories: bool,
}

impl Engine {
    /// The words of what this device holds of the bond with NAME.
    ///
    /// # Errors
    /// `NoPerson`, `Parted`, `Void`, `Store`.
    pub fn compare(&self, name: &str) -> Result<CompareView, EngineError> {
        self.view(|me, tx, labels| {
            let space = labels.require(name)?.space;
            let replica: Replica = epochs::replica(me, tx, &space)?;
            let holds = tx.peer_holds(&space)?;
            let held = holds.iter().filter(|((_, log), _)| *log == me.device);
            let held = held.map(|(_, next)| *next).max().unwrap_or(0);
            let end = replica.tip(&me.device).next;
            Ok(CompareView {
                words: replica.compare_words().map(str::to_owned).to_vec(),
                to_send: end.saturating_sub(held),
                two_histories: !tx.frozen(&space)?.is_empty(),
            })
        })
    }
}
