//! Writing logs: own records, runs of others, holes that are filled, logs that are frozen.

use fondly_sync::{
    Content, DeviceId, DocumentId, Owner, PersonId, Record, RecordHash, SpaceId, Subject,
    VerifiedRun,
    record::{Place, kind, log_start},
};

use crate::{StoreError, Tx, documents::DocumentState, records::Applied, tx::device_at};

/// Small own records keep every sixteenth signature.
const SIGNED_EVERY: u64 = 16;
/// An own record with a longer payload keeps its signature.
const UNSIGNED_BYTES_MAX: usize = 16 << 10;

/// Whether a record's payload is here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Presence {
    Here,
    /// To be asked for.
    Missing,
    Erased,
}

impl Presence {
    pub(crate) const fn code(self) -> u8 {
        match self {
            Self::Here => 0,
            Self::Missing => 1,
            Self::Erased => 2,
        }
    }
}

/// A log to which the records of one run are appended, in one transaction.
#[derive(Debug)]
pub struct OpenLog {
    pub(crate) space: i64,
    pub(crate) device: i64,
    pub(crate) log: i64,
    /// The number behind its last record when it was opened.
    pub(crate) next: u64,
}

/// What the row of a record says besides the record.
pub(crate) struct Standing {
    pub(crate) document: Option<i64>,
    pub(crate) presence: Presence,
    pub(crate) applied: Applied,
    pub(crate) turn: Option<i64>,
}

/// A record that is here, as far as one that comes again needs it.
struct Known {
    row: i64,
    hash: [u8; 32],
    missing: bool,
    signed: bool,
}

impl Tx<'_> {
    /// Stores the next record of this device's own log, as applied.
    ///
    /// # Errors
    /// `Conflict` if it does not follow the end of the log, `Frozen`, `Unknown` without the space
    /// or the identity.
    pub fn append_own(
        &self,
        space: &SpaceId,
        device: &DeviceId,
        record: &Record,
        seen_at: i64,
    ) -> Result<(), StoreError> {
        let row = self.space_row(space)?;
        let log = self.open_log(row, device)?;
        let (next, prev) = self.end(log, space, device)?;
        let place = Place {
            space: *space,
            device: *device,
            seq: next,
            prev,
        };
        let follows = record.seq == next
            && record.item.hash_at(record.version, &place, &self.me()?) == record.hash;
        if !follows {
            return Err(StoreError::Conflict { next });
        }
        self.insert_record(row, log, record, seen_at)?;
        self.set_applied_row(log, record.seq, Applied::Yes)?;
        self.drop_signature_before(log, record.seq)
    }

    /// The signature of an own record vouches for those before it, and its author can sign any own
    /// record again: of many small ones behind each other only some keep theirs. Controls do, which
    /// are also shown by themselves. Runs end where one is, so there is one within what an envelope
    /// holds.
    fn drop_signature_before(&self, log: i64, seq: u64) -> Result<(), StoreError> {
        let Some(before) = seq.checked_sub(1) else {
            return Ok(());
        };
        if before % SIGNED_EVERY == 0 {
            return Ok(());
        }
        let signed: Option<(i64, Option<i64>)> = self.first(
            "SELECT id, block FROM record
             WHERE log = ?1 AND seq = ?2 AND kind IN (?3, ?4) AND signature IS NOT NULL",
            (log, before, kind::CREATE, kind::CHANGE),
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        let Some((row, block)) = signed else {
            return Ok(());
        };
        let payload = self.payload(row, block)?;
        if payload.is_none_or(|it| it.body.len() <= UNSIGNED_BYTES_MAX) {
            self.execute("UPDATE record SET signature = NULL WHERE id = ?1", [row])?;
        }
        Ok(())
    }

    /// Stores a run, its records as waiting. Returns those that are new, in order: records that
    /// were not here, and records that were here without the payload that came with them. Of
    /// documents that were withdrawn or erased here the payloads are returned, but not stored.
    ///
    /// # Errors
    /// `Conflict` if records are missing before the run or it is another history than the one
    /// here, `Frozen`, `Unknown` without the space. Then the transaction must not be committed.
    pub fn append_run(&self, run: &VerifiedRun, seen_at: i64) -> Result<Vec<Record>, StoreError> {
        let log = self.open_run(run)?;
        let mut new = Vec::new();
        for record in run.records() {
            if self.append(&log, record, seen_at)? {
                new.push(record.clone());
            }
        }
        Ok(new)
    }

    /// Opens the log that a run is of, to append its records one by one and in order. See
    /// [`Tx::append_run`].
    ///
    /// # Errors
    /// As [`Tx::append_run`].
    pub fn open_run(&self, run: &VerifiedRun) -> Result<OpenLog, StoreError> {
        let (space, device) = (run.space(), run.device());
        let row = self.space_row(space)?;
        let log = self.open_log(row, device)?;
        let (next, hash) = self.end(log, space, device)?;
        if run.first() > next || (run.first() == next && *run.prev() != hash) {
            return Err(StoreError::Conflict { next });
        }
        let records = run.records().len();
        tracing::debug!(space = ?space, device = ?device, records, "storing a run");
        Ok(OpenLog {
            space: row,
            device: self.device_row(device)?,
            log,
            next,
        })
    }

    /// Stores a record of the run for which a log was opened, as waiting. Whether it is new.
    ///
    /// # Errors
    /// `Conflict` if it is another record than the one here.
    pub fn append(&self, at: &OpenLog, record: &Record, seen_at: i64) -> Result<bool, StoreError> {
        if record.seq < at.next {
            return self.append_known(at, record);
        }
        self.insert_record(at.space, at.log, record, seen_at)?;
        Ok(true)
    }

    /// Takes what is new of a record that is here: its payload, and a signature. Whether the
    /// payload is new.
    fn append_known(&self, at: &OpenLog, record: &Record) -> Result<bool, StoreError> {
        let known = self.first(
            "SELECT id, hash, payload = 1, signature IS NOT NULL FROM record
             WHERE log = ?1 AND seq = ?2",
            (at.log, record.seq),
            |row| {
                Ok(Known {
                    row: row.get(0)?,
                    hash: row.get(1)?,
                    missing: row.get(2)?,
                    signed: row.get(3)?,
                })
            },
        )?;
        let known = known.ok_or(StoreError::Corrupt)?;
        // Invariant: equal hashes are equal records, so the payload is the one that is missing.
        if known.hash != record.hash.0 {
            return Err(StoreError::Conflict { next: at.next });
        }
        if let Some(signature) = record.signature.filter(|_| !known.signed) {
            self.execute(
                "UPDATE record SET signature = ?2 WHERE id = ?1",
                (known.row, signature.0),
            )?;
        }
        let Content::Full(payload) = &record.item.content else {
            return Ok(false);
        };
        if !known.missing {
            return Ok(false);
        }
        self.fill_payload(at.space, known.row, payload)?;
        Ok(true)
    }

    /// Takes nothing more of a log, and keeps the proof that it has two histories.
    ///
    /// # Errors
    /// `Unknown` without the space.
    pub fn freeze_log(
        &self,
        space: &SpaceId,
        device: &DeviceId,
        evidence: &[u8],
    ) -> Result<(), StoreError> {
        let space = self.space_row(space)?;
        let device = self.device_row(device)?;
        self.execute(
            "INSERT INTO log (space, device, evidence) VALUES (?1, ?2, ?3)
             ON CONFLICT (space, device) DO UPDATE SET evidence = excluded.evidence
             WHERE log.evidence IS NULL",
            (space, device, evidence),
        )?;
        Ok(())
    }

    /// The devices whose logs in a space are frozen, ascending.
    ///
    /// # Errors
    /// Those of reading.
    pub fn frozen(&self, space: &SpaceId) -> Result<Vec<DeviceId>, StoreError> {
        self.all(
            "SELECT device.device FROM log JOIN device ON device.id = log.device
             WHERE log.space = (SELECT id FROM space WHERE space = ?1)
                AND log.evidence IS NOT NULL
             ORDER BY device.device",
            [space.0],
            |row| device_at(row, 0),
        )
    }

    /// The proof that a log has two histories.
    ///
    /// # Errors
    /// Those of reading.
    pub fn evidence(
        &self,
        space: &SpaceId,
        device: &DeviceId,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let evidence: Option<Option<Vec<u8>>> = self.first(
            "SELECT log.evidence FROM log JOIN device ON device.id = log.device
             WHERE log.space = (SELECT id FROM space WHERE space = ?1) AND device.device = ?2",
            (space.0, device.as_bytes()),
            |row| Ok(row.get(0)?),
        )?;
        Ok(evidence.flatten())
    }

    /// The row of a log that takes records, made if there is none.
    pub(crate) fn open_log(&self, space: i64, device: &DeviceId) -> Result<i64, StoreError> {
        let device = self.device_row(device)?;
        let found = self.first(
            "SELECT id, evidence IS NOT NULL FROM log WHERE space = ?1 AND device = ?2",
            (space, device),
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        match found {
            Some((_, true)) => Err(StoreError::Frozen),
            Some((log, false)) => Ok(log),
            None => self.insert(
                "INSERT INTO log (space, device) VALUES (?1, ?2)",
                (space, device),
            ),
        }
    }

    /// The number that the next record of a log has, and the hash before it.
    pub(crate) fn end(
        &self,
        log: i64,
        space: &SpaceId,
        device: &DeviceId,
    ) -> Result<(u64, RecordHash), StoreError> {
        let last = self.first(
            "SELECT seq + 1, hash FROM record WHERE log = ?1 ORDER BY seq DESC LIMIT 1",
            [log],
            |row| Ok((row.get(0)?, RecordHash(row.get(1)?))),
        )?;
        Ok(last.unwrap_or_else(|| (0, log_start(space, device))))
    }

    pub(crate) fn insert_record(
        &self,
        space: i64,
        log: i64,
        record: &Record,
        seen_at: i64,
    ) -> Result<(), StoreError> {
        let document = match record.document {
            DocumentId::NONE => None,
            document => Some(self.document_row(space, &document)?),
        };
        let presence = match &record.item.content {
            _ if self.is_gone(document)? => Presence::Erased,
            Content::Full(_) => Presence::Here,
            Content::Hole(_) => Presence::Missing,
        };
        let standing = Standing {
            document,
            presence,
            applied: Applied::Waits,
            turn: None,
        };
        self.insert_standing(space, log, record, &standing, seen_at)?;
        Ok(())
    }

    /// Inserts a record, with what it says where that is to be here. Returns its row.
    pub(crate) fn insert_standing(
        &self,
        space: i64,
        log: i64,
        record: &Record,
        standing: &Standing,
        seen_at: i64,
    ) -> Result<i64, StoreError> {
        let (owner, nonce) = match record.item.subject {
            Subject::Create {
                owner: Owner::Author,
                nonce,
            } => (Some(0), Some(nonce)),
            Subject::Create {
                owner: Owner::Space,
                nonce,
            } => (Some(1), Some(nonce)),
            Subject::Change { .. } | Subject::Control | Subject::Unknown { .. } => (None, None),
        };
        let payload = match &record.item.content {
            Content::Full(payload) if standing.presence == Presence::Here => Some(payload),
            Content::Full(_) | Content::Hole(_) => None,
        };
        let block = payload.map(|it| self.block_for(space, it)).transpose()?;
        let row = self.insert(
            "INSERT INTO record (log, seq, version, kind, document, owner, nonce, hash,
                payload_hash, signature, payload, applied, turn, seen_at, block)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
            rusqlite::params![
                log,
                record.seq,
                record.version,
                record.item.kind(),
                standing.document,
                owner,
                nonce,
                record.hash.0,
                record.item.content.payload_hash(),
                record.signature.map(|signature| signature.0),
                standing.presence.code(),
                standing.applied.code(),
                standing.turn,
                seen_at,
                block,
            ],
        )?;
        if let Some(payload) = payload {
            self.add_payload(row, payload);
        }
        Ok(row)
    }

    /// Whether a document was withdrawn or erased here.
    fn is_gone(&self, document: Option<i64>) -> Result<bool, StoreError> {
        let gone = self.first(
            "SELECT state IN (?2, ?3) FROM document WHERE id = ?1 AND state IS NOT NULL",
            (
                document,
                DocumentState::Retracted.code(),
                DocumentState::Erased.code(),
            ),
            |row| Ok(row.get(0)?),
        )?;
        Ok(gone.unwrap_or(false))
    }

    /// Drops the payloads of all records of a document, which need not be here. Their hashes stay,
    /// so that the chains verify, and they are asked for no more. Returns how many went.
    ///
    /// # Errors
    /// Those of writing.
    pub fn erase_payloads(
        &self,
        space: &SpaceId,
        document: &DocumentId,
    ) -> Result<u64, StoreError> {
        let Some(document) = self.document_of(space, document)? else {
            return Ok(0);
        };
        self.let_stand_alone(document)?;
        self.erase_payloads_of("SELECT id FROM record WHERE document = ?1", [document])
    }

    /// As [`Self::erase_payloads`], of a document that is not known here: only what devices of `person`
    /// wrote, since whose it is nobody can tell yet.
    ///
    /// # Errors
    /// Those of writing.
    pub fn erase_unclaimed_payloads(
        &self,
        space: &SpaceId,
        document: &DocumentId,
        person: &PersonId,
    ) -> Result<(), StoreError> {
        let Some(document) = self.document_of(space, document)? else {
            return Ok(());
        };
        let theirs = "SELECT record.id FROM record JOIN log ON log.id = record.log
                JOIN device ON device.id = log.device
             WHERE record.document = ?1
                AND device.person = (SELECT id FROM person WHERE person = ?2)";
        self.erase_payloads_of(theirs, (document, person.0))?;
        Ok(())
    }
}
