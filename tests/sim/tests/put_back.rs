//! Schedules that once ended badly: a home is put back from a copy and writes before it meets
//! somebody who knows more, so that peers hold different histories of its old log.

use fondly_sim::{
    play::{
        letting::Letting::{Ask, Pause, Unlink},
        passing::Passing::Rough,
    },
    run::play,
    schedule::Step::{
        self, BackUp, ComeBack, Copy, Edit, Erase, Let, Link, Lose, Meet, MeetDeath, MeetFull,
        Pass, PutBack, Remove, RemoveByWords, Reset, Restore, Share, Skew, Sleep, Thank, Unshare,
        Wait, Write,
    },
};

const WHOLE: usize = usize::MAX;
const DAY: i64 = 86_400;

fn holds(seed: u64, steps: &[Step]) {
    if let Err(what) = play(seed, steps) {
        panic!("{what}");
    }
}

#[test]
fn who_knows_less_does_not_keep_it_from_who_knows_more() {
    holds(
        46,
        &[
            Link(1_994_864_437),
            Copy(3_366_023_760),
            Meet(1_531_934_135, 1_834_404_654, WHOLE),
            PutBack(3_916_764_945),
        ],
    );
}

#[test]
fn what_was_written_in_one_space_is_kept_when_another_is_recovered_first() {
    holds(
        97,
        &[
            Link(3_709_463_252),
            Link(4_290_091_884),
            Link(4_154_643_008),
            Copy(41_366_237),
            Meet(3_380_840_925, 823_587_967, WHOLE),
            PutBack(461_425_892),
            Write(3_590_822_982),
        ],
    );
}

#[test]
fn what_was_shared_is_shared_again_where_several_know_more() {
    holds(
        105,
        &[
            Link(344_759_963),
            Copy(4_035_307_424),
            Link(3_697_513_105),
            Meet(2_645_140_706, 1_460_733_940, WHOLE),
            Meet(1_154_740_047, 2_507_284_110, WHOLE),
            PutBack(2_266_424_040),
            Thank(3_479_841_760, 524_354_762),
        ],
    );
}

#[test]
fn an_own_device_that_came_later_finds_it_where_it_was() {
    holds(
        169,
        &[
            Copy(332_803_256),
            Link(1_521_995_620),
            Thank(360_618_563, 1_468_276_635),
            PutBack(3_577_892_925),
        ],
    );
}

#[test]
fn whoever_it_does_not_know_any_more_says_again_who_they_are() {
    holds(
        179,
        &[
            Copy(1_098_613_474),
            Link(703_323_927),
            Link(518_505_492),
            Link(1_939_229_565),
            PutBack(1_407_183_095),
        ],
    );
}

#[test]
fn a_key_that_was_renewed_since_keeps_nobody_out() {
    let mut steps = vec![Thank(0, 0), Meet(0, 1, WHOLE), Copy(0)];
    for _ in 0..3 {
        let week = [Wait(9 * DAY), Thank(0, 0), Thank(1, 0)];
        steps.extend(week);
        steps.extend([Meet(0, 1, WHOLE), Meet(1, 0, WHOLE)]);
    }
    steps.extend([PutBack(0), Thank(0, 0), Meet(0, 1, WHOLE), Thank(1, 0)]);
    holds(1, &steps);
}

#[test]
fn what_was_changed_in_private_is_not_what_is_shared_again() {
    holds(
        574,
        &[
            Write(2_330_769_095),
            Copy(495_457_149),
            Share(195_877_045, 2_646_456_179, 4_279_328_882),
            Meet(1_040_702_485, 354_089_406, WHOLE),
            PutBack(2_149_972_803),
            Share(3_630_525_939, 305_553_200, 3_102_864_124),
            Edit(2_922_236_793, 1_146_707_082),
        ],
    );
}

/// The phone was linked after the copy was made, and the laptop goes on as a new device before it
/// hears of that: what it removes itself by has not seen the phone, which is out with it.
#[test]
fn whom_it_linked_after_the_copy_is_out_where_it_never_heard_of_it_again() {
    holds(
        488,
        &[
            Copy(3_580_867_272),
            Thank(1_948_620_038, 1_086_432_071),
            Meet(4_047_497_440, 220_920_197, WHOLE),
            Link(4_212_723_577),
            Link(2_518_194_549),
            Write(4_005_143_783),
            PutBack(3_971_436_292),
        ],
    );
}

#[test]
fn whom_it_linked_after_the_copy_need_not_have_what_it_writes() {
    holds(
        554,
        &[
            Copy(2_027_400_822),
            Link(1_460_819_959),
            Link(1_801_075_229),
            MeetDeath(1_419_149_745, 2_665_552_060, 2),
            Meet(494_931_491, 3_195_915_669, 6),
            Link(2_431_396_256),
            PutBack(2_280_791_655),
            Write(1_871_886_280),
        ],
    );
}

#[test]
fn whom_it_linked_after_the_copy_is_out_with_what_only_that_one_withdrew_or_shared() {
    holds(
        693,
        &[
            Copy(2_012_468_243),
            Thank(4_293_938_387, 3_590_062_353),
            Meet(1_630_757_506, 3_199_256_294, WHOLE),
            Link(906_158_945),
            Thank(2_369_163_399, 1_134_117_814),
            PutBack(640_603_014),
        ],
    );
}
/// The backup knows no address of the device that made it, and of the partner only a lost device.
#[test]
fn a_backup_from_before_there_was_a_second_device_finds_no_own_device() {
    holds(
        41,
        &[
            BackUp(2_885_473_709),
            ComeBack(1_050_734_630, 3_046_748_576),
            Link(1_743_353_429),
            Link(569_685_679),
            Restore(210_303_040, false),
        ],
    );
}

#[test]
fn what_comes_from_such_a_backup_hears_of_no_erasure() {
    holds(
        136,
        &[
            Write(2_233_600_241),
            BackUp(4_004_258_639),
            Link(1_217_069_248),
            Erase(1_569_193_111, 846_359_281),
            Restore(2_880_891_604, false),
        ],
    );
}

#[test]
fn what_comes_from_a_backup_finds_nobody_who_began_anew_since() {
    holds(
        171,
        &[
            BackUp(2_385_262_175),
            Link(3_866_406_223),
            Reset(3_649_823_195),
            Restore(4_278_480_694, false),
        ],
    );
}
#[test]
fn own_devices_are_told_of_what_was_shared_under_another_id() {
    holds(
        188,
        &[
            Copy(1_145_763_149),
            Link(1_145_303_904),
            Link(3_483_355_726),
            Let(Ask(2_210_758_821, 3_449_058_566, 2_491_847_618)),
            PutBack(3_594_621_897),
            Thank(2_796_340_249, 3_459_673_310),
        ],
    );
}

/// Sam began anew, so what Ana had shared before she heard of it cannot be shared again until she is sure of\n/// Sam.
#[test]
fn what_cannot_be_shared_again_is_not_said_to_be_shared() {
    holds(
        288,
        &[
            Copy(3_802_966_866),
            Reset(1_915_167_079),
            Meet(1_075_584_127, 568_904_955, WHOLE),
            PutBack(3_606_017_244),
            Thank(1_486_442_745, 3_280_172_342),
        ],
    );
}

#[test]
fn what_only_a_lost_home_had_erased_may_be_there() {
    holds(
        398,
        &[
            Link(2_732_063_908),
            Sleep(241_955_852, 3_919_380_864),
            Write(2_544_244_689),
            Link(4_094_810_712),
            Erase(2_941_340_744, 3_455_443_381),
            Lose(951_274_792),
        ],
    );
}

#[test]
fn what_lies_in_another_history_than_the_reader_holds_is_told_and_not_read() {
    holds(
        274,
        &[
            Write(27_227_220),
            Copy(1_816_484_128),
            Let(Pause(1_027_719_651, 4_284_795_653)),
            Share(951_116_542, 1_229_444_861, 1_783_465_036),
            Wait(764_850),
            Link(2_419_564_538),
            PutBack(1_796_169_342),
        ],
    );
}
#[test]
fn whoever_was_put_back_is_not_found_by_way_of_somebody_who_was_parted_from() {
    holds(
        188,
        &[
            Copy(1_145_763_149),
            Link(1_145_303_904),
            Link(3_483_355_726),
            Let(Ask(2_210_758_821, 3_449_058_566, 2_491_847_618)),
            Meet(4_180_847_667, 867_366_701, WHOLE),
            PutBack(3_594_621_897),
        ],
    );
}
#[test]
fn who_cannot_hear_that_all_is_to_be_deleted_keeps_it() {
    holds(
        188,
        &[
            Copy(1_145_763_149),
            Link(1_145_303_904),
            Link(3_483_355_726),
            Let(Ask(2_210_758_821, 3_449_058_566, 2_491_847_618)),
            Meet(4_180_847_667, 867_366_701, WHOLE),
            Thank(2_585_073_930, 473_321_494),
            PutBack(3_594_621_897),
        ],
    );
}

/// Two of Sam's devices hold the words and two do not, and neither two can find the others.
#[test]
fn what_own_devices_hold_who_cannot_be_found_is_not_lost() {
    holds(
        188,
        &[
            Copy(1_145_763_149),
            Link(1_145_303_904),
            Link(3_483_355_726),
            Let(Ask(2_210_758_821, 3_449_058_566, 2_491_847_618)),
            Meet(4_180_847_667, 867_366_701, WHOLE),
            PutBack(3_594_621_897),
            Thank(2_796_340_249, 3_459_673_310),
            Link(698_473_475),
            Link(2_227_372_351),
        ],
    );
}

/// Whom Sam linked before the home noticed holds more of its old log than the end that its others know,
/// and otherwise.
#[test]
fn whoever_holds_another_history_than_that_of_the_cut_does_not_hide_it() {
    holds(
        188,
        &[
            Copy(1_145_763_149),
            Thank(1_408_084_777, 922_729_550),
            Let(Ask(2_210_758_821, 3_449_058_566, 2_491_847_618)),
            Let(Pause(1_573_576_446, 2_589_252_846)),
            PutBack(3_594_621_897),
            Write(652_276_096),
            Link(2_227_372_351),
        ],
    );
}

#[test]
fn whoever_holds_another_history_hears_that_a_bond_has_ended() {
    holds(
        188,
        &[
            Copy(1_145_763_149),
            Link(1_145_303_904),
            Link(3_483_355_726),
            Let(Ask(2_210_758_821, 3_449_058_566, 2_491_847_618)),
            Meet(4_180_847_667, 867_366_701, WHOLE),
            PutBack(3_594_621_897),
            Remove(3_176_216_494, 1_593_916_861),
            Link(698_473_475),
            Link(2_227_372_351),
        ],
    );
}

/// A device that was copied erases what its person shared.
const ERASED_SINCE_THE_COPY: [Step; 8] = [
    Write(3_725_133_147),
    Thank(1_194_761_070, 401_556_766),
    Edit(3_918_744_420, 3_811_111_689),
    Write(1_994_541_834),
    Link(1_420_655_961),
    Copy(401_871_980),
    Write(3_024_079_696),
    Erase(249_283_432, 2_506_968_807),
];

#[test]
fn what_was_withdrawn_is_withdrawn_again_for_whoever_holds_another_history() {
    let mut steps = ERASED_SINCE_THE_COPY.to_vec();
    steps.extend([
        Meet(1_990_985_976, 1_277_583_299, WHOLE),
        PutBack(2_452_955_832),
        Wait(805_135),
    ]);
    holds(609, &steps);
}

#[test]
fn whoever_begins_anew_withdraws_again_what_the_home_that_was_put_back_had() {
    let mut steps = ERASED_SINCE_THE_COPY.to_vec();
    steps.extend([
        Wait(457_450),
        Meet(1_990_985_976, 1_277_583_299, WHOLE),
        PutBack(2_452_955_832),
        Reset(2_646_659_715),
        Wait(443_373),
    ]);
    holds(609, &steps);
}

#[test]
fn a_home_that_knows_only_keys_that_are_gone_is_told_the_newest() {
    holds(
        838,
        &[
            Skew(2_019_070_010, 189_216_000),
            Let(Unlink(101_968_986, 360_500_945, false)),
            Link(3_834_479_042),
            Link(2_710_976_801),
            RemoveByWords(68_707_915, 3_397_988_855),
            Copy(85_848_123),
            Meet(2_689_909_187, 1_570_806_584, WHOLE),
            PutBack(1_067_118_203),
            Wait(853_748),
        ],
    );
}

#[test]
fn what_was_changed_beside_stands_beside_what_another_changed() {
    holds(
        1_222,
        &[
            Link(2_237_617_250),
            Thank(1_309_714_589, 1_864_374_368),
            Copy(1_517_473_310),
            Write(1_470_094_052),
            Meet(3_775_162_905, 402_132_527, WHOLE),
            Edit(521_720_928, 4_119_232_388),
            PutBack(41_532_218),
            Edit(1_945_515_485, 1_838_231_057),
        ],
    );
}

#[test]
fn what_a_home_erased_beside_is_erased_again() {
    holds(
        3_919,
        &[
            Thank(1_167_026_523, 2_915_184_939),
            Write(3_360_375_395),
            Let(Pause(235_102_595, 790_799_961)),
            Link(2_281_710_151),
            Thank(2_019_855_092, 3_147_507_408),
            Copy(1_237_649_333),
            Link(1_856_489_339),
            Write(63_538_283),
            PutBack(1_500_387_550),
            Link(3_291_104_192),
            Link(3_925_414_452),
            Erase(3_798_765_134, 48_669_452),
        ],
    );
}

#[test]
fn what_one_own_device_had_heard_counts_though_another_was_asked_first() {
    holds(
        4_424,
        &[
            Copy(2_389_434_238),
            Write(3_097_424_030),
            Thank(154_434_154, 312_042_274),
            Link(2_666_585_238),
            Link(4_185_433_526),
            Write(1_364_827_816),
            Meet(22_187_977, 1_125_349_336, WHOLE),
            Write(3_142_233_166),
            Thank(2_528_011_614, 3_857_451_219),
            MeetDeath(3_876_215_570, 2_288_963_172, 10),
            PutBack(3_765_244_296),
            MeetDeath(1_840_070_197, 2_411_372_540, 9),
            Edit(2_489_131_686, 2_732_474_025),
            Meet(3_998_317_599, 3_915_673_352, 10),
        ],
    );
}

#[test]
fn what_a_home_said_of_ends_beside_is_said_again() {
    holds(
        8_816,
        &[
            Link(1_709_544_319),
            Copy(2_461_699_976),
            MeetDeath(3_939_936_826, 3_790_369_550, 7),
            PutBack(3_589_168_310),
            Thank(2_950_093_615, 579_833_699),
            RemoveByWords(567_209_633, 1_925_916_926),
        ],
    );
}

#[test]
fn what_a_home_had_said_of_ends_is_said_again() {
    holds(
        10_120,
        &[
            Reset(3_394_048_785),
            Pass(Rough(3_835_993_474, 2_906_931_761, 1_475_138_738)),
            Wait(641_311),
            Link(1_724_693_993),
            Wait(55_121),
            Copy(3_648_182_086),
            Let(Pause(3_496_901_124, 1_965_261_018)),
            Link(901_942_820),
            Thank(48_551_550, 4_159_873_296),
            MeetFull(1_715_659_823, 2_231_812_225, 7),
            Meet(2_716_470_489, 2_690_482_538, WHOLE),
            Reset(779_367_473),
            Meet(2_574_572_634, 2_582_509_585, WHOLE),
            Link(2_885_003_305),
            PutBack(3_381_610_056),
        ],
    );
}

/// Who removed it shares anew what it had shared: a reader who holds its other history has nothing to change.
#[test]
fn what_a_home_shared_may_be_lacking_where_its_other_history_came_first() {
    holds(
        45_838,
        &[
            Copy(2_155_034_332),
            Let(Pause(2_473_566_136, 1_716_843_953)),
            Thank(1_938_122_066, 930_163_867),
            Link(2_813_821_934),
            Link(1_311_247_692),
            Wait(500_762),
            Edit(1_920_547_062, 994_665_454),
            Reset(1_117_368_606),
            Link(1_456_306_550),
            PutBack(2_167_711_965),
            Share(1_477_958_124, 486_396_105, 4_002_126_239),
            Wait(172_021),
        ],
    );
}

/// Whoever is left was linked after the entry was withdrawn, so it never had it.
#[test]
fn what_was_withdrawn_before_a_device_was_linked_is_withdrawn_by_it_too() {
    holds(
        46_787,
        &[
            Thank(412_456_098, 3_412_120_438),
            Edit(3_234_563_880, 2_369_600_761),
            Copy(1_027_255_788),
            Let(Pause(3_688_496_893, 2_783_142_137)),
            Unshare(500_043_978, 866_153_367, 3_561_058_208),
            Link(2_212_866_728),
            Reset(2_483_889_125),
            Link(3_588_925_213),
            PutBack(3_510_373_352),
        ],
    );
}

/// Ana comes from a backup made before she shared it, and then Sam, who alone held that, has lost everything too.
#[test]
fn what_was_shared_is_lost_where_both_have_lost_it() {
    holds(
        53_606,
        &[
            Write(2_535_061_560),
            BackUp(61_345_584),
            Share(701_371_916, 2_366_605_640, 2_282_870_030),
            Meet(484_168_917, 1_100_444_302, WHOLE),
            Restore(1_337_691_936, true),
            ComeBack(1_363_667_348, 587_317_409),
        ],
    );
}
