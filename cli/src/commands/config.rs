//! Settings: `config get`, `set`, `list`, `path`.

use std::collections::BTreeMap;

use clap::{Args, Subcommand};
use fondly_engine::Config;
use serde::Serialize;

use crate::{failure::Failure, run::Program, words};

#[derive(Debug, Args)]
pub(crate) struct ConfigArgs {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    Get {
        key: String,
    },
    Set {
        key: String,
        #[arg(allow_hyphen_values = true)]
        value: String,
    },
    List,
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
                    eprintln!("{}", words::of("journal-discovery-reveals"));
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
