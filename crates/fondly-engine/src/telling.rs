//! What people are told once and then never again.

use crate::{Engine, EngineError};

const TOLD: &[u8] = b"told";

impl Engine {
    /// Whether `what` is to be told now: true the first time, on this device.
    ///
    /// # Errors
    /// `Store`.
    pub fn tells_once(&mut self, what: &str) -> Result<bool, EngineError> {
        let name = format!("told: {what}");
        if self.view(|_, tx, _| Ok(tx.note(&name)?.is_some()))? {
            return Ok(false);
        }
        self.change(|_, tx, _| Ok(tx.put_note(&name, TOLD)?))?;
        Ok(true)
    }
}
