//! Choosing who reads: `share`, `unshare`, `who`.

use clap::Args;
use fondly_engine::{EntryView, PersonView};
use serde::Serialize;

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

/// Share an entry of yours with one person.
///
/// They see its text, title, feelings and day, and keep a copy. They never see tags, your edits
/// or that other entries exist. You can withdraw it later, but nothing can be un-read. Sharing it
/// again renews their copy.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  fondly share 3f2a Sam --preview
  fondly share 3f2a Sam
  fondly share @last Sam --part \"I was quiet because of the letter\"
  fondly share @last Sam --from 2026-12-24")]
pub(crate) struct ShareArgs {
    /// The id, four or more of its first characters, or @last
    id: String,
    /// With whom
    name: String,
    /// Share this text instead of the whole; `-` reads it from standard input
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    part: Option<String>,
    /// Show what they would see, and share nothing
    #[arg(long)]
    preview: bool,
    /// Share it from this day on, as 2026-12-24; until then fondly unshare takes it back
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
            program
                .output
                .say(&format!("{name} would see this; nothing is shared yet:"))?;
            return describe::entry(&mut program.output, &seen);
        }
        if let Some(from) = self.from {
            let from = when::day(&from, &mut program.output)?;
            let written = engine.share_from(&self.id, &self.name, part, &from)?;
            let done = format!("Shared with {name} from {} on.", phrase::day(&from));
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
            &format!("Shared with {name}."),
        )
    }
}

/// Who will be able to read an entry that is about to be shared with `name`.
fn readers(entry: &EntryView, people: &[PersonView], name: &str) -> Option<String> {
    let same = |other: &str| other.trim().to_lowercase() == name.trim().to_lowercase();
    let devices = match people.iter().find(|person| same(&person.name))?.devices {
        1 => "1 device".to_owned(),
        more => format!("{more} devices"),
    };
    let others: Vec<String> = entry
        .audience
        .iter()
        .filter(|it| !same(it))
        .cloned()
        .collect();
    let others = if others.is_empty() {
        "nobody else".to_owned()
    } else {
        format!("besides {}", phrase::joined(&others))
    };
    Some(format!("{name} can read it on {devices}; {others}."))
}

/// Withdraw an entry of yours from one person.
///
/// Their copy goes away with the next sync. What was read cannot be un-read.
#[derive(Debug, Args)]
#[command(after_long_help = "Example:
  fondly unshare 3f2a Sam")]
pub(crate) struct UnshareArgs {
    /// The id, four or more of its first characters, or @last
    id: String,
    /// From whom
    name: String,
}

impl UnshareArgs {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        let written = program.engine()?.unshare(&self.id, &self.name)?;
        let name = neutral_line(&self.name);
        let done = format!(
            "Withdrawn from {name}: the copy there goes with the next sync. What was read cannot \
             be un-read."
        );
        describe::written(&mut program.output, &written, &done)
    }
}

#[derive(Serialize)]
struct Readers<'a> {
    entry: &'a EntryView,
    audience: &'a [String],
}

/// Say who can read an entry of yours.
#[derive(Debug, Args)]
#[command(after_long_help = "Example:
  fondly who 3f2a")]
pub(crate) struct WhoArgs {
    /// The id, four or more of its first characters, or @last
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
            program.output.line(&format!("From {name}: {gone}."))
        })
    }
}
