//! Runs many seeds: `cargo run --release -p fondly-sim -- COUNT [FIRST [THREADS]]`; or plays one and
//! prints what happened as one number: `-- trace SEED`; or step by step: `-- tell SEED`, and
//! `-- tell SEED fewest` with the fewest steps that end badly; or looks whether a pause can be seen, in
//! COUNT seeds: `-- pausing COUNT`.

use std::{
    process::ExitCode,
    sync::atomic::{AtomicU64, Ordering},
    thread,
    time::Instant,
};

use fondly_sim::{
    pausing::looks_like_being_away,
    run::{run, tell, trace},
};

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let numbers: Option<Vec<u64>> = words.iter().map(|word| word.parse().ok()).collect();
    match (words.as_slice(), numbers.as_deref()) {
        (_, Some([count, rest @ ..])) if rest.len() < 3 => {
            let first = rest.first().copied().unwrap_or(0);
            let cores = thread::available_parallelism().map_or(1, |cores| cores.get() as u64);
            run_all(*count, first, rest.get(1).copied().unwrap_or(cores))
        }
        ([verb, seed], _) if verb == "trace" && seed.parse::<u64>().is_ok() => {
            println!("{}", seed.parse().map(trace).unwrap_or_default());
            ExitCode::SUCCESS
        }
        ([verb, count], _) if verb == "pausing" => pauses(count),
        ([verb, seed], _) if verb == "tell" => told(seed, false),
        ([verb, seed, fewest], _) if verb == "tell" && fewest == "fewest" => told(seed, true),
        _ => {
            eprintln!(
                "give COUNT [FIRST [THREADS]], or: trace SEED, or: tell SEED [fewest], or: pausing COUNT"
            );
            ExitCode::from(2)
        }
    }
}

fn pauses(count: &str) -> ExitCode {
    let Ok(count) = count.parse::<u64>() else {
        eprintln!("a count is a number");
        return ExitCode::from(2);
    };
    let seen = (0..count).filter_map(|seed| looks_like_being_away(seed).err());
    let seen: Vec<String> = seen.inspect(|what| println!("{what}")).collect();
    println!("{count} seeds, {} pauses that could be seen", seen.len());
    ExitCode::from(u8::from(!seen.is_empty()))
}

fn told(seed: &str, fewest: bool) -> ExitCode {
    let Ok(seed) = seed.parse() else {
        eprintln!("a seed is a number");
        return ExitCode::from(2);
    };
    match tell(seed, fewest) {
        Ok(()) => ExitCode::SUCCESS,
        Err(what) => {
            println!("{what}");
            ExitCode::FAILURE
        }
    }
}

fn run_all(count: u64, first: u64, threads: u64) -> ExitCode {
    let (next, violations) = (AtomicU64::new(first), AtomicU64::new(0));
    let began = Instant::now();
    thread::scope(|scope| {
        for _ in 0..threads.max(1) {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= first + count {
                        break;
                    }
                    if let Err(violation) = run(seed) {
                        violations.fetch_add(1, Ordering::Relaxed);
                        println!("{violation}");
                    }
                }
            });
        }
    });
    let violations = violations.into_inner();
    let rate = count as f64 / began.elapsed().as_secs_f64();
    println!("{count} seeds from {first}, {violations} violations, {rate:.2} seeds a second");
    ExitCode::from(u8::from(violations > 0))
}
