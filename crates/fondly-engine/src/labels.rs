//! My labels of persons: who is meant by a name, and what a person is called.

use std::collections::BTreeMap;

use fondly_store::{BondRow, EntryRow, Tx};
use fondly_sync::{PersonId, SpaceId, Wish};

use crate::EngineError;

/// From here on one name may be a slip of another; names in everyday use are less alike.
const LIKE_ENOUGH: f64 = 0.8;

/// The bonds of this home, by space.
#[derive(Debug)]
pub(crate) struct Labels {
    bonds: BTreeMap<SpaceId, BondRow>,
    /// What is wanted of those of which something was ever said.
    wishes: BTreeMap<SpaceId, Wish>,
}

impl Labels {
    pub(crate) fn load(tx: &Tx<'_>) -> Result<Self, EngineError> {
        let bonds = tx
            .bonds()?
            .into_iter()
            .map(|bond| (bond.space, bond))
            .collect();
        let contacts = tx.contacts()?.into_iter();
        Ok(Self {
            bonds,
            wishes: contacts.map(|it| (it.space, it.wish)).collect(),
        })
    }

    /// Whether nothing goes or comes in this space for now.
    pub(crate) fn is_paused(&self, space: &SpaceId) -> bool {
        self.wishes.get(space) == Some(&Wish::Paused)
    }

    /// Whether the bond in this space was ended by the person of this journal.
    pub(crate) fn is_ended(&self, space: &SpaceId) -> bool {
        self.wishes.get(space).is_some_and(|wish| wish.is_ended())
    }

    /// Whether a bond with this person was ended and none stands.
    pub(crate) fn is_parted(&self, person: &PersonId) -> bool {
        let mut theirs = self.bonds.values().filter(|bond| bond.person == *person);
        theirs.clone().any(|bond| self.is_ended(&bond.space)) && !theirs.any(stands)
    }

    /// Bonds that were ended, the first formed first.
    pub(crate) fn ended(&self) -> Vec<&BondRow> {
        let bonds = self.bonds.values();
        let mut ended: Vec<&BondRow> = bonds.filter(|bond| self.is_ended(&bond.space)).collect();
        ended.sort_by_key(|bond| (bond.created_at, bond.space));
        ended
    }

    /// Whether an entry is from or about somebody with whom the person of this journal has parted.
    pub(crate) fn is_of_parted(&self, row: &EntryRow) -> bool {
        let named = row.to_name.as_deref();
        self.is_ended(&row.space)
            || self.is_parted(&row.author)
            || row.with.is_some_and(|person| self.is_parted(&person))
            || named.is_some_and(|name| {
                let called = self.called(name);
                called
                    .first()
                    .is_some_and(|bond| self.is_ended(&bond.space))
            })
    }

    /// Every confirmed bond that is called `name`, without case: the one that stands, or else those
    /// that were ended.
    pub(crate) fn called(&self, name: &str) -> Vec<&BondRow> {
        if let Some(bond) = self.find(name) {
            return vec![bond];
        }
        let wanted = name.trim().to_lowercase();
        let bonds = self.bonds.values();
        bonds
            .filter(|bond| self.is_ended(&bond.space) && bond.label.to_lowercase() == wanted)
            .collect()
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
        let parted = !self.called(name).is_empty();
        let void = self
            .bonds
            .values()
            .any(|b| b.voided && b.label.to_lowercase() == wanted);
        let name = name.to_owned();
        Err(match self.nearest(&wanted) {
            _ if parted => EngineError::Parted { name },
            _ if void => EngineError::Void { name },
            Some(nearest) => EngineError::NoPersonBut { name, nearest },
            None => EngineError::NoPerson { name },
        })
    }

    /// The label that `name` may be a slip of.
    pub(crate) fn nearest(&self, name: &str) -> Option<String> {
        let wanted = name.trim().to_lowercase();
        let labels = self.standing().into_iter().map(|bond| &bond.label);
        let alike = labels.map(|label| (likeness(&wanted, &label.to_lowercase()), label));
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
