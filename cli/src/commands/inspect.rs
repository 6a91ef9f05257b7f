//! What a file shows to a stranger: `inspect`.

use std::path::PathBuf;

use clap::Args;
use fondly_engine::Inspected;

use crate::words;
use crate::{failure::Failure, output::Output, phrase::moment, text::neutral_line};

#[derive(Debug, Args)]
pub(crate) struct InspectArgs {
    file: PathBuf,
}

impl InspectArgs {
    pub(crate) fn run(self, output: &mut Output) -> Result<(), Failure> {
        let inspected = fondly_engine::inspect(&self.file)?;
        if output.is_json() {
            return output.document(&inspected);
        }
        sentences(&inspected)
            .iter()
            .try_for_each(|sentence| output.line(sentence))
    }
}

fn sentences(inspected: &Inspected) -> Vec<String> {
    match inspected {
        Inspected::Invite {
            purpose,
            in_person,
            endpoint,
            addresses,
            relay,
            expires_at,
        } => {
            let mut places = addresses.clone();
            places.extend(relay.clone());
            invite(purpose, *in_person, endpoint, &places, expires_at)
        }
        Inspected::Envelope { bytes } => vec![
            words::with("carry-envelope", &[("bytes", bytes)]),
            words::of("carry-envelope-sealed"),
            words::of("carry-envelope-size"),
        ],
        Inspected::Bundle {
            bytes,
            parts,
            envelopes,
            devices_max,
        } => vec![
            words::with("carry-bundle", &[("bytes", bytes)]),
            words::with(
                "carry-bundle-holds",
                &[
                    ("envelopes", envelopes),
                    ("parts", parts),
                    ("devices", devices_max),
                ],
            ),
            words::of("carry-bundle-sealed"),
        ],
        Inspected::Backup {
            bytes,
            envelopes,
            largest,
        } => vec![
            words::with("carry-backup", &[("bytes", bytes)]),
            words::with(
                "carry-backup-holds",
                &[("envelopes", envelopes), ("largest", largest)],
            ),
            words::of("carry-backup-sealed"),
        ],
        Inspected::Export { bytes } => vec![
            words::with("carry-export", &[("bytes", bytes)]),
            words::of("carry-export-open"),
        ],
        _ => vec![words::of("carry-file")],
    }
}

fn invite(
    purpose: &str,
    in_person: bool,
    endpoint: &str,
    addresses: &[String],
    expires_at: &str,
) -> Vec<String> {
    let what = match purpose {
        "device" => "carry-invite-device",
        "restore" => "carry-invite-restore",
        _ if in_person => "carry-invite-in-person",
        _ => "carry-invite",
    };
    let mut lines = vec![
        words::of(what),
        words::with("carry-invite-ends", &[("time", &moment(expires_at))]),
        words::with("carry-invite-key", &[("endpoint", &endpoint)]),
    ];
    let at = addresses.iter().map(|address| neutral_line(address));
    lines.extend(at.map(|address| {
        let at = words::with("carry-invite-at", &[("address", &address)]);
        format!("  {at}")
    }));
    lines.push(words::of("carry-invite-names-nobody"));
    lines
}
