//! One seed from its schedule to the verdict.

use fondly_engine::simulation::{clock, fault, random};
use rand_chacha::ChaCha8Rng;
use rand_core::SeedableRng as _;

pub use crate::play::Words;
use crate::{
    play::Play,
    schedule::{Step, draw},
    telling::Telling,
    world::World,
};

const STEPS: usize = 60;
/// After so many steps it is looked whether all that is read is told.
const LOOK_EVERY: usize = 6;

/// How a seed ended badly.
#[derive(Debug)]
pub struct Violation {
    /// The seed.
    pub seed: u64,
    /// What is wrong.
    pub what: String,
    /// The steps that led there.
    pub steps: Vec<Step>,
}

impl std::fmt::Display for Violation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "seed {}: {}", self.seed, self.what)?;
        self.steps
            .iter()
            .try_for_each(|step| writeln!(f, "  {step:?}"))
    }
}

/// Runs a seed.
///
/// # Errors
/// What went wrong, with the fewest steps that were found to lead there.
pub fn run(seed: u64) -> Result<(), Box<Violation>> {
    let steps = draw(seed, STEPS);
    let Err(what) = play(seed, &steps) else {
        return Ok(());
    };
    Err(Box::new(shrunk(seed, steps, what)))
}

/// Leaves steps out as long as something stays wrong.
fn shrunk(seed: u64, mut steps: Vec<Step>, mut what: String) -> Violation {
    let mut length = steps.len() / 2;
    while length > 0 {
        let mut at = 0;
        while at < steps.len() {
            let mut fewer = steps.clone();
            fewer.drain(at..steps.len().min(at + length));
            match play(seed, &fewer) {
                Err(still) => (steps, what) = (fewer, still),
                Ok(()) => at += length,
            }
        }
        length /= 2;
    }
    Violation { seed, what, steps }
}

/// Plays a schedule to its end and looks.
///
/// # Errors
/// What is wrong.
pub fn play(seed: u64, steps: &[Step]) -> Result<(), String> {
    played(seed, steps, None).0
}

/// Plays a seed. What happened, as one number: see [`crate::trace`].
pub fn trace(seed: u64) -> String {
    played(seed, &draw(seed, STEPS), None).1
}

/// Plays a seed, or the fewest of its steps that end badly, and prints what changes with each.
///
/// # Errors
/// What is wrong in the end.
pub fn tell(seed: u64, fewest: bool) -> Result<(), String> {
    let mut steps = draw(seed, STEPS);
    if fewest && let Err(violation) = run(seed) {
        steps = violation.steps;
    }
    tell_steps(seed, &steps)
}

/// Plays a schedule, and prints what changes with each step.
///
/// # Errors
/// What is wrong in the end.
pub fn tell_steps(seed: u64, steps: &[Step]) -> Result<(), String> {
    played(seed, steps, Some(Telling::default())).0
}

fn played(seed: u64, steps: &[Step], telling: Option<Telling>) -> (Result<(), String>, String) {
    random::replace(Some(Box::new(ChaCha8Rng::seed_from_u64(seed))));
    let people = if seed.is_multiple_of(3) { 3 } else { 2 };
    let played = match World::new(seed, people) {
        Err(error) => (Err(format!("could not begin: {error}")), String::new()),
        Ok(world) => {
            let mut play = Play::new(world, people);
            let verdict = play_to_the_end(&mut play, steps, telling);
            (verdict, play.world.trace.digest())
        }
    };
    clock::set(None);
    fault::take();
    random::replace(None);
    played
}

fn play_to_the_end(
    play: &mut Play,
    steps: &[Step],
    mut telling: Option<Telling>,
) -> Result<(), String> {
    for (at, step) in steps.iter().enumerate() {
        let done = play.step(*step);
        done.map_err(|error| format!("{step:?}: {error}"))?;
        if let Some(telling) = &mut telling {
            telling.step(at, step, play);
        }
        play.world.nothing_went_wrong()?;
        if at % LOOK_EVERY == 0 {
            play.look_on_the_way()?;
        }
    }
    let verdict = play.judge();
    if let Some(telling) = &mut telling {
        println!("in the end");
        telling.changes(&mut play.world);
    }
    verdict
}
