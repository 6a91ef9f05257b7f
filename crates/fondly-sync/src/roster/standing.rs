//! Which acts count: one pure function of the set of records, whatever the order they came in.
//!
//! - An act of a device counts if the device came in by an act that counts among its ancestors, and
//!   no removal of that device counts that had not seen the act. So what a removed device signs
//!   afterwards with old parents is void, and what the remover had seen stands.
//! - Removals are judged first, by seniority of who signed: the root, then the device that came in
//!   nearest to genesis by an act that still counts, then by lower record hash. Of two devices that
//!   remove each other the senior one stays.
//! - Of resets the one with the highest number wins, then the lowest hash. Only what follows it
//!   counts, with the devices that it names.
//! - A device that was removed never returns, by whatever act.

use std::collections::{BTreeMap, BTreeSet};

use fondly_crypto::VerifyingKey;

use super::{
    Act, Signer,
    history::{History, Node, Places},
};
use crate::{DeviceId, RosterHash, fault::PeerFault};

/// What a roster's records amount to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Standing {
    /// The key that signs resets from here on.
    pub(super) root: VerifyingKey,
    /// The number of the reset that counts; 0 without one.
    pub(super) resets: u64,
    /// The devices that are in.
    pub(super) devices: BTreeSet<DeviceId>,
    /// The devices that are out, each with the act that put it out.
    pub(super) removed: BTreeMap<DeviceId, RosterHash>,
    /// The removals that count, the reset that won, and all such acts before it.
    pub(super) ending: BTreeSet<RosterHash>,
}

/// Judges all records.
///
/// # Errors
/// `Roster` if there is no genesis.
pub(super) fn judge(history: &History<'_>) -> Result<Standing, PeerFault> {
    judge_inside(history, &Places::ALL)
}

/// Judges as if there were no records but these.
///
/// # Errors
/// As [`judge`].
pub(super) fn judge_inside(history: &History<'_>, inside: &Places) -> Result<Standing, PeerFault> {
    let mut judge = Judge::begin(history, inside)?;
    judge.judge_removals();
    Ok(judge.standing())
}

/// The records on which something rests, or may yet: genesis, the winning reset with all before it,
/// and what follows it but for acts that a removal by the root makes void, unless a record that is
/// needed follows them.
///
/// More records never make one needed that was not, unless they follow it or win over the reset:
/// so it does not matter whether what is not needed was left out before others came.
///
/// # Errors
/// `Roster` if there is no genesis.
pub(super) fn needed(history: &History<'_>) -> Result<Places, PeerFault> {
    let mut judge = Judge::begin(history, &Places::ALL)?;
    for removal in judge.removals_by_root() {
        judge.push(removal);
    }
    judge.count();
    let mut needed = Places::NONE;
    needed.insert(judge.start);
    if let Some(start) = history.nodes.get(judge.start) {
        needed.add_all(&start.ancestors);
    }
    for (place, node) in judge.relevant() {
        let signer = node.record.act.signer();
        if signer.is_none_or(|signer| judge.stood(&signer, place, node, &judge.counts)) {
            needed.insert(place);
            needed.add_all(&node.ancestors);
        }
    }
    Ok(needed)
}

struct Judge<'h, 'r> {
    history: &'h History<'r>,
    inside: Places,
    /// The act from which on acts count: genesis, or the reset that won.
    start: usize,
    /// The root key from there on.
    root: VerifyingKey,
    /// The number of the reset that won; 0 without one.
    resets: u64,
    /// The devices that are in by that act.
    base: BTreeSet<DeviceId>,
    /// The devices that acts before it brought in.
    before: BTreeSet<DeviceId>,
    /// The acts that bring a device in.
    entering: BTreeMap<DeviceId, Vec<usize>>,
    /// The removals that count, so far.
    removals: Vec<usize>,
    /// Of each device those that name it.
    leaving: BTreeMap<DeviceId, Vec<usize>>,
    /// Of each place, whether its act counts under those removals.
    counts: Vec<bool>,
}

impl<'h, 'r> Judge<'h, 'r> {
    /// Of the acts inside, nothing judged yet.
    fn begin(history: &'h History<'r>, inside: &Places) -> Result<Self, PeerFault> {
        let start = history.winning_reset(inside).unwrap_or(0);
        let begun = history.nodes.get(start).ok_or(PeerFault::Roster)?;
        let (base, resets, root) = match &begun.record.act {
            Act::Reset {
                devices,
                number,
                root,
                ..
            } => {
                let before = judge_inside(history, &begun.ancestors)?;
                let named = devices.iter().copied();
                let base = named.filter(|device| before.devices.contains(device));
                (base.collect(), *number, *root)
            }
            Act::Genesis { device, root, .. } => (BTreeSet::from([*device]), 0, *root),
            Act::AddDevice { .. } | Act::RemoveDevices { .. } => return Err(PeerFault::Roster),
        };
        let mut before = BTreeSet::new();
        let mut entering: BTreeMap<DeviceId, Vec<usize>> = BTreeMap::new();
        for (place, node) in history.nodes.iter().enumerate() {
            let Some(device) = node.record.act.brings_in() else {
                continue;
            };
            entering.entry(device).or_default().push(place);
            if begun.ancestors.contains(place) {
                before.insert(device);
            }
        }
        Ok(Self {
            history,
            inside: *inside,
            start,
            root,
            resets,
            base,
            before,
            entering,
            removals: Vec::new(),
            leaving: BTreeMap::new(),
            counts: Vec::new(),
        })
    }

    /// Lets a removal count.
    fn push(&mut self, removal: usize) {
        self.removals.push(removal);
        let node = self.history.nodes.get(removal);
        if let Some(Act::RemoveDevices { devices, .. }) = node.map(|node| &node.record.act) {
            for device in devices {
                self.leaving.entry(*device).or_default().push(removal);
            }
        }
    }

    fn removals_by_root(&self) -> Vec<usize> {
        let by_root = self.relevant().filter(|(_, node)| {
            let act = &node.record.act;
            matches!(act, Act::RemoveDevices { signer, .. } if *signer == Signer::Root)
        });
        by_root.map(|(place, _)| place).collect()
    }

    /// Judges the removals one by one, the most senior of those that still count next. By what a
    /// removed device added unseen nobody rises before others.
    fn judge_removals(&mut self) {
        let mut waiting: Vec<(usize, Signer)> = self
            .relevant()
            .filter_map(|(place, node)| match &node.record.act {
                Act::RemoveDevices { signer, .. } => Some((place, *signer)),
                Act::Genesis { .. } | Act::AddDevice { .. } | Act::Reset { .. } => None,
            })
            .collect();
        self.count();
        let mut entries = self.entries();
        loop {
            // What does not count now never will: further removals only void more.
            waiting.retain(|(place, _)| self.counts.get(*place) == Some(&true));
            // Places are ordered by depth and hash, so acts of one signer are judged as it made them.
            let ranked = waiting
                .iter()
                .map(|(place, signer)| (seniority(signer, &entries), *place));
            let Some((_, next)) = ranked.min() else {
                return;
            };
            waiting.retain(|(place, _)| *place != next);
            let voids = self.voids(next);
            self.push(next);
            if voids {
                self.count();
                entries = self.entries();
            }
        }
    }

    /// Whether an act that counts would not if this removal counted.
    fn voids(&self, removal: usize) -> bool {
        let Some(node) = self.history.nodes.get(removal) else {
            return false;
        };
        let mut relevant = self.relevant();
        relevant.any(|(place, other)| {
            let signer = other.record.act.signer();
            place != removal
                && self.counts.get(place) == Some(&true)
                && !node.ancestors.contains(place)
                && matches!(signer, Some(Signer::Device(id)) if node.record.act.removes(&id))
        })
    }

    /// Of each device the act nearest to genesis by which it came in, of those that count so far or
    /// led to the start.
    fn entries(&self) -> BTreeMap<DeviceId, (u32, RosterHash)> {
        let led = self.history.nodes.get(self.start);
        let led = led.map_or(Places::NONE, |start| start.ancestors);
        let mut entries = BTreeMap::new();
        // Nodes are ordered by depth and hash, so the first of a device is the nearest.
        for (place, node) in self.history.nodes.iter().enumerate() {
            let stands =
                place == self.start || led.contains(place) || self.counts.get(place) == Some(&true);
            if let Some(device) = node.record.act.brings_in().filter(|_| stands) {
                entries.entry(device).or_insert((node.depth, node.hash));
            }
        }
        entries
    }

    /// Judges every act under the removals found so far.
    fn count(&mut self) {
        let mut counts = vec![false; self.history.nodes.len()];
        for (place, node) in self.relevant() {
            let counted = match &node.record.act {
                Act::AddDevice { signer, device, .. } => {
                    self.may_enter(device) && self.stood(signer, place, node, &counts)
                }
                Act::RemoveDevices { signer, .. } => self.stood(signer, place, node, &counts),
                Act::Genesis { .. } | Act::Reset { .. } => false,
            };
            if let Some(slot) = counts.get_mut(place) {
                *slot = counted;
            }
        }
        self.counts = counts;
    }

    /// Whether the signer of the act at `place` was in when it signed, and nothing that counts and
    /// had not seen the act removes it.
    fn stood(&self, signer: &Signer, place: usize, node: &Node<'_>, counts: &[bool]) -> bool {
        let Signer::Device(id) = signer else {
            return true;
        };
        let none = Vec::new();
        let mut entering = self.entering.get(id).unwrap_or(&none).iter();
        let came_in = self.base.contains(id)
            || entering.any(|at| counts.get(*at) == Some(&true) && node.ancestors.contains(*at));
        let mut leaving = self.leaving.get(id).unwrap_or(&none).iter();
        let removed = leaving.any(|at| {
            let removal = self.history.nodes.get(*at);
            *at != place && removal.is_some_and(|it| !it.ancestors.contains(place))
        });
        came_in && !removed
    }

    /// A device that was known before the reset and is not named by it never returns.
    fn may_enter(&self, device: &DeviceId) -> bool {
        self.base.contains(device) || !self.before.contains(device)
    }

    fn follows(&self, place: usize, node: &Node<'_>) -> bool {
        self.inside.contains(place) && node.ancestors.contains(self.start)
    }

    fn relevant(&self) -> impl Iterator<Item = (usize, &Node<'_>)> {
        let nodes = self.history.nodes.iter().enumerate();
        nodes.filter(|(place, node)| self.follows(*place, node))
    }

    fn standing(&self) -> Standing {
        let mut devices = self.base.clone();
        let counting = self
            .relevant()
            .filter(|(at, _)| self.counts.get(*at) == Some(&true));
        devices.extend(counting.filter_map(|(_, node)| node.record.act.brings_in()));
        let node = |place: &usize| self.history.nodes.get(*place);
        let removals = self.removals.iter().filter_map(node);
        let mut removed = BTreeMap::new();
        for removal in removals {
            let Act::RemoveDevices { devices: gone, .. } = &removal.record.act else {
                continue;
            };
            for device in gone {
                devices.remove(device);
                removed.entry(*device).or_insert(removal.hash);
            }
        }
        // Whoever came in by an act that does not count is out by what made it void: the reset, where it came
        // before, or else the removal of who signed it.
        let void = node(&self.start).map(|start| start.hash);
        for known in self.history.nodes.iter().enumerate() {
            let (place, known) = known;
            let Some(device) = known.record.act.brings_in() else {
                continue;
            };
            if !self.inside.contains(place) || devices.contains(&device) {
                continue;
            }
            let adder = known.record.act.adder();
            let adder = adder.filter(|_| !self.before.contains(&device));
            let by = adder.and_then(|adder| removed.get(&adder).copied());
            if let Some(by) = by.or(void) {
                removed.entry(device).or_insert(by);
            }
        }
        Standing {
            root: self.root,
            resets: self.resets,
            devices,
            removed,
            ending: self.ending(),
        }
    }
}

impl Judge<'_, '_> {
    fn ending(&self) -> BTreeSet<RosterHash> {
        let start = self.history.nodes.get(self.start);
        let before = start.map_or(Places::NONE, |start| start.ancestors);
        let nodes = self.history.nodes.iter().enumerate();
        let ending = nodes.filter(|(place, node)| match node.record.act {
            Act::RemoveDevices { .. } => before.contains(*place) || self.removals.contains(place),
            Act::Reset { .. } => before.contains(*place) || *place == self.start,
            Act::Genesis { .. } | Act::AddDevice { .. } => false,
        });
        ending.map(|(_, node)| node.hash).collect()
    }
}

/// Who is judged first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Seniority {
    Root,
    Device(u32, RosterHash),
    Nobody,
}

/// The rank of a signer by the acts by which devices came in.
fn seniority(signer: &Signer, entries: &BTreeMap<DeviceId, (u32, RosterHash)>) -> Seniority {
    match signer {
        Signer::Root => Seniority::Root,
        Signer::Device(id) => entries.get(id).map_or(Seniority::Nobody, |(depth, hash)| {
            Seniority::Device(*depth, *hash)
        }),
    }
}
