//! Forming a bond: the invite line, three messages, the transcript and its check words.
//!
//! ```text
//! line    = "fondly1" + base32(body | first 4 bytes of H(INVITE_LINE, body))
//! body    = Invite in the one encoding | its relay, where it names one
//! joiner  -> Join   { nonce_j, roster, device, sealing, addresses, signature, mac }
//! inviter -> Answer { nonce_i, roster, device, sealing, addresses, device_run, epoch_run, wrap,
//!                     signature, mac }
//! joiner  -> Joined { device_run, mac }
//! ```
//!
//! The line commits the inviter to `nonce_i` before it sees `nonce_j`, and the joiner sends
//! `nonce_j` before it sees `nonce_i`: so whoever stands in the middle cannot steer the transcript
//! towards words of its choice, and has one guess in 2^33 (commit before reveal: Vaudenay,
//! "Secure Communications over Insecure Channels Based on Short Authenticated Strings", CRYPTO
//! 2005). Every message has a MAC by the line's secret; only one that verifies spends it.

use std::net::SocketAddr;

use fondly_crypto::{
    BadMac, Domain, SealingPublic, Signature, SigningKey, VerifyingKey, check_words, hash, mac,
    verify_mac,
};
use serde::{Deserialize, Serialize};

use crate::{
    DeviceId, Roster, Run, SpaceId,
    codec::{decode, encode},
    fault::PeerFault,
    ids::{base32, parse_base32},
    limits::{ADDRESSES_MAX, INVITE_BYTES_MAX, RELAY_BYTES_MAX, ROSTER_BYTES_MAX},
};

const LINE_PREFIX: &str = "fondly1";
const CHECKSUM_BYTES: usize = 4;
/// A length of at most [`RELAY_BYTES_MAX`] takes so many bytes.
const LENGTH_BYTES_MAX: usize = 2;
const MESSAGE_BYTES_MAX: usize = 2 * ROSTER_BYTES_MAX;

/// How people make sure of each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mode {
    /// By three words each, read out over a channel that they trust.
    Words,
    /// They stand in front of each other; the line went from screen to camera.
    InPerson,
    /// It is not for another person, but for another device of the inviter's own: see
    /// [`crate::linking`].
    Device,
    /// It gives one person back what they lost: see [`crate::returning`].
    Return,
}

/// Where to reach an inviter, and what proves that one was invited.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invite {
    /// How people make sure of each other.
    pub mode: Mode,
    /// The inviter's endpoint in the bond to be.
    pub endpoint: [u8; 32],
    /// Where it is, at most [`ADDRESSES_MAX`].
    pub addresses: Vec<SocketAddr>,
    /// Known to whoever was given the line.
    pub secret: [u8; 32],
    /// Digest of the inviter's roster.
    pub roster: [u8; 32],
    /// [`commitment`] to the inviter's nonce.
    pub commitment: [u8; 32],
    /// Seconds since 1970 after which the inviter refuses.
    pub expiry: i64,
    /// The relay at which it waits, a URL of at most [`RELAY_BYTES_MAX`] bytes. Behind the other
    /// fields, and nothing where there is none: a line without a relay is as it ever was.
    #[serde(skip)]
    pub relay: Option<String>,
}

impl std::fmt::Debug for Invite {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Invite(..)")
    }
}

/// Why a line is no invite.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InviteError {
    /// It does not begin as invites do, or by a later version.
    #[error("this is not an invite of this version")]
    NotAnInvite,
    /// Characters are missing or changed.
    #[error("the invite is damaged")]
    Damaged,
}

impl Invite {
    /// What the line holds, and what transcripts name: all of it.
    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut bytes = encode(self);
        if let Some(relay) = &self.relay {
            bytes.extend(encode(relay));
        }
        bytes
    }

    fn decode(body: &[u8]) -> Option<Self> {
        if body.len() > INVITE_BYTES_MAX {
            return None;
        }
        let (mut invite, rest): (Self, &[u8]) = postcard::take_from_bytes(body).ok()?;
        if !rest.is_empty() {
            invite.relay = Some(decode(rest, RELAY_BYTES_MAX + LENGTH_BYTES_MAX).ok()?);
        }
        let few = invite.addresses.len() <= ADDRESSES_MAX;
        let short = invite
            .relay
            .as_ref()
            .is_none_or(|it| it.len() <= RELAY_BYTES_MAX);
        (few && short && invite.encode() == body).then_some(invite)
    }

    /// The line that people pass on.
    pub fn to_line(&self) -> String {
        let mut bytes = self.encode();
        let digest = hash(Domain::INVITE_LINE, &[&bytes]);
        bytes.extend(digest.iter().take(CHECKSUM_BYTES));
        format!("{LINE_PREFIX}{}", base32(&bytes))
    }

    /// Reads a line; white space around and inside it is ignored.
    ///
    /// # Errors
    /// If it is not an invite, or any character of it is wrong.
    pub fn parse(line: &str) -> Result<Self, InviteError> {
        let line: String = line.chars().filter(|c| !c.is_whitespace()).collect();
        if line.len() > 2 * INVITE_BYTES_MAX {
            return Err(InviteError::NotAnInvite);
        }
        let line = line.to_ascii_lowercase();
        let text = line
            .strip_prefix(LINE_PREFIX)
            .ok_or(InviteError::NotAnInvite)?;
        let bytes = parse_base32(text).ok_or(InviteError::Damaged)?;
        let at = bytes
            .len()
            .checked_sub(CHECKSUM_BYTES)
            .ok_or(InviteError::Damaged)?;
        let (body, checksum) = bytes.split_at(at);
        if !hash(Domain::INVITE_LINE, &[body]).starts_with(checksum) {
            return Err(InviteError::Damaged);
        }
        Self::decode(body).ok_or(InviteError::Damaged)
    }

    /// What stands in the store once the secret is spent.
    pub fn secret_hash(&self) -> [u8; 32] {
        hash(Domain::INVITE_LINE, &[b"spent", &self.secret])
    }
}

/// Binds the inviter to its nonce and roster.
pub fn commitment(nonce: &[u8; 32], roster: &[u8; 32]) -> [u8; 32] {
    hash(Domain::INVITE_COMMIT, &[nonce, roster])
}

/// What one side brings into the bond.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// Random.
    pub nonce: [u8; 32],
    /// The whole roster, encoded.
    #[serde(with = "serde_bytes")]
    pub roster: Vec<u8>,
    /// The device that speaks; in the roster.
    pub device: DeviceId,
    /// Its sealing key in the bond.
    pub sealing: SealingPublic,
    /// Its endpoint in the bond.
    pub endpoint: [u8; 32],
    /// Where it is.
    pub addresses: Vec<SocketAddr>,
}

impl Party {
    /// The roster, checked, with the device in it.
    ///
    /// # Errors
    /// `Roster`, `Limit`, `Decode`.
    pub fn roster(&self) -> Result<Roster, PeerFault> {
        if self.addresses.len() > ADDRESSES_MAX {
            return Err(PeerFault::Limit);
        }
        let roster = Roster::decode(&self.roster)?;
        if roster.devices().contains(&self.device) {
            Ok(roster)
        } else {
            Err(PeerFault::Roster)
        }
    }
}

/// A message of the invite protocol.
#[expect(clippy::large_enum_variant, reason = "one step lives at a time")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Step {
    /// The joiner asks.
    Join {
        /// Who.
        party: Party,
        /// The joiner's device over the message and the link.
        signature: Signature,
        /// By the secret, over the same.
        mac: [u8; 32],
    },
    /// The inviter answers; the bond stands on its disk.
    Answer {
        /// Who.
        party: Party,
        /// The first record of the inviter's log: its keys.
        device_run: Run,
        /// The second: the first epoch.
        epoch_run: Run,
        /// The key of that epoch, to the joiner.
        #[serde(with = "serde_bytes")]
        wrap: Vec<u8>,
        /// The inviter's device over the transcript and the message.
        signature: Signature,
        /// By the secret, over the same.
        mac: [u8; 32],
    },
    /// The bond stands on the joiner's disk.
    Joined {
        /// The first record of the joiner's log: its keys.
        device_run: Run,
        /// By the secret, over the transcript and the message.
        mac: [u8; 32],
    },
}

impl Step {
    /// Encodes the message.
    pub fn encode(&self) -> Vec<u8> {
        encode(self)
    }

    /// Decodes a message.
    ///
    /// # Errors
    /// `Decode`.
    pub fn decode(bytes: &[u8]) -> Result<Self, PeerFault> {
        decode(bytes, MESSAGE_BYTES_MAX).map_err(|source| PeerFault::Decode {
            what: "message",
            source,
        })
    }
}

/// Makes the joiner's first message on the link with this `exporter`.
pub fn join(invite: &Invite, key: &SigningKey, exporter: &[u8; 32], party: Party) -> Step {
    let digest = join_digest(exporter, &party);
    let signature = key.sign(Domain::INVITE_MAC, &digest);
    let mac = mac(Domain::INVITE_MAC, &invite.secret, &[b"join", &digest]);
    Step::Join {
        party,
        signature,
        mac,
    }
}

/// Checks the joiner's first message.
///
/// # Errors
/// `Invite` if the secret was not known, `Signature`, or what is wrong with its roster.
pub fn check_join(
    invite: &Invite,
    exporter: &[u8; 32],
    step: Step,
) -> Result<(Party, Roster), PeerFault> {
    let Step::Join {
        party,
        signature,
        mac,
    } = step
    else {
        return Err(PeerFault::OutOfOrder);
    };
    let digest = join_digest(exporter, &party);
    check_mac(verify_mac(
        Domain::INVITE_MAC,
        &invite.secret,
        &[b"join", &digest],
        &mac,
    ))?;
    let roster = party.roster()?;
    let verified = party
        .device
        .0
        .verify(Domain::INVITE_MAC, &digest, &signature);
    verified.map_err(|_| PeerFault::Signature)?;
    Ok((party, roster))
}

fn join_digest(exporter: &[u8; 32], party: &Party) -> [u8; 32] {
    hash(Domain::INVITE_MAC, &[b"join", exporter, &encode(party)])
}

fn check_mac(result: Result<(), BadMac>) -> Result<(), PeerFault> {
    result.map_err(|_| PeerFault::Invite)
}

/// What both sides have seen of forming the bond; everything hangs on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Transcript([u8; 32]);

impl Transcript {
    /// The transcript of one invite, inviter first.
    pub fn new(invite: &Invite, inviter: (&Party, &Roster), joiner: (&Party, &Roster)) -> Self {
        let side = |(party, roster): (&Party, &Roster)| {
            encode(&(
                party.nonce,
                roster.genesis(),
                roster.digest(),
                party.device,
                party.endpoint,
            ))
        };
        Self(hash(
            Domain::TRANSCRIPT,
            &[&invite.encode(), &side(inviter), &side(joiner)],
        ))
    }

    /// A transcript that was stored.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes, to store.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The space of the bond.
    pub fn space(&self) -> SpaceId {
        SpaceId::bond(&self.0)
    }

    /// The three words that the inviter, or the joiner, reads out: 33 bits.
    pub fn words(&self, inviter: bool) -> [&'static str; 3] {
        self.words_after(inviter, &[])
    }

    /// The words once members began anew: `roots` are the root keys of those who did, ascending by
    /// person. A thief who has the old transcript does not have these.
    pub fn words_after(&self, inviter: bool, roots: &[VerifyingKey]) -> [&'static str; 3] {
        let role: &[u8] = if inviter { b"inviter" } else { b"joiner" };
        let roots = roots.iter().map(|root| root.0.as_slice());
        let fields: Vec<&[u8]> = [self.0.as_slice(), role].into_iter().chain(roots).collect();
        check_words::from_bits(&hash(Domain::CHECK_WORDS, &fields))
    }
}

/// Makes the inviter's answer.
pub fn answer(
    invite: &Invite,
    key: &SigningKey,
    transcript: &Transcript,
    party: Party,
    runs: (Run, Run),
    wrap: Vec<u8>,
) -> Step {
    let (device_run, epoch_run) = runs;
    let digest = answer_digest(transcript, &party, (&device_run, &epoch_run), &wrap);
    let signature = key.sign(Domain::INVITE_MAC, &digest);
    let mac = mac(Domain::INVITE_MAC, &invite.secret, &[b"answer", &digest]);
    Step::Answer {
        party,
        device_run,
        epoch_run,
        wrap,
        signature,
        mac,
    }
}

/// What a checked answer brought.
#[derive(Debug)]
pub struct Answered {
    /// The inviter.
    pub party: Party,
    /// Its roster.
    pub roster: Roster,
    /// The transcript, the same on both sides.
    pub transcript: Transcript,
    /// The first record of the inviter's log: its keys.
    pub device_run: Run,
    /// The second: the first epoch.
    pub epoch_run: Run,
    /// The key of the first epoch, to this device.
    pub wrap: Vec<u8>,
}

/// Checks the inviter's answer to the party that this device sent.
///
/// # Errors
/// `Invite` if it is not by whom the line names, `Signature`, or what is wrong with its roster.
pub fn check_answer(
    invite: &Invite,
    joiner: (&Party, &Roster),
    step: Step,
) -> Result<Answered, PeerFault> {
    let Step::Answer {
        party,
        device_run,
        epoch_run,
        wrap,
        signature,
        mac,
    } = step
    else {
        return Err(PeerFault::OutOfOrder);
    };
    let roster = party.roster()?;
    let named = roster.digest() == invite.roster
        && party.endpoint == invite.endpoint
        && commitment(&party.nonce, &invite.roster) == invite.commitment;
    if !named {
        return Err(PeerFault::Invite);
    }
    let transcript = Transcript::new(invite, (&party, &roster), joiner);
    let digest = answer_digest(&transcript, &party, (&device_run, &epoch_run), &wrap);
    check_mac(verify_mac(
        Domain::INVITE_MAC,
        &invite.secret,
        &[b"answer", &digest],
        &mac,
    ))?;
    let verified = party
        .device
        .0
        .verify(Domain::INVITE_MAC, &digest, &signature);
    verified.map_err(|_| PeerFault::Signature)?;
    Ok(Answered {
        party,
        roster,
        transcript,
        device_run,
        epoch_run,
        wrap,
    })
}

fn answer_digest(
    transcript: &Transcript,
    party: &Party,
    runs: (&Run, &Run),
    wrap: &[u8],
) -> [u8; 32] {
    hash(
        Domain::INVITE_MAC,
        &[
            b"answer",
            &transcript.0,
            &encode(party),
            &encode(&runs),
            wrap,
        ],
    )
}

/// Makes the joiner's last message.
pub fn joined(invite: &Invite, transcript: &Transcript, device_run: Run) -> Step {
    let fields: [&[u8]; 3] = [b"joined", &transcript.0, &encode(&device_run)];
    let mac = mac(Domain::INVITE_MAC, &invite.secret, &fields);
    Step::Joined { device_run, mac }
}

/// Checks the joiner's last message.
///
/// # Errors
/// `OutOfOrder`, or `Invite` if the MAC is wrong.
pub fn check_joined(
    invite: &Invite,
    transcript: &Transcript,
    step: Step,
) -> Result<Run, PeerFault> {
    let Step::Joined { device_run, mac } = step else {
        return Err(PeerFault::OutOfOrder);
    };
    let fields: [&[u8]; 3] = [b"joined", &transcript.0, &encode(&device_run)];
    check_mac(verify_mac(
        Domain::INVITE_MAC,
        &invite.secret,
        &fields,
        &mac,
    ))?;
    Ok(device_run)
}

#[cfg(test)]
mod tests;
