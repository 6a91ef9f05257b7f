//! Discovery in the local network: an address that was never told is found, and nothing is told where
//! it is off.

use std::{
    collections::BTreeMap,
    net::{IpAddr, Ipv4Addr},
    os::fd::OwnedFd,
};

use fondly_tests::Person;

use crate::{
    capture::watch,
    destinations::destinations,
    hosts::{HERE, Hosts, among_hosts, arrives, roaming, serve_here},
};

/// Where multicast DNS goes.
const MDNS: IpAddr = IpAddr::V4(Ipv4Addr::new(224, 0, 0, 251));

fn friends(hosts: &Hosts) -> (Person, Person) {
    hosts.multicast();
    let (ana, sam) = (roaming("Ana"), roaming("Sam"));
    let invite = ana.invite("Sam", &["--in-person"]);
    hosts.json(&sam, &["join", &invite.line, "--as", "Ana", "--in-person"]);
    invite.joined();
    (ana, sam)
}

/// Neither knows any more where the other is.
fn lose(hosts: &Hosts) {
    hosts.move_here(HERE, "10.77.0.3");
    hosts.move_there("10.77.0.4");
    // The routes went with the addresses.
    hosts.multicast();
}

/// How many packets go to everybody.
fn to_all(found: &BTreeMap<IpAddr, u64>) -> u64 {
    let of = |to: &IpAddr| match to {
        IpAddr::V4(to) => to.is_multicast() || to.is_broadcast(),
        IpAddr::V6(to) => to.is_multicast(),
    };
    found
        .iter()
        .filter(|(to, _)| of(to))
        .map(|(_, count)| count)
        .sum()
}

fn sees(work: impl FnOnce(OwnedFd)) {
    match watch() {
        Ok(socket) => work(socket),
        Err(_) => println!("skipped: this machine allows no capture"),
    }
}

#[test]
fn an_address_that_was_never_told_is_found_where_both_look() {
    let name = "discovering::an_address_that_was_never_told_is_found_where_both_look";
    among_hosts(name, |hosts| {
        let (ana, sam) = friends(hosts);
        lose(hosts);
        for person in [&ana, &sam] {
            person.json(&["config", "set", "net.discovery", "on"]);
        }
        let (_at_ana, _at_sam) = (serve_here(&ana), hosts.serve(&sam));
        ana.writes(&["thanks", "Sam", "found you", "--now"]);
        arrives("an address that was never told", &sam, "found you");
        sees(|socket| {
            let found = destinations(&socket);
            println!("with discovery: {found:?}");
            assert!(
                found.contains_key(&MDNS),
                "the network is told and it was not seen"
            );
        });
    });
}

#[test]
fn without_discovery_nothing_is_said_to_the_local_network() {
    let name = "discovering::without_discovery_nothing_is_said_to_the_local_network";
    among_hosts(name, |hosts| {
        let (ana, sam) = friends(hosts);
        sees(|socket| {
            let (_at_ana, _at_sam) = (serve_here(&ana), hosts.serve(&sam));
            let found = destinations(&socket);
            println!("without discovery: {found:?}");
            assert_eq!(to_all(&found), 0, "{found:?}");
            assert!(
                !found.is_empty(),
                "they are linked, and the count does not see it"
            );
        });
    });
}
