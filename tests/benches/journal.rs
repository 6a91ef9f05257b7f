//! The main job on a long journal: whole processes of the built program, real files, real links.
//!
//! `cargo build --release -p fondly && cargo bench -p fondly-tests --bench journal`
//!
//! `FONDLY_BENCH_ENTRIES` (20,000) is the number of shared entries, `FONDLY_BIN` another program.
//! Prints medians and 90th percentiles; asserts nothing about time.

use std::{
    env, fs,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use fondly_engine::{Engine, Home, Reflect, Thanks, unlock};
use rand_chacha::ChaCha20Rng;
use rand_core::{Rng as _, SeedableRng as _};
use serde_json::Value;

const RUNS: usize = 30;
const WORDS: &[&str] = &[
    "the",
    "and",
    "you",
    "that",
    "was",
    "for",
    "with",
    "when",
    "have",
    "this",
    "not",
    "from",
    "what",
    "after",
    "said",
    "made",
    "morning",
    "evening",
    "kitchen",
    "garden",
    "quiet",
    "children",
    "listened",
    "bread",
    "walked",
    "letter",
    "music",
    "tired",
    "laughed",
    "waited",
    "window",
    "train",
    "river",
    "winter",
    "question",
    "answer",
    "patience",
    "courage",
    "neighbour",
    "holiday",
    "remembered",
    "surprised",
    "carried",
    "painted",
    "borrowed",
    "whispered",
    "forgiveness",
    "afternoon",
    "umbrella",
    "conversation",
];

/// About 350 characters, common words more often than rare ones.
fn text(rng: &mut ChaCha20Rng) -> String {
    let mut text = format!("{:x}", rng.next_u32());
    while text.len() < 350 {
        let (a, b) = (rng.next_u32() as usize, rng.next_u32() as usize);
        text.push(' ');
        text.push_str(WORDS[(a % WORDS.len()).min(b % WORDS.len())]);
    }
    text
}

struct Person {
    home: PathBuf,
    program: PathBuf,
}

impl Person {
    fn new(below: &Path, name: &str, program: &Path) -> Self {
        let person = Self::without_journal(below, name, program);
        person.run(&["init", "--name", name, "--insecure-key-file"]);
        person
    }

    fn without_journal(below: &Path, name: &str, program: &Path) -> Self {
        let person = Self {
            home: below.join(name),
            program: program.to_owned(),
        };
        person.run(&["config", "set", "net.bind", "127.0.0.1"]);
        person
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command
            .env_clear()
            .env("FONDLY_HOME", &self.home)
            .args(args);
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        command
    }

    fn run(&self, args: &[&str]) -> Vec<u8> {
        let output = self.command(args).output().expect("the program runs");
        assert!(output.status.success(), "fondly {} failed", args.join(" "));
        output.stdout
    }

    fn json(&self, args: &[&str]) -> Value {
        let args = [&["--json"], args].concat();
        serde_json::from_slice(&self.run(&args)).expect("JSON")
    }

    fn start(&self, args: &[&str], until: &str) -> (Child, String) {
        let mut child = self.command(args).spawn().expect("the program runs");
        let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
        let line = lines.find_map(|line| line.ok().filter(|line| line.contains(until)));
        std::thread::spawn(move || lines.for_each(drop));
        (child, line.expect("it starts"))
    }

    fn serve(&self) -> Child {
        self.start(&["serve"], "ready").0
    }

    fn engine(&self) -> Engine {
        unlock(&Home::at(self.home.clone()), &mut || {
            panic!("no passphrase is needed")
        })
        .expect("it opens")
    }
}

fn stop(mut child: Child) {
    child.kill().expect("it runs");
    child.wait().expect("it ends");
}

fn befriend(ana: &Person, sam: &Person) {
    let serving = ana.serve();
    let (mut inviting, line) = ana.start(&["--json", "invite", "Sam", "--in-person"], "fondly1");
    let line: Value = serde_json::from_str(&line).expect("JSON");
    let invite = line["invite"].as_str().expect("a line");
    sam.run(&["join", invite, "--as", "Ana", "--in-person"]);
    inviting.wait().expect("it ends");
    stop(serving);
}

fn fill(ana: &Person, rng: &mut ChaCha20Rng, entries: usize) -> usize {
    let mut engine = ana.engine();
    let mut bytes = 0;
    for _ in 0..entries {
        let text = text(rng);
        bytes += text.len();
        let thanks = Thanks {
            name: "Sam".into(),
            text,
            keep: false,
            now: true,
            ..Thanks::default()
        };
        engine.thanks(thanks).expect("it is written");
    }
    bytes
}

fn measure(what: &str, mut work: impl FnMut()) {
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let began = Instant::now();
            work();
            began.elapsed()
        })
        .collect();
    times.sort_unstable();
    let ms = |at: usize| times[at].as_secs_f64() * 1000.0;
    println!(
        "{what}: median {:.1} ms, p90 {:.1} ms",
        ms(RUNS / 2),
        ms(RUNS * 9 / 10)
    );
}

fn sync(who: &Person, what: &str) -> Value {
    let began = Instant::now();
    let peers = who.json(&["sync", "--require", "Ana", "--timeout", "120s"]);
    let peer = peers["peers"][0].clone();
    println!(
        "{what}: {:.0} ms whole process, {} records, {} B in, {} B out, {} round trips",
        began.elapsed().as_secs_f64() * 1000.0,
        peer["received"],
        peer["bytes_in"],
        peer["bytes_out"],
        peer["round_trips"]
    );
    peer
}

fn memory(child: &Child) -> String {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
    let peak = status.lines().find(|line| line.starts_with("VmHWM"));
    peak.map_or_else(|| "not readable".to_owned(), |line| line.replace('\t', " "))
}

/// A new device that gets the whole journal; both sides at their peak.
fn link_a_device(ana: &Person, phone: &Person) {
    let serving = ana.serve();
    let (mut adding, line) = ana.start(&["--json", "device", "add"], "fondly1");
    let line: Value = serde_json::from_str(&line).expect("JSON");
    let line = line["invite"].as_str().expect("a line");
    let began = Instant::now();
    let args = [
        "device",
        "join",
        line,
        "--device-name",
        "phone",
        "--insecure-key-file",
    ];
    let args = [&args[..], &["--timeout", "300s"]].concat();
    let mut joining = phone.command(&args).spawn().expect("the program runs");
    let mut peak = memory(&joining);
    while joining.try_wait().expect("it can be waited for").is_none() {
        std::thread::sleep(Duration::from_millis(20));
        let now = memory(&joining);
        if now != "not readable" {
            peak = now;
        }
    }
    println!(
        "a new device: {:.2} s whole process; new device at the peak: {peak}; old device: {}",
        began.elapsed().as_secs_f64(),
        memory(&serving)
    );
    adding.wait().expect("it ends");
    stop(serving);
}

/// The private journal alone, as a person has it before anything is shared.
fn private(below: &Path, program: &Path, entries: usize) {
    let ana = Person::new(below, "alone", program);
    let mut rng = ChaCha20Rng::seed_from_u64(9);
    let mut engine = ana.engine();
    for _ in 0..entries {
        let text = text(&mut rng);
        let reflect = Reflect {
            text,
            ..Reflect::default()
        };
        engine.reflect(reflect).expect("it is written");
    }
    drop(engine);
    println!("{entries} private entries:");
    link_a_device(&ana, &Person::without_journal(below, "phone", program));
}

fn size(dir: &Path) -> u64 {
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    entries
        .map(|entry| {
            let meta = entry.metadata();
            let is_dir = meta.as_ref().is_ok_and(fs::Metadata::is_dir);
            if is_dir {
                size(&entry.path())
            } else {
                meta.map_or(0, |meta| meta.len())
            }
        })
        .sum()
}

fn main() {
    let entries = env::var("FONDLY_BENCH_ENTRIES")
        .ok()
        .and_then(|n| n.parse().ok());
    let entries: usize = entries.unwrap_or(20_000);
    let beside = env::current_exe()
        .expect("a path")
        .with_file_name("../fondly");
    let program = env::var_os("FONDLY_BIN").map_or(beside, PathBuf::from);
    let program = program
        .canonicalize()
        .expect("cargo build --release -p fondly comes first");
    let dir = tempfile::tempdir().expect("a temporary directory");
    private(dir.path(), &program, entries);
    let (ana, sam) = (
        Person::new(dir.path(), "ana", &program),
        Person::new(dir.path(), "sam", &program),
    );
    befriend(&ana, &sam);
    let mut rng = ChaCha20Rng::seed_from_u64(8);
    let began = Instant::now();
    let raw = fill(&ana, &mut rng, entries);
    println!(
        "{entries} entries, {raw} bytes of text, written in {:.1} s",
        began.elapsed().as_secs_f64()
    );

    let serving = ana.serve();
    let peer = sync(&sam, "first sync");
    let wire = peer["bytes_in"].as_f64().unwrap_or_default();
    println!(
        "  on the wire {:.2} x the text; serve at the peak: {}",
        wire / raw as f64,
        memory(&serving)
    );
    sync(&sam, "nothing new");
    let news = fill(&ana, &mut rng, 10);
    let peer = sync(&sam, "catch-up of 10");
    let wire = peer["bytes_in"].as_f64().unwrap_or_default();
    println!(
        "  on the wire {:.2} x the {news} bytes of text",
        wire / news as f64
    );

    let some = text(&mut rng);
    measure("append, durable, whole process, key at hand", || {
        drop(ana.run(&["reflect", &some]));
    });
    measure("list of 20, whole process, key at hand", || {
        drop(ana.run(&["list", "-n", "20"]));
    });
    measure("search of two words, 20 shown", || {
        drop(ana.run(&["search", "umbrella", "conversation", "-n", "20"]));
    });
    measure("show the newest", || {
        drop(ana.run(&["show", "@last"]));
    });
    measure("--version", || {
        drop(ana.run(&["--version"]));
    });
    stop(serving);
    for (name, person) in [("ana", &ana), ("sam", &sam)] {
        println!(
            "home of {name}: {:.2} x the text",
            size(&person.home) as f64 / raw as f64
        );
    }
}
