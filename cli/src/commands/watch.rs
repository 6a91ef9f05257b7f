//! `inbox --watch`: what comes, as it comes.

use std::{collections::BTreeSet, time::Duration};

use fondly_engine::{Engine, EntryView};
use serde::Serialize;

use crate::{
    describe::{self, Extent},
    failure::Failure,
    output::Output,
    runtime,
};

/// How often the journal is looked at. Another process brings what comes, and may do so at any time.
const LOOKS: Duration = Duration::from_millis(500);

#[derive(Serialize)]
struct Came<'a> {
    entry: &'a EntryView,
}

/// Prints what waits and then what comes, until Ctrl-C.
pub(crate) fn inbox(output: &mut Output, engine: &Engine) -> Result<(), Failure> {
    let mut shown = BTreeSet::new();
    let failure = runtime::drive(async {
        let mut looks = tokio::time::interval(LOOKS);
        loop {
            looks.tick().await;
            if let Err(failure) = print_new(output, engine, &mut shown) {
                return Ok(failure);
            }
        }
    })?;
    Err(failure)
}

fn print_new(
    output: &mut Output,
    engine: &Engine,
    shown: &mut BTreeSet<String>,
) -> Result<(), Failure> {
    for entry in engine.inbox()? {
        if !shown.insert(entry.id.clone()) {
            continue;
        }
        if output.is_json() {
            output.document(&Came { entry: &entry })?;
        } else {
            describe::entries(output, &[entry], Extent::FirstLine, "")?;
        }
    }
    output.flush()
}
