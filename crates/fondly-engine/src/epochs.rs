//! Keys of spaces: replicas loaded from the store, and epochs made before anything is sealed.

use std::{collections::BTreeMap, net::SocketAddr};

use fondly_crypto::{EpochKey, SealingSecret, SigningKey};
use fondly_store::{EpochRow, Tx};
use fondly_sync::{
    Control, Cuts, DeviceId, DeviceInSpace, EpochId, HeldEpoch, Replica, Roster, Run, SpaceId,
    limits::{EPOCH_AGE_SECONDS_MAX, EPOCH_ENVELOPES_MAX},
};
use zeroize::Zeroizing;

use crate::{
    EngineError, adopting,
    clock::{floor_to_hour, now},
    me::Me,
    random::rng,
};

/// The row of a held epoch.
pub(crate) fn epoch_row(held: &HeldEpoch, made_at: i64) -> EpochRow {
    EpochRow {
        id: held.id,
        epoch: held.epoch.clone(),
        signer: held.signer,
        key: held.key.to_bytes(),
        announcement: held.announcement.clone(),
        made_at,
        envelopes: 0,
    }
}

/// The rosters of the members of `space`, ascending by person.
pub(crate) fn rosters(tx: &Tx<'_>, space: &SpaceId) -> Result<Vec<Roster>, EngineError> {
    let members = tx.members(space)?.into_iter();
    members
        .map(|person| tx.roster(&person)?.ok_or(EngineError::Shape))
        .collect()
}

/// Loads the replica of `space`.
pub(crate) fn replica(me: &Me, tx: &Tx<'_>, space: &SpaceId) -> Result<Replica, EngineError> {
    let rosters = rosters(tx, space)?;
    let epochs = tx.epochs(space)?.into_iter().map(|row| {
        let held = HeldEpoch {
            id: row.id,
            epoch: row.epoch,
            signer: row.signer,
            key: EpochKey::from_bytes(&row.key),
            announcement: row.announcement,
        };
        (held.id, held)
    });
    let secrets = tx.sealing_secrets(space)?;
    let sealing = tx
        .space_devices(space)?
        .into_iter()
        .map(|(id, device)| (id, device.sealing));
    let left_open = match tx.roster(&me.person)? {
        Some(roster) => adopting::left_open(tx, space, &roster)?,
        None => BTreeMap::new(),
    };
    let mut replica = Replica {
        space: *space,
        key: SigningKey::from_bytes(&me.key.to_bytes()),
        rosters,
        tips: tx.tips(space)?,
        epochs: epochs.collect(),
        sealing_secrets: secrets
            .iter()
            .map(|s| SealingSecret::from_bytes(s))
            .collect(),
        sealing: sealing.collect(),
        cuts: Cuts::new(),
        frozen: tx.frozen(space)?.into_iter().collect(),
        former: tx.former(space)?,
        left_open: left_open.into_keys().collect(),
    };
    replica.set_ends(tx.ends(space)?);
    Ok(replica)
}

/// Makes sure that there is an epoch to seal under: one that names the rosters held now, not too
/// old and not used too often. A device that makes one renews its sealing key with it.
pub(crate) fn ensure(me: &Me, tx: &Tx<'_>, space: &SpaceId) -> Result<(), EngineError> {
    let replica = replica(me, tx, space)?;
    let rows = tx.epochs(space)?;
    let current = replica.current_epoch().map(|held| held.id);
    let current = rows.iter().find(|row| Some(row.id) == current);
    let fresh = current.is_some_and(|row| {
        row.envelopes < EPOCH_ENVELOPES_MAX && now() - row.made_at < EPOCH_AGE_SECONDS_MAX
    });
    if fresh || (current.is_some() && replica.next_epoch_number().is_none()) {
        return Ok(());
    }
    if let Some(mine) = tx.space_devices(space)?.remove(&me.device) {
        let secret = new_sealing_secret(tx, space)?;
        announce(
            me,
            tx,
            space,
            &DeviceInSpace {
                sealing: secret.public(),
                ..mine
            },
        )?;
    }
    make(me, tx, space, &replica)?;
    Ok(())
}

/// A new sealing secret of this device, stored.
pub(crate) fn new_sealing_secret(
    tx: &Tx<'_>,
    space: &SpaceId,
) -> Result<SealingSecret, EngineError> {
    let secret = SealingSecret::generate(&mut rng());
    tx.add_sealing_secret(space, &secret.to_bytes(), now())?;
    Ok(secret)
}

/// What this device has to say of itself in a space where it has not told it yet.
pub(crate) fn own_device(
    tx: &Tx<'_>,
    space: &SpaceId,
    addresses: Vec<SocketAddr>,
) -> Result<DeviceInSpace, EngineError> {
    let sealing = match tx.sealing_secrets(space)?.first() {
        Some(secret) => SealingSecret::from_bytes(secret),
        None => new_sealing_secret(tx, space)?,
    };
    let (endpoint, _) = endpoint_secret(tx, space)?;
    let endpoint = SigningKey::from_bytes(&endpoint).verifying_key();
    Ok(DeviceInSpace {
        sealing: sealing.public(),
        endpoint: endpoint.0,
        addresses,
        relay: None,
    })
}

/// Whether this device has told its keys in a space.
pub(crate) fn is_enrolled(me: &Me, tx: &Tx<'_>, space: &SpaceId) -> Result<bool, EngineError> {
    Ok(tx.space_device_seq(space, &me.device)?.is_some())
}

/// The record in which this device last told its keys, a run of one, for a peer that may not have
/// met it. `None` where `peer` is known to hold it, or there is none.
pub(crate) fn introduction(
    me: &Me,
    tx: &Tx<'_>,
    space: &SpaceId,
    peer: &DeviceId,
) -> Result<Option<Run>, EngineError> {
    let Some(seq) = tx.space_device_seq(space, &me.device)? else {
        return Ok(None);
    };
    let holds = tx.peer_holds(space)?;
    if holds
        .get(&(*peer, me.device))
        .is_some_and(|next| *next > seq)
    {
        return Ok(None);
    }
    let (prev, records) = tx.records(space, &me.device, seq, 1, usize::MAX)?;
    Ok(Run::of(prev, &records))
}

/// Tells the space the keys and addresses of this device.
pub(crate) fn announce(
    me: &Me,
    tx: &Tx<'_>,
    space: &SpaceId,
    device: &DeviceInSpace,
) -> Result<Run, EngineError> {
    let before = tx.tip(space, &me.device)?;
    let control = Control::DeviceInSpace(device.clone());
    let record = me.append_control(tx, space, floor_to_hour(now()), &control)?;
    tx.put_space_device(space, &me.device, device, Some(record.seq))?;
    tx.sealing_told(space, record.seq)?;
    Run::of(before.hash, &[record]).ok_or(EngineError::Shape)
}

/// Makes the next epoch of `replica` and stores it.
pub(crate) fn make(
    me: &Me,
    tx: &Tx<'_>,
    space: &SpaceId,
    replica: &Replica,
) -> Result<HeldEpoch, EngineError> {
    let key = EpochKey::generate(&mut rng());
    let epoch = replica.next_epoch(&key);
    let before = tx.tip(space, &me.device)?;
    let control = Control::Epoch(epoch.clone());
    let record = me.append_control(tx, space, floor_to_hour(now()), &control)?;
    let id = EpochId(record.hash.0);
    let announcement = Run::of(before.hash, &[record]).ok_or(EngineError::Shape)?;
    let held = HeldEpoch {
        id,
        epoch,
        signer: me.device,
        key,
        announcement,
    };
    tx.put_epoch(space, &epoch_row(&held, now()))?;
    Ok(held)
}

/// The endpoint secret of this device in a space.
pub(crate) fn endpoint_secret(
    tx: &Tx<'_>,
    space: &SpaceId,
) -> Result<(Zeroizing<[u8; 32]>, Option<u16>), EngineError> {
    let row = tx.endpoint(space)?.ok_or(EngineError::Shape)?;
    Ok((row.secret, row.port))
}
