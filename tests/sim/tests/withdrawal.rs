//! Schedules of withdrawals that once ended badly.

use fondly_sim::{
    run::play,
    schedule::Step::{Edit, Erase, Link, Meet, Restart, Share, Thank, Unshare, Write},
};

const WHOLE: usize = usize::MAX;

/// Each of two devices makes an edition of one entry, and one withdraws its own before it hears of the
/// other: that one stays.
#[test]
fn what_one_device_withdraws_while_another_shares_it_may_stay_shared() {
    let played = play(
        641,
        &[
            Write(3_003_584_739),
            Meet(4_171_448_401, 3_873_436_340, 7),
            Meet(2_742_079_152, 2_176_812_610, WHOLE),
            Write(259_416_239),
            Edit(2_117_715_085, 2_422_584_841),
            Unshare(4_087_895_846, 2_310_287_902, 761_278_987),
            Edit(4_015_519_583, 4_221_622_381),
            Meet(2_683_138_308, 3_806_579_047, WHOLE),
            Meet(3_916_715_716, 2_857_585_758, WHOLE),
            Thank(3_476_326_630, 2_274_859_676),
            Link(3_668_194_329),
            Write(1_163_273_527),
            Share(2_947_852_052, 955_675_207, 2_318_122_575),
            Edit(3_497_979_102, 4_031_445_757),
            Link(4_003_039_507),
            Share(2_056_454_118, 3_090_703_814, 732_988_564),
            Write(4_192_132_977),
            Erase(2_350_364_817, 3_775_428_153),
            Write(2_521_119_007),
            Meet(845_309_779, 799_369_696, 3),
            Write(3_036_928_537),
            Share(2_634_621_475, 391_478_602, 2_758_582_476),
            Link(2_114_667_530),
            Thank(315_285_103, 1_003_229_244),
            Write(1_327_455_493),
            Write(661_818_188),
            Restart(16_061_945),
            Write(3_368_735_686),
            Write(3_704_127_407),
            Restart(2_615_216_051),
            Unshare(348_807_734, 2_706_773_616, 313_396_364),
            Share(3_777_995_230, 902_320_125, 2_243_231_402),
        ],
    );
    if let Err(what) = played {
        panic!("{what}");
    }
}
