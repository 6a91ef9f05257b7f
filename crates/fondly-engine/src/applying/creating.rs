//! Records that create documents: admitted by template, shown as they are.

use fondly_journal::{Actor, Body, Refusal, admit_creation};
use fondly_store::{DocumentRow, DocumentState, IndexWords, OpenLog, StoreError};
use fondly_sync::{
    Content, DocumentId, Owner, Payload, Record, SpaceId, Subject, VerifiedRun, actor,
    limits::{WRITTEN_AT_MAX, WRITTEN_AT_MIN},
};

use super::{Applied, Writer, owner_of};
use crate::{
    EngineError,
    clock::now,
    documents,
    me::Me,
    rows::{self, Origin, Shown},
};

/// What a record says that creates a document of its author, and by which words it is found.
#[derive(Debug)]
pub(crate) struct Admitted {
    body: Body,
    words: IndexWords,
}

impl Admitted {
    fn of(body: Body) -> Self {
        let words = IndexWords::of(body.title.as_deref(), &rows::searchable(&body), &body.tags);
        Self { body, words }
    }
}

/// What the records of runs say that create documents of their author, record by record; `None` where one says
/// nothing that is admitted. Found without the store, as it is asked for.
pub(crate) fn admit<'a>(
    me: &Me,
    space: &SpaceId,
    runs: &'a [VerifiedRun],
) -> impl Iterator<Item = Option<Admitted>> + use<'a> {
    let (place, space) = (documents::place_of(me, space), *space);
    runs.iter().flat_map(move |run| {
        let actor = Actor(actor(run.device(), &space));
        run.records().iter().map(move |record| {
            let payload = created(record).filter(|payload| in_time(payload))?;
            let body = admit_creation(&payload.body, &actor, place).ok()?;
            Some(Admitted::of(body))
        })
    })
}

/// The payload of a record that creates a document of its author.
const fn created(record: &Record) -> Option<&Payload> {
    match (&record.item.subject, &record.item.content) {
        (
            Subject::Create {
                owner: Owner::Author,
                ..
            },
            Content::Full(payload),
        ) => Some(payload),
        _ => None,
    }
}

impl Writer<'_> {
    /// Stores the records of a run, which say what `said` has for each. What creates a document of which nothing
    /// is here is applied at once; the others that are new are returned, to be applied in order. `None` where
    /// nothing more is taken of the log.
    pub(super) fn append(
        &self,
        run: &VerifiedRun,
        said: &mut dyn Iterator<Item = Option<Admitted>>,
    ) -> Result<Option<Vec<Record>>, EngineError> {
        let seen_at = now();
        let log = match self.tx.open_run(run) {
            Err(StoreError::Frozen) => return Ok(None),
            log => log?,
        };
        let mut new = Vec::new();
        for record in run.records() {
            if let (Some(said), Some(payload)) = (said.next().flatten(), created(record))
                && self.append_creation(&log, record, payload, said, seen_at)?
            {
                continue;
            }
            if self.tx.append(&log, record, seen_at)? {
                new.push(record.clone());
            }
        }
        Ok(Some(new))
    }

    fn append_creation(
        &self,
        log: &OpenLog,
        record: &Record,
        payload: &Payload,
        Admitted { body, words }: Admitted,
        seen_at: i64,
    ) -> Result<bool, EngineError> {
        let origin = Origin {
            document: record.document,
            space: *self.space,
            author: self.person,
            written_at: payload.written_at,
            first_seen: seen_at,
            edited: false,
        };
        let shown = Shown::created(body, record);
        let row = rows::row(self.me, self.labels, origin, &shown)?;
        let stored = self
            .tx
            .append_creation(log, record, payload, (&row, words), seen_at)?;
        if stored {
            self.see_order(&shown.body);
        }
        Ok(stored)
    }

    pub(super) fn create(
        &self,
        record: &Record,
        payload: &Payload,
    ) -> Result<Applied, EngineError> {
        let held = self.tx.document(self.space, &record.document)?;
        if let Some(held) = &held
            && !self.counts_again(held)?
        {
            return Ok(Applied::Refused);
        }
        let place = documents::place_of(self.me, self.space);
        let admitted = admit_creation(&payload.body, &self.actor(), place);
        let body = match admitted {
            Ok(body) if in_time(payload) => body,
            Ok(_) => return Ok(Applied::Refused),
            Err(Refusal::NotUnderstood { .. }) => return Ok(Applied::NotUnderstood),
            Err(_) => return Ok(Applied::Refused),
        };
        if held.is_none() {
            self.tx.put_document(&DocumentRow {
                document: record.document,
                space: *self.space,
                owner: Some(self.person),
                creator: self.device,
                state: DocumentState::Live,
            })?;
        }
        if held.is_some_and(|held| held.state != DocumentState::Live) {
            return Ok(Applied::Yes);
        }
        if self.retracted_by_owner(&record.document)? {
            self.erase(&record.document)?;
            return Ok(Applied::Yes);
        }
        self.see_order(&body);
        if self.in_journal() && self.tx.is_erased(self.space, &record.document)? {
            return Ok(Applied::Yes);
        }
        let shown_at = self.tx.entry(&record.document)?.map(|row| row.shown_at);
        self.put_row(
            &record.document,
            payload.written_at,
            shown_at.unwrap_or_else(now),
            false,
            &Shown::created(body, record),
        )?;
        Ok(Applied::Yes)
    }

    /// Whether a device of this person withdrew the document before it came.
    pub(super) fn retracted_by_owner(&self, document: &DocumentId) -> Result<bool, EngineError> {
        for device in self.tx.tombstones(self.space, document)? {
            if owner_of(self.tx, self.space, &device)? == Some(self.person) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    pub(super) fn put_row(
        &self,
        document: &DocumentId,
        written_at: i64,
        first_seen: i64,
        edited: bool,
        shown: &Shown,
    ) -> Result<(), EngineError> {
        let origin = Origin {
            document: *document,
            space: *self.space,
            author: self.person,
            written_at,
            first_seen,
            edited,
        };
        let row = rows::row(self.me, self.labels, origin, shown)?;
        Ok(self.tx.put_entry(&row)?)
    }

    fn see_order(&self, body: &Body) {
        if let Some(edition) = &body.edition {
            self.bench.see_order(edition.order);
        }
    }
}

const fn in_time(payload: &Payload) -> bool {
    WRITTEN_AT_MIN <= payload.written_at && payload.written_at < WRITTEN_AT_MAX
}
