//! A child process whose output arrives line by line.

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, ChildStdin, Command, ExitStatus, Stdio},
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    thread,
    time::Duration,
};

use rustix::process::{Pid, Signal, kill_process};

use crate::PATIENCE;

/// A running child. It is killed when this is dropped.
#[derive(Debug)]
pub struct Process {
    child: Child,
    lines: Receiver<String>,
}

impl Process {
    /// Starts `command`; its standard error is lost.
    pub fn start(command: &mut Command) -> Self {
        Self::start_saying(command, Stdio::null())
    }

    /// Starts `command`; its standard error goes to `errors`.
    ///
    /// # Panics
    /// If it cannot be started.
    pub fn start_saying(command: &mut Command, errors: impl Into<Stdio>) -> Self {
        let spawned = command.stdout(Stdio::piped()).stderr(errors).spawn();
        let mut child = spawned.expect("the program can be started");
        let stdout = child.stdout.take().expect("standard output is piped");
        let (tell, lines) = mpsc::channel();
        thread::spawn(move || {
            let mut lines = BufReader::new(stdout).lines().map_while(Result::ok);
            lines.try_for_each(|line| tell.send(line))
        });
        Self { child, lines }
    }

    /// The next line of its standard output.
    ///
    /// # Panics
    /// If it ends or says nothing for [`PATIENCE`].
    pub fn line(&mut self) -> String {
        match self.lines.recv_timeout(PATIENCE) {
            Ok(line) => line,
            Err(RecvTimeoutError::Timeout) => panic!("the process said nothing in time"),
            Err(RecvTimeoutError::Disconnected) => {
                let status = self.child.wait().expect("a child can be waited for");
                panic!("the process ended without a further line: {status}")
            }
        }
    }

    /// The next line of its standard output, if one comes within `time`.
    pub fn line_within(&mut self, time: Duration) -> Option<String> {
        self.lines.recv_timeout(time).ok()
    }

    /// What the system calls it.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// The end of the pipe to its standard input, where that is piped.
    pub fn input(&mut self) -> Option<ChildStdin> {
        self.child.stdin.take()
    }

    /// Ends it at once, as loss of power would for the process.
    pub fn kill(mut self) {
        self.end();
    }

    /// Lets it go on for `time` at most and then ends it at once; gives how it ended and the lines
    /// that it said.
    pub fn killed_after(mut self, time: Duration) -> (ExitStatus, Vec<String>) {
        let deadline = std::time::Instant::now() + time;
        let mut said = Vec::new();
        let goes_on = loop {
            let left = deadline.saturating_duration_since(std::time::Instant::now());
            match self.lines.recv_timeout(left) {
                Ok(line) => said.push(line),
                Err(error) => break error == RecvTimeoutError::Timeout,
            }
        };
        if goes_on {
            // It may have ended just now.
            drop(self.child.kill());
        }
        let status = self.child.wait().expect("a child can be waited for");
        said.extend(self.lines.iter());
        (status, said)
    }

    /// Whether it has ended.
    ///
    /// # Panics
    /// If the system does not say.
    pub fn is_over(&mut self) -> bool {
        let status = self.child.try_wait();
        status.expect("a child can be asked for").is_some()
    }

    /// Sends it a signal.
    pub fn signal(&self, signal: Signal) {
        let pid = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
        let sent = kill_process(pid.expect("a child has an id"), signal);
        sent.expect("a child can be sent a signal until it was waited for");
    }

    /// Waits for its end, and gives the lines that it said meanwhile.
    ///
    /// # Panics
    /// If it goes on for longer than `time`.
    pub fn ended_within(mut self, time: Duration) -> (ExitStatus, Vec<String>) {
        let deadline = std::time::Instant::now() + time;
        let mut said = Vec::new();
        loop {
            let left = deadline.saturating_duration_since(std::time::Instant::now());
            match self.lines.recv_timeout(left) {
                Ok(line) => said.push(line),
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => panic!("the process goes on after {time:?}"),
            }
        }
        (self.child.wait().expect("a child can be waited for"), said)
    }

    fn end(&mut self) {
        // It may have ended by itself.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.end();
    }
}
