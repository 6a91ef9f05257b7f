//! The words of an entry as its row has them. What stands in the payload that created the document
//! is named by its place there, so that a text is kept once.

use std::borrow::Cow;

use memchr::memmem;
use serde::{Deserialize, Serialize};

use crate::{StoreError, Tx, packing::Packed, records::Applied};

/// Shorter pieces are as short as their place.
const PLACED_BYTES_MIN: usize = 8;
/// So many places are looked at that begin as a piece does: a text that repeats itself must not make
/// finding it take as long as it is, squared.
const PLACES_MAX: usize = 8;

/// The payload that created a document.
pub(crate) struct Made<'a> {
    pub(crate) record: i64,
    pub(crate) body: Cow<'a, [u8]>,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
enum Piece<'a> {
    Own(&'a [u8]),
    At { start: u32, length: u32 },
}

/// The form of `entry.content`.
#[derive(Serialize, Deserialize)]
struct Content<'a> {
    #[serde(borrow)]
    title: Option<Piece<'a>>,
    tags: Vec<Piece<'a>>,
    to_name: Option<Piece<'a>>,
    text: Piece<'a>,
    body: Piece<'a>,
}

/// What the words of an entry are. Up to schema 3 this was the form of `entry.content`.
#[derive(Deserialize)]
pub(crate) struct Said<'a> {
    #[serde(borrow)]
    pub(crate) title: Option<&'a str>,
    pub(crate) tags: Vec<&'a str>,
    pub(crate) to_name: Option<&'a str>,
    pub(crate) text: &'a str,
    pub(crate) body: &'a [u8],
}

/// The words of an entry, read. Empty where the payload that they stand in was lost.
#[derive(Default)]
pub(crate) struct Words {
    pub(crate) title: Option<String>,
    pub(crate) tags: Vec<String>,
    pub(crate) to_name: Option<String>,
    pub(crate) text: String,
    pub(crate) body: Vec<u8>,
}

/// Where bytes that are long enough stand in a payload.
fn place_of(body: &[u8], bytes: &[u8]) -> Option<usize> {
    if body == bytes && !bytes.is_empty() {
        return Some(0);
    }
    let (head, _) = bytes.split_first_chunk::<PLACED_BYTES_MIN>()?;
    let mut starts = memmem::find_iter(body, head).take(PLACES_MAX);
    starts.find(|start| {
        body.get(*start..)
            .is_some_and(|rest| rest.starts_with(bytes))
    })
}

impl<'a> Piece<'a> {
    fn of(bytes: &'a [u8], made: Option<&Made<'_>>, placed: &mut bool) -> Self {
        let found = made.and_then(|made| place_of(&made.body, bytes));
        let place = found.and_then(|start| {
            let start = u32::try_from(start).ok()?;
            let length = u32::try_from(bytes.len()).ok()?;
            Some(Self::At { start, length })
        });
        *placed |= place.is_some();
        place.unwrap_or(Self::Own(bytes))
    }

    /// `None` if it names a place that is not there.
    fn bytes(self, made: Option<&'a [u8]>) -> Option<&'a [u8]> {
        match self {
            Self::Own(bytes) => Some(bytes),
            Self::At { start, length } => {
                let start = usize::try_from(start).ok()?;
                let end = start.checked_add(usize::try_from(length).ok()?)?;
                made?.get(start..end)
            }
        }
    }

    fn text(self, made: Option<&'a [u8]>) -> Option<String> {
        String::from_utf8(self.bytes(made)?.to_vec()).ok()
    }
}

impl Words {
    /// Reads `content`, of which some may stand in the payload `made`.
    pub(crate) fn read(content: &[u8], made: Option<&[u8]>) -> Result<Self, StoreError> {
        let content: Content<'_> =
            postcard::from_bytes(content).map_err(|_| StoreError::Corrupt)?;
        let read = || {
            let tags = content.tags.iter().map(|tag| tag.text(made));
            Some(Self {
                title: some(content.title.map(|title| title.text(made)))?,
                tags: tags.collect::<Option<_>>()?,
                to_name: some(content.to_name.map(|name| name.text(made)))?,
                text: content.text.text(made)?,
                body: content.body.bytes(made)?.to_vec(),
            })
        };
        read().ok_or(StoreError::Corrupt)
    }
}

fn some<T>(read: Option<Option<T>>) -> Option<Option<T>> {
    read.map_or(Some(None), |read| read.map(Some))
}

impl Tx<'_> {
    /// The content of the row of an entry, and the record whose payload it needs.
    pub(crate) fn pack_words(
        &self,
        said: &Said<'_>,
        made: Option<&Made<'_>>,
    ) -> Result<(Packed, Option<i64>), StoreError> {
        let mut placed = false;
        let content = {
            let mut piece = |bytes| Piece::of(bytes, made, &mut placed);
            Content {
                title: said.title.map(|it| piece(it.as_bytes())),
                tags: said.tags.iter().map(|it| piece(it.as_bytes())).collect(),
                to_name: said.to_name.map(|it| piece(it.as_bytes())),
                text: piece(said.text.as_bytes()),
                body: piece(said.body),
            }
        };
        let content = postcard::to_allocvec(&content).map_err(|_| StoreError::Corrupt)?;
        let record = made.filter(|_| placed).map(|made| made.record);
        Ok((self.packer.pack(&content)?, record))
    }

    /// The payload that created a document, if it was applied and is here.
    pub(crate) fn made(&self, document: i64) -> Result<Option<Made<'static>>, StoreError> {
        self.first(
            "SELECT id, block FROM record
             WHERE document = ?1 AND nonce IS NOT NULL AND applied = ?2 AND block IS NOT NULL",
            (document, Applied::Yes.code()),
            |row| {
                let record = row.get(0)?;
                let payload = self.payload(record, row.get(1)?)?;
                Ok(payload.map(|payload| Made {
                    record,
                    body: Cow::Owned(payload.body),
                }))
            },
        )
        .map(Option::flatten)
    }

    /// Lets the entry of a document stand alone, before the payload goes in which its words stand.
    pub(crate) fn let_stand_alone(&self, document: i64) -> Result<(), StoreError> {
        let sql = "SELECT * FROM whole_entry WHERE row = ?1 AND made_block IS NOT NULL";
        let entry = self.first(sql, [document], |row| self.whole_entry_at(row))?;
        let Some(entry) = entry.flatten() else {
            return Ok(());
        };
        let (packed, _) = self.pack_words(&entry.said(), None)?;
        self.execute(
            "UPDATE entry SET made = NULL, unpacked = ?2, content = ?3 WHERE document = ?1",
            (document, packed.unpacked, packed.bytes),
        )?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_found_again_or_stand_alone() {
        let made = Made {
            record: 1,
            body: Cow::Borrowed(b"\x85oJ\x83 text the sea was warm"),
        };
        let mut placed = false;
        for (bytes, is_placed) in [
            (b"the sea was warm".as_slice(), true),
            (b"the sea was cold", false),
            (b"warm", false),
            (b"", false),
        ] {
            let piece = Piece::of(bytes, Some(&made), &mut placed);
            assert_eq!(matches!(piece, Piece::At { .. }), is_placed);
            assert_eq!(piece.bytes(Some(&made.body)), Some(bytes));
            assert_eq!(piece.bytes(None).is_none(), is_placed);
            assert_eq!(Piece::of(bytes, None, &mut placed).bytes(None), Some(bytes));
        }
        assert!(placed);
    }

    #[test]
    fn a_place_outside_is_none() {
        for (start, length) in [(0, 6), (5, 1), (u32::MAX, u32::MAX)] {
            assert_eq!(Piece::At { start, length }.bytes(Some(b"words")), None);
        }
    }
}
