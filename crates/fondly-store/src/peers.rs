//! What other devices hold, when we last met them, and how much they sent.

use std::collections::BTreeMap;

use fondly_sync::{DeviceId, PersonId, SpaceId};

use crate::{StoreError, Tx, tx::device_at};

impl Tx<'_> {
    /// Notes that `peer` holds the log of `log` up to `next`. Never goes back.
    ///
    /// # Errors
    /// `Unknown` without the space.
    pub fn note_peer_holds(
        &self,
        space: &SpaceId,
        peer: &DeviceId,
        log: &DeviceId,
        next: u64,
    ) -> Result<(), StoreError> {
        let space = self.space_row(space)?;
        let (peer, log) = (self.device_row(peer)?, self.device_row(log)?);
        self.execute(
            "INSERT INTO peer_holds (space, peer, device, next) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT DO UPDATE SET next = max(next, excluded.next)",
            (space, peer, log, next),
        )?;
        Ok(())
    }

    /// What a peer was known to hold of a log is in doubt.
    ///
    /// # Errors
    /// Those of writing.
    pub fn doubt_peer_holds(
        &self,
        space: &SpaceId,
        peer: &DeviceId,
        log: &DeviceId,
    ) -> Result<(), StoreError> {
        self.execute(
            "DELETE FROM peer_holds WHERE space = (SELECT id FROM space WHERE space = ?1)
                AND peer = (SELECT id FROM device WHERE device = ?2)
                AND device = (SELECT id FROM device WHERE device = ?3)",
            (space.0, peer.as_bytes(), log.as_bytes()),
        )?;
        Ok(())
    }

    /// What is known of what others hold in a space: (peer, device of the log) to the number that
    /// the next record has there.
    ///
    /// # Errors
    /// Those of reading.
    pub fn peer_holds(
        &self,
        space: &SpaceId,
    ) -> Result<BTreeMap<(DeviceId, DeviceId), u64>, StoreError> {
        let holds = self.all(
            "SELECT peer.device, device.device, next FROM peer_holds
                JOIN device AS peer ON peer.id = peer_holds.peer
                JOIN device ON device.id = peer_holds.device
             WHERE space = (SELECT id FROM space WHERE space = ?1)",
            [space.0],
            |row| Ok(((device_at(row, 0)?, device_at(row, 1)?), row.get(2)?)),
        )?;
        Ok(holds.into_iter().collect())
    }

    /// Notes that a session in a space was whole. Never goes back.
    ///
    /// # Errors
    /// Those of writing.
    pub fn note_exchange(&self, space: &SpaceId, at: i64) -> Result<(), StoreError> {
        self.execute(
            "UPDATE space SET last_exchange = max(coalesce(last_exchange, ?2), ?2)
             WHERE space = ?1",
            (space.0, at),
        )?;
        Ok(())
    }

    /// When a session in a space was last whole.
    ///
    /// # Errors
    /// Those of reading.
    pub fn last_exchange(&self, space: &SpaceId) -> Result<Option<i64>, StoreError> {
        let at: Option<Option<i64>> = self.first(
            "SELECT last_exchange FROM space WHERE space = ?1",
            [space.0],
            |row| Ok(row.get(0)?),
        )?;
        Ok(at.flatten())
    }

    /// Counts what a person added to a space on a day, a number that grows. Returns the totals of
    /// that day: records and bytes. Earlier days are forgotten.
    ///
    /// # Errors
    /// `Unknown` without the space.
    pub fn note_received(
        &self,
        person: &PersonId,
        space: &SpaceId,
        day: i64,
        records: u64,
        bytes: u64,
    ) -> Result<(u64, u64), StoreError> {
        let space = self.space_row(space)?;
        let person = self.person_row(person)?;
        self.execute(
            "DELETE FROM received WHERE person = ?1 AND space = ?2 AND day < ?3",
            (person, space, day),
        )?;
        self.execute(
            "INSERT INTO received (person, space, day, records, bytes) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT DO UPDATE SET
                records = records + excluded.records, bytes = bytes + excluded.bytes",
            (person, space, day, records, bytes),
        )?;
        let totals = self.first(
            "SELECT records, bytes FROM received WHERE person = ?1 AND space = ?2 AND day = ?3",
            (person, space, day),
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        totals.ok_or(StoreError::Corrupt)
    }
}
