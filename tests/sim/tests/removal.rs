//! Schedules of removals that once ended badly.

use fondly_sim::{
    play::{
        letting::Letting::{Ask, Unlink},
        passing::Passing::{Begin, GoOn, Rough},
    },
    run::play,
    schedule::Step::{
        self, BackUp, ComeBack, Edit, Erase, Let, Link, Lose, Meet, MeetDeath, MeetFull, Pass,
        Remove, RemoveByWords, RemoveEachOther, Reset, Restore, Share, Sleep, Thank, Unshare,
        Write,
    },
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
/// Ana's second device shared an entry, and was removed by one that had not heard of it.
#[test]
fn what_was_set_aside_is_shared_with_nobody() {
    holds(
        21,
        &[
            Write(635_216_604),
            Link(2_989_721_151),
            Share(3_190_520_627, 3_814_681_384, 404_741_473),
            Link(412_322_764),
            Remove(2_262_775_974, 3_814_690_621),
        ],
    );
}

#[test]
fn whoever_was_parted_from_hears_of_no_removal() {
    holds(
        134,
        &[
            Link(3_326_524_324),
            Remove(2_517_273_750, 2_013_589_583),
            Let(Unlink(284_927_652, 579_147_718, false)),
        ],
    );
}

/// Sam and Cleo each believe a device of the other that was removed; Ana, who knows both, tells neither\n/// of them about the other.
#[test]
fn two_who_both_replaced_what_the_other_knew_are_apart_beside_a_third() {
    holds(
        180,
        &[
            Link(1_729_020_431),
            RemoveEachOther(2_587_085_110, 1_999_658_031),
            Link(1_094_257_929),
            Meet(3_814_409_788, 1_225_079_461, WHOLE),
            RemoveEachOther(2_782_444_641, 1_037_447_618),
            Pass(Rough(1_126_390_409, 426_249_227, 3_025_974_001)),
        ],
    );
}
#[test]
fn whoever_is_out_makes_no_backup() {
    holds(
        131,
        &[
            Link(1_530_349_139),
            RemoveByWords(2_988_310_718, 1_282_073_035),
            Meet(4_227_890_062, 1_938_216_206, WHOLE),
            BackUp(1_369_115_059),
        ],
    );
}

#[test]
fn what_was_shared_anew_unheard_by_the_remover_need_not_arrive() {
    holds(
        370,
        &[
            Thank(801_247_149, 1_257_770_679),
            Edit(1_795_793_505, 3_740_850_250),
            Link(2_006_489_207),
            Link(1_145_459_521),
            Link(3_976_265_729),
            Share(3_909_459_356, 1_217_717_048, 796_346_545),
            Reset(2_290_290_432),
        ],
    );
}
#[test]
fn without_a_partner_a_removal_is_not_heard_of_by_way_of_the_removed() {
    holds(
        398,
        &[
            Link(2_732_063_908),
            Link(4_094_810_712),
            Let(Unlink(2_396_171_229, 3_436_256_051, true)),
            Lose(951_274_792),
            Link(652_847_440),
            Remove(3_889_791_895, 2_233_874_488),
        ],
    );
}
#[test]
fn what_a_removed_device_withdrew_stays_away_where_it_was_heard() {
    holds(
        494,
        &[
            Thank(1_931_365_665, 1_974_007_293),
            Write(134_295_645),
            Share(3_616_059_707, 3_980_955_213, 1_663_457_150),
            Link(4_279_926_187),
            Link(1_669_048_827),
            Edit(2_958_231_913, 303_802_249),
            Unshare(3_631_235_341, 3_963_093_590, 3_087_597_651),
            RemoveByWords(344_544_010, 4_193_114_430),
        ],
    );
}

#[test]
fn whoever_takes_itself_for_removed_hears_no_more() {
    holds(
        488,
        &[
            Link(819_699_049),
            Link(3_456_831_871),
            Remove(1_883_529_779, 4_277_172_672),
            Link(2_793_157_276),
            Meet(2_689_791_687, 3_488_611_596, WHOLE),
            Remove(220_920_197, 2_973_405_533),
            MeetDeath(2_317_191_621, 2_629_519_798, 9),
        ],
    );
}

#[test]
fn the_log_of_somebody_whose_remover_is_out_too_ends_for_all() {
    holds(
        1039,
        &[
            Link(2_578_567_850),
            Link(2_521_821_495),
            Link(52_365_688),
            Meet(1_737_661_010, 2_271_897_312, WHOLE),
            Remove(1_404_548_230, 1_551_358_065),
            Thank(1_102_440_744, 1_426_944_687),
            MeetFull(1_768_615_664, 4_053_167_930, 5),
            RemoveByWords(1_596_364_202, 3_134_133_281),
            Meet(971_044_437, 399_238_343, WHOLE),
        ],
    );
}

#[test]
fn whom_two_put_out_by_the_words_ends_by_the_word_of_who_is_left() {
    holds(
        636,
        &[
            Link(1_586_255_062),
            Link(3_044_752_770),
            BackUp(1_314_409_429),
            RemoveByWords(2_229_973_294, 1_308_447_724),
            Link(2_148_348_059),
            Meet(4_070_777_914, 870_939_582, WHOLE),
            RemoveByWords(825_466_064, 2_333_709_280),
            Restore(395_247_851, false),
        ],
    );
}

#[test]
fn what_a_removed_device_shared_comes_back_where_nobody_is_left_to_end_it() {
    holds(
        3_221,
        &[
            Thank(4_165_367_022, 1_584_346_378),
            Link(474_336_836),
            Meet(1_469_583_517, 1_940_417_043, WHOLE),
            Link(452_743_356),
            RemoveEachOther(1_388_095_700, 3_763_929_836),
            Meet(3_414_316_617, 737_043_086, 11),
            Link(2_578_668_703),
            ComeBack(1_101_291_585, 634_290_768),
        ],
    );
}

#[test]
fn what_is_erased_stays_hidden_where_a_change_of_it_is_set_aside() {
    holds(
        3_229,
        &[
            Write(3_877_210_382),
            Link(3_291_001_484),
            Edit(2_151_100_293, 3_999_452_061),
            Link(3_580_580_696),
            Erase(4_272_499_435, 182_790_344),
            RemoveEachOther(3_391_742_399, 2_452_393_260),
        ],
    );
}

#[test]
fn a_link_that_was_open_before_brings_nothing_behind_the_end() {
    holds(
        6_973,
        &[
            Link(2_081_764_180),
            Thank(775_146_878, 698_280_577),
            Link(4_220_523_099),
            Pass(Begin(4_174_419_571, 1_004_301_958, 2_481_133_482)),
            Link(172_300_242),
            Remove(3_640_938_533, 1_037_010_394),
            Pass(GoOn(2_120_418_741)),
        ],
    );
}

#[test]
fn whom_one_of_two_removers_had_heard_of_is_out_unheard_all_the_same() {
    holds(
        8_909,
        &[
            Link(4_035_799_022),
            Link(2_389_239_578),
            Link(3_495_270_884),
            Thank(1_602_741_518, 3_442_476_808),
            Link(2_344_837_036),
            MeetDeath(4_106_138_823, 158_955_480, 6),
            RemoveEachOther(3_562_617_230, 928_361_151),
            Remove(2_309_875_408, 275_841_184),
        ],
    );
}

#[test]
fn a_device_that_removed_whoever_linked_it_is_nobody_that_goes_on() {
    holds(
        10_351,
        &[
            Link(525_694_772),
            Link(2_619_581_957),
            Thank(3_963_767_172, 81_632_857),
            Remove(3_132_761_243, 3_572_647_927),
            Remove(4_101_283_290, 3_983_922_272),
        ],
    );
}

#[test]
fn a_change_that_waits_goes_with_what_it_waits_for() {
    holds(
        13_483,
        &[
            Thank(2_262_750_282, 3_060_508_375),
            Link(2_504_305_200),
            Edit(58_308_779, 1_273_704_079),
            MeetDeath(3_816_986_090, 3_486_131_382, 6),
            Let(Ask(1_303_334_258, 2_146_680_466, 784_670_285)),
            Reset(523_232_355),
            Link(1_388_351_103),
            Link(3_801_916_169),
            Link(234_276_340),
            Share(469_547_418, 671_083_865, 2_165_175_806),
            Unshare(4_123_802_231, 1_459_945_435, 1_751_666_999),
        ],
    );
}

#[test]
fn a_new_device_has_what_a_removed_one_of_somebody_gone_had_shared() {
    holds(
        11_265,
        &[
            Link(156_578_765),
            Meet(3_836_081_146, 2_657_966_732, WHOLE),
            Thank(1_756_221_151, 2_467_375_284),
            Meet(2_804_877_736, 1_312_130_887, WHOLE),
            RemoveEachOther(4_053_746_351, 3_398_215_404),
            Pass(Begin(277_448_866, 205_381_840, 1_245_431_250)),
            Let(Unlink(2_360_080_054, 542_436_000, true)),
            Link(2_547_323_160),
        ],
    );
}

#[test]
fn a_change_of_what_a_cut_sets_aside_waits() {
    holds(
        9,
        &[
            Link(3_740_445_717),
            Thank(1_083_652_460, 530_113_131),
            Write(699_863_411),
            Edit(1_372_521_136, 736_549_806),
            Link(1_929_906_675),
            Thank(2_414_903_688, 1_511_307_961),
            Link(3_374_702_543),
            Write(2_980_051_462),
            Meet(2_699_009_115, 2_675_006_790, WHOLE),
            MeetDeath(1_901_287_798, 3_478_755_687, 7),
            Share(1_015_103_614, 755_261_967, 429_981_787),
            Reset(3_434_469_221),
        ],
    );
}

#[test]
fn what_is_set_aside_is_not_changed() {
    holds(
        1_624,
        &[
            Thank(2_873_772_529, 746_513_277),
            Edit(1_359_272_677, 1_054_034_895),
            Write(1_856_508_737),
            Link(3_780_486_927),
            Sleep(3_454_653_159, 399_298_973),
            Thank(1_361_955_145, 2_302_434_914),
            Link(773_754_626),
            Edit(2_366_993_915, 4_019_684_593),
            RemoveEachOther(1_172_670_741, 3_726_815_487),
            Thank(4_156_745_079, 3_182_170_008),
            Edit(2_110_442_139, 2_522_699_201),
            Meet(2_446_977_654, 1_360_781_577, WHOLE),
            Write(3_919_178_494),
            Write(2_705_269_126),
            Meet(671_730_838, 2_231_966_911, WHOLE),
            Thank(2_772_690_885, 86_214_814),
            Write(1_582_510_285),
            Edit(1_715_673_106, 2_118_655_861),
        ],
    );
}

/// They are out already, since whoever removed the one had not heard of the other, which that one had let in: what
/// the other wrote need not be there.
#[test]
fn two_that_are_out_and_remove_each_other_are_out_by_whoever_removed_one_before() {
    holds(
        45_880,
        &[
            Thank(159_093_927, 3_613_453_581),
            Link(174_272_805),
            Link(2_023_947_457),
            Edit(482_565_003, 2_242_551_439),
            MeetDeath(1_841_914_957, 3_830_067_983, 9),
            Link(1_754_025_750),
            Remove(3_749_546_299, 1_753_367_847),
            RemoveEachOther(2_588_676_103, 576_168_090),
        ],
    );
}

/// It removes whoever let it in, and both are out already, since whoever removed the first had not heard of them:
/// what that one wrote need not be there.
#[test]
fn a_removal_by_whom_a_removed_device_let_in_ends_no_log() {
    holds(
        41_500,
        &[
            Link(245_895_980),
            Link(2_415_183_699),
            Link(3_128_829_024),
            Thank(163_489_963, 2_644_930_820),
            Remove(539_857_602, 662_683_083),
            Link(3_234_877_338),
            Remove(328_473_293, 3_881_364_350),
        ],
    );
}

/// Of two that remove each other it has met the one whose removal does not count, so it takes itself for removed.
#[test]
fn what_is_erased_by_whom_a_removal_that_lost_took_in_need_not_be_heard() {
    holds(
        47_024,
        &[
            Link(3_710_741_026),
            Thank(2_341_207_047, 1_708_600_182),
            Link(866_270_532),
            RemoveEachOther(3_049_054_222, 2_040_792_764),
            Meet(3_494_707_107, 286_058_786, WHOLE),
            Erase(853_202_731, 76_002_949),
        ],
    );
}

/// As above, of what another device had written: that it is readable is known only where it had come.
#[test]
fn what_was_shared_in_a_log_that_nobody_ended_may_be_told_by_some_alone() {
    holds(
        47_371,
        &[
            Sleep(4_151_505_689, 256_075_897),
            Link(2_054_182_892),
            Write(1_674_035_514),
            Link(2_348_174_733),
            Share(647_269_375, 1_842_856_547, 511_283_720),
            MeetDeath(1_129_156_619, 594_784_960, 10),
            RemoveByWords(2_294_557_176, 4_007_578_315),
            Link(1_587_370_442),
            Remove(749_799_537, 2_867_439_951),
        ],
    );
}

/// The one that shared it is removed before another heard of that: nobody who is left knows what the reader holds.
#[test]
fn what_a_lost_device_shared_unheard_is_not_withdrawn_by_whoever_erases_the_entry() {
    holds(
        53_024,
        &[
            Write(3_496_351_019),
            Link(2_965_446_717),
            Meet(2_783_587_744, 3_324_920_595, WHOLE),
            Share(3_900_158_273, 1_302_783_814, 2_524_888_431),
            Erase(1_720_879_549, 2_885_852_761),
            MeetDeath(1_008_410_541, 3_449_571_443, 11),
            Erase(2_239_564_238, 529_720_949),
            Reset(3_143_123_872),
        ],
    );
}

/// Sam came back by Ana and by a backup, on two devices that know nothing of each other; Ana finds one of them.
#[test]
fn what_a_device_withdraws_that_nobody_finds_may_be_read() {
    holds(
        52_120,
        &[
            Thank(3_841_542_413, 207_421_300),
            Link(2_856_384_435),
            BackUp(2_564_584_609),
            Write(232_712_998),
            ComeBack(2_313_192_132, 1_220_573_531),
            Write(2_710_094_142),
            Link(1_796_134_989),
            Thank(794_305_773, 4_070_691_444),
            ComeBack(3_443_529_659, 2_534_046_072),
            Restore(3_769_891_327, false),
            Erase(3_850_973_408, 2_104_180_976),
        ],
    );
}
