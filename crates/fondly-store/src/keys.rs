//! Keys and addresses of devices in spaces.

use std::{collections::BTreeMap, fmt};

use fondly_sync::{
    DeviceId, DeviceInSpace, SpaceId,
    codec::{decode, encode},
    limits::BODY_BYTES_MAX,
};
use zeroize::Zeroizing;

use crate::{StoreError, Tx, tx::device_at};

/// The endpoint of this device in a space.
#[derive(Clone, PartialEq, Eq)]
pub struct EndpointRow {
    /// The seed of its key.
    pub secret: Zeroizing<[u8; 32]>,
    /// The port that it had last.
    pub port: Option<u16>,
}

impl fmt::Debug for EndpointRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EndpointRow(port {:?})", self.port)
    }
}

impl Tx<'_> {
    /// Adds a sealing secret of this device in a space.
    ///
    /// # Errors
    /// `Unknown` without the space.
    pub fn add_sealing_secret(
        &self,
        space: &SpaceId,
        secret: &[u8; 32],
        since: i64,
    ) -> Result<(), StoreError> {
        let space = self.space_row(space)?;
        self.execute(
            "INSERT INTO sealing_secret (space, secret, since) VALUES (?1, ?2, ?3)",
            (space, secret, since),
        )?;
        Ok(())
    }

    /// The sealing secrets of this device in a space, the one added last first.
    ///
    /// # Errors
    /// Those of reading.
    pub fn sealing_secrets(&self, space: &SpaceId) -> Result<Vec<Zeroizing<[u8; 32]>>, StoreError> {
        self.all(
            "SELECT secret FROM sealing_secret
             WHERE space = (SELECT id FROM space WHERE space = ?1) ORDER BY id DESC",
            [space.0],
            |row| Ok(Zeroizing::new(row.get(0)?)),
        )
    }

    /// Notes the number of the record that told the key of the newest sealing secret, where none is
    /// noted yet.
    ///
    /// # Errors
    /// Those of writing.
    pub fn sealing_told(&self, space: &SpaceId, seq: u64) -> Result<(), StoreError> {
        self.execute(
            "UPDATE sealing_secret SET told = ?2 WHERE told IS NULL AND id = (
                SELECT max(id) FROM sealing_secret
                WHERE space = (SELECT id FROM space WHERE space = ?1))",
            (space.0, seq),
        )?;
        Ok(())
    }

    /// Deletes the sealing secrets of this device in a space but the newest, once its key was told
    /// in a record that every other device holds: their logs of this one go on at `held` or later.
    /// Whether there were any.
    ///
    /// # Errors
    /// Those of writing.
    pub fn forget_sealing_secrets(&self, space: &SpaceId, held: u64) -> Result<bool, StoreError> {
        let gone = self.execute(
            "DELETE FROM sealing_secret
             WHERE space = (SELECT id FROM space WHERE space = ?1) AND id < (
                SELECT max(id) FROM sealing_secret
                WHERE space = (SELECT id FROM space WHERE space = ?1) AND told < ?2)",
            (space.0, held),
        )?;
        Ok(gone > 0)
    }

    /// Stores the endpoint secret of this device in a space. A port that is there stays.
    ///
    /// # Errors
    /// `Unknown` without the space.
    pub fn put_endpoint(&self, space: &SpaceId, secret: &[u8; 32]) -> Result<(), StoreError> {
        let space = self.space_row(space)?;
        self.execute(
            "INSERT INTO endpoint (space, secret) VALUES (?1, ?2)
             ON CONFLICT (space) DO UPDATE SET secret = excluded.secret",
            (space, secret),
        )?;
        Ok(())
    }

    /// Notes the port of the endpoint, for the next start.
    ///
    /// # Errors
    /// `Unknown` without an endpoint in the space.
    pub fn set_endpoint_port(&self, space: &SpaceId, port: u16) -> Result<(), StoreError> {
        let space = self.space_row(space)?;
        let changed = self.execute(
            "UPDATE endpoint SET port = ?2 WHERE space = ?1",
            (space, port),
        )?;
        if changed == 0 {
            Err(StoreError::Unknown { what: "endpoint" })
        } else {
            Ok(())
        }
    }

    /// The endpoint of this device in a space.
    ///
    /// # Errors
    /// Those of reading.
    pub fn endpoint(&self, space: &SpaceId) -> Result<Option<EndpointRow>, StoreError> {
        self.first(
            "SELECT secret, port FROM endpoint
             WHERE space = (SELECT id FROM space WHERE space = ?1)",
            [space.0],
            |row| {
                Ok(EndpointRow {
                    secret: Zeroizing::new(row.get(0)?),
                    port: row.get(1)?,
                })
            },
        )
    }

    /// Stores what a device says of its keys and addresses in a space. `seq` is the number of the
    /// record that says it; what comes with an invite has none. The newest record counts.
    ///
    /// # Errors
    /// `Unknown` without the space.
    pub fn put_space_device(
        &self,
        space: &SpaceId,
        device: &DeviceId,
        said: &DeviceInSpace,
        seq: Option<u64>,
    ) -> Result<(), StoreError> {
        let space = self.space_row(space)?;
        let device = self.device_row(device)?;
        self.execute(
            "INSERT INTO space_device (space, device, seq, said) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (space, device) DO UPDATE SET seq = excluded.seq, said = excluded.said
             WHERE space_device.seq IS NULL OR excluded.seq >= space_device.seq",
            (space, device, seq, encode(said)),
        )?;
        Ok(())
    }

    /// What the devices of a space said of themselves.
    ///
    /// # Errors
    /// Those of reading.
    pub fn space_devices(
        &self,
        space: &SpaceId,
    ) -> Result<BTreeMap<DeviceId, DeviceInSpace>, StoreError> {
        let devices = self.all(
            "SELECT device.device, space_device.said
             FROM space_device JOIN device ON device.id = space_device.device
             WHERE space_device.space = (SELECT id FROM space WHERE space = ?1)",
            [space.0],
            |row| {
                let said: Vec<u8> = row.get(1)?;
                let said = decode(&said, BODY_BYTES_MAX).map_err(|_| StoreError::Corrupt)?;
                Ok((device_at(row, 0)?, said))
            },
        )?;
        Ok(devices.into_iter().collect())
    }
}
