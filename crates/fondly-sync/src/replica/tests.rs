use super::*;
use crate::{
    Item, Payload, Subject,
    limits::ENVELOPE_RECORDS_MAX,
    record::{Place, sign},
    roster::Signer,
};

fn key(n: u8) -> SigningKey {
    SigningKey::from_bytes(&[n; 32])
}

fn id(n: u8) -> DeviceId {
    DeviceId(key(n).verifying_key())
}

const SPACE: SpaceId = SpaceId([9; 32]);

/// Device 2 began and added 3, which it removed.
fn removed() -> Roster {
    let mut roster = Roster::begin(&key(1), &key(2), [3; 16]);
    roster.add(&key(2), &key(3)).unwrap();
    let gone = BTreeSet::from([id(3)]);
    roster.remove(&key(2), Signer::Device(id(2)), gone).unwrap();
    roster
}

fn replica() -> Replica {
    Replica {
        space: SPACE,
        key: key(2),
        rosters: vec![removed()],
        tips: Tips::new(),
        epochs: BTreeMap::new(),
        sealing_secrets: Vec::new(),
        sealing: BTreeMap::new(),
        cuts: Cuts::new(),
        frozen: BTreeSet::new(),
        former: None,
        left_open: BTreeSet::new(),
    }
}

/// The log of device `n`, of which only the last record has a signature, as it comes in one run.
fn log(n: u8, count: u8) -> Vec<Record> {
    let mut place = Place {
        space: SPACE,
        device: id(n),
        seq: 0,
        prev: log_start(&SPACE, &id(n)),
    };
    let next = |body: u8| {
        let content = Content::Full(Payload {
            salt: [body; 16],
            written_at: 1,
            body: vec![body],
        });
        let subject = Subject::Control;
        let item = Item { subject, content };
        let mut record = sign(&key(n), &removed().person(), &place, item);
        place.seq += 1;
        place.prev = record.hash;
        record.signature = record.signature.filter(|_| body + 1 == count);
        record
    };
    (0..count).map(next).collect()
}

fn cut_at(records: &[Record], seq: usize) -> Cuts {
    let record = &records[seq];
    Cuts::from([(id(3), (record.seq, record.hash))])
}

fn by(cuts: Cuts) -> Ends {
    let here = BTreeMap::new();
    Ends { cuts, here }
}

fn accept(replica: &mut Replica, device: u8, run: Run) -> Result<usize, PeerFault> {
    let contents = Contents {
        device: id(device),
        runs: vec![run],
    };
    let accepted = replica.accept(contents)?;
    assert!(!accepted.forked);
    Ok(accepted.runs.iter().map(|run| run.records().len()).sum())
}

#[test]
fn a_run_to_the_cut_is_shown_and_taken_without_a_signature() {
    let records = log(3, 5);
    let mut sender = replica();
    sender.set_ends(by(cut_at(&records, 2)));
    let shown = sender.sendable(&id(3), &records);
    assert_eq!(shown.len(), 3);
    let run = Run::to_end(log_start(&SPACE, &id(3)), shown).unwrap();
    assert!(run.is_anchored());

    let mut receiver = replica();
    receiver.set_ends(by(cut_at(&records, 2)));
    assert_eq!(accept(&mut receiver, 3, run.clone()), Ok(3));
    assert_eq!(receiver.tip(&id(3)).hash, records[2].hash);
    assert_eq!(accept(&mut receiver, 3, run), Ok(0), "it is known");
}

#[test]
fn without_that_cut_nothing_vouches_for_such_a_run() {
    let records = log(3, 5);
    let start = log_start(&SPACE, &id(3));
    let run = |count: usize| Run::to_end(start, &records[..count]).unwrap();
    let other = log(3, 4);
    assert_ne!(other[3].hash, log(3, 3)[2].hash);
    let mut of_another_cut = replica();
    of_another_cut.set_ends(by(cut_at(&records, 3)));
    let mut of_another_record = replica();
    of_another_record.set_ends(by(Cuts::from([(id(3), (2, RecordHash([7; 32])))])));
    for mut receiver in [replica(), of_another_cut, of_another_record] {
        assert_eq!(accept(&mut receiver, 3, run(3)), Ok(0));
        assert_eq!(receiver.tip(&id(3)).next, 0);
    }
    // Nor for the log of a device that is in.
    let own = log(2, 3);
    let mut receiver = replica();
    receiver.key = key(5);
    receiver.cuts = Cuts::from([(id(2), (1, own[1].hash))]);
    let of_own = Run::to_end(log_start(&SPACE, &id(2)), &own[..2]).unwrap();
    assert_eq!(accept(&mut receiver, 2, of_own), Ok(0));
    // A signed one is as good as ever, to the cut and not beyond.
    let signed = Run::of(start, &records).unwrap();
    let mut receiver = replica();
    receiver.set_ends(by(cut_at(&records, 4)));
    assert_eq!(accept(&mut receiver, 3, signed.clone()), Ok(5));
    let mut receiver = replica();
    receiver.set_ends(by(cut_at(&records, 3)));
    assert_eq!(accept(&mut receiver, 3, signed), Ok(0));
}

#[test]
fn limits_hold_for_such_a_run() {
    let records = log(3, 3);
    let start = log_start(&SPACE, &id(3));
    let mut run = Run::to_end(start, &records[..2]).unwrap();
    run.items = vec![run.items[0].clone(); ENVELOPE_RECORDS_MAX + 1];
    let mut receiver = replica();
    receiver.set_ends(by(Cuts::from([(
        id(3),
        (ENVELOPE_RECORDS_MAX as u64, RecordHash([7; 32])),
    )])));
    assert_eq!(accept(&mut receiver, 3, run.clone()), Err(PeerFault::Limit));
    run.first = u64::MAX;
    assert_eq!(accept(&mut receiver, 3, run), Ok(0));
    let mut elsewhere = Run::to_end(start, &records[..2]).unwrap();
    elsewhere.prev = RecordHash([7; 32]);
    receiver.set_ends(by(cut_at(&records, 1)));
    assert_eq!(accept(&mut receiver, 3, elsewhere), Ok(0));
}

#[test]
fn no_key_signs_as_a_cut_does() {
    let records = log(3, 2);
    let run = Run::to_end(log_start(&SPACE, &id(3)), &records[..1]).unwrap();
    let verified = run.verify(&SPACE, &id(3), &removed().person());
    assert_eq!(verified, Err(PeerFault::Signature));
}

#[test]
fn a_cut_before_the_beginning_leaves_nothing() {
    let records = log(3, 3);
    let start = log_start(&SPACE, &id(3));
    let none = Cuts::from([(id(3), (0, start))]);
    let first = cut_at(&records, 0);
    assert_eq!(end_by_cut(&SPACE, &id(3), &none[&id(3)]), 0);
    assert_eq!(end_by_cut(&SPACE, &id(3), &first[&id(3)]), 1);

    let mut replica = replica();
    let tip = Tip {
        next: 3,
        hash: records[2].hash,
        holes: Vec::new(),
    };
    replica.tips.insert(id(3), tip);
    assert_eq!(replica.end_of(&id(3)), 3, "no cut is known yet");
    replica.set_ends(by(none));
    assert_eq!(replica.end_of(&id(3)), 0);
    assert_eq!(replica.tip(&id(3)), Tip::empty(&SPACE, &id(3)));
    assert!(replica.frontier().is_empty());
    assert!(replica.sendable(&id(3), &records).is_empty());
    let run = Run::of(start, &records).unwrap();
    assert_eq!(accept(&mut replica, 3, run), Ok(0));
    assert_eq!(replica.end_of(&id(2)), u64::MAX);
}

#[test]
fn another_history_than_that_of_the_cut_is_shown_as_what_it_is() {
    let records = log(3, 5);
    let held = |ends: Ends| {
        let mut replica = replica();
        replica.advance(&id(3), &records[4]);
        replica.set_ends(ends);
        let tip = replica.tip(&id(3));
        (tip.next, tip.hash)
    };
    let here = BTreeMap::from([(id(3), records[2].hash)]);
    let other = RecordHash([7; 32]);
    let cuts = Cuts::from([(id(3), (2, other))]);
    assert_eq!(held(by(cuts.clone())), (3, other));
    assert_eq!(held(Ends { cuts, here }), (3, records[2].hash));
    let start = log_start(&SPACE, &id(3));
    let nothing = Ends {
        cuts: Cuts::from([(id(3), (0, start))]),
        here: BTreeMap::from([(id(3), records[0].hash)]),
    };
    assert_eq!(held(nothing), (0, start));
}
