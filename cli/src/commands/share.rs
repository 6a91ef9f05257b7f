//! Choosing who reads: `share`, `unshare`, `who`.

use clap::Args;
use fondly_engine::{EntryView, PersonView};
use serde::Serialize;

use crate::words;
use crate::{
    commands::exposure::{before_sharing, withdrawn},
    describe,
    failure::Failure,
    input::Texts,
    phrase,
    run::Program,
    text::neutral_line,
    when,
};

#[derive(Debug, Args)]
pub(crate) struct ShareArgs {
    id: String,
    name: String,
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    part: Option<String>,
    #[arg(long)]
    preview: bool,
    #[arg(long, value_name = "DAY", conflicts_with = "preview")]
    from: Option<String>,
}

impl ShareArgs {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        let part = Texts::default().given_if(self.part)?;
        let mut engine = program.engine()?;
        let name = neutral_line(&self.name);
        if self.preview {
            let seen = engine.preview(&self.id, &self.name, part)?;
            let preview = words::with("bond-would-see", &[("name", &name)]);
            program.output.say(&preview)?;
            return describe::entry(&mut program.output, &seen);
        }
        if let Some(from) = self.from {
            let from = when::day(&from, &mut program.output)?;
            let written = engine.share_from(&self.id, &self.name, part, &from)?;
            let done = words::with(
                "bond-shared-from",
                &[("name", &name), ("day", &phrase::day(&from))],
            );
            return describe::written(&mut program.output, &written, &done);
        }
        let entry = engine.who(&self.id)?;
        let readers = readers(&entry, &engine.people()?, &name);
        if let Some(readers) = readers.filter(|_| !program.output.is_json()) {
            program.output.say(&readers)?;
            let exposed = engine.exposure(Some(&self.name))?;
            program
                .output
                .say(&before_sharing(&exposed, &entry, &name))?;
        }
        let written = engine.share(&self.id, &self.name, part)?;
        describe::written(
            &mut program.output,
            &written,
            &words::with("bond-shared", &[("name", &name)]),
        )
    }
}

/// Who will be able to read an entry that is about to be shared with `name`.
fn readers(entry: &EntryView, people: &[PersonView], name: &str) -> Option<String> {
    let same = |other: &str| other.trim().to_lowercase() == name.trim().to_lowercase();
    let devices = people.iter().find(|person| same(&person.name))?.devices;
    let others: Vec<String> = entry
        .audience
        .iter()
        .filter(|it| !same(it))
        .cloned()
        .collect();
    if others.is_empty() {
        let values: &words::Values<'_> = &[("name", &name), ("count", &devices)];
        return Some(words::with("bond-readers-nobody-else", values));
    }
    Some(words::with(
        "bond-readers-besides",
        &[
            ("name", &name),
            ("count", &devices),
            ("names", &phrase::joined(&others)),
        ],
    ))
}

#[derive(Debug, Args)]
pub(crate) struct UnshareArgs {
    id: String,
    name: String,
}

impl UnshareArgs {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        let written = program.engine()?.unshare(&self.id, &self.name)?;
        let name = neutral_line(&self.name);
        let done = words::with("bond-unshared", &[("name", &name)]);
        describe::written(&mut program.output, &written, &done)
    }
}

#[derive(Serialize)]
struct Readers<'a> {
    entry: &'a EntryView,
    audience: &'a [String],
}

#[derive(Debug, Args)]
pub(crate) struct WhoArgs {
    id: String,
}

impl WhoArgs {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        let entry = program.engine()?.who(&self.id)?;
        if program.output.is_json() {
            let audience = &entry.audience;
            return program.output.document(&Readers {
                entry: &entry,
                audience,
            });
        }
        program.output.line(&phrase::audience(&entry))?;
        entry.withdrawn_from.iter().try_for_each(|from| {
            let name = neutral_line(&from.name);
            let gone = withdrawn(&name, &from.state);
            let line = words::with("entry-gone", &[("name", &name), ("gone", &gone)]);
            program.output.line(&line)
        })
    }
}
