//! Where several relays are set, the first that takes a device is used, however near others are.

use std::time::{Duration, Instant};

use fondly_tests::{Person, Process, until};

use crate::{
    capture::watch,
    delaying::delay,
    destinations::sent_to,
    hosts::arrives,
    relayed::{link_at, way},
    relaying::Relay,
    routers::{BEHIND, Homes, Nat, OTHER_RELAY, RELAY, behind_routers},
};

/// By so much the preferred relay is farther away.
const FARTHER: Duration = Duration::from_millis(80);

/// One's own relay, which is far away, and another, which is near.
fn two_relays() -> (Relay, Relay) {
    delay(RELAY, BEHIND, FARTHER);
    let own = Relay::start_at(RELAY, BEHIND);
    (own, Relay::start_at(OTHER_RELAY, OTHER_RELAY))
}

/// Somebody who trusts both, and has these settings.
fn with(name: &str, own: &Relay, other: &Relay, settings: &[(&str, String)]) -> Person {
    let person = own.stranger(name);
    own.known_with(other, &person);
    for (key, value) in settings {
        person.json(&["config", "set", key, value]);
    }
    person
}

/// Somebody who prefers the first of two relays.
fn preferring(name: &str, own: &Relay, other: &Relay) -> Person {
    let both = format!("{} {}", own.entry(), other.entry());
    with(name, own, other, &[("net.relays", both)])
}

/// Waits until all of them wait at a relay, and says how long that took.
fn wait_at(what: &str, relay: &Relay, who: [&Person; 2]) {
    let since = Instant::now();
    until(what, || {
        who.iter().all(|it| relay.state_at(it) == "connected")
    });
    println!("{what}: after {:?}", since.elapsed());
}

/// Links two people, who then serve.
fn linked(homes: &Homes, [ana, sam]: [&Person; 2]) -> [Process; 2] {
    link_at((ana, &homes.ana), (sam, &homes.sam));
    [homes.ana.serve(ana), homes.sam.serve(sam)]
}

#[test]
fn ones_own_relay_is_used_while_it_can_be_though_another_is_nearer() {
    let name = "preferring::ones_own_relay_is_used_while_it_can_be_though_another_is_nearer";
    behind_routers(name, Nat::Random, |homes| {
        let Ok(socket) = watch() else {
            println!("skipped: this machine allows no capture");
            return;
        };
        let (mut own, other) = two_relays();
        let (ana, sam) = (
            preferring("Ana", &own, &other),
            preferring("Sam", &own, &other),
        );
        let both = [&ana, &sam];
        let _serving = linked(homes, both);
        wait_at("both wait at the first relay", &own, both);
        assert_eq!(other.state_at(&ana), "spare");
        assert_eq!(way(&ana, &sam, "by the first relay"), "relayed");
        let told = sent_to(&socket, OTHER_RELAY);
        assert_eq!(told, 0, "packets went to a relay that was not needed");

        let since = Instant::now();
        own.fail();
        ana.writes(&["thanks", "Sam", "by the next relay", "--now"]);
        arrives("the first relay fails", &sam, "by the next relay");
        wait_at("both wait at the next relay", &other, both);
        println!("in all {:?}", since.elapsed());
        assert_eq!(own.state_at(&ana), "unreachable");
        let told = sent_to(&socket, OTHER_RELAY);
        assert!(told > 0, "and the count does not see what is sent");

        own.run();
        wait_at("both are back at the first relay", &own, both);
        assert_eq!(other.state_at(&ana), "spare");
        sam.writes(&["thanks", "Ana", "as before", "--now"]);
        arrives("the first relay is back", &ana, "as before");
    });
}

#[test]
fn where_the_first_relay_is_away_a_line_names_the_next() {
    let name = "preferring::where_the_first_relay_is_away_a_line_names_the_next";
    behind_routers(name, Nat::Random, |homes| {
        let (mut own, other) = two_relays();
        own.fail();
        let (ana, sam) = (
            preferring("Ana", &own, &other),
            preferring("Sam", &own, &other),
        );
        let _serving = linked(homes, [&ana, &sam]);
        ana.writes(&["thanks", "Sam", "all the same", "--now"]);
        arrives("the first relay is away", &sam, "all the same");
        wait_at("both wait at the next relay", &other, [&ana, &sam]);
    });
}

#[test]
fn a_relay_that_refuses_is_passed_over_and_said_to_refuse() {
    let name = "preferring::a_relay_that_refuses_is_passed_over_and_said_to_refuse";
    behind_routers(name, Nat::Random, |homes| {
        let (own, other) = two_relays();
        let both = format!("https://0123456789abcdef0123@{RELAY} {}", other.entry());
        let of = |name: &str| with(name, &own, &other, &[("net.relays", both.clone())]);
        let (ana, sam) = (of("Ana"), of("Sam"));
        let _serving = linked(homes, [&ana, &sam]);
        ana.writes(&["thanks", "Sam", "all the same", "--now"]);
        arrives("the first relay refuses", &sam, "all the same");
        wait_at("both wait at the next relay", &other, [&ana, &sam]);
        assert_eq!(own.state_at(&ana), "refused");
    });
}

#[test]
fn each_waits_at_their_own_relay_and_is_met_there_by_whoever_may() {
    let name = "preferring::each_waits_at_their_own_relay_and_is_met_there_by_whoever_may";
    behind_routers(name, Nat::Random, |homes| {
        let (hers, his) = two_relays();
        let of = |name: &str, own: &Relay, other: &Relay| {
            let allowed = ("net.relays.allowed", other.entry());
            with(name, own, other, &[("net.relays", own.entry()), allowed])
        };
        let (ana, sam) = (of("Ana", &hers, &his), of("Sam", &his, &hers));
        let _serving = linked(homes, [&ana, &sam]);
        let (hers, his) = (&hers, &his);
        let waits = |person: &Person, at: &Relay| at.state_at(person) == "connected";
        until("each waits at their own", || {
            waits(&ana, hers) && waits(&sam, his)
        });
        ana.writes(&["thanks", "Sam", "there", "--now"]);
        arrives("two relays", &sam, "there");
        sam.writes(&["thanks", "Ana", "and back", "--now"]);
        arrives("two relays, the other way", &ana, "and back");
        assert!(waits(&ana, hers) && waits(&sam, his));
    });
}
