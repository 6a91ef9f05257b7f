//! Change chunks: the bytes of one change, as Automerge's storage format lays them out.
//!
//! ```text
//! 85 6f 4a 83 | checksum(4) | type(1) = 1 | length | data
//! data: count, deps(32 each) | actor | seq | start op | time = 0 | message = ""
//!       | count, other actors | count, (column, length) each | columns | extra bytes = none
//! ```
//!
//! Numbers are LEB128; an actor is a length, 16, and its bytes. The hash of a change is SHA-256
//! over type, length and data; the checksum is its first four bytes. Actors are named by index:
//! 0 the author, then the others ascending. Source: Automerge's binary format specification and
//! the encoder of automerge 0.12, with which tests compare every shape that we write.

use std::collections::BTreeSet;

use sha2::{Digest as _, Sha256};

use crate::{
    leb::{Reader, write_framed, write_unsigned},
    limits::{CHANGE_BYTES_MAX, HEADS_MAX},
    operation::{Actor, Change, Object, Parts, Slot},
    refusal::{Refusal, Section},
    rows::{self, COLUMN_IDS, COLUMNS},
};

const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
const TYPE_CHANGE: u8 = 1;

/// Whether bytes begin as a change does, and as no text can.
pub fn is_change(bytes: &[u8]) -> bool {
    bytes.starts_with(&MAGIC)
}

const fn malformed(section: Section) -> Refusal {
    Refusal::Malformed { section }
}

/// The data of a chunk, and the checksum that it names.
fn framed(bytes: &[u8]) -> Result<(&[u8], [u8; 4]), Refusal> {
    if bytes.len() > CHANGE_BYTES_MAX {
        return Err(Refusal::TooLong {
            max: CHANGE_BYTES_MAX,
        });
    }
    let header = || malformed(Section::Header);
    let mut reader = Reader::new(bytes);
    if reader.array() != Some(MAGIC) {
        return Err(header());
    }
    let checksum: [u8; 4] = reader.array().ok_or_else(header)?;
    let chunk_type = reader.byte().ok_or_else(header)?;
    if chunk_type != TYPE_CHANGE {
        return Err(Refusal::ChunkType { found: chunk_type });
    }
    let data = reader.framed().ok_or_else(header)?;
    if !reader.is_empty() {
        return Err(header());
    }
    Ok((data, checksum))
}

/// Checks the frame of a chunk and gives its data and hash.
fn unframe(bytes: &[u8]) -> Result<(&[u8], [u8; 32]), Refusal> {
    let (data, checksum) = framed(bytes)?;
    let hash = hash(data);
    if !hash.starts_with(&checksum) {
        return Err(Refusal::Checksum);
    }
    Ok((data, hash))
}

fn hash(data: &[u8]) -> [u8; 32] {
    let mut prefix = vec![TYPE_CHANGE];
    write_unsigned(&mut prefix, data.len() as u64);
    Sha256::new()
        .chain_update(prefix)
        .chain_update(data)
        .finalize()
        .into()
}

/// Takes a chunk of at most `ops_max` operations apart, and checks that it is canonical.
pub(crate) fn decode(bytes: &[u8], ops_max: usize) -> Result<([u8; 32], Parts<'_>), Refusal> {
    let (hash, parts) = parse(bytes, ops_max)?;
    if encode(&parts).bytes != bytes {
        return Err(Refusal::NotCanonical);
    }
    Ok((hash, parts))
}

/// [`decode`] without the check of the encoding, for callers that compare with a template.
pub(crate) fn parse(bytes: &[u8], ops_max: usize) -> Result<([u8; 32], Parts<'_>), Refusal> {
    let (data, hash) = unframe(bytes)?;
    Ok((hash, parts(data, ops_max)?))
}

/// [`parse`] without looking at the checksum, for what was admitted before and is kept where nothing
/// changes unseen.
pub(crate) fn read(bytes: &[u8], ops_max: usize) -> Result<Parts<'_>, Refusal> {
    let (data, _) = framed(bytes)?;
    parts(data, ops_max)
}

fn parts(data: &[u8], ops_max: usize) -> Result<Parts<'_>, Refusal> {
    let preamble = || malformed(Section::Preamble);
    let mut reader = Reader::new(data);
    let deps_len = reader.unsigned().ok_or_else(preamble)?;
    if deps_len > HEADS_MAX as u64 {
        return Err(Refusal::Dependencies);
    }
    let mut deps = Vec::new();
    for _ in 0..deps_len {
        deps.push(reader.array().ok_or_else(preamble)?);
    }
    let mut actors = vec![read_actor(&mut reader)?];
    let seq = reader.unsigned().ok_or_else(preamble)?;
    let start_op = reader.unsigned().ok_or_else(preamble)?;
    let time = reader.signed().ok_or_else(preamble)?;
    let message = reader.framed().ok_or_else(preamble)?;
    let others = reader.unsigned().ok_or_else(preamble)?;
    if others > HEADS_MAX as u64 {
        return Err(preamble());
    }
    for _ in 0..others {
        actors.push(read_actor(&mut reader)?);
    }
    let columns = read_columns(&mut reader)?;
    if time != 0 || !message.is_empty() || !reader.is_empty() {
        return Err(Refusal::Metadata);
    }
    let actor = actors.first().copied().ok_or_else(preamble)?;
    let ops = rows::read(columns, &actors, ops_max)?;
    Ok(Parts {
        deps,
        actor,
        seq,
        start_op,
        ops,
    })
}

fn read_actor(reader: &mut Reader<'_>) -> Result<Actor, Refusal> {
    let bytes = reader
        .framed()
        .ok_or_else(|| malformed(Section::Preamble))?;
    bytes
        .try_into()
        .map(Actor)
        .map_err(|_| malformed(Section::Preamble))
}

/// Cuts the columns out, in the order of [`COLUMN_IDS`]; absent ones are empty.
fn read_columns<'a>(reader: &mut Reader<'a>) -> Result<[&'a [u8]; COLUMNS], Refusal> {
    let layout = || malformed(Section::Layout);
    let count = reader.unsigned().ok_or_else(layout)?;
    if count > COLUMNS as u64 {
        return Err(layout());
    }
    let mut lengths = [0_usize; COLUMNS];
    let mut from = 0;
    for _ in 0..count {
        let id = reader.unsigned().ok_or_else(layout)?;
        let at = COLUMN_IDS.binary_search(&id).map_err(|_| layout())?;
        if at < from {
            return Err(layout());
        }
        from = at + 1;
        let length = reader.unsigned().ok_or_else(layout)?;
        *lengths.get_mut(at).ok_or_else(layout)? = usize::try_from(length).map_err(|_| layout())?;
    }
    let mut columns = [&[][..]; COLUMNS];
    for (column, length) in columns.iter_mut().zip(lengths) {
        *column = reader.take(length).ok_or_else(layout)?;
    }
    Ok(columns)
}

/// The canonical chunk of a change.
pub(crate) fn encode(parts: &Parts<'_>) -> Change {
    let others = other_actors(parts);
    let mut data = Vec::new();
    write_unsigned(&mut data, parts.deps.len() as u64);
    for dep in &parts.deps {
        data.extend_from_slice(dep);
    }
    write_framed(&mut data, &parts.actor.0);
    write_unsigned(&mut data, parts.seq);
    write_unsigned(&mut data, parts.start_op);
    data.push(0);
    data.push(0);
    write_unsigned(&mut data, others.len() as u64);
    for other in &others {
        write_framed(&mut data, &other.0);
    }
    let columns = rows::write(&parts.ops, &others);
    let present = || {
        COLUMN_IDS
            .iter()
            .zip(&columns)
            .filter(|(_, bytes)| !bytes.is_empty())
    };
    write_unsigned(&mut data, present().count() as u64);
    for (id, bytes) in present() {
        write_unsigned(&mut data, *id);
        write_unsigned(&mut data, bytes.len() as u64);
    }
    for (_, bytes) in present() {
        data.extend_from_slice(bytes);
    }
    frame(&data)
}

/// Puts the header before the data of a change.
pub(crate) fn frame(data: &[u8]) -> Change {
    let hash = hash(data);
    let [a, b, c, d, ..] = hash;
    let mut bytes = Vec::with_capacity(data.len() + 14);
    bytes.extend_from_slice(&MAGIC);
    bytes.extend_from_slice(&[a, b, c, d, TYPE_CHANGE]);
    write_framed(&mut bytes, data);
    Change { bytes, hash }
}

/// The actors that operations name besides the author, ascending.
fn other_actors(parts: &Parts<'_>) -> Vec<Actor> {
    let mut named = BTreeSet::new();
    for op in &parts.ops {
        if let Object::Id(id) = op.object {
            named.insert(id.actor);
        }
        if let Slot::Element(id) = op.slot {
            named.insert(id.actor);
        }
        named.extend(op.preds.iter().map(|id| id.actor));
    }
    named.remove(&parts.actor);
    named.into_iter().collect()
}
