//! Epochs: the generations of the keys of spaces.

use std::{collections::BTreeMap, fmt};

use fondly_sync::{
    DeviceId, Epoch, EpochId, Run, SpaceId,
    codec::{decode, encode},
    limits::ENVELOPE_CONTENT_BYTES_MAX,
};
use zeroize::Zeroizing;

use crate::{StoreError, Tx, tx::device_at};

/// An epoch whose key is here.
#[derive(Clone, PartialEq, Eq)]
pub struct EpochRow {
    /// The hash of the record that announced it.
    pub id: EpochId,
    /// What it says.
    pub epoch: Epoch,
    /// The device that made it.
    pub signer: DeviceId,
    /// Its key.
    pub key: Zeroizing<[u8; 32]>,
    /// The run of one record that announces it.
    pub announcement: Run,
    /// When it was made or came here.
    pub made_at: i64,
    /// Envelopes that this device sealed under it.
    pub envelopes: u64,
}

impl fmt::Debug for EpochRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EpochRow({:?}, number {})", self.id, self.epoch.number)
    }
}

impl Tx<'_> {
    /// Stores an epoch. One that is here stays as it is.
    ///
    /// # Errors
    /// `Unknown` without the space.
    pub fn put_epoch(&self, space: &SpaceId, row: &EpochRow) -> Result<(), StoreError> {
        let row_of_space = self.space_row(space)?;
        let signer = self.device_row(&row.signer)?;
        self.execute(
            "INSERT INTO epoch
                (space, epoch, signer, said, key, announcement, made_at, envelopes)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT (space, epoch) DO NOTHING",
            (
                row_of_space,
                row.id.0,
                signer,
                encode(&row.epoch),
                row.key.as_slice(),
                encode(&row.announcement),
                row.made_at,
                row.envelopes,
            ),
        )?;
        self.put_announced(space, &row.id, row.epoch.number)
    }

    /// The epochs of a space whose keys are here, the one that came first first.
    ///
    /// # Errors
    /// Those of reading.
    pub fn epochs(&self, space: &SpaceId) -> Result<Vec<EpochRow>, StoreError> {
        self.all(
            "SELECT device.device, epoch, said, key, announcement, made_at, envelopes
             FROM epoch JOIN device ON device.id = epoch.signer
             WHERE epoch.space = (SELECT id FROM space WHERE space = ?1) ORDER BY epoch.id",
            [space.0],
            |row| {
                let said: Vec<u8> = row.get(2)?;
                let announcement: Vec<u8> = row.get(4)?;
                let limit = ENVELOPE_CONTENT_BYTES_MAX;
                Ok(EpochRow {
                    id: EpochId(row.get(1)?),
                    epoch: decode(&said, limit).map_err(|_| StoreError::Corrupt)?,
                    signer: device_at(row, 0)?,
                    key: Zeroizing::new(row.get(3)?),
                    announcement: decode(&announcement, limit).map_err(|_| StoreError::Corrupt)?,
                    made_at: row.get(5)?,
                    envelopes: row.get(6)?,
                })
            },
        )
    }

    /// Notes that `count` more envelopes were sealed under an epoch.
    ///
    /// # Errors
    /// `Unknown` without the space or the epoch.
    pub fn count_envelopes(
        &self,
        space: &SpaceId,
        epoch: &EpochId,
        count: u64,
    ) -> Result<(), StoreError> {
        let space = self.space_row(space)?;
        let changed = self.execute(
            "UPDATE epoch SET envelopes = envelopes + ?3 WHERE space = ?1 AND epoch = ?2",
            (space, epoch.0, count),
        )?;
        if changed == 0 {
            Err(StoreError::Unknown { what: "epoch" })
        } else {
            Ok(())
        }
    }

    /// Notes the number that an epoch was announced with.
    ///
    /// # Errors
    /// `Unknown` without the space.
    pub fn put_announced(
        &self,
        space: &SpaceId,
        epoch: &EpochId,
        number: u64,
    ) -> Result<(), StoreError> {
        let space = self.space_row(space)?;
        self.execute(
            "INSERT INTO announced (space, epoch, number) VALUES (?1, ?2, ?3)
             ON CONFLICT DO NOTHING",
            (space, epoch.0, i64::try_from(number).unwrap_or(i64::MAX)),
        )?;
        Ok(())
    }

    /// The number that an epoch was announced with; `None` if it was not yet.
    ///
    /// # Errors
    /// Those of reading.
    pub fn announced(&self, space: &SpaceId, epoch: &EpochId) -> Result<Option<u64>, StoreError> {
        self.first(
            "SELECT number FROM announced
             WHERE space = (SELECT id FROM space WHERE space = ?1) AND epoch = ?2",
            (space.0, epoch.0),
            |row| Ok(row.get(0)?),
        )
    }

    /// Notes that a device holds the epoch with this number. Never goes back.
    ///
    /// # Errors
    /// `Unknown` without the space.
    pub fn put_acknowledged(
        &self,
        space: &SpaceId,
        device: &DeviceId,
        number: u64,
    ) -> Result<(), StoreError> {
        let space = self.space_row(space)?;
        let device = self.device_row(device)?;
        self.execute(
            "INSERT INTO acknowledged (space, device, number) VALUES (?1, ?2, ?3)
             ON CONFLICT (space, device) DO UPDATE SET number = max(number, excluded.number)",
            (space, device, number),
        )?;
        Ok(())
    }

    /// Of each device, the highest number of an epoch that it acknowledged.
    ///
    /// # Errors
    /// Those of reading.
    pub fn acknowledged(&self, space: &SpaceId) -> Result<BTreeMap<DeviceId, u64>, StoreError> {
        let all = self.all(
            "SELECT device.device, number
             FROM acknowledged JOIN device ON device.id = acknowledged.device
             WHERE space = (SELECT id FROM space WHERE space = ?1)",
            [space.0],
            |row| Ok((device_at(row, 0)?, row.get(1)?)),
        )?;
        Ok(all.into_iter().collect())
    }

    /// Deletes the keys of epochs with a number below `number`, except `kept`. Whether there were any.
    ///
    /// # Errors
    /// Those of writing.
    pub fn forget_epochs_below(
        &self,
        space: &SpaceId,
        number: u64,
        kept: &EpochId,
    ) -> Result<bool, StoreError> {
        let below: Vec<EpochId> = self
            .epochs(space)?
            .into_iter()
            .filter(|row| row.epoch.number < number && row.id != *kept)
            .map(|row| row.id)
            .collect();
        for id in &below {
            self.execute(
                "DELETE FROM epoch WHERE epoch = ?2
                    AND space = (SELECT id FROM space WHERE space = ?1)",
                (space.0, id.0),
            )?;
        }
        Ok(!below.is_empty())
    }
}
