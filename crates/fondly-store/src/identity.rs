//! Who writes here: the person, the device and their secrets.

use std::fmt;

use fondly_sync::PersonId;
use zeroize::Zeroizing;

use crate::{StoreError, Tx};

/// The person and the device of this journal.
#[derive(Clone, PartialEq, Eq)]
pub struct Identity {
    /// The person's own name.
    pub name: String,
    /// The encoded roster with which this journal began.
    pub roster: Vec<u8>,
    /// The person.
    pub person: PersonId,
    /// The seed of the device's signing key.
    pub device_key: Zeroizing<[u8; 32]>,
    /// Marks editions for the person's own devices.
    pub journal_secret: Zeroizing<[u8; 32]>,
    /// When it was made.
    pub created_at: i64,
    /// The recovery words, if their owner chose to keep them here.
    pub words: Option<Zeroizing<String>>,
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Identity({:?})", self.person)
    }
}

impl Tx<'_> {
    /// Stores the identity, in place of one that is there.
    ///
    /// # Errors
    /// Those of writing.
    pub fn put_identity(&self, identity: &Identity) -> Result<(), StoreError> {
        self.execute(
            "INSERT OR REPLACE INTO identity
                (id, name, person, roster, device_key, journal_secret, created_at, words)
             VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            (
                &identity.name,
                identity.person.0,
                &identity.roster,
                identity.device_key.as_slice(),
                identity.journal_secret.as_slice(),
                identity.created_at,
                identity.words.as_ref().map(|words| words.as_str()),
            ),
        )?;
        Ok(())
    }

    /// The identity of this journal.
    ///
    /// # Errors
    /// `Unknown` if none was stored.
    pub fn identity(&self) -> Result<Identity, StoreError> {
        let identity = self.first(
            "SELECT name, person, roster, device_key, journal_secret, created_at, words
             FROM identity",
            [],
            |row| {
                Ok(Identity {
                    name: row.get(0)?,
                    person: PersonId(row.get(1)?),
                    roster: row.get(2)?,
                    device_key: Zeroizing::new(row.get(3)?),
                    journal_secret: Zeroizing::new(row.get(4)?),
                    created_at: row.get(5)?,
                    words: row.get::<_, Option<String>>(6)?.map(Zeroizing::new),
                })
            },
        )?;
        identity.ok_or(StoreError::Unknown { what: "identity" })
    }

    /// The person of this journal.
    pub(crate) fn me(&self) -> Result<PersonId, StoreError> {
        let me = self.first("SELECT person FROM identity", [], |row| {
            Ok(PersonId(row.get(0)?))
        })?;
        me.ok_or(StoreError::Unknown { what: "identity" })
    }
}
