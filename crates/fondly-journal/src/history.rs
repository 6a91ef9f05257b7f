//! What a document's changes did, as far as later changes may refer to it.
//!
//! A change is judged against its *ancestors*, never against what else has arrived, so that every
//! device comes to the same verdict in whatever order changes come. As an actor's changes are a
//! chain, its ancestors are told by how far each actor had come ([`Seen`]).

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    operation::{Actor, OpId},
    schema::Key,
};

/// How far a change had seen one actor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reach {
    pub(crate) seq: u64,
    pub(crate) max_op: u64,
}

/// How far a change had seen each actor, itself included.
pub(crate) type Seen = BTreeMap<Actor, Reach>;

/// A change in the history.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) actor: Actor,
    pub(crate) seq: u64,
    pub(crate) max_op: u64,
    pub(crate) seen: Seen,
    /// Whether its author changed the text. A promotion is nobody's and does not.
    pub(crate) text: bool,
}

/// A value put at a key: by which operation, over which.
#[derive(Debug, Clone)]
struct Put {
    id: OpId,
    preds: Vec<OpId>,
}

/// What a change did, to be added to the history with it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Effects {
    pub(crate) puts: Vec<(Key, OpId, Vec<OpId>)>,
    /// Counters of the letters that it inserted, as ascending ranges, both ends within.
    pub(crate) letters: Vec<(u64, u64)>,
    pub(crate) text: bool,
}

impl Effects {
    /// Notes a letter, by its counter; counters ascend.
    pub(crate) fn insert_letter(&mut self, counter: u64) {
        match self.letters.last_mut() {
            Some((_, last)) if *last + 1 == counter => *last = counter,
            _ => self.letters.push((counter, counter)),
        }
    }

    /// Whether the letter with this counter is noted.
    pub(crate) fn has_letter(&self, counter: u64) -> bool {
        within(&self.letters, counter)
    }
}

fn within(ranges: &[(u64, u64)], counter: u64) -> bool {
    let after = ranges.partition_point(|(first, _)| *first <= counter);
    after
        .checked_sub(1)
        .and_then(|at| ranges.get(at))
        .is_some_and(|(_, last)| counter <= *last)
}

/// The changes of a document and what they did.
#[derive(Debug, Clone, Default)]
pub(crate) struct History {
    nodes: BTreeMap<[u8; 32], Node>,
    by_seq: BTreeMap<(Actor, u64), [u8; 32]>,
    puts: BTreeMap<Key, Vec<Put>>,
    letters: BTreeMap<Actor, Vec<(u64, u64)>>,
}

impl History {
    pub(crate) fn contains(&self, hash: &[u8; 32]) -> bool {
        self.nodes.contains_key(hash)
    }

    /// Whether some change of `actor` has this number.
    pub(crate) fn has_seq(&self, actor: Actor, seq: u64) -> bool {
        self.by_seq.contains_key(&(actor, seq))
    }

    /// Adds a change; its dependencies are there, and it is the next of its actor.
    pub(crate) fn add(&mut self, hash: [u8; 32], mut node: Node, effects: Effects) {
        node.seen.insert(
            node.actor,
            Reach {
                seq: node.seq,
                max_op: node.max_op,
            },
        );
        self.by_seq.insert((node.actor, node.seq), hash);
        for (key, id, preds) in effects.puts {
            self.puts.entry(key).or_default().push(Put { id, preds });
        }
        self.letters
            .entry(node.actor)
            .or_default()
            .extend(effects.letters);
        self.nodes.insert(hash, node);
    }

    /// How far these changes together had seen each actor. Unknown hashes count for nothing.
    pub(crate) fn seen_by<'a>(&self, hashes: impl IntoIterator<Item = &'a [u8; 32]>) -> Seen {
        let mut all = Seen::new();
        for node in hashes.into_iter().filter_map(|hash| self.nodes.get(hash)) {
            for (actor, reach) in &node.seen {
                let entry = all.entry(*actor).or_insert(*reach);
                if entry.seq < reach.seq {
                    *entry = *reach;
                }
            }
        }
        all
    }

    /// Whether one of these changes is an ancestor of another.
    pub(crate) fn is_redundant(&self, hashes: &[[u8; 32]]) -> bool {
        let nodes = || {
            hashes
                .iter()
                .filter_map(|hash| self.nodes.get(hash).map(|node| (hash, node)))
        };
        nodes().any(|(hash, node)| {
            nodes().any(|(other, later)| other != hash && is_before(node, later))
        })
    }

    /// The operations whose values stand at `key` for a change that has seen this much, ascending.
    pub(crate) fn standing(&self, key: Key, seen: &Seen) -> Vec<OpId> {
        let puts = self.puts.get(&key).map(Vec::as_slice).unwrap_or_default();
        let known = || puts.iter().filter(|put| saw(seen, put.id));
        let overwritten: BTreeSet<_> = known().flat_map(|put| put.preds.iter()).collect();
        let mut ids: Vec<_> = known()
            .map(|put| put.id)
            .filter(|id| !overwritten.contains(id))
            .collect();
        ids.sort_unstable();
        ids
    }

    /// Whether `id` inserted a letter that a change which has seen this much knows.
    pub(crate) fn knows_letter(&self, id: OpId, seen: &Seen) -> bool {
        saw(seen, id)
            && self
                .letters
                .get(&id.actor)
                .is_some_and(|ranges| within(ranges, id.counter))
    }

    /// The changes that no other follows, ascending.
    pub(crate) fn heads(&self) -> Vec<[u8; 32]> {
        self.last_of(|_| true)
    }

    /// The changes of the text that no other change of the text follows, ascending.
    pub(crate) fn text_heads(&self) -> Vec<[u8; 32]> {
        self.last_of(|node| node.text)
    }

    fn last_of(&self, counts: impl Fn(&Node) -> bool) -> Vec<[u8; 32]> {
        let counted = || self.nodes.iter().filter(|(_, node)| counts(node));
        // How far others than itself have seen each actor.
        let mut followed: BTreeMap<Actor, u64> = BTreeMap::new();
        for (_, node) in counted() {
            for (actor, reach) in &node.seen {
                let own = u64::from(*actor == node.actor);
                let seq = followed.entry(*actor).or_default();
                *seq = (*seq).max(reach.seq - own);
            }
        }
        let is_last = |node: &Node| followed.get(&node.actor).is_none_or(|seq| *seq < node.seq);
        counted()
            .filter(|(_, node)| is_last(node))
            .map(|(hash, _)| *hash)
            .collect()
    }

    /// All changes of the text, each after those that it follows; the order is the same on every
    /// device.
    pub(crate) fn texts_in_order(&self) -> Vec<[u8; 32]> {
        let mut order: Vec<_> = self
            .nodes
            .iter()
            .filter(|(_, node)| node.text)
            .map(|(hash, node)| (node.max_op, *hash))
            .collect();
        order.sort_unstable();
        order.into_iter().map(|(_, hash)| hash).collect()
    }

    /// The last change of each actor that both changes had seen.
    pub(crate) fn common(&self, one: &[u8; 32], other: &[u8; 32]) -> Vec<[u8; 32]> {
        let (Some(one), Some(other)) = (self.nodes.get(one), self.nodes.get(other)) else {
            return Vec::new();
        };
        one.seen
            .iter()
            .filter_map(|(actor, reach)| {
                let seq = other.seen.get(actor)?.seq.min(reach.seq);
                self.by_seq.get(&(*actor, seq)).copied()
            })
            .collect()
    }

    /// Number of changes.
    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }
}

/// Whether `later` has seen `node`.
fn is_before(node: &Node, later: &Node) -> bool {
    later
        .seen
        .get(&node.actor)
        .is_some_and(|reach| reach.seq >= node.seq)
}

fn saw(seen: &Seen, id: OpId) -> bool {
    seen.get(&id.actor)
        .is_some_and(|reach| id.counter <= reach.max_op)
}
