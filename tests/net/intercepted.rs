//! Somebody in the middle while two people form a bond, between real processes: on the wire, and with
//! the line itself in hand.

use std::{net::SocketAddr, sync::atomic::Ordering, time::Duration};

use fondly_sync::invite::Invite as Line;
use fondly_tests::{Invite, Person};

use crate::{
    hosts::apart,
    wire::{Faults, Wire},
};

/// Where whoever waits with this line listens.
fn listens(invite: &Invite) -> SocketAddr {
    let line = Line::parse(&invite.line).unwrap();
    let [address] = line.addresses.as_slice() else {
        panic!("one address: {:?}", line.addresses);
    };
    *address
}

fn dials(person: &Person) -> SocketAddr {
    SocketAddr::new(person.address().into(), 0)
}

fn people(person: &Person) -> usize {
    person.json(&["people"])["people"].as_array().unwrap().len()
}

/// Both have typed the words of the other, and what one shares the other reads.
fn trust_each_other(ana: &Person, sam: &Person) {
    ana.types("Sam", &sam.words("Ana"));
    sam.types("Ana", &ana.words("Sam"));
    ana.writes(&["thanks", "Sam", "for the words", "--now"]);
    // They meet where no wire is between them.
    let serve = ana.serve();
    sam.syncs_with("Ana");
    assert!(sam.texts(&["list"]).contains(&"for the words".to_owned()));
    serve.stop();
}

#[test]
fn datagrams_that_are_changed_or_replayed_form_the_same_bond_or_none() {
    let name = "intercepted::datagrams_that_are_changed_or_replayed_form_the_same_bond_or_none";
    apart(name, |hosts| {
        let (ana, sam) = (Person::with_open_key("Ana"), Person::with_open_key("Sam"));
        let invite = ana.invite("Sam", &[]);
        let wire = Wire::between(hosts, listens(&invite), dials(&sam));
        wire.does(Faults {
            doubled: 60,
            flipped: 15,
            cut: 10,
            held: 20,
            held_for: Duration::from_millis(50),
            lost: 0,
        });
        let joined = hosts.json(&sam, &["join", &invite.line, "--as", "Ana"]);
        assert_eq!(joined["joined"], "Ana");
        invite.joined();
        let counts = wire.counts();
        assert!(counts.doubled.load(Ordering::Relaxed) > 0, "{counts:?}");
        drop(wire);
        trust_each_other(&ana, &sam);
    });
}

#[test]
fn whoever_answers_in_place_of_the_inviter_is_not_believed_and_spends_nothing() {
    let name =
        "intercepted::whoever_answers_in_place_of_the_inviter_is_not_believed_and_spends_nothing";
    apart(name, |hosts| {
        let (ana, sam) = (Person::with_open_key("Ana"), Person::with_open_key("Sam"));
        let mallory = Person::with_open_key("Mallory");
        let (invite, trap) = (ana.invite("Sam", &[]), mallory.invite("Sam", &[]));
        let (at_ana, at_mallory) = (listens(&invite), listens(&trap));
        let wire = Wire::leading_to(hosts, (at_ana, at_mallory), dials(&sam));
        let args = [
            "--json",
            "join",
            &invite.line,
            "--as",
            "Ana",
            "--timeout",
            "5s",
        ];
        let said = fondly_tests::Said::of(&mut hosts.there(&sam.command(&args)), &[]);
        said.error(1);
        assert!(wire.counts().carried.load(Ordering::Relaxed) > 0);
        assert_eq!((people(&ana), people(&sam), people(&mallory)), (0, 0, 0));
        drop(wire);
        // The line was not spent.
        let _wire = Wire::between(hosts, at_ana, dials(&sam));
        let joined = hosts.json(&sam, &["join", &invite.line, "--as", "Ana"]);
        assert_eq!(joined["joined"], "Ana");
        invite.joined();
        assert_eq!(people(&mallory), 0);
        trap.killed();
    });
}

/// Mallory has Ana's line before Sam, joins by it, and gives Sam one of his own.
#[test]
fn whoever_passes_on_a_line_of_their_own_is_found_by_the_words() {
    let (ana, sam) = (Person::with_open_key("Ana"), Person::with_open_key("Sam"));
    let mallory = Person::with_open_key("Mallory");
    let invite = ana.invite("Sam", &[]);
    mallory.json(&["join", &invite.line, "--as", "Ana"]);
    invite.joined();
    let trap = mallory.invite("Sam", &[]);
    sam.json(&["join", &trap.line, "--as", "Ana"]);
    trap.joined();
    // Nothing can be shared before the words were typed.
    let entry = ana.writes(&["reflect", "for Sam alone"]);
    ana.fails(&["share", &entry, "Sam"], 6);
    ana.writes(&["thanks", "Sam", "held until the words", "--now"]);
    // Each reads out to the other what their own screen shows: it fits on neither side.
    let (of_sam, of_ana) = (sam.words("Ana"), ana.words("Sam"));
    for (person, name, words) in [(&ana, "Sam", &of_sam), (&sam, "Ana", &of_ana)] {
        let args: Vec<&str> = words.iter().map(String::as_str).collect();
        for _ in 0..3 {
            person.fails(&[&["verify", name], &args[..]].concat(), 6);
        }
    }
    // After three wrong words nothing of it counts any more, and Mallory has read nothing.
    for (person, name) in [(&ana, "Sam"), (&sam, "Ana")] {
        let said = person.run(&["--json", "share", &entry, name]);
        assert_ne!(said.code, Some(0));
    }
    let serve = ana.serve();
    let synced = mallory.run(&["--json", "sync", "--timeout", "5s"]);
    println!("Mallory syncs: {}", synced.status);
    serve.stop();
    assert!(mallory.entries(&["list", "--received"]).is_empty());
}
