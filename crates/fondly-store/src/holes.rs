//! What should be here and is not: payloads that have not come, or were lost with a part of the disk.

use fondly_sync::{
    Content, DeviceId, HoleRange, PersonId, Record, RecordHash, SpaceId, VerifiedRun,
    codec::{decode, encode},
    record::Place,
};

use crate::{StoreError, Tx, logs::Presence, records::Applied, tx::device_at};

/// Where the last look at a part of the records ended.
const LOOKED: &str = "looked";

/// A record that is here, as far as one that comes again needs it.
struct Held {
    row: i64,
    hash: RecordHash,
    missing: bool,
    waits: bool,
}

impl Tx<'_> {
    /// Takes payloads that are missing here from a run whose records are here, and records that were
    /// lost from between others. Returns those that are to be applied, in order: what was applied
    /// before its payload was lost still counts. Another history than the one here gives nothing.
    ///
    /// # Errors
    /// `Unknown` without the space, those of writing.
    pub fn fill_run(&self, run: &VerifiedRun, seen_at: i64) -> Result<Vec<Record>, StoreError> {
        let (space, device) = (run.space(), run.device());
        let row = self.space_row(space)?;
        let log = match self.open_log(row, device) {
            Err(StoreError::Frozen) => return Ok(Vec::new()),
            log => log?,
        };
        let (next, _) = self.end(log, space, device)?;
        let mut new = Vec::new();
        let mut found = false;
        for record in run.records().iter().filter(|record| record.seq < next) {
            match self.record_held(log, record.seq)? {
                Some(held) if held.hash != record.hash => break,
                Some(held) if held.missing => {
                    let Content::Full(payload) = &record.item.content else {
                        continue;
                    };
                    self.fill_payload(row, held.row, payload)?;
                    if held.waits {
                        new.push(record.clone());
                    }
                }
                Some(_) => {}
                None if self.fits(log, (space, device), record)? => {
                    self.insert_record(row, log, record, seen_at)?;
                    new.push(record.clone());
                    found = true;
                }
                None => {}
            }
        }
        if found {
            self.look_for_gaps(log)?;
        }
        tracing::debug!(space = ?space, device = ?device, records = new.len(), "filled holes");
        Ok(new)
    }

    /// Looks through all records for what should be here and is not: payloads, and records between
    /// others. All of that is asked for from then on. Returns how many payloads those are.
    ///
    /// # Errors
    /// Those of writing.
    pub fn look_for_lost(&self) -> Result<u64, StoreError> {
        let lost = self.execute(
            "UPDATE record SET payload = ?2, block = NULL WHERE payload = ?1
                AND NOT EXISTS (SELECT 1 FROM block WHERE block.id = record.block)",
            (Presence::Here.code(), Presence::Missing.code()),
        )?;
        for log in self.all("SELECT id FROM log", [], |row| Ok(row.get(0)?))? {
            self.look_for_gaps(log)?;
        }
        Ok(lost as u64)
    }

    /// Looks through the next `records_max` records, from where the last look ended, and begins again once
    /// all were looked through. Where something is lost that was not known to be, it looks through all, as
    /// [`Tx::look_for_lost`]. Returns how many payloads are lost.
    ///
    /// # Errors
    /// Those of writing.
    pub fn look_on(&self, records_max: u64) -> Result<u64, StoreError> {
        let mark = self.note(LOOKED)?.unwrap_or_default();
        let begin: (i64, u64) = decode(&mark, mark.len()).unwrap_or_default();
        let (mut next, mut left) = ((0, 0), records_max);
        let logs = self.all(
            "SELECT id FROM log WHERE id >= ?1 ORDER BY id",
            [begin.0],
            |row| Ok(row.get(0)?),
        )?;
        for log in logs {
            let first = if log == begin.0 { begin.1 } else { 0 };
            let (count, behind, whole) = self.looks_whole(log, first, left)?;
            if !whole {
                return self.look_for_lost();
            }
            left -= count;
            if left == 0 {
                next = (log, behind);
                break;
            }
        }
        if next != begin {
            self.put_note(LOOKED, &encode(&next))?;
        }
        Ok(0)
    }

    /// How many records, of at most `records_max`, a log has from `first` on, the number behind the last of
    /// them, and whether all is there that should be, but for what is known to be lost.
    fn looks_whole(
        &self,
        log: i64,
        first: u64,
        records_max: u64,
    ) -> Result<(u64, u64, bool), StoreError> {
        let seen = self.first(
            "WITH seen AS (
                SELECT seq, payload = ?4 AND NOT EXISTS (
                    SELECT 1 FROM block WHERE block.id = record.block) AS lost
                FROM record WHERE log = ?1 AND seq >= ?2 ORDER BY seq LIMIT ?3)
             SELECT count(*), max(seq), sum(lost) FROM seen",
            (log, first, records_max, Presence::Here.code()),
            |row| {
                let last: Option<u64> = row.get(1)?;
                Ok((row.get::<_, u64>(0)?, last, row.get::<_, Option<u64>>(2)?))
            },
        )?;
        let Some((count, Some(last), lost)) = seen else {
            return Ok((0, first, true));
        };
        let known = self.first(
            "SELECT sum(count) FROM gap WHERE log = ?1 AND first BETWEEN ?2 AND ?3",
            (log, first, last),
            |row| Ok(row.get::<_, Option<u64>>(0)?.unwrap_or_default()),
        )?;
        let there = first + count + known.unwrap_or_default();
        Ok((count, last + 1, lost == Some(0) && there == last + 1))
    }

    /// Notes which records of a log were lost from between others. A log whose records are all there
    /// has as many as its last number says.
    fn look_for_gaps(&self, log: i64) -> Result<(), StoreError> {
        self.execute("DELETE FROM gap WHERE log = ?1", [log])?;
        let whole = self.first(
            "SELECT count(*) > max(seq) FROM record WHERE log = ?1",
            [log],
            |row| Ok(row.get::<_, Option<bool>>(0)?),
        )?;
        if whole.flatten() != Some(false) {
            return Ok(());
        }
        self.execute(
            "INSERT INTO gap (log, first, count)
             SELECT ?1, first, seq - first FROM (
                SELECT seq, 1 + lag(seq, 1, -1) OVER (ORDER BY seq) AS first
                FROM record WHERE log = ?1)
             WHERE seq > first",
            [log],
        )?;
        Ok(())
    }

    /// The records that were lost from between others, of each log where some were.
    ///
    /// # Errors
    /// Those of reading.
    pub(crate) fn lost_records(
        &self,
        space: &SpaceId,
    ) -> Result<Vec<(DeviceId, HoleRange)>, StoreError> {
        self.all(
            "SELECT device.device, gap.first, gap.count
             FROM gap JOIN log ON log.id = gap.log JOIN device ON device.id = log.device
             WHERE log.space = (SELECT id FROM space WHERE space = ?1)
             ORDER BY gap.first",
            [space.0],
            |row| {
                let (first, count) = (row.get(1)?, row.get(2)?);
                Ok((device_at(row, 0)?, HoleRange { first, count }))
            },
        )
    }

    fn record_held(&self, log: i64, seq: u64) -> Result<Option<Held>, StoreError> {
        self.first(
            "SELECT id, hash, payload = ?3, applied = ?4 FROM record WHERE log = ?1 AND seq = ?2",
            (log, seq, Presence::Missing.code(), Applied::Waits.code()),
            |row| {
                Ok(Held {
                    row: row.get(0)?,
                    hash: RecordHash(row.get(1)?),
                    missing: row.get(2)?,
                    waits: row.get(3)?,
                })
            },
        )
    }

    /// Whether the record behind, which is here, names this one as the one before it.
    fn fits(
        &self,
        log: i64,
        (space, device): (&SpaceId, &DeviceId),
        record: &Record,
    ) -> Result<bool, StoreError> {
        let behind = self.first(
            "SELECT * FROM whole_record WHERE log = ?1 AND seq = ?2",
            (log, record.seq + 1),
            |row| self.record_at(row),
        )?;
        let person: Option<PersonId> = self.person_of_device(device)?;
        let (Some(behind), Some(person)) = (behind, person) else {
            return Ok(false);
        };
        let place = Place {
            space: *space,
            device: *device,
            seq: behind.seq,
            prev: record.hash,
        };
        Ok(behind.item.hash_at(behind.version, &place, &person) == behind.hash)
    }
}
