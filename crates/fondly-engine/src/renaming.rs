//! `rename`: what I call a person.

use fondly_store::BondRow;

use crate::{Engine, EngineError, bonds, vault};

impl Engine {
    /// Calls the person NAME something else from now on, on all of my devices. They are not told.
    ///
    /// # Errors
    /// `NoPerson`, `Void`, `LabelInUse`, `Invalid` on the new name, `Store`.
    pub fn rename(&mut self, name: &str, new: &str) -> Result<String, EngineError> {
        let label = vault::label(new)?;
        self.change(|me, tx, labels| {
            let bond = labels.require(name)?;
            if labels
                .find(&label)
                .is_some_and(|other| other.space != bond.space)
            {
                return Err(EngineError::LabelInUse { name: label });
            }
            let renamed = BondRow {
                label: label.clone(),
                ..bond.clone()
            };
            bonds::save(me, tx, renamed)?;
            Ok(label)
        })
    }
}
