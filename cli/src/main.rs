//! The `fondly` program: reads arguments, asks, and prints what the engine answers.
//!
//! It holds no logic that another front end would need again. Reading order: [`args`] (what can be
//! said), [`run`] (what every command has at hand), [`commands`] (one module per noun), [`output`],
//! [`describe`] and [`phrase`] (what is printed), [`failure`] (what goes wrong, and the exit codes).
//! Content goes to standard output, words to standard error.

mod args;
mod commands;
mod composing;
mod describe;
mod editor;
mod failure;
mod help;
mod hidden;
mod input;
mod notice;
mod output;
mod page;
mod pager;
mod phrase;
mod picking;
mod prompt;
mod quick;
mod run;
mod runtime;
mod secret;
mod shell;
mod snippet;
mod text;
mod unit;
mod usage;
mod when;
mod words;

use std::process::ExitCode;

use tracing_subscriber::{
    filter::Targets, layer::SubscriberExt as _, util::SubscriberInitExt as _,
};

/// Events of the program are printed to standard error only where this variable names a filter.
const LOG_FILTER_VARIABLE: &str = "FONDLY_LOG";

fn main() -> ExitCode {
    listen();
    if let Err(error) = fondly_engine::harden() {
        tracing::warn!(%error, "this process could not be closed to others of the same user");
    }
    let line: Vec<_> = std::env::args_os().collect();
    match args::Cli::read(&line) {
        Ok(cli) => {
            let json = cli.everywhere.json;
            let colour = cli.everywhere.colour();
            let done = run::run(cli);
            quick::stay_if_leaving();
            match done {
                Ok(()) => ExitCode::SUCCESS,
                Err(failure) => failure::report(&failure, json, colour),
            }
        }
        Err(error) => failure::report_arguments(&error),
    }
}

fn listen() {
    let Ok(filter) = std::env::var(LOG_FILTER_VARIABLE) else {
        return;
    };
    match filter.parse::<Targets>() {
        Ok(filter) => {
            let lines = tracing_subscriber::fmt::layer()
                .with_writer(std::io::stderr)
                .with_ansi(false);
            tracing_subscriber::registry()
                .with(lines)
                .with(filter)
                .init();
        }
        Err(_) => eprintln!(
            "{}",
            words::with("journal-no-filter", &[("variable", &LOG_FILTER_VARIABLE)])
        ),
    }
}
