//! Documents: whose they are, whether they live, and tombstones.

use fondly_sync::{DeviceId, DocumentId, PersonId, SpaceId};

use crate::{StoreError, Tx, tx::device_at};

/// Whether a document can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentState {
    /// It can.
    Live,
    /// Its owner withdrew it.
    Retracted,
    /// It was erased.
    Erased,
}

/// A document whose creating record was applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DocumentRow {
    /// The document.
    pub document: DocumentId,
    /// The space that it is in.
    pub space: SpaceId,
    /// Whose it is; `None` if it is the space's.
    pub owner: Option<PersonId>,
    /// The device that made it.
    pub creator: DeviceId,
    /// Whether it can be read.
    pub state: DocumentState,
}

impl DocumentState {
    pub(crate) const fn code(self) -> u8 {
        match self {
            Self::Live => 0,
            Self::Retracted => 1,
            Self::Erased => 2,
        }
    }

    const fn from_code(code: u8) -> Result<Self, StoreError> {
        match code {
            0 => Ok(Self::Live),
            1 => Ok(Self::Retracted),
            2 => Ok(Self::Erased),
            _ => Err(StoreError::Corrupt),
        }
    }
}

impl Tx<'_> {
    /// Stores a document, in place of what is there of it.
    ///
    /// # Errors
    /// `Unknown` without the space.
    pub fn put_document(&self, row: &DocumentRow) -> Result<(), StoreError> {
        let space = self.space_row(&row.space)?;
        let owner = row.owner.map(|owner| self.person_row(&owner)).transpose()?;
        let creator = self.device_row(&row.creator)?;
        let document = self.document_row(space, &row.document)?;
        self.execute(
            "UPDATE document SET owner = ?2, creator = ?3, state = ?4 WHERE id = ?1",
            (document, owner, creator, row.state.code()),
        )?;
        Ok(())
    }

    /// A document; `None` if it was not stored, even where records name it.
    ///
    /// # Errors
    /// Those of reading.
    pub fn document(
        &self,
        space: &SpaceId,
        document: &DocumentId,
    ) -> Result<Option<DocumentRow>, StoreError> {
        let Some(row) = self.document_of(space, document)? else {
            return Ok(None);
        };
        self.first(
            "SELECT device.device, person.person, document.state
             FROM document JOIN device ON device.id = document.creator
                LEFT JOIN person ON person.id = document.owner
             WHERE document.id = ?1 AND document.state IS NOT NULL",
            [row],
            |row| {
                Ok(DocumentRow {
                    document: *document,
                    space: *space,
                    owner: row.get::<_, Option<_>>(1)?.map(PersonId),
                    creator: device_at(row, 0)?,
                    state: DocumentState::from_code(row.get(2)?)?,
                })
            },
        )
    }

    /// Sets whether a document can be read.
    ///
    /// # Errors
    /// `Unknown` if it was not stored.
    pub fn set_document_state(
        &self,
        space: &SpaceId,
        document: &DocumentId,
        state: DocumentState,
    ) -> Result<(), StoreError> {
        let document = self.document_of(space, document)?;
        let changed = self.execute(
            "UPDATE document SET state = ?2 WHERE id = ?1 AND state IS NOT NULL",
            (document, state.code()),
        )?;
        if changed == 0 {
            Err(StoreError::Unknown { what: "document" })
        } else {
            Ok(())
        }
    }

    /// Notes that a device withdrew a document, which need not be here. Whether the device may do
    /// so is judged when its owner is known.
    ///
    /// # Errors
    /// `Unknown` without the space.
    pub fn add_tombstone(
        &self,
        space: &SpaceId,
        document: &DocumentId,
        by: &DeviceId,
    ) -> Result<(), StoreError> {
        let space = self.space_row(space)?;
        let document = self.document_row(space, document)?;
        let by = self.device_row(by)?;
        self.execute(
            "INSERT INTO tombstone (document, device) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
            (document, by),
        )?;
        Ok(())
    }

    /// The devices that withdrew a document, ascending.
    ///
    /// # Errors
    /// Those of reading.
    pub fn tombstones(
        &self,
        space: &SpaceId,
        document: &DocumentId,
    ) -> Result<Vec<DeviceId>, StoreError> {
        self.all(
            "SELECT device.device FROM tombstone JOIN device ON device.id = tombstone.device
             WHERE tombstone.document = ?1 ORDER BY device.device",
            [self.document_of(space, document)?],
            |row| device_at(row, 0),
        )
    }

    /// Whether any device withdrew a document.
    ///
    /// # Errors
    /// Those of reading.
    pub fn is_retracted(&self, space: &SpaceId, document: &DocumentId) -> Result<bool, StoreError> {
        Ok(!self.tombstones(space, document)?.is_empty())
    }
}
