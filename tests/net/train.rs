//! The journey of somebody who is offline on a train, writes there, and comes back in another place.

use fondly_tests::{Person, until};

use crate::hosts::{HERE, among_hosts, arrives, roaming, serve_here};

/// All that is shared between the two, as one of them sees it.
fn seen(person: &Person) -> Vec<String> {
    let mut texts = person.texts(&["list"]);
    texts.sort();
    texts
}

#[test]
fn offline_on_a_train_then_reconnected() {
    among_hosts("train::offline_on_a_train_then_reconnected", |hosts| {
        let (ana, sam) = (roaming("Ana"), roaming("Sam"));
        let invite = ana.invite("Sam", &["--in-person"]);
        hosts.json(&sam, &["join", &invite.line, "--as", "Ana", "--in-person"]);
        invite.joined();
        let (_at_ana, _at_sam) = (serve_here(&ana), hosts.serve(&sam));
        let early = ana.writes(&["thanks", "Sam", "for the ride to the station", "--now"]);
        arrives("at the station", &sam, "for the ride to the station");

        hosts.cable(false);
        // Everything works without a network: on the train, and at home.
        for number in 0..10 {
            ana.writes(&[
                "thanks",
                "Sam",
                &format!("from the train {number}"),
                "--now",
            ]);
            sam.writes(&["thanks", "Ana", &format!("from home {number}"), "--now"]);
        }
        let need = ana.writes(&["need", "an evening with no plans"]);
        ana.json(&["share", &need, "Sam"]);
        ana.writes(&["reflect", "what stays with me"]);
        let second = "for the ride, and for waiting";
        ana.json(&["edit", &early, "--text", second, "--update-shared"]);
        let there = sam.entries(&["list", "--received"]);
        let first = there[0]["id"].as_str().unwrap().to_owned();
        sam.writes(&["respond", &first, "--say", "any time"]);
        assert_eq!(ana.texts(&["log", "Sam"]).len(), 11);
        assert_eq!(sam.texts(&["log", "Ana"]).len(), 11);

        hosts.move_here(HERE, "10.77.0.3");
        hosts.cable(true);
        arrives(
            "after the train, to those at home",
            &sam,
            "from the train 9",
        );
        arrives("and the other way", &ana, "from home 9");
        until("the need is there", || {
            sam.texts(&["list"])
                .contains(&"an evening with no plans".to_owned())
        });
        until("what was changed is there", || {
            sam.texts(&["list"]).contains(&second.to_owned())
        });
        until("the answer is there", || {
            ana.texts(&["list"]).contains(&"any time".to_owned())
        });
        let mut own = seen(&ana);
        own.retain(|text| text != "what stays with me");
        assert_eq!(own, seen(&sam), "both see the same, and nothing private");
        assert_eq!(ana.texts(&["log", "Sam"]), sam.texts(&["log", "Ana"]));
    });
}
