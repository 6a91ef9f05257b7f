//! What I write and read: `thanks`, `need`, `reflect`, `list`, `show`, `edit`, `rm`, `undo`.

use fondly_journal::{Addressee, Body, Edit, Kind, Listening, NeedState};
use fondly_store::{DocumentState, EntryKind, EntryRow, ShareRow, ShareState, Tx};
use fondly_sync::Control;

use crate::{
    Engine, EngineError, EntryView, Shared, Written,
    clock::{now, today},
    dating::day_to_come,
    documents,
    finding::{Filter, find, store_filter},
    gentle,
    labels::Labels,
    me::Me,
    prompting::{offer_further, prompt_named},
    rows::{self, Origin, Shown},
    sharing, vault,
};

/// What its author would like of whoever reads an entry.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Wishes {
    /// No answer is needed.
    pub no_reply: bool,
    /// To be listened to only, or to hear ideas too.
    pub listening: Option<Listening>,
}

/// An appreciation to write.
#[derive(Debug, Clone, Default)]
pub struct Thanks {
    /// Of whom: a label, `me`, or the name of somebody nobody here is linked with.
    pub name: String,
    /// The text.
    pub text: String,
    /// Keep it private.
    pub keep: bool,
    /// Share it without the hold.
    pub now: bool,
    /// Keep it until this day, `YYYY-MM-DD`, as a surprise.
    pub keep_until: Option<String>,
    /// What I would like of its reader.
    pub wishes: Wishes,
}

/// A need to write. Text or any slot is enough.
#[derive(Debug, Clone, Default)]
pub struct Need {
    /// The text; may be empty where a slot is given.
    pub text: String,
    /// To whom.
    pub to: Option<String>,
    /// What happened.
    pub happened: Option<String>,
    /// What I would ask.
    pub ask: Option<String>,
    /// What I feel.
    pub feelings: Vec<String>,
    /// What I need.
    pub needs: Vec<String>,
    /// What I would like of its reader.
    pub wishes: Wishes,
}

/// A reflection to write.
#[derive(Debug, Clone, Default)]
pub struct Reflect {
    /// The text.
    pub text: String,
    /// A title.
    pub title: Option<String>,
    /// The id of the prompt that it answers: its question becomes the title.
    pub prompt: Option<String>,
    /// What I feel.
    pub feelings: Vec<String>,
    /// Private tags.
    pub tags: Vec<String>,
    /// Whether it is good news.
    pub good_news: bool,
    /// What I would like of its reader.
    pub wishes: Wishes,
}

impl Engine {
    /// Writes an appreciation. It is shared with its person after the hold, unless kept.
    ///
    /// # Errors
    /// `EmptyText`, `TooLong`, `Invalid` on the name or the day, `Store`.
    pub fn thanks(&mut self, thanks: Thanks) -> Result<Written, EngineError> {
        require_text(&thanks.text)?;
        let hold_until = match &thanks.keep_until {
            Some(day) => day_to_come(day)?,
            None if thanks.now => now(),
            None => now() + self.config.hold_seconds(),
        };
        let name = thanks.name.trim().to_owned();
        self.add(|me, tx, labels| {
            let to = addressee(labels, &name)?;
            let linked = labels.find(&name);
            let body = Body {
                kind: Kind::Appreciation,
                to,
                text: thanks.text,
                ..wishing(thanks.wishes)
            };
            let remark = gentle::about_a_slip(tx, labels, &body)?;
            let row = create(me, tx, labels, &body)?;
            let Some(bond) = linked.filter(|_| !thanks.keep) else {
                let kept = written(me, tx, labels, &row, Shared::Private)?;
                return Ok(Written { remark, ..kept });
            };
            tx.put_share(&ShareRow {
                entry: row.document,
                space: bond.space,
                edition: None,
                heads: Vec::new(),
                part: None,
                state: ShareState::Held,
                hold_until: Some(hold_until),
                shared_at: None,
                by_device: me.device,
            })?;
            if !bond.verified {
                let mut held = written(me, tx, labels, &row, Shared::Held)?;
                held.remark = Some(format!(
                    "{} is not verified yet: it is kept, and leaves after you have typed the words",
                    bond.label
                ));
                return Ok(held);
            }
            let fired = sharing::fire_due(me, tx, labels, now())?;
            let shared = if fired.contains(&row.document) {
                Shared::Now
            } else {
                Shared::Held
            };
            written(me, tx, labels, &row, shared)
        })
    }

    /// Writes a need; private.
    ///
    /// # Errors
    /// `EmptyText` if neither text nor slot is given, `TooLong`, `Store`.
    pub fn need(&mut self, need: Need) -> Result<Written, EngineError> {
        let given = [Some(&need.text), need.happened.as_ref(), need.ask.as_ref()];
        let slots = !need.feelings.is_empty() || !need.needs.is_empty();
        if !slots
            && given
                .into_iter()
                .flatten()
                .all(|text| text.trim().is_empty())
        {
            return Err(EngineError::EmptyText);
        }
        self.add(|me, tx, labels| {
            let to = need
                .to
                .as_deref()
                .map(|name| addressee(labels, name))
                .transpose()?;
            let body = Body {
                kind: Kind::Need,
                to: to.unwrap_or_default(),
                text: need.text,
                happened: need.happened,
                ask: need.ask,
                feelings: need.feelings,
                needs: need.needs,
                state: Some(NeedState::Voiced),
                ..wishing(need.wishes)
            };
            let slip = gentle::about_a_slip(tx, labels, &body)?;
            let remark = slip.or_else(|| gentle::about_blame(&body));
            let row = create(me, tx, labels, &body)?;
            let written = written(me, tx, labels, &row, Shared::Private)?;
            Ok(Written { remark, ..written })
        })
    }

    /// Writes a reflection; private.
    ///
    /// # Errors
    /// `EmptyText`, `TooLong`, `Invalid` where there is no such prompt, `Store`.
    pub fn reflect(&mut self, reflect: Reflect) -> Result<Written, EngineError> {
        require_text(&reflect.text)?;
        let named = |id: &str| prompt_named(id, self.language);
        let prompt = reflect.prompt.as_deref().map(named).transpose()?;
        self.add(|me, tx, labels| {
            let title = match &prompt {
                Some(prompt) => Some(prompt.text.clone()),
                None => reflect.title.filter(|title| !title.trim().is_empty()),
            };
            let body = Body {
                kind: Kind::Reflection,
                text: reflect.text,
                title,
                feelings: reflect.feelings,
                tags: reflect.tags,
                good_news: reflect.good_news,
                ..wishing(reflect.wishes)
            };
            let row = create(me, tx, labels, &body)?;
            let remark = match &prompt {
                Some(prompt) => offer_further(me, tx, labels, prompt.depth)?,
                None => None,
            };
            let written = written(me, tx, labels, &row, Shared::Private)?;
            Ok(Written { remark, ..written })
        })
    }

    /// What I wrote and received, newest first.
    ///
    /// # Errors
    /// `NoPerson`, `Invalid`, `Store`.
    pub fn list(&self, filter: &Filter) -> Result<Vec<EntryView>, EngineError> {
        self.view(|me, tx, labels| {
            let rows = tx.entries(&store_filter(tx, labels, filter)?)?;
            rows.iter()
                .map(|row| rows::view(me, tx, labels, row))
                .collect()
        })
    }

    /// Entries that hold all of `words`, the best first. Words are literal.
    ///
    /// # Errors
    /// As [`Engine::list`].
    pub fn search(&self, words: &[String], filter: &Filter) -> Result<Vec<EntryView>, EngineError> {
        self.view(|me, tx, labels| {
            let rows = tx.search(words, &store_filter(tx, labels, filter)?)?;
            rows.iter()
                .map(|row| rows::view(me, tx, labels, row))
                .collect()
        })
    }

    /// An entry, and marks it as read.
    ///
    /// # Errors
    /// `NoEntry`, `Ambiguous`, `Store`.
    pub fn show(&mut self, id: &str) -> Result<EntryView, EngineError> {
        self.add(|me, tx, labels| {
            let row = find(tx, id)?;
            if !row.mine {
                tx.mark_opened(&row.document, now())?;
            }
            rows::view(me, tx, labels, &row)
        })
    }

    /// An entry, without marking it.
    ///
    /// # Errors
    /// As [`Engine::show`].
    pub fn peek(&self, id: &str) -> Result<EntryView, EngineError> {
        self.view(|me, tx, labels| rows::view(me, tx, labels, &find(tx, id)?))
    }

    /// Changes the text of an entry of mine; of a response what I say.
    ///
    /// # Errors
    /// `NotTheAuthor`, `EmptyText`, `TooLong`, `NoEntry`, `Ambiguous`, `Store`.
    pub fn edit(
        &mut self,
        id: &str,
        text: String,
        update_shared: bool,
    ) -> Result<Written, EngineError> {
        require_text(&text)?;
        self.change(|me, tx, labels| {
            let row = mine(find(tx, id)?)?;
            let edit = match row.kind {
                EntryKind::Response => Edit {
                    say: Some(Some(text)),
                    ..Edit::default()
                },
                _ => Edit {
                    text: Some(text),
                    ..Edit::default()
                },
            };
            let row = change(me, tx, labels, &row, &edit)?;
            let mut shared = Shared::Private;
            if update_shared {
                shared = sharing::update_all(me, tx, labels, &row)?;
            }
            written(me, tx, labels, &row, shared)
        })
    }

    /// Sets the state of a need of mine. Its editions follow at once.
    ///
    /// # Errors
    /// `Invalid`, `NotTheAuthor`, `NoEntry`, `Ambiguous`, `Store`.
    pub fn need_state(&mut self, id: &str, state: &str) -> Result<Written, EngineError> {
        let state = match state {
            "voiced" => NeedState::Voiced,
            "met" => NeedState::Met,
            "let-go" => NeedState::LetGo,
            other => {
                let value = other.escape_debug().to_string();
                return Err(EngineError::Invalid {
                    what: "the state",
                    value,
                });
            }
        };
        self.change(|me, tx, labels| {
            let row = mine(find(tx, id)?)?;
            if row.kind != EntryKind::Need {
                return Err(EngineError::Invalid {
                    what: "the kind",
                    value: "not a need".into(),
                });
            }
            let edit = Edit {
                state: Some(state),
                ..Edit::default()
            };
            let row = change(me, tx, labels, &row, &edit)?;
            let shared = sharing::update_all(me, tx, labels, &row)?;
            written(me, tx, labels, &row, shared)
        })
    }

    /// Erases an entry of mine for real, and withdraws its editions.
    ///
    /// # Errors
    /// `NotTheAuthor`, `NoEntry`, `Ambiguous`, `Store`.
    pub fn remove(&mut self, id: &str) -> Result<Written, EngineError> {
        let gone = self.change(|me, tx, labels| {
            let row = mine(find(tx, id)?)?;
            for share in tx.shares_of(&row.document)? {
                sharing::withdraw(me, tx, &share)?;
            }
            let gone = rows::withdrawn(&row)?;
            let gone = rows::view(me, tx, labels, &gone)?;
            let document = row.document;
            me.append_control(tx, &me.journal, now(), &Control::Erase { document })?;
            tx.erase_payloads(&me.journal, &document)?;
            tx.set_document_state(&me.journal, &document, DocumentState::Erased)?;
            tx.remove_entry(&document)?;
            tx.remove_shares_of(&document)?;
            let entry = EntryView {
                audience: Vec::new(),
                held_until: None,
                held_for: None,
                ..gone
            };
            Ok(Written {
                entry,
                shared: Shared::Private,
                remark: None,
            })
        })?;
        self.empty_log();
        Ok(gone)
    }

    /// Takes back the newest appreciation that is still held. It stays, private.
    ///
    /// # Errors
    /// `NothingHeld`, `Store`.
    pub fn undo(&mut self) -> Result<Written, EngineError> {
        self.change(|me, tx, labels| {
            let held = tx.held(None)?;
            let newest = held
                .into_iter()
                .filter(|share| share.by_device == me.device);
            let newest = newest.max_by_key(|share| (share.hold_until, share.entry));
            let mut share = newest.ok_or(EngineError::NothingHeld)?;
            share.state = ShareState::Cancelled;
            tx.put_share(&share)?;
            let row = tx.entry(&share.entry)?.ok_or(EngineError::Shape)?;
            written(me, tx, labels, &row, Shared::Private)
        })
    }
}

pub(crate) fn require_text(text: &str) -> Result<(), EngineError> {
    if text.trim().is_empty() {
        Err(EngineError::EmptyText)
    } else {
        Ok(())
    }
}

/// A body of today.
pub(crate) fn dated() -> Body {
    let (date, offset) = today();
    Body {
        date,
        utc_offset_min: Some(offset),
        ..Body::default()
    }
}

/// A body of today with what its author would like of its reader.
fn wishing(wishes: Wishes) -> Body {
    Body {
        no_reply: wishes.no_reply,
        listening: wishes.listening,
        ..dated()
    }
}

fn addressee(labels: &Labels, name: &str) -> Result<Addressee, EngineError> {
    if name.trim().eq_ignore_ascii_case("me") {
        return Ok(Addressee::Me);
    }
    match labels.find(name) {
        Some(bond) => Ok(Addressee::Person(bond.person.0)),
        None => Ok(Addressee::Name(vault::label(name)?)),
    }
}

/// Writes a new entry into my journal.
pub(crate) fn create(
    me: &Me,
    tx: &Tx<'_>,
    labels: &Labels,
    body: &Body,
) -> Result<EntryRow, EngineError> {
    let at = now();
    let (record, _) = documents::create(me, tx, &me.journal, at, body)?;
    let origin = Origin::mine(me, record.document, at);
    let row = rows::row(me, labels, origin, &Shown::created(body.clone(), &record))?;
    tx.put_entry(&row)?;
    Ok(row)
}

/// Changes an entry of my journal.
pub(crate) fn change(
    me: &Me,
    tx: &Tx<'_>,
    labels: &Labels,
    row: &EntryRow,
    edit: &Edit,
) -> Result<EntryRow, EngineError> {
    let mut document = documents::require(me, tx, row)?;
    let Some(changed) = document.edit(&me.actor(&row.space), edit)? else {
        return Ok(row.clone());
    };
    me.append_change(tx, &row.space, row.document, now(), changed.bytes)?;
    let origin = Origin {
        document: row.document,
        space: row.space,
        author: row.author,
        written_at: row.written_at,
        first_seen: row.shown_at,
        edited: true,
    };
    let row = rows::row(me, labels, origin, &Shown::of(&document, false))?;
    tx.put_entry(&row)?;
    Ok(row)
}

pub(crate) fn mine(row: EntryRow) -> Result<EntryRow, EngineError> {
    if row.mine {
        Ok(row)
    } else {
        Err(EngineError::NotTheAuthor)
    }
}

pub(crate) fn written(
    me: &Me,
    tx: &Tx<'_>,
    labels: &Labels,
    row: &EntryRow,
    shared: Shared,
) -> Result<Written, EngineError> {
    Ok(Written {
        entry: rows::view(me, tx, labels, row)?,
        shared,
        remark: None,
    })
}
