//! Records whose payload is withheld at first.

use fondly_engine::simulation;
use fondly_hostile::{ANA, Line, SAM, Scene};
use fondly_sync::{Content, Record, Run};

#[test]
fn what_somebody_withheld_comes_from_whoever_has_it() {
    let mut scene = Scene::new();
    let behind = scene.hand(SAM, "Ana");
    scene.thanks(SAM, "Ana", "withheld at first");
    let mut hand = scene.hand(SAM, "Ana");
    let (space, device, first) = (hand.replica.space, hand.device(), behind.tip.next);
    let loaded = scene.world.on(SAM, |engine| {
        simulation::look(engine, |tx| {
            Ok(tx.records(&space, &device, first, 256, usize::MAX)?)
        })
    });
    let (prev, records) = loaded.expect("it is readable");
    let hollow = |record: Record| {
        let mut record = record;
        record.item.content = Content::Hole(record.item.content.payload_hash());
        record
    };
    let records: Vec<Record> = records.into_iter().map(hollow).collect();
    let run = Run::of(prev, &records).expect("Sam signed all of it");
    let mut line = Line::begun(&mut scene, &behind, ANA);
    let sealed = hand.own(vec![run]);
    line.say_envelope(&mut scene, sealed)
        .expect("the hashes are there");
    assert_eq!(scene.records_of(ANA, &hand), hand.tip.next);
    assert!(scene.log(ANA, "Sam").is_empty());

    scene.meet(SAM, ANA);
    assert_eq!(scene.log(ANA, "Sam"), ["withheld at first"]);
    let moved = scene.world.meet(SAM, ANA, 10_000);
    assert!(!moved.expect("they meet"), "it is asked for no more");
    scene.others_go_on();
    scene.an_honest_sam_goes_on();
}
