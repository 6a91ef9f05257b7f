//! What the author of an entry says of an answer to it: "that is it", or "not quite". Theirs alone.

use fondly_journal::{Body, Edit, Heard, NeedState};
use fondly_store::{EntryKind, EntryRow, Tx};

use crate::{
    Engine, EngineError, Shared, Written,
    answering::answer,
    entries::{change, dated, written},
    finding::find,
    labels::Labels,
    me::Me,
    rows::{Shown, shown_id},
    sharing,
};

/// Answers to answers that are followed back to what was first said.
const ROUNDS_MAX: usize = 256;

impl Engine {
    /// Says `yes` or `not-quite` of an answer to an entry of mine. `id` is the answer, or the entry
    /// for its newest answer. With `yes`, a need that was voiced counts as heard; without an answer
    /// that is all that happens.
    ///
    /// # Errors
    /// `NotTheAuthor` where what was answered is not mine, `NoAnswer`, `Invalid`, `Unverified`,
    /// `Withdrawn`, `TooLong`, `NoEntry`, `Ambiguous`, `Store`.
    pub fn heard(
        &mut self,
        id: &str,
        heard: &str,
        say: Option<String>,
    ) -> Result<Written, EngineError> {
        let heard = match heard {
            "yes" => Heard::Yes,
            "not-quite" => Heard::NotQuite,
            other => {
                let value = other.escape_debug().to_string();
                return Err(EngineError::Invalid {
                    what: "what is said of the answer",
                    value,
                });
            }
        };
        let say = say.filter(|say| !say.trim().is_empty());
        self.change(|me, tx, labels| {
            let row = find(tx, id)?;
            let disclosed = disclosed(tx, &row)?;
            let response = if row.mine {
                newest_answer(tx, &row)?
            } else {
                Some(row)
            };
            let said = match &response {
                Some(response) => {
                    let body = Body {
                        heard: Some(heard),
                        say,
                        ..dated()
                    };
                    Some(answer(me, tx, labels, response, body, true)?)
                }
                None => None,
            };
            let state = (heard == Heard::Yes)
                .then(|| set_heard(me, tx, labels, &disclosed))
                .transpose()?
                .flatten();
            said.or(state).ok_or(EngineError::NoAnswer)
        })
    }
}

/// The entry of mine that was answered first, however many answers ago.
fn disclosed(tx: &Tx<'_>, row: &EntryRow) -> Result<EntryRow, EngineError> {
    if row.mine && row.kind == EntryKind::Response {
        return Err(EngineError::NotTheAuthor);
    }
    let mut at = row.clone();
    for _ in 0..ROUNDS_MAX {
        if at.kind != EntryKind::Response {
            break;
        }
        let answered = at.in_reply_to.ok_or(EngineError::NotTheAuthor)?;
        let entry = tx.entry(&shown_id(tx, &answered)?)?;
        at = entry.ok_or(EngineError::NotTheAuthor)?;
    }
    if at.mine && at.kind != EntryKind::Response {
        Ok(at)
    } else {
        Err(EngineError::NotTheAuthor)
    }
}

/// The newest answer that came to an entry of mine.
fn newest_answer(tx: &Tx<'_>, row: &EntryRow) -> Result<Option<EntryRow>, EngineError> {
    let mut newest: Option<EntryRow> = None;
    for share in tx.shares_of(&row.document)? {
        let Some(edition) = share.edition else {
            continue;
        };
        let replies = tx.replies(&edition)?.into_iter();
        let answers = replies.filter(|reply| !reply.mine && !reply.withdrawn);
        newest = newest
            .into_iter()
            .chain(answers)
            .max_by_key(|row| row.shown_at);
    }
    Ok(newest)
}

/// Sets a need that was voiced as heard, for its readers too.
fn set_heard(
    me: &Me,
    tx: &Tx<'_>,
    labels: &Labels,
    need: &EntryRow,
) -> Result<Option<Written>, EngineError> {
    let state = Shown::from_row(need)?.body.state;
    if need.kind != EntryKind::Need {
        return Ok(None);
    }
    if matches!(state, Some(NeedState::Met | NeedState::LetGo)) {
        return Ok(Some(written(me, tx, labels, need, Shared::Private)?));
    }
    let edit = Edit {
        state: Some(NeedState::Heard),
        ..Edit::default()
    };
    let need = change(me, tx, labels, need, &edit)?;
    let shared = sharing::update_all(me, tx, labels, &need)?;
    Ok(Some(written(me, tx, labels, &need, shared)?))
}
