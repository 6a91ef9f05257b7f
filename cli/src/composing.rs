//! A text on its way to an entry. What was written in the editor and did not become one is kept as a
//! draft in the journal, so that neither an editor that fails nor a mistake beside it loses a letter.

use clap::Args;
use fondly_engine::{Engine, EngineError};

use crate::{editor, failure::Failure, input::Texts, prompt::Prompt};

#[derive(Debug, Default, Args)]
pub(crate) struct DraftArgs {
    #[arg(long, value_name = "DRAFT", conflicts_with = "text")]
    draft: Option<String>,
}

impl DraftArgs {
    /// Whether a draft is to be taken up.
    pub(crate) const fn is_named(&self) -> bool {
        self.draft.is_some()
    }
}

/// A text, and the journal in which it is to be written.
#[derive(Debug)]
pub(crate) struct Composed {
    pub(crate) engine: Engine,
    pub(crate) text: String,
    command: &'static str,
    from_editor: bool,
    draft: Option<String>,
}

/// Gets the text of `command` that an argument stands for, or else what is written in the editor.
/// `open` opens the journal; it is called before the editor is, since a passphrase that turns out
/// wrong afterwards would leave no place for the text.
pub(crate) fn compose(
    command: &'static str,
    (argument, draft): (Option<String>, DraftArgs),
    texts: &mut Texts,
    prompt: &Prompt,
    open: impl FnOnce() -> Result<Engine, Failure>,
) -> Result<Composed, Failure> {
    if let Some(argument) = argument {
        let text = texts.given(argument)?;
        return Ok(Composed {
            engine: open()?,
            text,
            command,
            from_editor: false,
            draft: None,
        });
    }
    if !prompt.possible() {
        return Err(Failure::NoText);
    }
    in_editor(open()?, command, draft, "")
}

/// Lets a person change `before`, or the draft that they took up, in the editor.
pub(crate) fn in_editor(
    engine: Engine,
    command: &'static str,
    draft: DraftArgs,
    before: &str,
) -> Result<Composed, Failure> {
    let taken_up = draft
        .draft
        .map(|name| engine.unsaved_text(&name))
        .transpose()?;
    let edited = match &taken_up {
        Some(draft) => editor::write(&draft.text)?,
        None => editor::write(before)?,
    };
    let mut composed = Composed {
        engine,
        text: String::new(),
        command,
        from_editor: true,
        draft: taken_up.as_ref().map(|draft| draft.name.clone()),
    };
    if let Some(draft) = taken_up.filter(|draft| same(&draft.text, &edited.left)) {
        let source = edited.text.err().unwrap_or(Failure::Unchanged);
        return Err(kept(source, draft.name));
    }
    match edited.text {
        Ok(text) => {
            composed.text = text;
            Ok(composed)
        }
        Err(failure) if same(&edited.left, before) => Err(failure),
        Err(failure) => Err(composed.keep(failure, edited.left)),
    }
}

impl Composed {
    /// Writes the entry. Where that fails, a text from the editor is kept as a draft.
    pub(crate) fn write<T>(
        &mut self,
        write: impl FnOnce(&mut Engine, String) -> Result<T, EngineError>,
    ) -> Result<T, Failure> {
        match write(&mut self.engine, self.text.clone()) {
            Ok(written) => {
                if let Some(name) = self.draft.take() {
                    self.engine.drop_unsaved(&name)?;
                }
                Ok(written)
            }
            Err(error) if self.from_editor => {
                let text = std::mem::take(&mut self.text);
                Err(self.keep(error.into(), text))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Keeps a text from the editor, where something failed before it could be written.
    pub(crate) fn give_up(mut self, failure: Failure) -> Failure {
        if !self.from_editor {
            return failure;
        }
        let text = std::mem::take(&mut self.text);
        self.keep(failure, text)
    }

    fn keep(&mut self, failure: Failure, text: String) -> Failure {
        if text.trim().is_empty() {
            return failure;
        }
        let instead = self.draft.as_deref();
        match self.engine.keep_unsaved(self.command, text, instead) {
            Ok(name) => kept(failure, name),
            // That the text is lost says more than what went wrong before.
            Err(error) => error.into(),
        }
    }
}

/// Whether two texts differ by no more than the line break that editors add.
fn same(one: &str, other: &str) -> bool {
    let end = ['\n', '\r'];
    one.trim_end_matches(end) == other.trim_end_matches(end)
}

fn kept(failure: Failure, name: String) -> Failure {
    Failure::Kept {
        source: Box::new(failure),
        name,
    }
}
