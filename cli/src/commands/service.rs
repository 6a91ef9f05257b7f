//! Running in the background: `service install`, `status`, `remove`.

use std::{
    ffi::OsStr,
    fs, io,
    path::{Path, PathBuf},
};

use clap::{Args, Subcommand};
use serde::Serialize;

use crate::words;
use crate::{
    failure::Failure,
    run::Program,
    text::neutral_line,
    unit::{Manager, runs},
};

#[derive(Debug, Args)]
pub(crate) struct ServiceArgs {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    Install {
        #[arg(long)]
        yes: bool,
    },
    Status,
    Remove {
        #[arg(long)]
        yes: bool,
    },
}

#[derive(Serialize)]
struct Installed<'a> {
    installed: bool,
    file: &'a Path,
    content: &'a str,
    started: bool,
}

#[derive(Serialize)]
struct Standing<'a> {
    installed: bool,
    file: &'a Path,
    up_to_date: bool,
    serving: bool,
}

#[derive(Serialize)]
struct Removed<'a> {
    removed: bool,
    file: &'a Path,
}

impl ServiceArgs {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        let manager = Manager::here();
        let file = manager.file().ok_or(Failure::NoHome)?;
        match self.action {
            Action::Install { yes } => install(program, manager, &file, yes),
            Action::Status => status(program, manager, &file),
            Action::Remove { yes } => remove(program, manager, &file, yes),
        }
    }
}

/// The file for this journal.
fn wanted(program: &Program, manager: Manager) -> Result<String, Failure> {
    let own = std::env::current_exe().map_err(Failure::Runtime)?;
    let mut arguments = vec![
        own.as_os_str(),
        OsStr::new("--no-input"),
        OsStr::new("--home"),
    ];
    arguments.push(program.home.dir().as_os_str());
    let passphrase = match program.passphrase_path() {
        Some(path) if fondly_engine::needs_passphrase(&program.home)? => {
            Some(std::path::absolute(path).map_err(Failure::Input)?)
        }
        _ => None,
    };
    if let Some(path) = &passphrase {
        arguments.push(OsStr::new("--passphrase-file"));
        arguments.push(path.as_os_str());
    }
    arguments.push(OsStr::new("serve"));
    manager.text(&arguments).ok_or(Failure::OddPath)
}

/// What stands there now.
fn there(file: &Path) -> Result<Option<String>, Failure> {
    match fs::read_to_string(file) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failure::Input(error)),
    }
}

fn install(
    program: &mut Program,
    manager: Manager,
    file: &PathBuf,
    yes: bool,
) -> Result<(), Failure> {
    // There is nobody to ask when the system starts it.
    if fondly_engine::needs_passphrase(&program.home)? && program.passphrase_path().is_none() {
        return Err(Failure::NobodyToAsk);
    }
    let text = wanted(program, manager)?;
    let before = there(file)?;
    if before.as_ref().is_none_or(|before| *before != text) {
        show(program, file, &text, before.as_deref())?;
        agreed(program, yes, &words::of("journal-service-write"))?;
        write(file, &text)?;
    }
    let commands = manager.start(file);
    let started = commands.iter().all(|command| runs(command));
    if program.output.is_json() {
        return program.output.document(&Installed {
            installed: true,
            file,
            content: &text,
            started,
        });
    }
    program
        .output
        .line(&neutral_line(&file.to_string_lossy()))?;
    if started {
        return program.output.say(&words::of("journal-service-started"));
    }
    program
        .output
        .say(&words::of("journal-service-not-started"))?;
    commands
        .iter()
        .try_for_each(|command| program.output.say(&format!("  {}", command.join(" "))))
}

fn show(
    program: &mut Program,
    file: &Path,
    text: &str,
    before: Option<&str>,
) -> Result<(), Failure> {
    let what = match before {
        Some(_) => words::of("journal-service-other"),
        None => words::of("journal-service-would"),
    };
    let file = file.to_string_lossy();
    program
        .output
        .say(&format!("{what}\n\n# {}\n{text}", neutral_line(&file)))
}

fn write(file: &Path, text: &str) -> Result<(), Failure> {
    let dir = file.parent().ok_or(Failure::NoHome)?;
    fs::create_dir_all(dir).map_err(Failure::Output)?;
    let mut beside = tempfile::NamedTempFile::new_in(dir).map_err(Failure::Output)?;
    io::Write::write_all(&mut beside, text.as_bytes()).map_err(Failure::Output)?;
    let written = beside.persist(file);
    written.map_err(|error| Failure::Output(error.error))?;
    Ok(())
}

/// Whether it may be done: said by `--yes`, or on a terminal.
fn agreed(program: &Program, yes: bool, question: &str) -> Result<(), Failure> {
    if yes || (program.prompt.possible() && program.prompt.yes(question)?) {
        Ok(())
    } else {
        Err(Failure::NotAgreed)
    }
}

fn status(program: &mut Program, manager: Manager, file: &Path) -> Result<(), Failure> {
    let text = there(file)?;
    let installed = text.is_some();
    let up_to_date = installed && text == wanted(program, manager).ok();
    let serving = fondly_engine::is_held(&program.home)?;
    if program.output.is_json() {
        return program.output.document(&Standing {
            installed,
            file,
            up_to_date,
            serving,
        });
    }
    let shown = file.to_string_lossy();
    let shown = neutral_line(&shown);
    program.output.line(&match (installed, up_to_date) {
        (false, _) => words::of("journal-service-none"),
        (true, true) => words::with("journal-service-installed", &[("file", &shown)]),
        (true, false) => words::with("journal-service-installed-other", &[("file", &shown)]),
    })?;
    program.output.line(&words::of(if serving {
        "journal-serve-runs"
    } else {
        "journal-serve-runs-not"
    }))
}

fn remove(program: &mut Program, manager: Manager, file: &Path, yes: bool) -> Result<(), Failure> {
    if there(file)?.is_none() {
        if program.output.is_json() {
            let removed = false;
            return program.output.document(&Removed { removed, file });
        }
        return program
            .output
            .say(&words::of("journal-service-not-installed"));
    }
    let shown = file.to_string_lossy();
    let shown = neutral_line(&shown);
    let question = words::with("journal-service-remove", &[("file", &shown)]);
    agreed(program, yes, &question)?;
    let stopped = manager.stop().iter().all(|command| runs(command));
    fs::remove_file(file).map_err(Failure::Output)?;
    if program.output.is_json() {
        let removed = true;
        return program.output.document(&Removed { removed, file });
    }
    program.output.say(&words::of(if stopped {
        "journal-service-stopped"
    } else {
        "journal-service-removed"
    }))
}
