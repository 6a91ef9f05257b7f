//! What one run of the program said.

use std::{
    io::Write as _,
    process::{Command, Stdio},
    thread,
};

use serde_json::Value;

/// What one run of the program said.
#[derive(Debug)]
#[must_use]
pub struct Said {
    /// The exit code; `None` where a signal ended it.
    pub code: Option<i32>,
    /// How it ended, in words.
    pub status: String,
    /// Content.
    pub stdout: String,
    /// Words.
    pub stderr: String,
}

impl Said {
    /// Runs `command` to its end. It is given `input` if its standard input is piped.
    ///
    /// # Panics
    /// If it cannot be started.
    pub fn of(command: &mut Command, input: &[u8]) -> Self {
        let spawned = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn();
        let mut child = spawned.expect("the program can be started");
        let stdin = child.stdin.take();
        let output = thread::scope(|scope| {
            // The program may end without reading all of its input.
            scope.spawn(move || stdin.map(|mut stdin| stdin.write_all(input)));
            child.wait_with_output().expect("a child can be waited for")
        });
        Self {
            code: output.status.code(),
            status: output.status.to_string(),
            stdout: String::from_utf8(output.stdout).expect("content is UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("words are UTF-8"),
        }
    }

    /// The one JSON document of standard output, where the program succeeded.
    ///
    /// # Panics
    /// If it failed, or said anything else.
    pub fn document(self) -> Value {
        assert_eq!(self.code, Some(0), "failed: {self:?}");
        assert_eq!(self.stdout.lines().count(), 1, "not one document: {self:?}");
        serde_json::from_str(&self.stdout).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }

    /// The text of standard output, where the program succeeded.
    ///
    /// # Panics
    /// If it failed.
    pub fn text(self) -> String {
        assert_eq!(self.code, Some(0), "failed: {self:?}");
        self.stdout
    }

    /// The `error` of standard error, where the program failed with `code`.
    ///
    /// # Panics
    /// If it did not, or its kind is of another exit code.
    pub fn error(self, code: i32) -> Value {
        assert_eq!(self.code, Some(code), "{self:?}");
        let document: Value =
            serde_json::from_str(&self.stderr).unwrap_or_else(|_| panic!("no JSON: {self:?}"));
        let error = &document["error"];
        let kinds = [
            "",
            "failed",
            "usage",
            "locked",
            "not-found",
            "unreachable",
            "refused",
        ];
        let kind = usize::try_from(code)
            .ok()
            .and_then(|code| kinds.get(code))
            .copied();
        assert_eq!(error["kind"].as_str(), kind, "{self:?}");
        assert!(
            error["message"]
                .as_str()
                .is_some_and(|message| !message.is_empty()),
            "{self:?}"
        );
        error.clone()
    }
}
