//! Exchanging by file: `bundle`, `receive`.

use std::{
    fs::File,
    io::{self, IsTerminal as _, Read as _},
    path::{Path, PathBuf},
};

use clap::Args;
use fondly_engine::{BUNDLE_BYTES_MAX, Bundle, EngineError, Readers};
use serde::Serialize;

use crate::{failure::Failure, phrase::joined, run::Program, text::neutral_line};

const STDIN: &str = "-";

/// Put what waits for somebody into a file, to be carried where no network goes.
///
/// Only the devices of the one it was made for can open it; to everybody else it is noise. Pass it on
/// as you like: a stick, a mail, a chat. Making it changes nothing, and nothing is lost where it never
/// arrives.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  fondly bundle Sam > for-sam.fondly
  fondly bundle --all-devices --to /media/stick/journal.fondly")]
pub(crate) struct BundleArgs {
    /// For whom
    #[arg(
        required_unless_present = "all_devices",
        conflicts_with = "all_devices"
    )]
    name: Option<String>,
    /// For your own other devices: your journal and all that you share
    #[arg(long)]
    all_devices: bool,
    /// With all that there is, also what they have already
    #[arg(long)]
    whole: bool,
    /// Write a new file in place of standard output
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
}

#[derive(Serialize)]
struct Saved<'a> {
    file: &'a Path,
    bytes: usize,
    #[serde(flatten)]
    bundle: &'a Bundle,
}

impl BundleArgs {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        let print = self.to.is_none();
        if print && (program.output.is_json() || io::stdout().is_terminal()) {
            return Err(Failure::NotPrintable);
        }
        let readers = match self.name {
            Some(name) if !name.eq_ignore_ascii_case("me") => Readers::Person(name),
            _ => Readers::OwnDevices,
        };
        let bundle = program.engine()?.bundle(&readers, self.whole)?;
        let output = &mut program.output;
        let Some(file) = &self.to else {
            output.bytes(&bundle.bytes)?;
            return output.say(&said(&bundle));
        };
        bundle.save(file)?;
        if output.is_json() {
            return output.document(&Saved {
                file,
                bytes: bundle.bytes.len(),
                bundle: &bundle,
            });
        }
        output.line(&neutral_line(&file.to_string_lossy()))?;
        output.say(&said(&bundle))
    }
}

fn said(bundle: &Bundle) -> String {
    let whom = match bundle.name.as_str() {
        "me" => "Your other devices".into(),
        name => format!("The devices of {}", neutral_line(name)),
    };
    format!("{whom} can open it, and nobody else: fondly receive FILE")
}

/// Take in a file that somebody made for you, or that you made on another device.
///
/// Any number of times, in any order. What was withdrawn does not come back by an older file.
#[derive(Debug, Args)]
#[command(after_long_help = "Example:
  fondly receive for-ana.fondly")]
pub(crate) struct ReceiveArgs {
    /// The file; - for standard input
    file: PathBuf,
}

impl ReceiveArgs {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        let bytes = read(&self.file)?;
        let received = program.engine()?.receive(&bytes)?;
        let output = &mut program.output;
        if output.is_json() {
            return output.document(&received);
        }
        let from: Vec<String> = received.from.iter().map(|name| whose(name)).collect();
        let from = joined(&from);
        match received.received {
            0 => output.say(&format!("From {from}. Nothing in it was new.")),
            _ => output.say(&format!("From {from}. To see what is new: fondly inbox")),
        }
    }
}

fn whose(name: &str) -> String {
    match name {
        "me" => "another device of yours".to_owned(),
        name => name.to_owned(),
    }
}

/// Reads no more than a bundle may have, and one byte that shows that there is more.
fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let limit = u64::try_from(BUNDLE_BYTES_MAX).unwrap_or(u64::MAX) + 1;
    let mut bytes = Vec::new();
    let read = if path.as_os_str() == STDIN {
        io::stdin().lock().take(limit).read_to_end(&mut bytes)
    } else {
        File::open(path).and_then(|file| file.take(limit).read_to_end(&mut bytes))
    };
    match read {
        Ok(_) => Ok(bytes),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Err(EngineError::NoFile { path: path.into() }.into())
        }
        Err(error) => Err(Failure::Input(error)),
    }
}
