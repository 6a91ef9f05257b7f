//! `show --history`: how a text came to be what it is.

use fondly_journal::{Actor, Admission, Document, Kind};
use fondly_store::Tx;
use fondly_sync::Content;
use serde::Serialize;

use crate::{Engine, EngineError, clock::rfc3339, documents::place_of, finding::find, me::Me};

/// A text that an entry had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Revision {
    /// Since when, as its author claims, RFC 3339. Of a partner's, the hour.
    pub written_at: String,
    /// The text.
    pub text: String,
}

impl Engine {
    /// The texts that an entry had, oldest first; the last is what it is now. A change of something
    /// else than the text is none of them.
    ///
    /// # Errors
    /// `NoEntry`, `Ambiguous`, `Store`, `Shape`.
    pub fn history(&self, id: &str) -> Result<Vec<Revision>, EngineError> {
        self.view(|me, tx, _| {
            let row = find(tx, id)?;
            if row.withdrawn {
                return Ok(Vec::new());
            }
            revisions(me, tx, &row.space, &row.document, row.mine)
        })
    }
}

fn revisions(
    me: &Me,
    tx: &Tx<'_>,
    space: &fondly_sync::SpaceId,
    document: &fondly_sync::DocumentId,
    mine: bool,
) -> Result<Vec<Revision>, EngineError> {
    let changes = tx.changes(space, document)?;
    let mut bodies = changes
        .iter()
        .filter_map(|(device, record)| match &record.item.content {
            Content::Full(payload) => Some((Actor(fondly_sync::actor(device, space)), payload)),
            Content::Hole(_) => None,
        });
    let Some((creator, creating)) = bodies.next() else {
        return Ok(Vec::new());
    };
    let at = |seconds: i64| {
        let shown = if mine {
            seconds
        } else {
            crate::clock::floor_to_hour(seconds)
        };
        rfc3339(shown, None)
    };
    let mut opened = Document::open(&creating.body, &creator, place_of(me, space))?;
    let mut revisions = vec![Revision {
        written_at: at(creating.written_at),
        text: text(&opened),
    }];
    for (actor, payload) in bodies {
        if let Admission::Waits { .. } = opened.admit_again([(actor, payload.body.as_slice())])? {
            return Err(EngineError::Shape);
        }
        let text = text(&opened);
        if revisions.last().is_none_or(|last| last.text != text) {
            revisions.push(Revision {
                written_at: at(payload.written_at),
                text,
            });
        }
    }
    Ok(revisions)
}

fn text(document: &Document) -> String {
    let body = document.body();
    match body.kind {
        Kind::Response => body.say.unwrap_or_default(),
        Kind::Appreciation | Kind::Need | Kind::Reflection => body.text,
    }
}
