//! Schedules of removals that once ended badly.

use fondly_sim::{
    run::play,
    schedule::Step::{self, Link, Meet, Remove, Share, Thank, Write},
};

const WHOLE: usize = usize::MAX;

fn holds(seed: u64, steps: &[Step]) {
    if let Err(what) = play(seed, steps) {
        panic!("{what}");
    }
}

#[test]
fn whom_a_removed_device_let_in_is_told_that_it_is_out() {
    holds(
        212,
        &[
            Link(3_506_051_687),
            Link(1_343_210_990),
            Thank(1_848_712_109, 1_671_430_520),
            Remove(1_734_434_537, 2_156_089_992),
        ],
    );
}

/// The remover had not heard of the share, so it goes with the device that made it.
#[test]
fn what_a_removed_device_shared_unheard_need_not_arrive() {
    holds(
        474,
        &[
            Link(3_970_551_205),
            Write(642_168_355),
            Thank(819_551_213, 2_826_654_933),
            Write(351_180_055),
            Write(3_676_143_407),
            Thank(2_221_707_025, 679_555_039),
            Link(2_862_832_439),
            Thank(2_539_500_601, 1_085_929_751),
            Write(86_992_174),
            Meet(143_123_263, 1_594_866_341, WHOLE),
            Share(3_185_528_238, 89_025_444, 415_132_088),
            Remove(3_720_354_086, 1_665_437_126),
        ],
    );
}

/// Both have replaced the only device that the other knew: they cannot find each other.
#[test]
fn two_who_both_replaced_what_the_other_knew_are_apart() {
    holds(
        487,
        &[
            Link(1_311_388_667),
            Remove(2_423_023_517, 378_919_312),
            Thank(1_620_498_863, 2_213_857_492),
            Link(3_988_672_968),
            Remove(691_741_903, 3_215_857_039),
            Meet(2_854_059_865, 3_130_976_978, WHOLE),
        ],
    );
}
