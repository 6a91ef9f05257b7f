//! Which entries are new, which are here already, and which cannot come in.

use std::collections::BTreeMap;

use fondly_import::{Incoming, Read, Skipped};
use fondly_journal::{Body, Kind, Place};
use fondly_store::{DocumentState, EntryFilter, Tx};
use fondly_sync::{DeviceId, DocumentId, parse_base32};

use crate::{EngineError, me::Me, rows::Shown};

/// What an import will do.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub(super) new: Vec<New>,
    pub(super) same: usize,
    pub(super) skipped: Vec<Skipped>,
    /// Documents here, by the ids that entries have in the file.
    pub(super) known: BTreeMap<String, DocumentId>,
}

/// An entry that is not here yet, and the document that it becomes.
#[derive(Debug)]
pub(super) struct New {
    pub(super) entry: Incoming,
    pub(super) document: DocumentId,
    pub(super) nonce: [u8; 16],
}

/// Two entries without ids are the same if these are.
type Sameness = (Kind, i64, String);

fn sameness(body: &Body, written_at: i64) -> Sameness {
    let text = match body.kind {
        Kind::Response => body.say.clone().unwrap_or_default(),
        _ => body.text.clone(),
    };
    (body.kind, written_at, text)
}

/// How an entry of a file stands to the journal.
enum Found {
    Here(DocumentId),
    Free(DocumentId, [u8; 16]),
}

pub(super) fn plan(me: &Me, tx: &Tx<'_>, read: Read) -> Result<Plan, EngineError> {
    let mut devices: Vec<DeviceId> = tx.devices_seen(&me.person)?.into_keys().collect();
    devices.retain(|device| *device != me.device);
    devices.push(me.device);
    let mut plan = Plan {
        skipped: read.skipped,
        ..Plan::default()
    };
    let mut unmatched = mine_by_sameness(tx)?;
    let mut candidates = Vec::new();
    for entry in read.entries {
        let same = sameness(&entry.body, entry.written_at);
        match look_up(me, tx, &devices, &entry, &same)? {
            Found::Here(document) => {
                plan.same += 1;
                claim(&mut unmatched, &same);
                if let Some(id) = entry.id {
                    plan.known.insert(id, document);
                }
            }
            Found::Free(document, nonce) => candidates.push((entry, same, document, nonce)),
        }
    }
    let mut taken = BTreeMap::new();
    for (entry, same, document, nonce) in candidates {
        if let Some(here) = claim(&mut unmatched, &same) {
            plan.same += 1;
            plan.know(&entry, here);
        } else if taken.insert(document, ()).is_some() {
            plan.same += 1;
        } else if let Err(limit) =
            fondly_journal::create(&me.actor(&me.journal), Place::Journal, &entry.body)
        {
            plan.skipped.push(Skipped {
                file: entry.spot.file,
                line: entry.spot.line,
                reason: limit.to_string(),
            });
        } else {
            plan.know(&entry, document);
            plan.new.push(New {
                entry,
                document,
                nonce,
            });
        }
    }
    Ok(plan)
}

impl Plan {
    fn know(&mut self, entry: &Incoming, document: DocumentId) {
        if let Some(id) = &entry.id {
            self.known.insert(id.clone(), document);
        }
    }
}

/// Finds an entry by its own id, or by the id that it got when one of my devices imported it.
fn look_up(
    me: &Me,
    tx: &Tx<'_>,
    devices: &[DeviceId],
    entry: &Incoming,
    same: &Sameness,
) -> Result<Found, EngineError> {
    if let Some(document) = entry.id.as_deref().and_then(document_of)
        && tx.entry(&document)?.is_some()
    {
        return Ok(Found::Here(document));
    }
    let source = match &entry.id {
        Some(id) => [b"id ", id.as_bytes()].concat(),
        None => {
            let (kind, at, text) = same;
            [format!("text {kind:?} {at} ").as_bytes(), text.as_bytes()].concat()
        }
    };
    let mut time = 0;
    loop {
        let nonce = me.import_nonce(&source, time);
        let mut last = None;
        let mut erased = false;
        for device in devices {
            let document = DocumentId::derive(&me.journal, &me.person.0, device, &nonce);
            match tx.document(&me.journal, &document)?.map(|row| row.state) {
                Some(DocumentState::Live) => return Ok(Found::Here(document)),
                Some(DocumentState::Retracted | DocumentState::Erased) => erased = true,
                None => {}
            }
            last = Some(document);
        }
        match last {
            // My own device is the last.
            Some(document) if !erased => return Ok(Found::Free(document, nonce)),
            Some(_) => time += 1,
            None => return Err(EngineError::Shape),
        }
    }
}

fn document_of(id: &str) -> Option<DocumentId> {
    let bytes = parse_base32(id)?;
    Some(DocumentId(bytes.try_into().ok()?))
}

/// My entries by what makes two the same; each can be found once.
fn mine_by_sameness(tx: &Tx<'_>) -> Result<BTreeMap<Sameness, Vec<DocumentId>>, EngineError> {
    let filter = EntryFilter {
        mine: true,
        ..EntryFilter::default()
    };
    let mut all: BTreeMap<Sameness, Vec<DocumentId>> = BTreeMap::new();
    for row in tx.entries(&filter)? {
        let body = Shown::from_row(&row)?.body;
        let same = sameness(&body, row.written_at);
        all.entry(same).or_default().push(row.document);
    }
    Ok(all)
}

fn claim(
    unmatched: &mut BTreeMap<Sameness, Vec<DocumentId>>,
    same: &Sameness,
) -> Option<DocumentId> {
    unmatched.get_mut(same)?.pop()
}
