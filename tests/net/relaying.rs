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

/// A relay with a certificate of its own, as somebody would run it at home; at [`RELAY`] unless it says
/// otherwise.
pub(crate) struct Relay {
    dir: TempDir,
    /// By which address it is known.
    known: &'static str,
    /// Where it listens.
    at: &'static str,
    token: String,
    /// Whether it has a certificate.
    secure: bool,
    process: Option<Process>,
}

impl Relay {
    /// Runs one.
    pub(crate) fn start() -> Self {
        Self::begin((RELAY, RELAY), true)
    }

    /// Runs one without TLS, as behind a proxy.
    pub(crate) fn start_in_the_clear() -> Self {
        Self::begin((RELAY, RELAY), false)
    }

    /// Runs one that is known by one address and listens at another.
    pub(crate) fn start_at(known: &'static str, at: &'static str) -> Self {
        Self::begin((known, at), true)
    }

    fn begin((known, at): (&'static str, &'static str), secure: bool) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let made = rcgen::generate_simple_self_signed(vec![known.to_owned()]).unwrap();
        fs::write(dir.path().join("relay.pem"), made.cert.pem()).unwrap();
        fs::write(
            dir.path().join("relay.key"),
            made.signing_key.serialize_pem(),
        )
        .unwrap();
        let mut relay = Self {
            dir,
            known,
            at,
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
        let bind = format!("{}:{port}", self.at);
        command.args(["--bind", &bind, "--name", self.known]);
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

    /// Lets a home trust the certificate of another relay as well as that of this one.
    pub(crate) fn known_with(&self, other: &Self, person: &Person) {
        self.known_to(person);
        let both = [self, other].map(|relay| fs::read(relay.file("relay.pem")).unwrap());
        let roots = self.file("both.pem");
        fs::write(&roots, both.concat()).unwrap();
        person.json(&["config", "set", "net.relays.roots", roots.to_str().unwrap()]);
    }

    /// What `status` says of it to somebody.
    pub(crate) fn state_at(&self, person: &Person) -> String {
        let status = person.json(&["status"]);
        let relays = status["net"]["relays"].as_array().cloned();
        let url = format!("{}/", self.url(""));
        let this = relays.into_iter().flatten().find(|it| it["url"] == url);
        this.map_or_else(String::new, |it| it["state"].as_str().unwrap().to_owned())
    }

    /// Its entry for `net.relays.allowed`.
    pub(crate) fn entry(&self) -> String {
        self.url(&format!("{}@", self.token))
    }

    fn url(&self, token: &str) -> String {
        if self.secure {
            format!("https://{token}{}", self.known)
        } else {
            format!("http://{token}{}:3340", self.known)
        }
    }
}
