//! Exchanging: `serve`, `sync`.

use std::{sync::Arc, time::Duration};

use clap::Args;
use fondly_engine::{EngineError, NewsTold, PeerView, ServeEnd};
use serde::Serialize;

use crate::words;
use crate::{
    failure::Failure,
    notice,
    output::{Output, Style},
    phrase::short,
    quick,
    run::Program,
    runtime,
    text::neutral_line,
};

const TIMEOUT_MAX: Duration = Duration::from_secs(7 * 24 * 3600);

#[derive(Serialize)]
struct Ready<'a> {
    ready: bool,
    addresses: &'a [String],
}

#[derive(Serialize)]
struct Peers<'a> {
    peers: &'a [PeerView],
}

#[derive(Debug, Args)]
pub(crate) struct ServeArgs {}

impl ServeArgs {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        let engine = program.engine()?;
        let output = &mut program.output;
        let mut shown = Ok(());
        let on_ready = |addresses: &[String]| shown = ready(output, addresses);
        let told: NewsTold = Arc::new(notice::tell);
        let serving = |stop: runtime::Stop| engine.serve(on_ready, told, stop.asked());
        let served = runtime::drive_until_stopped(serving);
        // Nothing is said on a screen that was cleared.
        quick::stay_if_leaving();
        let end = served?;
        shown?;
        match end {
            ServeEnd::Locked => output.say(&words::of("bond-serve-locked")),
            ServeEnd::Stopped => Ok(()),
        }
    }
}

fn ready(output: &mut Output, addresses: &[String]) -> Result<(), Failure> {
    if output.is_json() {
        output.document(&Ready {
            ready: true,
            addresses,
        })?;
    } else {
        output.line("ready")?;
        addresses
            .iter()
            .try_for_each(|address| output.line(address))?;
    }
    output.flush()
}

#[derive(Debug, Args)]
pub(crate) struct SyncArgs {
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    #[arg(long, value_name = "TIME", value_parser = duration, default_value = "10s")]
    timeout: Duration,
    #[arg(long, value_name = "NAME")]
    require: Vec<String>,
}

impl SyncArgs {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        let engine = program.engine()?;
        let known = engine.people()?;
        for name in &self.require {
            let own = same(name, "me");
            if !own && !known.iter().any(|person| same(&person.name, name)) {
                return Err(EngineError::NoPerson { name: name.clone() }.into());
            }
        }
        let mut names = self.names;
        if !names.is_empty() {
            let required = self.require.iter();
            let missing: Vec<_> = required
                .filter(|name| !names.iter().any(|n| same(n, name)))
                .cloned()
                .collect();
            names.extend(missing);
        }
        let peers = runtime::drive(engine.sync(names, self.timeout))?;
        let paused = known.iter().find(|person| person.paused);
        match paused.filter(|_| peers.is_empty() && !program.output.is_json()) {
            Some(person) => {
                let name = neutral_line(&person.name);
                let paused = words::with("bond-all-paused", &[("name", &name)]);
                program.output.say(&paused)?;
            }
            None => print(&mut program.output, &peers)?,
        }
        let reached = |name: &str| {
            peers
                .iter()
                .any(|peer| peer.reached && same(&peer.name, name))
        };
        match self.require.into_iter().find(|name| !reached(name)) {
            Some(name) => Err(EngineError::Unreachable { name }.into()),
            None => Ok(()),
        }
    }
}

/// Labels match without case.
fn same(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}

fn print(output: &mut Output, peers: &[PeerView]) -> Result<(), Failure> {
    if output.is_json() {
        return output.document(&Peers { peers });
    }
    if peers.is_empty() {
        return output.say(&words::of("bond-nobody-to-sync"));
    }
    for peer in peers {
        let name = match peer.name.as_str() {
            "me" => words::of("bond-own-device").into(),
            name => neutral_line(name),
        };
        let line = format!("  ({})  {}", short(&peer.device), fared(peer));
        output.parts(&[(Style::Bold, &name), (Style::Plain, &line)])?;
    }
    if peers.iter().any(|peer| !peer.reached) {
        output.say(&words::of("bond-nothing-lost"))?;
    }
    Ok(())
}

fn fared(peer: &PeerView) -> String {
    match (&peer.problem, peer.reached) {
        (_, true) => words::with(
            "bond-exchanged",
            &[("sent", &peer.sent), ("received", &peer.received)],
        ),
        (Some(problem), false) => {
            let problem = words::translated(problem);
            words::with(
                "bond-not-reached-because",
                &[("problem", &neutral_line(&problem))],
            )
        }
        (None, false) => words::of("bond-not-reached"),
    }
}

/// A time as people write it: `90s`, `10m`, `2h`; a bare number is seconds.
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = match text.get(digits.len()..) {
        Some("" | "s") => Some(1),
        Some("m") => Some(60),
        Some("h") => Some(3600),
        _ => None,
    };
    let seconds = digits.parse::<u32>().ok().map(u64::from);
    let time = unit
        .zip(seconds)
        .map(|(unit, number)| Duration::from_secs(unit * number));
    time.filter(|time| !time.is_zero() && *time <= TIMEOUT_MAX)
        .ok_or_else(|| words::of("bond-no-time"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_people_write_them() {
        assert_eq!(duration("90s").unwrap(), Duration::from_secs(90));
        assert_eq!(duration("10m").unwrap(), Duration::from_secs(600));
        assert_eq!(duration("2h").unwrap(), Duration::from_secs(7200));
        assert_eq!(duration("5").unwrap(), Duration::from_secs(5));
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in [
            "",
            "s",
            "0s",
            "-1s",
            "1d",
            "10 m",
            "1.5m",
            "99999999999s",
            "8000h",
        ] {
            assert!(duration(text).is_err(), "{text}");
        }
    }
}
