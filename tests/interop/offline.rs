//! Away for a while: everything works, nothing is lost, one sync brings it all.

use serde_json::json;

#[test]
fn one_later_sync_brings_everything() {
    let (ana, sam) = super::friends();
    let mut expected = Vec::new();
    for number in 0..20 {
        let text = format!("thanks {number}");
        ana.writes(&["thanks", "Sam", &text, "--now"]);
        expected.push(text);
    }
    let letter = ana.writes(&["reflect", "a letter"]);
    ana.json(&["share", &letter, "Sam"]);
    let status = ana.json(&["status"]);
    assert!(
        status["people"][0]["to_send"].as_u64().unwrap() >= 21,
        "{status}"
    );

    let peers = super::exchange(&ana, &sam, "Ana");
    assert!(
        peers["peers"][0]["received"].as_u64().unwrap() >= 21,
        "{peers}"
    );
    assert_eq!(sam.entries(&["list"]).len(), 21);
    let mut seen = sam.texts(&["log", "Ana"]);
    seen.sort();
    expected.sort();
    assert_eq!(seen, expected);
    assert_eq!(sam.json(&["status"])["people"][0]["to_read"], 21);
    assert!(sam.json(&["status"])["people"][0]["last_exchange"].is_string());
}

#[test]
fn one_sync_goes_both_ways() {
    let (ana, sam) = super::friends();
    ana.writes(&["thanks", "Sam", "from Ana", "--now"]);
    sam.writes(&["thanks", "Ana", "from Sam", "--now"]);
    super::exchange(&sam, &ana, "Sam");
    assert_eq!(ana.texts(&["list", "--received"]), ["from Sam"]);
    assert_eq!(sam.texts(&["list", "--received"]), ["from Ana"]);
    assert_eq!(ana.json(&["status"])["people"][0]["to_send"], 0);
}

#[test]
fn a_second_sync_has_nothing_to_carry() {
    let (ana, sam) = super::friends();
    ana.writes(&["thanks", "Sam", "for the dishes", "--now"]);
    super::exchange(&ana, &sam, "Ana");
    super::exchange(&ana, &sam, "Ana");
    let peers = super::exchange(&ana, &sam, "Ana");
    let peer = &peers["peers"][0];
    assert_eq!(
        (&peer["sent"], &peer["received"]),
        (&json!(0), &json!(0)),
        "{peers}"
    );
    assert_eq!(sam.entries(&["list"]).len(), 1);
}

#[test]
fn nobody_reached_is_no_error_unless_required() {
    let (ana, _sam) = super::friends();
    ana.writes(&["thanks", "Sam", "for the dishes", "--now"]);
    let peers = ana.json(&["sync", "--timeout", "2s"]);
    assert_eq!(peers["peers"][0]["reached"], false);
    let said = ana.run(&["sync", "--timeout", "2s", "--require", "Sam", "--json"]);
    let peers: serde_json::Value = serde_json::from_str(&said.stdout).unwrap();
    assert_eq!(peers["peers"][0]["reached"], false);
    said.error(5);
    assert!(ana.json(&["status"])["people"][0]["last_exchange"].is_null());
}

#[test]
fn a_sync_ends_within_its_timeout() {
    let (ana, _sam) = super::friends();
    let begun = std::time::Instant::now();
    ana.json(&["sync", "--timeout", "1s"]);
    assert!(begun.elapsed() < std::time::Duration::from_secs(5));
}

#[test]
fn people_are_found_again_after_both_have_restarted() {
    let (ana, sam) = super::friends();
    for number in 0..3 {
        sam.writes(&["thanks", "Ana", &format!("thanks {number}"), "--now"]);
        let (serving, syncing, name) = if number % 2 == 0 {
            (&ana, &sam, "Ana")
        } else {
            (&sam, &ana, "Sam")
        };
        super::exchange(serving, syncing, name);
        assert_eq!(ana.entries(&["list"]).len(), number + 1);
    }
}
