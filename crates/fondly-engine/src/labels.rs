//! My labels of persons: who is meant by a name, and what a person is called.

use std::collections::BTreeMap;

use fondly_store::{BondRow, Tx};
use fondly_sync::{PersonId, SpaceId};

use crate::EngineError;

/// The bonds of this home, by space.
#[derive(Debug)]
pub(crate) struct Labels {
    bonds: BTreeMap<SpaceId, BondRow>,
}

impl Labels {
    pub(crate) fn load(tx: &Tx<'_>) -> Result<Self, EngineError> {
        let bonds = tx
            .bonds()?
            .into_iter()
            .map(|bond| (bond.space, bond))
            .collect();
        Ok(Self { bonds })
    }

    /// The bond in a space.
    pub(crate) fn bond(&self, space: &SpaceId) -> Option<&BondRow> {
        self.bonds.get(space)
    }

    /// Bonds that stand, by label.
    pub(crate) fn standing(&self) -> Vec<&BondRow> {
        let mut bonds: Vec<&BondRow> = self.bonds.values().filter(|bond| stands(bond)).collect();
        bonds.sort_by_key(|bond| bond.label.to_lowercase());
        bonds
    }

    /// The standing bond that is called `name`, without case.
    pub(crate) fn find(&self, name: &str) -> Option<&BondRow> {
        let wanted = name.trim().to_lowercase();
        self.standing()
            .into_iter()
            .find(|bond| bond.label.to_lowercase() == wanted)
    }

    /// The bond that is called `name`, standing or void.
    ///
    /// # Errors
    /// `NoPerson`, or `Void`.
    pub(crate) fn require(&self, name: &str) -> Result<&BondRow, EngineError> {
        if let Some(bond) = self.find(name) {
            return Ok(bond);
        }
        let wanted = name.trim().to_lowercase();
        let void = self
            .bonds
            .values()
            .any(|b| b.voided && b.label.to_lowercase() == wanted);
        let name = name.to_owned();
        Err(if void {
            EngineError::Void { name }
        } else {
            EngineError::NoPerson { name }
        })
    }

    /// What I call a person, if linked.
    pub(crate) fn of_person(&self, person: &PersonId) -> Option<&str> {
        let mut bonds = self.bonds.values().filter(|bond| bond.person == *person);
        let newest = bonds
            .clone()
            .find(|bond| stands(bond))
            .or_else(|| bonds.next());
        newest.map(|bond| bond.label.as_str())
    }
}

/// Whether a bond was formed on both sides, as far as this one knows, and not voided.
pub(crate) const fn stands(bond: &BondRow) -> bool {
    bond.confirmed && !bond.voided
}
