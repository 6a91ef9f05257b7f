//! Seeds that every change must pass, in tests of ten so that they run on all cores. `SIM_SEED=n` runs that
//! one alone, in the first of them.

use fondly_sim::run::run;

/// Seeds of one test.
const SEEDS: u64 = 10;

fn seeds(from: u64) {
    let one = std::env::var("SIM_SEED").ok();
    let one: Option<u64> = one.and_then(|it| it.parse().ok());
    let seeds = match (one, from) {
        (Some(seed), 0) => seed..seed + 1,
        (Some(_), _) => return,
        (None, from) => from..from + SEEDS,
    };
    for seed in seeds {
        if let Err(violation) = run(seed) {
            panic!("{violation}");
        }
    }
}

macro_rules! no_violation {
    ($($name:ident: $from:literal,)*) => {$(
        #[test]
        fn $name() {
            seeds($from);
        }
    )*};
}

no_violation! {
    from_seed_000: 0,
    from_seed_010: 10,
    from_seed_020: 20,
    from_seed_030: 30,
    from_seed_040: 40,
    from_seed_050: 50,
    from_seed_060: 60,
    from_seed_070: 70,
    from_seed_080: 80,
    from_seed_090: 90,
    from_seed_100: 100,
    from_seed_110: 110,
    from_seed_120: 120,
    from_seed_130: 130,
    from_seed_140: 140,
    from_seed_150: 150,
    from_seed_160: 160,
    from_seed_170: 170,
    from_seed_180: 180,
    from_seed_190: 190,
}
