//! Sharing that waits for a day: an entry from then on, an appreciation kept as a surprise.

use fondly_store::{ShareRow, ShareState};

use crate::{
    Engine, EngineError, Shared, Written,
    clock::{now, start_of, today},
    entries::{mine, require_text, written},
    finding::find,
    sharing,
};

/// When a day begins that is not over.
pub(crate) fn day_to_come(day: &str) -> Result<i64, EngineError> {
    let start = start_of(day).filter(|_| day >= today().0.as_str());
    start.ok_or_else(|| EngineError::Invalid {
        what: "a day to wait for",
        value: day.escape_debug().to_string(),
    })
}

impl Engine {
    /// Shares an entry of mine, or a part of it, from a day on, `YYYY-MM-DD`. Until then it is held:
    /// `unshare` takes it back.
    ///
    /// # Errors
    /// `SharedAlready`, `Invalid` for a day that is over, and as [`Engine::share`].
    pub fn share_from(
        &mut self,
        id: &str,
        name: &str,
        part: Option<String>,
        day: &str,
    ) -> Result<Written, EngineError> {
        if let Some(part) = &part {
            require_text(part)?;
        }
        let start = day_to_come(day)?;
        self.change(|me, tx, labels| {
            let row = mine(find(tx, id)?)?;
            let bond = sharing::verified(labels, name)?;
            let shares = tx.shares_of(&row.document)?;
            let is_shared =
                |share: &ShareRow| share.space == bond.space && share.state == ShareState::Shared;
            if shares.iter().any(is_shared) {
                let name = bond.label.clone();
                return Err(EngineError::SharedAlready { name });
            }
            tx.put_share(&ShareRow {
                entry: row.document,
                space: bond.space,
                edition: None,
                heads: Vec::new(),
                part,
                state: ShareState::Held,
                hold_until: Some(start),
                shared_at: None,
                by_device: me.device,
            })?;
            let left = sharing::fire_due(me, tx, labels, now())?;
            let shared = if left.contains(&row.document) {
                Shared::Now
            } else {
                Shared::Held
            };
            written(me, tx, labels, &row, shared)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_to_wait_for_exists_and_is_not_over() {
        assert!(day_to_come(&today().0).is_ok());
        assert!(day_to_come("9000-01-01").is_ok_and(|start| start > now()));
        for day in ["1999-12-31", "2999-02-30", "soon", "", "9000-1-1"] {
            assert!(day_to_come(day).is_err(), "{day}");
        }
    }
}
