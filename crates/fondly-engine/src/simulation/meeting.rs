//! Sessions over links that somebody else makes: frames in, frames out.

use std::{collections::BTreeMap, sync::Arc};

use fondly_crypto::SigningKey;
use fondly_sync::{
    DeviceId, LinkContext, PeerFault, Role, SYNC_ALPN, SpaceId,
    session::{Effect, Input, Tally},
};

use crate::{
    Engine, EngineError,
    epochs::endpoint_secret,
    exchange::{End, Exchange, Left, Said, named_space},
    node::peers::{knows, own_spaces, peers, spaces},
};

/// A device that can be dialled about a space.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    /// The space.
    pub space: SpaceId,
    /// The device.
    pub device: DeviceId,
    /// Its endpoint, as far as it told us.
    pub endpoint: [u8; 32],
    /// Whether it is an own one, which is met at the journal's endpoint.
    pub own: bool,
}

/// Whom this device would dial.
///
/// # Errors
/// `Store`.
pub fn reachable(engine: &Engine) -> Result<Vec<Reach>, EngineError> {
    let found = engine.view(|me, tx, _| peers(me, tx, Vec::new()))?;
    let reach = found.into_iter().map(|peer| Reach {
        space: peer.space,
        device: peer.device,
        endpoint: peer.at.endpoint,
        own: peer.own,
    });
    Ok(reach.collect())
}

/// The endpoints at which this device listens: their ids, and of which space.
///
/// # Errors
/// `Store`.
pub fn endpoints(engine: &Engine) -> Result<BTreeMap<[u8; 32], SpaceId>, EngineError> {
    engine.view(|me, tx, _| {
        let open = spaces(me, tx)?.into_iter();
        let named = open.map(|space| Ok((id(&endpoint_secret(tx, &space)?.0), space)));
        named.collect()
    })
}

fn id(secret: &[u8; 32]) -> [u8; 32] {
    SigningKey::from_bytes(secret).verifying_key().0
}

/// A link between two endpoints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wire {
    /// What both ends of this link alone know.
    pub exporter: [u8; 32],
    /// The endpoint of whoever dials.
    pub dialler: [u8; 32],
    /// The endpoint that is dialled.
    pub listener: [u8; 32],
}

impl Wire {
    fn context(&self) -> LinkContext {
        LinkContext {
            alpn: SYNC_ALPN.to_vec(),
            exporter: self.exporter,
            dialler: self.dialler,
            listener: self.listener,
        }
    }
}

/// What came of one input at one end.
#[derive(Debug, Default)]
pub struct Came {
    /// Frames to deliver to the other end, in order.
    pub frames: Vec<Vec<u8>>,
    /// This home has new records.
    pub changed: bool,
    /// This home goes on as a new device: open it again, and end its other links.
    pub reborn: bool,
    /// The reconciliation became complete.
    pub completed: bool,
    /// Nothing more will be sent. The other end may still say its last.
    pub finished: bool,
    /// The link is over for this reason.
    pub failed: Option<EngineError>,
}

/// One end of a session.
#[derive(Debug)]
pub struct Meeting {
    exchange: Exchange,
    load: Option<(DeviceId, u64)>,
}

/// The endpoint from which `to` is dialled.
///
/// # Errors
/// `Store`, `NetworkOff` where the endpoint is closed.
pub fn dials_from(engine: &Engine, to: &Reach) -> Result<[u8; 32], EngineError> {
    let through = if to.own { engine.me.journal } else { to.space };
    let endpoints = endpoints(engine)?;
    let from = endpoints.iter().find(|(_, space)| **space == through);
    from.map(|(id, _)| *id).ok_or(EngineError::NetworkOff)
}

impl Meeting {
    /// Begins a session with a device over a fresh link.
    ///
    /// # Errors
    /// `Store`.
    pub fn dial(
        engine: &mut Engine,
        to: &Reach,
        wire: &Wire,
        stay: bool,
    ) -> Result<(Self, Came), EngineError> {
        let end = End {
            role: Role::Dialler,
            peer: Some(to.device),
            endpoint: wire.dialler,
            stay,
            own_only: to.own,
            known: true,
        };
        let me = Arc::clone(&engine.me);
        let exchange = Exchange::open(me, &mut engine.store, to.space, wire.context(), &end)?;
        let mut meeting = Self {
            exchange,
            load: None,
        };
        let start = meeting.exchange.start();
        let came = meeting.carry_out(engine, Ok(start));
        Ok((meeting, came))
    }

    /// Takes the first frame of a link that somebody made. A frame that only names the space brings
    /// nothing by itself.
    ///
    /// # Errors
    /// `Peer` if nothing of the kind is open here, `Store`.
    pub fn answer(
        engine: &mut Engine,
        wire: &Wire,
        first: Vec<u8>,
        stay: bool,
    ) -> Result<(Self, Came), EngineError> {
        let refused = EngineError::Peer(PeerFault::UnknownDevice);
        let endpoints = endpoints(engine)?;
        let Some(through) = endpoints.get(&wire.listener).copied() else {
            return Err(refused);
        };
        let known = engine.view(|_, tx, _| knows(tx, &through, &wire.dialler))?;
        let own_only = through == engine.me.journal;
        let named = own_only.then(|| named_space(&first)).flatten();
        let space = named.unwrap_or(through);
        let about = engine.view(|me, tx, _| own_spaces(me, tx))?;
        if own_only && !about.contains(&space) {
            return Err(refused);
        }
        let end = End {
            role: Role::Listener,
            peer: None,
            endpoint: wire.listener,
            stay,
            own_only,
            known,
        };
        let me = Arc::clone(&engine.me);
        let exchange = Exchange::open(me, &mut engine.store, space, wire.context(), &end)?;
        let mut meeting = Self {
            exchange,
            load: None,
        };
        let came = match named {
            Some(_) => Came::default(),
            None => meeting.receive(engine, first),
        };
        Ok((meeting, came))
    }

    /// Takes a frame in.
    pub fn receive(&mut self, engine: &mut Engine, frame: Vec<u8>) -> Came {
        let effects = self.exchange.handle(Input::Message(frame));
        self.carry_out(engine, effects)
    }

    /// Whether records wait to be loaded once all frames are out.
    pub const fn waits_to_load(&self) -> bool {
        self.load.is_some()
    }

    /// Loads the records that were waited for, now that all frames are out.
    pub fn load(&mut self, engine: &mut Engine) -> Came {
        let Some((device, first)) = self.load.take() else {
            return Came::default();
        };
        let effects = match self.exchange.load(&engine.store, device, first) {
            Ok(loaded) => self.exchange.handle(loaded),
            Err(error) => {
                return Came {
                    failed: Some(error),
                    ..Came::default()
                };
            }
        };
        self.carry_out(engine, effects)
    }

    /// Hears that the other end does not know this device.
    ///
    /// # Errors
    /// `Store`.
    pub fn refused(&self, engine: &mut Engine) -> Result<(), EngineError> {
        self.exchange.refused(&mut engine.store)
    }

    /// Hears that this home has new records. `None` where the session must begin again, since the
    /// home holds other rosters.
    pub fn hear_news(&mut self, engine: &mut Engine) -> Option<Came> {
        if self.exchange.rosters_changed(&engine.store).ok()? {
            return None;
        }
        let effects = self.exchange.handle(Input::Appended);
        Some(self.carry_out(engine, effects))
    }

    fn carry_out(&mut self, engine: &mut Engine, effects: Result<Vec<Effect>, PeerFault>) -> Came {
        let mut came = Came::default();
        let mut say = |said| match said {
            Said::Frame(frame) => came.frames.push(frame),
            Said::Changed => came.changed = true,
            Said::Reborn => came.reborn = true,
        };
        let carried = effects.map_err(EngineError::from).and_then(|effects| {
            self.exchange
                .carry_out(&mut engine.store, effects, &mut say)
        });
        match carried {
            Ok(Left {
                load,
                completed,
                finish,
            }) => {
                self.load = load.or(self.load.take());
                came.completed = completed;
                came.finished = finish;
            }
            Err(error) => came.failed = Some(error),
        }
        came
    }

    /// The device at the other end, once it has proved itself.
    pub fn peer(&self) -> Option<DeviceId> {
        self.exchange.peer()
    }

    /// Whether the reconciliation was complete once.
    pub const fn is_complete(&self) -> bool {
        self.exchange.is_complete()
    }

    /// What was moved so far.
    pub const fn tally(&self) -> Tally {
        self.exchange.tally()
    }
}
