//! Nothing that is secret lies about: not on the disk, not in logs, not in what the system shows of
//! a process.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod disk;
mod logs;
#[cfg(target_os = "linux")]
mod processes;
mod secrets;

use fondly_tests::Person;

/// Runs a command with `text` on its standard input, which is to succeed.
fn says(person: &Person, text: &str, args: &[&str]) -> serde_json::Value {
    person
        .piped(text.as_bytes(), &[args, &["--json"]].concat())
        .document()
}
