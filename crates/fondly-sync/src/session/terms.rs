//! What a session is told before it begins.

use std::collections::BTreeSet;

use fondly_crypto::SealingSecret;

use super::{Introduction, Session};
use crate::DeviceId;

/// An own log that is to be recovered.
#[derive(Debug, Clone)]
pub struct Recovery {
    /// Whose log: this device, or the one that it was before.
    pub device: DeviceId,
    /// Who said to hold another history of it.
    pub peers: BTreeSet<DeviceId>,
    /// A fresh key to which the peer seals its epoch: the one that it knows may be lost.
    pub sealing: SealingSecret,
}

impl Session {
    /// Refuses everybody but devices of this device's own person.
    #[must_use]
    pub const fn own_devices_only(mut self) -> Self {
        self.own_only = true;
        self
    }

    /// The other end's endpoint is not known: whoever is there must introduce itself, with that
    /// endpoint as its own.
    #[must_use]
    pub const fn with_somebody_unknown(mut self) -> Self {
        self.must_introduce = true;
        self
    }

    /// Asks the peer, if it is one of those, for an own log from the beginning, and offers it none of
    /// that log. Others may know less.
    #[must_use]
    pub fn recovering(mut self, recovery: Option<Recovery>) -> Self {
        self.recovering = recovery;
        self
    }

    /// Names the newest sealing key of this device to each of these at the beginning: they know an older one,
    /// whose secret is gone, since their home was put back.
    #[must_use]
    pub fn naming_its_key_to(mut self, peers: BTreeSet<DeviceId>) -> Self {
        self.names_key_to = peers;
        self
    }

    /// A dialler introduces itself before its proof.
    #[must_use]
    pub fn introducing(mut self, introduction: Introduction) -> Self {
        self.introducing = Some(introduction);
        self
    }
}
