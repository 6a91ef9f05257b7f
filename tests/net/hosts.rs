//! Two computers for one test: the namespace in which it runs, and another one behind a cable.

use std::{
    process::{Child, Command, Stdio},
    time::Instant,
};

use fondly_tests::{Person, Process, Said, until};
use serde_json::Value;

use crate::namespace::{bash, printed};

/// Set for the run of a test inside its namespace.
const INSIDE: &str = "FONDLY_TEST_AMONG_HOSTS";
/// The computer at which the test runs, and the other one.
pub(crate) const HERE: &str = "10.77.0.1";
const THERE: &str = "10.77.0.2";

/// The other computer. It is gone when this is dropped.
pub(crate) struct Hosts {
    other: Child,
}

impl Drop for Hosts {
    fn drop(&mut self) {
        // It may be gone with the namespace.
        drop(self.other.kill());
        drop(self.other.wait());
    }
}

/// Runs `work` with two computers; `name` is that of the test. Says so where this machine allows none.
pub(crate) fn among_hosts(name: &str, work: impl FnOnce(&Hosts)) {
    inside(name, || match Hosts::connected() {
        Some(hosts) => work(&hosts),
        None => println!("skipped: this machine allows no two namespaces with a cable"),
    });
}

/// As [`among_hosts`], with computers that no cable connects: each has its own loopback alone.
pub(crate) fn apart(name: &str, work: impl FnOnce(&Hosts)) {
    inside(name, || match Hosts::beside() {
        Some(hosts) if hosts.there_ip("link set lo up") => work(&hosts),
        _ => println!("skipped: this machine allows no two namespaces"),
    });
}

fn inside(name: &str, work: impl FnOnce()) {
    if std::env::var_os(INSIDE).is_some() {
        work();
        return;
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

fn ip(arguments: &str) -> bool {
    runs(Command::new("ip").args(arguments.split(' ')))
}

fn runs(command: &mut Command) -> bool {
    let status = command.stderr(Stdio::null()).stdout(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}

impl Hosts {
    fn beside() -> Option<Self> {
        let other = Command::new("unshare").args(["-n", "sleep", "600"]).spawn();
        let hosts = Self { other: other.ok()? };
        until("there is another namespace", || {
            let own = std::fs::read_link("/proc/self/ns/net").unwrap();
            std::fs::read_link(hosts.namespace()).unwrap() != own
        });
        Some(hosts)
    }

    /// The file by which the network namespace of the other computer is known.
    pub(crate) fn namespace(&self) -> String {
        format!("/proc/{}/ns/net", self.other.id())
    }

    fn connected() -> Option<Self> {
        let hosts = Self::beside()?;
        let pid = hosts.other.id();
        let ready = ip(&format!(
            "link add here type veth peer name there netns {pid}"
        )) && ip(&format!("addr add {HERE}/24 dev here"))
            && ip("link set here up")
            && hosts.there_ip("link set lo up")
            && hosts.there_ip(&format!("addr add {THERE}/24 dev there"))
            && hosts.there_ip("link set there up");
        ready.then_some(hosts)
    }

    fn there_ip(&self, arguments: &str) -> bool {
        let mut command = Command::new("ip");
        command.args(arguments.split(' '));
        runs(&mut self.there(&command))
    }

    /// The same command at the other computer.
    pub(crate) fn there(&self, command: &Command) -> Command {
        let mut there = Command::new("nsenter");
        there
            .args(["-n", "-t", &self.other.id().to_string(), "--"])
            .arg(command.get_program())
            .args(command.get_args())
            .stdin(Stdio::null());
        let variables = command.get_envs();
        let variables: Vec<_> = variables
            .filter_map(|(name, of)| Some((name, of?)))
            .collect();
        if !variables.is_empty() {
            there.env_clear().envs(variables);
            there.env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        }
        there
    }

    /// What somebody's program prints at the other computer.
    pub(crate) fn json(&self, person: &Person, args: &[&str]) -> Value {
        let args = [&["--json"], args].concat();
        Said::of(&mut self.there(&person.command(&args)), &[]).document()
    }

    /// Starts `serve` at the other computer and waits until it is ready.
    pub(crate) fn serve(&self, person: &Person) -> Process {
        let serve = self.there(&person.command(&["serve", "--json"]));
        ready(serve)
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

    /// The cable carries so many kilobits a second from here on.
    pub(crate) fn slow(&self, kilobits: u32) -> bool {
        let rate = format!("{kilobits}kbit");
        let mut tc = Command::new("tc");
        tc.args(["qdisc", "add", "dev", "here", "root", "tbf", "rate", &rate]);
        runs(tc.args(["burst", "32k", "latency", "400ms"]))
    }
}

fn ready(mut serve: Command) -> Process {
    let mut process = Process::start(&mut serve);
    assert!(process.line().contains("\"ready\":true"));
    process
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
