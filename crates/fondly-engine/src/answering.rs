//! Reading what others shared, and answering: `inbox`, `respond`, `ack`, `log`.

use fondly_journal::{Ack, Addressee, Body, Kind, Listening, Reply};
use fondly_store::{EntryRow, Tx};

use crate::{
    Engine, EngineError, EntryView, Shared, Written,
    clock::now,
    documents,
    entries::{create, dated, written},
    finding::find,
    gentle::gives_advice,
    labels::{Labels, stands},
    me::Me,
    recalling,
    rows::{self, Shown},
    sharing,
};

/// An answer to what somebody shared. Every part is optional; scratch stays with me.
#[derive(Debug, Clone, Default)]
pub struct Respond {
    /// What is answered.
    pub id: String,
    /// A question.
    pub ask: Option<String>,
    /// What I heard.
    pub reflect: Option<String>,
    /// What I say.
    pub say: Option<String>,
    /// Notes that stay with me.
    pub scratch: Option<String>,
    /// What the other may feel, as a guess.
    pub feelings: Vec<String>,
}

impl Engine {
    /// Received entries that I have not opened or answered, oldest first.
    ///
    /// # Errors
    /// `Store`.
    pub fn inbox(&self) -> Result<Vec<EntryView>, EngineError> {
        self.view(|me, tx, labels| {
            tx.inbox()?
                .iter()
                .filter(|row| !labels.is_ended(&row.space))
                .map(|row| rows::view(me, tx, labels, row))
                .collect()
        })
    }

    /// Answers a received entry. With nothing but scratch notes it stays with me.
    ///
    /// # Errors
    /// `EmptyText`, `Unverified`, `Withdrawn`, `NotTheAuthor` for an entry of my own, `TooLong`,
    /// `NoEntry`, `Ambiguous`, `Store`.
    pub fn respond(&mut self, respond: Respond) -> Result<Written, EngineError> {
        self.change(|me, tx, labels| self::respond(me, tx, labels, respond))
    }

    /// Acknowledges a received entry: `thanks`, `later` or `with-you`.
    ///
    /// # Errors
    /// `Invalid`, and as [`Engine::respond`].
    pub fn ack(&mut self, id: &str, ack: &str) -> Result<Written, EngineError> {
        let ack = match ack {
            "thanks" => Ack::Thanks,
            "later" => Ack::Later,
            "with-you" => Ack::WithYou,
            other => {
                let value = other.escape_debug().to_string();
                return Err(EngineError::Invalid {
                    what: "the acknowledgement",
                    value,
                });
            }
        };
        self.change(|me, tx, labels| {
            let body = Body {
                ack: Some(ack),
                ..dated()
            };
            answer(me, tx, labels, &find(tx, id)?, body, true)
        })
    }

    /// The shared appreciation log with NAME, both directions, oldest first. A function of the
    /// editions alone, so both people see the same. With `me`, what I appreciated in myself.
    ///
    /// # Errors
    /// `Unverified`, `NoPerson`, `Store`.
    pub fn log(&self, name: &str) -> Result<Vec<EntryView>, EngineError> {
        self.view(|me, tx, labels| {
            if name.trim().eq_ignore_ascii_case("me") {
                return recalling::of_myself(me, tx, labels);
            }
            let bond = sharing::verified(labels, name)?;
            let rows = tx.log_entries(&bond.space)?;
            rows.iter()
                .map(|row| rows::view(me, tx, labels, row))
                .collect()
        })
    }
}

/// Answers inside the transaction `tx`.
pub(crate) fn respond(
    me: &Me,
    tx: &Tx<'_>,
    labels: &Labels,
    respond: Respond,
) -> Result<Written, EngineError> {
    let given = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
    let body = Body {
        ask: given(respond.ask),
        reflect: given(respond.reflect),
        say: given(respond.say),
        scratch: given(respond.scratch),
        feelings: respond.feelings,
        ..dated()
    };
    let speaks = body.ask.is_some()
        || body.reflect.is_some()
        || body.say.is_some()
        || !body.feelings.is_empty();
    if !speaks && body.scratch.is_none() {
        return Err(EngineError::EmptyText);
    }
    answer(me, tx, labels, &find(tx, &respond.id)?, body, speaks)
}

pub(crate) fn answer(
    me: &Me,
    tx: &Tx<'_>,
    labels: &Labels,
    to: &EntryRow,
    body: Body,
    speaks: bool,
) -> Result<Written, EngineError> {
    if to.mine {
        return Err(EngineError::Invalid {
            what: "the entry",
            value: "your own".to_owned(),
        });
    }
    if to.withdrawn {
        return Err(EngineError::Withdrawn);
    }
    let bond = labels.bond(&to.space).ok_or(EngineError::Shape)?;
    let name = bond.label.clone();
    let remark = unasked_advice(to, &body, &name)?;
    if !stands(bond) {
        return Err(EngineError::Void { name });
    }
    if !bond.verified {
        return Err(EngineError::Unverified { name });
    }
    let document = documents::require(me, tx, to)?;
    let reply = Reply {
        document: to.document.0,
        heads: document.heads(),
    };
    let body = Body {
        kind: Kind::Response,
        to: Addressee::Person(bond.person.0),
        in_reply_to: Some(reply),
        ..body
    };
    let row = create(me, tx, labels, &body)?;
    tx.mark_opened(&to.document, now())?;
    if !speaks {
        return written(me, tx, labels, &row, Shared::Private);
    }
    sharing::share(me, tx, labels, bond, &row, None)?;
    let written = written(me, tx, labels, &row, Shared::Now)?;
    Ok(Written { remark, ..written })
}

/// A line for whoever gives advice to somebody who asked to be listened to only.
fn unasked_advice(to: &EntryRow, body: &Body, name: &str) -> Result<Option<String>, EngineError> {
    let wish = Shown::from_row(to)?.body.listening;
    let texts = [&body.ask, &body.reflect, &body.say];
    let advises = texts.into_iter().flatten().any(|text| gives_advice(text));
    Ok((wish == Some(Listening::ListenOnly) && advises).then(|| {
        format!(
            "{name} asked to be listened to only, and this may read as advice. It is your choice: \
             fondly edit changes it, fondly rm takes it back."
        )
    }))
}
