//! What is signed by whoever should not have signed it, and strangers.

use super::*;

impl Pair {
    /// Whoever has all of Sam's keys signs a record for the end of Ana's log.
    pub(crate) fn forged_as_ana_by_sam(&self) -> PeerFault {
        let (ana, person) = (self.device(Side::Ana), self.person(Side::Ana));
        let mut replica = self.replica(Side::Ana);
        let tip = replica.tip(&ana);
        let place = Place {
            space: self.space,
            device: ana,
            seq: tip.next,
            prev: tip.hash,
        };
        let payload = Payload {
            salt: [0; 16],
            written_at: 1_795_000_000,
            body: vec![1],
        };
        let item = Item {
            subject: Subject::Control,
            content: Content::Full(payload),
        };
        let sam = SigningKey::from_bytes(&self.home(Side::Sam).key);
        let record = sign(&sam, &person, &place, item);
        let run = Run::of(tip.hash, &[record]).expect("it is signed, by Sam");
        let contents = fondly_sync::envelope::Contents {
            device: ana,
            runs: vec![run],
        };
        replica
            .accept(contents)
            .expect_err("a record that Ana did not sign")
    }

    /// Whether Sam of `other` takes the log of Ana as it is here.
    pub(crate) fn log_of_ana_to(&self, other: &Self) -> Result<Accepted, PeerFault> {
        let ana = self.device(Side::Ana);
        let log = &self.home(Side::Ana).logs[&ana];
        let run = Run::of(log_start(&self.space, &ana), log).expect("own records are signed");
        let contents = fondly_sync::envelope::Contents {
            device: ana,
            runs: vec![run],
        };
        other.replica(Side::Sam).accept(contents)
    }

    /// The log of Ana, as she has it.
    pub(crate) fn own_log_of_ana(&self) -> Vec<RecordHash> {
        let log = &self.home(Side::Ana).logs[&self.device(Side::Ana)];
        log.iter().map(|record| record.hash).collect()
    }

    /// A device that no roster holds dials Ana.
    pub(crate) fn dialled_by_stranger(&mut self) -> (PeerFault, Vec<Effect>) {
        let stranger = Self {
            homes: [self.homes[0].clone(), self.homes[1].clone()],
            ..self.clone()
        };
        let mut stranger = stranger;
        stranger.homes[1].key = [99; 32];
        let context = Self::context(7);
        let peer = Some(self.device(Side::Ana));
        let replica = Replica {
            key: SigningKey::from_bytes(&[99; 32]),
            ..self.replica(Side::Sam)
        };
        let mut theirs = Session::new(replica, context.clone(), Role::Dialler, peer, false);
        let mut ours = Session::new(
            self.replica(Side::Ana),
            context,
            Role::Listener,
            None,
            false,
        );
        let mut said = Vec::new();
        for effect in theirs.start() {
            let Effect::Send(frame) = effect else {
                continue;
            };
            match ours.handle(&mut self.rng, Input::Message(frame)) {
                Ok(effects) => said.extend(effects),
                Err(fault) => return (fault, said),
            }
        }
        panic!("a stranger was let in");
    }
}
