//! Runs many seeds: `cargo run --release -p fondly-sim -- COUNT [FIRST]`.

use std::process::ExitCode;

fn main() -> ExitCode {
    let mut numbers = std::env::args().skip(1).map(|number| number.parse::<u64>());
    let (Some(Ok(count)), first) = (numbers.next(), numbers.next()) else {
        eprintln!("give the number of seeds, and the first one if it is not 0");
        return ExitCode::from(2);
    };
    let first = first.and_then(Result::ok).unwrap_or(0);
    let mut violations = 0;
    for seed in first..first + count {
        if let Err(violation) = fondly_sim::run::run(seed) {
            violations += 1;
            println!("{violation}");
        }
    }
    println!("{count} seeds from {first}, {violations} violations");
    ExitCode::from(u8::from(violations > 0))
}
