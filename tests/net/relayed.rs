//! Two people behind routers, who reach each other through a relay and go on without it where they can.

use std::{
    net::IpAddr,
    thread::sleep,
    time::{Duration, Instant},
};

use fondly_sync::invite::Invite;
use fondly_tests::{Person, Process, until};
use serde_json::Value;

use crate::{
    capture::watch,
    destinations::{bytes, destinations_from, drain, from_to},
    hosts::arrives,
    place::Place,
    relaying::Relay,
    routers::{ANA, Homes, Nat, RELAY, SAM, behind_routers},
};

/// Links two people, each at their own computer, by a line that is passed on; gives the line.
pub(crate) fn link_at(
    (ana, at_ana): (&Person, &Place),
    (sam, at_sam): (&Person, &Place),
) -> String {
    let since = Instant::now();
    let invite = ana.command(&["--json", "invite", "Sam", "--in-person"]);
    let mut inviting = Process::start(&mut at_ana.at(&invite));
    let line: Value = serde_json::from_str(&inviting.line()).unwrap();
    let line = line["invite"].as_str().unwrap();
    let joined = at_sam.json(sam, &["join", line, "--as", "Ana", "--in-person"]);
    assert_eq!(joined["verified"], true);
    assert!(inviting.line().contains("\"verified\":true"));
    println!("a bond was formed after {:?}", since.elapsed());
    line.to_owned()
}

/// By which way an entry went that Ana writes now, as she is told.
pub(crate) fn way(ana: &Person, sam: &Person, text: &str) -> String {
    ana.writes(&["thanks", "Sam", text, "--now"]);
    until("it is there", || {
        sam.texts(&["list"]).iter().any(|it| it == text)
    });
    until("Ana knows", || {
        ana.json(&["status"])["people"][0]["to_send"] == 0
    });
    let status = ana.json(&["status"]);
    let path = &status["people"][0]["devices"][0]["path"];
    path.as_str().unwrap_or_default().to_owned()
}

/// Writes until an entry goes directly.
fn goes_directly(ana: &Person, sam: &Person) {
    let since = Instant::now();
    let mut number = 0;
    until("an entry goes directly", || {
        number += 1;
        way(ana, sam, &format!("number {number}")) == "direct"
    });
    println!("directly after {:?}", since.elapsed());
}

fn both_use(relay: &Relay) -> (Person, Person) {
    (relay.user("Ana"), relay.user("Sam"))
}

/// Both serve, linked by the relay.
fn served(homes: &Homes, ana: &Person, sam: &Person) -> [Process; 2] {
    link_at((ana, &homes.ana), (sam, &homes.sam));
    [homes.ana.serve(ana), homes.sam.serve(sam)]
}

#[test]
fn two_behind_routers_meet_through_a_relay_and_go_on_without_it() {
    let name = "relayed::two_behind_routers_meet_through_a_relay_and_go_on_without_it";
    behind_routers(name, Nat::Kept, |homes| {
        let relay = Relay::start();
        let (ana, sam) = both_use(&relay);
        let _serving = served(homes, &ana, &sam);
        ana.writes(&["thanks", "Sam", "from behind a router", "--now"]);
        arrives("both behind routers", &sam, "from behind a router");
        sam.writes(&["thanks", "Ana", "and back", "--now"]);
        arrives("and the other way", &ana, "and back");
        goes_directly(&ana, &sam);
        let status = ana.json(&["status"]);
        assert_eq!(status["net"]["relays"][0]["state"], "connected", "{status}");
    });
}

#[test]
fn behind_strict_routers_all_goes_through_the_relay() {
    let name = "relayed::behind_strict_routers_all_goes_through_the_relay";
    behind_routers(name, Nat::Random, |homes| {
        let relay = Relay::start();
        let (ana, sam) = both_use(&relay);
        let _serving = served(homes, &ana, &sam);
        ana.writes(&["thanks", "Sam", "through the relay", "--now"]);
        arrives("strict routers", &sam, "through the relay");
        let since = Instant::now();
        // A direct path would have been found by then: it takes well below a second otherwise.
        for number in 0.. {
            assert_eq!(way(&ana, &sam, &format!("number {number}")), "relayed");
            if since.elapsed() > Duration::from_secs(8) {
                break;
            }
        }
    });
}

#[test]
fn a_relay_sees_endpoints_and_nothing_that_was_written() {
    let name = "relayed::a_relay_sees_endpoints_and_nothing_that_was_written";
    behind_routers(name, Nat::Random, |homes| {
        let Ok(socket) = watch() else {
            println!("skipped: this machine allows no capture");
            return;
        };
        // Without TLS around it, what goes to and from the relay is what the relay itself sees.
        let relay = Relay::start_in_the_clear();
        let (ana, sam) = (relay.user("Canary-Ana"), relay.user("Canary-Sam"));
        let line = link_at((&ana, &homes.ana), (&sam, &homes.sam));
        let _serving = [homes.ana.serve(&ana), homes.sam.serve(&sam)];
        assert_eq!(way(&ana, &sam, "canary-thanks"), "relayed");
        let seen = bytes(&socket);
        let holds = |sought: &[u8]| seen.windows(sought.len()).any(|at| at == sought);
        let endpoint = Invite::parse(&line).unwrap().endpoint;
        assert!(
            holds(&endpoint),
            "an endpoint id stands in the clear, and was not seen"
        );
        for written in ["canary-thanks", "Canary-Ana", "Canary-Sam"] {
            assert!(!holds(written.as_bytes()), "{written}");
        }
    });
}

#[test]
fn a_router_sees_neither_endpoints_nor_tokens_nor_what_was_written() {
    let name = "relayed::a_router_sees_neither_endpoints_nor_tokens_nor_what_was_written";
    behind_routers(name, Nat::Kept, |homes| {
        let Ok(socket) = watch() else {
            println!("skipped: this machine allows no capture");
            return;
        };
        let relay = Relay::start();
        let (ana, sam) = (relay.user("Canary-Ana"), relay.user("Canary-Sam"));
        let line = link_at((&ana, &homes.ana), (&sam, &homes.sam));
        let _serving = [homes.ana.serve(&ana), homes.sam.serve(&sam)];
        goes_directly(&ana, &sam);
        ana.writes(&["thanks", "Sam", "canary-thanks", "--now"]);
        arrives("an entry", &sam, "canary-thanks");
        let seen = bytes(&socket);
        let holds = |sought: &[u8]| seen.windows(sought.len()).any(|at| at == sought);
        let endpoint = Invite::parse(&line).unwrap().endpoint;
        let entry = relay.entry();
        let (token, _) = entry
            .trim_start_matches("https://")
            .split_once('@')
            .unwrap();
        let words = ["canary-thanks", "Canary-Ana", "Canary-Sam", token];
        let words = words.into_iter().map(str::as_bytes);
        for secret in words.chain([&endpoint[..]]) {
            assert!(!holds(secret), "{}", String::from_utf8_lossy(secret));
        }
        assert!(holds(&[203, 0, 113, 100]), "and the capture holds nothing");
    });
}

#[test]
fn packets_go_to_the_relay_and_the_partner_and_nowhere_else() {
    let name = "relayed::packets_go_to_the_relay_and_the_partner_and_nowhere_else";
    behind_routers(name, Nat::Kept, |homes| {
        let Ok(socket) = watch() else {
            println!("skipped: this machine allows no capture");
            return;
        };
        let relay = Relay::start();
        let (ana, sam) = both_use(&relay);
        let _serving = served(homes, &ana, &sam);
        goes_directly(&ana, &sam);
        let found = destinations_from(&socket, ANA);
        println!("from Ana's router: {found:?}");
        // How Sam looks from outside, and where he is behind his router.
        let sams: [IpAddr; 2] = [SAM.into(), [192, 168, 2, 2].into()];
        let relays: IpAddr = RELAY.parse().unwrap();
        assert!(found.contains(&relays) && found.contains(&sams[0]));
        for to in found {
            assert!(to == relays || sams.contains(&to), "a packet went to {to}");
        }
    });
}

#[test]
fn a_relay_that_is_started_again_is_used_again() {
    let name = "relayed::a_relay_that_is_started_again_is_used_again";
    behind_routers(name, Nat::Random, |homes| {
        let mut relay = Relay::start();
        let (ana, sam) = both_use(&relay);
        let _serving = served(homes, &ana, &sam);
        ana.writes(&["thanks", "Sam", "before", "--now"]);
        arrives("while all is well", &sam, "before");
        relay.fail();
        ana.writes(&["thanks", "Sam", "meanwhile", "--now"]);
        sleep(Duration::from_secs(5));
        assert!(!sam.texts(&["list"]).iter().any(|text| text == "meanwhile"));
        relay.run();
        arrives("a relay that was away for 5 s", &sam, "meanwhile");
        relay.stop();
        ana.writes(&["thanks", "Sam", "once more", "--now"]);
        // Longer than a link lives without a word.
        sleep(Duration::from_secs(20));
        relay.run();
        arrives("a relay that was away for 20 s", &sam, "once more");
    });
}

#[test]
fn a_direct_path_that_fails_is_left_for_the_relay() {
    let name = "relayed::a_direct_path_that_fails_is_left_for_the_relay";
    behind_routers(name, Nat::Kept, |homes| {
        let relay = Relay::start();
        let (ana, sam) = both_use(&relay);
        let _serving = served(homes, &ana, &sam);
        goes_directly(&ana, &sam);
        homes.part_directly();
        let since = Instant::now();
        ana.writes(&["thanks", "Sam", "by another way", "--now"]);
        arrives("a direct path that is dead", &sam, "by another way");
        let stall = since.elapsed();
        assert!(stall < Duration::from_secs(6), "{stall:?}");
        assert_eq!(way(&ana, &sam, "and on"), "relayed");
    });
}

#[test]
fn a_relay_that_a_partner_names_is_told_nothing_unless_it_is_allowed() {
    let name = "relayed::a_relay_that_a_partner_names_is_told_nothing_unless_it_is_allowed";
    behind_routers(name, Nat::Kept, |homes| {
        let Ok(socket) = watch() else {
            println!("skipped: this machine allows no capture");
            return;
        };
        let relay = Relay::start();
        let (ana, sam) = (relay.user("Ana"), relay.stranger("Sam"));
        sam.json(&["config", "set", "net.relays.allowed", &relay.entry()]);
        link_at((&ana, &homes.ana), (&sam, &homes.sam));
        // He has met her there once and holds her record that names it.
        sam.json(&["config", "set", "net.relays.allowed", ""]);
        let _at_ana = homes.ana.serve(&ana);
        until("Ana waits at the relay", || {
            ana.json(&["status"])["net"]["relays"][0]["state"] == "connected"
        });
        drain(&socket);
        let synced = homes.sam.json(&sam, &["sync", "Ana", "--timeout", "5s"]);
        assert_eq!(synced["peers"][0]["reached"], false);
        let sent = from_to(&socket, SAM, RELAY);
        assert_eq!(sent, 0, "packets went to a relay that is not allowed");
        let doctor = sam.json(&["doctor"]);
        assert!(
            doctor.to_string().contains("net.relays.allowed"),
            "{doctor}"
        );

        sam.json(&["config", "set", "net.relays.allowed", &relay.entry()]);
        let synced = homes.sam.json(&sam, &["sync", "Ana", "--timeout", "20s"]);
        assert_eq!(synced["peers"][0]["reached"], true);
        let sent = from_to(&socket, SAM, RELAY);
        assert!(sent > 0, "and the count does not see what is sent");
    });
}

#[test]
fn a_relay_that_refuses_is_told_from_one_that_is_away() {
    let name = "relayed::a_relay_that_refuses_is_told_from_one_that_is_away";
    behind_routers(name, Nat::Kept, |homes| {
        let relay = Relay::start();
        let ana = relay.stranger("Ana");
        let of = |entry: &str| {
            ana.json(&["config", "set", "net.relays", entry]);
            let doctor = ana.command(&["--json", "doctor"]);
            let said = homes.ana.at(&doctor).output().unwrap();
            let checks: Value = serde_json::from_slice(&said.stdout).unwrap();
            let checks = checks["checks"].as_array().unwrap().clone();
            let check = checks.into_iter().find(|it| it["name"] == "relay").unwrap();
            (check, said.status.code())
        };
        let (known, code) = of(&relay.entry());
        assert_eq!((&known["ok"], code), (&true.into(), Some(0)), "{known}");
        let (refused, code) = of("https://0123456789abcdef0123@203.0.113.100");
        assert_eq!((&refused["ok"], code), (&false.into(), Some(1)));
        assert!(
            refused["detail"].as_str().unwrap().contains("refuses"),
            "{refused}"
        );
        for away in [
            "https://203.0.113.100:444",
            "https://relay.invalid",
            "https://203.0.113.99",
        ] {
            let (check, code) = of(away);
            assert_eq!((&check["advice"], code), (&true.into(), Some(0)), "{check}");
            assert!(
                check["detail"].as_str().unwrap().contains("not reached"),
                "{check}"
            );
        }
    });
}

/// Lets a device of Ana's in that is behind another router, where the relay is set by `key`; gives the
/// exit code of `device join` there.
fn another_device_comes_in(homes: &Homes, relay: &Relay, key: &str) -> (Person, Option<i32>) {
    let (ana, phone) = (relay.stranger("Ana"), Person::without_journal());
    relay.known_to(&phone);
    for home in [&ana, &phone] {
        home.json(&["config", "set", key, &relay.entry()]);
    }
    let adding = ana.command(&["--json", "device", "add", "--timeout", "30s"]);
    let mut adding = Process::start(&mut homes.ana.at(&adding));
    let line: Value = serde_json::from_str(&adding.line()).unwrap();
    let mut join = phone.command(&["device", "join", line["invite"].as_str().unwrap()]);
    join.args(["--device-name", "phone", "--insecure-key-file"]);
    let since = Instant::now();
    let joined = homes.sam.at(&join).output().unwrap();
    println!("{key}: device join ended after {:?}", since.elapsed());
    (phone, joined.status.code())
}

#[test]
fn own_devices_meet_at_a_relay_of_ones_own() {
    let name = "relayed::own_devices_meet_at_a_relay_of_ones_own";
    behind_routers(name, Nat::Random, |homes| {
        let relay = Relay::start();
        let (phone, code) = another_device_comes_in(homes, &relay, "net.relays");
        assert_eq!(code, Some(0));
        assert_eq!(
            phone.json(&["device", "list"])["devices"]
                .as_array()
                .unwrap()
                .len(),
            2
        );
    });
}

#[test]
fn own_devices_do_not_meet_at_a_relay_of_somebody_else() {
    let name = "relayed::own_devices_do_not_meet_at_a_relay_of_somebody_else";
    behind_routers(name, Nat::Random, |homes| {
        let Ok(socket) = watch() else {
            println!("skipped: this machine allows no capture");
            return;
        };
        let relay = Relay::start();
        drain(&socket);
        let (_, code) = another_device_comes_in(homes, &relay, "net.relays.allowed");
        assert_eq!(code, Some(1));
        assert_eq!(from_to(&socket, SAM, RELAY), 0);
    });
}
