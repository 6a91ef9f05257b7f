//! Who writes: the person and the device of this home.

use fondly_crypto::{Domain, SigningKey, mac};
use fondly_journal::Actor;
use fondly_store::{Identity, Tx};
use fondly_sync::{
    Content, Control, DeviceId, DocumentId, Item, Owner, Payload, PersonId, Record, SpaceId,
    Subject, actor,
    record::{Place, sign},
};
use rand_core::Rng as _;
use zeroize::Zeroizing;

use crate::{EngineError, clock::now, random::rng};

/// The person and device of this home, with the keys that sign.
#[derive(Debug)]
pub(crate) struct Me {
    pub(crate) person: PersonId,
    pub(crate) device: DeviceId,
    pub(crate) key: SigningKey,
    pub(crate) journal: SpaceId,
    journal_secret: Zeroizing<[u8; 32]>,
}

impl Me {
    pub(crate) fn new(identity: &Identity) -> Self {
        let key = SigningKey::from_bytes(&identity.device_key);
        Self {
            person: identity.person,
            device: DeviceId(key.verifying_key()),
            key,
            journal: SpaceId::journal(&identity.person),
            journal_secret: identity.journal_secret.clone(),
        }
    }

    /// My actor in a space.
    pub(crate) fn actor(&self, space: &SpaceId) -> Actor {
        Actor(actor(&self.device, space))
    }

    /// Lets my own devices see which entry an edition is of, and nobody else.
    pub(crate) fn edition_tag(&self, entry: &DocumentId, bond: &SpaceId) -> [u8; 32] {
        mac(
            Domain::EDITION_TAG,
            &self.journal_secret,
            &[&entry.0, &bond.0],
        )
    }

    /// What an edition says of a head of the entry that it was taken from. My own devices can tell
    /// which it is; to the reader the hash itself would confirm guesses of what was not shared.
    pub(crate) fn edition_head(
        &self,
        entry: &DocumentId,
        bond: &SpaceId,
        head: &[u8; 32],
    ) -> [u8; 32] {
        mac(
            Domain::EDITION_TAG,
            &self.journal_secret,
            &[&entry.0, &bond.0, head],
        )
    }

    /// The nonce of the document that an imported entry becomes. The same entry of the same source
    /// gives the same nonce on all of my devices, so that it is known again; `time` counts how often
    /// it was erased here since.
    pub(crate) fn import_nonce(&self, source: &[u8], time: u32) -> [u8; 16] {
        let code = mac(
            Domain::IMPORT,
            &self.journal_secret,
            &[source, &time.to_le_bytes()],
        );
        let mut nonce = [0; 16];
        for (to, from) in nonce.iter_mut().zip(code) {
            *to = from;
        }
        nonce
    }

    /// A code that own devices alone can compute.
    pub(crate) fn secret_code(&self, domain: Domain, fields: &[&[u8]]) -> [u8; 32] {
        mac(domain, &self.journal_secret, fields)
    }

    /// Refuses once this home goes on as another device than when this process began.
    pub(crate) fn require_current(&self, tx: &Tx<'_>) -> Result<(), EngineError> {
        if *tx.identity()?.device_key == *self.key.to_bytes() {
            Ok(())
        } else {
            Err(EngineError::Reborn)
        }
    }

    /// Writes the next record of my log in `space`. Reads the end of the log, signs and stores in
    /// the transaction `tx`, so no place is ever signed twice.
    fn append(
        &self,
        tx: &Tx<'_>,
        space: &SpaceId,
        subject: Subject,
        written_at: i64,
        body: Vec<u8>,
    ) -> Result<Record, EngineError> {
        self.require_current(tx)?;
        let tip = tx.tip(space, &self.device)?;
        let place = Place {
            space: *space,
            device: self.device,
            seq: tip.next,
            prev: tip.hash,
        };
        let mut salt = [0; 16];
        rng().fill_bytes(&mut salt);
        let content = Content::Full(Payload {
            salt,
            written_at,
            body,
        });
        let record = sign(&self.key, &self.person, &place, Item { subject, content });
        tx.append_own(space, &self.device, &record, now())?;
        Ok(record)
    }

    /// Writes the record that creates a document of mine.
    pub(crate) fn append_create(
        &self,
        tx: &Tx<'_>,
        space: &SpaceId,
        written_at: i64,
        change: Vec<u8>,
    ) -> Result<Record, EngineError> {
        let mut nonce = [0; 16];
        rng().fill_bytes(&mut nonce);
        self.append_create_as(tx, space, written_at, change, nonce)
    }

    /// As [`Me::append_create`], where the nonce says which entry of a file the document is.
    pub(crate) fn append_create_as(
        &self,
        tx: &Tx<'_>,
        space: &SpaceId,
        written_at: i64,
        change: Vec<u8>,
        nonce: [u8; 16],
    ) -> Result<Record, EngineError> {
        let subject = Subject::Create {
            owner: Owner::Author,
            nonce,
        };
        self.append(tx, space, subject, written_at, change)
    }

    /// Writes a later change of a document of mine.
    pub(crate) fn append_change(
        &self,
        tx: &Tx<'_>,
        space: &SpaceId,
        document: DocumentId,
        written_at: i64,
        change: Vec<u8>,
    ) -> Result<Record, EngineError> {
        self.append(tx, space, Subject::Change { document }, written_at, change)
    }

    /// Writes a control record.
    pub(crate) fn append_control(
        &self,
        tx: &Tx<'_>,
        space: &SpaceId,
        written_at: i64,
        control: &Control,
    ) -> Result<Record, EngineError> {
        self.append(tx, space, Subject::Control, written_at, control.encode())
    }
}
