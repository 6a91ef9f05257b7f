//! Records, runs and frontiers.

use fondly_sync::{
    Content, DocumentId, FrontierEntry, HoleRange, Item, Owner, Payload, Record, Run, Subject,
    record::{Place, log_start, sign},
};

use super::{key, place};

pub(super) fn payload(body: &[u8]) -> Content {
    Content::Full(Payload {
        salt: [5; 16],
        written_at: 1_795_000_000,
        body: body.to_vec(),
    })
}

pub(super) fn records() -> Vec<Record> {
    let (space, device, person) = place();
    let subjects = [
        Subject::Control,
        Subject::Create {
            owner: Owner::Author,
            nonce: [6; 16],
        },
        Subject::Create {
            owner: Owner::Space,
            nonce: [7; 16],
        },
        Subject::Change {
            document: DocumentId([8; 16]),
        },
        Subject::Unknown {
            kind: 200,
            document: DocumentId([8; 16]),
        },
    ];
    let mut prev = log_start(&space, &device);
    let mut records = Vec::new();
    for (seq, subject) in (0..).zip(subjects) {
        let content = if seq == 3 {
            Content::Hole([0x44; 32])
        } else {
            payload(b"a body")
        };
        let place = Place {
            space,
            device,
            seq,
            prev,
        };
        let record = sign(&key(2), &person, &place, Item { subject, content });
        prev = record.hash;
        records.push(record);
    }
    records
}

pub(super) fn run() -> Run {
    let (space, device, _) = place();
    Run::of(log_start(&space, &device), &records()).expect("own records are signed")
}

pub(super) fn entries() -> Vec<FrontierEntry> {
    let holes = vec![HoleRange { first: 3, count: 2 }];
    vec![
        FrontierEntry {
            device: 0,
            next: 300,
            hash: [0x55; 16],
            holes,
        },
        FrontierEntry {
            device: 1,
            next: 1,
            hash: [0x66; 16],
            holes: Vec::new(),
        },
    ]
}
