//! My labels of persons: who is meant by a name, and what a person is called.

use std::collections::BTreeMap;

use fondly_store::{BondRow, Tx};
use fondly_sync::{PersonId, SpaceId};

use crate::EngineError;

/// From here on one name may be a slip of another; names in everyday use are less alike.
const LIKE_ENOUGH: f64 = 0.8;

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
    /// `NoPerson`, `NoPersonBut`, or `Void`.
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
        Err(match self.nearest(&wanted) {
            _ if void => EngineError::Void { name },
            Some(nearest) => EngineError::NoPersonBut { name, nearest },
            None => EngineError::NoPerson { name },
        })
    }

    /// The label that `wanted`, in lower case, may be a slip of.
    fn nearest(&self, wanted: &str) -> Option<String> {
        let labels = self.standing().into_iter().map(|bond| &bond.label);
        let alike = labels.map(|label| (likeness(wanted, &label.to_lowercase()), label));
        let alike = alike.filter(|(likeness, _)| *likeness >= LIKE_ENOUGH);
        let nearest = alike.max_by(|(one, _), (other, _)| one.total_cmp(other));
        nearest.map(|(_, label)| label.clone())
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

/// How alike two names are, from 0 to 1.
fn likeness(one: &str, other: &str) -> f64 {
    strsim::jaro_winkler(one, other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_alike_and_other_names_are_not() {
        for (typed, label) in [("smam", "sam"), ("samm", "sam"), ("johana", "johanna")] {
            assert!(likeness(typed, label) >= LIKE_ENOUGH, "{typed}");
        }
        for (typed, label) in [("jo", "sam"), ("anna", "johanna"), ("nobody", "sam")] {
            assert!(likeness(typed, label) < LIKE_ENOUGH, "{typed}");
        }
    }
}
