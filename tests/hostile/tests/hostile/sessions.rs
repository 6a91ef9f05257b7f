//! Sessions that a partner begins, and does not go through with as agreed.

use fondly_hostile::{ANA, CLEO, Line, SAM, Scene, hello};
use fondly_sync::{Message, PeerFault};

#[test]
fn versions_that_are_lower_unknown_or_out_of_order_are_refused() {
    let mut scene = Scene::new();
    let hand = scene.hand(SAM, "Ana");
    let many: Vec<u32> = (1..=17).collect();
    let lists: [&[u32]; 6] = [&[], &[0], &[2], &[1, 1], &[2, 1], &many];
    for versions in lists {
        let mut line = Line::new(&mut scene, &hand, ANA);
        let proof = line.proof(&hand, versions);
        let said = line.say(&mut scene, &proof);
        assert_eq!(
            said.expect_err("no version"),
            PeerFault::Version,
            "{versions:?}"
        );
    }
    let mut line = Line::new(&mut scene, &hand, ANA);
    let proof = line.proof(&hand, &[0, 1, 9]);
    line.say(&mut scene, &proof).expect("1 is among them");
    scene.others_go_on();
}

#[test]
fn a_list_of_versions_that_was_changed_on_the_way_shows() {
    let mut scene = Scene::new();
    let hand = scene.hand(SAM, "Ana");
    let mut line = Line::new(&mut scene, &hand, ANA);
    let Message::Proof {
        device, signature, ..
    } = line.proof(&hand, &[1, 2])
    else {
        panic!("it is a proof");
    };
    let shortened = Message::Proof {
        versions: vec![1],
        device,
        signature,
    };
    let said = line.say(&mut scene, &shortened);
    assert_eq!(
        said.expect_err("it was signed otherwise"),
        PeerFault::Signature
    );
    scene.others_go_on();
}

#[test]
fn a_greeting_about_another_space_is_refused() {
    let mut scene = Scene::new();
    let hand = scene.hand(SAM, "Ana");
    let other = scene.hand(CLEO, "Ana").replica.space;
    let one = (hand.replica.space, [0; 32]);
    let cases = [
        (vec![(other, [0; 32])], PeerFault::Limit),
        (vec![one], PeerFault::Limit),
        (vec![one; 2], PeerFault::Limit),
        (vec![one; 18_000], PeerFault::Limit),
    ];
    for (spaces, fault) in cases {
        let mut line = Line::new(&mut scene, &hand, ANA);
        let proof = line.proof(&hand, &[1]);
        line.say(&mut scene, &proof).expect("Sam is let in");
        let greeting = Message::Hello { stay: true, spaces };
        let said = line.say(&mut scene, &greeting);
        assert_eq!(said.expect_err("it is about something else"), fault);
    }
    scene.others_go_on();
    scene.an_honest_sam_goes_on();
}

#[test]
fn messages_out_of_order_end_the_link() {
    let mut scene = Scene::new();
    let hand = scene.hand(SAM, "Ana");
    let messages = |line: &Line| {
        [
            line.proof(&hand, &[1]),
            hello(),
            line.frontier(&hand),
            Message::Done,
            Message::Durable {
                entries: Vec::new(),
            },
            Message::Envelope(vec![0; 200]),
            Message::Rosters(Vec::new()),
            Message::Space(hand.replica.space),
        ]
    };
    // After so many messages of an honest beginning, these may come.
    let allowed: [&[usize]; 4] = [&[0], &[1], &[2], &[3, 4]];
    for (begun, allowed) in allowed.iter().enumerate() {
        for odd in 0..8 {
            let mut line = Line::new(&mut scene, &hand, ANA);
            let messages = messages(&line);
            for message in messages.iter().take(begun) {
                line.say(&mut scene, message).expect("as agreed");
            }
            let said = line.say(&mut scene, &messages[odd]);
            assert_eq!(
                said.is_ok(),
                allowed.contains(&odd),
                "{odd} after {begun}: {said:?}"
            );
        }
    }
    scene.others_go_on();
    scene.an_honest_sam_goes_on();
}

#[test]
fn a_session_that_never_ends_keeps_no_other_from_going_on() {
    let mut scene = Scene::new();
    let hand = scene.hand(SAM, "Ana");
    let mut line = Line::begun(&mut scene, &hand, ANA);
    let durable = Message::Durable {
        entries: hand.replica.frontier(),
    };
    for _ in 0..10 {
        for _ in 0..100 {
            line.say(&mut scene, &durable)
                .expect("it says what it holds");
        }
        scene.others_go_on();
    }
    assert!(!line.completed);
    scene.an_honest_sam_goes_on();
}

#[test]
fn somebody_who_is_in_no_roster_is_told_nothing() {
    let mut scene = Scene::new();
    let mut hand = scene.hand(SAM, "Ana");
    hand.replica.key = fondly_crypto::SigningKey::from_bytes(&[66; 32]);
    let mut line = Line::new(&mut scene, &hand, ANA);
    let proof = line.proof(&hand, &[1]);
    let said = line.say(&mut scene, &proof);
    assert_eq!(said.expect_err("a stranger"), PeerFault::UnknownDevice);
    scene.others_go_on();
    scene.an_honest_sam_goes_on();
}
