//! What others can read of mine: `exposure`.

use clap::Args;
use fondly_engine::{EntryView, ExposedView, ExposureView, WithdrawnView};
use serde::Serialize;

use crate::{
    failure::Failure,
    output::{Output, Style},
    phrase::{moment, short},
    run::Program,
    text::neutral_line,
};

#[derive(Serialize)]
struct People<'a> {
    people: &'a [ExposureView],
}

/// Say exactly what of yours each person can read.
///
/// It is read from the signed records of the bond: what they hold, or get once they are reached. What
/// you withdrew stands there too, with how many of their devices say that it is removed.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  fondly exposure
  fondly exposure Sam")]
pub(crate) struct ExposureArgs {
    /// By whom; everybody where none is named
    name: Option<String>,
}

impl ExposureArgs {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        let people = program.engine()?.exposure(self.name.as_deref())?;
        let output = &mut program.output;
        if output.is_json() {
            return output.document(&People { people: &people });
        }
        if people.is_empty() {
            return output.say("Nobody can read anything of yours.");
        }
        people.iter().try_for_each(|person| print(output, person))
    }
}

/// What somebody can read of mine before `entry` is shared with them, and after.
pub(super) fn before_sharing(people: &[ExposureView], entry: &EntryView, name: &str) -> String {
    let exposed: Vec<&ExposedView> = people.iter().flat_map(|person| &person.entries).collect();
    let (count, more) = (exposed.len(), exposed.len() + 1);
    if exposed.iter().any(|exposed| exposed.id == entry.id) {
        return format!(
            "{name} can read {} already, this one among them.",
            entries(count)
        );
    }
    match count {
        0 => format!(
            "{name} can read nothing of yours now; after this, {}.",
            entries(more)
        ),
        count => format!(
            "{name} can read {} now; after this, {more}.",
            entries(count)
        ),
    }
}

fn print(output: &mut Output, person: &ExposureView) -> Result<(), Failure> {
    let name = neutral_line(&person.name);
    let can = match (person.entries.len(), person.parted) {
        (0, _) => "  can read nothing of yours".to_owned(),
        (count, false) => format!("  can read {}", entries(count)),
        (count, true) => format!(
            "  may still have {}; you have parted, and nothing more goes there",
            entries(count)
        ),
    };
    output.parts(&[(Style::Bold, &name), (Style::Plain, &can)])?;
    for entry in &person.entries {
        let line = format!("  {}", exposed(entry));
        output.parts(&[
            (Style::Plain, "  "),
            (Style::Faint, short(&entry.id)),
            (Style::Plain, &line),
        ])?;
    }
    for gone in &person.withdrawn {
        let line = format!("  {}", withdrawn(&name, gone));
        output.parts(&[
            (Style::Plain, "  "),
            (Style::Faint, short(&gone.id)),
            (Style::Plain, &line),
        ])?;
    }
    Ok(())
}

fn entries(count: usize) -> String {
    match count {
        1 => "1 entry of yours".to_owned(),
        more => format!("{more} entries of yours"),
    }
}

fn exposed(entry: &ExposedView) -> String {
    let since = entry.since.as_deref().map_or_else(
        || "since a time that is not known".to_owned(),
        |at| format!("since {}", moment(at)),
    );
    let devices = match entry.devices {
        0 => "not there yet".to_owned(),
        1 => "on 1 device".to_owned(),
        more => format!("on {more} devices"),
    };
    format!("{since}, version {}, {devices}", entry.revision)
}

/// What became of something that was withdrawn from `name`.
pub(crate) fn withdrawn(name: &str, gone: &WithdrawnView) -> String {
    let removed = match (gone.receipts, gone.devices) {
        (1, 1) => format!("removed on {name}'s device"),
        (0, 1) => format!("{name}'s device has not said yet that it is removed there"),
        (all, devices) if all == devices => format!("removed on all of {name}'s {all} devices"),
        (some, devices) => format!("removed on {some} of {name}'s {devices} devices"),
    };
    let waiting = match gone.waiting.as_slice() {
        [] => String::new(),
        [one] => one.met.as_deref().map_or_else(
            || "; it was not reached from here yet".to_owned(),
            |at| format!("; it was last reached on {}", moment(at)),
        ),
        _ => "; the others have not said so yet".to_owned(),
    };
    let waiting = if gone.devices > 1 {
        waiting.replacen("; it was", "; the other one was", 1)
    } else {
        waiting
    };
    format!("withdrawn; {removed}{waiting}")
}

#[cfg(test)]
mod tests {
    use fondly_engine::WaitingView;

    use super::*;

    fn gone(receipts: usize, waiting: &[Option<&str>]) -> WithdrawnView {
        let waiting = waiting.iter().map(|met| WaitingView {
            device: String::new(),
            met: met.map(str::to_owned),
        });
        let waiting: Vec<WaitingView> = waiting.collect();
        WithdrawnView {
            id: String::new(),
            receipts,
            devices: receipts + waiting.len(),
            waiting,
        }
    }

    #[test]
    fn what_became_of_a_withdrawal_is_said_in_words() {
        let said = |receipts, waiting: &[Option<&str>]| withdrawn("Sam", &gone(receipts, waiting));
        assert_eq!(said(1, &[]), "withdrawn; removed on Sam's device");
        assert_eq!(said(3, &[]), "withdrawn; removed on all of Sam's 3 devices");
        assert_eq!(
            said(2, &[None]),
            "withdrawn; removed on 2 of Sam's 3 devices; the other one was not reached from here yet"
        );
        assert!(said(0, &[Some("2026-11-03T09:00:00Z")]).starts_with(
            "withdrawn; Sam's device has not said yet that it is removed there; it was last \
                 reached on "
        ));
        assert_eq!(
            said(1, &[None, None]),
            "withdrawn; removed on 1 of Sam's 3 devices; the others have not said so yet"
        );
    }
}
