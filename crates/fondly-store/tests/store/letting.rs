//! How near bonds are, what goes where one ends, and receipts for what was withdrawn.

use fondly_store::{DocumentRow, DocumentState, EntryFilter, EntryRow};
use fondly_sync::{Contact, Content, DocumentId, PersonId, Received, SpaceId, Wish};

use crate::support::{Home, create, entry};

fn contact(home: &Home, wish: Wish) -> Contact {
    Contact {
        space: home.bond,
        person: home.sam.id(),
        version: 3,
        wish,
    }
}

#[test]
fn what_is_wanted_of_a_bond_is_what_was_stored_last_also_of_one_that_is_not_here() {
    let mut home = Home::new();
    assert_eq!(home.read(|tx| tx.contact(&home.bond)), None);
    let ended = |received, blocked| Wish::Ended { received, blocked };
    for wish in [
        Wish::Paused,
        Wish::Open,
        ended(Received::Kept, false),
        ended(Received::Kept, true),
        ended(Received::Deleted, false),
    ] {
        let contact = contact(&home, wish);
        home.write(|tx| tx.put_contact(&contact));
        assert_eq!(home.read(|tx| tx.contact(&home.bond)), Some(contact));
    }
    let elsewhere = Contact {
        space: SpaceId([0; 32]),
        person: PersonId([9; 32]),
        ..contact(&home, Wish::Paused)
    };
    home.write(|tx| tx.put_contact(&elsewhere));
    let spaces: Vec<SpaceId> = home
        .read(|tx| tx.contacts())
        .iter()
        .map(|it| it.space)
        .collect();
    assert_eq!(spaces, [SpaceId([0; 32]), home.bond]);
}

/// One document of each in the bond: mine, then Sam's, both listed.
fn both_wrote(home: &mut Home) -> [DocumentId; 2] {
    let bond = home.bond;
    let mine = home.me.log(&bond, [create(1, "about the sea")]);
    let theirs = home.sam.log(&bond, [create(2, "about wild garlic")]);
    let documents = [mine[0].document, theirs[0].document];
    let (me, sam) = (home.me.id(), home.sam.id());
    let (my_device, sams_device) = (home.me.device(), home.sam.device());
    let run = home.sam.whole(&bond, &theirs);
    home.write(|tx| {
        tx.append_own(&bond, &my_device, &mine[0], 0)?;
        tx.append_run(&run, 0)?;
        tx.set_applied(&bond, &sams_device, 0, fondly_store::Applied::Yes)?;
        let parts = [
            (me, my_device, "about the sea"),
            (sam, sams_device, "about wild garlic"),
        ];
        for ((n, document), (author, creator, text)) in (0..).zip(documents).zip(parts) {
            tx.put_document(&DocumentRow {
                document,
                space: bond,
                owner: Some(author),
                creator,
                state: DocumentState::Live,
            })?;
            let row = entry(bond, author, n, text);
            tx.put_entry(&EntryRow { document, ..row })?;
        }
        Ok(())
    });
    documents
}

#[test]
fn what_others_wrote_is_erased_and_what_is_mine_stays() {
    let mut home = Home::new();
    let (bond, me) = (home.bond, home.me.id());
    let [mine, theirs] = both_wrote(&mut home);
    let found = |home: &Home, word: &str| {
        let words = [word.to_owned()];
        home.read(|tx| tx.search(&words, &EntryFilter::default()))
            .len()
    };
    assert_eq!(found(&home, "garlic"), 1);
    home.write(|tx| tx.erase_received(&bond, &me));
    assert_eq!(home.read(|tx| tx.entry(&theirs)), None);
    assert!(home.read(|tx| tx.entry(&mine)).is_some());
    assert_eq!(found(&home, "garlic"), 0);
    let state = |document| home.read(|tx| tx.document(&bond, document)).unwrap().state;
    assert_eq!(
        (state(&mine), state(&theirs)),
        (DocumentState::Live, DocumentState::Erased)
    );
    let payload = |device| {
        let (_, records) = home.read(|tx| tx.records(&bond, &device, 0, 9, usize::MAX));
        matches!(records[0].item.content, Content::Full(_))
    };
    assert!(payload(home.me.device()) && !payload(home.sam.device()));
    let tips = home.read(|tx| tx.tips(&bond));
    assert!(
        tips.values()
            .all(|tip| tip.holes.is_empty() && tip.next == 1)
    );
    assert_eq!(home.store.check(), Ok(Vec::new()));
}

#[test]
fn editions_are_told_from_the_log_and_stay_as_withdrawn() {
    let mut home = Home::new();
    let (bond, me, device) = (home.bond, home.me.id(), home.me.device());
    let [mine, _] = both_wrote(&mut home);
    let edition = home.read(|tx| tx.editions(&bond, &me)).remove(0);
    assert_eq!(
        (edition.document, edition.creator, edition.seq),
        (mine, device, 0)
    );
    assert_eq!((edition.revision, edition.since), (1, Some(1_700_000_000)));
    assert!(!edition.withdrawn);
    home.write(|tx| {
        tx.erase_payloads(&bond, &mine)?;
        tx.set_document_state(&bond, &mine, DocumentState::Retracted)
    });
    let editions = home.read(|tx| tx.editions(&bond, &me));
    assert_eq!(editions.len(), 1);
    assert_eq!((editions[0].withdrawn, editions[0].since), (true, None));
}

#[test]
fn a_receipt_is_owed_once_for_what_another_withdrew() {
    let mut home = Home::new();
    let (bond, me, device) = (home.bond, home.me.id(), home.me.device());
    let sam = home.sam.device();
    let [mine, theirs] = both_wrote(&mut home);
    let unseen = DocumentId([0; 16]);
    let owed = |home: &Home, most| home.read(|tx| tx.owed_receipts(&bond, &me, &device, most));
    assert_eq!(owed(&home, 9), []);
    home.write(|tx| {
        // Sam cannot withdraw what is mine, and may withdraw what never came here.
        for document in [&mine, &theirs, &unseen] {
            tx.add_tombstone(&bond, document, &sam)?;
        }
        tx.set_document_state(&bond, &theirs, DocumentState::Retracted)
    });
    assert_eq!(owed(&home, 9), [unseen, theirs]);
    assert_eq!(owed(&home, 1), [unseen]);
    home.write(|tx| tx.put_receipt(&bond, &unseen, &device));
    assert_eq!(owed(&home, 9), [theirs]);
    home.write(|tx| {
        tx.put_receipt(&bond, &theirs, &device)?;
        tx.put_receipt(&bond, &theirs, &device)
    });
    assert_eq!(owed(&home, 9), []);
    assert_eq!(home.read(|tx| tx.receipts(&bond, &theirs)), [device]);
    assert_eq!(home.read(|tx| tx.receipts(&bond, &mine)), []);
}
