//! A port that somebody else has taken, and an address at which somebody else answers.

use std::net::{SocketAddr, UdpSocket};

use fondly_tests::{Person, befriend};
use serde_json::Value;

fn addresses(status: &Value) -> Vec<SocketAddr> {
    let addresses = status["net"]["addresses"].as_array().unwrap().iter();
    addresses
        .map(|address| address.as_str().unwrap().parse().unwrap())
        .collect()
}

#[test]
fn a_port_that_is_in_use_is_replaced_and_friends_hear_of_it() {
    let (ana, sam) = super::friends();
    let serve = ana.serve();
    let before = addresses(&ana.json(&["status"]));
    serve.stop();
    let taken: Vec<UdpSocket> = before
        .iter()
        .map(|address| UdpSocket::bind(address).unwrap())
        .collect();
    ana.writes(&["thanks", "Sam", "from another port", "--now"]);
    let (at_sam, at_ana) = (sam.serve(), ana.serve());
    let after = addresses(&ana.json(&["status"]));
    assert!(!after.is_empty());
    assert!(after.iter().all(|address| !before.contains(address)));
    // Ana knows where Sam is.
    ana.syncs_with("Sam");
    assert_eq!(sam.texts(&["list"]), ["from another port"]);
    at_sam.stop();
    at_ana.stop();
    // Now Sam knows where Ana is, too: he dials while nobody dials him.
    ana.writes(&["thanks", "Sam", "again", "--now"]);
    super::exchange(&ana, &sam, "Ana");
    assert_eq!(sam.texts(&["log", "Ana"]), ["from another port", "again"]);
    drop(taken);
}

#[test]
fn whoever_has_come_to_the_address_of_a_friend_is_told_nothing() {
    let (ana, sam) = super::friends();
    let serve = ana.serve();
    let at = addresses(&ana.json(&["status"])).remove(0);
    serve.stop();
    let (cleo, dan) = (Person::with_open_key("Cleo"), Person::with_open_key("Dan"));
    cleo.json(&["config", "set", "net.bind", &at.to_string()]);
    befriend((&cleo, "Cleo"), (&dan, "Dan"));
    let at_cleo = cleo.serve();
    assert_eq!(addresses(&cleo.json(&["status"])), [at]);

    sam.writes(&["thanks", "Ana", "for nobody else", "--now"]);
    let synced = sam.json(&["sync", "Ana", "--timeout", "3s"]);
    assert_eq!(synced["peers"][0]["reached"], false, "{synced}");
    assert!(cleo.entries(&["list"]).is_empty());
    assert_eq!(
        cleo.json(&["people"])["people"].as_array().unwrap().len(),
        1
    );
    at_cleo.stop();
    super::exchange(&ana, &sam, "Ana");
    assert_eq!(ana.texts(&["list"]), ["for nobody else"]);
}
