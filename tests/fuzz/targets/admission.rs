//! Automerge changes: creations, and later changes of documents in a journal and in a bond.
#![no_main]

use fondly_journal::{
    Actor, Admission, Body, Document, EditionFields, Place, admit_creation, create,
};
use libfuzzer_sys::fuzz_target;

/// The actor of the frozen changes.
const ANA: Actor = Actor([0xa1; 16]);

fn body(place: Place) -> Body {
    let edition = EditionFields {
        order: 1,
        tag: [1; 32],
        taken_from: vec![[2; 32]],
        shared_time: 1_795_003_200,
        part: false,
    };
    Body {
        text: "one two".to_owned(),
        date: "2026-11-23".to_owned(),
        edition: (place == Place::Bond).then_some(edition),
        ..Body::default()
    }
}

fuzz_target!(|data: &[u8]| {
    let Some((how, rest)) = data.split_first() else {
        return;
    };
    let place = if how & 1 == 0 { Place::Journal } else { Place::Bond };
    if how & 2 == 0 {
        if let Ok(body) = admit_creation(rest, &ANA, place) {
            let again = create(&ANA, place, &body).expect("what is admitted can be written");
            assert_eq!(again.bytes, rest);
            let opened = Document::open(rest, &ANA, place).expect("what is admitted opens");
            assert_eq!(opened.body(), body);
        }
        return;
    }
    let made = create(&ANA, place, &body(place)).expect("it is in bounds");
    let mut document = Document::open(&made.bytes, &ANA, place).expect("it opens");
    // Bytes as they came, or with the dependency and the checksum that they lack.
    let (body, heads) = (document.body(), document.heads());
    match document.admit(rest, &ANA) {
        Ok(Admission::Applied) => {
            let mut again = Document::open(&made.bytes, &ANA, place).expect("it opens");
            let both = again.admit_again([(ANA, rest)]);
            assert_eq!(both, Ok(Admission::Applied));
            assert_eq!(again.body(), document.body());
            assert_eq!(again.heads(), document.heads());
        }
        Ok(Admission::Known | Admission::Waits { .. }) | Err(_) => {
            assert_eq!((document.body(), document.heads()), (body, heads));
        }
    }
});
