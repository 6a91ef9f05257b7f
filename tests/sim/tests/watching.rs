//! The oracles that look at what travels and what is stored are shown something wrong each.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{collections::BTreeSet, fs};

use fondly_crypto::SigningKey;
use fondly_engine::{
    EngineError, Signed, Thanks,
    simulation::{self, fault},
};
use fondly_sim::{
    oracles::{
        Seen,
        comparing::{self, Read},
        exposing, remains, signing, telling, travelling,
    },
    run::Words,
    world::World,
};
use fondly_store::EntryFilter;
use fondly_sync::{
    Content, Control, DocumentId, Item, Message, Payload, SpaceId, Subject,
    record::{Place, sign},
};

const ROUNDS_MAX: usize = 12;
const ANA: usize = 0;
const SAM: usize = 1;

/// Ana thanked Sam, who has it. The words, and the bond.
fn thanked() -> (World, String, SpaceId) {
    let mut world = World::new(5, 2).unwrap();
    let text = world.plant(ANA);
    let thanks = Thanks {
        name: "Sam".to_owned(),
        text: text.clone(),
        now: true,
        ..Thanks::default()
    };
    world.on(ANA, |engine| engine.thanks(thanks)).unwrap();
    assert!(world.settle(ROUNDS_MAX).unwrap());
    let bond = world.on(ANA, |engine| {
        simulation::look(engine, |tx| Ok(tx.bonds()?.remove(0).space))
    });
    (world, text, bond.unwrap())
}

/// The only document that a device shows.
fn shown(world: &mut World, device: usize) -> DocumentId {
    let rows = world.on(device, |engine| {
        simulation::look(engine, |tx| Ok(tx.entries(&EntryFilter::default())?))
    });
    rows.unwrap().remove(0).document
}

/// What Ana said last that was an envelope.
fn envelope(world: &World) -> Vec<u8> {
    let is_envelope = |frame: &[u8]| matches!(Message::decode(frame), Ok(Message::Envelope(_)));
    let mut sent = world.letters.sent.iter().rev();
    let last = sent.find(|sent| sent.from == ANA && is_envelope(&sent.frame));
    last.unwrap().frame.clone()
}

fn unshare(world: &mut World) {
    world
        .on(ANA, |engine| engine.unshare("@last", "Sam"))
        .unwrap();
}

#[test]
fn words_that_are_sent_before_they_are_shared_are_noticed() {
    let (mut world, text, _) = thanked();
    travelling::nothing_is_said_to_whom_it_is_not_for(&world).unwrap_err();
    world.letters.allow(&text, SAM, world.now + 1);
    travelling::nothing_is_said_to_whom_it_is_not_for(&world).unwrap_err();
    let (mut world, text, _) = thanked();
    world.letters.allow(&text, SAM, world.now);
    travelling::nothing_is_said_to_whom_it_is_not_for(&world).unwrap();
}

#[test]
fn a_frame_about_a_space_in_which_its_receiver_is_not_is_noticed() {
    let (mut world, text, bond) = thanked();
    world.letters.allow(&text, SAM, world.now);
    let journal = world
        .on(ANA, |engine| Ok(simulation::who(engine).journal))
        .unwrap();
    let hello = |space| Message::Hello {
        stay: false,
        spaces: vec![(space, [0; 32])],
    };
    world.say((ANA, SAM), &bond, &hello(bond).encode()).unwrap();
    travelling::nothing_is_said_to_whom_it_is_not_for(&world).unwrap();
    world
        .say((ANA, SAM), &bond, &hello(journal).encode())
        .unwrap();
    travelling::nothing_is_said_to_whom_it_is_not_for(&world).unwrap_err();
}

#[test]
fn an_envelope_with_what_was_withdrawn_is_noticed() {
    let (mut world, _, bond) = thanked();
    let before = envelope(&world);
    world.say((ANA, SAM), &bond, &before).unwrap();
    world.nothing_went_wrong().unwrap();
    unshare(&mut world);
    world.say((ANA, SAM), &bond, &before).unwrap();
    world.nothing_went_wrong().unwrap_err();
}

#[test]
fn a_frame_to_somebody_from_whom_one_is_apart_is_noticed() {
    for part in [0, 1, 2] {
        let (mut world, _, bond) = thanked();
        let frame = Message::Done.encode();
        world.say((ANA, SAM), &bond, &frame).unwrap();
        world.nothing_went_wrong().unwrap();
        let parted = world.on(ANA, |engine| match part {
            0 => engine.pause("Sam"),
            1 => engine.unlink("Sam", false),
            _ => engine.block("Sam"),
        });
        parted.unwrap();
        world.say((ANA, SAM), &bond, &frame).unwrap();
        world.nothing_went_wrong().unwrap_err();
    }
}

#[test]
fn a_file_that_somebody_else_can_open_is_noticed() {
    let (mut world, _, _) = thanked();
    let readers = fondly_engine::Readers::Person("Sam".to_owned());
    let made = world.on(ANA, |engine| engine.bundle(&readers, true));
    let bytes = made.unwrap().bytes;
    world.say_bundle(ANA, SAM, &bytes).unwrap();
    world.nothing_went_wrong().unwrap();
    let said = world
        .letters
        .sent
        .iter()
        .filter(|sent| sent.at == world.now);
    assert!(said.count() > 0);
    world.say_bundle(ANA, ANA, &bytes).unwrap();
    world.nothing_went_wrong().unwrap_err();
}

#[test]
fn a_record_that_its_author_did_not_sign_is_noticed() {
    let (mut world, _, bond) = thanked();
    signing::every_record_is_signed(&mut world).unwrap();
    let sam = world.on(SAM, |engine| Ok(simulation::who(engine))).unwrap();
    let forged = world.on(ANA, |engine| {
        simulation::tamper(engine, |tx| {
            let tip = tx.tip(&bond, &sam.device)?;
            let place = Place {
                space: bond,
                device: sam.device,
                seq: tip.next,
                prev: tip.hash,
            };
            let content = Content::Full(Payload {
                salt: [0; 16],
                written_at: 1_795_000_000,
                body: Control::Verified.encode(),
            });
            let item = Item {
                subject: Subject::Control,
                content,
            };
            let record = sign(&SigningKey::from_bytes(&[7; 32]), &sam.person, &place, item);
            tx.append_own(&bond, &sam.device, &record, 0)?;
            Ok::<_, EngineError>(())
        })
    });
    forged.unwrap();
    signing::every_record_is_signed(&mut world).unwrap_err();
}

#[test]
fn withdrawn_words_in_a_file_are_noticed() {
    let (mut world, text, _) = thanked();
    let withdrawn = [(text.clone(), SAM)];
    remains::no_file_holds_what_is_gone(&mut world, &withdrawn, &[SAM]).unwrap_err();
    unshare(&mut world);
    assert!(world.settle(ROUNDS_MAX).unwrap());
    remains::no_file_holds_what_is_gone(&mut world, &withdrawn, &[SAM]).unwrap();
    let stray = world.home(SAM).dir().join("stray");
    fs::write(&stray, format!("a note with {text} in it")).unwrap();
    remains::no_file_holds_what_is_gone(&mut world, &withdrawn, &[SAM]).unwrap_err();
}

#[test]
fn withdrawn_words_in_a_payload_alone_are_noticed() {
    let (mut world, text, _) = thanked();
    let document = shown(&mut world, SAM);
    let hidden = world.on(SAM, |engine| {
        simulation::tamper(engine, |tx| Ok(tx.remove_entry(&document)?))
    });
    hidden.unwrap();
    // So that nothing is in the log beside the store.
    world.restart(SAM).unwrap();
    remains::no_file_holds_what_is_gone(&mut world, &[(text, SAM)], &[SAM]).unwrap_err();
}

#[test]
fn withdrawn_words_in_the_log_beside_the_store_are_noticed() {
    let (mut world, text, bond) = thanked();
    let withdrawn = [(text, SAM)];
    let document = shown(&mut world, SAM);
    // As withdrawing does, but that the log is not emptied.
    let erased = world.on(SAM, |engine| {
        simulation::tamper(engine, |tx| {
            tx.erase_payloads(&bond, &document)?;
            tx.remove_entry(&document)?;
            Ok::<_, EngineError>(())
        })
    });
    erased.unwrap();
    remains::no_file_holds_what_is_gone(&mut world, &withdrawn, &[SAM]).unwrap_err();
}

#[test]
fn an_exposure_that_is_not_what_the_other_shows_is_noticed() {
    let (mut world, text, bond) = thanked();
    let mut show = |person: usize| Seen {
        person,
        name: person.to_string(),
        removed: false,
        forked: false,
        put_back: false,
        circles: (0..3).map(|person| (person, 0)).collect(),
        own_circle: 0,
        list: world.list(person).unwrap(),
    };
    let (ana, sam) = (show(ANA), show(SAM));
    let (near, apart) = (|_, _| false, |_, _| true);
    let shown = [(ANA, &ana), (SAM, &sam)];
    exposing::what_is_told_to_be_readable_is(&mut world, &shown, &[], near).unwrap();
    // Sam does not show it any more: that is less than what Ana is told.
    let less = Seen {
        list: Vec::new(),
        ..sam.clone()
    };
    let lessened = [(ANA, &ana), (SAM, &less)];
    exposing::what_is_told_to_be_readable_is(&mut world, &lessened, &[], near).unwrap_err();
    // Ana's home takes it for withdrawn: Sam shows more, whether they are in touch or not.
    let hidden = world.on(ANA, |engine| {
        let person = simulation::who(engine).person;
        simulation::tamper(engine, |tx| {
            let edition = tx.editions(&bond, &person)?.remove(0).document;
            tx.set_document_state(&bond, &edition, fondly_store::DocumentState::Retracted)?;
            Ok::<_, EngineError>(())
        })
    });
    hidden.unwrap();
    exposing::what_is_told_to_be_readable_is(&mut world, &shown, &[], near).unwrap_err();
    // Whoever is apart from Sam is told that it was not said to be removed.
    exposing::what_is_told_to_be_readable_is(&mut world, &shown, &[], apart).unwrap();
    forge_a_receipt(&mut world, bond);
    exposing::what_is_told_to_be_readable_is(&mut world, &shown, &[], apart).unwrap_err();
    let unheard = [words_of(&text, SAM)];
    exposing::what_is_told_to_be_readable_is(&mut world, &shown, &unheard, apart).unwrap();
}

/// Words of Ana's that only a device which is out had shared with somebody.
fn words_of(text: &str, unheard: usize) -> Words {
    Words {
        text: text.to_owned(),
        author: ANA,
        entry: String::new(),
        readers: [unheard].into(),
        owed: BTreeSet::new(),
        withdrawn: BTreeSet::new(),
        unheard: [unheard].into(),
        may_be_erased: false,
        may_be_gone: true,
        erased: false,
        by: ANA,
        contested: false,
        shared_beside: false,
    }
}

#[test]
fn what_was_erased_is_gone_from_the_disk_once_a_process_that_died_runs_again() {
    let mut died = 0;
    for batches in 0..8 {
        let (mut world, text, _) = thanked();
        unshare(&mut world);
        fault::set(batches, fault::Fault::Death);
        world.meet(SAM, ANA, usize::MAX).unwrap();
        fault::take();
        let list = world.list(SAM).unwrap();
        if list.iter().any(|view| view.text.contains(&text)) {
            continue;
        }
        died += 1;
        let withdrawn = [(text, SAM)];
        remains::no_file_holds_what_is_gone(&mut world, &withdrawn, &[SAM]).unwrap();
    }
    assert!(died > 0, "what was withdrawn came to Sam");
}

#[test]
fn a_receipt_for_what_is_still_shown_is_noticed() {
    let (mut world, _, bond) = thanked();
    let nobody = BTreeSet::new();
    unshare(&mut world);
    telling::receipts_are_true(&mut world, &[ANA], &nobody).unwrap();
    forge_a_receipt(&mut world, bond);
    telling::receipts_are_true(&mut world, &[ANA], &nobody).unwrap_err();
    assert!(world.settle(ROUNDS_MAX).unwrap());
    telling::receipts_are_true(&mut world, &[ANA], &nobody).unwrap();
}

#[test]
fn words_that_are_read_and_not_told_are_noticed_at_any_time() {
    let (mut world, ..) = thanked();
    let nobody = BTreeSet::new();
    telling::what_is_read_is_told(&mut world, &nobody).unwrap();
    unshare(&mut world);
    telling::what_is_read_is_told(&mut world, &nobody).unwrap();
    let (mut world, _, bond) = thanked();
    let hidden = world.on(ANA, |engine| {
        let device = simulation::who(engine).device;
        simulation::tamper(engine, |tx| {
            tx.set_aside_from(&bond, &device, 0)?;
            Ok::<_, EngineError>(())
        })
    });
    hidden.unwrap();
    telling::what_is_read_is_told(&mut world, &nobody).unwrap_err();
    telling::what_is_read_is_told(&mut world, &[ANA].into()).unwrap();
}

/// What Ana and Sam read to each other.
fn read(world: &mut World) -> Vec<Read> {
    let names = [(ANA, "Sam"), (SAM, "Ana")];
    let read = names.map(|(device, other)| Read {
        name: device.to_string(),
        circle: (ANA, SAM, 0),
        may_differ: false,
        may_have_signed_else: false,
        view: world.on(device, |engine| engine.compare(other)).unwrap(),
    });
    read.into()
}

#[test]
fn words_that_differ_between_two_who_met_are_noticed() {
    let (mut world, ..) = thanked();
    let mut same = read(&mut world);
    comparing::who_holds_the_same_reads_the_same(&same).unwrap();
    same[0].view.signed[0].holds = Signed::Other;
    comparing::who_holds_the_same_reads_the_same(&same).unwrap_err();
    same[0].may_have_signed_else = true;
    comparing::who_holds_the_same_reads_the_same(&same).unwrap();
    let thanks = Thanks {
        name: "Sam".to_owned(),
        text: "for more".to_owned(),
        now: true,
        ..Thanks::default()
    };
    world.on(ANA, |engine| engine.thanks(thanks)).unwrap();
    let mut other = read(&mut world);
    comparing::who_holds_the_same_reads_the_same(&other).unwrap_err();
    other[1].may_differ = true;
    comparing::who_holds_the_same_reads_the_same(&other).unwrap();
}

#[test]
fn a_last_request_takes_all_back_and_nothing_is_said_after_it() {
    let (mut world, text, bond) = thanked();
    let begun = world.on(ANA, |engine| {
        simulation::parting::begin(engine, "Sam", true, 30)
    });
    begun.unwrap();
    for _ in 0..2 {
        world.meet(ANA, SAM, usize::MAX).unwrap();
    }
    let shown = world.list(SAM).unwrap();
    assert!(shown.iter().all(|view| !view.text.contains(&text)));
    remains::no_file_holds_what_is_gone(&mut world, &[(text, SAM)], &[SAM]).unwrap();
    world.on(ANA, simulation::parting::end).unwrap();
    let said = world.letters.sent.len();
    assert!(world.settle(ROUNDS_MAX).unwrap());
    let after = &world.letters.sent[said..];
    assert!(after.iter().all(|sent| sent.from != ANA));
    world.nothing_went_wrong().unwrap();
    world
        .say((ANA, SAM), &bond, &Message::Done.encode())
        .unwrap();
    world.nothing_went_wrong().unwrap_err();
}

/// Ana's home holds that Sam's device removed her edition, which nobody has signed.
fn forge_a_receipt(world: &mut World, bond: SpaceId) {
    let sams = world.on(SAM, |engine| Ok(simulation::who(engine).device));
    let sams = sams.unwrap();
    let receipted = world.on(ANA, |engine| {
        let person = simulation::who(engine).person;
        simulation::tamper(engine, |tx| {
            let edition = tx.editions(&bond, &person)?.remove(0).document;
            Ok::<_, EngineError>(tx.put_receipt(&bond, &edition, &sams)?)
        })
    });
    receipted.unwrap();
}
