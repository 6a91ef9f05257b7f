//! The records of a roster as a DAG: who came before whom, and whether each is well signed.
//!
//! Everything here is a function of a record and its ancestors alone, so it never changes when
//! more records come. What counts is judged in `standing`.

use std::collections::BTreeMap;

use fondly_crypto::{Domain, VerifyingKey, hash};

use super::{Act, RosterRecord, Signer, encode, signing};
use crate::{
    DeviceId, PersonId, RosterHash,
    fault::PeerFault,
    limits::{ROSTER_DEVICES_MAX, ROSTER_PARENTS_MAX, ROSTER_RECORDS_MAX},
};

/// What is held and what a peer shows are in one history until it is known what to keep.
const WORDS: usize = 2 * ROSTER_RECORDS_MAX / 64;

/// A set of records, by their place in the history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Places([u64; WORDS]);

impl Places {
    pub(super) const NONE: Self = Self([0; WORDS]);
    pub(super) const ALL: Self = Self([u64::MAX; WORDS]);

    pub(super) fn contains(&self, place: usize) -> bool {
        self.0
            .get(place / 64)
            .is_some_and(|word| word >> (place % 64) & 1 == 1)
    }

    pub(super) fn insert(&mut self, place: usize) {
        if let Some(word) = self.0.get_mut(place / 64) {
            *word |= 1 << (place % 64);
        }
    }

    pub(super) fn add_all(&mut self, other: &Self) {
        for (word, more) in self.0.iter_mut().zip(other.0) {
            *word |= more;
        }
    }
}

/// One record in its place.
#[derive(Debug)]
pub(super) struct Node<'r> {
    pub(super) hash: RosterHash,
    pub(super) record: &'r RosterRecord,
    pub(super) ancestors: Places,
    /// Steps from genesis by the longest path.
    pub(super) depth: u32,
}

/// All records, each after its parents; among those that are free, the nearest to genesis first,
/// then the lower hash. Genesis is the first.
#[derive(Debug)]
pub(super) struct History<'r> {
    pub(super) nodes: Vec<Node<'r>>,
}

impl<'r> History<'r> {
    /// Puts records in order.
    ///
    /// # Errors
    /// `Roster` if a parent is missing, there is not exactly one genesis, or a record breaks its
    /// shape.
    pub(super) fn new(
        person: &PersonId,
        all: &'r BTreeMap<RosterHash, RosterRecord>,
    ) -> Result<Self, PeerFault> {
        let depths = depths(all)?;
        let mut order: Vec<(u32, RosterHash)> = depths.into_iter().map(|(h, d)| (d, h)).collect();
        order.sort_unstable();
        let mut places: BTreeMap<RosterHash, usize> = BTreeMap::new();
        let mut nodes: Vec<Node<'r>> = Vec::with_capacity(order.len());
        for (depth, hash) in order {
            let record = all.get(&hash).ok_or(PeerFault::Roster)?;
            let mut ancestors = Places::NONE;
            for parent in record.act.parents() {
                let place = *places.get(parent).ok_or(PeerFault::Roster)?;
                ancestors.insert(place);
                if let Some(node) = nodes.get(place) {
                    ancestors.add_all(&node.ancestors);
                }
            }
            places.insert(hash, nodes.len());
            nodes.push(Node {
                hash,
                record,
                ancestors,
                depth,
            });
        }
        let history = Self { nodes };
        history.check_shapes(person)?;
        Ok(history)
    }

    /// Of every record how many steps it is from genesis.
    pub(super) fn depths(&self) -> BTreeMap<RosterHash, u32> {
        self.nodes.iter().map(|it| (it.hash, it.depth)).collect()
    }

    fn check_shapes(&self, person: &PersonId) -> Result<(), PeerFault> {
        for (place, node) in self.nodes.iter().enumerate() {
            let act = &node.record.act;
            let sound = match act {
                Act::Genesis { .. } => {
                    place == 0 && PersonId(hash(Domain::PERSON, &[&encode(act)])) == *person
                }
                Act::AddDevice { .. } => self.signer_came_before(node, act),
                Act::RemoveDevices { devices, .. } => {
                    ascending(devices) && self.signer_came_before(node, act)
                }
                Act::Reset {
                    number, devices, ..
                } => ascending(devices) && self.next_reset(node) == Some(*number),
            };
            let named = act.person().is_none_or(|of| of == *person);
            let parents = act.parents();
            let follows = place == 0 || (1..=ROSTER_PARENTS_MAX).contains(&parents.len());
            if !sound || !named || !follows || !parents.is_sorted_by(|a, b| a < b) {
                return Err(PeerFault::Roster);
            }
        }
        Ok(())
    }

    fn signer_came_before(&self, node: &Node<'_>, act: &Act) -> bool {
        let (Act::AddDevice { signer, .. } | Act::RemoveDevices { signer, .. }) = act else {
            return false;
        };
        match signer {
            Signer::Root => true,
            Signer::Device(id) => self
                .before(node)
                .any(|earlier| earlier.record.act.brings_in() == Some(*id)),
        }
    }

    /// The ancestors of a record.
    fn before<'s>(&'s self, node: &'s Node<'_>) -> impl Iterator<Item = &'s Node<'r>> {
        let ancestors = node.ancestors;
        let inside = move |(place, _): &(usize, _)| ancestors.contains(*place);
        let all = self.nodes.iter().enumerate();
        all.filter(inside).map(|(_, earlier)| earlier)
    }

    fn next_reset(&self, node: &Node<'_>) -> Option<u64> {
        let numbers = self.before(node).filter_map(|n| n.record.act.number());
        numbers.max().unwrap_or(0).checked_add(1)
    }

    /// The root key that stands before a record: of the winning reset among its ancestors, or of
    /// genesis.
    fn root_before(&self, node: &Node<'_>) -> Option<VerifyingKey> {
        match self.winning_reset(&node.ancestors) {
            Some(place) => self.nodes.get(place)?.record.act.root(),
            None => self.nodes.first()?.record.act.root(),
        }
    }

    /// The record nearest to genesis that brings `device` in: its depth, then its hash.
    pub(super) fn entry_of(&self, device: &DeviceId) -> Option<(u32, RosterHash)> {
        let entries = self.nodes.iter();
        let entries = entries.filter(|node| node.record.act.brings_in() == Some(*device));
        entries.map(|node| (node.depth, node.hash)).min()
    }

    /// Of the resets within `inside` the one with the highest number, then the lowest hash.
    pub(super) fn winning_reset(&self, inside: &Places) -> Option<usize> {
        let resets = self.nodes.iter().enumerate().filter_map(|(place, node)| {
            let number = node
                .record
                .act
                .number()
                .filter(|_| inside.contains(place))?;
            Some((number, std::cmp::Reverse(node.hash), place))
        });
        resets.max().map(|(_, _, place)| place)
    }

    /// Checks the signatures of the records that `unchecked` names.
    ///
    /// # Errors
    /// `Roster` if one does not verify or is missing.
    pub(super) fn verify(&self, unchecked: impl Fn(&RosterHash) -> bool) -> Result<(), PeerFault> {
        let mut checks = Vec::new();
        for node in self.nodes.iter().filter(|node| unchecked(&node.hash)) {
            let record = node.record;
            let signer = match &record.act {
                Act::Genesis { root, .. } => *root,
                Act::Reset { .. } => self.root_before(node).ok_or(PeerFault::Roster)?,
                Act::AddDevice { signer, .. } | Act::RemoveDevices { signer, .. } => match signer {
                    Signer::Root => self.root_before(node).ok_or(PeerFault::Roster)?,
                    Signer::Device(id) => id.0,
                },
            };
            checks.push((signer, node.hash, &record.signature));
            match (record.act.brings_in(), &record.countersignature) {
                (Some(device), Some(signature)) => checks.push((device.0, node.hash, signature)),
                (None, None) => {}
                (Some(_), None) | (None, Some(_)) => return Err(PeerFault::Roster),
            }
        }
        signing::check_all(&checks)
    }
}

fn ascending(devices: &[DeviceId]) -> bool {
    (1..=ROSTER_DEVICES_MAX).contains(&devices.len()) && devices.is_sorted_by(|a, b| a < b)
}

/// Of every record how many steps it is from genesis by the longest path.
///
/// # Errors
/// `Roster` if a parent is missing, or records follow each other in a circle.
fn depths(
    all: &BTreeMap<RosterHash, RosterRecord>,
) -> Result<BTreeMap<RosterHash, u32>, PeerFault> {
    let mut children: BTreeMap<&RosterHash, Vec<&RosterHash>> = BTreeMap::new();
    let mut missing: BTreeMap<&RosterHash, usize> = BTreeMap::new();
    let mut free: Vec<(&RosterHash, u32)> = Vec::new();
    for (hash, record) in all {
        let parents = record.act.parents();
        if parents.is_empty() {
            free.push((hash, 0));
        }
        missing.insert(hash, parents.len());
        for parent in parents {
            children.entry(parent).or_default().push(hash);
        }
    }
    let mut deepest: BTreeMap<&RosterHash, u32> = BTreeMap::new();
    let mut depths = BTreeMap::new();
    while let Some((hash, depth)) = free.pop() {
        depths.insert(*hash, depth);
        for child in children.get(hash).into_iter().flatten() {
            let deepest = deepest.entry(child).or_default();
            *deepest = (*deepest).max(depth + 1);
            // A parent that is named twice is taken off twice.
            if let Some(left) = missing.get_mut(child) {
                *left = left.saturating_sub(1);
                if *left == 0 {
                    free.push((child, *deepest));
                }
            }
        }
    }
    if depths.len() == all.len() {
        Ok(depths)
    } else {
        Err(PeerFault::Roster)
    }
}
