//! The last request of `unlink --ask-to-delete`, and what came of it.

use std::time::Duration;

use fondly_engine::{Engine, PartedView};
use serde::Serialize;

use crate::{failure::Failure, run::Program, runtime, text::neutral_line, words};

#[derive(Serialize)]
struct Parted<'a> {
    received: &'a str,
    #[serde(flatten)]
    view: &'a PartedView,
}

/// Asks, and ends the bond whatever comes of it. Ctrl-C ends the asking, not the parting.
pub(super) fn run(
    program: &mut Program,
    engine: Engine,
    name: &str,
    delete: bool,
    limit: Duration,
) -> Result<(), Failure> {
    let view = runtime::drive_until_stopped(|stop| {
        engine.unlink_asking(name, delete, limit, stop.asked())
    })?;
    if program.output.is_json() {
        let received = if delete { "delete" } else { "keep" };
        return program.output.document(&Parted {
            received,
            view: &view,
        });
    }
    let name = neutral_line(&view.name);
    program
        .output
        .line(&words::with("bond-ended", &[("name", &name)]))?;
    program.output.say(&in_words(&name, &view))?;
    program.output.say(&words::of(if delete {
        "bond-received-deleted"
    } else {
        "bond-received-kept"
    }))
}

fn in_words(name: &str, view: &PartedView) -> String {
    let PartedView {
        withdrawn,
        devices,
        asked,
        removed,
        ..
    } = view;
    match (*withdrawn, *asked, *removed) {
        (0, _, _) => words::with("bond-parting-nothing", &[("name", &name)]),
        (_, 0, _) => words::with("bond-parting-not-asked", &[("name", &name)]),
        (_, asked, removed) if removed == *devices => words::with(
            "bond-parting-removed",
            &[("name", &name), ("devices", &asked)],
        ),
        (_, asked, removed) => words::with(
            "bond-parting-asked",
            &[
                ("name", &name),
                ("devices", devices),
                ("asked", &asked),
                ("removed", &removed),
            ],
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_asked_is_not_said_to_be_removed() {
        let said = |withdrawn, asked, removed| {
            let view = PartedView {
                name: "Sam".to_owned(),
                withdrawn,
                devices: 2,
                asked,
                removed,
            };
            in_words("Sam", &view)
        };
        assert!(said(0, 1, 2).contains("shared nothing"));
        assert!(said(3, 0, 0).contains("nothing was asked"));
        assert!(said(3, 2, 1).contains("2 got the request and 1 said"));
        assert!(said(3, 2, 2).contains("on all of Sam's devices (2)"));
    }
}
