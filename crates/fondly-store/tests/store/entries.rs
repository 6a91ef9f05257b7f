//! Entries: lists, filters, the shared log, the inbox.

use fondly_store::{EntryFilter, EntryKind, EntryRow, StoreError};
use fondly_sync::{DocumentId, PersonId, SpaceId, base32};

use crate::support::{Home, entry};

pub(crate) fn texts(rows: Vec<EntryRow>) -> Vec<String> {
    rows.into_iter().map(|row| row.text).collect()
}

pub(crate) fn put(home: &mut Home, rows: &[EntryRow]) {
    home.write(|tx| rows.iter().try_for_each(|row| tx.put_entry(row)));
}

fn list(home: &Home, filter: &EntryFilter) -> Vec<String> {
    texts(home.read(|tx| tx.entries(filter)))
}

fn full(home: &Home) -> EntryRow {
    EntryRow {
        kind: EntryKind::Response,
        with: Some(home.sam.id()),
        to_name: Some("Zo\u{eb}".to_owned()),
        log_time: -5,
        log_order: u32::MAX,
        tags: vec!["Sea".to_owned(), "summer holidays".to_owned()],
        title: Some("Title".to_owned()),
        in_reply_to: Some(DocumentId([3; 16])),
        edited: true,
        withdrawn: false,
        ..entry(home.bond, home.sam.id(), 7, &"long text ".repeat(50))
    }
}

#[test]
fn entry_comes_back_as_it_was() {
    let mut home = Home::new();
    let row = full(&home);
    put(&mut home, std::slice::from_ref(&row));
    assert_eq!(home.read(|tx| tx.entry(&row.document)), Some(row.clone()));
    let plain = EntryRow {
        title: None,
        tags: Vec::new(),
        to_name: None,
        with: None,
        ..row
    };
    put(&mut home, std::slice::from_ref(&plain));
    assert_eq!(
        home.read(|tx| tx.entry(&plain.document)),
        Some(plain.clone())
    );
    home.write(|tx| tx.remove_entry(&plain.document));
    home.write(|tx| tx.remove_entry(&plain.document));
    assert_eq!(home.read(|tx| tx.entry(&plain.document)), None);
    assert_eq!(home.store.check(), Ok(Vec::new()));
}

#[test]
fn lists_are_newest_first_and_without_my_editions() {
    let mut home = Home::new();
    let (me, sam, journal, bond) = (home.me.id(), home.sam.id(), home.journal, home.bond);
    let withdrawn = EntryRow {
        withdrawn: true,
        ..entry(bond, sam, 4, "withdrawn")
    };
    let rows = [
        entry(journal, me, 1, "first"),
        entry(bond, sam, 3, "third"),
        entry(bond, me, 9, "edition"),
        withdrawn,
        entry(journal, me, 2, "second"),
    ];
    put(&mut home, &rows);
    let all = EntryFilter::default();
    assert_eq!(list(&home, &all), ["third", "second", "first"]);
    let mine = EntryFilter {
        mine: true,
        ..all.clone()
    };
    assert_eq!(list(&home, &mine), ["second", "first"]);
    let received = EntryFilter {
        received: true,
        ..all.clone()
    };
    assert_eq!(list(&home, &received), ["third"]);
    let two = EntryFilter {
        limit: Some(2),
        ..all.clone()
    };
    assert_eq!(list(&home, &two), ["third", "second"]);
    assert_eq!(
        list(
            &home,
            &EntryFilter {
                limit: Some(0),
                ..all.clone()
            }
        ),
        [""; 0]
    );
    let withdrawn = EntryFilter {
        withdrawn: true,
        received: true,
        ..all
    };
    assert_eq!(list(&home, &withdrawn), ["withdrawn", "third"]);
    assert_eq!(home.read(|tx| tx.newest_mine()), Some(rows[4].document));
}

#[test]
fn needs_are_the_same_with_and_without_a_limit() {
    let mut home = Home::new();
    let (me, sam, journal, bond) = (home.me.id(), home.sam.id(), home.journal, home.bond);
    let need = |row: EntryRow| EntryRow {
        kind: EntryKind::Need,
        ..row
    };
    let rows = [
        need(EntryRow {
            tags: vec!["Rest".into()],
            ..entry(journal, me, 1, "rest")
        }),
        need(entry(bond, sam, 3, "time")),
        need(entry(bond, me, 4, "edition")),
        need(EntryRow {
            withdrawn: true,
            ..entry(bond, sam, 5, "withdrawn")
        }),
        entry(journal, me, 6, "reflection"),
        need(entry(journal, me, 2, "quiet")),
    ];
    put(&mut home, &rows);
    let needs = EntryFilter {
        kinds: vec![EntryKind::Need],
        ..EntryFilter::default()
    };
    let tagged = EntryFilter {
        tag: Some("rest".to_owned()),
        ..needs.clone()
    };
    let of_mine = EntryFilter {
        mine: true,
        ..needs.clone()
    };
    for (filter, expected) in [
        (needs, vec![&rows[1], &rows[5], &rows[0]]),
        (of_mine, vec![&rows[5], &rows[0]]),
        (tagged, vec![&rows[0]]),
    ] {
        for limit in [None, Some(9)] {
            let filter = EntryFilter {
                limit,
                ..filter.clone()
            };
            let found = home.read(|tx| tx.entries(&filter));
            assert_eq!(found.iter().collect::<Vec<_>>(), expected, "{filter:?}");
        }
    }
}

#[test]
fn filters_narrow_the_list() {
    let mut home = Home::new();
    let (me, sam, journal, bond) = (home.me.id(), home.sam.id(), home.journal, home.bond);
    let on = |date: &str, row: EntryRow| EntryRow {
        date: date.to_owned(),
        ..row
    };
    let rows = [
        on(
            "2026-01-31",
            EntryRow {
                tags: vec!["Sea".into()],
                ..entry(journal, me, 1, "tagged")
            },
        ),
        on(
            "2026-02-01",
            EntryRow {
                with: Some(sam),
                ..entry(journal, me, 2, "to sam")
            },
        ),
        on(
            "2026-02-28",
            EntryRow {
                to_name: Some("Zoe".into()),
                ..entry(journal, me, 3, "to zoe")
            },
        ),
        on(
            "2026-03-01",
            EntryRow {
                with: Some(sam),
                ..entry(bond, sam, 4, "from sam")
            },
        ),
        on(
            "2026-03-02",
            EntryRow {
                kind: EntryKind::Need,
                ..entry(journal, me, 5, "a need")
            },
        ),
    ];
    put(&mut home, &rows);
    let all = EntryFilter::default();
    let listed = |filter: EntryFilter| list(&home, &filter);
    assert_eq!(
        listed(EntryFilter {
            tag: Some("sea".into()),
            ..all.clone()
        }),
        ["tagged"]
    );
    assert_eq!(
        listed(EntryFilter {
            tag: Some("se".into()),
            ..all.clone()
        }),
        [""; 0]
    );
    let with = EntryFilter {
        with: Some(sam),
        ..all.clone()
    };
    assert_eq!(listed(with.clone()), ["from sam", "to sam"]);
    let either = EntryFilter {
        to_name: Some("ZOE".into()),
        ..with
    };
    assert_eq!(listed(either), ["from sam", "to zoe", "to sam"]);
    assert_eq!(
        listed(EntryFilter {
            to_name: Some("zoe".into()),
            ..all.clone()
        }),
        ["to zoe"]
    );
    let stranger = Some(PersonId([99; 32]));
    assert_eq!(
        listed(EntryFilter {
            with: stranger,
            ..all.clone()
        }),
        [""; 0]
    );
    let february = EntryFilter {
        since: Some("2026-02-01".into()),
        until: Some("2026-02-28".into()),
        ..all.clone()
    };
    assert_eq!(listed(february), ["to zoe", "to sam"]);
    let kinds = vec![EntryKind::Need, EntryKind::Response];
    assert_eq!(
        listed(EntryFilter {
            kinds,
            ..all.clone()
        }),
        ["a need"]
    );
    assert_eq!(
        listed(EntryFilter {
            spaces: vec![bond],
            ..all.clone()
        }),
        ["from sam"]
    );
    let nowhere = vec![SpaceId([99; 32])];
    assert_eq!(
        listed(EntryFilter {
            spaces: nowhere,
            ..all
        }),
        [""; 0]
    );
}

#[test]
fn log_is_ordered_by_time_then_order_then_document() {
    let mut home = Home::new();
    let (me, sam, bond) = (home.me.id(), home.sam.id(), home.bond);
    let thanks = |author, n, log_time, log_order, text: &str| EntryRow {
        kind: EntryKind::Appreciation,
        log_time,
        log_order,
        ..entry(bond, author, n, text)
    };
    let rows = [
        thanks(me, 9, 20, 1, "e"),
        thanks(sam, 3, 10, 2, "c"),
        thanks(me, 5, 10, 2, "d"),
        thanks(sam, 7, 10, 1, "b"),
        thanks(me, 8, 9, 9, "a"),
        EntryRow {
            withdrawn: true,
            ..thanks(sam, 1, 5, 0, "withdrawn")
        },
        EntryRow {
            kind: EntryKind::Need,
            ..thanks(sam, 2, 5, 0, "a need")
        },
        EntryRow {
            space: home.journal,
            ..thanks(me, 4, 5, 0, "private")
        },
    ];
    let expected = ["a", "b", "c", "d", "e"];
    put(&mut home, &rows);
    assert_eq!(texts(home.read(|tx| tx.log_entries(&bond))), expected);
    let mut other = Home::new();
    let reversed: Vec<EntryRow> = rows.iter().rev().cloned().collect();
    put(&mut other, &reversed);
    assert_eq!(texts(other.read(|tx| tx.log_entries(&bond))), expected);
}

#[test]
fn prefixes_find_ids_at_the_ends_of_their_range() {
    let mut home = Home::new();
    let (me, journal) = (home.me.id(), home.journal);
    let mut low = [0; 16];
    low[0] = 0b0000_1000; // "b" and zeros
    let mut high = [0xff; 16];
    high[0] = 0b0000_1111;
    let ids = [[0; 16], low, high, [0xff; 16]];
    let rows = ids.map(|id| EntryRow {
        document: DocumentId(id),
        ..entry(journal, me, 1, "")
    });
    put(&mut home, &rows);
    let edition = EntryRow {
        document: DocumentId([1; 16]),
        ..entry(home.bond, me, 2, "")
    };
    put(&mut home, &[edition]);
    let find = |prefix: &str| home.read(|tx| tx.find_prefix(prefix));
    let ids = ids.map(DocumentId);
    assert_eq!(find("a"), ids[..1]);
    assert_eq!(find("b"), ids[1..3]);
    assert_eq!(find("b777"), ids[2..3]);
    assert_eq!(find("7777"), ids[3..]);
    assert_eq!(find(""), ids);
    for id in ids {
        assert_eq!(find(&base32(&id.0)), [id]);
    }
    assert_eq!(find("c"), []);
    assert_eq!(find("b1"), []);
}

#[test]
fn inbox_holds_what_was_received_and_not_opened() {
    let mut home = Home::new();
    let (me, sam, journal, bond) = (home.me.id(), home.sam.id(), home.journal, home.bond);
    let rows = [
        entry(bond, sam, 5, "newer"),
        entry(bond, sam, 2, "older"),
        entry(journal, me, 3, "mine"),
        EntryRow {
            withdrawn: true,
            ..entry(bond, sam, 4, "withdrawn")
        },
    ];
    put(&mut home, &rows);
    assert_eq!(texts(home.read(|tx| tx.inbox())), ["older", "newer"]);
    let places = home.read(|tx| tx.inbox_places());
    let in_place = places
        .iter()
        .map(|at| home.read(|tx| tx.entry_in_place(*at)));
    assert_eq!(texts(in_place.collect()), ["older", "newer"]);
    assert_eq!(home.read(|tx| tx.inbox_counts()), [(bond, 2)].into());
    home.write(|tx| tx.mark_opened(&rows[1].document, 50));
    assert!(home.read(|tx| tx.is_opened(&rows[1].document)));
    assert!(!home.read(|tx| tx.is_opened(&rows[0].document)));
    put(
        &mut home,
        &[EntryRow {
            text: "older, edited".into(),
            ..rows[1].clone()
        }],
    );
    assert_eq!(
        texts(home.read(|tx| tx.inbox())),
        ["newer"],
        "an edit does not close it"
    );
    let unknown = home
        .store
        .write(|tx| tx.mark_opened(&DocumentId([9; 16]), 50));
    assert_eq!(unknown, Err(StoreError::Unknown { what: "entry" }));
}

#[test]
fn replies_stand_below_what_they_answer() {
    let mut home = Home::new();
    let (me, sam, journal, bond) = (home.me.id(), home.sam.id(), home.journal, home.bond);
    let question = entry(bond, sam, 1, "question");
    let to = Some(question.document);
    let rows = [
        question.clone(),
        EntryRow {
            in_reply_to: to,
            ..entry(journal, me, 9, "later answer")
        },
        EntryRow {
            in_reply_to: to,
            ..entry(journal, me, 4, "first answer")
        },
        EntryRow {
            in_reply_to: to,
            ..entry(bond, me, 5, "my edition of it")
        },
    ];
    put(&mut home, &rows);
    let replies = texts(home.read(|tx| tx.replies(&question.document)));
    assert_eq!(replies, ["first answer", "later answer"]);
}

#[test]
fn whether_there_are_so_many_needs_no_count() {
    let mut home = Home::new();
    let (me, journal) = (home.me.id(), home.journal);
    let rows = [1, 2, 3].map(|n| entry(journal, me, n, "quiet"));
    put(&mut home, &rows);
    for (entries, is) in [(0, true), (3, true), (4, false), (u32::MAX, false)] {
        assert_eq!(home.read(|tx| tx.lists_at_least(entries)), is, "{entries}");
    }
}
