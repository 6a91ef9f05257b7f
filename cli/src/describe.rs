//! Entries as they are printed.

use fondly_engine::{EntryView, Revision, Shared, Written};
use serde::Serialize;

use crate::{
    commands::exposure::withdrawn,
    failure::Failure,
    output::{Output, Style},
    phrase::{acknowledgement, audience, day, gist, heard, joined, kind, moment, short},
    text::neutral_line,
    words,
};

#[derive(Serialize)]
struct Entries<'a> {
    entries: &'a [EntryView],
}

#[derive(Serialize)]
struct One<'a> {
    entry: &'a EntryView,
}

/// How much of each entry is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// A line of its text.
    FirstLine,
    /// All of it.
    Whole,
}

/// Prints entries; `none` is said where there are none.
pub(crate) fn entries(
    output: &mut Output,
    entries: &[EntryView],
    extent: Extent,
    none: &str,
) -> Result<(), Failure> {
    if output.is_json() {
        return output.document(&Entries { entries });
    }
    if entries.is_empty() {
        return output.say(none);
    }
    for (position, entry) in entries.iter().enumerate() {
        match extent {
            Extent::FirstLine => {
                headline(output, entry)?;
                let line = gist(entry);
                if !line.is_empty() {
                    output.line(&format!("  {line}"))?;
                }
            }
            Extent::Whole => {
                if position > 0 {
                    output.line("")?;
                }
                headline(output, entry)?;
                body(output, entry, "  ")?;
            }
        }
    }
    Ok(())
}

/// Prints one entry, whole.
pub(crate) fn entry(output: &mut Output, entry: &EntryView) -> Result<(), Failure> {
    if output.is_json() {
        return output.document(&One { entry });
    }
    headline(output, entry)?;
    output.line("")?;
    body(output, entry, "")
}

/// Prints what was written, and says what became of it.
pub(crate) fn written(output: &mut Output, written: &Written, done: &str) -> Result<(), Failure> {
    if output.is_json() {
        return output.document(written);
    }
    headline(output, &written.entry)?;
    output.say(done)?;
    if let Some(remark) = &written.remark {
        return output.say(&words::translated(remark));
    }
    match written.shared {
        Shared::Now => output.say(&words::of("entry-leaves-now")),
        Shared::Held => output.say(&words::of("entry-leaves-later")),
        Shared::Private => Ok(()),
    }
}

/// Prints the line that names an entry: id, day, author, kind, and of mine the audience.
pub(crate) fn headline(output: &mut Output, entry: &EntryView) -> Result<(), Failure> {
    let mine = entry.author == "me";
    let author = if mine {
        words::again("entry-you", &[]).into()
    } else {
        neutral_line(&entry.author)
    };
    let (day, kind) = (day(&entry.date), kind(entry, mine));
    let rest = if mine {
        let audience = audience(entry);
        words::with(
            "entry-line-mine",
            &[
                ("day", &day),
                ("author", &author),
                ("kind", &kind),
                ("audience", &audience),
            ],
        )
    } else {
        words::with(
            "entry-line",
            &[("day", &day), ("author", &author), ("kind", &kind)],
        )
    };
    output.parts(&[
        (Style::Faint, short(&entry.id)),
        (Style::Plain, &format!("  {rest}")),
    ])
}

/// Prints the texts that an entry had, oldest first.
pub(crate) fn history(output: &mut Output, history: &[Revision]) -> Result<(), Failure> {
    if history.len() < 2 {
        return output.say(&words::of("entry-never-another"));
    }
    for Revision { written_at, text } in history {
        output.line("")?;
        output.line(&words::with(
            "entry-since",
            &[("time", &moment(written_at))],
        ))?;
        lines(output, "  ", text)?;
    }
    Ok(())
}

fn body(output: &mut Output, entry: &EntryView, indent: &str) -> Result<(), Failure> {
    if entry.withdrawn {
        let gone = words::of("entry-its-author-withdrew");
        return output.line(&format!("{indent}{gone}"));
    }
    if entry.set_aside {
        let aside = words::of("entry-removed-device-wrote");
        output.line(&format!("{indent}{aside}"))?;
    }
    if let Some(title) = &entry.title {
        output.parts(&[(Style::Plain, indent), (Style::Bold, &neutral_line(title))])?;
    }
    if entry.kind == "response" {
        let said = entry.heard.as_deref().map(heard);
        let acknowledged = entry.ack.as_deref().map(acknowledgement);
        plain(output, indent, said.as_deref())?;
        slot(output, indent, "entry-asks", entry.ask.as_deref())?;
        slot(output, indent, "entry-reflects", entry.reflect.as_deref())?;
        list(output, indent, "entry-guess", &entry.feelings)?;
        slot(output, indent, "entry-says", entry.say.as_deref())?;
        plain(output, indent, acknowledged.as_deref())?;
        slot(output, indent, "entry-scratch", entry.scratch.as_deref())?;
    } else {
        plain(output, indent, Some(&entry.text))?;
        slot(output, indent, "entry-happened", entry.happened.as_deref())?;
        list(output, indent, "entry-feelings", &entry.feelings)?;
        list(output, indent, "entry-needs", &entry.needs)?;
        slot(output, indent, "entry-ask", entry.ask.as_deref())?;
        list(output, indent, "entry-tags", &entry.tags)?;
    }
    for from in &entry.withdrawn_from {
        let name = neutral_line(&from.name);
        let gone = withdrawn(&name, &from.state);
        let line = words::with("entry-gone", &[("name", &name), ("gone", &gone)]);
        output.line(&format!("{indent}{line}"))?;
    }
    for version in &entry.versions {
        slot(output, indent, "entry-version", Some(version))?;
    }
    for earlier in &entry.earlier {
        slot(output, indent, "entry-earlier", Some(earlier))?;
    }
    Ok(())
}

/// Prints a text, its lines indented. A label stands before a text of one line and above others.
fn slot(output: &mut Output, indent: &str, label: &str, text: Option<&str>) -> Result<(), Failure> {
    let Some(text) = text.filter(|text| !text.trim().is_empty()) else {
        return Ok(());
    };
    let label = words::of(label);
    if text.contains('\n') {
        output.line(&format!("{indent}{label}:"))?;
        return lines(output, &format!("{indent}  "), text);
    }
    output.line(&format!("{indent}{label}: {text}"))
}

/// Prints a text that needs no label, its lines indented.
fn plain(output: &mut Output, indent: &str, text: Option<&str>) -> Result<(), Failure> {
    text.filter(|text| !text.trim().is_empty())
        .map_or(Ok(()), |text| lines(output, indent, text))
}

fn lines(output: &mut Output, indent: &str, text: &str) -> Result<(), Failure> {
    text.split('\n')
        .try_for_each(|line| output.line(&format!("{indent}{line}")))
}

fn list(output: &mut Output, indent: &str, label: &str, items: &[String]) -> Result<(), Failure> {
    if items.is_empty() {
        return Ok(());
    }
    let label = words::of(label);
    output.line(&format!("{indent}{label}: {}", joined(items)))
}
