//! Forming a bond: `invite`, `join`.

use std::{
    io::{self, IsTerminal as _},
    time::Duration,
};

use clap::Args;
use fondly_engine::{Invitation, Joined};
use qrcode::{EcLevel, QrCode, render::unicode::Dense1x2};
use serde::Serialize;

use crate::words;
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

#[derive(Debug, Args)]
pub(crate) struct InviteArgs {
    name: String,
    #[arg(long, value_name = "TIME", value_parser = duration)]
    timeout: Option<Duration>,
    #[arg(long)]
    in_person: bool,
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
        let how = words::of(if returning {
            "bond-how-to-restore"
        } else {
            "bond-how-to-join"
        });
        let mut shown = Ok(());
        let on_line = |line: &str| shown = offer(output, line, (&name, &how), form);
        let joined = runtime::drive(engine.invite(invitation, on_line));
        shown?;
        let joined = joined?;
        if returning && !program.output.is_json() {
            let name = neutral_line(&joined.joined);
            program
                .output
                .line(&words::with("bond-joined", &[("name", &name)]))?;
            let back = words::with("bond-back", &[("name", &name)]);
            return program.output.say(&back);
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
        let values: &words::Values<'_> = &[("name", &name), ("command", &how)];
        return output.say(&words::with("bond-show-camera", values));
    }
    output.line(line)?;
    let values: &words::Values<'_> = &[("name", &name), ("command", &how)];
    output.say(&words::with("bond-give-line", values))
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
    let question = || words::with("bond-in-front", &[("name", &name)]);
    if !prompt.possible() || prompt.yes(&question())? {
        return Ok(());
    }
    Err(Failure::NotInFront)
}

fn linked(output: &mut Output, joined: &Joined) -> Result<(), Failure> {
    if output.is_json() {
        return output.document(joined);
    }
    let name = neutral_line(&joined.joined);
    output.line(&words::with("bond-joined", &[("name", &name)]))?;
    if joined.verified {
        return output.say(&words::with("bond-linked-verified", &[("name", &name)]));
    }
    output.say(&words::with("bond-linked", &[("name", &name)]))
}

#[derive(Debug, Args)]
pub(crate) struct JoinArgs {
    invite: String,
    #[arg(long = "as", value_name = "NAME")]
    name: String,
    #[arg(long)]
    in_person: bool,
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
