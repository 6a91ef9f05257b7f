//! What is between the homes: links, the frames on their way, and what befalls them.
//!
//! A link ends when its steps say so, when a home stops, or when nothing moves on it any more; what
//! was still on its way is lost then. In rough weather frames are lost, doubled and overtaken.

use std::collections::{BTreeSet, VecDeque};

use fondly_engine::{
    EngineError,
    simulation::{
        fault,
        meeting::{Came, Meeting, Reach, Wire, dials_from, endpoints, reachable},
        who,
    },
};
use fondly_sync::{PeerFault, SpaceId};
use rand_chacha::ChaCha8Rng;
use rand_core::Rng as _;

use crate::world::World;

/// More frames than any session here has.
pub const FRAMES_MAX: usize = 10_000;
/// Links that rest, of all devices together.
const RESTING_MAX: usize = 4;
/// One frame in so many is lost in rough weather, and as many are doubled.
const ROUGH: u32 = 10;

/// Links and what lies between the homes.
#[derive(Debug, Default)]
pub struct Network {
    /// Links that stand while other things happen.
    resting: Vec<Link>,
    /// The devices of one side, where the network is divided in two.
    side: Option<u32>,
    /// Devices that no device of a person reaches for now.
    away: Option<(Vec<usize>, usize)>,
    /// What chance does to frames, where the weather is rough.
    weather: Option<ChaCha8Rng>,
}

/// Two ends, and the frames between them.
#[derive(Debug)]
struct Link {
    /// The dialler and the listener.
    devices: [usize; 2],
    space: SpaceId,
    wire: Wire,
    /// Whether both keep the link for what comes later.
    stay: bool,
    ends: [Option<Meeting>; 2],
    /// What is on its way to the dialler and to the listener.
    ways: [VecDeque<Vec<u8>>; 2],
}

/// What came of some frames.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Met {
    /// Something new came to either.
    pub(crate) moved: bool,
    /// A session ended otherwise than in order.
    pub(crate) failed: bool,
    restarted: bool,
}

/// What a turn did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    /// Something went on.
    Went,
    /// Nothing is on its way.
    Idle,
    /// The link ended.
    Over,
}

impl Network {
    /// Ends all links of a device.
    pub fn end_links_with(&mut self, device: usize) {
        self.resting.retain(|link| !link.devices.contains(&device));
    }

    /// Divides the network: devices whose bits are equal reach each other.
    pub fn divide(&mut self, side: u32) {
        self.side = Some(side);
        self.resting.retain(|link| {
            let [a, b] = link.devices;
            bit(side, a) == bit(side, b)
        });
    }

    /// Everybody reaches everybody again, over links that begin anew.
    pub fn mend(&mut self) {
        self.side = None;
        self.resting.clear();
    }

    /// Keeps devices from reaching those of a person and from being reached by them.
    pub fn keep_apart(&mut self, devices: &[usize], person: usize) {
        self.away = Some((devices.to_vec(), person));
    }

    /// The link that rests longest ends, where there are many.
    fn rest(&mut self, link: Link) {
        if self.resting.len() == RESTING_MAX {
            self.resting.remove(0);
        }
        self.resting.push(link);
    }

    fn reaches(&self, a: usize, b: usize) -> bool {
        self.side.is_none_or(|side| bit(side, a) == bit(side, b))
    }
}

const fn bit(side: u32, device: usize) -> bool {
    side >> (device % 32) & 1 == 1
}

impl World {
    fn reaches(&self, a: usize, b: usize) -> bool {
        if self.devices[a].lost || self.devices[b].lost {
            return false;
        }
        let apart = self.network.away.as_ref().is_some_and(|(devices, person)| {
            let kept = |one: usize, other: usize| {
                devices.contains(&one) && self.devices[other].person == *person
            };
            kept(a, b) || kept(b, a)
        });
        !apart && self.network.reaches(a, b)
    }

    /// One device dials another about everything that it can, over links that end after `frames`
    /// frames in all. Whether anything new came to either.
    ///
    /// # Errors
    /// What the engine said of its own home; a link that fails is none.
    pub fn meet(&mut self, a: usize, b: usize, frames: usize) -> Result<bool, EngineError> {
        Ok(self.meet_about_all(a, b, frames)?.moved)
    }

    /// As [`World::meet`] of one who has just come back by a giver, with whom the link still stands.
    ///
    /// # Errors
    /// What the engine said of its own home.
    pub fn first_exchange(&mut self, back: usize, giver: usize) -> Result<(), EngineError> {
        let side = self.network.side.take();
        let met = self.meet(back, giver, usize::MAX);
        self.network.side = side;
        met.map(drop)
    }

    /// As [`World::meet`]; what came of it.
    ///
    /// # Errors
    /// What the engine said of its own home.
    pub(crate) fn meet_about_all(
        &mut self,
        a: usize,
        b: usize,
        mut frames: usize,
    ) -> Result<Met, EngineError> {
        if !self.reaches(a, b) {
            return Ok(Met::default());
        }
        let theirs = self.on(b, |engine| Ok(who(engine).device))?;
        let (mut all_met, mut done) = (Met::default(), BTreeSet::new());
        while self.reaches(a, b) {
            // The journal comes first, and may bring new bonds.
            let all = self.on(a, |engine| reachable(engine))?;
            let next = all
                .iter()
                .find(|reach| reach.device == theirs && !done.contains(&reach.space));
            let Some(reach) = next else { break };
            done.insert(reach.space);
            let mut met = Met::default();
            if let Some(mut link) = self.dial((a, b), reach, false, &mut met)? {
                self.carry(&mut link, &mut frames, &mut met)?;
            }
            all_met.moved |= met.moved;
            all_met.failed |= met.failed;
            if met.restarted || frames == 0 {
                break;
            }
        }
        Ok(all_met)
    }

    /// As [`World::meet`], and frames are lost, doubled and overtaken on their way, by this seed.
    ///
    /// # Errors
    /// What the engine said of its own home; a link that fails is none.
    pub fn meet_in_rough_weather(
        &mut self,
        a: usize,
        b: usize,
        weather: ChaCha8Rng,
    ) -> Result<bool, EngineError> {
        self.network.weather = Some(weather);
        let met = self.meet(a, b, FRAMES_MAX);
        self.network.weather = None;
        met
    }

    /// One device dials another about one space, and the link rests after `frames` frames, while
    /// other things happen.
    ///
    /// # Errors
    /// What the engine said of its own home.
    pub fn begin(&mut self, a: usize, b: usize, pick: u32) -> Result<(), EngineError> {
        if !self.reaches(a, b) {
            return Ok(());
        }
        let theirs = self.on(b, |engine| Ok(who(engine).device))?;
        let mut all = self.on(a, |engine| reachable(engine))?;
        all.retain(|reach| reach.device == theirs);
        let at = (pick as usize).checked_rem(all.len());
        let Some(reach) = at.and_then(|at| all.get(at)) else {
            return Ok(());
        };
        let (stay, mut frames) = (pick & 16 == 0, pick as usize >> 5 & 7);
        let mut met = Met::default();
        let Some(mut link) = self.dial((a, b), reach, stay, &mut met)? else {
            return Ok(());
        };
        if self.carry(&mut link, &mut frames, &mut met)? != Turn::Over {
            self.network.rest(link);
        }
        Ok(())
    }

    /// A link that rests goes on, with what its ends wrote meanwhile if `news`.
    ///
    /// # Errors
    /// What the engine said of its own home.
    pub fn go_on(&mut self, pick: u32) -> Result<(), EngineError> {
        let Some(at) = (pick as usize).checked_rem(self.network.resting.len()) else {
            return Ok(());
        };
        let mut link = self.network.resting.remove(at);
        let (news, mut frames) = (pick & 16 == 0, pick as usize >> 5 & 31);
        let mut met = Met::default();
        if news && !self.hear_news(&mut link, &mut met)? {
            return Ok(());
        }
        if self.carry(&mut link, &mut frames, &mut met)? != Turn::Over {
            self.network.rest(link);
        }
        Ok(())
    }

    /// Both ends hear that their homes have news. False if the link is over.
    fn hear_news(&mut self, link: &mut Link, met: &mut Met) -> Result<bool, EngineError> {
        for at in 0..2 {
            let Some(end) = &mut link.ends[at] else {
                continue;
            };
            let heard = self.on(link.devices[at], |engine| Ok(end.hear_news(engine)))?;
            let Some(came) = heard else {
                return Ok(false);
            };
            if !self.take_in(link, at, came, met)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn dial(
        &mut self,
        (a, b): (usize, usize),
        reach: &Reach,
        stay: bool,
        met: &mut Met,
    ) -> Result<Option<Link>, EngineError> {
        let Ok(dialler) = self.on(a, |engine| dials_from(engine, reach)) else {
            return Ok(None);
        };
        let open = self.on(b, |engine| endpoints(engine))?;
        if !open.contains_key(&reach.endpoint) {
            return Ok(None);
        }
        let mut exporter = [0; 32];
        self.rng.fill_bytes(&mut exporter);
        let wire = Wire {
            exporter,
            dialler,
            listener: reach.endpoint,
        };
        let dialled = self.on(a, |engine| Meeting::dial(engine, reach, &wire, stay));
        let Ok((here, came)) = dialled else {
            self.ended(a, met)?;
            return Ok(None);
        };
        let mut link = Link {
            devices: [a, b],
            space: reach.space,
            wire,
            stay,
            ends: [Some(here), None],
            ways: [VecDeque::new(), VecDeque::new()],
        };
        let stands = self.take_in(&mut link, 0, came, met)?;
        Ok(stands.then_some(link))
    }

    /// Moves frames until none is left of those on their way, or of `frames`.
    fn carry(
        &mut self,
        link: &mut Link,
        frames: &mut usize,
        met: &mut Met,
    ) -> Result<Turn, EngineError> {
        loop {
            let turn = self.turn(link, frames, met)?;
            if turn != Turn::Went {
                return Ok(turn);
            }
        }
    }

    /// One frame arrives; or records are loaded once all are out.
    fn turn(
        &mut self,
        link: &mut Link,
        frames: &mut usize,
        met: &mut Met,
    ) -> Result<Turn, EngineError> {
        let Some((at, frame)) = self.next_frame(link, frames) else {
            let loads = |at: &usize| {
                let end = link.ends[*at].as_ref();
                end.is_some_and(Meeting::waits_to_load)
            };
            let rests = link.ways.iter().any(|way| !way.is_empty());
            let Some(at) = (0..2).find(loads).filter(|_| !rests) else {
                return Ok(Turn::Idle);
            };
            let Some(end) = &mut link.ends[at] else {
                return Ok(Turn::Idle);
            };
            let came = self.on(link.devices[at], |engine| Ok(end.load(engine)))?;
            let stands = self.take_in(link, at, came, met)?;
            return Ok(if stands { Turn::Went } else { Turn::Over });
        };
        let Some(frame) = frame else {
            return Ok(Turn::Went);
        };
        let device = link.devices[at];
        let came = match &mut link.ends[at] {
            Some(end) => self.on(device, |engine| Ok(end.receive(engine, frame)))?,
            none => {
                let (wire, stay) = (link.wire, link.stay);
                let answered =
                    self.on(device, |engine| Meeting::answer(engine, &wire, frame, stay));
                let Ok((end, came)) = answered else {
                    self.ended(device, met)?;
                    return Ok(Turn::Over);
                };
                *none = Some(end);
                came
            }
        };
        let unknown = matches!(
            came.failed,
            Some(EngineError::Peer(PeerFault::UnknownDevice))
        );
        if let Some(dialler) = link.ends[0].as_ref().filter(|_| unknown && at == 1) {
            self.on(link.devices[0], |engine| dialler.refused(engine))?;
        }
        let stands = self.take_in(link, at, came, met)?;
        Ok(if stands { Turn::Went } else { Turn::Over })
    }

    /// The next frame to arrive and at which end; none if it is lost.
    fn next_frame(&mut self, link: &mut Link, frames: &mut usize) -> Option<Arrival> {
        let full = |at: &usize| !link.ways[*at].is_empty();
        let mut at = (0..2).find(full)?;
        *frames = frames.checked_sub(1)?;
        let Some(weather) = &mut self.network.weather else {
            return Some((at, link.ways[at].pop_front()));
        };
        let chance = weather.next_u32();
        if chance & 1 == 0 && !link.ways[1].is_empty() {
            at = 1;
        }
        // A frame overtakes the one before it.
        if chance & 14 == 0 && link.ways[at].len() > 1 {
            link.ways[at].swap(0, 1);
        }
        let frame = link.ways[at].pop_front();
        match (chance >> 4) % ROUGH {
            0 => return Some((at, None)),
            1 => link.ways[at].extend(frame.clone()),
            _ => {}
        }
        Some((at, frame))
    }

    /// Takes what came of an input at an end. False if the link is over.
    fn take_in(
        &mut self,
        link: &mut Link,
        at: usize,
        came: Came,
        met: &mut Met,
    ) -> Result<bool, EngineError> {
        met.moved |= came.changed;
        for frame in came.frames {
            let way = (link.devices[at], link.devices[1 - at]);
            self.say(way, &link.space, &frame)?;
            link.ways[1 - at].push_back(frame);
        }
        let died = fault::take() == Some(fault::Fault::Death);
        if died || came.reborn {
            met.restarted = true;
            met.moved = true;
            let device = link.devices[at];
            if died {
                self.restart(device)?;
            } else {
                self.reopen(device)?;
            }
            return Ok(false);
        }
        met.failed |= came.failed.is_some();
        Ok(came.failed.is_none())
    }

    fn ended(&mut self, device: usize, met: &mut Met) -> Result<(), EngineError> {
        met.failed = true;
        if fault::take() == Some(fault::Fault::Death) {
            met.restarted = true;
            self.restart(device)?;
        }
        Ok(())
    }
}

/// At which end a frame arrives; none if it was lost.
type Arrival = (usize, Option<Vec<u8>>);
