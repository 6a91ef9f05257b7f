//! The journal as a whole: `init`, `status`, `doctor`.

use std::ops::Deref as _;

use clap::{Args, ValueEnum};
use fondly_engine::{
    Check, DeviceStatus, EngineError, Initialised, PersonStatus, Protection, RelayView, StatusView,
};
use serde::Serialize;

use crate::words;
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

#[derive(Debug, Args)]
pub(crate) struct InitArgs {
    #[arg(long)]
    name: Option<String>,
    #[arg(long, conflicts_with_all = ["insecure_key_file", "passphrase_file"])]
    no_passphrase: bool,
    #[arg(long, conflicts_with = "passphrase_file")]
    insecure_key_file: bool,
    #[arg(long, conflicts_with_all = ["no_passphrase", "insecure_key_file"])]
    beside: bool,
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
            beside: false,
            keep_words: None,
        }
    }

    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        if self.beside {
            program.go_beside()?;
        }
        if program.home.has_journal() {
            return Err(EngineError::JournalExists.into());
        }
        let name = match self.name {
            Some(name) => name,
            None if program.prompt.possible() => program
                .prompt
                .line(&words::of("journal-your-name"))?
                .ok_or(Failure::NoName)?,
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
        let preface = words::of(if keep {
            "journal-made-keeping"
        } else {
            "journal-made"
        });
        show_words(&mut program.output, &made, &preface)?;
        if program.output.is_json() {
            return Ok(());
        }
        let next = words::of("journal-next");
        program.output.say(&format!("\n{next}"))
    }
}

/// Whether the words are to be kept; without a terminal they are not.
fn asks_to_keep(program: &Program) -> Result<bool, Failure> {
    if !program.prompt.possible() {
        return Ok(false);
    }
    program.prompt.yes(&words::of("journal-keep-words"))
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

#[derive(Debug, Args)]
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
                let theirs = words::with("journal-their-device", &[("device", &of_device(device))]);
                output.line(&format!("  {theirs}"))?;
            }
        }
    }
    if status.people.is_empty() {
        output.line(&words::of("journal-linked-with-nobody"))?;
    }
    for device in &status.devices {
        let known = status.own.iter().find(|it| it.device == device.id);
        match known {
            Some(known) if !device.this => {
                let known = of_device(known);
                output.line(&words::with("journal-your-device", &[("device", &known)]))?;
            }
            _ => {
                let id = if device.this {
                    "journal-your-device-this"
                } else {
                    "journal-your-device"
                };
                output.line(&words::with(id, &[("device", &short(&device.id))]))?;
            }
        }
    }
    output.line(&words::with(
        "journal-network",
        &[("mode", &status.net.mode)],
    ))?;
    for address in &status.net.addresses {
        output.line(&words::with(
            "journal-serving-at",
            &[("address", &neutral_line(address))],
        ))?;
    }
    for relay in &status.net.relays {
        output.line(&of_relay(relay))?;
    }
    status
        .remarks
        .iter()
        .try_for_each(|remark| output.line(&neutral_line(&words::translated(remark))))
}

fn of_relay(relay: &RelayView) -> String {
    let url = neutral_line(&relay.url);
    let detail = words::translated(relay.detail.as_deref().unwrap_or_default());
    let detail = neutral_line(&detail);
    match relay.state.as_str() {
        "connected" => words::with("journal-relay-connected", &[("url", &url)]),
        "refused" => words::with(
            "journal-relay-refused",
            &[("url", &url), ("detail", &detail)],
        ),
        "unreachable" => words::with(
            "journal-relay-unreachable",
            &[("url", &url), ("detail", &detail)],
        ),
        _ => words::with("journal-relay-idle", &[("url", &url)]),
    }
}

/// A device, when and how it was met, and what waits for it.
fn of_device(device: &DeviceStatus) -> String {
    let mut line = short(&device.device).to_owned();
    if let Some(name) = &device.name {
        line += &format!(" ({})", neutral_line(name));
    }
    line += "  ";
    line += &match (&device.last_exchange, device.path.as_deref()) {
        (Some(at), Some("file")) => words::with("journal-last-by-file", &[("time", &moment(at))]),
        (Some(at), Some("relayed")) => {
            words::with("journal-last-by-relay", &[("time", &moment(at))])
        }
        (Some(at), Some("direct")) => words::with("journal-last-direct", &[("time", &moment(at))]),
        (Some(at), _) => words::with("journal-last-exchange", &[("time", &moment(at))]),
        (None, _) => words::of("journal-no-exchange"),
    };
    if device.to_send > 0 {
        line += "; ";
        line += &words::with("journal-to-send", &[("count", &device.to_send)]);
    }
    line
}

fn with(person: &PersonStatus) -> String {
    let last = person.last_exchange.as_deref().map_or_else(
        || words::of("journal-no-exchange"),
        |at| words::with("journal-last-exchange", &[("time", &moment(at))]),
    );
    let mut line = last;
    if person.to_send > 0 {
        line += "; ";
        line += &words::with("journal-to-send", &[("count", &person.to_send)]);
    }
    if person.to_read > 0 {
        line += "; ";
        line += &words::with("journal-to-read", &[("count", &person.to_read)]);
    }
    line
}

#[derive(Serialize)]
struct Checks<'a> {
    checks: &'a [Check],
}

#[derive(Debug, Args)]
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
                    (true, false) => "ok",
                    (true, true) => "advice",
                    (false, _) => "broken",
                };
                let name = words::translated(&check.name);
                let detail = words::translated_each(&check.detail);
                let line = words::with(
                    "journal-check",
                    &[
                        ("found", &found),
                        ("name", &neutral_line(&name)),
                        ("detail", &neutral_line(&detail)),
                    ],
                );
                program.output.line(&line)?;
            }
        }
        if checks.iter().all(|check| check.ok) {
            Ok(())
        } else {
            Err(Failure::Unhealthy)
        }
    }
}
