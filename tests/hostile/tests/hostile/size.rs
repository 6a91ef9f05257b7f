//! Sizes: what is larger than it may be, or grows when it is opened. The peaks are those of the
//! whole process, with what the store and the decompressor take.

use fondly_hostile::{
    ANA, Hand, Line, Memory, SAM, Scene, appreciation, change, creating, edits, full,
};
use fondly_sync::{
    DocumentId, Message, Owner, PeerFault, Subject,
    envelope::padded_length,
    limits::{BODY_BYTES_MAX, ENVELOPE_BYTES_MAX, ENVELOPE_RECORDS_MAX},
};

/// By how much one message of a peer may make a process grow: see docs/testing.md.
pub(crate) const GROWTH_KIB_MAX: u64 = 24 << 10;

/// How the home took one message, with its peak where that can be measured.
fn says(scene: &mut Scene, hand: &Hand, message: &Message) -> Result<(), PeerFault> {
    let mut line = Line::begun(scene, hand, ANA);
    let frame = message.encode();
    let memory = Memory::mark();
    let said = line.say_bytes(scene, frame);
    if let Some(memory) = memory {
        let grown = memory.peak_kib();
        println!("{grown} KiB");
        assert!(grown < GROWTH_KIB_MAX, "{grown} KiB");
    }
    said.map(drop)
}

/// An envelope that opens and holds one zstd frame.
pub(crate) fn packed(hand: &mut Hand, frame: &[u8]) -> Message {
    let length = u32::try_from(frame.len()).expect("it is small");
    let mut plaintext = length.to_le_bytes().to_vec();
    plaintext.extend_from_slice(frame);
    plaintext.resize(padded_length(plaintext.len()), 0);
    Message::Envelope(hand.seal_bytes(&plaintext))
}

#[test]
fn memory_that_grows_is_noticed() {
    let Some(memory) = Memory::mark() else {
        return;
    };
    let grown = vec![1_u8; 64 << 20];
    assert!(grown.iter().all(|byte| *byte == 1));
    drop(grown);
    assert!(memory.peak_kib() > GROWTH_KIB_MAX);
}

#[test]
fn a_frame_that_grows_beyond_measure_is_refused_in_bounded_memory() {
    let mut scene = Scene::new();
    let mut hand = scene.hand(SAM, "Ana");
    let bomb = zstd::bulk::compress(&vec![0; 512 << 20], 3).expect("it shrinks");
    let message = packed(&mut hand, &bomb);
    let said = says(&mut scene, &hand, &message);
    assert!(
        matches!(said, Err(PeerFault::Limit | PeerFault::Contents)),
        "{said:?}"
    );
    scene.others_go_on();
    scene.an_honest_sam_goes_on();
}

#[test]
fn lengths_that_are_announced_and_do_not_come_allocate_nothing() {
    let mut scene = Scene::new();
    let mut hand = scene.hand(SAM, "Ana");
    // A device, and as many runs as a number can say; then a run with as many items.
    let many = [0xff, 0xff, 0xff, 0xff, 0x0f];
    let device = *hand.device().as_bytes();
    let runs = [&device[..], &many].concat();
    let items = [&device[..], &[1, 1, 0], &[0; 32], &many].concat();
    for contents in [runs, items] {
        let frame = zstd::bulk::compress(&contents, 3).expect("it is small");
        let message = packed(&mut hand, &frame);
        let said = says(&mut scene, &hand, &message);
        assert!(matches!(said, Err(PeerFault::Decode { .. })), "{said:?}");
    }
    scene.others_go_on();
}

#[test]
fn an_envelope_over_the_limit_is_refused_before_it_is_opened() {
    let mut scene = Scene::new();
    let hand = scene.hand(SAM, "Ana");
    let message = Message::Envelope(vec![0; ENVELOPE_BYTES_MAX + 1]);
    assert_eq!(says(&mut scene, &hand, &message), Err(PeerFault::Limit));
    let message = Message::Envelope(vec![0; ENVELOPE_BYTES_MAX + 1000]);
    let said = says(&mut scene, &hand, &message);
    assert!(matches!(said, Err(PeerFault::Decode { .. })), "{said:?}");
    scene.others_go_on();
}

#[test]
fn a_batch_of_too_many_records_is_refused_whole() {
    let mut scene = Scene::new();
    let mut hand = scene.hand(SAM, "Ana");
    let before = scene.records_of(ANA, &hand);
    let items: Vec<_> = (0..=ENVELOPE_RECORDS_MAX)
        .map(|_| full(Subject::Control, vec![1]))
        .collect();
    let run = hand.run(items);
    let message = Message::Envelope(hand.own(vec![run]));
    assert_eq!(says(&mut scene, &hand, &message), Err(PeerFault::Limit));
    assert_eq!(scene.records_of(ANA, &hand), before);
    scene.others_go_on();
    scene.an_honest_sam_goes_on();
}

#[test]
fn a_body_over_the_limit_is_refused_and_one_at_the_limit_is_not_shown() {
    let mut scene = Scene::new();
    let mut hand = scene.hand(SAM, "Ana");
    let before = scene.records_of(ANA, &hand);
    let run = hand.run([creating(Owner::Author, 1, vec![7; BODY_BYTES_MAX + 1])]);
    let message = Message::Envelope(hand.own(vec![run]));
    assert_eq!(says(&mut scene, &hand, &message), Err(PeerFault::Limit));
    assert_eq!(scene.records_of(ANA, &hand), before);

    let mut hand = scene.hand(SAM, "Ana");
    let run = hand.run([creating(Owner::Author, 1, vec![7; BODY_BYTES_MAX])]);
    let message = Message::Envelope(hand.own(vec![run]));
    says(&mut scene, &hand, &message).expect("it may be stored");
    assert!(scene.list(ANA).is_empty());
    scene.others_go_on();
}

#[test]
fn the_largest_entries_of_an_envelope_are_shown_in_bounded_memory() {
    let mut scene = Scene::new();
    let mut hand = scene.hand(SAM, "Ana");
    let text = "\u{1f49b}".repeat((64 << 10) / 4);
    let items: Vec<_> = (0..12)
        .map(|nonce| creating(Owner::Author, nonce, change(&hand, &appreciation(&text))))
        .collect();
    let run = hand.run(items);
    let message = Message::Envelope(hand.own(vec![run]));
    says(&mut scene, &hand, &message).expect("it is as it should be");
    assert_eq!(scene.log(ANA, "Sam").len(), 12);
    scene.others_go_on();
}

#[test]
fn the_quota_of_a_day_bounds_what_a_partner_can_have_stored() {
    let mut scene = Scene::new();
    let mut hand = scene.hand(SAM, "Ana");
    // What does not compress would take long to make; these do, and count as they are.
    let body = vec![7; BODY_BYTES_MAX];
    let mut line = Line::begun(&mut scene, &hand, ANA);
    let mut stored = 0_u64;
    let fault = loop {
        let items: Vec<_> = (0..3)
            .map(|_| full(Subject::Control, body.clone()))
            .collect();
        let run = hand.run(items);
        let sealed = hand.own(vec![run]);
        match line.say_envelope(&mut scene, sealed) {
            Ok(_) => stored += 3 * body.len() as u64,
            Err(fault) => break fault,
        }
        assert!(stored <= fondly_sync::limits::QUOTA_BYTES_PER_DAY);
    };
    assert_eq!(fault, PeerFault::Limit);
    scene.others_go_on();
}

#[test]
fn large_changes_that_wait_for_ever_cost_no_memory() {
    let mut scene = Scene::new();
    let mut hand = scene.hand(SAM, "Ana");
    let creation = change(&hand, &appreciation("0"));
    let late = edits(&hand, &creation, 2).pop().expect("two changes");
    let creation = creating(Owner::Author, 3, creation);
    let document = creation.document(&hand.replica.space, &hand.device(), &hand.person);
    let unknown = DocumentId([8; 16]);
    let mut line = Line::begun(&mut scene, &hand, ANA);
    let run = hand.run([creation]);
    let sealed = hand.own(vec![run]);
    line.say_envelope(&mut scene, sealed).expect("it follows");
    let memory = Memory::mark();
    for _ in 0..40 {
        let mut items = vec![full(Subject::Change { document }, late.clone()); 100];
        let large = full(
            Subject::Change { document: unknown },
            vec![7; BODY_BYTES_MAX],
        );
        items.extend([large.clone(), large.clone(), large]);
        let run = hand.run(items);
        let sealed = hand.own(vec![run]);
        line.say_envelope(&mut scene, sealed).expect("it follows");
    }
    if let Some(memory) = memory {
        let grown = memory.peak_kib();
        println!("{grown} KiB");
        assert!(grown < GROWTH_KIB_MAX, "{grown} KiB");
    }
    assert_eq!(scene.log(ANA, "Sam"), ["0"]);
    scene.others_go_on();
}
