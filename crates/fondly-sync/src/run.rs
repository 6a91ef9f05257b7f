//! Runs: consecutive records of one log under the signature of the last.
//!
//! `prev_hash` chains each record to the one before, so the signature of the last covers all.
//! Neither `prev_hash` nor `payload_hash` of the records travels: the receiver computes them.

use fondly_crypto::Signature;
use serde::{Deserialize, Serialize};

use crate::{
    DeviceId, PersonId, Record, RecordHash, SpaceId,
    fault::PeerFault,
    limits::{BODY_BYTES_MAX, ENVELOPE_RECORDS_MAX},
    record::{self, Content, Item, Place, Subject, kind, log_start},
};

/// Consecutive records of one log, as they travel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// The version of the headers.
    pub version: u8,
    /// The number of the first record.
    pub first: u64,
    /// The hash at `first - 1`.
    pub prev: RecordHash,
    /// The records, at least one.
    pub items: Vec<Item>,
    /// The signature of the last record; [`Run::ANCHORED`] where the log of a removed device ends
    /// with it, by a cut.
    pub signature: Signature,
}

/// A run whose signature holds: its records are what their author wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedRun {
    space: SpaceId,
    device: DeviceId,
    prev: RecordHash,
    records: Vec<Record>,
}

impl Run {
    /// In place of a signature: a cut names the last record by its hash, which vouches for the run as
    /// a signature does. No key signs so: the first half is a point of small order.
    pub const ANCHORED: Signature = Signature([0; 64]);

    /// Makes a run of stored `records`: of one version, consecutive, and the last one signed.
    /// `None` if they are not.
    pub fn of(prev: RecordHash, records: &[Record]) -> Option<Self> {
        let signature = records.last()?.signature?;
        Self::ending(prev, records, signature)
    }

    /// Makes a run of stored `records` with which the log of a removed device ends: as [`Run::of`],
    /// but that the last one need not be signed.
    pub fn to_end(prev: RecordHash, records: &[Record]) -> Option<Self> {
        let signature = records.last()?.signature.unwrap_or(Self::ANCHORED);
        Self::ending(prev, records, signature)
    }

    /// Whether only a cut vouches for it.
    pub fn is_anchored(&self) -> bool {
        self.signature == Self::ANCHORED
    }

    /// The number of the record behind it.
    pub(crate) const fn next(&self) -> u64 {
        self.first.saturating_add(self.items.len() as u64)
    }

    fn ending(prev: RecordHash, records: &[Record], signature: Signature) -> Option<Self> {
        let head = records.first()?;
        let consecutive = (head.seq..)
            .zip(records)
            .all(|(seq, record)| record.seq == seq);
        if !consecutive || records.iter().any(|record| record.version != head.version) {
            return None;
        }
        Some(Self {
            version: head.version,
            first: head.seq,
            prev,
            items: records.iter().map(|record| record.item.clone()).collect(),
            signature,
        })
    }

    /// Computes the chain and checks the signature of its end.
    ///
    /// # Errors
    /// `Limit` on its size, `Contents` on a shape that no writer makes, `Signature`.
    pub fn verify(
        self,
        space: &SpaceId,
        device: &DeviceId,
        person: &PersonId,
    ) -> Result<VerifiedRun, PeerFault> {
        let signature = self.signature;
        let mut run = self.chained(space, device, person)?;
        let last = run.records.last_mut().ok_or(PeerFault::Limit)?;
        record::verify(device, &last.hash, &signature).map_err(|_| PeerFault::Signature)?;
        last.signature = Some(signature);
        Ok(run)
    }

    /// Computes the chain, and checks that it ends with the record of this hash.
    ///
    /// # Errors
    /// `Limit` on its size, `Contents` on a shape that no writer makes, `Signature`.
    pub fn verify_anchored(
        self,
        space: &SpaceId,
        device: &DeviceId,
        person: &PersonId,
        end: impl FnOnce(u64, &RecordHash) -> bool,
    ) -> Result<VerifiedRun, PeerFault> {
        let run = self.chained(space, device, person)?;
        let last = run.records.last().ok_or(PeerFault::Limit)?;
        if end(last.seq, &last.hash) {
            Ok(run)
        } else {
            Err(PeerFault::Signature)
        }
    }

    /// The records with their hashes; nothing vouches for them yet.
    fn chained(
        self,
        space: &SpaceId,
        device: &DeviceId,
        person: &PersonId,
    ) -> Result<VerifiedRun, PeerFault> {
        if self.items.is_empty() || self.items.len() > ENVELOPE_RECORDS_MAX {
            return Err(PeerFault::Limit);
        }
        if self.first == 0 && self.prev != log_start(space, device) {
            return Err(PeerFault::Signature);
        }
        let mut place = Place {
            space: *space,
            device: *device,
            seq: self.first,
            prev: self.prev,
        };
        let mut records = Vec::with_capacity(self.items.len());
        for item in self.items {
            check_item(&item)?;
            let hash = item.hash_at(self.version, &place, person);
            let document = item.document(space, device, person);
            records.push(Record {
                version: self.version,
                seq: place.seq,
                hash,
                document,
                item,
                signature: None,
            });
            place.prev = hash;
            place.seq = place.seq.checked_add(1).ok_or(PeerFault::Limit)?;
        }
        Ok(VerifiedRun {
            space: *space,
            device: *device,
            prev: self.prev,
            records,
        })
    }
}

fn check_item(item: &Item) -> Result<(), PeerFault> {
    if let Subject::Unknown { kind: found, .. } = item.subject
        && (kind::CREATE..=kind::CONTROL).contains(&found)
    {
        return Err(PeerFault::Contents);
    }
    match &item.content {
        Content::Full(payload) if payload.body.len() > BODY_BYTES_MAX => Err(PeerFault::Limit),
        Content::Full(_) | Content::Hole(_) => Ok(()),
    }
}

impl VerifiedRun {
    /// The space of the log.
    pub const fn space(&self) -> &SpaceId {
        &self.space
    }

    /// The device that wrote the log.
    pub const fn device(&self) -> &DeviceId {
        &self.device
    }

    /// The hash before the first record.
    pub const fn prev(&self) -> &RecordHash {
        &self.prev
    }

    /// The records in order; never empty.
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// The records in order, taken out.
    pub fn into_records(self) -> Vec<Record> {
        self.records
    }

    /// The number of the first record.
    pub fn first(&self) -> u64 {
        self.records.first().map_or(0, |record| record.seq)
    }

    /// One more than the number of the last record.
    pub fn next(&self) -> u64 {
        self.first() + self.records.len() as u64
    }

    /// Drops the records before `seq`, which must be inside the run.
    pub(crate) fn skip_to(&mut self, seq: u64) {
        let cut = usize::try_from(seq.saturating_sub(self.first())).unwrap_or(usize::MAX);
        let cut = cut.min(self.records.len());
        if let Some(before) = cut.checked_sub(1).and_then(|at| self.records.get(at)) {
            self.prev = before.hash;
        }
        self.records.drain(..cut);
    }
}

#[cfg(test)]
mod tests {
    use fondly_crypto::SigningKey;

    use super::*;
    use crate::record::{Payload, sign};

    fn text(n: u8) -> Item {
        Item {
            subject: Subject::Change {
                document: crate::DocumentId([n; 16]),
            },
            content: Content::Full(Payload {
                salt: [n; 16],
                written_at: 1,
                body: vec![n; 5],
            }),
        }
    }

    fn log(key: &SigningKey, person: &PersonId, space: &SpaceId, count: u8) -> Vec<Record> {
        let device = DeviceId(key.verifying_key());
        let mut prev = log_start(space, &device);
        (0..count)
            .map(|n| {
                let place = Place {
                    space: *space,
                    device,
                    seq: n.into(),
                    prev,
                };
                let record = sign(key, person, &place, text(n));
                prev = record.hash;
                record
            })
            .collect()
    }

    #[test]
    fn one_signature_covers_the_run() {
        let key = SigningKey::from_bytes(&[1; 32]);
        let device = DeviceId(key.verifying_key());
        let (person, space) = (PersonId([2; 32]), SpaceId([3; 32]));
        let records = log(&key, &person, &space, 5);
        let run = Run::of(log_start(&space, &device), &records).unwrap();

        let verified = run.clone().verify(&space, &device, &person).unwrap();
        assert_eq!(verified.next(), 5);
        assert_eq!(verified.records()[4].hash, records[4].hash);
        for at in 0..5 {
            let mut changed = run.clone();
            changed.items[at].content = text(99).content;
            assert_eq!(
                changed.verify(&space, &device, &person),
                Err(PeerFault::Signature)
            );
        }
        assert_eq!(
            run.clone().verify(&SpaceId([9; 32]), &device, &person),
            Err(PeerFault::Signature)
        );
        assert_eq!(
            run.verify(&space, &device, &PersonId([9; 32]))
                .map(|run| run.next()),
            Ok(5)
        );
    }

    #[test]
    fn erased_payload_keeps_the_chain() {
        let key = SigningKey::from_bytes(&[1; 32]);
        let device = DeviceId(key.verifying_key());
        let (person, space) = (PersonId([2; 32]), SpaceId([3; 32]));
        let mut records = log(&key, &person, &space, 3);
        let hash = records[1].item.content.payload_hash();
        records[1].item.content = Content::Hole(hash);
        let run = Run::of(log_start(&space, &device), &records).unwrap();
        let verified = run.verify(&space, &device, &person).unwrap();
        assert_eq!(verified.records()[2].hash, records[2].hash);
    }

    #[test]
    fn run_ends_only_at_a_signature() {
        let key = SigningKey::from_bytes(&[1; 32]);
        let device = DeviceId(key.verifying_key());
        let (person, space) = (PersonId([2; 32]), SpaceId([3; 32]));
        let mut records = log(&key, &person, &space, 3);
        records[2].signature = None;
        assert_eq!(Run::of(log_start(&space, &device), &records), None);
        assert!(Run::of(log_start(&space, &device), &records[..2]).is_some());
        assert_eq!(Run::of(log_start(&space, &device), &[]), None);
    }
}
