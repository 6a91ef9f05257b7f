//! Writing: `thanks`, `need`, `reflect`.

use clap::Args;
use fondly_engine::{Need, Reflect, Thanks, Wishes, feelings, needs, prompt_named};

use crate::words;
use crate::{
    commands::wishes::WishArgs,
    composing::{DraftArgs, compose},
    describe,
    failure::Failure,
    input::Texts,
    picking::pick,
    run::Program,
    shell, when,
};

#[derive(Debug, Args)]
pub(crate) struct ThanksArgs {
    name: String,
    text: Option<String>,
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    did: Option<String>,
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    gave: Option<String>,
    #[arg(long, conflicts_with = "now")]
    keep: bool,
    #[arg(long)]
    now: bool,
    #[arg(long, value_name = "DAY", conflicts_with_all = ["keep", "now"])]
    keep_until: Option<String>,
    #[arg(long)]
    no_reply: bool,
    #[command(flatten)]
    draft: DraftArgs,
}

impl ThanksArgs {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        let texts = [&self.text, &self.did, &self.gave];
        let in_command = texts.into_iter().flatten().any(|text| text != "-");
        let keep_until = self
            .keep_until
            .map(|day| when::day(&day, &mut program.output))
            .transpose()?;
        let mut texts = Texts::default();
        let slots = [texts.given_if(self.did)?, texts.given_if(self.gave)?];
        let slots: Vec<String> = slots.into_iter().flatten().collect();
        let given = match self.text {
            None if !slots.is_empty() && !self.draft.is_named() => Some(String::new()),
            given => given,
        };
        let mut composed = compose(
            "thanks",
            (given, self.draft),
            &mut texts,
            &program.prompt,
            || program.engine(),
        )?;
        let thanks = |text| Thanks {
            name: self.name,
            text: paragraphs(text, slots),
            keep: self.keep,
            now: self.now,
            keep_until,
            wishes: Wishes {
                no_reply: self.no_reply,
                ..Wishes::default()
            },
        };
        let written = composed.write(|engine, text| engine.thanks(thanks(text)))?;
        describe::written(&mut program.output, &written, &words::of("entry-saved"))?;
        if in_command {
            return shell::tell_of_history(&mut composed.engine, &mut program.output);
        }
        Ok(())
    }
}

/// A text and what was given beside it, one below the other.
fn paragraphs(text: String, slots: Vec<String>) -> String {
    let all: Vec<String> = std::iter::once(text)
        .chain(slots)
        .filter(|part| !part.trim().is_empty())
        .collect();
    all.join("\n\n")
}

#[derive(Debug, Args)]
pub(crate) struct NeedArgs {
    text: Option<String>,
    #[arg(long, value_name = "NAME")]
    to: Option<String>,
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    happened: Option<String>,
    #[arg(long = "feel", value_name = "FEELING")]
    feelings: Vec<String>,
    #[arg(long = "need", value_name = "NEED")]
    needs: Vec<String>,
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    ask: Option<String>,
    #[arg(long)]
    pick: bool,
    #[command(flatten)]
    wishes: WishArgs,
    #[command(flatten)]
    draft: DraftArgs,
}

impl NeedArgs {
    const fn has_slots(&self) -> bool {
        self.happened.is_some()
            || self.ask.is_some()
            || !self.feelings.is_empty()
            || !self.needs.is_empty()
    }

    /// Asks for what happened, feelings, needs and what to ask; Enter skips each.
    fn ask_for_slots(&mut self, program: &Program) -> Result<(), Failure> {
        eprintln!("{}", words::of("write-skip-each"));
        self.happened = program.prompt.line(&words::of("write-what-happened"))?;
        self.pick_words(program)?;
        self.ask = program.prompt.line(&words::of("write-what-ask"))?;
        Ok(())
    }

    fn pick_words(&mut self, program: &Program) -> Result<(), Failure> {
        let (prompt, home, language) = (&program.prompt, &program.home, words::language());
        let question = words::of("write-what-feel");
        self.feelings
            .extend(pick(prompt, &question, &feelings(home, language)?)?);
        let question = words::of("write-what-need");
        self.needs
            .extend(pick(prompt, &question, &needs(home, language)?)?);
        Ok(())
    }

    pub(crate) fn run(mut self, program: &mut Program) -> Result<(), Failure> {
        let mut texts = Texts::default();
        let nothing = self.text.is_none() && !self.has_slots() && !self.draft.is_named();
        if nothing && program.prompt.possible() {
            self.ask_for_slots(program)?;
        } else if self.pick {
            require_terminal(program)?;
            self.pick_words(program)?;
        }
        let given = match self.text.take() {
            None if self.has_slots() => Some(String::new()),
            given => given,
        };
        let mut composed = compose(
            "need",
            (given, self.draft),
            &mut texts,
            &program.prompt,
            || program.engine(),
        )?;
        let happened = texts.given_if(self.happened)?;
        let ask = texts.given_if(self.ask)?;
        let need = |text| Need {
            text,
            to: self.to,
            happened,
            ask,
            feelings: self.feelings,
            needs: self.needs,
            wishes: self.wishes.wishes(),
        };
        let written = composed.write(|engine, text| engine.need(need(text)))?;
        describe::written(&mut program.output, &written, &words::of("entry-saved"))
    }
}

#[derive(Debug, Args)]
pub(crate) struct ReflectArgs {
    text: Option<String>,
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    title: Option<String>,
    #[arg(long, value_name = "ID", conflicts_with = "title")]
    prompt: Option<String>,
    #[arg(long = "feel", value_name = "FEELING")]
    feelings: Vec<String>,
    #[arg(long)]
    pick: bool,
    #[arg(long = "tag", value_name = "TAG")]
    tags: Vec<String>,
    #[arg(long)]
    good_news: bool,
    #[command(flatten)]
    wishes: WishArgs,
    #[command(flatten)]
    draft: DraftArgs,
}

impl ReflectArgs {
    pub(crate) fn run(mut self, program: &mut Program) -> Result<(), Failure> {
        if let Some(id) = &self.prompt {
            program
                .output
                .say(&prompt_named(id, words::language())?.text)?;
        }
        if self.pick {
            require_terminal(program)?;
        }
        let mut composed = compose(
            "reflect",
            (self.text, self.draft),
            &mut Texts::default(),
            &program.prompt,
            || program.engine(),
        )?;
        if self.pick {
            let known = feelings(&program.home, words::language())?;
            match pick(&program.prompt, &words::of("write-what-feel"), &known) {
                Ok(picked) => self.feelings.extend(picked),
                Err(failure) => return Err(composed.give_up(failure)),
            }
        }
        let reflect = |text| Reflect {
            text,
            title: self.title,
            prompt: self.prompt,
            feelings: self.feelings,
            tags: self.tags,
            good_news: self.good_news,
            wishes: self.wishes.wishes(),
        };
        let written = composed.write(|engine, text| engine.reflect(reflect(text)))?;
        describe::written(&mut program.output, &written, &words::of("entry-saved"))
    }
}

/// Choosing is for people at a terminal.
const fn require_terminal(program: &Program) -> Result<(), Failure> {
    if program.prompt.possible() {
        Ok(())
    } else {
        Err(Failure::NoTerminal)
    }
}
