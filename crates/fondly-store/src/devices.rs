//! Devices: what they are called, when they were first seen, and where the logs of removed ones end.

use std::collections::BTreeMap;

use fondly_sync::{
    Cuts, DeviceId, DocumentId, Ends, PersonId, Record, RecordHash, SpaceId, end_by_cut,
    record::kind,
};

use crate::{
    StoreError, Tx,
    documents::DocumentState,
    logs::Presence,
    records::{Applied, DEVICE, is_full},
    tx::device_at,
};

/// What a person calls one of their own devices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceName {
    /// The name.
    pub name: String,
    /// When it came in, in seconds since 1970.
    pub since: i64,
}

impl Tx<'_> {
    /// Stores what the person calls a device, in place of the name before.
    ///
    /// # Errors
    /// Those of writing.
    pub fn put_device_name(&self, device: &DeviceId, name: &DeviceName) -> Result<(), StoreError> {
        let device = self.device_row(device)?;
        self.execute(
            "INSERT OR REPLACE INTO device_name (device, name, since) VALUES (?1, ?2, ?3)",
            (device, &name.name, name.since),
        )?;
        Ok(())
    }

    /// What the person calls their own devices.
    ///
    /// # Errors
    /// Those of reading.
    pub fn device_names(&self) -> Result<BTreeMap<DeviceId, DeviceName>, StoreError> {
        let names = self.all(
            "SELECT device.device, name, since
             FROM device_name JOIN device ON device.id = device_name.device",
            [],
            |row| {
                let name = DeviceName {
                    name: row.get(1)?,
                    since: row.get(2)?,
                };
                Ok((device_at(row, 0)?, name))
            },
        )?;
        Ok(names.into_iter().collect())
    }

    /// When the devices of a person were first heard of, where that is known.
    ///
    /// # Errors
    /// Those of reading.
    pub fn devices_seen(&self, person: &PersonId) -> Result<BTreeMap<DeviceId, i64>, StoreError> {
        let seen = self.all(
            "SELECT device, seen_at FROM device
             WHERE person = (SELECT id FROM person WHERE person = ?1) AND seen_at IS NOT NULL",
            [person.0],
            |row| Ok((device_at(row, 0)?, row.get(1)?)),
        )?;
        Ok(seen.into_iter().collect())
    }

    /// The person whose device this is or was, as far as a roster here says.
    ///
    /// # Errors
    /// Those of reading.
    pub fn person_of_device(&self, device: &DeviceId) -> Result<Option<PersonId>, StoreError> {
        self.first(
            "SELECT person.person FROM device JOIN person ON person.id = device.person
             WHERE device.device = ?1",
            [device.as_bytes()],
            |row| Ok(PersonId(row.get(0)?)),
        )
    }

    /// Ends the log of a removed device with record `seq`, unless it ends later already. Whether
    /// that changed anything.
    ///
    /// # Errors
    /// `Unknown` without the space.
    pub fn raise_cut(
        &self,
        space: &SpaceId,
        device: &DeviceId,
        seq: u64,
        hash: &RecordHash,
    ) -> Result<bool, StoreError> {
        let end = |cut: &(u64, RecordHash)| end_by_cut(space, device, cut);
        let cut = (seq, *hash);
        if (self.cuts(space)?.get(device)).is_some_and(|held| end(held) >= end(&cut)) {
            return Ok(false);
        }
        let space = self.space_row(space)?;
        let device = self.device_row(device)?;
        self.execute(
            "INSERT INTO cut (space, device, seq, hash) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (space, device) DO UPDATE SET seq = excluded.seq, hash = excluded.hash",
            (space, device, seq, hash.0),
        )?;
        Ok(true)
    }

    /// Forgets where the log of a device ends in a space, and lets what was set aside wait again.
    ///
    /// # Errors
    /// Those of writing.
    pub fn lift_cut(&self, space: &SpaceId, device: &DeviceId) -> Result<(), StoreError> {
        self.execute(
            "DELETE FROM cut WHERE space = (SELECT id FROM space WHERE space = ?1)
                AND device = (SELECT id FROM device WHERE device = ?2)",
            (space.0, device.as_bytes()),
        )?;
        self.take_back_before(space, device, i64::MAX.unsigned_abs())
    }

    /// The control records of a space that were applied, each with its device, in the order in which
    /// they were accepted.
    ///
    /// # Errors
    /// Those of reading.
    pub fn applied_controls(&self, space: &SpaceId) -> Result<Vec<(DeviceId, Record)>, StoreError> {
        let mut controls = self.all(
            "SELECT * FROM whole_record
             WHERE kind = ?2 AND applied = 1 AND block IS NOT NULL AND log IN (
                SELECT id FROM log WHERE space = (SELECT id FROM space WHERE space = ?1))
             ORDER BY row",
            (space.0, kind::CONTROL),
            |row| Ok((device_at(row, DEVICE)?, self.record_at(row)?)),
        )?;
        controls.retain(|(_, record)| is_full(record));
        Ok(controls)
    }

    /// Where the logs of removed devices end in a space.
    ///
    /// # Errors
    /// Those of reading.
    pub fn cuts(&self, space: &SpaceId) -> Result<Cuts, StoreError> {
        let cuts = self.all(
            "SELECT device.device, cut.seq, cut.hash FROM cut JOIN device ON device.id = cut.device
             WHERE cut.space = (SELECT id FROM space WHERE space = ?1)",
            [space.0],
            |row| Ok((device_at(row, 0)?, (row.get(1)?, RecordHash(row.get(2)?)))),
        )?;
        Ok(cuts.into_iter().collect())
    }

    /// The same, with what stands there in the logs that are here.
    ///
    /// # Errors
    /// Those of reading.
    pub fn ends(&self, space: &SpaceId) -> Result<Ends, StoreError> {
        let here = self.all(
            "SELECT device.device, record.hash FROM cut JOIN device ON device.id = cut.device
             JOIN log ON log.space = cut.space AND log.device = cut.device
             JOIN record ON record.log = log.id AND record.seq = cut.seq
             WHERE cut.space = (SELECT id FROM space WHERE space = ?1)",
            [space.0],
            |row| Ok((device_at(row, 0)?, RecordHash(row.get(1)?))),
        )?;
        Ok(Ends {
            cuts: self.cuts(space)?,
            here: here.into_iter().collect(),
        })
    }

    /// Sets the applied records of a log from number `first` on aside. Returns the documents that
    /// they are of.
    ///
    /// # Errors
    /// Those of writing.
    pub fn set_aside_from(
        &self,
        space: &SpaceId,
        device: &DeviceId,
        first: u64,
    ) -> Result<Vec<DocumentId>, StoreError> {
        let documents = self.all(
            "SELECT DISTINCT document.document FROM record
                JOIN log ON log.id = record.log JOIN device ON device.id = log.device
                JOIN document ON document.id = record.document
             WHERE log.space = (SELECT id FROM space WHERE space = ?1) AND device.device = ?2
                AND record.seq >= ?3 AND record.applied <> ?4",
            (space.0, device.as_bytes(), first, Applied::SetAside.code()),
            |row| Ok(DocumentId(row.get(0)?)),
        )?;
        self.execute(
            "UPDATE record SET applied = ?4, turn = NULL
             WHERE seq >= ?3 AND log = (SELECT log.id FROM log JOIN device ON device.id = log.device
                WHERE log.space = (SELECT id FROM space WHERE space = ?1) AND device.device = ?2)",
            (space.0, device.as_bytes(), first, Applied::SetAside.code()),
        )?;
        Ok(documents)
    }

    /// Lets the records of a log that were set aside and lie before `end` wait again.
    ///
    /// # Errors
    /// Those of writing.
    pub fn take_back_before(
        &self,
        space: &SpaceId,
        device: &DeviceId,
        end: u64,
    ) -> Result<(), StoreError> {
        self.execute(
            "UPDATE record SET applied = ?4
             WHERE seq < ?3 AND applied = ?5
                AND log = (SELECT log.id FROM log JOIN device ON device.id = log.device
                WHERE log.space = (SELECT id FROM space WHERE space = ?1) AND device.device = ?2)",
            (
                space.0,
                device.as_bytes(),
                end,
                Applied::Waits.code(),
                Applied::SetAside.code(),
            ),
        )?;
        Ok(())
    }

    /// The highest number of a record of `device` on whose document another device, which is not
    /// in `except`, has an applied change that came after it.
    ///
    /// # Errors
    /// Those of reading.
    pub fn built_upon(
        &self,
        space: &SpaceId,
        device: &DeviceId,
        first: u64,
    ) -> Result<Option<u64>, StoreError> {
        let highest: Option<Option<u64>> = self.first(
            "SELECT max(record.seq) FROM record
                JOIN log ON log.id = record.log JOIN device ON device.id = log.device
                JOIN record AS later ON later.document = record.document
                    AND later.log <> record.log AND later.turn > record.turn
             WHERE log.space = (SELECT id FROM space WHERE space = ?1) AND device.device = ?2
                AND record.seq >= ?3 AND record.applied = 1 AND later.applied = 1",
            (space.0, device.as_bytes(), first),
            |row| Ok(row.get(0)?),
        )?;
        Ok(highest.flatten())
    }

    /// The first record of a log from `seq` on that is signed: its number and hash.
    ///
    /// # Errors
    /// Those of reading.
    pub fn signed_from(
        &self,
        space: &SpaceId,
        device: &DeviceId,
        seq: u64,
    ) -> Result<Option<(u64, RecordHash)>, StoreError> {
        self.first(
            "SELECT record.seq, record.hash FROM record
                JOIN log ON log.id = record.log JOIN device ON device.id = log.device
             WHERE log.space = (SELECT id FROM space WHERE space = ?1) AND device.device = ?2
                AND record.seq >= ?3 AND record.signature IS NOT NULL
             ORDER BY record.seq LIMIT 1",
            (space.0, device.as_bytes(), seq),
            |row| Ok((row.get(0)?, RecordHash(row.get(1)?))),
        )
    }

    /// Notes that record `seq` of `by` erases an entry of the journal, which goes at `due`.
    ///
    /// # Errors
    /// `Unknown` without the space.
    pub fn put_erasure(
        &self,
        space: &SpaceId,
        document: &DocumentId,
        (by, seq): (&DeviceId, u64),
        due: i64,
    ) -> Result<(), StoreError> {
        let document = self.document_row(self.space_row(space)?, document)?;
        let by = self.device_row(by)?;
        self.execute(
            "INSERT INTO erasure (document, device, seq, due) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT DO NOTHING",
            (document, by, seq, due),
        )?;
        Ok(())
    }

    /// The control records of a log that were set aside, in order.
    ///
    /// # Errors
    /// Those of reading.
    pub fn controls_set_aside(
        &self,
        space: &SpaceId,
        device: &DeviceId,
    ) -> Result<Vec<Record>, StoreError> {
        let mut controls = self.all(
            "SELECT * FROM whole_record
             WHERE kind = ?3 AND applied = ?4 AND block IS NOT NULL AND log = (
                SELECT log.id FROM log JOIN device ON device.id = log.device
                WHERE log.space = (SELECT id FROM space WHERE space = ?1) AND device.device = ?2)
             ORDER BY seq",
            (
                space.0,
                device.as_bytes(),
                kind::CONTROL,
                Applied::SetAside.code(),
            ),
            |row| self.record_at(row),
        )?;
        controls.retain(is_full);
        Ok(controls)
    }

    /// Forgets that an entry was erased by another own device. Where it went for good by that, its
    /// payloads are asked for again. Whether it was erased.
    ///
    /// # Errors
    /// Those of writing.
    pub fn void_erasure(&self, space: &SpaceId, document: &DocumentId) -> Result<bool, StoreError> {
        let Some(row) = self.document_of(space, document)? else {
            return Ok(false);
        };
        let hidden = self.execute("DELETE FROM erasure WHERE document = ?1", [row])?;
        let gone = self.execute(
            "UPDATE document SET state = ?2 WHERE id = ?1 AND state = ?3",
            (
                row,
                DocumentState::Live.code(),
                DocumentState::Erased.code(),
            ),
        )?;
        if gone > 0 {
            self.execute(
                "UPDATE record SET payload = ?2, applied = ?4, turn = NULL
                 WHERE document = ?1 AND payload = ?3 AND applied = ?5",
                (
                    row,
                    Presence::Missing.code(),
                    Presence::Erased.code(),
                    Applied::Waits.code(),
                    Applied::Yes.code(),
                ),
            )?;
        }
        Ok(hidden + gone > 0)
    }

    /// Whether another own device erased an entry.
    ///
    /// # Errors
    /// Those of reading.
    pub fn is_erased(&self, space: &SpaceId, document: &DocumentId) -> Result<bool, StoreError> {
        let found = self.first(
            "SELECT 1 FROM erasure WHERE document = ?1",
            [self.document_of(space, document)?],
            |_| Ok(()),
        )?;
        Ok(found.is_some())
    }

    /// The entries that are to go by `now`, which are taken off the list.
    ///
    /// # Errors
    /// Those of writing.
    pub fn take_due_erasures(&self, now: i64) -> Result<Vec<DocumentId>, StoreError> {
        let due = self.all(
            "SELECT document.document FROM erasure JOIN document ON document.id = erasure.document
             WHERE erasure.due <= ?1",
            [now],
            |row| Ok(DocumentId(row.get(0)?)),
        )?;
        if !due.is_empty() {
            self.execute("DELETE FROM erasure WHERE due <= ?1", [now])?;
        }
        Ok(due)
    }

    /// The documents of `owner` in a space, each with whether it is erased, or will be.
    ///
    /// # Errors
    /// Those of reading.
    pub fn documents_of(
        &self,
        space: &SpaceId,
        owner: &PersonId,
    ) -> Result<Vec<(DocumentId, bool)>, StoreError> {
        self.all(
            "SELECT document,
                state <> ?3 OR EXISTS (SELECT 1 FROM erasure WHERE erasure.document = document.id)
             FROM document
             WHERE space = (SELECT id FROM space WHERE space = ?1)
                AND owner = (SELECT id FROM person WHERE person = ?2)
             ORDER BY id",
            (space.0, owner.0, DocumentState::Live.code()),
            |row| Ok((DocumentId(row.get(0)?), row.get(1)?)),
        )
    }

    /// Whether a space has a log of another device of `person` than this one.
    ///
    /// # Errors
    /// Those of reading.
    pub fn has_log_of_another(
        &self,
        space: &SpaceId,
        person: &PersonId,
        device: &DeviceId,
    ) -> Result<bool, StoreError> {
        let found = self.first(
            "SELECT 1 FROM log JOIN device ON device.id = log.device
             WHERE log.space = (SELECT id FROM space WHERE space = ?1)
                AND device.person = (SELECT id FROM person WHERE person = ?2)
                AND device.device <> ?3",
            (space.0, person.0, device.as_bytes()),
            |_| Ok(()),
        )?;
        Ok(found.is_some())
    }

    /// The live editions of `owner` in a bond that no share here is of.
    ///
    /// # Errors
    /// Those of reading.
    pub fn unclaimed_editions(
        &self,
        space: &SpaceId,
        owner: &PersonId,
    ) -> Result<Vec<DocumentId>, StoreError> {
        self.all(
            "SELECT document FROM document
             WHERE space = (SELECT id FROM space WHERE space = ?1)
                AND owner = (SELECT id FROM person WHERE person = ?2) AND state = ?3
                AND NOT EXISTS (SELECT 1 FROM share WHERE share.edition = document.id)
             ORDER BY document",
            (space.0, owner.0, DocumentState::Live.code()),
            |row| Ok(DocumentId(row.get(0)?)),
        )
    }

    /// The number of the record in which a device last told its keys and addresses in a space.
    ///
    /// # Errors
    /// Those of reading.
    pub fn space_device_seq(
        &self,
        space: &SpaceId,
        device: &DeviceId,
    ) -> Result<Option<u64>, StoreError> {
        let seq: Option<Option<u64>> = self.first(
            "SELECT seq FROM space_device
             WHERE space = (SELECT id FROM space WHERE space = ?1)
                AND device = (SELECT id FROM device WHERE device = ?2)",
            (space.0, device.as_bytes()),
            |row| Ok(row.get(0)?),
        )?;
        Ok(seq.flatten())
    }
}
