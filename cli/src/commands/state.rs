//! The journal as a whole: `init`, `status`, `doctor`.

use std::ops::Deref as _;

use clap::{Args, ValueEnum};
use fondly_engine::{
    Check, DeviceStatus, EngineError, Initialised, PersonStatus, Protection, RelayView, StatusView,
};
use serde::Serialize;

use crate::{
    failure::Failure,
    output::{Output, Style},
    phrase::{moment, short},
    run::Program,
    runtime,
    text::neutral_line,
};

const WORDS_IN_ROW: usize = 4;

#[derive(Serialize)]
struct InitialisedDocument<'a> {
    recovery_words: Vec<&'a str>,
    person_id: &'a str,
}

/// Make a journal.
///
/// Prints 24 recovery words, once. Whoever has them can stand in for you; without them and without
/// your devices, nobody can open what you wrote. Nothing leaves this computer.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  fondly init --name Ana
  fondly init --name Ana --passphrase-file secret.txt --json
  fondly init --name Ana --no-passphrase
  fondly init --name Ana --keep-words")]
pub(crate) struct InitArgs {
    /// Your name
    #[arg(long)]
    name: Option<String>,
    /// Keep the key in the keyring of this system instead of asking for a passphrase
    #[arg(long, conflicts_with_all = ["insecure_key_file", "passphrase_file"])]
    no_passphrase: bool,
    /// Keep the key in a file that whoever has your disk can read
    #[arg(long, conflicts_with = "passphrase_file")]
    insecure_key_file: bool,
    /// Keep the recovery words in the journal too, for fondly recovery; on a terminal you are asked
    #[arg(
        long,
        value_name = "YES|NO",
        value_enum,
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "yes"
    )]
    keep_words: Option<Choice>,
}

/// What a person wants or does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Choice {
    Yes,
    No,
}

impl InitArgs {
    /// All that can be asked is asked.
    pub(super) const fn asking() -> Self {
        Self {
            name: None,
            no_passphrase: false,
            insecure_key_file: false,
            keep_words: None,
        }
    }

    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        if program.home.has_journal() {
            return Err(EngineError::JournalExists.into());
        }
        let name = match self.name {
            Some(name) => name,
            None if program.prompt.possible() => {
                program.prompt.line("Your name:")?.ok_or(Failure::NoName)?
            }
            None => return Err(Failure::NoName),
        };
        let protection = if self.no_passphrase {
            Protection::Keyring
        } else if self.insecure_key_file {
            Protection::KeyFile
        } else {
            Protection::Passphrase(program.passphrase().choose()?)
        };
        let keep = match self.keep_words {
            Some(choice) => choice == Choice::Yes,
            None => !self.insecure_key_file && asks_to_keep(program)?,
        };
        let made = if keep {
            fondly_engine::init_keeping_words(&program.home, &name, protection)?
        } else {
            fondly_engine::init(&program.home, &name, protection)?
        };
        let shown = if keep {
            "fondly recovery shows them again:"
        } else {
            "they are shown once:"
        };
        let preface = format!(
            "This is your own journal. Nothing leaves this computer until you share it.\n\n\
             Your recovery words. Write them down on paper, in this order; {shown}"
        );
        show_words(&mut program.output, &made, &preface)?;
        if program.output.is_json() {
            return Ok(());
        }
        program
            .output
            .say("\nNext: fondly reflect, fondly thanks me, fondly invite NAME")
    }
}

/// Whether the words are to be kept; without a terminal they are not.
fn asks_to_keep(program: &Program) -> Result<bool, Failure> {
    if !program.prompt.possible() {
        return Ok(false);
    }
    program.prompt.yes(
        "Recovery words open your journal if you lose every device. Keep them in the journal too, to \
         see them again with your passphrase?",
    )
}

/// Shows recovery words, once.
pub(super) fn show_words(
    output: &mut Output,
    made: &Initialised,
    preface: &str,
) -> Result<(), Failure> {
    let words: Vec<&str> = made
        .recovery_words
        .iter()
        .map(|word| word.deref().as_str())
        .collect();
    if output.is_json() {
        return output.document(&InitialisedDocument {
            recovery_words: words,
            person_id: &made.person_id,
        });
    }
    output.say(preface)?;
    words_in_rows(output, &words)
}

/// Prints words with their numbers.
pub(super) fn words_in_rows(output: &mut Output, words: &[&str]) -> Result<(), Failure> {
    for (row, words) in words.chunks(WORDS_IN_ROW).enumerate() {
        let mut line = String::new();
        for (column, word) in words.iter().enumerate() {
            let number = row * WORDS_IN_ROW + column + 1;
            line += &format!("{number:>4} {word:<9}");
        }
        output.line(line.trim_end())?;
    }
    Ok(())
}

/// Say how things stand: what waits to go out, what is to read.
#[derive(Debug, Args)]
#[command(after_long_help = "Example:
  fondly status")]
pub(crate) struct StatusArgs {}

impl StatusArgs {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        let status = program.engine()?.status()?;
        if program.output.is_json() {
            return program.output.document(&status);
        }
        standing(&mut program.output, &status)
    }
}

fn standing(output: &mut Output, status: &StatusView) -> Result<(), Failure> {
    for person in &status.people {
        let line = format!("  {}", with(person));
        output.parts(&[
            (Style::Bold, &neutral_line(&person.name)),
            (Style::Plain, &line),
        ])?;
        if person.devices.len() > 1 {
            for device in &person.devices {
                output.line(&format!("  their device {}", of_device(device)))?;
            }
        }
    }
    if status.people.is_empty() {
        output.line("Linked with nobody; all that you write stays here.")?;
    }
    for device in &status.devices {
        let known = status.own.iter().find(|it| it.device == device.id);
        match known {
            Some(known) if !device.this => {
                output.line(&format!("your device {}", of_device(known)))?;
            }
            _ => {
                let this = if device.this { ", this one" } else { "" };
                output.line(&format!("your device {}{this}", short(&device.id)))?;
            }
        }
    }
    let mode = match status.net.mode.as_str() {
        "off" => "network off",
        "lan" => "network: known addresses only",
        "public" => "network: known addresses, and relays",
        other => other,
    };
    output.line(mode)?;
    for address in &status.net.addresses {
        output.line(&format!("serving at {}", neutral_line(address)))?;
    }
    for relay in &status.net.relays {
        output.line(&of_relay(relay))?;
    }
    status
        .remarks
        .iter()
        .try_for_each(|remark| output.line(&neutral_line(remark)))
}

fn of_relay(relay: &RelayView) -> String {
    let url = neutral_line(&relay.url);
    let detail = neutral_line(relay.detail.as_deref().unwrap_or_default());
    match relay.state.as_str() {
        "connected" => format!("relay {url}: connected"),
        "refused" => format!("relay {url}: refuses this device ({detail})"),
        "unreachable" => format!("relay {url}: not reached ({detail})"),
        _ => format!("relay {url}: not in use at the moment"),
    }
}

/// A device, when and how it was met, and what waits for it.
fn of_device(device: &DeviceStatus) -> String {
    let mut line = short(&device.device).to_owned();
    if let Some(name) = &device.name {
        line += &format!(" ({})", neutral_line(name));
    }
    line += &match (&device.last_exchange, device.path.as_deref()) {
        (Some(at), Some("file")) => format!("  last exchange {}, by file", moment(at)),
        (Some(at), Some("relayed")) => format!("  last exchange {}, by relay", moment(at)),
        (Some(at), Some("direct")) => format!("  last exchange {}, direct", moment(at)),
        (Some(at), _) => format!("  last exchange {}", moment(at)),
        (None, _) => "  no exchange yet".to_owned(),
    };
    if device.to_send > 0 {
        line += &format!("; {} waiting to go out", device.to_send);
    }
    line
}

fn with(person: &PersonStatus) -> String {
    let last = person.last_exchange.as_deref().map_or_else(
        || "no exchange yet".to_owned(),
        |at| format!("last exchange {}", moment(at)),
    );
    let mut line = last;
    if person.to_send > 0 {
        line += &format!("; {} waiting to go out", person.to_send);
    }
    if person.to_read > 0 {
        line += &format!("; {} of theirs to read", person.to_read);
    }
    line
}

#[derive(Serialize)]
struct Checks<'a> {
    checks: &'a [Check],
}

/// Check the journal, its keys, the clock and the network.
///
/// Exits with 1 only where something is broken.
#[derive(Debug, Args)]
#[command(after_long_help = "Example:
  fondly doctor")]
pub(crate) struct DoctorArgs {}

impl DoctorArgs {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        let engine = program.engine()?;
        let mut checks = engine.doctor()?;
        if engine.uses_relays()? {
            checks.extend(runtime::drive(engine.look_at_relays())?);
        }
        if program.output.is_json() {
            program.output.document(&Checks { checks: &checks })?;
        } else {
            for check in &checks {
                let found = match (check.ok, check.advice) {
                    (true, false) => "ok    ",
                    (true, true) => "advice",
                    (false, _) => "broken",
                };
                let (name, detail) = (neutral_line(&check.name), neutral_line(&check.detail));
                program.output.line(&format!("{found}  {name}: {detail}"))?;
            }
        }
        if checks.iter().all(|check| check.ok) {
            Ok(())
        } else {
            Err(Failure::Unhealthy)
        }
    }
}
