//! What clap says of the command line, in the language of the person.
//!
//! It says it in English, line by line; each line is found again among the messages of the area
//! `usage`.

use std::io::{self, Write as _};

use clap::error::ErrorKind;

use crate::{
    args, help,
    words::{self, Language},
};

/// Sections of a manual page, as clap names them, and the messages that name them here.
const SECTIONS: [(&str, &str); 8] = [
    ("NAME", "usage-page-name"),
    ("SYNOPSIS", "usage-page-synopsis"),
    ("DESCRIPTION", "usage-page-description"),
    ("OPTIONS", "usage-page-options"),
    ("EVERYWHERE", "usage-page-everywhere"),
    ("SUBCOMMANDS", "usage-page-subcommands"),
    ("EXTRA", "usage-page-extra"),
    ("VERSION", "usage-page-version"),
];
const SECTION: &str = ".SH ";

/// Prints what clap has to say: help and version as content, all else as words. Help is put into words
/// only here, where somebody reads it.
pub(crate) fn print(error: &clap::Error) -> io::Result<()> {
    if error.kind() == ErrorKind::DisplayVersion {
        return error.print();
    }
    let worded = args::in_words().try_get_matches().err();
    let error = worded.as_ref().unwrap_or(error);
    if words::language() == Language::English {
        return error.print();
    }
    let told = lines(&error.render().to_string());
    if error.use_stderr() {
        io::stderr().write_all(told.as_bytes())
    } else {
        io::stdout().write_all(told.as_bytes())
    }
}

fn lines(said: &str) -> String {
    let mut told = String::new();
    for line in said.lines() {
        let words = line.trim_start();
        let indent = line.get(..line.len() - words.len()).unwrap_or_default();
        told += indent;
        told += &words::translated(words);
        told.push('\n');
    }
    help::shown(&told)
}

/// A manual page, with the sections named in the language of the person.
pub(crate) fn page(page: &str) -> String {
    let mut named = String::new();
    for line in page.lines() {
        let section = line.strip_prefix(SECTION).and_then(|section| {
            let mut sections = SECTIONS.iter();
            sections.find(|(name, _)| *name == section)
        });
        match section {
            Some((_, message)) => {
                named += SECTION;
                named += &words::of(message);
            }
            None => named += line,
        }
        named.push('\n');
    }
    let options = words::of("usage-options");
    named.replace(
        "OPTIONS\\fR",
        &format!("{}\\fR", options.trim_matches(['[', ']'])),
    )
}
