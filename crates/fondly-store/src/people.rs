//! Bonds, and the secrets of invites that were used.

use fondly_sync::{PersonId, SpaceId};
use rusqlite::Row;

use crate::{StoreError, Tx};

/// A bond with one person.
#[derive(Clone, PartialEq, Eq)]
pub struct BondRow {
    /// The space.
    pub space: SpaceId,
    /// The other person.
    pub person: PersonId,
    /// What I call the person; for nobody else.
    pub label: String,
    /// The transcript of the invite.
    pub transcript: [u8; 32],
    /// Whether I invited.
    pub inviter: bool,
    /// Whether it was formed face to face.
    pub in_person: bool,
    /// Whether I typed the other's words.
    pub verified: bool,
    /// Whether the other says the same of mine.
    pub they_verified: bool,
    /// How often I typed wrong words.
    pub wrong_words: u32,
    /// Whether it counts no more.
    pub voided: bool,
    /// Whether the other side is known to have formed it too.
    pub confirmed: bool,
    /// When it was formed.
    pub created_at: i64,
    /// When a session in the space was last whole.
    pub last_exchange: Option<i64>,
    /// The highest order of an edition that this device has seen in it.
    pub order_seen: u32,
    /// Of the state that my own devices have told each other; 0 where none was told.
    pub version: u64,
}

impl std::fmt::Debug for BondRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "BondRow({:?} with {:?})", self.space, self.person)
    }
}

impl Tx<'_> {
    /// Stores a bond, in place of the one in this space. The time of the last exchange never goes
    /// back.
    ///
    /// # Errors
    /// `LabelTaken` if another bond that is confirmed and not void has this label in any case;
    /// `Unknown` without the space.
    pub fn put_bond(&self, row: &BondRow) -> Result<(), StoreError> {
        let space = self.space_row(&row.space)?;
        let person = self.person_row(&row.person)?;
        let stands = row.confirmed && !row.voided;
        let other = self.bond_by_label(&row.label)?;
        if stands && other.is_some_and(|other| other.space != row.space) {
            return Err(StoreError::LabelTaken);
        }
        self.execute("DELETE FROM bond WHERE space = ?1", [space])?;
        self.execute(
            "INSERT INTO bond (space, person, label, label_key, transcript, inviter,
                in_person, verified, they_verified, wrong_words, voided, confirmed, created_at,
                order_seen, version)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
            (
                space,
                person,
                &row.label,
                key_of(&row.label),
                row.transcript,
                row.inviter,
                row.in_person,
                row.verified,
                row.they_verified,
                row.wrong_words,
                row.voided,
                row.confirmed,
                row.created_at,
                row.order_seen,
                row.version,
            ),
        )?;
        row.last_exchange
            .map_or(Ok(()), |at| self.note_exchange(&row.space, at))
    }

    /// All bonds, void ones too, the first formed first.
    ///
    /// # Errors
    /// Those of reading.
    pub fn bonds(&self) -> Result<Vec<BondRow>, StoreError> {
        self.all("SELECT * FROM whole_bond ORDER BY row", [], bond_at)
    }

    /// The bond that is confirmed, not void and called `label` in any case.
    ///
    /// # Errors
    /// Those of reading.
    pub fn bond_by_label(&self, label: &str) -> Result<Option<BondRow>, StoreError> {
        self.first(
            "SELECT * FROM whole_bond WHERE label_key = ?1 AND confirmed = 1 AND voided = 0",
            [key_of(label)],
            bond_at,
        )
    }

    /// The bond in a space.
    ///
    /// # Errors
    /// Those of reading.
    pub fn bond_of_space(&self, space: &SpaceId) -> Result<Option<BondRow>, StoreError> {
        self.first(
            "SELECT * FROM whole_bond WHERE row = (SELECT id FROM space WHERE space = ?1)",
            [space.0],
            bond_at,
        )
    }

    /// Notes that the secret of an invite was used. False if it was before.
    ///
    /// # Errors
    /// Those of writing.
    pub fn spend_secret(&self, hash: &[u8; 32], at: i64) -> Result<bool, StoreError> {
        let changed = self.execute(
            "INSERT INTO spent_secret (hash, spent_at) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
            (hash, at),
        )?;
        Ok(changed == 1)
    }
}

/// What two spellings of one name have in common.
pub(crate) fn key_of(name: &str) -> String {
    name.trim().to_lowercase()
}

fn bond_at(row: &Row<'_>) -> Result<BondRow, StoreError> {
    Ok(BondRow {
        space: SpaceId(row.get(0)?),
        person: PersonId(row.get(1)?),
        label: row.get(2)?,
        transcript: row.get(3)?,
        inviter: row.get(4)?,
        in_person: row.get(5)?,
        verified: row.get(6)?,
        they_verified: row.get(7)?,
        wrong_words: row.get(8)?,
        voided: row.get(9)?,
        confirmed: row.get(10)?,
        created_at: row.get(11)?,
        last_exchange: row.get(12)?,
        order_seen: row.get(13)?,
        version: row.get(14)?,
    })
}
