//! The search index. Entries are put into it together when a transaction ends: before every
//! statement that could fail half-way FTS5 writes out what it has gathered so far, and an index
//! written entry by entry is merged over and over.

use std::fmt;

use crate::{StoreError, Tx, words::Said};

/// What the search index has of an entry.
#[derive(PartialEq, Eq)]
pub(crate) struct Indexed {
    pub(crate) title: String,
    pub(crate) text: String,
    pub(crate) tags: String,
}

impl Indexed {
    pub(crate) fn of(said: &Said<'_>) -> Self {
        Self {
            title: said.title.unwrap_or_default().to_owned(),
            text: said.text.to_owned(),
            tags: said.tags.join("\n"),
        }
    }
}

impl fmt::Debug for Indexed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Indexed(..)")
    }
}

impl Tx<'_> {
    /// Puts an entry into the index, at the latest when the transaction ends.
    pub(crate) fn index(&self, row: i64, indexed: Option<Indexed>) {
        let mut waiting = self.unindexed.borrow_mut();
        waiting.extend(indexed.map(|indexed| (row, indexed)));
    }

    /// Puts into the index what waits for that.
    pub(crate) fn fill_index(&self) -> Result<(), StoreError> {
        for (row, Indexed { title, text, tags }) in self.unindexed.take() {
            self.execute(
                "INSERT INTO search (rowid, text, title, tags) VALUES (?1, ?2, ?3, ?4)",
                (row, text, title, tags),
            )?;
        }
        Ok(())
    }

    /// Takes an entry out of the index. FTS5 finds its terms by cutting the same text again.
    pub(crate) fn unindex(&self, row: i64, indexed: Option<&Indexed>) -> Result<(), StoreError> {
        let Some(Indexed { title, text, tags }) = indexed else {
            return Ok(());
        };
        self.fill_index()?;
        self.execute(
            "INSERT INTO search (search, rowid, text, title, tags)
             VALUES ('delete', ?1, ?2, ?3, ?4)",
            (row, text, title, tags),
        )?;
        Ok(())
    }
}
