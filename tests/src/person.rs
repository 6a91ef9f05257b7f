//! A person: a home, a passphrase, and what they have the program do.

use std::{
    fs,
    net::Ipv4Addr,
    path::{Path, PathBuf},
    process::{self, Command, Stdio},
    sync::atomic::{AtomicU8, Ordering},
};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{Invite, Process, Said, Serve, program};

/// Somebody with a home of their own. All that they have is gone when this is dropped.
#[derive(Debug)]
pub struct Person {
    dir: TempDir,
    address: Ipv4Addr,
}

impl Person {
    /// Somebody who has a journal, protected by a passphrase, and listens at [`Person::address`].
    pub fn new(name: &str) -> Self {
        let person = Self::without_journal();
        let made = person.json(&["init", "--name", name]);
        assert_eq!(made["recovery_words"].as_array().map(Vec::len), Some(24));
        person
    }

    /// As [`Person::new`], with the key in a file: commands start without deriving it anew.
    pub fn with_open_key(name: &str) -> Self {
        let person = Self::without_journal();
        person.json(&["init", "--name", name, "--insecure-key-file"]);
        person
    }

    /// As [`Person::with_open_key`], with the recovery words in [`Person::words_file`].
    ///
    /// # Panics
    /// If there are none.
    pub fn with_words(name: &str) -> Self {
        let person = Self::without_journal();
        let made = person.json(&["init", "--name", name, "--insecure-key-file"]);
        let words = made["recovery_words"].as_array().expect("a list");
        let words: Vec<&str> = words.iter().filter_map(Value::as_str).collect();
        fs::write(person.words_file(), words.join(" ")).expect("a file can be written");
        person
    }

    /// The file that may hold this person's recovery words.
    pub fn words_file(&self) -> PathBuf {
        self.dir.path().join("words")
    }

    /// Somebody who has no journal yet.
    ///
    /// # Panics
    /// If the system gives no place for one.
    pub fn without_journal() -> Self {
        let dir = tempfile::tempdir().expect("a temporary directory can be made");
        for below in ["tmp", "user"] {
            fs::create_dir(dir.path().join(below)).expect("a directory can be made");
        }
        fs::write(
            dir.path().join("passphrase"),
            "a passphrase of some length\n",
        )
        .expect("a file can be written");
        let address = own_address();
        let person = Self { dir, address };
        person.json(&["config", "set", "net.bind", &address.to_string()]);
        person
    }

    /// Where this person's programs listen.
    pub const fn address(&self) -> Ipv4Addr {
        self.address
    }

    /// The directory of the journal.
    pub fn home(&self) -> PathBuf {
        self.dir.path().join("home")
    }

    /// The directory for temporary files.
    pub fn temporary(&self) -> PathBuf {
        self.dir.path().join("tmp")
    }

    /// The file that holds the passphrase.
    pub fn passphrase_file(&self) -> PathBuf {
        self.dir.path().join("passphrase")
    }

    /// Everything that this person has, the passphrase among it.
    pub fn all(&self) -> &Path {
        self.dir.path()
    }

    /// The program, with this person's environment and no input.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(program());
        command
            .args(args)
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("TZ", "UTC")
            .env("LC_ALL", "C")
            .env("HOME", self.dir.path().join("user"))
            .env("TMPDIR", self.temporary())
            .env("FONDLY_HOME", self.home())
            .env("FONDLY_PASSPHRASE_FILE", self.passphrase_file())
            .stdin(Stdio::null());
        command
    }

    /// Runs the program to its end.
    pub fn run(&self, args: &[&str]) -> Said {
        Said::of(&mut self.command(args), &[])
    }

    /// Runs the program to its end, with `input` on its standard input.
    pub fn piped(&self, input: &[u8], args: &[&str]) -> Said {
        Said::of(self.command(args).stdin(Stdio::piped()), input)
    }

    /// What the program prints where it succeeds with `--json`.
    ///
    /// # Panics
    /// If it fails, or does not print one JSON document.
    pub fn json(&self, args: &[&str]) -> Value {
        self.run(&[&["--json"], args].concat()).document()
    }

    /// What the program prints for people where it succeeds.
    ///
    /// # Panics
    /// If it fails.
    pub fn text(&self, args: &[&str]) -> String {
        self.run(args).text()
    }

    /// The error with which the program fails, having printed nothing.
    ///
    /// # Panics
    /// If it does not fail with `code` and a JSON error.
    pub fn fails(&self, args: &[&str], code: i32) -> Value {
        let said = self.run(&[&["--json"], args].concat());
        assert_eq!(said.stdout, "", "{args:?}");
        said.error(code)
    }

    /// Writes by `args`, and gives the id of what was written.
    ///
    /// # Panics
    /// If it fails.
    pub fn writes(&self, args: &[&str]) -> String {
        id(&self.json(args)["entry"])
    }

    /// Has one file with reflections of these texts imported.
    ///
    /// # Panics
    /// If it fails.
    pub fn imports(&self, texts: impl IntoIterator<Item = String>) {
        let entries = texts.into_iter().map(|text| {
            json!({
                "kind": "reflection",
                "author": "me",
                "text": text,
                "written_at": "2026-11-20T09:00:00Z",
                "date": "2026-11-20",
            })
        });
        let entries: Vec<_> = entries.collect();
        let document = json!({ "format": "fondly", "version": 1, "entries": entries });
        let file = self.temporary().join("texts.json");
        fs::write(&file, document.to_string()).expect("a file can be written");
        let report = self.json(&["import", file.to_str().expect("paths are UTF-8")]);
        assert_eq!(report["imported"], entries.len(), "{report}");
    }

    /// The entries that `list`, `search`, `inbox` or `log` gives.
    ///
    /// # Panics
    /// If it fails.
    pub fn entries(&self, args: &[&str]) -> Vec<Value> {
        let document = self.json(args);
        document["entries"]
            .as_array()
            .cloned()
            .expect("views are lists")
    }

    /// The texts of [`Person::entries`], in their order.
    pub fn texts(&self, args: &[&str]) -> Vec<String> {
        self.entries(args)
            .iter()
            .map(|entry| string(entry, "text"))
            .collect()
    }

    /// The three words to read out to `name`.
    pub fn words(&self, name: &str) -> Vec<String> {
        let view = self.json(&["verify", name]);
        let words = view["my_words"].as_array().expect("words are a list");
        words
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect()
    }

    /// Types the words that another read out.
    ///
    /// # Panics
    /// If they are not right.
    pub fn types(&self, name: &str, words: &[String]) {
        let mut args = vec!["verify", name];
        args.extend(words.iter().map(String::as_str));
        assert_eq!(self.json(&args)["verified"], true);
    }

    /// Exchanges once, and requires that `name` is reached.
    ///
    /// # Panics
    /// If not.
    pub fn syncs_with(&self, name: &str) -> Value {
        self.json(&["sync", name, "--require", name, "--timeout", "30s"])
    }

    /// Starts `serve` and waits until it is ready.
    ///
    /// # Panics
    /// If it does not become ready.
    pub fn serve(&self) -> Serve {
        let mut process = Process::start(&mut self.command(&["serve", "--json"]));
        let line = process.line();
        let ready: Value = serde_json::from_str(&line).expect("ready is JSON");
        assert_eq!(ready["ready"], true, "{line}");
        Serve { process }
    }

    /// Starts to let a device in, and waits for the line.
    ///
    /// # Panics
    /// If no line comes.
    pub fn adds_a_device(&self, options: &[&str]) -> Invite {
        let args = [&["device", "add", "--json"], options].concat();
        let mut process = Process::start(&mut self.command(&args));
        let document: Value = serde_json::from_str(&process.line()).expect("an invite is JSON");
        Invite {
            line: string(&document, "invite"),
            process,
        }
    }

    /// A new device of this person, which has everything.
    ///
    /// # Panics
    /// If it cannot be linked.
    pub fn another_device(&self, name: &str) -> Self {
        let device = Self::without_journal();
        let adding = self.adds_a_device(&[]);
        let line = adding.line.clone();
        let whole = serde_json::json!({ "joined": name, "whole": true });
        assert_eq!(device.json(&joining(&line, name)), whole);
        assert_eq!(adding.joined(), whole);
        device
    }

    /// Starts to invite, and waits for the line.
    ///
    /// # Panics
    /// If no line comes.
    pub fn invite(&self, name: &str, options: &[&str]) -> Invite {
        let args = [&["invite", name, "--json"], options].concat();
        let mut process = Process::start(&mut self.command(&args));
        let document: Value = serde_json::from_str(&process.line()).expect("an invite is JSON");
        Invite {
            line: string(&document, "invite"),
            process,
        }
    }
}

/// The arguments with which a device comes in by a line.
pub const fn joining<'a>(line: &'a str, name: &'a str) -> [&'a str; 6] {
    [
        "device",
        "join",
        line,
        "--device-name",
        name,
        "--insecure-key-file",
    ]
}

/// An address of the loopback interface where nobody else listens: whoever comes back finds the port
/// free at which others look for it. Only Linux has more than one such address.
fn own_address() -> Ipv4Addr {
    static NEXT: AtomicU8 = AtomicU8::new(1);
    if !cfg!(target_os = "linux") {
        return Ipv4Addr::LOCALHOST;
    }
    let [low, high, ..] = process::id().to_le_bytes();
    Ipv4Addr::new(127, high, low, NEXT.fetch_add(1, Ordering::Relaxed))
}

/// Links two persons, who have yet to make sure of each other.
///
/// # Panics
/// If it fails.
pub fn link(one: (&Person, &str), other: (&Person, &str)) {
    let ((one, one_name), (other, other_name)) = (one, other);
    let invite = one.invite(other_name, &[]);
    let joined = other.json(&["join", &invite.line, "--as", one_name]);
    assert_eq!(
        joined,
        serde_json::json!({ "joined": one_name, "verified": false })
    );
    let joined = invite.joined();
    assert_eq!(
        joined,
        serde_json::json!({ "joined": other_name, "verified": false })
    );
}

/// Links two persons, each of whom types the words that the other reads out.
///
/// # Panics
/// If it fails.
pub fn befriend(one: (&Person, &str), other: (&Person, &str)) {
    link(one, other);
    one.0.types(other.1, &other.0.words(one.1));
    other.0.types(one.1, &one.0.words(other.1));
}

fn id(entry: &Value) -> String {
    string(entry, "id")
}

fn string(document: &Value, field: &str) -> String {
    let value = document[field].as_str();
    value
        .unwrap_or_else(|| panic!("{field} is no string in {document}"))
        .to_owned()
}
