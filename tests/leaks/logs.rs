//! Logs, at the level that says the most.

use std::{
    fs::{self, File},
    path::PathBuf,
    process::Command,
};

use fondly_tests::{PATIENCE, Person, Process, Said};
use serde_json::Value;

use crate::secrets::{Secret, found_in, keys_of};

const PLANTED: [&str; 9] = [
    "Canary-Anabel",
    "Canary-Samuel",
    "Canary-Ana",
    "Canary-Sam",
    "canary-phone",
    "canary of a text",
    "canary of thanks",
    "canary of an answer",
    "canary of a search",
];

/// A person all of whose programs log everything.
struct Logging {
    person: Person,
    log: PathBuf,
}

impl Logging {
    fn new() -> Self {
        let person = Person::without_journal();
        let log = person.all().join("log");
        Self { person, log }
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = self.person.command(&[args, &["--json"]].concat());
        command.env("FONDLY_LOG", "trace");
        command
    }

    fn append(&self) -> File {
        let opened = File::options().create(true).append(true).open(&self.log);
        opened.unwrap()
    }

    fn start(&self, args: &[&str]) -> (Process, Value) {
        let mut process = Process::start_saying(&mut self.command(args), self.append());
        let line = process.line();
        (process, serde_json::from_str(&line).unwrap())
    }

    fn run(&self, args: &[&str]) -> Value {
        let said = Said::of(&mut self.command(args), &[]);
        std::io::Write::write_all(&mut self.append(), said.stderr.as_bytes()).unwrap();
        said.document()
    }

    fn words(&self, name: &str) -> Vec<String> {
        let words = self.run(&["verify", name])["my_words"].clone();
        serde_json::from_value(words).unwrap()
    }

    fn types(&self, name: &str, words: &[String]) {
        let words = words.iter().map(String::as_str);
        let args: Vec<&str> = ["verify", name].into_iter().chain(words).collect();
        assert_eq!(self.run(&args)["verified"], true);
    }
}

fn ended(process: Process) {
    let (status, _) = process.ended_within(PATIENCE);
    assert!(status.success(), "{status}");
}

/// Everything that two people and a new device do; gives what is secret of it but keys.
fn conversation(ana: &Logging, sam: &Logging, phone: &Logging) -> Vec<Secret> {
    let mut secrets: Vec<Secret> = PLANTED.into_iter().map(Secret::text).collect();
    for (person, name) in [(ana, "Canary-Anabel"), (sam, "Canary-Samuel")] {
        let made = person.run(&["init", "--name", name]);
        let words: Vec<String> = serde_json::from_value(made["recovery_words"].clone()).unwrap();
        for three in words.chunks(3) {
            let said = [three.join(" "), three.join("\", \"")];
            secrets.extend(said.iter().map(|said| Secret::text(said)));
        }
    }
    let (inviting, line) = ana.start(&["invite", "Canary-Sam"]);
    let line = line["invite"].as_str().unwrap();
    secrets.push(Secret::text(line));
    sam.run(&["join", line, "--as", "Canary-Ana"]);
    ended(inviting);
    for ((one, friend), (other, name)) in [
        ((ana, "Canary-Sam"), (sam, "Canary-Ana")),
        ((sam, "Canary-Ana"), (ana, "Canary-Sam")),
    ] {
        let words = other.words(name);
        secrets.push(Secret::text(&words.join(" ")));
        one.types(friend, &words);
    }
    let (serving, _) = ana.start(&["serve"]);
    let text = ana.run(&["reflect", "canary of a text"])["entry"]["id"].clone();
    ana.run(&["share", text.as_str().unwrap(), "Canary-Sam"]);
    ana.run(&["thanks", "Canary-Sam", "canary of thanks", "--now"]);
    sam.run(&["sync", "--require", "Canary-Ana"]);
    let seen = sam.run(&["inbox"])["entries"][0]["id"].clone();
    sam.run(&[
        "respond",
        seen.as_str().unwrap(),
        "--say",
        "canary of an answer",
    ]);
    sam.run(&["search", "canary of a search"]);
    sam.run(&["sync", "--require", "Canary-Ana"]);
    ana.run(&["rm", text.as_str().unwrap()]);
    let (adding, line) = ana.start(&["device", "add"]);
    let line = line["invite"].as_str().unwrap();
    secrets.push(Secret::text(line));
    phone.run(&["device", "join", line, "--device-name", "canary-phone"]);
    ended(adding);
    ana.run(&["status"]);
    ana.run(&["doctor"]);
    serving.signal(rustix::process::Signal::TERM);
    ended(serving);
    secrets
}

#[test]
fn no_text_name_word_or_key_is_logged() {
    let [ana, sam, phone] = [Logging::new(), Logging::new(), Logging::new()];
    let mut secrets = conversation(&ana, &sam, &phone);
    for person in [&ana, &sam, &phone] {
        secrets.extend(keys_of(&person.person));
    }
    for person in [&ana, &sam, &phone] {
        let log = fs::read(&person.log).unwrap();
        let traced = String::from_utf8_lossy(&log).matches("TRACE").count();
        println!(
            "{} bytes with {traced} traces, {} secrets",
            log.len(),
            secrets.len()
        );
        assert!(traced > 100, "nothing was logged");
        assert_eq!(found_in(&log, &secrets), Vec::<&str>::new());
        let with = [log.as_slice(), b"text=\"canary of a text\""].concat();
        assert_eq!(found_in(&with, &secrets), ["canary of a text"]);
    }
}
