//! All that is left to chance, from one seed.

use std::time::Duration;

use rand_chacha::ChaCha8Rng;
use rand_core::{Rng as _, SeedableRng as _};

const SEED: &str = "FONDLY_CRASH_SEED";
const SEED_SHORT: u64 = 0x66_6f_6e_64_6c_79;

pub(crate) struct Chance(ChaCha8Rng);

impl Chance {
    /// From the seed of this run, which is printed.
    pub(crate) fn new() -> Self {
        let set = std::env::var(SEED).ok();
        let seed = set.map_or(SEED_SHORT, |set| set.parse().expect("a seed is a number"));
        println!("{SEED}={seed}");
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    /// One of the numbers below `end`.
    pub(crate) fn below(&mut self, end: u32) -> u32 {
        self.0.next_u32() % end
    }

    /// One of these, if there is any.
    pub(crate) fn one_of<'a, T>(&mut self, these: &'a [T]) -> Option<&'a T> {
        let end = u32::try_from(these.len()).unwrap();
        let at = (end > 0).then(|| self.below(end))?;
        these.get(usize::try_from(at).unwrap())
    }

    /// From at once to a little after `whole`.
    pub(crate) fn within(&mut self, whole: Duration) -> Duration {
        whole.mul_f64(f64::from(self.below(1200)) / 1000.0)
    }
}
