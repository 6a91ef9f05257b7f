//! The one place where Automerge works: always on a copy, always within `catch_unwind`.

use std::{
    borrow::Cow,
    panic::{AssertUnwindSafe, catch_unwind},
};

use automerge::{
    ActorId, Automerge, AutomergeError, ChangeHash, LoadOptions, ObjId, ObjType, ROOT,
    ReadDoc as _, ScalarValue, TextEncoding, Value as Stored,
    transaction::{CommitOptions, Transactable as _, Transaction},
};

use crate::{
    body::{Body, Place},
    fields::set,
    operation::{Actor, Change, Value},
    refusal::Refusal,
    schema::Key,
};

/// Positions in a text count Unicode code points: one operation each. It is Automerge's default
/// in Rust, but a feature flag anywhere in the build could change that, so it is said here.
const ENCODING: TextEncoding = TextEncoding::UnicodeCodePoint;

/// Letters replaced times letters put in their place, up to which an edit is compared letter by
/// letter; beyond it the middle that differs is replaced in one piece. The comparison takes time
/// in the order of the square.
const COMPARE_MAX: usize = 4 << 20;

/// An Automerge document that holds admitted changes only.
#[derive(Clone)]
pub(crate) struct Replica {
    automerge: Automerge,
}

fn guarded<T>(work: impl FnOnce() -> Result<T, Refusal>) -> Result<T, Refusal> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or(Err(Refusal::Panicked))
}

impl Replica {
    /// A document of one creating change.
    pub(crate) fn create(bytes: &[u8]) -> Result<Self, Refusal> {
        guarded(|| {
            let mut automerge = Automerge::new_with_encoding(ENCODING);
            apply(&mut automerge, bytes)?;
            Ok(Self { automerge })
        })
    }

    /// The document with these changes in it, saved and loaded again. `self` stays as it is.
    pub(crate) fn with(&self, changes: &[&[u8]]) -> Result<Self, Refusal> {
        guarded(|| {
            let mut next = self.clone();
            for bytes in changes {
                apply(&mut next.automerge, bytes)?;
            }
            let back = Self::load(&next.automerge.save_nocompress())?;
            if back.automerge.get_heads() != next.automerge.get_heads()
                || back.standing() != next.standing()
            {
                return Err(Refusal::Unloadable);
            }
            Ok(back)
        })
    }

    fn load(saved: &[u8]) -> Result<Self, Refusal> {
        let options = LoadOptions::new().text_encoding(ENCODING);
        Automerge::load_with_options(saved, options)
            .map(|automerge| Self { automerge })
            .map_err(|_| Refusal::Unloadable)
    }

    /// The text and all standing values: what must be the same after loading again.
    fn standing(&self) -> (String, Vec<(Stored<'_>, String)>) {
        let values = Key::ALL
            .iter()
            .flat_map(|key| self.automerge.get_all(ROOT, key.name()).unwrap_or_default())
            .map(|(value, id)| (value, id.to_string()));
        (self.text(None), values.collect())
    }

    /// The creating body with the values that stand in the document now.
    pub(crate) fn body(&self, created: &Body, place: Place) -> Body {
        let mut body = created.clone();
        for key in Key::ALL
            .into_iter()
            .filter(|key| key.editable(place) && *key != Key::Text)
        {
            if let Ok(Some((value, _))) = self.automerge.get(ROOT, key.name())
                && let Some(value) = scalar(&value)
            {
                // Admission has checked type and shape, so this puts every value there is.
                let _ = set(&mut body, key, &value);
            }
        }
        body.text = self.text(None);
        body
    }

    /// The text now, or as it was at `heads`.
    pub(crate) fn text(&self, heads: Option<&[[u8; 32]]>) -> String {
        let heads = heads.map(|heads| heads.iter().copied().map(ChangeHash).collect::<Vec<_>>());
        let heads = heads.as_deref();
        let found = match heads {
            None => self.automerge.get(ROOT, Key::Text.name()),
            Some(heads) => self.automerge.get_at(ROOT, Key::Text.name(), heads),
        };
        match found {
            Ok(Some((Stored::Object(ObjType::Text), text))) => match heads {
                None => self.automerge.text(&text),
                Some(heads) => self.automerge.text_at(&text, heads),
            }
            .unwrap_or_default(),
            Ok(Some((Stored::Scalar(text), _))) => text.as_str().unwrap_or_default().to_owned(),
            _ => String::new(),
        }
    }

    /// The whole texts that stand side by side, the winner last.
    pub(crate) fn whole_texts(&self) -> Vec<String> {
        let values = self
            .automerge
            .get_all(ROOT, Key::Text.name())
            .unwrap_or_default();
        values
            .iter()
            .filter_map(|(value, _)| value.as_str().map(str::to_owned))
            .collect()
    }

    /// The change, as Automerge encodes it, by which `actor` turns the promoted text into
    /// `wanted`; `None` if it reads so already. `promotion` is applied first if it is given.
    pub(crate) fn draft(
        &self,
        actor: &Actor,
        wanted: &str,
        promotion: Option<&Change>,
    ) -> Result<Option<Vec<u8>>, Refusal> {
        guarded(|| {
            let mut automerge = self.automerge.clone();
            if let Some(promotion) = promotion {
                apply(&mut automerge, &promotion.bytes)?;
            }
            automerge.set_actor(ActorId::from(actor.0));
            let Ok(Some((_, text))) = automerge.get(ROOT, Key::Text.name()) else {
                return Err(Refusal::Rejected);
            };
            let mut transaction = automerge.transaction();
            rewrite(&mut transaction, &text, wanted).map_err(|_| Refusal::Rejected)?;
            let (hash, _) = transaction.commit_with(CommitOptions::default());
            let change = hash.and_then(|hash| automerge.get_change_by_hash(&hash));
            Ok(change.map(|change| change.raw_bytes().to_vec()))
        })
    }

    #[cfg(test)]
    pub(crate) fn save(&self) -> Vec<u8> {
        self.automerge.save_nocompress()
    }
}

/// Applies one change, and checks that Automerge holds it and has not put it in a queue.
fn apply(automerge: &mut Automerge, bytes: &[u8]) -> Result<(), Refusal> {
    let change = automerge::Change::from_bytes(bytes.to_vec()).map_err(|_| Refusal::Rejected)?;
    let hash = change.hash();
    automerge
        .apply_changes([change])
        .map_err(|_| Refusal::Rejected)?;
    match automerge.get_change_by_hash(&hash) {
        Some(held) if held.raw_bytes() == bytes => Ok(()),
        _ => Err(Refusal::Rejected),
    }
}

/// Turns the text into `wanted` with few operations, so that it merges well.
fn rewrite(
    transaction: &mut Transaction<'_>,
    text: &ObjId,
    wanted: &str,
) -> Result<(), AutomergeError> {
    let current: Vec<char> = transaction.text(text)?.chars().collect();
    let new: Vec<char> = wanted.chars().collect();
    let before = current
        .iter()
        .zip(&new)
        .take_while(|(one, other)| one == other)
        .count();
    let differing = current.len().min(new.len()) - before;
    let pairs = current.iter().rev().zip(new.iter().rev()).take(differing);
    let after = pairs.take_while(|(one, other)| one == other).count();
    let removed = current.len() - before - after;
    let put = new.len() - before - after;
    if removed.saturating_mul(put) <= COMPARE_MAX {
        return transaction.update_text(text, wanted);
    }
    let middle: String = new.iter().skip(before).take(put).collect();
    transaction.splice_text(text, before, removed.cast_signed(), &middle)
}

/// A value that Automerge holds, as ours. `None` for types that the schema does not have.
fn scalar(value: &Stored<'_>) -> Option<Value<'static>> {
    let Stored::Scalar(value) = value else {
        return None;
    };
    Some(match value.as_ref() {
        ScalarValue::Boolean(true) => Value::True,
        ScalarValue::Boolean(false) => Value::False,
        ScalarValue::Uint(number) => Value::Uint(*number),
        ScalarValue::Int(number) => Value::Int(*number),
        ScalarValue::Str(text) => Value::Str(Cow::Owned(text.to_string())),
        ScalarValue::Bytes(bytes) => Value::Bytes(Cow::Owned(bytes.clone())),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_in_automerge_is_a_refusal() {
        let panicking: Result<(), _> = guarded(|| panic!("as automerge does on hostile bytes"));
        assert_eq!(panicking, Err(Refusal::Panicked));
    }

    #[test]
    fn bytes_that_automerge_does_not_take_leave_the_document() {
        let replica = Replica {
            automerge: Automerge::new_with_encoding(ENCODING),
        };
        let before = replica.save();
        for bytes in [
            &b""[..],
            b"no chunk",
            &[0x85, 0x6f, 0x4a, 0x83, 0, 0, 0, 0, 1, 0],
        ] {
            assert!(replica.with(&[bytes]).is_err());
        }
        assert_eq!(replica.save(), before);
    }
}
