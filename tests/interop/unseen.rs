//! What somebody keeps to themselves changes nothing of what their partner's device is sent.

use fondly_tests::{Person, befriend, keeps};
use serde_json::Value;

use super::exchange;

/// What `sync` counted, at whom it ran.
fn counted(document: &Value) -> Vec<Value> {
    let fields = [
        "reached",
        "sent",
        "received",
        "bytes_out",
        "bytes_in",
        "round_trips",
    ];
    let peers = document["peers"].as_array().unwrap();
    peers
        .iter()
        .map(|peer| fields.iter().map(|field| peer[field].clone()).collect())
        .collect()
}

/// The same schedule of two people, in which Ana keeps so many entries to herself, some before each
/// exchange, and shares this last. Gives what each exchange counted.
fn schedule(kept: usize, last: &str) -> Vec<Vec<Value>> {
    let [ana, sam] = ["Ana", "Sam"].map(Person::with_open_key);
    let keep = |quarter| {
        if kept > 0 {
            keeps(&ana, quarter * kept / 4..(quarter + 1) * kept / 4);
        }
    };
    keep(0);
    befriend((&ana, "Ana"), (&sam, "Sam"));
    let shared = ana.writes(&["reflect", "what I share", "--title", "a title"]);
    ana.json(&["share", &shared, "Sam"]);
    ana.writes(&["thanks", "Sam", "for the soup", "--now"]);
    keep(1);
    let mut exchanges = vec![exchange(&ana, &sam, "Ana")];
    let seen = sam.entries(&["search", "share"]).remove(0);
    sam.json(&[
        "respond",
        seen["id"].as_str().unwrap(),
        "--say",
        "thank you",
    ]);
    keep(2);
    exchanges.push(exchange(&sam, &ana, "Sam"));
    keep(3);
    assert!(ana.entries(&["list"]).len() >= kept);
    // Nothing is new to the other.
    exchanges.push(exchange(&sam, &ana, "Sam"));
    ana.writes(&["thanks", "Sam", last, "--now"]);
    exchanges.push(exchange(&ana, &sam, "Ana"));
    exchanges.iter().map(counted).collect()
}

#[test]
fn a_thousand_private_entries_change_no_byte_and_no_record_of_an_exchange() {
    let last = "and for the evening";
    let (without, with) = (schedule(0, last), schedule(1000, last));
    println!("{without:?}");
    assert_eq!(with, without);
    // The counts do show what is shared.
    let numbers = (1..400u64).map(|number| number.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let long: String = numbers.map(|number| format!(" {number}")).collect();
    assert_ne!(schedule(0, &long), without);
}
