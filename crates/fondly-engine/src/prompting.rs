//! Questions to write about, and when to offer one step further.
//!
//! A reflection answers a prompt where its title is the question: so whoever it is shared with sees
//! what it answers, whatever their program, and search and export hold it as any title.

use std::collections::{BTreeMap, BTreeSet};

use fondly_journal::{Depth, Language, Prompt, prompt_asking, prompts};
use fondly_store::{EntryFilter, EntryKind, Tx};
use fondly_sync::PersonId;
use serde::{Deserialize, Serialize};

use crate::{
    Engine, EngineError,
    labels::{Labels, stands},
    me::Me,
    recalling::below,
};

/// So many prompts of one depth are some.
const SOME: usize = 2;

/// A question, as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromptView {
    /// Names it in `reflect --prompt`.
    pub id: String,
    /// 1 everyday, 2 personal, 3 tender.
    pub depth: u8,
    /// The question.
    pub text: String,
}

impl From<Prompt> for PromptView {
    fn from(prompt: Prompt) -> Self {
        Self {
            id: prompt.id,
            depth: prompt.depth.number(),
            text: prompt.text,
        }
    }
}

/// A question, and whether the next depth may be offered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prompted {
    /// The question.
    pub prompt: PromptView,
    /// The next depth, where both have answered some at this one; alone, where I have.
    pub further: Option<u8>,
}

/// The prompt that an id names.
///
/// # Errors
/// `Invalid` where there is none.
pub fn prompt_named(id: &str, language: Language) -> Result<PromptView, EngineError> {
    let named = prompts(language)
        .into_iter()
        .find(|prompt| prompt.id == id.trim());
    let named = named.ok_or_else(|| EngineError::Invalid {
        what: "the number of a prompt",
        value: id.escape_debug().to_string(),
    })?;
    Ok(named.into())
}

/// All prompts of a depth.
///
/// # Errors
/// `Invalid` where there is no such depth.
pub fn prompts_of(depth: u8, language: Language) -> Result<Vec<PromptView>, EngineError> {
    let depth = depth_of(depth)?;
    let of_depth = prompts(language)
        .into_iter()
        .filter(|prompt| prompt.depth == depth);
    Ok(of_depth.map(PromptView::from).collect())
}

fn depth_of(number: u8) -> Result<Depth, EngineError> {
    Depth::new(number).ok_or_else(|| EngineError::Invalid {
        what: "the depth",
        value: number.to_string(),
    })
}

impl Engine {
    /// A prompt of this depth at random, of those that I have not answered while there are such.
    /// With `name`, one step further is offered where that person and I have answered some.
    ///
    /// # Errors
    /// `Invalid` where there is no such depth, `NoPerson`, `Store`.
    pub fn prompt(&self, depth: u8, name: Option<&str>) -> Result<Prompted, EngineError> {
        let depth = depth_of(depth)?;
        let mut all = prompts(self.language);
        all.retain(|prompt| prompt.depth == depth);
        self.view(|me, tx, labels| {
            let answers = Answers::load(me, tx, labels, depth)?;
            let further = answers.further(labels, depth, name)?;
            let mut open = all.clone();
            open.retain(|prompt| !answers.mine.contains(&prompt.id));
            let from = if open.is_empty() { &all } else { &open };
            let prompt = from
                .get(below(from.len().max(1)))
                .ok_or(EngineError::Shape)?;
            Ok(Prompted {
                prompt: prompt.clone().into(),
                further: further.map(Depth::number),
            })
        })
    }
}

/// The line that offers one step further after a prompt was answered, if it is time.
pub(crate) fn offer_further(
    me: &Me,
    tx: &Tx<'_>,
    labels: &Labels,
    depth: u8,
) -> Result<Option<String>, EngineError> {
    let depth = depth_of(depth)?;
    let further = Answers::load(me, tx, labels, depth)?.further(labels, depth, None)?;
    Ok(further.map(|further| {
        let number = further.number();
        format!("One step further, if you like: fondly prompt --depth {number}")
    }))
}

/// Who has answered which prompts of one depth, by their names.
struct Answers {
    mine: BTreeSet<String>,
    theirs: BTreeMap<PersonId, BTreeSet<String>>,
}

impl Answers {
    fn load(me: &Me, tx: &Tx<'_>, labels: &Labels, depth: Depth) -> Result<Self, EngineError> {
        let filter = EntryFilter {
            kinds: vec![EntryKind::Reflection],
            ..EntryFilter::default()
        };
        let mut mine = BTreeSet::new();
        let mut theirs: BTreeMap<PersonId, BTreeSet<String>> = BTreeMap::new();
        for row in tx.entries(&filter)? {
            let asked = row.title.as_deref().and_then(prompt_asking);
            let Some(prompt) = asked.filter(|prompt| prompt.depth == depth) else {
                continue;
            };
            let bond = labels.bond(&row.space);
            if row.author == me.person {
                mine.insert(prompt.id);
            } else if bond.is_some_and(|bond| bond.verified && stands(bond)) {
                theirs.entry(row.author).or_default().insert(prompt.id);
            }
        }
        Ok(Self { mine, theirs })
    }

    fn further(
        &self,
        labels: &Labels,
        depth: Depth,
        name: Option<&str>,
    ) -> Result<Option<Depth>, EngineError> {
        let some = |person: &PersonId| {
            let answered = self.theirs.get(person);
            answered.is_some_and(|answered| answered.len() >= SOME)
        };
        let they_have = match name {
            Some(name) => some(&labels.require(name)?.person),
            None => {
                let linked = labels.standing();
                linked.is_empty() || linked.iter().any(|bond| some(&bond.person))
            }
        };
        let both = self.mine.len() >= SOME && they_have;
        Ok(depth.further().filter(|_| both))
    }
}
