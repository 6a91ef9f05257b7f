//! What schemas 4, 7 and 8 do in Rust.

use std::borrow::Cow;

use fondly_sync::Payload;
use rusqlite::Connection;

use crate::{
    StoreError, Tx,
    indexing::Indexed,
    packing::Packer,
    records::Applied,
    words::{Made, Said},
};

/// Schema 4: writes the content of every entry anew, in the form of [`crate::words`]. Its
/// search index stays empty: that of schema 8 is another.
pub(crate) fn keep_each_text_once(db: &Connection, packer: &Packer) -> Result<(), StoreError> {
    let tx = Tx::new(db, packer, true);
    let rows: Vec<i64> = tx.all("SELECT document FROM entry ORDER BY document", [], |row| {
        Ok(row.get(0)?)
    })?;
    for row in rows {
        let sql = "SELECT unpacked, content FROM entry WHERE document = ?1";
        let content = tx.first(sql, [row], |row| {
            let content = row.get_ref(1)?.as_blob().map_err(|_| StoreError::Corrupt)?;
            packer.unpack(row.get(0)?, content)
        })?;
        let content = content.ok_or(StoreError::Corrupt)?;
        let before: Said<'_> = postcard::from_bytes(&content).map_err(|_| StoreError::Corrupt)?;
        tx.rewrite(row, &before)?;
    }
    Ok(())
}

/// Schema 7: packs payloads together that stood alone.
pub(crate) fn keep_payloads_together(db: &Connection, packer: &Packer) -> Result<(), StoreError> {
    let tx = Tx::new(db, packer, true);
    tx.each(
        "SELECT payload.record, salt, written_at, unpacked, body, log.space
         FROM payload JOIN record ON record.id = payload.record JOIN log ON log.id = record.log
         ORDER BY log.space, payload.record",
        [],
        |row| {
            let body = row.get_ref(4)?.as_blob().map_err(|_| StoreError::Corrupt)?;
            let payload = Payload {
                salt: row.get(1)?,
                written_at: row.get(2)?,
                body: packer.unpack(row.get(3)?, body)?,
            };
            tx.fill_payload(row.get(5)?, row.get(0)?, &payload)?;
            Ok(true)
        },
    )?;
    tx.write_block()?;
    tx.execute("DROP TABLE payload", [])?;
    Ok(())
}

/// Schema 8: fills the new search index.
pub(crate) fn index_without_places(db: &Connection, packer: &Packer) -> Result<(), StoreError> {
    /// What waits for the index is in memory.
    const TOGETHER: usize = 1000;
    let tx = Tx::new(db, packer, true);
    let rows: Vec<i64> = tx.all(
        "SELECT document FROM entry WHERE listed = 1 AND withdrawn = 0 ORDER BY document",
        [],
        |row| Ok(row.get(0)?),
    )?;
    for rows in rows.chunks(TOGETHER) {
        for row in rows {
            tx.index(*row, tx.indexed(*row)?.as_ref().map(Indexed::words));
        }
        tx.fill_index()?;
    }
    Ok(())
}

impl Tx<'_> {
    fn rewrite(&self, row: i64, before: &Said<'_>) -> Result<(), StoreError> {
        let (packed, made) = self.pack_words(before, self.made_alone(row)?.as_ref())?;
        self.execute(
            "UPDATE entry SET made = ?2, unpacked = ?3, content = ?4 WHERE document = ?1",
            (row, made, packed.unpacked, packed.bytes),
        )?;
        Ok(())
    }

    /// The payload that created a document, as schemas before 7 had it.
    fn made_alone(&self, document: i64) -> Result<Option<Made<'static>>, StoreError> {
        self.first(
            "SELECT record.id, payload.unpacked, payload.body
             FROM record JOIN payload ON payload.record = record.id
             WHERE record.document = ?1 AND record.nonce IS NOT NULL AND record.applied = ?2",
            (document, Applied::Yes.code()),
            |row| {
                let body = row.get_ref(2)?.as_blob().map_err(|_| StoreError::Corrupt)?;
                Ok(Made {
                    record: row.get(0)?,
                    body: Cow::Owned(self.packer.unpack(row.get(1)?, body)?),
                })
            },
        )
    }
}
