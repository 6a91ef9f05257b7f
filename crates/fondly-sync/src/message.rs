//! Messages of a session, as frames of a link carry them.
//!
//! A frame is `length u32 LE | message`; the link bounds the length before it allocates. A message
//! is its number (one byte) and its fields in the one encoding. An unknown number closes the link.

use fondly_crypto::{Domain, SealingPublic, Signature, SigningKey, hash};
use serde::{Deserialize, Serialize};

use crate::{
    DeviceId, EpochId, FrontierEntry, Run, SpaceId,
    codec::{decode, encode},
    fault::PeerFault,
    limits::MESSAGE_BYTES_MAX,
};

/// ALPN of sessions.
pub const SYNC_ALPN: &[u8] = b"fondly/sync/1";
/// ALPN of forming a bond; open only while an invite waits.
pub const INVITE_ALPN: &[u8] = b"fondly/invite/1";
/// Versions of the session protocol that this program speaks, ascending.
pub const VERSIONS: &[u32] = &[1];

/// One message of a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Message {
    /// The first on each side: who speaks, bound to this very link.
    Proof {
        /// Versions that the sender speaks, ascending, at most 16.
        versions: Vec<u32>,
        /// The sender's device.
        device: DeviceId,
        /// By the device, over [`LinkContext::proof_digest`].
        signature: Signature,
    },
    /// What a listener holds, as a digest. A dialler names no space: its frontier follows.
    Hello {
        /// Whether the sender would keep the link for what comes later.
        stay: bool,
        /// Space and digest: exactly one of a listener in this version, none of a dialler.
        spaces: Vec<(SpaceId, [u8; 32])>,
    },
    /// What the sender holds of each log.
    Frontier {
        /// [`crate::Replica::rosters_digest`]: what the indices refer to.
        rosters: [u8; 32],
        /// The epoch under which the sender would seal.
        epoch: Option<EpochId>,
        /// The logs.
        entries: Vec<FrontierEntry>,
    },
    /// An epoch that the receiver lacks.
    Epoch {
        /// The record that announces it, a run of one.
        announcement: Run,
        /// The device whose log that record is in.
        signer: DeviceId,
        /// The key, wrapped to the receiver.
        #[serde(with = "serde_bytes")]
        wrap: Vec<u8>,
    },
    /// Sealed runs.
    Envelope(#[serde(with = "serde_bytes")] Vec<u8>),
    /// All that the receiver lacked has been sent.
    Done,
    /// All that was received is on disk; the logs as they are then.
    Durable {
        /// By the indices of the last frontier.
        entries: Vec<FrontierEntry>,
    },
    /// Before the proof of a device that the receiver may not have met: its person's roster with
    /// itself in it, and the record of its keys in the space.
    Introduce {
        /// The roster of the sender's person, encoded.
        #[serde(with = "serde_bytes")]
        roster: Vec<u8>,
        /// A run of one: the sender's latest `device_in_space`.
        device_run: Run,
    },
    /// The sender holds other rosters than the frontier of the receiver names.
    Rosters(Vec<serde_bytes::ByteBuf>),
    /// The first on a link to a journal's endpoint: which space of the person it is about.
    Space(SpaceId),
    /// Before the hello of a device that recovers its own log: it may have lost the key to which
    /// epochs are sealed for it, so for this link this one counts.
    Sealing(SealingPublic),
}

impl Message {
    /// Encodes the message.
    pub fn encode(&self) -> Vec<u8> {
        encode(self)
    }

    /// Decodes a message.
    ///
    /// # Errors
    /// `Decode` if it is too large, of another shape, unknown, or not canonical.
    pub fn decode(bytes: &[u8]) -> Result<Self, PeerFault> {
        decode(bytes, MESSAGE_BYTES_MAX).map_err(|source| PeerFault::Decode {
            what: "message",
            source,
        })
    }
}

/// Which end of a link a device is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// It opened the link and proves first.
    Dialler,
    /// It was dialled.
    Listener,
}

/// What a proof is bound to, so that it proves nothing on any other link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkContext {
    /// The protocol.
    pub alpn: Vec<u8>,
    /// TLS exporter (RFC 8446 section 7.5) under [`LinkContext::EXPORTER_LABEL`].
    pub exporter: [u8; 32],
    /// The dialler's endpoint.
    pub dialler: [u8; 32],
    /// The listener's endpoint.
    pub listener: [u8; 32],
}

impl LinkContext {
    /// The label of the TLS exporter.
    pub const EXPORTER_LABEL: &'static [u8] = b"fondly link proof v1";

    /// What the device of `role` signs.
    ///
    /// `offered` are the versions of dialler and listener; the dialler proves before it has seen
    /// the other's, and signs with none there. The listener's proof covers both, so a list that
    /// was shortened on the way shows.
    pub fn proof_digest(
        &self,
        role: Role,
        offered: [&[u32]; 2],
        dialler: &DeviceId,
        listener: &DeviceId,
    ) -> [u8; 32] {
        let [by_dialler, by_listener] = offered;
        let role: &[u8] = match role {
            Role::Dialler => b"dialler",
            Role::Listener => b"listener",
        };
        hash(
            Domain::LINK_PROOF,
            &[
                role,
                &self.alpn,
                &encode(&by_dialler),
                &encode(&by_listener),
                &self.exporter,
                &self.dialler,
                &self.listener,
                dialler.as_bytes(),
                listener.as_bytes(),
            ],
        )
    }

    /// The dialler's proof.
    pub(crate) fn prove_dialler(&self, key: &SigningKey, listener: &DeviceId) -> Message {
        let device = DeviceId(key.verifying_key());
        let digest = self.proof_digest(Role::Dialler, [VERSIONS, &[]], &device, listener);
        let signature = key.sign(Domain::LINK_PROOF, &digest);
        Message::Proof {
            versions: VERSIONS.to_vec(),
            device,
            signature,
        }
    }

    /// The listener's proof, after the dialler's.
    pub(crate) fn prove_listener(
        &self,
        key: &SigningKey,
        dialler: &DeviceId,
        offered: &[u32],
    ) -> Message {
        let device = DeviceId(key.verifying_key());
        let digest = self.proof_digest(Role::Listener, [offered, VERSIONS], dialler, &device);
        let signature = key.sign(Domain::LINK_PROOF, &digest);
        Message::Proof {
            versions: VERSIONS.to_vec(),
            device,
            signature,
        }
    }
}
