//! What goes wrong, what people are told about it, and the exit codes.

use std::{
    error::Error as _,
    fmt,
    io::{self, ErrorKind as IoErrorKind, IsTerminal as _, Write as _},
    process::ExitCode,
};

use clap::error::ErrorKind as ArgumentErrorKind;
use fondly_engine::{EngineError, ErrorKind};
use serde::Serialize;

use crate::{
    args::When,
    output::coloured,
    text::neutral,
    usage,
    words::{self, Language},
};

const INTERRUPTED: u8 = 130;
/// Shells give 128 and the number of the signal for a program that one ended.
const ENDED_BY_SIGNAL: u8 = 128;
/// The attribute of a message that says what a person may do.
const HINT: &str = "hint";

/// Why a command did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    Engine(#[from] EngineError),
    NoText,
    NotUtf8,
    TextTooLong {
        max: usize,
    },
    StdinTwice,
    Day {
        value: String,
    },
    NoTopic {
        name: String,
        nearest: Option<String>,
    },
    NotJson,
    NotPrintable,
    WordCount {
        given: usize,
    },
    NoResponse,
    NoTerminal,
    NoName,
    NoPassphrase,
    EmptyPassphrase,
    PassphraseTooLong {
        max: usize,
    },
    NobodyToAsk,
    OddPath,
    NotAgreed,
    PassphrasesDiffer,
    NoHome,
    NotInFront,
    NotConfirmed,
    NotErased,
    Unhealthy,
    NoEditor,
    EditorFailed,
    Unchanged,
    Kept {
        source: Box<Self>,
        name: String,
    },
    Editor(#[source] io::Error),
    Input(#[source] io::Error),
    Output(#[source] io::Error),
    Runtime(#[source] io::Error),
    Stopped {
        signal: u8,
    },
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
            | Self::Stopped { .. }
            | Self::Interrupted => ErrorKind::Failed,
        }
    }

    /// The message that says it. What comes from the engine has its own words.
    const fn id(&self) -> &'static str {
        match self {
            Self::Engine(_) | Self::Kept { .. } => "failure-kept",
            Self::NoText => "failure-no-text",
            Self::NotUtf8 => "failure-not-utf8",
            Self::TextTooLong { .. } => "failure-text-too-long",
            Self::StdinTwice => "failure-stdin-twice",
            Self::Day { .. } => "failure-day",
            Self::NoTopic { nearest: None, .. } => "failure-no-topic",
            Self::NoTopic { .. } => "failure-no-topic-but",
            Self::NotJson => "failure-not-json",
            Self::NotPrintable => "failure-not-printable",
            Self::WordCount { .. } => "failure-word-count",
            Self::NoResponse => "failure-no-response",
            Self::NoTerminal => "failure-no-terminal",
            Self::NoName => "failure-no-name",
            Self::NoPassphrase => "failure-no-passphrase",
            Self::EmptyPassphrase => "failure-empty-passphrase",
            Self::PassphraseTooLong { .. } => "failure-passphrase-too-long",
            Self::NobodyToAsk => "failure-nobody-to-ask",
            Self::OddPath => "failure-odd-path",
            Self::NotAgreed => "failure-not-agreed",
            Self::PassphrasesDiffer => "failure-passphrases-differ",
            Self::NoHome => "failure-no-home",
            Self::NotInFront => "failure-not-in-front",
            Self::NotConfirmed => "failure-not-confirmed",
            Self::NotErased => "failure-not-erased",
            Self::Unhealthy => "failure-unhealthy",
            Self::NoEditor => "failure-no-editor",
            Self::EditorFailed => "failure-editor-failed",
            Self::Unchanged => "failure-unchanged",
            Self::Editor(_) => "failure-editor",
            Self::Input(_) => "failure-input",
            Self::Output(_) => "failure-output",
            Self::Runtime(_) => "failure-runtime",
            Self::Stopped { .. } => "failure-stopped",
            Self::Interrupted => "failure-interrupted",
        }
    }

    fn message(&self, language: Language) -> String {
        let said = |values: &words::Values<'_>| words::said(language, self.id(), values);
        match self {
            Self::Engine(error) => words::translated_to(language, &error.to_string()),
            Self::Kept { source, .. } => source.message(language),
            Self::TextTooLong { max } | Self::PassphraseTooLong { max } => said(&[("max", max)]),
            Self::Day { value } => said(&[("value", value)]),
            Self::WordCount { given } => said(&[("given", given)]),
            Self::NoTopic { name, nearest } => match nearest {
                Some(nearest) => said(&[("name", name), ("nearest", nearest)]),
                None => said(&[("name", name)]),
            },
            _ => said(&[]),
        }
    }

    fn hint(&self, language: Language) -> Option<String> {
        match self {
            Self::Engine(error) => error
                .hint()
                .map(|hint| words::translated_to(language, hint)),
            Self::Kept { name, .. } => {
                words::attribute_in(language, self.id(), HINT, &[("name", name)])
            }
            _ => words::attribute_in(language, self.id(), HINT, &[]),
        }
    }

    fn exit_code(&self) -> u8 {
        match self {
            Self::Interrupted => INTERRUPTED,
            Self::Stopped { signal } => ENDED_BY_SIGNAL + signal,
            Self::Kept { source, .. } => source.exit_code(),
            Self::Output(error) if error.kind() == IoErrorKind::BrokenPipe => 0,
            _ => code(self.kind()),
        }
    }

    /// The message and its causes; a cause that only repeats the line above is left out.
    fn chain(&self, language: Language) -> Vec<String> {
        let mut lines = vec![self.message(language)];
        let mut before = self.message(Language::English);
        let mut source = self.source();
        while let Some(cause) = source {
            let line = cause.to_string();
            if line != before {
                lines.push(words::translated_to(language, &line));
                before = line;
            }
            source = cause.source();
        }
        lines
    }
}

/// In English, as programs and logs get it.
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(Language::English))
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
    // Programs read English, whatever their person does.
    let language = if json {
        Language::English
    } else {
        words::language()
    };
    let chain = failure.chain(language);
    let hint = failure.hint(language);
    let told = if json {
        document(failure.kind(), &chain.join(": "), hint.as_deref())
    } else {
        let colour = coloured(colour, io::stderr().is_terminal());
        lines(&chain, hint.as_deref(), colour)
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
        drop(usage::print(error));
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
        Some(&words::said(Language::English, "failure-more-help", &[])),
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

fn lines(chain: &[String], hint: Option<&str>, colour: bool) -> String {
    let (red, bold, plain) = if colour {
        ("\x1b[1;31m", "\x1b[1m", "\x1b[0m")
    } else {
        ("", "", "")
    };
    let mut lines = String::new();
    for (position, line) in chain.iter().enumerate() {
        let line = neutral(line);
        lines += &match position {
            0 => format!("{red}{}{plain} {line}\n", words::of("failure-error")),
            _ => format!("  {} {line}\n", words::of("failure-because")),
        };
    }
    if let Some(hint) = hint {
        lines += &format!("{bold}{}{plain} {hint}\n", words::of("failure-hint"));
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
            lines(&failure.chain(Language::English), Some("plug it in"), false),
            "error: the input could not be read\n  because: the cable fell out\nhint: plug it in\n"
        );
    }

    #[test]
    fn a_name_in_a_message_cannot_steer_the_terminal() {
        let failure = Failure::from(EngineError::NoPerson {
            name: "\x1b[2J".into(),
        });
        let hint = failure.hint(Language::English);
        let told = lines(&failure.chain(Language::English), hint.as_deref(), false);
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

    #[test]
    fn a_failure_is_said_in_the_language_that_is_named() {
        let kept = Failure::Kept {
            source: Box::new(Failure::Stopped { signal: 15 }),
            name: "3".to_owned(),
        };
        assert_eq!(kept.exit_code(), 143);
        let german = kept.chain(Language::German);
        assert_eq!(
            german,
            ["das Programm sollte enden, und nichts wurde geschrieben"]
        );
        assert!(kept.hint(Language::German).unwrap().contains("--draft 3"));
        assert_eq!(
            kept.to_string(),
            "the program was told to end, and nothing was written"
        );
    }
}
