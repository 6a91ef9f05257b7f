//! Schema 4 in Rust: content in the form of [`crate::words`], and the search index anew.

use rusqlite::Connection;

use crate::{StoreError, Tx, indexing::Indexed, packing::Packer, words::Said};

/// Writes the content of every entry anew, and puts those that are searched into the new index.
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
    tx.fill_index()
}

impl Tx<'_> {
    fn rewrite(&self, row: i64, before: &Said<'_>) -> Result<(), StoreError> {
        let (packed, made) = self.pack_words(before, self.made(row)?.as_ref())?;
        self.execute(
            "UPDATE entry SET made = ?2, unpacked = ?3, content = ?4 WHERE document = ?1",
            (row, made, packed.unpacked, packed.bytes),
        )?;
        let sql = "SELECT 1 FROM entry WHERE document = ?1 AND listed = 1 AND withdrawn = 0";
        if self.first(sql, [row], |_| Ok(()))?.is_some() {
            self.index(row, Some(Indexed::of(before)));
        }
        Ok(())
    }
}
