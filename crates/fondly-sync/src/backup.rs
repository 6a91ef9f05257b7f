//! Backups: everything of a person in one file, for whoever has the recovery words.
//!
//! ```text
//! file     = "FNDB" | version u8 = 1 | suite u8 = 1
//!          | length u32 LE | HPKE of a fresh key to the recovery key
//!          | (length u32 LE | envelope)*                 of each space all logs, under that key
//!          | 0 u32 LE | length u32 LE | sealed manifest | end of file
//! manifest = Manifest in the one encoding, sealed with "FNDB" 01 01 as prefix
//! ```
//!
//! The envelopes are those that travel, sealed under the file's own key in place of an epoch's, so
//! a stranger who has the file learns its size. The manifest comes last: it counts the envelopes,
//! hashes all before it and is signed by the device that made the file, so a file that is cut
//! short, put together from two, or changed is refused as a whole. No key of a device is in it.

mod outside;
#[cfg(test)]
mod tests;

pub use outside::{Outside, outside};

use std::io::{Read, Write};

use fondly_crypto::{
    Domain, EpochKey, SealingPublic, SealingSecret, Signature, SigningKey, hash, open, open_from,
    seal, seal_to,
};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

use crate::{
    DeviceId, EpochId, FrontierEntry, Roster, SpaceId,
    codec::{decode, encode},
    envelope::{Contents, open_envelope, seal_envelope},
    limits::ENVELOPE_BYTES_MAX,
};

const MAGIC: &[u8; 4] = b"FNDB";
const PREFIX: &[u8; 6] = b"FNDB\x01\x01";
const WRAP_BYTES_MAX: usize = 4096;
/// Bytes of a manifest: rosters of everybody whom one is linked with.
const MANIFEST_BYTES_MAX: usize = 16 << 20;

/// What a backup says of itself.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// When it was made, in seconds since 1970.
    pub made_at: i64,
    /// The device that made it.
    pub device: DeviceId,
    /// The person's own name.
    pub name: String,
    /// Marks editions for the person's own devices.
    pub journal_secret: [u8; 32],
    /// The person's roster, encoded.
    #[serde(with = "serde_bytes")]
    pub roster: Vec<u8>,
    /// The spaces in it, the journal first.
    pub spaces: Vec<BackedUp>,
    /// How many envelopes there are.
    pub envelopes: u64,
    /// A hash over everything before the manifest.
    pub digest: [u8; 32],
}

impl std::fmt::Debug for Manifest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Manifest({} envelopes)", self.envelopes)
    }
}

/// One space in a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackedUp {
    /// The space.
    pub space: SpaceId,
    /// The rosters of its members, encoded, ascending by person.
    pub rosters: Vec<serde_bytes::ByteBuf>,
    /// The ends of its logs, by indices into all devices of those rosters, ascending.
    pub frontier: Vec<FrontierEntry>,
}

#[derive(Serialize, Deserialize)]
struct Signed {
    manifest: Manifest,
    signature: Signature,
}

/// Why a file cannot be used as a backup.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BackupError {
    /// It is something else.
    #[error("this is not a backup of Fondly")]
    NotABackup,
    /// A later program made it.
    #[error("this backup was made by a newer version of Fondly")]
    Newer,
    /// It was made for other recovery words.
    #[error("these are not the words of this backup")]
    OtherWords,
    /// It ends early.
    #[error("the backup is cut short")]
    CutShort,
    /// A byte of it was changed, or it breaks a rule.
    #[error("the backup is damaged")]
    Damaged,
    /// It could not be read or written.
    #[error("the backup could not be read or written")]
    Io(#[source] std::io::Error),
}

/// Writes a backup piece by piece.
#[derive(Debug)]
pub struct Writer<W> {
    out: W,
    key: EpochKey,
    id: EpochId,
    digest: Digest,
    envelopes: u64,
}

impl<W: Write> Writer<W> {
    /// Begins a backup for whoever has the secret of `recovery`.
    ///
    /// # Errors
    /// `Io`.
    pub fn new<R: CryptoRng>(
        rng: &mut R,
        out: W,
        recovery: &SealingPublic,
    ) -> Result<Self, BackupError> {
        let key = EpochKey::generate(rng);
        let wrapped = seal_to(rng, recovery, Domain::BACKUP, &[], &*key.to_bytes());
        let mut writer = Self {
            out,
            id: id_of(&wrapped),
            key,
            digest: Digest::default(),
            envelopes: 0,
        };
        writer.put(PREFIX)?;
        writer.put_framed(&wrapped)?;
        Ok(writer)
    }

    /// Adds runs of one device's log in a space.
    ///
    /// # Errors
    /// `Io`, `Damaged` if they are more than an envelope holds.
    pub fn add<R: CryptoRng>(
        &mut self,
        rng: &mut R,
        space: &SpaceId,
        contents: &Contents,
    ) -> Result<(), BackupError> {
        let nonce = nonce(rng);
        let sealed = seal_envelope(&self.key, space, &self.id, &nonce, contents);
        self.put_framed(&sealed.map_err(|_| BackupError::Damaged)?)?;
        self.envelopes += 1;
        Ok(())
    }

    /// Ends the backup. `envelopes` and `digest` of the manifest are filled in. Returns the key,
    /// with which [`Reader::with_key`] reads the file back.
    ///
    /// # Errors
    /// `Io`.
    pub fn finish<R: CryptoRng>(
        mut self,
        rng: &mut R,
        manifest: Manifest,
        device: &SigningKey,
    ) -> Result<(W, EpochKey), BackupError> {
        self.put(&0_u32.to_le_bytes())?;
        let manifest = Manifest {
            envelopes: self.envelopes,
            digest: self.digest.value(),
            ..manifest
        };
        let signature = device.sign(Domain::BACKUP, &digest_of(&manifest));
        let plaintext = zeroize::Zeroizing::new(encode(&Signed {
            manifest,
            signature,
        }));
        let sealed = seal(&self.key, PREFIX, &self.id.0, &nonce(rng), &plaintext);
        self.put_framed(&sealed)?;
        self.out.flush().map_err(BackupError::Io)?;
        Ok((self.out, self.key))
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), BackupError> {
        self.digest.add(bytes);
        self.out.write_all(bytes).map_err(BackupError::Io)
    }

    fn put_framed(&mut self, bytes: &[u8]) -> Result<(), BackupError> {
        let length = u32::try_from(bytes.len()).map_err(|_| BackupError::Damaged)?;
        self.put(&length.to_le_bytes())?;
        self.put(bytes)
    }
}

fn nonce<R: CryptoRng>(rng: &mut R) -> [u8; 24] {
    let mut nonce = [0; 24];
    rng.fill_bytes(&mut nonce);
    nonce
}

fn id_of(wrapped: &[u8]) -> EpochId {
    EpochId(hash(Domain::BACKUP, &[b"key", wrapped]))
}

fn digest_of(manifest: &Manifest) -> [u8; 32] {
    hash(Domain::BACKUP, &[b"manifest", &encode(manifest)])
}

/// A hash over pieces: each step takes in the one before.
#[derive(Debug, Default)]
struct Digest([u8; 32]);

impl Digest {
    fn add(&mut self, bytes: &[u8]) {
        self.0 = hash(Domain::BACKUP, &[b"file", &self.0, bytes]);
    }

    const fn value(&self) -> [u8; 32] {
        self.0
    }
}

/// Reads a backup piece by piece.
#[derive(Debug)]
pub struct Reader<I> {
    from: I,
    key: EpochKey,
    id: EpochId,
    digest: Digest,
    envelopes: u64,
}

impl<I: Read> Reader<I> {
    /// Opens a backup with the recovery secret.
    ///
    /// # Errors
    /// `NotABackup`, `Newer`, `OtherWords`, `CutShort`, `Damaged`, `Io`.
    pub fn new(from: I, recovery: &SealingSecret) -> Result<Self, BackupError> {
        let open_key = |wrapped: &[u8]| {
            let opened = open_from(recovery, Domain::BACKUP, &[], wrapped);
            let opened = opened.map_err(|_| BackupError::OtherWords)?;
            let key = opened.as_slice().try_into();
            Ok(EpochKey::from_bytes(key.map_err(|_| BackupError::Damaged)?))
        };
        Self::begin(from, open_key)
    }

    /// Opens a backup with its own key, to check what was written.
    ///
    /// # Errors
    /// As [`Reader::new`].
    pub fn with_key(from: I, key: &EpochKey) -> Result<Self, BackupError> {
        Self::begin(from, |_| Ok(EpochKey::from_bytes(&key.to_bytes())))
    }

    /// Begins to read what lies open: with this reader nothing can be opened.
    fn closed(from: I) -> Result<Self, BackupError> {
        Self::begin(from, |_| Ok(EpochKey::from_bytes(&[0; 32])))
    }

    fn begin(
        from: I,
        open_key: impl FnOnce(&[u8]) -> Result<EpochKey, BackupError>,
    ) -> Result<Self, BackupError> {
        let mut reader = Self {
            from,
            key: EpochKey::from_bytes(&[0; 32]),
            id: EpochId([0; 32]),
            digest: Digest::default(),
            envelopes: 0,
        };
        let mut prefix = [0; PREFIX.len()];
        let read = reader.from.read_exact(&mut prefix);
        match read {
            Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
                return Err(BackupError::NotABackup);
            }
            read => read.map_err(BackupError::Io)?,
        }
        if !prefix.starts_with(MAGIC) {
            return Err(BackupError::NotABackup);
        }
        if prefix != *PREFIX {
            return Err(BackupError::Newer);
        }
        reader.digest.add(&prefix);
        let wrapped = reader.framed(WRAP_BYTES_MAX)?;
        reader.id = id_of(&wrapped);
        reader.key = open_key(&wrapped)?;
        Ok(reader)
    }

    /// The next envelope, opened for whichever of `spaces` it is of; `None` behind the last.
    ///
    /// # Errors
    /// `CutShort`, `Damaged`, `Io`.
    pub fn next(&mut self, spaces: &[SpaceId]) -> Result<Option<(SpaceId, Contents)>, BackupError> {
        let sealed = self.framed(ENVELOPE_BYTES_MAX)?;
        if sealed.is_empty() {
            return Ok(None);
        }
        self.envelopes += 1;
        for space in spaces {
            let key = [(&self.id, &self.key)];
            if let Ok((_, contents)) = open_envelope(key, space, &sealed) {
                return Ok(Some((*space, contents)));
            }
        }
        Err(BackupError::Damaged)
    }

    /// Passes over the next envelope; false behind the last.
    ///
    /// # Errors
    /// `CutShort`, `Damaged`, `Io`.
    pub fn skip(&mut self) -> Result<bool, BackupError> {
        let there = !self.framed(ENVELOPE_BYTES_MAX)?.is_empty();
        self.envelopes += u64::from(there);
        Ok(there)
    }

    /// Reads the manifest behind the last envelope, and checks the whole file by it: count, hash,
    /// signature, and that the device that signed was in the roster that it shows.
    ///
    /// # Errors
    /// `CutShort`, `Damaged`, `Io`.
    pub fn manifest(mut self) -> Result<(Manifest, Roster), BackupError> {
        let digest = self.digest.value();
        let sealed = self.framed(MANIFEST_BYTES_MAX)?;
        let mut rest = [0; 1];
        if self.from.read(&mut rest).map_err(BackupError::Io)? != 0 {
            return Err(BackupError::Damaged);
        }
        let damaged = |_| BackupError::Damaged;
        let plaintext = open(&self.key, PREFIX, &self.id.0, &sealed);
        let plaintext = plaintext.map_err(|_| BackupError::Damaged)?;
        let signed: Signed = decode(&plaintext, MANIFEST_BYTES_MAX).map_err(damaged)?;
        let manifest = signed.manifest;
        if manifest.digest != digest || manifest.envelopes != self.envelopes {
            return Err(BackupError::Damaged);
        }
        let roster = Roster::decode(&manifest.roster).map_err(|_| BackupError::Damaged)?;
        let said = digest_of(&manifest);
        let signer = &manifest.device;
        let signed = signer.0.verify(Domain::BACKUP, &said, &signed.signature);
        if signed.is_err() || !roster.devices().contains(signer) {
            return Err(BackupError::Damaged);
        }
        Ok((manifest, roster))
    }

    fn framed(&mut self, bytes_max: usize) -> Result<Vec<u8>, BackupError> {
        let mut length = [0; 4];
        self.fill(&mut length)?;
        let length = usize::try_from(u32::from_le_bytes(length));
        let length = length.ok().filter(|length| *length <= bytes_max);
        let mut bytes = vec![0; length.ok_or(BackupError::Damaged)?];
        if !bytes.is_empty() {
            self.fill(&mut bytes)?;
        }
        Ok(bytes)
    }

    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), BackupError> {
        let read = self.from.read_exact(bytes);
        read.map_err(|error| {
            if error.kind() == std::io::ErrorKind::UnexpectedEof {
                BackupError::CutShort
            } else {
                BackupError::Io(error)
            }
        })?;
        self.digest.add(bytes);
        Ok(())
    }
}
