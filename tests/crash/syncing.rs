//! Killed while two people exchange, on either side.

use std::time::{Duration, Instant};

use fondly_tests::{Person, Process, befriend};

use crate::{
    acts::Act,
    killing::{Killer, is_whole},
    rounds,
    view::{View, texts, view},
    writing::judge,
};

/// Rounds after which all must have got through.
const WHOLE_AFTER: u32 = 10;

/// One of two friends.
struct Side {
    person: Person,
    friend: &'static str,
}

impl Side {
    fn own(&self) -> View {
        view(&self.person, &["--mine"])
    }

    fn received(&self) -> View {
        view(&self.person, &["--received"])
    }

    /// The texts that the friend should read.
    fn shared(&self) -> View {
        let mut own = self.own();
        own.retain(|_, entry| entry["audience"] == serde_json::json!([self.friend]));
        own
    }

    /// Does some things, of which the last is killed.
    fn acts(&self, killer: &mut Killer, new: &str) {
        let friend = Some(self.friend);
        let before = self.own();
        Act::any(
            &mut killer.chance,
            friend,
            &before,
            &format!("{new}, first"),
        )
        .done_by(&self.person);
        let before = self.own();
        let act = Act::any(&mut killer.chance, friend, &before, &format!("{new}, then"));
        let acknowledged = killer.acknowledged(&self.person, &act.args);
        judge(killer, &act, acknowledged, &before, &self.own());
    }

    /// Says a word on something that came, if anything did.
    fn answers(&self, killer: &mut Killer, new: &str) {
        let received = self.received();
        let open: Vec<&serde_json::Value> = received
            .values()
            .filter(|entry| entry["kind"] != "response")
            .collect();
        if let Some(entry) = killer.chance.one_of(&open) {
            let id = entry["id"].as_str().unwrap();
            self.person.json(&["respond", id, "--say", new]);
        }
    }
}

/// One exchange in which one process or both are killed.
fn killed_exchange(killer: &mut Killer, serving: &Side, syncing: &Side, whole: &mut Duration) {
    let begun = Instant::now();
    let serve = serving.person.serve();
    let args = ["sync", syncing.friend, "--timeout", "1s", "--json"];
    let sync = Process::start(&mut syncing.person.command(&args));
    let delay = killer.chance.within(*whole);
    match killer.chance.below(3) {
        0 => {
            serve.killed_after(delay);
            let (status, _) = sync.ended_within(fondly_tests::PATIENCE);
            assert_eq!(status.code(), Some(0), "sync ends well whoever is there");
            killer.count("serve killed");
        }
        1 => {
            let (status, _) = sync.killed_after(delay);
            serve.stop();
            if status.success() {
                *whole = begun.elapsed();
            }
            killer.count("sync killed");
        }
        _ => {
            drop(sync.killed_after(delay));
            drop(serve);
            killer.count("both killed");
        }
    }
}

/// Each reads what the other shares, and nothing else.
fn meet(one: &Side, other: &Side) {
    // What the first exchange brings may call for an answer in the second.
    for _ in 0..2 {
        let serve = one.person.serve();
        other.person.syncs_with(other.friend);
        serve.stop();
    }
    for (writer, reader) in [(one, other), (other, one)] {
        let (shared, received) = (writer.shared(), reader.received());
        assert_eq!(texts(&received), texts(&shared), "{}", reader.friend);
    }
}

#[test]
fn whoever_is_killed_in_an_exchange_keeps_what_is_theirs_and_gets_the_rest_later() {
    let [ana, sam] = ["Ana", "Sam"].map(Person::with_open_key);
    befriend((&ana, "Ana"), (&sam, "Sam"));
    let ana = Side {
        person: ana,
        friend: "Sam",
    };
    let sam = Side {
        person: sam,
        friend: "Ana",
    };
    let mut killer = Killer::new();
    let begun = Instant::now();
    meet(&ana, &sam);
    let mut whole = begun.elapsed() / 2;
    for round in 1..=rounds(12) {
        ana.acts(&mut killer, &format!("Ana {round}"));
        sam.acts(&mut killer, &format!("Sam {round}"));
        sam.answers(&mut killer, &format!("Sam says {round}"));
        let own = [ana.own(), sam.own()];
        if killer.chance.below(2) == 0 {
            killed_exchange(&mut killer, &ana, &sam, &mut whole);
        } else {
            killed_exchange(&mut killer, &sam, &ana, &mut whole);
        }
        assert_eq!([ana.own(), sam.own()], own, "round {round}");
        is_whole(&ana.person);
        is_whole(&sam.person);
        if round % WHOLE_AFTER == 0 {
            meet(&ana, &sam);
        }
    }
    meet(&ana, &sam);
    killer.report();
}
