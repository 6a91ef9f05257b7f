//! What somebody may say who is not, or no longer, one of the pair.

use fondly_crypto::{Domain, Signature};
use fondly_sync::Message;

use super::*;

/// Runs of one's own log that no introduction holds.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Said {
    /// The keys of the device, signed by another.
    ByAnother,
    /// The keys of the device in another space.
    Elsewhere,
    /// Something else than keys.
    NoKeys,
    /// Two records.
    Twice,
}

impl Pair {
    /// What Ana's device says of itself, as a message.
    pub(crate) fn introduce(&mut self) -> Message {
        let Introduction { roster, device_run } = self.introduction();
        Message::Introduce { roster, device_run }
    }

    /// The same with another run.
    pub(crate) fn introduce_with(&mut self, said: Said) -> Message {
        let Introduction { roster, device_run } = self.introduction();
        let (device, person) = (self.device(Side::Ana), self.person(Side::Ana));
        let ana = SigningKey::from_bytes(&self.home(Side::Ana).key);
        let mut item = device_run.items[0].clone();
        let (key, space, count) = match said {
            Said::ByAnother => (SigningKey::from_bytes(&[99; 32]), self.space, 1),
            Said::Elsewhere => (ana, SpaceId([8; 32]), 1),
            Said::NoKeys => {
                item.content = Content::Full(Payload {
                    salt: [0; 16],
                    written_at: 1_795_000_000,
                    body: Control::Verified.encode(),
                });
                (ana, self.space, 1)
            }
            Said::Twice => (ana, self.space, 2),
        };
        let start = log_start(&space, &device);
        let mut records = Vec::new();
        for seq in 0..count {
            let prev = records.last().map_or(start, |it: &Record| it.hash);
            let place = Place {
                space,
                device,
                seq,
                prev,
            };
            records.push(sign(&key, &person, &place, item.clone()));
        }
        let device_run = Run::of(start, &records).expect("they are signed");
        Message::Introduce { roster, device_run }
    }

    /// The proof of whoever has `key`, to Sam.
    pub(crate) fn proof_by(&self, key: &SigningKey) -> Message {
        let device = DeviceId(key.verifying_key());
        let sam = self.device(Side::Sam);
        let context = Self::context(7);
        let digest = context.proof_digest(Role::Dialler, [&[1], &[]], &device, &sam);
        Message::Proof {
            versions: vec![1],
            device,
            signature: key.sign(Domain::LINK_PROOF, &digest),
        }
    }

    /// The proof of Sam, whom Ana has dialled.
    pub(crate) fn proof_of_sam(&self) -> Message {
        let key = SigningKey::from_bytes(&self.home(Side::Sam).key);
        let (ana, sam) = (self.device(Side::Ana), self.device(Side::Sam));
        let digest = Self::context(7).proof_digest(Role::Listener, [&[1], &[1]], &ana, &sam);
        Message::Proof {
            versions: vec![1],
            device: sam,
            signature: key.sign(Domain::LINK_PROOF, &digest),
        }
    }

    /// The same, with a signature of nobody.
    pub(crate) fn false_proof_by(&self, key: &SigningKey) -> Message {
        Message::Proof {
            versions: vec![1],
            device: DeviceId(key.verifying_key()),
            signature: Signature([1; 64]),
        }
    }

    /// What Sam, listening, makes of `messages`, up to the first fault.
    pub(crate) fn sam_hears(
        &mut self,
        messages: impl IntoIterator<Item = Message>,
    ) -> (Result<(), PeerFault>, Vec<Effect>) {
        let replica = self.replica(Side::Sam);
        let context = Self::context(7);
        let session = Session::new(replica, context, Role::Listener, None, false);
        self.hears(session, messages)
    }

    /// What Ana, who has dialled Sam, makes of `messages`, up to the first fault.
    pub(crate) fn ana_hears(
        &mut self,
        messages: impl IntoIterator<Item = Message>,
    ) -> (Result<(), PeerFault>, Vec<Effect>) {
        let [mut session, _] = self.begin(Side::Ana).sessions;
        session.start();
        self.hears(session, messages)
    }

    fn hears(
        &mut self,
        mut session: Session,
        messages: impl IntoIterator<Item = Message>,
    ) -> (Result<(), PeerFault>, Vec<Effect>) {
        let mut said = Vec::new();
        for message in messages {
            match session.handle(&mut self.rng, Input::Message(message.encode())) {
                Ok(effects) => said.extend(effects),
                Err(fault) => return (Err(fault), said),
            }
        }
        (Ok(()), said)
    }

    /// The key of Ana's device.
    pub(crate) fn ana(&self) -> SigningKey {
        SigningKey::from_bytes(&self.home(Side::Ana).key)
    }

    /// The roster of Ana as Sam holds it.
    pub(crate) fn ana_at_sam(&self) -> Roster {
        let person = self.person(Side::Ana);
        let mut rosters = self.home(Side::Sam).rosters.iter();
        let roster = rosters.find(|roster| roster.person() == person);
        roster.expect("Sam knows Ana").clone()
    }

    /// A greeting about `spaces`.
    pub(crate) fn hello_about(spaces: &[SpaceId]) -> Message {
        Message::Hello {
            stay: false,
            spaces: spaces.iter().map(|space| (*space, [0; 32])).collect(),
        }
    }

    /// The space of the two.
    pub(crate) const fn space(&self) -> SpaceId {
        self.space
    }

    /// From here on Sam's side is Ana's phone, with all that Ana knows of rosters.
    pub(crate) fn sam_is_anas_phone(&mut self) -> SigningKey {
        let phone = self.ana_adds_a_device();
        self.homes[1] = Home {
            key: *phone.to_bytes(),
            rosters: self.homes[0].rosters.clone(),
            logs: Logs::new(),
            epochs: BTreeMap::new(),
            ..self.homes[1].clone()
        };
        phone
    }

    /// Ana's device is removed by `phone` in the roster that the home of `side` holds.
    pub(crate) fn ana_is_removed_at(&mut self, side: Side, phone: &SigningKey) {
        let (ana, person) = (self.device(Side::Ana), self.person(Side::Ana));
        let by = fondly_sync::roster::Signer::Device(DeviceId(phone.verifying_key()));
        let rosters = &mut self.homes[side as usize].rosters;
        let roster = rosters.iter_mut().find(|roster| roster.person() == person);
        let removed = roster.expect("Ana's").remove(phone, by, [ana].into());
        removed.expect("the phone is in");
    }

    /// Sam learns what Ana knows of rosters.
    pub(crate) fn sam_learns_rosters(&mut self) {
        self.homes[1].rosters = self.homes[0].rosters.clone();
    }
}
