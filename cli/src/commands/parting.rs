//! The last request of `unlink --ask-to-delete`, and what came of it.

use std::time::Duration;

use fondly_engine::{Engine, PartedView};
use serde::Serialize;

use crate::{failure::Failure, run::Program, runtime, text::neutral_line};

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
    program.output.line(&format!(
        "You are not linked with {name} any more. Nothing goes to them or comes from them."
    ))?;
    program.output.say(&in_words(&name, &view))?;
    program.output.say(if delete {
        "What they shared is erased here, and on your other devices once they hear of it."
    } else {
        "What they shared stays with you, and does not come back by itself."
    })
}

fn in_words(name: &str, view: &PartedView) -> String {
    let PartedView {
        withdrawn,
        devices,
        asked,
        removed,
        ..
    } = view;
    let can_keep = "Nobody can make another computer forget.";
    match (*withdrawn, *asked, *removed) {
        (0, _, _) => format!("You had shared nothing with {name} that could be removed."),
        (_, 0, _) => format!(
            "No device of {name} was reached, so nothing was asked: what they have of yours stays \
             with them."
        ),
        (_, asked, removed) if removed == *devices => format!(
            "All that you had shared is withdrawn, and removed on all of {name}'s devices ({asked}). \
             {can_keep}"
        ),
        (_, asked, removed) => format!(
            "All that you had shared is withdrawn. Of {name}'s devices ({devices}), {asked} got the \
             request and {removed} said that it is removed there. {can_keep}"
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
