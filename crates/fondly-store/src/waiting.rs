//! Records that wait for something that may come.

use fondly_sync::{DeviceId, DocumentId, Record, SpaceId, record::kind};

use crate::{StoreError, Tx, records::Applied, tx::device_at};

/// The place of a record that waits. Of a hostile partner there may be very many, and large ones:
/// they are read one by one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WaitingAt {
    /// Whose log it is in.
    pub device: DeviceId,
    /// Its number there.
    pub seq: u64,
    /// The document that it changes; none of a control.
    pub document: Option<DocumentId>,
}

impl Tx<'_> {
    /// The places of records that wait in a space and whose payload is here, in the order in which
    /// they were accepted: controls, and changes of documents that are here.
    ///
    /// # Errors
    /// Those of reading.
    pub fn waiting(&self, space: &SpaceId) -> Result<Vec<WaitingAt>, StoreError> {
        self.all(
            "SELECT device.device, record.seq, document.document
             FROM record
                JOIN log ON log.id = record.log JOIN device ON device.id = log.device
                LEFT JOIN document ON document.id = record.document
             WHERE record.applied IN (0, 2) AND record.applied = ?2
                AND log.space = (SELECT id FROM space WHERE space = ?1)
                AND (record.kind = ?3 OR document.state IS NOT NULL)
                AND EXISTS (SELECT 1 FROM block WHERE block.id = record.block)
             ORDER BY record.id",
            (space.0, Applied::Waits.code(), kind::CONTROL),
            |row| {
                Ok(WaitingAt {
                    device: device_at(row, 0)?,
                    seq: row.get(1)?,
                    document: row.get::<_, Option<_>>(2)?.map(DocumentId),
                })
            },
        )
    }

    /// A record that waits. `None` where there is none any more.
    ///
    /// # Errors
    /// Those of reading.
    pub fn waiting_record(
        &self,
        space: &SpaceId,
        at: &WaitingAt,
    ) -> Result<Option<Record>, StoreError> {
        self.first(
            "SELECT * FROM whole_record
             WHERE seq = ?3 AND applied = ?4 AND log = (
                SELECT log.id FROM log JOIN device ON device.id = log.device
                WHERE log.space = (SELECT id FROM space WHERE space = ?1)
                    AND device.device = ?2)",
            (space.0, at.device.as_bytes(), at.seq, Applied::Waits.code()),
            |row| self.record_at(row),
        )
    }
}
