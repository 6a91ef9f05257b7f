//! What a device knows, used as no honest program would.

mod text;

pub use text::{appreciation, change, creating, edits};

use std::collections::BTreeSet;

use fondly_crypto::{EpochKey, SealingSecret, SigningKey};
use fondly_store::{StoreError, Tx};
use fondly_sync::{
    Content, Control, Cuts, DeviceId, EpochId, HeldEpoch, Item, Payload, PersonId, Record, Replica,
    Run, SpaceId, Subject, Tip,
    envelope::{Contents, seal_envelope},
    record::{Place, sign},
};
use rand_chacha::ChaCha8Rng;
use rand_core::{Rng as _, SeedableRng as _};

/// A time that records may have.
pub const TIME: i64 = 1_795_003_200;

/// All that a device knows of one space.
#[derive(Debug)]
pub struct Hand {
    /// Its copy of the space as it was when the hand was taken.
    pub replica: Replica,
    /// Whose device it is.
    pub person: PersonId,
    /// Its endpoint in the space.
    pub endpoint: [u8; 32],
    /// The seed of the key of that endpoint.
    pub endpoint_secret: [u8; 32],
    /// The end of its log with what the hand signed.
    pub tip: Tip,
    rng: ChaCha8Rng,
}

impl Hand {
    /// Takes what a home whose store this is knows of `space`.
    ///
    /// # Errors
    /// Those of reading; `Unknown` where the space has no endpoint.
    pub fn of(tx: &Tx<'_>, space: SpaceId) -> Result<Self, StoreError> {
        let identity = tx.identity()?;
        let key = SigningKey::from_bytes(&identity.device_key);
        let endpoint = tx.endpoint(&space)?;
        let endpoint = endpoint.ok_or(StoreError::Unknown { what: "endpoint" })?;
        let members = tx.members(&space)?.into_iter();
        let rosters = members.filter_map(|person| tx.roster(&person).transpose());
        let epochs = tx.epochs(&space)?.into_iter().map(|row| {
            let held = HeldEpoch {
                id: row.id,
                epoch: row.epoch,
                signer: row.signer,
                key: EpochKey::from_bytes(&row.key),
                announcement: row.announcement,
            };
            (held.id, held)
        });
        let secrets = tx.sealing_secrets(&space)?.into_iter();
        let sealing = tx.space_devices(&space)?.into_iter();
        let replica = Replica {
            space,
            key,
            rosters: rosters.collect::<Result<_, _>>()?,
            tips: tx.tips(&space)?,
            epochs: epochs.collect(),
            sealing_secrets: secrets.map(|it| SealingSecret::from_bytes(&it)).collect(),
            sealing: sealing.map(|(id, said)| (id, said.sealing)).collect(),
            cuts: Cuts::new(),
            frozen: BTreeSet::new(),
            former: None,
            left_open: BTreeSet::new(),
        };
        let secret = *endpoint.secret;
        Ok(Self {
            tip: replica.tip(&replica.device()),
            replica,
            person: identity.person,
            endpoint: SigningKey::from_bytes(&secret).verifying_key().0,
            endpoint_secret: secret,
            rng: ChaCha8Rng::seed_from_u64(1),
        })
    }

    /// The device.
    pub fn device(&self) -> DeviceId {
        self.replica.device()
    }

    /// Signs the next record of the own log, and one after another follows it.
    pub fn write(&mut self, item: Item) -> Record {
        let place = Place {
            space: self.replica.space,
            device: self.device(),
            seq: self.tip.next,
            prev: self.tip.hash,
        };
        let record = sign(&self.replica.key, &self.person, &place, item);
        self.tip.next += 1;
        self.tip.hash = record.hash;
        record
    }

    /// A run of the items as the next records of the own log.
    ///
    /// # Panics
    /// Without items.
    pub fn run(&mut self, items: impl IntoIterator<Item = Item>) -> Run {
        let prev = self.tip.hash;
        let records: Vec<Record> = items.into_iter().map(|item| self.write(item)).collect();
        Run::of(prev, &records).expect("the hand signs all that it writes")
    }

    /// A run of one control.
    pub fn control(&mut self, control: &Control) -> Run {
        self.run([full(Subject::Control, control.encode())])
    }

    /// Seals runs of `device` under the current epoch.
    ///
    /// # Panics
    /// If there is no epoch, or more than an envelope holds.
    pub fn envelope(&mut self, device: DeviceId, runs: Vec<Run>) -> Vec<u8> {
        let held = self.replica.current_epoch().expect("bonds have an epoch");
        let (key, id) = (EpochKey::from_bytes(&held.key.to_bytes()), held.id);
        let nonce = self.nonce();
        let contents = Contents { device, runs };
        seal_envelope(&key, &self.replica.space, &id, &nonce, &contents).expect("it is small")
    }

    /// Seals runs of the own log.
    pub fn own(&mut self, runs: Vec<Run>) -> Vec<u8> {
        self.envelope(self.device(), runs)
    }

    /// Seals any bytes in place of what an envelope holds.
    ///
    /// # Panics
    /// If there is no epoch.
    pub fn seal_bytes(&mut self, plaintext: &[u8]) -> Vec<u8> {
        let held = self.replica.current_epoch().expect("bonds have an epoch");
        let context = [[1].as_slice(), &self.replica.space.0, &held.id.0].concat();
        let key = EpochKey::from_bytes(&held.key.to_bytes());
        let nonce = self.nonce();
        fondly_crypto::seal(&key, b"FNDE\x01\x01", &context, &nonce, plaintext)
    }

    /// Announces an epoch, and wraps its key for `device`.
    ///
    /// # Panics
    /// If the sealing key of `device` is not known.
    pub fn announce(
        &mut self,
        device: &DeviceId,
        change: impl FnOnce(&mut fondly_sync::Epoch),
    ) -> (Run, Vec<u8>) {
        let key = EpochKey::generate(&mut self.rng);
        let mut epoch = self.replica.next_epoch(&key);
        change(&mut epoch);
        let announcement = self.control(&Control::Epoch(epoch.clone()));
        let held = HeldEpoch {
            id: EpochId(self.tip.hash.0),
            epoch,
            signer: self.device(),
            key,
            announcement: announcement.clone(),
        };
        let wrap = self.replica.wrap_for(&mut self.rng, &held, device);
        (announcement, wrap.expect("the device told its key"))
    }

    fn nonce(&mut self) -> [u8; 24] {
        let mut nonce = [0; 24];
        self.rng.fill_bytes(&mut nonce);
        nonce
    }
}

/// A record that says `body`.
pub const fn full(subject: Subject, body: Vec<u8>) -> Item {
    let content = Content::Full(Payload {
        salt: [7; 16],
        written_at: TIME,
        body,
    });
    Item { subject, content }
}
