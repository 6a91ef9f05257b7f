//! Forming a bond: `invite`, `join`.

use std::{
    io::{self, IsTerminal as _},
    time::Duration,
};

use clap::Args;
use fondly_engine::{Invitation, Joined};
use qrcode::{EcLevel, QrCode, render::unicode::Dense1x2};
use serde::Serialize;

use crate::{
    failure::Failure, output::Output, prompt::Prompt, run::Program, runtime, text::neutral_line,
};

use super::network::duration;

const INVITE_TIMEOUT: Duration = Duration::from_secs(10 * 60);
const IN_PERSON_TIMEOUT: Duration = Duration::from_secs(2 * 60);
const JOIN_TIMEOUT: Duration = Duration::from_secs(60);

#[derive(Serialize)]
pub(super) struct Invited<'a> {
    pub(super) invite: &'a str,
}

/// Invite somebody to link journals with you.
///
/// Prints one line, which works once, and waits until it was used. Give it to the other person,
/// who runs `fondly join`. Linking shares nothing: that stays your choice, entry by entry.
///
/// With --restore it is for somebody you are linked with already, who lost all devices: whoever has
/// their recovery words gets back what the two of you share, and nothing else.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  fondly invite Sam
  fondly invite Sam --in-person
  fondly invite Sam --restore")]
pub(crate) struct InviteArgs {
    /// What you call them; nobody else sees it
    name: String,
    /// How long to wait, as 90s or 10m [default: 10m, in person 2m]
    #[arg(long, value_name = "TIME", value_parser = duration)]
    timeout: Option<Duration>,
    /// They stand in front of you, and read the invite from your screen
    #[arg(long)]
    in_person: bool,
    /// Give them back what you share with each other, by their recovery words
    #[arg(long, conflicts_with = "in_person")]
    restore: bool,
}

impl InviteArgs {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        let (in_person, returning) = (self.in_person, self.restore);
        if in_person {
            in_front(&program.prompt, &self.name)?;
        }
        let timeout = self.timeout.unwrap_or(if in_person {
            IN_PERSON_TIMEOUT
        } else {
            INVITE_TIMEOUT
        });
        let engine = program.engine()?;
        let name = self.name.clone();
        let invitation = Invitation {
            name: self.name,
            timeout,
            in_person,
            returning,
        };
        let output = &mut program.output;
        let form = Form::of(&program.prompt, in_person);
        let how = if returning {
            "fondly restore --words-file FILE --from LINE"
        } else {
            "fondly join LINE --as YOUR-NAME"
        };
        let mut shown = Ok(());
        let on_line = |line: &str| shown = offer(output, line, (&name, how), form);
        let joined = runtime::drive(engine.invite(invitation, on_line));
        shown?;
        let joined = joined?;
        if returning && !program.output.is_json() {
            let name = neutral_line(&joined.joined);
            program.output.line(&format!("joined {name}"))?;
            return program.output.say(&format!(
                "{name} is back, on a new device, with what you share with each other."
            ));
        }
        linked(&mut program.output, &joined)
    }
}

/// How an invite is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Line,
    LineAndPicture,
    /// For a camera alone: what is no text on the screen is not passed on by mistake.
    Picture,
}

impl Form {
    fn of(prompt: &Prompt, in_person: bool) -> Self {
        match (prompt.possible(), in_person && io::stdout().is_terminal()) {
            (false, _) => Self::Line,
            (true, false) => Self::LineAndPicture,
            (true, true) => Self::Picture,
        }
    }
}

/// Prints an invite and what to do with it.
fn offer(
    output: &mut Output,
    line: &str,
    (name, how): (&str, &str),
    form: Form,
) -> Result<(), Failure> {
    if output.is_json() {
        output.document(&Invited { invite: line })?;
        return output.flush();
    }
    let name = neutral_line(name);
    let picture = if form == Form::Line {
        None
    } else {
        qr(line).ok()
    };
    let drawn = match &picture {
        Some(picture) => output.draw(picture)?,
        None => false,
    };
    if form == Form::Picture && drawn {
        return output.say(&format!(
            "Let {name} read this with a camera, and run: {how} --in-person\n\
             It works once. Waiting; Ctrl-C ends it."
        ));
    }
    output.line(line)?;
    output.say(&format!(
        "Give this line to {name}, who runs: {how}\n\
         It works once. Waiting; Ctrl-C ends it, and the line with it."
    ))
}

/// Draws a line for a camera, where it can be drawn.
pub(super) fn draw(output: &mut Output, line: &str) -> Result<(), Failure> {
    if let Ok(picture) = qr(line) {
        output.draw(&picture)?;
    }
    Ok(())
}

/// A QR code in half blocks. Capitals take the denser alphanumeric form, and an invite reads the
/// same in them. Light modules are drawn, since most terminals are dark.
fn qr(line: &str) -> Result<String, qrcode::types::QrError> {
    let code = QrCode::with_error_correction_level(line.to_ascii_uppercase(), EcLevel::L)?;
    let drawing = code
        .render::<Dense1x2>()
        .dark_color(Dense1x2::Light)
        .light_color(Dense1x2::Dark)
        .quiet_zone(true)
        .build();
    Ok(drawing)
}

/// Somebody at a terminal is asked; elsewhere the flag is itself the answer.
fn in_front(prompt: &Prompt, name: &str) -> Result<(), Failure> {
    if !prompt.possible() || prompt.yes(&format!("Is {name} in front of you?"))? {
        return Ok(());
    }
    Err(Failure::NotInFront)
}

fn linked(output: &mut Output, joined: &Joined) -> Result<(), Failure> {
    if output.is_json() {
        return output.document(joined);
    }
    let name = neutral_line(&joined.joined);
    output.line(&format!("joined {name}"))?;
    if joined.verified {
        return output.say(&format!(
            "You and {name} are linked and verified. Nothing is shared yet."
        ));
    }
    output.say(&format!(
        "You and {name} are linked. Nothing is shared yet.\n\
         Make sure of each other first, by voice: fondly verify {name}"
    ))
}

/// Link journals with the person who invited you.
///
/// Linking shares nothing: you will see only what they share with you, and they only what you share
/// with them.
#[derive(Debug, Args)]
#[command(after_long_help = "Example:
  fondly join fondly1abc... --as Ana")]
pub(crate) struct JoinArgs {
    /// The line that they gave to you
    invite: String,
    /// What you call them; nobody else sees it
    #[arg(long = "as", value_name = "NAME")]
    name: String,
    /// They stand in front of you, and you read the invite from their screen
    #[arg(long)]
    in_person: bool,
    /// How long to try, as 90s or 10m [default: 1m, in person 2m]
    #[arg(long, value_name = "TIME", value_parser = duration)]
    timeout: Option<Duration>,
}

impl JoinArgs {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        if self.in_person {
            in_front(&program.prompt, &self.name)?;
        }
        let timeout = self.timeout.unwrap_or(if self.in_person {
            IN_PERSON_TIMEOUT
        } else {
            JOIN_TIMEOUT
        });
        let engine = program.engine()?;
        let joining = engine.join(&self.invite, &self.name, self.in_person, timeout);
        let joined = runtime::drive(joining)?;
        linked(&mut program.output, &joined)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invite_fits_on_a_screen_of_80_columns() {
        let line = format!("fondly1{}", "abcdefgh234567".repeat(20));
        let drawing = qr(&line).unwrap();
        assert!(drawing.lines().all(|row| row.chars().count() <= 80));
        assert!(drawing.lines().count() <= 36);
    }
}
