//! Taking a journal elsewhere: `export`, `import`.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use fondly_engine::{Export, ExportFormat, Exported, ImportFormat, ImportReport, Include};
use serde::Serialize;

use crate::words;
use crate::{failure::Failure, run::Program, text::neutral_line};

const STDOUT: &str = "-";
/// Reasons that are printed one by one; JSON has all.
const REASONS_SHOWN: usize = 50;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    Json,
    Md,
    Html,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    Private,
    Shared,
    Received,
}

#[derive(Debug, Args)]
pub(crate) struct ExportArgs {
    #[arg(long, value_name = "FORM", value_enum, default_value_t = Form::Json)]
    format: Form,
    #[arg(long, value_name = "PATH", default_value = STDOUT)]
    to: PathBuf,
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
    let values: &words::Values<'_> = &[("file", &file), ("count", &entries)];
    program
        .output
        .line(&words::with("carry-exported", values))?;
    program.output.say(&words::of("carry-not-encrypted"))
}

fn left_out(program: &mut Program, exported: &Exported) -> Result<(), Failure> {
    match exported.received_left_out {
        0 => Ok(()),
        _ => program.output.say(&words::of("carry-left-out-received")),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum From {
    Fondly,
    #[value(name = "dayone")]
    DayOne,
    Jrnl,
    Presently,
    Markdown,
}

#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    file: PathBuf,
    #[arg(long, value_name = "PROGRAM", value_enum)]
    from: Option<From>,
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
    let done = if report.dry_run {
        "carry-would-come-in"
    } else {
        "carry-came-in"
    };
    let done = words::with(done, &[("count", &report.imported)]);
    program.output.line(&done)?;
    if report.same > 0 {
        let same = words::with("carry-same", &[("count", &report.same)]);
        program.output.line(&same)?;
    }
    for skipped in report.skipped.iter().take(REASONS_SHOWN) {
        let (line, reason) = (skipped.line, words::translated(&skipped.reason));
        let reason = neutral_line(&reason);
        let left_out = match skipped.file.as_deref().map(neutral_line) {
            Some(file) => words::with(
                "carry-left-out-of-file",
                &[("file", &file), ("line", &line), ("reason", &reason)],
            ),
            None => words::with("carry-left-out", &[("line", &line), ("reason", &reason)]),
        };
        program.output.line(&left_out)?;
    }
    match report.skipped.len().saturating_sub(REASONS_SHOWN) {
        0 => Ok(()),
        more => program
            .output
            .line(&words::with("carry-left-out-more", &[("count", &more)])),
    }
}
