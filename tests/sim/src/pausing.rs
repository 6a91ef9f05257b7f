//! Pausing looks, to the other side, like being away.
//!
//! A schedule is played twice: once with a pause, and once with no pause, but with nobody reached
//! whom the pause had kept from being reached. All that the other person's devices are sent and send,
//! and all that they show, must be the same.

use fondly_engine::{
    EngineError,
    simulation::{clock, fault, random, tell_own_name},
};
use fondly_sync::Message;
use rand_chacha::ChaCha8Rng;
use rand_core::{Rng as _, SeedableRng as _};

use crate::{
    play::{Play, letting::Letting},
    schedule::Step,
    world::World,
};

const STEPS: usize = 50;
const ROUNDS_MAX: usize = 12;
/// Who pauses, and whom.
const ANA: usize = 0;
const SAM: usize = 1;
const DAY: i64 = 86_400;

/// What one person's devices see of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sight {
    /// After how many steps which device said what kind of frame to which, and how long it was.
    pub frames: Vec<(usize, usize, usize, &'static str, usize)>,
    /// What each device shows in the end.
    pub shown: Vec<Vec<String>>,
}

/// At which steps which device of Ana's was paused for Sam.
pub type Closed = Vec<Vec<usize>>;

/// Two devices of Ana's and one or two of Sam's, and what they do: nobody is lost or removed here, and
/// the clocks go right.
pub fn draw(seed: u64) -> Vec<Step> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed ^ 0xaba5e);
    let mut steps = vec![Step::Link(0)];
    if seed.is_multiple_of(2) {
        steps.push(Step::Link(1));
    }
    for at in 0..STEPS {
        let mut any = || rng.next_u32();
        let (a, b, c) = (any(), any(), any());
        steps.push(match any() % 16 {
            _ if at == STEPS / 4 => Step::Let(Letting::Pause(0, 0)),
            _ if at == 3 * STEPS / 4 => Step::Let(Letting::Resume(0, 0)),
            0..2 => Step::Write(a),
            2..5 => Step::Thank(a, b),
            5..6 => Step::Edit(a, b),
            6..7 => Step::Share(a, b, c),
            7..8 => Step::Unshare(a, b, c),
            8..9 => Step::Wait(i64::from(c) % DAY),
            _ => Step::Meet(a, b, usize::MAX),
        });
    }
    steps
}

/// Plays `steps` and watches Sam's devices. Where `closed` is given nobody pauses, and those are not
/// reached that were paused by it.
///
/// # Errors
/// What the engine said.
pub fn watch(
    seed: u64,
    steps: &[Step],
    closed: Option<&Closed>,
) -> Result<(Closed, Sight), EngineError> {
    random::replace(Some(Box::new(ChaCha8Rng::seed_from_u64(seed))));
    let watched = World::new(seed, 2).and_then(|world| {
        let mut play = Play::new(world, 2);
        watch_play(&mut play, steps, closed)
    });
    clock::set(None);
    fault::take();
    random::replace(None);
    watched
}

fn watch_play(
    play: &mut Play,
    steps: &[Step],
    closed: Option<&Closed>,
) -> Result<(Closed, Sight), EngineError> {
    let mut all_closed = Vec::new();
    let mut ends = Vec::new();
    for (at, step) in steps.iter().enumerate() {
        let paused = match closed {
            Some(closed) => closed[at].clone(),
            None => play.paused(ANA, SAM)?,
        };
        if closed.is_some() {
            play.world.network.keep_apart(&paused, SAM);
        }
        if closed.is_some() && matches!(step, Step::Let(_)) {
            keep_in_private(&mut play.world)?;
        } else {
            play.step(*step)?;
        }
        ends.push(play.world.letters.sent.len());
        all_closed.push(paused);
    }
    play.world.network.keep_apart(&[], SAM);
    play.settle_and_resume(ROUNDS_MAX)?;
    let mut shown = Vec::new();
    for device in 0..play.world.devices.len() {
        if play.world.devices[device].person == SAM {
            let list = play.world.list(device)?.into_iter();
            let mut texts: Vec<String> = list.map(|view| view.text).collect();
            texts.sort();
            shown.push(texts);
        }
    }
    let frames = frames(&play.world, &ends);
    Ok((all_closed, Sight { frames, shown }))
}

/// Ana writes as much in her journal as a pause does, so that chance goes on alike.
fn keep_in_private(world: &mut World) -> Result<(), EngineError> {
    world.now += 60;
    world.on(ANA, tell_own_name)
}

fn frames(world: &World, ends: &[usize]) -> Vec<(usize, usize, usize, &'static str, usize)> {
    let sams = |device: usize| world.devices[device].person == SAM;
    let sent = world.letters.sent.iter().enumerate();
    let seen = sent.filter(|(at, sent)| {
        let before_the_end = ends.last().is_some_and(|end| at < end);
        before_the_end && (sams(sent.from) || sams(sent.to))
    });
    let noted = seen.map(|(at, sent)| {
        let step = ends.partition_point(|end| *end <= at);
        (
            step,
            sent.from,
            sent.to,
            kind(&sent.frame),
            sent.frame.len(),
        )
    });
    noted.collect()
}

fn kind(frame: &[u8]) -> &'static str {
    match Message::decode(frame) {
        Err(_) => "?",
        Ok(Message::Proof { .. }) => "proof",
        Ok(Message::Hello { .. }) => "hello",
        Ok(Message::Frontier { .. }) => "frontier",
        Ok(Message::Epoch { .. }) => "epoch",
        Ok(Message::Envelope(_)) => "envelope",
        Ok(Message::Done) => "done",
        Ok(Message::Durable { .. }) => "durable",
        Ok(Message::Introduce { .. }) => "introduce",
        Ok(Message::Rosters(_)) => "rosters",
        Ok(Message::Space(_)) => "space",
        Ok(Message::Sealing(_)) => "sealing",
    }
}

/// Sam sees the same of a pause as of Ana's devices being away.
///
/// # Errors
/// The first thing that differs.
pub fn looks_like_being_away(seed: u64) -> Result<(), String> {
    let failed = |error: EngineError| format!("seed {seed}: {error}");
    let steps = draw(seed);
    let (closed, paused) = watch(seed, &steps, None).map_err(failed)?;
    let (_, away) = watch(seed, &steps, Some(&closed)).map_err(failed)?;
    compare(&paused, &away).map_err(|what| format!("seed {seed}: {what}"))
}

/// # Errors
/// The first thing that differs.
pub fn compare(paused: &Sight, away: &Sight) -> Result<(), String> {
    let pairs = paused.frames.iter().zip(&away.frames);
    if let Some((one, other)) = pairs.into_iter().find(|(one, other)| one != other) {
        return Err(format!("a pause shows: {one:?} instead of {other:?}"));
    }
    if paused.frames.len() != away.frames.len() {
        return Err("a pause shows in the number of frames".to_owned());
    }
    if paused.shown != away.shown {
        return Err("a pause shows in what comes in the end".to_owned());
    }
    Ok(())
}
