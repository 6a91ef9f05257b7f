//! Answers that are being written, step by step. Each step is kept as soon as it is given, in the
//! encrypted store of this device and nowhere else.

use fondly_journal::{Language, Step};
use fondly_store::{EntryRow, Tx};
use serde::{Deserialize, Serialize};

use crate::{
    Engine, EngineError, EntryView, Respond, Written,
    answering::respond,
    finding::find,
    rows::{self, Shown},
};

const NOTE: &str = "draft/";
/// Between what is said of one thing and of the next.
const BREAK: &str = "\n\n";

/// What was given so far.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// How many steps are behind it, given or skipped.
    pub behind: usize,
    /// What was given, by step; feelings are lines.
    pub given: Vec<(Step, String)>,
}

impl Draft {
    /// Keeps what was given at the next step; `None` skips it.
    pub fn step(&mut self, step: Step, given: Option<String>) {
        self.behind += 1;
        if let Some(given) = given.filter(|given| !given.trim().is_empty()) {
            self.given.push((step, given));
        }
    }

    /// Whether any of it would go to the other.
    pub fn speaks(&self) -> bool {
        self.given.iter().any(|(step, _)| !step.is_scratch())
    }

    fn at(&self, step: Step) -> Option<String> {
        let mut given = self.given.iter();
        given
            .find(|(at, _)| *at == step)
            .map(|(_, given)| given.clone())
    }

    /// The response that it becomes.
    fn respond(&self, id: String, language: Language, name: &str) -> Respond {
        let joined = |parts: Vec<String>| (!parts.is_empty()).then(|| parts.join(BREAK));
        let said = [Step::Say, Step::Celebrate, Step::Gladden];
        let said = said.into_iter().filter_map(|step| self.at(step)).collect();
        let scratch = self.given.iter().filter(|(step, _)| step.is_scratch());
        let scratch =
            scratch.map(|(step, given)| format!("{}\n{given}", step.question(language, name)));
        let feelings = self.at(Step::Feel).unwrap_or_default();
        Respond {
            id,
            ask: self.at(Step::Ask).or_else(|| self.at(Step::AskForMore)),
            reflect: self.at(Step::Reflect),
            say: joined(said),
            scratch: joined(scratch.collect()),
            feelings: feelings.lines().map(str::to_owned).collect(),
        }
    }
}

/// An answer that is being written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drafting {
    /// What is answered.
    pub entry: EntryView,
    /// The steps of the answer.
    pub steps: &'static [Step],
    /// What was given so far.
    pub draft: Draft,
}

impl Engine {
    /// The answer to a received entry, as far as it was written on this device.
    ///
    /// # Errors
    /// `Invalid` for an entry of my own, `Withdrawn`, `NoEntry`, `Ambiguous`, `Store`.
    pub fn draft(&self, id: &str) -> Result<Drafting, EngineError> {
        self.view(|me, tx, labels| {
            let row = find(tx, id)?;
            require_answerable(&row)?;
            Ok(Drafting {
                entry: rows::view(me, tx, labels, &row)?,
                steps: Step::of_answer(&Shown::from_row(&row)?.body),
                draft: kept(tx, &row)?,
            })
        })
    }

    /// Keeps the answer as far as it was written.
    ///
    /// # Errors
    /// As [`Engine::draft`].
    pub fn keep_draft(&mut self, id: &str, draft: &Draft) -> Result<(), EngineError> {
        let bytes = serde_json::to_vec(draft).map_err(|_| EngineError::Shape)?;
        self.change(|_, tx, _| {
            let row = find(tx, id)?;
            require_answerable(&row)?;
            Ok(tx.put_note(&note(&row), &bytes)?)
        })
    }

    /// Throws what was written away.
    ///
    /// # Errors
    /// `NoEntry`, `Ambiguous`, `Store`.
    pub fn drop_draft(&mut self, id: &str) -> Result<(), EngineError> {
        self.change(|_, tx, _| Ok(tx.remove_note(&note(&find(tx, id)?))?))
    }

    /// Answers with what was written, which is no draft any more.
    ///
    /// # Errors
    /// As [`Engine::respond`].
    pub fn send_draft(&mut self, id: &str) -> Result<Written, EngineError> {
        let language = self.language;
        self.change(|me, tx, labels| {
            let row = find(tx, id)?;
            let name = rows::view(me, tx, labels, &row)?.author;
            let draft = kept(tx, &row)?;
            let written = respond(
                me,
                tx,
                labels,
                draft.respond(id.to_owned(), language, &name),
            )?;
            tx.remove_note(&note(&row))?;
            Ok(written)
        })
    }
}

fn note(row: &EntryRow) -> String {
    format!("{NOTE}{}", fondly_sync::shown(&row.document.0))
}

fn kept(tx: &Tx<'_>, row: &EntryRow) -> Result<Draft, EngineError> {
    let Some(bytes) = tx.note(&note(row))? else {
        return Ok(Draft::default());
    };
    serde_json::from_slice(&bytes).map_err(|_| EngineError::Shape)
}

fn require_answerable(row: &EntryRow) -> Result<(), EngineError> {
    if row.mine {
        return Err(EngineError::Invalid {
            what: "the entry",
            value: "your own".to_owned(),
        });
    }
    if row.withdrawn {
        return Err(EngineError::Withdrawn);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(given: &[(Step, &str)]) -> Draft {
        let mut draft = Draft::default();
        for (step, given) in given {
            draft.step(*step, Some((*given).to_owned()));
        }
        draft
    }

    #[test]
    fn what_was_given_becomes_the_parts_of_a_response() {
        let draft = draft(&[
            (Step::Ask, "and then?"),
            (Step::Reflect, "it was long"),
            (Step::Feel, "torn\ntired"),
            (Step::Say, "I am here"),
            (Step::ScratchOwn, "in spring"),
        ]);
        let respond = draft.respond("abcd".into(), Language::English, "Ana");
        assert_eq!(respond.ask.as_deref(), Some("and then?"));
        assert_eq!(respond.reflect.as_deref(), Some("it was long"));
        assert_eq!(respond.feelings, ["torn", "tired"]);
        assert_eq!(respond.say.as_deref(), Some("I am here"));
        let scratch = respond.scratch.expect("a note to oneself");
        assert!(scratch.starts_with("For you alone") && scratch.ends_with("\nin spring"));
    }

    #[test]
    fn joy_and_its_reason_are_said_together() {
        let draft = draft(&[
            (Step::Celebrate, "How good!"),
            (Step::AskForMore, "Who rang?"),
            (Step::Gladden, "You waited so long."),
        ]);
        let respond = draft.respond("abcd".into(), Language::English, "Ana");
        assert_eq!(
            respond.say.as_deref(),
            Some("How good!\n\nYou waited so long.")
        );
        assert_eq!(respond.ask.as_deref(), Some("Who rang?"));
        assert_eq!(respond.scratch, None);
    }

    #[test]
    fn what_is_for_oneself_alone_does_not_speak() {
        let mut draft = draft(&[(Step::ScratchAlike, "my own letter")]);
        assert!(!draft.speaks());
        draft.step(Step::Say, Some(" ".into()));
        assert!(!draft.speaks());
        draft.step(Step::Say, Some("yes".into()));
        assert!(draft.speaks() && draft.behind == 3);
    }
}
