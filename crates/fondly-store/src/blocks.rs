//! Payloads, packed several together: most of what zstd finds in a short text it finds in those beside
//! it.
//!
//! The last block of a space grows until it is full, and is written when the transaction ends. Where a
//! payload is erased its block is written anew without it.

use std::{collections::BTreeMap, fmt, rc::Rc};

use fondly_sync::Payload;
use serde::{Deserialize, Serialize};

use crate::{StoreError, Tx, logs::Presence};

/// Bytes of payloads in a block, unless one alone is longer: of English, packed, what a page holds.
const BLOCK_BYTES_MAX: usize = 9000;
/// Bytes of blocks that a transaction keeps after it has read them.
const READ_BYTES_MAX: usize = 1 << 20;
const SALT_BYTES: usize = 16;

/// The payloads of a block, by the rows of their records.
type Members = BTreeMap<i64, Payload>;

/// A block as it was read, unpacked. Of its payloads most often one is wanted.
struct Block {
    head: Head,
    salts: Vec<u8>,
    body: Vec<u8>,
    /// Where the payloads begin in `body`.
    start: usize,
}

/// What stands before the payloads of a block, of each: its record and its time, both as what they
/// are more than those before, and its length.
#[derive(Serialize, Deserialize)]
struct Head(Vec<(i64, i64, u32)>);

/// A block to which something was added.
struct Open {
    space: i64,
    id: i64,
    members: Members,
}

/// The blocks that a transaction has to do with.
#[derive(Default)]
pub(crate) struct Blocks {
    /// The last one of a space, once something was to be added to it. What the file has of it is older.
    open: Option<Open>,
    /// Those that were read last, the last one at the end.
    read: Vec<(i64, Rc<Block>)>,
}

impl fmt::Debug for Blocks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Blocks(..)")
    }
}

/// Bytes that payloads take, about.
fn bytes_of(members: &Members) -> usize {
    members.values().map(|it| SALT_BYTES + it.body.len()).sum()
}

/// The salts and the body of a block.
fn encode(members: &Members) -> Result<(Vec<u8>, Vec<u8>), StoreError> {
    let (mut record, mut time) = (0, 0);
    let head = members.iter().map(|(row, payload)| {
        let length = u32::try_from(payload.body.len()).map_err(|_| StoreError::Corrupt)?;
        let place = (
            row.wrapping_sub(record),
            payload.written_at.wrapping_sub(time),
            length,
        );
        (record, time) = (*row, payload.written_at);
        Ok(place)
    });
    let head = Head(head.collect::<Result<_, StoreError>>()?);
    let mut body = postcard::to_allocvec(&head).map_err(|_| StoreError::Corrupt)?;
    let mut salts = Vec::new();
    for payload in members.values() {
        body.extend_from_slice(&payload.body);
        salts.extend_from_slice(&payload.salt);
    }
    Ok((salts, body))
}

impl Block {
    /// `None` where that is no block.
    fn read(salts: &[u8], body: Vec<u8>) -> Option<Self> {
        let (head, bodies): (Head, &[u8]) = postcard::take_from_bytes(&body).ok()?;
        let mut left = bodies.len();
        for (_, _, length) in &head.0 {
            left = left.checked_sub(usize::try_from(*length).ok()?)?;
        }
        let start = body.len() - bodies.len();
        let is_whole = left == 0 && salts.len() == SALT_BYTES * head.0.len();
        is_whole.then(|| Self {
            head,
            salts: salts.to_vec(),
            body,
            start,
        })
    }

    fn payloads(&self) -> impl Iterator<Item = (i64, Place<'_>)> {
        let (salts, _) = self.salts.as_chunks::<SALT_BYTES>();
        let (mut record, mut time) = (0i64, 0i64);
        let mut bodies = self.body.get(self.start..).unwrap_or_default();
        let places = self.head.0.iter().zip(salts);
        places.map_while(move |((row, written_at, length), salt)| {
            (record, time) = (record.wrapping_add(*row), time.wrapping_add(*written_at));
            let (body, others) = bodies.split_at_checked(usize::try_from(*length).ok()?)?;
            bodies = others;
            Some((record, Place { salt, time, body }))
        })
    }
}

/// A payload in a block.
struct Place<'a> {
    salt: &'a [u8; SALT_BYTES],
    time: i64,
    body: &'a [u8],
}

impl Place<'_> {
    fn to_payload(&self) -> Payload {
        Payload {
            salt: *self.salt,
            written_at: self.time,
            body: self.body.to_vec(),
        }
    }
}

impl Tx<'_> {
    /// The block that takes the next payload of a space. Its record is to name it.
    pub(crate) fn block_for(&self, space: i64, payload: &Payload) -> Result<i64, StoreError> {
        let is_open = |open: &Open| open.space == space;
        if !self.blocks.borrow().open.as_ref().is_some_and(is_open) {
            self.write_block()?;
            self.open_last(space)?;
        }
        let more = SALT_BYTES + payload.body.len();
        if let Some(open) = &self.blocks.borrow().open
            && bytes_of(&open.members) + more <= BLOCK_BYTES_MAX
        {
            return Ok(open.id);
        }
        self.write_block()?;
        let sql = "INSERT INTO block (space, salts, body) VALUES (?1, x'', x'')";
        let id = self.insert(sql, [space])?;
        self.blocks.borrow_mut().open = Some(Open {
            space,
            id,
            members: Members::new(),
        });
        Ok(id)
    }

    /// Goes on with the last block of a space, where it has room.
    fn open_last(&self, space: i64) -> Result<(), StoreError> {
        let last: Option<(i64, usize)> = self.first(
            "SELECT id, coalesce(unpacked, length(body)) FROM block
             WHERE space = ?1 ORDER BY id DESC LIMIT 1",
            [space],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        if let Some((id, bytes)) = last
            && bytes < BLOCK_BYTES_MAX
            && let Some(members) = self.all_of(id)?
        {
            self.blocks.borrow_mut().open = Some(Open { space, id, members });
        }
        Ok(())
    }

    /// Adds a payload to the block that [`Self::block_for`] named for it.
    pub(crate) fn add_payload(&self, record: i64, payload: &Payload) {
        if let Some(open) = &mut self.blocks.borrow_mut().open {
            open.members.insert(record, payload.clone());
        }
    }

    /// Stores a payload that was missing in a space.
    pub(crate) fn fill_payload(
        &self,
        space: i64,
        record: i64,
        payload: &Payload,
    ) -> Result<(), StoreError> {
        let block = self.block_for(space, payload)?;
        self.add_payload(record, payload);
        self.execute(
            "UPDATE record SET payload = ?2, block = ?3 WHERE id = ?1",
            (record, Presence::Here.code(), block),
        )?;
        Ok(())
    }

    /// Writes the block to which payloads were added.
    pub(crate) fn write_block(&self) -> Result<(), StoreError> {
        let open = self.blocks.borrow_mut().open.take();
        open.map_or(Ok(()), |open| self.replace(open.id, &open.members))
    }

    fn replace(&self, id: i64, members: &Members) -> Result<(), StoreError> {
        self.blocks.borrow_mut().read.retain(|(it, _)| *it != id);
        if members.is_empty() {
            self.execute("DELETE FROM block WHERE id = ?1", [id])?;
            return Ok(());
        }
        let (salts, body) = encode(members)?;
        let packed = self.packer.pack(&body)?;
        self.execute(
            "UPDATE block SET unpacked = ?2, salts = ?3, body = ?4 WHERE id = ?1",
            (id, packed.unpacked, salts, packed.bytes),
        )?;
        Ok(())
    }

    /// The payload of a record in a block; `None` if it was lost with a part of the disk.
    pub(crate) fn payload(
        &self,
        record: i64,
        block: Option<i64>,
    ) -> Result<Option<Payload>, StoreError> {
        let Some(block) = block else {
            return Ok(None);
        };
        if let Some(open) = &self.blocks.borrow().open
            && open.id == block
        {
            return Ok(open.members.get(&record).cloned());
        }
        let Some(block) = self.block(block)? else {
            return Ok(None);
        };
        let found = block.payloads().find(|(row, _)| *row == record);
        Ok(found.map(|(_, place)| place.to_payload()))
    }

    fn all_of(&self, block: i64) -> Result<Option<Members>, StoreError> {
        let block = self.block(block)?;
        let payloads = |block: Rc<Block>| {
            let payloads = block.payloads();
            payloads.map(|(row, it)| (row, it.to_payload())).collect()
        };
        Ok(block.map(payloads))
    }

    /// A block as the file has it.
    fn block(&self, id: i64) -> Result<Option<Rc<Block>>, StoreError> {
        if let Some((_, block)) = self.blocks.borrow().read.iter().find(|(it, _)| *it == id) {
            return Ok(Some(Rc::clone(block)));
        }
        let sql = "SELECT unpacked, salts, body FROM block WHERE id = ?1";
        let block = self.first(sql, [id], |row| {
            let blob = |column| {
                row.get_ref(column)?
                    .as_blob()
                    .map_err(|_| StoreError::Corrupt)
            };
            let body = self.packer.unpack(row.get(0)?, blob(2)?)?;
            Block::read(blob(1)?, body).ok_or(StoreError::Corrupt)
        })?;
        let Some(block) = block.map(Rc::new) else {
            return Ok(None);
        };
        let mut blocks = self.blocks.borrow_mut();
        blocks.read.push((id, Rc::clone(&block)));
        let mut bytes = 0;
        let kept = blocks.read.iter().rev().take_while(|(_, block)| {
            bytes += block.body.len();
            bytes <= READ_BYTES_MAX
        });
        let gone = blocks.read.len() - kept.count();
        blocks.read.drain(..gone);
        Ok(Some(block))
    }

    /// What all blocks hold, one after another.
    #[cfg(feature = "simulation")]
    pub(crate) fn unpacked_blocks(&self) -> Result<Vec<u8>, StoreError> {
        let bodies = self.all("SELECT unpacked, body FROM block", [], |row| {
            let body = row.get_ref(1)?.as_blob().map_err(|_| StoreError::Corrupt)?;
            self.packer.unpack(row.get(0)?, body)
        })?;
        Ok(bodies.concat())
    }

    /// Takes the payloads of records out of their blocks. `records` is a query for rows of records; of those
    /// nothing is here any more, and nothing is asked for. Returns how many went.
    pub(crate) fn erase_payloads_of(
        &self,
        records: &str,
        params: impl rusqlite::Params,
    ) -> Result<u64, StoreError> {
        let sql = format!("SELECT id, block FROM record WHERE id IN ({records})");
        let rows: Vec<(i64, Option<i64>)> =
            self.all(&sql, params, |row| Ok((row.get(0)?, row.get(1)?)))?;
        let mut gone: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
        for (record, block) in &rows {
            if let Some(block) = block {
                gone.entry(*block).or_default().push(*record);
            }
        }
        let mut dropped = 0;
        self.write_block()?;
        for (block, records) in gone {
            let Some(mut members) = self.all_of(block)? else {
                continue;
            };
            let before = members.len();
            members.retain(|record, _| !records.contains(record));
            dropped += (before - members.len()) as u64;
            self.replace(block, &members)?;
        }
        for (record, _) in rows {
            self.execute(
                "UPDATE record SET payload = ?2, block = NULL WHERE id = ?1",
                (record, Presence::Erased.code()),
            )?;
        }
        Ok(dropped)
    }
}
