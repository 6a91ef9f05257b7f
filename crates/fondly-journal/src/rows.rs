//! Operations as the twelve columns of a change chunk.

use std::borrow::Cow;

use crate::{
    column::{
        ColumnFault, read_booleans, read_deltas, read_runs, write_booleans, write_deltas,
        write_runs,
    },
    leb::{Reader, write_framed, write_signed, write_unsigned},
    limits::HEADS_MAX,
    operation::{Actor, Object, Op, OpId, Slot, Value},
    refusal::{Refusal, Section},
};

/// Number of columns.
pub(crate) const COLUMNS: usize = 12;

/// Names of the columns, ascending, in the order in which [`read`] and [`write()`] take and give
/// them: an id in the upper bits, a type (0 group, 1 actor, 2 number, 3 difference, 4 boolean,
/// 5 string, 6 value meta, 7 value) in the lower four.
pub(crate) const COLUMN_IDS: [u64; COLUMNS] = [
    0x01, // object: actor
    0x02, // object: counter
    0x11, // key: actor
    0x13, // key: counter
    0x15, // key: name
    0x34, // insert
    0x42, // action
    0x56, // value: type and length
    0x57, // value: bytes
    0x70, // predecessors: how many
    0x71, // predecessors: actor
    0x73, // predecessors: counter
];

/// Expands the columns into at most `ops_max` operations, by the actors that they index.
pub(crate) fn read<'a>(
    columns: [&'a [u8]; COLUMNS],
    actors: &[Actor],
    ops_max: usize,
) -> Result<Vec<Op<'a>>, Refusal> {
    let [
        object_actor,
        object_counter,
        key_actor,
        key_counter,
        key_name,
        insert,
        action,
        value_meta,
        value,
        pred_count,
        pred_actor,
        pred_counter,
    ] = columns;
    let actions = read_actions(action, ops_max)?;
    let rows = actions.len();
    let inserts = read_booleans(insert, rows).map_err(|_| column_fault())?;
    if inserts.len() != rows {
        return Err(column_fault());
    }
    let metas = required(sparse(value_meta, rows, Reader::unsigned)?)?;
    let counts = required(sparse(pred_count, rows, Reader::unsigned)?)?;
    let mut preds = Preds::read(pred_actor, pred_counter, &counts, actors)?;
    let objects = read_objects(object_actor, object_counter, rows, actors)?;
    let slots = read_slots([key_actor, key_counter, key_name], rows, actors)?;
    let mut values = Reader::new(value);
    let mut ops = Vec::with_capacity(rows);
    let fields = actions.into_iter().zip(inserts).zip(metas).zip(counts);
    for ((((action, insert), meta), count), (object, slot)) in
        fields.zip(objects.into_iter().zip(slots))
    {
        let value = read_value(&mut values, meta)?;
        ops.push(Op {
            object,
            slot,
            insert,
            action,
            value,
            preds: preds.take(count)?,
        });
    }
    if !values.is_empty() {
        return Err(column_fault());
    }
    Ok(ops)
}

/// The column that says how many operations there are.
fn read_actions(bytes: &[u8], ops_max: usize) -> Result<Vec<u64>, Refusal> {
    let too_many = || Refusal::Operations { max: ops_max };
    let actions = read_runs(bytes, ops_max, Reader::unsigned).map_err(|fault| match fault {
        ColumnFault::TooMany => too_many(),
        ColumnFault::Malformed => column_fault(),
    })?;
    if actions.is_empty() {
        return Err(too_many());
    }
    required(actions)
}

fn read_objects(
    actor_column: &[u8],
    counter_column: &[u8],
    rows: usize,
    actors: &[Actor],
) -> Result<Vec<Object>, Refusal> {
    let indices = sparse(actor_column, rows, Reader::unsigned)?;
    let counters = sparse(counter_column, rows, Reader::unsigned)?;
    let ids = indices.into_iter().zip(counters);
    ids.map(|id| match id {
        (None, None) => Ok(Object::Root),
        (Some(actor), Some(counter)) => read_id(actor, counter, actors).map(Object::Id),
        _ => Err(column_fault()),
    })
    .collect()
}

fn read_slots<'a>(
    [actor_column, counter_column, name_column]: [&'a [u8]; 3],
    rows: usize,
    actors: &[Actor],
) -> Result<Vec<Slot<'a>>, Refusal> {
    let indices = sparse(actor_column, rows, Reader::unsigned)?;
    let mut counters = read_deltas(counter_column, rows).map_err(|_| column_fault())?;
    counters.resize(rows, None);
    let names = sparse(name_column, rows, read_name)?;
    let keys = indices.into_iter().zip(counters).zip(names);
    keys.map(|((actor, counter), name)| match (actor, counter, name) {
        (None, None, Some(name)) => Ok(Slot::Name(Cow::Borrowed(name))),
        (None, Some(0), None) => Ok(Slot::Head),
        (Some(actor), Some(counter), None) => {
            let counter = u64::try_from(counter).map_err(|_| column_fault())?;
            read_id(actor, counter, actors).map(Slot::Element)
        }
        _ => Err(column_fault()),
    })
    .collect()
}

const fn column_fault() -> Refusal {
    Refusal::Malformed {
        section: Section::Column,
    }
}

/// A column of `rows` rows; those behind its end are absent.
fn sparse<'a, T: Clone>(
    bytes: &'a [u8],
    rows: usize,
    read: impl Fn(&mut Reader<'a>) -> Option<T>,
) -> Result<Vec<Option<T>>, Refusal> {
    let mut column = read_runs(bytes, rows, read).map_err(|_| column_fault())?;
    column.resize(rows, None);
    Ok(column)
}

fn required<T>(rows: Vec<Option<T>>) -> Result<Vec<T>, Refusal> {
    rows.into_iter()
        .collect::<Option<_>>()
        .ok_or_else(column_fault)
}

fn read_name<'a>(reader: &mut Reader<'a>) -> Option<&'a str> {
    std::str::from_utf8(reader.framed()?).ok()
}

fn read_id(actor: u64, counter: u64, actors: &[Actor]) -> Result<OpId, Refusal> {
    let index = usize::try_from(actor).map_err(|_| column_fault())?;
    let actor = actors.get(index).copied().ok_or_else(column_fault)?;
    Ok(OpId { counter, actor })
}

/// Reads one value. `meta` is its length in the upper bits, its type in the lower four.
fn read_value<'a>(values: &mut Reader<'a>, meta: u64) -> Result<Value<'a>, Refusal> {
    let length = usize::try_from(meta >> 4).map_err(|_| column_fault())?;
    let bytes = values.take(length).ok_or_else(column_fault)?;
    let mut number = Reader::new(bytes);
    let value = match meta & 0xf {
        0 => Some(Value::Null),
        1 => Some(Value::False),
        2 => Some(Value::True),
        3 => number.unsigned().map(Value::Uint),
        4 => number.signed().map(Value::Int),
        6 => std::str::from_utf8(bytes)
            .ok()
            .map(|text| Value::Str(Cow::Borrowed(text))),
        7 => Some(Value::Bytes(Cow::Borrowed(bytes))),
        code => u8::try_from(code).ok().map(|code| Value::Other {
            code,
            bytes: Cow::Borrowed(bytes),
        }),
    };
    value.ok_or_else(column_fault)
}

/// What all operations overwrite, in one row, to be dealt out by count.
struct Preds {
    ids: std::vec::IntoIter<OpId>,
}

impl Preds {
    fn read(
        actors_column: &[u8],
        counters_column: &[u8],
        counts: &[u64],
        actors: &[Actor],
    ) -> Result<Self, Refusal> {
        let most = counts.len().saturating_add(HEADS_MAX * HEADS_MAX);
        let total = counts
            .iter()
            .try_fold(0_u64, |sum, count| sum.checked_add(*count))
            .and_then(|sum| usize::try_from(sum).ok())
            .filter(|sum| *sum <= most)
            .ok_or_else(column_fault)?;
        let indices = required(sparse(actors_column, total, Reader::unsigned)?)?;
        let mut counters = read_deltas(counters_column, total).map_err(|_| column_fault())?;
        counters.resize(total, None);
        let counters = required(counters)?;
        let mut ids = Vec::with_capacity(total);
        for (index, counter) in indices.into_iter().zip(counters) {
            let counter = u64::try_from(counter).map_err(|_| column_fault())?;
            ids.push(read_id(index, counter, actors)?);
        }
        Ok(Self {
            ids: ids.into_iter(),
        })
    }

    fn take(&mut self, count: u64) -> Result<Vec<OpId>, Refusal> {
        let count = usize::try_from(count).map_err(|_| column_fault())?;
        Ok(self.ids.by_ref().take(count).collect())
    }
}

/// The columns of these operations; `others` are the actors besides the author, ascending.
pub(crate) fn write(ops: &[Op<'_>], others: &[Actor]) -> [Vec<u8>; COLUMNS] {
    let index = |id: &OpId| match others.binary_search(&id.actor) {
        Ok(at) => at as u64 + 1,
        Err(_) => 0,
    };
    let unsigned = |out: &mut Vec<u8>, value: &u64| write_unsigned(out, *value);
    let object = |op: &Op<'_>| match op.object {
        Object::Root => None,
        Object::Id(id) => Some(id),
    };
    let element = |op: &Op<'_>| match op.slot {
        Slot::Element(id) => Some(id),
        Slot::Name(_) | Slot::Head => None,
    };
    let key_counter = |op: &Op<'_>| match &op.slot {
        Slot::Name(_) => None,
        Slot::Head => Some(0),
        Slot::Element(id) => Some(id.counter.cast_signed()),
    };
    let name = |op| match op {
        &Op {
            slot: Slot::Name(ref name),
            ..
        } => Some(name.as_bytes()),
        _ => None,
    };
    let preds = || ops.iter().flat_map(|op| op.preds.iter());
    let mut values = Vec::new();
    let metas: Vec<u64> = ops
        .iter()
        .map(|op| write_value(&mut values, &op.value))
        .collect();
    [
        write_runs(
            ops.iter().map(|op| object(op).map(|id| index(&id))),
            unsigned,
        ),
        write_runs(
            ops.iter().map(|op| object(op).map(|id| id.counter)),
            unsigned,
        ),
        write_runs(
            ops.iter().map(|op| element(op).map(|id| index(&id))),
            unsigned,
        ),
        write_deltas(ops.iter().map(key_counter)),
        write_runs(ops.iter().map(name), |out, name| write_framed(out, name)),
        write_booleans(ops.iter().map(|op| op.insert)),
        write_runs(ops.iter().map(|op| Some(op.action)), unsigned),
        write_runs(metas.into_iter().map(Some), unsigned),
        values,
        write_runs(ops.iter().map(|op| Some(op.preds.len() as u64)), unsigned),
        write_runs(preds().map(|id| Some(index(id))), unsigned),
        write_deltas(preds().map(|id| Some(id.counter.cast_signed()))),
    ]
}

/// Writes a value and gives its meta: length in the upper bits, type in the lower four.
fn write_value(out: &mut Vec<u8>, value: &Value<'_>) -> u64 {
    let start = out.len();
    let code = match value {
        Value::Null => 0,
        Value::False => 1,
        Value::True => 2,
        Value::Uint(number) => {
            write_unsigned(out, *number);
            3
        }
        Value::Int(number) => {
            write_signed(out, *number);
            4
        }
        Value::Str(text) => {
            out.extend_from_slice(text.as_bytes());
            6
        }
        Value::Bytes(bytes) => {
            out.extend_from_slice(bytes);
            7
        }
        Value::Other { code, bytes } => {
            out.extend_from_slice(bytes);
            u64::from(*code)
        }
    };
    ((out.len() - start) as u64) << 4 | code
}
