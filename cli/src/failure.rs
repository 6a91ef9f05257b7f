//! What goes wrong, what people are told about it, and the exit codes.

use std::{
    error::Error as _,
    io::{self, ErrorKind as IoErrorKind, IsTerminal as _, Write as _},
    process::ExitCode,
};

use clap::error::ErrorKind as ArgumentErrorKind;
use fondly_engine::{EngineError, ErrorKind};
use serde::Serialize;

use crate::{args::When, output::coloured, text::neutral};

const INTERRUPTED: u8 = 130;

/// Why a command did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error(transparent)]
    Engine(#[from] EngineError),
    #[error("no text was given")]
    NoText,
    #[error("the text is not valid UTF-8")]
    NotUtf8,
    #[error("the text is longer than {max} bytes")]
    TextTooLong { max: usize },
    #[error("only one text can come from standard input")]
    StdinTwice,
    #[error("{value} is no day")]
    Day { value: String },
    #[error("there is no command and no topic called {name}{meant}")]
    NoTopic { name: String, meant: String },
    #[error("only an export in JSON can be printed as JSON")]
    NotJson,
    #[error("a bundle is no text, and cannot be printed here")]
    NotPrintable,
    #[error("three words are needed, and {given} were given")]
    WordCount { given: usize },
    #[error("nothing was given to respond with")]
    NoResponse,
    #[error("there is no terminal to choose words on")]
    NoTerminal,
    #[error("no name was given")]
    NoName,
    #[error("no passphrase was given")]
    NoPassphrase,
    #[error("the passphrase is empty")]
    EmptyPassphrase,
    #[error("the passphrase is longer than {max} bytes")]
    PassphraseTooLong { max: usize },
    #[error("a service cannot ask for the passphrase")]
    NobodyToAsk,
    #[error("a path holds what cannot stand in the file of a service")]
    OddPath,
    #[error("nothing was changed")]
    NotAgreed,
    #[error("the two passphrases differ")]
    PassphrasesDiffer,
    #[error("the directory of the journal is not known")]
    NoHome,
    #[error("nothing was linked")]
    NotInFront,
    #[error("that is another name, and nothing was ended")]
    NotConfirmed,
    #[error("nothing was erased")]
    NotErased,
    #[error("the journal is not as it should be")]
    Unhealthy,
    #[error("no editor is known")]
    NoEditor,
    #[error("the editor ended with an error, and nothing was written")]
    EditorFailed,
    #[error("the text is as it was, and nothing was written")]
    Unchanged,
    #[error("{source}")]
    Kept { source: Box<Self>, name: String },
    #[error("the editor could not be used")]
    Editor(#[source] io::Error),
    #[error("the input could not be read")]
    Input(#[source] io::Error),
    #[error("the output could not be written")]
    Output(#[source] io::Error),
    #[error("the network could not be started")]
    Runtime(#[source] io::Error),
    #[error("interrupted")]
    Interrupted,
}

impl Failure {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Engine(error) => error.kind(),
            Self::Kept { source, .. } => source.kind(),
            Self::NoText
            | Self::NotUtf8
            | Self::TextTooLong { .. }
            | Self::StdinTwice
            | Self::Day { .. }
            | Self::NotJson
            | Self::NotPrintable
            | Self::NoTopic { .. }
            | Self::WordCount { .. }
            | Self::NoResponse
            | Self::NoTerminal
            | Self::NoName
            | Self::NoPassphrase
            | Self::EmptyPassphrase
            | Self::PassphraseTooLong { .. }
            | Self::PassphrasesDiffer
            | Self::NobodyToAsk
            | Self::NoEditor => ErrorKind::Usage,
            Self::NotInFront | Self::NotConfirmed | Self::NotAgreed => ErrorKind::Refused,
            Self::NoHome
            | Self::NotErased
            | Self::OddPath
            | Self::Unhealthy
            | Self::EditorFailed
            | Self::Unchanged
            | Self::Editor(_)
            | Self::Input(_)
            | Self::Output(_)
            | Self::Runtime(_)
            | Self::Interrupted => ErrorKind::Failed,
        }
    }

    fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Engine(error) => error.hint(),
            Self::NoText => Some("give the text, or - to read it from standard input"),
            Self::TextTooLong { .. } => Some("split it into several entries"),
            Self::StdinTwice => Some("give - once, and the other texts as arguments"),
            Self::Day { .. } => {
                Some("as 2026-11-23, yesterday, \"last friday\" or \"2 weeks ago\"")
            }
            Self::NoTopic { .. } => Some("fondly help shows all commands"),
            Self::NotJson => Some("give --to PATH"),
            Self::NotPrintable => Some("give --to FILE, or send it into a file: > FILE"),
            Self::WordCount { .. } => {
                Some("give the three words that the other reads to you, or none to see yours")
            }
            Self::NoResponse => Some("give --ask, --reflect, --feel, --say or --scratch"),
            Self::NoTerminal => Some("give --feel and --need with the words"),
            Self::NoName => Some("give --name YOUR-NAME"),
            Self::NoPassphrase => Some(
                "give --passphrase-file FILE, or --no-passphrase to use the keyring of this system",
            ),
            Self::NobodyToAsk => Some(
                "give --passphrase-file FILE, which whoever can read it can use; or run fondly serve \
                 yourself after login",
            ),
            Self::NotAgreed => Some("give --yes to do it without being asked"),
            Self::NoHome => Some("give --home DIR, or set FONDLY_HOME"),
            Self::NoEditor => Some("set VISUAL or EDITOR, or give --text"),
            Self::NotInFront => {
                Some("without --in-person, you make sure of each other by three words")
            }
            Self::Unhealthy => Some("the lines that begin with \"broken\" say what to do"),
            _ => None,
        }
    }

    /// The hint, where a draft was kept with its name.
    fn told_hint(&self) -> Option<String> {
        match self {
            Self::Kept { name, .. } => Some(format!(
                "your text is kept as draft {name}, encrypted; go on with --draft {name}, or see it \
                 with fondly drafts show {name}"
            )),
            other => other.hint().map(str::to_owned),
        }
    }

    fn exit_code(&self) -> u8 {
        match self {
            Self::Interrupted => INTERRUPTED,
            Self::Output(error) if error.kind() == IoErrorKind::BrokenPipe => 0,
            _ => code(self.kind()),
        }
    }

    /// The message and its causes; a cause that only repeats the line above is left out.
    fn chain(&self) -> Vec<String> {
        let mut lines = vec![self.to_string()];
        let mut source = self.source();
        while let Some(cause) = source {
            let line = cause.to_string();
            if lines.last() != Some(&line) {
                lines.push(line);
            }
            source = cause.source();
        }
        lines
    }
}

const fn code(kind: ErrorKind) -> u8 {
    match kind {
        ErrorKind::Usage => 2,
        ErrorKind::Locked => 3,
        ErrorKind::NotFound => 4,
        ErrorKind::Unreachable => 5,
        ErrorKind::Refused => 6,
        _ => 1,
    }
}

const fn kind_name(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Usage => "usage",
        ErrorKind::Locked => "locked",
        ErrorKind::NotFound => "not-found",
        ErrorKind::Unreachable => "unreachable",
        ErrorKind::Refused => "refused",
        _ => "failed",
    }
}

#[derive(Serialize)]
struct ErrorDocument<'a> {
    error: ErrorFields<'a>,
}

#[derive(Serialize)]
struct ErrorFields<'a> {
    kind: &'a str,
    message: &'a str,
    hint: Option<&'a str>,
}

/// Tells on standard error what went wrong, and gives the exit code.
pub(crate) fn report(failure: &Failure, json: bool, colour: When) -> ExitCode {
    let exit_code = failure.exit_code();
    if exit_code == 0 || matches!(failure, Failure::Interrupted) {
        return ExitCode::from(exit_code);
    }
    let chain = failure.chain();
    let hint = failure.told_hint();
    let told = if json {
        document(failure.kind(), &chain.join(": "), hint.as_deref())
    } else {
        let colour = coloured(colour, io::stderr().is_terminal());
        words(&chain, hint.as_deref(), colour)
    };
    tell(&told);
    ExitCode::from(exit_code)
}

/// As [`report`], for what clap says: help and version are content, all else is a usage error.
pub(crate) fn report_arguments(error: &clap::Error) -> ExitCode {
    let asked_for_json = || std::env::args_os().any(|argument| argument == "--json");
    let no_command = ArgumentErrorKind::DisplayHelpOnMissingArgumentOrSubcommand;
    if !error.use_stderr() || error.kind() == no_command || !asked_for_json() {
        // Nothing is left to do where standard error or output is closed.
        drop(error.print());
        return ExitCode::from(if error.use_stderr() {
            code(ErrorKind::Usage)
        } else {
            0
        });
    }
    let rendered = error.render().to_string();
    let message = rendered.lines().next().unwrap_or_default();
    let message = message.strip_prefix("error: ").unwrap_or(message);
    tell(&document(
        ErrorKind::Usage,
        message,
        Some("fondly help COMMAND tells more"),
    ));
    ExitCode::from(code(ErrorKind::Usage))
}

fn document(kind: ErrorKind, message: &str, hint: Option<&str>) -> String {
    let fields = ErrorFields {
        kind: kind_name(kind),
        message,
        hint,
    };
    let document = serde_json::to_string(&ErrorDocument { error: fields });
    document.expect("strings are always JSON") + "\n"
}

fn words(chain: &[String], hint: Option<&str>, colour: bool) -> String {
    let (red, bold, plain) = if colour {
        ("\x1b[1;31m", "\x1b[1m", "\x1b[0m")
    } else {
        ("", "", "")
    };
    let mut lines = String::new();
    for (position, line) in chain.iter().enumerate() {
        let line = neutral(line);
        lines += &match position {
            0 => format!("{red}error:{plain} {line}\n"),
            _ => format!("  because: {line}\n"),
        };
    }
    if let Some(hint) = hint {
        lines += &format!("{bold}hint:{plain} {hint}\n");
    }
    lines
}

fn tell(told: &str) {
    // There is nobody left to tell where standard error is closed.
    drop(io::stderr().write_all(told.as_bytes()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_has_its_exit_code() {
        let locked = Failure::from(EngineError::WrongPassphrase);
        let unknown = Failure::from(EngineError::NoPerson { name: "Jo".into() });
        let refused = Failure::from(EngineError::JournalExists);
        let unreached = Failure::from(EngineError::Unreachable { name: "Sam".into() });
        let failed = Failure::from(EngineError::NobodyJoined);
        let codes = [failed, Failure::NoText, locked, unknown, unreached, refused]
            .map(|failure| failure.exit_code());
        assert_eq!(codes, [1, 2, 3, 4, 5, 6]);
        assert_eq!(Failure::Interrupted.exit_code(), 130);
    }

    #[test]
    fn a_broken_pipe_is_no_failure() {
        let closed = Failure::Output(IoErrorKind::BrokenPipe.into());
        let full = Failure::Output(IoErrorKind::StorageFull.into());
        assert_eq!((closed.exit_code(), full.exit_code()), (0, 1));
    }

    #[test]
    fn words_are_the_error_its_causes_and_what_to_do() {
        let failure = Failure::Input(io::Error::other("the cable fell out"));
        assert_eq!(
            words(&failure.chain(), Some("plug it in"), false),
            "error: the input could not be read\n  because: the cable fell out\nhint: plug it in\n"
        );
    }

    #[test]
    fn a_name_in_a_message_cannot_steer_the_terminal() {
        let failure = Failure::from(EngineError::NoPerson {
            name: "\x1b[2J".into(),
        });
        let told = words(&failure.chain(), failure.hint(), false);
        assert!(told.contains("\\u{1b}[2J") && !told.contains('\x1b'));
    }

    #[test]
    fn the_json_of_an_error_has_kind_message_and_hint() {
        let told = document(ErrorKind::NotFound, "no entry", None);
        assert_eq!(
            told,
            "{\"error\":{\"kind\":\"not-found\",\"message\":\"no entry\",\"hint\":null}}\n"
        );
    }
}
