//! Programs that run a test again in a place of its own.

use std::process::Command;

/// What `command` prints, where it succeeds.
pub(crate) fn printed(command: &mut Command) -> String {
    let output = command.output().expect("the program is there");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}\n{errors}");
    said
}
