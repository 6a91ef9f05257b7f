//! Shares: which entries of mine are held for, or were shared into, which bonds.

use fondly_sync::{DeviceId, DocumentId, SpaceId};
use rusqlite::Row;

use crate::{StoreError, Tx, tx::device_at};

pub(crate) const OF_EDITION: &str =
    "SELECT * FROM whole_share WHERE edition IN (SELECT id FROM named WHERE document = ?1)";

/// How far sharing an entry with one bond has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShareState {
    /// It leaves after the hold.
    Held,
    /// It can be read there.
    Shared,
    /// It was shared, and withdrawn.
    Withdrawn,
    /// It was taken back before it left.
    Cancelled,
}

/// An entry of mine in one bond.
#[derive(Clone, PartialEq, Eq)]
pub struct ShareRow {
    /// The entry, in the journal.
    pub entry: DocumentId,
    /// The bond.
    pub space: SpaceId,
    /// Its edition there.
    pub edition: Option<DocumentId>,
    /// The heads of the entry from which the edition was taken.
    pub heads: Vec<[u8; 32]>,
    /// The part that was shared; `None` for the whole.
    pub part: Option<String>,
    /// How far it has come.
    pub state: ShareState,
    /// When it leaves.
    pub hold_until: Option<i64>,
    /// When it left.
    pub shared_at: Option<i64>,
    /// The device that wrote it, which alone lets it leave.
    pub by_device: DeviceId,
}

impl std::fmt::Debug for ShareRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "ShareRow({:?} in {:?}, {:?})",
            self.entry, self.space, self.state
        )
    }
}

impl ShareState {
    const fn code(self) -> u8 {
        match self {
            Self::Held => 0,
            Self::Shared => 1,
            Self::Withdrawn => 2,
            Self::Cancelled => 3,
        }
    }

    const fn from_code(code: u8) -> Result<Self, StoreError> {
        match code {
            0 => Ok(Self::Held),
            1 => Ok(Self::Shared),
            2 => Ok(Self::Withdrawn),
            3 => Ok(Self::Cancelled),
            _ => Err(StoreError::Corrupt),
        }
    }
}

impl Tx<'_> {
    /// Stores a share, in place of the one of this entry in this bond.
    ///
    /// # Errors
    /// `Unknown` without the bond or the journal.
    pub fn put_share(&self, row: &ShareRow) -> Result<(), StoreError> {
        let entry = self.document_row(self.journal_row()?, &row.entry)?;
        let space = self.space_row(&row.space)?;
        let edition = row
            .edition
            .map(|edition| self.document_row(space, &edition))
            .transpose()?;
        let device = self.device_row(&row.by_device)?;
        self.execute(
            "INSERT INTO share
                (entry, space, edition, heads, part, state, hold_until, shared_at, by_device)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
             ON CONFLICT (entry, space) DO UPDATE SET
                edition = excluded.edition, heads = excluded.heads, part = excluded.part,
                state = excluded.state, hold_until = excluded.hold_until,
                shared_at = excluded.shared_at, by_device = excluded.by_device",
            (
                entry,
                space,
                edition,
                row.heads.concat(),
                &row.part,
                row.state.code(),
                row.hold_until,
                row.shared_at,
                device,
            ),
        )?;
        self.note_unshared(entry)
    }

    /// Notes of an entry, which need not be here, whether no share of it is held, stands or stood.
    pub(crate) fn note_unshared(&self, entry: i64) -> Result<(), StoreError> {
        self.execute(
            "UPDATE entry SET unshared = NOT EXISTS (SELECT 1 FROM share
                WHERE share.entry = ?1 AND share.state IN (?2, ?3, ?4)) WHERE document = ?1",
            (
                entry,
                ShareState::Held.code(),
                ShareState::Shared.code(),
                ShareState::Withdrawn.code(),
            ),
        )?;
        Ok(())
    }

    /// The shares of an entry, the first made first.
    ///
    /// # Errors
    /// Those of reading.
    pub fn shares_of(&self, entry: &DocumentId) -> Result<Vec<ShareRow>, StoreError> {
        // SQLite would set up a sorter each time, and most entries have no share or one.
        let row = self.find_document(self.journal_row()?, entry)?;
        let mut shares = self.all("SELECT * FROM whole_share WHERE entry = ?1", [row], |row| {
            Ok((row.get::<_, i64>("row")?, share_at(row)?))
        })?;
        shares.sort_by_key(|(row, _)| *row);
        Ok(shares.into_iter().map(|(_, share)| share).collect())
    }

    /// The share that an edition is of.
    ///
    /// # Errors
    /// Those of reading.
    pub fn share_of_edition(&self, edition: &DocumentId) -> Result<Option<ShareRow>, StoreError> {
        self.first(OF_EDITION, [edition.0], share_at)
    }

    /// The shares that are held, those that leave first first. With `due`, only those whose hold
    /// has ended by then.
    ///
    /// # Errors
    /// Those of reading.
    pub fn held(&self, due: Option<i64>) -> Result<Vec<ShareRow>, StoreError> {
        self.all(
            "SELECT * FROM whole_share
             WHERE state = 0 AND (?1 IS NULL OR hold_until IS NULL OR hold_until <= ?1)
             ORDER BY hold_until, row",
            [due],
            share_at,
        )
    }

    /// The shares in a bond, the first made first.
    ///
    /// # Errors
    /// Those of reading.
    pub fn shares_in(&self, space: &SpaceId) -> Result<Vec<ShareRow>, StoreError> {
        self.all(
            "SELECT * FROM whole_share
             WHERE space = (SELECT id FROM space WHERE space = ?1) ORDER BY row",
            [space.0],
            share_at,
        )
    }

    /// Forgets the share that an edition is of.
    ///
    /// # Errors
    /// Those of writing.
    pub fn remove_share_of_edition(&self, edition: &DocumentId) -> Result<(), StoreError> {
        let Some(share) = self.share_of_edition(edition)? else {
            return Ok(());
        };
        self.execute(
            "DELETE FROM share WHERE edition IN (SELECT id FROM named WHERE document = ?1)",
            [edition.0],
        )?;
        match self.row_of_entry(&share.entry)? {
            Some(row) => self.note_unshared(row),
            None => Ok(()),
        }
    }

    /// Forgets the shares of an entry.
    ///
    /// # Errors
    /// Those of writing.
    pub fn remove_shares_of(&self, entry: &DocumentId) -> Result<(), StoreError> {
        self.execute(
            "DELETE FROM share WHERE entry IN (SELECT id FROM named WHERE document = ?1)",
            [entry.0],
        )?;
        match self.row_of_entry(entry)? {
            Some(row) => self.note_unshared(row),
            None => Ok(()),
        }
    }
}

pub(crate) fn share_at(row: &Row<'_>) -> Result<ShareRow, StoreError> {
    let heads: Vec<u8> = row.get(3)?;
    let (heads, rest) = heads.as_chunks();
    if !rest.is_empty() {
        return Err(StoreError::Corrupt);
    }
    Ok(ShareRow {
        entry: DocumentId(row.get(0)?),
        space: SpaceId(row.get(1)?),
        edition: row.get::<_, Option<_>>(2)?.map(DocumentId),
        heads: heads.to_vec(),
        part: row.get(4)?,
        state: ShareState::from_code(row.get(5)?)?,
        hold_until: row.get(6)?,
        shared_at: row.get(7)?,
        by_device: device_at(row, 8)?,
    })
}
