//! jrnl: a journal in one text file, for the terminal.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::Result;

use super::installations;
use crate::{
    outcome::{Attempt, Measure, Outcome},
    process::{installed, median_ms, run},
    work::{Work, disk_bytes},
};

const VERSION: &str = "4.6";
/// It reads the whole file each time: fewer rounds do.
const ROUNDS_MAX: usize = 5;

pub(super) fn measure(work: &Work, dir: &Path) -> Result<Attempt> {
    if !installed("python3") {
        return Ok(Attempt::Skipped("jrnl needs python3".into()));
    }
    let program = match program() {
        Ok(program) => program,
        Err(why) => return Ok(Attempt::Skipped(format!("jrnl cannot be installed: {why}"))),
    };
    let (journal, config) = (dir.join("journal.txt"), dir.join("jrnl.yaml"));
    let mut text = String::new();
    for entry in &work.journal {
        let at = entry.written_at().strftime("%Y-%m-%d %H:%M");
        write!(text, "[{at}] {}\n\n", entry.text)?;
    }
    fs::write(&journal, text)?;
    fs::write(&config, settings(&journal))?;
    let jrnl = |args: &[&str]| {
        let mut command = Command::new(&program);
        command.env("HOME", dir).env("XDG_CONFIG_HOME", dir);
        command.arg("--config-file").arg(&config).args(args);
        run(&mut command).map(drop)
    };
    let mut outcome = Outcome::default();
    outcome.set(Measure::Disk, disk_bytes(dir)? / work.text_bytes());
    let rounds = work.rounds.commands.min(ROUNDS_MAX);
    outcome.set(Measure::List, median_ms(rounds, |_| jrnl(&["-n", "20"]))?);
    let [one, other] = &work.sought;
    let words = ["-contains", one, "-contains", other, "-and"];
    outcome.set(Measure::Search, median_ms(rounds, |_| jrnl(&words))?);
    let append = median_ms(rounds, |round| jrnl(&[&work.later[round].text]))?;
    outcome.set(Measure::Append, append);
    Ok(Attempt::Measured(outcome))
}

/// The program, in an environment of its own.
fn program() -> Result<PathBuf> {
    let place = installations()?.join("jrnl");
    let program = place.join("bin/jrnl");
    if !program.is_file() {
        run(Command::new("python3").args(["-m", "venv"]).arg(&place))?;
        let wanted = format!("jrnl=={VERSION}");
        run(Command::new(place.join("bin/pip")).args(["install", "--quiet", &wanted]))?;
    }
    Ok(program)
}

fn settings(journal: &Path) -> String {
    let none = "none";
    format!(
        "version: v{VERSION}\njournals:\n  default:\n    journal: {}\ncolors:\n  body: {none}\n  \
         date: {none}\n  tags: {none}\n  title: {none}\ndefault_hour: 9\ndefault_minute: 0\n\
         editor: ''\nencrypt: false\nhighlight: false\nindent_character: '|'\nlinewrap: 79\n\
         tagsymbols: '@'\ntemplate: false\ntimeformat: '%Y-%m-%d %H:%M'\n",
        journal.display()
    )
}
