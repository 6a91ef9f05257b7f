//! Automerge changes: creations, and later changes of documents in a journal and in a bond.
#![no_main]

use std::sync::OnceLock;

use data_encoding::HEXLOWER;
use fondly_journal::{Actor, Admission, Document, Place, admit_creation, create};
use libfuzzer_sys::fuzz_target;
use sha2::{Digest as _, Sha256};

/// The actor of the frozen changes.
const ANA: Actor = Actor([0xa1; 16]);

/// The creation of a frozen change, so that the others of its document follow it.
fn creation(place: Place) -> &'static [u8] {
    static JOURNAL: OnceLock<Vec<u8>> = OnceLock::new();
    static BOND: OnceLock<Vec<u8>> = OnceLock::new();
    let (cell, text) = match place {
        Place::Journal => (
            &JOURNAL,
            include_str!("../../vectors/journal/edit-first.txt"),
        ),
        Place::Bond => (
            &BOND,
            include_str!("../../vectors/journal/edit-edition.txt"),
        ),
    };
    cell.get_or_init(|| {
        let (_, behind) = text.split_once("creation:\n").expect("it has one");
        let lines = behind.lines().take_while(|line| line.starts_with(' '));
        let hex: String = lines.map(str::trim).collect();
        HEXLOWER.decode(hex.as_bytes()).expect("hex")
    })
}

/// The chunk with the checksum that it should have: without it hardly any change gets further.
fn summed(chunk: &[u8]) -> Vec<u8> {
    let mut chunk = chunk.to_vec();
    if let Some((head, body)) = chunk.split_first_chunk_mut::<8>() {
        let sum: [u8; 32] = Sha256::digest(&*body).into();
        head[4..].copy_from_slice(&sum[..4]);
    }
    chunk
}

fuzz_target!(|data: &[u8]| {
    let Some((how, rest)) = data.split_first() else {
        return;
    };
    let summed = (how & 4 == 0).then(|| summed(rest));
    let rest = summed.as_deref().unwrap_or(rest);
    let place = if how & 1 == 0 {
        Place::Journal
    } else {
        Place::Bond
    };
    if how & 2 == 0 {
        if let Ok(body) = admit_creation(rest, &ANA, place) {
            let again = create(&ANA, place, &body).expect("what is admitted can be written");
            assert_eq!(again.bytes, rest);
            let opened = Document::open(rest, &ANA, place).expect("what is admitted opens");
            assert_eq!(opened.body(), body);
        }
        return;
    }
    let made = creation(place);
    let mut document = Document::open(made, &ANA, place).expect("it opens");
    let (body, heads) = (document.body(), document.heads());
    match document.admit(rest, &ANA) {
        Ok(Admission::Applied) => {
            let mut again = Document::open(made, &ANA, place).expect("it opens");
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
