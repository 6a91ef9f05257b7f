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
}

/// Judges all records.
///
/// # Errors
/// `Roster` if there is no genesis.
pub(super) fn judge(history: &History<'_>) -> Result<Standing, PeerFault> {
    judge_inside(history, &Places::ALL)
}

fn judge_inside(history: &History<'_>, inside: &Places) -> Result<Standing, PeerFault> {
    let genesis = history.nodes.first().ok_or(PeerFault::Roster)?;
    let start = history.winning_reset(inside).unwrap_or(0);
    let begun = history.nodes.get(start).ok_or(PeerFault::Roster)?;
    let (base, resets) = match &begun.record.act {
        Act::Reset {
            devices, number, ..
        } => {
            let before = judge_inside(history, &begun.ancestors)?;
            let named = devices.iter().copied();
            let base = named.filter(|device| before.devices.contains(device));
            (base.collect(), *number)
        }
        Act::Genesis { device, .. } => (BTreeSet::from([*device]), 0),
        Act::AddDevice { .. } | Act::RemoveDevices { .. } => return Err(PeerFault::Roster),
    };
    let root = begun.record.act.root();
    let root = root.or(genesis.record.act.root());
    let mut judge = Judge {
        history,
        inside: *inside,
        start,
        base,
        removals: Vec::new(),
        counts: Vec::new(),
    };
    judge.judge_removals();
    Ok(judge.standing(root.ok_or(PeerFault::Roster)?, resets))
}

struct Judge<'h, 'r> {
    history: &'h History<'r>,
    inside: Places,
    /// The act from which on acts count: genesis, or the reset that won.
    start: usize,
    /// The devices that are in by that act.
    base: BTreeSet<DeviceId>,
    /// The removals that count, so far.
    removals: Vec<usize>,
    /// Of each place, whether its act counts under those removals.
    counts: Vec<bool>,
}

impl Judge<'_, '_> {
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
        loop {
            // What does not count now never will: further removals only void more.
            waiting.retain(|(place, _)| self.counts.get(*place) == Some(&true));
            let entries = self.entries();
            // Places are ordered by depth and hash, so acts of one signer are judged as it made them.
            let ranked = waiting
                .iter()
                .map(|(place, signer)| (seniority(signer, &entries), *place));
            let Some((_, next)) = ranked.min() else {
                return;
            };
            waiting.retain(|(place, _)| *place != next);
            self.removals.push(next);
            self.count();
        }
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
        let came_in = self.base.contains(id)
            || self.history.nodes.iter().enumerate().any(|(at, earlier)| {
                counts.get(at) == Some(&true)
                    && node.ancestors.contains(at)
                    && earlier.record.act.brings_in() == Some(*id)
            });
        let removed = self.removals.iter().any(|at| {
            *at != place
                && self.history.nodes.get(*at).is_some_and(|removal| {
                    removal.record.act.removes(id) && !removal.ancestors.contains(place)
                })
        });
        came_in && !removed
    }

    /// A device that was known before the reset and is not named by it never returns.
    fn may_enter(&self, device: &DeviceId) -> bool {
        self.start == 0
            || self.base.contains(device)
            || !self.known_before().any(|id| id == *device)
    }

    /// The devices that acts bring in which do not follow the start.
    fn known_before(&self) -> impl Iterator<Item = DeviceId> {
        let nodes = self.history.nodes.iter().enumerate();
        let before = nodes.filter(|(place, node)| !self.follows(*place, node));
        before.filter_map(|(_, node)| node.record.act.brings_in())
    }

    fn follows(&self, place: usize, node: &Node<'_>) -> bool {
        self.inside.contains(place) && node.ancestors.contains(self.start)
    }

    fn relevant(&self) -> impl Iterator<Item = (usize, &Node<'_>)> {
        let nodes = self.history.nodes.iter().enumerate();
        nodes.filter(|(place, node)| self.follows(*place, node))
    }

    fn standing(&self, root: VerifyingKey, resets: u64) -> Standing {
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
        // Whoever came in by an act that does not count is out by what made it void: the reset, or
        // the removal of who signed it.
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
            let by = adder.and_then(|adder| removed.get(&adder).copied());
            if let Some(by) = by.or(void) {
                removed.entry(device).or_insert(by);
            }
        }
        Standing {
            root,
            resets,
            devices,
            removed,
        }
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
