//! What a later change may say, judged against its ancestors and the schema.

use std::collections::BTreeSet;

use crate::{
    body::{Body, Place},
    create::check_schema,
    fields::set,
    history::{Effects, History, Node, Seen},
    limits::{OP_COUNTER_MAX, SEQ_MAX},
    operation::{Object, Op, OpId, Parts, Slot, Value, action},
    promotion::PROMOTER,
    refusal::{OpFault, Refusal},
    rules,
    schema::Key,
};

/// What a change is judged against.
pub(crate) struct Bench<'a> {
    pub(crate) place: Place,
    /// The body of the creating change: kind and fixed fields.
    pub(crate) created: &'a Body,
    pub(crate) history: &'a History,
    /// Whether the text is one that is edited by letters.
    pub(crate) promoted: bool,
    /// The Text object, once it is promoted.
    pub(crate) text: Option<OpId>,
}

/// What becomes of a change that is in order so far.
pub(crate) enum Verdict {
    /// It may be applied.
    Fits(Node, Effects),
    /// It names changes that are not there, ascending.
    Waits(Vec<[u8; 32]>),
}

/// Judges a change whose author and encoding are right and which is not known yet.
pub(crate) fn judge(parts: &Parts<'_>, bench: &Bench<'_>) -> Result<Verdict, Refusal> {
    check_schema(&parts.ops)?;
    if parts.deps.is_empty() {
        return Err(Refusal::Creation);
    }
    if !parts.deps.is_sorted_by(|one, next| one < next) {
        return Err(Refusal::Dependencies);
    }
    let history = bench.history;
    let missing: Vec<_> = parts
        .deps
        .iter()
        .filter(|dep| !history.contains(dep))
        .copied()
        .collect();
    if !missing.is_empty() {
        return Ok(Verdict::Waits(missing));
    }
    if history.is_redundant(&parts.deps) {
        return Err(Refusal::Dependencies);
    }
    let seen = history.seen_by(&parts.deps);
    check_line(parts, history, &seen)?;
    let effects = judge_ops(parts, bench, &seen)?;
    let node = Node {
        actor: parts.actor,
        seq: parts.seq,
        max_op: parts.max_op(),
        seen,
        text: effects.text,
    };
    Ok(Verdict::Fits(node, effects))
}

/// Sequence number and operations are next in line after the ancestors.
fn check_line(parts: &Parts<'_>, history: &History, seen: &Seen) -> Result<(), Refusal> {
    let expected = seen.get(&parts.actor).map_or(0, |reach| reach.seq) + 1;
    if parts.seq != expected {
        return Err(Refusal::Sequence {
            expected,
            found: parts.seq,
        });
    }
    if history.has_seq(parts.actor, parts.seq) {
        return Err(Refusal::Equivocation { seq: parts.seq });
    }
    let expected = seen.values().map(|reach| reach.max_op).max().unwrap_or(0) + 1;
    if parts.start_op != expected {
        return Err(Refusal::StartOp {
            expected,
            found: parts.start_op,
        });
    }
    if parts.seq > SEQ_MAX || parts.max_op() > OP_COUNTER_MAX {
        return Err(Refusal::Full);
    }
    Ok(())
}

/// What the operations of one change have done so far.
struct Progress {
    /// The body with the values put; limits are checked at the end.
    body: Body,
    keys: BTreeSet<Key>,
    deleted: BTreeSet<OpId>,
    effects: Effects,
}

fn judge_ops(parts: &Parts<'_>, bench: &Bench<'_>, seen: &Seen) -> Result<Effects, Refusal> {
    let mut progress = Progress {
        body: bench.created.clone(),
        keys: BTreeSet::new(),
        deleted: BTreeSet::new(),
        effects: Effects::default(),
    };
    for (index, op) in (0_u32..).zip(&parts.ops) {
        let id = OpId {
            counter: parts.start_op + u64::from(index),
            actor: parts.actor,
        };
        let judged = match op.object {
            Object::Root => judge_put(op, id, bench, seen, &mut progress),
            Object::Id(object) if Some(object) == bench.text && seen.contains_key(&PROMOTER) => {
                judge_letter(op, id, bench, seen, &mut progress)
            }
            Object::Id(_) => Err(OpFault::Object),
        };
        judged.map_err(|fault| Refusal::Operation { index, fault })?;
    }
    rules::check(&progress.body, bench.place)?;
    Ok(progress.effects)
}

fn judge_put(
    op: &Op<'_>,
    id: OpId,
    bench: &Bench<'_>,
    seen: &Seen,
    progress: &mut Progress,
) -> Result<(), OpFault> {
    let Slot::Name(name) = &op.slot else {
        return Err(OpFault::Key);
    };
    let key = Key::from_name(name).ok_or(OpFault::Key)?;
    let letters = key == Key::Text && bench.promoted;
    if !key.editable(bench.place) || letters {
        return Err(OpFault::Key);
    }
    if op.action != action::SET || op.insert {
        return Err(OpFault::Action);
    }
    if !progress.keys.insert(key) {
        return Err(OpFault::Repeated);
    }
    if op.preds != bench.history.standing(key, seen) {
        return Err(OpFault::Predecessors);
    }
    set(&mut progress.body, key, &op.value).ok_or(OpFault::Value)?;
    progress.effects.text |= key == Key::Text;
    progress.effects.puts.push((key, id, op.preds.clone()));
    Ok(())
}

fn judge_letter(
    op: &Op<'_>,
    id: OpId,
    bench: &Bench<'_>,
    seen: &Seen,
    progress: &mut Progress,
) -> Result<(), OpFault> {
    let effects = &mut progress.effects;
    effects.text = true;
    match (op.action, op.insert) {
        (action::SET, true) => {
            match op.slot {
                Slot::Head => {}
                Slot::Element(after)
                    if bench.history.knows_letter(after, seen)
                        || (after.actor == id.actor && effects.has_letter(after.counter)) => {}
                _ => return Err(OpFault::Element),
            }
            if !is_letter(&op.value) {
                return Err(OpFault::Value);
            }
            if !op.preds.is_empty() {
                return Err(OpFault::Predecessors);
            }
            effects.insert_letter(id.counter);
        }
        (action::DELETE, false) => {
            let Slot::Element(letter) = op.slot else {
                return Err(OpFault::Element);
            };
            if !bench.history.knows_letter(letter, seen) {
                return Err(OpFault::Element);
            }
            if op.value != Value::Null {
                return Err(OpFault::Value);
            }
            if op.preds != [letter] {
                return Err(OpFault::Predecessors);
            }
            if !progress.deleted.insert(letter) {
                return Err(OpFault::Repeated);
            }
        }
        _ => return Err(OpFault::Action),
    }
    Ok(())
}

fn is_letter(value: &Value<'_>) -> bool {
    matches!(value, Value::Str(text) if text.chars().nth(1).is_none() && !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Actor, fields::put};

    const AUTHOR: Actor = Actor([1; 16]);
    const HASH: [u8; 32] = [7; 32];

    /// Judges a change of `keys`, the next after one with this number and this last operation.
    fn after(seq: u64, max_op: u64, keys: &[Key]) -> Result<(), Refusal> {
        let created = Body {
            title: Some("t".into()),
            date: "2026-11-23".into(),
            ..Body::default()
        };
        let mut history = History::default();
        let node = Node {
            actor: AUTHOR,
            seq,
            max_op,
            seen: Seen::new(),
            text: true,
        };
        history.add(HASH, node, Effects::default());
        let ops = keys
            .iter()
            .map(|key| put(*key, &created, Vec::new()))
            .collect();
        let parts = Parts {
            deps: vec![HASH],
            actor: AUTHOR,
            seq: seq + 1,
            start_op: max_op + 1,
            ops,
        };
        let bench = Bench {
            place: Place::Journal,
            created: &created,
            history: &history,
            promoted: true,
            text: None,
        };
        judge(&parts, &bench).map(|_| ())
    }

    #[test]
    fn a_full_document_takes_nothing_more() {
        assert_eq!(
            after(1, OP_COUNTER_MAX - 2, &[Key::Date, Key::Title]),
            Ok(())
        );
        let over = after(1, OP_COUNTER_MAX - 1, &[Key::Date, Key::Title]);
        assert_eq!(over, Err(Refusal::Full));
        assert_eq!(after(SEQ_MAX - 1, 9, &[Key::Title]), Ok(()));
        assert_eq!(after(SEQ_MAX, 9, &[Key::Title]), Err(Refusal::Full));
    }
}
