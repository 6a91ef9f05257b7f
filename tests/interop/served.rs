//! `invite`, `join` and `sync` go through a running `serve`, and do without one.

use fondly_tests::{Person, Serve, befriend, until};

/// Everything once, with `serve` running at those for whom it is said.
fn link_and_exchange(ana_serves: bool, sam_serves: bool) {
    let (ana, sam) = (Person::with_open_key("Ana"), Person::with_open_key("Sam"));
    let serving =
        |person: &Person, serves: bool| -> Option<Serve> { serves.then(|| person.serve()) };
    let (at_ana, at_sam) = (serving(&ana, ana_serves), serving(&sam, sam_serves));
    befriend((&ana, "Ana"), (&sam, "Sam"));
    ana.writes(&["thanks", "Sam", "from Ana", "--now"]);
    sam.writes(&["thanks", "Ana", "from Sam", "--now"]);
    let in_between = (!ana_serves && !sam_serves).then(|| ana.serve());
    if sam_serves {
        ana.syncs_with("Sam");
    } else {
        sam.syncs_with("Ana");
    }
    assert_eq!(ana.texts(&["list", "--received"]), ["from Sam"]);
    assert_eq!(sam.texts(&["list", "--received"]), ["from Ana"]);
    [at_ana, at_sam, in_between]
        .into_iter()
        .flatten()
        .for_each(Serve::stop);
}

#[test]
fn nobody_serves() {
    link_and_exchange(false, false);
}

#[test]
fn the_inviter_serves() {
    link_and_exchange(true, false);
}

#[test]
fn the_joiner_serves() {
    link_and_exchange(false, true);
}

#[test]
fn both_serve() {
    link_and_exchange(true, true);
}

#[test]
fn between_two_that_serve_what_is_written_arrives_by_itself() {
    let (ana, sam) = super::friends();
    let (at_ana, at_sam) = (ana.serve(), sam.serve());
    ana.syncs_with("Sam");
    ana.writes(&["thanks", "Sam", "for the dishes", "--now"]);
    // Nobody syncs: it is asked for what has arrived until it has, or for too long.
    let arrived = (0..500).any(|_| sam.texts(&["list"]) == ["for the dishes"]);
    assert!(arrived);
    at_ana.stop();
    at_sam.stop();
}

#[test]
fn two_syncs_at_the_same_moment_both_end_well() {
    let (ana, sam) = super::friends();
    ana.writes(&["thanks", "Sam", "from Ana", "--now"]);
    sam.writes(&["thanks", "Ana", "from Sam", "--now"]);
    std::thread::scope(|scope| {
        scope.spawn(|| ana.json(&["sync", "--timeout", "15s"]));
        scope.spawn(|| sam.json(&["sync", "--timeout", "15s"]));
    });
    super::exchange(&ana, &sam, "Ana");
    assert_eq!(ana.texts(&["list", "--received"]), ["from Sam"]);
    assert_eq!(sam.texts(&["list", "--received"]), ["from Ana"]);
}

#[test]
fn status_names_the_addresses_of_a_running_serve() {
    let (ana, _sam) = super::friends();
    let serve = ana.serve();
    let status = ana.json(&["status"]);
    let addresses = status["net"]["addresses"].as_array().unwrap().clone();
    assert!(!addresses.is_empty());
    let here = format!("{}:", ana.address());
    assert!(
        addresses
            .iter()
            .all(|address| address.as_str().unwrap().starts_with(&here))
    );
    serve.stop();
    let again = ana.serve();
    assert_eq!(
        ana.json(&["status"])["net"]["addresses"].as_array(),
        Some(&addresses)
    );
    again.stop();
    assert_eq!(
        ana.json(&["status"])["net"]["addresses"],
        serde_json::json!([])
    );
}

#[test]
fn a_port_stays_where_settings_change_while_somebody_is_dialled() {
    let (ana, _sam) = super::friends();
    let serve = ana.serve();
    let net = || ana.json(&["status"])["net"].clone();
    let before = net()["addresses"].clone();
    // Sam is away, so a dial is under way nearly all the time.
    let relay = "http://127.0.0.1:1";
    ana.json(&["config", "set", "net.relays", relay]);
    ana.json(&["config", "set", "net.mode", "public"]);
    until("the relay is tried, and said to be away", || {
        net()["relays"][0]["state"] == "unreachable"
    });
    assert_eq!(net()["addresses"], before);
    ana.json(&["config", "set", "net.mode", "lan"]);
    until("no relay is used", || {
        net()["relays"] == serde_json::json!([]) && !net()["addresses"][0].is_null()
    });
    assert_eq!(net()["addresses"], before);
    serve.stop();
}
