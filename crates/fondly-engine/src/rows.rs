//! Rows of views made of documents, and what people see made of rows.

use fondly_journal::{
    Ack, Addressee, Body, Document, Heard, Kind, Listening, NeedState, is_change, read_creation,
};
use fondly_store::{EntryKind, EntryRow, ShareRow, ShareState, Tx};
use fondly_sync::{Content, DocumentId, PersonId, Record, SpaceId, shown};
use serde::{Deserialize, Serialize};

use crate::{
    EngineError,
    clock::{floor_to_hour, rfc3339},
    exposing,
    labels::{Labels, stands},
    me::Me,
    view::EntryView,
};

const DAY: i64 = 86_400;

/// What a row holds of a document for showing it without opening it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Shown {
    pub(crate) body: Body,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) versions: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) earlier: Vec<String>,
    /// Written by a removed device after its end.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) set_aside: bool,
    /// The creating change, where all of this comes straight from it: then it is what the row holds.
    #[serde(skip)]
    pub(crate) created: Option<Vec<u8>>,
}

impl Shown {
    pub(crate) const fn new(body: Body) -> Self {
        Self {
            body,
            versions: Vec::new(),
            earlier: Vec::new(),
            set_aside: false,
            created: None,
        }
    }

    /// What a record shows that created its document, while nothing has changed it.
    pub(crate) fn created(body: Body, record: &Record) -> Self {
        let created = match &record.item.content {
            Content::Full(payload) => Some(payload.body.clone()),
            Content::Hole(_) => None,
        };
        Self {
            created,
            ..Self::new(body)
        }
    }

    pub(crate) fn of(document: &Document, reader: bool) -> Self {
        Self {
            body: document.body(),
            versions: document.versions(),
            earlier: if reader {
                document.earlier_texts()
            } else {
                Vec::new()
            },
            set_aside: false,
            created: None,
        }
    }

    pub(crate) fn from_row(row: &EntryRow) -> Result<Self, EngineError> {
        if row.body.is_empty() {
            // The payload was lost with a part of the disk, and is asked for.
            return Ok(Self::new(Body {
                kind: kind_shown(row.kind),
                date: row.date.clone(),
                ..Body::default()
            }));
        }
        if is_change(&row.body) {
            let body = read_creation(&row.body).map_err(|_| EngineError::Shape)?;
            return Ok(Self::new(body));
        }
        serde_json::from_slice(&row.body).map_err(|_| EngineError::Shape)
    }

    fn to_bytes(&self) -> Result<Vec<u8>, EngineError> {
        match &self.created {
            Some(created) => Ok(created.clone()),
            None => serde_json::to_vec(self).map_err(|_| EngineError::Shape),
        }
    }
}

/// Where and by whom an entry was written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Origin {
    pub(crate) document: DocumentId,
    pub(crate) space: SpaceId,
    pub(crate) author: PersonId,
    pub(crate) written_at: i64,
    pub(crate) first_seen: i64,
    pub(crate) edited: bool,
}

impl Origin {
    /// An entry that I wrote into my journal.
    pub(crate) const fn mine(me: &Me, document: DocumentId, written_at: i64) -> Self {
        Self {
            document,
            space: me.journal,
            author: me.person,
            written_at,
            first_seen: written_at,
            edited: false,
        }
    }
}

/// The row of an entry.
pub(crate) fn row(
    me: &Me,
    labels: &Labels,
    origin: Origin,
    shown: &Shown,
) -> Result<EntryRow, EngineError> {
    let Shown { body, .. } = shown;
    let mine = origin.author == me.person;
    let addressed = match &body.to {
        Addressee::Person(id) => Some(PersonId(*id)),
        Addressee::Nobody | Addressee::Me | Addressee::Name(_) => None,
    };
    let with = if mine {
        addressed.or_else(|| labels.bond(&origin.space).map(|bond| bond.person))
    } else {
        Some(origin.author)
    };
    let to_name = match &body.to {
        Addressee::Name(name) => Some(name.clone()),
        Addressee::Nobody | Addressee::Me | Addressee::Person(_) => None,
    };
    let (log_time, log_order) = body
        .edition
        .as_ref()
        .map_or((origin.written_at, 0), |edition| {
            (edition.shared_time, edition.order)
        });
    Ok(EntryRow {
        document: origin.document,
        space: origin.space,
        author: origin.author,
        mine,
        kind: kind_of_row(body.kind),
        with,
        to_name,
        written_at: origin.written_at,
        date: body.date.clone(),
        shown_at: origin.written_at.min(origin.first_seen.saturating_add(DAY)),
        log_time,
        log_order,
        tags: body.tags.clone(),
        title: body.title.clone(),
        text: searchable(body),
        in_reply_to: body
            .in_reply_to
            .as_ref()
            .map(|reply| DocumentId(reply.document)),
        edited: origin.edited,
        withdrawn: false,
        body: shown.to_bytes()?,
    })
}

const fn kind_shown(kind: EntryKind) -> Kind {
    match kind {
        EntryKind::Appreciation => Kind::Appreciation,
        EntryKind::Need => Kind::Need,
        EntryKind::Reflection => Kind::Reflection,
        EntryKind::Response => Kind::Response,
    }
}

const fn kind_of_row(kind: Kind) -> EntryKind {
    match kind {
        Kind::Appreciation => EntryKind::Appreciation,
        Kind::Need => EntryKind::Need,
        Kind::Reflection => EntryKind::Reflection,
        Kind::Response => EntryKind::Response,
    }
}

/// All of its text that is searched.
pub(crate) fn searchable(body: &Body) -> String {
    let slots = [
        &body.happened,
        &body.ask,
        &body.reflect,
        &body.say,
        &body.scratch,
    ];
    let said = std::iter::once(&body.text).chain(slots.into_iter().flatten());
    let said = said.chain(&body.feelings).chain(&body.needs);
    // Without a line in front of it, the one text of a response stands in its payload as it is.
    let said: Vec<&str> = said
        .map(String::as_str)
        .filter(|it| !it.is_empty())
        .collect();
    said.join("\n")
}

/// What is left to show of an entry that its author withdrew.
pub(crate) fn withdrawn(row: &EntryRow) -> Result<EntryRow, EngineError> {
    let kind = Shown::from_row(row)?.body.kind;
    let shown = Shown::new(Body {
        kind,
        date: row.date.clone(),
        ..Body::default()
    });
    Ok(EntryRow {
        title: None,
        text: String::new(),
        tags: Vec::new(),
        to_name: None,
        in_reply_to: None,
        withdrawn: true,
        body: serde_json::to_vec(&shown).map_err(|_| EngineError::Shape)?,
        ..row.clone()
    })
}

/// The id that this side shows of a document: of my own editions, the entry they are of.
pub(crate) fn shown_id(tx: &Tx<'_>, document: &DocumentId) -> Result<DocumentId, EngineError> {
    Ok(tx
        .share_of_edition(document)?
        .map_or(*document, |share| share.entry))
}

/// The id that is shown of a row.
fn id(me: &Me, tx: &Tx<'_>, row: &EntryRow) -> Result<DocumentId, EngineError> {
    if row.mine && row.space != me.journal {
        return shown_id(tx, &row.document);
    }
    Ok(row.document)
}

/// An entry as people and scripts see it.
pub(crate) fn view(
    me: &Me,
    tx: &Tx<'_>,
    labels: &Labels,
    row: &EntryRow,
) -> Result<EntryView, EngineError> {
    let shares = if row.mine {
        tx.shares_of(&id(me, tx, row)?)?
    } else {
        Vec::new()
    };
    view_read(me, tx, labels, row, Shown::from_row(row)?, &shares)
}

/// [`view`] of a row that was read already, with its shares where it is mine.
pub(crate) fn view_read(
    me: &Me,
    tx: &Tx<'_>,
    labels: &Labels,
    row: &EntryRow,
    read: Shown,
    shares: &[ShareRow],
) -> Result<EntryView, EngineError> {
    let Shown {
        body,
        versions,
        earlier,
        set_aside,
        ..
    } = read;
    let bond = labels.bond(&row.space);
    let unverified = !row.mine
        && bond
            .is_some_and(|bond| !bond.verified || !(stands(bond) || labels.is_ended(&bond.space)));
    let author = if row.mine {
        "me".to_owned()
    } else {
        let label = labels.of_person(&row.author).unwrap_or("somebody");
        if unverified {
            format!("somebody who may be {label}")
        } else {
            label.to_owned()
        }
    };
    let in_reply_to = match &row.in_reply_to {
        Some(document) => Some(shown(&shown_id(tx, document)?.0)),
        None => None,
    };
    let (audience, held) = audience(labels, shares);
    let (held_until, held_for) = held.unzip();
    let withdrawn_from = exposing::withdrawn_from(tx, labels, shares)?;
    let written_at = if row.mine {
        rfc3339(row.written_at, body.utc_offset_min)
    } else {
        rfc3339(
            body.edition
                .as_ref()
                .map_or_else(|| floor_to_hour(row.written_at), |e| e.shared_time),
            None,
        )
    };
    Ok(EntryView {
        id: shown(&id(me, tx, row)?.0),
        kind: kind_name(body.kind).to_owned(),
        to: addressee(me, labels, row, &body),
        author,
        author_id: shown(&row.author.0),
        title: body.title,
        text: if body.kind == Kind::Response {
            body.say.clone().unwrap_or_default()
        } else {
            body.text
        },
        feelings: body.feelings,
        needs: body.needs,
        tags: body.tags,
        written_at,
        date: body.date,
        edited: row.edited,
        withdrawn: row.withdrawn,
        audience,
        in_reply_to,
        state: body.state.map(|state| state_name(state).to_owned()),
        good_news: body.good_news,
        happened: body.happened,
        ask: body.ask,
        reflect: body.reflect,
        say: body.say,
        ack: body.ack.map(|ack| ack_name(ack).to_owned()),
        scratch: body.scratch,
        heard: body.heard.map(|heard| heard_name(heard).to_owned()),
        no_reply: body.no_reply,
        listening: body.listening.map(|wish| listening_name(wish).to_owned()),
        held_until,
        held_for,
        versions,
        earlier,
        set_aside,
        unverified,
        part: body.edition.is_some_and(|edition| edition.part),
        withdrawn_from,
    })
}

/// Who can read an entry of mine besides me, and until when and for whom a share of it is held.
fn audience(labels: &Labels, shares: &[ShareRow]) -> (Vec<String>, Option<(String, String)>) {
    let mut audience = Vec::new();
    let mut held = None;
    for share in shares {
        let Some(bond) = labels.bond(&share.space) else {
            continue;
        };
        match share.state {
            ShareState::Shared => audience.push(bond.label.clone()),
            ShareState::Held => {
                let until = share.hold_until.map(|at| rfc3339(at, None));
                held = until.map(|until| (until, bond.label.clone()));
            }
            ShareState::Withdrawn | ShareState::Cancelled => {}
        }
    }
    (audience, held)
}

fn addressee(me: &Me, labels: &Labels, row: &EntryRow, body: &Body) -> Option<String> {
    match &body.to {
        Addressee::Nobody => None,
        Addressee::Me if row.mine => Some("me".to_owned()),
        Addressee::Me => labels.of_person(&row.author).map(str::to_owned),
        Addressee::Person(id) if PersonId(*id) == me.person => Some("me".to_owned()),
        Addressee::Person(id) => labels.of_person(&PersonId(*id)).map(str::to_owned),
        Addressee::Name(name) => Some(name.clone()),
    }
}

pub(crate) const fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Appreciation => "appreciation",
        Kind::Need => "need",
        Kind::Reflection => "reflection",
        Kind::Response => "response",
    }
}

const fn state_name(state: NeedState) -> &'static str {
    match state {
        NeedState::Voiced => "voiced",
        NeedState::Heard => "heard",
        NeedState::Met => "met",
        NeedState::LetGo => "let-go",
    }
}

const fn ack_name(ack: Ack) -> &'static str {
    match ack {
        Ack::Thanks => "thanks",
        Ack::Later => "later",
        Ack::WithYou => "with-you",
    }
}

const fn heard_name(heard: Heard) -> &'static str {
    match heard {
        Heard::Yes => "yes",
        Heard::NotQuite => "not-quite",
    }
}

const fn listening_name(listening: Listening) -> &'static str {
    match listening {
        Listening::ListenOnly => "listen-only",
        Listening::IdeasWelcome => "ideas-welcome",
    }
}
