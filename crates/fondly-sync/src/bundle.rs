//! Bundles: the exchange of a session by file, for the devices that it was made for.
//!
//! ```text
//! file    = "FNDX" | version u8 = 1 | suite u8 = 1 | section* | 0 u32 LE | digest 32 | end of file
//! section = opening | envelope*                one space each
//! opening = length u32 LE | 0 u8 | count u8 | that many wraps | sealed statement
//! envelope = length u32 LE | 1 u8 | an envelope as it travels in a session
//! ```
//!
//! Each wrap is a fresh key, sealed to one device under its key in that space; the number of wraps is
//! filled up with some that nobody can open. So a stranger learns size, the number of envelopes, and
//! hardly that of devices; nothing names a person, a device or a space. The statement brings what a
//! session shows before its envelopes, and is signed by the device that made the file. The records
//! themselves are believed for their own signatures, as everywhere.

use fondly_crypto::{
    Domain, EpochKey, SealingPublic, SealingSecret, Signature, SigningKey, WRAP_BYTES, hash, open,
    open_from, seal, seal_to,
};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use crate::{
    DeviceId, Run, SpaceId,
    codec::{decode, encode},
    envelope::padded_length,
    limits::{ENVELOPE_BYTES_MAX, ROSTER_DEVICES_MAX},
};

const MAGIC: &[u8; 4] = b"FNDX";
const PREFIX: &[u8; 6] = b"FNDX\x01\x01";
const OPENING: u8 = 0;
const ENVELOPE: u8 = 1;
const DIGEST_BYTES: usize = 32;
/// Wraps of one section: every device that a roster may name, and the power of two behind.
const WRAPS_MAX: usize = ROSTER_DEVICES_MAX;
const WRAPS_MIN: usize = 4;
/// Bytes of a statement: two rosters, and a wrap for each device.
const STATEMENT_BYTES_MAX: usize = 512 << 10;
/// Bytes of a whole file; whoever has more to say makes several.
pub const BUNDLE_BYTES_MAX: usize = 512 << 20;
/// Sections of one file: a journal, and a bond with each of many people.
const SECTIONS_MAX: usize = 256;

/// Why a file cannot be used as a bundle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BundleError {
    /// It is something else.
    #[error("this is not a bundle of Fondly")]
    NotABundle,
    /// A later program made it.
    #[error("this bundle was made by a newer version of Fondly")]
    Newer,
    /// It ends early.
    #[error("the bundle is cut short")]
    CutShort,
    /// A byte of it was changed, or it breaks a rule.
    #[error("the bundle is damaged")]
    Damaged,
    /// It is larger than the protocol allows.
    #[error("the bundle is larger than may be")]
    TooLarge,
}

/// Whether bytes begin as a bundle does.
pub fn looks_like_bundle(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC)
}

/// What a section says before its envelopes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// The device that made the file.
    pub device: DeviceId,
    /// The rosters of the members, encoded, ascending by person.
    pub rosters: Vec<ByteBuf>,
    /// The epoch under which the envelopes are sealed.
    pub epoch: ShownEpoch,
    /// How much that device holds of each log: the number of the first record that it lacks.
    pub holds: Vec<(DeviceId, u64)>,
    /// A hash over the envelopes of the section.
    pub envelopes: [u8; 32],
}

/// An epoch with its key for several devices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownEpoch {
    /// The record that announces it, a run of one.
    pub announcement: Run,
    /// The device whose log that record is in.
    pub signer: DeviceId,
    /// The key, wrapped to each.
    pub wraps: Vec<(DeviceId, ByteBuf)>,
}

#[derive(Serialize, Deserialize)]
struct Signed {
    statement: Statement,
    signature: Signature,
}

/// One section of a file that was found to be in order, still sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section<'b> {
    wraps: &'b [u8],
    sealed: &'b [u8],
    /// The envelopes, in their order.
    pub envelopes: Vec<&'b [u8]>,
}

fn envelopes_digest<'b>(envelopes: impl IntoIterator<Item = &'b [u8]>) -> [u8; 32] {
    let parts = std::iter::once(b"envelopes".as_slice()).chain(envelopes);
    hash(Domain::BUNDLE, &parts.collect::<Vec<_>>())
}

fn statement_digest(space: &SpaceId, statement: &Statement) -> [u8; 32] {
    let parts: [&[u8]; 3] = [b"statement", &space.0, &encode(statement)];
    hash(Domain::BUNDLE, &parts)
}

fn file_digest(before: &[u8]) -> [u8; 32] {
    hash(Domain::BUNDLE, &[b"file", before])
}

/// Writes a bundle section by section.
#[derive(Debug)]
pub struct Writer {
    out: Vec<u8>,
}

impl Default for Writer {
    fn default() -> Self {
        Self {
            out: PREFIX.to_vec(),
        }
    }
}

impl Writer {
    /// Adds what one space has to say to the devices `to`. `statement` is completed and signed.
    ///
    /// # Errors
    /// `TooLarge`.
    pub fn add<R: CryptoRng>(
        &mut self,
        rng: &mut R,
        space: &SpaceId,
        key: &SigningKey,
        to: &[(DeviceId, SealingPublic)],
        statement: Statement,
        envelopes: &[Vec<u8>],
    ) -> Result<(), BundleError> {
        let statement = Statement {
            device: DeviceId(key.verifying_key()),
            envelopes: envelopes_digest(envelopes.iter().map(Vec::as_slice)),
            ..statement
        };
        let digest = statement_digest(space, &statement);
        let signature = key.sign(Domain::BUNDLE, &digest);
        let said = encode(&Signed {
            statement,
            signature,
        });
        if said.len() > STATEMENT_BYTES_MAX || to.len() > WRAPS_MAX {
            return Err(BundleError::TooLarge);
        }
        let own = EpochKey::generate(rng);
        let mut nonce = [0; 24];
        rng.fill_bytes(&mut nonce);
        let sealed = seal(&own, PREFIX, &space.0, &nonce, &padded(&said)?);
        let count = to.len().next_power_of_two().max(WRAPS_MIN);
        let mut opening = vec![
            OPENING,
            u8::try_from(count).map_err(|_| BundleError::TooLarge)?,
        ];
        for (device, public) in to {
            let info: [&[u8]; 2] = [&space.0, device.as_bytes()];
            opening.extend(seal_to(
                rng,
                public,
                Domain::BUNDLE,
                &info,
                &*own.to_bytes(),
            ));
        }
        for _ in to.len()..count {
            let nobody = SealingSecret::generate(rng).public();
            opening.extend(seal_to(rng, &nobody, Domain::BUNDLE, &[], &*own.to_bytes()));
        }
        opening.extend(sealed);
        self.put(&[&opening])?;
        envelopes
            .iter()
            .try_for_each(|envelope| self.put(&[&[ENVELOPE], envelope]))
    }

    fn put(&mut self, parts: &[&[u8]]) -> Result<(), BundleError> {
        let length: usize = parts.iter().map(|part| part.len()).sum();
        let framed = u32::try_from(length).map_err(|_| BundleError::TooLarge)?;
        if self.out.len() + length + 4 + 4 + DIGEST_BYTES > BUNDLE_BYTES_MAX {
            return Err(BundleError::TooLarge);
        }
        self.out.extend(framed.to_le_bytes());
        parts.iter().for_each(|part| self.out.extend(*part));
        Ok(())
    }

    /// The whole file.
    pub fn finish(mut self) -> Vec<u8> {
        self.out.extend([0; 4]);
        let digest = file_digest(&self.out);
        self.out.extend(digest);
        self.out
    }
}

/// `length u32 LE | said | zeros` up to the padded length.
fn padded(said: &[u8]) -> Result<Vec<u8>, BundleError> {
    let length = u32::try_from(said.len()).map_err(|_| BundleError::TooLarge)?;
    let mut plain = length.to_le_bytes().to_vec();
    plain.extend(said);
    plain.resize(padded_length(plain.len()), 0);
    Ok(plain)
}

fn unpadded(plain: &[u8]) -> Option<&[u8]> {
    let (length, rest) = plain.split_first_chunk::<4>()?;
    let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
    let (said, padding) = rest.split_at_checked(length)?;
    let whole = plain.len() == padded_length(4 + length) && padding.iter().all(|byte| *byte == 0);
    whole.then_some(said)
}

/// Takes a file apart. What it says is neither opened nor believed yet; it is whole, as far as can
/// be seen without a key.
///
/// # Errors
/// `TooLarge` before anything else, then what kind of file it is, then whether it is whole.
pub fn read(bytes: &[u8]) -> Result<Vec<Section<'_>>, BundleError> {
    if bytes.len() > BUNDLE_BYTES_MAX {
        return Err(BundleError::TooLarge);
    }
    let known = bytes.len().min(MAGIC.len());
    if bytes.get(..known) != MAGIC.get(..known) {
        return Err(BundleError::NotABundle);
    }
    let (prefix, mut rest) = bytes
        .split_first_chunk::<6>()
        .ok_or(BundleError::CutShort)?;
    if prefix != PREFIX {
        return Err(BundleError::Newer);
    }
    let mut sections: Vec<Section<'_>> = Vec::new();
    loop {
        let (length, behind) = rest.split_first_chunk::<4>().ok_or(BundleError::CutShort)?;
        let length = usize::try_from(u32::from_le_bytes(*length)).unwrap_or(usize::MAX);
        if length == 0 {
            let before = bytes.len() - behind.len();
            ended(bytes.get(..before).unwrap_or_default(), behind)?;
            break;
        }
        if length > PART_BYTES_MAX {
            return Err(BundleError::Damaged);
        }
        let (part, behind) = behind
            .split_at_checked(length)
            .ok_or(BundleError::CutShort)?;
        rest = behind;
        take(part, &mut sections)?;
    }
    if sections.is_empty() || sections.len() > SECTIONS_MAX {
        return Err(BundleError::Damaged);
    }
    Ok(sections)
}

/// Bytes of one part.
const PART_BYTES_MAX: usize = ENVELOPE_BYTES_MAX + 1;

fn ended(before: &[u8], digest: &[u8]) -> Result<(), BundleError> {
    if digest.len() < DIGEST_BYTES {
        return Err(BundleError::CutShort);
    }
    if *digest != file_digest(before) {
        return Err(BundleError::Damaged);
    }
    Ok(())
}

fn take<'b>(part: &'b [u8], sections: &mut Vec<Section<'b>>) -> Result<(), BundleError> {
    match part {
        [ENVELOPE, envelope @ ..] => {
            let section = sections.last_mut().ok_or(BundleError::Damaged)?;
            section.envelopes.push(envelope);
        }
        [OPENING, count, rest @ ..] => {
            let count = usize::from(*count);
            if !(WRAPS_MIN..=WRAPS_MAX).contains(&count) {
                return Err(BundleError::Damaged);
            }
            let (wraps, sealed) = rest
                .split_at_checked(count * WRAP_BYTES)
                .ok_or(BundleError::Damaged)?;
            sections.push(Section {
                wraps,
                sealed,
                envelopes: Vec::new(),
            });
        }
        _ => return Err(BundleError::Damaged),
    }
    Ok(())
}

impl Section<'_> {
    /// How many devices can open it at most: what everybody who has the file can see.
    pub const fn devices_max(&self) -> usize {
        self.wraps.len() / WRAP_BYTES
    }

    /// What the section says, if it was made for `device` about `space`, whose `secrets` are given.
    /// `None` where it is for somebody else, or about another space.
    ///
    /// # Errors
    /// `Damaged` if it is for this device and breaks a rule.
    pub fn open(
        &self,
        space: &SpaceId,
        device: &DeviceId,
        secrets: &[SealingSecret],
    ) -> Result<Option<Statement>, BundleError> {
        let info: [&[u8]; 2] = [&space.0, device.as_bytes()];
        let key = self.wraps.chunks_exact(WRAP_BYTES).find_map(|wrap| {
            let open = |secret| open_from(secret, Domain::BUNDLE, &info, wrap).ok();
            let opened = secrets.iter().find_map(open)?;
            let bytes: &[u8; 32] = opened.as_slice().try_into().ok()?;
            Some(EpochKey::from_bytes(bytes))
        });
        key.map(|key| self.opened_by(&key, space, device))
            .transpose()
    }

    /// Reads the statement with the key of the section at hand, so that a fuzzer need not unwrap it
    /// for each.
    ///
    /// # Errors
    /// As [`Self::open`].
    #[cfg(fuzzing)]
    pub fn open_by_key(
        &self,
        key: &EpochKey,
        space: &SpaceId,
        device: &DeviceId,
    ) -> Result<Statement, BundleError> {
        self.opened_by(key, space, device)
    }

    fn opened_by(
        &self,
        key: &EpochKey,
        space: &SpaceId,
        device: &DeviceId,
    ) -> Result<Statement, BundleError> {
        let plain = open(key, PREFIX, &space.0, self.sealed);
        let plain = plain.map_err(|_| BundleError::Damaged)?;
        let said = unpadded(&plain).ok_or(BundleError::Damaged)?;
        let Signed {
            statement,
            signature,
        } = decode(said, STATEMENT_BYTES_MAX).map_err(|_| BundleError::Damaged)?;
        let digest = statement_digest(space, &statement);
        let signed = statement
            .device
            .0
            .verify(Domain::BUNDLE, &digest, &signature);
        let whole = statement.envelopes == envelopes_digest(self.envelopes.iter().copied());
        if signed.is_err() || !whole || *device == statement.device {
            return Err(BundleError::Damaged);
        }
        Ok(statement)
    }
}
