//! Listening and answering: `inbox`, `respond`, `ack`, `log`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use fondly_engine::{Engine, InboxSeen, Respond};

use crate::words;
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

#[derive(Debug, Args)]
pub(crate) struct InboxArgs {
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
        let none = words::of("journal-nothing-waits");
        describe::entries(&mut program.output, &entries, Extent::FirstLine, &none)?;
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
            let question = neutral_line(&asked.question);
            let asks = words::with(
                "practice-asks-both",
                &[("name", &name), ("question", &question), ("id", &id)],
            );
            program.output.say(&asks)?;
        }
    }
    Ok(())
}

/// Lists what is in the inbox, and then what comes, until Ctrl-C.
fn watch(program: &mut Program, engine: &Engine) -> Result<(), Failure> {
    let output = &mut program.output;
    let mut seen = InboxSeen::default();
    let mut began = false;
    runtime::drive(engine.watch(|engine| {
        let entries = engine.inbox_news(&mut seen)?;
        if entries.is_empty() && began {
            return Ok(());
        }
        began = true;
        let none = words::of("journal-nothing-waits-yet");
        describe::entries(output, &entries, Extent::FirstLine, &none)?;
        output.flush()
    }))
}

#[derive(Debug, Args)]
pub(crate) struct LogArgs {
    name: String,
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
                name => words::with("page-of-both", &[("own", &own), ("name", &name)]),
            };
            let page = page::page(&title, Names { own: &own }, &entries, Chapters::None);
            page::write(path, &page)?;
            program.output.say(&words::of("page-written"))?;
            if !program.output.is_json() {
                return Ok(());
            }
        }
        let name = neutral_line(&self.name);
        let none = words::with("practice-none-between", &[("name", &name)]);
        describe::entries(&mut program.output, &entries, Extent::Whole, &none)
    }
}

#[derive(Debug, Args)]
pub(crate) struct RespondArgs {
    id: String,
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    ask: Option<String>,
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    reflect: Option<String>,
    #[arg(long = "feel", value_name = "FEELING")]
    feelings: Vec<String>,
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    say: Option<String>,
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
        describe::written(&mut program.output, &written, &words::of("entry-saved"))
    }

    const fn is_bare(&self) -> bool {
        self.ask.is_none()
            && self.reflect.is_none()
            && self.say.is_none()
            && self.scratch.is_none()
            && self.feelings.is_empty()
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Acknowledgement {
    Thanks,
    Later,
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

#[derive(Debug, Args)]
pub(crate) struct AckArgs {
    id: String,
    acknowledgement: Acknowledgement,
}

impl AckArgs {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        let written = program
            .engine()?
            .ack(&self.id, self.acknowledgement.name())?;
        describe::written(&mut program.output, &written, &words::of("entry-saved"))
    }
}
