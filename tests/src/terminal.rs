//! The program at a terminal of its own, by `script` of util-linux.

use std::{
    io::{Read as _, Write as _},
    process::{Child, ChildStdin, Command, Stdio},
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    thread,
};

use crate::{PATIENCE, Person, program};

/// A program at a terminal. It is killed when this is dropped.
#[derive(Debug)]
pub struct Terminal {
    child: Child,
    keyboard: Option<ChildStdin>,
    screen: Receiver<Vec<u8>>,
    shown: String,
    read_to: usize,
}

impl Terminal {
    /// Starts the program with `args` at a terminal, with the environment of `person`, without the
    /// passphrase file, and with `variables`.
    pub fn start(person: &Person, args: &[&str], variables: &[(&str, &str)]) -> Self {
        Self::run(person, args, variables, "")
    }

    /// As [`Terminal::start`], with so many rows and columns.
    pub fn sized(
        person: &Person,
        (rows, columns): (u16, u16),
        args: &[&str],
        variables: &[(&str, &str)],
    ) -> Self {
        let before = format!("stty rows {rows} cols {columns}; exec ");
        Self::run(person, args, variables, &before)
    }

    fn run(person: &Person, args: &[&str], variables: &[(&str, &str)], before: &str) -> Self {
        let words: Vec<String> = std::iter::once(program().display().to_string().as_str())
            .chain(args.iter().copied())
            .map(quoted)
            .collect();
        let mut command = Command::new("script");
        command.args(["--quiet", "--return", "--flush", "--command"]);
        command
            .arg(format!("{before}{}", words.join(" ")))
            .arg("/dev/null")
            .env_clear();
        for (name, value) in person.command(&[]).get_envs() {
            if let Some(value) = value.filter(|_| name != "FONDLY_PASSPHRASE_FILE") {
                command.env(name, value);
            }
        }
        command
            .env("SHELL", "/bin/sh")
            .env("TERM", "dumb")
            .envs(variables.iter().copied());
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut child = command.spawn().expect("script of util-linux is there");
        let keyboard = child.stdin.take();
        let mut stdout = child.stdout.take().expect("standard output is piped");
        let (tell, screen) = mpsc::channel();
        thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(count @ 1..) = stdout.read(&mut buffer) {
                let shown = buffer.get(..count).unwrap_or_default().to_vec();
                if tell.send(shown).is_err() {
                    break;
                }
            }
        });
        Self {
            child,
            keyboard,
            screen,
            shown: String::new(),
            read_to: 0,
        }
    }

    /// Waits until `text` is shown, after what was waited for before.
    ///
    /// # Panics
    /// If it is not shown in time.
    pub fn shows(&mut self, text: &str) {
        loop {
            let unread = self.shown.get(self.read_to..).unwrap_or_default();
            if let Some(at) = unread.find(text) {
                self.read_to += at + text.len();
                return;
            }
            match self.screen.recv_timeout(PATIENCE) {
                Ok(bytes) => self.shown.push_str(&String::from_utf8_lossy(&bytes)),
                Err(error) => panic!("{error}: {text:?} is not shown in {:?}", self.shown),
            }
        }
    }

    /// Waits for a word that begins with `prefix`, after what was waited for before, and for the end
    /// of its line.
    ///
    /// # Panics
    /// If it is not shown in time.
    pub fn word(&mut self, prefix: &str) -> String {
        self.shows(prefix);
        let from = self.read_to - prefix.len();
        self.shows("\n");
        let word = self.shown.get(from..self.read_to).unwrap_or_default();
        word.trim().to_owned()
    }

    /// Types a line.
    ///
    /// # Panics
    /// If the terminal is gone.
    pub fn types(&mut self, line: &str) {
        self.presses(&format!("{line}\r"));
    }

    /// Presses keys.
    ///
    /// # Panics
    /// If the terminal is gone.
    pub fn presses(&mut self, keys: &str) {
        let keyboard = self
            .keyboard
            .as_mut()
            .expect("the keyboard is there to the end");
        let typed = keyboard
            .write_all(keys.as_bytes())
            .and_then(|()| keyboard.flush());
        typed.expect("the terminal takes what is typed");
    }

    /// Waits for the end; gives the exit code and all that was shown.
    ///
    /// # Panics
    /// If it goes on for too long.
    pub fn ended(mut self) -> (Option<i32>, String) {
        loop {
            match self.screen.recv_timeout(PATIENCE) {
                Ok(bytes) => self.shown.push_str(&String::from_utf8_lossy(&bytes)),
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => panic!("it goes on: {:?}", self.shown),
            }
        }
        let status = self.child.wait().expect("a child can be waited for");
        (status.code(), std::mem::take(&mut self.shown))
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// A word as a shell takes it literally.
fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', "'\\''"))
}
