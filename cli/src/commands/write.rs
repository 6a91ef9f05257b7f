//! Writing: `thanks`, `need`, `reflect`.

use clap::Args;
use fondly_engine::{Need, Reflect, Thanks, Wishes, feelings, needs, prompt_named};

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

/// Write an appreciation of somebody.
///
/// It is shared with that person after a minute, in which `fondly undo` takes it back; the setting
/// share.hold changes the time. An appreciation of somebody whom you are not linked with, or of
/// `me`, stays with you.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  fondly thanks Sam \"You did the dishes when I was worn out; I felt cared for\"
  fondly thanks Sam --keep-until 2027-02-14 \"for the birthday letter: how you listened in spring\"
  echo \"You waited for me\" | fondly thanks Sam -")]
pub(crate) struct ThanksArgs {
    /// Of whom: the name of a person, or `me`
    name: String,
    /// The text; `-` reads it from standard input, none opens the editor
    text: Option<String>,
    /// Keep it private
    #[arg(long, conflicts_with = "now")]
    keep: bool,
    /// Share it at once, without the minute to take it back
    #[arg(long)]
    now: bool,
    /// Keep it as a surprise until this day, as 2027-02-14
    #[arg(long, value_name = "DAY", conflicts_with_all = ["keep", "now"])]
    keep_until: Option<String>,
    /// Say that no reply is needed
    #[arg(long)]
    no_reply: bool,
    #[command(flatten)]
    draft: DraftArgs,
}

impl ThanksArgs {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        let in_command = self.text.as_deref().is_some_and(|text| text != "-");
        let keep_until = self
            .keep_until
            .map(|day| when::day(&day, &mut program.output))
            .transpose()?;
        let mut composed = compose(
            "thanks",
            (self.text, self.draft),
            &mut Texts::default(),
            &program.prompt,
            || program.engine(),
        )?;
        let thanks = |text| Thanks {
            name: self.name,
            text,
            keep: self.keep,
            now: self.now,
            keep_until,
            wishes: Wishes {
                no_reply: self.no_reply,
                ..Wishes::default()
            },
        };
        let written = composed.write(|engine, text| engine.thanks(thanks(text)))?;
        describe::written(&mut program.output, &written, "Saved.")?;
        if in_command {
            return shell::tell_of_history(&mut composed.engine, &mut program.output);
        }
        Ok(())
    }
}

/// Write down what you need.
///
/// Free text is enough; what happened, what you feel, what you need and what you would ask are
/// there where they help, and any of them is enough without a text. On a terminal, without any of
/// them, you are asked for each. It stays with you until you share it.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  fondly need \"An evening without plans\"
  fondly need --to Sam --happened \"Three late nights\" --feel tired --need rest \\
      --ask \"Could we stay in on Friday?\"")]
pub(crate) struct NeedArgs {
    /// The text; `-` reads it from standard input
    text: Option<String>,
    /// To whom
    #[arg(long, value_name = "NAME")]
    to: Option<String>,
    /// What happened
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    happened: Option<String>,
    /// What you feel; may be given again
    #[arg(long = "feel", value_name = "FEELING")]
    feelings: Vec<String>,
    /// What you need; may be given again
    #[arg(long = "need", value_name = "NEED")]
    needs: Vec<String>,
    /// What you would ask
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    ask: Option<String>,
    /// Choose feelings and needs from the words of `fondly words`, on a terminal
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
        eprintln!("Each of these may be skipped with Enter.");
        self.happened = program.prompt.line("What happened?")?;
        self.pick_words(program)?;
        self.ask = program.prompt.line("What would you ask?")?;
        Ok(())
    }

    fn pick_words(&mut self, program: &Program) -> Result<(), Failure> {
        let (prompt, home) = (&program.prompt, &program.home);
        self.feelings
            .extend(pick(prompt, "What do you feel?", &feelings(home)?)?);
        self.needs
            .extend(pick(prompt, "What do you need?", &needs(home)?)?);
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
        describe::written(&mut program.output, &written, "Saved.")
    }
}

/// Write a reflection.
///
/// It stays with you until you share it.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  fondly reflect \"I was quiet at dinner because of the letter\" --feel uneasy --tag family
  fondly reflect --good-news \"They said yes\"
  fondly reflect --prompt 104 \"The one from the car ride\"
  fondly reflect - < letter.txt")]
pub(crate) struct ReflectArgs {
    /// The text; `-` reads it from standard input, none opens the editor
    text: Option<String>,
    /// A title
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    title: Option<String>,
    /// Answer this question of `fondly prompt`, which becomes the title
    #[arg(long, value_name = "ID", conflicts_with = "title")]
    prompt: Option<String>,
    /// What you feel; may be given again
    #[arg(long = "feel", value_name = "FEELING")]
    feelings: Vec<String>,
    /// Choose feelings from the words of `fondly words`, on a terminal
    #[arg(long)]
    pick: bool,
    /// A tag, which nobody else ever sees; may be given again
    #[arg(long = "tag", value_name = "TAG")]
    tags: Vec<String>,
    /// Mark it as good news
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
            program.output.say(&prompt_named(id)?.text)?;
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
            let words = feelings(&program.home)?;
            match pick(&program.prompt, "What do you feel?", &words) {
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
        describe::written(&mut program.output, &written, "Saved.")
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
