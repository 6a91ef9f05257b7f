//! Faults at single calls of the system, by strace.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use fondly_tests::{Person, Said};

/// Set, every call has every fault, and not some of them.
const ALL: &str = "FONDLY_CRASH_EVERY_CALL";
/// Calls that take files or what is open.
const CALLS: &str = "trace=%file,%desc";
/// Files of a home, below it, that commands touch by a name that is known beforehand.
const FILES: [&str; 10] = [
    "config.json",
    "config.new",
    "network.lock",
    "serve.sock",
    "journal",
    "journal/key",
    "journal/store.db",
    "journal/store.db-journal",
    "journal/store.db-shm",
    "journal/store.db-wal",
];

/// What happens instead of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Instead {
    Eio,
    NoSpace,
    /// The process is killed as it makes the call.
    Kill,
}

/// One call that goes wrong: the one with this number among those of its name.
#[derive(Debug, Clone)]
pub(crate) struct Fault {
    call: String,
    number: u32,
    pub(crate) instead: Instead,
}

/// Whether strace is here and may trace. Says that the test is skipped where not.
pub(crate) fn is_here() -> bool {
    let mut strace = Command::new("strace");
    strace.args(["-f", "-qq", "-e", "inject=fsync:error=EIO:when=99", "true"]);
    let runs = strace.stderr(Stdio::null()).status();
    let here = runs.is_ok_and(|status| status.success());
    if !here {
        println!("skipped: this machine has no strace, or does not let it trace");
    }
    here
}

/// Whether all faults are wanted, and not a sample.
pub(crate) fn wants_all() -> bool {
    std::env::var_os(ALL).is_some()
}

/// The program under strace, which sees only what touches `files`.
fn traced(person: &Person, args: &[&str], options: &[&str], files: &[PathBuf]) -> Command {
    let program = person.command(&[args, &["--json"]].concat());
    let mut strace = Command::new("strace");
    strace.args(["-f", "-qq", "-o"]).arg(log(person));
    for file in files {
        strace.arg("-P").arg(file);
    }
    strace
        .args(options)
        .arg(program.get_program())
        .args(program.get_args());
    strace.env_clear().stdin(Stdio::null());
    for (name, value) in program.get_envs() {
        if let Some(value) = value {
            strace.env(name, value);
        }
    }
    strace
}

fn log(person: &Person) -> PathBuf {
    person.all().join("calls")
}

/// The files whose calls go wrong.
pub(crate) fn files_of(home: &Path) -> Vec<PathBuf> {
    let files = FILES.iter().map(|file| home.join(file));
    files.chain([home.to_path_buf()]).collect()
}

/// Runs a command undisturbed, and gives every fault that its calls can have.
pub(crate) fn faults(person: &Person, args: &[&str], files: &[PathBuf]) -> Vec<Fault> {
    let said = Said::of(&mut traced(person, args, &["-e", CALLS], files), &[]);
    assert_eq!(said.code, Some(0), "{args:?}: {said:?}");
    let mut counts: BTreeMap<(String, String), u32> = BTreeMap::new();
    for line in fs::read_to_string(log(person)).unwrap().lines() {
        let (thread, call) = line.split_once(' ').unwrap();
        let name: String = call.trim().chars().take_while(|c| *c != '(').collect();
        if !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
            *counts.entry((name, thread.to_owned())).or_default() += 1;
        }
    }
    // strace counts in each thread by itself.
    let mut most: BTreeMap<String, u32> = BTreeMap::new();
    for ((name, _), count) in counts {
        let most = most.entry(name).or_default();
        *most = count.max(*most);
    }
    let calls = most
        .into_iter()
        .flat_map(|(call, count)| (1..=count).map(move |number| (call.clone(), number)));
    calls
        .flat_map(|(call, number)| {
            [Instead::Eio, Instead::NoSpace, Instead::Kill].map(|instead| Fault {
                call: call.clone(),
                number,
                instead,
            })
        })
        .collect()
}

/// Runs a command with one fault. Gives what it said, and whether the fault came.
pub(crate) fn run_with(
    fault: &Fault,
    person: &Person,
    args: &[&str],
    files: &[PathBuf],
) -> (Said, bool) {
    let Fault { call, number, .. } = fault;
    let how = match fault.instead {
        Instead::Eio => "error=EIO",
        Instead::NoSpace => "error=ENOSPC",
        Instead::Kill => "signal=KILL",
    };
    let trace = format!("trace={call}");
    let inject = format!("inject={call}:{how}:when={number}");
    let options = ["-e", &trace, "-e", &inject];
    let said = Said::of(&mut traced(person, args, &options, files), &[]);
    let calls = fs::read_to_string(log(person)).unwrap();
    let came = calls.contains("(INJECTED)") || calls.contains("killed by SIGKILL");
    (said, came)
}
