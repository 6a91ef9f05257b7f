//! Taking a journal elsewhere: `export`, `import`.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use fondly_engine::{Export, ExportFormat, Exported, ImportFormat, ImportReport, Include};
use serde::Serialize;

use crate::{failure::Failure, run::Program, text::neutral_line};

const STDOUT: &str = "-";
/// Reasons that are printed one by one; JSON has all.
const REASONS_SHOWN: usize = 50;

/// The form of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    Json,
    Md,
    Html,
}

/// A part of the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    Private,
    Shared,
    Received,
}

/// Write your journal out, for reading or to take it elsewhere.
///
/// JSON can be imported again without loss; Markdown is a directory with one file for each entry, HTML
/// one page. What others wrote is left out unless you ask for it. An export is not encrypted: whoever
/// has it can read it. For a copy that only you can open, use `fondly backup`.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  fondly export --to journal.json
  fondly export --format md --to my-journal
  fondly export --format html --include shared,received --to ours.html")]
pub(crate) struct ExportArgs {
    /// The form
    #[arg(long, value_name = "FORM", value_enum, default_value_t = Form::Json)]
    format: Form,
    /// Where to: a new file, for md a new directory, or - for standard output
    #[arg(long, value_name = "PATH", default_value = STDOUT)]
    to: PathBuf,
    /// Which entries
    #[arg(
        long,
        value_name = "PARTS",
        value_enum,
        value_delimiter = ',',
        default_value = "private,shared"
    )]
    include: Vec<Part>,
}

#[derive(Serialize)]
struct Saved<'a> {
    file: &'a Path,
    entries: usize,
}

impl ExportArgs {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        let to_stdout = self.to.as_os_str() == STDOUT;
        if to_stdout && program.output.is_json() && self.format != Form::Json {
            return Err(Failure::NotJson);
        }
        let include = |part| self.include.contains(&part);
        let include = Include {
            private: include(Part::Private),
            shared: include(Part::Shared),
            received: include(Part::Received),
        };
        if include.private {
            program.ask_again()?;
        }
        let export = Export {
            format: match self.format {
                Form::Json => ExportFormat::Json,
                Form::Md => ExportFormat::Markdown,
                Form::Html => ExportFormat::Html,
            },
            include,
        };
        let exported = program.engine()?.export(export)?;
        if to_stdout {
            print(program, self.format, &exported)
        } else {
            save(program, &self.to, &exported)?;
            left_out(program, &exported)
        }
    }
}

fn print(program: &mut Program, form: Form, exported: &Exported) -> Result<(), Failure> {
    let text = exported.text();
    if program.output.is_json() {
        // One document is one line.
        return program.output.verbatim(&(text.replace('\n', "") + "\n"));
    }
    if form == Form::Json {
        program.output.verbatim(&text)?;
    } else {
        program.output.text(&text)?;
    }
    left_out(program, exported)
}

fn save(program: &mut Program, to: &Path, exported: &Exported) -> Result<(), Failure> {
    exported.save(to)?;
    let entries = exported.entries;
    if program.output.is_json() {
        return program.output.document(&Saved { file: to, entries });
    }
    let file = to.to_string_lossy();
    let file = neutral_line(&file);
    program
        .output
        .line(&format!("{file}: {}", counted(entries, "entry", "entries")))?;
    program
        .output
        .say("It is not encrypted: whoever has it can read it.")
}

fn left_out(program: &mut Program, exported: &Exported) -> Result<(), Failure> {
    match exported.received_left_out {
        0 => Ok(()),
        _ => program
            .output
            .say("What others shared with you is not in it; --include received adds it."),
    }
}

/// The program that wrote a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum From {
    Fondly,
    #[value(name = "dayone")]
    DayOne,
    Jrnl,
    Presently,
    Markdown,
}

/// Take in entries from a file of Fondly or of another program.
///
/// They come in as yours, and private. What others wrote comes in as a quote with the tag imported. The
/// same file can be imported again: what is here already stays as it is. Entries that are broken are
/// named with their line, and the others come in.
///
/// Day One, jrnl, Presently and Markdown with front matter are known; the file itself tells which it is.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  fondly import journal.json
  fondly import notes --from markdown --dry-run")]
pub(crate) struct ImportArgs {
    /// The file, or a directory of Markdown files
    file: PathBuf,
    /// Which program wrote it
    #[arg(long, value_name = "PROGRAM", value_enum)]
    from: Option<From>,
    /// Only say what would come in
    #[arg(long)]
    dry_run: bool,
}

impl ImportArgs {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        let from = self.from.map(|from| match from {
            From::Fondly => ImportFormat::Fondly,
            From::DayOne => ImportFormat::DayOne,
            From::Jrnl => ImportFormat::Jrnl,
            From::Presently => ImportFormat::Presently,
            From::Markdown => ImportFormat::Markdown,
        });
        let report = program.engine()?.import(&self.file, from, self.dry_run)?;
        if program.output.is_json() {
            return program.output.document(&report);
        }
        tell(program, &report)
    }
}

fn tell(program: &mut Program, report: &ImportReport) -> Result<(), Failure> {
    let count = counted(report.imported, "entry", "entries");
    let done = if report.dry_run {
        "would come in"
    } else {
        "came in"
    };
    program.output.line(&format!("{count} {done}."))?;
    if report.same > 0 {
        let same = counted(report.same, "entry is", "entries are");
        program.output.line(&format!("{same} here already."))?;
    }
    for skipped in report.skipped.iter().take(REASONS_SHOWN) {
        let file = skipped.file.as_deref().map(neutral_line);
        let place = match file {
            Some(file) => format!("{file}, line {}", skipped.line),
            None => format!("line {}", skipped.line),
        };
        let reason = neutral_line(&skipped.reason);
        program
            .output
            .line(&format!("left out: {place}: {reason}"))?;
    }
    match report.skipped.len().saturating_sub(REASONS_SHOWN) {
        0 => Ok(()),
        more => program
            .output
            .line(&format!("left out: {more} more; --json lists them all")),
    }
}

fn counted(count: usize, one: &str, more: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { more })
}
