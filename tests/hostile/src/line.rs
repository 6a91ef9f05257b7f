//! A session in which one side says what it likes.

use fondly_crypto::Domain;
use fondly_engine::{
    EngineError,
    simulation::meeting::{Came, Meeting, Wire},
};
use fondly_sync::{DeviceId, LinkContext, Message, PeerFault, Role, SYNC_ALPN};

use crate::{Hand, Scene};

/// What the home answered: messages, or the fault with which it ended the link.
pub type Said = Result<Vec<Message>, PeerFault>;

/// A link to the home of `victim`.
#[derive(Debug)]
pub struct Line {
    victim: usize,
    wire: Wire,
    to: DeviceId,
    meeting: Option<Meeting>,
    /// The reconciliation became complete at the home.
    pub completed: bool,
    /// Something was stored at the home.
    pub changed: bool,
    /// The home believes that it was put back from a copy, and ended the session.
    pub rolled_back: bool,
}

impl Line {
    /// A fresh link from the endpoint of `hand`.
    pub fn new(scene: &mut Scene, hand: &Hand, victim: usize) -> Self {
        let theirs = scene.hand_in(victim, hand.replica.space);
        let wire = Wire {
            exporter: [9; 32],
            dialler: hand.endpoint,
            listener: theirs.endpoint,
        };
        Self {
            victim,
            wire,
            to: theirs.device(),
            meeting: None,
            completed: false,
            changed: false,
            rolled_back: false,
        }
    }

    /// A link from an own device to the journal's endpoint of `victim`, about the space of `hand`.
    /// `journal` is the same device's hand in the journal.
    ///
    /// # Panics
    /// If nothing is said of it.
    pub fn own(scene: &mut Scene, journal: &Hand, hand: &Hand, victim: usize) -> Self {
        let mut line = Self::new(scene, journal, victim);
        let named = line.say(scene, &Message::Space(hand.replica.space));
        assert_eq!(named, Ok(Vec::new()));
        line
    }

    /// As [`Line::begun`], on a link as [`Line::own`] makes.
    ///
    /// # Panics
    /// If the home does not let it in.
    pub fn own_begun(scene: &mut Scene, journal: &Hand, hand: &Hand, victim: usize) -> Self {
        let mut line = Self::own(scene, journal, hand, victim);
        line.begin(scene, hand);
        line
    }

    /// A link on which the hand has proved itself and asked for nothing yet: what it says next is
    /// taken as the rest of a session.
    ///
    /// # Panics
    /// If the home does not let it in.
    pub fn begun(scene: &mut Scene, hand: &Hand, victim: usize) -> Self {
        let mut line = Self::new(scene, hand, victim);
        line.begin(scene, hand);
        line
    }

    fn begin(&mut self, scene: &mut Scene, hand: &Hand) {
        for message in [self.proof(hand, &[1]), hello(), self.frontier(hand)] {
            let said = self.say(scene, &message);
            said.expect("a device that is known is let in");
        }
    }

    /// The proof of the hand, that offers these versions.
    pub fn proof(&self, hand: &Hand, versions: &[u32]) -> Message {
        let context = LinkContext {
            alpn: SYNC_ALPN.to_vec(),
            exporter: self.wire.exporter,
            dialler: self.wire.dialler,
            listener: self.wire.listener,
        };
        let device = hand.device();
        let digest = context.proof_digest(Role::Dialler, [versions, &[]], &device, &self.to);
        Message::Proof {
            versions: versions.to_vec(),
            device,
            signature: hand.replica.key.sign(Domain::LINK_PROOF, &digest),
        }
    }

    /// What the hand holds, as it was when it was taken; no epoch, so that it is something else than what
    /// the home holds.
    pub fn frontier(&self, hand: &Hand) -> Message {
        Message::Frontier {
            rosters: hand.replica.rosters_digest(),
            epoch: None,
            entries: hand.replica.frontier(),
        }
    }

    /// Says a message.
    pub fn say(&mut self, scene: &mut Scene, message: &Message) -> Said {
        self.say_bytes(scene, message.encode())
    }

    /// Says an envelope.
    pub fn say_envelope(&mut self, scene: &mut Scene, bytes: Vec<u8>) -> Said {
        self.say(scene, &Message::Envelope(bytes))
    }

    /// Says any bytes.
    ///
    /// # Panics
    /// If the home fails by itself: no peer may bring that about.
    pub fn say_bytes(&mut self, scene: &mut Scene, frame: Vec<u8>) -> Said {
        let wire = self.wire;
        let mut came = match &mut self.meeting {
            Some(meeting) => {
                let received = |engine: &mut _| Ok(meeting.receive(engine, frame));
                scene.world.on(self.victim, received).expect("it goes on")
            }
            None => {
                let answer = |engine: &mut _| Meeting::answer(engine, &wire, frame, false);
                match scene.world.on(self.victim, answer) {
                    Ok((meeting, came)) => {
                        self.meeting = Some(meeting);
                        came
                    }
                    Err(error) => return Err(fault(error)),
                }
            }
        };
        let mut said = Vec::new();
        loop {
            self.take(&mut came, &mut said)?;
            let Some(meeting) = self.meeting.as_mut().filter(|it| it.waits_to_load()) else {
                return Ok(said);
            };
            let loaded = |engine: &mut _| Ok(meeting.load(engine));
            came = scene.world.on(self.victim, loaded).expect("it goes on");
        }
    }

    fn take(&mut self, came: &mut Came, said: &mut Vec<Message>) -> Result<(), PeerFault> {
        self.completed |= came.completed;
        self.changed |= came.changed;
        for frame in came.frames.drain(..) {
            said.push(Message::decode(&frame).expect("a home says what can be read"));
        }
        match came.failed.take() {
            None => Ok(()),
            Some(EngineError::RolledBack) => {
                self.rolled_back = true;
                Ok(())
            }
            Some(error) => Err(fault(error)),
        }
    }
}

/// The greeting of a dialler.
pub fn hello() -> Message {
    Message::Hello {
        stay: false,
        spaces: Vec::new(),
    }
}

fn fault(error: EngineError) -> PeerFault {
    match error {
        EngineError::Peer(fault) => fault,
        other => panic!("a peer made the home fail: {other}"),
    }
}
