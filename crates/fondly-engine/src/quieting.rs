//! What must not come back by itself: an entry, a person, a time, a kind, or several of these at
//! once. It stays where it is, and lists and search find it as before.
//!
//! Each device keeps its own list.

use fondly_store::{EntryRow, Tx};
use fondly_sync::{DocumentId, shown};
use serde::{Deserialize, Serialize};

use crate::{
    Engine, EngineError,
    finding::find,
    labels::Labels,
    rows::{Shown, kind_name, shown_id},
    whom::Whom,
};

const NOTE: &str = "quiet";

/// What must not come back. All that is given must hold of an entry.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Quiet {
    /// This entry.
    pub id: Option<String>,
    /// What is about or from this person.
    pub with: Option<String>,
    /// What is of this kind.
    pub kind: Option<String>,
    /// What is for this day or later, `YYYY-MM-DD`.
    pub since: Option<String>,
    /// What is for this day or earlier, `YYYY-MM-DD`.
    pub until: Option<String>,
}

/// One thing that does not come back, as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuietView {
    /// The entry.
    pub entry: Option<String>,
    /// About or from whom.
    pub with: Option<String>,
    /// Of which kind.
    pub kind: Option<String>,
    /// From which day on.
    pub since: Option<String>,
    /// Until which day.
    pub until: Option<String>,
}

/// As [`Quiet`], by what does not change when people are renamed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Rule {
    entry: Option<DocumentId>,
    whom: Option<Whom>,
    kind: Option<String>,
    since: Option<String>,
    until: Option<String>,
}

impl Rule {
    fn of(tx: &Tx<'_>, labels: &Labels, quiet: &Quiet) -> Result<Self, EngineError> {
        let entry = quiet.id.as_deref().map(|id| find(tx, id)).transpose()?;
        let whom = quiet.with.as_deref();
        let whom = whom.map(|name| Whom::called(labels, name)).transpose()?;
        let rule = Self {
            entry: entry.map(|row| row.document),
            whom,
            kind: quiet.kind.clone(),
            since: quiet.since.clone(),
            until: quiet.until.clone(),
        };
        let nothing = rule.entry.is_none() && rule.whom.is_none() && rule.kind.is_none();
        if nothing && rule.since.is_none() && rule.until.is_none() {
            return Err(EngineError::Invalid {
                what: "what must not come back",
                value: "everything".to_owned(),
            });
        }
        Ok(rule)
    }

    fn holds(&self, labels: &Labels, id: &DocumentId, row: &EntryRow, shown: &Shown) -> bool {
        let day = row.date.as_str();
        self.entry.is_none_or(|entry| entry == *id)
            && self
                .whom
                .as_ref()
                .is_none_or(|whom| whom.concerns(labels, row, &shown.body))
            && self
                .kind
                .as_deref()
                .is_none_or(|kind| kind == kind_name(shown.body.kind))
            && self.since.as_deref().is_none_or(|since| day >= since)
            && self.until.as_deref().is_none_or(|until| day <= until)
    }

    fn view(&self, labels: &Labels) -> QuietView {
        QuietView {
            entry: self.entry.map(|entry| shown(&entry.0)),
            with: self.whom.as_ref().map(|whom| whom.name(labels)),
            kind: self.kind.clone(),
            since: self.since.clone(),
            until: self.until.clone(),
        }
    }
}

/// The rules of this device.
#[derive(Debug)]
pub(crate) struct Quiets(Vec<Rule>);

impl Quiets {
    pub(crate) fn load(tx: &Tx<'_>) -> Result<Self, EngineError> {
        let Some(bytes) = tx.note(NOTE)? else {
            return Ok(Self(Vec::new()));
        };
        let rules = serde_json::from_slice(&bytes).map_err(|_| EngineError::Shape)?;
        Ok(Self(rules))
    }

    fn save(&self, tx: &Tx<'_>) -> Result<(), EngineError> {
        let bytes = serde_json::to_vec(&self.0).map_err(|_| EngineError::Shape)?;
        Ok(tx.put_note(NOTE, &bytes)?)
    }

    /// Whether an entry may come back by itself.
    pub(crate) fn let_back(
        &self,
        tx: &Tx<'_>,
        labels: &Labels,
        row: &EntryRow,
    ) -> Result<bool, EngineError> {
        if labels.is_of_parted(row) {
            return Ok(false);
        }
        if self.0.is_empty() {
            return Ok(true);
        }
        let id = shown_id(tx, &row.document)?;
        let shown = Shown::from_row(row)?;
        Ok(!self
            .0
            .iter()
            .any(|rule| rule.holds(labels, &id, row, &shown)))
    }

    fn views(&self, labels: &Labels) -> Vec<QuietView> {
        self.0.iter().map(|rule| rule.view(labels)).collect()
    }
}

impl Engine {
    /// What does not come back by itself on this device.
    ///
    /// # Errors
    /// `Store`.
    pub fn quiets(&self) -> Result<Vec<QuietView>, EngineError> {
        self.view(|_, tx, labels| Ok(Quiets::load(tx)?.views(labels)))
    }

    /// Lets something not come back by itself any more, and gives all that does not.
    ///
    /// # Errors
    /// `Invalid` where nothing is named, `NoEntry`, `Ambiguous`, `Store`.
    pub fn quiet(&mut self, quiet: &Quiet) -> Result<Vec<QuietView>, EngineError> {
        self.change(|_, tx, labels| {
            let rule = Rule::of(tx, labels, quiet)?;
            let mut quiets = Quiets::load(tx)?;
            if !quiets.0.contains(&rule) {
                quiets.0.push(rule);
                quiets.save(tx)?;
            }
            Ok(quiets.views(labels))
        })
    }

    /// Lets come back what [`Engine::quiet`] was told with the same words, and gives what is left.
    ///
    /// # Errors
    /// `NotQuiet` where it was not told so, and as [`Engine::quiet`].
    pub fn lift(&mut self, quiet: &Quiet) -> Result<Vec<QuietView>, EngineError> {
        self.change(|_, tx, labels| {
            let rule = Rule::of(tx, labels, quiet)?;
            let mut quiets = Quiets::load(tx)?;
            let before = quiets.0.len();
            quiets.0.retain(|kept| *kept != rule);
            if quiets.0.len() == before {
                return Err(EngineError::NotQuiet);
            }
            quiets.save(tx)?;
            Ok(quiets.views(labels))
        })
    }
}
