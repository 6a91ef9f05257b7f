//! Bonds, shares, keys, peers, notes.

use std::collections::BTreeMap;

use fondly_crypto::{EpochKey, SealingSecret};
use fondly_store::{
    BondRow, EntryKind, EntryRow, EpochRow, NeedFilter, ShareRow, ShareState, SpaceKind, SpaceRow,
    StoreError,
};
use fondly_sync::{DeviceInSpace, DocumentId, Epoch, EpochId, SpaceId};

use crate::{
    entries::put,
    support::{Home, Person, create, entry},
};

fn bond(home: &Home, space: SpaceId, label: &str) -> BondRow {
    BondRow {
        space,
        person: home.sam.id(),
        label: label.to_owned(),
        transcript: [6; 32],
        inviter: true,
        in_person: false,
        verified: false,
        they_verified: true,
        wrong_words: 2,
        voided: false,
        confirmed: true,
        created_at: 100,
        last_exchange: None,
        order_seen: 7,
        version: 3,
    }
}

#[test]
fn spaces_come_with_their_members() {
    let mut home = Home::new();
    let (me, sam) = (home.me.id(), home.sam.id());
    let mut members = vec![me, sam];
    members.sort_unstable();
    let expected = [
        SpaceRow {
            space: home.journal,
            kind: SpaceKind::Journal,
            members: vec![me],
        },
        SpaceRow {
            space: home.bond,
            kind: SpaceKind::Bond,
            members: members.clone(),
        },
    ];
    assert_eq!(home.read(|tx| tx.spaces()), expected);
    assert_eq!(home.read(|tx| tx.members(&home.bond)), members);
    assert_eq!(home.read(|tx| tx.members(&SpaceId([9; 32]))), []);
    let bond = home.bond;
    home.write(|tx| tx.add_space(&bond, SpaceKind::Bond, 99, &[me]));
    assert_eq!(home.read(|tx| tx.spaces()), expected);
}

#[test]
fn roster_of_a_person_is_the_last_that_was_stored() {
    let home = Home::new();
    assert_eq!(
        home.read(|tx| tx.roster(&home.sam.id())),
        Some(home.sam.roster.clone())
    );
    assert_eq!(home.read(|tx| tx.roster(&Person::new(9).id())), None);
}

#[test]
fn labels_of_standing_bonds_differ_without_case() {
    let mut home = Home::new();
    let other_space = SpaceId::bond(&[6; 32]);
    let me = home.me.id();
    home.write(|tx| tx.add_space(&other_space, SpaceKind::Bond, 0, &[me]));
    let first = bond(&home, home.bond, "\u{c9}lodie");
    let second = bond(&home, other_space, "\u{e9}LODIE");
    home.write(|tx| tx.put_bond(&first));
    assert_eq!(
        home.store.write(|tx| tx.put_bond(&second)),
        Err(StoreError::LabelTaken)
    );
    let pending = BondRow {
        confirmed: false,
        ..second.clone()
    };
    home.write(|tx| tx.put_bond(&pending));
    assert_eq!(
        home.read(|tx| tx.bond_by_label(" \u{c9}LODIE")),
        Some(first.clone())
    );
    assert_eq!(home.read(|tx| tx.bonds()), [first.clone(), pending]);

    home.write(|tx| {
        tx.put_bond(&BondRow {
            voided: true,
            ..first.clone()
        })
    });
    home.write(|tx| tx.put_bond(&second));
    assert_eq!(
        home.read(|tx| tx.bond_by_label("\u{e9}lodie")),
        Some(second)
    );
    assert_eq!(
        home.store.write(|tx| tx.put_bond(&first)),
        Err(StoreError::LabelTaken)
    );
    assert_eq!(
        home.read(|tx| tx.bond_of_space(&home.bond))
            .map(|bond| bond.voided),
        Some(true)
    );
}

#[test]
fn last_exchange_never_goes_back() {
    let mut home = Home::new();
    let (space, row) = (home.bond, bond(&home, home.bond, "Sam"));
    home.write(|tx| tx.put_bond(&row));
    home.write(|tx| tx.note_exchange(&space, 500));
    home.write(|tx| tx.put_bond(&row));
    home.write(|tx| tx.note_exchange(&space, 400));
    let expected = BondRow {
        last_exchange: Some(500),
        ..row
    };
    assert_eq!(home.read(|tx| tx.bond_of_space(&space)), Some(expected));
    assert_eq!(home.read(|tx| tx.last_exchange(&home.journal)), None);
}

#[test]
fn secret_is_spent_once() {
    let mut home = Home::new();
    assert!(home.write(|tx| tx.spend_secret(&[1; 32], 5)));
    assert!(!home.write(|tx| tx.spend_secret(&[1; 32], 6)));
    assert!(home.write(|tx| tx.spend_secret(&[2; 32], 6)));
}

#[test]
fn shares_are_found_from_either_side() {
    let mut home = Home::new();
    let row = |entry: u8, edition: Option<u8>, state, hold_until| ShareRow {
        entry: DocumentId([entry; 16]),
        space: home.bond,
        edition: edition.map(|edition| DocumentId([edition; 16])),
        heads: vec![[1; 32], [2; 32]],
        part: Some("a part".to_owned()),
        state,
        hold_until,
        shared_at: Some(9),
        by_device: home.me.device(),
    };
    let shared = row(1, Some(101), ShareState::Shared, None);
    let late = row(2, None, ShareState::Held, Some(300));
    let soon = row(3, None, ShareState::Held, Some(200));
    let rows = [shared.clone(), late.clone(), soon.clone()];
    home.write(|tx| rows.iter().try_for_each(|row| tx.put_share(row)));
    assert_eq!(home.read(|tx| tx.shares_of(&shared.entry)), rows[..1]);
    assert_eq!(
        home.read(|tx| tx.share_of_edition(&DocumentId([101; 16]))),
        Some(shared.clone())
    );
    assert_eq!(home.read(|tx| tx.share_of_edition(&shared.entry)), None);
    assert_eq!(home.read(|tx| tx.shares_in(&home.bond)), rows);
    assert_eq!(home.read(|tx| tx.held(None)), [soon.clone(), late.clone()]);
    assert_eq!(home.read(|tx| tx.held(Some(199))), []);
    assert_eq!(home.read(|tx| tx.held(Some(200))), rows[2..]);

    let withdrawn = ShareRow {
        state: ShareState::Withdrawn,
        part: None,
        ..shared
    };
    let cancelled = ShareRow {
        state: ShareState::Cancelled,
        heads: Vec::new(),
        ..soon
    };
    home.write(|tx| tx.put_share(&withdrawn));
    home.write(|tx| tx.put_share(&cancelled));
    assert_eq!(
        home.read(|tx| tx.shares_in(&home.bond)),
        [withdrawn.clone(), late, cancelled]
    );
    home.write(|tx| tx.remove_shares_of(&withdrawn.entry));
    assert_eq!(home.read(|tx| tx.shares_of(&withdrawn.entry)), []);
}

#[test]
fn shares_of_needs_are_found_together() {
    let mut home = Home::new();
    let (me, journal, bond) = (home.me.id(), home.journal, home.bond);
    let row = |n, kind| EntryRow {
        kind,
        ..entry(journal, me, n, "quiet")
    };
    let rows = [
        row(1, EntryKind::Need),
        row(2, EntryKind::Reflection),
        row(3, EntryKind::Need),
        row(4, EntryKind::Need),
    ];
    put(&mut home, &rows);
    let share = |at: usize, state| ShareRow {
        entry: rows[at].document,
        space: bond,
        edition: None,
        heads: Vec::new(),
        part: None,
        state,
        hold_until: None,
        shared_at: None,
        by_device: home.me.device(),
    };
    let shares = [
        share(2, ShareState::Withdrawn),
        share(0, ShareState::Shared),
        share(1, ShareState::Shared),
        share(3, ShareState::Cancelled),
    ];
    home.write(|tx| shares.iter().try_for_each(|share| tx.put_share(share)));
    assert_eq!(home.read(|tx| tx.shares_of_needs(0)), shares[..2]);
    let later = rows.iter().map(|row| row.shown_at).max().unwrap() + 1;
    assert_eq!(home.read(|tx| tx.shares_of_needs(later)), []);

    let find = |filter: NeedFilter| -> Vec<DocumentId> {
        let found = home.read(|tx| tx.needs(&filter));
        found.into_iter().map(|row| row.document).collect()
    };
    let ids = |at: &[usize]| at.iter().map(|at| rows[*at].document).collect::<Vec<_>>();
    assert_eq!(find(NeedFilter::default()), ids(&[3, 2, 0]));
    let limit = Some(2);
    assert_eq!(
        find(NeedFilter {
            limit,
            ..NeedFilter::default()
        }),
        ids(&[3, 2])
    );
    let shared_in = Some(bond);
    assert_eq!(
        find(NeedFilter {
            shared_in,
            ..NeedFilter::default()
        }),
        ids(&[0])
    );
    let since = Some("9999-01-01".to_owned());
    assert_eq!(
        find(NeedFilter {
            since,
            ..NeedFilter::default()
        }),
        []
    );
    let with = Some(home.sam.id());
    assert_eq!(
        find(NeedFilter {
            with,
            ..NeedFilter::default()
        }),
        []
    );
}

#[test]
fn newest_record_of_a_device_counts() {
    let mut home = Home::new();
    let (space, device) = (home.bond, home.sam.device());
    let said = |endpoint: u8| DeviceInSpace {
        sealing: SealingSecret::from_bytes(&[endpoint; 32]).public(),
        endpoint: [endpoint; 32],
        addresses: vec!["192.0.2.1:4242".parse().unwrap()],
        relay: Some("https://relay.example".to_owned()),
    };
    let heard = [
        (1, None),
        (2, None),
        (3, Some(5)),
        (4, Some(4)),
        (5, None),
        (6, Some(6)),
    ];
    for ((endpoint, seq), expected) in heard.into_iter().zip([1, 2, 3, 3, 3, 6]) {
        home.write(|tx| tx.put_space_device(&space, &device, &said(endpoint), seq));
        let devices = home.read(|tx| tx.space_devices(&space));
        assert_eq!(
            devices,
            BTreeMap::from([(device, said(expected))]),
            "{endpoint}"
        );
    }
    assert_eq!(
        home.read(|tx| tx.space_devices(&home.journal)),
        BTreeMap::new()
    );
}

#[test]
fn keys_of_a_space_come_back() {
    let mut home = Home::new();
    let space = home.bond;
    home.write(|tx| tx.add_sealing_secret(&space, &[1; 32], 20));
    home.write(|tx| tx.add_sealing_secret(&space, &[2; 32], 10));
    let secrets = home.read(|tx| tx.sealing_secrets(&space));
    assert_eq!(
        secrets.iter().map(|secret| secret[0]).collect::<Vec<_>>(),
        [2, 1]
    );

    assert_eq!(home.read(|tx| tx.endpoint(&space)), None);
    let unknown = home.store.write(|tx| tx.set_endpoint_port(&space, 1));
    assert_eq!(unknown, Err(StoreError::Unknown { what: "endpoint" }));
    home.write(|tx| tx.put_endpoint(&space, &[3; 32]));
    home.write(|tx| tx.set_endpoint_port(&space, u16::MAX));
    home.write(|tx| tx.put_endpoint(&space, &[4; 32]));
    let endpoint = home.read(|tx| tx.endpoint(&space)).unwrap();
    assert_eq!((*endpoint.secret, endpoint.port), ([4; 32], Some(u16::MAX)));
    assert_eq!(format!("{endpoint:?}"), "EndpointRow(port Some(65535))");
}

#[test]
fn epoch_is_stored_once_and_counts_its_envelopes() {
    let mut home = Home::new();
    let space = home.bond;
    let records = home.sam.log(&space, [create(1, "announcement")]);
    let announcement = fondly_sync::Run::of(records[0].hash, &records).unwrap();
    let key = EpochKey::from_bytes(&[9; 32]);
    let row = |id: u8, number| EpochRow {
        id: EpochId([id; 32]),
        epoch: Epoch {
            parents: vec![EpochId([7; 32])],
            number,
            suite: 1,
            rosters: vec![[1; 32], [2; 32]],
            key_commit: key.commit(&space.0),
        },
        signer: home.sam.device(),
        key: key.to_bytes(),
        announcement: announcement.clone(),
        made_at: 77,
        envelopes: 0,
    };
    let (first, second) = (row(200, 1), row(100, 2));
    home.write(|tx| tx.put_epoch(&space, &first));
    home.write(|tx| tx.put_epoch(&space, &second));
    home.write(|tx| tx.count_envelopes(&space, &first.id, 3));
    home.write(|tx| tx.count_envelopes(&space, &first.id, 4));
    home.write(|tx| tx.put_epoch(&space, &first));
    let counted = EpochRow {
        envelopes: 7,
        ..first
    };
    assert_eq!(home.read(|tx| tx.epochs(&space)), [counted, second]);
    let unknown = home
        .store
        .write(|tx| tx.count_envelopes(&space, &EpochId([1; 32]), 1));
    assert_eq!(unknown, Err(StoreError::Unknown { what: "epoch" }));
}

#[test]
fn what_a_peer_holds_only_grows() {
    let mut home = Home::new();
    let (space, peer, log) = (home.bond, home.sam.device(), home.me.device());
    for (next, expected) in [(5, 5), (3, 5), (8, 8)] {
        home.write(|tx| tx.note_peer_holds(&space, &peer, &log, next));
        assert_eq!(
            home.read(|tx| tx.peer_holds(&space)),
            BTreeMap::from([((peer, log), expected)])
        );
    }
}

#[test]
fn quota_counts_one_day() {
    let mut home = Home::new();
    let (sam, space, journal) = (home.sam.id(), home.bond, home.journal);
    assert_eq!(
        home.write(|tx| tx.note_received(&sam, &space, 100, 2, 30)),
        (2, 30)
    );
    assert_eq!(
        home.write(|tx| tx.note_received(&sam, &space, 100, 1, 5)),
        (3, 35)
    );
    assert_eq!(
        home.write(|tx| tx.note_received(&sam, &journal, 100, 1, 1)),
        (1, 1)
    );
    assert_eq!(
        home.write(|tx| tx.note_received(&sam, &space, 101, 1, 1)),
        (1, 1)
    );
}

#[test]
fn note_is_replaced() {
    let mut home = Home::new();
    home.write(|tx| tx.put_note("a", b"1"));
    home.write(|tx| tx.put_note("a", b"2"));
    home.write(|tx| tx.put_note("b", b""));
    assert_eq!(home.read(|tx| tx.note("a")), Some(b"2".to_vec()));
    assert_eq!(home.read(|tx| tx.note("b")), Some(Vec::new()));
    assert_eq!(home.read(|tx| tx.note("c")), None);
}

#[test]
fn unknown_space_takes_nothing() {
    let mut home = Home::new();
    let nowhere = SpaceId([9; 32]);
    let unknown = Err(StoreError::Unknown { what: "space" });
    assert_eq!(
        home.store.write(|tx| tx.put_endpoint(&nowhere, &[1; 32])),
        unknown
    );
    assert_eq!(
        home.store
            .write(|tx| tx.add_sealing_secret(&nowhere, &[1; 32], 0)),
        unknown
    );
    let row = bond(&home, nowhere, "Sam");
    assert_eq!(home.store.write(|tx| tx.put_bond(&row)), unknown);
}

#[test]
fn debug_shows_no_secret_and_no_text() {
    let home = Home::new();
    let shown = format!("{:?} {:?}", home.identity(), bond(&home, home.bond, "Sam"));
    for secret in ["abandon", "Ana", "Sam", "4, 4"] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
}
