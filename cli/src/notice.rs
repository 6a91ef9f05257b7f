//! A notice on the screen that something came, and never what or from whom.

use std::process::{Command, Stdio};

use crate::words;

const TITLE: &str = "Fondly";

/// Says how many entries came. A desktop that shows no notices is no failure.
pub(crate) fn tell(count: usize) {
    let text = words::with("journal-new-items", &[("count", &count)]);
    let mut command = if cfg!(target_os = "macos") {
        let mut command = Command::new("osascript");
        let script = format!("display notification \"{text}\" with title \"{TITLE}\"");
        command.args(["-e", &script]);
        command
    } else {
        let mut command = Command::new("notify-send");
        command.args(["--app-name", TITLE, TITLE, &text]);
        command
    };
    let said = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    match said {
        Ok(status) if status.success() => {}
        Ok(status) => tracing::info!(%status, "no notice could be shown"),
        Err(error) => tracing::info!(%error, "no notice could be shown"),
    }
}
