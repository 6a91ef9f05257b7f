//! Settings: `config get`, `set`, `list`, `path`.

use std::collections::BTreeMap;

use clap::{Args, Subcommand};
use fondly_engine::Config;
use serde::Serialize;

use crate::{failure::Failure, run::Program};

/// What a person must know who looks for devices in the local network.
const REVEALED: &str = "Everybody in the same local network can now see that Fondly runs here while \
                        fondly serve does, at which addresses, and with how many people you share; \
                        and know this computer again in another network. Not with whom, and nothing \
                        of what you write. To end it: fondly config set net.discovery off";

/// Read and change settings.
///
/// They hold nothing private, need no passphrase, and can be set before `fondly init`. A running
/// `fondly serve` takes changes over.
///
/// net.mode: off, lan (default: known addresses only) or public, which uses relays too. net.bind: the
/// address, or address and port, to listen at. net.relays: your relays, each https://HOST or
/// https://TOKEN@HOST, or n0 for the public ones of the makers of iroh. net.relays.allowed: relays of
/// people you share with; each is used for the bond in which it is named, never among your own
/// devices. net.relays.roots: a PEM file with certificates to trust for relays. net.discovery: off
/// (default) or on, which tells the local network where you are. notify: off (default) or on, which
/// says on the screen that something came, and not what. share.hold: seconds for which an
/// appreciation can be taken back. lock.after: minutes without a command after which `fondly serve`
/// forgets the key and ends; 0 (default) is never.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  fondly config set net.bind 127.0.0.1
  fondly config set net.relays https://TOKEN@relay.example
  fondly config get share.hold
  fondly config list")]
pub(crate) struct ConfigArgs {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Print the value of a setting
    Get {
        /// Its name
        key: String,
    },
    /// Change a setting
    Set {
        /// Its name
        key: String,
        /// Its value
        #[arg(allow_hyphen_values = true)]
        value: String,
    },
    /// Print all settings
    List,
    /// Print where they are kept
    Path,
}

#[derive(Serialize)]
struct Setting<'a> {
    key: &'a str,
    value: &'a str,
}

#[derive(Serialize)]
struct Settings<'a> {
    settings: BTreeMap<&'a str, &'a str>,
}

#[derive(Serialize)]
struct Place<'a> {
    path: &'a str,
}

impl ConfigArgs {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        match self.action {
            Action::Get { key } => {
                let value = Config::load(&program.home)?.get(&key)?;
                print(program, &key, &value)
            }
            Action::Set { key, value } => {
                let mut config = Config::load(&program.home)?;
                config.set(&key, &value)?;
                let value = config.get(&key)?;
                print(program, &key, &value)?;
                if (key.as_str(), value.as_str()) == ("net.discovery", "on") {
                    eprintln!("{REVEALED}");
                }
                Ok(())
            }
            Action::List => list(program),
            Action::Path => {
                let path = Config::path(&program.home);
                let path = path.to_string_lossy();
                if program.output.is_json() {
                    return program.output.document(&Place { path: &path });
                }
                program.output.line(&path)
            }
        }
    }
}

fn print(program: &mut Program, key: &str, value: &str) -> Result<(), Failure> {
    if program.output.is_json() {
        return program.output.document(&Setting { key, value });
    }
    program.output.line(value)
}

fn list(program: &mut Program) -> Result<(), Failure> {
    let settings = Config::load(&program.home)?.list();
    if program.output.is_json() {
        let pairs = settings
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_str()));
        return program.output.document(&Settings {
            settings: pairs.collect(),
        });
    }
    settings
        .iter()
        .try_for_each(|(key, value)| program.output.line(&format!("{key} = {value}")))
}
