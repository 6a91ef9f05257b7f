//! Where the logs of removed devices end.

use fondly_store::{Applied, DocumentRow, DocumentState};
use fondly_sync::record::log_start;

use crate::{
    logs::{sams, unsigned},
    support::Home,
};

#[test]
fn runs_end_at_the_cut_of_a_removed_device_too() {
    let mut home = Home::new();
    let (bond, device) = (home.bond, home.sam.device());
    let records = sams(&home);
    let whole = home.sam.whole(&bond, &records);
    home.write(|tx| tx.append_run(&whole, 5));
    let read = |home: &Home, records_max| {
        home.read(|tx| tx.records(&bond, &device, 0, records_max, 1 << 20))
    };
    assert_eq!(read(&home, 3).1.len(), 5, "only the last is signed");
    assert!(home.write(|tx| tx.raise_cut(&bond, &device, 2, &records[2].hash)));
    assert_eq!(read(&home, 3).1, unsigned(&records, &[])[..3]);
    // A cut at that number by another record is none of this log.
    assert!(home.write(|tx| tx.raise_cut(&bond, &device, 3, &records[0].hash)));
    assert_eq!(read(&home, 3).1.len(), 5);
}

#[test]
fn a_cut_is_raised_from_before_the_beginning_and_never_lowered() {
    let mut home = Home::new();
    let (bond, device) = (home.bond, home.sam.device());
    let start = log_start(&bond, &device);
    let records = sams(&home);
    let steps = [
        (0, start, true),
        (0, start, false),
        (0, records[0].hash, true),
        (0, start, false),
        (0, records[1].hash, false),
        (2, records[2].hash, true),
        (1, records[1].hash, false),
    ];
    let mut held = None;
    for (seq, hash, raises) in steps {
        let raised = home.write(|tx| tx.raise_cut(&bond, &device, seq, &hash));
        assert_eq!(raised, raises, "{seq}");
        held = if raises { Some((seq, hash)) } else { held };
        assert_eq!(home.read(|tx| tx.cuts(&bond)).get(&device), held.as_ref());
    }
    home.write(|tx| tx.lift_cut(&bond, &device));
    assert!(home.read(|tx| tx.cuts(&bond)).is_empty());
}

#[test]
fn what_a_cut_set_aside_waits_again_once_it_is_lifted() {
    let mut home = Home::new();
    let (bond, device) = (home.bond, home.sam.device());
    let records = sams(&home);
    let whole = home.sam.whole(&bond, &records);
    home.write(|tx| tx.append_run(&whole, 5));
    for record in &records {
        home.write(|tx| tx.set_applied(&bond, &device, record.seq, Applied::Yes));
    }
    let document = records[0].document;
    assert!(home.read(|tx| tx.has_creation(&bond, &document)));
    home.write(|tx| tx.raise_cut(&bond, &device, 0, &log_start(&bond, &device)));
    home.write(|tx| tx.set_aside_from(&bond, &device, 0));
    assert!(!home.read(|tx| tx.has_creation(&bond, &document)));
    let named_by = |person| home.read(|tx| tx.is_named_by_creation(&bond, &document, &person));
    assert!(named_by(home.sam.id()));
    assert!(!named_by(home.me.id()));
    assert_eq!(home.read(|tx| tx.changes(&bond, &document)), []);
    let row = DocumentRow {
        document,
        space: bond,
        owner: Some(home.sam.id()),
        creator: device,
        state: DocumentState::Live,
    };
    home.write(|tx| tx.put_document(&row));
    home.write(|tx| tx.lift_cut(&bond, &device));
    let waiting = home.read(|tx| tx.waiting(&bond));
    assert!(
        waiting
            .iter()
            .any(|at| at.document == Some(document) && at.seq == 0)
    );
}
