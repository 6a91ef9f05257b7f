//! Schedules of partings that once ended badly: what others can still read has to be told by every
//! own device.

use fondly_sim::{
    play::letting::Letting::{Ask, Block, Pause, Unlink},
    run::play,
    schedule::Step::{
        self, ComeBack, Copy, Erase, Let, Link, Meet, MeetDeath, MeetFull, PutBack, Remove,
        RemoveByWords, Reset, Share, Skew, Thank, Unshare, Write,
    },
};

const WHOLE: usize = usize::MAX;

fn holds(seed: u64, steps: &[Step]) {
    if let Err(what) = play(seed, steps) {
        panic!("{what}");
    }
}

#[test]
fn a_device_that_came_after_the_end_knows_what_was_shared_before() {
    holds(
        46,
        &[
            Write(102_736_015),
            Share(763_753_817, 2_477_627_960, 1_409_564_507),
            MeetDeath(1_201_907_393, 2_925_232_404, 5),
            Let(Unlink(812_341, 3_243_432_286, false)),
            Link(2_011_268_261),
            Link(728_067_914),
            Remove(1_244_673_855, 2_301_327_482),
        ],
    );
}

#[test]
fn what_a_device_that_is_out_shared_is_known_to_nobody() {
    holds(
        44,
        &[
            Link(3_941_652_930),
            Link(880_165_737),
            Reset(614_849_791),
            Let(Unlink(2_264_293_875, 1_084_168_509, true)),
            Thank(140_819_450, 864_717_939),
        ],
    );
}

#[test]
fn what_was_withdrawn_unheard_before_the_end_may_still_be_there() {
    holds(
        82,
        &[
            Write(2_458_399_032),
            Thank(1_923_440_768, 683_789_305),
            Share(774_704_924, 3_180_864_554, 650_909_981),
            Meet(2_839_942_780, 1_286_927_703, WHOLE),
            Thank(2_325_977_874, 3_088_152_641),
            Thank(2_976_866_314, 1_716_022_994),
            Unshare(2_890_648_138, 1_239_701_120, 3_030_336_435),
            Let(Block(3_521_500_659, 1_554_487_092)),
        ],
    );
}

#[test]
fn what_was_erased_unheard_before_the_end_may_still_be_there() {
    holds(
        61,
        &[
            Thank(3_076_541_693, 1_531_695_661),
            Meet(3_953_262_361, 3_988_813_676, WHOLE),
            Link(203_982_657),
            Erase(57_606_923, 1_483_284_504),
            Let(Unlink(1_239_195_532, 750_533_508, true)),
            Meet(1_720_469_144, 2_294_692_633, 9),
            Link(1_838_284_855),
        ],
    );
}

#[test]
fn a_device_that_came_later_knows_what_was_withdrawn_without_ever_having_had_it() {
    holds(
        61,
        &[
            Thank(3_255_040_910, 3_491_532_363),
            Link(3_264_129_049),
            Link(203_982_657),
            Erase(57_606_923, 1_483_284_504),
            MeetFull(3_557_274_897, 3_855_146_432, 1),
            Let(Unlink(1_239_195_532, 750_533_508, true)),
            Link(1_838_284_855),
        ],
    );
}

#[test]
fn a_device_that_came_later_knows_what_was_withdrawn_after_the_end() {
    holds(
        106,
        &[
            Thank(2_320_723_935, 3_179_165_900),
            Thank(2_819_782_739, 1_415_339_608),
            Meet(1_139_111_215, 2_703_465_398, WHOLE),
            Let(Unlink(2_387_054_801, 1_178_330_245, true)),
            Erase(29_289_307, 316_485_211),
            Link(1_730_328_349),
        ],
    );
}
#[test]
fn what_a_home_that_was_put_back_has_again_was_said_to_be_removed() {
    holds(
        320,
        &[
            Thank(2_528_480_839, 3_175_722_338),
            Meet(1_518_957_662, 1_798_255_243, WHOLE),
            Copy(2_135_400_930),
            Link(4_222_014_088),
            Let(Ask(465_285_394, 3_845_892_451, 336_614_238)),
            Link(566_321_571),
            Link(1_347_221_977),
            Link(3_285_227_921),
            PutBack(389_954_676),
        ],
    );
}
#[test]
fn what_was_not_had_back_before_the_end_is_lost() {
    holds(
        313,
        &[
            Thank(3_660_753_453, 89_888_562),
            Meet(3_020_738_184, 3_039_011_983, WHOLE),
            ComeBack(2_267_381_655, 3_631_587_170),
            Let(Ask(413_892_183, 1_908_286_187, 1_930_152_516)),
        ],
    );
}
#[test]
fn what_a_removed_device_wanted_stands_on_all_where_one_had_heard_it() {
    holds(
        484,
        &[
            Link(2_718_788_926),
            Let(Unlink(2_773_138_046, 1_269_602_168, false)),
            Link(3_716_621_721),
            RemoveByWords(32_381_459, 2_618_723_497),
        ],
    );
}

#[test]
fn a_bond_ends_though_the_clock_that_said_when_was_put_back() {
    holds(
        4_978,
        &[
            Skew(1_536_302_584, 315_360_000),
            Let(Ask(1_895_969_134, 2_396_634_934, 378_204_968)),
        ],
    );
}

#[test]
fn what_one_device_deleted_goes_from_the_other_that_kept_it() {
    holds(
        14_519,
        &[
            Thank(2_948_458_716, 827_350_169),
            Meet(3_188_170_829, 344_172_866, WHOLE),
            Link(3_810_828_933),
            Link(4_116_829_662),
            Let(Unlink(1_389_766_934, 1_507_921_671, true)),
            Let(Pause(2_193_889_085, 3_334_311_994)),
            Let(Ask(3_932_651_889, 1_590_712_916, 4_090_178_060)),
        ],
    );
}
