//! What was shared into a bond, as the logs say it, and who has erased what was withdrawn.

use fondly_sync::{DeviceId, DocumentId, PersonId, SpaceId};

use crate::{DocumentState, StoreError, Tx, records::Applied, tx::device_at};

/// An edition as the logs of a bond have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditionRow {
    /// The edition.
    pub document: DocumentId,
    /// The device that made it.
    pub creator: DeviceId,
    /// The number of the creating record in its log.
    pub seq: u64,
    /// When it was made, as the record says; `None` once it is erased.
    pub since: Option<i64>,
    /// How many records it has: 1 and one for each change.
    pub revision: u64,
    /// Whether it was withdrawn.
    pub withdrawn: bool,
}

impl Tx<'_> {
    /// The editions of `owner` in a bond, the first made first; withdrawn ones too, also where their
    /// payloads never came here.
    ///
    /// # Errors
    /// Those of reading.
    pub fn editions(
        &self,
        space: &SpaceId,
        owner: &PersonId,
    ) -> Result<Vec<EditionRow>, StoreError> {
        self.all(
            "SELECT document.document, device.device, made.seq, made.id, made.block,
                (SELECT count(*) FROM record
                    WHERE record.document = document.id AND record.applied = ?3),
                document.state IS NULL OR document.state = ?4
             FROM document
                JOIN record AS made ON made.document = document.id AND made.nonce IS NOT NULL
                JOIN log ON log.id = made.log JOIN device ON device.id = log.device
                JOIN person ON person.id = device.person
             WHERE document.space = (SELECT id FROM space WHERE space = ?1)
                AND person.person = ?2
                AND CASE WHEN document.state IS NOT NULL
                    THEN document.owner = person.id AND made.applied = ?3
                    ELSE made.applied <> ?5 AND EXISTS (
                        SELECT 1 FROM tombstone JOIN device AS by ON by.id = tombstone.device
                        WHERE tombstone.document = document.id AND by.person = person.id)
                    END
             ORDER BY document.id",
            (
                space.0,
                owner.0,
                Applied::Yes.code(),
                DocumentState::Retracted.code(),
                Applied::SetAside.code(),
            ),
            |row| {
                Ok(EditionRow {
                    document: DocumentId(row.get(0)?),
                    creator: device_at(row, 1)?,
                    seq: row.get(2)?,
                    since: self
                        .payload(row.get(3)?, row.get(4)?)?
                        .map(|it| it.written_at),
                    revision: row.get(5)?,
                    withdrawn: row.get(6)?,
                })
            },
        )
    }

    /// Notes that a device says that it has erased a withdrawn document.
    ///
    /// # Errors
    /// `Unknown` without the space.
    pub fn put_receipt(
        &self,
        space: &SpaceId,
        document: &DocumentId,
        by: &DeviceId,
    ) -> Result<(), StoreError> {
        let space = self.space_row(space)?;
        let document = self.document_row(space, document)?;
        let by = self.device_row(by)?;
        self.execute(
            "INSERT INTO receipt (document, device) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
            (document, by),
        )?;
        Ok(())
    }

    /// The devices that have erased a withdrawn document, ascending.
    ///
    /// # Errors
    /// Those of reading.
    pub fn receipts(
        &self,
        space: &SpaceId,
        document: &DocumentId,
    ) -> Result<Vec<DeviceId>, StoreError> {
        self.all(
            "SELECT device.device FROM receipt JOIN device ON device.id = receipt.device
             WHERE receipt.document = ?1 ORDER BY device.device",
            [self.document_of(space, document)?],
            |row| device_at(row, 0),
        )
    }

    /// The documents that others withdrew in a space and for which `device` gave no receipt yet,
    /// ascending, at most `most`.
    ///
    /// # Errors
    /// Those of reading.
    pub fn owed_receipts(
        &self,
        space: &SpaceId,
        me: &PersonId,
        device: &DeviceId,
        most: usize,
    ) -> Result<Vec<DocumentId>, StoreError> {
        self.all(
            "SELECT document FROM document
             WHERE space = (SELECT id FROM space WHERE space = ?1)
                AND id IN (SELECT tombstone.document
                    FROM tombstone JOIN device ON device.id = tombstone.device
                    WHERE device.person <> (SELECT id FROM person WHERE person = ?2))
                AND (state IS NULL
                    OR state = ?4 AND owner <> (SELECT id FROM person WHERE person = ?2))
                AND NOT EXISTS (SELECT 1 FROM receipt WHERE receipt.document = document.id
                    AND receipt.device = (SELECT id FROM device WHERE device = ?3))
             ORDER BY document LIMIT ?5",
            (
                space.0,
                me.0,
                device.as_bytes(),
                DocumentState::Retracted.code(),
                most,
            ),
            |row| Ok(DocumentId(row.get(0)?)),
        )
    }
}
