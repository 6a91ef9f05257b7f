//! My own devices: `device add`, `device join`, `device list`, `device remove`.

use std::{path::PathBuf, sync::Arc, time::Duration};

use clap::{Args, Subcommand};
use fondly_engine::{DeviceJoined, DeviceView, EngineError, Progress, Protection, WordsAsked};
use serde::Serialize;

use super::{
    invite::{Invited, draw},
    network::duration,
    state::show_words,
};
use crate::words;
use crate::{
    failure::Failure,
    output::{Output, Style},
    phrase::{moment, short},
    prompt::Prompt,
    run::Program,
    runtime,
    secret::recovery_words,
    text::neutral_line,
};

#[derive(Serialize)]
struct Devices<'a> {
    devices: &'a [DeviceView],
}

#[derive(Debug, Args)]
pub(crate) struct DeviceArgs {
    #[command(subcommand)]
    command: DeviceCommand,
}

#[derive(Debug, Subcommand)]
enum DeviceCommand {
    Add(AddArgs),
    Join(JoinArgs),
    List(ListArgs),
    Remove(RemoveArgs),
    Reset(ResetArgs),
}

impl DeviceArgs {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        match self.command {
            DeviceCommand::Add(args) => args.run(program),
            DeviceCommand::Join(args) => args.run(program),
            DeviceCommand::List(args) => args.run(program),
            DeviceCommand::Remove(args) => args.run(program),
            DeviceCommand::Reset(args) => args.run(program),
        }
    }
}

#[derive(Debug, Args)]
struct AddArgs {
    #[arg(long, value_name = "TIME", value_parser = duration, default_value = "10m", hide_default_value = true)]
    timeout: Duration,
}

impl AddArgs {
    fn run(self, program: &mut Program) -> Result<(), Failure> {
        program.ask_again()?;
        let engine = program.engine()?;
        let words = program.prompt.possible().then(|| ask_for(program.prompt));
        let output = &mut program.output;
        let picture = words.is_some();
        let mut shown = Ok(());
        let on_line = |line: &str| shown = offer(output, line, picture);
        let joined = runtime::drive(engine.device_add(self.timeout, words, on_line));
        shown?;
        let joined = joined?;
        if program.output.is_json() {
            return program.output.document(&joined);
        }
        let name = neutral_line(&joined.joined);
        program
            .output
            .line(&words::with("device-joined", &[("name", &name)]))?;
        if joined.whole {
            let everything = words::with("device-has-everything", &[("name", &name)]);
            return program.output.say(&everything);
        }
        let missing = words::with("device-has-not-everything", &[("name", &name)]);
        program.output.say(&missing)
    }
}

fn offer(output: &mut Output, line: &str, picture: bool) -> Result<(), Failure> {
    if output.is_json() {
        output.document(&Invited { invite: line })?;
        return output.flush();
    }
    if picture {
        draw(output, line)?;
    }
    output.line(line)?;
    output.say(&words::of("device-offer"))
}

/// Asks for the three words that the new device shows.
fn ask_for(prompt: Prompt) -> WordsAsked {
    Arc::new(move || {
        let typed = prompt.line(&words::of("device-ask-words"));
        let typed = typed.ok().flatten().unwrap_or_default();
        typed.split_whitespace().map(str::to_lowercase).collect()
    })
}

#[derive(Debug, Args)]
struct JoinArgs {
    invite: String,
    #[arg(long, value_name = "NAME")]
    device_name: String,
    #[arg(long, value_name = "TIME", value_parser = duration, default_value = "10m", hide_default_value = true)]
    timeout: Duration,
    #[arg(long, conflicts_with_all = ["insecure_key_file", "passphrase_file"])]
    no_passphrase: bool,
    #[arg(long, conflicts_with = "passphrase_file")]
    insecure_key_file: bool,
    #[arg(long, conflicts_with_all = ["no_passphrase", "insecure_key_file"])]
    beside: bool,
}

impl JoinArgs {
    fn run(self, program: &mut Program) -> Result<(), Failure> {
        if self.beside {
            program.go_beside()?;
        }
        if program.home.has_journal() {
            return Err(EngineError::JournalExists.into());
        }
        let protection = if self.no_passphrase {
            Protection::Keyring
        } else if self.insecure_key_file {
            Protection::KeyFile
        } else {
            Protection::Passphrase(program.passphrase().choose()?)
        };
        let mut told = Told::new(program.prompt.possible());
        let joining = fondly_engine::join_device(
            &program.home,
            &self.invite,
            &self.device_name,
            protection,
            self.timeout,
            |progress| told.hear(&progress),
        );
        let joined: DeviceJoined = runtime::drive(joining)?;
        if program.output.is_json() {
            return program.output.document(&joined);
        }
        program.output.line(&words::of("device-everything-here"))?;
        program.output.say(&words::of("device-can-do-all"))
    }
}

/// Tells the person at the new device how far it is, on standard error.
struct Told {
    terminal: bool,
    entries: u64,
}

impl Told {
    const fn new(terminal: bool) -> Self {
        Self {
            terminal,
            entries: 0,
        }
    }

    fn hear(&mut self, progress: &Progress) {
        match progress {
            Progress::Words(shown) => {
                let shown = shown.join(" ");
                eprintln!("{}", words::with("device-show-words", &[("words", &shown)]));
            }
            Progress::Entries(entries) if *entries != self.entries && self.terminal => {
                self.entries = *entries;
                eprintln!(
                    "{}",
                    words::with("device-entries-here", &[("count", entries)])
                );
            }
            Progress::Entries(_) => {}
        }
    }
}

#[derive(Serialize)]
struct Removed<'a> {
    removed: &'a DeviceView,
    contestable: bool,
}

#[derive(Debug, Args)]
struct RemoveArgs {
    name: String,
    #[arg(long, value_name = "FILE")]
    words_file: Option<PathBuf>,
}

impl RemoveArgs {
    fn run(self, program: &mut Program) -> Result<(), Failure> {
        let words = self.words_file.as_deref().map(recovery_words).transpose()?;
        program.ask_again()?;
        let done = program
            .engine()?
            .device_remove(&self.name, words.as_ref())?;
        if program.output.is_json() {
            return program.output.document(&Removed {
                removed: &done.device,
                contestable: done.contestable,
            });
        }
        let name = neutral_line(&done.device.name);
        program
            .output
            .line(&words::with("device-removed", &[("name", &name)]))?;
        let more = words::with("device-removed-more", &[("name", &name)]);
        program.output.say(&more)?;
        if done.contestable {
            let contestable = words::with("device-contestable", &[("name", &name)]);
            program.output.say(&contestable)?;
        }
        Ok(())
    }
}

#[derive(Debug, Args)]
struct ResetArgs {
    #[arg(long, value_name = "FILE")]
    words_file: PathBuf,
}

impl ResetArgs {
    fn run(self, program: &mut Program) -> Result<(), Failure> {
        let words = recovery_words(&self.words_file)?;
        program.ask_again()?;
        let made = program.engine()?.device_reset(&words)?;
        show_words(&mut program.output, &made, &words::of("device-reset"))?;
        if program.output.is_json() {
            return Ok(());
        }
        let verify = words::of("device-reset-verify");
        program.output.say(&format!("\n{verify}"))
    }
}

#[derive(Debug, Args)]
struct ListArgs {}

impl ListArgs {
    fn run(self, program: &mut Program) -> Result<(), Failure> {
        let devices = program.engine()?.devices()?;
        if program.output.is_json() {
            return program.output.document(&Devices { devices: &devices });
        }
        devices.iter().try_for_each(|device| {
            let line = format!("  {}", standing(device));
            let name = neutral_line(&device.name);
            program
                .output
                .parts(&[(Style::Bold, &name), (Style::Plain, &line)])
        })
    }
}

fn standing(device: &DeviceView) -> String {
    let mut line = short(&device.id).to_owned();
    if let Some(at) = &device.added_at {
        line += ", ";
        line += &words::with("device-since", &[("time", &moment(at))]);
    }
    if device.removed {
        line += ", ";
        line += &words::of("device-is-removed");
    }
    if device.this {
        line += ", ";
        line += &words::of("device-this");
    }
    line
}
