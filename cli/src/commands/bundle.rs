//! Exchanging by file: `bundle`, `receive`.

use std::{
    fs::File,
    io::{self, IsTerminal as _, Read as _},
    path::{Path, PathBuf},
};

use clap::Args;
use fondly_engine::{BUNDLE_BYTES_MAX, Bundle, EngineError, Readers};
use serde::Serialize;

use crate::words;
use crate::{failure::Failure, phrase::joined, run::Program, text::neutral_line};

const STDIN: &str = "-";

#[derive(Debug, Args)]
pub(crate) struct BundleArgs {
    #[arg(
        required_unless_present = "all_devices",
        conflicts_with = "all_devices"
    )]
    name: Option<String>,
    #[arg(long)]
    all_devices: bool,
    #[arg(long)]
    whole: bool,
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
    match bundle.name.as_str() {
        "me" => words::of("carry-own-can-open"),
        name => words::with("carry-theirs-can-open", &[("name", &neutral_line(name))]),
    }
}

#[derive(Debug, Args)]
pub(crate) struct ReceiveArgs {
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
            0 => output.say(&words::with("carry-nothing-new", &[("names", &from)])),
            _ => output.say(&words::with("carry-something-new", &[("names", &from)])),
        }
    }
}

fn whose(name: &str) -> String {
    match name {
        "me" => words::of("carry-another-of-yours"),
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
