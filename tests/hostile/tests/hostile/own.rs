//! An own device that runs another program: a phone of Ana's that somebody else has, before she has
//! removed it. It may do all that her devices may; it may not speak for another one, break a home, or
//! take for good what her other devices hold.

use std::fs;

use fondly_engine::Engine;
use fondly_hostile::{ANA, Hand, Line, Memory, SAM, Scene, full};
use fondly_sync::{
    BondState, Contact, Content, Control, DeviceId, DocumentId, Message, Owner, PeerFault,
    PersonId, Received, RecordHash, RosterHash, Run, SpaceId, Subject, Wish,
    limits::BODY_BYTES_MAX,
    record::{Place, sign},
};

use crate::size::{GROWTH_KIB_MAX, packed};

/// Ana's phone, in other hands.
struct Phone {
    device: usize,
    journal: Hand,
}

/// Ana has written something, and her phone is not hers any more.
fn taken(scene: &mut Scene) -> Phone {
    let device = scene.world.link(ANA).expect("Ana links a phone");
    scene.thanks(ANA, "Cleo", "from the laptop");
    scene.settle();
    let journal = scene.journal(ANA);
    let journal = scene.hand_in(device, journal);
    Phone { device, journal }
}

impl Phone {
    /// Says records of its own log of the journal to the laptop; they are stored.
    fn writes(&mut self, scene: &mut Scene, controls: &[Control]) {
        self.writes_to(scene, ANA, controls);
    }

    fn writes_to(&mut self, scene: &mut Scene, victim: usize, controls: &[Control]) {
        let mut line = Line::own_begun(scene, &self.journal, &self.journal, victim);
        let items = controls
            .iter()
            .map(|control| full(Subject::Control, control.encode()));
        let run = self.journal.run(items);
        let sealed = self.journal.own(vec![run]);
        line.say_envelope(scene, sealed).expect("it is its own log");
        let stored = scene.records_of(victim, &self.journal);
        assert_eq!(stored, self.journal.tip.next);
    }
}

/// The laptop writes, shares and meets whoever is honest: Cleo, and another device of Ana's.
fn ana_goes_on(scene: &mut Scene) {
    scene.others_go_on();
    scene.an_honest_sam_goes_on();
    let tablet = scene.world.link(ANA).expect("Ana links a tablet");
    for _ in 0..2 {
        scene.meet(tablet, ANA);
    }
    let (here, there) = (sorted(scene.list(ANA)), sorted(scene.list(tablet)));
    assert_eq!(here, there);
}

fn sorted(mut texts: Vec<String>) -> Vec<String> {
    texts.sort();
    texts
}

/// The entries that `device` wrote, as their ids.
fn entries(scene: &mut Scene, device: usize) -> Vec<DocumentId> {
    let listed = |engine: &mut Engine| {
        fondly_engine::simulation::look(engine, |tx| {
            let entries = tx.entries(&fondly_store::EntryFilter::default())?;
            let mine = entries.into_iter().filter(|entry| entry.mine);
            Ok(mine.map(|entry| entry.document).collect())
        })
    };
    scene.world.on(device, listed).expect("it is readable")
}

#[test]
fn records_in_the_name_of_another_own_device_are_refused() {
    let mut scene = Scene::new();
    let phone = taken(&mut scene);
    let laptop = scene.hand_in(ANA, phone.journal.replica.space).device();
    let tip = phone.journal.replica.tip(&laptop);
    let place = Place {
        space: phone.journal.replica.space,
        device: laptop,
        seq: tip.next,
        prev: tip.hash,
    };
    let item = full(
        Subject::Control,
        Control::Erase {
            document: DocumentId([1; 16]),
        }
        .encode(),
    );
    let record = sign(
        &phone.journal.replica.key,
        &phone.journal.person,
        &place,
        item,
    );
    let run = Run::of(tip.hash, &[record]).expect("it is signed");
    let mut hand = scene.hand_in(phone.device, phone.journal.replica.space);
    let mut line = Line::own_begun(&mut scene, &phone.journal, &hand, ANA);
    let sealed = hand.envelope(laptop, vec![run]);
    let said = line.say_envelope(&mut scene, sealed);
    assert_eq!(said.expect_err("not its log"), PeerFault::Signature);
    ana_goes_on(&mut scene);
}

#[test]
fn the_end_of_the_log_of_a_device_that_is_in_cannot_be_told() {
    let mut scene = Scene::new();
    let mut phone = taken(&mut scene);
    let laptop = scene.hand_in(ANA, phone.journal.replica.space).device();
    let cut = |removal, seq| Control::Cut {
        removal: RosterHash([removal; 32]),
        device: laptop,
        seq,
        hash: RecordHash([3; 32]),
    };
    phone.writes(&mut scene, &[cut(1, 0), cut(0, (1 << 48) - 1)]);
    assert_eq!(scene.log(ANA, "Cleo"), ["from the laptop"]);
    ana_goes_on(&mut scene);
}

#[test]
fn controls_about_what_is_not_there_change_nothing_that_is_shown() {
    let mut scene = Scene::new();
    let mut phone = taken(&mut scene);
    let before = scene.list(ANA);
    let people = |engine: &mut Engine| engine.people();
    let known = scene.world.on(ANA, people).expect("it is readable");
    let (space, document) = (SpaceId([9; 32]), DocumentId([9; 16]));
    let contact = |wish| {
        Control::Contact(Contact {
            space,
            person: PersonId([9; 32]),
            version: (1 << 48) - 1,
            wish,
        })
    };
    let ended = Wish::Ended {
        received: Received::Deleted,
        blocked: false,
    };
    let bond = BondState {
        space,
        version: (1 << 48) - 1,
        roster: vec![0xff; 1000],
        label: "Mallory\u{202e}".to_owned(),
        transcript: [1; 32],
        inviter: true,
        in_person: true,
        verified: true,
        wrong_words: u32::MAX,
        voided: false,
        created_at: i64::MIN,
    };
    let controls = [
        contact(ended),
        contact(Wish::Paused),
        Control::Bond(Box::new(bond)),
        Control::Adopted {
            entry: document,
            edition: document,
        },
        Control::Withdrawn {
            entry: document,
            space,
        },
        Control::Erase { document },
        Control::Retract { document },
        Control::Verified,
        Control::Receipt {
            documents: vec![document],
        },
    ];
    phone.writes(&mut scene, &controls);
    assert_eq!(scene.list(ANA), before);
    let still = scene.world.on(ANA, people).expect("it is readable");
    assert_eq!(still, known);
    ana_goes_on(&mut scene);
}

#[test]
fn what_it_says_was_withdrawn_is_shared_as_before() {
    let mut scene = Scene::new();
    let mut phone = taken(&mut scene);
    let space = scene.hand(ANA, "Cleo").replica.space;
    let withdrawn = entries(&mut scene, ANA)
        .into_iter()
        .map(|entry| Control::Withdrawn { entry, space });
    let withdrawn: Vec<_> = withdrawn.collect();
    assert!(!withdrawn.is_empty());
    phone.writes(&mut scene, &withdrawn);
    assert_eq!(scene.log(ANA, "Cleo"), ["from the laptop"]);
    let readers = |engine: &mut Engine| {
        let listed = engine.list(&fondly_engine::Filter::default())?;
        Ok(listed.into_iter().map(|entry| entry.audience).collect())
    };
    let readers: Vec<Vec<String>> = scene.world.on(ANA, readers).expect("it is readable");
    assert!(readers.contains(&vec!["Cleo".to_owned()]), "{readers:?}");
    ana_goes_on(&mut scene);
}

#[test]
fn what_it_erases_is_hidden_and_comes_back_when_a_device_that_had_not_heard_removes_it() {
    let mut scene = Scene::new();
    let tablet = scene.world.link(ANA).expect("Ana links a tablet");
    let mut phone = taken(&mut scene);
    let all = entries(&mut scene, tablet);
    let erased: Vec<_> = all
        .iter()
        .map(|document| Control::Erase {
            document: *document,
        })
        .collect();
    assert!(!erased.is_empty());
    phone.writes_to(&mut scene, tablet, &erased);
    assert!(entries(&mut scene, tablet).is_empty());
    let name = fondly_sync::shown(phone.journal.device().as_bytes());
    let removed = scene
        .world
        .on(ANA, |engine| engine.device_remove(&name, None));
    removed.expect("Ana removes it");
    scene.meet(tablet, ANA);
    assert_eq!(entries(&mut scene, tablet), all);
    ana_goes_on(&mut scene);
}

#[test]
fn known_bad_changes_in_the_journal_are_kept_and_not_shown() {
    let mut scene = Scene::new();
    let mut phone = taken(&mut scene);
    let before = scene.list(ANA);
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../vectors/journal");
    let mut items = Vec::new();
    for file in fs::read_dir(folder).expect("vectors are here") {
        let path = file.expect("it is readable").path();
        let name = path.file_name().and_then(|name| name.to_str());
        if !name.expect("a name").starts_with("bad-") {
            continue;
        }
        let text = fs::read_to_string(&path).expect("it is readable");
        let nonce = [u8::try_from(items.len()).expect("there are few"); 16];
        let owner = Owner::Author;
        items.push(full(
            Subject::Create { owner, nonce },
            crate::meaning::bytes_of(&text),
        ));
    }
    assert!(items.len() > 30, "{} bad changes", items.len());
    let mut line = Line::own_begun(&mut scene, &phone.journal, &phone.journal, ANA);
    let run = phone.journal.run(items);
    let sealed = phone.journal.own(vec![run]);
    line.say_envelope(&mut scene, sealed).expect("it is stored");
    assert_eq!(scene.list(ANA), before);
    ana_goes_on(&mut scene);
}

#[test]
fn spaces_that_are_not_there_are_refused_and_partners_are_not_let_in() {
    let mut scene = Scene::new();
    let phone = taken(&mut scene);
    let mut line = Line::new(&mut scene, &phone.journal, ANA);
    let said = line.say(&mut scene, &Message::Space(SpaceId([9; 32])));
    assert_eq!(said, Err(PeerFault::UnknownDevice));
    // Sam comes to the journal's endpoint about his own bond, and about the journal.
    let sam = scene.hand(SAM, "Ana");
    let there = phone.journal.replica.space;
    for space in [Some(sam.replica.space), Some(there), None] {
        let mut line = Line::new(&mut scene, &phone.journal, ANA);
        if let Some(space) = space {
            let named = line.say(&mut scene, &Message::Space(space));
            assert_eq!(named, Ok(Vec::new()));
        }
        let proof = line.proof(&sam, &[1]);
        let said = line.say(&mut scene, &proof);
        assert_eq!(said, Err(PeerFault::UnknownDevice));
    }
    ana_goes_on(&mut scene);
}

#[test]
fn bombs_and_floods_of_an_own_device_stay_in_bounded_memory() {
    let mut scene = Scene::new();
    let mut phone = taken(&mut scene);
    let bomb = zstd::bulk::compress(&vec![0; 512 << 20], 3).expect("it shrinks");
    let message = packed(&mut phone.journal, &bomb).encode();
    let mut line = Line::own_begun(&mut scene, &phone.journal, &phone.journal, ANA);
    let memory = Memory::mark();
    let said = line.say_bytes(&mut scene, message);
    assert!(
        matches!(said, Err(PeerFault::Limit | PeerFault::Contents)),
        "{said:?}"
    );
    // No quota counts for own devices: what comes is stored, and waits or means nothing.
    let mut line = Line::own_begun(&mut scene, &phone.journal, &phone.journal, ANA);
    for _ in 0..30 {
        let large = || full(Subject::Control, vec![7; BODY_BYTES_MAX]);
        let mut items = vec![large(), large(), large()];
        let waiting = Subject::Change {
            document: DocumentId([8; 16]),
        };
        items.extend(std::iter::repeat_n(full(waiting, vec![7; 100]), 200));
        let run = phone.journal.run(items);
        let sealed = phone.journal.own(vec![run]);
        line.say_envelope(&mut scene, sealed).expect("it is stored");
    }
    if let Some(memory) = memory {
        let grown = memory.peak_kib();
        println!("{grown} KiB");
        assert!(grown < GROWTH_KIB_MAX, "{grown} KiB");
    }
    ana_goes_on(&mut scene);
}

#[test]
fn two_histories_of_its_log_freeze_that_log_alone() {
    let mut scene = Scene::new();
    let mut phone = taken(&mut scene);
    let mut other = scene.hand_in(phone.device, phone.journal.replica.space);
    phone.writes(&mut scene, &[Control::Verified]);
    let mut line = Line::own_begun(&mut scene, &other, &other, ANA);
    let mut item = full(Subject::Control, Control::Verified.encode());
    if let Content::Full(payload) = &mut item.content {
        payload.salt = [8; 16];
    }
    let run = other.run([item]);
    let sealed = other.own(vec![run]);
    let held = scene.records_of(ANA, &other);
    // It is kept as evidence, or refused; what was there first stays.
    drop(line.say_envelope(&mut scene, sealed));
    assert_eq!(scene.records_of(ANA, &other), held);
    ana_goes_on(&mut scene);
}

#[test]
fn a_claim_to_hold_more_of_the_laptops_log_makes_no_new_device_of_it() {
    let mut scene = Scene::new();
    let phone = taken(&mut scene);
    let laptop = scene.hand_in(ANA, phone.journal.replica.space).device();
    let mut hand = scene.hand_in(phone.device, phone.journal.replica.space);
    if let Some(tip) = hand.replica.tips.get_mut(&laptop) {
        tip.next += 1000;
    }
    let mut line = Line::own(&mut scene, &phone.journal, &hand, ANA);
    for message in [
        line.proof(&hand, &[1]),
        fondly_hostile::hello(),
        line.frontier(&hand),
    ] {
        drop(line.say(&mut scene, &message));
    }
    let now: DeviceId = scene.hand_in(ANA, phone.journal.replica.space).device();
    assert_eq!(now, laptop);
    ana_goes_on(&mut scene);
}
