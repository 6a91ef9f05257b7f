//! On what it was measured, and with which versions.

use std::{fs, path::Path, process::Command};

use crate::process::{installed, run};

/// The versions of libraries, as this program was built with them.
const LOCK: &str = include_str!("../Cargo.lock");
const LIBRARIES: [&str; 4] = ["automerge", "loro", "samod", "yrs"];

/// Names and what they are, for the page.
pub fn describe(program: &Path) -> Vec<(String, String)> {
    let mut about = vec![("machine".to_owned(), machine())];
    let said = |name: &str, args: &[&str]| -> String {
        let said = run(Command::new(name).args(args)).unwrap_or_default();
        String::from_utf8_lossy(&said)
            .lines()
            .next()
            .unwrap_or("unknown")
            .to_owned()
    };
    about.push(("system".into(), said("uname", &["-sr"])));
    about.push(("compiler".into(), said("rustc", &["--version"])));
    let program = program.to_string_lossy();
    about.push(("Fondly".into(), said(&program, &["--version"])));
    if let Ok(commit) = run(Command::new("git").args(["describe", "--always", "--dirty"])) {
        about.push((
            "commit".into(),
            String::from_utf8_lossy(&commit).trim().to_owned(),
        ));
    }
    for library in LIBRARIES {
        about.push((library.into(), locked(library)));
    }
    for (name, args) in [
        ("git", "--version"),
        ("node", "--version"),
        ("syncthing", "--version"),
    ] {
        if installed(name) {
            about.push((name.into(), said(name, &[args])));
        }
    }
    about
}

fn locked(library: &str) -> String {
    let mut lines = LOCK.lines();
    let name = format!("name = \"{library}\"");
    lines.find(|line| *line == name);
    let version = lines
        .next()
        .and_then(|line| line.strip_prefix("version = "));
    version.unwrap_or("unknown").trim_matches('"').to_owned()
}

fn machine() -> String {
    let field = |file: &str, name: &str| -> Option<String> {
        let text = fs::read_to_string(file).ok()?;
        let line = text.lines().find_map(|line| line.strip_prefix(name))?;
        Some(line.trim_start_matches([' ', '\t', ':']).to_owned())
    };
    let cpu = field("/proc/cpuinfo", "model name").unwrap_or_else(|| "unknown".into());
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let memory = field("/proc/meminfo", "MemTotal").unwrap_or_default();
    let kib: f64 = memory
        .split_whitespace()
        .next()
        .and_then(|n| n.parse().ok())
        .unwrap_or(0.0);
    format!(
        "{cores} cores of {cpu}, {:.0} GB of memory",
        kib * 1024.0 / 1e9
    )
}
