//! Full text: what is found, in which order, and what is found no more.

use fondly_store::{EntryFilter, EntryRow};

use crate::{
    entries::{put, texts},
    support::{Home, entry},
};

fn search(home: &Home, words: &[&str]) -> Vec<String> {
    let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
    texts(home.read(|tx| tx.search(&words, &EntryFilter::default())))
}

#[test]
fn search_words_are_literal() {
    let mut home = Home::new();
    let (me, journal) = (home.me.id(), home.journal);
    let texts = [
        "salt AND pepper",
        "salt and vinegar",
        "say \"hello\" to Sam",
        "five * stars",
        "caf\u{e9} in Z\u{fc}rich",
        "\u{1f389} party",
        "\u{65e5}\u{672c}\u{8a9e}\u{306e}\u{672c}",
        "NEAR the sea",
        "don't worry",
    ];
    let rows: Vec<EntryRow> = (1..)
        .zip(texts)
        .map(|(n, text)| entry(journal, me, n, text))
        .collect();
    put(&mut home, &rows);
    let finds = |words: &[&str], expected: &[usize]| {
        let mut found = search(&home, words);
        found.sort();
        let mut expected: Vec<&str> = expected.iter().map(|n| texts[*n]).collect();
        expected.sort_unstable();
        assert_eq!(found, expected, "{words:?}");
    };
    finds(&["salt", "AND", "pepper"], &[0]);
    finds(&["and"], &[0, 1]);
    finds(&["salt", "OR", "sea"], &[]);
    finds(&["\"hello\""], &[2]);
    finds(&["\""], &[2]);
    finds(&["*"], &[3]);
    finds(&["sta*"], &[]);
    finds(&["sal"], &[]);
    finds(&["stars", "*"], &[3]);
    finds(&["pepper", "*"], &[]);
    finds(&["cafe"], &[4]);
    finds(&["Z\u{dc}RICH"], &[4]);
    finds(&["\u{1f389}"], &[5]);
    finds(&["\u{672c}"], &[6]);
    finds(&["NEAR", "sea"], &[7]);
    finds(&["text:sea"], &[]);
    finds(&["-sea"], &[7]);
    finds(&["don't"], &[8]);
    finds(&["worry)", "(don"], &[8]);
    finds(&["a\0b"], &[]);
    finds(&["", "  "], &[]);
    finds(&[], &[]);
}

#[test]
fn search_follows_every_change_of_an_entry() {
    let mut home = Home::new();
    let (me, sam, journal, bond) = (home.me.id(), home.sam.id(), home.journal, home.bond);
    let row = EntryRow {
        title: Some("Harbour".into()),
        tags: vec!["boats".into()],
        ..entry(journal, me, 1, "morning")
    };
    let theirs = entry(bond, sam, 2, "evening");
    put(
        &mut home,
        &[row.clone(), theirs.clone(), entry(bond, me, 3, "night")],
    );
    for word in ["harbour", "boats", "morning", "evening"] {
        assert_eq!(search(&home, &[word]).len(), 1, "{word}");
    }
    assert_eq!(
        search(&home, &["night"]),
        [""; 0],
        "editions of mine are not searched"
    );

    put(
        &mut home,
        &[EntryRow {
            text: "noon".into(),
            ..row.clone()
        }],
    );
    put(
        &mut home,
        &[EntryRow {
            withdrawn: true,
            ..theirs
        }],
    );
    for gone in ["morning", "evening"] {
        assert_eq!(search(&home, &[gone]), [""; 0], "{gone}");
    }
    assert_eq!(search(&home, &["noon", "boats"]), ["noon"]);
    home.write(|tx| tx.remove_entry(&row.document));
    assert_eq!(search(&home, &["noon"]), [""; 0]);
    assert_eq!(home.store.check(), Ok(Vec::new()));
}

#[test]
fn search_gives_the_best_first_within_the_filter() {
    let mut home = Home::new();
    let (me, sam, journal, bond) = (home.me.id(), home.sam.id(), home.journal, home.bond);
    let titled = EntryRow {
        title: Some("sea".into()),
        ..entry(journal, me, 1, "titled")
    };
    let rows = [
        titled,
        entry(
            journal,
            me,
            2,
            "sea and a good deal else besides, on and on and on",
        ),
        entry(bond, sam, 3, "sea sea sea"),
        entry(journal, me, 4, "land"),
    ];
    put(&mut home, &rows);
    let found = search(&home, &["sea"]);
    assert_eq!(found.len(), 3);
    assert_eq!(found[2], rows[1].text);
    let filter = EntryFilter {
        mine: true,
        limit: Some(1),
        ..EntryFilter::default()
    };
    let mine = texts(home.read(|tx| tx.search(&["sea".to_owned()], &filter)));
    assert_eq!(mine, ["titled"]);
}

#[test]
fn what_is_equally_good_comes_newest_first_with_and_without_a_filter() {
    let mut home = Home::new();
    let (me, sam, journal, bond) = (home.me.id(), home.sam.id(), home.journal, home.bond);
    let shown_at = |shown_at: i64, row: EntryRow| EntryRow { shown_at, ..row };
    let rows = [
        shown_at(50, entry(journal, me, 1, "sea five")),
        shown_at(20, entry(bond, sam, 2, "sea two")),
        shown_at(40, entry(journal, me, 3, "sea four")),
        shown_at(40, entry(journal, me, 4, "sea later")),
        shown_at(90, entry(journal, me, 5, "the sea is far and wide")),
        shown_at(99, entry(journal, me, 6, "sea gone")),
    ];
    put(&mut home, &rows);
    home.write(|tx| tx.remove_entry(&rows[5].document));
    let expected = [
        "sea five",
        "sea later",
        "sea four",
        "sea two",
        "the sea is far and wide",
    ];
    for limit in [None, Some(0), Some(1), Some(2), Some(4), Some(9)] {
        let free = EntryFilter {
            limit,
            ..EntryFilter::default()
        };
        let filtered = EntryFilter {
            since: Some("0001-01-01".to_owned()),
            ..free.clone()
        };
        let shown = limit.unwrap_or(usize::MAX).min(expected.len());
        for filter in [free, filtered] {
            let found = texts(home.read(|tx| tx.search(&["sea".to_owned()], &filter)));
            assert_eq!(found, expected[..shown], "{filter:?}");
        }
    }
}

#[test]
fn of_a_thousand_and_more_those_that_came_last_are_ranked() {
    let mut home = Home::new();
    let (me, journal) = (home.me.id(), home.journal);
    let best = entry(journal, me, 0, "sea sea sea *");
    put(&mut home, &[best]);
    let rows = (1..=1000).map(|n| entry(journal, me, n, &format!("the sea, seen {n} times")));
    put(&mut home, &rows.collect::<Vec<_>>());
    let first = |limit, words: &[&str]| {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        let filter = EntryFilter {
            limit,
            ..EntryFilter::default()
        };
        let found = texts(home.read(|tx| tx.search(&words, &filter)));
        (found.len(), found[0].clone())
    };
    let (count, best) = first(None, &["sea"]);
    assert_eq!((count, best.as_str()), (1001, "sea sea sea *"));
    let (count, best) = first(Some(2000), &["sea"]);
    assert_eq!((count, best.as_str()), (1001, "sea sea sea *"));
    let (count, best) = first(Some(5), &["sea"]);
    assert!(count == 5 && best != "sea sea sea *", "{best}");
    // Signs stand in no index: any entry may have them.
    let (count, best) = first(Some(5), &["sea", "*"]);
    assert_eq!((count, best.as_str()), (1, "sea sea sea *"));
}

#[test]
fn words_that_are_cut_are_found_in_a_row_only() {
    let mut home = Home::new();
    let (me, journal) = (home.me.id(), home.journal);
    let rows = [
        entry(journal, me, 1, "we don't worry"),
        entry(journal, me, 2, "T said: don, we do"),
        entry(
            journal,
            me,
            3,
            "une caf\u{e9}-th\u{e9}\u{e2}tre \u{e0} Lyon",
        ),
        EntryRow {
            title: Some("thank".into()),
            ..entry(journal, me, 4, "you")
        },
        entry(journal, me, 5, "Thank  YOU, thank me"),
        entry(
            journal,
            me,
            6,
            "\u{939}\u{93f}\u{928}\u{94d}\u{926}\u{940} c++ and 1+1",
        ),
        entry(journal, me, 7, "\u{939}\u{928}\u{926} \u{928}\u{939}"),
    ];
    put(&mut home, &rows);
    for (words, expected) in [
        (&["don't"][..], &[0][..]),
        (&["DON T"], &[0]),
        (&["t", "don"], &[0, 1]),
        (&["cafe-theatre"], &[2]),
        (&["Caf\u{e9}", "lyon"], &[2]),
        (&["theatre-cafe"], &[]),
        (&["thank you"], &[4]),
        (&["you", "thank"], &[3, 4]),
        (&["thank you", "thank me"], &[4]),
        (&["thank you", "worry"], &[]),
        (&["\u{939}\u{93f}\u{928}\u{94d}\u{926}\u{940}"], &[5]),
        // A vowel sign alone: the index cuts at it.
        (&["\u{93f}"], &[5]),
        (&["c++"], &[5]),
        (&["1+1"], &[5]),
        (&["1+"], &[5]),
        (&["thank+"], &[3, 4]),
    ] {
        let expected: Vec<&str> = expected.iter().map(|n: &usize| &*rows[*n].text).collect();
        for limit in [None, Some(9)] {
            let filter = EntryFilter {
                limit,
                ..EntryFilter::default()
            };
            let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
            let mut found = home.read(|tx| tx.search(&words, &filter));
            found.sort_by_key(|row| row.shown_at);
            assert_eq!(texts(found), expected, "{words:?}");
        }
    }
}

#[test]
fn what_says_a_word_more_often_or_a_rare_one_is_better() {
    let mut home = Home::new();
    let (me, journal) = (home.me.id(), home.journal);
    let mut rows = vec![
        entry(journal, me, 1, "tea one two three, sea"),
        entry(journal, me, 2, "tea tea Tea tea, sea"),
        entry(journal, me, 3, "tea tea, one two sea"),
        entry(journal, me, 4, "tea, one sea Sea sea SEA"),
        EntryRow {
            title: Some("Tea".into()),
            ..entry(journal, me, 5, "one two three four sea")
        },
    ];
    let sea = |n| entry(journal, me, n, "one two three by the sea");
    rows.extend((6..90).map(sea));
    put(&mut home, &rows);
    let places = |words: &[&str]| {
        let found = search(&home, words);
        let place = |row: &EntryRow| found.iter().position(|text| *text == row.text);
        rows[..5].iter().map(place).collect::<Vec<_>>()
    };
    // The more often the better, and then the shorter; a title counts as two.
    let often_first = [Some(3), Some(0), Some(1), Some(4), Some(2)];
    assert_eq!(places(&["tea"]), often_first);
    // Nearly all have the sea.
    assert_eq!(places(&["sea", "tea"])[1], Some(0));
    assert_eq!(places(&["sea"])[3], Some(0));
}

/// Entries come, change and go at random; what is found is what a walk through them finds, and of what went
/// no word stays in the index.
#[test]
fn index_follows_thousands_of_changes() {
    const WORDS: [&str; 12] = [
        "sea",
        "Sea",
        "tea",
        "t\u{e9}a",
        "l'eau",
        "one",
        "two",
        "\u{df}",
        "a+b",
        "\u{43c}\u{438}\u{440}",
        "x9",
        "\u{2764}",
    ];
    let mut home = Home::new();
    let (me, journal) = (home.me.id(), home.journal);
    let mut random = 7u64;
    let mut next = |below: u64| {
        random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) % below
    };
    let mut held = std::collections::BTreeMap::new();
    for _ in 0..150 {
        let mut changes = Vec::new();
        for _ in 0..next(20) {
            let n = 1 + u32::try_from(next(60)).unwrap();
            let mut said = |most| {
                let words = (0..next(most)).map(|_| WORDS[usize::try_from(next(12)).unwrap()]);
                words.collect::<Vec<_>>().join(" ")
            };
            let row = EntryRow {
                title: Some(said(3)),
                tags: vec![said(2)],
                ..entry(journal, me, n, &said(12))
            };
            changes.push((n, next(4) > 0, row));
        }
        home.write(|tx| {
            for (_, stays, row) in &changes {
                if *stays {
                    tx.put_entry(row)?;
                } else {
                    tx.remove_entry(&row.document)?;
                }
            }
            Ok(())
        });
        for (n, stays, row) in changes {
            held.remove(&n);
            if stays {
                held.insert(n, row);
            }
        }
        for words in [
            &["sea"][..],
            &["tea", "sea"],
            &["l'eau"],
            &["a", "one"],
            &["\u{41c}\u{418}\u{420}"],
            &["\u{2764}"],
            &["eau", "b"],
        ] {
            let in_terms = |text: &str| -> Vec<String> {
                let plain = text.to_lowercase().replace('\u{e9}', "e");
                plain
                    .split(|c: char| !c.is_alphanumeric())
                    .map(str::to_owned)
                    .collect()
            };
            let has = |row: &&EntryRow| {
                let all = [
                    row.title.clone().unwrap(),
                    row.text.clone(),
                    row.tags.join(" "),
                ]
                .join(" ");
                words.iter().all(|word| match *word {
                    "l'eau" | "\u{2764}" => all.contains(word),
                    word => in_terms(&all).contains(&word.to_lowercase()),
                })
            };
            let mut expected: Vec<&str> = held.values().filter(has).map(|row| &*row.text).collect();
            expected.sort_unstable();
            let mut found = search(&home, words);
            found.sort_unstable();
            assert_eq!(found, expected, "{words:?}");
        }
    }
    assert_eq!(home.store.check(), Ok(Vec::new()));
    home.write(|tx| {
        held.values()
            .try_for_each(|row| tx.remove_entry(&row.document))
    });
    for word in WORDS {
        assert_eq!(search(&home, &[word]), [""; 0]);
    }
}
