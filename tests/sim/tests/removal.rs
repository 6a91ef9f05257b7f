//! Schedules of removals that once ended badly.

use fondly_sim::{
    run::play,
    schedule::Step::{Link, Remove, Thank},
};

#[test]
fn whom_a_removed_device_let_in_is_told_that_it_is_out() {
    let steps = [
        Link(3_506_051_687),
        Link(1_343_210_990),
        Thank(1_848_712_109, 1_671_430_520),
        Remove(1_734_434_537, 2_156_089_992),
    ];
    if let Err(what) = play(212, &steps) {
        panic!("{what}");
    }
}
