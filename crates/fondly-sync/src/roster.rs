//! Rosters: the signed history of a person's devices.
//!
//! Records hold keys and hashes only: no names, times, spaces or counts. They form a DAG by
//! `parents`; [`Roster`] is the set of records that one replica holds of a person, and
//! [`Roster::merge`] takes in what a peer holds. What the records amount to is judged by one pure
//! function in `standing`, so it does not depend on who held which first.

mod clearing;
mod history;
mod keeping;
mod present;
mod signing;
mod standing;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use fondly_crypto::{Domain, Signature, SigningKey, VerifyingKey, hash};
use serde::{Deserialize, Serialize};

use crate::{
    DeviceId, PersonId, RosterHash,
    codec::{decode, encode},
    fault::PeerFault,
    limits::{ROSTER_BYTES_MAX, ROSTER_RECORDS_MAX},
};
use history::History;
use standing::Standing;

/// Who signs an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Signer {
    /// The root key, from the recovery words.
    Root,
    /// A device that is in.
    Device(DeviceId),
}

/// One act in the history of a person's devices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Act {
    /// The person begins. Signed by the root, and by the first device in return.
    Genesis {
        /// The key that signs resets, from the recovery words.
        root: VerifyingKey,
        /// The first device.
        device: DeviceId,
        /// Random, so that one root can begin two persons that nobody can link.
        nonce: [u8; 16],
    },
    /// A device comes in. Signed by `signer`, and by the device in return.
    AddDevice {
        /// The person.
        person: PersonId,
        /// The ends of the history that `signer` saw, ascending.
        parents: Vec<RosterHash>,
        /// A device that is in, or the root.
        signer: Signer,
        /// The new device.
        device: DeviceId,
    },
    /// Devices go, for ever. Signed by `signer`.
    RemoveDevices {
        /// The person.
        person: PersonId,
        /// The ends of the history that `signer` saw, ascending.
        parents: Vec<RosterHash>,
        /// A device that is in, or the root.
        signer: Signer,
        /// Who goes, ascending.
        devices: Vec<DeviceId>,
    },
    /// Everything anew after a theft. Signed by the root that stood before.
    Reset {
        /// The person.
        person: PersonId,
        /// The ends of the history that the root's holder saw, ascending.
        parents: Vec<RosterHash>,
        /// Higher wins among concurrent resets.
        number: u64,
        /// The devices from here on, ascending.
        devices: Vec<DeviceId>,
        /// The root from here on.
        root: VerifyingKey,
    },
}

/// An act with its signatures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RosterRecord {
    /// What happened.
    pub act: Act,
    /// By the signer; of a genesis or reset by the root.
    pub signature: Signature,
    /// By the device that comes in, over the same hash, which names its adder and the person.
    pub countersignature: Option<Signature>,
}

impl Act {
    /// The hash that is signed and by which later acts name this one.
    pub fn hash(&self) -> RosterHash {
        RosterHash(hash(Domain::ROSTER_RECORD, &[&encode(self)]))
    }

    /// Signs as the device that the act brings in.
    pub fn countersign(&self, device: &SigningKey) -> Signature {
        device.sign(Domain::ROSTER_SIGNATURE, &self.hash().0)
    }

    /// The act with the signature of `signer`.
    fn signed(self, signer: &SigningKey, countersignature: Option<Signature>) -> RosterRecord {
        RosterRecord {
            signature: signer.sign(Domain::ROSTER_SIGNATURE, &self.hash().0),
            act: self,
            countersignature,
        }
    }

    fn person(&self) -> Option<PersonId> {
        match self {
            Self::Genesis { .. } => None,
            Self::AddDevice { person, .. }
            | Self::RemoveDevices { person, .. }
            | Self::Reset { person, .. } => Some(*person),
        }
    }

    fn parents(&self) -> &[RosterHash] {
        match self {
            Self::Genesis { .. } => &[],
            Self::AddDevice { parents, .. }
            | Self::RemoveDevices { parents, .. }
            | Self::Reset { parents, .. } => parents,
        }
    }

    /// The device that comes in.
    fn brings_in(&self) -> Option<DeviceId> {
        match self {
            Self::Genesis { device, .. } | Self::AddDevice { device, .. } => Some(*device),
            Self::RemoveDevices { .. } | Self::Reset { .. } => None,
        }
    }

    /// Who signs an addition or a removal. All else is the root's.
    const fn signer(&self) -> Option<Signer> {
        match self {
            Self::AddDevice { signer, .. } | Self::RemoveDevices { signer, .. } => Some(*signer),
            Self::Genesis { .. } | Self::Reset { .. } => None,
        }
    }

    /// The device that signed an addition.
    const fn adder(&self) -> Option<DeviceId> {
        match self {
            Self::AddDevice {
                signer: Signer::Device(adder),
                ..
            } => Some(*adder),
            Self::Genesis { .. }
            | Self::AddDevice { .. }
            | Self::RemoveDevices { .. }
            | Self::Reset { .. } => None,
        }
    }

    fn removes(&self, device: &DeviceId) -> bool {
        matches!(self, Self::RemoveDevices { devices, .. } if devices.contains(device))
    }

    const fn number(&self) -> Option<u64> {
        match self {
            Self::Reset { number, .. } => Some(*number),
            Self::Genesis { .. } | Self::AddDevice { .. } | Self::RemoveDevices { .. } => None,
        }
    }

    const fn root(&self) -> Option<VerifyingKey> {
        match self {
            Self::Genesis { root, .. } | Self::Reset { root, .. } => Some(*root),
            Self::AddDevice { .. } | Self::RemoveDevices { .. } => None,
        }
    }
}

/// The records that are held of one person, checked, and what they amount to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roster {
    person: PersonId,
    records: BTreeMap<RosterHash, RosterRecord>,
    standing: Standing,
}

impl Roster {
    /// Begins a person: `root` and `device` sign the genesis.
    pub fn begin(root: &SigningKey, device: &SigningKey, nonce: [u8; 16]) -> Self {
        let act = Act::Genesis {
            root: root.verifying_key(),
            device: DeviceId(device.verifying_key()),
            nonce,
        };
        let countersignature = act.countersign(device);
        let record = act.signed(root, Some(countersignature));
        Self::from_records(vec![record]).expect("a genesis signed by both keys is valid")
    }

    /// The act that brings `device` in, for both to sign.
    pub fn addition(&self, signer: Signer, device: DeviceId) -> Act {
        Act::AddDevice {
            person: self.person,
            parents: self.ends(),
            signer,
            device,
        }
    }

    /// Takes in an addition that `device` has countersigned, signed by `signer`.
    ///
    /// # Errors
    /// `Roster` if `signer` is not in or a signature is wrong, `Limit` at the most devices.
    pub fn admit(
        &mut self,
        addition: Act,
        signer: &SigningKey,
        countersignature: Signature,
    ) -> Result<(), PeerFault> {
        self.extend(addition.signed(signer, Some(countersignature)))
    }

    /// Adds `device`, signed by `signer`, which must be in, and by the device in return.
    ///
    /// # Errors
    /// `Roster` if `signer` is not in, `Limit` at the most devices.
    pub fn add(&mut self, signer: &SigningKey, device: &SigningKey) -> Result<(), PeerFault> {
        let by = Signer::Device(DeviceId(signer.verifying_key()));
        let act = self.addition(by, DeviceId(device.verifying_key()));
        let countersignature = act.countersign(device);
        self.admit(act, signer, countersignature)
    }

    /// Adds `device` by the root key, from the recovery words.
    ///
    /// # Errors
    /// As [`Roster::add`].
    pub fn add_by_root(&mut self, root: &SigningKey, device: &SigningKey) -> Result<(), PeerFault> {
        let act = self.addition(Signer::Root, DeviceId(device.verifying_key()));
        let countersignature = act.countersign(device);
        self.admit(act, root, countersignature)
    }

    /// Removes `devices` for ever, signed by `key` as `signer`. Returns the hash of the act.
    ///
    /// # Errors
    /// `Roster` if the signer is not in.
    pub fn remove(
        &mut self,
        key: &SigningKey,
        signer: Signer,
        devices: BTreeSet<DeviceId>,
    ) -> Result<RosterHash, PeerFault> {
        let act = Act::RemoveDevices {
            person: self.person,
            parents: self.ends(),
            signer,
            devices: devices.into_iter().collect(),
        };
        let hash = act.hash();
        self.extend(act.signed(key, None))?;
        Ok(hash)
    }

    /// Begins anew with `devices`, which must be in, signed by the root key that stands. `next`
    /// is the root key from here on. Returns the hash of the act.
    ///
    /// # Errors
    /// `Roster` if `root` is not the root.
    pub fn reset(
        &mut self,
        root: &SigningKey,
        next: VerifyingKey,
        devices: BTreeSet<DeviceId>,
    ) -> Result<RosterHash, PeerFault> {
        let numbers = self
            .records
            .values()
            .filter_map(|record| record.act.number());
        let act = Act::Reset {
            person: self.person,
            parents: self.ends(),
            number: numbers.max().unwrap_or(0).saturating_add(1),
            devices: devices.into_iter().collect(),
            root: next,
        };
        let hash = act.hash();
        self.extend(act.signed(root, None))?;
        Ok(hash)
    }

    fn extend(&mut self, record: RosterRecord) -> Result<(), PeerFault> {
        *self = self.merge(vec![record])?;
        Ok(())
    }

    /// Decodes and checks a whole roster.
    ///
    /// # Errors
    /// `Limit`, `Decode` or `Roster`.
    pub fn decode(bytes: &[u8]) -> Result<Self, PeerFault> {
        Self::from_records(Self::decode_records(bytes)?)
    }

    /// Decodes the records of a roster, unchecked, to [`Roster::merge`] them.
    ///
    /// # Errors
    /// `Decode`.
    pub fn decode_records(bytes: &[u8]) -> Result<Vec<RosterRecord>, PeerFault> {
        decode(bytes, ROSTER_BYTES_MAX).map_err(|source| PeerFault::Decode {
            what: "roster",
            source,
        })
    }

    /// Decodes a roster that was checked before it was stored where nobody else writes: its
    /// signatures are not checked again.
    ///
    /// # Errors
    /// `Limit`, `Decode` or `Roster`.
    pub fn decode_checked(bytes: &[u8]) -> Result<Self, PeerFault> {
        Self::of(Self::decode_records(bytes)?, |_| false)
    }

    /// Encodes the roster: its records ascending by hash.
    pub fn encode(&self) -> Vec<u8> {
        encode(&self.records.values().collect::<Vec<_>>())
    }

    /// Checks records that should make a whole roster.
    ///
    /// # Errors
    /// `Limit` or `Roster`.
    pub fn from_records(records: Vec<RosterRecord>) -> Result<Self, PeerFault> {
        Self::of(records, |_| true)
    }

    fn of(
        records: Vec<RosterRecord>,
        unchecked: impl Fn(&RosterHash) -> bool,
    ) -> Result<Self, PeerFault> {
        let person = Self::person_of_records(&records).ok_or(PeerFault::Roster)?;
        judged(person, BTreeMap::new(), records, unchecked)
    }

    /// The person whom a genesis among `records` begins.
    pub fn person_of_records(records: &[RosterRecord]) -> Option<PersonId> {
        let is_genesis = |record: &&RosterRecord| matches!(record.act, Act::Genesis { .. });
        let genesis = records.iter().find(is_genesis)?;
        Some(PersonId(hash(Domain::PERSON, &[&encode(&genesis.act)])))
    }

    /// This roster with `records` taken in, in whatever order. Only signatures of records that are
    /// new are checked.
    ///
    /// # Errors
    /// `Limit`; `Roster` if any record breaks a rule, is of another person or lacks a parent.
    pub fn merge(&self, records: Vec<RosterRecord>) -> Result<Self, PeerFault> {
        let held = |hash: &RosterHash| !self.records.contains_key(hash);
        judged(self.person, self.records.clone(), records, held)
    }

    /// This roster with another of the same person taken in. Both were checked when they were made,
    /// so no signature is checked again.
    ///
    /// # Errors
    /// `Limit`; `Roster` if it is of another person.
    pub fn union(&self, other: &Self) -> Result<Self, PeerFault> {
        if other.person != self.person {
            return Err(PeerFault::Roster);
        }
        let records = other.records.values().cloned().collect();
        judged(self.person, self.records.clone(), records, |_| false)
    }

    /// The person.
    pub const fn person(&self) -> PersonId {
        self.person
    }

    /// The devices that are in, ascending.
    pub const fn devices(&self) -> &BTreeSet<DeviceId> {
        &self.standing.devices
    }

    /// The devices that are out, each with the act that put it out.
    pub const fn removed(&self) -> &BTreeMap<DeviceId, RosterHash> {
        &self.standing.removed
    }

    /// Every device that ever stood in a record, in or out.
    pub fn known_devices(&self) -> impl Iterator<Item = &DeviceId> {
        self.standing
            .devices
            .iter()
            .chain(self.standing.removed.keys())
    }

    /// Whether a device is in or was.
    pub fn knows(&self, device: &DeviceId) -> bool {
        self.standing.devices.contains(device) || self.standing.removed.contains_key(device)
    }

    /// Whether `one` came in nearer to genesis than `other`, so that its removal of the other would
    /// be judged first.
    pub fn outranks(&self, one: &DeviceId, other: &DeviceId) -> bool {
        let Ok(history) = History::new(&self.person, &self.records) else {
            return false;
        };
        history.entry_of(one) < history.entry_of(other)
    }

    /// The number of the reset that counts; 0 without one. Where it rises, the person must be
    /// verified anew.
    pub const fn resets(&self) -> u64 {
        self.standing.resets
    }

    /// The key that signs resets.
    pub const fn root(&self) -> &VerifyingKey {
        &self.standing.root
    }

    /// A hash over everything held.
    pub fn digest(&self) -> [u8; 32] {
        let hashes: Vec<&[u8]> = self.records.keys().map(|hash| hash.0.as_slice()).collect();
        hash(Domain::ROSTER_DIGEST, &hashes)
    }

    /// The record that began the person, encoded.
    pub fn genesis(&self) -> Vec<u8> {
        let mut records = self.records.values();
        let genesis = records.find(|record| matches!(record.act, Act::Genesis { .. }));
        genesis
            .map(|record| encode(&record.act))
            .unwrap_or_default()
    }
}

/// The roster of `held` and `records` together.
fn judged(
    person: PersonId,
    held: BTreeMap<RosterHash, RosterRecord>,
    records: Vec<RosterRecord>,
    unchecked: impl Fn(&RosterHash) -> bool,
) -> Result<Roster, PeerFault> {
    if records.len() > ROSTER_RECORDS_MAX {
        return Err(PeerFault::Limit);
    }
    let mut all = held;
    for record in records {
        // The signatures of one act are unique (Ed25519 is deterministic); the first held stays.
        all.entry(record.act.hash()).or_insert(record);
    }
    let history = History::new(&person, &all)?;
    history.verify(unchecked)?;
    let standing = match keeping::left_out(&history)? {
        left_out if left_out.is_empty() => standing::judge(&history)?,
        left_out => {
            all.retain(|hash, _| !left_out.contains(hash));
            standing::judge(&History::new(&person, &all)?)?
        }
    };
    Ok(Roster {
        person,
        records: all,
        standing,
    })
}
