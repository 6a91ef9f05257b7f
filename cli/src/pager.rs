//! Long content on a terminal, a screen at a time. What was read does not stay behind in the
//! terminal's scrollback: `less` shows it on the alternate screen, keeps no history of searches, and
//! writes no file.

use std::{
    ffi::{OsStr, OsString},
    io::{self, Write as _},
    os::unix::process::ExitStatusExt as _,
    process::{Command, ExitStatus, Stdio},
};

use rustix::{process::Signal, termios::tcgetwinsize};
use tokio::signal::unix::{SignalKind, signal};

use crate::quick::{self, Paging};

const OWN_VARIABLE: &str = "FONDLY_PAGER";
const USUAL_VARIABLE: &str = "PAGER";
const DEFAULT: &str = "less";
const ROWS_USUAL: usize = 24;
const COLUMNS_USUAL: usize = 80;
const TAB_COLUMNS: usize = 8;
/// Exit codes by which a shell says that there is no such program, or that it cannot be run.
const NOT_THERE: [i32; 2] = [126, 127];
/// A shell adds the number of a signal to this where one ended a program.
const BY_SIGNAL: i32 = 128;

/// The rows and columns of the terminal; a usual one where it does not say.
pub(crate) fn screen() -> (usize, usize) {
    let said = tcgetwinsize(io::stdout()).or_else(|_| tcgetwinsize(io::stderr()));
    let (rows, columns) = said.map_or((0, 0), |size| (size.ws_row.into(), size.ws_col.into()));
    let or = |said: usize, usual| if said == 0 { usual } else { said };
    (or(rows, ROWS_USUAL), or(columns, COLUMNS_USUAL))
}

/// Whether a text fits on the screen with a row left for the shell.
pub(crate) fn fits(text: &str) -> bool {
    let (rows, columns) = screen();
    rows_of(text, columns) < rows
}

/// Rows that a text takes. A sign beyond ASCII may be two columns wide and is counted so.
fn rows_of(text: &str, columns: usize) -> usize {
    let width = |sign: char| match sign {
        '\t' => TAB_COLUMNS,
        sign if sign.is_ascii() => 1,
        _ => 2,
    };
    let rows = |line: &str| line.chars().map(width).sum::<usize>().div_ceil(columns);
    text.lines().map(|line| rows(line).max(1)).sum()
}

/// Shows a text by the pager; false where there is none, and nothing was shown.
pub(crate) fn show(text: &str) -> io::Result<bool> {
    let Some(pager) = chosen() else {
        return Ok(false);
    };
    // Ctrl-C is the pager's; from here on it does not end this process.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let guard = runtime.enter();
    let interrupts = signal(SignalKind::interrupt())?;
    let spawned = Command::new("/bin/sh")
        .arg("-c")
        .arg(minded(&pager))
        // Without X, which would leave the text on the main screen; R shows bold and faint.
        .env("LESS", "RI")
        .env("LESSSECURE", "1")
        .env("LESSHISTFILE", "-")
        .env_remove("LESSOPEN")
        .env_remove("LESSCLOSE")
        .stdin(Stdio::piped())
        .spawn();
    let paging = Paging::begin();
    let mut child = match spawned {
        Ok(child) => child,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error),
    };
    if let Some(mut stdin) = child.stdin.take() {
        match stdin.write_all(text.as_bytes()) {
            // Whoever has read enough leaves before the end.
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => return Err(error),
            _ => {}
        }
    }
    let status = child.wait()?;
    drop(paging);
    if by_the_key(status) {
        quick::press();
    }
    drop((interrupts, guard));
    Ok(!status.code().is_some_and(|code| NOT_THERE.contains(&code)))
}

/// The shell outlives the key that locks, and so waits for the pager, which gives the screen back.
fn minded(pager: &OsStr) -> OsString {
    let mut script = OsString::from("trap : QUIT TERM\n(\n");
    script.push(pager);
    script.push("\n)\n");
    script
}

/// Whether the key that locks ended the pager. It may be noticed here before it is elsewhere.
fn by_the_key(status: ExitStatus) -> bool {
    let quit = Signal::QUIT.as_raw();
    status.signal() == Some(quit) || status.code() == Some(BY_SIGNAL + quit)
}

fn chosen() -> Option<OsString> {
    let pager = [OWN_VARIABLE, USUAL_VARIABLE]
        .iter()
        .find_map(std::env::var_os)
        .unwrap_or_else(|| DEFAULT.into());
    (!pager.is_empty()).then_some(pager)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_take_more_rows_than_one() {
        assert_eq!(rows_of("", 20), 0);
        assert_eq!(rows_of("a\n\nb\n", 20), 3);
        assert_eq!(rows_of(&"a".repeat(20), 20), 1);
        assert_eq!(rows_of(&"a".repeat(21), 20), 2);
        assert_eq!(rows_of(&"\u{4e00}".repeat(11), 20), 2);
        assert_eq!(rows_of("\t\t\t", 20), 2);
    }
}
