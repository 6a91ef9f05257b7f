//! What a file shows to a stranger: `inspect`.

use std::path::PathBuf;

use clap::Args;
use fondly_engine::Inspected;

use crate::{failure::Failure, output::Output, phrase::moment, text::neutral_line};

/// Say what a file shows to somebody who has nothing but the file.
///
/// It takes an invite, an envelope, a bundle, a backup or an export. No journal and no passphrase is needed.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  fondly inspect journal.fondly
  fondly inspect fondly1abc...")]
pub(crate) struct InspectArgs {
    /// The file, or the line of an invite
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
            format!("An envelope of {bytes} bytes."),
            "Nothing in it can be read without the keys of those whom it is for: neither who wrote \
             it, nor to whom, nor when."
                .to_owned(),
            "Its size is rounded up, and hardly tells how long a text is.".to_owned(),
        ],
        Inspected::Bundle {
            bytes,
            parts,
            envelopes,
            devices_max,
        } => vec![
            format!("A bundle of {bytes} bytes, an exchange by file."),
            format!(
                "It holds {envelopes} sealed envelopes in {parts} parts, for at most {devices_max} \
                 devices."
            ),
            "Nothing in it can be read without the keys of those devices: neither from whom it is, \
             nor for whom, nor about what."
                .to_owned(),
        ],
        Inspected::Backup {
            bytes,
            envelopes,
            largest,
        } => vec![
            format!("A backup of {bytes} bytes."),
            format!("It holds {envelopes} sealed envelopes, the largest of {largest} bytes."),
            "Without the recovery words nothing in it can be read: neither whose it is, nor how \
             many entries it has, nor when it was made."
                .to_owned(),
        ],
        Inspected::Export { bytes } => vec![
            format!("An export of {bytes} bytes."),
            "It is not encrypted: whoever has it reads all of it.".to_owned(),
        ],
        _ => vec!["A file of Fondly.".to_owned()],
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
        "device" => "A line that lets a device into somebody's own devices.",
        "restore" => "A line that gives somebody back what two people share.",
        _ if in_person => "An invite for somebody who stands in front of the inviter.",
        _ => "An invite to link two journals.",
    };
    let mut lines = vec![
        what.to_owned(),
        format!("It ends at {}.", moment(expires_at)),
        format!("It is answered by the key {endpoint}"),
    ];
    let at = addresses.iter().map(|address| neutral_line(address));
    lines.extend(at.map(|address| format!("  at {address}")));
    lines.push(
        "It names nobody. Whoever has it may use it once, before the one whom it is meant for: that \
         is what the three words are compared for."
            .to_owned(),
    );
    lines
}
