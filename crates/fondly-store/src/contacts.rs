//! How near each bond is to be, and what goes where one ends.

use fondly_sync::{Contact, DocumentId, PersonId, Received, SpaceId, Wish};
use rusqlite::Row;

use crate::{DocumentState, StoreError, Tx};

const fn code(wish: Wish) -> (u8, bool) {
    match wish {
        Wish::Open => (0, false),
        Wish::Paused => (1, false),
        Wish::Ended { received, blocked } => match received {
            Received::Kept => (2, blocked),
            Received::Deleted => (3, blocked),
        },
    }
}

const fn wish(code: u8, blocked: bool) -> Result<Wish, StoreError> {
    let received = match code {
        0 => return Ok(Wish::Open),
        1 => return Ok(Wish::Paused),
        2 => Received::Kept,
        3 => Received::Deleted,
        _ => return Err(StoreError::Corrupt),
    };
    Ok(Wish::Ended { received, blocked })
}

impl Tx<'_> {
    /// Stores how near a bond is to be, in place of what was said before.
    ///
    /// # Errors
    /// Those of writing.
    pub fn put_contact(&self, contact: &Contact) -> Result<(), StoreError> {
        let (code, blocked) = code(contact.wish);
        self.execute(
            "INSERT INTO contact (space, person, version, wish, blocked)
             VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT DO UPDATE SET person = excluded.person, version = excluded.version,
                wish = excluded.wish, blocked = excluded.blocked",
            (
                contact.space.0,
                contact.person.0,
                contact.version,
                code,
                blocked,
            ),
        )?;
        Ok(())
    }

    /// How near a bond is to be; `None` where nothing was ever said of it.
    ///
    /// # Errors
    /// Those of reading.
    pub fn contact(&self, space: &SpaceId) -> Result<Option<Contact>, StoreError> {
        self.first(
            "SELECT space, person, version, wish, blocked FROM contact WHERE space = ?1",
            [space.0],
            contact_at,
        )
    }

    /// All of which something was ever said, ascending by space.
    ///
    /// # Errors
    /// Those of reading.
    pub fn contacts(&self) -> Result<Vec<Contact>, StoreError> {
        self.all(
            "SELECT space, person, version, wish, blocked FROM contact ORDER BY space",
            [],
            contact_at,
        )
    }

    /// Erases all that others than `me` wrote in a space: payloads, entries and search terms. The
    /// hashes stay, so that nothing of it comes back.
    ///
    /// # Errors
    /// Those of writing.
    pub fn erase_received(&self, space: &SpaceId, me: &PersonId) -> Result<(), StoreError> {
        let Some(row) = self.find_space(space)? else {
            return Ok(());
        };
        let me = self.person_row(me)?;
        let entries: Vec<DocumentId> = self.all(
            "SELECT document.document FROM entry JOIN document ON document.id = entry.document
             WHERE entry.space = ?1 AND entry.author <> ?2",
            [row, me],
            |row| Ok(DocumentId(row.get(0)?)),
        )?;
        for entry in entries {
            self.remove_entry(&entry)?;
        }
        self.execute(
            "UPDATE document SET state = ?3
             WHERE space = ?1 AND owner <> ?2 AND state IS NOT NULL",
            (row, me, DocumentState::Erased.code()),
        )?;
        self.erase_payloads_of(
            "SELECT record.id FROM record JOIN log ON log.id = record.log
                JOIN device ON device.id = log.device
             WHERE log.space = ?1 AND device.person IS NOT ?2",
            (row, me),
        )?;
        Ok(())
    }
}

fn contact_at(row: &Row<'_>) -> Result<Contact, StoreError> {
    Ok(Contact {
        space: SpaceId(row.get(0)?),
        person: PersonId(row.get(1)?),
        version: row.get(2)?,
        wish: wish(row.get(3)?, row.get(4)?)?,
    })
}
