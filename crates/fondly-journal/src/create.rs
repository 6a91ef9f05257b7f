//! Creating changes: made from a body by one template, admitted by the same template.

use crate::{
    body::{Body, Place},
    chunk,
    fields::{entries, put_value, set},
    limits::{CHANGE_BYTES_MAX, LimitError, SCALAR_OPS_MAX},
    operation::{Actor, Change, Object, Op, OpId, Parts, Slot, Value, action},
    promotion::PROMOTER,
    refusal::{OpFault, Refusal},
    rules,
    schema::{Key, SCHEMA},
};

/// Makes the change that creates an entry.
///
/// # Errors
/// Names the first limit that the body breaks, or the field that does not belong in `place`.
pub fn create(actor: &Actor, place: Place, body: &Body) -> Result<Change, LimitError> {
    rules::check(body, place)?;
    let change = chunk::encode(&template(actor, body));
    if change.bytes.len() > CHANGE_BYTES_MAX {
        return Err(LimitError::Change {
            max: CHANGE_BYTES_MAX,
        });
    }
    Ok(change)
}

/// Reads the change that creates an entry, if it is exactly what [`create()`] makes.
///
/// No Automerge document is built: the operations give a body, and the body must give these very
/// bytes again. So whatever passes has our operations in our order, from 1, without
/// dependencies, within all limits, canonical.
///
/// # Errors
/// [`Refusal::NotUnderstood`] if a newer program wrote it; anything else is final.
pub fn admit_creation(bytes: &[u8], actor: &Actor, place: Place) -> Result<Body, Refusal> {
    admit_hashed(bytes, actor, place).map(|(_, body)| body)
}

/// Reads a creating change that was admitted before, without judging it again.
///
/// # Errors
/// Whatever no admitted change has.
pub fn read_creation(bytes: &[u8]) -> Result<Body, Refusal> {
    body_of(&chunk::read(bytes, SCALAR_OPS_MAX)?.ops)
}

/// [`admit_creation`] with the hash of the change.
pub(crate) fn admit_hashed(
    bytes: &[u8],
    actor: &Actor,
    place: Place,
) -> Result<([u8; 32], Body), Refusal> {
    let (hash, parts) = chunk::parse(bytes, SCALAR_OPS_MAX)?;
    if parts.actor != *actor || *actor == PROMOTER {
        return Err(Refusal::ForeignActor);
    }
    check_schema(&parts.ops)?;
    if parts.seq != 1 || parts.start_op != 1 || !parts.deps.is_empty() {
        return Err(Refusal::Creation);
    }
    let body = body_of(&parts.ops)?;
    rules::check(&body, place)?;
    if chunk::encode(&template(actor, &body)).bytes != bytes {
        return Err(Refusal::NotCanonical);
    }
    Ok((hash, body))
}

/// The operations of the creating change of `body`, by key.
pub(crate) fn creating_ops(actor: &Actor, body: &Body) -> Vec<(Key, OpId)> {
    let actor = *actor;
    let keys = entries(body).into_iter().map(|(key, _)| key);
    keys.zip(1..)
        .map(|(key, counter)| (key, OpId { counter, actor }))
        .collect()
}

/// Refuses what says that it is of a newer schema, before anything is judged by this one.
pub(crate) fn check_schema(ops: &[Op<'_>]) -> Result<(), Refusal> {
    for op in ops {
        if let Op {
            object: Object::Root,
            slot: Slot::Name(name),
            value: Value::Uint(schema),
            ..
        } = op
            && name == Key::V.name()
            && *schema > SCHEMA
        {
            return Err(Refusal::NotUnderstood { schema: *schema });
        }
    }
    Ok(())
}

fn template<'a>(actor: &Actor, body: &'a Body) -> Parts<'a> {
    let puts = entries(body).into_iter();
    let ops = puts
        .map(|(key, value)| put_value(key, value, Vec::new()))
        .collect();
    Parts {
        deps: Vec::new(),
        actor: *actor,
        seq: 1,
        start_op: 1,
        ops,
    }
}

fn body_of(ops: &[Op<'_>]) -> Result<Body, Refusal> {
    let mut body = Body::default();
    for (index, op) in (0_u32..).zip(ops) {
        let fault = |fault| Refusal::Operation { index, fault };
        let (Object::Root, Slot::Name(name)) = (op.object, &op.slot) else {
            return Err(fault(OpFault::Object));
        };
        let key = Key::from_name(name).ok_or(fault(OpFault::Key))?;
        if op.action != action::SET || op.insert {
            return Err(fault(OpFault::Action));
        }
        set(&mut body, key, &op.value).ok_or(fault(OpFault::Value))?;
    }
    Ok(body)
}
