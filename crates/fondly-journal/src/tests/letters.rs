//! Crafted operations on the letters of a promoted text.

use std::borrow::Cow;

use super::support::{
    ANA, ANA_PHONE, SAM, admit, edit, entry, open, operation, refuse, shared, text, title,
};
use crate::{
    Actor, Admission, Document, OpFault, Place, Refusal, chunk, create,
    operation::{Object, Op, OpId, Parts, Slot, Value, action},
    promotion::PROMOTER,
};

/// A promoted entry "abc", edited once by `ANA` (who appended "d"), with what is next in line.
struct Letters {
    document: Document,
    object: OpId,
    start_op: u64,
}

impl Letters {
    fn new() -> Self {
        let mut document = open(&entry("abc"), Place::Journal);
        edit(&mut document, ANA, &text("abcd"));
        Self {
            document,
            object: OpId {
                counter: 5,
                actor: PROMOTER,
            },
            start_op: 10,
        }
    }

    fn insert(&self, slot: Slot<'static>) -> Op<'static> {
        Op {
            object: Object::Id(self.object),
            slot,
            insert: true,
            action: action::SET,
            value: Value::Str(Cow::Borrowed("x")),
            preds: Vec::new(),
        }
    }

    fn delete(&self, counter: u64, actor: Actor) -> Op<'static> {
        let letter = OpId { counter, actor };
        Op {
            object: Object::Id(self.object),
            slot: Slot::Element(letter),
            insert: false,
            action: action::DELETE,
            value: Value::Null,
            preds: vec![letter],
        }
    }

    fn change(&self, ops: Vec<Op<'static>>) -> Vec<u8> {
        let deps = self.document.heads();
        let parts = Parts {
            deps,
            actor: SAM,
            seq: 1,
            start_op: self.start_op,
            ops,
        };
        chunk::encode(&parts).bytes
    }

    fn refused(&mut self, ops: Vec<Op<'static>>) -> Refusal {
        let bytes = self.change(ops);
        refuse(&mut self.document, &bytes, SAM)
    }
}

#[test]
fn the_crafted_letters_are_admitted_when_nothing_is_wrong_with_them() {
    let mut letters = Letters::new();
    let after_own = Slot::Element(OpId {
        counter: 11,
        actor: SAM,
    });
    let ops = vec![
        letters.delete(6, PROMOTER),
        letters.insert(Slot::Head),
        letters.insert(after_own),
        letters.insert(Slot::Element(OpId {
            counter: 9,
            actor: ANA,
        })),
    ];
    let bytes = letters.change(ops);
    assert_eq!(letters.document.admit(&bytes, &SAM), Ok(Admission::Applied));
    assert_eq!(letters.document.body().text, "xxbcdx");
}

#[test]
fn letters_that_their_author_cannot_have_seen_are_refused() {
    let mut letters = Letters::new();
    let element = |counter, actor| Slot::Element(OpId { counter, actor });
    for slot in [
        element(5, PROMOTER),
        element(9, PROMOTER),
        element(1, ANA),
        element(10, ANA),
        element(10, SAM),
        element(11, SAM),
        element(u64::from(u32::MAX), ANA),
        element(i64::MAX.cast_unsigned(), ANA),
        element(6, ANA_PHONE),
        Slot::Name(Cow::Borrowed("text")),
    ] {
        let op = letters.insert(slot);
        assert_eq!(letters.refused(vec![op]), operation(OpFault::Element));
    }
    for (counter, actor) in [
        (5, PROMOTER),
        (9, PROMOTER),
        (10, ANA),
        (10, SAM),
        (7, ANA_PHONE),
    ] {
        let op = letters.delete(counter, actor);
        assert_eq!(letters.refused(vec![op]), operation(OpFault::Element));
    }
}

#[test]
fn letters_of_a_concurrent_change_are_refused() {
    let mut letters = Letters::new();
    let mut other = letters.document.clone();
    let concurrent = edit(&mut other, ANA_PHONE, &text("abcdZ"));
    let op = letters.insert(Slot::Element(OpId {
        counter: 10,
        actor: ANA_PHONE,
    }));
    let bytes = letters.change(vec![op]);
    assert_eq!(
        refuse(&mut letters.document, &bytes, SAM),
        operation(OpFault::Element)
    );
    admit(&mut letters.document, &concurrent, ANA_PHONE);
    let refusal = refuse(&mut letters.document, &bytes, SAM);
    assert_eq!(
        refusal,
        operation(OpFault::Element),
        "the verdict is the same in any order"
    );
}

#[test]
fn deletions_that_are_not_one_of_one_letter_are_refused() {
    let mut letters = Letters::new();
    let delete = letters.delete(6, PROMOTER);
    let other = OpId {
        counter: 7,
        actor: PROMOTER,
    };
    let own = OpId {
        counter: 6,
        actor: PROMOTER,
    };
    for (op, fault) in [
        (
            Op {
                preds: vec![],
                ..delete.clone()
            },
            OpFault::Predecessors,
        ),
        (
            Op {
                preds: vec![other],
                ..delete.clone()
            },
            OpFault::Predecessors,
        ),
        (
            Op {
                preds: vec![own, other],
                ..delete.clone()
            },
            OpFault::Predecessors,
        ),
        (
            Op {
                value: Value::Str(Cow::Borrowed("x")),
                ..delete.clone()
            },
            OpFault::Value,
        ),
        (
            Op {
                insert: true,
                ..delete.clone()
            },
            OpFault::Action,
        ),
        (
            Op {
                slot: Slot::Head,
                ..delete.clone()
            },
            OpFault::Element,
        ),
        (
            Op {
                action: 0,
                ..delete.clone()
            },
            OpFault::Action,
        ),
        (
            Op {
                action: 5,
                ..delete.clone()
            },
            OpFault::Action,
        ),
        (
            Op {
                action: 7,
                ..delete.clone()
            },
            OpFault::Action,
        ),
        (
            Op {
                action: u64::MAX,
                ..delete.clone()
            },
            OpFault::Action,
        ),
    ] {
        assert_eq!(letters.refused(vec![op]), operation(fault));
    }
    let repeated = Refusal::Operation {
        index: 1,
        fault: OpFault::Repeated,
    };
    assert_eq!(letters.refused(vec![delete.clone(), delete]), repeated);
}

#[test]
fn letters_in_any_other_object_are_refused() {
    let mut letters = Letters::new();
    for object in [
        OpId {
            counter: 6,
            actor: PROMOTER,
        },
        OpId {
            counter: 5,
            actor: ANA,
        },
        OpId {
            counter: 1,
            actor: ANA,
        },
        OpId {
            counter: 5,
            actor: SAM,
        },
    ] {
        let op = Op {
            object: Object::Id(object),
            ..letters.insert(Slot::Head)
        };
        assert_eq!(letters.refused(vec![op]), operation(OpFault::Object));
    }
    let insert = letters.insert(Slot::Head);
    let in_root = Op {
        object: Object::Root,
        ..insert.clone()
    };
    assert_eq!(letters.refused(vec![in_root]), operation(OpFault::Key));
    let named = Op {
        insert: true,
        ..title("t")
    };
    assert_eq!(letters.refused(vec![named]), operation(OpFault::Action));
    let overwriting = Op {
        preds: vec![OpId {
            counter: 6,
            actor: PROMOTER,
        }],
        ..insert
    };
    assert_eq!(
        letters.refused(vec![overwriting]),
        operation(OpFault::Predecessors)
    );
}

#[test]
fn letters_need_the_promotion_among_their_ancestors() {
    let mut letters = Letters::new();
    let created = create(&ANA, Place::Journal, &entry("abc")).unwrap();
    let ops = vec![letters.insert(Slot::Head)];
    let parts = Parts {
        deps: vec![created.hash],
        actor: SAM,
        seq: 1,
        start_op: 5,
        ops,
    };
    let bytes = chunk::encode(&parts).bytes;
    assert_eq!(
        refuse(&mut letters.document, &bytes, SAM),
        operation(OpFault::Object)
    );
    let mut plain = open(&entry("abc"), Place::Journal);
    assert_eq!(refuse(&mut plain, &bytes, SAM), operation(OpFault::Object));
}

#[test]
fn a_text_in_a_bond_has_no_letters() {
    let mut document = open(&shared("abc"), Place::Bond);
    let letters = Letters::new();
    let ops = vec![letters.insert(Slot::Head)];
    let parts = Parts {
        deps: document.heads(),
        actor: SAM,
        seq: 1,
        start_op: 9,
        ops,
    };
    let bytes = chunk::encode(&parts).bytes;
    assert_eq!(
        refuse(&mut document, &bytes, SAM),
        operation(OpFault::Object)
    );
}
