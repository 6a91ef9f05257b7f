//! Another computer: a network namespace that lives as long as this does.

use std::process::{Child, Command, Stdio};

use fondly_tests::{Person, Process, Said, until};
use serde_json::Value;

/// A namespace, held by a process in it. It is gone when this is dropped.
pub(crate) struct Place {
    holder: Child,
}

impl Drop for Place {
    fn drop(&mut self) {
        // It may be gone with the namespace around it.
        drop(self.holder.kill());
        drop(self.holder.wait());
    }
}

pub(crate) fn ip(arguments: &str) -> bool {
    runs(Command::new("ip").args(arguments.split(' ')))
}

pub(crate) fn runs(command: &mut Command) -> bool {
    let status = command.stderr(Stdio::null()).stdout(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}

/// Waits until `serve` says that it is ready.
pub(crate) fn ready(mut serve: Command) -> Process {
    let mut process = Process::start(&mut serve);
    assert!(process.line().contains("\"ready\":true"));
    process
}

impl Place {
    /// A namespace that has nothing but a loopback interface, if this machine allows one.
    pub(crate) fn new() -> Option<Self> {
        let holder = Command::new("unshare").args(["-n", "sleep", "600"]).spawn();
        let place = Self {
            holder: holder.ok()?,
        };
        let pid = place.pid();
        until("there is another namespace", || {
            let own = std::fs::read_link("/proc/self/ns/net").unwrap();
            own != std::fs::read_link(format!("/proc/{pid}/ns/net")).unwrap()
        });
        Some(place)
    }

    pub(crate) fn pid(&self) -> u32 {
        self.holder.id()
    }

    /// Does what `ip` is told there.
    pub(crate) fn ip(&self, arguments: &str) -> bool {
        let mut command = Command::new("ip");
        command.args(arguments.split(' '));
        runs(&mut self.at(&command))
    }

    /// Does what a script says there.
    pub(crate) fn bash(&self, script: &str) -> bool {
        let mut command = Command::new("bash");
        command.args(["-euc", script]);
        runs(&mut self.at(&command))
    }

    /// The same command there.
    pub(crate) fn at(&self, command: &Command) -> Command {
        let mut there = Command::new("nsenter");
        there
            .args(["-n", "-t", &self.pid().to_string(), "--"])
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

    /// What somebody's program prints there.
    pub(crate) fn json(&self, person: &Person, args: &[&str]) -> Value {
        let args = [&["--json"], args].concat();
        Said::of(&mut self.at(&person.command(&args)), &[]).document()
    }

    /// Starts `serve` there and waits until it is ready.
    pub(crate) fn serve(&self, person: &Person) -> Process {
        ready(self.at(&person.command(&["serve", "--json"])))
    }
}
