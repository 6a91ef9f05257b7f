//! Kindness to oneself in three moves: notice what is hard, see that others feel it too, say a kind
//! sentence. It becomes a reflection to oneself.

use fondly_journal::{Addressee, Body, Kind, Language};

use crate::{
    Engine, EngineError, Shared, Written,
    entries::{create, dated, written},
    phrases::Phrase,
    recalling::below,
};

/// What was said at each move; any of them may be left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Kindness {
    /// What is hard.
    pub notice: Option<String>,
    /// Who else may feel it.
    pub others: Option<String>,
    /// A kind sentence.
    pub kind: Option<String>,
}

/// A question for each of the three moves, at random.
pub fn kindness_questions(language: Language) -> [String; 3] {
    fondly_journal::kindness(language).map(|questions| {
        let at = below(questions.len().max(1));
        questions.get(at).cloned().unwrap_or_default()
    })
}

impl Engine {
    /// Writes what was said at the three moves as one reflection to myself; private.
    ///
    /// # Errors
    /// `EmptyText` where nothing was said, `TooLong`, `Store`.
    pub fn kindness(&mut self, kindness: Kindness) -> Result<Written, EngineError> {
        let moves = [kindness.notice, kindness.others, kindness.kind];
        let said: Vec<String> = moves
            .into_iter()
            .flatten()
            .filter(|text| !text.trim().is_empty())
            .collect();
        if said.is_empty() {
            return Err(EngineError::EmptyText);
        }
        let title = Phrase::Kindness.text(self.language);
        self.change(|me, tx, labels| {
            let body = Body {
                kind: Kind::Reflection,
                to: Addressee::Me,
                title: Some(title.to_owned()),
                text: said.join("\n\n"),
                ..dated()
            };
            let row = create(me, tx, labels, &body)?;
            written(me, tx, labels, &row, Shared::Private)
        })
    }
}
