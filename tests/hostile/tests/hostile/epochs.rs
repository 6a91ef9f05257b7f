//! Keys: epochs that break a rule, and too many of them.

use fondly_crypto::EpochKey;
use fondly_hostile::{ANA, Hand, Line, SAM, Scene};
use fondly_sync::{Control, Epoch, Message, PeerFault, envelope, limits::EPOCH_NUMBER_MAX};

fn shows(
    scene: &mut Scene,
    hand: &mut Hand,
    change: impl FnOnce(&mut Epoch),
) -> Result<Vec<Message>, PeerFault> {
    let ana = scene.hand(ANA, "Sam").device();
    let mut line = Line::begun(scene, hand, ANA);
    let (announcement, wrap) = hand.announce(&ana, change);
    let message = Message::Epoch {
        announcement,
        signer: hand.device(),
        wrap,
    };
    line.say(scene, &message)
}

#[test]
fn an_epoch_of_another_suite_or_form_is_refused() {
    let changes: [fn(&mut Epoch); 7] = [
        |epoch| epoch.suite = 0,
        |epoch| epoch.suite = 2,
        |epoch| epoch.suite = u8::MAX,
        |epoch| epoch.number = 0,
        |epoch| epoch.number = EPOCH_NUMBER_MAX + 1,
        |epoch| epoch.number = u64::MAX,
        |epoch| epoch.key_commit = [0; 32],
    ];
    let mut scene = Scene::new();
    let before = scene.hand(ANA, "Sam").replica.epochs.len();
    for change in changes {
        let mut hand = scene.hand(SAM, "Ana");
        let said = shows(&mut scene, &mut hand, change);
        assert_eq!(said.expect_err("it breaks a rule"), PeerFault::Epoch);
    }
    assert_eq!(scene.hand(ANA, "Sam").replica.epochs.len(), before);
    scene.others_go_on();
    scene.an_honest_sam_goes_on();
}

#[test]
fn an_epoch_of_other_rosters_is_never_sealed_under() {
    let mut scene = Scene::new();
    let before = scene.hand(ANA, "Sam").replica;
    let mut hand = scene.hand(SAM, "Ana");
    let said = shows(&mut scene, &mut hand, |epoch| epoch.rosters.reverse());
    said.expect("it may be of rosters that were");
    let after = scene.hand(ANA, "Sam").replica;
    let current = |it: &fondly_sync::Replica| it.current_epoch().map(|held| held.id);
    assert_eq!(current(&after), current(&before));
    scene.others_go_on();
}

#[test]
fn epochs_of_one_session_are_counted() {
    let mut scene = Scene::new();
    let ana = scene.hand(ANA, "Sam").device();
    let mut hand = scene.hand(SAM, "Ana");
    let mut line = Line::begun(&mut scene, &hand, ANA);
    for number in 1..=17 {
        let (announcement, wrap) = hand.announce(&ana, |_| {});
        let message = Message::Epoch {
            announcement,
            signer: hand.device(),
            wrap,
        };
        let said = line.say(&mut scene, &message);
        if number <= 16 {
            said.expect("so many may come");
        } else {
            assert_eq!(said.expect_err("too many"), PeerFault::Limit);
        }
    }
    scene.others_go_on();
}

#[test]
fn the_highest_number_of_an_epoch_keeps_nobody_from_a_new_key() {
    let mut scene = Scene::new();
    let tablet = scene.world.link(ANA).expect("Ana links a tablet");
    let phone = scene.world.link(ANA).expect("Ana links a phone");
    scene.settle();
    let mut hand = scene.hand(SAM, "Ana");
    let said = shows(&mut scene, &mut hand, |epoch| {
        epoch.number = EPOCH_NUMBER_MAX;
    });
    said.expect("it is the highest that may come");
    // There is no higher one while Sam is there; all go on under his.
    scene.world.now += 8 * 86_400;
    scene.an_honest_sam_goes_on();
    // Ana's other devices come to hold it too, and one of them is stolen.
    scene.settle();
    let gone = scene.hand(phone, "Sam").device();
    let name = fondly_sync::shown(gone.as_bytes());
    let removed = scene
        .world
        .on(ANA, |engine| engine.device_remove(&name, None));
    removed.expect("Ana removes it");
    scene.thanks(ANA, "Sam", "under a new key");
    scene.meet(ANA, tablet);
    let log = scene.log(tablet, "Sam");
    assert!(log.contains(&"under a new key".into()), "{log:?}");
    let current = |hand: &Hand| hand.replica.current_epoch().map(|held| held.id);
    let (here, there) = (scene.hand(ANA, "Sam"), scene.hand(tablet, "Sam"));
    assert!(current(&here).is_some_and(|id| Some(id) != current(&hand)));
    assert_eq!(current(&here), current(&there));
    scene.an_honest_sam_goes_on();
    scene.others_go_on();
}

#[test]
fn an_envelope_of_an_epoch_that_was_not_shown_is_refused() {
    let mut scene = Scene::new();
    let mut hand = scene.hand(SAM, "Ana");
    let run = hand.control(&Control::Verified);
    let mut line = Line::begun(&mut scene, &hand, ANA);
    let held = hand.replica.current_epoch().expect("there is one");
    let contents = envelope::Contents {
        device: hand.device(),
        runs: vec![run],
    };
    let (key, space) = (EpochKey::from_bytes(&[1; 32]), hand.replica.space);
    let sealed = envelope::seal_envelope(&key, &space, &held.id, &[2; 24], &contents);
    let said = line.say_envelope(&mut scene, sealed.expect("it is small"));
    assert_eq!(said.expect_err("no such key"), PeerFault::Seal);
    scene.others_go_on();
    scene.an_honest_sam_goes_on();
}
