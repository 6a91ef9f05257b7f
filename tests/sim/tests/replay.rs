//! A seed is played alike each time, in each process: every step, every frame.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::process::Command;

use fondly_sim::run::trace;

/// Three people, and twice two.
const SEEDS: [u64; 3] = [3, 4, 7];

fn in_another_process(seed: u64) -> String {
    let program = env!("CARGO_BIN_EXE_fondly-sim");
    let output = Command::new(program)
        .args(["trace", &seed.to_string()])
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

#[test]
fn the_same_seed_is_the_same_run() {
    for seed in SEEDS {
        let first = trace(seed);
        assert_eq!(trace(seed), first, "seed {seed} in the same process");
        assert_eq!(
            in_another_process(seed),
            first,
            "seed {seed} in another process"
        );
    }
}

#[test]
fn other_seeds_are_other_runs() {
    assert_ne!(trace(SEEDS[0]), trace(SEEDS[1]));
}
