//! Entries as they are printed.

use fondly_engine::{EntryView, Revision, Shared, Written};
use serde::Serialize;

use crate::{
    commands::exposure::withdrawn,
    failure::Failure,
    output::{Output, Style},
    phrase::{acknowledgement, audience, day, gist, heard, joined, kind, moment, short},
    text::neutral_line,
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
        return output.say(remark);
    }
    match written.shared {
        Shared::Now => output.say("It leaves with the next sync."),
        Shared::Held => output.say("Until it leaves, fondly undo takes it back."),
        Shared::Private => Ok(()),
    }
}

/// Prints the line that names an entry: id, day, author, kind, and of mine the audience.
pub(crate) fn headline(output: &mut Output, entry: &EntryView) -> Result<(), Failure> {
    let mine = entry.author == "me";
    let author = if mine {
        "you".into()
    } else {
        neutral_line(&entry.author)
    };
    let mut rest = format!("  {}  {author}  {}", day(&entry.date), kind(entry, mine));
    if mine {
        rest += &format!("  ({})", audience(entry));
    }
    output.parts(&[(Style::Faint, short(&entry.id)), (Style::Plain, &rest)])
}

/// Prints the texts that an entry had, oldest first.
pub(crate) fn history(output: &mut Output, history: &[Revision]) -> Result<(), Failure> {
    if history.len() < 2 {
        return output.say("Its text was never another.");
    }
    for Revision { written_at, text } in history {
        output.line("")?;
        output.line(&format!("Since {}:", moment(written_at)))?;
        lines(output, "  ", text)?;
    }
    Ok(())
}

fn body(output: &mut Output, entry: &EntryView, indent: &str) -> Result<(), Failure> {
    if entry.withdrawn {
        return output.line(&format!("{indent}Its author withdrew it."));
    }
    if let Some(title) = &entry.title {
        output.parts(&[(Style::Plain, indent), (Style::Bold, &neutral_line(title))])?;
    }
    if entry.kind == "response" {
        slot(output, indent, "", entry.heard.as_deref().map(heard))?;
        slot(output, indent, "Asks", entry.ask.as_deref())?;
        slot(output, indent, "Heard", entry.reflect.as_deref())?;
        list(output, indent, "A guess at the feeling", &entry.feelings)?;
        slot(output, indent, "Says", entry.say.as_deref())?;
        slot(
            output,
            indent,
            "",
            entry.ack.as_deref().map(acknowledgement),
        )?;
        slot(output, indent, "Stays with you", entry.scratch.as_deref())?;
    } else {
        slot(output, indent, "", Some(&entry.text))?;
        slot(output, indent, "What happened", entry.happened.as_deref())?;
        list(output, indent, "Feelings", &entry.feelings)?;
        list(output, indent, "Needs", &entry.needs)?;
        slot(output, indent, "Would ask", entry.ask.as_deref())?;
        list(output, indent, "Tags", &entry.tags)?;
    }
    for from in &entry.withdrawn_from {
        let name = neutral_line(&from.name);
        let gone = withdrawn(&name, &from.state);
        output.line(&format!("{indent}From {name}: {gone}."))?;
    }
    for version in &entry.versions {
        slot(
            output,
            indent,
            "Written at the same time on another device",
            Some(version),
        )?;
    }
    for earlier in &entry.earlier {
        slot(output, indent, "Before it was edited", Some(earlier))?;
    }
    Ok(())
}

/// Prints a text, its lines indented. A label stands before a text of one line and above others.
fn slot(output: &mut Output, indent: &str, label: &str, text: Option<&str>) -> Result<(), Failure> {
    let Some(text) = text.filter(|text| !text.trim().is_empty()) else {
        return Ok(());
    };
    if label.is_empty() {
        return lines(output, indent, text);
    }
    if text.contains('\n') {
        output.line(&format!("{indent}{label}:"))?;
        return lines(output, &format!("{indent}  "), text);
    }
    output.line(&format!("{indent}{label}: {text}"))
}

fn lines(output: &mut Output, indent: &str, text: &str) -> Result<(), Failure> {
    text.split('\n')
        .try_for_each(|line| output.line(&format!("{indent}{line}")))
}

fn list(output: &mut Output, indent: &str, label: &str, items: &[String]) -> Result<(), Failure> {
    if items.is_empty() {
        return Ok(());
    }
    output.line(&format!("{indent}{label}: {}", joined(items)))
}
