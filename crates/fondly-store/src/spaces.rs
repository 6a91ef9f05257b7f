//! Spaces, their members, and the rosters of persons.

use fondly_sync::{PersonId, Roster, SpaceId};

use crate::{StoreError, Tx};

/// What a space is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpaceKind {
    /// One person's own devices.
    Journal,
    /// Two people.
    Bond,
}

/// A space of this journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpaceRow {
    /// The space.
    pub space: SpaceId,
    /// What it is for.
    pub kind: SpaceKind,
    /// Its members, ascending.
    pub members: Vec<PersonId>,
}

impl SpaceKind {
    pub(crate) const fn code(self) -> u8 {
        match self {
            Self::Journal => 0,
            Self::Bond => 1,
        }
    }

    const fn from_code(code: u8) -> Result<Self, StoreError> {
        match code {
            0 => Ok(Self::Journal),
            1 => Ok(Self::Bond),
            _ => Err(StoreError::Corrupt),
        }
    }
}

impl Tx<'_> {
    /// Adds a space. Adding it again changes nothing.
    ///
    /// # Errors
    /// Those of writing.
    pub fn add_space(
        &self,
        space: &SpaceId,
        kind: SpaceKind,
        created_at: i64,
        members: &[PersonId],
    ) -> Result<(), StoreError> {
        if self.find_space(space)?.is_some() {
            return Ok(());
        }
        let row = self.insert(
            "INSERT INTO space (space, kind, created_at) VALUES (?1, ?2, ?3)",
            (space.0, kind.code(), created_at),
        )?;
        for member in members {
            let person = self.person_row(member)?;
            self.execute(
                "INSERT OR IGNORE INTO member (space, person) VALUES (?1, ?2)",
                (row, person),
            )?;
        }
        Ok(())
    }

    /// All spaces, the oldest first.
    ///
    /// # Errors
    /// Those of reading.
    pub fn spaces(&self) -> Result<Vec<SpaceRow>, StoreError> {
        self.all("SELECT space, kind FROM space ORDER BY id", [], |row| {
            let space = SpaceId(row.get(0)?);
            let kind = SpaceKind::from_code(row.get(1)?)?;
            Ok(SpaceRow {
                space,
                kind,
                members: self.members(&space)?,
            })
        })
    }

    /// The members of a space, ascending. None if the space is not here.
    ///
    /// # Errors
    /// Those of reading.
    pub fn members(&self, space: &SpaceId) -> Result<Vec<PersonId>, StoreError> {
        self.all(
            "SELECT person.person FROM member
                JOIN person ON person.id = member.person
                JOIN space ON space.id = member.space
             WHERE space.space = ?1 ORDER BY person.person",
            [space.0],
            |row| Ok(PersonId(row.get(0)?)),
        )
    }

    /// Stores what is known of a person's devices, those that were removed too.
    ///
    /// # Errors
    /// Those of writing.
    pub fn put_roster(&self, roster: &Roster, seen_at: i64) -> Result<(), StoreError> {
        let person = self.person_row(&roster.person())?;
        self.execute(
            "UPDATE person SET roster = ?2 WHERE id = ?1",
            (person, roster.encode()),
        )?;
        for device in roster.known_devices() {
            let device = self.device_row(device)?;
            self.execute(
                "UPDATE device SET person = ?2, seen_at = ?3 WHERE id = ?1 AND person IS NULL",
                (device, person, seen_at),
            )?;
        }
        Ok(())
    }

    /// The roster of a person; `None` if the person is not known.
    ///
    /// # Errors
    /// `Corrupt` if it is none.
    pub fn roster(&self, person: &PersonId) -> Result<Option<Roster>, StoreError> {
        let bytes: Option<Option<Vec<u8>>> = self.first(
            "SELECT roster FROM person WHERE person = ?1",
            [person.0],
            |row| Ok(row.get(0)?),
        )?;
        let roster = bytes.flatten().map(|bytes| Roster::decode_checked(&bytes));
        roster.transpose().map_err(|_| StoreError::Corrupt)
    }
}
