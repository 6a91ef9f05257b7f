//! Whom this home talks with: devices of others in bonds, and its person's own.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use fondly_store::{BondRow, Tx};
use fondly_sync::{DeviceId, DeviceInSpace, Roster, SpaceId};

use super::Node;
use crate::{EngineError, devices, labels::Labels, me::Me};

/// A device that can be dialled about a space.
#[derive(Debug, Clone)]
pub(crate) struct Peer {
    pub(crate) space: SpaceId,
    /// My label of the person, or `me`.
    pub(crate) label: String,
    pub(crate) device: DeviceId,
    /// Where it is: in the space, or in the journal if it is my own.
    pub(crate) at: DeviceInSpace,
    pub(crate) own: bool,
}

impl Node {
    /// Every device that can be dialled, about every space: of the bonds called `names`, or of all
    /// and the person's own. `me` names those.
    pub(crate) async fn peers(&self, names: Vec<String>) -> Result<Vec<Peer>, EngineError> {
        let me = Arc::clone(&self.me);
        self.desk.read(move |tx| peers(&me, tx, names)).await
    }
}

/// See [`Node::peers`].
pub(crate) fn peers(me: &Me, tx: &Tx<'_>, names: Vec<String>) -> Result<Vec<Peer>, EngineError> {
    if devices::is_removed(me, tx)? {
        return Ok(Vec::new());
    }
    let labels = Labels::load(tx)?;
    let (own, names): (Vec<_>, Vec<_>) = names
        .into_iter()
        .partition(|name| name.eq_ignore_ascii_case("me"));
    let bonds = match (names.is_empty(), own.is_empty()) {
        (true, true) => labels.standing(),
        _ => names
            .iter()
            .map(|name| labels.require(name))
            .collect::<Result<_, _>>()?,
    };
    let mut peers = Vec::new();
    for bond in bonds {
        if !labels.is_paused(&bond.space) {
            peers.extend(peers_of_bond(tx, bond)?);
        }
    }
    if names.is_empty() {
        peers.extend(own_peers(me, tx, &labels)?);
    }
    Ok(peers)
}

/// The spaces that have an endpoint: bonds that stand and are not paused, and the journal once there
/// is or was a second device: one that was removed must be told when it comes.
pub(crate) fn spaces(me: &Me, tx: &Tx<'_>) -> Result<BTreeSet<SpaceId>, EngineError> {
    if devices::is_removed(me, tx)? {
        return Ok(BTreeSet::new());
    }
    let labels = Labels::load(tx)?;
    let bonds = labels.standing().into_iter().map(|bond| bond.space);
    let mut spaces: BTreeSet<SpaceId> = bonds.filter(|space| !labels.is_paused(space)).collect();
    if devices::own_roster(me, tx)?
        .known_devices()
        .nth(1)
        .is_some()
    {
        spaces.insert(me.journal);
    }
    Ok(spaces)
}

/// The spaces about which own devices meet: the journal, and every bond that stands or stood.
pub(crate) fn own_spaces(me: &Me, tx: &Tx<'_>) -> Result<BTreeSet<SpaceId>, EngineError> {
    if devices::is_removed(me, tx)? {
        return Ok(BTreeSet::new());
    }
    let labels = Labels::load(tx)?;
    Ok(own(me, &labels).collect())
}

/// The journal comes first: it says which bonds there are.
fn own(me: &Me, labels: &Labels) -> impl Iterator<Item = SpaceId> {
    let bonds = labels.standing().into_iter().chain(labels.ended());
    std::iter::once(me.journal).chain(bonds.map(|bond| bond.space))
}

fn peers_of_bond(tx: &Tx<'_>, bond: &BondRow) -> Result<Vec<Peer>, EngineError> {
    let roster = tx.roster(&bond.person)?.ok_or(EngineError::Shape)?;
    let there = present(&roster, tx.space_devices(&bond.space)?).into_iter();
    let peer = |(device, at)| Peer {
        space: bond.space,
        label: bond.label.clone(),
        device,
        at,
        own: false,
    };
    Ok(there.map(peer).collect())
}

/// The other devices of this person, about every space about which they meet.
fn own_peers(me: &Me, tx: &Tx<'_>, labels: &Labels) -> Result<Vec<Peer>, EngineError> {
    let roster = devices::own_roster(me, tx)?;
    let spaces: Vec<SpaceId> = own(me, labels).collect();
    let mut peers = Vec::new();
    let mut there = present(&roster, tx.space_devices(&me.journal)?);
    there.remove(&me.device);
    for (device, at) in there {
        peers.extend(spaces.iter().map(|space| Peer {
            space: *space,
            label: OWN.to_owned(),
            device,
            at: at.clone(),
            own: true,
        }));
    }
    Ok(peers)
}

/// The devices that are in, where they are. A home that goes on as a new device is where the old one
/// was, until the new one has said more.
fn present(
    roster: &Roster,
    told: BTreeMap<DeviceId, DeviceInSpace>,
) -> BTreeMap<DeviceId, DeviceInSpace> {
    let (is_in, out): (BTreeMap<_, _>, BTreeMap<_, _>) = told
        .into_iter()
        .partition(|(device, _)| roster.devices().contains(device));
    let moved = out.into_iter();
    let moved = moved.filter_map(|(device, at)| Some((roster.present(&device)?, at)));
    moved.chain(is_in).collect()
}

/// What own devices are called among the people of `sync`.
pub(crate) const OWN: &str = "me";

/// Whether a device told the space that this is its endpoint.
pub(crate) fn knows(
    tx: &Tx<'_>,
    space: &SpaceId,
    endpoint: &[u8; 32],
) -> Result<bool, EngineError> {
    let devices = tx.space_devices(space)?;
    Ok(devices.values().any(|device| device.endpoint == *endpoint))
}
