//! Parting with a last request, and what the one who was parted from can still see.

use std::{
    net::{SocketAddr, UdpSocket},
    time::Instant,
};

use fondly_tests::{PATIENCE, Person, Process, befriend, until};
use rustix::process::Signal;
use serde_json::{Value, json};

use super::{exchange, friends, open_store};

const NOBODY: [&str; 0] = [];
const ASK: [&str; 5] = ["unlink", "Sam", "--received", "keep", "--ask-to-delete"];

/// Ana has shared two things with Sam, and has got one from them.
fn close() -> (Person, Person) {
    let (ana, sam) = friends();
    ana.writes(&["thanks", "Sam", "for the wild garlic", "--now"]);
    let entry = ana.writes(&["reflect", "about the sea"]);
    ana.json(&["share", &entry, "Sam"]);
    sam.writes(&["thanks", "Ana", "for the song", "--now"]);
    exchange(&ana, &sam, "Ana");
    assert_eq!(sam.entries(&["list", "--received"]).len(), 2);
    (ana, sam)
}

fn has_nothing_of_ana(sam: &Person) {
    assert_eq!(sam.texts(&["list", "--received"]), NOBODY);
    for word in ["garlic", "sea"] {
        assert_eq!(sam.texts(&["search", word]), NOBODY);
    }
}

#[test]
fn what_was_shared_goes_with_the_last_request_and_the_bond_ends() {
    let (ana, sam) = close();
    let phone = sam.another_device("phone");
    exchange(&ana, &phone, "Ana");
    // What is not sent yet never goes.
    ana.writes(&["thanks", "Sam", "held back", "--now"]);
    ana.writes(&["thanks", "Sam", "still held"]);
    let serve = sam.serve();
    let said = ana.json(&[&ASK[..], &["--timeout", "20s"]].concat());
    assert_eq!(
        said,
        json!({ "name": "Sam", "received": "keep", "withdrawn": 3,
            "devices": 2, "asked": 1, "removed": 1 })
    );
    serve.stop();
    has_nothing_of_ana(&sam);
    assert_eq!(sam.entries(&["log", "Ana"]).len(), 1);
    assert_eq!(ana.json(&["people"])["people"], json!([]));
    assert_eq!(ana.texts(&["list", "--received"]), ["for the song"]);
    assert_eq!(ana.texts(&["search", "sea"]), ["about the sea"]);
    let left = ana.json(&["exposure", "Sam"])["people"][0].clone();
    assert_eq!(
        (&left["parted"], &left["entries"]),
        (&json!(true), &json!([]))
    );
    let receipts = left["withdrawn"].as_array().unwrap().iter();
    let receipts: Vec<&Value> = receipts.map(|gone| &gone["receipts"]).collect();
    assert_eq!(receipts, [1, 1, 1]);

    // Their other device hears of it from them, and nobody hears more of Ana.
    exchange(&sam, &phone, "me");
    has_nothing_of_ana(&phone);
    let at_ana = ana.serve();
    let unreached = sam.json(&["sync", "Ana", "--timeout", "2s"]);
    assert_eq!(unreached["peers"][0]["reached"], false);
    at_ana.stop();
}

#[test]
fn a_running_serve_carries_the_request_and_then_closes_that_door() {
    let (ana, sam) = close();
    let (at_ana, at_sam) = (ana.serve(), sam.serve());
    ana.json(&["pause", "Sam"]);
    let said = ana.run(&ASK);
    let text = said.stderr.clone();
    assert!(said.text().contains("not linked with Sam any more"));
    assert!(
        text.contains("removed on all of Sam's devices (1)"),
        "{text}"
    );
    has_nothing_of_ana(&sam);
    at_sam.stop();
    let unreached = sam.json(&["sync", "Ana", "--timeout", "2s"]);
    assert_eq!(unreached["peers"][0]["reached"], false);
    at_ana.stop();
}

#[test]
fn where_nobody_is_reached_the_bond_ends_and_nothing_was_asked() {
    let (ana, sam) = close();
    let began = Instant::now();
    let said = ana.json(&[&ASK[..], &["--timeout", "1s"]].concat());
    assert!(began.elapsed() < PATIENCE);
    assert_eq!(
        (&said["devices"], &said["asked"], &said["removed"]),
        (&json!(1), &json!(0), &json!(0))
    );
    assert_eq!(ana.json(&["people"])["people"], json!([]));
    let serve = ana.serve();
    sam.json(&["sync", "Ana", "--timeout", "2s"]);
    assert_eq!(sam.entries(&["list", "--received"]).len(), 2);
    serve.stop();

    // Off is off, and the end is the same.
    let (ana, _sam) = close();
    ana.json(&["config", "set", "net.mode", "off"]);
    let said = ana.json(&ASK);
    assert_eq!((&said["withdrawn"], &said["asked"]), (&json!(2), &json!(0)));
    assert_eq!(ana.json(&["people"])["people"], json!([]));
}

#[test]
fn an_interrupt_ends_the_asking_and_not_the_parting() {
    let (ana, _sam) = close();
    let args = [&ASK[..], &["--timeout", "10m", "--json"]].concat();
    let parting = Process::start(&mut ana.command(&args));
    // Once it has the network, its socket is there.
    let socket = ana.home().join("serve.sock");
    until("it tries to reach Sam", || socket.exists());
    parting.signal(Signal::INT);
    let (status, said) = parting.ended_within(PATIENCE);
    assert_eq!(status.code(), Some(0));
    let said: Value = serde_json::from_str(&said.concat()).unwrap();
    assert_eq!((&said["withdrawn"], &said["asked"]), (&json!(2), &json!(0)));
    assert_eq!(ana.json(&["people"])["people"], json!([]));
}

#[test]
fn whoever_died_while_asking_has_parted_once_the_time_is_over() {
    let (ana, sam) = close();
    let args = [&ASK[..], &["--timeout", "2s", "--json"]].concat();
    let parting = Process::start(&mut ana.command(&args));
    until("all is withdrawn", || {
        ana.json(&["exposure", "Sam"])["people"][0]["withdrawn"] != json!([])
    });
    parting.kill();
    assert_eq!(ana.texts(&["search", "sea"]), ["about the sea"]);
    let serve = ana.serve();
    until("serve ends what was begun", || {
        ana.json(&["people"])["people"] == json!([])
    });
    let unreached = sam.json(&["sync", "Ana", "--timeout", "2s"]);
    assert_eq!(unreached["peers"][0]["reached"], false);
    serve.stop();
}

#[test]
fn an_answer_that_both_had_promised_is_not_opened_by_the_last_request() {
    let (ana, sam) = friends();
    let ask = [
        "mutual",
        "ask",
        "Sam",
        "--question",
        "And now?",
        "ana-canary",
    ];
    ana.json(&ask);
    exchange(&ana, &sam, "Ana");
    let id = sam.json(&["mutual"])["mutual"][0]["id"].clone();
    sam.json(&["mutual", "answer", id.as_str().unwrap(), "sam-canary"]);
    let serve = sam.serve();
    ana.json(&ASK);
    serve.stop();
    let shown = sam.json(&["mutual"]).to_string();
    assert!(!shown.contains("ana-canary"), "{shown}");
    assert_eq!(sam.texts(&["search", "canary"]), ["sam-canary"]);
}

/// The endpoint of each bond, by the label of the other.
fn endpoints(person: &Person) -> Vec<(String, [u8; 32], u16)> {
    let read = |tx: &fondly_store::Tx<'_>| -> Result<_, fondly_store::StoreError> {
        let mut all = Vec::new();
        for bond in tx.bonds()? {
            let at = tx.endpoint(&bond.space)?.unwrap();
            let secret = fondly_crypto::SigningKey::from_bytes(&at.secret);
            all.push((bond.label, secret.verifying_key().0, at.port.unwrap()));
        }
        Ok(all)
    };
    open_store(person).read(read).unwrap()
}

#[test]
fn whoever_was_parted_from_knows_no_endpoint_at_which_others_are_met() {
    let (ana, sam) = friends();
    let jo = Person::with_open_key("Jo");
    befriend((&ana, "Ana"), (&jo, "Jo"));
    exchange(&ana, &sam, "Ana");
    exchange(&ana, &jo, "Ana");
    let before = endpoints(&ana);
    let of = |name: &str| {
        let mut found = before.iter().filter(|(label, ..)| label == name);
        let (_, id, port) = found.next().unwrap();
        (*id, *port)
    };
    let (for_sam, for_jo) = (of("Sam"), of("Jo"));
    assert_ne!(for_sam.0, for_jo.0);
    assert_ne!(for_sam.1, for_jo.1);

    ana.json(&["unlink", "Sam", "--received", "keep"]);
    let serve = ana.serve();
    jo.syncs_with("Ana");
    let at = |port| UdpSocket::bind(SocketAddr::from((ana.address(), port)));
    at(for_sam.1).expect("nobody listens where Sam knew Ana");
    at(for_jo.1).expect_err("Ana listens where Jo knows her");
    serve.stop();
    // What Sam holds says nothing of where Jo meets Ana.
    let known_to_sam: Vec<[u8; 32]> = open_store(&sam)
        .read(|tx| {
            let spaces = tx.spaces()?.into_iter();
            let devices = spaces.map(|row| tx.space_devices(&row.space));
            let devices: Vec<_> = devices.collect::<Result<_, _>>()?;
            Ok::<_, fondly_store::StoreError>(devices)
        })
        .unwrap()
        .into_iter()
        .flat_map(|devices| devices.into_values().map(|said| said.endpoint))
        .collect();
    assert!(known_to_sam.contains(&for_sam.0));
    assert!(!known_to_sam.contains(&for_jo.0));
}
