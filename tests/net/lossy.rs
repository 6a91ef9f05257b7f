//! Two people who serve, and a wire between them that loses, doubles, holds back, damages and reorders
//! datagrams: what is written arrives in the end. This stands in for netem, which not every kernel has.

use std::{net::SocketAddr, sync::atomic::Ordering, thread::sleep, time::Duration};

use fondly_tests::{Person, Process, befriend};

use crate::{
    hosts::{Hosts, apart, arrives, serve_here},
    wire::{Faults, Wire},
};

/// So many entries go each way at a time.
const ENTRIES: usize = 10;

/// Where somebody who serves listens: at one address, for one bond.
pub(crate) fn address(person: &Person) -> SocketAddr {
    let status = person.json(&["status"]);
    let addresses = status["net"]["addresses"].as_array().unwrap();
    let [address] = addresses.as_slice() else {
        panic!("one address: {addresses:?}");
    };
    address.as_str().unwrap().parse().unwrap()
}

/// Ana serves here and Sam at the other computer, with a wire between them.
struct Friends {
    ana: Person,
    sam: Person,
    wire: Wire,
    _serving: [Process; 2],
}

fn friends(hosts: &Hosts) -> Friends {
    let (ana, sam) = (Person::with_open_key("Ana"), Person::with_open_key("Sam"));
    befriend((&ana, "Ana"), (&sam, "Sam"));
    // Ports are kept, so the wire can be laid before Sam goes to the other computer.
    let once = sam.serve();
    let there = address(&sam);
    once.stop();
    let at_ana = serve_here(&ana);
    let wire = Wire::between(hosts, address(&ana), there);
    let at_sam = hosts.serve(&sam);
    Friends {
        ana,
        sam,
        wire,
        _serving: [at_ana, at_sam],
    }
}

impl Friends {
    /// Both write, and each has what the other wrote in the end.
    fn write_and_get(&self, what: &str) {
        for number in 0..ENTRIES {
            let (one, other) = (format!("{what} {number}"), format!("{what} back {number}"));
            self.ana.writes(&["thanks", "Sam", &one, "--now"]);
            self.sam.writes(&["thanks", "Ana", &other, "--now"]);
        }
        let last = ENTRIES - 1;
        arrives(what, &self.sam, &format!("{what} {last}"));
        arrives("and back", &self.ana, &format!("{what} back {last}"));
        let logs = [(&self.ana, "Sam"), (&self.sam, "Ana")].map(|(person, name)| {
            let mut log = person.texts(&["log", name]);
            log.sort();
            log
        });
        assert_eq!(logs[0], logs[1]);
    }
}

#[test]
fn datagrams_that_are_lost_doubled_held_back_or_damaged() {
    let name = "lossy::datagrams_that_are_lost_doubled_held_back_or_damaged";
    apart(name, |hosts| {
        let friends = friends(hosts);
        friends.write_and_get("over a good wire");
        friends.wire.does(Faults {
            lost: 10,
            doubled: 10,
            held: 20,
            held_for: Duration::from_millis(150),
            flipped: 5,
            cut: 2,
        });
        friends.write_and_get("over a bad wire");
        friends.wire.does(Faults {
            lost: 40,
            ..Faults::default()
        });
        friends.write_and_get("with two in five lost");
        let counts = friends.wire.counts();
        for count in [&counts.lost, &counts.doubled, &counts.held, &counts.damaged] {
            assert!(count.load(Ordering::Relaxed) > 0, "{counts:?}");
        }
    });
}

#[test]
fn a_wire_that_carries_one_way_only_and_then_none() {
    let name = "lossy::a_wire_that_carries_one_way_only_and_then_none";
    apart(name, |hosts| {
        let friends = friends(hosts);
        friends.write_and_get("before");
        let (all, none) = (
            Faults::default(),
            Faults {
                lost: 100,
                ..Faults::default()
            },
        );
        let cut = [
            ("what comes to Ana is lost", [none, all]),
            ("what comes to Sam is lost", [all, none]),
            ("everything is lost", [none, none]),
        ];
        for (what, ways) in cut {
            friends.wire.does_each(ways);
            friends.ana.writes(&["thanks", "Sam", what, "--now"]);
            // Longer than a link lives without a word.
            sleep(Duration::from_secs(17));
            friends.wire.does(all);
            arrives(what, &friends.sam, what);
        }
        friends.write_and_get("after all");
    });
}
