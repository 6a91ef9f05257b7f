//! Two computers for one test: the namespace in which it runs, and another one behind a cable.

use std::{process::Command, time::Instant};

use fondly_tests::{Person, Process, until};
use serde_json::Value;

use crate::{
    namespace::{bash, printed},
    place::{Place, ip, ready, runs},
};

/// Set for the run of a test inside its namespace.
const INSIDE: &str = "FONDLY_TEST_AMONG_HOSTS";
/// The computer at which the test runs, and the other one.
pub(crate) const HERE: &str = "10.77.0.1";
const THERE: &str = "10.77.0.2";

/// The other computer.
pub(crate) struct Hosts {
    other: Place,
}

/// Runs `work` with two computers; `name` is that of the test. Says so where this machine allows none.
pub(crate) fn among_hosts(name: &str, work: impl FnOnce(&Hosts)) {
    in_a_namespace(name, || match Hosts::connected() {
        Some(hosts) => work(&hosts),
        None => println!("skipped: this machine allows no two namespaces with a cable"),
    });
}

/// As [`among_hosts`], with computers that no cable connects: each has its own loopback alone.
pub(crate) fn apart(name: &str, work: impl FnOnce(&Hosts)) {
    in_a_namespace(name, || match Hosts::beside() {
        Some(hosts) if hosts.other.ip("link set lo up") => work(&hosts),
        _ => println!("skipped: this machine allows no two namespaces"),
    });
}

/// Runs `work` in a namespace of its own; `name` is that of the test, which is run again there.
pub(crate) fn in_a_namespace(name: &str, work: impl FnOnce()) {
    if std::env::var_os(INSIDE).is_some() {
        return work();
    }
    let test = std::env::current_exe().unwrap();
    let Some(mut command) = bash("exec \"$@\"", [test.as_os_str()]) else {
        return;
    };
    command
        .args([name, "--exact", "--nocapture"])
        .env(INSIDE, "1");
    let said = printed(&mut command);
    println!("{said}");
    assert!(said.contains("1 passed"), "the test was not run: {said}");
}

impl Hosts {
    fn beside() -> Option<Self> {
        let other = Place::new()?;
        Some(Self { other })
    }

    /// The file by which the network namespace of the other computer is known.
    pub(crate) fn namespace(&self) -> String {
        format!("/proc/{}/ns/net", self.other.pid())
    }

    /// The same command at the other computer.
    pub(crate) fn there(&self, command: &Command) -> Command {
        self.other.at(command)
    }

    fn connected() -> Option<Self> {
        let hosts = Self::beside()?;
        let pid = hosts.other.pid();
        let cable = format!("link add here type veth peer name there netns {pid}");
        let ready = ip(&cable)
            && ip(&format!("addr add {HERE}/24 dev here"))
            && ip("link set here up")
            && hosts.other.ip("link set lo up")
            && hosts.other.ip(&format!("addr add {THERE}/24 dev there"))
            && hosts.other.ip("link set there up");
        ready.then_some(hosts)
    }

    /// What somebody's program prints at the other computer.
    pub(crate) fn json(&self, person: &Person, args: &[&str]) -> Value {
        self.other.json(person, args)
    }

    /// Starts `serve` at the other computer and waits until it is ready.
    pub(crate) fn serve(&self, person: &Person) -> Process {
        self.other.serve(person)
    }

    /// Another address for the other computer in place of its first.
    pub(crate) fn move_there(&self, to: &str) {
        assert!(self.other.ip(&format!("addr del {THERE}/24 dev there")));
        assert!(self.other.ip(&format!("addr add {to}/24 dev there")));
    }

    /// Multicast goes over the cable.
    pub(crate) fn multicast(&self) {
        assert!(ip("route add 224.0.0.0/4 dev here"));
        assert!(self.other.ip("route add 224.0.0.0/4 dev there"));
    }

    /// Unplugs the cable, or plugs it in again.
    pub(crate) fn cable(&self, plugged: bool) {
        let state = if plugged { "up" } else { "down" };
        assert!(ip(&format!("link set here {state}")));
    }

    /// This computer gets another address in place of `from`.
    pub(crate) fn move_here(&self, from: &str, to: &str) {
        assert!(ip(&format!("addr del {from}/24 dev here")));
        assert!(ip(&format!("addr add {to}/24 dev here")));
    }

    /// Bytes that this computer has sent over the cable.
    pub(crate) fn bytes_sent(&self) -> u64 {
        let table = std::fs::read_to_string("/proc/self/net/dev").unwrap();
        let mut rows = table.lines().map(str::split_whitespace);
        let mut here = rows
            .find(|row| row.clone().next() == Some("here:"))
            .unwrap();
        here.nth(9).unwrap().parse().unwrap()
    }

    /// The cable carries so many kilobits a second from here on.
    pub(crate) fn slow(&self, kilobits: u32) -> bool {
        let rate = format!("{kilobits}kbit");
        let mut tc = Command::new("tc");
        tc.args(["qdisc", "add", "dev", "here", "root", "tbf", "rate", &rate]);
        runs(tc.args(["burst", "32k", "latency", "400ms"]))
    }
}

/// Starts `serve` at this computer.
pub(crate) fn serve_here(person: &Person) -> Process {
    ready(person.command(&["serve", "--json"]))
}

/// Somebody who listens at every address of their computer.
pub(crate) fn roaming(name: &str) -> Person {
    let person = Person::with_open_key(name);
    person.json(&["config", "set", "net.bind", ""]);
    person
}

/// Waits until `texts` are in somebody's list, and says how long that took.
pub(crate) fn arrives(what: &str, person: &Person, text: &str) {
    let since = Instant::now();
    until(what, || person.texts(&["list"]).iter().any(|it| it == text));
    println!("{what}: the entry arrived after {:?}", since.elapsed());
}
