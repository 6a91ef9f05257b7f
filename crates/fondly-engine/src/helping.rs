//! "What helps me": a page made of needs that are to nobody in particular. It is one entry, which its
//! author shares or keeps as any other.

use fondly_journal::{Addressee, Body, Edit, Kind, Language, NeedState};
use fondly_store::{EntryFilter, EntryKind, EntryRow, Tx};
use fondly_sync::DocumentId;
use serde::{Deserialize, Serialize};

use crate::{
    Engine, EngineError, EntryView, Shared, Written,
    entries::{change, create, dated, mine, written},
    finding::find,
    labels::Labels,
    me::Me,
    phrases::Phrase,
    rows::{self, Shown},
    sharing,
};

const NOTE: &str = "helps";

/// The page as it would be written now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HelpsView {
    /// Its text, word for word.
    pub text: String,
    /// The needs that it is made of, the oldest first.
    pub needs: Vec<EntryView>,
    /// The entry that holds it, where it was written on this device before.
    pub entry: Option<EntryView>,
}

impl Engine {
    /// The page, made of the needs with these ids, or of all that are to nobody in particular and
    /// not let go.
    ///
    /// # Errors
    /// `Invalid` for an id of something else, `NotTheAuthor`, `NoEntry`, `Ambiguous`, `Store`.
    pub fn helps(&self, ids: &[String]) -> Result<HelpsView, EngineError> {
        self.view(|me, tx, labels| {
            let rows = chosen(tx, ids)?;
            let entry = page(tx)?
                .map(|row| rows::view(me, tx, labels, &row))
                .transpose()?;
            let needs = rows.iter().map(|row| rows::view(me, tx, labels, row));
            Ok(HelpsView {
                text: text_of(&rows, self.language)?,
                needs: needs.collect::<Result<_, _>>()?,
                entry,
            })
        })
    }

    /// Writes the page as a reflection, or brings the one of before up to date. With `name` it is
    /// shared with that person, whose edition then follows.
    ///
    /// # Errors
    /// `EmptyText` where no need is there, `Unverified`, `NoPerson`, `TooLong`, and as
    /// [`Engine::helps`].
    pub fn write_helps(
        &mut self,
        ids: &[String],
        name: Option<&str>,
    ) -> Result<Written, EngineError> {
        let language = self.language;
        self.change(|me, tx, labels| {
            let rows = chosen(tx, ids)?;
            if rows.is_empty() {
                return Err(EngineError::EmptyText);
            }
            let row = write(me, tx, labels, &rows, language)?;
            let Some(name) = name else {
                return written(me, tx, labels, &row, Shared::Private);
            };
            let bond = sharing::verified(labels, name)?;
            sharing::share(me, tx, labels, bond, &row, None)?;
            written(me, tx, labels, &row, Shared::Now)
        })
    }
}

fn write(
    me: &Me,
    tx: &Tx<'_>,
    labels: &Labels,
    rows: &[EntryRow],
    language: Language,
) -> Result<EntryRow, EngineError> {
    let text = text_of(rows, language)?;
    if let Some(before) = page(tx)? {
        let edit = Edit {
            text: Some(text),
            ..Edit::default()
        };
        return change(me, tx, labels, &before, &edit);
    }
    let body = Body {
        kind: Kind::Reflection,
        title: Some(Phrase::WhatHelps.text(language).to_owned()),
        text,
        ..dated()
    };
    let row = create(me, tx, labels, &body)?;
    tx.put_note(NOTE, &row.document.0)?;
    Ok(row)
}

/// The entry that holds the page, unless it was erased.
fn page(tx: &Tx<'_>) -> Result<Option<EntryRow>, EngineError> {
    let Some(bytes) = tx.note(NOTE)? else {
        return Ok(None);
    };
    let id: [u8; 16] = bytes.try_into().map_err(|_| EngineError::Shape)?;
    Ok(tx.entry(&DocumentId(id))?)
}

fn chosen(tx: &Tx<'_>, ids: &[String]) -> Result<Vec<EntryRow>, EngineError> {
    if ids.is_empty() {
        return general(tx);
    }
    let mut rows = Vec::new();
    for id in ids {
        let row = mine(find(tx, id)?)?;
        if row.kind != EntryKind::Need {
            return Err(EngineError::Invalid {
                what: "the kind",
                value: "not a need".to_owned(),
            });
        }
        rows.push(row);
    }
    Ok(rows)
}

/// Needs of mine to nobody in particular, the oldest first.
fn general(tx: &Tx<'_>) -> Result<Vec<EntryRow>, EngineError> {
    let filter = EntryFilter {
        kinds: vec![EntryKind::Need],
        mine: true,
        ..EntryFilter::default()
    };
    let mut general = Vec::new();
    for row in tx.entries(&filter)?.into_iter().rev() {
        let body = Shown::from_row(&row)?.body;
        if body.to == Addressee::Nobody && body.state != Some(NeedState::LetGo) {
            general.push(row);
        }
    }
    Ok(general)
}

fn text_of(rows: &[EntryRow], language: Language) -> Result<String, EngineError> {
    let mut parts = Vec::new();
    for row in rows {
        parts.push(part_of(&Shown::from_row(row)?.body, language));
    }
    Ok(parts.join("\n\n"))
}

/// What the page says of one need: the need and what would be asked, not what once happened.
fn part_of(need: &Body, language: Language) -> String {
    let labelled = |phrase: Phrase, text: &str| format!("{}: {text}", phrase.text(language));
    let mut lines = Vec::new();
    if !need.text.trim().is_empty() {
        lines.push(need.text.clone());
    }
    if !need.needs.is_empty() {
        lines.push(labelled(Phrase::INeed, &need.needs.join(", ")));
    }
    if let Some(ask) = &need.ask {
        lines.push(labelled(Phrase::IWouldAsk, ask));
    }
    if lines.is_empty() {
        lines.push(labelled(Phrase::WhenIFeel, &need.feelings.join(", ")));
    } else if !need.feelings.is_empty() {
        let feelings = need.feelings.join(", ");
        lines.insert(
            0,
            format!("{} {feelings}:", Phrase::WhenIFeel.text(language)),
        );
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_says_what_is_needed_and_not_what_happened() {
        let need = Body {
            kind: Kind::Need,
            text: "An evening in".into(),
            happened: Some("Three late nights".into()),
            feelings: vec!["tired".into(), "tense".into()],
            needs: vec!["rest".into()],
            ask: Some("Could we stay in?".into()),
            ..Body::default()
        };
        assert_eq!(
            part_of(&need, Language::English),
            "When I feel tired, tense:\nAn evening in\nI need: rest\n\
             What I would ask: Could we stay in?"
        );
        let only_feelings = Body {
            feelings: vec!["tired".into()],
            ..Body::default()
        };
        assert_eq!(
            part_of(&only_feelings, Language::English),
            "When I feel: tired"
        );
    }
}
