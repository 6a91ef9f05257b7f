//! Linking a new device to a person: the messages between it and a device that is in.
//!
//! ```text
//! line    = an invite line of mode Device; its endpoint is made for this one link
//! new     -> Ask     { nonce_n, device, mac }
//! old     -> Reveal  { nonce_o, roster, device, mac }      the secret is spent before it is sent
//!            both have T; three words of it on the screen of the new device, typed into the old one
//! old     -> Add     { addition, mac }
//! new     -> Sign    { countersignature, sealing, name, mac }
//! old     -> Welcome { grant, mac }                        the roster with the new device is durable
//! new     -> Whole   { mac }                               every space of the person is there
//! ```
//!
//! The line commits the old device to `nonce_o` before it sees `nonce_n`, as in [`crate::invite`],
//! so the words have 33 bits against whoever stands between or has seen the line. The device signs
//! the addition, which names the person and who adds it, so that nobody can take it for a device of
//! somebody else. What the new device needs to begin is in the grant; everything else comes by
//! ordinary sessions.

#[cfg(test)]
mod tests;

use fondly_crypto::{
    Domain, EpochKey, SealingPublic, SealingSecret, Signature, check_words, hash, mac, unwrap,
    verify_mac, wrap,
};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

use crate::{
    DeviceId, DeviceInSpace, PersonId, Roster, RosterRecord,
    codec::{decode, encode},
    fault::PeerFault,
    invite::{Invite, commitment},
    limits::ROSTER_BYTES_MAX,
    roster::Act,
};

/// ALPN of linking a device; open only while `device add` waits.
pub const LINKING_ALPN: &[u8] = b"fondly/device/1";

const MESSAGE_BYTES_MAX: usize = 2 * ROSTER_BYTES_MAX;
/// Characters of a device's name.
pub const NAME_CHARS_MAX: usize = 64;

/// A message of linking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Step {
    /// The new device asks.
    Ask {
        /// Random.
        nonce: [u8; 32],
        /// Its verifying key.
        device: DeviceId,
        /// By the secret, over this and the link.
        mac: [u8; 32],
    },
    /// The old device reveals whose it is.
    Reveal {
        /// To which the line committed.
        nonce: [u8; 32],
        /// The person's roster, encoded, whose digest is in the line.
        #[serde(with = "serde_bytes")]
        roster: Vec<u8>,
        /// The old device; in the roster.
        device: DeviceId,
        /// By the secret, over the transcript.
        mac: [u8; 32],
    },
    /// What both are to sign.
    Add {
        /// An addition of the new device by the old one.
        addition: Act,
        /// By the secret, over the transcript and this.
        mac: [u8; 32],
    },
    /// The new device agrees.
    Sign {
        /// Over the addition.
        countersignature: Signature,
        /// Opens what the grant wraps, and the first epochs of the journal.
        sealing: SealingPublic,
        /// What the person calls it.
        name: String,
        /// By the secret, over the transcript and this.
        mac: [u8; 32],
    },
    /// The new device is in.
    Welcome {
        /// What it needs to begin.
        grant: Box<Grant>,
        /// By the secret, over the transcript and this.
        mac: [u8; 32],
    },
    /// The new device has everything.
    Whole {
        /// By the secret, over the transcript.
        mac: [u8; 32],
    },
}

/// What a new device needs to begin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// The person's own name.
    pub name: String,
    /// The roster with the new device in it.
    #[serde(with = "serde_bytes")]
    pub roster: Vec<u8>,
    /// The secret that marks editions for the person's own devices, wrapped to the new one.
    #[serde(with = "serde_bytes")]
    pub journal_secret: Vec<u8>,
    /// Opens for whoever has the recovery words; absent where the old device does not know it.
    pub recovery: Option<SealingPublic>,
    /// Keys and addresses of the old device in the journal.
    pub at: DeviceInSpace,
    /// Seconds that an appreciation is held, where the person chose another number than usual.
    pub share_hold: Option<u64>,
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

/// What both devices have seen of linking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Transcript([u8; 32]);

impl Transcript {
    fn new(invite: &Invite, old: (&[u8; 32], &DeviceId), new: (&[u8; 32], &DeviceId)) -> Self {
        let side = |(nonce, device): (&[u8; 32], &DeviceId)| encode(&(nonce, device));
        Self(hash(
            Domain::LINKING,
            &[b"transcript", &invite.encode(), &side(old), &side(new)],
        ))
    }

    /// The three words that the new device shows and the person types into the old one: 33 bits.
    pub fn words(&self) -> [&'static str; 3] {
        check_words::from_bits(&hash(Domain::CHECK_WORDS, &[&self.0, b"device"]))
    }
}

fn authenticate(invite: &Invite, label: &[u8], fields: &[&[u8]]) -> [u8; 32] {
    let all: Vec<&[u8]> = std::iter::once(label)
        .chain(fields.iter().copied())
        .collect();
    mac(Domain::LINKING, &invite.secret, &all)
}

fn check(invite: &Invite, label: &[u8], fields: &[&[u8]], mac: &[u8; 32]) -> Result<(), PeerFault> {
    let all: Vec<&[u8]> = std::iter::once(label)
        .chain(fields.iter().copied())
        .collect();
    verify_mac(Domain::LINKING, &invite.secret, &all, mac).map_err(|_| PeerFault::Invite)
}

/// The new device asks, on the link with this `exporter`.
pub fn ask(invite: &Invite, exporter: &[u8; 32], nonce: [u8; 32], device: DeviceId) -> Step {
    let fields: [&[u8]; 3] = [exporter, &nonce, device.as_bytes()];
    let mac = authenticate(invite, b"ask", &fields);
    Step::Ask { nonce, device, mac }
}

/// The old device checks who asks: its nonce and device.
///
/// # Errors
/// `OutOfOrder`, or `Invite` if the secret was not known.
pub fn check_ask(
    invite: &Invite,
    exporter: &[u8; 32],
    step: Step,
) -> Result<([u8; 32], DeviceId), PeerFault> {
    let Step::Ask { nonce, device, mac } = step else {
        return Err(PeerFault::OutOfOrder);
    };
    check(invite, b"ask", &[exporter, &nonce, device.as_bytes()], &mac)?;
    Ok((nonce, device))
}

/// The old device reveals whose it is.
pub fn reveal(
    invite: &Invite,
    old: ([u8; 32], DeviceId),
    roster: &Roster,
    new: ([u8; 32], DeviceId),
) -> (Step, Transcript) {
    let (nonce, device) = old;
    let transcript = Transcript::new(invite, (&nonce, &device), (&new.0, &new.1));
    let mac = authenticate(invite, b"reveal", &[&transcript.0]);
    let step = Step::Reveal {
        nonce,
        roster: roster.encode(),
        device,
        mac,
    };
    (step, transcript)
}

/// The new device checks that this is whom the line names: their roster, the device that speaks,
/// and the transcript.
///
/// # Errors
/// `OutOfOrder`, `Invite`, or what is wrong with the roster.
pub fn check_reveal(
    invite: &Invite,
    new: ([u8; 32], DeviceId),
    step: Step,
) -> Result<(Roster, DeviceId, Transcript), PeerFault> {
    let Step::Reveal {
        nonce,
        roster,
        device,
        mac,
    } = step
    else {
        return Err(PeerFault::OutOfOrder);
    };
    let roster = Roster::decode(&roster)?;
    let named = roster.digest() == invite.roster
        && roster.devices().contains(&device)
        && commitment(&nonce, &invite.roster) == invite.commitment;
    let transcript = Transcript::new(invite, (&nonce, &device), (&new.0, &new.1));
    if !named {
        return Err(PeerFault::Invite);
    }
    check(invite, b"reveal", &[&transcript.0], &mac)?;
    Ok((roster, device, transcript))
}

/// The old device shows what both are to sign.
pub fn add(invite: &Invite, transcript: &Transcript, addition: Act) -> Step {
    let mac = authenticate(invite, b"add", &[&transcript.0, &encode(&addition)]);
    Step::Add { addition, mac }
}

/// The new device checks that it is asked to come in by `old`, to the person of `roster`.
///
/// # Errors
/// `OutOfOrder`, `Invite`, `Roster` if it is anything else.
pub fn check_add(
    invite: &Invite,
    transcript: &Transcript,
    expected: &Act,
    step: Step,
) -> Result<Act, PeerFault> {
    let Step::Add { addition, mac } = step else {
        return Err(PeerFault::OutOfOrder);
    };
    check(invite, b"add", &[&transcript.0, &encode(&addition)], &mac)?;
    if addition == *expected {
        Ok(addition)
    } else {
        Err(PeerFault::Roster)
    }
}

/// The new device agrees.
pub fn sign(
    invite: &Invite,
    transcript: &Transcript,
    countersignature: Signature,
    sealing: SealingPublic,
    name: String,
) -> Step {
    let said = encode(&(&countersignature, &sealing, &name));
    let mac = authenticate(invite, b"sign", &[&transcript.0, &said]);
    Step::Sign {
        countersignature,
        sealing,
        name,
        mac,
    }
}

/// The old device takes what the new one signed: countersignature, sealing key and name.
///
/// # Errors
/// `OutOfOrder`, `Invite`, `Limit` on the name.
pub fn check_sign(
    invite: &Invite,
    transcript: &Transcript,
    step: Step,
) -> Result<(Signature, SealingPublic, String), PeerFault> {
    let Step::Sign {
        countersignature,
        sealing,
        name,
        mac,
    } = step
    else {
        return Err(PeerFault::OutOfOrder);
    };
    let said = encode(&(&countersignature, &sealing, &name));
    check(invite, b"sign", &[&transcript.0, &said], &mac)?;
    if name.is_empty() || name.chars().count() > NAME_CHARS_MAX {
        return Err(PeerFault::Limit);
    }
    Ok((countersignature, sealing, name))
}

/// The old device welcomes the new one.
pub fn welcome(invite: &Invite, transcript: &Transcript, grant: Grant) -> Step {
    let mac = authenticate(invite, b"welcome", &[&transcript.0, &encode(&grant)]);
    Step::Welcome {
        grant: Box::new(grant),
        mac,
    }
}

/// The new device takes the grant, and the roster with itself in it.
///
/// # Errors
/// `OutOfOrder`, `Invite`, or `Roster` if it is of another person or this device is not in it.
pub fn check_welcome(
    invite: &Invite,
    transcript: &Transcript,
    before: &Roster,
    device: &DeviceId,
    step: Step,
) -> Result<(Grant, Roster), PeerFault> {
    let Step::Welcome { grant, mac } = step else {
        return Err(PeerFault::OutOfOrder);
    };
    check(invite, b"welcome", &[&transcript.0, &encode(&*grant)], &mac)?;
    let records: Vec<RosterRecord> = Roster::decode_records(&grant.roster)?;
    if Roster::person_of_records(&records) != Some(before.person()) {
        return Err(PeerFault::Roster);
    }
    let roster = before.merge(records)?;
    if !roster.devices().contains(device) {
        return Err(PeerFault::Roster);
    }
    Ok((*grant, roster))
}

/// The new device has everything.
pub fn whole(invite: &Invite, transcript: &Transcript) -> Step {
    let mac = authenticate(invite, b"whole", &[&transcript.0]);
    Step::Whole { mac }
}

/// Whether the new device says that it has everything.
///
/// # Errors
/// `OutOfOrder`, `Invite`.
pub fn check_whole(invite: &Invite, transcript: &Transcript, step: Step) -> Result<(), PeerFault> {
    let Step::Whole { mac } = step else {
        return Err(PeerFault::OutOfOrder);
    };
    check(invite, b"whole", &[&transcript.0], &mac)
}

/// Wraps the journal secret of `person` to a device.
pub fn wrap_secret<R: CryptoRng>(
    rng: &mut R,
    to: &SealingPublic,
    person: &PersonId,
    device: &DeviceId,
    secret: &[u8; 32],
) -> Vec<u8> {
    let info: [&[u8]; 3] = [b"journal secret", &person.0, device.as_bytes()];
    wrap(rng, to, &info, &EpochKey::from_bytes(secret))
}

/// Opens what [`wrap_secret`] made for this device.
///
/// # Errors
/// `Seal`.
pub fn unwrap_secret(
    sealing: &SealingSecret,
    person: &PersonId,
    device: &DeviceId,
    wrapped: &[u8],
) -> Result<EpochKey, PeerFault> {
    let info: [&[u8]; 3] = [b"journal secret", &person.0, device.as_bytes()];
    unwrap(sealing, &info, wrapped).map_err(|_| PeerFault::Seal)
}
