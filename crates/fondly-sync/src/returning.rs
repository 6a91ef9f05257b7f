//! Coming back without a backup: a partner gives a person's part of their bond back.
//!
//! ```text
//! line    = an invite line of mode Return; its endpoint is made for this one return
//! new     -> Ask   { device, root, signature, mac }    the recovery words prove who it is
//! partner -> Give  { part, mac }                       the secret is spent before it is sent
//! new     -> Whole { mac }                             the space of the bond is there
//! ```
//!
//! The link is with the endpoint that the line names. The root key signs over the exporter of that
//! link, so an ask cannot be carried to another partner, and over the new device, which the root then
//! adds to the roster. The records themselves come by an ordinary session.

use fondly_crypto::{Domain, Signature, SigningKey, VerifyingKey, hash, mac, verify_mac};
use serde::{Deserialize, Serialize};

use crate::{
    DeviceId, DeviceInSpace, Roster,
    codec::{decode, encode},
    fault::PeerFault,
    invite::Invite,
    limits::ROSTER_BYTES_MAX,
};

/// ALPN of giving back; open only while `invite --restore` waits.
pub const RETURN_ALPN: &[u8] = b"fondly/return/1";

const MESSAGE_BYTES_MAX: usize = 3 * ROSTER_BYTES_MAX;

/// A message of giving back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Step {
    /// Whoever lost everything asks.
    Ask {
        /// The device that they have now.
        device: DeviceId,
        /// The root key of their words.
        root: VerifyingKey,
        /// By the root key, over the link, the line and the device.
        signature: Signature,
        /// By the secret, over the same.
        mac: [u8; 32],
    },
    /// The partner gives.
    Give {
        /// What is needed to take up the bond.
        part: Box<Part>,
        /// By the secret, over the link, the device and this.
        mac: [u8; 32],
    },
    /// Everything is there.
    Whole {
        /// By the secret, over the link and the device.
        mac: [u8; 32],
    },
}

/// What a partner knows of the bond and of whom it is with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// The roster of the person who comes back, encoded.
    #[serde(with = "serde_bytes")]
    pub roster: Vec<u8>,
    /// The partner's roster, encoded; its digest is in the line.
    #[serde(with = "serde_bytes")]
    pub partner: Vec<u8>,
    /// The partner's device that speaks.
    pub device: DeviceId,
    /// Its keys and addresses in the bond.
    pub at: DeviceInSpace,
    /// The transcript of the bond's invite.
    pub transcript: [u8; 32],
    /// Whether the person who comes back had invited.
    pub inviter: bool,
    /// Whether the bond was formed face to face.
    pub in_person: bool,
    /// When it was formed, in seconds since 1970.
    pub created_at: i64,
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

/// The link on which a bond is given back, for one device.
#[derive(Debug, Clone, Copy)]
pub struct Return<'i> {
    /// The line.
    pub invite: &'i Invite,
    /// `LinkContext::EXPORTER_LABEL` of the link.
    pub exporter: [u8; 32],
    /// The device that comes back.
    pub device: DeviceId,
}

impl Return<'_> {
    fn digest(&self, label: &[u8], fields: &[u8]) -> [u8; 32] {
        let line = self.invite.encode();
        let device = self.device.as_bytes();
        hash(
            Domain::RETURN,
            &[label, &self.exporter, &line, device, fields],
        )
    }

    fn authenticate(&self, label: &[u8], fields: &[u8]) -> [u8; 32] {
        let digest = self.digest(label, fields);
        mac(Domain::RETURN, &self.invite.secret, &[&digest])
    }

    fn check(&self, label: &[u8], fields: &[u8], mac: &[u8; 32]) -> Result<(), PeerFault> {
        let digest = self.digest(label, fields);
        verify_mac(Domain::RETURN, &self.invite.secret, &[&digest], mac)
            .map_err(|_| PeerFault::Invite)
    }

    /// Asks, by the root key of the recovery words.
    pub fn ask(&self, root: &SigningKey) -> Step {
        let public = root.verifying_key();
        Step::Ask {
            device: self.device,
            root: public,
            signature: root.sign(Domain::RETURN, &self.digest(b"ask", &public.0)),
            mac: self.authenticate(b"ask", &public.0),
        }
    }

    /// Gives.
    pub fn give(&self, part: Part) -> Step {
        let mac = self.authenticate(b"give", &encode(&part));
        Step::Give {
            part: Box::new(part),
            mac,
        }
    }

    /// Checks what was given: that it is by whom the line names, and of the person whose words gave
    /// `root`. Their roster, the partner's, and the rest.
    ///
    /// # Errors
    /// `OutOfOrder`, `Invite`, `Roster` if it is another person's.
    pub fn check_give(
        &self,
        root: &VerifyingKey,
        step: Step,
    ) -> Result<(Roster, Roster, Part), PeerFault> {
        let Step::Give { part, mac } = step else {
            return Err(PeerFault::OutOfOrder);
        };
        self.check(b"give", &encode(&part), &mac)?;
        let (roster, partner) = (
            Roster::decode(&part.roster)?,
            Roster::decode(&part.partner)?,
        );
        if partner.digest() != self.invite.roster || !partner.devices().contains(&part.device) {
            return Err(PeerFault::Invite);
        }
        if roster.root() != root || roster.person() == partner.person() {
            return Err(PeerFault::Roster);
        }
        Ok((roster, partner, *part))
    }

    /// Says that everything is there.
    pub fn whole(&self) -> Step {
        Step::Whole {
            mac: self.authenticate(b"whole", &[]),
        }
    }

    /// Checks that.
    ///
    /// # Errors
    /// `OutOfOrder`, `Invite`.
    pub fn check_whole(&self, step: Step) -> Result<(), PeerFault> {
        let Step::Whole { mac } = step else {
            return Err(PeerFault::OutOfOrder);
        };
        self.check(b"whole", &[], &mac)
    }
}

/// Checks who asks: the link with their device, and the root key that they proved.
///
/// # Errors
/// `OutOfOrder`, `Invite` if the secret was not known, `Signature` if the words were not.
pub fn check_ask(
    invite: &Invite,
    exporter: [u8; 32],
    step: Step,
) -> Result<(Return<'_>, VerifyingKey), PeerFault> {
    let Step::Ask {
        device,
        root,
        signature,
        mac,
    } = step
    else {
        return Err(PeerFault::OutOfOrder);
    };
    let asked = Return {
        invite,
        exporter,
        device,
    };
    asked.check(b"ask", &root.0, &mac)?;
    root.verify(Domain::RETURN, &asked.digest(b"ask", &root.0), &signature)
        .map_err(|_| PeerFault::Signature)?;
    Ok((asked, root))
}

#[cfg(test)]
mod tests;
