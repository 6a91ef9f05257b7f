//! Whom an entry is about or from, where views are asked for by a name.

use fondly_journal::{Addressee, Body};
use fondly_store::{EntryFilter, EntryRow};
use fondly_sync::PersonId;
use serde::{Deserialize, Serialize};

use crate::{EngineError, labels::Labels, vault};

/// Somebody whom entries are about or from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Whom {
    /// The person of this journal.
    Me,
    /// Somebody linked, by id.
    Person([u8; 32]),
    /// Somebody who is not linked, by name.
    Name(String),
}

impl Whom {
    /// Whoever is called `name`.
    ///
    /// # Errors
    /// `Invalid` where that can be no name.
    pub(crate) fn called(labels: &Labels, name: &str) -> Result<Self, EngineError> {
        if name.trim().eq_ignore_ascii_case("me") {
            return Ok(Self::Me);
        }
        Ok(match labels.find(name) {
            Some(bond) => Self::Person(bond.person.0),
            None => Self::Name(vault::label(name)?),
        })
    }

    /// What they are called here.
    pub(crate) fn name(&self, labels: &Labels) -> String {
        match self {
            Self::Me => "me".to_owned(),
            Self::Person(id) => labels
                .of_person(&PersonId(*id))
                .unwrap_or("somebody")
                .to_owned(),
            Self::Name(name) => name.clone(),
        }
    }

    /// The filter of the store that leaves in all that can be about or from them.
    pub(crate) fn filter(&self, labels: &Labels) -> EntryFilter {
        let (with, to_name) = match self {
            Self::Me => (None, None),
            Self::Person(id) => (Some(PersonId(*id)), Some(self.name(labels))),
            Self::Name(name) => (None, Some(name.clone())),
        };
        EntryFilter {
            with,
            to_name,
            ..EntryFilter::default()
        }
    }

    /// Whether an entry is about or from them.
    pub(crate) fn concerns(&self, labels: &Labels, row: &EntryRow, body: &Body) -> bool {
        let is_named = |name: &str| {
            let to_name = row.to_name.as_ref();
            to_name.is_some_and(|to| to.to_lowercase() == name.to_lowercase())
        };
        match self {
            Self::Me => is_to_me(row, body),
            Self::Person(id) => row.with == Some(PersonId(*id)) || is_named(&self.name(labels)),
            Self::Name(name) => is_named(name),
        }
    }
}

/// Whether an entry is to the person of this journal, from themselves or from another.
pub(crate) fn is_to_me(row: &EntryRow, body: &Body) -> bool {
    match &body.to {
        Addressee::Me => row.mine,
        // An edition names one of the two people of its bond, and its author is the other.
        Addressee::Person(_) => !row.mine,
        Addressee::Nobody | Addressee::Name(_) => false,
    }
}
