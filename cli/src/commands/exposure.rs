//! What others can read of mine: `exposure`.

use clap::Args;
use fondly_engine::{EntryView, ExposedView, ExposureView, WithdrawnView};
use serde::Serialize;

use crate::words;
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

#[derive(Debug, Args)]
pub(crate) struct ExposureArgs {
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
            return output.say(&words::of("bond-nobody-reads"));
        }
        people.iter().try_for_each(|person| print(output, person))
    }
}

/// What somebody can read of mine before `entry` is shared with them, and after.
pub(super) fn before_sharing(people: &[ExposureView], entry: &EntryView, name: &str) -> String {
    let exposed: Vec<&ExposedView> = people.iter().flat_map(|person| &person.entries).collect();
    let (count, more) = (exposed.len(), exposed.len() + 1);
    if exposed.iter().any(|exposed| exposed.id == entry.id) {
        return words::with("bond-reads-already", &[("name", &name), ("count", &count)]);
    }
    words::with(
        "bond-reads-before",
        &[("name", &name), ("count", &count), ("more", &more)],
    )
}

fn print(output: &mut Output, person: &ExposureView) -> Result<(), Failure> {
    let name = neutral_line(&person.name);
    // Whoever has not said that something is removed there does not hear of it any more.
    let still = person.withdrawn.iter().filter(|it| !it.waiting.is_empty());
    let parted = person.entries.len() + still.count();
    let can = match (person.entries.len(), person.parted) {
        (_, true) if parted > 0 => words::with("bond-parted-has", &[("count", &parted)]),
        (0, _) => words::of("bond-reads-nothing"),
        (count, _) => words::with("bond-reads", &[("count", &count)]),
    };
    let can = format!("  {can}");
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

fn exposed(entry: &ExposedView) -> String {
    let since = entry.since.as_deref().map_or_else(
        || words::of("bond-since-unknown"),
        |at| words::with("bond-since", &[("time", &moment(at))]),
    );
    let devices = words::with("bond-on-devices", &[("count", &entry.devices)]);
    words::with(
        "bond-exposed",
        &[
            ("since", &since),
            ("revision", &entry.revision),
            ("devices", &devices),
        ],
    )
}

/// What became of something that was withdrawn from `name`.
pub(crate) fn withdrawn(name: &str, gone: &WithdrawnView) -> String {
    let counted = |id, count: &dyn words::Value| {
        words::with(
            id,
            &[
                ("name", &name),
                ("count", count),
                ("devices", &gone.devices),
            ],
        )
    };
    let removed = match (gone.receipts, gone.devices) {
        (1, 1) => counted("bond-removed-on-one", &1_i64),
        (0, 1) => counted("bond-removed-not-said", &0_i64),
        (all, devices) if all == devices => counted("bond-removed-on-all", &all),
        (some, _) => counted("bond-removed-on-some", &some),
    };
    let waiting = match (gone.waiting.as_slice(), gone.devices > 1) {
        ([], _) => return words::with("bond-withdrawn", &[("removed", &removed)]),
        ([one], others) => match (&one.met, others) {
            (None, false) => words::of("bond-never-reached"),
            (None, true) => words::of("bond-other-never-reached"),
            (Some(at), false) => words::with("bond-last-reached", &[("time", &moment(at))]),
            (Some(at), true) => words::with("bond-other-last-reached", &[("time", &moment(at))]),
        },
        _ => words::of("bond-others-not-said"),
    };
    words::with(
        "bond-withdrawn-waiting",
        &[("removed", &removed), ("waiting", &waiting)],
    )
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
