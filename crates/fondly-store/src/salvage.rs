//! A home that was put back from a copy: its own log is cut back, and what it wrote is kept aside.

use fondly_sync::{DeviceId, DocumentId, RecordHash, SpaceId, record::kind};

use crate::{StoreError, Tx, tx::device_at};

impl Tx<'_> {
    /// The hash of one record; `None` if it is not here.
    ///
    /// # Errors
    /// Those of reading.
    pub fn record_hash(
        &self,
        space: &SpaceId,
        device: &DeviceId,
        seq: u64,
    ) -> Result<Option<RecordHash>, StoreError> {
        self.first(
            "SELECT record.hash FROM record JOIN log ON log.id = record.log
             WHERE log.space = (SELECT id FROM space WHERE space = ?1)
                AND log.device = (SELECT id FROM device WHERE device = ?2) AND record.seq = ?3",
            (space.0, device.as_bytes(), seq),
            |row| Ok(RecordHash(row.get(0)?)),
        )
    }

    /// Takes the records of a log from number `first` on out, with the documents that they create
    /// and the views of those. Whoever calls has kept aside what is in them.
    ///
    /// # Errors
    /// `Unknown` without the space.
    pub fn truncate_log(
        &self,
        space: &SpaceId,
        device: &DeviceId,
        first: u64,
    ) -> Result<(), StoreError> {
        let row = self.space_row(space)?;
        let device_row = self.device_row(device)?;
        let created = self.all(
            "SELECT document.document FROM record
                JOIN log ON log.id = record.log JOIN document ON document.id = record.document
             WHERE log.space = ?1 AND log.device = ?2 AND record.seq >= ?3 AND record.kind = ?4",
            (row, device_row, first, kind::CREATE),
            |row| Ok(DocumentId(row.get(0)?)),
        )?;
        for document in created {
            self.remove_entry(&document)?;
            self.execute(
                "UPDATE document SET state = NULL, owner = NULL WHERE id = ?1",
                [self.find_document(row, &document)?],
            )?;
        }
        let log = "(SELECT id FROM log WHERE space = ?1 AND device = ?2)";
        self.erase_payloads_of(
            &format!("SELECT id FROM record WHERE log = {log} AND seq >= ?3"),
            (row, device_row, first),
        )?;
        self.execute(
            &format!("DELETE FROM record WHERE log = {log} AND seq >= ?3"),
            (row, device_row, first),
        )?;
        self.execute(
            &format!("DELETE FROM gap WHERE log = {log} AND first >= ?3"),
            (row, device_row, first),
        )?;
        Ok(())
    }

    /// Keeps something aside that is to be written again.
    ///
    /// # Errors
    /// Those of writing.
    pub fn put_salvage(&self, item: &[u8]) -> Result<(), StoreError> {
        self.execute("INSERT INTO salvage (item) VALUES (?1)", [item])?;
        Ok(())
    }

    /// What was kept aside, the oldest first; it is taken off the list.
    ///
    /// # Errors
    /// Those of writing.
    pub fn take_salvage(&self) -> Result<Vec<Vec<u8>>, StoreError> {
        let items = self.all("SELECT item FROM salvage ORDER BY id", [], |row| {
            Ok(row.get(0)?)
        })?;
        self.execute("DELETE FROM salvage", [])?;
        Ok(items)
    }

    /// Notes that this home was `device` before, whose log in a space others may hold more of.
    ///
    /// # Errors
    /// `Unknown` without the space.
    pub fn put_former(&self, space: &SpaceId, device: &DeviceId) -> Result<(), StoreError> {
        let space = self.space_row(space)?;
        let device = self.device_row(device)?;
        self.execute(
            "INSERT INTO former (space, device) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
            (space, device),
        )?;
        Ok(())
    }

    /// A device that this home was before, and whose log in a space is not settled.
    ///
    /// # Errors
    /// Those of reading.
    pub fn former(&self, space: &SpaceId) -> Result<Option<DeviceId>, StoreError> {
        self.first(
            "SELECT device.device FROM former JOIN device ON device.id = former.device
             WHERE former.space = (SELECT id FROM space WHERE space = ?1)",
            [space.0],
            |row| device_at(row, 0),
        )
    }

    /// The log of a device that this home was before is settled.
    ///
    /// # Errors
    /// Those of writing.
    pub fn remove_former(&self, space: &SpaceId, device: &DeviceId) -> Result<(), StoreError> {
        self.execute(
            "DELETE FROM former WHERE space = (SELECT id FROM space WHERE space = ?1)
                AND device = (SELECT id FROM device WHERE device = ?2)",
            (space.0, device.as_bytes()),
        )?;
        Ok(())
    }

    /// Forgets the value under a name.
    ///
    /// # Errors
    /// Those of writing.
    pub fn remove_note(&self, name: &str) -> Result<(), StoreError> {
        self.execute("DELETE FROM note WHERE name = ?1", [name])?;
        Ok(())
    }
}
