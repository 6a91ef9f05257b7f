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

/// Use this journal on several devices.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  fondly device add
  fondly device join fondly1abc... --device-name phone
  fondly device list
  fondly device remove phone")]
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

/// Let a new device of yours in: run this on a device that has the journal.
///
/// Prints one line, which works once, and waits. On the new device, run `fondly device join`. The new
/// device gets everything that you wrote and received, and can do all that this one can.
#[derive(Debug, Args)]
#[command(after_long_help = "Example:
  fondly device add")]
struct AddArgs {
    /// How long to wait, as 90s or 10m [default: 10m]
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
        program.output.line(&format!("joined {name}"))?;
        if joined.whole {
            return program.output.say(&format!(
                "{name} has everything, and needs this device no more."
            ));
        }
        program.output.say(&format!(
            "{name} is in and has not got everything yet: run fondly sync there, while fondly serve \
             runs here."
        ))
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
    output.say(
        "On the new device, run: fondly device join LINE --device-name NAME\n\
         Whoever joins by this line gets your whole journal. It works once. Waiting; Ctrl-C ends it.",
    )
}

/// Asks for the three words that the new device shows.
fn ask_for(prompt: Prompt) -> WordsAsked {
    Arc::new(move || {
        let typed = prompt.line("The three words that the new device shows:");
        let typed = typed.ok().flatten().unwrap_or_default();
        typed.split_whitespace().map(str::to_lowercase).collect()
    })
}

/// Make this a device of yours: run this on the new device.
///
/// There must be no journal here yet. The line comes from `fondly device add` on a device that you
/// have. It returns once everything is here; what has come can be used before.
#[derive(Debug, Args)]
#[command(after_long_help = "Example:
  fondly device join fondly1abc... --device-name phone")]
struct JoinArgs {
    /// The line that the other device shows
    invite: String,
    /// What you call this device; only your own devices see it
    #[arg(long, value_name = "NAME")]
    device_name: String,
    /// How long to try, as 90s or 10m [default: 10m]
    #[arg(long, value_name = "TIME", value_parser = duration, default_value = "10m", hide_default_value = true)]
    timeout: Duration,
    /// Keep the key in the keyring of this system instead of asking for a passphrase
    #[arg(long, conflicts_with_all = ["insecure_key_file", "passphrase_file"])]
    no_passphrase: bool,
    /// Keep the key in a file that whoever has your disk can read
    #[arg(long, conflicts_with = "passphrase_file")]
    insecure_key_file: bool,
    /// Make it beside the journal that is here; its passphrase and --unlock open it, and nothing else
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
        program.output.line("Everything is here.")?;
        program.output.say(
            "This device can do all that the other can, and needs it no more. Whatever you write on \
             one comes to the other with fondly sync or fondly serve.",
        )
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
            Progress::Words(words) => eprintln!(
                "Three words, if the other device asks for them: {}",
                words.join(" ")
            ),
            Progress::Entries(entries) if *entries != self.entries && self.terminal => {
                self.entries = *entries;
                eprintln!("{entries} entries are here");
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

/// Remove a device of yours that you lost or gave away.
///
/// From then on it gets nothing more, and nothing that it sends counts. What it had got stays on it:
/// whoever has it and its passphrase can read that. It never returns; a device that is found again
/// is linked anew.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  fondly device remove phone
  fondly device remove laptop --words-file words.txt")]
struct RemoveArgs {
    /// What you call it, or its id
    name: String,
    /// Remove it by your recovery words, which no device can contest
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
        program.output.line(&format!("{name} is removed."))?;
        program.output.say(&format!(
            "It gets nothing that is written from now on, and nothing that it sends counts. Your other \
             devices, and the people whom you share with, follow when they next meet this one.\n\
             What was on {name} until now stays on it: whoever has it and its passphrase can read that."
        ))?;
        if done.contestable {
            program.output.say(&format!(
                "{name} came in before this device: whoever has it could contest this. With your \
                 recovery words nobody can: fondly device remove ... --words-file FILE"
            ))?;
        }
        Ok(())
    }
}

/// Begin anew with this device alone, by your recovery words.
///
/// For when a device or your words may be in other hands. All your other devices are removed, which
/// none of them can contest, and you get new words: the old ones are worth nothing from then on. The
/// people whom you are linked with must make sure of you again.
#[derive(Debug, Args)]
#[command(after_long_help = "Example:
  fondly device reset --words-file words.txt")]
struct ResetArgs {
    /// A file with your 24 recovery words
    #[arg(long, value_name = "FILE")]
    words_file: PathBuf,
}

impl ResetArgs {
    fn run(self, program: &mut Program) -> Result<(), Failure> {
        let words = recovery_words(&self.words_file)?;
        program.ask_again()?;
        let made = program.engine()?.device_reset(&words)?;
        show_words(
            &mut program.output,
            &made,
            "This device alone is yours now. Your new recovery words; the old ones are worth nothing. \
             Write them down on paper, in this order; they are shown once:",
        )?;
        if program.output.is_json() {
            return Ok(());
        }
        program.output.say(
            "\nRead your words to everybody whom you are linked with again: fondly verify NAME",
        )
    }
}

/// List your devices.
#[derive(Debug, Args)]
#[command(after_long_help = "Example:
  fondly device list")]
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
        line += &format!(", since {}", moment(at));
    }
    if device.removed {
        line += ", removed";
    }
    if device.this {
        line += ", this one";
    }
    line
}
