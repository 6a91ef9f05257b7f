//! Numbers at the ends of what a field can hold.

use fondly_hostile::{ANA, Line, SAM, Scene, appreciation, change, creating, full};
use fondly_sync::{
    Control, DocumentId, Epoch, EpochId, FrontierEntry, HoleRange, Item, Message, Owner, PeerFault,
    RecordHash, RosterHash, Subject,
};

const ENDS: [u64; 6] = [
    0,
    1,
    1 << 32,
    i64::MAX as u64,
    i64::MAX as u64 + 1,
    u64::MAX,
];

fn holes() -> Vec<HoleRange> {
    vec![
        HoleRange {
            first: u64::MAX,
            count: u64::MAX,
        };
        64
    ]
}

#[test]
fn controls_with_numbers_at_their_ends_are_stored_and_harmless() {
    let mut scene = Scene::new();
    let phone = scene.world.link(SAM).expect("Sam links a phone");
    scene.settle();
    let gone = scene.hand(phone, "Ana").device();
    let removed = scene.world.on(SAM, |engine| {
        engine.device_remove(&fondly_sync::shown(gone.as_bytes()), None)
    });
    removed.expect("Sam removes it");
    scene.settle();
    let mut hand = scene.hand(SAM, "Ana");
    let digests = hand.replica.roster_digests();
    let epoch = hand.replica.current_epoch().map(|held| held.id);
    let mut controls = Vec::new();
    for number in ENDS {
        controls.push(Control::Epoch(Epoch {
            parents: Vec::new(),
            number,
            suite: 1,
            rosters: digests.clone(),
            key_commit: [0; 32],
        }));
        controls.push(Control::Cut {
            removal: RosterHash([1; 32]),
            device: gone,
            seq: number,
            hash: RecordHash([2; 32]),
        });
        controls.push(Control::Acknowledge {
            frontier: vec![FrontierEntry {
                device: u32::MAX,
                next: number,
                hash: [0; 16],
                holes: holes(),
            }],
            epoch: epoch.unwrap_or(EpochId([0; 32])),
        });
        controls.push(Control::Retract {
            document: DocumentId([0; 16]),
        });
    }
    let items: Vec<Item> = controls
        .iter()
        .map(|it| full(Subject::Control, it.encode()))
        .collect();
    for item in items {
        let mut line = Line::begun(&mut scene, &hand, ANA);
        let run = hand.run([item]);
        let sealed = hand.own(vec![run]);
        line.say_envelope(&mut scene, sealed).expect("it follows");
    }
    assert_eq!(scene.records_of(ANA, &hand), hand.tip.next);
    scene.others_go_on();
}

#[test]
fn frontiers_with_numbers_at_their_ends_cost_nothing() {
    let mut scene = Scene::new();
    scene.thanks(ANA, "Sam", "for the soup");
    let hand = scene.hand(SAM, "Ana");
    for device in [0, 1, 2, u32::MAX] {
        for next in ENDS {
            let entry = FrontierEntry {
                device,
                next,
                hash: [0; 16],
                holes: holes(),
            };
            let mut line = Line::new(&mut scene, &hand, ANA);
            let said = [line.proof(&hand, &[1]), fondly_hostile::hello()];
            for message in said {
                line.say(&mut scene, &message).expect("Sam is let in");
            }
            let frontier = Message::Frontier {
                rosters: hand.replica.rosters_digest(),
                epoch: None,
                entries: vec![entry],
            };
            match line.say(&mut scene, &frontier) {
                Ok(_) | Err(PeerFault::Contents) => {}
                Err(other) => panic!("{device} {next}: {other}"),
            }
        }
    }
    scene.others_go_on();
    scene.an_honest_sam_goes_on();
}

#[test]
fn a_claim_to_hold_more_of_a_log_makes_no_new_device_without_the_records() {
    let mut scene = Scene::new();
    scene.thanks(ANA, "Sam", "for the soup");
    let ana = scene.hand(ANA, "Sam").device();
    let hand = scene.hand(SAM, "Ana");
    let index = hand.replica.devices().iter().position(|it| *it == ana);
    let entry = FrontierEntry {
        device: u32::try_from(index.expect("Ana is in")).expect("few"),
        next: 1000,
        hash: [0; 16],
        holes: Vec::new(),
    };
    for _ in 0..3 {
        let claim = Message::Frontier {
            rosters: hand.replica.rosters_digest(),
            epoch: None,
            entries: vec![entry.clone()],
        };
        let mut claims = Line::new(&mut scene, &hand, ANA);
        for message in [
            claims.proof(&hand, &[1]),
            fondly_hostile::hello(),
            claim.clone(),
        ] {
            claims.say(&mut scene, &message).expect("Sam is let in");
        }
        assert!(claims.rolled_back);
        // Ana asks for it, and Sam shows nothing.
        let mut shows = Line::new(&mut scene, &hand, ANA);
        let durable = Message::Durable {
            entries: Vec::new(),
        };
        for message in [
            shows.proof(&hand, &[1]),
            fondly_hostile::hello(),
            claim,
            durable,
            Message::Done,
        ] {
            shows.say(&mut scene, &message).expect("it goes on");
        }
        assert!(shows.completed && !shows.rolled_back);
        assert_eq!(scene.hand(ANA, "Sam").device(), ana);
    }
    let devices = scene.world.on(ANA, |engine| engine.devices());
    assert_eq!(devices.expect("they are listed").len(), 1);
    scene.others_go_on();
    scene.an_honest_sam_goes_on();
}

#[test]
fn entries_of_times_that_no_clock_shows_are_not_shown() {
    let mut scene = Scene::new();
    let mut hand = scene.hand(SAM, "Ana");
    let mut items = Vec::new();
    for (nonce, at) in (0..).zip([i64::MIN, -1, 0, 946_684_799, 7_258_118_400, i64::MAX]) {
        let mut item = creating(Owner::Author, nonce, change(&hand, &appreciation("when")));
        if let fondly_sync::Content::Full(payload) = &mut item.content {
            payload.written_at = at;
        }
        items.push(item);
    }
    let mut line = Line::begun(&mut scene, &hand, ANA);
    let run = hand.run(items);
    let sealed = hand.own(vec![run]);
    line.say_envelope(&mut scene, sealed).expect("it follows");
    assert_eq!(scene.records_of(ANA, &hand), hand.tip.next);
    assert!(scene.list(ANA).is_empty());
    scene.others_go_on();
}
