//! Entries as an honest program would share them, by a hand that need not be.

use fondly_journal::{Actor, Body, Document, Edit, EditionFields, Kind, Place, create};
use fondly_sync::{Item, Owner, Subject, actor};

use super::{Hand, full};

/// What an appreciation with this text has in a bond.
pub fn appreciation(text: &str) -> Body {
    Body {
        kind: Kind::Appreciation,
        text: text.to_owned(),
        date: "2026-11-23".to_owned(),
        edition: Some(EditionFields {
            order: 1,
            tag: [1; 32],
            taken_from: vec![[2; 32]],
            shared_time: 1_795_003_200,
            part: false,
        }),
        ..Body::default()
    }
}

/// The change that creates `body` in a bond, by the actor of `hand`.
///
/// # Panics
/// If the writer would not sign it.
pub fn change(hand: &Hand, body: &Body) -> Vec<u8> {
    let by = Actor(actor(&hand.device(), &hand.replica.space));
    create(&by, Place::Bond, body)
        .expect("it is in bounds")
        .bytes
}

/// A record that creates a document of `owner`.
pub fn creating(owner: Owner, nonce: u8, body: Vec<u8>) -> Item {
    let nonce = [nonce; 16];
    full(Subject::Create { owner, nonce }, body)
}

/// Changes of the entry that `creation` makes, each built upon the one before: its text becomes 1,
/// 2 and so on.
///
/// # Panics
/// If the writer would not sign them.
pub fn edits(hand: &Hand, creation: &[u8], count: usize) -> Vec<Vec<u8>> {
    let by = Actor(actor(&hand.device(), &hand.replica.space));
    let mut document = Document::open(creation, &by, Place::Bond).expect("it opens");
    let edit = |number: usize| Edit {
        text: Some(number.to_string()),
        ..Edit::default()
    };
    (1..=count)
        .map(|number| {
            let change = document.edit(&by, &edit(number)).expect("it is in bounds");
            change.expect("it changes").bytes
        })
        .collect()
}
