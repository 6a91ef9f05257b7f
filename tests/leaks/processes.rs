//! What the system shows of a process to others: its command line, and to its owner its environment.

use std::{fs, io::ErrorKind, io::Write as _, process::Stdio};

use fondly_tests::{Person, Process, until};
use rustix::io::ioctl_fionread;

use crate::secrets::{Secret, found_in, keys_of};

/// What is shown of a process, and of what it started.
fn shown(process: &Process) -> Vec<u8> {
    let dir = format!("/proc/{}", process.id());
    let mut shown = Vec::new();
    for file in ["cmdline", "environ", "comm", "status", "task"] {
        let path = format!("{dir}/{file}");
        if file == "task" {
            for task in fs::read_dir(&path).unwrap() {
                let task = task.unwrap().path();
                // A thread may end while we look.
                shown.extend(fs::read(task.join("comm")).unwrap_or_default());
            }
            continue;
        }
        match fs::read(&path) {
            Ok(bytes) => shown.extend(bytes),
            // A process that is closed to others of the same user shows them nothing.
            Err(error) if error.kind() == ErrorKind::PermissionDenied => {}
            Err(error) => panic!("{path}: {error}"),
        }
    }
    shown
}

fn secrets(person: &Person) -> Vec<Secret> {
    let mut secrets = keys_of(person);
    secrets.extend(["Canary-Anabel", "canary of a text"].map(Secret::text));
    secrets
}

#[test]
fn no_text_name_or_key_is_in_the_command_line_or_environment() {
    let ana = Person::new("Canary-Anabel");
    let secrets = secrets(&ana);
    let mut serve = Process::start(&mut ana.command(&["serve", "--json"]));
    serve.line();

    let mut command = ana.command(&["reflect", "-", "--json"]);
    let mut writing = Process::start(command.stdin(Stdio::piped()));
    let mut input = writing.input().unwrap();
    input.write_all(b"canary of a text").unwrap();
    until("the text is read", || ioctl_fionread(&input) == Ok(0));
    for process in [&serve, &writing] {
        let shown = shown(process);
        assert!(
            shown
                .windows(5)
                .any(|window| window == b"serve" || window == b"flect")
        );
        assert_eq!(found_in(&shown, &secrets), Vec::<&str>::new());
    }
    drop(input);
    writing.line();
    assert_eq!(found_in(&shown(&serve), &secrets), Vec::<&str>::new());
    assert_eq!(ana.texts(&["list"]), ["canary of a text"]);
}

#[test]
fn a_text_on_the_command_line_would_be_seen() {
    let ana = Person::with_open_key("Ana");
    let secrets = ["canary of a text", "canary of a variable"].map(Secret::text);
    let mut command = ana.command(&["reflect", "-", "--title", "canary of a text"]);
    command.env("CANARY", "canary of a variable");
    let mut process = Process::start(command.stdin(Stdio::piped()));
    let input = process.input();
    until("the process runs", || {
        !found_in(&shown(&process), &secrets).is_empty()
    });
    drop(input);
    process.kill();
}
