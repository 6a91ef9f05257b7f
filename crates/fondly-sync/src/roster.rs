//! Rosters: the signed history of a person's devices.
//!
//! Records hold keys and hashes only: no names, times, spaces or counts. They form a DAG by
//! `parents`; [`Roster`] is the set of records that one replica holds of a person, and
//! [`Roster::merge`] takes in what a peer holds.
//!
//! Judging removals and resets against each other is not part of this version: their records have
//! their final form here, and [`Roster::merge`] refuses a set that holds one, so that a device
//! which somebody removed is never taken for present.

use std::collections::{BTreeMap, BTreeSet};

use fondly_crypto::{Domain, Signature, SigningKey, VerifyingKey, hash};
use serde::{Deserialize, Serialize};

use crate::{
    DeviceId, PersonId, RosterHash,
    codec::{decode, encode},
    fault::PeerFault,
    limits::{ROSTER_BYTES_MAX, ROSTER_DEVICES_MAX, ROSTER_RECORDS_MAX},
};

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
}

/// The records that are held of one person, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roster {
    person: PersonId,
    records: BTreeMap<RosterHash, RosterRecord>,
    devices: BTreeSet<DeviceId>,
}

impl Roster {
    /// Begins a person: `root` and `device` sign the genesis.
    pub fn begin(root: &SigningKey, device: &SigningKey, nonce: [u8; 16]) -> Self {
        let act = Act::Genesis {
            root: root.verifying_key(),
            device: DeviceId(device.verifying_key()),
            nonce,
        };
        let digest = act.hash().0;
        let record = RosterRecord {
            act,
            signature: root.sign(Domain::ROSTER_SIGNATURE, &digest),
            countersignature: Some(device.sign(Domain::ROSTER_SIGNATURE, &digest)),
        };
        Self::from_records(vec![record]).expect("a genesis signed by both keys is valid")
    }

    /// Adds `device`, signed by `signer`, which must be in, and by the device in return.
    ///
    /// # Errors
    /// `Roster` if `signer` is not in, `Limit` at the most devices.
    pub fn add(&mut self, signer: &SigningKey, device: &SigningKey) -> Result<(), PeerFault> {
        let act = Act::AddDevice {
            person: self.person,
            parents: self.ends(),
            signer: Signer::Device(DeviceId(signer.verifying_key())),
            device: DeviceId(device.verifying_key()),
        };
        let digest = act.hash().0;
        let record = RosterRecord {
            act,
            signature: signer.sign(Domain::ROSTER_SIGNATURE, &digest),
            countersignature: Some(device.sign(Domain::ROSTER_SIGNATURE, &digest)),
        };
        *self = self.merge(vec![record])?;
        Ok(())
    }

    /// Decodes and checks a whole roster.
    ///
    /// # Errors
    /// `Limit`, `Decode` or `Roster`.
    pub fn decode(bytes: &[u8]) -> Result<Self, PeerFault> {
        let records: Vec<RosterRecord> =
            decode(bytes, ROSTER_BYTES_MAX).map_err(|source| PeerFault::Decode {
                what: "roster",
                source,
            })?;
        Self::from_records(records)
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
        let genesis = records
            .iter()
            .find(|record| matches!(record.act, Act::Genesis { .. }))
            .ok_or(PeerFault::Roster)?;
        let person = PersonId(hash(Domain::PERSON, &[&encode(&genesis.act)]));
        let empty = Self {
            person,
            records: BTreeMap::new(),
            devices: BTreeSet::new(),
        };
        empty.merge(records)
    }

    /// This roster with `records` taken in. The order of records does not matter.
    ///
    /// # Errors
    /// `Limit`; `Roster` if any record breaks a rule, is of another person or lacks a parent.
    pub fn merge(&self, records: Vec<RosterRecord>) -> Result<Self, PeerFault> {
        let mut all = self.records.clone();
        for record in records {
            all.insert(record.act.hash(), record);
            if all.len() > ROSTER_RECORDS_MAX {
                return Err(PeerFault::Limit);
            }
        }
        let devices = judge(&self.person, &all)?;
        if devices.len() > ROSTER_DEVICES_MAX {
            return Err(PeerFault::Limit);
        }
        Ok(Self {
            person: self.person,
            records: all,
            devices,
        })
    }

    /// The person.
    pub const fn person(&self) -> PersonId {
        self.person
    }

    /// The devices that are in, ascending.
    pub const fn devices(&self) -> &BTreeSet<DeviceId> {
        &self.devices
    }

    /// A hash over everything held.
    pub fn digest(&self) -> [u8; 32] {
        let hashes: Vec<&[u8]> = self.records.keys().map(|hash| hash.0.as_slice()).collect();
        hash(Domain::ROSTER_DIGEST, &hashes)
    }

    /// The record that began the person, encoded.
    pub fn genesis(&self) -> Vec<u8> {
        let genesis = self
            .records
            .values()
            .find(|record| matches!(record.act, Act::Genesis { .. }));
        genesis
            .map(|record| encode(&record.act))
            .unwrap_or_default()
    }

    fn ends(&self) -> Vec<RosterHash> {
        let named: BTreeSet<RosterHash> = self
            .records
            .values()
            .flat_map(|record| parents(&record.act))
            .copied()
            .collect();
        self.records
            .keys()
            .filter(|hash| !named.contains(*hash))
            .copied()
            .collect()
    }
}

fn parents(act: &Act) -> &[RosterHash] {
    match act {
        Act::Genesis { .. } => &[],
        Act::AddDevice { parents, .. }
        | Act::RemoveDevices { parents, .. }
        | Act::Reset { parents, .. } => parents,
    }
}

/// Walks the history from genesis; an act counts once all its parents did.
fn judge(
    person: &PersonId,
    all: &BTreeMap<RosterHash, RosterRecord>,
) -> Result<BTreeSet<DeviceId>, PeerFault> {
    let mut root = None;
    // The devices that were in, as seen from each record: those of its parents and itself.
    let mut seen: BTreeMap<RosterHash, BTreeSet<DeviceId>> = BTreeMap::new();
    while seen.len() < all.len() {
        let ready = all.iter().find(|(hash, record)| {
            !seen.contains_key(*hash)
                && parents(&record.act)
                    .iter()
                    .all(|parent| seen.contains_key(parent))
                && (root.is_some() || matches!(record.act, Act::Genesis { .. }))
        });
        let (hash, record) = ready.ok_or(PeerFault::Roster)?;
        let before: BTreeSet<DeviceId> = parents(&record.act)
            .iter()
            .filter_map(|p| seen.get(p))
            .flatten()
            .copied()
            .collect();
        let (device, signer) = admit(person, root.as_ref(), &before, &record.act)?;
        if let Act::Genesis { root: key, .. } = &record.act {
            root = Some(*key);
        }
        let verify = |key: &VerifyingKey, signature: &Signature| {
            key.verify(Domain::ROSTER_SIGNATURE, &hash.0, signature)
                .map_err(|_| PeerFault::Roster)
        };
        verify(&signer, &record.signature)?;
        verify(
            &device.0,
            record.countersignature.as_ref().ok_or(PeerFault::Roster)?,
        )?;
        let mut after = before;
        after.insert(device);
        seen.insert(*hash, after);
    }
    Ok(seen.into_values().flatten().collect())
}

/// The device that an act brings in and the key that must have signed it.
fn admit(
    person: &PersonId,
    root: Option<&VerifyingKey>,
    before: &BTreeSet<DeviceId>,
    act: &Act,
) -> Result<(DeviceId, VerifyingKey), PeerFault> {
    match act {
        Act::Genesis {
            root: key, device, ..
        } => {
            if root.is_some() || PersonId(hash(Domain::PERSON, &[&encode(act)])) != *person {
                return Err(PeerFault::Roster);
            }
            Ok((*device, *key))
        }
        Act::AddDevice {
            person: of,
            parents,
            signer,
            device,
        } => {
            if of != person || parents.is_empty() || !parents.is_sorted_by(|a, b| a < b) {
                return Err(PeerFault::Roster);
            }
            let key = match signer {
                Signer::Root => *root.ok_or(PeerFault::Roster)?,
                Signer::Device(id) if before.contains(id) => id.0,
                Signer::Device(_) => return Err(PeerFault::Roster),
            };
            Ok((*device, key))
        }
        Act::RemoveDevices { .. } | Act::Reset { .. } => Err(PeerFault::Roster),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(n: u8) -> SigningKey {
        SigningKey::from_bytes(&[n; 32])
    }

    #[test]
    fn genesis_names_the_person_and_survives_its_encoding() {
        let roster = Roster::begin(&key(1), &key(2), [3; 16]);
        let again = Roster::decode(&roster.encode()).unwrap();
        assert_eq!(again, roster);
        assert_eq!(again.devices().len(), 1);
        assert_ne!(
            again.person(),
            Roster::begin(&key(1), &key(2), [4; 16]).person()
        );
    }

    #[test]
    fn devices_come_in_by_a_device_that_is_in() {
        let mut roster = Roster::begin(&key(1), &key(2), [3; 16]);
        roster.add(&key(2), &key(4)).unwrap();
        roster.add(&key(4), &key(5)).unwrap();
        assert_eq!(roster.devices().len(), 3);
        assert_eq!(roster.add(&key(9), &key(6)), Err(PeerFault::Roster));
        let mut backwards: Vec<_> = roster.records.values().cloned().collect();
        backwards.reverse();
        assert_eq!(Roster::from_records(backwards).unwrap(), roster);
    }

    #[test]
    fn countersignature_of_the_new_device_is_required() {
        let mut roster = Roster::begin(&key(1), &key(2), [3; 16]);
        roster.add(&key(2), &key(4)).unwrap();
        let mut records: Vec<_> = roster.records.values().cloned().collect();
        for record in &mut records {
            record.countersignature = Some(key(9).sign(Domain::ROSTER_SIGNATURE, &[0; 32]));
        }
        assert_eq!(Roster::from_records(records), Err(PeerFault::Roster));
    }

    #[test]
    fn removal_is_never_ignored() {
        let roster = Roster::begin(&key(1), &key(2), [3; 16]);
        let act = Act::RemoveDevices {
            person: roster.person(),
            parents: roster.ends(),
            signer: Signer::Root,
            devices: vec![DeviceId(key(2).verifying_key())],
        };
        let signature = key(1).sign(Domain::ROSTER_SIGNATURE, &act.hash().0);
        let record = RosterRecord {
            act,
            signature,
            countersignature: None,
        };
        assert_eq!(roster.merge(vec![record]), Err(PeerFault::Roster));
    }

    #[test]
    fn every_flipped_bit_is_refused() {
        let bytes = Roster::begin(&key(1), &key(2), [3; 16]).encode();
        let person = Roster::decode(&bytes).unwrap().person();
        for at in 0..bytes.len() * 8 {
            let mut changed = bytes.clone();
            changed[at / 8] ^= 1 << (at % 8);
            assert!(Roster::decode(&changed).map(|roster| roster.person()) != Ok(person));
        }
    }
}
