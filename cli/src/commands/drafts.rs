//! Texts that did not become an entry: `drafts`.

use clap::{Args, Subcommand};
use fondly_engine::UnsavedText;
use serde::Serialize;

use crate::words;
use crate::{
    failure::Failure,
    phrase::moment,
    run::Program,
    text::{first_line, neutral_line},
};

const LINE_CHARS_MAX: usize = 60;

#[derive(Debug, Args)]
pub(crate) struct DraftsArgs {
    #[command(subcommand)]
    command: Option<DraftsCommand>,
}

#[derive(Debug, Subcommand)]
enum DraftsCommand {
    Show(ShowArgs),
    Rm(RmArgs),
}

#[derive(Debug, Args)]
struct ShowArgs {
    draft: String,
}

#[derive(Debug, Args)]
struct RmArgs {
    draft: String,
}

#[derive(Serialize)]
struct Drafts<'a> {
    drafts: &'a [UnsavedText],
}

#[derive(Serialize)]
struct Shown<'a> {
    draft: &'a UnsavedText,
}

impl DraftsArgs {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        let mut engine = program.engine()?;
        let output = &mut program.output;
        match self.command {
            None => {
                let drafts = engine.unsaved()?;
                if output.is_json() {
                    return output.document(&Drafts { drafts: &drafts });
                }
                if drafts.is_empty() {
                    return output.say(&words::of("write-no-drafts"));
                }
                drafts
                    .iter()
                    .try_for_each(|draft| output.line(&line(draft)))
            }
            Some(DraftsCommand::Show(args)) => {
                let draft = engine.unsaved_text(&args.draft)?;
                if output.is_json() {
                    return output.document(&Shown { draft: &draft });
                }
                output.line(&draft.text)
            }
            Some(DraftsCommand::Rm(args)) => {
                let draft = engine.unsaved_text(&args.draft)?;
                engine.drop_unsaved(&args.draft)?;
                if output.is_json() {
                    return output.document(&Shown { draft: &draft });
                }
                output.say(&words::of("write-dropped"))
            }
        }
    }
}

fn line(draft: &UnsavedText) -> String {
    let begins = first_line(&draft.text, LINE_CHARS_MAX);
    let (command, at) = (neutral_line(&draft.command), moment(&draft.written_at));
    let audience = words::of("entry-only-you");
    words::with(
        "write-draft",
        &[
            ("name", &draft.name),
            ("time", &at),
            ("command", &command),
            ("audience", &audience),
            ("begins", &begins),
        ],
    )
}
