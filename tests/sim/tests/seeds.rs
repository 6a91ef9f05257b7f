//! Seeds that every change must pass. `SIM_SEED=n` runs that one alone.

use fondly_sim::run::run;

/// Seeds of one test; two run at a time.
const SEEDS: u64 = 10;

fn seeds(from: u64) {
    let one = std::env::var("SIM_SEED")
        .ok()
        .and_then(|it| it.parse().ok());
    let seeds = one.map_or(from..from + SEEDS, |seed: u64| seed..seed + 1);
    for seed in seeds {
        if let Err(violation) = run(seed) {
            panic!("{violation}");
        }
    }
}

#[test]
fn no_violation_from_seed_0_on() {
    seeds(0);
}

#[test]
fn no_violation_from_seed_10_on() {
    seeds(10);
}
