//! A relay that a test runs, and those who use it.

use std::{
    fs,
    path::PathBuf,
    process::{Command, Stdio},
};

use fondly_tests::{Person, Process, program};
use serde_json::Value;
use tempfile::TempDir;

use crate::routers::RELAY;

/// A relay at [`RELAY`] with a certificate of its own, as somebody would run it at home.
pub(crate) struct Relay {
    dir: TempDir,
    token: String,
    /// Whether it has a certificate.
    secure: bool,
    process: Option<Process>,
}

impl Relay {
    /// Runs one.
    pub(crate) fn start() -> Self {
        Self::begin(true)
    }

    /// Runs one without TLS, as behind a proxy.
    pub(crate) fn start_in_the_clear() -> Self {
        Self::begin(false)
    }

    fn begin(secure: bool) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let made = rcgen::generate_simple_self_signed(vec![RELAY.to_owned()]).unwrap();
        fs::write(dir.path().join("relay.pem"), made.cert.pem()).unwrap();
        fs::write(
            dir.path().join("relay.key"),
            made.signing_key.serialize_pem(),
        )
        .unwrap();
        let mut relay = Self {
            dir,
            token: String::new(),
            secure,
            process: None,
        };
        relay.token = relay.token_for("Ana and Sam");
        relay.run();
        relay
    }

    fn file(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(program());
        command.args(args).arg("--access").arg(self.file("access"));
        command.env_clear().stdin(Stdio::null());
        command
    }

    /// A token that opens it.
    pub(crate) fn token_for(&self, whom: &str) -> String {
        let output = self.command(&["relay", "token", whom]).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    /// Runs it again.
    pub(crate) fn run(&mut self) {
        let mut command = self.command(&["relay", "serve", "--json"]);
        let port = if self.secure { 443 } else { 3340 };
        command.args(["--bind", &format!("{RELAY}:{port}"), "--name", RELAY]);
        if self.secure {
            command.arg("--cert").arg(self.file("relay.pem"));
            command.arg("--key").arg(self.file("relay.key"));
        }
        let mut process = Process::start(&mut command);
        let ready: Value = serde_json::from_str(&process.line()).unwrap();
        assert_eq!(ready["url"], self.url(""), "{ready}");
        self.process = Some(process);
    }

    /// Ends it as the power goes.
    pub(crate) fn fail(&mut self) {
        self.process.take().expect("it runs").kill();
    }

    /// Ends it in order.
    pub(crate) fn stop(&mut self) {
        let process = self.process.take().expect("it runs");
        process.signal(rustix::process::Signal::TERM);
        let (status, _) = process.ended_within(fondly_tests::PATIENCE);
        assert_eq!(status.code(), Some(0));
    }

    /// Somebody who listens at every address of their computer and uses this relay.
    pub(crate) fn user(&self, name: &str) -> Person {
        let person = crate::hosts::roaming(name);
        self.known_to(&person);
        person.json(&["config", "set", "net.relays", &self.entry()]);
        person
    }

    /// Somebody who could use relays, and trusts the certificate of this one, and has none set.
    pub(crate) fn stranger(&self, name: &str) -> Person {
        let person = crate::hosts::roaming(name);
        self.known_to(&person);
        person
    }

    /// Lets a home use relays, and trust the certificate of this one.
    pub(crate) fn known_to(&self, person: &Person) {
        let roots = self.file("relay.pem");
        person.json(&["config", "set", "net.bind", ""]);
        person.json(&["config", "set", "net.mode", "public"]);
        person.json(&["config", "set", "net.relays.roots", roots.to_str().unwrap()]);
    }

    /// Its entry for `net.relays.allowed`.
    pub(crate) fn entry(&self) -> String {
        self.url(&format!("{}@", self.token))
    }

    fn url(&self, token: &str) -> String {
        if self.secure {
            format!("https://{token}{RELAY}")
        } else {
            format!("http://{token}{RELAY}:3340")
        }
    }
}
