//! Programs that go on until they are stopped or somebody comes.

use std::time::Duration;

use rustix::process::Signal;
use serde_json::Value;

use crate::{PATIENCE, Process};

/// `serve` promises to end within this time.
const STOP_TIME_MAX: Duration = Duration::from_secs(5);

/// A running `serve`.
#[derive(Debug)]
pub struct Serve {
    pub(crate) process: Process,
}

impl Serve {
    /// Lets it go on for `time` and then ends it at once.
    pub fn killed_after(self, time: Duration) {
        drop(self.process.killed_after(time));
    }

    /// Waits until it ends by itself, and gives its exit code.
    pub fn ended(self) -> Option<i32> {
        self.process.ended_within(PATIENCE).0.code()
    }

    /// Lets it stand still, as a computer that sleeps does.
    pub fn suspend(&self) {
        self.process.signal(Signal::STOP);
    }

    /// Lets it go on after [`Serve::suspend`].
    pub fn resume(&self) {
        self.process.signal(Signal::CONT);
    }

    /// Ends it at once, as loss of power would for the process.
    pub fn killed(self) {
        self.process.kill();
    }

    /// Stops it in order.
    ///
    /// # Panics
    /// If it does not end in time, or with an error.
    pub fn stop(self) {
        self.process.signal(Signal::TERM);
        let (status, _) = self.process.ended_within(STOP_TIME_MAX);
        assert_eq!(
            status.code(),
            Some(0),
            "serve did not end in order: {status}"
        );
    }
}

/// A waiting `invite`.
#[derive(Debug)]
pub struct Invite {
    /// What the other is given.
    pub line: String,
    pub(crate) process: Process,
}

impl Invite {
    /// Waits until somebody has joined, and gives what is printed then.
    ///
    /// # Panics
    /// If nobody joins.
    pub fn joined(mut self) -> Value {
        let line = self.process.line();
        let (status, _) = self.process.ended_within(PATIENCE);
        assert_eq!(status.code(), Some(0));
        serde_json::from_str(&line).expect("joined is JSON")
    }

    /// Lets it go on for `time` at most, and then ends it at once.
    pub fn killed_after(self, time: Duration) {
        drop(self.process.killed_after(time));
    }

    /// Ends it at once.
    pub fn killed(self) {
        self.process.kill();
    }

    /// Waits until it ends, and gives its exit code.
    pub fn ended(self) -> Option<i32> {
        self.process.ended_within(PATIENCE).0.code()
    }

    /// Interrupts it, as Ctrl-C does, and gives its exit code.
    pub fn interrupted(self) -> Option<i32> {
        self.process.signal(Signal::INT);
        self.ended()
    }
}

/// Asks again and again until `holds` does.
///
/// # Panics
/// If it does not within [`PATIENCE`].
pub fn until(what: &str, mut holds: impl FnMut() -> bool) {
    const ASK_AGAIN_AFTER: Duration = Duration::from_millis(50);
    let deadline = std::time::Instant::now() + PATIENCE;
    while !holds() {
        assert!(std::time::Instant::now() < deadline, "never: {what}");
        std::thread::sleep(ASK_AGAIN_AFTER);
    }
}
