//! An open entry: taking in changes, making them, reading the result.

use std::{borrow::Cow, collections::BTreeMap, fmt};

use crate::{
    admit::{Bench, Verdict, judge},
    body::{Body, Place},
    chunk,
    create::{admit_hashed, creating_ops},
    edit::{Edit, EditError},
    fields::{put, value_of},
    history::{Effects, History, Node, Seen},
    limits::{JOURNAL_OPS_MAX, SCALAR_OPS_MAX},
    operation::{Actor, Change, Op, Parts},
    promotion::{PROMOTER, Promotion, is_promoted, promote},
    refusal::Refusal,
    replica::Replica,
    rules,
    schema::Key,
    versions,
};

/// What became of a change that was not refused.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub enum Admission {
    /// It is in the document.
    Applied,
    /// It was in the document before.
    Known,
    /// It follows changes that are not there. The document is as it was; try again when they are.
    Waits {
        /// Their hashes, ascending.
        missing: Vec<[u8; 32]>,
    },
}

/// The change that created the entry.
#[derive(Clone)]
struct Creation {
    actor: Actor,
    hash: [u8; 32],
    body: Body,
}

/// A change that was judged by the document as it is.
enum Judged {
    Fits(Box<Fit>),
    /// It is known, or waits.
    Not(Admission),
}

/// What a change does to a document once Automerge has it.
struct Fit {
    hash: [u8; 32],
    node: Node,
    effects: Effects,
    /// Where this change is the first that builds upon it.
    promotion: Option<Promotion>,
    /// The history with that promotion.
    advanced: Option<History>,
}

/// An open entry.
///
/// A document holds changes only that passed admission. The same changes give the same document
/// on every device, in whatever order they came.
#[derive(Clone)]
pub struct Document {
    place: Place,
    creation: Creation,
    replica: Replica,
    history: History,
    /// Derived when it is first needed, for texts that are ever promoted.
    promotion: Option<Promotion>,
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Document")
            .field("place", &self.place)
            .field("changes", &self.history.len())
            .finish_non_exhaustive()
    }
}

impl Document {
    /// Opens the entry that `actor` created with the change `creating`.
    ///
    /// # Errors
    /// As [`crate::admit_creation`].
    pub fn open(creating: &[u8], actor: &Actor, place: Place) -> Result<Self, Refusal> {
        let (hash, body) = admit_hashed(creating, actor, place)?;
        let replica = Replica::create(creating)?;
        let ops = creating_ops(actor, &body);
        let max_op = ops.len() as u64;
        let puts = ops
            .into_iter()
            .map(|(key, id)| (key, id, Vec::new()))
            .collect();
        let effects = Effects {
            puts,
            text: true,
            ..Effects::default()
        };
        let node = Node {
            actor: *actor,
            seq: 1,
            max_op,
            seen: Seen::new(),
            text: true,
        };
        let mut history = History::default();
        history.add(hash, node, effects);
        let creation = Creation {
            actor: *actor,
            hash,
            body,
        };
        Ok(Self {
            place,
            creation,
            replica,
            history,
            promotion: None,
        })
    }

    /// Takes in a later change, which its record says is by `actor`.
    ///
    /// The caller has verified the record's signature and that its signer may change the
    /// document. On an error, a panic inside Automerge included, the document is as it was.
    ///
    /// # Errors
    /// [`Refusal::NotUnderstood`] if a newer program wrote it; anything else is final.
    pub fn admit(&mut self, bytes: &[u8], actor: &Actor) -> Result<Admission, Refusal> {
        let fit = match self.judged(bytes, actor)? {
            Judged::Fits(fit) => fit,
            Judged::Not(admission) => return Ok(admission),
        };
        let first = fit.promotion.as_ref();
        let first = first.map(|promotion| promotion.change.bytes.as_slice());
        let changes: Vec<_> = first.into_iter().chain([bytes]).collect();
        self.replica = self.replica.with(&changes)?;
        self.take(*fit);
        Ok(Admission::Applied)
    }

    /// Takes in changes that were all admitted before, in an order in which they can be: Automerge
    /// sees them at once, so that opening a document costs what its length says. On an error the
    /// document must not be used any more.
    ///
    /// # Errors
    /// As [`Document::admit`].
    pub fn admit_again<'b>(
        &mut self,
        changes: impl IntoIterator<Item = (Actor, &'b [u8])>,
    ) -> Result<Admission, Refusal> {
        let mut bodies: Vec<Cow<'b, [u8]>> = Vec::new();
        for (actor, bytes) in changes {
            match self.judged(bytes, &actor)? {
                Judged::Fits(fit) => {
                    let first = fit.promotion.as_ref();
                    bodies.extend(first.map(|it| Cow::Owned(it.change.bytes.clone())));
                    bodies.push(Cow::Borrowed(bytes));
                    self.take(*fit);
                }
                Judged::Not(Admission::Known | Admission::Applied) => {}
                Judged::Not(waits) => return Ok(waits),
            }
        }
        if !bodies.is_empty() {
            let bodies: Vec<&[u8]> = bodies.iter().map(AsRef::as_ref).collect();
            self.replica = self.replica.with(&bodies)?;
        }
        Ok(Admission::Applied)
    }

    fn judged(&self, bytes: &[u8], actor: &Actor) -> Result<Judged, Refusal> {
        let promoted = is_promoted(self.place, &self.creation.body);
        let ops_max = if promoted {
            JOURNAL_OPS_MAX
        } else {
            SCALAR_OPS_MAX
        };
        let (hash, parts) = chunk::decode(bytes, ops_max)?;
        if parts.actor != *actor || *actor == PROMOTER {
            return Err(Refusal::ForeignActor);
        }
        if self.history.contains(&hash) {
            return Ok(Judged::Not(Admission::Known));
        }
        let promotion = self.promotion_among(&parts.deps);
        let advanced = promotion
            .as_ref()
            .map(|promotion| self.history_with(promotion));
        let text = promotion
            .as_ref()
            .or(self.promotion.as_ref())
            .map(|promotion| promotion.text);
        let history = advanced.as_ref().unwrap_or(&self.history);
        let bench = Bench {
            place: self.place,
            created: &self.creation.body,
            history,
            promoted,
            text,
        };
        let (node, effects) = match judge(&parts, &bench)? {
            Verdict::Fits(node, effects) => (node, effects),
            Verdict::Waits(missing) => return Ok(Judged::Not(Admission::Waits { missing })),
        };
        Ok(Judged::Fits(Box::new(Fit {
            hash,
            node,
            effects,
            promotion,
            advanced,
        })))
    }

    fn take(&mut self, fit: Fit) {
        if let Some(history) = fit.advanced {
            self.history = history;
        }
        self.promotion = fit.promotion.or_else(|| self.promotion.take());
        self.history.add(fit.hash, fit.node, fit.effects);
    }

    /// Makes an edit and takes it in; `None` where nothing changes.
    ///
    /// In a journal the first edit of a text promotes it, so that edits of several devices merge
    /// letter by letter; the promotion is derived alike everywhere and never sent. In a bond, and
    /// where the text was too long when it was created, the whole text is put.
    ///
    /// # Errors
    /// [`EditError::Limit`] if the entry as edited breaks a limit.
    pub fn edit(&mut self, actor: &Actor, edit: &Edit) -> Result<Option<Change>, EditError> {
        let current = self.body();
        let wanted = edit.applied_to(&current)?;
        rules::check(&wanted, self.place)?;
        let keys: Vec<_> = edit
            .named()
            .into_iter()
            .filter(|key| {
                value_of(&current, *key) != value_of(&wanted, *key) || self.is_contested(*key)
            })
            .collect();
        let Some(parts) = self.draft(actor, &keys, &wanted)? else {
            return Ok(None);
        };
        let change = chunk::encode(&parts);
        match self.admit(&change.bytes, actor)? {
            Admission::Applied => Ok(Some(change)),
            Admission::Known | Admission::Waits { .. } => {
                Err(EditError::NotAdmitted(Refusal::Dependencies))
            }
        }
    }

    /// The change that puts what `wanted` has at `keys`: letters first, as Automerge drafts them,
    /// then scalars.
    fn draft<'a>(
        &self,
        actor: &Actor,
        keys: &[Key],
        wanted: &'a Body,
    ) -> Result<Option<Parts<'a>>, Refusal> {
        let letters = self.is_promoted() && keys.contains(&Key::Text);
        let promotion = (letters && self.promotion.is_none()).then(|| self.derive_promotion());
        let advanced = promotion
            .as_ref()
            .map(|promotion| self.history_with(promotion));
        let history = advanced.as_ref().unwrap_or(&self.history);
        // Automerge would also name the actor's last change where a head has it as an ancestor.
        let deps = history.heads();
        let seen = history.seen_by(&deps);
        let seq = seen.get(actor).map_or(0, |reach| reach.seq) + 1;
        let start_op = seen.values().map(|reach| reach.max_op).max().unwrap_or(0) + 1;
        let mut parts = Parts {
            deps,
            actor: *actor,
            seq,
            start_op,
            ops: Vec::new(),
        };
        if letters {
            let promotion = promotion.as_ref().map(|promotion| &promotion.change);
            if let Some(bytes) = self.replica.draft(actor, &wanted.text, promotion)? {
                let (_, drafted) = chunk::parse(&bytes, JOURNAL_OPS_MAX)?;
                parts.ops = drafted.ops.into_iter().map(Op::into_owned).collect();
            }
        }
        let scalars = keys.iter().filter(|key| !(letters && **key == Key::Text));
        parts
            .ops
            .extend(scalars.map(|key| put(*key, wanted, history.standing(*key, &seen))));
        Ok((!parts.ops.is_empty()).then_some(parts))
    }

    /// The entry as it reads now.
    #[must_use]
    pub fn body(&self) -> Body {
        self.replica.body(&self.creation.body, self.place)
    }

    /// Where concurrent changes set the same text, or changed the same sentence, each of the
    /// texts; else nothing. They are the same on every device, and gone once a later edit of the
    /// text has seen them all.
    #[must_use]
    pub fn versions(&self) -> Vec<String> {
        if self.promotion.is_none() {
            let texts = versions::distinct(self.replica.whole_texts());
            return if texts.len() > 1 { texts } else { Vec::new() };
        }
        versions::conflicting(
            &self.history.text_heads(),
            |head| self.replica.text(Some(&[*head])),
            |one, other| self.replica.text(Some(&self.history.common(one, other))),
        )
    }

    /// The hashes of the changes that no other change follows, ascending.
    #[must_use]
    pub fn heads(&self) -> Vec<[u8; 32]> {
        self.history.heads()
    }

    /// How many changes of each actor those at `heads` build upon, themselves among them. Heads that are not
    /// here count for nothing.
    #[must_use]
    pub fn seen_by(&self, heads: &[[u8; 32]]) -> BTreeMap<Actor, u64> {
        let seen = self.history.seen_by(heads).into_iter();
        seen.map(|(actor, reach)| (actor, reach.seq)).collect()
    }

    /// Whether anything was changed since the entry was created.
    #[must_use]
    pub fn edited(&self) -> bool {
        self.heads() != [self.creation.hash]
    }

    /// The texts that later changes replaced, oldest first, as each change of the text had left
    /// it.
    #[must_use]
    pub fn earlier_texts(&self) -> Vec<String> {
        let last = self.history.text_heads();
        let mut order = self.history.texts_in_order();
        order.retain(|hash| !last.contains(hash));
        let mut texts: Vec<_> = order
            .iter()
            .map(|hash| self.replica.text(Some(&[*hash])))
            .collect();
        texts.dedup();
        texts
    }

    fn is_promoted(&self) -> bool {
        is_promoted(self.place, &self.creation.body)
    }

    /// The promotion, if one of these hashes is its and it is not applied yet.
    fn promotion_among(&self, deps: &[[u8; 32]]) -> Option<Promotion> {
        let unknown = || deps.iter().any(|dep| !self.history.contains(dep));
        if self.promotion.is_some() || !self.is_promoted() || !unknown() {
            return None;
        }
        Some(self.derive_promotion()).filter(|promotion| deps.contains(&promotion.change.hash))
    }

    fn derive_promotion(&self) -> Promotion {
        let Creation { actor, hash, body } = &self.creation;
        promote(actor, body, *hash)
    }

    fn history_with(&self, promotion: &Promotion) -> History {
        let mut effects = Effects::default();
        effects
            .letters
            .push((promotion.text.counter + 1, promotion.max_op));
        let node = Node {
            actor: PROMOTER,
            seq: 1,
            max_op: promotion.max_op,
            seen: self.history.seen_by([&self.creation.hash]),
            text: false,
        };
        let mut history = self.history.clone();
        history.add(promotion.change.hash, node, effects);
        history
    }

    /// Whether values of concurrent changes stand side by side at `key`.
    fn is_contested(&self, key: Key) -> bool {
        let all = self.history.seen_by(&self.heads());
        self.history.standing(key, &all).len() > 1
    }

    #[cfg(test)]
    pub(crate) fn save(&self) -> Vec<u8> {
        self.replica.save()
    }
}
