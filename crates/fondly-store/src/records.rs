//! Reading logs: ends, runs, records of a document, records that wait.

use std::collections::BTreeMap;

use fondly_crypto::Signature;
use fondly_sync::{
    Content, DeviceId, DocumentId, HoleRange, Item, Owner, PersonId, Record, RecordHash, SpaceId,
    Subject, Tip, Tips,
    record::{kind, log_start},
};
use rusqlite::Row;

use crate::{StoreError, Tx, tx::device_at};

/// Bytes of a record that are not its body, about.
const RECORD_BYTES: usize = 64;

/// What became of an accepted record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applied {
    /// Something that it needs is not here.
    Waits,
    /// It is part of its document.
    Yes,
    /// A later program may understand it.
    NotUnderstood,
    /// It breaks a rule, for ever.
    Refused,
    /// It lies beyond the end of a removed device's log.
    SetAside,
}

impl Applied {
    pub(crate) const fn code(self) -> u8 {
        match self {
            Self::Waits => 0,
            Self::Yes => 1,
            Self::NotUnderstood => 2,
            Self::Refused => 3,
            Self::SetAside => 4,
        }
    }
}

impl Tx<'_> {
    /// The ends of the logs of a space, holes included. Empty if the space is not here.
    ///
    /// # Errors
    /// Those of reading.
    pub fn tips(&self, space: &SpaceId) -> Result<Tips, StoreError> {
        let mut tips = self.tips_of(space, None)?;
        for (lost, hole) in self.lost_records(space)? {
            if let Some(tip) = tips.get_mut(&lost) {
                tip.holes.push(hole);
                tip.holes.sort_unstable_by_key(|hole| hole.first);
            }
        }
        Ok(tips)
    }

    /// The end of the log of a device in a space; records that were lost from between others are not
    /// among its holes.
    ///
    /// # Errors
    /// Those of reading.
    pub fn tip(&self, space: &SpaceId, device: &DeviceId) -> Result<Tip, StoreError> {
        let tip = self.tips_of(space, Some(device))?.remove(device);
        Ok(tip.unwrap_or_else(|| Tip::empty(space, device)))
    }

    fn tips_of(&self, space: &SpaceId, device: Option<&DeviceId>) -> Result<Tips, StoreError> {
        let only = device.map(DeviceId::as_bytes);
        let mut tips: Tips = BTreeMap::new();
        self.each(
            "SELECT device.device, record.seq + 1, record.hash
             FROM log JOIN device ON device.id = log.device JOIN record ON record.log = log.id
             WHERE log.space = (SELECT id FROM space WHERE space = ?1)
                AND (?2 IS NULL OR device.device = ?2)
                AND record.seq = (SELECT max(seq) FROM record WHERE log = log.id)",
            (space.0, only),
            |row| {
                let hash = RecordHash(row.get(2)?);
                let tip = Tip {
                    next: row.get(1)?,
                    hash,
                    holes: Vec::new(),
                };
                tips.insert(device_at(row, 0)?, tip);
                Ok(true)
            },
        )?;
        // No hole is asked for once a device of its author has withdrawn the document, even where
        // the document itself is not known here.
        self.each(
            "SELECT device.device, record.seq
             FROM log JOIN device ON device.id = log.device
                JOIN record ON record.log = log.id AND record.payload = 1
             WHERE log.space = (SELECT id FROM space WHERE space = ?1)
                AND (?2 IS NULL OR device.device = ?2)
                AND NOT EXISTS (
                    SELECT 1 FROM tombstone JOIN device AS by ON by.id = tombstone.device
                    WHERE tombstone.document = record.document
                        AND (by.id = device.id OR by.person = device.person))
             ORDER BY record.seq",
            (space.0, only),
            |row| {
                let seq: u64 = row.get(1)?;
                if let Some(tip) = tips.get_mut(&device_at(row, 0)?) {
                    add_hole(&mut tip.holes, seq);
                }
                Ok(true)
            },
        )?;
        Ok(tips)
    }

    /// Records of a log from `first` on, and the hash before them, for sending. They end where a
    /// signature stands, or the cut of a removed device, and a run of one version can end: at the last such place within the
    /// limits, or else at the first one beyond them. None where `first` is beyond the end.
    ///
    /// # Errors
    /// Those of reading.
    pub fn records(
        &self,
        space: &SpaceId,
        device: &DeviceId,
        first: u64,
        records_max: usize,
        bytes_max: usize,
    ) -> Result<(RecordHash, Vec<Record>), StoreError> {
        let log: Option<i64> = self.first(
            "SELECT log.id FROM log JOIN device ON device.id = log.device
             WHERE log.space = (SELECT id FROM space WHERE space = ?1) AND device.device = ?2",
            (space.0, device.as_bytes()),
            |row| Ok(row.get(0)?),
        )?;
        let mut prev = log_start(space, device);
        if let Some(before) = first.checked_sub(1) {
            let hash = self.first(
                "SELECT hash FROM record WHERE log = ?1 AND seq = ?2",
                (log, before),
                |row| Ok(RecordHash(row.get(0)?)),
            )?;
            let Some(hash) = hash else {
                return Ok((self.tip(space, device)?.hash, Vec::new()));
            };
            prev = hash;
        }
        let cut = self.cuts(space)?.remove(device);
        let (mut records, mut bytes, mut signed) = (Vec::<Record>::new(), 0, 0);
        self.each(
            "SELECT * FROM whole_record WHERE log = ?1 AND seq >= ?2 ORDER BY seq",
            (log, first),
            |row| {
                let record = self.record_at(row)?;
                let size = RECORD_BYTES + body_bytes(&record);
                let one_version = records
                    .first()
                    .is_none_or(|head| head.version == record.version);
                let within = records.len() < records_max && bytes + size <= bytes_max;
                if signed > 0 && !(within && one_version) {
                    return Ok(false);
                }
                bytes += size;
                let ends = record.signature.is_some() || cut == Some((record.seq, record.hash));
                records.push(record);
                if ends {
                    signed = records.len();
                }
                Ok(true)
            },
        )?;
        records.truncate(signed);
        Ok((prev, records))
    }

    /// Records of a log before number `before`, the last one first.
    ///
    /// # Errors
    /// Those of reading.
    pub fn records_before(
        &self,
        space: &SpaceId,
        device: &DeviceId,
        before: u64,
        most: usize,
    ) -> Result<Vec<Record>, StoreError> {
        self.all(
            "SELECT * FROM whole_record WHERE seq < ?3 AND log = (
                SELECT log.id FROM log JOIN device ON device.id = log.device
                WHERE log.space = (SELECT id FROM space WHERE space = ?1) AND device.device = ?2)
             ORDER BY seq DESC LIMIT ?4",
            (space.0, device.as_bytes(), before, most),
            |row| self.record_at(row),
        )
    }

    /// Notes what became of an accepted record.
    ///
    /// # Errors
    /// `Unknown` if it is not here.
    pub fn set_applied(
        &self,
        space: &SpaceId,
        device: &DeviceId,
        seq: u64,
        applied: Applied,
    ) -> Result<(), StoreError> {
        let log = self.first(
            "SELECT log.id FROM log JOIN device ON device.id = log.device
             WHERE log.space = (SELECT id FROM space WHERE space = ?1) AND device.device = ?2",
            (space.0, device.as_bytes()),
            |row| Ok(row.get(0)?),
        )?;
        self.set_applied_row(
            log.ok_or(StoreError::Unknown { what: "log" })?,
            seq,
            applied,
        )
    }

    /// The turn of a record that is applied follows those of its document, so that changes which
    /// waited stand behind the ones that they waited for.
    pub(crate) fn set_applied_row(
        &self,
        log: i64,
        seq: u64,
        applied: Applied,
    ) -> Result<(), StoreError> {
        let changed = self.execute(
            "UPDATE record SET applied = ?3, turn = CASE
                WHEN ?3 <> 1 OR document IS NULL THEN NULL
                ELSE coalesce(turn, (SELECT 1 + coalesce(max(other.turn), 0) FROM record AS other
                    WHERE other.document = record.document))
                END
             WHERE log = ?1 AND seq = ?2",
            (log, seq, applied.code()),
        )?;
        if changed == 0 {
            Err(StoreError::Unknown { what: "record" })
        } else {
            Ok(())
        }
    }

    /// The records of a space that were not understood, in the order in which they were accepted.
    ///
    /// # Errors
    /// Those of reading.
    pub fn not_understood(&self, space: &SpaceId) -> Result<Vec<(DeviceId, Record)>, StoreError> {
        self.pending(space, Applied::NotUnderstood)
    }

    fn pending(
        &self,
        space: &SpaceId,
        applied: Applied,
    ) -> Result<Vec<(DeviceId, Record)>, StoreError> {
        self.all(
            "SELECT * FROM whole_record
             WHERE applied IN (0, 2) AND applied = ?2 AND log IN (
                SELECT id FROM log WHERE space = (SELECT id FROM space WHERE space = ?1))
             ORDER BY row",
            (space.0, applied.code()),
            |row| Ok((device_at(row, DEVICE)?, self.record_at(row)?)),
        )
    }

    /// The applied changes of a document whose payloads are here, in the order in which they were
    /// applied: the creating one first.
    ///
    /// # Errors
    /// Those of reading.
    pub fn changes(
        &self,
        space: &SpaceId,
        document: &DocumentId,
    ) -> Result<Vec<(DeviceId, Record)>, StoreError> {
        let Some(document) = self.document_of(space, document)? else {
            return Ok(Vec::new());
        };
        let mut changes = self.all(
            "SELECT * FROM whole_record
             WHERE document_row = ?1 AND kind IN (?2, ?3) AND applied = 1 AND block IS NOT NULL
             ORDER BY turn",
            (document, kind::CREATE, kind::CHANGE),
            |row| Ok((device_at(row, DEVICE)?, self.record_at(row)?)),
        )?;
        changes.retain(|(_, record)| is_full(record));
        Ok(changes)
    }

    /// Whether a record that creates a document was applied.
    ///
    /// # Errors
    /// Those of reading.
    pub fn has_creation(&self, space: &SpaceId, document: &DocumentId) -> Result<bool, StoreError> {
        let document = self.document_of(space, document)?;
        let found = self.first(
            "SELECT 1 FROM record WHERE document = ?1 AND kind = ?2 AND applied = 1",
            (document, kind::CREATE),
            |_| Ok(()),
        )?;
        Ok(found.is_some())
    }

    /// Whether a record of a device of `person` is here that creates a document, also without what it says.
    ///
    /// # Errors
    /// Those of reading.
    pub fn is_named_by_creation(
        &self,
        space: &SpaceId,
        document: &DocumentId,
        person: &PersonId,
    ) -> Result<bool, StoreError> {
        let document = self.document_of(space, document)?;
        let found = self.first(
            "SELECT 1 FROM record JOIN log ON log.id = record.log JOIN device ON device.id = log.device
             WHERE record.document = ?1 AND record.kind = ?2
                AND device.person = (SELECT id FROM person WHERE person = ?3)",
            (document, kind::CREATE, person.0),
            |_| Ok(()),
        )?;
        Ok(found.is_some())
    }

    /// Reads a row of the view `whole_record`.
    pub(crate) fn record_at(&self, row: &Row<'_>) -> Result<Record, StoreError> {
        let document = row
            .get::<_, Option<[u8; 16]>>(4)?
            .map_or(DocumentId::NONE, DocumentId);
        let subject = match row.get(3)? {
            kind::CREATE => Subject::Create {
                owner: match row.get(5)? {
                    0u8 => Owner::Author,
                    1 => Owner::Space,
                    _ => return Err(StoreError::Corrupt),
                },
                nonce: row.get(6)?,
            },
            kind::CHANGE => Subject::Change { document },
            kind::CONTROL => Subject::Control,
            kind => Subject::Unknown { kind, document },
        };
        let content = match self.payload(row.get(11)?, row.get(9)?)? {
            Some(payload) => Content::Full(payload),
            None => Content::Hole(row.get(8)?),
        };
        Ok(Record {
            version: row.get(0)?,
            seq: row.get(1)?,
            hash: RecordHash(row.get(2)?),
            document,
            item: Item { subject, content },
            signature: row.get::<_, Option<[u8; 64]>>(7)?.map(Signature),
        })
    }
}

/// The column of the device in `whole_record`.
pub(crate) const DEVICE: usize = 10;

/// Whether the payload of a record is here, and was not lost with a part of the disk.
pub(crate) const fn is_full(record: &Record) -> bool {
    matches!(record.item.content, Content::Full(_))
}

fn body_bytes(record: &Record) -> usize {
    match &record.item.content {
        Content::Full(payload) => payload.body.len(),
        Content::Hole(_) => 0,
    }
}

/// Adds a number that is higher than those before.
fn add_hole(holes: &mut Vec<HoleRange>, seq: u64) {
    match holes.last_mut() {
        Some(last) if last.first + last.count == seq => last.count += 1,
        _ => holes.push(HoleRange {
            first: seq,
            count: 1,
        }),
    }
}
