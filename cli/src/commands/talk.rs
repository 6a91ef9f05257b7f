//! Listening and answering: `inbox`, `respond`, `ack`, `log`.

use std::{collections::BTreeSet, path::PathBuf};

use clap::{Args, ValueEnum};
use fondly_engine::{Engine, Respond};

use crate::{
    commands::{listening, shelf::tell_of_returns},
    describe::{self, Extent},
    failure::Failure,
    input::Texts,
    page::{self, Chapters, Names},
    phrase::short,
    run::Program,
    runtime,
    text::neutral_line,
};

/// List what others shared and you have not read, and answers to yours.
///
/// An entry leaves this list when you open it with `fondly show` or answer it. Nobody is told.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  fondly inbox
  fondly inbox --watch")]
pub(crate) struct InboxArgs {
    /// Stay, and list what comes as it comes, while `fondly serve` runs
    #[arg(long)]
    watch: bool,
}

impl InboxArgs {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        let mut engine = program.engine()?;
        if self.watch {
            return watch(program, &engine);
        }
        let entries = engine.inbox()?;
        let none = "Nothing waits for you.";
        describe::entries(&mut program.output, &entries, Extent::FirstLine, none)?;
        tell_of_questions(program, &engine)?;
        tell_of_returns(program, &mut engine)
    }
}

/// Says who asked a question that both answer and that waits for me.
fn tell_of_questions(program: &mut Program, engine: &Engine) -> Result<(), Failure> {
    if program.output.is_json() {
        return Ok(());
    }
    for asked in engine.mutuals()? {
        if asked.state == "waiting-for-me" {
            let (name, id) = (neutral_line(&asked.name), short(&asked.id));
            program.output.say(&format!(
                "{name} asks something that both of you answer: {} (fondly mutual answer {id})",
                neutral_line(&asked.question)
            ))?;
        }
    }
    Ok(())
}

/// Lists what is in the inbox, and then what comes, until Ctrl-C.
fn watch(program: &mut Program, engine: &Engine) -> Result<(), Failure> {
    let output = &mut program.output;
    let mut shown = BTreeSet::new();
    let mut began = false;
    runtime::drive(engine.watch(|engine| {
        let mut entries = engine.inbox()?;
        let there: BTreeSet<String> = entries.iter().map(|entry| entry.id.clone()).collect();
        entries.retain(|entry| !shown.contains(&entry.id));
        // What was read and comes again, changed, is new again.
        shown = there;
        if entries.is_empty() && began {
            return Ok(());
        }
        began = true;
        let none = "Nothing waits for you yet.";
        describe::entries(output, &entries, Extent::FirstLine, none)?;
        output.flush()
    }))
}

/// Read the appreciations between you and one person, oldest first.
///
/// With --html it becomes a page that can be given away: one file, readable on a phone and on paper.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  fondly log Sam
  fondly log me
  fondly log Sam --html letter.html")]
pub(crate) struct LogArgs {
    /// With whom; `me` for what you appreciated in yourself
    name: String,
    /// Write it as a page of HTML to this new file
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

impl LogArgs {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        let engine = program.engine()?;
        let entries = engine.log(&self.name)?;
        if let Some(path) = &self.html {
            let own = engine.own_name()?;
            let title = match self.name.as_str() {
                "me" => own.clone(),
                name => format!("{own} and {name}"),
            };
            let page = page::page(&title, Names { own: &own }, &entries, Chapters::None);
            page::write(path, &page)?;
            let said = "Written. Whoever has the file can read it: it is not encrypted.";
            program.output.say(said)?;
            if !program.output.is_json() {
                return Ok(());
            }
        }
        let none = format!(
            "No appreciations between you and {} yet.",
            neutral_line(&self.name)
        );
        describe::entries(&mut program.output, &entries, Extent::Whole, &none)
    }
}

/// Respond to what somebody shared with you.
///
/// On a terminal, without any of the options, you are led through them one by one; each may be
/// skipped. What you gave is kept after each step, encrypted on this device: :q ends, and the same
/// command goes on. Good news and appreciations have steps of their own. All but the scratch note go
/// to its author.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  fondly respond 9d8c
  fondly respond 9d8c --reflect \"The letter has been on your mind for days\" --feel torn
  fondly respond 9d8c --ask \"What would help most?\"")]
pub(crate) struct RespondArgs {
    /// The id, or four or more of its first characters
    id: String,
    /// An open question
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    ask: Option<String>,
    /// What you heard, in your own words
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    reflect: Option<String>,
    /// A guess at what the other feels; may be given again
    #[arg(long = "feel", value_name = "FEELING")]
    feelings: Vec<String>,
    /// What you want to say
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    say: Option<String>,
    /// A note that stays with you
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    scratch: Option<String>,
}

impl RespondArgs {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        if self.is_bare() {
            return listening::lead(&self.id, program);
        }
        let mut texts = Texts::default();
        let respond = Respond {
            id: self.id,
            ask: texts.given_if(self.ask)?,
            reflect: texts.given_if(self.reflect)?,
            say: texts.given_if(self.say)?,
            scratch: texts.given_if(self.scratch)?,
            feelings: self.feelings,
        };
        let written = program.engine()?.respond(respond)?;
        describe::written(&mut program.output, &written, "Saved.")
    }

    const fn is_bare(&self) -> bool {
        self.ask.is_none()
            && self.reflect.is_none()
            && self.say.is_none()
            && self.scratch.is_none()
            && self.feelings.is_empty()
    }
}

/// What can be said in one word.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Acknowledgement {
    /// Thank you for telling me
    Thanks,
    /// I have read this and want to answer properly
    Later,
    /// I am with you
    WithYou,
}

impl Acknowledgement {
    const fn name(self) -> &'static str {
        match self {
            Self::Thanks => "thanks",
            Self::Later => "later",
            Self::WithYou => "with-you",
        }
    }
}

/// Answer in one word, so that silence is not the only alternative to a response.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  fondly ack 9d8c thanks
  fondly ack 9d8c with-you")]
pub(crate) struct AckArgs {
    /// The id, or four or more of its first characters
    id: String,
    /// What to say
    acknowledgement: Acknowledgement,
}

impl AckArgs {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        let written = program
            .engine()?
            .ack(&self.id, self.acknowledgement.name())?;
        describe::written(&mut program.output, &written, "Saved.")
    }
}
