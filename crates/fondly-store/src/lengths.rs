//! How many words entries have, for their rank: a byte for each. 0 is an entry that the index does not have;
//! 255 one of 254 words or more, whose length counts no further.

use std::collections::{BTreeMap, btree_map::Entry};

use crate::{StoreError, Tx};

/// Entries whose lengths stand together.
const CHUNK: i64 = 512;

const fn place(row: i64) -> (i64, usize) {
    #[expect(clippy::cast_possible_truncation, reason = "it is from 0 to 511")]
    let at = row.rem_euclid(CHUNK) as usize;
    (row.div_euclid(CHUNK), at)
}

impl Tx<'_> {
    /// The lengths of those entries of `rows` that the index has.
    pub(crate) fn lengths(&self, rows: &[i64]) -> Result<BTreeMap<i64, u8>, StoreError> {
        let mut chunks: BTreeMap<i64, Vec<u8>> = BTreeMap::new();
        let mut lengths = BTreeMap::new();
        for row in rows {
            let (chunk, at) = place(*row);
            if let Entry::Vacant(place) = chunks.entry(chunk) {
                place.insert(self.chunk(chunk)?);
            }
            let length = chunks.get(&chunk).and_then(|chunk| chunk.get(at)).copied();
            let length = length.unwrap_or(0).checked_sub(1);
            lengths.extend(length.map(|length| (*row, length)));
        }
        Ok(lengths)
    }

    /// Notes how many words the index has of entries; `None` if it has them no more.
    pub(crate) fn set_lengths(&self, rows: &BTreeMap<i64, Option<u32>>) -> Result<(), StoreError> {
        let mut chunks: BTreeMap<i64, Vec<(usize, u8)>> = BTreeMap::new();
        for (row, length) in rows {
            let (chunk, at) = place(*row);
            let length = length.map(|length| u8::try_from(length).unwrap_or(u8::MAX));
            let byte = length.map_or(0, |length| length.saturating_add(1));
            chunks.entry(chunk).or_default().push((at, byte));
        }
        for (chunk, bytes) in chunks {
            let mut lengths = self.chunk(chunk)?;
            for (at, byte) in bytes {
                if lengths.len() <= at {
                    lengths.resize(at + 1, 0);
                }
                if let Some(length) = lengths.get_mut(at) {
                    *length = byte;
                }
            }
            self.execute(
                "INSERT OR REPLACE INTO length (chunk, lengths) VALUES (?1, ?2)",
                (chunk, lengths),
            )?;
        }
        Ok(())
    }

    /// The last row that the index has, or had; 0 if none.
    pub(crate) fn last_indexed(&self) -> Result<i64, StoreError> {
        let sql = "SELECT chunk, length(lengths) FROM length ORDER BY chunk DESC LIMIT 1";
        let last = self.first(sql, [], |row| {
            Ok(row.get::<_, i64>(0)? * CHUNK + row.get::<_, i64>(1)? - 1)
        })?;
        Ok(last.unwrap_or(0))
    }

    fn chunk(&self, chunk: i64) -> Result<Vec<u8>, StoreError> {
        let sql = "SELECT lengths FROM length WHERE chunk = ?1";
        Ok(self
            .first(sql, [chunk], |row| Ok(row.get(0)?))?
            .unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use fondly_crypto::StoreKey;

    use super::*;
    use crate::Store;

    #[test]
    fn lengths_are_noted_by_row_and_go_again() {
        let dir = tempfile::tempdir().unwrap();
        let path = Path::join(dir.path(), "store.db");
        let mut store = Store::create(&path, &StoreKey::from_bytes(&[7; 32])).unwrap();
        let noted = BTreeMap::from([
            (1, Some(0)),
            (511, Some(7)),
            (512, Some(253)),
            (513, Some(254)),
            (5000, Some(u32::MAX)),
        ]);
        store.write(|tx| tx.set_lengths(&noted)).unwrap();
        let rows = [0, 1, 2, 511, 512, 513, 5000, 5001, 99_999];
        let lengths = |store: &Store| store.read(|tx| tx.lengths(&rows)).unwrap();
        let expected = [(1, 0), (511, 7), (512, 253), (513, 254), (5000, 254)];
        assert_eq!(lengths(&store), BTreeMap::from(expected));
        assert_eq!(store.read(|tx| tx.last_indexed()), Ok(5000));

        let gone = BTreeMap::from([(1, None), (513, None)]);
        store.write(|tx| tx.set_lengths(&gone)).unwrap();
        let expected = [(511, 7), (512, 253), (5000, 254)];
        assert_eq!(lengths(&store), BTreeMap::from(expected));
    }
}
