//! A network namespace of a test's own, in which every packet can be counted.

use std::{
    ffi::OsStr,
    process::{Command, Stdio},
};

/// Everything, also what is meant for the internet, goes to the loopback interface: without a route
/// a packet would fail before it is counted. There may be no IPv6.
const SETUP: &str = "ip link set lo up; ip route add default dev lo; \
                     ip -6 route add default dev lo 2>/dev/null || true";

/// A command that runs `script` by bash as the only one in a namespace, with `arguments` as `$@`.
/// `None`, and a line that says so, where this machine allows none.
pub(crate) fn bash<S: AsRef<OsStr>>(
    script: &str,
    arguments: impl IntoIterator<Item = S>,
) -> Option<Command> {
    let allowed = Command::new("unshare")
        .args(["-rn", "bash", "-euc", SETUP])
        .stderr(Stdio::null())
        .status();
    if !allowed.is_ok_and(|status| status.success()) {
        println!("skipped: this machine allows no network namespace");
        return None;
    }
    let mut command = Command::new("unshare");
    command
        .args(["-rn", "bash", "-euc"])
        .arg(format!("{SETUP}\n{script}"))
        .arg("bash")
        .args(arguments)
        .stdin(Stdio::null());
    Some(command)
}

/// What `command` prints, where it succeeds.
pub(crate) fn printed(command: &mut Command) -> String {
    let output = command.output().expect("unshare runs");
    assert!(
        output.status.success(),
        "{}\n{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8(output.stdout);
    text.expect("words are UTF-8").trim().to_owned()
}
